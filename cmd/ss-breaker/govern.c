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

#define REFRESH_NS (2 * SS_NS_PER_SEC) /* at the longest */
#define SWEEP_NS   (10 * SS_NS_PER_SEC)
#define SWEEP_ALL  6

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

/* The steps that were due at AT, and what they changed from then on. */
static int steps(struct run *r, uint64_t at)
{
	uint64_t boot_ns = ss_clock_boot() - (ss_clock_mono() - at);
	struct ss_level_change change;
	int err = 0;

	while (!err && !r->done && ss_level_step(&r->level, at, &change)) {
		err = hold(r, false);
		if (!err)
			err = lines_transition(r, &change, boot_ns);
		r->since_boot_ns = boot_ns;
		r->done |= ++r->transitions == r->opt->max_events;
	}
	return err;
}

/* What is forced ends at its time, however late that is noticed. */
int govern_until(struct run *r, uint64_t at)
{
	int err = 0;

	if (r->level.forced >= 0 && r->level.forced_until < at)
		err = steps(r, r->level.forced_until);
	return err ? err : steps(r, at);
}

int govern_step(struct run *r)
{
	uint64_t now = ss_clock_mono(), next;
	int err = govern_until(r, now);

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
	if (r->transitions != r->written)
		live_write(r);
	if (r->done)
		r->reason = "count";
	return err ? err : r->done ? RUN_DONE : 0;
}

/* What has been said, and what was due, before this sample is told by the samples before it. */
static int catch_up(struct run *r)
{
	int err = r->path ? hand_told(r) : 0;

	return err ? err : govern_until(r, ss_clock_mono());
}

int govern_sample(struct run *r, int source, int64_t value, bool idle)
{
	int err = catch_up(r);

	if (err)
		return err;
	ss_level_sample(&r->level, source, value, idle, ss_clock_mono());
	return govern_step(r);
}

int govern_failed(struct run *r, int source, const char *why)
{
	int err = catch_up(r);

	if (err)
		return err;
	ss_info("%s: %s", r->profile.sources[source].name, why);
	ss_level_failed(&r->level, source, ss_clock_mono());
	return govern_step(r);
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
		err = lines_link(r, "gone");
		return err ? err : follow_link(r);
	}
	if (err < 0) {
		r->reported = true; /* it has been */
		return err;
	}
	if (err == DATAPATH_RENAMED)
		return lines_link(r, "renamed");
	if (err != DATAPATH_ATTACHED)
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
		err = hand_follow(r);
	if (!err)
		err = govern_step(r);
	if (err)
		return err;
	sweep(r, ss_clock_mono());
	live_write(r);
	ping(r, ss_clock_mono());
	return 0;
}

static int on_step(void *arg)
{
	return govern_step(arg);
}

static uint64_t until(uint64_t now, uint64_t left_ns)
{
	return left_ns == DATAPATH_FOREVER ? SS_LEVEL_NEVER : now + left_ns;
}

/* What an earlier run has left in force goes on: the sources say how long. */
static int resume(struct run *r)
{
	uint64_t now = ss_clock_mono();
	struct plane_state state;
	int err = plane_state(datapath_plane(r->path), &state);

	if (err)
		return run_fail(r, err, "cannot read which level is in force");
	ss_level_resume(&r->level, state.set, now);
	r->held = state.set;
	r->since_boot_ns = state.since_boot_ns;
	r->forced_boot_ns = state.forced_boot_ns;
	if (state.forced) {
		ss_level_force(&r->level, state.level, until(now, state.left_ns));
		r->level.level = state.level;
	}
	return 0;
}

int govern_begin(struct run *r)
{
	ss_level_init(&r->level, &r->profile.rules, ss_clock_mono());
	r->since_boot_ns = ss_clock_boot();
	return r->path ? resume(r) : 0;
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
	return r->path ? hand_start(r) : 0;
}

void govern_stop(struct run *r)
{
	if (r->links >= 0)
		close(r->links);
	r->links = -1;
}
