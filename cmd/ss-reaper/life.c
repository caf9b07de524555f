// SPDX-License-Identifier: BSD-2-Clause
/*
 * Processes that are too old.  A look at all of them finds those and when the next
 * one will be; whoever begins after it is not due before the shortest limit is over.
 */
#include <errno.h>
#include <stdlib.h>

#include "chase.h"
#include "core/clock.h"
#include "mass.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "wire_reaper.h"

#define SPACING (SS_NS_PER_SEC / 100)

/* A process that is over the limit of RULES, which nobody was told yet. */
struct old {
	struct ss_wire_survey who;
	uint64_t rules;
};

struct look {
	struct reaper *r;
	uint64_t now, next, least;
	uint64_t scoped; /* rules that say whom they are about */
	struct old *olds;
	size_t count, room;
	bool mass;
};

static int by_lifetime(const struct reaper *r)
{
	for (size_t i = 0; i < r->config.target_count; i++)
		if (r->config.targets[i].kind == SS_REAP_LIFETIME)
			return i;
	return -1;
}

/* Each rule meets it once, at its own time. */
static uint64_t life_key(const struct ss_wire_survey *s, uint32_t rule)
{
	return (uint64_t)s->task.id.tgid << 32 | rule;
}

/* Not before AGAIN_NS, if that is not 0. */
static int remember(struct look *l, const struct old *o, uint32_t rule, uint64_t again_ns,
		    bool spared)
{
	struct told_call call = {
		.key = life_key(&o->who, rule),
		.since = o->who.start_mono_ns,
		.rules = 1ull << rule,
		.seen_ns = l->now,
		.until_ns = again_ns ? l->now + again_ns : 0,
		.spared = spared,
	};

	return told_add(&l->r->told_lives, &call);
}

static int tell(struct look *l, const struct old *o, uint32_t rule, bool *spared)
{
	struct reaper *r = l->r;
	size_t used;
	struct ss_reap_late late = {
		.task = &o->who.task,
		.flags = o->who.head.flags,
		.rule = rule,
		.target = by_lifetime(r),
		.elapsed_ns = l->now - o->who.start_mono_ns,
		.limit_ns = r->limits[rule],
		.in_flight = true,
		.seen_ns = l->now,
	};
	int err;

	ss_reap_take_survey(&r->stream, &o->who, sizeof(o->who), &used);
	/* This rule may have to meet it when that has come to its end. */
	if (chase_has(r, o->who.task.id.tgid, o->who.task.id.start_ns))
		return remember(l, o, rule, REAPER_AGAIN_NS, false);
	err = chase_begin(r, &o->who, 0, l->mass, &late);
	if (!err)
		err = remember(l, o, rule,
			       late.verdict == SS_REAP_RATED ? reaper_pause(r, rule) : 0,
			       late.verdict == SS_REAP_MASS && !*spared);
	/* Under however many rules, it is one. */
	*spared |= late.verdict == SS_REAP_MASS;
	return err;
}

static int tell_all(struct look *l, const struct old *o)
{
	bool spared = false;
	int err = 0;

	for (int i = 0; i < SS_REAP_RULES && !err && !l->r->done; i++)
		if (o->rules >> i & 1)
			err = tell(l, o, i, &spared);
	return err;
}

static int add(struct look *l, const struct ss_wire_survey *s, uint64_t rules)
{
	if (l->count == l->room) {
		size_t room = l->room ? 2 * l->room : 16;
		struct old *olds = reallocarray(l->olds, room, sizeof(*olds));

		if (!olds)
			return -ENOMEM;
		l->olds = olds;
		l->room = room;
	}
	l->olds[l->count++] = (struct old){ *s, rules };
	return 0;
}

/* Was it told that this rule is broken? */
static bool is_told(struct look *l, const struct ss_wire_survey *s, uint32_t rule)
{
	return told_of(&l->r->told_lives, life_key(s, rule), s->start_mono_ns, l->now);
}

static int on_survey(void *arg, const struct ss_wire_survey *s)
{
	struct look *l = arg;
	struct reaper *r = l->r;
	uint32_t target = by_lifetime(r);
	uint64_t rules = s->rules & r->skel->rodata->target_rules[target], over = 0;

	for (int i = 0; i < SS_REAP_RULES; i++) {
		uint64_t limit = r->limits[i];

		if (!(rules >> i & 1) || !limit)
			continue;
		if (limit < l->least)
			l->least = limit;
		if (l->now - s->start_mono_ns >= limit)
			over |= (uint64_t)!is_told(l, s, i) << i;
		else if (s->start_mono_ns + limit < l->next)
			l->next = s->start_mono_ns + limit;
	}
	/* Nothing is ever done to these: they are news only to who asks for them. */
	if (s->guard == SS_GUARD_KTHREAD)
		over &= l->scoped;
	return over ? add(l, s, over) : 0;
}

/* Those that are not met already. */
static size_t processes(const struct look *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->count; i++)
		n += !chase_has(l->r, l->olds[i].who.task.id.tgid,
				l->olds[i].who.task.id.start_ns);
	return n;
}

static int look_at_all(struct look *l)
{
	int err = reaper_survey(l->r, on_survey, l);

	if (!err && l->count)
		l->mass = mass_found(l->r, processes(l), l->now);
	for (size_t i = 0; i < l->count && !err && !l->r->done; i++)
		err = tell_all(l, &l->olds[i]);
	free(l->olds);
	return err;
}

static int on_time(void *arg)
{
	struct reaper *r = arg;
	uint64_t now = ss_clock_mono(), again, wait;
	struct look l = { .r = r, .now = now, .next = UINT64_MAX, .least = SS_NS_PER_SEC * 3600 };
	int err;

	for (int i = 0; i < SS_REAP_RULES; i++) {
		l.scoped |= (uint64_t)r->config.rules[i].scoped << i;
		if (r->skel->rodata->target_rules[by_lifetime(r)] >> i & 1 && r->limits[i] &&
		    r->limits[i] < l.least)
			l.least = r->limits[i];
	}
	err = look_at_all(&l);
	told_forget(&r->told_lives, now);
	again = told_due(&r->told_lives);
	if (again < l.next)
		l.next = again > now ? again : now;
	if (l.next > now + l.least)
		l.next = now + l.least;
	wait = l.next - now;
	if (!err)
		err = ss_timer_set(r->survey, wait < SPACING ? SPACING : wait, 0);
	if (!err)
		err = reaper_settle(r);
	return reaper_fail(r, err, "cannot look at the processes there are");
}

int life_start(struct reaper *r)
{
	if (by_lifetime(r) < 0)
		return 0;
	r->survey = ss_loop_add_timer(r->loop, on_time, r);
	return r->survey ? ss_timer_set(r->survey, 1, 0) : -errno;
}
