// SPDX-License-Identifier: BSD-2-Clause
/* From samples to the level in force, and that it stays in force no longer than it should. */
#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "breaker.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/notify.h"

#define REFRESH_NS (2 * SS_NS_PER_SEC) /* at the longest: a force by hand is noticed by then */
#define SWEEP_NS   (10 * SS_NS_PER_SEC)
#define SWEEP_ALL  6
#define TRIAL_LOOK (SS_NS_PER_SEC / 5)

/* The kernel has the level of the sources, for a time to live; a forced one is its own business. */
static int hold(struct run *r, bool refresh)
{
	struct plane *plane = r->path ? datapath_plane(r->path) : NULL;
	int err = 0;

	if (plane && r->level.automatic != r->held)
		err = plane_set(plane, r->level.automatic, r->opt->ttl_ns);
	else if (plane && refresh)
		err = plane_refresh(plane, r->opt->ttl_ns);
	if (!err)
		r->held = r->level.automatic;
	return run_fail(r, err, "cannot tell the programs which level is in force");
}

static int tell_health(struct run *r)
{
	int err = 0;

	for (int i = 0; i < r->profile.rules.sources && !err; i++) {
		enum ss_level_health health = r->level.seen[i].health;

		if (health == r->told[i])
			continue;
		r->told[i] = health;
		err = lines_source(r, i);
	}
	return err;
}

static int step(struct run *r)
{
	struct ss_level_change change;
	uint64_t now = ss_clock_mono(), next, before = r->transitions;
	int err = 0;

	while (!err && !r->done && ss_level_step(&r->level, now, &change)) {
		err = hold(r, false);
		if (!err)
			err = lines_transition(r, &change);
		r->since_boot_ns = ss_clock_boot();
		r->done |= ++r->transitions == r->opt->max_events;
	}
	if (!err)
		err = hold(r, false); /* what is forced hides what the sources say */
	if (!err)
		err = tell_health(r);
	next = ss_level_next(&r->level, now);
	if (!err && r->step)
		err = ss_timer_set(r->step,
				   next == SS_LEVEL_NEVER ? 0
				   : next > now		  ? next - now
							  : 1,
				   0);
	if (!err)
		err = run_flush(r);
	if (r->transitions != before)
		live_write(r);
	if (r->done)
		r->reason = "count";
	return err ? err : r->done ? RUN_DONE : 0;
}

int govern_sample(struct run *r, int source, int64_t value, bool idle)
{
	ss_level_sample(&r->level, source, value, idle, ss_clock_mono());
	return step(r);
}

int govern_failed(struct run *r, int source, const char *why)
{
	ss_info("%s: %s", r->profile.sources[source].name, why);
	ss_level_failed(&r->level, source, ss_clock_mono());
	return step(r);
}

/* What somebody has forced, by the kernel's word for it. */
static int follow_force(struct run *r)
{
	struct plane_state state;
	uint64_t now = ss_clock_mono();
	int err = plane_state(datapath_plane(r->path), &state);

	if (err)
		return run_fail(r, err, "cannot read which level is in force");
	if (state.forced)
		ss_level_force(&r->level, state.level,
			       state.left_ns == DATAPATH_FOREVER ? SS_LEVEL_NEVER
								 : now + state.left_ns);
	else if (r->level.forced >= 0)
		ss_level_force(&r->level, -1, 0);
	return 0;
}

/* The interface may have gone, or come back; or somebody has said off. */
static int follow_link(struct run *r)
{
	int err = datapath_follow(r->path);

	if (err == -ECANCELED) {
		r->reason = "off";
		return RUN_DONE;
	}
	if (err == -ENODEV) {
		if (r->gone)
			return 0;
		r->gone = true;
		return lines_link(r, "gone");
	}
	if (err < 0) {
		r->reported = true; /* it has been */
		return err;
	}
	if (!err && !r->gone)
		return 0;
	r->gone = false;
	return lines_link(r, "attached");
}

static int on_links(void *arg)
{
	struct run *r = arg;
	char buf[8192];
	int err;

	while (recv(r->links, buf, sizeof(buf), MSG_DONTWAIT) > 0 || errno == ENOBUFS)
		errno = 0;
	err = follow_link(r);
	return err ? err : run_flush(r);
}

