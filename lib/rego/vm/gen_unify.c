// SPDX-License-Identifier: BSD-2-Clause
/* Unification, planned: which side gives values to which variables is known when code is made.
 *
 * Composites are taken apart.  A pair in which neither side has a value yet waits until its other
 * parts have given one, [x, y] = [y, 1], or what follows in the body does: x = y; y = 1. */
#include "rego/vm/gen.h"

struct pair {
	const struct rego_term *a, *b;
};

static void later(struct rego_gen *g, struct rego_pairs *p, const struct rego_term *a,
		  const struct rego_term *b)
{
	if (p->count == p->room) {
		struct pair *old = p->items;

		p->room = p->room ? p->room * 2 : 8;
		p->items = rego_new_array(g->arena, struct pair, p->room);
		if (p->count)
			memcpy(p->items, old, p->count * sizeof(*old));
	}
	p->items[p->count++] = (struct pair){ a, b };
}

/* Gives a value whatever its variables have: refs loop over those that have none. */
static bool evaluates(const struct rego_gen *g, const struct rego_term *t)
{
	return t->kind == REGO_TERM_REF || t->kind == REGO_TERM_ARRAY_COMP ||
	       t->kind == REGO_TERM_SET_COMP || t->kind == REGO_TERM_OBJECT_COMP ||
	       (t->kind == REGO_TERM_SET && rego_term_bound(g, t)) || t->kind == REGO_TERM_VALUE;
}

static void never(struct rego_gen *g)
{
	rego_jump(g, g->fail);
}

static void gen_equal(struct rego_gen *g, uint32_t a, uint32_t b)
{
	if (a == b && !(a & REGO_CONST))
		return;
	if (a & REGO_CONST) {
		uint32_t c = a;

		a = b;
		b = c;
	}
	if ((b & REGO_CONST) && g->consts->values[b & ~REGO_CONST].kind == REGO_STRING)
		rego_op(g, IS, a, b);
	else
		rego_op(g, UNIFY, a, b);
	rego_to(g, g->fail);
}

static void match_array(struct rego_gen *g, const struct rego_term *t, uint32_t v)
{
	rego_op(g, SHAPE, v);
	rego_to(g, g->fail);
	rego_word(g, REGO_ARRAY);
	rego_word(g, t->list.count);
	for (uint32_t i = 0; i < t->list.count; i++) {
		const struct rego_term *item = t->list.items[i];
		uint32_t d;

		if (item->kind == REGO_TERM_VAR && rego_is_wildcard(item->var) &&
		    rego_var(g, item->var) == REGO_NOWHERE)
			continue;
		d = rego_register(g, 1);
		rego_op(g, ELEMENT, d, v, i);
		rego_gen_match(g, item, d);
	}
}

static void match_object(struct rego_gen *g, const struct rego_term *t, uint32_t v)
{
	rego_op(g, SHAPE, v);
	rego_to(g, g->fail);
	rego_word(g, REGO_OBJECT);
	rego_word(g, t->list.count / 2);
	for (uint32_t i = 0; i + 1 < t->list.count; i += 2) {
		uint32_t key = rego_gen_term(g, t->list.items[i]), d = rego_register(g, 1);

		rego_op(g, GET, d, v, key);
		rego_to(g, g->fail);
		rego_gen_match(g, t->list.items[i + 1], d);
	}
}

/* What cannot be equal to a comprehension is not compared with it: it is not made, and nothing in
 * it printed.  Only sets are compared with any. */
static void may_be_equal(struct rego_gen *g, uint32_t v, const struct rego_term *t)
{
	uint32_t kind = t->kind == REGO_TERM_ARRAY_COMP	   ? REGO_ARRAY
			: t->kind == REGO_TERM_OBJECT_COMP ? REGO_OBJECT
							   : REGO_SET;

	if (t->kind != REGO_TERM_SET_COMP && kind == REGO_SET)
		return;
	rego_op(g, KIND, v);
	rego_to(g, g->fail);
	rego_word(g, kind);
}

void rego_gen_match(struct rego_gen *g, const struct rego_term *pattern, uint32_t v)
{
	struct rego_val unused;

	if (pattern->kind == REGO_TERM_VAR && rego_var(g, pattern->var) == REGO_NOWHERE) {
		rego_bind(g, pattern->var, v);
		return;
	}
	if ((pattern->kind == REGO_TERM_ARRAY || pattern->kind == REGO_TERM_OBJECT) &&
	    !rego_term_constant(g, pattern, &unused)) {
		if (pattern->kind == REGO_TERM_ARRAY)
			match_array(g, pattern, v);
		else
			match_object(g, pattern, v);
		return;
	}
	may_be_equal(g, v, pattern);
	gen_equal(g, v, rego_gen_term(g, pattern));
}

/* Both are objects as written: keys are constants, or one side is a value. */
static bool unify_objects(struct rego_gen *g, const struct rego_term *a, const struct rego_term *b,
			  struct rego_pairs *wait)
{
	uint32_t n = a->list.count;
	struct rego_val ka, kb;

