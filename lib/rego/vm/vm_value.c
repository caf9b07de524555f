// SPDX-License-Identifier: BSD-2-Clause
/* What the machine does with values often: paths, loops, membership, objects without conflicts. */
#include <stdlib.h>

#include "core/strbuf.h"
#include "rego/value/index.h"
#include "rego/value/number.h"
#include "rego/vm/vm.h"

static inline bool is_key(struct rego_val k, struct rego_val key)
{
	if (k.kind != REGO_STRING)
		return false;
	if (k.string == key.string)
		return true;
	if (k.string->id && key.string->id)
		return false;
	return k.string->len == key.string->len &&
	       !memcmp(k.string->text, key.string->text, key.string->len);
}

static struct rego_val field(const struct rego_object *o, struct rego_val key)
{
	uint32_t i;

	if (o->count > 12)
		return rego_get(
			(struct rego_val){ .kind = REGO_OBJECT, .object = (struct rego_object *)o },
			key);
	for (i = 0; i < o->count; i++) /* most are found by the pointer */
		if (o->pairs[i].key.string == key.string && o->pairs[i].key.kind == REGO_STRING)
			return o->pairs[i].value;
	for (i = 0; i < o->count; i++)
		if (is_key(o->pairs[i].key, key))
			return o->pairs[i].value;
	return rego_undefined();
}

struct rego_val rego_vm_path(struct rego_val v, const struct rego_val *consts, const uint32_t *path,
			     uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		struct rego_val key = consts[path[i] & ~REGO_CONST];

		v = v.kind == REGO_OBJECT ? field(v.object, key) : rego_get(v, key);
		if (!rego_defined(v))
			break;
	}
	return v;
}

bool rego_vm_may(struct rego_val v, const struct rego_val *consts, const uint32_t *wanted,
		 uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		struct rego_val want = consts[wanted[i] & ~REGO_CONST];

		if (v.kind < REGO_ARRAY ? rego_equal(v, want) : rego_vm_in(want, v))
			return true;
	}
	return false;
}

/* it[0] is the collection, it[1].i how far. */
bool rego_vm_next(struct rego_val *it, struct rego_val *key, struct rego_val *value)
{
	size_t i = (size_t)it[1].i++;

	switch (it[0].kind) {
	case REGO_ARRAY:
		if (i >= it[0].array->count)
			return false;
		if (key)
			*key = rego_int((int64_t)i);
		*value = it[0].array->items[i];
		return true;
	case REGO_OBJECT:
		if (i >= it[0].object->count)
			return false;
		if (key)
			*key = it[0].object->pairs[i].key;
		*value = it[0].object->pairs[i].value;
		return true;
	default:
		if (i >= it[0].set->count)
			return false;
		*value = it[0].set->items[i];
		if (key)
			*key = *value;
		return true;
	}
}

/* As strconv.Atoi. */
static bool place_of(const char *text, size_t len, int64_t *place)
{
	size_t i = len && (text[0] == '-' || text[0] == '+');
	int64_t n = 0;

	if (i == len || len - i > 18)
		return false;
	for (; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		n = n * 10 + (text[i] - '0');
	}
	*place = text[0] == '-' ? -n : n;
	return true;
}

struct rego_val rego_vm_stored(struct rego_val base, struct rego_val key)
{
	struct ss_strbuf text = { 0 };
	struct rego_val v = rego_undefined();
	int64_t place;

	if (base.kind == REGO_OBJECT && key.kind == REGO_STRING)
		return rego_get(base, key);
	if (base.kind == REGO_ARRAY && key.kind == REGO_NUMBER)
		return rego_get(base, key);
	if (base.kind == REGO_SET) /* put there by "with" */
		return rego_get(base, key);
	if (base.kind == REGO_ARRAY && key.kind == REGO_STRING) {
		if (place_of(rego_text(key), rego_len(key), &place) && place >= 0 &&
		    place < base.array->count)
			v = base.array->items[place];
	} else if (base.kind == REGO_OBJECT && key.kind == REGO_NUMBER) {
		rego_number_write(&text, key);
		if (text.data)
			v = rego_get_text(base, text.data);
		ss_strbuf_fini(&text);
	}
	return v;
}

static inline bool equal(struct rego_val a, struct rego_val b)
{
	if (a.kind != b.kind)
		return false;
	if (a.kind == REGO_STRING)
		return is_key(a, b);
	return rego_equal(a, b);
}

bool rego_vm_in(struct rego_val item, struct rego_val coll)
{
	uint32_t i;

	switch (coll.kind) {
	case REGO_SET: return rego_set_has(coll, item);
	case REGO_ARRAY:
		for (i = 0; i < coll.array->count; i++)
			if (equal(coll.array->items[i], item))
				return true;
		return false;
	case REGO_OBJECT:
		for (i = 0; i < coll.object->count; i++)
			if (equal(coll.object->pairs[i].value, item))
				return true;
		return false;
	default: return false;
	}
}

