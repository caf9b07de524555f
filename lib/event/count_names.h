/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside lib/event: what files that are run, and containers, are called. */
#ifndef SS_COUNT_NAMES_H
#define SS_COUNT_NAMES_H

#include "event/event.h"
#include "wire_count.h"

struct ss_count_names; /* opaque */

struct ss_count_names *ss_count_names_new(void); /* NULL: no memory */
void ss_count_names_free(struct ss_count_names *n);

/* A naming whose process the table knows, or may come to know.  0 or -ENOMEM. */
int ss_count_names_take(struct ss_count_names *n, struct ss_stream *s,
			const struct ss_wire_naming *r);
void ss_count_names_retry(struct ss_count_names *n, struct ss_stream *s);
/* A table has been printed: drop what was named before the one before it, and not again. */
void ss_count_names_age(struct ss_count_names *n);

/* Members of a JSON object, empty if it has none; NULL: not known.  Good until _age(). */
const char *ss_count_exe(const struct ss_count_names *n, const struct ss_wire_exe_id *exe);
const char *ss_count_container(const struct ss_count_names *n, uint64_t cgroup_id);

#endif
