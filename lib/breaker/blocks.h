/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a prefix of the block list stands in the filter that is asked before it. */
#ifndef SS_BREAKER_BLOCKS_H
#define SS_BREAKER_BLOCKS_H

#include <stdint.h>

struct ss_breaker_place {
	uint32_t grain; /* SS_BREAKER_GRAIN_* */
	uint32_t bit;	/* of the filter; of GRAIN_ALL there is none */
};

/* FAMILY is 4 or 6; what is behind LENGTH is 0. */
void ss_breaker_place(uint8_t family, uint8_t length, const uint8_t *addr,
		      struct ss_breaker_place *place);

#endif
