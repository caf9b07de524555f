/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files of /proc that cannot be read while the process they are about holds a
 * lock: that of its memory (maps, cmdline, environ), or that of an exec it is in
 * (maps, stack, syscall); and files of sysfs whose device has to answer first.
 * Whoever looks for stuck processes must not get stuck with them, so a thread
 * reads, and its reader does not wait for long.
 */
#ifndef SS_SLOW_H
#define SS_SLOW_H

#include <stddef.h>
#include <stdint.h>

#include "core/strbuf.h"

struct ss_slow; /* opaque: one thread, made when it is first needed; for one caller at a time */

/* Reads that are stuck, each with its thread, of all there are; then there are no new ones. */
#define SS_SLOW_STUCK_MAX 16

struct ss_slow *ss_slow_new(void); /* NULL and errno */
/* A read that is stuck does not hold this up: its thread ends when it can. */
void ss_slow_free(struct ss_slow *s);

/*
 * Append the file's bytes from OFFSET on to OUT, at most MAX of them.  0; -ETIMEDOUT: not within
 * WAIT_NS; -EBUSY: too many are stuck already; or another -errno.  After an error
 * there is nothing of it in OUT.
 */
int ss_slow_read_at(struct ss_slow *s, const char *path, uint64_t offset, size_t max,
		    uint64_t wait_ns, struct ss_strbuf *out);
/* From the begin. */
int ss_slow_read(struct ss_slow *s, const char *path, size_t max, uint64_t wait_ns,
		 struct ss_strbuf *out);

#endif
