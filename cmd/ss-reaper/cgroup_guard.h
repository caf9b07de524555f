/* SPDX-License-Identifier: BSD-2-Clause */
/* What is done to a cgroup is done to all in it: may it be? */
#ifndef SS_CGROUP_GUARD_H
#define SS_CGROUP_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proc/cgroup.h"
#include "proc/victim.h"
#include "reaper_types.h"

/* All zero before use. */
struct cgroup_members {
	uint32_t *pids; /* as we see them, in rising order */
	size_t count, room;
	/* Of the one that is guarded. */
	uint32_t pid;
	enum ss_guard guard;
	char comm[16]; /* with its NUL */
};

/*
 * Look at each process of C, and of those below it.  0: a guard holds for none, and pids are
 * all of them; 1: for one, see pid, guard and comm; or -errno: it cannot be told.
 */
int cgroup_guard(const struct ss_cgroup *c, const struct ss_file_ids *services,
		 struct cgroup_members *m);
bool cgroup_has(const struct cgroup_members *m, uint32_t pid); /* after a 0 */
void cgroup_members_fini(struct cgroup_members *m);

#endif
