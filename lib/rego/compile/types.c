/* SPDX-License-Identifier: BSD-2-Clause */
/* Making, comparing and uniting types. */
#include "rego/compile/types.h"

#include <stdlib.h>

const struct rego_type rego_type_null = { .kind = REGO_TYPE_NULL };
const struct rego_type rego_type_boolean = { .kind = REGO_TYPE_BOOLEAN };
const struct rego_type rego_type_number = { .kind = REGO_TYPE_NUMBER };
const struct rego_type rego_type_string = { .kind = REGO_TYPE_STRING };
const struct rego_type rego_type_any = { .kind = REGO_TYPE_ANY };

static struct rego_type *new_type(struct rego_arena *a, enum rego_type_kind kind)
{
	struct rego_type *t = rego_new(a, struct rego_type);

	t->kind = kind;
	return t;
}

/* A type that is larger is any: types share their parts, so that a small policy could make one
 * that nobody can go through. */
#define MOST_BELOW (1U << 20)
#define MOST_DEPTH 500

static void measure(struct rego_type *t, const struct rego_type *part)
{
	if (!part)
		return;
	if (t->below <= MOST_BELOW)
		t->below += part->below + 1;
	if (t->depth <= part->depth)
		t->depth = part->depth + 1;
}

static const struct rego_type *bounded(struct rego_type *t)
{
	measure(t, t->key);
	measure(t, t->value);
	for (uint32_t i = 0; i < t->count; i++)
		measure(t, t->kind == REGO_TYPE_OBJECT ? t->props[i].value : t->items[i]);
	return t->below > MOST_BELOW || t->depth > MOST_DEPTH ? &rego_type_any : t;
}

const struct rego_type *rego_type_array(struct rego_arena *a, const struct rego_type **items,
					uint32_t count, const struct rego_type *rest)
{
	struct rego_type *t = new_type(a, REGO_TYPE_ARRAY);

	t->items = items;
	t->count = count;
	t->value = rest;
	return bounded(t);
}

const struct rego_type *rego_type_set(struct rego_arena *a, const struct rego_type *of)
{
	struct rego_type *t = new_type(a, REGO_TYPE_SET);

	t->value = of;
	return bounded(t);
}

static int by_key(const void *x, const void *y)
{
	const struct rego_property *a = x, *b = y;

	return rego_compare(a->key, b->key);
}

const struct rego_type *rego_type_object(struct rego_arena *a, struct rego_property *props,
					 uint32_t count, bool dynamic, const struct rego_type *key,
					 const struct rego_type *value)
{
	struct rego_type *t = new_type(a, REGO_TYPE_OBJECT);

	if (count > 1)
		qsort(props, count, sizeof(*props), by_key);
	t->props = props;
	t->count = count;
	t->dynamic = dynamic;
	t->key = key;
	t->value = value;
	return bounded(t);
}

const struct rego_type *rego_type_function(struct rego_arena *a, const struct rego_type **args,
					   uint32_t count, const struct rego_type *result)
{
	struct rego_type *t = new_type(a, REGO_TYPE_FUNCTION);

	t->items = args;
	t->count = count;
	t->value = result;
	return t;
}

struct rego_type *rego_type_recursive(struct rego_arena *a, const char *name)
{
	struct rego_type *t = new_type(a, REGO_TYPE_RECURSIVE);

	t->name = name;
	return t;
}

const struct rego_type *rego_type_bare(const struct rego_type *t)
{
	return t && t->kind == REGO_TYPE_RECURSIVE ? t->value : t;
}

bool rego_type_is_any(const struct rego_type *t)
{
	return t && t->kind == REGO_TYPE_ANY && t->count == 0;
}

static int compare_lists(const struct rego_type *a, const struct rego_type *b)
{
	uint32_t n = a->count < b->count ? a->count : b->count;

	for (uint32_t i = 0; i < n; i++) {
		int cmp = rego_type_compare(a->items[i], b->items[i]);

		if (cmp)
			return cmp;
	}
	return a->count < b->count ? -1 : a->count > b->count;
}

static int compare_arrays(const struct rego_type *a, const struct rego_type *b)
{
	int cmp = (a->value != NULL) - (b->value != NULL);

	if (!cmp && a->value)
		cmp = rego_type_compare(a->value, b->value);
	return cmp ? cmp : compare_lists(a, b);
}

static int compare_objects(const struct rego_type *a, const struct rego_type *b)
{
	uint32_t n = a->count < b->count ? a->count : b->count;
	int cmp = a->dynamic - b->dynamic;

	if (!cmp && a->dynamic)
		cmp = rego_type_compare(a->key, b->key);
	if (!cmp && a->dynamic)
		cmp = rego_type_compare(a->value, b->value);
	for (uint32_t i = 0; !cmp && i < n; i++) {
		cmp = rego_compare(a->props[i].key, b->props[i].key);
		if (!cmp)
			cmp = rego_type_compare(a->props[i].value, b->props[i].value);
	}
	if (cmp)
		return cmp;
	return a->count < b->count ? -1 : a->count > b->count;
}

static int compare_functions(const struct rego_type *a, const struct rego_type *b)
{
	int cmp = a->count < b->count ? -1 : a->count > b->count;

	if (!cmp)
		cmp = compare_lists(a, b);
	if (!cmp)
		cmp = rego_type_compare(a->value, b->value);
	return cmp ? cmp : rego_type_compare(a->key, b->key);
}

