// SPDX-License-Identifier: BSD-2-Clause
#include "breaker/blocks.h"

#include <stddef.h>

#include "wire_breaker.h"

/* The longest first: the longest that is not longer than a prefix is its own. */
static const struct {
	uint8_t length;
	uint32_t grain;
} grains4[] = {
	{ 32, SS_BREAKER_GRAIN_32 },
	{ 24, SS_BREAKER_GRAIN_24 },
	{ 16, SS_BREAKER_GRAIN_16 },
	{ 8, SS_BREAKER_GRAIN_8 },
}, grains6[] = {
	{ 64, SS_BREAKER_GRAIN_64 },
	{ 48, SS_BREAKER_GRAIN_48 },
	{ 32, SS_BREAKER_GRAIN_32 },
	{ 16, SS_BREAKER_GRAIN_16 },
};

void ss_breaker_place(uint8_t family, uint8_t length, const uint8_t *addr,
		      struct ss_breaker_place *place)
{
	uint64_t bits = 0;

	place->grain = SS_BREAKER_GRAIN_ALL;
	place->bit = 0;
	for (size_t i = 0; i < sizeof(grains4) / sizeof(grains4[0]); i++) {
		uint8_t own = family == 4 ? grains4[i].length : grains6[i].length;

		if (own > length)
			continue;
		for (int n = 0; n < own / 8; n++)
			bits |= (uint64_t)addr[n] << (56 - 8 * n);
		place->grain = family == 4 ? grains4[i].grain : grains6[i].grain;
		place->bit = ss_breaker_filter_bit(bits, own);
		return;
	}
}
