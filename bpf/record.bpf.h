/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the records of ss-trace have in common: whether they are wanted, and how they go out. */
#ifndef SS_RECORD_BPF_H
#define SS_RECORD_BPF_H

#include "aggregate.bpf.h"
#include "emit.bpf.h"
#include "filter.bpf.h"
#include "image.bpf.h"
#include "rate.bpf.h"
#include "rules_event.bpf.h"

const volatile __u64 selected = ~0ull; /* bit per kind; the others only feed the process table */

/* Of those for KIND, the rules that a record's process may match. */
static __always_inline u64 record_rules(u32 kind, struct task_struct *t,
					const struct ss_wire_task *w, const struct scope *scope)
{
	u64 rules = applies[kind];

	if (w->id.tgid == self_tgid)
		return 0;
	rules = rules_ids(rules, kind, w->id.tgid, w->uid);
	if (asked(by_comm) && !rules_gone(kind, rules))
		rules = narrow(rules, by_comm, bpf_map_lookup_elem(&comms, w->comm));
	if (SCOPED && !rules_gone(kind, rules))
		rules = rules_scope(rules, scope);
	if (PLACED && !rules_gone(kind, rules))
		rules = rules_place(rules, place_of((u64)t));
	return rules;
}

/* Does a record pass?  If so, and if somebody has to look again, it is marked. */
static __always_inline bool rules_admit(struct ss_wire_head *h, u32 kind, u64 rules)
{
	if (!rules_pass(kind, rules))
		return false;
	rules_mark(h, rules);
	return true;
}

/* What no filter holds back: false if it is counted instead of told, or if there is too much. */
static __always_inline bool goes_out(const struct ss_wire_fork *r, u32 kind)
{
	u64 ns = NO_DURATION;

	if (!group_by)
		return event_goes_out(kind);
	if (kind == SS_EVENT_EXIT)
		ns = r->head.boot_ns - r->task.id.start_ns;
	count(counted[kind]);
	count_task(&r->task, kind, ns);
	return false;
}

/*
 * Count a record that is selected, and make it quiet if nobody wants it.  All
 * begin as a fork's does: with their head and the task, which is the current one
 * or its child.
 */
static __always_inline void judge(struct ss_wire_head *h, u32 kind, bool ok)
{
	const struct ss_wire_fork *r = (void *)h;

	if (group_by & SS_GROUP_EXE && (kind == SS_EVENT_FORK || kind == SS_EVENT_EXEC))
		exe_learn(&r->task.id, (void *)bpf_get_current_task());
	if (!(selected & (1ull << kind))) {
		h->flags |= SS_WIRE_QUIET;
		return;
	}
	count(seen[kind]);
	if (ok && goes_out(r, kind))
		return;
	if (!ok)
		count(filtered[kind]);
	h->flags |= SS_WIRE_QUIET;
}

/* Send s->len bytes of arguments through bulk, built behind data[used].  1 if they are on their
 * way. */
__noinline int args_apart(u32 slot, u32 used, u64 from)
{
	u32 off = (used + 7) & ~7u, len;
	struct scratch *s = scratch_at(slot);
	struct ss_wire_exec *r;
	struct ss_wire_args *a;

	if (use_perf || !s || off > OFFSET_MAX)
		return 0;
	len = put_args(slot, off + sizeof(*a), from);
	if (len > args_max)
		return 0;
	r = (void *)s->rec;
	a = (void *)r->data + off;
	begin(&a->head, SS_WIRE_ARGS);
	a->head.boot_ns = r->head.boot_ns; /* so it is read before the exec */
	a->head.size = sizeof(*a) + len;
	a->id = r->task.id;
	a->args_len = len;
	a->pad = 0;
	return !bpf_ringbuf_output(&bulk, a, sizeof(*a) + (u64)len, BPF_RB_NO_WAKEUP);
}

/*
 * The length in numbers the verifier can see: used and args_len come from functions of their own.
 * Failures go with what comes in thousands: anybody can fail as often as he likes.
 */
static __always_inline void ship_exec(void *ctx, struct ss_wire_exec *r, u32 kind, u32 used)
{
	u64 size = (u64)used + r->args_len;

	if (size > OFFSET_MAX + args_max)
		count(lost[kind]);
	else if (kind == SS_EVENT_EXEC_FAILED)
		ship_bulk(ctx, &r->head, kind, sizeof(*r) + size);
	else
		ship(ctx, &r->head, kind, sizeof(*r) + size);
}

#endif
