/* SPDX-License-Identifier: BSD-2-Clause */
/* A table in the form in which a program looks packets up in it: see wire_breaker.h. */
#ifndef SS_BREAKER_COMPILE_H
#define SS_BREAKER_COMPILE_H

#include "breaker/table.h"
#include "wire_breaker.h"

struct ss_breaker_image {
	uint32_t *labels; /* SS_BREAKER_LABELS */
	uint32_t *trie;
	size_t trie_size; /* slots */
	struct ss_wire_breaker_tail *tails;
	size_t tail_count;
	uint8_t *
		combos; /* class by (address label * transports + transport label) * marks + mark */
	size_t combo_count;
	uint32_t addresses, transports, marks; /* how many labels there are */
	uint8_t dscp[64];		       /* labels of marks */
	bool has_prefixes;
	struct ss_wire_breaker_limit limits[SS_BREAKER_LEVELS][SS_BREAKER_CLASSES];
	uint64_t words[SS_BREAKER_LEVELS]; /* without flags but drain, without generation */
	uint64_t drain_ticks[SS_BREAKER_LEVELS];
};

/*
 * Ticks are of TICK_NS; BATCHES: how many parts of a limit's burst may be out at
 * once, as processors.  0; -E2BIG: the rules make more combinations than there is
 * room for; -EINVAL: one is wrong; or -ENOMEM.
 */
int ss_breaker_compile(const struct ss_breaker_table *t, uint64_t tick_ns, unsigned int batches,
		       struct ss_breaker_image *image);
void ss_breaker_image_fini(struct ss_breaker_image *image);

#endif
