// SPDX-License-Identifier: BSD-2-Clause
#include "mass.h"

#include <errno.h>

#include "core/clock.h"
#include "reaper.h"
#include "reaper.skel.h"

#define LOOK_MIN (SS_NS_PER_SEC / 10)
#define LATE_MIN                                                                                   \
	(5 * SS_NS_PER_SEC) /* when there is a mass of stuck ones, the watch is slow, too */

static void tell(struct reaper *r, bool engaged)
{
	struct reaper_mass *m = &r->mass;
	size_t start = r->out.buf.len;
	struct ss_reap_mass_change change = {
		.engaged = engaged,
		.limit = m->guard.most,
		.within_ns = m->guard.within_ns,
		.overdue = m->overdue,
		.held = m->held,
		.duration_ns = ss_clock_mono() - m->since_ns,
	};

	m->engaged = engaged;
	ss_reap_mass_write(&r->stream, &change, &r->out.buf);
	reaper_line(r, start);
}

static int look_again(struct reaper *r)
{
	uint64_t within = r->mass.guard.within_ns;
	uint64_t late = within < LATE_MIN ? LATE_MIN : within;

	within = within < LOOK_MIN ? LOOK_MIN : within;
	/* Should we be gone by then, the programs judge by themselves again. */
	r->skel->bss->mass_until = ss_clock_mono() + within + late;
	return ss_timer_set(r->mass.timer, within, 0);
}

/* Those that it has spared and that go on, as the last looks saw them. */
static size_t still_overdue(const struct reaper *r)
{
	return told_spared(&r->told) + told_spared(&r->told_lives);
}

bool mass_found(struct reaper *r, size_t count, uint64_t now)
{
	struct reaper_mass *m = &r->mass;

	m->found = count;
	if (m->engaged)
		m->overdue += count;
	return ss_reap_mass_add(&m->guard, count, still_overdue(r), now);
}

void mass_held(struct reaper *r)
{
	struct reaper_mass *m = &r->mass;
	uint64_t theirs = r->skel->bss->mass_count;

	m->last_ns = ss_clock_mono();
	if (!m->engaged) {
		m->since_ns = m->last_ns;
		m->held = 0;
		m->overdue = m->found > theirs ? m->found : theirs;
		if (m->overdue <= m->guard.most)
			m->overdue = m->guard.most + 1;
		tell(r, true);
		look_again(r);
	}
	m->held++;
}

void mass_stop(struct reaper *r)
{
	if (!r->mass.engaged)
		return;
	r->skel->bss->mass_until = 0;
	tell(r, false);
}

static int on_time(void *arg)
{
	struct reaper *r = arg;
	struct reaper_mass *m = &r->mass;
	uint64_t now = ss_clock_mono();

	if (!m->engaged)
		return 0;
	if (now - m->last_ns < m->guard.within_ns ||
	    ss_reap_mass_add(&m->guard, 0, still_overdue(r), now))
		return look_again(r);
	mass_stop(r);
	return reaper_flush(r);
}

int mass_start(struct reaper *r)
{
	ss_reap_mass_init(&r->mass.guard, r->config.mass, r->config.mass_ns);
	r->mass.timer = ss_loop_add_timer(r->loop, on_time, r);
	return r->mass.timer ? 0 : -errno;
}
