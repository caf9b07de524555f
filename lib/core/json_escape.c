// SPDX-License-Identifier: BSD-2-Clause
/* Escaping: plain spans go by sixteen bytes, the rest by hand. */
#include "core/json_escape.h"

#include <stdint.h>
#include <string.h>

#include "core/utf8.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#define ONES (UINT64_C(0x0101010101010101))

/* Bit 7 of some byte is set if any byte of X is not plain; the lowest such byte is right. */
static inline uint64_t special8(uint64_t x)
{
	uint64_t control = x - ONES * 0x20;
	uint64_t quote = (x ^ ONES * '"') - ONES;
	uint64_t backslash = (x ^ ONES * '\\') - ONES;
	uint64_t del = (x ^ ONES * 0x7f) - ONES;

	return (x | control | quote | backslash | del) & ONES * 0x80;
}

static inline bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

static size_t copy_bytes(char *out, const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len && is_plain(s[i]); i++)
		out[i] = s[i];
	return i;
}

/* Fewer than 16 bytes, by two loads that may overlap. */
static inline size_t copy_short(char *out, const char *s, size_t len)
{
	uint64_t a = 0, b = 0;

	if (len >= 8) {
		memcpy(&a, s, 8);
		memcpy(&b, s + len - 8, 8);
		if (special8(a) | special8(b))
			return copy_bytes(out, s, len);
		memcpy(out, &a, 8);
		memcpy(out + len - 8, &b, 8);
		return len;
	}
	if (len >= 4) {
		memcpy(&a, s, 4);
		memcpy(&b, s + len - 4, 4);
		if (special8(a | b << 32))
			return copy_bytes(out, s, len);
		memcpy(out, &a, 4);
		memcpy(out + len - 4, &b, 4);
		return len;
	}
	return copy_bytes(out, s, len);
}

#if defined(__SSE2__)
/* Copies 16 bytes and returns how many of them are plain before the first that is not. */
static inline size_t copy16(char *out, const char *s)
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
static inline size_t copy16(char *out, const char *s)
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
static inline size_t copy16(char *out, const char *s)
{
	uint64_t a, b;

	memcpy(&a, s, 8);
	memcpy(&b, s + 8, 8);
	if (special8(a) | special8(b))
		return copy_bytes(out, s, 16);
	memcpy(out, &a, 8);
	memcpy(out + 8, &b, 8);
	return 16;
}
#endif

size_t ss_json_copy_plain(char *out, const char *s, size_t len)
{
	size_t i = 0, n;

	if (len < 16)
		return copy_short(out, s, len);
	for (; len - i >= 16; i += 16) {
		n = copy16(out + i, s + i);
		if (n < 16)
			return i + n;
	}
	/* What is left is copied once more with the bytes before it, known to be plain. */
	if (i == len)
		return len;
	i = len - 16;
	return i + copy16(out + i, s + i);
}

static size_t put_escape(char *out, unsigned char c)
{
	static const char letters[] = "btn\0fr"; /* from U+0008 on; there is none for U+000B */
	static const char hex[] = "0123456789abcdef";

	out[0] = '\\';
	if (c == '"' || c == '\\')
		out[1] = (char)c;
	else if (c >= '\b' && c <= '\r' && c != '\v')
		out[1] = letters[c - '\b'];
	else {
		memcpy(out + 1, "u00", 3);
		out[4] = hex[c >> 4];
		out[5] = hex[c & 15];
		return 6;
	}
	return 2;
}

/* A piece at a time, so that the room for the worst case, six for one, stays small. */
#define PIECE 512

bool ss_json_escape(struct ss_strbuf *buf, const char *s, size_t len)
{
	bool repaired = false, valid;
	size_t i = 0, n;

	while (i < len) {
		size_t end = len - i > PIECE ? i + PIECE : len;
		char *out;

		/* A sequence that starts before END may end after it: four bytes more. */
		if (!ss_strbuf_reserve(buf, (end - i) * 6 + 4))
			return repaired;
		out = buf->data + buf->len;
		while (i < end) {
			n = ss_json_copy_plain(out, s + i, end - i);
			i += n;
			out += n;
			for (; i < end && !is_plain(s[i]); i += n) {
				n = ss_utf8_sequence(s + i, len - i, &valid);
				if (!valid) {
					memcpy(out, "\xef\xbf\xbd", 3);
					out += 3;
					repaired = true;
				} else if (n == 1) {
					out += put_escape(out, s[i]);
				} else {
					memcpy(out, s + i, n);
					out += n;
				}
			}
		}
		buf->len = out - buf->data;
		*out = '\0';
	}
	return repaired;
}
