/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Who is never signalled: the same list as lib/reaper/guard.c has for user space. */
#ifndef SS_REAPER_GUARD_BPF_H
#define SS_REAPER_GUARD_BPF_H

#include "reaper_state.bpf.h"

#define OOM_EXEMPT (-1000)
#define TICK_NS	   10000000 /* of the clock that user space is shown: USER_HZ is 100 everywhere */

/* The files of the built-in list that are on this machine. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 256);
	__type(key, struct ss_wire_file_id);
	__type(value, u32);
} services SEC(".maps");

/* The reaper and its ancestors: their starts, as /proc has them, by tgid. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, u64);
} keepers SEC(".maps");

static __always_inline bool is_namespace_init(struct task_struct *t)
{
	struct pid *pid = BPF_CORE_READ(t, group_leader, thread_pid);
	u32 level = BPF_CORE_READ(pid, level);
	struct upid *upid = (void *)pid + bpf_core_field_offset(struct pid, numbers) +
			    (u64)(level & 63) * bpf_core_type_size(struct upid);

	return BPF_CORE_READ(upid, nr) == 1;
}

static __always_inline bool is_keeper(struct task_struct *t, u32 tgid)
{
	u64 *start = bpf_map_lookup_elem(&keepers, &tgid);

	return start && *start == BPF_CORE_READ(t, group_leader, start_boottime) / TICK_NS;
}

static __always_inline bool is_service(struct task_struct *t)
{
	struct ss_wire_file_id exe;

	file_run(t, &exe.inode, &exe.dev);
	return exe.inode && bpf_map_lookup_elem(&services, &exe);
}

/* RULES are those that the task is in scope of. */
static __always_inline u32 guard_of(struct task_struct *t, u64 rules)
{
	u32 tgid = BPF_CORE_READ(t, tgid);

	if (tgid == 1)
		return SS_GUARD_INIT;
	if (BPF_CORE_READ(t, flags) & PF_KTHREAD)
		return SS_GUARD_KTHREAD;
	if (is_namespace_init(t))
		return SS_GUARD_NS_INIT;
	if (tgid == self_tgid || is_keeper(t, tgid))
		return SS_GUARD_SELF;
	if (is_service(t))
		return SS_GUARD_SERVICE;
	if (BPF_CORE_READ(t, signal, oom_score_adj) == OOM_EXEMPT)
		return SS_GUARD_OOM;
	return rules & protects ? SS_GUARD_PROTECT : SS_GUARD_NONE;
}

#endif
