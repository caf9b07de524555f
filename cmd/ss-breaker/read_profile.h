/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SS_BREAKER_READ_PROFILE_H
#define SS_BREAKER_READ_PROFILE_H

#include "breaker/profile.h"

/*
 * What the file at PATH says (NULL: there is none), and what is built in beside it.  0;
 * SS_EXIT_USAGE: it is wrong; or -errno.  All of that is reported, a line for each mistake.
 */
int read_profile(struct ss_profile *p, const char *path, const char *supply);

#endif
