// SPDX-License-Identifier: BSD-2-Clause
#include "chase.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "hooks.h"
#include "mass.h"
#include "proc/cgroup.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "reaper/guard.h"
#include "reaper/ladder.h"
#include "wire_reaper.h"

/* Somebody who is being pursued. */
struct reaper_victim {
	struct reaper_victim *next;
	struct reaper *r;
	struct ss_victim held;
	struct ss_reap_ladder ladder;
	struct ss_proc_id id;
	uint32_t rule;
	int signal; /* the last */
	bool unkillable;
	bool begun; /* something was done */
	struct hook_about about;
};

/* As in the programs: see reaper_act.bpf.h. */
struct signalled {
	uint64_t start_ns, signalled_ns;
	uint32_t rule, pad;
};

static int set_timer(struct reaper *r)
{
	uint64_t now = ss_clock_mono(), due = SS_LADDER_NEVER;

	for (struct reaper_victim *v = r->victims; v; v = v->next)
		if (v->ladder.next_ns < due)
			due = v->ladder.next_ns;
	if (due == SS_LADDER_NEVER)
		return ss_timer_set(r->chase, 0, 0);
	return ss_timer_set(r->chase, due > now ? due - now : 1, 0);
}

static void drop(struct reaper_victim *v)
{
	struct reaper_victim **at = &v->r->victims;

	while (*at != v)
		at = &(*at)->next;
	*at = v->next;
	ss_loop_remove_fd(v->r->loop, v->held.fd);
	ss_victim_close(&v->held);
	free(v);
}

/* The programs tell when somebody in this table is gone. */
static void announce(struct reaper_victim *v)
{
	struct signalled s = { v->id.start_ns, ss_clock_mono(), v->rule, 0 };
	uint32_t tgid = v->id.tgid;

	bpf_map_update_elem(bpf_map__fd(v->r->skel->maps.signalled), &tgid, &s, BPF_NOEXIST);
}

static int on_cgroup(struct reaper_victim *v, enum ss_reap_act act)
{
	struct ss_cgroup cgroup = { .fd = -1 };
	int err = ss_cgroup_open(&cgroup, &v->held);

	if (!err && act == SS_REAP_FREEZE)
		err = ss_cgroup_freeze(&cgroup, true);
	else if (!err)
		err = ss_cgroup_kill(&cgroup);
	ss_cgroup_close(&cgroup);
	return err;
}

static int take_step(struct reaper_victim *v, enum ss_reap_act act)
{
	int signal = ss_reap_signal(act);

	if (act == SS_REAP_REPORT)
		return 0;
	if (act != SS_REAP_STOP && act != SS_REAP_FREEZE)
		announce(v);
	v->signal = signal ? signal : act == SS_REAP_CGROUP_KILL ? SIGKILL : 0;
	v->about.signal = v->signal;
	if (!v->begun)
		hooks_before(v->r, &v->about);
	v->begun = true;
	return signal ? ss_victim_signal(&v->held, signal) : on_cgroup(v, act);
}

static void tell(struct reaper_victim *v, enum ss_reap_result result)
{
	struct ss_reap_end end = {
		.rule = v->rule,
		.signal = v->signal,
		.result = result,
		.id = v->id,
		.took_ns = ss_clock_mono() - v->ladder.acted_ns,
	};
	char wchan[SS_WCHAN_SIZE];
	size_t start = v->r->out.buf.len;

	ss_victim_state(&v->held, &end.state, wchan);
	end.wchan = wchan[0] ? wchan : NULL;
	hooks_after(v->r, &end);
	if (!ss_reap_end_write(&v->r->stream, &v->r->names, &end, &v->r->out.buf))
		reaper_line(v->r, start);
	reaper_count(v->r);
}

/* What has come of it.  False: it is not pursued any further. */
static bool goes_on(struct reaper_victim *v)
{
	if (!ss_reap_ladder_news(&v->ladder))
		return true;
	switch (v->ladder.outcome) {
	case SS_LADDER_CLIMBING: return true;
	case SS_LADDER_UNKILLABLE:
		v->unkillable = true;
		tell(v, SS_REAP_UNKILLABLE);
		return true;
	case SS_LADDER_SURVIVED: tell(v, SS_REAP_SURVIVED); return false;
	case SS_LADDER_FAILED: tell(v, SS_REAP_NOT_DONE); return false;
	default: return false;
	}
}

