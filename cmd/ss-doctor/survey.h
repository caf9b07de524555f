/* SPDX-License-Identifier: BSD-2-Clause */
/* The probes' answers, and what follows from them for the commands. */
#ifndef SS_SURVEY_H
#define SS_SURVEY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/utsname.h>

#include "features.h"

struct survey {
	struct utsname kernel;
	const char *lockdown; /* NULL if unknown */
	uint64_t commands;    /* a bit for each that was asked about */
	uint64_t probes;      /* a bit for each that was run */
	struct ss_probe_result results[SS_PROBE_COUNT];
};

/* Run the probes that matter for the commands asked about, or ALL. */
void survey_run(struct survey *s, uint64_t commands, bool all);

static inline bool survey_asked(const struct survey *s, const struct command *c)
{
	return s->commands >> (c - commands) & 1;
}

static inline bool survey_ran(const struct survey *s, enum ss_probe p)
{
	return s->probes >> p & 1;
}

/* What stands in the way: its first need that is not met; NULL if there is none. */
const struct ss_probe_result *survey_obstacle(const struct survey *s, const struct way *way);
/* The way that will be taken; NULL if the feature cannot be had. */
const struct way *survey_choice(const struct survey *s, const struct feature *f);
/* Every main feature can be had. */
bool survey_works(const struct survey *s, const struct command *c);

#endif
