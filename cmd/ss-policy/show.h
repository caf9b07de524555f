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
	SHOW_SOURCE, /* of what partial evaluation leaves: report.c */
};

/* errors: of built-ins, told beside the answers in JSON; or NULL. */
void show_result(struct ss_strbuf *out, enum show_format f, const struct rego_result *r,
		 const struct rego_error *errors);
/* Errors: in JSON for SHOW_JSON and SHOW_DISCARD, else lines of text. */
void show_errors(struct ss_strbuf *out, enum show_format f, const struct rego_error *first);
/* Compact JSON with two spaces for each level, and a line end. */
void show_indent(struct ss_strbuf *out, const char *json, size_t len);

/* Arrays, compact: of errors, and of answers. */
void show_error_list(struct ss_strbuf *out, const struct rego_error *first);
void show_answers(struct ss_strbuf *out, const struct rego_result *r);
/* As show_indent(), members by the order of their names. */
void show_sorted(struct ss_strbuf *out, const char *json, size_t len);

/* show_number.c: whether what is shown has a number that JSON cannot have, as of to_number("010"):
 * then nothing is shown.  Its text goes to out. */
bool show_odd_number(struct ss_strbuf *out, enum show_format f, const struct rego_result *r);

/* show_table.c: more than one answer, or several values, for people. */
void show_table(struct ss_strbuf *out, const struct rego_result *r);
/* Texts, row by row, below the heads of their columns. */
void show_cells(struct ss_strbuf *out, const char *const *heads, const char *const *cells,
		size_t columns, size_t rows);
/* Texts, row by row, without heads, with a line between rows; a text may have several lines. */
void show_grid(struct ss_strbuf *out, const char *const *cells, size_t columns, size_t rows);

#endif
