/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers as JSON writes them. */
#ifndef SS_JSON_NUMBER_H
#define SS_JSON_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline const char *ss_json_skip_digits(const char *p, const char *end)
{
	while (p < end && (unsigned char)(*p - '0') < 10)
		p++;
	return p;
}

/* How many bytes from S on, before END, are a number of RFC 8259 s.6; 0 if they are none. */
static inline size_t ss_json_number_len(const char *s, const char *end)
{
	const char *digits = s + (s < end && *s == '-');
	const char *p = ss_json_skip_digits(digits, end);

	if (p == digits || (*digits == '0' && p - digits > 1))
		return 0;
	if (p < end && *p == '.') {
		digits = p + 1;
		p = ss_json_skip_digits(digits, end);
		if (p == digits)
			return 0;
	}
	if (p < end && (*p | 0x20) == 'e') {
		digits = p + 1;
		digits += digits < end && (*digits == '+' || *digits == '-');
		p = ss_json_skip_digits(digits, end);
		if (p == digits)
			return 0;
	}
	return p - s;
}

/* Of a valid number's text: its integer value, if it is an integer in range without . or e. */
bool ss_json_number_u64(const char *s, size_t len, uint64_t *out);
bool ss_json_number_i64(const char *s, size_t len, int64_t *out);
/* The nearest double; false if that is infinite.  Does not depend on the locale. */
bool ss_json_number_double(const char *s, size_t len, double *out);

#endif
