/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Samples and rate limits: whether an event that no filter holds back goes out.
 *
 * A bucket is one number, the time at which it is full if nothing is added
 * (the generic cell rate algorithm).  There is no lock, and Linux 5.10 has no
 * compare-and-exchange for BPF: processors that look at the same moment may let
 * an event more through each.  What is held back is counted exactly.
 */
#ifndef SS_RATE_BPF_H
#define SS_RATE_BPF_H

#include "emit.bpf.h"
#include "task.bpf.h"
#include "wire_count.h"

/* In ns: the time between two events, 0 for no limit; and what may come at once. */
const volatile __u64 rate_every[SS_EVENT_TYPES], rate_burst[SS_EVENT_TYPES];
const volatile __u64 process_every, process_burst;
const volatile __u32 sample_of[SS_EVENT_TYPES]; /* one of so many; 0: all */

volatile __u64 rate_full[SS_EVENT_TYPES];

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1); /* raised when there is a rate */
	__type(key, u32);
	__type(value, struct ss_wire_flood);
} floods SEC(".maps");

/* Where in a row of sample_of events we are, and which of them goes out. */
struct sample {
	u32 at, pick;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SS_EVENT_TYPES);
	__type(key, u32);
	__type(value, struct sample);
} samples SEC(".maps");

/*
 * One of each row, drawn by lot: what repeats in step with the row is not missed,
 * or all there is.  A function of its own for the sake of the verifier, as is
 * process_floods(): what follows an event is not walked again for each way through it.
 */
__noinline int not_drawn(u32 kind)
{
	struct sample *s;
	u32 of;

	if (kind >= SS_EVENT_TYPES)
		return 0;
	of = sample_of[kind];
	s = bpf_map_lookup_elem(&samples, &kind);
	if (!s || !of)
		return 0;
	if (s->at >= of)
		s->at = 0;
	if (!s->at)
		s->pick = bpf_get_prandom_u32() % of;
	return s->at++ != s->pick;
}

static __always_inline bool sampled_out(u32 kind)
{
	if (!sample_of[kind] || !not_drawn(kind))
		return false;
	count(sampled[kind]);
	return true;
}

static __always_inline bool bucket_takes(volatile u64 *full, u64 every, u64 burst)
{
	u64 now = bpf_ktime_get_ns(), at = *full;

	if (at < now)
		at = now;
	at += every;
	if (at > now + burst)
		return false;
	*full = at;
	return true;
}

/* The process's entry, made if need be. */
static __always_inline struct ss_wire_flood *flood_of(u32 tgid, u64 start_ns)
{
	struct ss_wire_flood *f = bpf_map_lookup_elem(&floods, &tgid);
	struct ss_wire_flood new = { .start_ns = start_ns };

	if (f && f->start_ns == start_ns)
		return f;
	bpf_map_update_elem(&floods, &tgid, &new, BPF_ANY);
	return bpf_map_lookup_elem(&floods, &tgid);
}

/* Is it this process that goes too fast?  With ADD it is the type: one more event of it held back.
 */
__noinline int process_floods(u32 tgid, u64 start_ns, u32 add)
{
	struct ss_wire_flood *f = flood_of(tgid, start_ns);

	if (!f || (!add && bucket_takes(&f->full_ns, process_every, process_burst)))
		return 0;
	__sync_fetch_and_add(&f->held, 1);
	return 1;
}

static __always_inline bool throttled(u32 kind, u32 tgid, u64 start_ns)
{
	if (process_every && process_floods(tgid, start_ns, false))
		return true;
	if (!rate_every[kind] || bucket_takes(&rate_full[kind], rate_every[kind], rate_burst[kind]))
		return false;
	process_floods(tgid, start_ns, true);
	return true;
}

/* Does an event of KIND that this process has done go out?  If not, it is counted. */
static __always_inline bool event_of_goes_out(u32 kind, u32 tgid, u64 start_ns)
{
	if (sampled_out(kind))
		return false;
	if ((!process_every && !rate_every[kind]) || !throttled(kind, tgid, start_ns))
		return true;
	count(throttled[kind]);
	return false;
}

static __always_inline bool event_goes_out(u32 kind)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	u64 start_ns = 0;

	if (process_every || rate_every[kind])
		start_ns = BPF_CORE_READ(t, group_leader, start_boottime);
	return event_of_goes_out(kind, bpf_get_current_pid_tgid() >> 32, start_ns);
}

#endif
