// SPDX-License-Identifier: BSD-2-Clause
/* "with": the expression is evaluated between REGO_OP_WITH and REGO_OP_WITH_END.
 *
 * When it has more than one solution, all are found before what follows is evaluated, because
 * that must not see the replaced documents: their variables are kept, some at a time, and looped
 * over after the end. */
#include "rego/vm/gen.h"

static struct rego_val *path_of(struct rego_gen *g, const struct rego_term *ref, uint32_t *count)
{
	uint32_t n = ref->list.count - 1;
	struct rego_val *path = rego_new_array(g->arena, struct rego_val, n + 1), v;

	for (uint32_t i = 0; i < n; i++) {
		if (!rego_term_constant(g, ref->list.items[i + 1], &v))
			v = rego_null(); /* the compiler lets no such target pass */
		path[i] = rego_intern_value(g->program->strings, g->arena, v);
	}
	*count = n;
	return path;
}

static bool head_is(const struct rego_term *ref, const char *name)
{
	return ref->list.items[0]->kind == REGO_TERM_VAR &&
	       !strcmp(ref->list.items[0]->var->text, name);
}

/* The function a ref names; the unit knows other rules by the same way. */
static struct rego_target function(struct rego_gen *g, const struct rego_term *ref)
{
	struct rego_target t = rego_unit_target(g->unit, ref);

	if (t.node && !t.node->arity)
		t.node = NULL;
	return t;
}

static uint32_t gen_target(struct rego_gen *g, const struct rego_with *w,
			   struct rego_with_target *t)
{
	const struct rego_term *ref = w->target;

	t->what = function(g, ref);
	if (t->what.node || t->what.builtin) {
		t->kind = t->what.node ? REGO_WITH_FUNCTION : REGO_WITH_BUILTIN;
		if (w->value->kind == REGO_TERM_REF)
			t->by = function(g, w->value);
		t->by_function = t->by.node || t->by.builtin;
		if (t->by_function)
			return rego_gen_constant(g, rego_null());
		return rego_gen_kept(g, w->value);
	}
	t->kind = head_is(ref, "input") ? REGO_WITH_INPUT : REGO_WITH_DATA;
	t->path = path_of(g, ref, &t->path_count);
	return rego_gen_kept(g, w->value);
}

/* Only what consists of names can be replaced, as OPA finds out when it comes to it. */
static bool is_bad(const struct rego_with_target *t)
{
	for (uint32_t i = 0; i < t->path_count; i++)
		if (t->path[i].kind != REGO_STRING)
			return true;
	return false;
}

static uint32_t keep_plan(struct rego_gen *g, const struct rego_with_plan *p)
{
	if (g->with_count == g->with_room) {
		const struct rego_with_plan **old = g->withs;

		g->with_room = g->with_room ? g->with_room * 2 : 8;
		g->withs = rego_new_array(g->arena, const struct rego_with_plan *, g->with_room);
		if (g->with_count)
			memcpy(g->withs, old, g->with_count * sizeof(*old));
	}
	g->withs[g->with_count] = p;
	return g->with_count++;
}

static void gen_start(struct rego_gen *g, const struct rego_expr *x)
{
	uint32_t n = x->with_count, *v = rego_new_array(g->arena, uint32_t, n);
	struct rego_with_target *t = rego_zalloc(g->arena, n * sizeof(*t));
	struct rego_with_plan *p = rego_new(g->arena, struct rego_with_plan);

	*p = (struct rego_with_plan){ .count = n };
	for (uint32_t i = 0; i < n; i++) {
		v[i] = gen_target(g, &x->with[i], &t[i]);
		p->bad |= is_bad(&t[i]);
	}
	p->targets = t;
	rego_at(g, &x->loc);
	rego_op(g, WITH, keep_plan(g, p), n);
	for (uint32_t i = 0; i < n; i++)
		rego_word(g, v[i]);
}

/* Variables bound since mark that have an operand of their own worth keeping. */
static void gen_tuples(struct rego_gen *g, uint32_t builder, uint32_t mark, uint32_t outer)
{
	uint32_t n = g->trail_count - mark, it = rego_register(g, 2), next = rego_label(g);
	uint32_t base = rego_register(g, n + 1);

	rego_op(g, TUPLES, it, builder);
	rego_here(g, next);
	rego_word(g, REGO_OP_NEXT_TUPLE);
	rego_word(g, it);
	rego_to(g, outer);
	rego_word(g, n + 1);
	for (uint32_t i = 0; i <= n; i++)
		rego_word(g, base + i);
	for (uint32_t i = 0; i < n; i++)
		g->bound[g->trail[mark + i]] = base + i;
	g->fail = next;
}

void rego_gen_with(struct rego_gen *g, const struct rego_expr *x,
		   void (*plain)(struct rego_gen *g, const struct rego_expr *x))
{
	uint32_t builder = rego_register(g, 1), mark, outer, failed = rego_label(g);
	uint32_t on = rego_label(g);

	gen_start(g, x);
	outer = g->fail;
	mark = g->trail_count;
	rego_op(g, BUILD, builder);
	g->fail = failed;
	plain(g, x);
	if (g->fail == failed) { /* no loop: one solution at most */
		rego_word(g, REGO_OP_WITH_END);
		rego_jump(g, on);
		rego_here(g, failed);
		rego_word(g, REGO_OP_WITH_END);
		rego_jump(g, outer);
		rego_here(g, on);
		g->fail = outer;
		return;
	}
	for (uint32_t i = mark; i < g->trail_count; i++)
		rego_op(g, ADD, builder, g->bound[g->trail[i]]);
	rego_op(g, ADD, builder, rego_gen_constant(g, rego_null())); /* none may be bound */
	rego_jump(g, g->fail);
	rego_here(g, failed);
	rego_word(g, REGO_OP_WITH_END);
	gen_tuples(g, builder, mark, outer);
}
