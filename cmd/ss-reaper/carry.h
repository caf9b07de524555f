/* SPDX-License-Identifier: BSD-2-Clause */
/* What a new set of programs takes over from the one it replaces. */
#ifndef SS_REAPER_CARRY_H
#define SS_REAPER_CARRY_H

struct reaper;
struct ss_wire_reap_meta;

/* Before it acts: counts and learnt limits of the rules and targets that both have. */
void carry_counts(struct reaper *r, const struct ss_wire_reap_meta *old);
/*
 * While both are attached: calls under way, threads that are stopped or compute, who
 * was signalled.  What changes meanwhile is not taken.  0 or -errno.
 */
int carry_calls(struct reaper *r, const struct ss_wire_reap_meta *old);

#endif
