/* SPDX-License-Identifier: BSD-2-Clause */
/* Comparison and membership. */
#include "rego/builtin/functions.h"

struct rego_val rego_fn_equal(struct rego_call *c, const struct rego_val *args)
{
	(void)c;
	return rego_bool(rego_equal(args[0], args[1]));
}

struct rego_val rego_fn_neq(struct rego_call *c, const struct rego_val *args)
{
	(void)c;
	return rego_bool(!rego_equal(args[0], args[1]));
}

struct rego_val rego_fn_gt(struct rego_call *c, const struct rego_val *args)
{
	(void)c;
	return rego_bool(rego_compare(args[0], args[1]) > 0);
}

struct rego_val rego_fn_gte(struct rego_call *c, const struct rego_val *args)
{
	(void)c;
	return rego_bool(rego_compare(args[0], args[1]) >= 0);
}

struct rego_val rego_fn_lt(struct rego_call *c, const struct rego_val *args)
{
	(void)c;
	return rego_bool(rego_compare(args[0], args[1]) < 0);
}

struct rego_val rego_fn_lte(struct rego_call *c, const struct rego_val *args)
{
	(void)c;
	return rego_bool(rego_compare(args[0], args[1]) <= 0);
}

/* x in xs: of an object it is the values that count. */
struct rego_val rego_fn_internal_member_2(struct rego_call *c, const struct rego_val *args)
{
	(void)c;
	switch (args[1].kind) {
	case REGO_SET: return rego_bool(rego_set_has(args[1], args[0]));
	case REGO_ARRAY:
		for (uint32_t i = 0; i < args[1].array->count; i++)
			if (rego_equal(args[1].array->items[i], args[0]))
				return rego_bool(true);
		break;
	case REGO_OBJECT:
		for (uint32_t i = 0; i < args[1].object->count; i++)
			if (rego_equal(args[1].object->pairs[i].value, args[0]))
				return rego_bool(true);
		break;
	default: break;
	}
	return rego_bool(false);
}

/* k, x in xs */
struct rego_val rego_fn_internal_member_3(struct rego_call *c, const struct rego_val *args)
{
	struct rego_val found = rego_undefined();

	(void)c;
	if (args[2].kind == REGO_ARRAY || args[2].kind == REGO_OBJECT || args[2].kind == REGO_SET)
		found = rego_get(args[2], args[0]);
	return rego_bool(rego_defined(found) && rego_equal(found, args[1]));
}
