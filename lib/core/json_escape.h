/* SPDX-License-Identifier: BSD-2-Clause */
/* The inside of a JSON string: what must be escaped or repaired, and how. */
#ifndef SS_JSON_ESCAPE_H
#define SS_JSON_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/strbuf.h"

/*
 * Copy the bytes of S that stand for themselves, up to the first that does not
 * or to LEN; returns how many.  OUT must have room for LEN bytes.
 */
size_t ss_json_copy_plain(char *out, const char *s, size_t len);

/*
 * Append S escaped, with U+FFFD for what is not UTF-8.  Returns true if there
 * was such a thing.  Grows BUF with what is really needed, not by six.
 */
bool ss_json_escape(struct ss_strbuf *buf, const char *s, size_t len);

#endif
