// SPDX-License-Identifier: BSD-2-Clause
/* Making arrays, sets and objects: sorted, without duplicates. */
#include "rego/value/index.h"
#include "rego/value/number_priv.h"
#include "rego/value/string.h"

#define FEW 12 /* sorted by insertion */

struct rego_val rego_array(struct rego_arena *a, const struct rego_val *items, size_t n)
{
	struct rego_array *v = rego_new_items(a, n);

	if (n)
		memcpy(v->items, items, n * sizeof(*items));
	return (struct rego_val){ .kind = REGO_ARRAY, .array = v };
}

/* Keys are nearly always strings. */
static inline int order(struct rego_val a, struct rego_val b)
{
	if (a.kind == REGO_STRING && b.kind == REGO_STRING)
		return a.string == b.string ? 0 : rego_compare_text(a.string, b.string);
	return rego_compare(a, b);
}

static inline bool odd_key(struct rego_val v)
{
	return v.kind == REGO_NUMBER && v.big && rego_number_is_odd(v);
}

static bool sorted_items(const struct rego_val *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (order(v[i - 1], v[i]) >= 0)
			return false;
	return true;
}

static void insert_items(struct rego_val *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct rego_val item = v[i];
		size_t j = i;

		for (; j && order(v[j - 1], item) > 0; j--)
			v[j] = v[j - 1];
		v[j] = item;
	}
}

/* Stable, so that of equal elements the first one stays. */
static void sort_items(struct rego_val *v, struct rego_val *tmp, size_t n)
{
	size_t half = n / 2, i = 0, j = half, k = 0;

	if (n <= FEW) {
		insert_items(v, n);
		return;
	}
	sort_items(v, tmp, half);
	sort_items(v + half, tmp, n - half);
	if (order(v[half - 1], v[half]) <= 0)
		return;
	memcpy(tmp, v, half * sizeof(*v));
	while (i < half && j < n)
		v[k++] = order(tmp[i], v[j]) <= 0 ? tmp[i++] : v[j++];
	memcpy(v + k, tmp + i, (half - i) * sizeof(*v));
}

static void insert_pairs(struct rego_pair *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct rego_pair pair = v[i];
		size_t j = i;

		for (; j && order(v[j - 1].key, pair.key) > 0; j--)
			v[j] = v[j - 1];
		v[j] = pair;
	}
}

static void sort_pairs(struct rego_pair *v, struct rego_pair *tmp, size_t n)
{
	size_t half = n / 2, i = 0, j = half, k = 0;

	if (n <= FEW) {
		insert_pairs(v, n);
		return;
	}
	sort_pairs(v, tmp, half);
	sort_pairs(v + half, tmp, n - half);
	if (order(v[half - 1].key, v[half].key) <= 0)
		return;
	memcpy(tmp, v, half * sizeof(*v));
	while (i < half && j < n)
		v[k++] = order(tmp[i].key, v[j].key) <= 0 ? tmp[i++] : v[j++];
	memcpy(v + k, tmp + i, (half - i) * sizeof(*v));
}

static bool sorted_pairs(const struct rego_pair *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (order(v[i - 1].key, v[i].key) >= 0)
			return false;
	return true;
}

/* How far back in the first n of the sorted keys the same one is; 0: nowhere.  Nearly always it is
 * the last, but some numbers are equal and yet not the same. */
static uint32_t same_before(const struct rego_val *keys, uint32_t n, uint32_t step,
			    struct rego_val key)
{
	for (uint32_t i = n; i--;) {
		struct rego_val k = keys[(size_t)i * step];

		if (rego_same_key(k, key))
			return n - i;
		if (order(k, key))
			return 0;
	}
	return 0;
}

struct rego_val rego_set(struct rego_arena *a, const struct rego_val *items, size_t n)
{
	struct rego_set *s = rego_new_set(a, n);
	uint32_t count = 0;

	if (n)
		memcpy(s->items, items, n * sizeof(*items));
	if (!sorted_items(s->items, n)) {
		sort_items(s->items, n > FEW ? rego_new_array(a, struct rego_val, n / 2) : NULL, n);
		for (size_t i = 0; i < n; i++)
			if (!same_before(s->items, count, 1, s->items[i]))
				s->items[count++] = s->items[i];
		s->count = count;
	}
	for (uint32_t i = 0; i < s->count && s->items[i].kind <= REGO_NUMBER; i++)
		s->odd |= odd_key(s->items[i]);
	return (struct rego_val){ .kind = REGO_SET, .set = s };
}

void rego_order_pairs(struct rego_arena *a, struct rego_object *o)
{
	uint32_t n = o->count, count = 0;

	for (uint32_t i = 0; i < n; i++)
		o->odd |= odd_key(o->pairs[i].key);
	if (sorted_pairs(o->pairs, n))
		return;
	sort_pairs(o->pairs, n > FEW ? rego_new_array(a, struct rego_pair, n / 2) : NULL, n);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t back = same_before(&o->pairs[0].key, count, 2, o->pairs[i].key);

		/* The key as it was first, the value as it was last. */
		if (back)
			o->pairs[count - back].value = o->pairs[i].value;
		else
			o->pairs[count++] = o->pairs[i];
	}
	o->count = count;
}

struct rego_val rego_object(struct rego_arena *a, const struct rego_pair *pairs, size_t n)
{
	struct rego_object *o = rego_new_object(a, n);

	if (n)
		memcpy(o->pairs, pairs, n * sizeof(*pairs));
	rego_order_pairs(a, o);
	return (struct rego_val){ .kind = REGO_OBJECT, .object = o };
}

/* --- builders --------------------------------------------------------------- */
static void make_room(struct rego_builder *b)
{
	size_t room = b->room ? b->room * 2 : 8;
	struct rego_val *items = rego_new_array(b->arena, struct rego_val, room);

	if (b->count)
		memcpy(items, b->items, b->count * sizeof(*items));
	b->items = items;
	b->room = room;
}

void rego_add(struct rego_builder *b, struct rego_val item)
{
	if (b->count == b->room)
		make_room(b);
	b->items[b->count++] = item;
}

void rego_add_pair(struct rego_builder *b, struct rego_val key, struct rego_val value)
{
	rego_add(b, key);
	rego_add(b, value);
}

struct rego_val rego_build_array(struct rego_builder *b)
{
	return rego_array(b->arena, b->items, b->count);
}

struct rego_val rego_build_set(struct rego_builder *b)
{
	return rego_set(b->arena, b->items, b->count);
}

struct rego_val rego_build_object(struct rego_builder *b)
{
	return rego_object(b->arena, (const struct rego_pair *)b->items, b->count / 2);
}
