/* SPDX-License-Identifier: BSD-2-Clause */
/* Objects: their keys, parts and unions. */
#include "rego/builtin/functions.h"
#include "rego/builtin/items.h"

/* Nested deeper, merging stops: more than any input has. */
#define MAX_DEPTH 10000

struct rego_val rego_fn_object_get(struct rego_call *c, const struct rego_val *args)
{
	struct rego_val at = args[0];

	if (!rego_want(c, args, 1, REGO_OBJECT))
		return rego_undefined();
	if (args[1].kind == REGO_ARRAY) {
		for (uint32_t i = 0; i < args[1].array->count && rego_defined(at); i++)
			at = rego_get(at, args[1].array->items[i]);
	} else {
		at = rego_get(at, args[1]);
	}
	return rego_defined(at) ? at : args[2];
}

struct rego_val rego_fn_object_keys(struct rego_call *c, const struct rego_val *args)
{
	struct rego_builder out = { .arena = c->arena };

	if (!rego_want(c, args, 1, REGO_OBJECT))
		return rego_undefined();
	for (uint32_t i = 0; i < args[0].object->count; i++)
		rego_add(&out, args[0].object->pairs[i].key);
	return rego_build_set(&out);
}

/* Keys as a set, whether they come in an array, a set or an object; undefined on failure. */
static struct rego_val keys_of(struct rego_call *c, struct rego_val v)
{
	switch (v.kind) {
	case REGO_SET: return v;
	case REGO_ARRAY: return rego_set(c->arena, v.array->items, v.array->count);
	case REGO_OBJECT: return rego_fn_object_keys(c, &v);
	default: return rego_operand(c, 2, "one of {object, set, array}", v);
	}
}

static struct rego_val choose(struct rego_call *c, const struct rego_val *args, bool listed)
{
	struct rego_builder out = { .arena = c->arena };
	struct rego_val keys;

	if (!rego_want(c, args, 1, REGO_OBJECT))
		return rego_undefined();
	keys = keys_of(c, args[1]);
	if (!rego_defined(keys))
		return keys;
	for (uint32_t i = 0; i < args[0].object->count; i++) {
		const struct rego_pair *p = &args[0].object->pairs[i];

		if (rego_set_has(keys, p->key) == listed)
			rego_add_pair(&out, p->key, p->value);
	}
	return rego_build_object(&out);
}

struct rego_val rego_fn_object_remove(struct rego_call *c, const struct rego_val *args)
{
	return choose(c, args, false);
}

struct rego_val rego_fn_object_filter(struct rego_call *c, const struct rego_val *args)
{
	return choose(c, args, true);
}

/* --- union ---------------------------------------------------------------- */
/* What b has wins, but for objects in both, which become one again. */
static struct rego_val merge(struct rego_arena *arena, struct rego_val a, struct rego_val b,
			     int depth)
{
	const struct rego_object *x = a.object, *y = b.object;
	struct rego_builder out = { .arena = arena };
	uint32_t i = 0, j = 0;

	if (depth > MAX_DEPTH)
		rego_stop(arena, REGO_STOP_DEPTH);
	if (!x->count)
		return b;
	if (!y->count)
		return a;
	while (i < x->count || j < y->count) {
		int order = i == x->count   ? 1
			    : j == y->count ? -1
					    : rego_compare(x->pairs[i].key, y->pairs[j].key);
		struct rego_val value = order < 0 ? x->pairs[i].value : y->pairs[j].value;
		struct rego_val key = order <= 0 ? x->pairs[i].key : y->pairs[j].key;

		if (!order && value.kind == REGO_OBJECT && x->pairs[i].value.kind == REGO_OBJECT)
			value = merge(arena, x->pairs[i].value, value, depth + 1);
		rego_add_pair(&out, key, value);
		i += order <= 0;
		j += order >= 0;
	}
	return rego_build_object(&out);
}

struct rego_val rego_fn_object_union(struct rego_call *c, const struct rego_val *args)
{
	if (!rego_want(c, args, 1, REGO_OBJECT) || !rego_want(c, args, 2, REGO_OBJECT))
		return rego_undefined();
	return merge(c->arena, args[0], args[1], 0);
}

/* Stable, by key. */
static void sort_pairs(struct rego_pair *pairs, struct rego_pair *room, size_t n)
{
	size_t half = n / 2, i = 0, j = half, k = 0;

	if (n < 2)
		return;
	sort_pairs(pairs, room, half);
	sort_pairs(pairs + half, room, n - half);
	memcpy(room, pairs, half * sizeof(*room));
	while (i < half)
		if (j < n && rego_compare(pairs[j].key, room[i].key) < 0)
			pairs[k++] = pairs[j++];
		else
			pairs[k++] = room[i++];
}

static struct rego_val merge_all(struct rego_arena *a, const struct rego_val *v, size_t n,
				 int depth);

/* The values that one key has, from the first object to the last: the objects after the last
 * value that is none become one. */
static struct rego_val merge_values(struct rego_arena *a, const struct rego_pair *pairs, size_t n,
				    int depth)
{
	struct rego_val *objects;
	size_t from = n;

	while (from && pairs[from - 1].value.kind == REGO_OBJECT)
		from--;
	if (n - from < 2)
		return pairs[n - 1].value;
	objects = rego_new_array(a, struct rego_val, n - from);
	for (size_t i = from; i < n; i++)
		objects[i - from] = pairs[i].value;
	return merge_all(a, objects, n - from, depth + 1);
}

