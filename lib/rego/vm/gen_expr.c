// SPDX-License-Identifier: BSD-2-Clause
/* Expressions of a body, each after the other: what fails goes to the next way to try. */
#include "rego/vm/gen.h"

static const struct fused {
	const char *name;
	enum rego_op op;
} tests[] = {
	{ "equal", REGO_OP_EQ },  { "neq", REGO_OP_NE }, { "lt", REGO_OP_LT },
	{ "lte", REGO_OP_LE },	  { "gt", REGO_OP_GT },	 { "gte", REGO_OP_GE },
	{ "internal.member_2", REGO_OP_IN }, { NULL, 0 },
}, functions[] = {
	{ "plus", REGO_OP_PLUS },   { "minus", REGO_OP_MINUS },
	{ "mul", REGO_OP_TIMES },   { "count", REGO_OP_COUNT }, { NULL, 0 },
};

static enum rego_op fused(const struct fused *f, const char *name, enum rego_op otherwise)
{
	for (; f->name; f++)
		if (!strcmp(f->name, name))
			return f->op;
	return otherwise;
}

bool rego_is_comparison(const struct rego_builtin *b)
{
	return fused(tests, b->name, REGO_OP_IN) != REGO_OP_IN;
}

static void gen_true(struct rego_gen *g, uint32_t v)
{
	rego_op(g, TRUE, v);
	rego_to(g, g->fail);
}

static uint32_t *gen_args(struct rego_gen *g, const struct rego_term *call, uint32_t n)
{
	uint32_t *v = rego_new_array(g->arena, uint32_t, n + 1);

	for (uint32_t i = 0; i < n; i++)
		v[i] = rego_gen_term(g, call->list.items[i + 1]);
	return v;
}

static uint32_t gen_call(struct rego_gen *g, enum rego_op op, uint32_t what, uint32_t n,
			 const uint32_t *args, const struct rego_loc *loc)
{
	uint32_t d = rego_register(g, 1);

	rego_at(g, loc);
	rego_word(g, op);
	rego_word(g, d);
	rego_to(g, g->fail);
	rego_word(g, what);
	rego_word(g, n);
	for (uint32_t i = 0; i < n; i++)
		rego_word(g, args[i]);
	return d;
}

/* The result of a relation is an array of results, each an answer. */
static uint32_t gen_each(struct rego_gen *g, uint32_t v)
{
	uint32_t it = rego_register(g, 2), d = rego_register(g, 1), next = rego_label(g);

	g->costly = true;
	rego_word(g, REGO_OP_SCAN);
	rego_word(g, it);
	rego_word(g, v);
	rego_to(g, g->fail);
	rego_here(g, next);
	rego_word(g, REGO_OP_NEXT_VALUE);
	rego_word(g, it);
	rego_to(g, g->fail);
	rego_word(g, d);
	g->fail = next;
	return d;
}

static void gen_test(struct rego_gen *g, enum rego_op op, const struct rego_builtin *b,
		     const uint32_t *args, const struct rego_loc *loc)
{
	rego_at(g, loc);
	rego_op(g, NE, args[0], args[1]);
	g->words[g->count - 3] = op;
	rego_to(g, g->fail);
	rego_word(g, rego_builtin_place(g, b));
}

static bool is_comprehension(const struct rego_term *t)
{
	return t->kind == REGO_TERM_ARRAY_COMP || t->kind == REGO_TERM_SET_COMP ||
	       t->kind == REGO_TERM_OBJECT_COMP;
}

/* variable = comprehension */
static bool gen_grouped(struct rego_gen *g, const struct rego_expr *x)
{
	const struct rego_term *a = x->term->list.items[1], *b = x->term->list.items[2];
	uint32_t d;

	if (x->negated || x->with_count)
		return false;
	if (is_comprehension(a) && b->kind == REGO_TERM_VAR) {
		const struct rego_term *c = a;

		a = b;
		b = c;
	}
	if (a->kind != REGO_TERM_VAR || !is_comprehension(b) || !rego_gen_group(g, b, &d))
		return false;
	rego_gen_match(g, a, d);
	return true;
}

static void gen_builtin(struct rego_gen *g, const struct rego_expr *x, const struct rego_builtin *b)
{
	const struct rego_term *call = x->term;
	uint32_t n = b->arity, given = call->list.count - 1, d;
	enum rego_op op;
	uint32_t *args;

	if (!strcmp(b->name, "eq") && given >= 2) {
		if (gen_grouped(g, x))
			return;
		rego_gen_unify(g, call->list.items[1], call->list.items[2]);
		return;
	}
	args = gen_args(g, call, n < given ? n : given);
	if (!strcmp(b->name, "internal.print")) {
		rego_at(g, &x->loc);
		rego_op(g, PRINT, args[0]);
		g->prints = true;
		g->costly = true; /* what is said twice would be heard twice */
		return;
	}
	if (!strcmp(b->name, "internal.test_case")) {
		rego_op(g, TEST_CASE, args[0], rego_event_place(g, REGO_EVENT_TEST_CASE, NULL, x));
		return;
	}
	op = given == n ? fused(tests, b->name, REGO_OP_BUILTIN) : REGO_OP_BUILTIN;
	if (op != REGO_OP_BUILTIN && !g->program->options.no_optimiser) {
		gen_test(g, op, b, args, &x->loc);
		return;
	}
	op = g->program->options.no_optimiser ? REGO_OP_BUILTIN
					      : fused(functions, b->name, REGO_OP_BUILTIN);
	d = gen_call(g, op, rego_builtin_place(g, b), n, args, &x->loc);
	if (b->flags & REGO_RELATION)
		d = gen_each(g, d);
	if (given > n)
		rego_gen_match(g, call->list.items[n + 1], d);
	else
		gen_true(g, d);
}

