// SPDX-License-Identifier: BSD-2-Clause
/* Thresholds, debounce, dwell, recovery and silence of sources, on a clock of our own. */
#include "breaker/level.h"
#include "check.h"
#include "core/clock.h"

#define S SS_NS_PER_SEC

enum { HEALTHY, WARNING, CRITICAL };
enum { BATTERY, HEAT };

static struct ss_level_rules rules;
static struct ss_level level;
static uint64_t now;

static void start(void)
{
	rules = (struct ss_level_rules){
		.levels = 3,
		.sources = 2,
		.dwell_ns = 30 * S,
		.source = {
			[BATTERY] = {
				.falling = true,
				.levels = 1 << WARNING | 1 << CRITICAL,
				.enter = { 0, 20, 5 },
				.leave = { 0, 25, 10 },
				.samples = 3,
				.stale_ns = 60 * S,
				.hold_ns = 120 * S,
			},
			[HEAT] = {
				.levels = 1 << WARNING | 1 << CRITICAL,
				.urgent = 1 << CRITICAL,
				.enter = { 0, 85, 95 },
				.leave = { 0, 80, 90 },
				.samples = 3,
				.settle_ns = 10 * S,
				.stale_ns = SS_LEVEL_NEVER,
				.hold_ns = SS_LEVEL_NEVER,
			},
		},
	};
	now = 1000 * S;
	ss_level_init(&level, &rules, now);
}

/* How often the level changes in one look; *last is the last of the changes. */
static int steps(struct ss_level_change *last)
{
	struct ss_level_change c;
	int n = 0;

	while (ss_level_step(&level, now, &c)) {
		n++;
		if (last)
			*last = c;
	}
	return n;
}

static int sample(int source, int64_t value)
{
	ss_level_sample(&level, source, value, false, now);
	return steps(NULL);
}

/* COUNT samples of VALUE, a second from each other; how often the level changed. */
static int samples(int source, int64_t value, int count)
{
	int n = 0;

	for (int i = 0; i < count; i++, now += S)
		n += sample(source, value);
	return n;
}

static void bounds(void)
{
	const struct ss_level_source *s = &rules.source[BATTERY];

	start();
	check(ss_level_of(s, 3, HEALTHY, 21) == HEALTHY);
	check(ss_level_of(s, 3, HEALTHY, 20) == WARNING);
	check(ss_level_of(s, 3, HEALTHY, 5) == CRITICAL);
	check(ss_level_of(s, 3, WARNING, 24) == WARNING);
	check(ss_level_of(s, 3, WARNING, 25) == HEALTHY);
	check(ss_level_of(s, 3, CRITICAL, 9) == CRITICAL);
	check(ss_level_of(s, 3, CRITICAL, 10) == WARNING);
	check(ss_level_of(s, 3, CRITICAL, 24) == WARNING);
	check(ss_level_of(s, 3, CRITICAL, 100) == HEALTHY);
	s = &rules.source[HEAT];
	check(ss_level_of(s, 3, HEALTHY, 84) == HEALTHY);
	check(ss_level_of(s, 3, HEALTHY, 85) == WARNING);
	check(ss_level_of(s, 3, WARNING, 81) == WARNING);
	check(ss_level_of(s, 3, WARNING, 80) == HEALTHY);
	check(ss_level_of(s, 3, CRITICAL, 91) == CRITICAL);
}

static void debounce(void)
{
	start();
	check(samples(BATTERY, 15, 2) == 0 && level.level == HEALTHY);
	check(samples(BATTERY, 30, 1) == 0); /* begins anew */
	check(samples(BATTERY, 15, 2) == 0 && level.level == HEALTHY);
	check(samples(BATTERY, 15, 1) == 1 && level.level == WARNING);
	/* What all of them call for: two of critical and one of warning is warning. */
	start();
	samples(BATTERY, 3, 1);
	samples(BATTERY, 15, 1);
	check(samples(BATTERY, 3, 1) == 1 && level.level == WARNING);
	check(samples(BATTERY, 3, 3) == 1 && level.level == CRITICAL);
}

/* What has already called for more goes on to be counted when the level changes. */
static void falling(void)
{
	start();
	samples(BATTERY, 15, 1);
	check(samples(BATTERY, 3, 2) == 1 && level.level == WARNING);
	check(samples(BATTERY, 3, 1) == 1 && level.level == CRITICAL);
}

static void straight_to_worse(void)
{
	struct ss_level_change c = { 0 };

	start();
	for (int i = 0; i < 3; i++)
		ss_level_sample(&level, BATTERY, 4, false, now += S);
	check(steps(&c) == 1);
	check(c.from == HEALTHY && c.to == CRITICAL && c.why == SS_LEVEL_WORSE &&
	      c.source == BATTERY);
}

