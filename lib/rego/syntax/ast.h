/* SPDX-License-Identifier: BSD-2-Clause */
/* The syntax tree of Rego, as the parser makes it and the compiler's passes rewrite it.  All of it
 * lives in one arena.  It follows OPA's own (v1/ast), so that its messages and formats can, too. */
#ifndef REGO_AST_H
#define REGO_AST_H

#include "rego/value/value.h"

struct rego_source { /* one file */
	const char *name;
	const char *text;
	size_t len;
	/* The text was made from another: what each of its rows is there; NULL: it was not. */
	const uint32_t *origin;
};

struct rego_loc {
	const struct rego_source *source; /* NULL: made by the compiler */
	uint32_t row, col;		  /* from 1; columns in code points, as OPA's */
	uint32_t at;			  /* the byte row and col mean */
	uint32_t offset, len;		  /* the text itself: may begin before at, with a ( */
};

enum rego_term_kind {
	REGO_TERM_VALUE, /* null, boolean, number, string (and constants folded later) */
	REGO_TERM_VAR,
	REGO_TERM_REF,	  /* list: head, then the path */
	REGO_TERM_ARRAY,  /* list */
	REGO_TERM_SET,	  /* list */
	REGO_TERM_OBJECT, /* list: key, value, key, value */
	REGO_TERM_ARRAY_COMP,
	REGO_TERM_SET_COMP,
	REGO_TERM_OBJECT_COMP,
	REGO_TERM_CALL,	    /* list: operator (a ref), then the arguments */
	REGO_TERM_TEMPLATE, /* list: constants, and REGO_TERM_EXPR for { } */
	REGO_TERM_EXPR,	    /* only in a template: expr, with its "with" */
};

struct rego_body;
struct rego_expr;

struct rego_term {
	enum rego_term_kind kind;
	bool raw;	/* string: written with backquotes; template: multi-line */
	bool generated; /* by the compiler; a variable: $0 and so on */
	bool optional;	/* part of a template */
	struct rego_loc loc;
	union {
		struct rego_val value;
		const struct rego_string
			*var; /* interned in the arena: equal text, equal pointer */
		struct {
			struct rego_term **items;
			uint32_t count;
		} list;
		struct {
			struct rego_term *key; /* of an object comprehension */
			struct rego_term *term;
			struct rego_body *body;
		} comp;
		struct rego_expr *expr;
	};
	const void *type; /* of the type checker */
};

enum rego_expr_kind {
	REGO_EXPR_TERM,	 /* term */
	REGO_EXPR_CALL,	 /* term is a REGO_TERM_CALL; a = b, a := b and a in b are calls, too */
	REGO_EXPR_SOME,	 /* some x, y: items; some x in xs: one call of in */
	REGO_EXPR_EVERY, /* every key, value in domain { body } */
	REGO_EXPR_NOT,	 /* not { body } */
};

struct rego_with {
	struct rego_term *target, *value;
	struct rego_loc loc;
};

struct rego_expr {
	enum rego_expr_kind kind;
	bool negated;
	bool generated;
	bool explicit_body; /* of not: with { } */
	uint32_t index;	    /* in its body */
	struct rego_loc loc;
	union {
		struct rego_term *term;
		struct {
			struct rego_term **items;
			uint32_t count;
		} some;
		struct {
			struct rego_term *key, *value, *domain; /* key may be NULL */
			struct rego_body *body;
		} every;
		struct rego_body *body; /* of not { } */
	};
	struct rego_with *with;
	uint32_t with_count;
};

struct rego_body {
	struct rego_expr **exprs;
	uint32_t count;
	struct rego_loc loc;
};

struct rego_annotations; /* annotations.h */
struct rego_module;

struct rego_head {
	struct rego_term *ref;		/* the name, ever a ref: p, a.b.c, p[x].q */
	const struct rego_string *name; /* as OPA's Head.Name: of p and of p[x]; NULL in a.b.c */
	struct rego_term **args;	/* of a function */
	uint32_t arg_count;
	bool function;		 /* f() has no arguments and is one */
	bool contains;		 /* p contains x: key; a partial set */
	bool has_if;		 /* the keyword if was written */
	bool assign;		 /* := and not = */
	bool generated_value;	 /* "= true" was not written */
	struct rego_term *key;	 /* of contains, and of the old p[x] */
	struct rego_term *value; /* NULL in a partial set */
	struct rego_loc loc;
};

struct rego_rule {
	struct rego_head *head;
	struct rego_body *body;
	bool is_default;
	bool generated_body;	     /* { true } was not written */
	bool chained;		     /* p { } { }: another body of the rule before */
	bool one_line;		     /* of else: one expression without braces */
	struct rego_rule *otherwise; /* else */
	struct rego_module *module;
	struct rego_annotations **annotations;
	uint32_t annotation_count;
	struct rego_loc loc;
};

struct rego_import {
	struct rego_term *path;
	const struct rego_string *alias; /* NULL without "as" */
	struct rego_loc loc;
};

struct rego_comment {
	struct rego_loc loc; /* with the # */
	const char *text;    /* without the # */
	size_t len;
};

enum rego_version { REGO_V0, REGO_V0_V1 /* v0 with import rego.v1 */, REGO_V1 };

