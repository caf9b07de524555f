/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON schemas for the type checker: --schema. */
#ifndef SS_POLICY_SCHEMA_H
#define SS_POLICY_SCHEMA_H

#include "core/strbuf.h"

/*
 * The schemas of a file, which is that of the input, or of all files below a
 * directory, where a/b.json is schema.a.b: as rego_options.schemas wants them.
 * PATH may be NULL: there are none.  0, or SS_EXIT_FAILURE and it has been said why.
 */
int schemas_load(const char *path, struct ss_strbuf *json);

#endif
