/* SPDX-License-Identifier: BSD-2-Clause */
/* Floats as Go's package fmt writes them. */
#include "rego/builtin/gofmt.h"

#include <stdio.h>
#include <string.h>

#include "rego/value/number.h"

/* The mantissa as an integer below 2^53, of value mantissa * 2^*exp. */
static uint64_t split(double d, int *exp)
{
	uint64_t bits, mantissa;

	memcpy(&bits, &d, sizeof(bits));
	mantissa = bits & ((UINT64_C(1) << 52) - 1);
	*exp = (int)(bits >> 52 & 0x7ff);
	if (*exp)
		mantissa |= UINT64_C(1) << 52;
	else
		*exp = 1;
	*exp -= 1023 + 52;
	return mantissa;
}

/* Rounded to that many hexadecimal digits after the first, which is bit 60; to even at half. */
static uint64_t round_hex(uint64_t mantissa, int precision, int *exp)
{
	unsigned shift = (unsigned)precision * 4;
	uint64_t one = UINT64_C(1) << 60;
	uint64_t extra = (mantissa << shift) & (one - 1);

	mantissa >>= 60 - shift;
	if ((extra | (mantissa & 1)) > one / 2)
		mantissa++;
	mantissa <<= 60 - shift;
	if (mantissa & one << 1) {
		mantissa >>= 1;
		++*exp;
	}
	return mantissa;
}

/* 0x1.8p+01 */
static void put_hex(struct rego_text *t, double d, char verb, int precision)
{
	const char *digits = verb == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
	int exp;
	uint64_t mantissa = split(d, &exp) << 8;

	exp += 52;
	for (; mantissa && !(mantissa >> 60); exp--)
		mantissa <<= 1;
	if (!mantissa)
		exp = 0;
	if (precision >= 0 && precision < 15)
		mantissa = round_hex(mantissa, precision, &exp);
	rego_putf(t, "0%c%d", verb, (int)(mantissa >> 60 & 1));
	mantissa <<= 4;
	if (precision > 0 || (precision < 0 && mantissa))
		rego_putc(t, '.');
	for (int i = 0; precision < 0 ? mantissa != 0 : i < precision; i++) {
		rego_putc(t, digits[mantissa >> 60]);
		mantissa <<= 4;
	}
	rego_putf(t, "%c%c%02d", verb == 'X' ? 'P' : 'p', exp < 0 ? '-' : '+',
		  exp < 0 ? -exp : exp);
}

static void put_binary(struct rego_text *t, double d)
{
	int exp;
	uint64_t mantissa = split(d, &exp);

	rego_putf(t, "%llup%+d", (unsigned long long)mantissa, exp);
}

/* The number without sign, as strconv.AppendFloat(d, verb, precision, 64). */
static void put_digits(struct rego_text *t, double d, char verb, int precision)
{
	char text[REGO_DOUBLE_TEXT];

	switch (verb) {
	case 'b': put_binary(t, d); return;
	case 'x':
	case 'X': put_hex(t, d, verb, precision); return;
	case 'e': rego_putf(t, "%.*e", precision, d); return;
	case 'E': rego_putf(t, "%.*E", precision, d); return;
	case 'f': rego_putf(t, "%.*f", precision, d); return;
	default: break;
	}
	if (precision >= 0) {
		rego_putf(t, verb == 'G' ? "%.*G" : "%.*g", precision, d);
		return;
	}
	rego_put(t, text, rego_double_text(d, text));
	for (char *e = t->data; verb == 'G' && (e = strchr(e, 'e'));)
		*e = 'E';
}

/* %#g keeps the zeros at the end, and the point: s is such a number without its sign. */
static void sharpen(struct rego_text *t, const char *s, char verb, int precision)
{
	int digits = strchr("gGx", verb) ? precision < 0 ? 6 : precision : 0;
	bool point = false, seen = false, hex = verb == 'x' || verb == 'X';
	size_t len = strcspn(s, hex ? "pP" : "eE");

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '.') {
			point = true;
			continue;
		}
		seen |= s[i] != '0';
		digits -= seen;
	}
	rego_put(t, s, len);
	if (!point) {
		digits -= len == 1 && s[0] == '0';
		rego_putc(t, '.');
	}
	while (digits-- > 0)
		rego_putc(t, '0');
	rego_puts(t, s + len);
}

void rego_gofmt_float(struct rego_text *t, const struct rego_gofmt *f, double d, char verb)
{
	struct rego_text num = { .arena = t->arena }, plain = { .arena = t->arena };
	bool negative = __builtin_signbit(d);
	int precision = strchr("eEfF", verb) ? 6 : -1;
	char sign = negative ? '-' : f->plus ? '+' : f->space ? ' ' : '\0';

	if (f->has_precision)
		precision = f->precision;
	if (verb == 'v')
		verb = 'g';
	if (verb == 'F')
		verb = 'f';
	put_digits(&plain, negative ? -d : d, verb, precision);
	if (sign)
		rego_putc(&num, sign);
	if (f->sharp && verb != 'b')
		sharpen(&num, plain.data, verb, precision);
	else
		rego_put(&num, plain.data, plain.len);
	if (sign && f->zero && !f->minus && f->has_width && f->width > (int)num.len) {
		rego_putc(t, sign);
		for (int i = (int)num.len; i < f->width; i++)
			rego_putc(t, '0');
		rego_put(t, num.data + 1, num.len - 1);
		return;
	}
	rego_gofmt_pad(t, f, num.data, num.len);
}
