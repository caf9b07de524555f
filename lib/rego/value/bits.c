// SPDX-License-Identifier: BSD-2-Clause
/* Integers of any size: remainders, bits, and other bases. */
#include <gmp.h>
#include <stdlib.h>

#include "core/strbuf.h"
#include "rego/value/number_priv.h"

#define MOST_BITS 4000000

/* OPA reads an integer as a float first, so that what is beyond 64 bits is rounded. */
static bool to_mpz(struct rego_val v, mpz_t out)
{
	struct rego_float x;

	if (v.kind != REGO_NUMBER || !rego_number_float(v, &x) || !rego_float_is_int(x) ||
	    x.exp > MOST_BITS)
		return false;
	mpz_set_ui(out, x.mant);
	if (x.exp > 0)
		mpz_mul_2exp(out, out, (mp_bitcnt_t)x.exp);
	else if (x.exp < 0)
		mpz_tdiv_q_2exp(out, out, (mp_bitcnt_t)-x.exp);
	if (x.neg)
		mpz_neg(out, out);
	return true;
}

/* The value of m, which is cleared. */
static struct rego_val take(struct rego_arena *a, mpz_t m)
{
	char few[64];
	char *text = few;
	struct rego_val v;

	if (mpz_fits_slong_p(m)) {
		v = rego_int(mpz_get_si(m));
		mpz_clear(m);
		return v;
	}
	if (mpz_sizeinbase(m, 10) + 2 > sizeof(few))
		text = malloc(mpz_sizeinbase(m, 10) + 2);
	if (text)
		mpz_get_str(text, 10, m);
	mpz_clear(m);
	if (!text)
		rego_stop(a, REGO_STOP_MEMORY);
	if (text != few)
		rego_arena_defer(a, free, text);
	return rego_spelled(a, text, strlen(text));
}

static struct rego_val give(struct rego_arena *a, mpz_t m, bool ok)
{
	if (ok)
		return take(a, m);
	mpz_clear(m);
	return rego_undefined();
}

typedef void mpz_fn(mpz_t out, const mpz_t x, const mpz_t y);

static struct rego_val both(struct rego_arena *a, struct rego_val x, struct rego_val y, mpz_fn *fn)
{
	mpz_t m, n;
	bool ok;

	mpz_init(m);
	mpz_init(n);
	ok = to_mpz(x, m) && to_mpz(y, n);
	if (ok)
		fn(m, m, n);
	mpz_clear(n);
	return give(a, m, ok);
}

struct rego_val rego_bits_and(struct rego_arena *a, struct rego_val x, struct rego_val y)
{
	return !x.big && !y.big ? rego_int(x.i & y.i) : both(a, x, y, mpz_and);
}

struct rego_val rego_bits_or(struct rego_arena *a, struct rego_val x, struct rego_val y)
{
	return !x.big && !y.big ? rego_int(x.i | y.i) : both(a, x, y, mpz_ior);
}

struct rego_val rego_bits_xor(struct rego_arena *a, struct rego_val x, struct rego_val y)
{
	return !x.big && !y.big ? rego_int(x.i ^ y.i) : both(a, x, y, mpz_xor);
}

struct rego_val rego_bits_negate(struct rego_arena *a, struct rego_val x)
{
	mpz_t m;
	bool ok;

	if (!x.big)
		return rego_int(~x.i);
	mpz_init(m);
	ok = to_mpz(x, m);
	mpz_com(m, m);
	return give(a, m, ok);
}

struct rego_val rego_bits_shift(struct rego_arena *a, struct rego_val x, int64_t left)
{
	uint64_t right = left < 0 ? -(uint64_t)left : 0;
	mpz_t m;
	bool ok;

	mpz_init(m);
	ok = to_mpz(x, m);
	if (right) {
		mpz_fdiv_q_2exp(m, m, right);
	} else if (mpz_sgn(m)) {
		if (left > MOST_BITS) {
			mpz_clear(m);
			rego_stop(a, REGO_STOP_MEMORY);
		}
		mpz_mul_2exp(m, m, (mp_bitcnt_t)left);
	}
	return give(a, m, ok);
}

struct rego_val rego_remainder(struct rego_arena *a, struct rego_val x, struct rego_val y,
			       const char **error)
{
	struct rego_val v;
	struct rego_float f;

	if (!x.big && !y.big) {
		if (y.i)
			return rego_int(y.i == -1 ? 0 : x.i % y.i);
	} else if (!rego_is_integer(x) || !rego_is_integer(y)) {
		*error = "modulo on floating-point number";
		return rego_undefined();
	}
	/* OPA looks at the low 64 bits of the divisor only. */
	if (!rego_number_float(y, &f) || !f.mant || f.exp >= 64 ||
	    (f.exp > 0 && !(f.mant << f.exp))) {
		*error = "modulo by zero";
		return rego_undefined();
	}
	v = both(a, x, y, mpz_tdiv_r);
	return v;
}

void rego_integer_write(struct ss_strbuf *out, struct rego_val v, int base)
{
	char *text;
	mpz_t m;
	bool ok;

	if (v.kind != REGO_NUMBER)
		return;
	/* Here the text counts, not a float: all its digits are kept. */
	mpz_init(m);
	if (v.big && v.number->integer)
		ok = !mpz_set_str(m, v.number->text + (v.number->text[0] == '+'), 10);
	else
		ok = to_mpz(v, m);
	text = ok ? malloc(mpz_sizeinbase(m, base) + 2) : NULL;
	if (text) {
		mpz_get_str(text, base, m);
		ss_strbuf_str(out, text);
		free(text);
	}
	mpz_clear(m);
}
