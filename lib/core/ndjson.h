/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines from a descriptor in blocks, byte-exact, so that they can be passed on as they came. */
#ifndef SS_NDJSON_H
#define SS_NDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SS_NDJSON_MAX_LINE (16u << 20) /* bytes; a longer line is skipped and reported */

struct ss_ndjson; /* opaque */

struct ss_line {
	const char *data; /* as read, with its newline if it had one; valid until the next call */
	size_t size;	  /* bytes of data to pass on */
	size_t len;	  /* bytes of text: without "\n" or "\r\n" */
	uint64_t number;  /* from 1 */
};

/* Reads FD, which stays the caller's.  max_line 0: SS_NDJSON_MAX_LINE.  NULL + errno. */
struct ss_ndjson *ss_ndjson_new(int fd, size_t max_line);
void ss_ndjson_free(struct ss_ndjson *r);

/*
 * The next line.  1: *line is set; 0: end of input; -EAGAIN: nothing whole is
 * there yet (a non-blocking fd); -EMSGSIZE: a line over the limit, *line holds a
 * part of it in order (call again until it ends: every part but the last has
 * size == len, and number stays the same), so nothing is lost with --pass;
 * else -errno of read(2).
 * Empty lines are returned like any other.  A last line without newline is a line.
 */
int ss_ndjson_next(struct ss_ndjson *r, struct ss_line *line);

/* True if the next call will not need to read: the moment not to flush yet. */
bool ss_ndjson_pending(const struct ss_ndjson *r);

#endif
