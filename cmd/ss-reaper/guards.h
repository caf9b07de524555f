/* SPDX-License-Identifier: BSD-2-Clause */
/* Who is never touched: told to the programs, and asked again before a signal from here. */
#ifndef SS_REAPER_GUARDS_H
#define SS_REAPER_GUARDS_H

#include "proc/victim.h"
#include "reaper_types.h"

struct reaper;

/* Tell the programs who we and our ancestors are, and which files are those of services.  Errors
 * are reported. */
int guards_fill(struct reaper *r);
/* A service may have been updated: the files that are new. */
int guards_renew(struct reaper *r);
/* And from now on every ten seconds.  0 or -errno. */
int guards_watch(struct reaper *r);

/* When the process PID began, CLOCK_BOOTTIME to a clock tick; 0: it is gone. */
uint64_t guards_start(uint32_t pid);

#endif
