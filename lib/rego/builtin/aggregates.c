/* SPDX-License-Identifier: BSD-2-Clause */
/* What arrays and sets come to. */
#include "rego/builtin/functions.h"
#include "rego/builtin/items.h"
#include "rego/value/number.h"

struct rego_val rego_element(struct rego_call *c, int operand, struct rego_val coll,
			     const char *wanted, struct rego_val got)
{
	const char *kind = rego_kind_name(coll.kind);

	return rego_operand_as(c, operand, "must be %s of %ss but got %s containing %s", kind,
			       wanted, kind, rego_kind_name(got.kind));
}

struct rego_val rego_fn_count(struct rego_call *c, const struct rego_val *args)
{
	switch (args[0].kind) {
	case REGO_ARRAY:
	case REGO_OBJECT:
	case REGO_SET: return rego_int((int64_t)rego_len(args[0]));
	case REGO_STRING: return rego_int(args[0].string->runes);
	default: return rego_operand(c, 1, "one of {array, object, set, string}", args[0]);
	}
}

/* Integers wrap around, as in OPA; the first that is none makes all of them floats. */
static bool sum_integers(struct rego_items items, int64_t *sum)
{
	uint64_t total = 0;
	int64_t n;

	for (uint32_t i = 0; i < items.count; i++) {
		if (items.at[i].kind != REGO_NUMBER || !rego_to_int64(items.at[i], &n))
			return false;
		total += (uint64_t)n;
	}
	*sum = (int64_t)total;
	return true;
}

static bool all_numbers(struct rego_call *c, struct rego_val coll)
{
	struct rego_items items = rego_items(coll);

	for (uint32_t i = 0; i < items.count; i++) {
		if (items.at[i].kind == REGO_NUMBER)
			continue;
		rego_element(c, 1, coll, "number", items.at[i]);
		return false;
	}
	return true;
}

struct rego_val rego_fn_sum(struct rego_call *c, const struct rego_val *args)
{
	int64_t sum;

	if (!rego_has_items(args[0]))
		return rego_operand(c, 1, "one of {set, array}", args[0]);
	if (sum_integers(rego_items(args[0]), &sum))
		return rego_int(sum);
	if (!all_numbers(c, args[0]))
		return rego_undefined();
	return rego_sum_numbers(c->arena, rego_items(args[0]).at, rego_items(args[0]).count);
}

struct rego_val rego_fn_product(struct rego_call *c, const struct rego_val *args)
{
	if (!rego_has_items(args[0]))
		return rego_operand(c, 1, "one of {set, array}", args[0]);
	if (!all_numbers(c, args[0]))
		return rego_undefined();
	return rego_product_numbers(c->arena, rego_items(args[0]).at, rego_items(args[0]).count);
}

/* Of equal ones the last. */
struct rego_val rego_fn_max(struct rego_call *c, const struct rego_val *args)
{
	struct rego_items items = rego_items(args[0]);
	struct rego_val max = rego_null();

	if (!rego_has_items(args[0]))
		return rego_operand(c, 1, "one of {set, array}", args[0]);
	for (uint32_t i = 0; i < items.count; i++)
		if (rego_compare(max, items.at[i]) <= 0)
			max = items.at[i];
	return items.count ? max : rego_undefined();
}

/* OPA starts from null and takes it for nothing, so that null is the least of a set only when
 * it is alone there.  All are compared: the order of numbers is not always one (10.0 is 1). */
static struct rego_val min_of_set(struct rego_items items)
{
	struct rego_val min = rego_null();

	for (uint32_t i = 0; i < items.count; i++)
		if (min.kind == REGO_NULL || rego_compare(min, items.at[i]) >= 0)
			min = items.at[i];
	return items.count ? min : rego_undefined();
}

struct rego_val rego_fn_min(struct rego_call *c, const struct rego_val *args)
{
	struct rego_items items = rego_items(args[0]);
	struct rego_val min;

	if (!rego_has_items(args[0]))
		return rego_operand(c, 1, "one of {set, array}", args[0]);
	if (args[0].kind == REGO_SET)
		return min_of_set(items);
	if (!items.count)
		return rego_undefined();
	min = items.at[0];
	for (uint32_t i = 1; i < items.count; i++)
		if (rego_compare(min, items.at[i]) >= 0)
			min = items.at[i];
	return min;
}

static bool is_true(struct rego_val v)
{
	return v.kind == REGO_BOOL && v.b;
}

struct rego_val rego_fn_all(struct rego_call *c, const struct rego_val *args)
{
	struct rego_items items = rego_items(args[0]);

	if (!rego_has_items(args[0]))
		return rego_operand(c, 1, "one of {array, set}", args[0]);
	for (uint32_t i = 0; i < items.count; i++)
		if (!is_true(items.at[i]))
			return rego_bool(false);
	return rego_bool(true);
}

struct rego_val rego_fn_any(struct rego_call *c, const struct rego_val *args)
{
	struct rego_items items = rego_items(args[0]);

	if (!rego_has_items(args[0]))
		return rego_operand(c, 1, "one of {array, set}", args[0]);
	for (uint32_t i = 0; i < items.count; i++)
		if (is_true(items.at[i]))
			return rego_bool(true);
	return rego_bool(false);
}
