/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Threads that compute for longer than a limit without ever going to sleep.  The
 * kernel counts both for each thread, the time it ran and how often it went to
 * sleep; a clock on each processor looks at who runs, and nothing is hooked.
 */
#ifndef SS_REAPER_ONCPU_BPF_H
#define SS_REAPER_ONCPU_BPF_H

#include "reaper_call.bpf.h"

const volatile __u32 oncpu_target;

/* Since when a thread computes, by its id: what the kernel had counted at the first look. */
struct burst {
	u64 sleeps, ran_ns;
	u64 told_ns; /* it ran for so long when it was last reported */
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, u32);
	__type(value, struct burst);
} bursts SEC(".maps");

static __always_inline int burst_look(void *ctx, struct task_struct *t, u32 tid)
{
	u64 sleeps = BPF_CORE_READ(t, nvcsw), ran = BPF_CORE_READ(t, se.sum_exec_runtime), limit;
	struct burst *b = bpf_map_lookup_elem(&bursts, &tid), new = { sleeps, ran, 0 };
	u32 target = oncpu_target & (SS_REAP_TARGETS - 1);
	struct overdue o = { .target = target };

	if (!b || b->sleeps != sleeps || ran < b->ran_ns) {
		bpf_map_update_elem(&bursts, &tid, &new, BPF_ANY);
		return 0;
	}
	o.elapsed_ns = ran - b->ran_ns;
	limit = target_limits[target];
	/* Once, and then as often as it has run for another limit. */
	if (!limit || o.elapsed_ns < limit || (b->told_ns && o.elapsed_ns - b->told_ns < limit))
		return 0;
	o.rules = scope_rules(target);
	if (!o.rules)
		return 0;
	b->told_ns = o.elapsed_ns;
	o.seen_ns = bpf_ktime_get_ns();
	return overdue(ctx, &o);
}

SEC("?perf_event")
int reap_oncpu(void *ctx)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	u32 tid = bpf_get_current_pid_tgid();

	if (!tid || closed || BPF_CORE_READ(t, flags) & PF_KTHREAD)
		return 0;
	return burst_look(ctx, t, tid);
}

#endif