static void urgent(void)
{
	start();
	check(samples(HEAT, 90, 1) == 0);
	check(samples(HEAT, 96, 1) == 1 && level.level == CRITICAL);
	/* Better is never urgent. */
	now += 100 * S;
	check(samples(HEAT, 20, 2) == 0 && level.level == CRITICAL);
}

static void settles_by_time(void)
{
	start();
	check(sample(HEAT, 86) == 0);
	check(ss_level_next(&level, now) == now + 10 * S);
	now += 10 * S - 1;
	check(steps(NULL) == 0);
	now++;
	check(steps(NULL) == 1 && level.level == WARNING);
	/* Contradicted in time. */
	start();
	sample(HEAT, 86);
	now += 5 * S;
	sample(HEAT, 70);
	now += 5 * S;
	check(steps(NULL) == 0 && level.level == HEALTHY);
}

static void flapping(void)
{
	int changes = 0;

	start();
	/* Around the threshold, within the hysteresis: one change in all. */
	for (int i = 0; i < 300; i++)
		changes += samples(BATTERY, 19 + i % 5, 1);
	check(changes <= 1);
	/* Beyond the hysteresis, as fast as samples come: none. */
	start();
	changes = 0;
	for (int i = 0; i < 300; i++)
		changes += samples(BATTERY, i & 1 ? 10 : 90, 1);
	check(changes == 0);
	/* Slow enough to be believed: no more than dwelling allows. */
	start();
	changes = 0;
	for (int i = 0; i < 100; i++)
		changes += samples(BATTERY, i & 1 ? 15 : 90, 3);
	check(changes > 2 && changes <= 2 * (300 / 30) + 1);
}

static void recovery_by_steps(void)
{
	struct ss_level_change c = { 0 };
	uint64_t critical;

	start();
	samples(BATTERY, 4, 3);
	check(level.level == CRITICAL);
	critical = level.since;
	samples(BATTERY, 100, 3);
	check(level.level == CRITICAL);
	check(ss_level_next(&level, now) == critical + 30 * S);
	now = critical + 30 * S - 1;
	check(steps(NULL) == 0);
	now++;
	check(steps(&c) == 1 && level.level == WARNING && c.why == SS_LEVEL_BETTER &&
	      c.source == -1);
	now += 30 * S;
	check(steps(NULL) == 1 && level.level == HEALTHY);
	/* Worse does not wait, and begins the time anew. */
	samples(BATTERY, 4, 3);
	check(level.level == CRITICAL);
}

static void worst_of_sources(void)
{
	struct ss_level_change c;

	start();
	samples(BATTERY, 15, 3);
	check(level.level == WARNING);
	samples(HEAT, 97, 1);
	check(level.level == CRITICAL);
	samples(HEAT, 20, 3);
	now += 30 * S;
	check(steps(&c) == 1 && level.level == WARNING && c.source == BATTERY);
	now += 300 * S;
	samples(BATTERY, 15, 1);
	check(level.level == WARNING);
}

static void idle_calls_for_nothing(void)
{
	start();
	samples(BATTERY, 4, 3);
	for (int i = 0; i < 3; i++)
		ss_level_sample(&level, BATTERY, 4, true, now += S);
	now += 30 * S;
	check(steps(NULL) == 1 && level.level == WARNING);
	now += 30 * S;
	ss_level_sample(&level, BATTERY, 4, true, now);
	check(steps(NULL) == 1 && level.level == HEALTHY);
}

static void unreadable(void)
{
	start();
	samples(BATTERY, 15, 3);
	ss_level_failed(&level, BATTERY, now);
	check(level.seen[BATTERY].health == SS_LEVEL_HELD);
	check(ss_level_next(&level, now) == now + 120 * S);
	now += 60 * S;
	ss_level_failed(&level, BATTERY, now); /* does not begin anew */
	now += 60 * S - 1;
	check(steps(NULL) == 0 && level.level == WARNING);
	now++;
	check(steps(NULL) == 1 && level.level == HEALTHY);
	check(level.seen[BATTERY].health == SS_LEVEL_LOST);
	/* It speaks again. */
	samples(BATTERY, 15, 3);
	check(level.seen[BATTERY].health == SS_LEVEL_LIVE && level.level == WARNING);
}

static void silent(void)
{
	start();
	samples(BATTERY, 15, 3);
	now += 59 * S - 1; /* the last sample was a second ago */
	steps(NULL);
	check(level.seen[BATTERY].health == SS_LEVEL_LIVE);
	now++;
	steps(NULL);
	check(level.seen[BATTERY].health == SS_LEVEL_HELD && level.level == WARNING);
	now += 120 * S;
	check(steps(NULL) == 1 && level.level == HEALTHY);
	/* One that has never said anything is lost as well, and nothing wraps round. */
	start();
	now += 1000 * S;
	steps(NULL);
	check(level.seen[BATTERY].health == SS_LEVEL_LOST);
	check(level.seen[HEAT].health == SS_LEVEL_WAITING);
	check(ss_level_next(&level, now) == SS_LEVEL_NEVER);
}