static void gen_function(struct rego_gen *g, const struct rego_expr *x,
			 const struct rego_rule_node *f)
{
	const struct rego_term *call = x->term;
	uint32_t n = f->arity, given = call->list.count - 1, *args = gen_args(g, call, n), d;

	g->costly = true;
	d = gen_call(g, REGO_OP_CALL, f->id, n, args, &x->loc);
	if (given > n)
		rego_gen_match(g, call->list.items[n + 1], d);
	else
		gen_true(g, d);
}

static void gen_every(struct rego_gen *g, const struct rego_expr *x)
{
	uint32_t domain = rego_gen_term(g, x->every.domain), it = rego_register(g, 2);
	uint32_t k = rego_register(g, 1), d = rego_register(g, 1), mark = g->trail_count;
	uint32_t next = rego_label(g), done = rego_label(g), old = g->fail;

	g->costly = true;
	rego_word(g, REGO_OP_SCAN);
	rego_word(g, it);
	rego_word(g, domain);
	rego_to(g, old);
	rego_here(g, next);
	rego_word(g, REGO_OP_NEXT);
	rego_word(g, it);
	rego_to(g, done);
	rego_word(g, k);
	rego_word(g, d);
	g->fail = next; /* an element that is not of the pattern does not count */
	if (x->every.key)
		rego_gen_match(g, x->every.key, k);
	rego_gen_match(g, x->every.value, d);
	g->fail = old;
	rego_gen_body(g, x->every.body);
	rego_jump(g, next);
	rego_here(g, done);
	g->fail = old;
	rego_unbind_to(g, mark);
}

static void gen_positive(struct rego_gen *g, const struct rego_expr *x)
{
	struct rego_target target;

	switch (x->kind) {
	case REGO_EXPR_TERM: gen_true(g, rego_gen_term(g, x->term)); return;
	case REGO_EXPR_EVERY: gen_every(g, x); return;
	case REGO_EXPR_NOT: rego_gen_body(g, x->body); return;
	case REGO_EXPR_SOME: return;
	case REGO_EXPR_CALL: break;
	}
	target = rego_unit_target(g->unit, x->term->list.items[0]);
	if (target.builtin)
		gen_builtin(g, x, target.builtin);
	else if (target.node)
		gen_function(g, x, target.node);
	else
		rego_error(g->errors, "rego_compile_error", x->loc, "undefined function");
}

static void gen_plain(struct rego_gen *g, const struct rego_expr *x)
{
	uint32_t old = g->fail, mark = g->trail_count, yes;
	struct rego_pairs *waiting = g->waiting;

	if (x->negated == (x->kind == REGO_EXPR_NOT)) { /* neither, or both */
		if (x->kind != REGO_EXPR_NOT) {
			gen_positive(g, x);
			return;
		}
		/* not not { }: one solution of the body is enough, as of no body. */
		uint32_t none = rego_label(g), found = rego_label(g);

		g->fail = none;
		gen_positive(g, x);
		rego_jump(g, found);
		rego_here(g, none);
		rego_jump(g, old);
		rego_here(g, found);
		g->fail = old;
		rego_unbind_to(g, mark);
		return;
	}
	yes = rego_label(g);
	g->fail = yes;
	g->waiting = NULL; /* what follows does not count */
	gen_positive(g, x);
	g->waiting = waiting;
	rego_jump(g, old);
	rego_here(g, yes);
	g->fail = old;
	rego_unbind_to(g, mark);
}

void rego_gen_expr(struct rego_gen *g, const struct rego_expr *x)
{
	if (rego_gen_put_off(g, x))
		return;
	rego_gen_event(g, REGO_EVENT_EVAL, NULL, x);
	if (x->with_count)
		rego_gen_with(g, x, gen_plain);
	else
		gen_plain(g, x);
	rego_gen_again(g);
	rego_gen_event(g, REGO_EVENT_DONE, NULL, x);
	rego_gen_late(g);
}

void rego_gen_body(struct rego_gen *g, const struct rego_body *b)
{
	struct rego_pairs own, *outer = rego_gen_open(g, &own);

	for (uint32_t i = 0; i < b->count; i++)
		rego_gen_expr(g, b->exprs[i]);
	rego_gen_close(g, outer);
}
