/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The one way out of the kernel, and the books: what is seen is shipped, filtered, held back or
 * lost. */
#ifndef SS_EMIT_BPF_H
#define SS_EMIT_BPF_H

#include "kernel.h"

#include <bpf/bpf_helpers.h>

#include "wire.h"

const volatile bool use_perf; /* no ring buffer here: life is a perf event array */
const volatile __u32 half_full, bulk_half_full; /* bytes in a ring that wake a dozing reader */

/*
 * Nothing more is wanted.  To take a program off a tracepoint takes the kernel a
 * tenth of a second each: until then it returns at once.
 */
volatile __u32 closed;

volatile __u32 reader; /* enum ss_reader: the reader writes, a producer clears */

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 << 20);
} life SEC(".maps");

/* What comes in thousands, or is large. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 << 20);
} bulk SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1); /* CPUs */
	__type(key, u32);
	__type(value, struct ss_wire_counts);
} counts SEC(".maps");

/* Atomic although per CPU: newer kernels may preempt a program on a tracepoint. */
#define count(what)                                                                                \
	do {                                                                                       \
		u32 cpu_ = bpf_get_smp_processor_id();                                             \
		struct ss_wire_counts *c_ = bpf_map_lookup_elem(&counts, &cpu_);                   \
		if (c_)                                                                            \
			__sync_fetch_and_add(&c_->what, 1);                                        \
	} while (0)

/*
 * A wake-up costs more than a record, so only the first record after the
 * reader fell asleep wakes it, and a ring that is half full.  Two CPUs may both
 * see the word before one clears it: two wake-ups, no harm.
 */
static __always_inline u64 wake_flags(void *ring, u64 half, bool quiet)
{
	u32 state = reader;

	if (state == SS_READER_AWAKE)
		return BPF_RB_NO_WAKEUP;
	if ((state == SS_READER_ASLEEP && !quiet) ||
	    bpf_ringbuf_query(ring, BPF_RB_AVAIL_DATA) > half) {
		reader = SS_READER_AWAKE;
		return BPF_RB_FORCE_WAKEUP;
	}
	return BPF_RB_NO_WAKEUP;
}

static __always_inline long output(void *ctx, void *ring, u64 half, const void *data, u64 size,
				   bool quiet)
{
	u64 wake;
	long err;

	if (use_perf)
		return bpf_perf_event_output(ctx, &life, BPF_F_CURRENT_CPU, (void *)data, size);
	wake = wake_flags(ring, half, quiet);
	err = bpf_ringbuf_output(ring, (void *)data, size, wake);
	if (err && wake == BPF_RB_FORCE_WAKEUP)
		reader = SS_READER_ASLEEP; /* the wake-up went with the record */
	return err;
}

/* Ship a record of KIND (a constant) that was counted as seen, or count its loss. */
static __always_inline void ship(void *ctx, struct ss_wire_head *h, u32 kind, u64 size)
{
	bool quiet = h->flags & SS_WIRE_QUIET;

	h->size = size;
	if (!output(ctx, &life, half_full, h, size, quiet))
		return;
	if (quiet)
		count(quiet_lost);
	else
		count(lost[kind]);
}

/* The same for what is not of a process's life, and must not push that out. */
static __always_inline void ship_bulk(void *ctx, struct ss_wire_head *h, u32 kind, u64 size)
{
	h->size = size;
	if (output(ctx, &bulk, bulk_half_full, h, size, false))
		count(lost[kind]);
}

static __always_inline void begin(struct ss_wire_head *h, u32 kind)
{
	h->kind = kind;
	h->flags = 0;
	h->size = 0;
	h->rules = 0;
	h->boot_ns = bpf_ktime_get_boot_ns();
}

#endif
