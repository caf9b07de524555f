// SPDX-License-Identifier: BSD-2-Clause
/* Arithmetic on numbers: int64 where the result is exact there, else floats of 64 bits. */
#include <stdlib.h>

#include "rego/value/number_priv.h"

#define SMALL 1000 /* below this OPA calculates in integers, which have no -0 */

static bool small(int64_t x, int64_t y)
{
	return x > -SMALL && x < SMALL && y > -SMALL && y < SMALL;
}

static bool inline_ints(struct rego_val x, struct rego_val y)
{
	return !x.big && !y.big;
}

/* Behind a pointer, and yet small integers for OPA: -0, +5, 007. */
static bool small_spelled(struct rego_val x, struct rego_val y, int64_t *i, int64_t *j)
{
	return rego_to_int64(x, i) && rego_to_int64(y, j) && small(*i, *j);
}

typedef struct rego_float float_fn(struct rego_float x, struct rego_float y);

static struct rego_val by_floats(struct rego_arena *a, struct rego_val x, struct rego_val y,
				 float_fn *fn)
{
	struct rego_float f, g;

	if (!rego_number_float(x, &f) || !rego_number_float(y, &g))
		return rego_undefined();
	return rego_float_val(a, fn(f, g));
}

static struct rego_val minus_zero(struct rego_arena *a)
{
	return rego_float_val(a, (struct rego_float){ 0, 0, true });
}

struct rego_val rego_add_numbers(struct rego_arena *a, struct rego_val x, struct rego_val y)
{
	int64_t i, j;

	if (inline_ints(x, y) && !__builtin_add_overflow(x.i, y.i, &i))
		return rego_int(i);
	if (small_spelled(x, y, &i, &j))
		return rego_int(i + j);
	return by_floats(a, x, y, rego_float_add);
}

struct rego_val rego_subtract(struct rego_arena *a, struct rego_val x, struct rego_val y)
{
	int64_t i, j;

	if (inline_ints(x, y) && !__builtin_sub_overflow(x.i, y.i, &i))
		return rego_int(i);
	if (small_spelled(x, y, &i, &j))
		return rego_int(i - j);
	return by_floats(a, x, y, rego_float_sub);
}

struct rego_val rego_multiply(struct rego_arena *a, struct rego_val x, struct rego_val y)
{
	int64_t i, j;

	if (inline_ints(x, y) && !__builtin_mul_overflow(x.i, y.i, &i)) {
		if (!i && (x.i < 0 || y.i < 0) && !small(x.i, y.i))
			return minus_zero(a);
		return rego_int(i);
	}
	if (small_spelled(x, y, &i, &j))
		return rego_int(i * j);
	return by_floats(a, x, y, rego_float_mul);
}

static bool is_zero(struct rego_val v)
{
	struct rego_float x;

	return v.big ? rego_number_float(v, &x) && !x.mant : !v.i;
}

struct rego_val rego_divide(struct rego_arena *a, struct rego_val x, struct rego_val y,
			    const char **error)
{
	int64_t i = y.big ? 1 : y.i;

	if (!i || is_zero(y)) {
		*error = "divide by zero";
		return rego_undefined();
	}
	if (inline_ints(x, y) && i != -1 && x.i % i == 0)
		return !x.i && i < 0 ? minus_zero(a) : rego_int(x.i / i);
	return by_floats(a, x, y, rego_float_quo);
}

struct rego_val rego_abs(struct rego_arena *a, struct rego_val x)
{
	struct rego_float f;

	if (!x.big && x.i != INT64_MIN)
		return rego_int(x.i < 0 ? -x.i : x.i);
	if (!rego_number_float(x, &f))
		return rego_undefined();
	f.neg = false;
	return rego_float_val(a, f);
}

/* An integer of any size, with all its digits: OPA makes these from big.Int. */
static struct rego_val exact_val(struct rego_arena *a, struct rego_float x)
{
	struct rego_val v;
	size_t len;
	int64_t i;
	char *text;

	if (rego_float_to_int64(x, &i))
		return rego_int(i);
	text = rego_float_exact(x, &len);
	if (!text)
		rego_stop(a, REGO_STOP_MEMORY);
	rego_arena_defer(a, free, text);
	v = rego_spelled(a, text, len);
	return v;
}

static struct rego_float half(bool neg)
{
	return (struct rego_float){ UINT64_C(1) << 63, -64, neg };
}

struct rego_val rego_round(struct rego_arena *a, struct rego_val x)
{
	struct rego_float f;

	if (!x.big)
		return x;
	if (!rego_number_float(x, &f))
		return rego_undefined();
	return exact_val(a, rego_float_trunc(rego_float_add(f, half(f.neg))));
}

/* OPA's, for whom what is cut off to 0 has lost its sign. */
static struct rego_val towards(struct rego_arena *a, struct rego_val x, bool up)
{
	struct rego_float f, t;

	if (!x.big)
		return x;
	if (!rego_number_float(x, &f))
		return rego_undefined();
	t = rego_float_trunc(f);
	if (!rego_float_is_int(f) && (up ? !t.neg : t.neg))
		t = rego_float_add(t, rego_float_int(up ? 1 : -1));
	return exact_val(a, t);
}

struct rego_val rego_ceil(struct rego_arena *a, struct rego_val x)
{
	return towards(a, x, true);
}

struct rego_val rego_floor(struct rego_arena *a, struct rego_val x)
{
	return towards(a, x, false);
}

struct rego_val rego_sum_numbers(struct rego_arena *a, const struct rego_val *v, size_t n)
{
	struct rego_float sum = { 0 }, x;
	uint64_t whole = 0;
	bool ints = true;
	int64_t i;

	/* Integers wrap around, as they do in OPA. */
	for (size_t k = 0; k < n && ints; k++) {
		ints = rego_to_int64(v[k], &i);
		whole += (uint64_t)(ints ? i : 0);
	}
	if (ints)
		return rego_int((int64_t)whole);
	for (size_t k = 0; k < n; k++) {
		if (!rego_number_float(v[k], &x))
			return rego_undefined();
		sum = rego_float_add(sum, x);
	}
	return rego_float_val(a, sum);
}

struct rego_val rego_product_numbers(struct rego_arena *a, const struct rego_val *v, size_t n)
{
	struct rego_float product = rego_float_int(1), x;

	for (size_t k = 0; k < n; k++) {
		if (!rego_number_float(v[k], &x))
			return rego_undefined();
		product = rego_float_mul(product, x);
	}
	return rego_float_val(a, product);
}

int rego_sign(struct rego_val v)
{
	struct rego_float x;

	if (v.kind != REGO_NUMBER)
		return 0;
	if (!v.big)
		return v.i < 0 ? -1 : v.i > 0;
	return !rego_number_float(v, &x) || !x.mant ? 0 : x.neg ? -1 : 1;
}
