// SPDX-License-Identifier: BSD-2-Clause
/* What a person says while this governs: levels that are forced, and the trial of --confirm. */
#include <errno.h>

#include "breaker.h"
#include "core/clock.h"
#include "core/log.h"

#define TRIAL_LOOK (SS_NS_PER_SEC / 5)

/* The level machine's clock at a time of the boot clock; none is of the future. */
static uint64_t mono_of(uint64_t boot_ns)
{
	uint64_t mono = ss_clock_mono(), boot = ss_clock_boot();
	uint64_t ago = boot > boot_ns ? boot - boot_ns : 0;

	return ago < mono ? mono - ago : 0;
}

static uint64_t after(uint64_t at, uint64_t ns)
{
	return ns > SS_LEVEL_NEVER - at ? SS_LEVEL_NEVER : at + ns;
}

/* LEVEL, from that time on, until then; -1: what was forced has been ended. */
static int follow(struct run *r, int level, uint64_t boot_ns, uint64_t until)
{
	uint64_t at = mono_of(boot_ns);
	int err;

	r->forced_boot_ns = boot_ns;
	/* What is forced on and on is one. */
	if (level >= 0 && level == r->level.forced && at < r->level.forced_until) {
		ss_level_force(&r->level, level, until);
		return 0;
	}
	err = govern_until(r, at);
	if (err || (level < 0 && r->level.forced < 0))
		return err;
	ss_level_force(&r->level, level, until);
	return govern_until(r, at);
}

/* Each in its order, at its own time, however soon it was over; what has been seen by a look is
 * no news. */
int hand_told(struct run *r)
{
	struct datapath_forced f;
	int err = 0;

	while (!err && datapath_next_forced(r->path, &f)) {
		uint64_t until = after(mono_of(f.boot_ns), f.left_ns);

		r->spoken = true;
		if (f.boot_ns < r->forced_boot_ns)
			continue;
		err = follow(r, f.left_ns ? (int)f.level : -1, f.boot_ns, until);
	}
	return err;
}

int hand_follow(struct run *r)
{
	struct plane_state state;
	int err = hand_told(r);
	uint64_t until;

	if (err)
		return err;
	err = plane_state(datapath_plane(r->path), &state);
	if (err)
		return run_fail(r, err, "cannot read which level is in force");
	until = after(ss_clock_mono(), state.left_ns);
	if (state.forced_boot_ns != r->forced_boot_ns)
		return follow(r, state.forced ? (int)state.level : -1, state.forced_boot_ns, until);
	/* Nothing new; but while the machine slept, the time that is left did not pass. */
	if (state.forced && r->level.forced >= 0)
		ss_level_force(&r->level, state.level, until);
	return 0;
}

/* He is not there: what he has asked for goes, what was to outlive this as well. */
static void undo_trial(struct run *r)
{
	r->trial_until = 0;
	plane_unforce(datapath_plane(r->path));
	datapath_unpin(r->path);
}

static int revert(struct run *r)
{
	int err;

	r->unconfirmed = true;
	r->reason = "unconfirmed";
	undo_trial(r);
	err = lines_confirm(r, "reverted");
	return err ? err : RUN_DONE;
}

/* The operator had the worst level to try: has he, or anybody, said something since? */
static int see_confirmed(struct run *r)
{
	int err;

	if (!r->spoken)
		return ss_clock_mono() + TRIAL_LOOK / 2 < r->trial_until ? 0 : revert(r);
	r->trial_until = 0;
	err = ss_timer_set(r->trial, 0, 0);
	return err ? err : lines_confirm(r, "confirmed");
}

static int on_told(void *arg)
{
	struct run *r = arg;
	int err = hand_told(r);

	if (!err && r->trial_until)
		err = see_confirmed(r);
	return err ? err : govern_step(r);
}

static int begin_trial(struct run *r)
{
	int worst = r->profile.table.level_count - 1, err;

	r->trial_until = ss_clock_mono() + r->opt->confirm_ns;
	err = plane_try(datapath_plane(r->path), worst, r->opt->confirm_ns);
	r->trial = ss_loop_add_timer(r->loop, on_told, r);
	if (!err && !r->trial)
		err = -errno;
	if (!err)
		err = ss_timer_set(r->trial, TRIAL_LOOK, TRIAL_LOOK);
	if (err)
		return run_fail(r, err, "cannot try the worst level");
	err = lines_confirm(r, "trial");
	if (!err)
		err = hand_follow(r);
	r->spoken = false; /* that was this */
	return err ? err : govern_step(r);
}

/* A trial that is cut short, as by a session that is lost, has not been confirmed either. */
void hand_stop(struct run *r)
{
	struct datapath_forced f;

	while (r->trial_until && datapath_next_forced(r->path, &f))
		r->spoken = true; /* a moment ago */
	if (!r->trial_until || r->spoken)
		return;
	if (r->opt->persist)
		ss_warn("nobody has confirmed by now: nothing stays");
	undo_trial(r);
}

int hand_start(struct run *r)
{
	int err = ss_loop_add_fd(r->loop, datapath_forced_fd(r->path), on_told, r);

	if (err)
		return run_fail(r, err, "cannot wait for what is forced");
	return r->opt->confirm_ns ? begin_trial(r) : 0;
}
