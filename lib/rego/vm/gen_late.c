// SPDX-License-Identifier: BSD-2-Clause
/* Expressions of a body that are put off: what they need is one of a pair that waits.
 *
 * The order of a body, OPA's, takes x and y for safe behind "x = y".  "x = f({i}); g(x); i = 1" is
 * made as "x = that; g(x); i = 1; f({i}, that)": the call of g has to wait with the pair. */
#include "rego/compile/pass.h"
#include "rego/vm/gen.h"

static bool has_no_value(const struct rego_gen *g, const struct rego_term *t)
{
	return t->kind == REGO_TERM_VAR && rego_var(g, t->var) == REGO_NOWHERE;
}

/* A ref gives its keys values, but not what it looks into. */
static bool looks_into_none(const struct rego_gen *g, const struct rego_term *t)
{
	const struct rego_term *head = t->kind == REGO_TERM_REF ? t->list.items[0] : NULL;

	if (!head || (head->kind == REGO_TERM_VAR &&
		      (!strcmp(head->var->text, "input") || !strcmp(head->var->text, "data"))))
		return false;
	return !rego_term_bound(g, head);
}

/* What is given as it is to a built-in function is undefined, as in OPA; comparisons wait. */
static bool arg_waits(const struct rego_gen *g, const struct rego_builtin *b,
		      const struct rego_term *t)
{
	if (t->kind == REGO_TERM_REF)
		return looks_into_none(g, t);
	if (b && !rego_is_comparison(b) && !g->waiting->late_count && has_no_value(g, t))
		return false;
	return !rego_term_bound(g, t);
}

static bool call_waits(const struct rego_gen *g, const struct rego_term *call)
{
	struct rego_target f = rego_unit_target(g->unit, call->list.items[0]);
	uint32_t n = f.builtin ? f.builtin->arity : f.node ? f.node->arity : 0;

	if (f.builtin && !strcmp(f.builtin->name, "eq"))
		return looks_into_none(g, call->list.items[1]) ||
		       looks_into_none(g, call->list.items[2]);
	for (uint32_t i = 1; i <= n && i < call->list.count; i++)
		if (arg_waits(g, f.builtin, call->list.items[i]))
			return true;
	return false;
}

struct search {
	const struct rego_gen *g;
	bool found;
};

static bool note_waiting(struct rego_walk *w, struct rego_term *t)
{
	struct search *s = w->arg;

	s->found = s->found || (has_no_value(s->g, t) && rego_gen_is_waiting(s->g, t));
	return s->found;
}

static bool note_in_closure(struct rego_walk *w, struct rego_term *t)
{
	struct rego_walk in = { .term = note_waiting, .arg = w->arg };

	if (rego_is_closure(t))
		rego_walk_in_term(&in, t);
	return rego_is_closure(t);
}

/* A comprehension that looks at what waits around it. */
static bool closure_waits(const struct rego_gen *g, const struct rego_expr *x)
{
	struct search s = { .g = g };
	struct rego_walk w = { .term = note_in_closure, .arg = &s };

	rego_walk_expr(&w, (struct rego_expr *)x);
	return s.found;
}

static bool expr_waits(const struct rego_gen *g, const struct rego_expr *x)
{
	if (!g->waiting || !g->waiting->count || x->negated)
		return false;
	for (uint32_t i = 0; i < x->with_count; i++)
		if (!rego_term_bound(g, x->with[i].value))
			return true;
	if (closure_waits(g, x))
		return true;
	switch (x->kind) {
	case REGO_EXPR_TERM: return looks_into_none(g, x->term);
	case REGO_EXPR_EVERY: return !rego_term_bound(g, x->every.domain);
	case REGO_EXPR_CALL: return call_waits(g, x->term);
	default: return false;
	}
}

bool rego_gen_put_off(struct rego_gen *g, const struct rego_expr *x)
{
	struct rego_pairs *p = g->waiting;

	if (!expr_waits(g, x))
		return false;
	if (p->late_count == p->late_room) {
		const struct rego_expr **old = p->late;

		p->late_room = p->late_room ? p->late_room * 2 : 8;
		p->late = rego_new_array(g->arena, const struct rego_expr *, p->late_room);
		if (p->late_count)
			memcpy(p->late, old, p->late_count * sizeof(struct rego_expr *));
	}
	p->late[p->late_count++] = x;
	return true;
}

void rego_gen_late(struct rego_gen *g)
{
	for (uint32_t i = 0; g->waiting && i < g->waiting->late_count; i++) {
		const struct rego_expr *x = g->waiting->late[i];
		struct rego_pairs *p = g->waiting;

		if (expr_waits(g, x))
			continue;
		memmove(p->late + i, p->late + i + 1,
			(--p->late_count - i) * sizeof(struct rego_expr *));
		rego_gen_expr(g, x); /* and what waits for that */
		return;
	}
}
