// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/json_write.h"
#include "event/event.h"
#include "status.h"

static void put(struct ss_json *w, const char *key, const char *text)
{
	if (*text)
		ss_json_bytes(w, key, text, strlen(text));
}

static void put_state(struct ss_json *w, const struct status *s)
{
	const struct plane_state *st = &s->state;

	put(w, "level", s->info.levels[st->level]);
	ss_json_u64(w, "severity", st->level);
	ss_json_u64(w, "lasted_ns", ss_clock_boot() - st->since_boot_ns);
	ss_json_bool(w, "forced", st->forced);
	if (st->trial)
		ss_json_bool(w, "trial", true);
	ss_json_bool(w, "stale", st->stale);
	ss_json_cstr(w, "on_stale", s->info.hold ? "hold" : "pass");
	ss_json_bool(w, "draining", st->draining);
	if (st->left_ns != DATAPATH_FOREVER)
		ss_json_u64(w, "left_ns", st->left_ns);
	put(w, "set", s->info.levels[st->set]);
	ss_json_u64(w, "generation", st->generation);
}

static void put_source(struct ss_json *w, const struct status_source *src)
{
	char number[40];

	ss_json_object(w, NULL);
	put(w, "source", src->name);
	put(w, "kind", src->kind);
	put(w, "health", src->health);
	if (src->sampled) {
		snprintf(number, sizeof(number), "%.15g", src->value);
		ss_json_raw(w, "value", number, strlen(number));
		if (src->idle)
			ss_json_bool(w, "idle", true);
		ss_json_u64(w, "age_ns", src->age_ns);
	}
	put(w, "level", src->level);
	put(w, "reason", src->reason);
	ss_json_end_object(w);
}

/* What there was none of is left out. */
static void put_counts(struct ss_json *w, const struct status *s)
{
	ss_json_array(w, "packets");
	for (int dir = 0; dir < SS_BREAKER_DIRS; dir++)
		for (int c = 0; c < SS_BREAKER_CLASSES; c++)
			for (int o = 0; o < SS_BREAKER_OUTCOMES; o++) {
				const struct plane_count *n = &s->counts.by[dir][c][o];

				if (!n->packets)
					continue;
				ss_json_object(w, NULL);
				ss_json_cstr(w, "direction", dir ? "out" : "in");
				ss_json_cstr(w, "class", ss_breaker_class_names[c]);
				ss_json_cstr(w, "outcome", ss_breaker_outcome_names[o]);
				ss_json_u64(w, "packets", n->packets);
				ss_json_u64(w, "bytes", n->bytes);
				ss_json_end_object(w);
			}
	ss_json_end_array(w);
	ss_json_array(w, "faults");
	for (int dir = 0; dir < SS_BREAKER_DIRS; dir++)
		for (int f = 1; f < SS_BREAKER_FAULTS; f++) {
			if (!s->counts.faults[dir][f])
				continue;
			ss_json_object(w, NULL);
			ss_json_cstr(w, "direction", dir ? "out" : "in");
			ss_json_cstr(w, "fault", ss_breaker_fault_names[f]);
			ss_json_u64(w, "packets", s->counts.faults[dir][f]);
			ss_json_end_object(w);
		}
	ss_json_end_array(w);
}

static void put_line(struct ss_stream *stream, const struct status *s, struct ss_strbuf *out)
{
	const struct plane_info *i = &s->info;
	struct ss_json w;

	ss_json_init(&w, out);
	ss_stream_begin(stream, &w, "breaker.status", 0);
	ss_json_object(&w, "breaker");
	put(&w, "instance", i->name);
	put(&w, "interface", i->ifname);
	if (i->shadow)
		ss_json_bool(&w, "shadow", true);
	put(&w, "mode", i->mode);
	put(&w, "reason", i->why);
	ss_json_bool(&w, "egress", i->egress);
	ss_json_bool(&w, "pinned", i->pinned);
	if (i->owner_pid)
		ss_json_u64(&w, "pid", i->owner_pid);
	put_state(&w, s);
	if (s->source_count) {
		ss_json_array(&w, "samples");
		for (size_t n = 0; n < s->source_count; n++)
			put_source(&w, &s->sources[n]);
		ss_json_end_array(&w);
	}
	ss_json_u64(&w, "blocked", s->block_count);
	put_counts(&w, s);
	ss_json_end_object(&w);
	ss_json_end_line(&w);
}

int status_json(struct ss_stream *stream, const struct status_list *list, struct ss_strbuf *out)
{
	for (size_t i = 0; i < list->count; i++)
		put_line(stream, &list->all[i], out);
	return out->err;
}
