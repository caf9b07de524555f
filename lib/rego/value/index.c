// SPDX-License-Identifier: BSD-2-Clause
/* Finding in objects and sets.
 *
 * Up to REGO_SCAN keys are compared one by one.  More are found by an index of hashes, which sealed
 * values have, or else by halves: the contents are sorted.  An index in which a key would be far
 * from its place (hashes that collide on purpose) is not made. */
#include "rego/value/index.h"

#include "rego/value/number_priv.h"
#include "rego/value/string.h"

#define FAR 64 /* steps from a key's place */

struct rego_array *rego_new_items(struct rego_arena *a, size_t n)
{
	struct rego_array *v;

	if (n > UINT32_MAX / sizeof(struct rego_pair))
		rego_stop(a, REGO_STOP_MEMORY);
	v = rego_alloc(a, sizeof(*v) + n * sizeof(v->items[0]));
	v->count = (uint32_t)n;
	v->hash = 0;
	return v;
}

struct rego_set *rego_new_set(struct rego_arena *a, size_t n)
{
	struct rego_set *v;

	if (n > UINT32_MAX / sizeof(struct rego_pair))
		rego_stop(a, REGO_STOP_MEMORY);
	v = rego_alloc(a, sizeof(*v) + n * sizeof(v->items[0]));
	v->count = (uint32_t)n;
	v->hash = 0;
	v->index = NULL;
	v->mask = 0;
	v->odd = false;
	v->written = NULL;
	return v;
}

struct rego_object *rego_new_object(struct rego_arena *a, size_t n)
{
	struct rego_object *v;

	if (n > UINT32_MAX / sizeof(struct rego_pair))
		rego_stop(a, REGO_STOP_MEMORY);
	v = rego_alloc(a, sizeof(*v) + n * sizeof(v->pairs[0]));
	v->count = (uint32_t)n;
	v->hash = 0;
	v->index = NULL;
	v->mask = 0;
	v->odd = false;
	v->written = NULL;
	return v;
}

bool rego_same_key(struct rego_val a, struct rego_val b)
{
	if (a.kind != b.kind)
		return false;
	if (a.kind == REGO_STRING)
		return rego_same_text(a.string, b.string);
	if (a.kind == REGO_NUMBER && !a.big && !b.big)
		return a.i == b.i;
	if (a.kind == REGO_NUMBER)
		return !rego_number_exactly(a, b) && rego_hash(a) == rego_hash(b);
	return rego_equal(a, b) && rego_hash(a) == rego_hash(b);
}

/* Keys are every second value of an object's pairs, and every one of a set's items. */
struct keys {
	const struct rego_val *first;
	uint32_t count, step;
	const uint32_t *index;
	uint32_t mask;
	bool odd;
};

static inline struct rego_val key_at(const struct keys *k, uint32_t i)
{
	return k->first[(size_t)i * k->step];
}

static uint32_t scan_string(const struct keys *k, const struct rego_string *s)
{
	for (uint32_t i = 0; i < k->count; i++)
		if (key_at(k, i).string == s && key_at(k, i).kind == REGO_STRING)
			return i;
	for (uint32_t i = 0; i < k->count; i++) {
		struct rego_val key = key_at(k, i);

		if (key.kind == REGO_STRING && rego_same_text(key.string, s))
			return i;
	}
	return k->count;
}

static uint32_t scan(const struct keys *k, struct rego_val key)
{
	if (key.kind == REGO_STRING)
		return scan_string(k, key.string);
	for (uint32_t i = 0; i < k->count; i++)
		if (rego_same_key(key_at(k, i), key))
			return i;
	return k->count;
}

static uint32_t halve(const struct keys *k, struct rego_val key)
{
	uint32_t low = 0, high = k->count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		struct rego_val at = key_at(k, mid);
		int c = k->odd && at.kind == REGO_NUMBER && key.kind == REGO_NUMBER
				? rego_number_place(at, key)
				: rego_compare(at, key);

		if (!c && rego_same_key(at, key))
			return mid;
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return k->count;
}

static uint32_t by_hash(const struct keys *k, struct rego_val key)
{
	uint32_t i = rego_hash(key) & k->mask;

	for (; k->index[i]; i = (i + 1) & k->mask)
		if (rego_same_key(key_at(k, k->index[i] - 1), key))
			return k->index[i] - 1;
	return k->count;
}

static inline uint32_t find(const struct keys *k, struct rego_val key)
{
	if (k->count <= (k->odd ? REGO_FEW : REGO_SCAN))
		return scan(k, key);
	return k->index ? by_hash(k, key) : halve(k, key);
}

const struct rego_pair *rego_find_pair(const struct rego_object *o, struct rego_val key)
{
	struct keys k = { &o->pairs[0].key, o->count, 2, o->index, o->mask, o->odd };
	uint32_t i = find(&k, key);

	return i < o->count ? &o->pairs[i] : NULL;
}

const struct rego_val *rego_find_item(const struct rego_set *s, struct rego_val item)
{
	struct keys k = { s->items, s->count, 1, s->index, s->mask, s->odd };
	uint32_t i = find(&k, item);

	return i < s->count ? &s->items[i] : NULL;
}

const struct rego_pair *rego_find_text(const struct rego_object *o, const char *key, size_t len)
{
	uint32_t low = 0, high = o->count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		const struct rego_string *s = o->pairs[mid].key.string;
		int c;

		if (o->pairs[mid].key.kind != REGO_STRING) {
			c = (int)o->pairs[mid].key.kind - REGO_STRING;
		} else {
			c = memcmp(s->text, key, s->len < len ? s->len : len);
			if (!c)
				c = s->len < len ? -1 : s->len > len;
		}
		if (!c)
			return &o->pairs[mid];
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

struct rego_val rego_get_text(struct rego_val object, const char *key)
{
	const struct rego_pair *p;

	if (object.kind != REGO_OBJECT)
		return rego_undefined();
	p = rego_find_text(object.object, key, strlen(key));
	return p ? p->value : rego_undefined();
}

static uint32_t *make_index(struct rego_arena *a, const struct keys *k, uint32_t *mask)
{
	uint32_t size = 16;
	uint32_t *index;

	while (size < k->count * 2)
		size *= 2;
	index = rego_new_array(a, uint32_t, size);
	memset(index, 0, size * sizeof(*index));
	*mask = size - 1;
	for (uint32_t n = 0; n < k->count; n++) {
		uint32_t i = rego_hash(key_at(k, n)) & *mask;
		int steps = 0;

		for (; index[i]; i = (i + 1) & *mask)
			if (++steps > FAR)
				return NULL;
		index[i] = n + 1;
	}
	return index;
}

void rego_index_object(struct rego_arena *a, struct rego_object *o)
{
	struct keys k = { &o->pairs[0].key, o->count, 2, NULL, 0, false };

	if (o->count > REGO_SCAN && !o->index)
		o->index = make_index(a, &k, &o->mask);
}

void rego_index_set(struct rego_arena *a, struct rego_set *s)
{
	struct keys k = { s->items, s->count, 1, NULL, 0, false };

	if (s->count > REGO_SCAN && !s->index)
		s->index = make_index(a, &k, &s->mask);
}
