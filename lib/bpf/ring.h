/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reading end of a BPF ring buffer, or of a perf buffer where the kernel
 * has none, plugged into the event loop.
 */
#ifndef SS_RING_H
#define SS_RING_H

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/loop.h"

struct ss_ring; /* opaque */

struct ss_ring_ops {
	/* One record, in the order of the ring; 0 to go on, else the loop ends with it. */
	int (*record)(void *arg, const void *data, size_t size);
	/* The batch is over: the moment to flush. */
	int (*batch_end)(void *arg);
	void *arg;
};

/*
 * MAP is a ring buffer or a perf event array.  ASLEEP is a word shared with
 * the BPF side (mmapped): we set it when the ring is empty and we go to
 * sleep; the first record after that clears it and wakes us, the others go in
 * without a wake-up.  While records come we look every millisecond instead.
 * NULL + errno.
 */
struct ss_ring *ss_ring_new(struct ss_loop *loop, struct bpf_map *map, volatile uint32_t *asleep,
			    const struct ss_ring_ops *ops);
void ss_ring_free(struct ss_ring *ring);

/* Read what is there now, without waiting; the last look after the programs are detached. */
int ss_ring_drain(struct ss_ring *ring);
/* Records the perf buffer lost; the ring buffer's losses are counted by the BPF side itself. */
uint64_t ss_ring_lost(const struct ss_ring *ring);

#endif
