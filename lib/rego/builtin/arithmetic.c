/* SPDX-License-Identifier: BSD-2-Clause */
/* Arithmetic and bits: value/number.h counts, the operands are checked here. */
#include "rego/builtin/functions.h"
#include "rego/builtin/items.h"
#include "rego/value/number.h"

static bool two_numbers(struct rego_call *c, const struct rego_val *args)
{
	return rego_want(c, args, 1, REGO_NUMBER) && rego_want(c, args, 2, REGO_NUMBER);
}

struct rego_val rego_fn_plus(struct rego_call *c, const struct rego_val *args)
{
	if (!two_numbers(c, args))
		return rego_undefined();
	return rego_add_numbers(c->arena, args[0], args[1]);
}

struct rego_val rego_fn_mul(struct rego_call *c, const struct rego_val *args)
{
	if (!two_numbers(c, args))
		return rego_undefined();
	return rego_multiply(c->arena, args[0], args[1]);
}

/* Of numbers and of sets. */
struct rego_val rego_fn_minus(struct rego_call *c, const struct rego_val *args)
{
	bool number[2] = { args[0].kind == REGO_NUMBER, args[1].kind == REGO_NUMBER };

	if (number[0] && number[1])
		return rego_subtract(c->arena, args[0], args[1]);
	if (args[0].kind == REGO_SET && args[1].kind == REGO_SET)
		return rego_fn_set_diff(c, args);
	if (!number[0] && args[0].kind != REGO_SET)
		return rego_operand(c, 1, "one of {number, set}", args[0]);
	return rego_operand(c, 2, number[1] ? "set" : "number", args[1]);
}

struct rego_val rego_fn_div(struct rego_call *c, const struct rego_val *args)
{
	const char *error = NULL;
	struct rego_val v;

	if (!two_numbers(c, args))
		return rego_undefined();
	v = rego_divide(c->arena, args[0], args[1], &error);
	return rego_defined(v) ? v : rego_fail(c, "%s", error);
}

struct rego_val rego_fn_rem(struct rego_call *c, const struct rego_val *args)
{
	const char *error = NULL;
	struct rego_val v;

	if (!two_numbers(c, args))
		return rego_undefined();
	v = rego_remainder(c->arena, args[0], args[1], &error);
	return rego_defined(v) ? v : rego_fail(c, "%s", error);
}

typedef struct rego_val one_number_fn(struct rego_arena *a, struct rego_val x);

static struct rego_val one_number(struct rego_call *c, const struct rego_val *args,
				  one_number_fn *fn)
{
	if (!rego_want(c, args, 1, REGO_NUMBER))
		return rego_undefined();
	return fn(c->arena, args[0]);
}

struct rego_val rego_fn_abs(struct rego_call *c, const struct rego_val *args)
{
	return one_number(c, args, rego_abs);
}

struct rego_val rego_fn_round(struct rego_call *c, const struct rego_val *args)
{
	return one_number(c, args, rego_round);
}

struct rego_val rego_fn_ceil(struct rego_call *c, const struct rego_val *args)
{
	return one_number(c, args, rego_ceil);
}

struct rego_val rego_fn_floor(struct rego_call *c, const struct rego_val *args)
{
	return one_number(c, args, rego_floor);
}

/* --- bits ----------------------------------------------------------------- */
bool rego_want_integer(struct rego_call *c, const struct rego_val *args, int operand)
{
	struct rego_val v = args[operand - 1];

	if (v.kind != REGO_NUMBER) {
		rego_operand(c, operand, "integer", v);
		return false;
	}
	if (rego_is_integer(v))
		return true;
	rego_operand_as(c, operand, "must be integer number but got floating-point number");
	return false;
}

static bool two_integers(struct rego_call *c, const struct rego_val *args)
{
	return rego_want_integer(c, args, 1) && rego_want_integer(c, args, 2);
}

struct rego_val rego_fn_bits_and(struct rego_call *c, const struct rego_val *args)
{
	return two_integers(c, args) ? rego_bits_and(c->arena, args[0], args[1]) : rego_undefined();
}

struct rego_val rego_fn_bits_or(struct rego_call *c, const struct rego_val *args)
{
	return two_integers(c, args) ? rego_bits_or(c->arena, args[0], args[1]) : rego_undefined();
}

struct rego_val rego_fn_bits_xor(struct rego_call *c, const struct rego_val *args)
{
	return two_integers(c, args) ? rego_bits_xor(c->arena, args[0], args[1]) : rego_undefined();
}

struct rego_val rego_fn_bits_negate(struct rego_call *c, const struct rego_val *args)
{
	return rego_want_integer(c, args, 1) ? rego_bits_negate(c->arena, args[0])
					     : rego_undefined();
}

static struct rego_val shift(struct rego_call *c, const struct rego_val *args, bool left)
{
	/* Further than any number that memory holds: nothing is left, or too much. */
	const int64_t most = INT64_C(1) << 40;
	int64_t by = most;

	if (!two_integers(c, args))
		return rego_undefined();
	if (rego_number_compare(args[1], rego_int(0)) < 0)
		return rego_operand_as(
			c, 2, "must be an unsigned integer number but got a negative integer");
	/* Only its lowest 64 bits count, as in OPA. */
	if (!rego_to_int64(rego_bits_and(c->arena, args[1], rego_uint(c->arena, UINT64_MAX)),
			   &by) ||
	    by > most)
		by = most;
	return rego_bits_shift(c->arena, args[0], left ? by : -by);
}

struct rego_val rego_fn_bits_lsh(struct rego_call *c, const struct rego_val *args)
{
	return shift(c, args, true);
}

struct rego_val rego_fn_bits_rsh(struct rego_call *c, const struct rego_val *args)
{
	return shift(c, args, false);
}
