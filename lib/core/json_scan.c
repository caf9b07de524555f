// SPDX-License-Identifier: BSD-2-Clause
/* From masks to token positions.  The idea is simdjson's (Langdale and Lemire, 2019). */
#include "core/json_scan.h"

#include <string.h>

#include "core/utf8.h"

void ss_json_scan_start(struct ss_json_scan *s, const char *text, size_t len)
{
	s->text = text;
	s->len = len;
	s->done = 0;
	s->utf8_done = 0;
	s->in_string = 0;
	s->escape = 0;
	s->scalar = 0;
	s->why = NULL;
	s->error_at = len;
}

/* Bit I is the parity of bits 0 to I: from quotes to what lies between them. */
static inline uint64_t prefix_xor(uint64_t x)
{
	x ^= x << 1;
	x ^= x << 2;
	x ^= x << 4;
	x ^= x << 8;
	x ^= x << 16;
	return x ^ x << 32;
}

/* The backslashes that begin an escape; *escaped are the bytes that follow one. */
static uint64_t find_escapes(struct ss_json_scan *s, uint64_t backslash, uint64_t *escaped)
{
	uint64_t begin = 0, bit;

	*escaped = s->escape;
	for (backslash &= ~s->escape; backslash; backslash &= ~(bit | bit << 1)) {
		bit = backslash & -backslash;
		begin |= bit;
		*escaped |= bit << 1;
	}
	s->escape = begin >> 63;
	return begin;
}

static void fail(struct ss_json_scan *s, size_t at, const char *why)
{
	s->why = why;
	s->error_at = at;
}

/* Check control characters and UTF-8; returns which of OTHER are white space. */
static uint64_t check_other(struct ss_json_scan *s, size_t base, uint64_t other, uint64_t in)
{
	uint64_t space = 0;
	bool valid;

	for (; other; other &= other - 1) {
		unsigned int bit = __builtin_ctzll(other);
		unsigned char c = s->text[base + bit];

		if (c >= 0x80) {
			if (base + bit < s->utf8_done)
				continue;
			s->utf8_done = base + bit;
			s->utf8_done +=
				ss_utf8_sequence(s->text + base + bit, s->len - base - bit, &valid);
			if (valid)
				continue;
			fail(s, base + bit, "invalid UTF-8");
			break;
		}
		if (in >> bit & 1) {
			fail(s, base + bit, "control character in a string");
			break;
		}
		if (c == '\t' || c == '\n' || c == '\r')
			space |= UINT64_C(1) << bit;
	}
	return space;
}

static inline uint64_t tokens_of(struct ss_json_scan *s, const struct ss_json_masks *m, size_t base)
{
	uint64_t begin = 0, escaped = 0, space = m->space, quote, in, outside, scalar, tokens;

	if (__builtin_expect((m->backslash | s->escape) != 0, 0))
		begin = find_escapes(s, m->backslash, &escaped);
	quote = m->quote & ~escaped;
	in = prefix_xor(quote) ^ s->in_string;
	s->in_string = -(in >> 63);
	if (__builtin_expect(m->other != 0, 0))
		space |= check_other(s, base, m->other, in);

	outside = ~(in | quote);
	scalar = outside & ~(m->op | space);
	tokens = (m->op & outside) | quote | (scalar & ~(scalar << 1 | s->scalar)) | (begin & in);
	s->scalar = scalar >> 63;
	return tokens;
}

/* Make the masks of up to SS_JSON_BLOCKS blocks; the text's last one is filled up with spaces. */
static size_t make_masks(struct ss_json_scan *s)
{
	size_t left = s->len - s->done, whole = left / SS_JSON_BLOCK;
	char last[SS_JSON_BLOCK];

	if (whole >= SS_JSON_BLOCKS) {
		s->simd->classify(s->text + s->done, SS_JSON_BLOCKS, s->masks);
		return SS_JSON_BLOCKS;
	}
	s->simd->classify(s->text + s->done, whole, s->masks);
	left %= SS_JSON_BLOCK;
	if (!left)
		return whole;
	memset(last, ' ', sizeof(last));
	memcpy(last, s->text + s->done + whole * SS_JSON_BLOCK, left);
	s->simd->classify(last, 1, s->masks + whole);
	return whole + 1;
}

/* The tokens of the next blocks as bits; returns how many blocks, up to an error. */
static size_t mark_tokens(struct ss_json_scan *s)
{
	size_t count = make_masks(s);

	for (size_t i = 0; i < count; i++) {
		size_t base = s->done + i * SS_JSON_BLOCK;

		s->token_bits[i] = tokens_of(s, &s->masks[i], base);
		if (__builtin_expect(s->why != NULL, 0)) {
			s->token_bits[i] &= (UINT64_C(1) << (s->error_at - base)) - 1;
			return i + 1;
		}
	}
	return count;
}

void ss_json_scan_more(struct ss_json_scan *s)
{
	uint32_t *end = s->tokens;

	while (end == s->tokens && s->done < s->len && !s->why) {
		size_t count = mark_tokens(s);

		end = s->simd->flatten(s->token_bits, count, (uint32_t)s->done, end);
		s->done += count * SS_JSON_BLOCK;
	}
	*end = (uint32_t)s->len;
}
