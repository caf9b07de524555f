/* SPDX-License-Identifier: BSD-2-Clause */
/* units.parse and units.parse_bytes: "10Ki", "1.5e3GB". */
#include <stdlib.h>
#include <string.h>

#include "rego/builtin/functions.h"
#include "rego/builtin/numtext.h"
#include "rego/builtin/text.h"
#include "rego/builtin/unicode.h"
#include "rego/value/number_priv.h"

/* What 10 is raised to has no more digits, nor is it more. */
#define MAX_EXPONENT_DIGITS 6
#define MAX_EXPONENT	    1000000

struct amount {
	const char *number, *unit;
	size_t number_len, unit_len;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_sign(char c)
{
	return c == '+' || c == '-';
}

/* How much of s may be a number; -1: its exponent is too large.  An e is part of it only with a
 * digit or a sign behind it; else a unit begins there. */
static ssize_t number_part(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		size_t digits = 0;

		if (!is_digit(s[i]) && s[i] != '.' && (s[i] | 0x20) != 'e' && !is_sign(s[i]))
			return (ssize_t)i;
		if ((s[i] | 0x20) != 'e')
			continue;
		if (i + 1 == len || (!is_digit(s[i + 1]) && !is_sign(s[i + 1])))
			return (ssize_t)i;
		if (is_sign(s[i + 1]))
			i++;
		while (i + 1 + digits < len && is_digit(s[i + 1 + digits]))
			digits++;
		if (digits > MAX_EXPONENT_DIGITS)
			return -1;
	}
	return (ssize_t)len;
}

/* False: the call has failed. */
static bool split(struct rego_call *c, struct rego_text *t, const char *no_amount,
		  struct amount *out)
{
	const char *s = rego_text_done(t);
	ssize_t n;

	if (memchr(s, ' ', t->len)) {
		rego_fail(c, "%s: spaces not allowed in resource strings", c->name);
		return false;
	}
	n = number_part(s, t->len);
	if (n < 0) {
		rego_fail(c, "%s: exponent too large", c->name);
		return false;
	}
	if (!n) {
		rego_fail(c, "%s: %s", c->name, no_amount);
		return false;
	}
	*out = (struct amount){ s, s + n, (size_t)n, t->len - (size_t)n };
	return true;
}

static void without_quotes(struct rego_text *t, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] != '"')
			rego_putc(t, s[i]);
}

/* --- numbers -------------------------------------------------------------- */
/* What [+-]digits[.digits][e[+-]digits] says; false when that is not how it is written. */
struct decimal {
	bool negative;
	char *digits; /* without the point */
	long exponent;
};

static bool read_decimal(struct rego_arena *a, const char *s, size_t len, struct decimal *d)
{
	const char *end = s + len;
	bool point = false, minus;
	size_t n = 0;
	long e = 0;

	*d = (struct decimal){ .digits = rego_alloc(a, len + 1) };
	if (s < end && is_sign(*s))
		d->negative = *s++ == '-';
	for (; s < end && (is_digit(*s) || (*s == '.' && !point)); s++) {
		if (*s == '.') {
			point = true;
			continue;
		}
		d->digits[n++] = *s;
		d->exponent -= point;
	}
	d->digits[n] = '\0';
	if (!n)
		return false;
	if (s == end)
		return true;
	if ((*s | 0x20) != 'e')
		return false;
	s++;
	minus = s < end && *s == '-';
	s += s < end && is_sign(*s);
	if (s == end)
		return false;
	for (; s < end && is_digit(*s); s++)
		e = e * 10 + (*s - '0');
	d->exponent += minus ? -e : e;
	return s == end;
}

/* --- units.parse ---------------------------------------------------------- */
static void clear_rational(void *q)
{
	mpq_clear(q);
}

static bool known_unit(const char *unit, mpq_t out)
{
	static const char letters[] = "kmgtpe";
	const char *at;
	unsigned long power;

	mpq_set_ui(out, 1, 1);
	if (!*unit)
		return true;
	if (!strcmp(unit, "m")) {
		mpq_set_d(out, 0.001);
		return true;
	}
	at = strchr(letters, *unit | 0x20);
	if (!at || (unit[1] && strcmp(unit + 1, "i")))
		return false;
	power = (unsigned long)(at - letters) + 1;
	if (unit[1])
		mpz_ui_pow_ui(mpq_numref(out), 1024, power);
	else
		mpz_ui_pow_ui(mpq_numref(out), 1000, power);
	return true;
}

static bool scale(mpq_t q, const struct decimal *d)
{
	mpq_t power;

	if (d->exponent > MAX_EXPONENT || d->exponent < -MAX_EXPONENT)
		return !mpq_sgn(q);
	mpq_init(power);
	mpz_ui_pow_ui(mpq_numref(power), 10,
		      (unsigned long)(d->exponent < 0 ? -d->exponent : d->exponent));
	(d->exponent < 0 ? mpq_div : mpq_mul)(q, q, power);
	mpq_clear(power);
	return true;
}

/* With ten digits after the point, rounded half away from zero. */
static struct rego_val fraction(struct rego_arena *a, mpq_t q)
{
	bool negative = mpq_sgn(q) < 0;
	size_t len;
	char *text;
	mpz_t n;

