/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The one way out of the kernel, and the books: every record seen is shipped, filtered or lost. */
#ifndef SS_EMIT_BPF_H
#define SS_EMIT_BPF_H

#include "kernel.h"

#include <bpf/bpf_helpers.h>

#include "wire.h"

const volatile bool use_perf;	/* no ring buffer here: life is a perf event array */
const volatile __u32 half_full; /* bytes in the ring that wake a dozing reader */

volatile __u32 reader; /* enum ss_reader: the reader writes, a producer clears */

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 << 20);
} life SEC(".maps");

/* What is large. Nobody is woken for it: a record in life says that it is there. */
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
static __always_inline u64 wake_flags(bool quiet)
{
	u32 state = reader;

	if ((state == SS_READER_ASLEEP && !quiet) ||
	    (state != SS_READER_AWAKE && bpf_ringbuf_query(&life, BPF_RB_AVAIL_DATA) > half_full)) {
		reader = SS_READER_AWAKE;
		return BPF_RB_FORCE_WAKEUP;
	}
	return BPF_RB_NO_WAKEUP;
}

/* Ship a record of KIND (a constant) that was counted as seen, or count its loss. */
static __always_inline void ship(void *ctx, struct ss_wire_head *h, u32 kind, u64 size)
{
	bool quiet = h->flags & SS_WIRE_QUIET;
	u64 wake = 0;
	long err;

	h->size = size;
	if (use_perf) {
		err = bpf_perf_event_output(ctx, &life, BPF_F_CURRENT_CPU, h, size);
	} else {
		wake = wake_flags(quiet);
		err = bpf_ringbuf_output(&life, h, size, wake);
	}
	if (!err)
		return;
	if (wake == BPF_RB_FORCE_WAKEUP)
		reader = SS_READER_ASLEEP; /* the wake-up went with the record */
	if (quiet)
		count(quiet_lost);
	else
		count(lost[kind]);
}

static __always_inline void begin(struct ss_wire_head *h, u32 kind)
{
	h->kind = kind;
	h->flags = 0;
	h->size = 0;
	h->pad = 0;
	h->boot_ns = bpf_ktime_get_boot_ns();
}

#endif
