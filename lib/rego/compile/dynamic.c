/* SPDX-License-Identifier: BSD-2-Clause */
/* Refs and comprehensions that are arguments get a variable, which an expression before binds. */
#include "rego/compile/pass.h"

struct dynamics {
	struct rego_pass *pass;
	struct rego_exprs *out;
	const struct rego_expr *of;
};

static void rewrite_body(struct rego_pass *p, struct rego_body *b);

static struct rego_term *capture(struct dynamics *d, struct rego_term *t)
{
	struct rego_expr *x = rego_new_capture(d->pass, t);

	x->with = d->of->with;
	x->with_count = d->of->with_count;
	rego_exprs_add(d->out, x);
	return rego_operand_of(x, 0);
}

static struct rego_term *rewrite_term(struct dynamics *d, struct rego_term *t)
{
	switch (t->kind) {
	case REGO_TERM_REF:
		for (uint32_t i = 1; i < t->list.count; i++)
			t->list.items[i] = rewrite_term(d, t->list.items[i]);
		return capture(d, t);
	case REGO_TERM_ARRAY:
	case REGO_TERM_SET:
	case REGO_TERM_OBJECT:
		for (uint32_t i = 0; i < t->list.count; i++)
			t->list.items[i] = rewrite_term(d, t->list.items[i]);
		if (t->kind != REGO_TERM_ARRAY)
			rego_sort_term(d->pass->arena, t);
		return t;
	default:
		if (!rego_is_closure(t))
			return t;
		rewrite_body(d->pass, t->comp.body);
		return capture(d, t);
	}
}

/* The term itself may be a ref or a comprehension. */
static struct rego_term *rewrite_in_term(struct dynamics *d, struct rego_term *t)
{
	if (t->kind == REGO_TERM_REF) {
		for (uint32_t i = 1; i < t->list.count; i++)
			t->list.items[i] = rewrite_term(d, t->list.items[i]);
		return t;
	}
	if (rego_is_closure(t)) {
		rewrite_body(d->pass, t->comp.body);
		return t;
	}
	return rewrite_term(d, t);
}

static void rewrite_call(struct dynamics *d, struct rego_expr *x)
{
	bool equality = rego_calls(x, "eq");

	if (equality && rego_operands(x) != 2)
		return;
	for (uint32_t i = 1; i < x->term->list.count; i++) {
		struct rego_term **t = &x->term->list.items[i];

		*t = equality ? rewrite_in_term(d, *t) : rewrite_term(d, *t);
	}
}

static void rewrite_body(struct rego_pass *p, struct rego_body *b)
{
	struct rego_exprs out = { .arena = p->arena };

	for (uint32_t i = 0; i < b->count; i++) {
		struct rego_expr *x = b->exprs[i];
		struct dynamics d = { .pass = p, .out = &out, .of = x };

		if (x->kind == REGO_EXPR_CALL) {
			rewrite_call(&d, x);
		} else if (x->kind == REGO_EXPR_EVERY) {
			x->every.domain = rewrite_term(&d, x->every.domain);
			rewrite_body(p, x->every.body);
		} else if (x->kind == REGO_EXPR_NOT) {
			rewrite_body(p, x->body);
		} else if (x->kind == REGO_EXPR_TERM) {
			x->term = rewrite_in_term(&d, x->term);
		}
		rego_exprs_add(&out, x);
	}
	b->exprs = out.items;
	b->count = out.count;
	for (uint32_t i = 0; i < b->count; i++)
		b->exprs[i]->index = i;
}

static bool rewrite_rule(struct rego_pass *p, struct rego_rule *r)
{
	rewrite_body(p, r->body);
	return false;
}

void rego_rewrite_dynamics(struct rego_pass *p)
{
	rego_each_rule(p, rewrite_rule);
}

void rego_rewrite_query_dynamics(struct rego_pass *p, struct rego_body *b)
{
	rewrite_body(p, b);
}

/* --- tests: both sides of an equality get a variable, so that a report can show them ------------
 */
static void rewrite_side(struct dynamics *d, struct rego_term **t)
{
	if ((*t)->kind == REGO_TERM_REF || rego_is_closure(*t))
		*t = capture(d, *t);
}

static void rewrite_tests_in(struct rego_pass *p, struct rego_body *b)
{
	struct rego_exprs out = { .arena = p->arena };

	for (uint32_t i = 0; i < b->count; i++) {
		struct rego_expr *x = b->exprs[i];
		struct dynamics d = { .pass = p, .out = &out, .of = x };
		bool plain = !x->negated && !x->generated;

		if (plain && rego_calls(x, "eq") && rego_operands(x) == 2) {
			rewrite_side(&d, &x->term->list.items[1]);
			rewrite_side(&d, &x->term->list.items[2]);
		} else if (plain && x->kind == REGO_EXPR_EVERY) {
			rewrite_tests_in(p, x->every.body);
		}
		rego_exprs_add(&out, x);
	}
	b->exprs = out.items;
	b->count = out.count;
	for (uint32_t i = 0; i < b->count; i++)
		b->exprs[i]->index = i;
}

static bool rewrite_test(struct rego_pass *p, struct rego_rule *r)
{
	if (r->head->name && !strncmp(r->head->name->text, "test_", 5))
		rewrite_tests_in(p, r->body);
	return false;
}

void rego_rewrite_tests(struct rego_pass *p)
{
	if (p->options->test_rules)
		rego_each_rule(p, rewrite_test);
}
