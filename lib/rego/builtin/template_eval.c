/* SPDX-License-Identifier: BSD-2-Clause */
/* Templates: calls of functions and pipelines of them. */
#include "rego/builtin/template_run.h"

#include <string.h>

#define MOST_ARGS 64

/* How many arguments each function takes; -1: any number. */
static const struct {
	const char *name;
	int least, most;
} functions[] = {
	{ "and", 1, -1 },     { "call", 1, -1 },  { "eq", 1, -1 },	 { "ge", 2, 2 },
	{ "gt", 2, 2 },	      { "html", 0, -1 },  { "index", 1, -1 },	 { "js", 0, -1 },
	{ "le", 2, 2 },	      { "len", 1, 1 },	  { "lt", 2, 2 },	 { "ne", 2, 2 },
	{ "not", 1, 1 },      { "or", 1, -1 },	  { "print", 0, -1 },	 { "printf", 1, -1 },
	{ "println", 0, -1 }, { "slice", 1, -1 }, { "urlquery", 0, -1 },
};

static int function_index(const char *name, size_t len)
{
	for (int i = 0; i < (int)(sizeof(functions) / sizeof(*functions)); i++)
		if (strlen(functions[i].name) == len && !memcmp(functions[i].name, name, len))
			return i;
	return -1;
}

bool rego_template_function(const char *name, size_t len)
{
	return function_index(name, len) >= 0;
}

static bool count_fits(struct rego_te *s, int fn, size_t given, bool last)
{
	size_t n = given + last;
	const char *name = functions[fn].name;

	if (functions[fn].most < 0 && n < (size_t)functions[fn].least)
		rego_te_fail(s, rego_printf(s->arena,
					    "wrong number of args for %s: want at least %d got "
					    "%zu",
					    name, functions[fn].least, given));
	else if (functions[fn].most >= 0 && n != (size_t)functions[fn].most)
		rego_te_fail(s,
			     rego_printf(s->arena, "wrong number of args for %s: want %d got %zu",
					 name, functions[fn].most, n));
	return !s->error;
}

/* and, or: as many arguments as it takes. */
static struct rego_tval logic(struct rego_te *s, struct rego_tval dot, bool or,
			      const struct rego_tnode *cmd, const struct rego_tval *last)
{
	struct rego_tval v = rego_te_invalid;

	for (size_t i = 1; cmd && i < cmd->count; i++) {
		v = rego_te_arg(s, dot, cmd->kids[i]);
		if (s->error || rego_tval_true(&v) == or)
			return v;
	}
	return last->kind == REGO_TK_MISSING ? v : *last;
}

static bool is_format(struct rego_te *s, const struct rego_tval *v, const struct rego_tnode *n)
{
	struct rego_text t = { .arena = s->arena };

	if (v->kind == REGO_TK_STRING)
		return true;
	if (n && (n->type == REGO_TN_NUMBER || n->type == REGO_TN_BOOL)) {
		rego_template_show(&t, n);
		rego_te_fail(
			s, rego_printf(s->arena, "expected string; found %s", rego_text_done(&t)));
	} else if (n && n->type == REGO_TN_NIL) {
		rego_te_fail(s, "cannot assign nil to string");
	} else if (v->kind == REGO_TK_INVALID) {
		rego_te_fail(s, "invalid value; expected string");
	} else {
		rego_te_fail(s,
			     rego_printf(s->arena, "wrong type for value; expected string; got %s",
					 rego_tval_type(v)));
	}
	return false;
}

