/* SPDX-License-Identifier: BSD-2-Clause */
/* The text of string values: made, hashed, counted. */
#ifndef REGO_STRING_H
#define REGO_STRING_H

#include "rego/value/value.h"

/* Room for len bytes and the NUL, which is set; the caller fills in text and runes. */
struct rego_string *rego_new_string(struct rego_arena *a, size_t len);
/* Never 0. */
uint32_t rego_text_hash(const char *text, size_t len);
/* As Go counts: a byte that is not UTF-8 is one. */
size_t rego_rune_count(const char *text, size_t len);
/* The length of the sequence at S (left >= 1 bytes), and its code point; a byte that begins none
 * is one of length 1 and U+FFFD, as Go decodes it. */
size_t rego_rune(const char *s, size_t left, uint32_t *code);

static inline struct rego_val rego_string_val(const struct rego_string *s)
{
	return (struct rego_val){ .kind = REGO_STRING, .string = s };
}

static inline bool rego_same_text(const struct rego_string *a, const struct rego_string *b)
{
	return a == b || (a->len == b->len && !(a->id && b->id) && !memcmp(a->text, b->text, a->len));
}

#endif
