/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Rules as bits of a mask: an event begins with those that apply to its type,
 * and each criterion takes away those that it refutes.  What is not in use costs
 * nothing: the masks are constants to the verifier.  What can not be decided
 * refutes nothing and is marked: user space judges the finished line.
 */
#ifndef SS_RULES_BPF_H
#define SS_RULES_BPF_H

#include "scratch.bpf.h"
#include "wire_rules.h"

/* Of the rules of a file for each type the ones to keep, refuted or not. */
const volatile __u64 keeps[SS_EVENT_TYPES];
const volatile __u64 drop_rules;

/* The rules that have a criterion: [0] as one to hold, [1] as one that must not. */
const volatile __u64 by_pid[2], by_tree[2], by_uid[2], by_comm[2], by_exe[2], by_cgroup[2];
const volatile __u64 by_container[2];

#define asked(by) ((by)[0] | (by)[1])

#define VALUES(name, map_type, flags, key_type)                                                    \
	struct {                                                                                   \
		__uint(type, map_type);                                                            \
		__uint(map_flags, flags);                                                          \
		__uint(max_entries, 1);                                                            \
		__type(key, key_type);                                                             \
		__type(value, struct ss_wire_hits);                                                \
	} name SEC(".maps")
#define SET(name, key_type) VALUES(name, BPF_MAP_TYPE_HASH, 0, key_type)
#define TRIE(name, key_type)                                                                       \
	VALUES(name, BPF_MAP_TYPE_LPM_TRIE, BPF_F_NO_PREALLOC, struct ss_wire_##key_type##_key)

union comm_key {
	char comm[SS_COMM_LEN];
	u64 words[SS_COMM_LEN / 8];
};

/* A container's short id: the first 12 of 64 hexadecimal digits. */
struct container_key {
	char id[12];
};

SET(pids, u32);
SET(tree_roots, u32);
SET(uids, u32);
SET(comms, union comm_key);
SET(cgroups, u64);
SET(containers, struct container_key);
TRIE(exe_begins, path);
TRIE(exe_ends, path);

static __always_inline void hits_join(struct ss_wire_hits *to, const struct ss_wire_hits *hits)
{
	if (!hits)
		return;
	to->pos |= hits->pos;
	to->neg |= hits->neg;
}

/* What is left of RULES when a criterion found HITS; NULL: nothing. */
static __always_inline u64 narrow(u64 rules, const volatile __u64 by[2],
				  const struct ss_wire_hits *hits)
{
	if (hits)
		return rules & (hits->pos | ~by[0]) & ~hits->neg;
	return rules & ~by[0];
}

/* The same where a line will tell more: HITS are what is certain. */
static __always_inline u64 narrow_unsure(u64 rules, const volatile __u64 by[2],
					 const struct ss_wire_hits *hits)
{
	rules &= ~hits->neg;
	return rules & asked(by) ? rules | SS_WIRE_RULES_UNSURE : rules;
}

/* And where it will not: such a rule drops nothing. */
static __always_inline u64 narrow_unknown(u64 rules, const volatile __u64 by[2])
{
	return rules & ~(asked(by) & drop_rules);
}

/* RULES, or 0 if an event of KIND does not pass whatever else it is. */
static __always_inline u64 rules_left(u32 kind, u64 rules)
{
	if (!(rules & SS_WIRE_RULE_CMDLINE))
		return 0;
	return !keeps[kind] || rules & keeps[kind] ? rules : 0;
}

#endif
