// SPDX-License-Identifier: BSD-2-Clause
/* What OPA's index of rules asks before it tries a rule.
 *
 * A rule whose input has not what the rule wants is not tried, so nothing in it fails or is
 * printed, although that may stand before the expression that wants it.  Where this shows, the
 * same is asked here. */
#include "rego/vm/gen.h"
#include "rego/vm/order.h"

static bool same_place(const struct rego_need *a, const struct rego_need *b)
{
	if (!a->ref || !b->ref)
		return !a->ref && !b->ref && a->arg == b->arg;
	if (a->items != b->items)
		return false;
	for (uint32_t i = 0; i < a->items; i++)
		if (rego_compare_terms(a->ref->list.items[i], b->ref->list.items[i]))
			return false;
	return true;
}

static uint32_t gen_place(struct rego_gen *g, const struct rego_need *n)
{
	struct rego_term *ref;

	if (!n->ref)
		return n->arg;
	ref = rego_new(g->arena, struct rego_term);
	*ref = *n->ref;
	ref->list.count = n->items;
	return rego_gen_term(g, ref);
}

/* An array of scalars and of what may be anything. */
static void gen_array(struct rego_gen *g, const struct rego_term *t, uint32_t v)
{
	rego_op(g, SHAPE, v);
	rego_to(g, g->fail);
	rego_word(g, REGO_ARRAY);
	rego_word(g, t->list.count);
	for (uint32_t i = 0; i < t->list.count; i++) {
		uint32_t d;

		if (t->list.items[i]->kind != REGO_TERM_VALUE)
			continue;
		d = rego_register(g, 1);
		rego_op(g, ELEMENT, d, v, i);
		rego_gen_match(g, t->list.items[i], d);
	}
}

static bool scalar(const struct rego_need *n)
{
	return n->value && n->value->kind == REGO_TERM_VALUE;
}

/* One of the scalars that are wanted of the place, or a collection that has one. */
static void gen_scalars(struct rego_gen *g, const struct rego_need *needs, uint32_t count,
			const struct rego_need *of, uint32_t v)
{
	uint32_t *values = rego_new_array(g->arena, uint32_t, count), n = 0;

	for (uint32_t i = 0; i < count; i++)
		if (same_place(&needs[i], of))
			values[n++] = rego_gen_constant(g, needs[i].value->value);
	rego_op(g, MAY, v);
	rego_to(g, g->fail);
	rego_word(g, n);
	for (uint32_t i = 0; i < n; i++)
		rego_word(g, values[i]);
}

void rego_gen_guard(struct rego_gen *g, const struct rego_rule *r)
{
	struct rego_need *needs = NULL;
	uint32_t count = 0;

	if (!g->program->options.no_index)
		count = rego_rule_needs(g, r, &needs);
	for (uint32_t i = 0; i < count; i++) {
		bool scalars = true, alone = true, first = true;
		uint32_t v;

		for (uint32_t k = 0; k < count; k++) {
			if (!same_place(&needs[k], &needs[i]))
				continue;
			first &= k >= i;
			alone &= k == i;
			scalars &= scalar(&needs[k]);
		}
		if (!first)
			continue;
		v = gen_place(g, &needs[i]);
		if (scalars)
			gen_scalars(g, needs, count, &needs[i], v);
		else if (alone && needs[i].value && needs[i].value->kind == REGO_TERM_ARRAY)
			gen_array(g, needs[i].value, v);
	}
}
