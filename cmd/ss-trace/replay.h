/* SPDX-License-Identifier: BSD-2-Clause */
/* ss-trace replay: print a recording again. */
#ifndef SS_REPLAY_H
#define SS_REPLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/cli.h"
#include "core/json_read.h"
#include "core/strbuf.h"
#include "filter/options.h"

struct replay_options {
	uint64_t max_events;  /* 0: all */
	uint64_t duration_ns; /* of the recording; 0: all */
	const char *speed;
	struct ss_filter_options filter;
	struct ss_rules *rules; /* those of filter */
	const char *fields;
	int format, color;
	uint64_t selected; /* bit per enum ss_event_type; 0: all */
};

/* The verb: its table, and what it does with the operands.  A result for ss_cli_finish(). */
extern const struct ss_cmd replay_command;
int replay_main(int count, char **operands);

/* replay_run.c: print what is asked for from FILE ("-": stdin). */
int replay_run(const struct replay_options *opt, uint64_t permille, const char *file);

struct replay_line {
	struct ss_json_val root;
	const char *type;
	size_t type_len;
	bool meta; /* not an event */
};

/* replay_filter.c: is the line asked for?  TEXT is room to decode strings in. */
bool replay_wants(const struct replay_options *opt, const struct replay_line *line,
		  struct ss_strbuf *text);

#endif
