/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the time of an evaluation went: opa eval --profile. */
#ifndef SS_POLICY_PROFILE_H
#define SS_POLICY_PROFILE_H

#include "core/cli.h"
#include "core/strbuf.h"
#include "rego/step/step.h"

struct profile_row {
	const struct rego_loc *loc; /* until profile_end(): then the policy may go */
	char *file, *text;
	uint32_t line, col;
	uint64_t ns;
	uint32_t evals, redos, exprs; /* exprs: of how many the compiler made of the line */
};

struct profile {
	struct profile_row *rows;
	size_t count, room;
	struct profile_seen *seen; /* expressions by row */
	size_t seen_count, seen_room;
	const struct rego_expr *last;
	bool last_is_redo;
	uint64_t since;
	int err;
};

/* For rego_step_options.event. */
void profile_event(void *arg, const struct rego_step_event *ev);
/* The last step ends; rows are sorted by the criteria given, then by OPA's own; most 0: all. */
void profile_end(struct profile *p, const struct ss_strlist *sort, size_t most);
void profile_fini(struct profile *p);
void profile_json(struct ss_strbuf *out, const struct profile *p);
void profile_pretty(struct ss_strbuf *out, const struct profile *p);
/* Of several runs: the statistics of their times, rows as the first has them. */
void profiles_json(struct ss_strbuf *out, const struct profile *p, size_t n);
void profiles_pretty(struct ss_strbuf *out, const struct profile *p, size_t n);

#endif
