/* SPDX-License-Identifier: BSD-2-Clause */
/* Is a thread still in the call that seems to be late? */
#ifndef SS_REAPER_THERE_H
#define SS_REAPER_THERE_H

#include <stdbool.h>

struct late_call;
struct reaper;
struct thread_look;

/* A return may have been missed, and a function can be left by a jump.  What cannot be told is
 * taken for yes where the programs see returns. */
bool there_still(const struct reaper *r, const struct late_call *c, const struct thread_look *look);

#endif
