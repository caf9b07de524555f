/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Calls: when they began, and whether they are late when they return. */
#ifndef SS_REAPER_CALL_BPF_H
#define SS_REAPER_CALL_BPF_H

#include "reaper_act.bpf.h"
#include "syscall_spec.h"

/* For each system call its target's number + 1; 0: not watched. */
const volatile __u8 call_targets[SS_SYSCALL_MAX];
/* SS_REAP_FILE_* and the number of an argument; 0: none. */
const volatile __u8 target_files[SS_REAP_TARGETS];
const volatile __u32 slot_targets[SS_REAP_SLOTS];
const volatile __u32 entry_only; /* bits: slots whose returns are not seen */
const volatile __u64 program_targets; /* bits: targets that are functions of programs */

/*
 * Calls under way, by thread id << 32 | target.  Not an LRU: that would forget
 * just the oldest, which is the one that hangs.  An entry stays when its call is
 * over, and is used again for the next; it goes with its thread.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1); /* sized from the system */
	__type(key, u64);
	__type(value, struct ss_wire_reap_call);
} calls SEC(".maps");

static __always_inline u64 call_key(u32 tid, u32 target)
{
	return (u64)tid << 32 | target;
}

/* How a call begins. */
struct beginning {
	u32 target;
	bool alone; /* a thread is in one at most, or its return is not seen: each begins anew */
	u64 sp;	    /* user space's, of a function of a program; else 0 */
};

/*
 * Is it inside one that began before?  A function that was left without a return
 * (longjmp, an exception) has no frame below this one any more.
 */
static __always_inline bool is_nested(const struct ss_wire_reap_call *c, const struct beginning *b)
{
	return c->since && !b->alone && !(b->sp && b->sp >= c->sp);
}

static __always_inline void put_owner(struct ss_wire_reap_call *c, struct task_struct *t)
{
	c->tgid = bpf_get_current_pid_tgid() >> 32;
	if (has_typed_task())
		c->start_ns = bpf_get_current_task_btf()->group_leader->start_boottime;
	else
		c->start_ns = BPF_CORE_READ(t, group_leader, start_boottime);
}

static __noinline int call_begin(const struct beginning *b)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	u64 key = call_key(bpf_get_current_pid_tgid(), b->target);
	struct ss_wire_reap_call new = { .depth = 1, .sp = b->sp }, *c;

	if (closed)
		return 0;
	new.rules = scope_rules(b->target);
	/* Its entries have been forgotten when it is that far. */
	if (!new.rules || BPF_CORE_READ(t, flags) & PF_EXITING)
		return 0;
	c = bpf_map_lookup_elem(&calls, &key);
	if (c && is_nested(c, b)) {
		count_target(b->target, nested);
		c->depth++;
		return 0;
	}
	put_owner(&new, t);
	new.since = bpf_ktime_get_ns();
	if (c)
		*c = new;
	else if (bpf_map_update_elem(&calls, &key, &new, BPF_NOEXIST))
		count_target(b->target, untracked);
	return 0;
}

static __always_inline int begins(u32 target, bool alone, u64 sp)
{
	struct beginning b = { target, alone, sp };

	return call_begin(&b);
}

static __always_inline void call_took(u32 target, u64 rules, u64 ns)
{
	struct ss_wire_reap_target *t = target_of(target);
	u32 bucket = ss_reap_bucket(ns);

	if (rules & auto_rules)
		learn(rules, ns);
	if (!t)
		return;
	bump(t->calls);
	if (bucket < SS_REAP_BUCKETS)
		bump(t->buckets[bucket]);
}

/* The struct file that the call is about, or 0.  ARG is the function's argument, if that is it. */
static __always_inline u64 call_file(u32 target, u64 arg)
{
	u32 how = target_files[target & (SS_REAP_TARGETS - 1)];

	if (how & SS_REAP_FILE_FD)
		return (u64)file_of_fd(syscall_arg(current_regs(), how & 7));
	return how & SS_REAP_FILE_PTR ? arg : 0;
}

/*
 * Is that the return of an inner call?  Of a function of a program the stack says it: at
 * the end of the outermost it stands where it stood at its begin, or a word above.  To count
 * would not do, as the kernel sees no return of the 65th frame and those below.
 */
