/* SPDX-License-Identifier: BSD-2-Clause */
/* What a service manager is told: sd_notify(3), without libsystemd. */
#ifndef SS_NOTIFY_H
#define SS_NOTIFY_H

#include <stdint.h>

/*
 * Send TEXT ("READY=1", "WATCHDOG=1", lines of them) to where NOTIFY_SOCKET says.
 * Nobody there to tell is no error: 0 or -errno.
 */
int ss_notify(const char *text);

/* How often "WATCHDOG=1" is wanted, in ns; 0: not at all.  Half of what is allowed. */
uint64_t ss_notify_watchdog(void);

#endif
