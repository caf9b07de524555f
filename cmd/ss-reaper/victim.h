/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside the chase: one who is being pursued, and what is done to him. */
#ifndef SS_REAPER_VICTIM_H
#define SS_REAPER_VICTIM_H

#include <stdbool.h>
#include <stdint.h>

#include "event/reaper.h"
#include "hooks.h"
#include "proc/victim.h"
#include "reaper.h"
#include "reaper/ladder.h"

/* Somebody who is being pursued. */
struct reaper_victim {
	struct reaper_victim *next;
	struct reaper *r;
	struct ss_victim held;
	struct ss_reap_ladder ladder;
	struct ss_proc_id id;
	uint32_t rule;
	uint32_t tid, target;	   /* what was overdue */
	uint64_t since;		   /* of a call: when it began; of a burst: the sleeps before it */
	uint64_t exe_dev, exe_ino; /* what it ran when it was judged; 0: not known */
	int signal;		   /* the last */
	bool unkillable;
	bool begun; /* something was done */
	struct hook_about about;
};

/* May anything be done?  GUARDED: what the kernel says of that.  If not, it is said why. */
bool victim_judge(struct reaper_victim *v, enum ss_guard guarded, bool mass,
		  struct ss_reap_late *late);
/*
 * Before a step: who was only reported so far is let go if he is no longer overdue, and
 * who has become somebody that is guarded is spared.
 */
void victim_look_again(struct reaper_victim *v);
/* Is the call, or the burst, that was overdue still the same one? */
bool victim_is_overdue(const struct reaper_victim *v);
/* 0, -ESRCH: it is gone; or another -errno. */
int victim_step(struct reaper_victim *v, enum ss_reap_act act);
/* Why ACT ended with ERR, if there is more to say than that; else NULL. */
const char *victim_why(enum ss_reap_act act, int err);
/* What has become of him, as a line. */
void victim_tell(struct reaper_victim *v, enum ss_reap_result result);

#endif