static struct rego_tval call(struct rego_te *s, struct rego_tval dot, const struct rego_tnode *name,
			     const struct rego_tnode *cmd, const struct rego_tval *last)
{
	struct rego_tval args[MOST_ARGS], out = rego_te_invalid;
	size_t given = cmd ? cmd->count - 1 : 0, n = 0;
	int fn = function_index(name->text, name->len);
	const char *error;

	s->node = name;
	if (fn < 0 || !count_fits(s, fn, given, last->kind != REGO_TK_MISSING))
		return rego_te_invalid;
	if (!strcmp(functions[fn].name, "and") || !strcmp(functions[fn].name, "or"))
		return logic(s, dot, functions[fn].name[0] == 'o', cmd, last);
	if (given >= MOST_ARGS)
		rego_stop(s->arena, REGO_STOP_DEPTH);
	for (; n < given; n++) {
		args[n] = rego_te_arg(s, dot, cmd->kids[n + 1]);
		if (s->error)
			return rego_te_invalid;
		if (!n && !strcmp(functions[fn].name, "printf") &&
		    !is_format(s, &args[0], cmd->kids[1]))
			return rego_te_invalid;
	}
	if (last->kind != REGO_TK_MISSING)
		args[n++] = *last;
	if (!given && !strcmp(functions[fn].name, "printf") && !is_format(s, &args[0], NULL))
		return rego_te_invalid;
	if (!strcmp(functions[fn].name, "call")) {
		struct rego_text t = { .arena = s->arena };

		if (cmd && cmd->count > 1)
			rego_template_show(&t, cmd->kids[1]);
		error = args[0].kind == REGO_TK_INVALID || args[0].kind == REGO_TK_NIL
				? "call of nil"
				: rego_printf(s->arena, "non-function %s of type %s",
					      rego_text_done(&t), rego_tval_type(&args[0]));
	} else {
		error = rego_template_call(s->arena, functions[fn].name, args, n, &out);
	}
	if (!error)
		return out;
	s->node = cmd ? cmd : name;
	return rego_te_fail(
		s, rego_printf(s->arena, "error calling %s: %s", functions[fn].name, error));
}

struct rego_tval rego_te_arg(struct rego_te *s, struct rego_tval dot, const struct rego_tnode *n)
{
	s->node = n;
	switch (n->type) {
	case REGO_TN_DOT: return dot;
	case REGO_TN_NIL: return rego_te_invalid;
	case REGO_TN_FIELD: return rego_te_fields(s, dot, n->text, n->len, false);
	case REGO_TN_VARIABLE: return rego_te_variable(s, n, NULL, &rego_te_missing);
	case REGO_TN_PIPE: return rego_te_pipe(s, dot, n);
	case REGO_TN_IDENT: return call(s, dot, n, NULL, &rego_te_missing);
	case REGO_TN_CHAIN: return rego_te_chain(s, dot, n, false);
	case REGO_TN_BOOL: return (struct rego_tval){ .kind = REGO_TK_BOOL, .i = n->truth };
	case REGO_TN_STRING: return rego_tval_string(s->arena, n->value, n->value_len);
	default: return rego_te_constant(s, n);
	}
}

static struct rego_tval command(struct rego_te *s, struct rego_tval dot,
				const struct rego_tnode *cmd, const struct rego_tval *last)
{
	const struct rego_tnode *first = cmd->kids[0];
	bool has_args = cmd->count > 1 || last->kind != REGO_TK_MISSING;

	switch (first->type) {
	case REGO_TN_FIELD:
		s->node = first;
		return rego_te_fields(s, dot, first->text, first->len, has_args);
	case REGO_TN_CHAIN: return rego_te_chain(s, dot, first, has_args);
	case REGO_TN_IDENT: return call(s, dot, first, cmd, last);
	case REGO_TN_PIPE:
		return rego_te_no_args(s, cmd, last) ? rego_te_pipe(s, dot, first)
						     : rego_te_invalid;
	case REGO_TN_VARIABLE: return rego_te_variable(s, first, cmd, last);
	default: break;
	}
	s->node = first;
	if (!rego_te_no_args(s, cmd, last))
		return rego_te_invalid;
	if (first->type == REGO_TN_NIL)
		return rego_te_fail(s, "nil is not a command");
	return rego_te_arg(s, dot, first);
}

struct rego_tval rego_te_pipe(struct rego_te *s, struct rego_tval dot,
			      const struct rego_tnode *pipe)
{
	struct rego_tval v = rego_te_missing;

	if (!pipe)
		return rego_te_invalid;
	s->node = pipe;
	for (size_t i = 0; i < pipe->count && !s->error; i++) {
		v = command(s, dot, pipe->kids[i], &v);
		v.boxed = false;
		if (v.kind == REGO_TK_NIL)
			v = rego_te_invalid;
	}
	for (int i = 0; i < pipe->decls && !s->error; i++) {
		if (pipe->assigns)
			rego_te_set_var(s, pipe->decl[i], v);
		else
			rego_te_push(s, pipe->decl[i]->text, pipe->decl[i]->len, v);
	}
	return v;
}
