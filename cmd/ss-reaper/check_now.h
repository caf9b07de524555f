/* SPDX-License-Identifier: BSD-2-Clause */
/* What rules come to on this machine at this moment. */
#ifndef SS_REAPER_CHECK_NOW_H
#define SS_REAPER_CHECK_NOW_H

#include <stdbool.h>

#include "reaper/rule.h"

/* May we ask the kernel?  If not, a warning says so. */
bool check_may_look(void);

/*
 * Put into OUT, for people or as JSON lines, how each target is watched and whom each rule
 * is about.  Rules about nobody are warned of.  0; SS_EXIT_NO: something cannot be
 * watched here, and why was said; or an error, which is reported.
 */
int check_now(const struct ss_reap_config *c, bool json, struct ss_strbuf *out);

#endif
