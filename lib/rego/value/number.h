/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers as OPA 1.18 has them: texts.  A literal and a JSON number keep how they were spelled
 * (1.0, 1e2), and arithmetic is done in floats of a 64-bit mantissa (big.Float of Go at its default
 * precision), the result of which is spelled anew.  An int64 that is spelled plainly is inline in
 * struct rego_val; the rest is behind the pointer.  The same on every machine.
 *
 * What follows from that, and is kept because policies are to give OPA's answers: 10.0 == 1 is
 * true (zeros behind a point are stripped with those before it); 0 / -5 is -0; integers beyond 64
 * bits are rounded by arithmetic, not by bits.*; ceil(-0.5) is 1. */
#ifndef REGO_NUMBER_H
#define REGO_NUMBER_H

#include "rego/value/value.h"

struct ss_strbuf;

/* The number a JSON or Rego literal spells; undefined when it is none. */
struct rego_val rego_number(struct rego_arena *a, const char *text, size_t len);
/* The same for what to_number() takes, too: +5, 007, .5, 5., 0x1p-2. */
struct rego_val rego_number_spelled(struct rego_arena *a, const char *text, size_t len);
/* How it is spelled; buf is used for one that is inline. */
#define REGO_NUMBER_TEXT 24
const char *rego_number_text(struct rego_val v, char buf[REGO_NUMBER_TEXT], size_t *len);
/* From a double, spelled as Go's strconv.FormatFloat(f, 'g', -1, 64) would for JSON. */
struct rego_val rego_double(struct rego_arena *a, double d);
struct rego_val rego_uint(struct rego_arena *a, uint64_t u);

/* All that is made when it is first asked for. */
void rego_number_seal(struct rego_val v);
int rego_number_compare(struct rego_val a, struct rego_val b);
uint32_t rego_number_hash(struct rego_val v);
/* Whether v is a whole number: 2.0 is. */
bool rego_is_integer(struct rego_val v);
/* Only when it is spelled as an integer, and fits: 2.0 is not (Number.Int of OPA). */
bool rego_to_int64(struct rego_val v, int64_t *out);
/* 0 for what is beyond all doubles, and for no number. */
double rego_to_double(struct rego_val v);
/* false: beyond all doubles. */
bool rego_finite_double(struct rego_val v, double *out);
struct rego_val rego_copy_number(struct rego_arena *a, struct rego_val v);
/* The shortest text that reads back the same, as 'g' of Go's strconv; returns its length. */
#define REGO_DOUBLE_TEXT 32
size_t rego_double_text(double d, char out[REGO_DOUBLE_TEXT]);
/* As JSON writes it: the spelling it had, else the shortest that reads back the same. */
void rego_number_write(struct ss_strbuf *out, struct rego_val v);

/* a op b.  Division by zero, and a remainder by zero or of what is no integer, give undefined and
 * *error: "divide by zero", "modulo by zero", "modulo on floating-point number". */
struct rego_val rego_add_numbers(struct rego_arena *a, struct rego_val x, struct rego_val y);
struct rego_val rego_subtract(struct rego_arena *a, struct rego_val x, struct rego_val y);
struct rego_val rego_multiply(struct rego_arena *a, struct rego_val x, struct rego_val y);
struct rego_val rego_divide(struct rego_arena *a, struct rego_val x, struct rego_val y,
			    const char **error);
struct rego_val rego_remainder(struct rego_arena *a, struct rego_val x, struct rego_val y,
			       const char **error);
struct rego_val rego_abs(struct rego_arena *a, struct rego_val x);
/* As OPA's, whatever floor(-0.5) and ceil(-0.5) should be. */
struct rego_val rego_round(struct rego_arena *a, struct rego_val x);
struct rego_val rego_floor(struct rego_arena *a, struct rego_val x);
struct rego_val rego_ceil(struct rego_arena *a, struct rego_val x);
/* The sum and the product of all, rounded in each step, as sum() and product() do. */
struct rego_val rego_sum_numbers(struct rego_arena *a, const struct rego_val *v, size_t n);
struct rego_val rego_product_numbers(struct rego_arena *a, const struct rego_val *v, size_t n);
/* Integers of any size, in two's complement as Go's big.Int; what is no integer is undefined.
 * Operands are first rounded to 64 bits, as OPA does; the result is exact. */
struct rego_val rego_bits_and(struct rego_arena *a, struct rego_val x, struct rego_val y);
struct rego_val rego_bits_or(struct rego_arena *a, struct rego_val x, struct rego_val y);
struct rego_val rego_bits_xor(struct rego_arena *a, struct rego_val x, struct rego_val y);
struct rego_val rego_bits_negate(struct rego_arena *a, struct rego_val x);
struct rego_val rego_bits_shift(struct rego_arena *a, struct rego_val x, int64_t left);
/* An integer in base 2, 8, 10 or 16, with a minus sign before it; nothing for what is none. */
void rego_integer_write(struct ss_strbuf *out, struct rego_val v, int base);
/* -1, 0, 1; of -0: 0. */
int rego_sign(struct rego_val v);

#endif
