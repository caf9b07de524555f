/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers and errors in the formats of opa eval, byte for byte. */
#ifndef SS_POLICY_SHOW_H
#define SS_POLICY_SHOW_H

#include "core/strbuf.h"
#include "rego/rego.h"

enum show_format {
	SHOW_JSON,
	SHOW_PRETTY,
	SHOW_VALUES,
	SHOW_BINDINGS,
	SHOW_RAW,
	SHOW_DISCARD,
};

/* errors: of built-ins, told beside the answers in JSON; or NULL. */
void show_result(struct ss_strbuf *out, enum show_format f, const struct rego_result *r,
		 const struct rego_error *errors);
/* Errors: in JSON for SHOW_JSON and SHOW_DISCARD, else lines of text. */
void show_errors(struct ss_strbuf *out, enum show_format f, const struct rego_error *first);
/* Compact JSON with two spaces for each level, and a line end. */
void show_indent(struct ss_strbuf *out, const char *json, size_t len);

/* show_table.c: more than one answer, or several values, for people. */
void show_table(struct ss_strbuf *out, const struct rego_result *r);
/* Texts, row by row, below the heads of their columns. */
void show_cells(struct ss_strbuf *out, const char *const *heads, const char *const *cells,
		size_t columns, size_t rows);

#endif
