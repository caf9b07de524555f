// SPDX-License-Identifier: BSD-2-Clause
#include "chase.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "hooks.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "thread.h"
#include "victim.h"
#include "wire_reaper.h"

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

/* What has come of it.  False: it is not pursued any further. */
static bool goes_on(struct reaper_victim *v)
{
	if (!ss_reap_ladder_news(&v->ladder))
		return true;
	switch (v->ladder.outcome) {
	case SS_LADDER_CLIMBING: return true;
	case SS_LADDER_UNKILLABLE:
		v->unkillable = true;
		victim_tell(v, SS_REAP_UNKILLABLE);
		return true;
	case SS_LADDER_SURVIVED: victim_tell(v, SS_REAP_SURVIVED); return false;
	case SS_LADDER_FAILED: victim_tell(v, SS_REAP_NOT_DONE); return false;
	default: return false;
	}
}

/* All steps whose time has come.  How the first of them went. */
static int advance(struct reaper_victim *v)
{
	enum ss_reap_act act;
	int first = 1;

	while ((act = ss_reap_ladder_look(&v->ladder, ss_clock_mono())) != SS_REAP_ACTS) {
		int err;

		victim_look_again(v);
		if (v->ladder.outcome != SS_LADDER_CLIMBING)
			break;
		err = victim_step(v, act);

		ss_reap_ladder_did(&v->ladder, ss_clock_mono(), err);
		first = first == 1 ? err : first;
	}
	return first == 1 ? 0 : first;
}

static int on_time(void *arg)
{
	struct reaper *r = arg;
	uint64_t now = ss_clock_mono();

	for (struct reaper_victim *v = r->victims, *next; v; v = next) {
		next = v->next;
		if (v->ladder.next_ns > now)
			continue;
		advance(v);
		if (!goes_on(v))
			drop(v);
	}
	if (set_timer(r))
		return -EINVAL;
	return reaper_settle(r);
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
		victim_tell(v, v->unkillable ? SS_REAP_RECOVERED : SS_REAP_GONE);
	if (v)
		drop(v);
	return err ? err : reaper_settle(r);
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

bool chase_has(struct reaper *r, uint32_t tgid, uint64_t start_ns)
{
	return find(r, &(struct ss_proc_id){ .tgid = tgid, .start_ns = start_ns });
}

/* How the first step went: its error is there. */
static void say_how(struct ss_reap_late *late, enum ss_reap_act act)
{
	late->signalled_ns = late->error ? 0 : ss_clock_mono();
	if (act != SS_REAP_REPORT)
		late->verdict = late->error ? SS_REAP_FAILED : SS_REAP_SIGNALLED;
	late->signal = ss_reap_signal(act);
	if (act == SS_REAP_CGROUP_KILL && !late->error)
		late->signal = SIGKILL;
	late->reason = victim_why(act, late->error);
}

/* What LATE's rule asks for; the victim, if there is more to be done or told of it. */
static struct reaper_victim *begin(struct reaper *r, const struct ss_wire_survey *survey,
				   uint64_t since, bool mass, struct ss_reap_late *late)
{
	const struct ss_reap_rule *its = &r->config.rules[late->rule];
	const struct ss_wire_id *id = &survey->task.id;
	struct ss_proc_id proc = { .start_ns = id->start_ns, .tgid = id->tgid, .exec = id->exec };
	struct reaper_victim *v;

	late->verdict = SS_REAP_REPORTED;
	if (its->step_count == 1 && its->steps[0].act == SS_REAP_REPORT)
		return NULL;
	v = pursue(r, &proc, late->rule, 0, &late->error);
	if (!v) {
		late->verdict = SS_REAP_FAILED;
		return NULL;
	}
	v->tid = survey->task.tid;
	v->target = late->target;
	v->since = since;
	if (!victim_judge(v, survey->guard, mass, late)) {
		drop(v);
		return NULL;
	}
	/* The last look before anything is done. */
	if (!victim_is_overdue(v)) {
		late->reason = "it is over now";
		drop(v);
		return NULL;
	}
	v->about = (struct hook_about){
		.id = proc,
		.rule = late->rule,
		.target = late->target,
		.elapsed_ns = late->elapsed_ns,
		.limit_ns = late->limit_ns,
		.in_flight = true,
	};
	late->error = advance(v);
	say_how(late, its->steps[0].act);
	return v;
}

int chase_begin(struct reaper *r, const struct ss_wire_survey *survey, uint64_t since, bool mass,
		struct ss_reap_late *late)
{
	struct reaper_victim *v = begin(r, survey, since, mass, late);
	size_t start = r->out.buf.len;
	int err;

	/* What was done comes first, and then what became of it. */
	reaper_tally(r, late);
	err = ss_reap_late_write(&r->stream, &r->names, late, &r->out.buf);
	if (!err)
		err = reaper_line(r, start);
	reaper_count(r);
	if (!v)
		return err;
	if (!goes_on(v))
		drop(v);
	set_timer(r);
	return err;
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
	bool begun;
	int err;

	if (record->rule >= SS_REAP_RULES || !(r->config.used >> record->rule & 1))
		return 0;
	begun = has_begun(r, record);
	if (record->verdict == SS_REAP_SIGNALLED)
		hooks_before(r, &about);
	if (!begun && record->verdict != SS_REAP_FAILED && record->verdict != SS_REAP_ASKED)
		return 0;
	/* What only was reported has not been judged. */
	if (begun && record->verdict == SS_REAP_REPORTED &&
	    (r->opt->dry_run || record->guard || record->rules & r->config.protects))
		return 0;
	if (find(r, &proc))
		return 0;
	v = pursue(r, &proc, record->rule, begun, &err);
	if (!v && err != -ESRCH && err != -ESTALE)
		ss_warn("process %u cannot be followed: %s", proc.tgid, strerror(-err));
	if (!v)
		return 0;
	v->signal = record->signal;
	v->tid = record->task.tid;
	v->target = record->target;
	v->since = thread_sleeps(proc.tgid, v->tid);
	v->about = about;
	v->begun = record->verdict == SS_REAP_SIGNALLED;
	advance(v);
	if (!goes_on(v))
		drop(v);
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
	size_t under_way = 0;

	for (const struct reaper_victim *v = r->victims; v; v = v->next)
		under_way += v->ladder.outcome == SS_LADDER_CLIMBING &&
			     v->ladder.taken < v->ladder.rule->step_count;
	if (under_way)
		ss_warn("%zu processes are left on their way up the steps of a rule", under_way);
	for (struct reaper_victim *v = r->victims, *next; v; v = next) {
		next = v->next;
		drop(v);
	}
}
