/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What every event of the current task goes through: seen, filtered, counted
 * or held back, shipped.
 *
 *	u64 rules = event_rules(SS_EVENT_X);	counted as seen
 *	if (!rules)
 *		return 0;			counted as filtered
 *	rules = rules_errno(rules, error);	what else the filters look at
 *	if (!event_passes(SS_EVENT_X, rules))
 *		return 0;			counted as filtered, or as what it is
 *	event_begin(&r.head, &r.actor, SS_EVENT_X);
 *	rules_mark(&r.head, rules);
 *	ship_bulk(ctx, &r.head, SS_EVENT_X, sizeof(r));
 */
#ifndef SS_EVENT_BPF_H
#define SS_EVENT_BPF_H

#include "aggregate.bpf.h"
#include "emit.bpf.h"
#include "filter.bpf.h"
#include "rate.bpf.h"
#include "rules_event.bpf.h"
#include "rules_net.bpf.h"

/* RULES, unless none of them passes an event of KIND; it is counted. */
static __always_inline u64 rules_begin(u32 kind, u64 rules)
{
	u32 cpu = bpf_get_smp_processor_id();
	struct ss_wire_counts *c = bpf_map_lookup_elem(&counts, &cpu);

	rules = rules_left(kind, rules);
	if (rules & drop_early[kind] && !(rules & SS_WIRE_RULES_UNSURE))
		rules = 0;
	if (c)
		__sync_fetch_and_add(rules ? &c->seen[kind] : &c->refused[kind], 1);
	return rules;
}

/* The rules that an event of KIND by the current task may still match; 0: none, and counted. */
static __always_inline u64 event_rules(u32 kind)
{
	return closed ? 0 : rules_begin(kind, rules_actor(applies[kind], kind));
}

/* The same where RULES are those of the process whose event it is: actor_rules(), task_rules(). */
static __always_inline u64 event_rules_of(u32 kind, u64 rules)
{
	return closed ? 0 : rules_begin(kind, rules & (applies[kind] | SS_WIRE_RULES_UNSURE));
}

/*
 * The last word: false, and counted, if no rule is left, if events are counted
 * instead of shipped, or if there are too many.  What it did took NS, for histograms.
 */
static __always_inline bool event_passes_took(u32 kind, u64 rules, u64 ns)
{
	if (!rules_pass(kind, rules)) {
		count(filtered[kind]);
		return false;
	}
	if (!group_by)
		return event_goes_out(kind);
	count(counted[kind]);
	count_current(kind, ns);
	return false;
}

static __always_inline bool event_passes(u32 kind, u64 rules)
{
	return event_passes_took(kind, rules, NO_DURATION);
}

/* The same where the current task is not who did it. */
static __always_inline bool event_of_passes(const struct ss_wire_actor *a, u32 kind, u64 rules,
					    u64 ns)
{
	if (!rules_pass(kind, rules)) {
		count(filtered[kind]);
		return false;
	}
	if (!group_by)
		return event_of_goes_out(kind, a->id.tgid, a->id.start_ns);
	count(counted[kind]);
	count_actor(a, kind, ns);
	return false;
}

/* Begin a record; rules_mark() is to follow, when it has passed. */
static __always_inline void event_begin(struct ss_wire_head *h, struct ss_wire_actor *a, u32 kind)
{
	begin(h, kind);
	put_actor(a);
}

/* An event that could not be looked at for want of room. */
static __always_inline void event_lost(u32 kind)
{
	if (closed)
		return;
	count(seen[kind]);
	count(lost[kind]);
}

#endif
