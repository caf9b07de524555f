// SPDX-License-Identifier: BSD-2-Clause
/* Built-in functions that are no more to be called. */
#include "rego/compile/pass.h"

static bool is_old(struct rego_pass *p, const struct rego_term *op)
{
	const struct rego_builtin *b = rego_pass_builtin(p, op);

	return b && b->flags & REGO_DEPRECATED;
}

static void check_old(struct rego_pass *p, const struct rego_term *op, const struct rego_loc *loc)
{
	if (is_old(p, op))
		rego_pass_error(p, REGO_TYPE_ERROR, loc,
				"deprecated built-in function calls in expression: %s",
				rego_pass_builtin(p, op)->name);
}

static bool check_old_expr(struct rego_walk *w, struct rego_expr *x)
{
	if (x->kind == REGO_EXPR_CALL)
		check_old(w->pass, x->term->list.items[0], &x->loc);
	return false;
}

static bool check_old_term(struct rego_walk *w, struct rego_term *t)
{
	if (t->kind == REGO_TERM_CALL)
		check_old(w->pass, t->list.items[0], &t->list.items[0]->loc);
	return false;
}

/* OPA looks for them only when types were checked of a call of one, and those in the body of an
 * every or a not { } are not, but in comprehensions there. */
static bool in_body(struct rego_walk *w, struct rego_term *t)
{
	if (!rego_is_closure(t))
		return false;
	rego_walk_in_term(w->arg, t);
	return true;
}

static bool find_old_expr(struct rego_walk *w, struct rego_expr *x)
{
	struct rego_walk inside = { .term = in_body, .arg = w };

	if (x->kind == REGO_EXPR_EVERY) {
		rego_walk_term(w, x->every.domain);
		rego_walk_body(&inside, x->every.body);
		return true;
	}
	if (x->kind == REGO_EXPR_NOT) {
		rego_walk_body(&inside, x->body);
		return true;
	}
	if (x->kind == REGO_EXPR_CALL && is_old(w->pass, x->term->list.items[0]))
		w->pass->old_calls = true;
	return false;
}

static bool find_old_term(struct rego_walk *w, struct rego_term *t)
{
	if (t->kind == REGO_TERM_CALL && is_old(w->pass, t->list.items[0]))
		w->pass->old_calls = true;
	return false;
}

static bool find_in_rule(struct rego_pass *p, struct rego_rule *r)
{
	struct rego_walk w = { .expr = find_old_expr, .term = find_old_term, .pass = p };

	rego_walk_rule(&w, r);
	return false;
}

static bool check_rule_old(struct rego_pass *p, struct rego_rule *r)
{
	struct rego_walk w = { .expr = check_old_expr, .term = check_old_term, .pass = p };

	if (p->options->strict || r->module->version != REGO_V0)
		rego_walk_rule(&w, r);
	return false;
}

void rego_check_deprecated(struct rego_pass *p)
{
	rego_each_rule(p, find_in_rule);
	if (p->old_calls)
		rego_each_rule(p, check_rule_old);
}

void rego_check_query_deprecated(struct rego_pass *p, struct rego_body *b)
{
	struct rego_walk w = { .expr = check_old_expr, .term = check_old_term, .pass = p };

	if (p->options->strict)
		rego_walk_body(&w, b);
}
