// SPDX-License-Identifier: BSD-2-Clause
/* Numbers: their texts, what they are worth, and their order. */
#include "rego/value/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/json_number.h"
#include "core/strbuf.h"
#include "rego/value/decimal.h"
#include "rego/value/number_priv.h"

static struct rego_val big_number(struct rego_arena *a, const char *text, size_t len)
{
	struct rego_number *n;

	if (len > UINT32_MAX - 64)
		rego_stop(a, REGO_STOP_MEMORY);
	n = rego_alloc(a, sizeof(*n) + len + 1);
	n->len = (uint32_t)len;
	n->has_float = n->made = false;
	n->integer = ss_json_skip_digits(text + (text[0] == '-' || text[0] == '+'), text + len) ==
		     text + len;
	n->odd = false;
	memcpy(n->text, text, len);
	n->text[len] = '\0';
	return (struct rego_val){ .kind = REGO_NUMBER, .big = 1, .number = n };
}

/* An int64 that is written as it would be printed. */
static bool plain_int(const char *s, size_t len, int64_t *out)
{
	bool minus = len && s[0] == '-';
	size_t digits = len - minus;
	uint64_t u = 0;

	if (!digits || digits > 19 || (s[minus] == '0' && len > 1))
		return false;
	for (size_t i = minus; i < len; i++) {
		unsigned char d = (unsigned char)(s[i] - '0');

		if (d > 9)
			return false;
		u = u * 10 + d;
	}
	if (u > (uint64_t)INT64_MAX + minus)
		return false;
	*out = (int64_t)(minus ? -u : u);
	return true;
}

struct rego_val rego_spelled(struct rego_arena *a, const char *text, size_t len)
{
	int64_t i;

	return plain_int(text, len, &i) ? rego_int(i) : big_number(a, text, len);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* 0x1.8p-3, behind its sign. */
static bool hex_float(const char *p, const char *end, struct rego_float *x)
{
	int64_t exp = 0, e = 0;
	bool point = false, digits = false, minus;
	uint64_t m = 0;

	for (p += 2; p < end && (*p | 0x20) != 'p'; p++) {
		if (*p == '.' && !point) {
			point = true;
		} else if (*p != '_') {
			if (hex_digit(*p) < 0)
				return false;
			digits = true;
			if (m >> 60)
				exp += point ? 0 : 4;
			else {
				m = m << 4 | (uint64_t)hex_digit(*p);
				exp -= point ? 4 : 0;
			}
		}
	}
	if (p == end || ++p == end || !digits)
		return false;
	minus = *p == '-';
	for (p += *p == '-' || *p == '+'; p < end; p++) {
		if (*p < '0' || *p > '9' || e > INT32_MAX)
			return false;
		e = e * 10 + (*p - '0');
	}
	exp += minus ? -e : e;
	*x = (struct rego_float){ 0 };
	if (m)
		*x = (struct rego_float){ m << __builtin_clzll(m), exp - __builtin_clzll(m), false };
	return true;
}

/* Digits, a point with digits on either side, an exponent. */
static bool plain_decimal(const char *p, const char *end)
{
	const char *start = p;
	size_t digits;

	p = ss_json_skip_digits(p, end);
	digits = (size_t)(p - start);
	if (p < end && *p == '.') {
		start = ++p;
		p = ss_json_skip_digits(p, end);
		digits += (size_t)(p - start);
	}
	if (!digits)
		return false;
	if (p < end && (*p | 0x20) == 'e') {
		p++;
		p += p < end && (*p == '+' || *p == '-');
		start = p;
		p = ss_json_skip_digits(p, end);
		if (p == start)
			return false;
	}
	return p == end;
}

struct rego_val rego_number_spelled(struct rego_arena *a, const char *text, size_t len)
{
	size_t sign = len && (*text == '-' || *text == '+');
	const char *p = text + sign, *end = text + len;
	struct rego_number *n;
	struct rego_float x;
	struct rego_val v;
	int64_t i;

	if (plain_int(text, len, &i))
		return rego_int(i);
	if (end - p < 3 || p[0] != '0' || (p[1] | 0x20) != 'x')
		return plain_decimal(p, end) ? big_number(a, text, len) : rego_undefined();
	if (!hex_float(p, end, &x))
		return rego_undefined();
	x.neg = *text == '-';
	v = big_number(a, text, len);
	n = (struct rego_number *)(uintptr_t)v.number;
	n->odd = n->has_float = true;
	n->x = x;
	return v;
}

struct rego_val rego_number(struct rego_arena *a, const char *text, size_t len)
{
	int64_t i;

	if (plain_int(text, len, &i))
		return rego_int(i);
	if (!len || ss_json_number_len(text, text + len) != len)
		return rego_undefined();
	return big_number(a, text, len);
}

struct rego_val rego_copy_number(struct rego_arena *a, struct rego_val v)
{
	struct rego_number *n;

