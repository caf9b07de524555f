/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The rules for each type of event, what passes, and how it ended, which every type may be asked.
 */
#ifndef SS_RULES_EVENT_BPF_H
#define SS_RULES_EVENT_BPF_H

#include "rules.bpf.h"

const volatile __u64 applies[SS_EVENT_TYPES]; /* the rules for each type */
/* Those to drop that only ask who does it: decided before the event is looked at. */
const volatile __u64 drop_early[SS_EVENT_TYPES];

const volatile __u64 by_errno[2];
SET(errnos, u32);

/* The last word. */
static __always_inline bool rules_pass(u32 kind, u64 rules)
{
	if (!rules_left(kind, rules))
		return false;
	return !(rules & drop_rules) || rules & SS_WIRE_RULES_UNSURE;
}

/*
 * In the head of a record that passes.  The rules above the 32nd are not told: user
 * space looks at them anew.
 */
static __always_inline void rules_mark(struct ss_wire_head *h, u64 rules)
{
	if (!(rules & SS_WIRE_RULES_UNSURE))
		return;
	h->flags |= SS_WIRE_RECHECK;
	h->rules = rules;
}

/* 0: it went well. */
static __always_inline u64 rules_errno(u64 rules, s32 error)
{
	u32 key = error < 0 ? -error : error;

	if (!asked(by_errno))
		return rules;
	return narrow(rules, by_errno, bpf_map_lookup_elem(&errnos, &key));
}

#endif