static __always_inline bool is_inner(struct ss_wire_reap_call *c, u64 sp)
{
	if (sp)
		return sp < c->sp;
	if (c->depth <= 1)
		return false;
	c->depth--;
	return true;
}

static __noinline int call_end(void *ctx, u32 target, u64 arg, u64 sp)
{
	u64 key = call_key(bpf_get_current_pid_tgid(), target), now, limit, rules;
	struct ss_wire_reap_call *c = bpf_map_lookup_elem(&calls, &key);
	struct overdue o = { .target = target, .returned = 1 };

	if (!c || !c->since || closed)
		return 0;
	if (is_inner(c, sp))
		return 0;
	now = bpf_ktime_get_ns();
	o.elapsed_ns = now - c->since;
	rules = c->rules;
	c->since = 0;
	/* Time that it was stopped was taken off twice: when it began is not known. */
	if ((s64)o.elapsed_ns < 0)
		return 0;
	call_took(target, rules, o.elapsed_ns);
	limit = target_limits[target & (SS_REAP_TARGETS - 1)];
	if (!limit || o.elapsed_ns < limit)
		return 0;
	/* It may have moved, or changed, since: whom it is now counts as well. */
	o.rules = scope_rules(target) & (rules | protects);
	if (!(o.rules & ~protects))
		return 0;
	o.seen_ns = now;
	o.file = call_file(target, arg);
	return overdue(ctx, &o);
}

/* The number is masked and not compared, so that every verifier follows. */
static __always_inline u32 target_of_call(long nr)
{
	return call_targets[nr & (SS_SYSCALL_MAX - 1)];
}

SEC("?tp")
int reap_sys_enter(struct trace_event_raw_sys_enter *ctx)
{
	u32 target = target_of_call(entered_nr(ctx));

	return target ? begins(target - 1, true, 0) : 0;
}

SEC("?tp")
int reap_sys_exit(struct trace_event_raw_sys_exit *ctx)
{
	u32 target = target_of_call(returned_nr(ctx));

	return target ? call_end(ctx, target - 1, 0, 0) : 0;
}

/* The argument of a function that is a struct file; which one is a constant to the verifier. */
static __always_inline u64 slot_arg(const void *ctx, u32 target)
{
	u32 how = target_files[target & (SS_REAP_TARGETS - 1)];

	switch (how) {
	case SS_REAP_FILE_PTR: return raw_arg(ctx, 0);
	case SS_REAP_FILE_PTR | 1: return raw_arg(ctx, 1);
	case SS_REAP_FILE_PTR | 2: return raw_arg(ctx, 2);
	default: return 0;
	}
}

/* The stack of the program whose function it is; of one of the kernel it says nothing. */
static __always_inline u64 user_sp(void *ctx)
{
	return BPF_CORE_READ((struct pt_regs *)ctx, sp);
}

/* A function of the kernel or of a program: each with programs that know which it is. */
#define ON_FUNCTION(i)                                                                             \
	SEC("?fentry") int reap_enter_##i(u64 *ctx)                                                \
	{                                                                                          \
		return begins(slot_targets[i], false, 0);                                          \
	}                                                                                          \
	SEC("?fexit") int reap_exit_##i(u64 *ctx)                                                  \
	{                                                                                          \
		return call_end(ctx, slot_targets[i], slot_arg(ctx, slot_targets[i]), 0);          \
	}                                                                                          \
	SEC("?kprobe") int reap_probe_##i(void *ctx)                                               \
	{                                                                                          \
		return begins(slot_targets[i], entry_only >> (i)&1, user_sp(ctx));                 \
	}                                                                                          \
	SEC("?kprobe") int reap_return_##i(void *ctx)                                              \
	{                                                                                          \
		return call_end(ctx, slot_targets[i], 0, user_sp(ctx));                            \
	}

ON_FUNCTION(0)
ON_FUNCTION(1)
ON_FUNCTION(2)
ON_FUNCTION(3)
ON_FUNCTION(4)
ON_FUNCTION(5)
ON_FUNCTION(6)
ON_FUNCTION(7)
ON_FUNCTION(8)
ON_FUNCTION(9)
ON_FUNCTION(10)
ON_FUNCTION(11)
ON_FUNCTION(12)
ON_FUNCTION(13)
ON_FUNCTION(14)
ON_FUNCTION(15)

#endif
