/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers as OPA's: exact integers of any size, and floats of a 64-bit mantissa (big.Float of Go
 * at its default precision); literals and JSON numbers keep how they were spelled (1.0, 1e2).
 * int64 is inline in struct rego_val; the rest is behind the pointer.  The same on x86-64 and
 * arm64. */
#ifndef REGO_NUMBER_H
#define REGO_NUMBER_H

#include "rego/value/value.h"

struct ss_strbuf;

/* The number a JSON or Rego literal spells; undefined when it is none. */
struct rego_val rego_number(struct rego_arena *a, const char *text, size_t len);
/* From a double, spelled as Go's strconv.FormatFloat(f, 'g', -1, 64) would for JSON. */
struct rego_val rego_double(struct rego_arena *a, double d);
struct rego_val rego_uint(struct rego_arena *a, uint64_t u);

int rego_number_compare(struct rego_val a, struct rego_val b);
uint32_t rego_number_hash(struct rego_val v);
/* Whether v is a whole number (2.0 is), and whether it fits. */
bool rego_is_integer(struct rego_val v);
bool rego_to_int64(struct rego_val v, int64_t *out);
double rego_to_double(struct rego_val v);
/* As JSON writes it: the spelling it had, else the shortest that reads back the same. */
void rego_number_write(struct ss_strbuf *out, struct rego_val v);

/* a op b: exact between integers, else in 64-bit-mantissa floats, as OPA 1.18.  Division and
 * remainder by zero, and a remainder of what is no integer, give undefined and *error. */
struct rego_val rego_add_numbers(struct rego_arena *a, struct rego_val x, struct rego_val y);
struct rego_val rego_subtract(struct rego_arena *a, struct rego_val x, struct rego_val y);
struct rego_val rego_multiply(struct rego_arena *a, struct rego_val x, struct rego_val y);
struct rego_val rego_divide(struct rego_arena *a, struct rego_val x, struct rego_val y,
			    const char **error);
struct rego_val rego_remainder(struct rego_arena *a, struct rego_val x, struct rego_val y,
			       const char **error);
struct rego_val rego_abs(struct rego_arena *a, struct rego_val x);
/* Half away from zero; to minus and plus infinity. */
struct rego_val rego_round(struct rego_arena *a, struct rego_val x);
struct rego_val rego_floor(struct rego_arena *a, struct rego_val x);
struct rego_val rego_ceil(struct rego_arena *a, struct rego_val x);
/* Integers of any size, in two's complement as Go's big.Int; what is no integer is undefined. */
struct rego_val rego_bits_and(struct rego_arena *a, struct rego_val x, struct rego_val y);
struct rego_val rego_bits_or(struct rego_arena *a, struct rego_val x, struct rego_val y);
struct rego_val rego_bits_xor(struct rego_arena *a, struct rego_val x, struct rego_val y);
struct rego_val rego_bits_negate(struct rego_arena *a, struct rego_val x);
struct rego_val rego_bits_shift(struct rego_arena *a, struct rego_val x, int64_t left);
/* An integer in base 2, 8, 10 or 16, as %b %o %d %x print it. */
void rego_integer_write(struct ss_strbuf *out, struct rego_val v, int base);

#endif
