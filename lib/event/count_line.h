/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside lib/event: the groups of a table, and how one is written. */
#ifndef SS_COUNT_LINE_H
#define SS_COUNT_LINE_H

#include "core/json_write.h"
#include "wire_count.h"

struct ss_count_row {
	struct ss_wire_group g; /* without exe; without cgroup_id if only its container is asked */
	const char *exe, *container; /* NULL: not known */
	uint64_t events;
};

/* Rows that differ by their slots only. */
struct ss_count_group {
	const struct ss_count_row *rows;
	size_t count;
	uint64_t events;
};

/* The object "count"; G NULL: of OTHER events. */
void ss_count_write(struct ss_json *w, uint32_t by, const struct ss_count_group *g, uint64_t other,
		    uint64_t duration_ns);
/* The object "histogram"; G has a row with a slot. */
void ss_histogram_write(struct ss_json *w, uint32_t by, const struct ss_count_group *g);

#endif
