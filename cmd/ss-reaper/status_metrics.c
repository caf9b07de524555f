// SPDX-License-Identifier: BSD-2-Clause
/* For Prometheus: its text format 0.0.4.  Times are in seconds there. */
#include <inttypes.h>
#include <string.h>

#include "core/metrics.h"
#include "reaper/rule.h"
#include "status.h"

#define FIRST_OCTAVE 9
#define LAST_OCTAVE  35

static void put_instance(struct ss_strbuf *out, const char *name, const struct status *s)
{
	ss_strbuf_printf(out, "%s{", name);
	ss_metric_label(out, "instance_name", s->name);
}

static void put_totals(const struct status_list *list, struct ss_strbuf *out, size_t at,
		       const char *name, const char *help)
{
	ss_metric_begin(out, name, "counter", help);
	for (size_t i = 0; i < list->count; i++) {
		const char *s = (const char *)&list->all[i];

		put_instance(out, name, &list->all[i]);
		ss_strbuf_printf(out, "} %" PRIu64 "\n", *(const uint64_t *)(s + at));
	}
}

static void put_instances(const struct status_list *list, struct ss_strbuf *out)
{
	ss_metric_begin(out, "ss_reaper_running", "gauge", "Whether a process runs this instance.");
	for (size_t i = 0; i < list->count; i++) {
		put_instance(out, "ss_reaper_running", &list->all[i]);
		ss_strbuf_printf(out, "} %d\n", list->all[i].pid != 0);
	}
	ss_metric_begin(out, "ss_reaper_pinned", "gauge", "Whether it goes on without a process.");
	for (size_t i = 0; i < list->count; i++) {
		put_instance(out, "ss_reaper_pinned", &list->all[i]);
		ss_strbuf_printf(out, "} %d\n", list->all[i].pinned);
	}
	put_totals(list, out, offsetof(struct status, lost), "ss_reaper_lost_total",
		   "Evidence that did not get through.");
	put_totals(list, out, offsetof(struct status, missed), "ss_reaper_missed_total",
		   "Runs of its programs that the kernel left out.");
}

static void put_verdicts(struct ss_strbuf *out, const struct status *s,
			 const struct status_rule *rule)
{
	for (int i = 0; i < SS_REAP_VERDICTS; i++) {
		put_instance(out, "ss_reaper_overdue_total", s);
		ss_strbuf_char(out, ',');
		ss_metric_label(out, "rule", rule->name);
		ss_strbuf_printf(out, ",verdict=\"%s\"} %" PRIu64 "\n", ss_reap_verdict_names[i],
				 rule->verdicts[i]);
	}
}

static void put_rules(const struct status_list *list, struct ss_strbuf *out)
{
	ss_metric_begin(out, "ss_reaper_overdue_total", "counter",
			"What was overdue, by what was done about it.");
	for (size_t i = 0; i < list->count; i++)
		for (size_t n = 0; n < list->all[i].rule_count; n++)
			put_verdicts(out, &list->all[i], &list->all[i].rules[n]);
	ss_metric_begin(out, "ss_reaper_limit_seconds", "gauge", "The limit in force.");
	for (size_t i = 0; i < list->count; i++)
		for (size_t n = 0; n < list->all[i].rule_count; n++) {
			const struct status_rule *rule = &list->all[i].rules[n];

			if (!rule->limit_ns)
				continue;
			put_instance(out, "ss_reaper_limit_seconds", &list->all[i]);
			ss_strbuf_char(out, ',');
			ss_metric_label(out, "rule", rule->name);
			ss_strbuf_str(out, "} ");
			ss_metric_seconds(out, rule->limit_ns);
			ss_strbuf_char(out, '\n');
		}
}

static void put_target(struct ss_strbuf *out, const char *name, const struct status *s,
		       const struct status_target *t)
{
	put_instance(out, name, s);
	ss_strbuf_char(out, ',');
	ss_metric_label(out, "kind", t->kind);
	ss_strbuf_char(out, ',');
	ss_metric_label(out, "target", t->name);
}

static void put_counter(const struct status_list *list, struct ss_strbuf *out, size_t at,
			const char *name, const char *type, const char *help)
{
	ss_metric_begin(out, name, type, help);
	for (size_t i = 0; i < list->count; i++)
		for (size_t n = 0; n < list->all[i].target_count; n++) {
			const struct status_target *t = &list->all[i].targets[n];

			put_target(out, name, &list->all[i], t);
			ss_strbuf_printf(out, "} %" PRIu64 "\n",
					 *(const uint64_t *)((const char *)t + at));
		}
}

/* The same buckets at any time, 1 us to 69 s.  The sum is not known. */
static void put_durations(struct ss_strbuf *out, const struct status *s,
			  const struct status_target *t)
{
	uint64_t sum = 0;

	for (int i = 0; i <= LAST_OCTAVE; i++) {
		sum += t->octaves[i];
		if (i < FIRST_OCTAVE)
			continue;
		put_target(out, "ss_reaper_call_duration_seconds_bucket", s, t);
		ss_strbuf_str(out, ",le=\"");
		ss_metric_seconds(out, status_octave_from(i + 1));
		ss_strbuf_printf(out, "\"} %" PRIu64 "\n", sum);
	}
	put_target(out, "ss_reaper_call_duration_seconds_bucket", s, t);
	ss_strbuf_printf(out, ",le=\"+Inf\"} %" PRIu64 "\n", t->timed);
	put_target(out, "ss_reaper_call_duration_seconds_count", s, t);
	ss_strbuf_printf(out, "} %" PRIu64 "\n", t->timed);
}

static void put_oldest(const struct status_list *list, struct ss_strbuf *out)
{
	ss_metric_begin(out, "ss_reaper_oldest_call_seconds", "gauge",
			"How long the oldest call is under way.");
	for (size_t i = 0; i < list->count; i++)
		for (size_t n = 0; n < list->all[i].target_count; n++) {
			const struct status_target *t = &list->all[i].targets[n];

			put_target(out, "ss_reaper_oldest_call_seconds", &list->all[i], t);
			ss_strbuf_str(out, "} ");
			ss_metric_seconds(out, t->oldest_ns);
			ss_strbuf_char(out, '\n');
		}
}

void status_metrics(const struct status_list *list, struct ss_strbuf *out)
{
	static const struct {
		const char *name, *type, *help;
		size_t at;
	} counters[] = {
		{ "ss_reaper_calls_total", "counter", "Calls in scope that have returned.",
		  offsetof(struct status_target, calls) },
		{ "ss_reaper_late_total", "counter", "Calls that have returned late.",
		  offsetof(struct status_target, late) },
		{ "ss_reaper_untracked_total", "counter", "Calls that there was no room for.",
		  offsetof(struct status_target, untracked) },
		{ "ss_reaper_under_way", "gauge", "Calls that have not returned.",
		  offsetof(struct status_target, under_way) },
	};

	put_instances(list, out);
	put_rules(list, out);
	for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++)
		put_counter(list, out, counters[i].at, counters[i].name, counters[i].type,
			    counters[i].help);
	put_oldest(list, out);
	ss_metric_begin(out, "ss_reaper_call_duration_seconds", "histogram", "What calls took.");
	for (size_t i = 0; i < list->count; i++)
		for (size_t n = 0; n < list->all[i].target_count; n++)
			put_durations(out, &list->all[i], &list->all[i].targets[n]);
}
