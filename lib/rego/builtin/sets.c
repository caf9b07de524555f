/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets are sorted: two are gone through side by side, unless one is far smaller. */
#include "rego/builtin/functions.h"
#include "rego/value/index.h"
#include "rego/value/number_priv.h"

static bool two_sets(struct rego_call *c, const struct rego_val *args)
{
	return rego_want(c, args, 1, REGO_SET) && rego_want(c, args, 2, REGO_SET);
}

enum keep { KEEP_LEFT = 1, KEEP_BOTH = 2, KEEP_RIGHT = 4 };

/* As sets are kept: numbers may be equal and yet two keys, 1 and 10.0 in OPA. */
static int by_place(struct rego_val a, struct rego_val b)
{
	int c;

	if (a.kind == REGO_NUMBER && b.kind == REGO_NUMBER)
		return rego_number_place(a, b);
	c = rego_compare(a, b);
	return c || rego_same_key(a, b) ? c : -1;
}

/* The items only in a, in both (those of a) and only in b, as asked. */
static struct rego_val merge(struct rego_arena *arena, struct rego_val a, struct rego_val b,
			     int keep)
{
	const struct rego_set *x = a.set, *y = b.set;
	struct rego_builder out = { .arena = arena };
	uint32_t i = 0, j = 0;

	while (i < x->count || j < y->count) {
		int order = i == x->count   ? 1
			    : j == y->count ? -1
					    : by_place(x->items[i], y->items[j]);

		if (order < 0) {
			if (keep & KEEP_LEFT)
				rego_add(&out, x->items[i]);
			i++;
		} else if (order > 0) {
			if (keep & KEEP_RIGHT)
				rego_add(&out, y->items[j]);
			j++;
		} else {
			if (keep & KEEP_BOTH)
				rego_add(&out, x->items[i]);
			i++;
			j++;
		}
	}
	return rego_build_set(&out);
}

struct rego_val rego_fn_and(struct rego_call *c, const struct rego_val *args)
{
	struct rego_val a = args[0], b = args[1];

	if (!two_sets(c, args))
		return rego_undefined();
	/* OPA keeps the items of the smaller one: they may be spelled differently (1 and 1.0). */
	if (b.set->count < a.set->count)
		return merge(c->arena, b, a, KEEP_BOTH);
	return merge(c->arena, a, b, KEEP_BOTH);
}

struct rego_val rego_fn_or(struct rego_call *c, const struct rego_val *args)
{
	if (!two_sets(c, args))
		return rego_undefined();
	if (!args[0].set->count)
		return args[1];
	if (!args[1].set->count)
		return args[0];
	return merge(c->arena, args[0], args[1], KEEP_LEFT | KEEP_BOTH | KEEP_RIGHT);
}

struct rego_val rego_fn_set_diff(struct rego_call *c, const struct rego_val *args)
{
	if (!two_sets(c, args))
		return rego_undefined();
	return merge(c->arena, args[0], args[1], KEEP_LEFT);
}

static bool set_of_sets(struct rego_call *c, const struct rego_val *args)
{
	if (!rego_want(c, args, 1, REGO_SET))
		return false;
	for (uint32_t i = 0; i < args[0].set->count; i++) {
		if (args[0].set->items[i].kind == REGO_SET)
			continue;
		rego_operand(c, 1, "set", args[0].set->items[i]);
		return false;
	}
	return true;
}

struct rego_val rego_fn_intersection(struct rego_call *c, const struct rego_val *args)
{
	struct rego_val both[2];

	if (!set_of_sets(c, args))
		return rego_undefined();
	if (!args[0].set->count)
		return args[0];
	both[0] = args[0].set->items[0];
	for (uint32_t i = 1; i < args[0].set->count && both[0].set->count; i++) {
		both[1] = args[0].set->items[i];
		both[0] = rego_fn_and(c, both);
	}
	return both[0];
}

struct rego_val rego_fn_union(struct rego_call *c, const struct rego_val *args)
{
	struct rego_builder out = { .arena = c->arena };

	if (!set_of_sets(c, args))
		return rego_undefined();
	for (uint32_t i = 0; i < args[0].set->count; i++) {
		const struct rego_set *s = args[0].set->items[i].set;

		for (uint32_t j = 0; j < s->count; j++)
			rego_add(&out, s->items[j]);
	}
	return rego_build_set(&out);
}
