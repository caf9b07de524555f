/* SPDX-License-Identifier: BSD-2-Clause */
/* What can be read out of types: keys, values, elements. */
#include "rego/compile/types.h"

#include "rego/value/number.h"

/* A type that holds itself is looked into once: it goes as deep as this. */
#define DEEP 64

static bool nil_at(const struct rego_type *t, unsigned int depth);

static bool any_nil(const struct rego_type **items, uint32_t count, unsigned int depth)
{
	for (uint32_t i = 0; i < count; i++)
		if (nil_at(items[i], depth))
			return true;
	return false;
}

static bool object_nil(const struct rego_type *t, unsigned int depth)
{
	for (uint32_t i = 0; i < t->count; i++)
		if (nil_at(t->props[i].value, depth))
			return true;
	return t->dynamic && (nil_at(t->key, depth) || nil_at(t->value, depth));
}

static bool nil_at(const struct rego_type *t, unsigned int depth)
{
	bool recursive = t && t->kind == REGO_TYPE_RECURSIVE;

	t = rego_type_bare(t);
	if (!t)
		return true;
	if (recursive && depth > DEEP)
		return false;
	switch (t->kind) {
	case REGO_TYPE_FUNCTION:
		return any_nil(t->items, t->count, depth + 1) || nil_at(t->value, depth + 1);
	case REGO_TYPE_ARRAY:
		return any_nil(t->items, t->count, depth + 1) ||
		       (t->value && nil_at(t->value, depth + 1));
	case REGO_TYPE_OBJECT: return object_nil(t, depth + 1);
	case REGO_TYPE_SET: return nil_at(t->value, depth + 1);
	default: return false;
	}
}

bool rego_type_nil(const struct rego_type *t)
{
	return nil_at(t, 0);
}

/* The union of f over the members of a union. */
static const struct rego_type *over_members(struct rego_arena *a, const struct rego_type *t,
					    const struct rego_type *(*f)(struct rego_arena *a,
									 const struct rego_type *t))
{
	const struct rego_type **list;

	if (t->count == 0)
		return &rego_type_any;
	list = rego_new_array(a, const struct rego_type *, t->count);
	for (uint32_t i = 0; i < t->count; i++)
		list[i] = f(a, t->items[i]);
	return rego_type_or_all(a, list, t->count);
}

const struct rego_type *rego_type_keys(struct rego_arena *a, const struct rego_type *t)
{
	const struct rego_type *keys = NULL;

	t = rego_type_bare(t);
	if (!t)
		return NULL;
	switch (t->kind) {
	case REGO_TYPE_ARRAY: return &rego_type_number;
	case REGO_TYPE_OBJECT:
		for (uint32_t i = 0; i < t->count; i++)
			keys = rego_type_or(a, keys, rego_type_of(a, t->props[i].key));
		return t->dynamic ? rego_type_or(a, keys, t->key) : keys;
	case REGO_TYPE_SET: return t->value;
	case REGO_TYPE_ANY: return over_members(a, t, rego_type_keys);
	default: return NULL;
	}
}

static const struct rego_type *all_values(struct rego_arena *a, const struct rego_type *t)
{
	const struct rego_type **list = rego_new_array(a, const struct rego_type *, t->count + 1);

	for (uint32_t i = 0; i < t->count; i++)
		list[i] = t->kind == REGO_TYPE_ARRAY ? t->items[i] : t->props[i].value;
	list[t->count] = t->kind == REGO_TYPE_ARRAY || t->dynamic ? t->value : NULL;
	return rego_type_or_all(a, list, t->count + 1);
}

const struct rego_type *rego_type_values(struct rego_arena *a, const struct rego_type *t)
{
	t = rego_type_bare(t);
	if (!t)
		return NULL;
	switch (t->kind) {
	case REGO_TYPE_ARRAY:
	case REGO_TYPE_OBJECT: return all_values(a, t);
	case REGO_TYPE_SET: return t->value;
	case REGO_TYPE_ANY: return over_members(a, t, rego_type_values);
	default: return NULL;
	}
}

const struct rego_type *rego_type_item(const struct rego_type *t, uint32_t n)
{
	if (n < t->count)
		return t->items[n];
	return t->kind == REGO_TYPE_ARRAY ? t->value : t->key;
}

static const struct rego_type *select_property(struct rego_arena *a, const struct rego_type *t,
					       struct rego_val key)
{
	uint32_t low = 0, high = t->count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		int cmp = rego_compare(t->props[mid].key, key);

		if (!cmp)
			return t->props[mid].value;
		if (cmp > 0)
			high = mid;
		else
			low = mid + 1;
	}
	if (t->dynamic && rego_type_contains(t->key, rego_type_of(a, key)))
		return t->value;
	return NULL;
}

static const struct rego_type *select_element(struct rego_arena *a, const struct rego_type *t,
					      struct rego_val key)
{
	const struct rego_type *of = rego_type_of(a, key);

	if (!rego_type_compare(t->value, of))
		return t->value;
	if (t->value && t->value->kind == REGO_TYPE_ANY && rego_type_contains(t->value, of))
		return of;
	return NULL;
}

static const struct rego_type *select_member(struct rego_arena *a, const struct rego_type *t,
					     struct rego_val key)
{
	const struct rego_type **list;

	if (t->count == 0)
		return t;
	list = rego_new_array(a, const struct rego_type *, t->count);
	for (uint32_t i = 0; i < t->count; i++)
		list[i] = rego_type_select(a, t->items[i], key);
	return rego_type_or_all(a, list, t->count);
}

const struct rego_type *rego_type_select(struct rego_arena *a, const struct rego_type *t,
					 struct rego_val key)
{
	int64_t n;

	t = rego_type_bare(t);
	if (!t)
		return NULL;
	switch (t->kind) {
	case REGO_TYPE_ARRAY:
		if (key.kind != REGO_NUMBER || !rego_to_int64(key, &n) || n < 0)
			return NULL;
		return n < t->count ? t->items[n] : t->value;
	case REGO_TYPE_OBJECT: return select_property(a, t, key);
	case REGO_TYPE_SET: return select_element(a, t, key);
	case REGO_TYPE_ANY: return select_member(a, t, key);
	default: return NULL;
	}
}

static const struct rego_type *of_array(struct rego_arena *a, struct rego_val v)
{
	uint32_t count = v.array->count;
	const struct rego_type **items = rego_new_array(a, const struct rego_type *, count + 1);

	for (uint32_t i = 0; i < count; i++)
		items[i] = rego_type_of(a, v.array->items[i]);
	return rego_type_array(a, items, count, NULL);
}

static const struct rego_type *of_object(struct rego_arena *a, struct rego_val v)
{
	uint32_t count = v.object->count;
	struct rego_property *props = rego_new_array(a, struct rego_property, count + 1);

	for (uint32_t i = 0; i < count; i++)
		props[i] = (struct rego_property){ v.object->pairs[i].key,
						   rego_type_of(a, v.object->pairs[i].value) };
	return rego_type_object(a, props, count, false, NULL, NULL);
}

const struct rego_type *rego_type_of(struct rego_arena *a, struct rego_val v)
{
	switch (v.kind) {
	case REGO_NULL: return &rego_type_null;
	case REGO_BOOL: return &rego_type_boolean;
	case REGO_NUMBER: return &rego_type_number;
	case REGO_STRING: return &rego_type_string;
	case REGO_ARRAY: return of_array(a, v);
	case REGO_OBJECT: return of_object(a, v);
	default: return NULL;
	}
}
