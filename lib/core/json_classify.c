// SPDX-License-Identifier: BSD-2-Clause
/* Bit masks of 64 bytes of JSON, for each kind of machine. */
#include <string.h>

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

const ss_json_classify_fn *ss_json_classifiers(void)
{
#if defined(__x86_64__)
	static const ss_json_classify_fn all[] = { classify_avx2, classify_sse2, classify_bytes,
						   NULL };

	return all + !__builtin_cpu_supports("avx2");
#elif defined(__aarch64__)
	static const ss_json_classify_fn all[] = { classify_neon, classify_bytes, NULL };

	return all;
#else
	static const ss_json_classify_fn all[] = { classify_bytes, NULL };

	return all;
#endif
}

ss_json_classify_fn ss_json_classifier(void)
{
	return ss_json_classifiers()[0];
}