/* All steps whose time has come.  How the first of them went; whether V is still pursued. */
static int advance(struct reaper_victim *v, bool *pursued)
{
	enum ss_reap_act act;
	int first = 1;

	while ((act = ss_reap_ladder_look(&v->ladder, ss_clock_mono())) != SS_REAP_ACTS) {
		int err = take_step(v, act);

		ss_reap_ladder_did(&v->ladder, ss_clock_mono(), err);
		first = first == 1 ? err : first;
	}
	*pursued = goes_on(v);
	if (!*pursued)
		drop(v);
	return first == 1 ? 0 : first;
}

static int on_time(void *arg)
{
	struct reaper *r = arg;
	uint64_t now = ss_clock_mono();
	bool pursued;

	for (struct reaper_victim *v = r->victims, *next; v; v = next) {
		next = v->next;
		if (v->ladder.next_ns <= now)
			advance(v, &pursued);
	}
	if (set_timer(r))
		return -EINVAL;
	return reaper_flush(r);
}

static struct reaper_victim *find(struct reaper *r, const struct ss_proc_id *id)
{
	for (struct reaper_victim *v = r->victims; v; v = v->next)
		if (v->id.tgid == id->tgid && v->id.start_ns == id->start_ns)
			return v;
	return NULL;
}

/* The programs have seen it first; should their record be lost, it is told from here. */
static int on_gone(void *arg)
{
	struct reaper_victim *v = arg;
	struct reaper *r = v->r;
	struct ss_proc_id id = v->id;
	int err = reaper_drain(r);

	v = find(r, &id);
	if (v && v->ladder.acted)
		tell(v, v->unkillable ? SS_REAP_RECOVERED : SS_REAP_GONE);
	if (v)
		drop(v);
	return err ? err : reaper_flush(r);
}

static struct reaper_victim *pursue(struct reaper *r, const struct ss_proc_id *id, uint32_t rule,
				    size_t taken, int *err)
{
	struct reaper_victim *v = calloc(1, sizeof(*v));

	*err = v ? ss_victim_open(&v->held, id->tgid, id->start_ns) : -ENOMEM;
	if (!*err && (*err = ss_loop_add_fd(r->loop, v->held.fd, on_gone, v)))
		ss_victim_close(&v->held);
	if (*err) {
		free(v);
		return NULL;
	}
	v->r = r;
	v->id = *id;
	v->rule = rule;
	ss_reap_ladder_begin(&v->ladder, &r->config.rules[rule], taken, ss_clock_mono());
	v->next = r->victims;
	r->victims = v;
	return v;
}

/* The guard that holds, or -errno. */
static int guard_of(struct reaper *r, const struct reaper_victim *v)
{
	struct ss_victim_facts facts;
	int err = ss_victim_facts(&v->held, &facts);

	return err ? err : ss_guard_check(&facts, &r->services);
}

/* May anything be done?  If not, it is said why. */
static bool judge(struct reaper *r, struct reaper_victim *v, const struct ss_wire_survey *s,
		  bool mass, struct ss_reap_late *late)
{
	int guard = s->guard ? (int)s->guard : guard_of(r, v);

	if (guard < 0) {
		late->verdict = SS_REAP_FAILED;
		late->error = guard;
		late->reason = "cannot tell whether it is guarded";
	} else if (guard) {
		late->verdict = SS_REAP_GUARDED;
		late->guard = guard;
	} else if (mass) {
		late->verdict = SS_REAP_MASS;
		mass_held(r);
	} else if (!reaper_budget(r, v->rule)) {
		late->verdict = SS_REAP_RATED;
	} else if (r->opt->dry_run) {
		late->verdict = SS_REAP_DRY;
		late->signal = ss_reap_signal(r->config.rules[v->rule].steps[0].act);
	} else {
		return true;
	}
	return false;
}

