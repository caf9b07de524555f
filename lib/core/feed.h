/* SPDX-License-Identifier: BSD-2-Clause */
/* Standard input as a stream of lines: each is given to who acts on it, and none is lost. */
#ifndef SS_FEED_H
#define SS_FEED_H

#include "core/input.h"
#include "core/loop.h"
#include "core/ndjson.h"

struct ss_feed {
	/* The caller's, before ss_feed_open(). */
	void *arg;
	/* A line that is neither blank nor too long.  Not 0 ends the loop with it. */
	int (*take)(void *arg, const struct ss_line *line);
	/* After what came at once, and at the end of it: what the loop's callback returns. */
	int (*settle)(void *arg);
	/* Each line as it came, before it is taken; one too long in parts.  NULL: none. */
	void (*pass)(void *arg, const struct ss_line *line);
	bool strict; /* a bad line is the last one */

	/* To be read. */
	uint64_t bad;	  /* lines */
	uint64_t read_ns; /* monotonic: when the line that is taken came */
	bool over;	  /* nothing more will be taken */
	bool mid_line;	  /* what was passed last lacks its newline; who ends it says so here */

	struct ss_loop *loop;
	struct ss_input input;
	struct ss_ndjson *in;
	uint64_t long_line;
};

/* 0 or -errno; ss_feed_close() is right after both, and for one that is all 0. */
int ss_feed_open(struct ss_feed *f, struct ss_loop *loop);
void ss_feed_close(struct ss_feed *f);

/* Take no more; from take(): this line is the last. */
void ss_feed_stop(struct ss_feed *f);

/* A line that take() can do nothing with: told (not after some), counted. */
void ss_feed_bad(struct ss_feed *f, const struct ss_line *line, const char *why);

/* At the end: how many there were, if not all were told: "7 lines are no JSON objects". */
void ss_feed_tell_bad(const struct ss_feed *f, const char *what);

#endif
