/* SPDX-License-Identifier: BSD-2-Clause */
/* How many may be met: the rate and the cool-down of a rule, and the guard against a mass. */
#ifndef SS_REAP_BUDGET_H
#define SS_REAP_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reaper/rule.h"

/*
 * What a rule has done, as the kernel counts it too: periods of rate_ns follow each other
 * from time 0 on, so at the border of two there may be twice as many.
 */
struct ss_reap_budget {
	uint64_t window;    /* the period that in_window is of: time / rate_ns */
	uint64_t in_window; /* victims in it */
	uint64_t last_ns;   /* the last one; 0: none */
};

/*
 * May one more be met at NOW?  If so it is counted in MINE.  THEIRS: what the kernel has
 * done by itself under the same rule, or NULL.  Asked for the first step that is more
 * than a report; who has met it is followed to the end whatever the rate says.
 */
bool ss_reap_budget_take(struct ss_reap_budget *mine, const struct ss_reap_budget *theirs,
			 const struct ss_reap_rule *rule, uint64_t now);

/* Overdue processes of the last while, by the time they were found. */
struct ss_reap_mass {
	uint32_t most; /* 0: no guard */
	uint64_t within_ns;
	uint64_t found_ns[SS_REAP_MASS_MAX + 1];
	uint32_t next; /* in found_ns, which is a ring of most + 1 */
	uint32_t known;
};

void ss_reap_mass_init(struct ss_reap_mass *m, uint32_t most, uint64_t within_ns);
/*
 * COUNT more were found at NOW, all of one look, and STILL of those that this guard has
 * spared are overdue yet.  True: they are too many, none of them is to be met.  So
 * it is until what began it is over: it does not kill one by one those who are stuck in
 * the same thing.
 */
bool ss_reap_mass_add(struct ss_reap_mass *m, size_t count, size_t still, uint64_t now);

#endif