bool chase_has(struct reaper *r, uint32_t tgid, uint64_t start_ns)
{
	return find(r, &(struct ss_proc_id){ .tgid = tgid, .start_ns = start_ns });
}

void chase_begin(struct reaper *r, const struct ss_wire_survey *survey, uint32_t rule, bool mass,
		 struct ss_reap_late *late)
{
	const struct ss_reap_rule *its = &r->config.rules[rule];
	const struct ss_wire_id *id = &survey->task.id;
	struct ss_proc_id proc = { .start_ns = id->start_ns, .tgid = id->tgid, .exec = id->exec };
	struct reaper_victim *v;
	bool pursued;

	late->verdict = SS_REAP_REPORTED;
	if (its->step_count == 1 && its->steps[0].act == SS_REAP_REPORT)
		return;
	v = pursue(r, &proc, rule, 0, &late->error);
	if (!v) {
		late->verdict = SS_REAP_FAILED;
		return;
	}
	if (!judge(r, v, survey, mass, late)) {
		drop(v);
		return;
	}
	v->about = (struct hook_about){
		.id = proc,
		.rule = rule,
		.target = late->target,
		.elapsed_ns = late->elapsed_ns,
		.limit_ns = late->limit_ns,
		.in_flight = true,
	};
	late->error = advance(v, &pursued);
	late->signal = pursued ? v->signal : ss_reap_signal(its->steps[0].act);
	late->signalled_ns = late->error ? 0 : ss_clock_mono();
	if (its->steps[0].act != SS_REAP_REPORT)
		late->verdict = late->error ? SS_REAP_FAILED : SS_REAP_SIGNALLED;
	set_timer(r);
}

/* Has the first step been taken, which more are to follow? */
static bool has_begun(const struct reaper *r, const struct ss_wire_overdue *record)
{
	const struct ss_reap_rule *rule = &r->config.rules[record->rule];

	if (record->verdict == SS_REAP_SIGNALLED)
		return true;
	return record->verdict == SS_REAP_REPORTED && rule->step_count > 1 &&
	       rule->steps[0].act == SS_REAP_REPORT && !(record->returned && rule->return_report);
}

int chase_record(struct reaper *r, const struct ss_wire_overdue *record)
{
	const struct ss_wire_id *id = &record->task.id;
	struct ss_proc_id proc = { .start_ns = id->start_ns, .tgid = id->tgid, .exec = id->exec };
	struct hook_about about = {
		.id = proc,
		.rule = record->rule,
		.target = record->target,
		.elapsed_ns = record->elapsed_ns,
		.limit_ns = record->limit_ns,
		.in_flight = !record->returned,
		.signal = record->signal,
	};
	struct reaper_victim *v;
	bool begun, pursued;
	int err;

	if (record->rule >= SS_REAP_RULES || !(r->config.used >> record->rule & 1))
		return 0;
	begun = has_begun(r, record);
	if (record->verdict == SS_REAP_SIGNALLED)
		hooks_before(r, &about);
	if (!begun && record->verdict != SS_REAP_FAILED && record->verdict != SS_REAP_ASKED)
		return 0;
	if (find(r, &proc))
		return 0;
	v = pursue(r, &proc, record->rule, begun, &err);
	if (!v)
		return err == -ESRCH || err == -ESTALE ? 0 : err;
	v->signal = record->signal;
	v->about = about;
	v->begun = record->verdict == SS_REAP_SIGNALLED;
	advance(v, &pursued);
	return set_timer(r);
}

void chase_gone(struct reaper *r, struct ss_reap_end *end)
{
	struct reaper_victim *v = find(r, &end->id);

	if (!v)
		return;
	end->signal = v->signal;
	if (v->unkillable)
		end->result = SS_REAP_RECOVERED;
	drop(v);
	set_timer(r);
}

int chase_start(struct reaper *r)
{
	r->chase = ss_loop_add_timer(r->loop, on_time, r);
	return r->chase ? 0 : -errno;
}

void chase_fini(struct reaper *r)
{
	while (r->victims)
		drop(r->victims);
}
