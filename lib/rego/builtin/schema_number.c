/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers in schemas: exact fractions, and how Go prints them. */
#include <gmp.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "rego/builtin/schema.h"
#include "rego/builtin/text.h"
#include "rego/value/number.h"

#define MOST_EXPONENT 10000

/* The fraction that the number's spelling means; false for one too large to write down. */
static bool fraction(mpq_t q, struct rego_val v)
{
	size_t len, digits = 0, at = 0;
	char text[REGO_NUMBER_TEXT];
	const char *s = rego_number_text(v, text, &len);
	char stack[128], *buf = len < sizeof(stack) ? stack : malloc(len + 1);
	long exponent = 0;
	mpz_t scale;

	if (!buf)
		return false;
	if (len && (s[0] == '-' || s[0] == '+')) {
		if (s[0] == '-')
			buf[digits++] = '-';
		at = 1;
	}
	for (bool point = false; at < len && (s[at] | 0x20) != 'e'; at++) {
		if (s[at] == '.') {
			point = true;
			continue;
		}
		buf[digits++] = s[at];
		exponent -= point;
	}
	buf[digits] = 0;
	if (at < len)
		exponent += strtol(s + at + 1, NULL, 10);
	bool ok = exponent < MOST_EXPONENT && exponent > -MOST_EXPONENT &&
		  mpz_set_str(mpq_numref(q), buf, 10) == 0;

	if (buf != stack)
		free(buf);
	if (!ok)
		return false;
	mpz_set_ui(mpq_denref(q), 1);
	mpz_init(scale);
	mpz_ui_pow_ui(scale, 10, (unsigned long)labs(exponent));
	if (exponent >= 0)
		mpz_mul(mpq_numref(q), mpq_numref(q), scale);
	else
		mpz_set(mpq_denref(q), scale);
	mpz_clear(scale);
	mpq_canonicalize(q);
	return true;
}

int rego_exact_compare(struct rego_val x, struct rego_val y)
{
	mpq_t p, q;
	int order;

	if (!x.big && !y.big)
		return x.i < y.i ? -1 : x.i > y.i;
	mpq_inits(p, q, NULL);
	order = fraction(p, x) && fraction(q, y) ? mpq_cmp(p, q) : rego_number_compare(x, y);
	mpq_clears(p, q, NULL);
	return order < 0 ? -1 : order > 0;
}

bool rego_exact_integer(struct rego_val x)
{
	bool whole;
	mpq_t q;

	if (!x.big)
		return true;
	mpq_init(q);
	whole = fraction(q, x) && mpz_cmp_ui(mpq_denref(q), 1) == 0;
	mpq_clear(q);
	return whole;
}

bool rego_exact_multiple(struct rego_val x, struct rego_val y)
{
	bool whole = false;
	mpq_t p, q;

	mpq_inits(p, q, NULL);
	if (fraction(p, x) && fraction(q, y) && mpq_sgn(q)) {
		mpq_div(p, p, q);
		whole = mpz_cmp_ui(mpq_denref(p), 1) == 0;
	}
	mpq_clears(p, q, NULL);
	return whole;
}

/* Digits and exponent of the shortest decimal that reads back as d. */
static int shortest(double d, char digits[32], int *exponent)
{
	char text[40];
	int precision = 1, n = 0;

	do
		snprintf(text, sizeof(text), "%.*e", precision - 1, d);
	while (strtod(text, NULL) != d && precision++ < 17);
	for (const char *s = text; *s && *s != 'e'; s++)
		if (*s >= '0' && *s <= '9')
			digits[n++] = *s;
	while (n > 1 && digits[n - 1] == '0')
		n--;
	*exponent = atoi(strchr(text, 'e') + 1);
	return n;
}

const char *rego_exact_text(struct rego_arena *a, struct rego_val x)
{
	double d = rego_to_double(x);
	struct rego_text t = { .arena = a };
	char digits[32];
	int e, n;

	if (d == 0 || isinf(d))
		return d == 0 ? "0" : d < 0 ? "-Inf" : "+Inf";
	n = shortest(fabs(d), digits, &e);
	if (d < 0)
		rego_putc(&t, '-');
	if (e < -4 || e >= 6) {
		rego_putc(&t, digits[0]);
		if (n > 1) {
			rego_putc(&t, '.');
			rego_put(&t, digits + 1, (size_t)n - 1);
		}
		rego_putf(&t, "e%c%02d", e < 0 ? '-' : '+', abs(e));
		return rego_text_done(&t);
	}
	if (e < 0) {
		rego_puts(&t, "0.");
		for (int i = -1; i > e; i--)
			rego_putc(&t, '0');
		rego_put(&t, digits, (size_t)n);
		return rego_text_done(&t);
	}
	for (int i = 0; i <= e || i < n; i++) {
		if (i == e + 1)
			rego_putc(&t, '.');
		rego_putc(&t, i < n ? digits[i] : '0');
	}
	return rego_text_done(&t);
}

/* A double as encoding/json writes it. */
static void put_double(struct rego_text *t, double d)
{
	char digits[32];
	int e, n;

	if (d == 0 || isinf(d)) {
		rego_puts(t, d == 0 ? signbit(d) ? "-0" : "0" : d < 0 ? "-Inf" : "+Inf");
		return;
	}
	n = shortest(fabs(d), digits, &e);
	if (d < 0)
		rego_putc(t, '-');
	if (e < -7 || e >= 21 || (e == -7 && fabs(d) < 1e-6)) {
		rego_putc(t, digits[0]);
		if (n > 1) {
			rego_putc(t, '.');
			rego_put(t, digits + 1, (size_t)n - 1);
		}
		rego_putf(t, e < 0 ? "e-%d" : "e+%d", abs(e));
		return;
	}
	if (e < 0) {
		rego_puts(t, "0.");
		for (int i = -1; i > e; i--)
			rego_putc(t, '0');
		rego_put(t, digits, (size_t)n);
		return;
	}
	for (int i = 0; i <= e || i < n; i++) {
		if (i == e + 1)
			rego_putc(t, '.');
		rego_putc(t, i < n ? digits[i] : '0');
	}
}

static void put_value(struct rego_text *t, struct rego_val v, int depth)
{
	const char *text;
	size_t len;

	if (depth > REGO_SCHEMA_DEPTH)
		rego_stop(t->arena, REGO_STOP_DEPTH);
	switch (v.kind) {
	case REGO_NUMBER: put_double(t, rego_to_double(v)); return;
	case REGO_ARRAY:
		rego_putc(t, '[');
		for (uint32_t i = 0; i < v.array->count; i++) {
			if (i)
				rego_putc(t, ',');
			put_value(t, v.array->items[i], depth + 1);
		}
		rego_putc(t, ']');
		return;
	case REGO_OBJECT:
		rego_putc(t, '{');
		for (uint32_t i = 0; i < v.object->count; i++) {
			if (i)
				rego_putc(t, ',');
			text = rego_json_text(t->arena, v.object->pairs[i].key, &len);
			rego_put(t, text, len);
			rego_putc(t, ':');
			put_value(t, v.object->pairs[i].value, depth + 1);
		}
		rego_putc(t, '}');
		return;
	default: text = rego_json_text(t->arena, v, &len); rego_put(t, text, len);
	}
}

const char *rego_schema_text(struct rego_arena *a, struct rego_val v)
{
	struct rego_text t = { .arena = a };

	put_value(&t, v, 0);
	return rego_text_done(&t);
}
