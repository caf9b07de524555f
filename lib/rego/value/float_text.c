// SPDX-License-Identifier: BSD-2-Clause
/* Floats from and to decimal text, digit for digit as Go's big.Float has it. */
#include <gmp.h>
#include <stdlib.h>
#include <string.h>

#include "rego/value/decimal.h"
#include "rego/value/float.h"

#define MOST_BITS 1000000 /* of an integer that is written out */

static const uint64_t pow5[] = {
	1u,
	5u,
	25u,
	125u,
	625u,
	3125u,
	15625u,
	78125u,
	390625u,
	1953125u,
	9765625u,
	48828125u,
	244140625u,
	1220703125u,
	6103515625u,
	30517578125u,
	152587890625u,
	762939453125u,
	3814697265625u,
	19073486328125u,
	95367431640625u,
	476837158203125u,
	2384185791015625u,
	11920928955078125u,
	59604644775390625u,
	298023223876953125u,
	1490116119384765625u,
	7450580596923828125u,
};

#define EXACT_POW5 55 /* so many fit 128 bits */
#define MOST_POW5  (sizeof(pow5) / sizeof(pow5[0]) - 1)

static struct rego_float of_u64(uint64_t u)
{
	int shift = __builtin_clzll(u);

	return (struct rego_float){ u << shift, -shift, false };
}

/* m * 2^exp, of which the highest bits are kept, rounded to even. */
static void round_to(mpz_t m, int64_t *exp, size_t bits)
{
	size_t has = mpz_sizeinbase(m, 2);
	size_t drop = has > bits ? has - bits : 0;
	bool up;

	if (!drop)
		return;
	up = mpz_tstbit(m, drop - 1) && (mpz_tstbit(m, drop) || mpz_scan1(m, 0) < drop - 1);
	mpz_fdiv_q_2exp(m, m, drop);
	*exp += (int64_t)drop;
	if (up)
		mpz_add_ui(m, m, 1);
}

/* 5^n as Go has it: exact as long as it fits 128 bits, then rounded in each step. */
static void power_of_5(mpz_t p, int64_t *exp, uint64_t n)
{
	int64_t fexp = 0;
	mpz_t f;

	*exp = 0;
	mpz_set_ui(p, pow5[n < MOST_POW5 ? n : MOST_POW5]);
	if (n <= MOST_POW5)
		return;
	mpz_init_set_ui(f, 5);
	for (n -= MOST_POW5; n; n >>= 1) {
		if (n & 1) {
			mpz_mul(p, p, f);
			*exp += fexp;
			round_to(p, exp, 128);
		}
		mpz_mul(f, f, f);
		fexp *= 2;
		round_to(f, &fexp, 192);
	}
	mpz_clear(f);
}

static struct rego_float of_mpz(mpz_t m, int64_t exp)
{
	struct rego_float x = { 0, 0, false };
	size_t bits;

	round_to(m, &exp, 64);
	if (!mpz_sgn(m))
		return x;
	bits = mpz_sizeinbase(m, 2);
	if (bits > 64) { /* rounded up to a power of two */
		mpz_fdiv_q_2exp(m, m, 1);
		exp++;
		bits = 64;
	}
	x.mant = mpz_get_ui(m);
	x.mant <<= 64 - bits;
	x.exp = exp - (int64_t)(64 - bits);
	return x;
}

/* m / p, with one bit for what is left over. */
static void divide(mpz_t m, int64_t *exp, const mpz_t p)
{
	size_t bits = mpz_sizeinbase(p, 2) + 130;
	mpz_t rest;

	mpz_init(rest);
	mpz_mul_2exp(m, m, bits);
	mpz_tdiv_qr(m, rest, m, p);
	mpz_mul_2exp(m, m, 1);
	if (mpz_sgn(rest))
		mpz_setbit(m, 0);
	mpz_clear(rest);
	*exp -= (int64_t)bits + 1;
}

