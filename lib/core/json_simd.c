// SPDX-License-Identifier: BSD-2-Clause
/* Bit masks of 64 bytes of JSON, and their numbers, for each kind of machine. */
#include "core/json_scan.h"

#if defined(__x86_64__)
#include <immintrin.h>

static void classify_sse2(const char *text, size_t count, struct ss_json_masks *out)
{
	for (; count; count--, text += SS_JSON_BLOCK, out++) {
		struct ss_json_masks m = { 0 };

		for (int i = 0; i < SS_JSON_BLOCK; i += 16) {
			__m128i x = _mm_loadu_si128((const __m128i *)(text + i));
			__m128i curly = _mm_or_si128(x, _mm_set1_epi8(0x20)); /* also of [ and ] */
			__m128i op = _mm_cmpeq_epi8(curly, _mm_set1_epi8('{'));

#define MASK(v) ((uint64_t)(uint32_t)_mm_movemask_epi8(v) << i)
			op = _mm_or_si128(op, _mm_cmpeq_epi8(curly, _mm_set1_epi8('}')));
			op = _mm_or_si128(op, _mm_cmpeq_epi8(x, _mm_set1_epi8(':')));
			op = _mm_or_si128(op, _mm_cmpeq_epi8(x, _mm_set1_epi8(',')));
			m.op |= MASK(op);
			m.quote |= MASK(_mm_cmpeq_epi8(x, _mm_set1_epi8('"')));
			m.backslash |= MASK(_mm_cmpeq_epi8(x, _mm_set1_epi8('\\')));
			m.space |= MASK(_mm_cmpeq_epi8(x, _mm_set1_epi8(' ')));
			/* Signed: bytes from 0x80 are less than 0x20 as well. */
			m.other |= MASK(_mm_cmplt_epi8(x, _mm_set1_epi8(' ')));
#undef MASK
		}
		*out = m;
	}
}

__attribute__((target("avx2"))) static void classify_avx2(const char *text, size_t count,
							  struct ss_json_masks *out)
{
	for (; count; count--, text += SS_JSON_BLOCK, out++) {
		struct ss_json_masks m = { 0 };

		for (int i = 0; i < SS_JSON_BLOCK; i += 32) {
			__m256i x = _mm256_loadu_si256((const __m256i *)(text + i));
			__m256i curly = _mm256_or_si256(x, _mm256_set1_epi8(0x20));
			__m256i op = _mm256_cmpeq_epi8(curly, _mm256_set1_epi8('{'));

#define MASK(v) ((uint64_t)(uint32_t)_mm256_movemask_epi8(v) << i)
			op = _mm256_or_si256(op, _mm256_cmpeq_epi8(curly, _mm256_set1_epi8('}')));
			op = _mm256_or_si256(op, _mm256_cmpeq_epi8(x, _mm256_set1_epi8(':')));
			op = _mm256_or_si256(op, _mm256_cmpeq_epi8(x, _mm256_set1_epi8(',')));
			m.op |= MASK(op);
			m.quote |= MASK(_mm256_cmpeq_epi8(x, _mm256_set1_epi8('"')));
			m.backslash |= MASK(_mm256_cmpeq_epi8(x, _mm256_set1_epi8('\\')));
			m.space |= MASK(_mm256_cmpeq_epi8(x, _mm256_set1_epi8(' ')));
			m.other |= MASK(_mm256_cmpgt_epi8(_mm256_set1_epi8(' '), x));
#undef MASK
		}
		*out = m;
	}
}

/* Eight at a time, more than there are: one branch to guess instead of one for each. */
__attribute__((target("bmi,popcnt"))) static uint32_t *
flatten_bmi(const uint64_t *bits, size_t count, uint32_t base, uint32_t *out)
{
	for (size_t i = 0; i < count; i++, base += SS_JSON_BLOCK) {
		uint32_t *end = out + __builtin_popcountll(bits[i]);

		for (uint64_t b = bits[i]; out < end; out += 8)
			for (int k = 0; k < 8; k++, b = _blsr_u64(b))
				out[k] = base + (uint32_t)_tzcnt_u64(b);
		out = end;
	}
	return out;
}

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi2,popcnt")))

AVX512 static void classify_avx512(const char *text, size_t count, struct ss_json_masks *out)
{
	for (; count; count--, text += SS_JSON_BLOCK, out++) {
		__m512i x = _mm512_loadu_si512(text);
		__m512i curly = _mm512_or_si512(x, _mm512_set1_epi8(0x20));

		out->op = _mm512_cmpeq_epi8_mask(curly, _mm512_set1_epi8('{')) |
			  _mm512_cmpeq_epi8_mask(curly, _mm512_set1_epi8('}')) |
			  _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8(':')) |
			  _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8(','));
		out->quote = _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8('"'));
		out->backslash = _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8('\\'));
		out->space = _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8(' '));
		out->other = _mm512_cmplt_epi8_mask(x, _mm512_set1_epi8(' '));
	}
}