/* Whoever looks after us hears of us only while the kernel hears of us. */
static void ping(struct run *r, uint64_t now)
{
	if (!r->watchdog_ns || now - r->pinged_ns < r->watchdog_ns / 2)
		return;
	r->pinged_ns = now;
	ss_notify("WATCHDOG=1");
}

/* A long list takes its time: seldom. */
static void sweep(struct run *r, uint64_t now)
{
	if (!r->path || now - r->swept_ns < SWEEP_NS)
		return;
	r->swept_ns = now;
	plane_sweep(datapath_plane(r->path), r->sweeps++ % SWEEP_ALL == 0);
}

static int on_refresh(void *arg)
{
	struct run *r = arg;
	int err = r->path ? follow_link(r) : 0;

	if (!err && r->path)
		err = hold(r, true);
	if (!err && r->path)
		err = follow_force(r);
	if (!err)
		err = step(r);
	if (err)
		return err;
	sweep(r, ss_clock_mono());
	live_write(r);
	ping(r, ss_clock_mono());
	return 0;
}

static int on_step(void *arg)
{
	return step(arg);
}

/* The operator had the worst level to try: is he still there? */
static int on_trial(void *arg)
{
	struct run *r = arg;
	uint64_t now = ss_clock_mono();
	struct plane_state state;
	int err = plane_state(datapath_plane(r->path), &state);

	if (err)
		return run_fail(r, err, "cannot read which level is in force");
	if (now + TRIAL_LOOK / 2 >= r->trial_until) {
		r->unconfirmed = true;
		r->reason = "unconfirmed";
		plane_unforce(datapath_plane(r->path));
		err = lines_confirm(r, "reverted");
		return err ? err : RUN_DONE;
	}
	if (state.trial)
		return 0;
	err = ss_timer_set(r->trial, 0, 0);
	if (!err)
		err = lines_confirm(r, "confirmed");
	if (!err)
		err = follow_force(r);
	return err ? err : step(r);
}

static int begin_trial(struct run *r)
{
	int worst = r->profile.table.level_count - 1;
	int err = plane_try(datapath_plane(r->path), worst, r->opt->confirm_ns);

	r->trial = ss_loop_add_timer(r->loop, on_trial, r);
	if (!err && !r->trial)
		err = -errno;
	if (!err)
		err = ss_timer_set(r->trial, TRIAL_LOOK, TRIAL_LOOK);
	r->trial_until = ss_clock_mono() + r->opt->confirm_ns;
	if (!err)
		err = follow_force(r);
	if (err)
		return run_fail(r, err, "cannot try the worst level");
	err = lines_confirm(r, "trial");
	return err ? err : step(r);
}

/* What an earlier run has left in force goes on: the sources say how long. */
static int resume(struct run *r)
{
	struct plane_state state;
	int err = r->path ? plane_state(datapath_plane(r->path), &state) : 0;

	if (err || !r->path || !state.set)
		return err;
	ss_level_resume(&r->level, state.set, ss_clock_mono());
	r->held = state.set;
	return follow_force(r);
}

static int listen_to_links(struct run *r)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK };

	r->links = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
	if (r->links < 0 || bind(r->links, (struct sockaddr *)&addr, sizeof(addr)))
		return -errno;
	return ss_loop_add_fd(r->loop, r->links, on_links, r);
}

int govern_start(struct run *r)
{
	uint64_t every = r->opt->ttl_ns / 3 < REFRESH_NS ? r->opt->ttl_ns / 3 : REFRESH_NS;
	int err = 0;

	r->watchdog_ns = ss_notify_watchdog();
	if (r->watchdog_ns && r->watchdog_ns / 2 < every)
		every = r->watchdog_ns / 2;
	ss_level_init(&r->level, &r->profile.rules, ss_clock_mono());
	err = resume(r);
	if (err)
		return run_fail(r, err, "cannot read which level is in force");
	r->since_boot_ns = ss_clock_boot();
	r->step = ss_loop_add_timer(r->loop, on_step, r);
	r->refresh = ss_loop_add_timer(r->loop, on_refresh, r);
	if (!r->step || !r->refresh)
		err = -errno;
	if (!err)
		err = ss_timer_set(r->refresh, every, every);
	if (!err && r->path)
		err = listen_to_links(r);
	if (err)
		return ss_error(err, "cannot set up the event loop");
	return r->path && r->opt->confirm_ns ? begin_trial(r) : 0;
}

void govern_stop(struct run *r)
{
	if (r->links >= 0)
		close(r->links);
	r->links = -1;
}
