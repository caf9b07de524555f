/* SPDX-License-Identifier: BSD-2-Clause */
/* The text of string values: made, hashed, counted. */
#ifndef REGO_STRING_H
#define REGO_STRING_H

#include "rego/value/value.h"

/* Room for len bytes; the caller fills in text, and runes if that is not len.  What is behind the
 * text, up to the next multiple of 16 bytes, is zero: a NUL at least. */
static inline struct rego_string *rego_new_string(struct rego_arena *a, size_t len)
{
	struct rego_string *s;
	size_t room;

	if (len > UINT32_MAX - 64)
		rego_stop(a, REGO_STOP_MEMORY);
	room = (len + 16) & ~(size_t)15;
	s = rego_alloc(a, sizeof(*s) + room);
	s->len = (uint32_t)len;
	s->hash = 0;
	s->id = 0;
	s->runes = (uint32_t)len;
	memset(s->text + room - 16, 0, 16);
	return s;
}

static inline uint64_t rego_load(const char *p, size_t n)
{
	uint64_t v = 0;

	memcpy(&v, p, n);
	return v;
}

/* The first eight bytes of a string, in the order of the alphabet. */
static inline uint64_t rego_prefix(const struct rego_string *s)
{
	uint64_t v = rego_load(s->text, 8);

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	return v;
}

static inline uint64_t rego_mix(uint64_t a, uint64_t b)
{
	unsigned __int128 p = (unsigned __int128)a * b;

	return (uint64_t)p ^ (uint64_t)(p >> 64);
}

/* Never 0.  Eight bytes a step, folded by a wide product; the last may overlap the one before. */
static inline uint32_t rego_text_hash(const char *text, size_t len)
{
	const uint64_t seed = UINT64_C(0x9e3779b97f4a7c15), other = UINT64_C(0xd6e8feb86659fd93);
	uint64_t h = len * other ^ seed;
	size_t i = 0;

	if (len >= 8) {
		for (; i + 8 < len; i += 8)
			h = rego_mix(h ^ rego_load(text + i, 8), seed);
		h ^= rego_load(text + len - 8, 8);
	} else if (len >= 4) {
		h ^= rego_load(text, 4) << 32 | rego_load(text + len - 4, 4);
	} else if (len) {
		h ^= (uint64_t)(unsigned char)text[0] << 16 |
		     (uint64_t)(unsigned char)text[len / 2] << 8 | (unsigned char)text[len - 1];
	}
	h = rego_mix(h, other);
	h ^= h >> 32;
	return (uint32_t)h ? (uint32_t)h : 1;
}

/* 0 to 15, else -1. */
static inline int rego_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

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
	return a == b || (a->len == b->len && !(a->id && b->id) &&
			  rego_load(a->text, 8) == rego_load(b->text, 8) &&
			  (a->len <= 8 || !memcmp(a->text + 8, b->text + 8, a->len - 8)));
}

/* In the order of bytes. */
static inline int rego_compare_text(const struct rego_string *a, const struct rego_string *b)
{
	uint64_t x = rego_prefix(a), y = rego_prefix(b);

	if (x != y)
		return x < y ? -1 : 1;
	if (a->len > 8 && b->len > 8) {
		int c = memcmp(a->text + 8, b->text + 8, (a->len < b->len ? a->len : b->len) - 8);

		if (c)
			return c;
	}
	return a->len < b->len ? -1 : a->len > b->len;
}

#endif
