// SPDX-License-Identifier: BSD-2-Clause
/* For people. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "reaper/rule.h"
#include "status.h"

#define BAR	  40
#define TIME_SIZE 16

/* "1.05ms": three digits. */
static const char *time_text(char text[static TIME_SIZE], uint64_t ns)
{
	static const struct {
		double ns;
		const char *unit;
	} units[] = { { 86400e9, "d" }, { 3600e9, "h" }, { 60e9, "m" },
		      { 1e9, "s" },	{ 1e6, "ms" },	 { 1e3, "us" } };

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (ns >= units[i].ns) {
			double n = ns / units[i].ns;

			snprintf(text, TIME_SIZE, n < 999.5 ? "%.3g%s" : "%.0f%s", n,
				 units[i].unit);
			return text;
		}
	snprintf(text, TIME_SIZE, "%uns", (unsigned)ns);
	return text;
}

static void put_head(struct ss_strbuf *out, const struct status *s)
{
	char since[TIME_SIZE];

	ss_strbuf_printf(out, "%s: for %s, ", s->name,
			 time_text(since, ss_clock_boot() - s->began_boot_ns));
	if (s->pid)
		ss_strbuf_printf(out, "run by process %u%s", s->pid, s->pinned ? ", pinned" : "");
	else
		ss_strbuf_str(out, "pinned, nobody runs it");
	if (s->lost)
		ss_strbuf_printf(out, ", %" PRIu64 " pieces of evidence lost", s->lost);
	if (s->missed)
		ss_strbuf_printf(out, ", %" PRIu64 " runs missed", s->missed);
	ss_strbuf_char(out, '\n');
}

static void put_means(struct ss_strbuf *out, const char *means)
{
	while (means && *means) {
		size_t len = strcspn(means, "\n");

		ss_strbuf_printf(out, "  %.*s\n", (int)len, means);
		means += len + (means[len] == '\n');
	}
}

/* "rule stuck: limit 50ms; 3 signalled, 1 guarded; the last 5s ago" */
static void put_rule(struct ss_strbuf *out, const struct status_rule *rule)
{
	char text[TIME_SIZE];
	const char *sep = "; ";

	ss_strbuf_printf(out, "rule %s: ", rule->name);
	if (rule->limit_ns)
		ss_strbuf_printf(out, "limit %s%s", time_text(text, rule->limit_ns),
				 rule->automatic ? " (learnt)" : "");
	else
		ss_strbuf_str(out, "no limit yet");
	for (int i = 0; i < SS_REAP_VERDICTS; i++) {
		if (!rule->verdicts[i])
			continue;
		ss_strbuf_printf(out, "%s%" PRIu64 " %s", sep, rule->verdicts[i],
				 ss_reap_verdict_names[i]);
		sep = ", ";
	}
	if (*sep == ';')
		ss_strbuf_str(out, "; nothing overdue");
	if (rule->last_ns)
		ss_strbuf_printf(out, "; the last action %s ago",
				 time_text(text, ss_clock_mono() - rule->last_ns));
	ss_strbuf_char(out, '\n');
}

static void put_octave(struct ss_strbuf *out, const struct status_target *t, int i, uint64_t most)
{
	char from[TIME_SIZE], to[TIME_SIZE], range[2 * TIME_SIZE + 8];
	int bar = BAR * (double)t->octaves[i] / most + 0.5;

	snprintf(range, sizeof(range), "[%s, %s)", time_text(from, status_octave_from(i)),
		 time_text(to, status_octave_from(i + 1)));
	ss_strbuf_printf(out, "  %-18s %10" PRIu64 " |", range, t->octaves[i]);
	for (int n = 0; n < BAR; n++)
		ss_strbuf_char(out, n < bar ? '@' : n == 0 && t->octaves[i] ? '.' : ' ');
	ss_strbuf_str(out, "|\n");
}

static void put_plot(struct ss_strbuf *out, const struct status_target *t)
{
	uint64_t most = 1;
	int first, last;

	status_range(t, &first, &last);
	for (int i = first; i <= last; i++)
		if (t->octaves[i] > most)
			most = t->octaves[i];
	for (int i = first; i <= last; i++)
		put_octave(out, t, i, most);
}

static void put_target(struct ss_strbuf *out, const struct status_target *t)
{
	char text[TIME_SIZE];

	ss_strbuf_printf(out, "%s%s%s (%s): %" PRIu64 " calls, %" PRIu64 " late", t->kind,
			 t->name ? " " : "", t->name ? t->name : "", t->hook, t->calls, t->late);
	if (t->nested)
		ss_strbuf_printf(out, ", %" PRIu64 " nested", t->nested);
	if (t->untracked)
		ss_strbuf_printf(out, ", %" PRIu64 " untracked", t->untracked);
	if (t->under_way)
		ss_strbuf_printf(out, "; %" PRIu64 " under way, the oldest for %s", t->under_way,
				 time_text(text, t->oldest_ns));
	ss_strbuf_char(out, '\n');
	put_plot(out, t);
}

void status_text(const struct status_list *list, struct ss_strbuf *out)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct status *s = &list->all[i];

		if (i)
			ss_strbuf_char(out, '\n');
		put_head(out, s);
		put_means(out, s->means);
		for (size_t n = 0; n < s->rule_count; n++)
			put_rule(out, &s->rules[n]);
		for (size_t n = 0; n < s->target_count; n++)
			put_target(out, &s->targets[n]);
	}
}
