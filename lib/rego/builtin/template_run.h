/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the execution of templates share.  After an error, which is kept in the
 * state, answers mean nothing. */
#ifndef REGO_TEMPLATE_RUN_H
#define REGO_TEMPLATE_RUN_H

#include "rego/builtin/template.h"

struct rego_te_var {
	const char *name;
	size_t len;
	struct rego_tval value;
};

struct rego_te {
	struct rego_arena *arena;
	const struct rego_template *all, *self;
	const char *text;
	const struct rego_tnode *node; /* for errors */
	struct rego_te_var *vars;
	size_t count, room, floor; /* floor: those of this template begin */
	struct rego_text *out;
	const char *error;
	enum rego_tn jump; /* BREAK, CONTINUE; TEXT: none */
	int depth;
	uint32_t steps;
};

static const struct rego_tval rego_te_invalid = { .kind = REGO_TK_INVALID };
static const struct rego_tval rego_te_missing = { .kind = REGO_TK_MISSING };

/* At the node of the state; invalid always. */
struct rego_tval rego_te_fail(struct rego_te *s, const char *text);

void rego_te_push(struct rego_te *s, const char *name, size_t len, struct rego_tval v);
void rego_te_set_var(struct rego_te *s, const struct rego_tnode *n, struct rego_tval v);
/* Of the command, NULL in arguments, and of what the pipe hands on; rego_te_missing: nothing. */
struct rego_tval rego_te_variable(struct rego_te *s, const struct rego_tnode *n,
				  const struct rego_tnode *cmd, const struct rego_tval *last);
struct rego_tval rego_te_chain(struct rego_te *s, struct rego_tval dot, const struct rego_tnode *n,
			       bool has_args);
struct rego_tval rego_te_fields(struct rego_te *s, struct rego_tval v, const char *path, size_t len,
				bool has_args);
struct rego_tval rego_te_constant(struct rego_te *s, const struct rego_tnode *n);
/* An error when the command, or the pipe, gives any. */
bool rego_te_no_args(struct rego_te *s, const struct rego_tnode *cmd, const struct rego_tval *last);

struct rego_tval rego_te_arg(struct rego_te *s, struct rego_tval dot, const struct rego_tnode *n);
struct rego_tval rego_te_pipe(struct rego_te *s, struct rego_tval dot,
			      const struct rego_tnode *pipe);

#endif
