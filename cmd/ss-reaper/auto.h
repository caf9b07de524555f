/* SPDX-License-Identifier: BSD-2-Clause */
/* Limits that follow what calls take. */
#ifndef SS_REAPER_AUTO_H
#define SS_REAPER_AUTO_H

#include <stddef.h>
#include <stdint.h>

struct reaper;

/* Before the load: which rules, and room for their durations.  0 or an error, which is reported. */
int auto_prepare(struct reaper *r);
/*
 * Go on from what the maps have (a limit that was learnt before is in force), and look
 * again from time to time.  Each limit that is to be learnt, and each change, has a line.
 * 0 or -errno.
 */
int auto_start(struct reaper *r);
/* A SS_WIRE_MET of the ring.  0 or -errno. */
int auto_met(struct reaper *r, const void *data, size_t size);
void auto_fini(struct reaper *r);

#endif
