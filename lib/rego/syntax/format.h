/* SPDX-License-Identifier: BSD-2-Clause */
/* Formatting of Rego, byte for byte as opa fmt does it. */
#ifndef REGO_FORMAT_H
#define REGO_FORMAT_H

#include "rego/syntax/ast.h"

struct ss_strbuf;

struct rego_format_options {
	enum rego_version version; /* V0 or V1: what is read, and what is written, unless: */
	bool v0_and_v1;		   /* write what is both v0 (with import rego.v1) and v1 */
	bool drop_v0_imports;	   /* of rego.v1 and future.keywords, where v1 makes them useless */
};

/* NULL when it went well, else the text of the error, in the arena.  Errors of parsing and of
 * checks are in e as well. */
const char *rego_format(struct rego_arena *a, const struct rego_source *source,
			const struct rego_format_options *o, struct ss_strbuf *out,
			struct rego_errors *e);
/* All errors as OPA prints a list of them: "2 errors occurred:\n..." */
void rego_errors_write(struct ss_strbuf *out, const struct rego_errors *e);

#endif
