// SPDX-License-Identifier: BSD-2-Clause
/* Arithmetic in floats of a 64-bit mantissa. */
#include "rego/value/float.h"

typedef unsigned __int128 u128;

static const struct rego_float zero;

struct rego_float rego_float_int(int64_t i)
{
	uint64_t u = i < 0 ? -(uint64_t)i : (uint64_t)i;
	int shift;

	if (!u)
		return zero;
	shift = __builtin_clzll(u);
	return (struct rego_float){ u << shift, -shift, i < 0 };
}

/* The 64 highest bits of m (not 0), rounded; sticky: what lies below m is not 0. */
static struct rego_float rounded(u128 m, int64_t exp, bool neg, bool sticky)
{
	uint64_t high = (uint64_t)(m >> 64);
	int shift = high ? __builtin_clzll(high) : 64 + __builtin_clzll((uint64_t)m);
	uint64_t mant, rest;

	m <<= shift;
	exp += 64 - shift;
	mant = (uint64_t)(m >> 64);
	rest = (uint64_t)m;
	if (rest > UINT64_C(1) << 63 || (rest == UINT64_C(1) << 63 && (sticky || (mant & 1)))) {
		mant++;
		if (!mant) {
			mant = UINT64_C(1) << 63;
			exp++;
		}
	}
	return (struct rego_float){ mant, exp, neg };
}

static bool less(struct rego_float x, struct rego_float y)
{
	return x.exp != y.exp ? x.exp < y.exp : x.mant < y.mant;
}

/* |x| + |y| or |x| - |y|, where |x| >= |y| > 0. */
static struct rego_float combine(struct rego_float x, struct rego_float y, bool minus, bool neg)
{
	u128 a = (u128)x.mant << 63, b = (u128)y.mant << 63;
	int64_t down = x.exp - y.exp;

	/* What is shifted out only matters as something or nothing: there are 63 bits to spare. */
	if (down > 126)
		b = 1;
	else if (down)
		b = b >> down | ((b & (((u128)1 << down) - 1)) != 0);
	a = minus ? a - b : a + b;
	return a ? rounded(a, x.exp - 63, neg, false) : zero;
}

struct rego_float rego_float_add(struct rego_float x, struct rego_float y)
{
	if (!x.mant && !y.mant)
		return (struct rego_float){ 0, 0, x.neg && y.neg };
	if (!y.mant)
		return x;
	if (!x.mant)
		return y;
	if (less(x, y))
		return combine(y, x, x.neg != y.neg, y.neg);
	return combine(x, y, x.neg != y.neg, x.neg);
}

struct rego_float rego_float_sub(struct rego_float x, struct rego_float y)
{
	y.neg = !y.neg;
	return rego_float_add(x, y);
}

struct rego_float rego_float_mul(struct rego_float x, struct rego_float y)
{
	bool neg = x.neg != y.neg;

	if (!x.mant || !y.mant)
		return (struct rego_float){ 0, 0, neg };
	return rounded((u128)x.mant * y.mant, x.exp + y.exp, neg, false);
}

/* high:low / d, where high < d. */
static inline uint64_t divide(uint64_t high, uint64_t low, uint64_t d, uint64_t *rest)
{
#ifdef __x86_64__
	uint64_t q;

	__asm__("divq %4" : "=a"(q), "=d"(*rest) : "a"(low), "d"(high), "r"(d) : "cc");
	return q;
#else
	u128 n = (u128)high << 64 | low;

	*rest = (uint64_t)(n % d);
	return (uint64_t)(n / d);
#endif
}

struct rego_float rego_float_quo(struct rego_float x, struct rego_float y)
{
	bool neg = x.neg != y.neg, half;
	uint64_t rem;
	u128 q;

	if (!x.mant || !y.mant)
		return (struct rego_float){ 0, 0, neg };
	/* One bit of the quotient above, so that the 64 others fit. */
	half = x.mant >= y.mant;
	q = divide(half ? x.mant - y.mant : x.mant, 0, y.mant, &rem);
	if (half)
		q |= (u128)1 << 64;
	/* Two more bits below: more than half of a unit, and anything at all. */
	q = q << 2 | (u128)(rem > y.mant - rem || rem == y.mant - rem) << 1 |
	    (rem && rem != y.mant - rem);
	return rounded(q, x.exp - y.exp - 66, neg, false);
}

bool rego_float_is_int(struct rego_float x)
{
	return !x.mant || x.exp >= 0 || (x.exp > -64 && !(x.mant << (64 + x.exp)));
}

struct rego_float rego_float_trunc(struct rego_float x)
{
	if (!x.mant || x.exp >= 0)
		return x;
	if (x.exp <= -64)
		return zero;
	x.mant &= ~UINT64_C(0) << -x.exp;
	return x.mant ? x : zero;
}

bool rego_float_to_int64(struct rego_float x, int64_t *out)
{
	uint64_t u;

	if (!x.mant) {
		*out = 0;
		return true;
	}
	if (x.exp >= 0 || x.exp <= -64 || !rego_float_is_int(x))
		return x.exp == 0 && x.neg && x.mant == UINT64_C(1) << 63 ? (*out = INT64_MIN, true)
									  : false;
	u = x.mant >> -x.exp;
	*out = (int64_t)(x.neg ? -u : u);
	return true;
}
