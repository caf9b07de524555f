/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers: their hash and their order. */
#include <math.h>
#include <stdlib.h>

#include "rego/value/decimal.h"
#include "rego/value/number_priv.h"

/* --- hash and order ------------------------------------------------------------ */
static uint32_t hash_int(int64_t i)
{
	uint64_t p = ((uint64_t)i ^ UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xd6e8feb86659fd93);
	uint32_t h = (uint32_t)(p >> 32) ^ (uint32_t)p;

	return h ? h : 1;
}

/* Of the nearest double: so 10.0 and 1, which are equal for OPA's order, are two keys here as
 * there. */
uint32_t rego_number_hash(struct rego_val v)
{
	uint64_t h = 7;
	double d;

	if (!v.big && v.i > -(INT64_C(1) << 53) && v.i < INT64_C(1) << 53)
		return hash_int(v.i);
	if (!rego_finite_double(v, &d)) {
		for (uint32_t i = 0; i < v.number->len; i++)
			h = h * UINT64_C(0x100000001b3) + (unsigned char)v.number->text[i];
		return hash_int((int64_t)h);
	}
	if (d >= -0x1p53 && d <= 0x1p53 && d == (double)(int64_t)d)
		return hash_int((int64_t)d);
	memcpy(&h, &d, sizeof(h));
	return hash_int((int64_t)h);
}

struct spelling {
	const char *text;
	size_t len, trimmed;
	bool is_float; /* has zeros behind the point, and a point without them */
	char buf[REGO_NUMBER_TEXT];
};

/* OPA strips "." and "0" from the end of what has a point, also before the point: 10.0 is 1. */
static void spell(struct spelling *s, struct rego_val v)
{
	s->text = rego_number_text(v, s->buf, &s->len);
	s->trimmed = s->len;
	s->is_float = false;
	if (!v.big || !memchr(s->text, '.', s->len))
		return;
	while (s->trimmed && (s->text[s->trimmed - 1] == '0' || s->text[s->trimmed - 1] == '.'))
		s->trimmed--;
	s->is_float = s->trimmed != s->len && memchr(s->text, '.', s->trimmed);
}

/* Of which one is hexadecimal. */
static int compare_floats(struct rego_val a, struct rego_val b)
{
	struct rego_float x = { 0 }, y = { 0 };

	rego_number_float(a, &x);
	rego_number_float(b, &y);
	x = rego_float_sub(x, y);
	return !x.mant ? 0 : x.neg ? -1 : 1;
}

bool rego_number_is_odd(struct rego_val v)
{
	const char *text, *point, *end, *last;
	double d;

	if (!v.big)
		return false;
	rego_number_spell(v.number);
	text = v.number->text;
	end = text + v.number->len;
	/* Beyond all doubles the spelling makes the key. */
	if (!v.number->integer || v.number->len > 300)
		if (!rego_finite_double(v, &d))
			return true;
	point = memchr(text, '.', v.number->len);
	if (!point)
		return false;
	for (last = end; last[-1] == '0'; last--)
		;
	if (last[-1] == '.') /* zeros alone behind it */
		return last != text + 1 && last[-2] == '0';
	if (last == end)
		return false;
	/* Of an exponent they count, and so many digits are equal to what has the same double. */
	return v.number->len > 16 || memchr(point, 'e', (size_t)(end - point)) ||
	       memchr(point, 'E', (size_t)(end - point));
}

/* By what their texts round to: when these differ the texts differ in the same way.  At least one
 * has a text without zeros at its end, so that no zeros make them equal. */
static bool differ(struct rego_val a, struct rego_val b, int *order)
{
	struct rego_float x, y;

	if (!((a.big && a.number->made) || (b.big && b.number->made)))
		return false;
	if ((a.big && a.number->odd) || (b.big && b.number->odd) || !rego_number_float(a, &x) ||
	    !rego_number_float(b, &y))
		return false;
	x = rego_float_sub(x, y);
	*order = x.neg ? -1 : 1;
	return x.mant;
}

static int compare_spelled(struct rego_val a, struct rego_val b)
{
	struct rego_decimal x, y;
	struct spelling s, t;
	int64_t i, j;
	double d, e;

	spell(&s, a);
	spell(&t, b);
	if (s.trimmed == t.trimmed && !memcmp(s.text, t.text, s.trimmed))
		return 0;
	if (rego_to_int64(a, &i) && rego_to_int64(b, &j))
		return i < j ? -1 : i > j;
	if (s.is_float && t.is_float && rego_number_to_double(s.text, s.len, &d) &&
	    rego_number_to_double(t.text, t.len, &e) && d == e)
		return 0;
	if ((a.big && a.number->odd) || (b.big && b.number->odd))
		return compare_floats(a, b);
	rego_decimal_parse(&x, s.text, s.len);
	rego_decimal_parse(&y, t.text, t.len);
	return rego_decimal_compare(&x, &y);
}

int rego_number_exactly(struct rego_val a, struct rego_val b)
{
	char x_buf[REGO_NUMBER_TEXT], y_buf[REGO_NUMBER_TEXT];
	struct rego_decimal x, y;
	const char *text;
	size_t len;

	if (!a.big && !b.big)
		return a.i < b.i ? -1 : a.i > b.i;
	if ((a.big && a.number->odd) || (b.big && b.number->odd))
		return compare_floats(a, b);
	text = rego_number_text(a, x_buf, &len);
	rego_decimal_parse(&x, text, len);
	text = rego_number_text(b, y_buf, &len);
	rego_decimal_parse(&y, text, len);
	return rego_decimal_compare(&x, &y);
}

int rego_number_place(struct rego_val a, struct rego_val b)
{
	int c = rego_number_exactly(a, b);
	uint32_t x, y;

	if (c || (!a.big && !b.big))
		return c;
	x = rego_number_hash(a);
	y = rego_number_hash(b);
	return x < y ? -1 : x > y;
}

int rego_number_compare(struct rego_val a, struct rego_val b)
{
	int order;

	if (!a.big && !b.big)
		return a.i < b.i ? -1 : a.i > b.i;
	if (a.big && b.big && a.number == b.number)
		return 0;
	return differ(a, b, &order) ? order : compare_spelled(a, b);
}
