// SPDX-License-Identifier: BSD-2-Clause
/* Reading values: elements by key, copies, seals. */
#include "rego/value/value.h"

#include "rego/value/index.h"
#include "rego/value/number.h"
#include "rego/value/string.h"

const char *rego_kind_name(enum rego_kind kind)
{
	static const char *const names[] = { "undefined", "null",  "boolean", "number",
					     "string",	  "array", "object",  "set" };

	return names[kind];
}

size_t rego_len(struct rego_val v)
{
	switch (v.kind) {
	case REGO_STRING: return v.string->len;
	case REGO_ARRAY: return v.array->count;
	case REGO_OBJECT: return v.object->count;
	case REGO_SET: return v.set->count;
	default: return 0;
	}
}

struct rego_val rego_get(struct rego_val coll, struct rego_val key)
{
	const struct rego_pair *pair;
	int64_t i;

	switch (coll.kind) {
	case REGO_OBJECT:
		pair = rego_find_pair(coll.object, key);
		return pair ? pair->value : rego_undefined();
	case REGO_ARRAY:
		if (key.kind != REGO_NUMBER || !rego_to_int64(key, &i) || i < 0 ||
		    i >= coll.array->count)
			return rego_undefined();
		return coll.array->items[i];
	case REGO_SET: {
		const struct rego_val *item = rego_find_item(coll.set, key);

		return item ? *item : rego_undefined();
	}
	default: return rego_undefined();
	}
}

bool rego_set_has(struct rego_val set, struct rego_val item)
{
	return set.kind == REGO_SET && rego_find_item(set.set, item);
}

static struct rego_val copy_string(struct rego_arena *a, const struct rego_string *s)
{
	struct rego_string *copy = rego_new_string(a, s->len);

	memcpy(copy->text, s->text, s->len);
	copy->runes = s->runes;
	copy->hash = s->hash;
	return rego_string_val(copy);
}

static struct rego_object *copy_object(struct rego_arena *a, const struct rego_object *o)
{
	struct rego_object *copy = rego_new_object(a, o->count);

	for (uint32_t i = 0; i < o->count; i++) {
		copy->pairs[i].key = rego_copy(a, o->pairs[i].key);
		copy->pairs[i].value = rego_copy(a, o->pairs[i].value);
	}
	copy->hash = o->hash;
	return copy;
}

struct rego_val rego_copy(struct rego_arena *a, struct rego_val v)
{
	switch (v.kind) {
	case REGO_NUMBER: return v.big ? rego_copy_number(a, v) : v;
	case REGO_STRING: return copy_string(a, v.string);
	case REGO_OBJECT:
		v.object = copy_object(a, v.object);
		v.big = 0;
		return v;
	case REGO_ARRAY: {
		struct rego_array *copy = rego_new_items(a, v.array->count);

		for (uint32_t i = 0; i < v.array->count; i++)
			copy->items[i] = rego_copy(a, v.array->items[i]);
		v.array = copy;
		return v;
	}
	case REGO_SET: {
		struct rego_set *copy = rego_new_set(a, v.set->count);

		for (uint32_t i = 0; i < v.set->count; i++)
			copy->items[i] = rego_copy(a, v.set->items[i]);
		v.set = copy;
		v.big = 0;
		return v;
	}
	default: return v;
	}
}

void rego_seal(struct rego_arena *a, struct rego_val v)
{
	rego_hash(v);
	switch (v.kind) {
	case REGO_NUMBER: rego_number_seal(v); break;
	case REGO_ARRAY:
		for (uint32_t i = 0; i < v.array->count; i++)
			rego_seal(a, v.array->items[i]);
		break;
	case REGO_OBJECT:
		for (uint32_t i = 0; i < v.object->count; i++) {
			rego_seal(a, v.object->pairs[i].key);
			rego_seal(a, v.object->pairs[i].value);
		}
		rego_index_object(a, v.object);
		break;
	case REGO_SET:
		for (uint32_t i = 0; i < v.set->count; i++)
			rego_seal(a, v.set->items[i]);
		rego_index_set(a, v.set);
		break;
	default: break;
	}
}
