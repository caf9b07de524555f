/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of the block list share. */
#ifndef SS_BREAKER_BLOCKS_IMPL_H
#define SS_BREAKER_BLOCKS_IMPL_H

#include "datapath_impl.h"

struct list {
	struct plane *plane;
	int map;
	uint8_t family;
	uint64_t now; /* tick */
};

/* Of both families: of IPv4 the first 8 bytes. */
typedef struct ss_wire_block6 block_key;

/* 0 or -errno. */
int blocks_open(struct list *l, struct plane *p, uint8_t family);
/* FN for each entry; it may remove it.  What FN returned, or -errno. */
typedef int (*entry_fn)(void *arg, struct list *l, const block_key *key,
			const struct ss_wire_block *block);
int blocks_each(struct list *l, entry_fn fn, void *arg);

/* The state and the filter in memory; both are unmapped by who asked.  0 or -errno. */
int blocks_filter(struct plane *p, struct ss_wire_breaker_state **state, uint64_t **bits,
		  size_t sizes[2]);

#endif
