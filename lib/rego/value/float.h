/* SPDX-License-Identifier: BSD-2-Clause */
/* Floats of a 64-bit mantissa, rounded to nearest even: big.Float of Go at its default precision,
 * which is what Rego calculates with.  In integers alone, so that every machine agrees. */
#ifndef REGO_FLOAT_H
#define REGO_FLOAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* mant * 2^exp; the highest bit of mant is set, or all of it is 0. */
struct rego_float {
	uint64_t mant;
	int64_t exp;
	bool neg;
};

struct rego_float rego_float_int(int64_t i);
/* Of a number's text; false when its exponent is beyond all reason. */
bool rego_float_parse(const char *text, size_t len, struct rego_float *out);

struct rego_float rego_float_add(struct rego_float x, struct rego_float y);
struct rego_float rego_float_sub(struct rego_float x, struct rego_float y);
struct rego_float rego_float_mul(struct rego_float x, struct rego_float y);
struct rego_float rego_float_quo(struct rego_float x, struct rego_float y); /* y is not 0 */
bool rego_float_is_int(struct rego_float x);
/* Without its fraction. */
struct rego_float rego_float_trunc(struct rego_float x);
/* When it is an integer of that range. */
bool rego_float_to_int64(struct rego_float x, int64_t *out);

/* The text: an integer with all its digits, another with the fewest that tell it from its
 * neighbours, as 'g' of Go writes it.  To be freed; NULL without memory or when it is too long. */
char *rego_float_text(struct rego_float x, size_t *len);
/* All digits of an integer, none of which is rounded. */
char *rego_float_exact(struct rego_float x, size_t *len);

#endif
