/* SPDX-License-Identifier: BSD-2-Clause */
/* What is done from here: about what has not returned, and after a first signal. */
#ifndef SS_REAPER_CHASE_H
#define SS_REAPER_CHASE_H

#include <stdbool.h>
#include <stdint.h>

#include "event/reaper.h"

struct reaper;
struct ss_wire_survey;
struct ss_wire_overdue;

int chase_start(struct reaper *r); /* 0 or -errno */
void chase_fini(struct reaper *r);

/* Is this process being dealt with already? */
bool chase_has(struct reaper *r, uint32_t tgid, uint64_t start_ns);
/*
 * Do what LATE's rule asks for about the process of SURVEY (tid: the thread's), unless it
 * is not to be touched; what was done, and why, goes into LATE, and that is written and counted.
 * SINCE: when its call began, if it is one.  MASS: too many are overdue.  0 or -errno.
 */
int chase_begin(struct reaper *r, const struct ss_wire_survey *survey, uint64_t since, bool mass,
		struct ss_reap_late *late);
/* A record of the programs: they have sent a first signal, or could not.  0 or -errno. */
int chase_record(struct reaper *r, const struct ss_wire_overdue *record);
/* Somebody who was signalled is gone: complete what is said of it. */
void chase_gone(struct reaper *r, struct ss_reap_end *end);

#endif
