/* SPDX-License-Identifier: BSD-2-Clause */
/* Templates: pipelines, from their terms to their declarations. */
#include "rego/builtin/template_parse.h"

#include <string.h>

#include "rego/value/string.h"

static bool push_var(struct rego_tp *p, struct rego_token t)
{
	struct rego_tp_tree *tree = p->tree;

	if (tree->var_count == (int)(sizeof(tree->vars) / sizeof(*tree->vars)))
		rego_stop(p->arena, REGO_STOP_DEPTH);
	tree->vars[tree->var_count++] = t;
	return true;
}

static struct rego_tnode *use_var(struct rego_tp *p, struct rego_token t)
{
	if (t.len == 1)
		return rego_tp_word(p, REGO_TN_VARIABLE, t.pos, t.s, t.len);
	for (int i = 0; i < p->tree->var_count; i++)
		if (p->tree->vars[i].len == t.len && !memcmp(p->tree->vars[i].s, t.s, t.len))
			return rego_tp_word(p, REGO_TN_VARIABLE, t.pos, t.s, t.len);
	return rego_tp_fail(p, rego_printf(p->arena, "undefined variable %s",
					   rego_go_quote(p->arena, t.s, t.len)));
}

struct rego_tnode *rego_tp_string(struct rego_tp *p, struct rego_token t)
{
	struct rego_tnode *n = rego_tp_word(p, REGO_TN_STRING, t.pos, t.s, t.len);

	if (!rego_template_unquote(p->arena, t.s, t.len, &n->value, &n->value_len))
		return rego_tp_fail(p, "invalid syntax");
	return n;
}

static struct rego_tnode *parenthesized(struct rego_tp *p)
{
	struct rego_tnode *n;

	if (++p->depth > REGO_TP_DEPTH)
		rego_stop(p->arena, REGO_STOP_DEPTH);
	n = rego_tp_pipeline(p, "parenthesized pipeline", REGO_TT_RPAREN);
	p->depth--;
	return n;
}

/* NULL without an error: what comes is no term. */
static struct rego_tnode *term(struct rego_tp *p)
{
	struct rego_token t = rego_tp_next_solid(p);
	struct rego_tnode *n;

	switch (t.type) {
	case REGO_TT_IDENT:
		if (!rego_template_function(t.s, t.len))
			return rego_tp_fail(p, rego_printf(p->arena, "function %s not defined",
							   rego_go_quote(p->arena, t.s, t.len)));
		return rego_tp_word(p, REGO_TN_IDENT, t.pos, t.s, t.len);
	case REGO_TT_DOT: return rego_tp_word(p, REGO_TN_DOT, t.pos, ".", 1);
	case REGO_TT_NIL: return rego_tp_word(p, REGO_TN_NIL, t.pos, "nil", 3);
	case REGO_TT_VARIABLE: return use_var(p, t);
	case REGO_TT_FIELD: return rego_tp_word(p, REGO_TN_FIELD, t.pos, t.s, t.len);
	case REGO_TT_BOOL:
		n = rego_tp_word(p, REGO_TN_BOOL, t.pos, t.s, t.len);
		n->truth = t.len == 4;
		return n;
	case REGO_TT_CHARCONST:
	case REGO_TT_COMPLEX:
	case REGO_TT_NUMBER: return rego_tp_number(p, t);
	case REGO_TT_LPAREN: return parenthesized(p);
	case REGO_TT_STRING:
	case REGO_TT_RAW: return rego_tp_string(p, t);
	default: p->peeked++; return NULL;
	}
}

static struct rego_tnode *operand(struct rego_tp *p)
{
	struct rego_tnode *n = term(p), *chain;
	struct rego_text t = { .arena = p->arena };
	size_t pos;

	if (!n || rego_tp_peek(p).type != REGO_TT_FIELD)
		return n;
	pos = rego_tp_peek(p).pos;
	if (n->type == REGO_TN_FIELD || n->type == REGO_TN_VARIABLE)
		rego_put(&t, n->text, n->len);
	while (rego_tp_peek(p).type == REGO_TT_FIELD) {
		struct rego_token field = rego_tp_next(p);

		rego_put(&t, field.s, field.len);
	}
	if (n->type == REGO_TN_BOOL || n->type == REGO_TN_STRING || n->type == REGO_TN_NUMBER ||
	    n->type == REGO_TN_NIL || n->type == REGO_TN_DOT)
		return rego_tp_fail(p, rego_printf(p->arena, "unexpected . after term %s",
						   rego_go_quote(p->arena, n->text, n->len)));
	if (n->type == REGO_TN_FIELD || n->type == REGO_TN_VARIABLE)
		return rego_tp_word(p, n->type, pos, rego_text_done(&t), t.len);
	chain = rego_tp_word(p, REGO_TN_CHAIN, pos, rego_text_done(&t), t.len);
	chain->other = n;
	return chain;
}

