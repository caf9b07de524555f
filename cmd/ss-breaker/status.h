/* SPDX-License-Identifier: BSD-2-Clause */
/* What instances are doing: gathered from their maps and files, shown in three forms. */
#ifndef SS_BREAKER_STATUS_H
#define SS_BREAKER_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "breaker/level.h"
#include "core/strbuf.h"
#include "datapath.h"

struct status_source {
	char name[64], kind[16], health[16], level[32], reason[160];
	bool sampled, idle;
	double value;
	uint64_t age_ns;
};

#define STATUS_HISTORY 60 /* looks */

/* What was seen at one time, for a plot. */
struct status_point {
	unsigned int level;
	double passed, dropped; /* packets a second since the one before */
};

struct status {
	struct plane_info info;
	struct plane_state state;
	struct plane_counts counts;
	uint64_t now_ns; /* CLOCK_MONOTONIC, of the look */
	uint64_t transitions;
	struct status_source sources[SS_SOURCES_MAX];
	size_t source_count;
	size_t block_count;
	struct status_point history[STATUS_HISTORY];
	size_t points;
};

struct status_list {
	struct status *all;
	size_t count;
	bool failed; /* there are others, which could not be read: that has been reported */
};

/* gather.c: of all instances, or that NAME.  Errors are reported.  Free in any case. */
int status_gather(struct status_list *list, const char *name);
/* The plots of an earlier look go on in this one. */
void status_follow(struct status_list *list, const struct status_list *before);
void status_free(struct status_list *list);

/* All packets of CLASS that have been dropped or passed, in direction DIR. */
void status_sum(const struct status *s, int dir, int class, uint64_t *passed, uint64_t *dropped);

/* Look after look on one stream, whose lines are counted.  0 or -errno. */
struct ss_stream;
int status_json(struct ss_stream *stream, const struct status_list *list, struct ss_strbuf *out);
void status_text(const struct status_list *list, struct ss_strbuf *out);
void status_metrics(const struct status_list *list, struct ss_strbuf *out);

#endif
