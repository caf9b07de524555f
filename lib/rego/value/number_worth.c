/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers: what they are worth, and those that arithmetic makes. */
#include <math.h>
#include <stdlib.h>

#include "core/json_number.h"
#include "rego/value/decimal.h"
#include "rego/value/number_priv.h"

#define LATER 32 /* room for 21 digits, and "-0.000" before them */

void rego_number_spell(const struct rego_number *v)
{
	struct rego_number *n = (struct rego_number *)(uintptr_t)v;
	size_t len = 0;
	char *text;

	if (n->len)
		return;
	text = rego_float_text(n->x, &len);
	if (!text || len >= LATER)
		abort(); /* as GMP does without memory */
	memcpy(n->text, text, len + 1);
	n->len = (uint32_t)len;
	free(text);
}

void rego_number_seal(struct rego_val v)
{
	struct rego_float x;

	if (v.big) {
		rego_number_spell(v.number);
		rego_number_float(v, &x);
	}
}

/* What is no integer, and not so small that it is written with an exponent, has few digits, the
 * last of which is not 0: they are for later. */
static struct rego_val later(struct rego_arena *a, struct rego_float x)
{
	struct rego_number *n = rego_alloc(a, sizeof(*n) + LATER);

	n->len = 0;
	n->integer = n->odd = false;
	n->has_float = n->made = true;
	n->x = x;
	return (struct rego_val){ .kind = REGO_NUMBER, .big = 1, .number = n };
}

struct rego_val rego_float_val(struct rego_arena *a, struct rego_float x)
{
	struct rego_number *n;
	struct rego_val v;
	int64_t i;
	size_t len;
	char *text;

	if (rego_float_to_int64(x, &i) && !(x.neg && !i))
		return rego_int(i);
	if (x.mant && x.exp < 0 && x.exp >= -76 && !rego_float_is_int(x))
		return later(a, x);
	text = rego_float_text(x, &len);
	if (!text)
		rego_stop(a, REGO_STOP_MEMORY);
	n = NULL;
	if (len <= REGO_FLOAT_TEXT) { /* nothing foreign is held while allocating */
		char few[REGO_FLOAT_TEXT];

		memcpy(few, text, len);
		free(text);
		v = rego_number_big(a, few, len);
	} else {
		rego_arena_defer(a, free, text);
		v = rego_number_big(a, text, len);
	}
	n = (struct rego_number *)(uintptr_t)v.number;
	n->has_float = true;
	n->x = x;
	return v;
}

bool rego_to_int64(struct rego_val v, int64_t *out)
{
	bool plus;

	if (v.kind != REGO_NUMBER)
		return false;
	if (!v.big) {
		*out = v.i;
		return true;
	}
	if (!v.number->integer)
		return false;
	plus = v.number->text[0] == '+';
	return ss_json_number_i64(v.number->text + plus, v.number->len - plus, out);
}

bool rego_is_integer(struct rego_val v)
{
	struct rego_float x;

	if (v.kind != REGO_NUMBER)
		return false;
	return !v.big || (rego_number_float(v, &x) && rego_float_is_int(x));
}

bool rego_number_to_double(const char *text, size_t len, double *out)
{
	static const double ten[] = { 1e0,  1e1,  1e2,	1e3,  1e4,  1e5,  1e6,	1e7,
				      1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
				      1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
	struct rego_decimal d;

	rego_decimal_parse(&d, text, len);
	/* Both parts are exact in a double, so that one operation rounds once. */
	if (!d.small || d.digits > UINT64_C(1) << 53 || d.exp < -22 || d.exp > 22)
		return ss_json_number_double(text + (*text == '+'), len - (*text == '+'), out);
	*out = d.exp < 0 ? (double)d.digits / ten[-d.exp] : (double)d.digits * ten[d.exp];
	if (d.neg)
		*out = -*out;
	return true;
}

bool rego_finite_double(struct rego_val v, double *out)
{
	if (!v.big) {
		*out = (double)v.i;
		return true;
	}
	if (v.number->odd) {
		*out = ldexp((double)v.number->x.mant, (int)v.number->x.exp);
		if (v.number->x.neg)
			*out = -*out;
		return isfinite(*out);
	}
	rego_number_spell(v.number);
	return rego_number_to_double(v.number->text, v.number->len, out);
}

double rego_to_double(struct rego_val v)
{
	double d = 0;

	if (v.kind == REGO_NUMBER)
		rego_finite_double(v, &d);
	return d;
}
