/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which level is in force: from samples of several sources to one number, 0 the best.
 * Pure: times are the caller's, of one clock that does not stand still while anything
 * is to be noticed.
 */
#ifndef SS_BREAKER_LEVEL_H
#define SS_BREAKER_LEVEL_H

#include <stdbool.h>
#include <stdint.h>

#define SS_LEVELS_MAX  16
#define SS_SOURCES_MAX 16

#define SS_LEVEL_NEVER UINT64_MAX

/* How one source is judged.  All times in ns. */
struct ss_level_source {
	bool falling;	 /* less is worse, as of a battery */
	uint32_t levels; /* bits: those that it can call for */
	uint32_t urgent; /* bits: a single sample is enough for these */
	/* Called for from ENTER on, until the value is back at LEAVE. */
	int64_t enter[SS_LEVELS_MAX], leave[SS_LEVELS_MAX];
	uint32_t samples;   /* so many in a row that agree, */
	uint64_t settle_ns; /* or nothing to the contrary for so long, is a change; 0: only samples
			     */
	uint64_t stale_ns;  /* no sample for so long: it is silent */
	uint64_t hold_ns;   /* what it said last holds for so long after; then it says nothing */
};

struct ss_level_rules {
	int levels, sources;
	uint64_t dwell_ns; /* no level is left for a better one before */
	struct ss_level_source source[SS_SOURCES_MAX];
};

enum ss_level_health {
	SS_LEVEL_WAITING, /* for its first sample */
	SS_LEVEL_LIVE,
	SS_LEVEL_HELD, /* silent or unreadable: its last word holds */
	SS_LEVEL_LOST, /* for too long: it calls for nothing */
};
extern const char *const ss_level_health_names[];

/* What is known of one source. */
struct ss_level_seen {
	int level; /* that it calls for */
	/* How many of its last samples in a row called for that level, or for one further away,
	 * and the first of these. */
	uint32_t run[SS_LEVELS_MAX];
	uint64_t run_since[SS_LEVELS_MAX];
	enum ss_level_health health;
	uint64_t sample_at, silent_at; /* the last sample; since when it is HELD */
	int64_t value;		       /* of that sample */
	bool idle;		       /* it had none: there is nothing to fear */
	bool sampled;		       /* there was one */
};

struct ss_level {
	const struct ss_level_rules *rules;
	struct ss_level_seen seen[SS_SOURCES_MAX];
	int level;	  /* in force */
	int automatic;	  /* what the sources have it at, forced or not */
	uint64_t since;	  /* it is */
	uint64_t entered; /* AUTOMATIC is what it is */
	int forced;	  /* -1: no */
	uint64_t forced_until;
	bool released; /* it was forced, and that is not told yet */
};

enum ss_level_why {
	SS_LEVEL_WORSE,	 /* a source calls for it */
	SS_LEVEL_BETTER, /* the sources no longer call for what was; one step */
	SS_LEVEL_FORCE,	 /* somebody said so */
	SS_LEVEL_FREE,	 /* nobody says so any longer, or not for so long */
};
extern const char *const ss_level_why_names[];

struct ss_level_change {
	int from, to;
	enum ss_level_why why;
	int source; /* the one that calls for the most; -1: none calls for anything */
};

void ss_level_init(struct ss_level *l, const struct ss_level_rules *rules, uint64_t now);
/*
 * LEVEL is in force already, from before.  Nobody knows who called for it: each source is
 * taken to, until its samples say otherwise, or it has been silent for too long.
 */
void ss_level_resume(struct ss_level *l, int level, uint64_t now);

/* A value was read, or (IDLE) that there is nothing to fear: a battery that is not in use. */
void ss_level_sample(struct ss_level *l, int source, int64_t value, bool idle, uint64_t now);
/* It could not be read. */
void ss_level_failed(struct ss_level *l, int source, uint64_t now);
/* LEVEL whatever the sources say, until then (SS_LEVEL_NEVER: until told otherwise); -1: no more.
 */
void ss_level_force(struct ss_level *l, int level, uint64_t until);

/*
 * Take the next step that is due.  True with *change set if the level in force has
 * changed: there may be another then.  False: it stays.
 */
bool ss_level_step(struct ss_level *l, uint64_t now, struct ss_level_change *change);
/* When ss_level_step() may have something to do without a new sample. */
uint64_t ss_level_next(const struct ss_level *l, uint64_t now);

/* What a source would call for with this value, if it calls for LEVEL now. */
int ss_level_of(const struct ss_level_source *s, int levels, int level, int64_t value);

#endif