struct rego_module {
	const struct rego_source *source;
	enum rego_version version;
	struct rego_term *package; /* ref: data.a.b */
	struct rego_loc package_loc;
	struct rego_import **imports;
	uint32_t import_count;
	struct rego_rule **rules;
	uint32_t rule_count;
	struct rego_comment *comments; /* in the order of the text */
	uint32_t comment_count;
	struct rego_annotations **annotations;
	uint32_t annotation_count;
};

struct ss_strbuf;

/* --- errors ---------------------------------------------------------------- */
struct rego_type_detail;
struct rego_error {
	const char *code;    /* rego_parse_error, rego_type_error ...; or NULL */
	const char *message; /* may have further lines */
	struct rego_loc loc;
	const char *details;	  /* the lines below the message, as OPA prints them; or NULL */
	const char *line;	  /* of a parse error: the line in the source, without a NUL */
	uint32_t line_len, index; /* bytes of it, and the one at fault */
	const struct rego_type_detail *detail; /* of a type error, or NULL: compile/detail.h */
	struct rego_error *next;
};

struct rego_errors {
	struct rego_arena *arena;
	struct rego_error *first, **last;
	uint32_t count, most; /* most 0: all */
};

void rego_errors_init(struct rego_errors *e, struct rego_arena *a, uint32_t most);
__attribute__((format(printf, 4, 5))) struct rego_error *
rego_error(struct rego_errors *e, const char *code, struct rego_loc loc, const char *fmt, ...);
/* The line of the text below the message, with a ^ under the place. */
void rego_error_detail(struct rego_error *x, struct rego_arena *a);
/* "file:row: code: message" and the details, as OPA prints an error; no line end. */
void rego_error_write(struct ss_strbuf *out, const struct rego_error *x);
/* Sorted by file, row and column, then by text. */
void rego_errors_sort(struct rego_errors *e);

/* --- parsing ---------------------------------------------------------------- */
struct rego_intern;

struct rego_parse_options {
	struct rego_intern *names; /* where names are interned; NULL: only within this parse */
	enum rego_version version; /* V1, or V0 of which an import makes V0_V1 */
	bool annotations;	   /* read # METADATA */
	bool future_not;	   /* as after import future.keywords.not */
	bool future_keywords;	   /* v0: as after import future.keywords */
	uint32_t depth;		   /* 0: the usual limit */
};

/* NULL when there were errors; the source must live as long as the arena. */
struct rego_module *rego_parse_module(struct rego_arena *a, const struct rego_source *source,
				      const struct rego_parse_options *o, struct rego_errors *e);
/* A query: one or more expressions, with imports given as text ("data.x as y") by the caller. */
struct rego_body *rego_parse_body(struct rego_arena *a, const struct rego_source *source,
				  const struct rego_parse_options *o, struct rego_errors *e);
struct rego_term *rego_parse_term(struct rego_arena *a, const struct rego_source *source,
				  const struct rego_parse_options *o, struct rego_errors *e);

/* --- helpers ------------------------------------------------------------------ */
/* As OPA prints what it has parsed (String() of Go): in messages and with --explain. */
void rego_print_term(struct ss_strbuf *out, const struct rego_term *t);
/* With a comma and a space between them. */
void rego_print_terms(struct ss_strbuf *out, struct rego_term *const *items, uint32_t count);
void rego_print_expr(struct ss_strbuf *out, const struct rego_expr *x);
void rego_print_body(struct ss_strbuf *out, const struct rego_body *b);
void rego_print_head(struct ss_strbuf *out, const struct rego_head *h, enum rego_version v);
void rego_print_rule(struct ss_strbuf *out, const struct rego_rule *r);
void rego_print_module(struct ss_strbuf *out, const struct rego_module *m);
static inline bool rego_term_is_string(const struct rego_term *t)
{
	return t->kind == REGO_TERM_VALUE && t->value.kind == REGO_STRING;
}
/* A copy in the arena of what rego_print_term() writes. */
const char *rego_text_of_term(struct rego_arena *a, const struct rego_term *t);
/* A string that may be written as a variable or after a dot. */
bool rego_is_word(const char *s, size_t len);
/* The text of a template string with a backslash before each {. */
void rego_print_escaped_braces(struct ss_strbuf *out, const char *s, size_t len);
/* In the order of the language, extended to variables, refs, calls and so on as OPA has it. */
int rego_compare_terms(const struct rego_term *a, const struct rego_term *b);
int rego_compare_exprs(const struct rego_expr *a, const struct rego_expr *b);
/* Put the items of a set or an object in the order of the language, without duplicates. */
void rego_sort_term(struct rego_arena *a, struct rego_term *t);
/* "string", "ref", "arraycomprehension": as messages name it. */
const char *rego_term_kind_name(const struct rego_term *t);
bool rego_is_var(const struct rego_term *t, const char *name);
bool rego_term_is_ground(const struct rego_term *t);
struct rego_term *rego_copy_term(struct rego_arena *a, const struct rego_term *t);
struct rego_head *rego_copy_head(struct rego_arena *a, const struct rego_head *h);
struct rego_rule *rego_copy_rule(struct rego_arena *a, const struct rego_rule *r);
struct rego_expr *rego_copy_expr(struct rego_arena *a, const struct rego_expr *x);
struct rego_body *rego_copy_body(struct rego_arena *a, const struct rego_body *b);

#endif
