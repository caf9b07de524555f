// SPDX-License-Identifier: BSD-2-Clause
/* Making arrays, sets and objects: sorted, without duplicates. */
#include "rego/value/index.h"
#include "rego/value/number_priv.h"
#include "rego/value/string.h"

struct rego_val rego_measured(struct rego_arena *a, enum rego_kind kind,
			      const struct rego_val *items, size_t n)
{
	uint64_t below = n;
	uint16_t depth = 0;

	for (size_t i = 0; i < n; i++) {
		below += items[i].below;
		if (items[i].depth > depth)
			depth = items[i].depth;
	}
	if (below > REGO_MOST_BELOW)
		rego_stop(a, REGO_STOP_MEMORY);
	if (depth >= REGO_MOST_DEPTH)
		rego_stop(a, REGO_STOP_DEPTH);
	return (struct rego_val){ .kind = (uint8_t)kind,
				  .depth = (uint16_t)(depth + 1),
				  .below = (uint32_t)below };
}

struct rego_val rego_array(struct rego_arena *a, const struct rego_val *items, size_t n)
{
	struct rego_val all = rego_measured(a, REGO_ARRAY, items, n);
	struct rego_array *v = rego_new_items(a, n);

	if (n)
		memcpy(v->items, items, n * sizeof(*items));
	all.array = v;
	return all;
}

/* Keys are nearly always strings. */
static inline int order(struct rego_val a, struct rego_val b)
{
	if (a.kind == REGO_STRING && b.kind == REGO_STRING)
		return a.string == b.string ? 0 : rego_compare_text(a.string, b.string);
	return rego_compare(a, b);
}

static int by_worth(struct rego_val a, struct rego_val b)
{
	return a.kind == REGO_NUMBER && b.kind == REGO_NUMBER ? rego_number_place(a, b)
							      : order(a, b);
}

typedef int order_fn(struct rego_val a, struct rego_val b);

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

static inline __attribute__((always_inline)) void insert_items(struct rego_val *v, size_t n,
							       order_fn *cmp)
{
	for (size_t i = 1; i < n; i++) {
		struct rego_val item = v[i];
		size_t j = i;

		for (; j && cmp(v[j - 1], item) > 0; j--)
			v[j] = v[j - 1];
		v[j] = item;
	}
}

/* Stable, so that of equal elements the first one stays. */
static void sort_items(struct rego_val *v, struct rego_val *tmp, size_t n, order_fn *cmp)
{
	size_t half = n / 2, i = 0, j = half, k = 0;

	if (n <= REGO_FEW) {
		if (cmp == order) /* inlined */
			insert_items(v, n, order);
		else
			insert_items(v, n, by_worth);
		return;
	}
	sort_items(v, tmp, half, cmp);
	sort_items(v + half, tmp, n - half, cmp);
	if (cmp(v[half - 1], v[half]) <= 0)
		return;
	memcpy(tmp, v, half * sizeof(*v));
	while (i < half && j < n)
		v[k++] = cmp(tmp[i], v[j]) <= 0 ? tmp[i++] : v[j++];
	memcpy(v + k, tmp + i, (half - i) * sizeof(*v));
}

static inline __attribute__((always_inline)) void insert_pairs(struct rego_pair *v, size_t n,
							       order_fn *cmp)
{
	for (size_t i = 1; i < n; i++) {
		struct rego_pair pair = v[i];
		size_t j = i;

		for (; j && cmp(v[j - 1].key, pair.key) > 0; j--)
			v[j] = v[j - 1];
		v[j] = pair;
	}
}

static void sort_pairs(struct rego_pair *v, struct rego_pair *tmp, size_t n, order_fn *cmp)
{
	size_t half = n / 2, i = 0, j = half, k = 0;

	if (n <= REGO_FEW) {
		if (cmp == order) /* inlined */
			insert_pairs(v, n, order);
		else
			insert_pairs(v, n, by_worth);
		return;
	}
	sort_pairs(v, tmp, half, cmp);
	sort_pairs(v + half, tmp, n - half, cmp);
	if (cmp(v[half - 1].key, v[half].key) <= 0)
		return;
	memcpy(tmp, v, half * sizeof(*v));
	while (i < half && j < n)
		v[k++] = cmp(tmp[i].key, v[j].key) <= 0 ? tmp[i++] : v[j++];
	memcpy(v + k, tmp + i, (half - i) * sizeof(*v));
}