	if (!v.big)
		return v;
	rego_number_spell(v.number);
	n = rego_alloc(a, sizeof(*n) + v.number->len + 1);
	memcpy(n, v.number, sizeof(*n) + v.number->len + 1);
	v.number = n;
	return v;
}

struct rego_val rego_uint(struct rego_arena *a, uint64_t u)
{
	char text[REGO_NUMBER_TEXT];

	if (u <= INT64_MAX)
		return rego_int((int64_t)u);
	return big_number(a, text, (size_t)snprintf(text, sizeof(text), "%ju", (uintmax_t)u));
}

size_t rego_double_text(double d, char out[REGO_DOUBLE_TEXT])
{
	char text[40], digits[20];
	size_t len = 0, n = 0;
	char *e, *made;
	int prec = 0;

	if (d == 0) {
		strcpy(out, signbit(d) ? "-0" : "0");
		return strlen(out);
	}
	do /* the fewest digits that read back the same */
		snprintf(text, sizeof(text), "%.*e", prec, d);
	while (prec++ < 16 && strtod(text, NULL) != d);
	e = strchr(text, 'e');
	for (const char *p = text; p < e; p++)
		if (*p >= '0' && *p <= '9')
			digits[len++] = *p;
	while (len > 1 && digits[len - 1] == '0')
		len--;
	made = rego_digits_text(digits, len, atoi(e + 1) + 1, d < 0, false, &n);
	if (!made || n >= REGO_DOUBLE_TEXT)
		n = 0;
	memcpy(out, made ? made : "", n);
	out[n] = '\0';
	free(made);
	return n;
}

struct rego_val rego_double(struct rego_arena *a, double d)
{
	char text[REGO_DOUBLE_TEXT];

	if (!isfinite(d))
		return rego_undefined();
	return rego_spelled(a, text, rego_double_text(d, text));
}

static size_t int_text(int64_t i, char *buf)
{
	uint64_t u = i < 0 ? -(uint64_t)i : (uint64_t)i;
	char tmp[REGO_NUMBER_TEXT];
	size_t n = sizeof(tmp), len;

	do
		tmp[--n] = (char)('0' + u % 10);
	while ((u /= 10));
	if (i < 0)
		tmp[--n] = '-';
	len = sizeof(tmp) - n;
	memcpy(buf, tmp + n, len);
	return len;
}

const char *rego_number_text(struct rego_val v, char buf[REGO_NUMBER_TEXT], size_t *len)
{
	if (v.big) {
		rego_number_spell(v.number);
		*len = v.number->len;
		return v.number->text;
	}
	*len = int_text(v.i, buf);
	return buf;
}

void rego_number_write(struct ss_strbuf *out, struct rego_val v)
{
	char buf[REGO_NUMBER_TEXT];
	size_t len;
	const char *text = rego_number_text(v, buf, &len);

	ss_strbuf_add(out, text, len);
}

bool rego_number_float(struct rego_val v, struct rego_float *out)
{
	if (!v.big) {
		*out = rego_float_int(v.i);
		return true;
	}
	if (!v.number->has_float) {
		struct rego_number *n = (struct rego_number *)(uintptr_t)v.number;

		if (!rego_float_parse(n->text, n->len, out))
			return false;
		n->x = *out;
		n->has_float = true;
	}
	*out = v.number->x;
	return true;
}

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

/* What is no integer, and not so small that it is written with an exponent, has few digits, the last
 * of which is not 0: they are for later. */
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
		v = big_number(a, few, len);
	} else {
		rego_arena_defer(a, free, text);
		v = big_number(a, text, len);
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

static bool text_to_double(const char *text, size_t len, double *out)
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
	return text_to_double(v.number->text, v.number->len, out);
}

double rego_to_double(struct rego_val v)
{
	double d = 0;

	if (v.kind == REGO_NUMBER)
		rego_finite_double(v, &d);
	return d;
}

/* --- hash and order ------------------------------------------------------------ */
static uint32_t hash_int(int64_t i)
{
	uint64_t p = ((uint64_t)i ^ UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xd6e8feb86659fd93);
	uint32_t h = (uint32_t)(p >> 32) ^ (uint32_t)p;

	return h ? h : 1;
}

/* Of the nearest double: so 10.0 and 1, which are equal for OPA's order, are two keys here as there. */
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

/* By what their texts round to: when these differ the texts differ in the same way.  At least one has
 * a text without zeros at its end, so that no zeros make them equal. */
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
	if (s.is_float && t.is_float && text_to_double(s.text, s.len, &d) &&
	    text_to_double(t.text, t.len, &e) && d == e)
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
