/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The rules about who does it.  What can not be decided (a path that was cut, a
 * process never looked at) passes: a filter never hides by mistake.  Whose rules are
 * to act by no mistake puts them all in drop_rules and asks rules_certain().
 */
#ifndef SS_FILTER_BPF_H
#define SS_FILTER_BPF_H

#include "place.bpf.h"
#include "scope.bpf.h"

volatile __u32 self_tgid; /* set by the task iterator, before anything is attached */

/* Rules about descent and the file that is run; S NULL: it is not known. */
static __always_inline u64 rules_scope(u64 rules, const struct scope *s)
{
	struct ss_wire_hits none = {};

	if (asked(by_tree)) {
		if (s && !(s->unknown & SCOPE_TREE))
			rules = narrow(rules, by_tree, &s->tree);
		else
			rules = narrow_unknown(rules, by_tree);
	}
	if (asked(by_exe)) {
		if (s && !(s->unknown & SCOPE_EXE))
			rules = narrow(rules, by_exe, &s->exe);
		else
			rules = narrow_unsure(rules, by_exe, s ? &s->exe : &none);
	}
	return rules;
}

/* Rules about cgroup and container; P NULL: they are not known. */
static __always_inline u64 rules_place(u64 rules, const struct place *p)
{
	if (asked(by_cgroup))
		rules = p ? narrow(rules, by_cgroup, &p->cgroup) : narrow_unknown(rules, by_cgroup);
	if (asked(by_container))
		rules = p ? narrow(rules, by_container, &p->container)
			  : narrow_unknown(rules, by_container);
	return rules;
}

#define ANY_TYPE  SS_EVENT_TYPES
#define ALL_RULES (~SS_WIRE_RULES_UNSURE)

/* No rule is left of those for KIND, or it does not matter yet. */
static __always_inline bool rules_gone(u32 kind, u64 rules)
{
	return kind != ANY_TYPE && !rules_left(kind, rules);
}

static __always_inline u64 rules_ids(u64 rules, u32 kind, u32 tgid, u32 uid)
{
	if (asked(by_pid))
		rules = narrow(rules, by_pid, bpf_map_lookup_elem(&pids, &tgid));
	if (asked(by_uid) && !rules_gone(kind, rules))
		rules = narrow(rules, by_uid, bpf_map_lookup_elem(&uids, &uid));
	return rules;
}

/* The helper translates it, which takes longer than all the rest. */
static __always_inline u32 current_uid(void)
{
	const struct cred *cred;

	if (has_typed_task()) {
		cred = bpf_get_current_task_btf()->cred;
		if (cred)
			return cred->uid.val;
	}
	return bpf_get_current_uid_gid();
}

/* The bytes of V before its first NUL, and NULs; in *end whether there is one. */
static __always_inline u64 before_nul(u64 v, bool *end)
{
	u64 nul = (v - 0x0101010101010101ull) & ~v & 0x8080808080808080ull;

	*end = nul;
	return nul ? v & (((nul & -nul) >> 7) - 1) : v;
}

/* As a key; in the task, what is behind the NUL need not be 0. */
static __always_inline void put_current_comm(union comm_key *key)
{
	bool end;

#ifdef COMM_OF_PROCESS
	key->words[0] = key->words[1] = 0;
	BPF_CORE_READ_STR_INTO(&key->comm, (struct task_struct *)bpf_get_current_task(),
			       group_leader, comm);
	return;
#endif
	if (!has_typed_task()) {
		bpf_get_current_comm(key->comm, sizeof(key->comm));
		return;
	}
	key->words[0] = before_nul(*(u64 *)bpf_get_current_task_btf()->comm, &end);
	key->words[1] = end ? 0 : before_nul(*(u64 *)(bpf_get_current_task_btf()->comm + 8), &end);
}

/* Of RULES, those that what the current task does may match; the cheap ones are asked first. */
static __always_inline u64 rules_actor(u64 rules, u32 kind)
{
	u32 tgid = bpf_get_current_pid_tgid() >> 32, uid = 0;
	union comm_key comm;

	if (tgid == self_tgid)
		return 0;
	if (asked(by_uid))
		uid = current_uid();
	rules = rules_ids(rules, kind, tgid, uid);
	if (asked(by_comm) && !rules_gone(kind, rules)) {
		put_current_comm(&comm);
		rules = narrow(rules, by_comm, bpf_map_lookup_elem(&comms, &comm));
	}
	if (SCOPED && !rules_gone(kind, rules))
		rules = rules_scope(rules, scope_current(tgid));
	if (PLACED && !rules_gone(kind, rules))
		rules = rules_place(rules, place_current());
	return rules;
}

/* For an event of any type that is still to come: see event_rules_of(). */
static __always_inline u64 actor_rules(void)
{
	return rules_actor(ALL_RULES, ANY_TYPE);
}

/* The same of another task. */
static __always_inline u64 task_rules(struct task_struct *t, u32 tgid, u32 uid)
{
	union comm_key comm = {};
	u64 rules;

	if (tgid == self_tgid)
		return 0;
	rules = rules_ids(ALL_RULES, ANY_TYPE, tgid, uid);
	if (asked(by_comm)) {
		BPF_CORE_READ_STR_INTO(&comm.comm, t, group_leader, comm);
		rules = narrow(rules, by_comm, bpf_map_lookup_elem(&comms, &comm));
	}
	if (SCOPED)
		rules = rules_scope(rules, scope_of(t));
	return PLACED ? rules_place(rules, place_of((u64)t)) : rules;
}

/*
 * For who acts and cannot let a line be looked at again: of RULES, as the two above
 * leave them, those to drop are gone that ask for an exe that was not to be decided.
 */
static __always_inline u64 rules_certain(u64 rules)
{
	if (rules & SS_WIRE_RULES_UNSURE)
		rules &= ~(asked(by_exe) & drop_rules);
	return rules & ALL_RULES;
}

/* And of one that is not known: what asks for it drops nothing. */
static __always_inline u64 nobodys_rules(void)
{
	u64 who = asked(by_pid) | asked(by_uid) | asked(by_comm) | asked(by_tree) | asked(by_exe) |
		  asked(by_cgroup) | asked(by_container);

	return ALL_RULES & ~(who & drop_rules);
}

#endif