	if (n != b->list.count)
		return never(g), true;
	for (uint32_t i = 0; i < n; i += 2)
		if (!rego_term_constant(g, a->list.items[i], &ka) ||
		    !rego_term_constant(g, b->list.items[i], &kb))
			return false;
	for (uint32_t i = 0; i < n; i += 2) {
		uint32_t j = 0;

		rego_term_constant(g, a->list.items[i], &ka);
		for (; j < n; j += 2)
			if (rego_term_constant(g, b->list.items[j], &kb) && rego_equal(ka, kb))
				break;
		if (j >= n)
			return never(g), true;
		later(g, wait, a->list.items[i + 1], b->list.items[j + 1]);
	}
	return true;
}

static bool has_value(const struct rego_gen *g, const struct rego_term *t)
{
	return t->kind == REGO_TERM_VAR && rego_var(g, t->var) != REGO_NOWHERE;
}

/* One pair; false: neither side has a value yet. */
static bool unify_pair(struct rego_gen *g, const struct rego_term *a, const struct rego_term *b,
		       struct rego_pairs *wait)
{
	struct rego_val v;

	if (a->kind == REGO_TERM_REF && rego_term_constant(g, b, &v) && rego_term_bound(g, a) &&
	    rego_gen_input_is(g, a, v))
		return true;
	if (a->kind == REGO_TERM_REF)
		return rego_gen_match(g, b, rego_gen_ref(g, a)), true;
	if (b->kind == REGO_TERM_REF)
		return rego_gen_match(g, a, rego_gen_ref(g, b)), true;
	if (has_value(g, a))
		return rego_gen_match(g, b, rego_var(g, a->var)), true;
	if (has_value(g, b))
		return rego_gen_match(g, a, rego_var(g, b->var)), true;
	if (evaluates(g, a))
		return rego_gen_match(g, b, rego_gen_term(g, a)), true;
	if (evaluates(g, b))
		return rego_gen_match(g, a, rego_gen_term(g, b)), true;
	if (a->kind == REGO_TERM_ARRAY && b->kind == REGO_TERM_ARRAY) {
		if (a->list.count != b->list.count)
			return never(g), true;
		for (uint32_t i = 0; i < a->list.count; i++)
			later(g, wait, a->list.items[i], b->list.items[i]);
		return true;
	}
	if (a->kind == REGO_TERM_OBJECT && b->kind == REGO_TERM_OBJECT &&
	    unify_objects(g, a, b, wait))
		return true;
	if (rego_term_bound(g, a))
		return rego_gen_match(g, b, rego_gen_term(g, a)), true;
	if (rego_term_bound(g, b))
		return rego_gen_match(g, a, rego_gen_term(g, b)), true;
	return false;
}

static bool is_same_var(const struct rego_term *a, const struct rego_term *b)
{
	return a->kind == REGO_TERM_VAR && b->kind == REGO_TERM_VAR && a->var == b->var;
}

static void not_yet(struct rego_gen *g, const struct pair *p)
{
	g->stuck = true; /* also when it waits: OPA makes no groups of such bodies */
	if (g->waiting)
		later(g, g->waiting, p->a, p->b);
	else
		never(g);
}

void rego_gen_unify(struct rego_gen *g, const struct rego_term *a, const struct rego_term *b)
{
	struct rego_pairs wait = { 0 };
	bool moved = true;

	later(g, &wait, a, b);
	while (moved && wait.count) {
		struct rego_pairs again = { 0 };

		moved = false;
		/* What a pair is taken apart into is appended, and met in the same round. */
		for (uint32_t i = 0; i < wait.count; i++) {
			struct pair p = wait.items[i];

			if (unify_pair(g, p.a, p.b, &wait))
				moved = true;
			else
				later(g, &again, p.a, p.b);
		}
		wait = again;
	}
	for (uint32_t i = 0; i < wait.count; i++)
		if (!is_same_var(wait.items[i].a, wait.items[i].b))
			not_yet(g, &wait.items[i]);
}

/* --- bodies ---------------------------------------------------------------------------- */

struct rego_pairs *rego_gen_open(struct rego_gen *g, struct rego_pairs *own)
{
	struct rego_pairs *outer = g->waiting;

	*own = (struct rego_pairs){ 0 };
	g->waiting = own;
	return outer;
}

void rego_gen_again(struct rego_gen *g)
{
	uint32_t before;

	do {
		struct rego_pairs old;

		if (!g->waiting || !g->waiting->count)
			return;
		old = *g->waiting;
		before = old.count;
		g->waiting->items = NULL;
		g->waiting->count = g->waiting->room = 0;
		for (uint32_t i = 0; i < old.count; i++)
			rego_gen_unify(g, old.items[i].a, old.items[i].b);
	} while (g->waiting->count < before);
}

static bool mentions(const struct rego_term *t, const struct rego_term *var)
{
	bool found = is_same_var(t, var);

	if (t->kind == REGO_TERM_ARRAY || t->kind == REGO_TERM_SET || t->kind == REGO_TERM_OBJECT)
		for (uint32_t i = 0; i < t->list.count && !found; i++)
			found = mentions(t->list.items[i], var);
	return found;
}

bool rego_gen_is_waiting(const struct rego_gen *g, const struct rego_term *var)
{
	for (uint32_t i = 0; i < g->waiting->count; i++)
		if (mentions(g->waiting->items[i].a, var) || mentions(g->waiting->items[i].b, var))
			return true;
	return false;
}

void rego_gen_close(struct rego_gen *g, struct rego_pairs *outer)
{
	if (g->waiting->count)
		never(g);
	g->waiting = outer;
}
