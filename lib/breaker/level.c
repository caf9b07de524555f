// SPDX-License-Identifier: BSD-2-Clause
#include "breaker/level.h"

#include <string.h>

const char *const ss_level_health_names[] = {
	[SS_LEVEL_WAITING] = "waiting",
	[SS_LEVEL_LIVE] = "live",
	[SS_LEVEL_HELD] = "held",
	[SS_LEVEL_LOST] = "lost",
};

const char *const ss_level_why_names[] = {
	[SS_LEVEL_WORSE] = "worse",
	[SS_LEVEL_BETTER] = "better",
	[SS_LEVEL_FORCE] = "forced",
	[SS_LEVEL_FREE] = "released",
};

/* Times of the far future do not wrap round. */
static uint64_t after(uint64_t at, uint64_t ns)
{
	return at > SS_LEVEL_NEVER - ns ? SS_LEVEL_NEVER : at + ns;
}

static bool has(uint32_t bits, int level)
{
	return bits >> level & 1;
}

void ss_level_init(struct ss_level *l, const struct ss_level_rules *rules, uint64_t now)
{
	*l = (struct ss_level){ .rules = rules, .since = now, .entered = now, .forced = -1 };
	/* A source that never says a word is silent from the start. */
	for (int i = 0; i < rules->sources; i++)
		l->seen[i].sample_at = now;
}

void ss_level_resume(struct ss_level *l, int level, uint64_t now)
{
	const struct ss_level_rules *rules = l->rules;

	l->level = l->automatic = level;
	l->since = l->entered = now;
	for (int i = 0; i < rules->sources; i++) {
		int worst = level;

		while (worst && !has(rules->source[i].levels, worst))
			worst--;
		l->seen[i].level = worst;
	}
}

/* Is a level that is called for to be kept, or one that is not to be called for? */
static bool reached(const struct ss_level_source *s, int level, bool kept, int64_t value)
{
	if (kept)
		return s->falling ? value < s->leave[level] : value > s->leave[level];
	return s->falling ? value <= s->enter[level] : value >= s->enter[level];
}

int ss_level_of(const struct ss_level_source *s, int levels, int level, int64_t value)
{
	int worst = 0;

	for (int i = 1; i < levels; i++)
		if (has(s->levels, i) && reached(s, i, i <= level, value))
			worst = i;
	return worst;
}

/* The worst of the levels up to WANT for which one sample is enough. */
static int urgent(const struct ss_level_source *s, int want)
{
	while (want && !has(s->urgent, want))
		want--;
	return want;
}

/* From here on it is at LEVEL.  What calls for still more than that goes on to be counted. */
static void settle(struct ss_level_seen *seen, int level)
{
	bool worse = level > seen->level;

	for (int i = 0; i < SS_LEVELS_MAX; i++)
		if (worse ? i <= level : i >= level)
			seen->run[i] = 0;
	seen->level = level;
}

static void forget(struct ss_level_seen *seen)
{
	memset(seen->run, 0, sizeof(seen->run));
}

/* One more sample, which calls for WANT. */
static void count(struct ss_level_seen *seen, int levels, int want, uint64_t now)
{
	for (int i = 0; i < levels; i++) {
		bool calls = i > seen->level ? want >= i : i < seen->level && want <= i;

		if (!calls)
			seen->run[i] = 0;
		else if (!seen->run[i]++)
			seen->run_since[i] = now;
	}
}

static bool is_due(const struct ss_level_source *s, const struct ss_level_seen *seen, int level,
		   uint64_t now)
{
	return seen->run[level] &&
	       (seen->run[level] >= s->samples ||
		(s->settle_ns && now >= after(seen->run_since[level], s->settle_ns)));
}

/* To the worst level that enough called for, or to the best. */
static void move(const struct ss_level_source *s, struct ss_level_seen *seen, int levels,
		 uint64_t now)
{
	for (int i = levels - 1; i > seen->level; i--)
		if (is_due(s, seen, i, now)) {
			settle(seen, i);
			return;
		}
	for (int i = 0; i < seen->level; i++)
		if (is_due(s, seen, i, now)) {
			settle(seen, i);
			return;
		}
}