static struct rego_tnode *command(struct rego_tp *p)
{
	struct rego_tnode *cmd = rego_tp_node(p, REGO_TN_COMMAND, rego_tp_peek_solid(p).pos), *arg;
	struct rego_token t;

	for (;;) {
		rego_tp_peek_solid(p);
		arg = operand(p);
		if (p->error)
			return NULL;
		if (arg)
			rego_tp_append(p, cmd, arg);
		t = rego_tp_next(p);
		if (t.type == REGO_TT_SPACE)
			continue;
		if (t.type == REGO_TT_RIGHT || t.type == REGO_TT_RPAREN)
			p->peeked++;
		else if (t.type != REGO_TT_PIPE)
			return rego_tp_unexpected(p, t, "operand");
		break;
	}
	return cmd->count ? cmd : rego_tp_fail(p, "empty command");
}

/* $x := and $k, $v := at the beginning of a pipeline. */
static bool declarations(struct rego_tp *p, struct rego_tnode *pipe, const char *context)
{
	while (rego_tp_peek_solid(p).type == REGO_TT_VARIABLE) {
		struct rego_token v = rego_tp_next(p), after = rego_tp_peek(p),
				  t = rego_tp_peek_solid(p);
		bool comma = t.type == REGO_TT_CHAR && t.len == 1 && *t.s == ',';

		if (t.type != REGO_TT_ASSIGN && t.type != REGO_TT_DECLARE && !comma) {
			if (after.type == REGO_TT_SPACE) {
				p->token[1] = after;
				p->token[2] = v;
				p->peeked = 3;
			} else {
				p->token[1] = v;
				p->peeked = 2;
			}
			return true;
		}
		rego_tp_next_solid(p);
		pipe->assigns = t.type == REGO_TT_ASSIGN;
		if (pipe->decls < 2)
			pipe->decl[pipe->decls++] =
				rego_tp_word(p, REGO_TN_VARIABLE, v.pos, v.s, v.len);
		push_var(p, v);
		if (!comma)
			return true;
		if (strcmp(context, "range") || pipe->decls == 2) {
			rego_tp_fail(p,
				     rego_printf(p->arena, "too many declarations in %s", context));
			return false;
		}
		t = rego_tp_peek_solid(p);
		if (t.type != REGO_TT_VARIABLE && t.type != REGO_TT_RIGHT &&
		    t.type != REGO_TT_RPAREN) {
			rego_tp_fail(p, "range can only initialize variables");
			return false;
		}
	}
	return true;
}

static struct rego_tnode *check_pipeline(struct rego_tp *p, struct rego_tnode *pipe,
					 const char *context)
{
	if (!pipe->count)
		return rego_tp_fail(p, rego_printf(p->arena, "missing value for %s", context));
	for (size_t i = 1; i < pipe->count; i++) {
		enum rego_tn type = pipe->kids[i]->kids[0]->type;

		if (type == REGO_TN_BOOL || type == REGO_TN_DOT || type == REGO_TN_NIL ||
		    type == REGO_TN_NUMBER || type == REGO_TN_STRING)
			return rego_tp_fail(p, rego_printf(p->arena,
							   "non executable command in pipeline "
							   "stage %zu",
							   i + 1));
	}
	return pipe;
}

struct rego_tnode *rego_tp_pipeline(struct rego_tp *p, const char *context, enum rego_tt end)
{
	struct rego_tnode *pipe = rego_tp_node(p, REGO_TN_PIPE, rego_tp_peek_solid(p).pos), *cmd;
	struct rego_token t;

	if (!declarations(p, pipe, context))
		return NULL;
	for (;;) {
		t = rego_tp_next_solid(p);
		if (t.type == end)
			return check_pipeline(p, pipe, context);
		switch (t.type) {
		case REGO_TT_BOOL:
		case REGO_TT_CHARCONST:
		case REGO_TT_COMPLEX:
		case REGO_TT_DOT:
		case REGO_TT_FIELD:
		case REGO_TT_IDENT:
		case REGO_TT_NUMBER:
		case REGO_TT_NIL:
		case REGO_TT_RAW:
		case REGO_TT_STRING:
		case REGO_TT_VARIABLE:
		case REGO_TT_LPAREN:
			p->peeked++;
			cmd = command(p);
			if (!cmd)
				return NULL;
			rego_tp_append(p, pipe, cmd);
			continue;
		default: return rego_tp_unexpected(p, t, context);
		}
	}
}
