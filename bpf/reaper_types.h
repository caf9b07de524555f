/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the reaper's programs and ss-reaper have names for: targets, guards, verdicts. */
#ifndef SS_REAPER_TYPES_H
#define SS_REAPER_TYPES_H

#define SS_REAP_RULES	64 /* a bit each; 0 is that of the command line, 63 is not used */
#define SS_REAP_TARGETS 64
#define SS_REAP_SLOTS	16 /* of targets that are functions, each with programs of its own */

/* What a target is. */
enum ss_reap_kind {
	SS_REAP_FUNC,
	SS_REAP_SYSCALL,
	SS_REAP_UPROBE,
	SS_REAP_ONCPU,
	SS_REAP_LIFETIME,
	SS_REAP_KINDS
};

/* Who is never signalled, whatever a rule says: the first that holds. */
enum ss_guard {
	SS_GUARD_NONE,
	SS_GUARD_INIT, /* process 1 */
	SS_GUARD_KTHREAD,
	SS_GUARD_NS_INIT, /* process 1 of any pid namespace */
	SS_GUARD_SELF,	  /* the reaper and its ancestors */
	SS_GUARD_SERVICE, /* runs a file of the built-in list */
	SS_GUARD_OOM,	  /* oom_score_adj -1000 */
	SS_GUARD_PROTECT, /* --protect, or protect: of a rule file */
	SS_GUARDS
};

/* What was done about something overdue. */
enum ss_reap_verdict {
	SS_REAP_REPORTED,  /* all that the rule asks for */
	SS_REAP_SIGNALLED, /* in the kernel, before the call returns */
	SS_REAP_ASKED,	 /* user space is to act: the call has not returned, or no signal does it */
	SS_REAP_GUARDED, /* see guard */
	SS_REAP_RATED,	 /* more than the rule's rate, or within its cool-down */
	SS_REAP_MASS,	 /* too many at once */
	SS_REAP_FAILED,	 /* the kernel refused: see error; user space is to try */
	SS_REAP_DRY,	 /* it would have been signalled: --dry-run */
	SS_REAP_VERDICTS
};

/*
 * Durations by their two leading bits behind the first: 4 buckets for each power
 * of two of nanoseconds, those below 8 one each.  A bucket is at most a quarter wide.
 */
#define SS_REAP_BUCKETS 256

static inline unsigned int ss_reap_bucket(unsigned long long ns)
{
	unsigned int exponent = 0;

	for (unsigned int step = 32; step; step /= 2) {
		if (ns >> (exponent + step)) /* no loop is left of this */
			exponent += step;
	}
	return exponent < 3 ? ns : exponent * 4 - 4 + (ns >> (exponent - 2) & 3);
}

#endif
