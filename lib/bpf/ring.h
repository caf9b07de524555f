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
	/*
	 * One record, in the ring's order (a perf buffer: in that of each CPU),
	 * aligned to 8 bytes; 0 to go on, else the loop ends with it.
	 */
	int (*record)(void *arg, const void *data, size_t size);
	/* One record of the ring for bulk; 0 to go on, 1 when that is enough for now, or -errno. */
	int (*bulk)(void *arg, const void *data, size_t size);
	/* A batch is over: the moment to flush. */
	int (*batch_end)(void *arg);
	void *arg;
};

/*
 * MAP is a BPF_MAP_TYPE_RINGBUF or a perf event array (then PERF_BYTES, a power
 * of two, is the room for each CPU).  BULK, a ring buffer or NULL, is read only
 * by ss_ring_read_bulk().  READER is the word enum ss_reader of wire.h in
 * memory shared with the BPF side: a wake-up costs more than a record, so when
 * the ring is empty we ask for one wake-up and sleep, and while records keep
 * coming we look every few milliseconds and ask for none.
 * NULL + errno.
 */
struct ss_ring *ss_ring_new(struct ss_loop *loop, struct bpf_map *map, struct bpf_map *bulk,
			    uint32_t perf_bytes, volatile uint32_t *reader,
			    const struct ss_ring_ops *ops);
void ss_ring_free(struct ss_ring *ring);

/*
 * Read what is there now, without waiting, but for ten milliseconds at most and
 * what the last record takes.  1: there is more; 0: no more; else -errno or what
 * the record callback returned.
 */
int ss_ring_drain(struct ss_ring *ring);
/* Read the ring for bulk until its callback has enough.  0 or -errno. */
int ss_ring_read_bulk(struct ss_ring *ring);

#endif
