// SPDX-License-Identifier: BSD-2-Clause
/*
 * Processes that are too old.  A look at all of them finds those and when the next
 * one will be; whoever begins after it is not due before the shortest limit is over.
 */
#include <errno.h>

#include "chase.h"
#include "core/clock.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "wire_reaper.h"

#define SPACING (SS_NS_PER_SEC / 100)

struct look {
	struct reaper *r;
	uint64_t now, next, least;
	bool mass;
};

static int by_lifetime(const struct reaper *r)
{
	for (size_t i = 0; i < r->config.target_count; i++)
		if (r->config.targets[i].kind == SS_REAP_LIFETIME)
			return i;
	return -1;
}

static int tell(struct look *l, const struct ss_wire_survey *s, uint32_t target, uint32_t rule)
{
	struct reaper *r = l->r;
	size_t start = r->out.buf.len, used;
	struct ss_reap_late late = {
		.task = &s->task,
		.flags = s->head.flags,
		.rule = rule,
		.target = target,
		.elapsed_ns = l->now - s->start_mono_ns,
		.limit_ns = r->limits[rule],
		.in_flight = true,
		.seen_ns = l->now,
	};
	int err;

	ss_reap_take_survey(&r->stream, s, sizeof(*s), &used);
	chase_begin(r, s, rule, l->mass, &late);
	err = ss_reap_late_write(&r->stream, &r->names, &late, &r->out.buf);
	if (!err)
		err = reaper_line(r, start);
	reaper_count(r);
	return err;
}

static int on_survey(void *arg, const struct ss_wire_survey *s)
{
	struct look *l = arg;
	struct reaper *r = l->r;
	int target = by_lifetime(r), err = 0;
	uint64_t rules = s->rules & r->skel->rodata->target_rules[target];
	struct told_call told = { (uint64_t)s->task.id.tgid << 32 | (uint32_t)target,
				  s->start_mono_ns, 0, l->now, 0 };
	uint64_t known = told_of(&r->told_lives, told.key, told.since, l->now);

	for (int i = 0; i < SS_REAP_RULES && !err; i++) {
		uint64_t limit = r->limits[i];

		if (!(rules >> i & 1) || !limit)
			continue;
		if (limit < l->least)
			l->least = limit;
		if (l->now - s->start_mono_ns < limit) {
			if (s->start_mono_ns + limit < l->next)
				l->next = s->start_mono_ns + limit;
		} else if (!(known >> i & 1)) {
			told.rules |= 1ull << i;
			if (!chase_has(r, s->task.id.tgid, s->task.id.start_ns))
				err = tell(l, s, target, i);
		}
	}
	return err || !told.rules ? err : told_add(&r->told_lives, &told);
}

static int on_time(void *arg)
{
	struct reaper *r = arg;
	uint64_t now = ss_clock_mono(), wait;
	struct look l = { .r = r, .now = now, .next = UINT64_MAX, .least = SS_NS_PER_SEC };
	int err;

	for (int i = 0; i < SS_REAP_RULES; i++)
		if (r->skel->rodata->target_rules[by_lifetime(r)] >> i & 1 && r->limits[i])
			l.least = r->limits[i];
	err = reaper_survey(r, on_survey, &l);
	told_forget(&r->told_lives, now);
	if (l.next > now + l.least)
		l.next = now + l.least;
	wait = l.next - now;
	if (!err)
		err = ss_timer_set(r->survey, wait < SPACING ? SPACING : wait, 0);
	if (!err)
		err = reaper_flush(r);
	return reaper_fail(r, err, "cannot look at the processes there are");
}

int life_start(struct reaper *r)
{
	if (by_lifetime(r) < 0)
		return 0;
	r->survey = ss_loop_add_timer(r->loop, on_time, r);
	return r->survey ? ss_timer_set(r->survey, 1, 0) : -errno;
}
