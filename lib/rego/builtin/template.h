/* SPDX-License-Identifier: BSD-2-Clause */
/* Templates as Go's text/template: the parts of strings.render_template. */
#ifndef REGO_TEMPLATE_H
#define REGO_TEMPLATE_H

#include "rego/builtin/text.h"

enum rego_tt { /* tokens */
	       REGO_TT_ERROR,
	       REGO_TT_BOOL,
	       REGO_TT_CHAR,
	       REGO_TT_CHARCONST,
	       REGO_TT_COMPLEX,
	       REGO_TT_ASSIGN,
	       REGO_TT_DECLARE,
	       REGO_TT_EOF,
	       REGO_TT_FIELD,
	       REGO_TT_IDENT,
	       REGO_TT_LEFT,
	       REGO_TT_LPAREN,
	       REGO_TT_NUMBER,
	       REGO_TT_PIPE,
	       REGO_TT_RAW,
	       REGO_TT_RIGHT,
	       REGO_TT_RPAREN,
	       REGO_TT_SPACE,
	       REGO_TT_STRING,
	       REGO_TT_TEXT,
	       REGO_TT_VARIABLE,
	       REGO_TT_KEYWORD, /* those after it */
	       REGO_TT_BLOCK,
	       REGO_TT_BREAK,
	       REGO_TT_CONTINUE,
	       REGO_TT_DOT,
	       REGO_TT_DEFINE,
	       REGO_TT_ELSE,
	       REGO_TT_END,
	       REGO_TT_IF,
	       REGO_TT_NIL,
	       REGO_TT_RANGE,
	       REGO_TT_TEMPLATE,
	       REGO_TT_WITH,
};

struct rego_token {
	enum rego_tt type;
	size_t pos, len;
	const char *s;
	int line;
};

struct rego_tlexer {
	struct rego_arena *arena;
	const char *input;
	size_t len, pos, start, width; /* width: of the rune read last */
	int line, start_line, parens;
	bool inside;
};

struct rego_token rego_template_next(struct rego_tlexer *l);

enum rego_tn { /* nodes */
	       REGO_TN_TEXT,
	       REGO_TN_ACTION,
	       REGO_TN_IF,
	       REGO_TN_WITH,
	       REGO_TN_RANGE,
	       REGO_TN_TEMPLATE,
	       REGO_TN_BREAK,
	       REGO_TN_CONTINUE,
	       REGO_TN_LIST,
	       REGO_TN_PIPE,
	       REGO_TN_COMMAND,
	       REGO_TN_FIELD,
	       REGO_TN_VARIABLE,
	       REGO_TN_CHAIN,
	       REGO_TN_IDENT,
	       REGO_TN_DOT,
	       REGO_TN_NIL,
	       REGO_TN_BOOL,
	       REGO_TN_NUMBER,
	       REGO_TN_STRING,
	       REGO_TN_END,
	       REGO_TN_ELSE,
};

struct rego_tnode {
	enum rego_tn type;
	size_t pos;
	struct rego_tnode **kids; /* items, commands, arguments */
	size_t count, room;
	struct rego_tnode *pipe, *list, *other; /* other: else; or what a chain begins with */
	const char *text; /* as written: fields, numbers, quoted strings, names of functions */
	size_t len;
	const char *value; /* of a string; name of a template */
	size_t value_len;
	struct rego_tnode *decl[2];
	int decls;
	bool assigns, truth, is_int, is_uint;
	int64_t i;
	double d;
};

struct rego_template {
	struct rego_template *next;
	const char *name;
	size_t name_len;
	struct rego_tnode *root;
};

/* NULL and *error: `template: template:1: …`. */
struct rego_template *rego_template_parse(struct rego_arena *a, const char *text, size_t len,
					  const char **error);
/* As the node is shown in errors. */
void rego_template_show(struct rego_text *t, const struct rego_tnode *n);
/* strconv.Unquote; false: invalid syntax. */
bool rego_template_unquote(struct rego_arena *a, const char *s, size_t len, const char **out,
			   size_t *out_len);
bool rego_template_function(const char *name, size_t len);

enum rego_tk { /* kinds of values, as reflect shows them */
	       REGO_TK_INVALID,
	       REGO_TK_NIL,
	       REGO_TK_BOOL,
	       REGO_TK_INT,
	       REGO_TK_BYTE,
	       REGO_TK_FLOAT,
	       REGO_TK_STRING,
	       REGO_TK_NUMBER,
	       REGO_TK_MAP,
	       REGO_TK_LIST,
	       REGO_TK_MISSING,
};

struct rego_tval {
	enum rego_tk kind;
	bool boxed; /* seen as interface {} */
	int64_t i;  /* also the truth */
	double d;
	struct rego_val v; /* string, number's spelling as a string, map, list */
};

struct rego_tval rego_tval_of(struct rego_arena *a, struct rego_val v);
struct rego_tval rego_tval_string(struct rego_arena *a, const char *s, size_t len);
const char *rego_tval_type(const struct rego_tval *v);
bool rego_tval_true(const struct rego_tval *v);
/* fmt.Sprint, Sprintln and Sprintf. */
void rego_template_print(struct rego_text *t, const struct rego_tval *v, size_t n, bool line);
void rego_template_printf(struct rego_text *t, const char *format, size_t len,
			  const struct rego_tval *v, size_t n);
/* A function that is not and, or, call; NULL and *out, or the error's text. */
const char *rego_template_call(struct rego_arena *a, const char *name, struct rego_tval *args,
			       size_t n, struct rego_tval *out);

/* NULL, or the error's text. */
const char *rego_template_run(struct rego_arena *a, const struct rego_template *all,
			      const char *text, struct rego_val data, struct rego_text *out);

#endif
