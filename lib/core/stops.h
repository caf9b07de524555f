/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside lib/core: the signals that end a loop, blocked and read from a descriptor. */
#ifndef SS_STOPS_H
#define SS_STOPS_H

#include <signal.h>

struct ss_stops {
	int fd;		/* readable while one is pending; -1: not open */
	int hangup_fd;	/* the same for SIGHUP once it ends nothing any more; else -1 */
	sigset_t stops; /* those that end the loop */
	sigset_t old_mask;
};

/* SIGINT, SIGTERM, and SIGHUP where nohup has not had it ignored.  0 or -errno. */
int ss_stops_init(struct ss_stops *s);
/* Those that came are taken first, so that they do not kill us when they are let through. */
void ss_stops_fini(struct ss_stops *s);
/* The first that is pending, or 0.  It stays so: waits outside the loop see it too. */
int ss_stops_pending(const struct ss_stops *s);
/* SIGHUP is told by hangup_fd from now on.  0 or -errno. */
int ss_stops_split(struct ss_stops *s);
/* Take what hangup_fd has. */
void ss_stops_take_hangup(struct ss_stops *s);

#endif
