/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The plain bytes of strings, which need no escape in JSON.  Copied and checked
 * in the same step, inline: nearly all that a writer writes is this.
 */
#ifndef SS_JSON_PLAIN_H
#define SS_JSON_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/* Bit 7 of some byte is set if any byte of X is not plain; the lowest such byte is right. */
static inline uint64_t ss_json_plain_not8(uint64_t x)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t control = x - ones * 0x20;
	uint64_t quote = (x ^ ones * '"') - ones;
	uint64_t backslash = (x ^ ones * '\\') - ones;
	uint64_t del = (x ^ ones * 0x7f) - ones;

	return (x | control | quote | backslash | del) & ones * 0x80;
}

static inline bool ss_json_plain_byte(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

static inline size_t ss_json_plain_bytes(char *out, const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len && ss_json_plain_byte(s[i]); i++)
		out[i] = s[i];
	return i;
}

/* Fewer than 16 bytes, by two loads that may overlap. */
static inline size_t ss_json_plain_short(char *out, const char *s, size_t len)
{
	uint64_t a = 0, b = 0;

	if (len >= 8) {
		memcpy(&a, s, 8);
		memcpy(&b, s + len - 8, 8);
		if (ss_json_plain_not8(a) | ss_json_plain_not8(b))
			return ss_json_plain_bytes(out, s, len);
		memcpy(out, &a, 8);
		memcpy(out + len - 8, &b, 8);
		return len;
	}
	if (len >= 4) {
		memcpy(&a, s, 4);
		memcpy(&b, s + len - 4, 4);
		if (ss_json_plain_not8(a | b << 32))
			return ss_json_plain_bytes(out, s, len);
		memcpy(out, &a, 4);
		memcpy(out + len - 4, &b, 4);
		return len;
	}
	return ss_json_plain_bytes(out, s, len);
}

#if defined(__SSE2__)
/* Copies 16 bytes and returns how many of them are plain before the first that is not. */
static inline size_t ss_json_plain_16(char *out, const char *s)
{
	__m128i x = _mm_loadu_si128((const __m128i *)s);
	/* Signed: bytes from 0x80 are less than 0x20 as well. */
	__m128i bad = _mm_cmplt_epi8(x, _mm_set1_epi8(0x20));

	bad = _mm_or_si128(bad, _mm_cmpeq_epi8(x, _mm_set1_epi8('"')));
	bad = _mm_or_si128(bad, _mm_cmpeq_epi8(x, _mm_set1_epi8('\\')));
	bad = _mm_or_si128(bad, _mm_cmpeq_epi8(x, _mm_set1_epi8(0x7f)));
	_mm_storeu_si128((__m128i *)out, x);
	return __builtin_ctz(_mm_movemask_epi8(bad) | 0x10000);
}
#elif defined(__aarch64__)
static inline size_t ss_json_plain_16(char *out, const char *s)
{
	uint8x16_t x = vld1q_u8((const uint8_t *)s);
	uint8x16_t bad = vcltq_s8(vreinterpretq_s8_u8(x), vdupq_n_s8(0x20));
	uint64_t nibbles;

	bad = vorrq_u8(bad, vceqq_u8(x, vdupq_n_u8('"')));
	bad = vorrq_u8(bad, vceqq_u8(x, vdupq_n_u8('\\')));
	bad = vorrq_u8(bad, vceqq_u8(x, vdupq_n_u8(0x7f)));
	vst1q_u8((uint8_t *)out, x);
	nibbles = vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(bad), 4)), 0);
	return nibbles ? __builtin_ctzll(nibbles) / 4 : 16;
}
#else
static inline size_t ss_json_plain_16(char *out, const char *s)
{
	uint64_t a, b;

	memcpy(&a, s, 8);
	memcpy(&b, s + 8, 8);
	if (ss_json_plain_not8(a) | ss_json_plain_not8(b))
		return ss_json_plain_bytes(out, s, 16);
	memcpy(out, &a, 8);
	memcpy(out + 8, &b, 8);
	return 16;
}
#endif

/*
 * Copy the bytes of S that stand for themselves in a JSON string, up to the first
 * that does not or to LEN; returns how many.  OUT must have room for LEN bytes.
 */
static inline size_t ss_json_plain_copy(char *out, const char *s, size_t len)
{
	size_t i = 0, n;

	if (len < 16)
		return ss_json_plain_short(out, s, len);
	for (; len - i >= 16; i += 16) {
		n = ss_json_plain_16(out + i, s + i);
		if (n < 16)
			return i + n;
	}
	/* What is left is copied once more with the bytes before it, known to be plain. */
	if (i == len)
		return len;
	i = len - 16;
	return i + ss_json_plain_16(out + i, s + i);
}

#endif