int rego_type_compare(const struct rego_type *a, const struct rego_type *b)
{
	a = rego_type_bare(a);
	b = rego_type_bare(b);
	if (a == b)
		return 0;
	if (!a || !b)
		return a ? 1 : -1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	switch (a->kind) {
	case REGO_TYPE_ARRAY: return compare_arrays(a, b);
	case REGO_TYPE_OBJECT: return compare_objects(a, b);
	case REGO_TYPE_SET: return rego_type_compare(a->value, b->value);
	case REGO_TYPE_ANY: return compare_lists(a, b);
	case REGO_TYPE_FUNCTION: return compare_functions(a, b);
	default: return 0;
	}
}

/* The place of t among the members of a union, or where it belongs. */
static uint32_t find_member(const struct rego_type *any, const struct rego_type *t, bool *found)
{
	uint32_t low = 0, high = any->count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (rego_type_compare(any->items[mid], t) >= 0)
			high = mid;
		else
			low = mid + 1;
	}
	*found = low < any->count && !rego_type_compare(any->items[low], t);
	return low;
}

bool rego_type_contains(const struct rego_type *a, const struct rego_type *b)
{
	bool found;

	if (!a || a->kind != REGO_TYPE_ANY)
		return !rego_type_compare(a, b);
	if (b && b->kind == REGO_TYPE_FUNCTION)
		return false;
	find_member(a, b, &found);
	return found || a->count == 0;
}

static int by_type(const void *x, const void *y)
{
	return rego_type_compare(*(const struct rego_type *const *)x,
				 *(const struct rego_type *const *)y);
}

const struct rego_type *rego_type_unlabelled(struct rego_arena *a, const struct rego_type *t)
{
	struct rego_type *copy;

	if (!t || !t->label)
		return t;
	copy = rego_new(a, struct rego_type);
	*copy = *t;
	copy->label = copy->note = NULL;
	return copy;
}

/* Of functions that have no union: united with anything else it gives nothing. */
static const struct rego_type no_function = { .kind = REGO_TYPE_FUNCTION };

/* Functions of equal arity have a union, argument by argument; others none. */
static const struct rego_type *unite_functions(struct rego_arena *a, const struct rego_type *x,
					       const struct rego_type *y)
{
	struct rego_type *t;

	if (x->kind != y->kind)
		return NULL;
	if (x == &no_function || y == &no_function)
		return x == &no_function ? y : x;
	if (x->count != y->count || !x->key != !y->key)
		return &no_function;
	t = new_type(a, REGO_TYPE_FUNCTION);
	t->count = x->count;
	t->items = rego_new_array(a, const struct rego_type *, x->count + 1);
	for (uint32_t i = 0; i < x->count; i++)
		t->items[i] = rego_type_or(a, x->items[i], y->items[i]);
	t->value = rego_type_or(a, x->value, y->value);
	t->key = rego_type_or(a, x->key, y->key);
	return t;
}

const struct rego_type *rego_type_or(struct rego_arena *a, const struct rego_type *x,
				     const struct rego_type *y)
{
	const struct rego_type *both[] = { x, y };

	if (!x || !y)
		return rego_type_unlabelled(a, x ? x : y);
	if (x->kind == REGO_TYPE_FUNCTION || y->kind == REGO_TYPE_FUNCTION)
		return unite_functions(a, x, y);
	if (rego_type_is_any(x) || rego_type_is_any(y))
		return &rego_type_any;
	if (x->kind != REGO_TYPE_ANY && y->kind != REGO_TYPE_ANY && !rego_type_compare(x, y))
		return rego_type_unlabelled(a, x);
	return rego_type_or_all(a, both, 2);
}

/* All members of the types in the list, in a new union. */
static struct rego_type *members(struct rego_arena *a, const struct rego_type **list,
				 uint32_t count)
{
	struct rego_type *any = new_type(a, REGO_TYPE_ANY);
	uint32_t room = 0;

	for (uint32_t i = 0; i < count; i++)
		if (list[i])
			room += list[i]->kind == REGO_TYPE_ANY ? list[i]->count : 1;
	any->items = rego_new_array(a, const struct rego_type *, room + 1);
	for (uint32_t i = 0; i < count; i++) {
		const struct rego_type *t = list[i];

		if (!t)
			continue;
		if (t->kind != REGO_TYPE_ANY)
			any->items[any->count++] = rego_type_unlabelled(a, t);
		for (uint32_t k = 0; t->kind == REGO_TYPE_ANY && k < t->count; k++)
			any->items[any->count++] = t->items[k];
	}
	return any;
}

const struct rego_type *rego_type_or_all(struct rego_arena *a, const struct rego_type **list,
					 uint32_t count)
{
	const struct rego_type *function = NULL;
	struct rego_type *any;
	uint32_t kept = 0;
	bool united = false, any_of_all = false;

	for (uint32_t i = 0; i < count; i++) {
		if (list[i] && list[i]->kind == REGO_TYPE_FUNCTION)
			function = list[i];
		any_of_all = any_of_all || rego_type_is_any(list[i]);
		united = united || (list[i] && list[i]->kind == REGO_TYPE_ANY);
	}
	if (function) {
		const struct rego_type *t = NULL;

		for (uint32_t i = 0; i < count; i++)
			t = rego_type_or(a, t, list[i]);
		return t;
	}
	if (any_of_all)
		return &rego_type_any;
	any = members(a, list, count);
	if (any->count > 1)
		qsort(any->items, any->count, sizeof(*any->items), by_type);
	for (uint32_t i = 0; i < any->count; i++)
		if (!kept || rego_type_compare(any->items[kept - 1], any->items[i]))
			any->items[kept++] = any->items[i];
	any->count = kept;
	if (kept == 0)
		return NULL;
	return kept == 1 && !united ? any->items[0] : bounded(any);
}
