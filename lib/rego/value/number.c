/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers and their texts. */
#include "rego/value/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/json_number.h"
#include "core/strbuf.h"
#include "rego/value/decimal.h"
#include "rego/value/number_priv.h"
#include "rego/value/string.h"

struct rego_val rego_number_big(struct rego_arena *a, const char *text, size_t len)
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

	return plain_int(text, len, &i) ? rego_int(i) : rego_number_big(a, text, len);
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
			if (rego_hex_digit(*p) < 0)
				return false;
			digits = true;
			if (m >> 60)
				exp += point ? 0 : 4;
			else {
				m = m << 4 | (uint64_t)rego_hex_digit(*p);
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
		*x = (struct rego_float){ m << __builtin_clzll(m), exp - __builtin_clzll(m),
					  false };
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
		return plain_decimal(p, end) ? rego_number_big(a, text, len) : rego_undefined();
	if (!hex_float(p, end, &x))
		return rego_undefined();
	x.neg = *text == '-';
	v = rego_number_big(a, text, len);
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
	return rego_number_big(a, text, len);
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
	return rego_number_big(a, text, (size_t)snprintf(text, sizeof(text), "%ju", (uintmax_t)u));
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
