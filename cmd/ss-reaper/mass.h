/* SPDX-License-Identifier: BSD-2-Clause */
/* The guard against too many at once: what it holds back, and that it is said. */
#ifndef SS_REAPER_MASS_H
#define SS_REAPER_MASS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reaper;

int mass_start(struct reaper *r); /* 0 or -errno */
/* COUNT processes more are overdue, all found at NOW: are that too many? */
bool mass_found(struct reaper *r, size_t count, uint64_t now);
/* It has held a signal back, here or in the kernel: that line has not been written yet. */
void mass_held(struct reaper *r);
/* Nothing more is found: what has begun is over. */
void mass_stop(struct reaper *r);

#endif
