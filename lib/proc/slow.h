/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files of /proc that cannot be read while the process they are about holds its
 * memory's lock: maps, cmdline, environ.  Whoever looks for stuck processes must
 * not get stuck with them, so a thread reads, and its reader does not wait for long.
 */
#ifndef SS_SLOW_H
#define SS_SLOW_H

#include <stddef.h>
#include <stdint.h>

#include "core/strbuf.h"

struct ss_slow; /* opaque: one thread, made when it is first needed */

struct ss_slow *ss_slow_new(void); /* NULL and errno */
/* A read that is stuck does not hold this up: its thread ends when it can. */
void ss_slow_free(struct ss_slow *s);

/*
 * Append the file's bytes to OUT, at most MAX of them.  0; -ETIMEDOUT: not within
 * WAIT_NS; -EBUSY: one from before is still stuck; or another -errno.
 */
int ss_slow_read(struct ss_slow *s, const char *path, size_t max, uint64_t wait_ns,
		 struct ss_strbuf *out);

#endif