/* What was leant towards before it fell silent is no evidence. */
static void silence_is_no_agreement(void)
{
	start();
	rules.source[BATTERY].settle_ns = 100 * S;
	samples(BATTERY, 15, 2);
	ss_level_failed(&level, BATTERY, now);
	now += 110 * S;
	check(steps(NULL) == 0 && level.level == HEALTHY);
}

static void forced(void)
{
	struct ss_level_change c;

	start();
	ss_level_force(&level, CRITICAL, now + 600 * S);
	check(steps(&c) == 1 && c.why == SS_LEVEL_FORCE && level.level == CRITICAL);
	check(ss_level_next(&level, now) <= now + 600 * S);
	samples(BATTERY, 15, 3);
	check(level.level == CRITICAL && level.automatic == WARNING);
	now += 590 * S;
	ss_level_sample(&level, BATTERY, 15, false, now);
	check(steps(NULL) == 0);
	now += 7 * S;
	check(steps(&c) == 1 && c.why == SS_LEVEL_FREE && level.level == WARNING);
	/* To better than what the sources call for, and back at once by word. */
	ss_level_force(&level, HEALTHY, SS_LEVEL_NEVER);
	check(steps(NULL) == 1 && level.level == HEALTHY);
	ss_level_force(&level, -1, 0);
	check(steps(&c) == 1 && c.why == SS_LEVEL_FREE && level.level == WARNING);
	/* A release that changes nothing is not told later. */
	ss_level_force(&level, WARNING, SS_LEVEL_NEVER);
	ss_level_force(&level, -1, 0);
	check(steps(NULL) == 0);
	samples(BATTERY, 2, 3);
	check(level.level == CRITICAL && level.forced < 0);
	/* One that is not there is none. */
	ss_level_force(&level, 3, SS_LEVEL_NEVER);
	check(level.forced < 0);
}

static void goes_on(void)
{
	struct ss_level_change c;

	start();
	ss_level_resume(&level, CRITICAL, now);
	check(level.level == CRITICAL && level.automatic == CRITICAL);
	/* Not before every source has said, in as many samples as ever, that it is not so. */
	now += 30 * S;
	check(samples(BATTERY, 80, 3) == 0 && samples(HEAT, 50, 2) == 0);
	check(level.level == CRITICAL);
	/* Then it is left by steps, each after its time. */
	ss_level_sample(&level, HEAT, 50, false, now);
	check(steps(&c) == 1 && c.from == CRITICAL && c.why == SS_LEVEL_BETTER);
	check(level.level == WARNING && ss_level_next(&level, now) == now + 30 * S);
	now += 30 * S;
	check(steps(NULL) == 1 && level.level == HEALTHY);
	/* Or they do. */
	start();
	ss_level_resume(&level, CRITICAL, now);
	samples(BATTERY, 2, 3);
	now += 40 * S;
	check(steps(NULL) == 0 && level.level == CRITICAL);
	/* Or nothing can be read: what an earlier run was told holds as long as what this one was. */
	start();
	rules.source[HEAT].levels = 0;
	ss_level_resume(&level, CRITICAL, now);
	ss_level_failed(&level, BATTERY, now);
	now += 119 * S;
	check(steps(NULL) == 0 && level.level == CRITICAL);
	now += 1 * S;
	check(steps(NULL) == 1 && level.level == WARNING);
}

static const struct check_case cases[] = {
	{ "levels are entered and left at their own bounds", bounds },
	{ "it takes samples in a row that agree", debounce },
	{ "what falls through a level is not counted anew", falling },
	{ "worse is not step by step", straight_to_worse },
	{ "an urgent level takes one sample", urgent },
	{ "what is not contradicted for a time is believed", settles_by_time },
	{ "what flaps does not flap on", flapping },
	{ "recovery is step by step, and dwells on each", recovery_by_steps },
	{ "the worst of several sources counts", worst_of_sources },
	{ "a battery that is not in use calls for nothing", idle_calls_for_nothing },
	{ "what cannot be read holds for a time, then is healthy", unreadable },
	{ "a source that falls silent is one that cannot be read", silent },
	{ "silence is no agreement", silence_is_no_agreement },
	{ "a level that is forced, for a time", forced },
	{ "a level that was in force before goes on, and is left as others are", goes_on },
};

CHECK_MAIN(cases)