/* The bytes 0 to 63 where the bits are set, sixteen of them at a time made wider. */
AVX512 static uint32_t *flatten_avx512(const uint64_t *bits, size_t count, uint32_t base,
				       uint32_t *out)
{
	const __m512i sixteen = _mm512_set1_epi8(16);
	const __m128i first = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
	__m512i numbers = _mm512_broadcast_i32x4(first);

	numbers = _mm512_mask_add_epi8(numbers, 0xffffffffffff0000, numbers, sixteen);
	numbers = _mm512_mask_add_epi8(numbers, 0xffffffff00000000, numbers, sixteen);
	numbers = _mm512_mask_add_epi8(numbers, 0xffff000000000000, numbers, sixteen);
	for (size_t i = 0; i < count; i++, base += SS_JSON_BLOCK) {
		__m512i set = _mm512_maskz_compress_epi8(bits[i], numbers);
		__m512i start = _mm512_set1_epi32((int)base);
		size_t n = __builtin_popcountll(bits[i]);

#define PUT(k)                                                                                     \
	_mm512_storeu_si512(out + (k)*16,                                                          \
			    _mm512_add_epi32(start, _mm512_cvtepu8_epi32(                          \
							    _mm512_extracti32x4_epi32(set, (k)))))
		PUT(0);
		PUT(1);
		if (n > 32) {
			PUT(2);
			PUT(3);
		}
#undef PUT
		out += n;
	}
	return out;
}
#elif defined(__aarch64__)
#include <arm_neon.h>

/* Four vectors of all-ones or all-zeros bytes to 64 bits. */
static inline uint64_t mask(const uint8x16_t v[4])
{
	const uint8x16_t bits = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128 };
	uint8x16_t low = vpaddq_u8(vandq_u8(v[0], bits), vandq_u8(v[1], bits));
	uint8x16_t high = vpaddq_u8(vandq_u8(v[2], bits), vandq_u8(v[3], bits));
	uint8x16_t all = vpaddq_u8(low, high);

	all = vpaddq_u8(all, all);
	return vgetq_lane_u64(vreinterpretq_u64_u8(all), 0);
}

static void classify_neon(const char *text, size_t count, struct ss_json_masks *out)
{
	for (; count; count--, text += SS_JSON_BLOCK, out++) {
		uint8x16_t quote[4], backslash[4], op[4], space[4], other[4];

		for (int i = 0; i < 4; i++) {
			uint8x16_t x = vld1q_u8((const uint8_t *)text + i * 16);
			uint8x16_t curly = vorrq_u8(x, vdupq_n_u8(0x20)); /* also of [ and ] */

			op[i] = vorrq_u8(vceqq_u8(curly, vdupq_n_u8('{')),
					 vceqq_u8(curly, vdupq_n_u8('}')));
			op[i] = vorrq_u8(op[i], vceqq_u8(x, vdupq_n_u8(':')));
			op[i] = vorrq_u8(op[i], vceqq_u8(x, vdupq_n_u8(',')));
			quote[i] = vceqq_u8(x, vdupq_n_u8('"'));
			backslash[i] = vceqq_u8(x, vdupq_n_u8('\\'));
			space[i] = vceqq_u8(x, vdupq_n_u8(' '));
			/* Signed: bytes from 0x80 are less than 0x20 as well. */
			other[i] = vcltq_s8(vreinterpretq_s8_u8(x), vdupq_n_s8(' '));
		}
		*out = (struct ss_json_masks){ .quote = mask(quote),
					       .backslash = mask(backslash),
					       .op = mask(op),
					       .space = mask(space),
					       .other = mask(other) };
	}
}
#endif

static void classify_bytes(const char *text, size_t count, struct ss_json_masks *out)
{
	for (; count; count--, text += SS_JSON_BLOCK, out++) {
		struct ss_json_masks m = { 0 };

		for (int i = 0; i < SS_JSON_BLOCK; i++) {
			unsigned char c = text[i];
			uint64_t bit = UINT64_C(1) << i;

			if (c == '"')
				m.quote |= bit;
			else if (c == '\\')
				m.backslash |= bit;
			else if (c == ' ')
				m.space |= bit;
			else if (c < 0x20 || c >= 0x80)
				m.other |= bit;
			else if (c == ',' || c == ':' || (c | 0x20) == '{' || (c | 0x20) == '}')
				m.op |= bit;
		}
		*out = m;
	}
}

static uint32_t *flatten_bits(const uint64_t *bits, size_t count, uint32_t base, uint32_t *out)
{
	for (size_t i = 0; i < count; i++, base += SS_JSON_BLOCK)
		for (uint64_t b = bits[i]; b; b &= b - 1)
			*out++ = base + __builtin_ctzll(b);
	return out;
}

const struct ss_json_simd *ss_json_simd(void)
{
	static const struct ss_json_simd all[] = {
#if defined(__x86_64__)
		{ "avx512", classify_avx512, flatten_avx512 },
		{ "avx2", classify_avx2, flatten_bmi },
		{ "sse2", classify_sse2, flatten_bits },
#elif defined(__aarch64__)
		{ "neon", classify_neon, flatten_bits },
#endif
		{ "plain", classify_bytes, flatten_bits },
		{ 0 },
	};

#if defined(__x86_64__)
	if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi"))
		return all + 2;
	if (!__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512vbmi2"))
		return all + 1;
#endif
	return all;
}
