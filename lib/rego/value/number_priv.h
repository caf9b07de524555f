/* SPDX-License-Identifier: BSD-2-Clause */
/* What is behind the pointer of a number that is not inline. */
#ifndef REGO_NUMBER_PRIV_H
#define REGO_NUMBER_PRIV_H

#include "rego/value/float.h"
#include "rego/value/number.h"

struct rego_number {
	uint32_t len;	/* 0: the text is not made yet, has room, and x says what it is */
	bool integer;	/* spelled with digits alone */
	bool has_float; /* x is known; else it is made when it is first asked for */
	bool made;	/* by arithmetic, with a fraction: its text does not end with zeros */
	bool odd;	/* hexadecimal: x is what it is worth */
	struct rego_float x;
	char text[];
};

#define REGO_FLOAT_TEXT 64 /* room for all but very long floats */

/* Its text is there: it is made when it is first asked for, of sealed values before that. */
void rego_number_spell(const struct rego_number *n);

/* Not inline, whatever text it is. */
struct rego_val rego_number_big(struct rego_arena *a, const char *text, size_t len);
/* The number that text spells, which is known to be one. */
struct rego_val rego_spelled(struct rego_arena *a, const char *text, size_t len);
/* Whether rego_number_compare() takes it for another number, too: 10.0 for 1, 1.0e10 for 1.0e1. */
bool rego_number_is_odd(struct rego_val v);
/* By what they are worth. */
int rego_number_exactly(struct rego_val a, struct rego_val b);
/* The same, and numbers that are two keys apart: an order without surprises. */
int rego_number_place(struct rego_val a, struct rego_val b);
/* The number of a text, as a double; false: it is beyond reason. */
bool rego_number_to_double(const char *text, size_t len, double *out);
/* false when its exponent is beyond reason. */
bool rego_number_float(struct rego_val v, struct rego_float *out);
/* As FloatToNumber of OPA. */
struct rego_val rego_float_val(struct rego_arena *a, struct rego_float x);

#endif
