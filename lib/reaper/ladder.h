/* SPDX-License-Identifier: BSD-2-Clause */
/* One victim on its way up the steps of a rule: what is done to it, when, and how it ends. */
#ifndef SS_REAP_LADDER_H
#define SS_REAP_LADDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reaper/rule.h"

enum ss_ladder_outcome {
	SS_LADDER_CLIMBING,
	SS_LADDER_DONE,	      /* what there was to do, which was to end nobody */
	SS_LADDER_SPARED,     /* no longer overdue, or guarded: nothing more is done */
	SS_LADDER_FAILED,     /* the last step could not be carried out: see error */
	SS_LADDER_SURVIVED,   /* SIGTERM did not end it, and there is no step after it */
	SS_LADDER_UNKILLABLE, /* SIGKILL did not */
	SS_LADDER_GONE,
	SS_LADDER_RECOVERED, /* gone at last: it was unkillable */
	SS_LADDER_OUTCOMES
};

extern const char *const ss_ladder_names[SS_LADDER_OUTCOMES + 1]; /* "gone" */

#define SS_LADDER_NEVER UINT64_MAX

struct ss_reap_ladder {
	const struct ss_reap_rule *rule; /* the caller's */
	size_t taken;			 /* steps */
	uint64_t next_ns;		 /* when to look again, or SS_LADDER_NEVER */
	bool acted;			 /* it was more than reported: first at acted_ns */
	uint64_t acted_ns;
	enum ss_ladder_outcome outcome, told;
	int error; /* of the last step that failed, -errno */
};

/* TAKEN: 1 if the first step was taken at NOW (by the kernel), else 0. */
void ss_reap_ladder_begin(struct ss_reap_ladder *l, const struct ss_reap_rule *rule, size_t taken,
			  uint64_t now);

/*
 * What is to be done at NOW, and then told by ss_reap_ladder_did(); or SS_REAP_ACTS: nothing
 * before next_ns.  However late it is, one step is taken at a time, and
 * each has its whole time.
 */
enum ss_reap_act ss_reap_ladder_look(struct ss_reap_ladder *l, uint64_t now);
/*
 * That was done at NOW: ERR is 0; -ESRCH: it was gone; another -errno: it could not be
 * done, and the next step's turn has come.
 */
void ss_reap_ladder_did(struct ss_reap_ladder *l, uint64_t now, int err);

/* It has exited, which is the end of everything. */
void ss_reap_ladder_gone(struct ss_reap_ladder *l);
/* It is no longer overdue: if it was only reported so far, that is all. */
void ss_reap_ladder_eased(struct ss_reap_ladder *l);
/* A guard has turned out to hold. */
void ss_reap_ladder_spare(struct ss_reap_ladder *l);

/* Has the outcome changed since the last time this was asked?  Each is told once. */
bool ss_reap_ladder_news(struct ss_reap_ladder *l);

#endif
