/* SPDX-License-Identifier: BSD-2-Clause */
/* The inside of a JSON string where it is not plain. */
#ifndef SS_JSON_ESCAPE_H
#define SS_JSON_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/strbuf.h"

/*
 * Append S escaped, with U+FFFD for what is not UTF-8.  Returns true if there
 * was such a thing.  Grows BUF with what is really needed, not by six.
 */
bool ss_json_escape(struct ss_strbuf *buf, const char *s, size_t len);

#endif