static struct rego_float slow(const struct rego_decimal *d, const char *digits)
{
	int64_t exp = d->written, pexp = 0;
	struct rego_float x;
	mpz_t m, p;

	mpz_init(p);
	mpz_init_set_str(m, digits, 10);
	mpz_ui_pow_ui(p, 10, (unsigned long)(d->exp - d->written));
	mpz_mul(m, m, p);
	power_of_5(p, &pexp, (uint64_t)(exp < 0 ? -exp : exp));
	if (exp > 0) {
		mpz_mul(m, m, p);
		exp += pexp;
	} else if (exp < 0) {
		divide(m, &exp, p);
		exp -= pexp;
	}
	x = of_mpz(m, exp);
	mpz_clear(m);
	mpz_clear(p);
	return x;
}

bool rego_float_parse(const char *text, size_t len, struct rego_float *out)
{
	struct rego_decimal d;
	char few[64], *digits = few;
	size_t n;

	rego_decimal_parse(&d, text, len);
	*out = (struct rego_float){ 0, 0, d.neg };
	if (!d.count)
		return true;
	if (d.exp > INT32_MAX / 4 || d.exp < INT32_MIN / 4)
		return false;
	if (d.small && d.exp <= (int64_t)MOST_POW5 && d.exp >= -(int64_t)MOST_POW5 &&
	    d.written >= -EXACT_POW5) {
		*out = of_u64(d.digits);
		if (d.exp > 0)
			*out = rego_float_mul(*out, of_u64(pow5[d.exp]));
		else if (d.exp < 0)
			*out = rego_float_quo(*out, of_u64(pow5[-d.exp]));
		out->exp += d.exp;
		out->neg = d.neg;
		return true;
	}
	if (d.count >= sizeof(few) && !(digits = malloc(d.count + 1)))
		return false;
	n = rego_decimal_digits(&d, digits);
	digits[n] = '\0';
	*out = slow(&d, digits);
	out->neg = d.neg;
	if (digits != few)
		free(digits);
	return true;
}

/* --- to text ------------------------------------------------------------------ */
struct digits { /* 0.text * 10^point */
	char *text;
	size_t len;
	int64_t point;
};

/* All digits of m * 2^exp. */
static bool expand(struct digits *d, const mpz_t m, int64_t exp)
{
	mpz_t v;

	mpz_init(v);
	if (exp >= 0) {
		mpz_mul_2exp(v, m, (mp_bitcnt_t)exp);
	} else {
		mpz_ui_pow_ui(v, 5, (unsigned long)-exp);
		mpz_mul(v, v, m);
	}
	d->text = malloc(mpz_sizeinbase(v, 10) + 2);
	if (d->text) {
		mpz_get_str(d->text, 10, v);
		d->len = strlen(d->text);
		d->point = (int64_t)d->len + (exp < 0 ? exp : 0);
		while (d->len && d->text[d->len - 1] == '0')
			d->len--;
	}
	mpz_clear(v);
	return d->text;
}

static void round_down(struct digits *d, size_t n)
{
	if (n < d->len)
		d->len = n;
	while (d->len && d->text[d->len - 1] == '0')
		d->len--;
}

static void round_up(struct digits *d, size_t n)
{
	if (n >= d->len)
		return;
	while (n && d->text[n - 1] == '9')
		n--;
	if (!n) {
		d->text[0] = '1';
		d->len = 1;
		d->point++;
		return;
	}
	d->text[n - 1]++;
	d->len = n;
}

static void round_near(struct digits *d, size_t n)
{
	bool up;

	if (n >= d->len)
		return;
	up = d->text[n] >= '5';
	if (d->text[n] == '5' && n + 1 == d->len)
		up = n && ((d->text[n - 1] - '0') & 1);
	if (up)
		round_up(d, n);
	else
		round_down(d, n);
}

static char at(const struct digits *d, size_t i)
{
	return i < d->len ? d->text[i] : '0';
}

