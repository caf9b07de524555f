/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reading end of two BPF ring buffers, or of a perf buffer where the kernel
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
	 * One record, aligned to 8 bytes; 0 to go on, else the loop ends with it.
	 * Those of two rings come in the order of their times: whatever a processor
	 * had finished before it began this record has come before.  A perf buffer
	 * keeps the order of each CPU only.
	 */
	int (*record)(void *arg, const void *data, size_t size);
	/* A batch is over: the moment to flush. */
	int (*batch_end)(void *arg);
	void *arg;
};

/*
 * LIFE and BULK are two BPF_MAP_TYPE_RINGBUF; or LIFE is a perf event array
 * (then PERF_BYTES, a power of two, is the room for each CPU) and BULK NULL.
 * READER is the word enum ss_reader of wire.h in memory shared with the BPF side:
 * a wake-up costs more than a record, so when the rings are empty we ask for one
 * wake-up and sleep, and while records keep coming we look every few milliseconds
 * and ask for none.
 * NULL + errno.
 */
struct ss_ring *ss_ring_new(struct ss_loop *loop, struct bpf_map *life, struct bpf_map *bulk,
			    uint32_t perf_bytes, volatile uint32_t *reader,
			    const struct ss_ring_ops *ops);
void ss_ring_free(struct ss_ring *ring);

/*
 * Read what is there now, without waiting, but for ten milliseconds at most and
 * what the last record takes.  1: there is more; 0: no more; else -errno or what
 * the record callback returned.
 */
int ss_ring_drain(struct ss_ring *ring);

/* The most bytes that stood in each ring when it was looked at, since the last time; a perf buffer
 * does not say. */
void ss_ring_peaks(struct ss_ring *ring, uint64_t *life, uint64_t *bulk);

#endif
