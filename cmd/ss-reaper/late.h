/* SPDX-License-Identifier: BSD-2-Clause */
/* What user space found to be overdue: judged, told, acted upon. */
#ifndef SS_REAPER_LATE_H
#define SS_REAPER_LATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reaper;

/* A call that is over the limit of RULES, which nobody was told yet. */
struct late_call {
	uint32_t tid, tgid, target;
	uint64_t start_ns;  /* of the process */
	uint64_t since, sp; /* as in ss_wire_reap_call */
	uint64_t elapsed_ns, rules;
	uint64_t due_ns; /* when it will be over that of its program; 0: it is, or nobody knows */
	bool found;	 /* its process is there and in scope */
	bool told, spared;
	size_t who; /* which of those that were found */
};

/* Report them all, and act.  Sorts them.  0 or -errno. */
int late_calls(struct reaper *r, struct late_call *calls, size_t count, uint64_t now);

#endif