/* The fewest digits that only this float reads as. */
static void shorten(struct digits *d, const struct digits *low, const struct digits *high,
		    bool even)
{
	for (size_t i = 0; i < d->len; i++) {
		char m = d->text[i], l = at(low, i), u = at(high, i);
		bool down = l != m || (even && i + 1 == low->len);
		bool up = m != u && (even || m + 1 < u || i + 1 < high->len);

		if (down && up)
			round_near(d, i + 1);
		else if (down)
			round_down(d, i + 1);
		else if (up)
			round_up(d, i + 1);
		if (down || up)
			return;
	}
}

static bool shortest(struct digits *d, struct rego_float x)
{
	struct digits low = { 0 }, high = { 0 };
	bool ok;
	mpz_t m;

	mpz_init_set_ui(m, x.mant);
	ok = expand(d, m, x.exp);
	mpz_mul_2exp(m, m, 1);
	mpz_sub_ui(m, m, 1);
	ok = ok && expand(&low, m, x.exp - 1);
	mpz_add_ui(m, m, 2);
	ok = ok && expand(&high, m, x.exp - 1);
	mpz_clear(m);
	if (ok)
		shorten(d, &low, &high, !(x.mant & 1));
	free(low.text);
	free(high.text);
	return ok;
}

static char *write_exp(char *p, int64_t exp)
{
	char digits[24];
	int n = 0;

	*p++ = 'e';
	*p++ = exp < 0 ? '-' : '+';
	if (exp < 0)
		exp = -exp;
	do
		digits[n++] = (char)('0' + exp % 10);
	while ((exp /= 10));
	if (n < 2)
		digits[n++] = '0';
	while (n)
		*p++ = digits[--n];
	return p;
}

static char *write_plain(char *p, const struct digits *d)
{
	int64_t i = 0, len = (int64_t)d->len;

	if (d->point <= 0)
		*p++ = '0';
	for (; i < d->point; i++)
		*p++ = at(d, (size_t)i);
	if (len <= d->point)
		return p;
	*p++ = '.';
	for (i = d->point; i < 0; i++)
		*p++ = '0';
	for (; i < len; i++)
		*p++ = d->text[i];
	return p;
}

char *rego_digits_text(const char *digits, size_t len, int64_t point, bool neg, bool integer,
		       size_t *out_len)
{
	const struct digits d = { (char *)(uintptr_t)digits, len, point };
	size_t most = len + 40 + (size_t)(integer && point > 0 ? point : 0);
	char *text = malloc(most), *p = text;

	if (!text)
		return NULL;
	if (neg)
		*p++ = '-';
	if (integer || (point - 1 >= -4 && point - 1 < 6)) {
		p = write_plain(p, &d);
	} else {
		*p++ = digits[0];
		if (len > 1) {
			*p++ = '.';
			memcpy(p, digits + 1, len - 1);
			p += len - 1;
		}
		p = write_exp(p, point - 1);
	}
	*p = '\0';
	*out_len = (size_t)(p - text);
	return text;
}

static char *text_of(struct rego_float x, bool exact, size_t *len)
{
	struct digits d = { 0 };
	char *text;
	bool ok;

	if (!x.mant)
		return rego_digits_text("", 0, 0, x.neg, true, len);
	if (x.exp > MOST_BITS || x.exp < -MOST_BITS)
		return NULL;
	if (exact) {
		mpz_t m;

		mpz_init_set_ui(m, x.mant);
		ok = expand(&d, m, x.exp);
		mpz_clear(m);
	} else {
		ok = shortest(&d, x);
	}
	text = ok ? rego_digits_text(d.text, d.len, d.point, x.neg, rego_float_is_int(x), len)
		  : NULL;
	free(d.text);
	return text;
}

char *rego_float_text(struct rego_float x, size_t *len)
{
	return text_of(x, false, len);
}

char *rego_float_exact(struct rego_float x, size_t *len)
{
	return text_of(x, true, len);
}
