/* SPDX-License-Identifier: BSD-2-Clause */
/* The event loop: descriptors, timers, signals, a reader that leaves.  No handlers, no threads. */
#ifndef SS_LOOP_H
#define SS_LOOP_H

#include <stdint.h>

struct ss_loop; /* opaque; one per process */

/* Return 0 to go on, anything else to end ss_loop_run() with it. */
typedef int (*ss_loop_fn)(void *arg);

/*
 * Blocks SIGINT, SIGTERM and SIGHUP (not where nohup has it ignored), which
 * from now on end the loop with 0.
 * stdout is watched: when its reader goes, the loop ends with -EPIPE even if
 * nothing is ever written.  NULL + errno.
 */
struct ss_loop *ss_loop_new(void);
/* Also restores the signal mask; stopping signals that came are taken first. */
void ss_loop_free(struct ss_loop *loop);

/*
 * Call FN whenever FD is readable; a regular file always is.  The descriptor
 * stays the caller's.  Callbacks may add and remove any.  Returns 0, -EEXIST or
 * another -errno; removing one that is not there is -ENOENT.
 */
int ss_loop_add_fd(struct ss_loop *loop, int fd, ss_loop_fn fn, void *arg);
/* The same, but only when something new makes it readable: what is left unread does not call again.
 */
int ss_loop_add_edge(struct ss_loop *loop, int fd, ss_loop_fn fn, void *arg);
/* When something exceptional is to be told, as by a trigger of /proc/pressure. */
int ss_loop_add_pri(struct ss_loop *loop, int fd, ss_loop_fn fn, void *arg);
int ss_loop_remove_fd(struct ss_loop *loop, int fd);

/* From now on SIGHUP calls FN instead of ending the loop, under nohup too.  0 or -errno. */
int ss_loop_on_hangup(struct ss_loop *loop, ss_loop_fn fn, void *arg);

/* A timer, off at first.  Freed with the loop.  NULL + errno. */
struct ss_timer;
struct ss_timer *ss_loop_add_timer(struct ss_loop *loop, ss_loop_fn fn, void *arg);
/* First after FIRST_NS, then every EVERY_NS (0: once).  FIRST_NS 0 stops it. */
int ss_timer_set(struct ss_timer *t, uint64_t first_ns, uint64_t every_ns);

/*
 * Run until a signal (0), a gone reader (-EPIPE), a callback's non-zero result
 * or an error (-errno).
 */
int ss_loop_run(struct ss_loop *loop);

/* The first stopping signal that came, or 0.  Does not consume it. */
int ss_loop_signal(const struct ss_loop *loop);
/* Readable once a stopping signal is pending: for waits of one's own (out). */
int ss_loop_signal_fd(const struct ss_loop *loop);

#endif
