/* SPDX-License-Identifier: BSD-2-Clause */
/* The decimal text of a number, taken apart. */
#ifndef REGO_DECIMAL_H
#define REGO_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rego_decimal {
	bool neg;
	bool small;	 /* all its digits fit digits */
	uint64_t digits; /* as an integer, without the trailing zeros of the text */
	/* digits * 10^exp; parts of the text that hold the digits, no leading and trailing zeros */
	int64_t exp;
	int64_t written; /* the exponent with all zeros that were written: Go's rounding sees it */
	size_t count;	 /* 0: the number is zero */
	const char *whole, *fraction;
	size_t whole_len, fraction_len;
};

/* The text is that of a JSON number. */
void rego_decimal_parse(struct rego_decimal *d, const char *text, size_t len);
/* Copies the count digits; returns count. */
size_t rego_decimal_digits(const struct rego_decimal *d, char *out);
/* Exact. */
int rego_decimal_compare(const struct rego_decimal *a, const struct rego_decimal *b);

/* 0.DIGITS * 10^point as Go writes it: plain for an integer, else as %g does.  To be freed. */
char *rego_digits_text(const char *digits, size_t len, int64_t point, bool neg, bool integer,
		       size_t *out_len);

#endif
