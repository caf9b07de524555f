/* SPDX-License-Identifier: BSD-2-Clause */
/* Arrays, and sort. */
#include "rego/builtin/functions.h"
#include "rego/builtin/items.h"

static void add_all(struct rego_builder *out, struct rego_val array)
{
	for (uint32_t i = 0; i < array.array->count; i++)
		rego_add(out, array.array->items[i]);
}

struct rego_val rego_fn_array_concat(struct rego_call *c, const struct rego_val *args)
{
	struct rego_builder out = { .arena = c->arena };

	if (!rego_want(c, args, 1, REGO_ARRAY) || !rego_want(c, args, 2, REGO_ARRAY))
		return rego_undefined();
	if (!args[0].array->count)
		return args[1];
	if (!args[1].array->count)
		return args[0];
	add_all(&out, args[0]);
	add_all(&out, args[1]);
	return rego_build_array(&out);
}

/* One level. */
struct rego_val rego_fn_array_flatten(struct rego_call *c, const struct rego_val *args)
{
	struct rego_builder out = { .arena = c->arena };

	if (!rego_want(c, args, 1, REGO_ARRAY))
		return rego_undefined();
	for (uint32_t i = 0; i < args[0].array->count; i++) {
		struct rego_val item = args[0].array->items[i];

		if (item.kind == REGO_ARRAY)
			add_all(&out, item);
		else
			rego_add(&out, item);
	}
	return rego_build_array(&out);
}

static int64_t clamp(int64_t i, int64_t most)
{
	return i < 0 ? 0 : i > most ? most : i;
}

struct rego_val rego_fn_array_slice(struct rego_call *c, const struct rego_val *args)
{
	int64_t start, stop;

	if (!rego_want(c, args, 1, REGO_ARRAY) || !rego_want_int(c, args, 2, &start) ||
	    !rego_want_int(c, args, 3, &stop))
		return rego_undefined();
	stop = clamp(stop, args[0].array->count);
	start = clamp(start, stop);
	if (!start && stop == args[0].array->count)
		return args[0];
	return rego_array(c->arena, args[0].array->items + start, (size_t)(stop - start));
}

struct rego_val rego_fn_array_reverse(struct rego_call *c, const struct rego_val *args)
{
	struct rego_builder out = { .arena = c->arena };

	if (!rego_want(c, args, 1, REGO_ARRAY))
		return rego_undefined();
	for (uint32_t i = args[0].array->count; i--;)
		rego_add(&out, args[0].array->items[i]);
	return rego_build_array(&out);
}

/* The order of numbers has faults in OPA (10.0 is 1, but 10 is not), so that how it sorts shows:
 * few items are inserted one by one, as Go does it. */
#define FEW 12

static void insertion_sort(struct rego_val *items, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t j = i; j > 0 && rego_compare(items[j], items[j - 1]) < 0; j--) {
			struct rego_val swap = items[j];

			items[j] = items[j - 1];
			items[j - 1] = swap;
		}
}

static void merge_sort(struct rego_val *items, struct rego_val *room, size_t n)
{
	size_t half = n / 2, i = 0, j = half, k = 0;

	if (n <= FEW) {
		insertion_sort(items, n);
		return;
	}
	merge_sort(items, room, half);
	merge_sort(items + half, room, n - half);
	if (rego_compare(items[half - 1], items[half]) <= 0)
		return;
	memcpy(room, items, half * sizeof(*room));
	while (i < half)
		if (j < n && rego_compare(items[j], room[i]) < 0)
			items[k++] = items[j++];
		else
			items[k++] = room[i++];
}

struct rego_val rego_fn_sort(struct rego_call *c, const struct rego_val *args)
{
	struct rego_items items = rego_items(args[0]);
	struct rego_val *room, sorted;

	if (!rego_has_items(args[0]))
		return rego_operand(c, 1, "one of {set, array}", args[0]);
	sorted = rego_array(c->arena, items.at, items.count);
	if (args[0].kind == REGO_SET || items.count < 2)
		return sorted;
	room = rego_new_array(c->arena, struct rego_val, items.count);
	merge_sort(sorted.array->items, room, items.count);
	return sorted;
}
