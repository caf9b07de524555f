// SPDX-License-Identifier: BSD-2-Clause
/* For Prometheus: its text format 0.0.4.  Times are in seconds there. */
#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "core/metrics.h"
#include "status.h"

static void put_instance(struct ss_strbuf *out, const char *name, const struct status *s)
{
	ss_strbuf_printf(out, "%s{", name);
	ss_metric_label(out, "instance_name", s->info.name);
	ss_strbuf_char(out, ',');
	ss_metric_label(out, "interface", s->info.ifname);
}

static void put_gauges(const struct status_list *list, struct ss_strbuf *out)
{
	static const struct {
		const char *name, *help;
	} gauges[] = {
		{ "ss_breaker_running", "Whether a process runs this instance." },
		{ "ss_breaker_pinned", "Whether it goes on without a process." },
		{ "ss_breaker_level", "The level in force: 0 is the best." },
		{ "ss_breaker_forced", "Whether somebody has forced the level." },
		{ "ss_breaker_stale", "Whether nobody has refreshed the level in time." },
		{ "ss_breaker_shadow", "Whether what would be dropped passes." },
		{ "ss_breaker_blocked_addresses", "Addresses and prefixes that are blocked." },
	};

	for (size_t g = 0; g < sizeof(gauges) / sizeof(gauges[0]); g++) {
		ss_metric_begin(out, gauges[g].name, "gauge", gauges[g].help);
		for (size_t i = 0; i < list->count; i++) {
			const struct status *s = &list->all[i];
			const uint64_t values[] = { s->info.owner_pid != 0, s->info.pinned,
						    s->state.level,	    s->state.forced,
						    s->state.stale,	    s->info.shadow,
						    s->block_count };

			put_instance(out, gauges[g].name, s);
			ss_strbuf_printf(out, "} %" PRIu64 "\n", values[g]);
		}
	}
}

/* One of 1, the others 0, so that a name can be graphed. */
static void put_levels(const struct status_list *list, struct ss_strbuf *out)
{
	ss_metric_begin(out, "ss_breaker_level_info", "gauge", "Which level is in force, by name.");
	for (size_t i = 0; i < list->count; i++)
		for (unsigned int n = 0; n < list->all[i].info.level_count; n++) {
			put_instance(out, "ss_breaker_level_info", &list->all[i]);
			ss_strbuf_char(out, ',');
			ss_metric_label(out, "level", list->all[i].info.levels[n]);
			ss_strbuf_printf(out, "} %d\n", list->all[i].state.level == n);
		}
}

static void put_counter(const struct status *s, const char *name, int dir, int class, int outcome,
			uint64_t value, struct ss_strbuf *out)
{
	put_instance(out, name, s);
	ss_strbuf_printf(out, ",direction=\"%s\",class=\"%s\",outcome=\"%s\"} %" PRIu64 "\n",
			 dir ? "out" : "in", ss_breaker_class_names[class],
			 ss_breaker_outcome_names[outcome], value);
}

static void put_counters(const struct status_list *list, struct ss_strbuf *out, bool bytes)
{
	const char *name = bytes ? "ss_breaker_bytes_total" : "ss_breaker_packets_total";

	ss_metric_begin(out, name, "counter",
			bytes ? "Bytes, by what became of them."
			      : "Packets, by what became of them.");
	for (size_t i = 0; i < list->count; i++) {
		const struct status *s = &list->all[i];

		for (int dir = 0; dir < (s->info.egress ? 2 : 1); dir++)
			for (int c = 0; c < SS_BREAKER_CLASSES; c++)
				for (int o = 0; o < SS_BREAKER_OUTCOMES; o++) {
					const struct plane_count *n = &s->counts.by[dir][c][o];

					put_counter(s, name, dir, c, o,
						    bytes ? n->bytes : n->packets, out);
				}
	}
}

static void put_faults(const struct status_list *list, struct ss_strbuf *out)
{
	ss_metric_begin(out, "ss_breaker_malformed_total", "counter",
			"Packets that could not be parsed, by why.");
	for (size_t i = 0; i < list->count; i++)
		for (int dir = 0; dir < (list->all[i].info.egress ? 2 : 1); dir++)
			for (int f = 1; f < SS_BREAKER_FAULTS; f++) {
				put_instance(out, "ss_breaker_malformed_total", &list->all[i]);
				ss_strbuf_printf(out,
						 ",direction=\"%s\",fault=\"%s\"} %" PRIu64 "\n",
						 dir ? "out" : "in", ss_breaker_fault_names[f],
						 list->all[i].counts.faults[dir][f]);
			}
}

static void put_sources(const struct status_list *list, struct ss_strbuf *out)
{
	ss_metric_begin(out, "ss_breaker_source_value", "gauge", "What a source said last.");
	for (size_t i = 0; i < list->count; i++)
		for (size_t n = 0; n < list->all[i].source_count; n++) {
			const struct status_source *src = &list->all[i].sources[n];

			if (!src->sampled)
				continue;
			put_instance(out, "ss_breaker_source_value", &list->all[i]);
			ss_strbuf_char(out, ',');
			ss_metric_label(out, "source", src->name);
			ss_strbuf_printf(out, "} %.15g\n", src->value);
		}
}

static void put_health(const struct status_list *list, struct ss_strbuf *out)
{
	ss_metric_begin(out, "ss_breaker_source_live", "gauge",
			"1: a source says something; 0: not yet, or no more.");
	for (size_t i = 0; i < list->count; i++)
		for (size_t n = 0; n < list->all[i].source_count; n++) {
			const struct status_source *src = &list->all[i].sources[n];

			put_instance(out, "ss_breaker_source_live", &list->all[i]);
			ss_strbuf_char(out, ',');
			ss_metric_label(out, "source", src->name);
			ss_strbuf_printf(out, "} %d\n", !strcmp(src->health, "live"));
		}
}

void status_metrics(const struct status_list *list, struct ss_strbuf *out)
{
	put_gauges(list, out);
	put_levels(list, out);
	put_counters(list, out, false);
	put_counters(list, out, true);
	put_faults(list, out);
	put_sources(list, out);
	put_health(list, out);
}