void ss_level_sample(struct ss_level *l, int source, int64_t value, bool idle, uint64_t now)
{
	const struct ss_level_source *s = &l->rules->source[source];
	struct ss_level_seen *seen = &l->seen[source];
	int want, at_once;

	seen->health = SS_LEVEL_LIVE;
	seen->sample_at = now;
	seen->value = value;
	seen->idle = idle;
	seen->sampled = true;
	want = idle ? 0 : ss_level_of(s, l->rules->levels, seen->level, value);
	at_once = urgent(s, want);
	if (at_once > seen->level)
		settle(seen, at_once);
	count(seen, l->rules->levels, want, now);
	move(s, seen, l->rules->levels, now);
}

void ss_level_failed(struct ss_level *l, int source, uint64_t now)
{
	struct ss_level_seen *seen = &l->seen[source];

	if (seen->health == SS_LEVEL_HELD || seen->health == SS_LEVEL_LOST)
		return;
	seen->health = SS_LEVEL_HELD;
	seen->silent_at = now;
	forget(seen);
}

void ss_level_force(struct ss_level *l, int level, uint64_t until)
{
	l->released = level < 0 && (l->forced >= 0 || l->released);
	l->forced = level < l->rules->levels ? level : -1;
	l->forced_until = until;
}

/* What time alone does to a source. */
static void age(const struct ss_level_source *s, struct ss_level_seen *seen, int levels,
		uint64_t now)
{
	move(s, seen, levels, now);
	if (seen->health < SS_LEVEL_HELD && now >= after(seen->sample_at, s->stale_ns)) {
		seen->health = SS_LEVEL_HELD;
		seen->silent_at = after(seen->sample_at, s->stale_ns);
		forget(seen);
	}
	if (seen->health == SS_LEVEL_HELD && now >= after(seen->silent_at, s->hold_ns)) {
		seen->health = SS_LEVEL_LOST;
		settle(seen, 0);
	}
}

/* The source that calls for the most, the first of several; -1: nobody calls for anything. */
static int worst(const struct ss_level *l)
{
	int found = -1, most = 0;

	for (int i = 0; i < l->rules->sources; i++)
		if (l->seen[i].level > most) {
			most = l->seen[i].level;
			found = i;
		}
	return found;
}

static int wanted(const struct ss_level *l)
{
	int source = worst(l);

	return source < 0 ? 0 : l->seen[source].level;
}

/* Worse at once; better by one step, and not before its time. */
static void follow(struct ss_level *l, uint64_t now)
{
	int want = wanted(l);

	if (want == l->automatic)
		return;
	if (want < l->automatic) {
		if (now < after(l->entered, l->rules->dwell_ns))
			return;
		want = l->automatic - 1;
	}
	l->automatic = want;
	l->entered = now;
}

bool ss_level_step(struct ss_level *l, uint64_t now, struct ss_level_change *change)
{
	int to;

	for (int i = 0; i < l->rules->sources; i++)
		age(&l->rules->source[i], &l->seen[i], l->rules->levels, now);
	if (l->forced >= 0 && now >= l->forced_until) {
		l->forced = -1;
		l->released = true;
	}
	follow(l, now);
	to = l->forced >= 0 ? l->forced : l->automatic;
	if (to == l->level) {
		l->released = false;
		return false;
	}
	*change = (struct ss_level_change){
		.from = l->level,
		.to = to,
		.why = l->forced >= 0  ? SS_LEVEL_FORCE
		       : l->released   ? SS_LEVEL_FREE
		       : to > l->level ? SS_LEVEL_WORSE
				       : SS_LEVEL_BETTER,
		.source = worst(l),
	};
	l->released = false;
	l->level = to;
	l->since = now;
	return true;
}

static void earlier(uint64_t *first, uint64_t at)
{
	if (at < *first)
		*first = at;
}

uint64_t ss_level_next(const struct ss_level *l, uint64_t now)
{
	uint64_t first = l->forced >= 0 ? l->forced_until : SS_LEVEL_NEVER;
	int want = wanted(l);

	for (int i = 0; i < l->rules->sources; i++) {
		const struct ss_level_source *s = &l->rules->source[i];
		const struct ss_level_seen *seen = &l->seen[i];

		for (int k = 0; s->settle_ns && k < l->rules->levels; k++)
			if (seen->run[k])
				earlier(&first, after(seen->run_since[k], s->settle_ns));
		if (seen->health < SS_LEVEL_HELD)
			earlier(&first, after(seen->sample_at, s->stale_ns));
		else if (seen->health == SS_LEVEL_HELD)
			earlier(&first, after(seen->silent_at, s->hold_ns));
	}
	if (want < l->automatic)
		earlier(&first, after(l->entered, l->rules->dwell_ns));
	else if (want > l->automatic)
		first = now;
	return first < now ? now : first;
}
