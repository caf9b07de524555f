// SPDX-License-Identifier: BSD-2-Clause
/* The order of values, and their hashes. */
#include "rego/value/number.h"
#include "rego/value/string.h"

static int compare_items(const struct rego_val *a, uint32_t na, const struct rego_val *b,
			 uint32_t nb)
{
	uint32_t n = na < nb ? na : nb;

	if (a == b)
		return 0;
	for (uint32_t i = 0; i < n; i++) {
		int c = rego_compare(a[i], b[i]);

		if (c)
			return c;
	}
	return na < nb ? -1 : na > nb;
}

int rego_compare(struct rego_val a, struct rego_val b)
{
	if (a.kind != b.kind)
		return (int)a.kind - (int)b.kind;
	switch (a.kind) {
	case REGO_BOOL: return (int)a.b - (int)b.b;
	case REGO_NUMBER: return rego_number_compare(a, b);
	case REGO_STRING: return rego_compare_text(a.string, b.string);
	case REGO_ARRAY:
		return compare_items(a.array->items, a.array->count, b.array->items,
				     b.array->count);
	case REGO_SET: return compare_items(a.set->items, a.set->count, b.set->items, b.set->count);
	case REGO_OBJECT: /* key and value in turn, then the length */
		return compare_items(&a.object->pairs[0].key, a.object->count * 2,
				     &b.object->pairs[0].key, b.object->count * 2);
	default: return 0;
	}
}

static bool equal_items(const struct rego_val *a, const struct rego_val *b, uint32_t n)
{
	if (a == b)
		return true;
	for (uint32_t i = 0; i < n; i++)
		if (a[i].kind != b[i].kind)
			return false;
		else if (a[i].kind == REGO_STRING ? !rego_same_text(a[i].string, b[i].string)
						  : !rego_equal(a[i], b[i]))
			return false;
	return true;
}

bool rego_equal(struct rego_val a, struct rego_val b)
{
	if (a.kind != b.kind)
		return false;
	switch (a.kind) {
	case REGO_BOOL: return a.b == b.b;
	case REGO_NUMBER:
		if (!a.big && !b.big)
			return a.i == b.i;
		return !rego_number_compare(a, b);
	case REGO_STRING: return rego_same_text(a.string, b.string);
	case REGO_ARRAY:
		return a.array->count == b.array->count &&
		       equal_items(a.array->items, b.array->items, a.array->count);
	case REGO_SET:
		return a.set->count == b.set->count &&
		       equal_items(a.set->items, b.set->items, a.set->count);
	case REGO_OBJECT:
		return a.object->count == b.object->count &&
		       equal_items(&a.object->pairs[0].key, &b.object->pairs[0].key,
				   a.object->count * 2);
	default: return true;
	}
}

static uint32_t mix(uint32_t h, uint32_t v)
{
	uint64_t p = (h ^ v ^ UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xd6e8feb86659fd93);

	return (uint32_t)(p >> 32) ^ (uint32_t)p;
}

static uint32_t hash_items(const struct rego_val *v, uint32_t n, uint32_t seed)
{
	uint32_t h = mix(seed, n);

	for (uint32_t i = 0; i < n; i++)
		h = mix(h, rego_hash(v[i]));
	return h ? h : 1;
}

uint32_t rego_hash(struct rego_val v)
{
	switch (v.kind) {
	case REGO_NULL: return 0x6e75;
	case REGO_BOOL: return v.b ? 0x7472 : 0x6661;
	case REGO_NUMBER: return rego_number_hash(v);
	case REGO_STRING: {
		/* Made once; of sealed values it is already there. */
		struct rego_string *s = (struct rego_string *)(uintptr_t)v.string;

		if (!s->hash)
			s->hash = rego_text_hash(s->text, s->len);
		return s->hash;
	}
	case REGO_ARRAY:
		if (!v.array->hash)
			v.array->hash = hash_items(v.array->items, v.array->count, REGO_ARRAY);
		return v.array->hash;
	case REGO_SET:
		if (!v.set->hash)
			v.set->hash = hash_items(v.set->items, v.set->count, REGO_SET);
		return v.set->hash;
	case REGO_OBJECT:
		if (!v.object->hash)
			v.object->hash = hash_items(&v.object->pairs[0].key, v.object->count * 2,
						    REGO_OBJECT);
		return v.object->hash;
	default: return 1;
	}
}
