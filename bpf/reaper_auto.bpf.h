/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Limits that follow what calls take: the durations they are made of, and those of one file. */
#ifndef SS_REAPER_AUTO_BPF_H
#define SS_REAPER_AUTO_BPF_H

#include "reaper_state.bpf.h"

const volatile __u32 auto_end;	 /* the rules below it may have a limit that is automatic */
const volatile __u64 auto_rules; /* these have */
const volatile __u64 exe_rules;	 /* of these, those that have one for each file */

/* There was no room for their files: they have no limit. */
volatile __u64 left_out;

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 1); /* by what the rules ask for */
	__type(key, struct ss_wire_reap_whose);
	__type(value, struct ss_wire_reap_hist);
} durations SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct ss_wire_reap_whose);
	__type(value, u64);
} exe_limits SEC(".maps");

static const struct ss_wire_reap_hist no_durations;

static __always_inline bool has_each(u64 rules, u32 rule)
{
	return rules >> (rule & 63) & 1;
}

/* The limit of a rule for the current task; 0: there is none yet. */
static __always_inline u64 limit_now(u32 rule, u64 limit_ns)
{
	struct ss_wire_reap_whose whose = { .rule = rule };
	u64 *limit;

	if (!has_each(exe_rules, rule))
		return limit_ns;
	file_run((void *)bpf_get_current_task(), &whose.inode, &whose.dev);
	limit = bpf_map_lookup_elem(&exe_limits, &whose);
	return limit ? *limit : 0;
}

/* The file that the current task runs has a name, which only we can tell for sure. */
__noinline int meet(u32 rule, u64 ino, u64 dev)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	struct file *exe = BPF_CORE_READ(t, mm, exe_file);
	struct ss_wire_met *r;
	struct scratch *s;
	u32 slot;
	u64 size;

	s = scratch_get(&slot);
	if (!s)
		return 0;
	r = (void *)s->rec;
	__builtin_memset(r, 0, sizeof(*r));
	r->head.kind = SS_WIRE_MET;
	r->whose.rule = rule;
	r->whose.inode = ino;
	r->whose.dev = dev;
	r->exe_len = put_path(slot, sizeof(*r), (u64)&exe->f_path, (u64)&BPF_CORE_READ(t, fs)->root,
			      SS_WIRE_EXE_CUT);
	size = sizeof(*r) + r->exe_len;
	barrier_var(size); /* as 64 bits, which the verifier has to see */
	r->head.size = size;
	if (size <= sizeof(*r) + SS_WIRE_PATH_MAX)
		bpf_ringbuf_output(&reaps, s->rec, size, 0);
	scratch_put(s);
	return 0;
}

static __always_inline void learn_one(struct ss_wire_reap_whose *whose, u32 bucket)
{
	struct ss_wire_reap_hist *h = bpf_map_lookup_elem(&durations, whose);

	if (!h && bpf_map_update_elem(&durations, whose, &no_durations, BPF_NOEXIST)) {
		bump(left_out);
		return;
	}
	if (!h) {
		h = bpf_map_lookup_elem(&durations, whose);
		if (whose->inode)
			meet(whose->rule, whose->inode, whose->dev);
	}
	if (h)
		bump(h->count[bucket]);
}

/* A call of the current task under RULES took so long. */
__noinline int learn(u64 rules, u64 ns)
{
	struct ss_wire_reap_whose whose = {};
	u32 bucket = ss_reap_bucket(ns);
	u64 ino = 0, dev = 0;

	if (bucket >= SS_REAP_BUCKETS)
		return 0;
	if (rules & exe_rules)
		file_run((void *)bpf_get_current_task(), &ino, &dev);
	for (u32 i = 0; i < SS_REAP_RULES - 1 && i < auto_end; i++) {
		if (!has_each(rules & auto_rules, i))
			continue;
		whose.rule = i;
		whose.inode = has_each(exe_rules, i) ? ino : 0;
		whose.dev = has_each(exe_rules, i) ? dev : 0;
		learn_one(&whose, bucket);
	}
	return 0;
}

#endif
