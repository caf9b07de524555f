/* SPDX-License-Identifier: BSD-2-Clause */
/* What an instance has done so far: gathered from its maps, shown in three forms. */
#ifndef SS_REAPER_STATUS_H
#define SS_REAPER_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/cli.h"
#include "core/strbuf.h"
#include "reaper_types.h"

struct ss_wire_reap_meta;

#define OCTAVES 64 /* durations from 2^N ns to twice that; the first is from 0 */

struct status_rule {
	char *name, *action;
	bool automatic;	   /* the limit */
	uint64_t limit_ns; /* 0: none yet */
	uint64_t verdicts[SS_REAP_VERDICTS];
	uint64_t last_ns; /* the last action, CLOCK_MONOTONIC; 0: none */
};

struct status_target {
	char *kind, *name, *hook; /* name NULL: on-CPU time, lifetime */
	uint64_t calls, late, untracked, nested;
	uint64_t under_way, oldest_ns; /* for so long */
	uint64_t octaves[OCTAVES], timed;
};

struct status {
	char name[SS_REAP_INSTANCE_MAX];
	uint32_t pid; /* of the owner; 0: nobody runs it */
	bool pinned;
	uint64_t began_boot_ns, lost;
	uint64_t missed; /* runs of its programs that the kernel left out */
	char *means;	 /* the rules, a line each */
	struct status_rule rules[SS_REAP_RULES];
	struct status_target targets[SS_REAP_TARGETS];
	size_t rule_count, target_count;
};

struct status_list {
	struct status *all;
	size_t count;
};

/* gather.c: of all instances, or those of that name.  Errors are reported.  Free in any case. */
int status_gather(struct status_list *list, const char *name);
void status_free(struct status_list *list);

/* "[1us, 2us)": the octaves that have something, from the first to the last. */
void status_range(const struct status_target *t, int *first, int *last);
uint64_t status_octave_from(int octave);

int status_json(const struct status_list *list, struct ss_strbuf *out); /* 0 or -errno */
void status_text(const struct status_list *list, struct ss_strbuf *out);
void status_metrics(const struct status_list *list, struct ss_strbuf *out);

extern const struct ss_cmd status_command, stop_command;
int status_main(int argc, char **argv);
int stop_main(int argc, char **argv);

#endif
