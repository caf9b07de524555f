/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the reaper's programs share with user space: rules, limits, counts, the way out. */
#ifndef SS_REAPER_STATE_BPF_H
#define SS_REAPER_STATE_BPF_H

/* What is met is the process: its name counts, not that of its thread. */
#define COMM_OF_PROCESS

#include "filter.bpf.h"
#include "wire_reaper.h"

const volatile __u32 target_count;
const volatile __u64 target_rules[SS_REAP_TARGETS]; /* the rules about each */
const volatile __u64 known_rules;		    /* all there are */
const volatile __u64 protects;			    /* rules that say who is never signalled */
const volatile bool dry_run;
const volatile __u32 mass_max; /* 0: no guard */
const volatile __u64 mass_ns;

/* The shortest limit of a target's rules; user space changes it with the rules. */
volatile __u64 target_limits[SS_REAP_TARGETS];

volatile __u32 closed;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} reaps SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SS_REAP_RULES);
	__type(key, u32);
	__type(value, struct ss_wire_reap_rule);
} reap_rules SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SS_REAP_RULES);
	__type(key, u32);
	__type(value, struct ss_wire_reap_state);
} reap_states SEC(".maps");

/* The same of what user space has done, which only that writes: both keep to one rate. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SS_REAP_RULES);
	__type(key, u32);
	__type(value, struct ss_wire_reap_state);
} reap_done SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SS_REAP_TARGETS);
	__type(key, u32);
	__type(value, struct ss_wire_reap_target);
} reap_targets SEC(".maps");

/* For those who ask what this is: no program looks at it. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(u32));
	__uint(value_size, sizeof(struct ss_wire_reap_meta)); /* and its text */
} reap_meta SEC(".maps");

/* The evidence that did not get through. */
volatile __u64 lost;

/* On a CPU of its own, but newer kernels may preempt a program. */
#define bump(where) __sync_fetch_and_add(&(where), 1)

static __always_inline struct ss_wire_reap_target *target_of(u32 target)
{
	return bpf_map_lookup_elem(&reap_targets, &target);
}

#define count_target(target, what)                                                                 \
	do {                                                                                       \
		struct ss_wire_reap_target *t_ = target_of(target);                                \
		if (t_)                                                                            \
			bump(t_->what);                                                            \
	} while (0)

/* Inode and device of the file that T runs. */
static __always_inline void file_run(struct task_struct *t, u64 *ino, u64 *dev)
{
	struct inode *inode = BPF_CORE_READ(t, mm, exe_file, f_inode);

	*ino = BPF_CORE_READ(inode, i_ino);
	*dev = BPF_CORE_READ(inode, i_sb, s_dev);
}

/* The rules about TARGET that the current task is in scope of, and those that protect it; 0: none.
 */
static __always_inline u64 scope_rules(u32 target)
{
	u64 rules = target_rules[target & (SS_REAP_TARGETS - 1)] | protects;

	rules = rules_certain(rules_actor(rules, ANY_TYPE));
	return rules & ~protects ? rules : 0;
}

#endif
