// SPDX-License-Identifier: BSD-2-Clause
#include "event/count_line.h"

#include <string.h>

#include "event/process.h"

static void write_by(struct ss_json *w, uint32_t by, const struct ss_count_row *r)
{
	bool lost = !r->exe || !r->container;

	ss_json_object(w, "by");
	if (by & SS_GROUP_TYPE)
		ss_json_cstr(w, "type",
			     r->g.type < SS_EVENT_TYPES ? ss_event_names[r->g.type] : "");
	if (r->exe && *r->exe)
		ss_json_raw(w, NULL, r->exe, strlen(r->exe));
	if (by & SS_GROUP_COMM)
		ss_json_bytes(w, "comm", r->g.comm, ss_bounded_len(r->g.comm, SS_COMM_LEN));
	if (by & SS_GROUP_PID)
		ss_json_u64(w, "pid", r->g.pid);
	if (by & SS_GROUP_UID)
		ss_json_u64(w, "uid", r->g.uid);
	if (by & SS_GROUP_CGROUP)
		ss_json_id(w, "cgroup_id", r->g.cgroup_id);
	if (r->container && *r->container)
		ss_json_raw(w, NULL, r->container, strlen(r->container));
	ss_json_end_object(w);
	if (!lost)
		return;
	ss_json_array(w, "incomplete");
	if (!r->exe)
		ss_json_cstr(w, NULL, "exe");
	if (!r->container)
		ss_json_cstr(w, NULL, "container");
	ss_json_end_array(w);
}

void ss_count_write(struct ss_json *w, uint32_t by, const struct ss_count_group *g, uint64_t other,
		    uint64_t duration_ns)
{
	ss_json_object(w, "count");
	if (g)
		write_by(w, by, g->rows);
	else
		ss_json_bool(w, "other", true);
	ss_json_u64(w, "events", g ? g->events : other);
	ss_json_u64(w, "duration_us", duration_ns / 1000);
	ss_json_end_object(w);
}

/* The row of SLOT in a group, whose rows are sorted by it. */
static uint64_t events_of(const struct ss_count_group *g, uint32_t slot)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->rows[i].g.slot == slot)
			return g->rows[i].events;
	return 0;
}

void ss_histogram_write(struct ss_json *w, uint32_t by, const struct ss_count_group *g)
{
	uint32_t from = g->rows[0].g.slot, to = g->rows[g->count - 1].g.slot;
	uint64_t timed = g->events - events_of(g, 0);

	if (!from)
		from = g->rows[1].g.slot;
	ss_json_object(w, "histogram");
	write_by(w, by, g->rows);
	ss_json_u64(w, "events", timed);
	ss_json_array(w, "buckets");
	for (uint32_t slot = from; slot <= to && slot <= 64; slot++) {
		ss_json_object(w, NULL);
		ss_json_u64(w, "from_ns", slot == 1 ? 0 : UINT64_C(1) << (slot - 1));
		ss_json_u64(w, "to_ns", slot == 64 ? UINT64_MAX : UINT64_C(1) << slot);
		ss_json_u64(w, "events", events_of(g, slot));
		ss_json_end_object(w);
	}
	ss_json_end_array(w);
	ss_json_end_object(w);
}
