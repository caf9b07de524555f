/* SPDX-License-Identifier: BSD-2-Clause */
/* What Go's package unicode (Unicode 15) says of a code point. */
#ifndef REGO_UNICODE_H
#define REGO_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rego_runes {
	uint32_t low, high;
};

/* Sorted, and no two touch. */
struct rego_rune_list {
	const struct rego_runes *runes;
	size_t count;
};

extern const struct rego_rune_list rego_cased;	    /* Lu, Ll and Lt */
extern const struct rego_rune_list rego_special;    /* Cc, Cf, Co and Cs */
extern const struct rego_rune_list rego_unassigned; /* all that are of no other category */
extern const struct rego_rune_list rego_kawi;	    /* a script */

bool rego_is_letter(uint32_t code); /* L */
bool rego_is_digit(uint32_t code);  /* Nd */
bool rego_is_space(uint32_t code);  /* White_Space */
uint32_t rego_to_upper(uint32_t code);
uint32_t rego_to_lower(uint32_t code);
/* The next larger of those that are equal but for case, else the smallest: an orbit. */
uint32_t rego_simple_fold(uint32_t code);

struct rego_text;
/* As strings.ToLower: what is no UTF-8 becomes U+FFFD, unless all of it is ASCII. */
void rego_put_lower(struct rego_text *t, const char *s, size_t len);

#endif
