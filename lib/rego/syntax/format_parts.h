/* SPDX-License-Identifier: BSD-2-Clause */
/* The formatter's state and the functions its files share.
 *
 * Comments are apart from the tree.  Each node, before it is written, takes the comments above its
 * line out of the list and writes them, and keeps the one of its line for the line's end.  A second
 * one for that end is "unexpected": it makes the innermost term that can be written as it stood in
 * the text be written so. */
#ifndef REGO_FORMAT_PARTS_H
#define REGO_FORMAT_PARTS_H

#include "core/strbuf.h"
#include "rego/builtin/builtin.h"
#include "rego/syntax/format.h"

enum rego_fmt_result { FMT_FINE, FMT_UNEXPECTED, FMT_FAILED };

/* Those left, in the order of the text. */
struct rego_fmt_comments {
	const struct rego_comment *const *at;
	uint32_t count;
};

struct rego_fmt {
	struct rego_arena *arena;
	struct ss_strbuf *out;
	uint32_t level;
	bool inline_, delay, comment_on_final_line;
	bool contains, ifs, ref_heads, v1;
	bool may_have_no_place; /* terms without a place, or variables of the compiler */
	uint32_t keywords;	/* enum rego_future that a ref must quote */
	uint8_t *wildcards;	/* how often each occurs: 2 is often */
	uint32_t wildcard_count;
	bool plain_wildcards; /* they are all "_" just now */
	const struct rego_comment *before_end;
	const char *failure; /* of FMT_UNEXPECTED and FMT_FAILED */
	struct rego_errors errors;
};

typedef enum rego_fmt_result rego_fmt_result;

/* --- format_line.c: lines and comments ------------------------------------------- */
void rego_fmt_str(struct rego_fmt *f, const char *s);
void rego_fmt_bytes(struct rego_fmt *f, const char *s, size_t len);
void rego_fmt_start_line(struct rego_fmt *f);
void rego_fmt_end_line(struct rego_fmt *f);
void rego_fmt_blank_line(struct rego_fmt *f);
rego_fmt_result rego_fmt_down(struct rego_fmt *f);
rego_fmt_result rego_fmt_fail(struct rego_fmt *f, const char *text);
/* A failure that does not end the formatting, but spoils its result. */
void rego_fmt_note(struct rego_fmt *f, rego_fmt_result r);
void rego_fmt_write_comments(struct rego_fmt *f, const struct rego_comment *const *c, uint32_t n);
/* Those above row. */
uint32_t rego_fmt_above(const struct rego_fmt_comments *c, int64_t row);
rego_fmt_result rego_fmt_insert(struct rego_fmt *f, struct rego_fmt_comments *c, int64_t row);
/* A comment for which there is no place: the line's end has another, or is not that of its line. */
rego_fmt_result rego_fmt_unexpected(struct rego_fmt *f, const struct rego_comment *c,
				    const struct rego_comment *old);
/* No comments are left when something went wrong. */
rego_fmt_result rego_fmt_lose(struct rego_fmt_comments *c, rego_fmt_result r);
rego_fmt_result rego_fmt_as_written(struct rego_fmt *f, struct rego_fmt_comments *c,
				    struct rego_loc loc);

/* --- format_place.c: where things were ---------------------------------------------- */
/* What has no place counts as in line 1. */
int64_t rego_fmt_row(struct rego_loc loc);
const char *rego_fmt_text(struct rego_loc loc, size_t *len);
bool rego_fmt_in_parens(const struct rego_term *t);
uint32_t rego_fmt_lines_in(struct rego_loc loc);
/* The line of the bracket that closes the first open one; -1 when there is none. */
int64_t rego_fmt_closing_row(char skip_open, char skip_close, char open, char close,
			     struct rego_loc loc);

/* What is written between brackets: terms, pairs of terms, or expressions. */
enum rego_fmt_items { FMT_TERMS, FMT_PAIRS, FMT_EXPRS };
struct rego_fmt_group {
	enum rego_fmt_items kind;
	void **items; /* struct rego_term *, the key of a pair with its value after it, or expr */
	uint32_t count;
	uint32_t *lines; /* where each line ends */
	uint32_t line_count;
};
void rego_fmt_group(struct rego_fmt *f, struct rego_fmt_group *g, int64_t row);

/* --- format_term.c, format_call.c, format_list.c ------------------------------------- */
rego_fmt_result rego_fmt_term(struct rego_fmt *f, struct rego_term *t, struct rego_fmt_comments *c);
rego_fmt_result rego_fmt_term_in(struct rego_fmt *f, bool parens, struct rego_term *t,
				 struct rego_fmt_comments *c);
rego_fmt_result rego_fmt_ref(struct rego_fmt *f, const struct rego_term *ref,
			     struct rego_fmt_comments *c);
rego_fmt_result rego_fmt_call(struct rego_fmt *f, bool parens, struct rego_term *t,
			      struct rego_fmt_comments *c);
rego_fmt_result rego_fmt_call_expr(struct rego_fmt *f, struct rego_expr *x,
				   struct rego_fmt_comments *c);
rego_fmt_result rego_fmt_in(struct rego_fmt *f, bool parens, struct rego_term *call, uint32_t arity,
			    struct rego_loc loc, struct rego_fmt_comments *c);
rego_fmt_result rego_fmt_template(struct rego_fmt *f, struct rego_term *t,
				  struct rego_fmt_comments *c);
rego_fmt_result rego_fmt_list(struct rego_fmt *f, struct rego_fmt_group *g, int64_t first,
			      int64_t close, struct rego_fmt_comments *c);
rego_fmt_result rego_fmt_collection(struct rego_fmt *f, struct rego_term *t,
				    struct rego_fmt_comments *c);
rego_fmt_result rego_fmt_comprehension(struct rego_fmt *f, struct rego_term *t,
				       struct rego_fmt_comments *c);
rego_fmt_result rego_fmt_block(struct rego_fmt *f, char open, char close, struct rego_body *b,
			       int64_t row, struct rego_loc whole, struct rego_fmt_comments *c);

/* --- format_expr.c, format_rule.c ------------------------------------------------------ */
rego_fmt_result rego_fmt_expr(struct rego_fmt *f, struct rego_expr *x, struct rego_fmt_comments *c);
rego_fmt_result rego_fmt_body(struct rego_fmt *f, struct rego_body *b, struct rego_fmt_comments *c);
void rego_fmt_rules(struct rego_fmt *f, struct rego_rule *const *rules, uint32_t n,
		    struct rego_fmt_comments *c);
rego_fmt_result rego_fmt_imports(struct rego_fmt *f, struct rego_import **imports, uint32_t n,
				 struct rego_fmt_comments *c);
/* Imports that the version asks for, or makes useless. */
void rego_fmt_mend_imports(struct rego_fmt *f, struct rego_module *m,
			   const struct rego_format_options *o);

/* --- format_scan.c, format_check.c ------------------------------------------------------- */
struct rego_fmt_needs {
	bool in, every, not_body;
};
/* What must be known of the whole before the first line is written. */
void rego_fmt_scan(struct rego_fmt *f, struct rego_module *m, struct rego_fmt_needs *needs);
/* What v1 forbids and no formatting mends. */
void rego_fmt_check(const struct rego_module *m, struct rego_errors *e);

#endif