/* All at once: one after the other would be quadratic. */
static struct rego_val merge_all(struct rego_arena *a, const struct rego_val *v, size_t n,
				 int depth)
{
	struct rego_builder out = { .arena = a };
	struct rego_pair *pairs, *room;
	size_t count = 0, at = 0, same;

	if (depth > MAX_DEPTH)
		rego_stop(a, REGO_STOP_DEPTH);
	for (size_t i = 0; i < n; i++)
		count += v[i].object->count;
	pairs = rego_new_array(a, struct rego_pair, count);
	room = rego_new_array(a, struct rego_pair, count);
	for (size_t i = 0; i < n; i++) {
		memcpy(pairs + at, v[i].object->pairs, v[i].object->count * sizeof(*pairs));
		at += v[i].object->count;
	}
	sort_pairs(pairs, room, count);
	for (at = 0; at < count; at += same) {
		for (same = 1; at + same < count; same++)
			if (!rego_equal(pairs[at].key, pairs[at + same].key))
				break;
		rego_add_pair(&out, pairs[at].key, merge_values(a, pairs + at, same, depth));
	}
	return rego_build_object(&out);
}

struct rego_val rego_fn_object_union_n(struct rego_call *c, const struct rego_val *args)
{
	if (!rego_want(c, args, 1, REGO_ARRAY))
		return rego_undefined();
	for (uint32_t i = 0; i < args[0].array->count; i++)
		if (args[0].array->items[i].kind != REGO_OBJECT)
			return rego_element(c, 1, args[0], "object", args[0].array->items[i]);
	return merge_all(c->arena, args[0].array->items, args[0].array->count, 0);
}

/* --- object.subset -------------------------------------------------------- */
static bool set_subset(struct rego_val super, struct rego_val sub)
{
	for (uint32_t i = 0; i < sub.set->count; i++)
		if (!rego_set_has(super, sub.set->items[i]))
			return false;
	return true;
}

/* Whether sub is a run of items of super. */
static bool array_subset(struct rego_arena *a, struct rego_val super, struct rego_val sub)
{
	const struct rego_array *in = super.array, *what = sub.array;
	uint32_t *back, matched = 0;

	if (what->count > in->count)
		return false;
	/* How long the longest start of what is that ends what matched so far (Knuth). */
	back = rego_new_array(a, uint32_t, (size_t)what->count + 1);
	back[0] = 0;
	for (uint32_t i = 1, k = 0; i < what->count; i++) {
		while (k && !rego_equal(what->items[i], what->items[k]))
			k = back[k - 1];
		k += rego_equal(what->items[i], what->items[k]);
		back[i] = k;
	}
	for (uint32_t i = 0; i < in->count && matched < what->count; i++) {
		while (matched && !rego_equal(in->items[i], what->items[matched]))
			matched = back[matched - 1];
		matched += rego_equal(in->items[i], what->items[matched]);
	}
	return matched == what->count;
}

static bool array_has_set(struct rego_val super, struct rego_val sub)
{
	/* OPA counts matches, also of an item that comes twice, and says no of an empty array. */
	uint32_t left = sub.set->count;

	for (uint32_t i = 0; i < super.array->count; i++) {
		left -= rego_set_has(sub, super.array->items[i]);
		if (!left)
			return true;
	}
	return false;
}

static bool object_subset(struct rego_arena *a, struct rego_val super, struct rego_val sub,
			  int depth);

static bool value_subset(struct rego_arena *a, struct rego_val super, struct rego_val sub,
			 int depth)
{
	if (super.kind != sub.kind)
		return false;
	switch (sub.kind) {
	case REGO_OBJECT: return object_subset(a, super, sub, depth + 1);
	case REGO_SET: return set_subset(super, sub);
	case REGO_ARRAY: return array_subset(a, super, sub);
	default: return rego_equal(super, sub);
	}
}

static bool object_subset(struct rego_arena *a, struct rego_val super, struct rego_val sub,
			  int depth)
{
	if (depth > MAX_DEPTH)
		rego_stop(a, REGO_STOP_DEPTH);
	for (uint32_t i = 0; i < sub.object->count; i++) {
		const struct rego_pair *p = &sub.object->pairs[i];
		struct rego_val in = rego_get(super, p->key);

		if (!rego_defined(in) || !value_subset(a, in, p->value, depth))
			return false;
	}
	return true;
}

struct rego_val rego_fn_object_subset(struct rego_call *c, const struct rego_val *args)
{
	enum rego_kind super = args[0].kind, sub = args[1].kind;

	if (super == sub && (super == REGO_OBJECT || super == REGO_SET || super == REGO_ARRAY))
		return rego_bool(value_subset(c->arena, args[0], args[1], 0));
	if (super == REGO_ARRAY && sub == REGO_SET)
		return rego_bool(array_has_set(args[0], args[1]));
	return rego_fail_as(
		c, REGO_FAULT_TYPE,
		"%s: both arguments object.subset must be of the same type or array and set",
		c->name);
}
