// SPDX-License-Identifier: BSD-2-Clause
/* The values of JSON numbers. */
#include "core/json_number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * No more digits than these decide the nearest double: the midpoint of two has
 * at most 768.  What follows only matters as "something" or "nothing".
 */
#define MAX_DIGITS 780
/* No double is this far out, even with the longest mantissa that a text can hold. */
#define MAX_EXPONENT INT64_C(100000000)

bool ss_json_number_u64(const char *s, size_t len, uint64_t *out)
{
	uint64_t v = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char digit = (unsigned char)(s[i] - '0');

		if (digit > 9 || __builtin_mul_overflow(v, UINT64_C(10), &v) ||
		    __builtin_add_overflow(v, (uint64_t)digit, &v))
			return false;
	}
	*out = v;
	return true;
}

bool ss_json_number_i64(const char *s, size_t len, int64_t *out)
{
	bool minus = s[0] == '-';
	uint64_t size;

	if (!ss_json_number_u64(s + minus, len - minus, &size))
		return false;
	if (size > (uint64_t)INT64_MAX + minus)
		return false;
	*out = (int64_t)(minus ? -size : size);
	return true;
}

struct decimal {
	int64_t exponent; /* of ten, for the digits as an integer */
	size_t count;
	bool more; /* a digit that is not zero was left out */
	char digits[MAX_DIGITS + 32];
};

static const char *take_digits(struct decimal *d, const char *s, const char *end, int place)
{
	for (; s < end && *s >= '0' && *s <= '9'; s++) {
		if (d->count == MAX_DIGITS) {
			d->more |= *s != '0';
			d->exponent += 1 - place;
			continue;
		}
		if (d->count || *s != '0')
			d->digits[d->count++] = *s;
		d->exponent -= place;
	}
	return s;
}

static int64_t take_exponent(const char *s, const char *end)
{
	bool minus = *s == '-';
	int64_t e = 0;

	for (s += *s == '-' || *s == '+'; s < end; s++)
		if (e < MAX_EXPONENT)
			e = e * 10 + (*s - '0');
	return minus ? -e : e;
}

bool ss_json_number_double(const char *s, size_t len, double *out)
{
	const char *end = s + len;
	bool minus = *s == '-';
	struct decimal d;
	double v;

	d.exponent = 0;
	d.count = 0;
	d.more = false;
	s = take_digits(&d, s + minus, end, 0);
	if (s < end && *s == '.')
		s = take_digits(&d, s + 1, end, 1);
	if (s < end)
		d.exponent += take_exponent(s + 1, end);
	if (d.more) {
		d.digits[d.count++] = '1';
		d.exponent--;
	}
	/* No point and no grouping: strtod() reads this the same in every locale. */
	snprintf(d.digits + d.count, sizeof(d.digits) - d.count, d.count ? "e%jd" : "0",
		 (intmax_t)d.exponent);
	v = strtod(d.digits, NULL);
	*out = minus ? -v : v;
	return isfinite(v);
}
