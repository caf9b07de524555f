/* SPDX-License-Identifier: BSD-2-Clause */
/* Where in which file an address of a living process lies. */
#ifndef SS_MAPS_H
#define SS_MAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proc/proc.h"

struct ss_maps; /* opaque: the code that one process has mapped */

struct ss_mapped {
	const char *file; /* as /proc/PID/maps has it: may end in " (deleted)", or be "[vdso]" */
	size_t len;
	uint64_t offset; /* in the file */
};

struct ss_maps *ss_maps_new(void); /* NULL and errno */
void ss_maps_free(struct ss_maps *m);

/*
 * Those of process ID, as they are now or were a second ago.  0; -ESRCH: it has
 * gone; -ETIMEDOUT or -EBUSY: it holds a lock, see proc/slow.h, and this
 * does not wait for more than 10 ms; or another -errno.  After an error there are none.
 */
int ss_maps_load(struct ss_maps *m, const struct ss_proc_id *id);

/* False: ADDRESS is in no file's code.  The name is good until the next ss_maps_load(). */
bool ss_maps_find(const struct ss_maps *m, uint64_t address, struct ss_mapped *mapped);

#endif
