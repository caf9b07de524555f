/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reading end of a BPF ring buffer, or of a perf buffer where the kernel
 * has none, plugged into the event loop.
 */
#ifndef SS_RING_H
#define SS_RING_H

#include <bpf/libbpf.h>
#include <stdint.h>

#include "core/loop.h"

struct ss_ring; /* opaque */

struct ss_ring_ops {
	/* One record, in order, aligned to 8 bytes; 0 to go on, else the loop ends with it. */
	int (*record)(void *arg, const void *data, size_t size);
	/* Everything that was there has been read: the moment to flush. */
	int (*batch_end)(void *arg);
	void *arg;
};

/*
 * MAP is a BPF_MAP_TYPE_RINGBUF or a perf event array (then PERF_BYTES, a power
 * of two, is the room for each CPU).  READER is the word enum ss_reader of
 * wire.h in memory shared with the BPF side: a wake-up costs more than a
 * record, so when the ring is empty we ask for one wake-up and sleep, and
 * while records keep coming we look every one to four milliseconds and ask for none.
 * NULL + errno.
 */
struct ss_ring *ss_ring_new(struct ss_loop *loop, struct bpf_map *map, uint32_t perf_bytes,
			    volatile uint32_t *reader, const struct ss_ring_ops *ops);
void ss_ring_free(struct ss_ring *ring);

/* Read what is there now, without waiting.  0, or what the record callback returned. */
int ss_ring_drain(struct ss_ring *ring);

#endif
