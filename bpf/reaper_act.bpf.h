/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is done about the current task when it is overdue, at once. */
#ifndef SS_REAPER_ACT_BPF_H
#define SS_REAPER_ACT_BPF_H

#include "reaper_auto.bpf.h"
#include "reaper_evidence.bpf.h"
#include "reaper_guard.bpf.h"

#define NO_RULE (~0u)
#define SIGKILL 9
#define SIGTERM 15
#define MET_NS	10000000000ull /* so long a signal may take to be obeyed */

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, u32);
	__type(value, struct ss_wire_signalled);
} signalled SEC(".maps");

/* All that is overdue, whatever its rule, in this period of mass_ns. */
volatile __u64 mass_window, mass_count;
/* Until then user space holds everything back: those it has spared may all return at once. */
volatile __u64 mass_until;

static __always_inline bool mass_found(u64 now)
{
	u64 window;

	if (!mass_max)
		return false;
	window = now / (mass_ns ?: 1);
	if (mass_window != window) {
		mass_window = window;
		mass_count = 0;
	}
	__sync_fetch_and_add(&mass_count, 1);
	return mass_count > mass_max || now < mass_until;
}

static __always_inline u32 rank_of(const struct ss_wire_reap_rule *rule, u32 returned)
{
	return returned && rule->flags & SS_REAP_RETURN_REPORT ? 0 : rule->rank;
}

/*
 * Put into the slot's record which rule it is about: of those that it is overdue
 * under the most severe, the first of these.  0: there is one.  What is found on
 * the way stands in the record: the verifier does not follow its value.
 */
__noinline int choose_rule(u32 slot)
{
	struct scratch *s = scratch_at(slot);
	struct ss_wire_overdue *r;

	if (!s)
		return 1;
	r = (void *)s->rec;
	r->rule = NO_RULE;
	for (u32 i = 0; i < SS_REAP_RULES - 1; i++) {
		u32 key = i;
		struct ss_wire_reap_rule *rule;
		u64 limit;

		if (!(r->rules >> i & 1))
			continue;
		rule = bpf_map_lookup_elem(&reap_rules, &key);
		limit = rule ? limit_now(i, rule->limit_ns) : 0;
		if (!rule || !limit || r->elapsed_ns < limit)
			continue;
		if (r->rule == NO_RULE || rank_of(rule, r->returned) > r->signal) {
			r->rule = i;
			r->signal = rank_of(rule, r->returned);
			r->limit_ns = limit;
		}
	}
	return r->rule == NO_RULE;
}

/* Is it too soon after the action at LAST_NS?  Another processor's clock may be ahead a little. */
static __always_inline bool is_hot(const struct ss_wire_reap_rule *r, u64 last_ns, u64 now)
{
	return last_ns && (now < last_ns || now - last_ns < r->cooldown_ns);
}

/*
 * One more signal under this rule, besides those of user space?  It is counted as if it were
 * sent.
 */
static __always_inline bool within_rate(const struct ss_wire_reap_rule *r, u32 rule,
					struct ss_wire_reap_state *state, u64 now)
{
	const struct ss_wire_reap_state *theirs = bpf_map_lookup_elem(&reap_done, &rule);
	u64 window;

	if (!theirs ||
	    (r->cooldown_ns && (is_hot(r, state->last_ns, now) || is_hot(r, theirs->last_ns, now))))
		return false;
	if (r->rate) {
		window = now / (r->rate_ns ?: 1);
		if (state->window != window) {
			state->window = window;
			state->in_window = 0;
		}
		bump(state->in_window);
		if (state->in_window + (theirs->window == window ? theirs->in_window : 0) > r->rate)
			return false;
	}
	state->last_ns = now;
	return true;
}

static __always_inline void send_signal(struct ss_wire_overdue *r)
{
	struct ss_wire_signalled s = { .rule = r->rule, .signal = r->signal };
	struct task_struct *t = (void *)bpf_get_current_task();
	u32 tgid = bpf_get_current_pid_tgid() >> 32;

	r->error = bpf_send_signal(r->signal);
	if (r->error) {
		r->verdict = SS_REAP_FAILED;
		return;
	}
	r->verdict = SS_REAP_SIGNALLED;
	r->signalled_ns = s.signalled_ns = bpf_ktime_get_ns();
	s.start_ns = BPF_CORE_READ(t, group_leader, start_boottime);
	bpf_map_update_elem(&signalled, &tgid, &s, BPF_ANY);
}

/* Judge and act; what was done is in the record. */
static __always_inline void carry_out(struct ss_wire_overdue *r,
				      const struct ss_wire_reap_rule *rule,
				      struct ss_wire_reap_state *state)
{
	bool mass = mass_found(r->seen_ns);

	r->signal = rule->signal;
	r->verdict = SS_REAP_REPORTED;
	if (!rule->rank || (r->returned && rule->flags & SS_REAP_RETURN_REPORT)) {
		r->signal = 0;
		return;
	}
	r->guard = guard_of((void *)bpf_get_current_task(), r->rules);
	if (r->guard)
		r->verdict = SS_REAP_GUARDED;
	else if (mass)
		r->verdict = SS_REAP_MASS;
	else if (!within_rate(rule, r->rule, state, r->seen_ns))
		r->verdict = SS_REAP_RATED;
	else if (dry_run)
		r->verdict = SS_REAP_DRY;
	else if (!rule->signal)
		r->verdict = SS_REAP_ASKED;
	else
		send_signal(r);
}

/*
 * It has been met already, and returns because of that.  Whoever lives on after
 * another signal than SIGKILL is looked at again after a while.
 */
static __always_inline bool is_met(u64 now)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	u32 tgid = bpf_get_current_pid_tgid() >> 32;
	struct ss_wire_signalled *s = bpf_map_lookup_elem(&signalled, &tgid);

	if (!s || s->start_ns != BPF_CORE_READ(t, group_leader, start_boottime))
		return false;
	return s->signal == SIGKILL || now - s->signalled_ns < MET_NS;
}

/*
 * The current task is over the limit of a rule: stop it first, then write down
 * what it was at.  It does not get back to user space before that.
 */
static __noinline int overdue(void *ctx, const struct overdue *o)
{
	struct ss_wire_reap_state *state;
	struct ss_wire_reap_rule *rule;
	struct ss_wire_overdue *r;
	struct scratch *s;
	u32 key, slot, verdict;

	if (is_met(o->seen_ns))
		return 0;
	s = scratch_get(&slot);
	if (!s) {
		/* Nobody is stopped without a word about it. */
		bump(lost);
		return 0;
	}
	r = (void *)s->rec;
	overdue_begin(r, o);
	if (choose_rule(slot))
		goto out;
	count_target(o->target, late);
	key = r->rule;
	rule = bpf_map_lookup_elem(&reap_rules, &key);
	state = bpf_map_lookup_elem(&reap_states, &key);
	if (!rule || !state)
		goto out;
	carry_out(r, rule, state);
	verdict = r->verdict;
	if (verdict < SS_REAP_VERDICTS)
		bump(state->verdicts[verdict]);
	overdue_ship(ctx, s, slot, o->file);
out:
	scratch_put(s);
	return 0;
}

#endif
