/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the reaper's programs and ss-reaper have names for: targets, guards, verdicts. */
#ifndef SS_REAPER_TYPES_H
#define SS_REAPER_TYPES_H

#include <linux/types.h>

#define SS_REAP_RULES	     64 /* a bit each; 0 is that of the command line, 63 is not used */
#define SS_REAP_TARGETS	     64
#define SS_REAP_SLOTS	     16	 /* of targets that are functions, each with programs of its own */
#define SS_REAP_BUCKETS	     256 /* of durations: four an octave */
#define SS_REAP_INSTANCE_MAX 64	 /* its name, with the NUL */

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
 * The bucket of a duration: by its highest bit and the two below it; up to 7 ns each
 * has its own.  Without a branch: the verifier sees one path.
 */
static inline __u32 ss_reap_bucket(__u64 ns)
{
	__u64 n = (ns | 4) >> 1;

	/* All bits below the highest, then how many these are: BPF has no instruction for it. */
	n |= n >> 1;
	n |= n >> 2;
	n |= n >> 4;
	n |= n >> 8;
	n |= n >> 16;
	n |= n >> 32;
	n -= n >> 1 & 0x5555555555555555;
	n = (n & 0x3333333333333333) + (n >> 2 & 0x3333333333333333);
	n = (n + (n >> 4)) & 0x0f0f0f0f0f0f0f0f;
	n = (n * 0x0101010101010101 >> 56) - 2;
	return (4 * n + (ns >> n)) & (SS_REAP_BUCKETS - 1);
}

#endif
