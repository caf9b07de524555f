// SPDX-License-Identifier: BSD-2-Clause
#include "victim.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <signal.h>

#include "cgroup_guard.h"
#include "core/clock.h"
#include "mass.h"
#include "proc/cgroup.h"
#include "reaper.skel.h"
#include "reaper/guard.h"
#include "thread.h"
#include "wire_reaper.h"

/* The guard that holds, or -errno. */
static int guard_of(struct reaper_victim *v)
{
	struct ss_victim_facts facts;
	int err = ss_victim_facts(&v->held, &facts);

	if (err)
		return err;
	/* Another program is not to pay for what this one did. */
	if (v->exe_ino && (facts.exe_ino != v->exe_ino || facts.exe_dev != v->exe_dev))
		return -ESTALE;
	v->exe_ino = facts.exe_ino;
	v->exe_dev = facts.exe_dev;
	return ss_guard_check(&facts, &v->r->services);
}

/* May anything be done?  If not, it is said why. */
bool victim_judge(struct reaper_victim *v, enum ss_guard guarded, bool mass,
		  struct ss_reap_late *late)
{
	int guard = guarded ? (int)guarded : guard_of(v);
	struct reaper *r = v->r;

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

bool victim_is_overdue(const struct reaper_victim *v)
{
	uint64_t key = (uint64_t)v->tid << 32 | v->target;
	struct ss_wire_reap_call call;

	switch (v->r->config.targets[v->target].kind) {
	case SS_REAP_LIFETIME: return true;
	case SS_REAP_ONCPU: return thread_sleeps(v->id.tgid, v->tid) == v->since;
	default:
		return !bpf_map_lookup_elem(bpf_map__fd(v->r->skel->maps.calls), &key, &call) &&
		       call.since && call.since == v->since;
	}
}

void victim_look_again(struct reaper_victim *v)
{
	if (!v->ladder.taken)
		return; /* all has just been looked at */
	if (!v->ladder.acted && !victim_is_overdue(v))
		ss_reap_ladder_eased(&v->ladder);
	else if (guard_of(v) != SS_GUARD_NONE ||
		 (!v->ladder.acted && !reaper_budget(v->r, v->rule)))
		ss_reap_ladder_spare(&v->ladder);
}

/*
 * The programs do not tell of a call that returns because of what was done, which a freeze makes
 * it do as well, and tell when somebody is gone whom SIGTERM or SIGKILL was to end.
 */
static void announce(struct reaper_victim *v, int signal)
{
	struct ss_wire_signalled s = { v->id.start_ns, ss_clock_mono(), v->rule, signal };
	uint32_t tgid = v->id.tgid;

	bpf_map_update_elem(bpf_map__fd(v->r->skel->maps.signalled), &tgid, &s, BPF_ANY);
}

/* As the programs see it: rules that protect are theirs to decide. */
static int is_kept(void *arg, const struct ss_wire_survey *s)
{
	return s->guard && cgroup_has(arg, s->task.id.tgid);
}

/* All in the cgroup share its fate.  0; -EPERM: a guard holds for one; or another -errno. */
static int check_cgroup(const struct reaper_victim *v, const struct ss_cgroup *cgroup)
{
	struct cgroup_members members = { 0 };
	int n = cgroup_guard(cgroup, &v->r->services, &members);

	if (!n)
		n = reaper_survey(v->r, is_kept, &members);
	cgroup_members_fini(&members);
	return n > 0 ? -EPERM : n;
}

static int on_cgroup(struct reaper_victim *v, enum ss_reap_act act)
{
	struct ss_cgroup cgroup = { .fd = -1 };
	uint32_t tgid = v->id.tgid;
	int err = ss_cgroup_open(&cgroup, &v->held);

	if (!err)
		err = check_cgroup(v, &cgroup);
	if (!err && act == SS_REAP_FREEZE)
		err = ss_cgroup_freeze(&cgroup, true);
	else if (!err)
		err = ss_cgroup_kill(&cgroup);
	ss_cgroup_close(&cgroup);
	/* Nothing was done to it after all: its own end is no news. */
	if (err && !v->ladder.acted)
		bpf_map_delete_elem(bpf_map__fd(v->r->skel->maps.signalled), &tgid);
	return err;
}

int victim_step(struct reaper_victim *v, enum ss_reap_act act)
{
	int signal = ss_reap_signal(act);

	if (act == SS_REAP_REPORT)
		return 0;
	v->signal = signal ? signal : act == SS_REAP_CGROUP_KILL ? SIGKILL : 0;
	announce(v, v->signal);
	v->about.signal = v->signal;
	if (!v->begun)
		hooks_before(v->r, &v->about);
	v->begun = true;
	return signal ? ss_victim_signal(&v->held, signal) : on_cgroup(v, act);
}

const char *victim_why(enum ss_reap_act act, int err)
{
	bool cgroup = act == SS_REAP_FREEZE || act == SS_REAP_CGROUP_KILL;

	return cgroup && err == -EPERM
		       ? "its cgroup is the root, holds ss-reaper, or somebody guarded"
		       : NULL;
}

void victim_tell(struct reaper_victim *v, enum ss_reap_result result)
{
	struct ss_reap_end end = {
		.rule = v->rule,
		.signal = v->signal,
		.result = result,
		.id = v->id,
		.took_ns = v->ladder.acted ? ss_clock_mono() - v->ladder.acted_ns : 0,
	};
	char wchan[SS_WCHAN_SIZE];
	size_t start = v->r->out.buf.len;
	const struct ss_reap_rule *rule = v->ladder.rule;

	if (result == SS_REAP_NOT_DONE) {
		end.error = v->ladder.error;
		end.reason = victim_why(rule->steps[rule->step_count - 1].act, end.error);
	}
	ss_victim_state(&v->held, &end.state, wchan);
	end.wchan = wchan[0] ? wchan : NULL;
	hooks_after(v->r, &end);
	if (!ss_reap_end_write(&v->r->stream, &v->r->names, &end, &v->r->out.buf))
		reaper_line(v->r, start);
	reaper_count(v->r);
}