	mpz_init(n);
	mpz_ui_pow_ui(n, 10, 10);
	mpz_mul(n, n, mpq_numref(q));
	mpz_abs(n, n);
	/* (2n + d) / 2d */
	mpz_mul_2exp(n, n, 1);
	mpz_add(n, n, mpq_denref(q));
	mpz_mul_2exp(mpq_denref(q), mpq_denref(q), 1);
	mpz_tdiv_q(n, n, mpq_denref(q));
	mpz_set(mpq_numref(q), n);
	mpz_clear(n);
	text = rego_alloc(a, mpz_sizeinbase(mpq_numref(q), 10) + 2);
	mpz_get_str(text, 10, mpq_numref(q));
	len = strlen(text);
	if (len <= 10)
		text = rego_printf(a, "%0*d%s", (int)(11 - len), 0, text);
	len = strlen(text);
	text = rego_printf(a, "%s%.*s.%s", negative ? "-" : "", (int)(len - 10), text,
			   text + len - 10);
	return rego_number(a, text, strlen(text));
}

struct rego_val rego_fn_units_parse(struct rego_call *c, const struct rego_val *args)
{
	struct rego_text t = { .arena = c->arena }, unit = { .arena = c->arena };
	struct amount amount;
	struct decimal d;
	mpq_t *q;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	without_quotes(&t, args[0].string->text, args[0].string->len);
	if (!split(c, &t, "no amount provided", &amount))
		return rego_undefined();
	/* The first letter stays: m and M are not the same. */
	if (amount.unit_len) {
		rego_put(&unit, amount.unit, 1);
		rego_put_lower(&unit, amount.unit + 1, amount.unit_len - 1);
	}
	q = rego_alloc(c->arena, 2 * sizeof(*q));
	mpq_init(q[0]);
	rego_arena_defer(c->arena, clear_rational, q[0]);
	mpq_init(q[1]);
	rego_arena_defer(c->arena, clear_rational, q[1]);
	if (strlen(rego_text_done(&unit)) != unit.len || !known_unit(rego_text_done(&unit), q[0]))
		return rego_fail(c, "%s: unit %s not recognized", c->name, rego_text_done(&unit));
	if (!read_decimal(c->arena, amount.number, amount.number_len, &d))
		return rego_fail(c, "%s: could not parse amount to a number", c->name);
	mpq_set_str(q[1], d.digits, 10);
	if (!scale(q[1], &d))
		return rego_fail(c, "%s: could not parse amount to a number", c->name);
	if (d.negative)
		mpq_neg(q[1], q[1]);
	mpq_mul(q[1], q[1], q[0]);
	if (!mpz_cmp_ui(mpq_denref(q[1]), 1))
		return rego_mpz_val(c->arena, mpq_numref(q[1]));
	return fraction(c->arena, q[1]);
}

/* --- units.parse_bytes ---------------------------------------------------- */
/* "k", "kb", "ki", "kib", all in small letters; 0: none. */
static uint64_t bytes_of(const char *unit)
{
	static const char letters[] = "kmgtpe";
	uint64_t n = 1, base = 1000;
	const char *at;

	if (!*unit)
		return 1;
	at = strchr(letters, *unit);
	if (!at)
		return 0;
	unit++;
	if (*unit == 'i') {
		base = 1024;
		unit++;
	}
	unit += *unit == 'b';
	if (*unit)
		return 0;
	for (long i = at - letters; i >= 0; i--)
		n *= base;
	return n;
}

/* As a float of 64 bits, as OPA does it. */
static struct rego_val whole_product(struct rego_arena *a, const struct decimal *d, uint64_t by)
{
	const char *text =
		rego_printf(a, "%s%se%ld", d->negative ? "-" : "", d->digits, d->exponent);
	struct rego_float x, y;
	char *digits;
	size_t len;
	struct rego_val v;

	if (!rego_float_parse(text, strlen(text), &x))
		return rego_undefined();
	text = rego_printf(a, "%llu", (unsigned long long)by);
	if (!rego_float_parse(text, strlen(text), &y))
		return rego_undefined();
	x = rego_float_trunc(rego_float_mul(x, y));
	if (!x.mant)
		return rego_int(0);
	digits = rego_float_exact(x, &len);
	if (!digits)
		rego_stop(a, REGO_STOP_MEMORY);
	rego_arena_defer(a, free, digits);
	v = rego_number(a, digits, len);
	return v;
}

struct rego_val rego_fn_units_parse_bytes(struct rego_call *c, const struct rego_val *args)
{
	struct rego_text lower = { .arena = c->arena }, t = { .arena = c->arena };
	struct amount amount;
	struct rego_val v;
	struct decimal d;
	uint64_t by;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	rego_put_lower(&lower, args[0].string->text, args[0].string->len);
	without_quotes(&t, rego_text_done(&lower), lower.len);
	if (!split(c, &t, "no byte amount provided", &amount))
		return rego_undefined();
	by = strlen(amount.unit) == amount.unit_len ? bytes_of(amount.unit) : 0;
	if (!by)
		return rego_fail(c, "%s: byte unit %s not recognized", c->name, amount.unit);
	if (!read_decimal(c->arena, amount.number, amount.number_len, &d))
		return rego_fail(c, "%s: could not parse byte amount to a number", c->name);
	v = whole_product(c->arena, &d, by);
	return rego_defined(v)
		       ? v
		       : rego_fail(c, "%s: could not parse byte amount to a number", c->name);
}
