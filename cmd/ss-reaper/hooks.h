/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands that are run when something is done: --exec-before, --exec-after. */
#ifndef SS_REAPER_HOOKS_H
#define SS_REAPER_HOOKS_H

#include <stdbool.h>
#include <stdint.h>

#include "event/reaper.h"
#include "proc/proc.h"

struct reaper;

/* Whom something is done to, and why. */
struct hook_about {
	struct ss_proc_id id;
	uint32_t rule, target;
	uint64_t elapsed_ns, limit_ns;
	bool in_flight;
	int signal; /* 0: none */
};

/* What watch and act have in common of their command lines; does not return if it is wrong. */
void hooks_usage(const char *before, const char *after, uint64_t limit_ns);
/* Of hooks that no rule runs.  Once the rules are there. */
void hooks_warn(const struct reaper *r);
int hooks_start(struct reaper *r); /* 0 or -errno */
void hooks_fini(struct reaper *r);

/* Neither waits, and neither fails: what goes wrong is a warning. */
void hooks_before(struct reaper *r, const struct hook_about *about);
/* While the process table still knows it. */
void hooks_after(struct reaper *r, const struct ss_reap_end *end);

#endif
