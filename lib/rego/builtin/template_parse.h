/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the parser of templates share; what fails has said so in error. */
#ifndef REGO_TEMPLATE_PARSE_H
#define REGO_TEMPLATE_PARSE_H

#include "rego/builtin/template.h"

#define REGO_TP_DEPTH 1000

struct rego_tp_tree { /* a template, or one defined in it */
	struct rego_tp_tree *outer;
	struct rego_token vars[64];
	int var_count, action_line, ranges;
};

struct rego_tp {
	struct rego_arena *arena;
	struct rego_tlexer lex;
	struct rego_token token[3];
	int peeked, depth;
	struct rego_tp_tree *tree;
	struct rego_template *all;
	const char *error;
};

/* NULL always. */
struct rego_tnode *rego_tp_fail(struct rego_tp *p, const char *text);
struct rego_tnode *rego_tp_unexpected(struct rego_tp *p, struct rego_token t, const char *context);

/* Solid: what is no space. */
struct rego_token rego_tp_next(struct rego_tp *p);
struct rego_token rego_tp_peek(struct rego_tp *p);
struct rego_token rego_tp_next_solid(struct rego_tp *p);
struct rego_token rego_tp_peek_solid(struct rego_tp *p);
/* False and an error when the next solid one is another; *pos, unless NULL, is where it is. */
bool rego_tp_expect(struct rego_tp *p, enum rego_tt type, const char *context, size_t *pos);

struct rego_tnode *rego_tp_node(struct rego_tp *p, enum rego_tn type, size_t pos);
struct rego_tnode *rego_tp_word(struct rego_tp *p, enum rego_tn type, size_t pos, const char *s,
				size_t len);
void rego_tp_append(struct rego_tp *p, struct rego_tnode *n, struct rego_tnode *kid);

struct rego_tnode *rego_tp_number(struct rego_tp *p, struct rego_token t);
struct rego_tnode *rego_tp_string(struct rego_tp *p, struct rego_token t);
/* Up to the token end. */
struct rego_tnode *rego_tp_pipeline(struct rego_tp *p, const char *context, enum rego_tt end);

#endif
