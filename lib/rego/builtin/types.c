/* SPDX-License-Identifier: BSD-2-Clause */
/* What kind of value it is, and the casts of old that only check. */
#include "rego/builtin/functions.h"
#include "rego/builtin/items.h"

static struct rego_val is(struct rego_val v, enum rego_kind kind)
{
	return rego_bool(v.kind == kind);
}

struct rego_val rego_fn_is_array(struct rego_call *c, const struct rego_val *args)
{
	(void)c;
	return is(args[0], REGO_ARRAY);
}

struct rego_val rego_fn_is_boolean(struct rego_call *c, const struct rego_val *args)
{
	(void)c;
	return is(args[0], REGO_BOOL);
}

struct rego_val rego_fn_is_null(struct rego_call *c, const struct rego_val *args)
{
	(void)c;
	return is(args[0], REGO_NULL);
}

struct rego_val rego_fn_is_number(struct rego_call *c, const struct rego_val *args)
{
	(void)c;
	return is(args[0], REGO_NUMBER);
}

struct rego_val rego_fn_is_object(struct rego_call *c, const struct rego_val *args)
{
	(void)c;
	return is(args[0], REGO_OBJECT);
}

struct rego_val rego_fn_is_set(struct rego_call *c, const struct rego_val *args)
{
	(void)c;
	return is(args[0], REGO_SET);
}

struct rego_val rego_fn_is_string(struct rego_call *c, const struct rego_val *args)
{
	(void)c;
	return is(args[0], REGO_STRING);
}

struct rego_val rego_fn_type_name(struct rego_call *c, const struct rego_val *args)
{
	return rego_cstring(c->arena, rego_kind_name(args[0].kind));
}

static struct rego_val must_be(struct rego_call *c, const struct rego_val *args,
			       enum rego_kind kind)
{
	return rego_want(c, args, 1, kind) ? args[0] : rego_undefined();
}

struct rego_val rego_fn_cast_boolean(struct rego_call *c, const struct rego_val *args)
{
	return must_be(c, args, REGO_BOOL);
}

struct rego_val rego_fn_cast_null(struct rego_call *c, const struct rego_val *args)
{
	return must_be(c, args, REGO_NULL);
}

struct rego_val rego_fn_cast_object(struct rego_call *c, const struct rego_val *args)
{
	return must_be(c, args, REGO_OBJECT);
}

struct rego_val rego_fn_cast_string(struct rego_call *c, const struct rego_val *args)
{
	return must_be(c, args, REGO_STRING);
}

struct rego_val rego_fn_cast_array(struct rego_call *c, const struct rego_val *args)
{
	struct rego_items items = rego_items(args[0]);

	if (!rego_has_items(args[0]))
		return rego_operand(c, 1, "one of {array, set}", args[0]);
	return rego_array(c->arena, items.at, items.count);
}

struct rego_val rego_fn_cast_set(struct rego_call *c, const struct rego_val *args)
{
	struct rego_items items = rego_items(args[0]);

	if (!rego_has_items(args[0]))
		return rego_operand(c, 1, "one of {array, set}", args[0]);
	return rego_set(c->arena, items.at, items.count);
}
