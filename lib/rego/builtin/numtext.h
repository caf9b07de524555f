/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers in text, as Go reads them. */
#ifndef REGO_NUMTEXT_H
#define REGO_NUMTEXT_H

#include <gmp.h>

#include "rego/builtin/builtin.h"

/* NULL when strconv.ParseFloat(text, 64) would read it, else its error, in the arena. */
const char *rego_parse_float(struct rego_arena *a, const char *text, size_t len);
/* The first number in v, in the order of JSON, that is spelled as JSON has none: to_number("+5");
 * NULL: none.  Else it is what json.Marshal says: json: invalid number literal "+5". */
const char *rego_no_json_number(struct rego_arena *a, struct rego_val v);

/* A number of any size. */
struct rego_val rego_mpz_val(struct rego_arena *a, const mpz_t n);

struct rego_text;
/* 'f' of Go's strconv: as few digits as tell it, without an exponent. */
void rego_put_plain(struct rego_text *t, double d);
/* At random, or as the seed of the evaluation and the name say. */
uint64_t rego_random(struct rego_call *c, const char *name, size_t len);

#endif
