/* SPDX-License-Identifier: BSD-2-Clause */
/* stdout as a stream of lines: batched, one write per batch, and no death by a stuck reader. */
#ifndef SS_OUT_H
#define SS_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/strbuf.h"

enum ss_out_kind {
	SS_OUT_PLAIN, /* write(2): reopened, or a file */
	SS_OUT_SOCKET,
	SS_OUT_STEPWISE, /* could not be reopened: small writes, each when poll(2) allows */
};

#define SS_OUT_BATCH (64u << 10) /* bytes: flush when the buffer is longer, or the batch ends */

struct ss_out {
	struct ss_strbuf buf; /* append whole lines here */
	int fd;
	int stop_fd; /* readable: the user wants to stop; -1 for none */
	int own_fd;  /* what is closed at the end; -1 for none */
	enum ss_out_kind kind;
	uint64_t give_up_ns; /* monotonic; 0 until a stop was seen while the reader stood still */
	bool hurried;	     /* as if a stop had been asked for */
};

/*
 * Write to FD (stdout).  Pipes and terminals are reopened non-blocking through
 * /proc/self/fd where that works, so that a signal (STOP_FD readable) is seen
 * although the reader stands still; the caller's open file is not changed.
 * STOP_FD is only polled, never read.
 */
void ss_out_init(struct ss_out *out, int fd, int stop_fd);
void ss_out_fini(struct ss_out *out);

/*
 * Write everything that is in buf.  Blocks while the reader is slow.  Once a
 * stop is asked for, a reader that takes nothing for two seconds is given up.
 * Returns 0 or -errno: -EPIPE reader gone, -ETIMEDOUT given up, -ENOMEM a line
 * was lost for want of memory (what came before it is written).  After another
 * error buf holds what was not written, so a second try goes on where it stopped.
 */
int ss_out_flush(struct ss_out *out);
/* Write what can be written without waiting; the rest stays in buf.  The same results. */
int ss_out_offer(struct ss_out *out);
/* From now on a reader that takes nothing for two seconds is given up. */
void ss_out_hurry(struct ss_out *out);
/* As ss_out_flush(), but only if the buffer is longer than SS_OUT_BATCH. */
int ss_out_maybe_flush(struct ss_out *out);
/* What to tell of such a result: WHAT ("cannot write events"), or that nobody reads. */
const char *ss_out_why(int err, const char *what);

#endif
