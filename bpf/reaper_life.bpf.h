/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Threads that come, change, stop and go: what is kept about them follows. */
#ifndef SS_REAPER_LIFE_BPF_H
#define SS_REAPER_LIFE_BPF_H

#include "reaper_call.bpf.h"
#include "reaper_oncpu.bpf.h"

#define TASK_STOPPED_OR_TRACED 0xc
#define JOBCTL_TRAP_FREEZE     (1ul << 23)

/* Never too few: who is ended while stopped is counted for ever, which costs a lookup a switch. */
volatile __u64 stopped;

/* When a thread was stopped, by its id. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, u32);
	__type(value, u64);
} stops SEC(".maps");

__noinline int forget_calls(u32 tid)
{
	for (u32 i = 0; i < SS_REAP_TARGETS && i < target_count; i++) {
		u64 key = call_key(tid, i);

		bpf_map_delete_elem(&calls, &key);
	}
	bpf_map_delete_elem(&bursts, &tid);
	return 0;
}

/* Time that a thread was stopped is no time of its calls. */
__noinline int shift_calls(u32 tid, u64 ns)
{
	for (u32 i = 0; i < SS_REAP_TARGETS && i < target_count; i++) {
		u64 key = call_key(tid, i);
		struct ss_wire_reap_call *c = bpf_map_lookup_elem(&calls, &key);

		if (c && c->since)
			c->since += ns;
	}
	return 0;
}

static __always_inline u32 exit_status(struct task_struct *t)
{
	if (BPF_CORE_READ(t, signal, flags) & SIGNAL_GROUP_EXIT)
		return BPF_CORE_READ(t, signal, group_exit_code);
	return BPF_CORE_READ(t, group_leader, exit_code);
}

/* Its last thread goes: if that is our doing, say so. */
static __always_inline void tell_gone(struct task_struct *t, u32 tgid)
{
	struct ss_wire_signalled *s = bpf_map_lookup_elem(&signalled, &tgid);
	struct ss_wire_gone r = { .head = { .kind = SS_WIRE_GONE, .size = sizeof(r) } };

	if (!s)
		return;
	put_id(&r.id, t);
	if (s->start_ns == r.id.start_ns && (s->signal == SIGKILL || s->signal == SIGTERM)) {
		r.head.boot_ns = bpf_ktime_get_boot_ns();
		r.gone_ns = bpf_ktime_get_ns();
		r.signalled_ns = s->signalled_ns;
		r.rule = s->rule;
		r.status = exit_status(t);
		BPF_CORE_READ_STR_INTO(&r.comm, t, group_leader, comm);
		if (bpf_ringbuf_output(&reaps, &r, sizeof(r), 0))
			bump(lost);
	}
	bpf_map_delete_elem(&signalled, &tgid);
}

/* Whoever gets its number later is somebody else, whom no rule names, and not who runs this. */
static __always_inline void forget_number(u32 tgid)
{
	if (tgid == self_tgid)
		self_tgid = 0;
	if (asked(by_pid))
		bpf_map_delete_elem(&pids, &tgid);
	if (asked(by_tree))
		bpf_map_delete_elem(&tree_roots, &tgid);
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(reap_exit, struct task_struct *task)
{
	struct task_struct *t = untyped(task);
	struct scope scope;
	struct ss_wire_id id;

	forget_calls(BPF_CORE_READ(t, pid));
	if (BPF_CORE_READ(t, signal, live.counter) != 0)
		return 0; /* other threads go on */
	put_id(&id, t);
	if (SCOPED)
		scope_take(&scope, &id);
	tell_gone(t, id.tgid);
	forget_number(id.tgid);
	return 0;
}

/* No function of the program that was returns any more; those of the kernel may. */
__noinline int forget_program(u32 tid)
{
	for (u32 i = 0; i < SS_REAP_TARGETS && i < target_count; i++) {
		u64 key = call_key(tid, i);

		if (program_targets >> i & 1)
			bpf_map_delete_elem(&calls, &key);
	}
	return 0;
}

/*
 * A thread that execs takes over the id of its process's first one.  What it computed was
 * for the program that was.
 */
SEC("tp_btf/sched_process_exec")
int BPF_PROG(reap_exec, struct task_struct *t, int old_tid)
{
	u32 tid = t->pid;

	bpf_map_delete_elem(&bursts, &tid);
	if (old_tid != t->pid)
		forget_calls(old_tid);
	else if (program_targets)
		forget_program(old_tid);
	return 0;
}

SEC("?tp_btf/sched_process_fork")
int BPF_PROG(reap_fork, struct task_struct *creator, struct task_struct *new)
{
	struct task_struct *child = untyped(new);
	struct scope scope;
	struct ss_wire_id id;

	if (BPF_CORE_READ(child, pid) != BPF_CORE_READ(child, tgid))
		return 0; /* a thread */
	put_id(&id, child);
	scope_inherit(&scope, untyped(creator), &id);
	return 0;
}

/*
 * Off and on: only those that are stopped, traced or frozen are looked at.  The
 * state of before it is no argument on older kernels: it stands in the task.
 */
SEC("?tp_btf/sched_switch")
int BPF_PROG(reap_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	u32 off = prev->pid, on = next->pid;
	u64 now, *since;

	if (task_state(prev) & TASK_STOPPED_OR_TRACED || prev->jobctl & JOBCTL_TRAP_FREEZE) {
		now = bpf_ktime_get_ns();
		if (map_add(&stops, &off, &now))
			bump(stopped);
	}
	since = stopped ? bpf_map_lookup_elem(&stops, &on) : NULL;
	if (!since)
		return 0;
	shift_calls(on, bpf_ktime_get_ns() - *since);
	bpf_map_delete_elem(&stops, &on);
	__sync_fetch_and_add(&stopped, -1);
	return 0;
}

#endif
