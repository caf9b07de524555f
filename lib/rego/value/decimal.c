// SPDX-License-Identifier: BSD-2-Clause
/* The decimal text of a number, taken apart. */
#include "rego/value/decimal.h"

#include <string.h>

#define MOST_EXP INT64_C(1000000000000000)

static bool is_digit(char c)
{
	return (unsigned char)(c - '0') < 10;
}

static int64_t exponent(const char *s, const char *end)
{
	bool minus = s < end && *s == '-';
	int64_t e = 0;

	for (s += s < end && (*s == '-' || *s == '+'); s < end; s++)
		if (e < MOST_EXP)
			e = e * 10 + (*s - '0');
	return minus ? -e : e;
}

static void trim(struct rego_decimal *d)
{
	while (d->whole_len && *d->whole == '0') {
		d->whole++;
		d->whole_len--;
	}
	if (!d->whole_len)
		while (d->fraction_len && *d->fraction == '0') {
			d->fraction++;
			d->fraction_len--;
			d->exp--;
		}
	while (d->fraction_len && d->fraction[d->fraction_len - 1] == '0')
		d->fraction_len--;
	/* Now exp counts from behind the leading zeros of the fraction. */
	d->exp -= (int64_t)d->fraction_len;
	if (!d->fraction_len)
		while (d->whole_len && d->whole[d->whole_len - 1] == '0') {
			d->whole_len--;
			d->exp++;
		}
	d->count = d->whole_len + d->fraction_len;
}

void rego_decimal_parse(struct rego_decimal *d, const char *text, size_t len)
{
	const char *p = text, *end = text + len;

	*d = (struct rego_decimal){ .neg = len && *p == '-' };
	p += len && (*p == '-' || *p == '+');
	for (d->whole = p; p < end && is_digit(*p); p++)
		;
	d->whole_len = (size_t)(p - d->whole);
	d->fraction = p;
	if (p < end && *p == '.') {
		for (d->fraction = ++p; p < end && is_digit(*p); p++)
			;
		d->fraction_len = (size_t)(p - d->fraction);
	}
	if (p < end)
		d->exp = exponent(p + 1, end);
	d->written = d->exp - (int64_t)d->fraction_len;
	trim(d);
	if (d->count > 19)
		return;
	d->small = true;
	for (size_t i = 0; i < d->whole_len; i++)
		d->digits = d->digits * 10 + (uint64_t)(d->whole[i] - '0');
	for (size_t i = 0; i < d->fraction_len; i++)
		d->digits = d->digits * 10 + (uint64_t)(d->fraction[i] - '0');
}

size_t rego_decimal_digits(const struct rego_decimal *d, char *out)
{
	memcpy(out, d->whole, d->whole_len);
	memcpy(out + d->whole_len, d->fraction, d->fraction_len);
	return d->count;
}

static char digit(const struct rego_decimal *d, size_t i)
{
	if (i < d->whole_len)
		return d->whole[i];
	return i < d->count ? d->fraction[i - d->whole_len] : '0';
}

int rego_decimal_compare(const struct rego_decimal *a, const struct rego_decimal *b)
{
	int64_t size_a = a->exp + (int64_t)a->count, size_b = b->exp + (int64_t)b->count;
	size_t n = a->count > b->count ? a->count : b->count;
	int sign = a->neg ? -1 : 1;

	if (!a->count || !b->count)
		return a->count ? sign : b->count ? (b->neg ? 1 : -1) : 0;
	if (a->neg != b->neg)
		return sign;
	if (size_a != size_b)
		return size_a < size_b ? -sign : sign;
	if (a->small && b->small && a->exp == b->exp)
		return a->digits < b->digits ? -sign : a->digits > b->digits ? sign : 0;
	for (size_t i = 0; i < n; i++)
		if (digit(a, i) != digit(b, i))
			return digit(a, i) < digit(b, i) ? -sign : sign;
	return 0;
}