/* Of equal keys a lookup finds the first. */
static struct rego_object *written_pairs(struct rego_arena *a, const struct rego_pair *pairs,
					 uint32_t n, bool unique)
{
	struct rego_object *o = rego_new_object(a, n);

	memcpy(o->pairs, pairs, n * sizeof(*pairs));
	for (uint32_t i = 0; i < n && !unique; i++)
		for (uint32_t j = 0; j < i; j++)
			if (rego_same_key(pairs[j].key, pairs[i].key)) {
				o->pairs[i].value = o->pairs[j].value;
				break;
			}
	return o;
}

static bool any_written(const struct rego_val *items, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (items[i].kind >= REGO_ARRAY && items[i].big)
			return true;
	return false;
}

/* An array, or an object whose keys are constants, of these items. */
struct rego_val rego_vm_nested(struct rego_val v, const struct rego_val *items, uint32_t n)
{
	v.big = any_written(items, n);
	if (v.kind == REGO_OBJECT)
		v.object->written = v.object;
	return v;
}

struct rego_val rego_vm_set(struct rego_arena *a, const struct rego_val *items, uint32_t n)
{
	struct rego_val v = rego_set(a, items, n);

	v.big = v.set->count != n || memcmp(v.set->items, items, n * sizeof(*items)) ||
		any_written(items, n);
	if (v.big) {
		v.set->written = rego_new_set(a, n);
		memcpy(v.set->written->items, items, n * sizeof(*items));
	}
	return v;
}

struct rego_val rego_vm_pairs(struct rego_arena *a, const struct rego_pair *pairs, uint32_t n)
{
	struct rego_val v = rego_object(a, pairs, n);
	bool unique = v.object->count == n;

	v.big = !unique || memcmp(v.object->pairs, pairs, n * sizeof(*pairs)) ||
		any_written(&pairs[0].key, n * 2);
	if (v.big)
		v.object->written = written_pairs(a, pairs, n, unique);
	return v;
}

static void copy_plain(struct rego_arena *a, struct rego_val *to, const struct rego_val *items,
		       uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		to[i] = rego_vm_plain(a, items[i]);
}

struct rego_val rego_vm_plain_copy(struct rego_arena *a, struct rego_val v)
{
	struct rego_val from = v;
	uint32_t n;

	if (v.kind < REGO_ARRAY)
		return v;
	n = (uint32_t)rego_len(v);
	v.big = 0;
	if (v.kind == REGO_ARRAY) {
		v.array = rego_new_items(a, n);
		copy_plain(a, v.array->items, from.array->items, n);
	} else if (v.kind == REGO_SET) {
		v.set = rego_new_set(a, n);
		v.set->odd = from.set->odd;
		copy_plain(a, v.set->items, from.set->items, n);
	} else {
		v.object = rego_new_object(a, n);
		v.object->odd = from.object->odd;
		copy_plain(a, &v.object->pairs[0].key, &from.object->pairs[0].key, n * 2);
	}
	return v;
}

struct rego_val rego_vm_looped(struct rego_val v)
{
	if (v.big && v.kind == REGO_SET)
		v.set = v.set->written;
	else if (v.big && v.kind == REGO_OBJECT)
		v.object = v.object->written;
	return v;
}

static int by_key(const void *a, const void *b)
{
	return rego_compare(((const struct rego_pair *)a)->key, ((const struct rego_pair *)b)->key);
}

/* Of the sorted pairs the one with that key; 10.0 and 1 are equal, and yet two keys. */
static const struct rego_pair *find_same(const struct rego_pair *pairs, size_t n,
					 struct rego_val key)
{
	while (n-- && rego_equal(pairs[n].key, key))
		if (rego_same_key(pairs[n].key, key))
			return &pairs[n];
	return NULL;
}

struct rego_val rego_vm_object(struct rego_builder *b)
{
	size_t n = b->count / 2, kept = 0, i;
	struct rego_object *o = rego_alloc(b->arena, sizeof(*o) + n * sizeof(struct rego_pair));

	memset(o, 0, sizeof(*o));
	if (n)
		memcpy(o->pairs, b->items, n * sizeof(struct rego_pair));
	qsort(o->pairs, n, sizeof(struct rego_pair), by_key);
	for (i = 0; i < n; i++) {
		const struct rego_pair *p = find_same(o->pairs, kept, o->pairs[i].key);

		if (!p)
			o->pairs[kept++] = o->pairs[i];
		else if (!rego_equal(p->value, o->pairs[i].value))
			return rego_undefined();
	}
	o->count = (uint32_t)kept;
	return rego_object_of(b->arena, o);
}
