/* SPDX-License-Identifier: BSD-2-Clause */
/* For what looks again and again until somebody ends it. */
#ifndef SS_BREAKER_AGAIN_H
#define SS_BREAKER_AGAIN_H

#include <stdint.h>

#include "core/clock.h"

#define AGAIN_MAX (24 * 3600 * SS_NS_PER_SEC) /* between two looks */

/* SIGINT, SIGTERM and SIGHUP are told by this descriptor from now on.  It, or -errno. */
int again_signals(void);
/* Is there time for another look?  0: yes; 1: a signal has come; -EPIPE: the reader has gone. */
int again_wait(int signals, uint64_t every_ns);

#endif