static bool sorted_pairs(const struct rego_pair *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (order(v[i - 1].key, v[i].key) >= 0)
			return false;
	return true;
}

/* Numbers that the order of the language cannot place.  OPA keeps the first of equal keys, then
 * sorts few by insertion: so do we.  Of many, where OPA's order is what its sorting makes of it, we
 * have that of their worth. */
static uint32_t unique_before(struct rego_val *v, uint32_t n, uint32_t step)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t j = 0;

		while (j < count && !rego_same_key(v[j * step], v[i * step]))
			j++;
		if (step == 2)
			v[j * 2 + 1] = v[i * 2 + 1];
		if (j == count)
			v[count++ * step] = v[i * step];
	}
	return count;
}

/* Numbers come first but for null and booleans. */
static bool any_odd(const struct rego_val *v, size_t n, size_t step)
{
	for (size_t i = 0; i < n; i++)
		if (odd_key(v[i * step]))
			return true;
	return false;
}

static void unique_items(struct rego_set *s)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < s->count; i++)
		if (!count || !rego_same_key(s->items[count - 1], s->items[i]))
			s->items[count++] = s->items[i];
	s->count = count;
}

static void order_items(struct rego_arena *a, struct rego_set *s)
{
	bool few = s->count <= REGO_FEW;
	struct rego_val *tmp;

	s->odd = any_odd(s->items, s->count, 1);
	if (sorted_items(s->items, s->count) && !s->odd)
		return;
	if (s->odd && few)
		s->count = unique_before(s->items, s->count, 1);
	tmp = few ? NULL : rego_new_array(a, struct rego_val, s->count / 2);
	sort_items(s->items, tmp, s->count, s->odd && !few ? by_worth : order);
	if (!s->odd || !few)
		unique_items(s);
}

struct rego_val rego_set(struct rego_arena *a, const struct rego_val *items, size_t n)
{
	struct rego_set *s = rego_new_set(a, n);
	struct rego_val all;

	if (n)
		memcpy(s->items, items, n * sizeof(*items));
	order_items(a, s);
	all = rego_measured(a, REGO_SET, s->items, s->count);
	all.set = s;
	return all;
}

/* Of equal keys: the first key, the last value. */
static void unique_pairs(struct rego_object *o)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < o->count; i++) {
		if (count && rego_same_key(o->pairs[count - 1].key, o->pairs[i].key))
			o->pairs[count - 1].value = o->pairs[i].value;
		else
			o->pairs[count++] = o->pairs[i];
	}
	o->count = count;
}

void rego_order_pairs(struct rego_arena *a, struct rego_object *o)
{
	bool few = o->count <= REGO_FEW;
	struct rego_pair *tmp;

	o->odd = any_odd(&o->pairs[0].key, o->count, 2);
	if (sorted_pairs(o->pairs, o->count) && !o->odd)
		return;
	if (o->odd && few)
		o->count = unique_before(&o->pairs[0].key, o->count, 2);
	tmp = few ? NULL : rego_new_array(a, struct rego_pair, o->count / 2);
	sort_pairs(o->pairs, tmp, o->count, o->odd && !few ? by_worth : order);
	if (!o->odd || !few)
		unique_pairs(o);
}

struct rego_val rego_object_of(struct rego_arena *a, struct rego_object *o)
{
	struct rego_val all = rego_measured(a, REGO_OBJECT, &o->pairs[0].key, (size_t)o->count * 2);

	all.object = o;
	return all;
}

struct rego_val rego_object(struct rego_arena *a, const struct rego_pair *pairs, size_t n)
{
	struct rego_object *o = rego_new_object(a, n);

	if (n)
		memcpy(o->pairs, pairs, n * sizeof(*pairs));
	rego_order_pairs(a, o);
	return rego_object_of(a, o);
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
