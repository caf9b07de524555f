// SPDX-License-Identifier: BSD-2-Clause
/* For people. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "status.h"

#define BAR	  30
#define TIME_SIZE 16
#define HEIGHTS	  8

/* "1.5h": three digits. */
static const char *time_text(char text[static TIME_SIZE], uint64_t ns)
{
	static const struct {
		double ns;
		const char *unit;
	} units[] = {
		{ 86400e9, "d" }, { 3600e9, "h" }, { 60e9, "m" }, { 1e9, "s" }, { 1e6, "ms" }
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (ns >= units[i].ns) {
			double n = ns / units[i].ns;

			snprintf(text, TIME_SIZE, n < 999.5 ? "%.3g%s" : "%.0f%s", n,
				 units[i].unit);
			return text;
		}
	snprintf(text, TIME_SIZE, "0s");
	return text;
}

static void put_way(struct ss_strbuf *out, const struct status *s)
{
	const struct plane_info *i = &s->info;

	ss_strbuf_printf(out, "%s: on %s, %s XDP", i->name, i->ifname, i->mode);
	if (*i->why)
		ss_strbuf_printf(out, " (%s)", i->why);
	ss_strbuf_printf(out, "%s%s", i->egress ? " and egress" : "",
			 i->shadow ? ", shadow: nothing is dropped" : "");
	if (i->owner_pid)
		ss_strbuf_printf(out, ", run by process %d%s", i->owner_pid,
				 i->pinned ? ", pinned" : "");
	else
		ss_strbuf_str(out, i->pinned ? ", pinned, nobody runs it" : ", nobody runs it");
	ss_strbuf_char(out, '\n');
}

static void put_level(struct ss_strbuf *out, const struct status *s)
{
	const struct plane_state *st = &s->state;
	char text[TIME_SIZE];

	ss_strbuf_printf(out, "level %s (%u of 0-%u)", s->info.levels[st->level], st->level,
			 s->info.level_count - 1);
	ss_strbuf_printf(out, " for %s", time_text(text, ss_clock_boot() - st->since_boot_ns));
	if (st->forced) {
		ss_strbuf_str(out, st->trial ? ", on trial" : ", forced");
		if (st->left_ns != DATAPATH_FOREVER)
			ss_strbuf_printf(out, " for %s more", time_text(text, st->left_ns));
		ss_strbuf_printf(out, ", else %s", s->info.levels[st->set]);
	} else if (st->stale && s->info.hold) {
		ss_strbuf_str(out, ", nobody refreshes it: held by --on-stale=hold");
	} else if (st->stale) {
		ss_strbuf_printf(out, ", STALE: nobody refreshes it, everything passes%s",
				 s->block_count ? " but what is blocked" : "");
	} else if (st->left_ns != DATAPATH_FOREVER) {
		ss_strbuf_printf(out, ", holds for %s more", time_text(text, st->left_ns));
	}
	if (st->draining)
		ss_strbuf_str(out, ", TCP connections may end");
	ss_strbuf_char(out, '\n');
}

static void put_source(struct ss_strbuf *out, const struct status_source *src)
{
	char text[TIME_SIZE];

	ss_strbuf_printf(out, "  %-12s ", src->name);
	if (src->sampled)
		ss_strbuf_printf(out, "%-10.6g", src->value);
	else
		ss_strbuf_printf(out, "%-10s", "-");
	ss_strbuf_printf(out, " %-9s %s", src->level, src->health);
	if (src->idle)
		ss_strbuf_str(out, ", not in use");
	if (src->sampled)
		ss_strbuf_printf(out, ", %s ago", time_text(text, src->age_ns));
	if (*src->reason)
		ss_strbuf_printf(out, ": %s", src->reason);
	ss_strbuf_char(out, '\n');
}

static void put_bar(struct ss_strbuf *out, uint64_t passed, uint64_t dropped, uint64_t most)
{
	int all = most ? BAR * (double)(passed + dropped) / most + 0.5 : 0;
	int drops = most ? BAR * (double)dropped / most + 0.5 : 0;

	ss_strbuf_char(out, '|');
	for (int i = 0; i < BAR; i++)
		ss_strbuf_char(out, i < all - drops ? '=' : i < all ? 'x' : ' ');
	ss_strbuf_char(out, '|');
}

static void put_classes(struct ss_strbuf *out, const struct status *s, int dir)
{
	uint64_t most = 0;

	for (int pass = 0; pass < 2; pass++)
		for (int c = 0; c < SS_BREAKER_CLASSES; c++) {
			uint64_t passed = 0, dropped = 0, shadow;

			status_sum(s, dir, c, &passed, &dropped);
			if (!pass && passed + dropped > most)
				most = passed + dropped;
			if (!pass || !(passed + dropped))
				continue;
			ss_strbuf_printf(out, "  %-14s %12" PRIu64 " %12" PRIu64 "  ",
					 ss_breaker_class_names[c], passed, dropped);
			put_bar(out, passed, dropped, most);
			shadow = s->counts.by[dir][c][SS_BREAKER_PASS_SHADOW].packets;
			if (shadow)
				ss_strbuf_printf(out, " but for --shadow dropped: %" PRIu64,
						 shadow);
			ss_strbuf_char(out, '\n');
		}
	if (!most)
		ss_strbuf_str(out, "  no packets yet\n");
}

/* One column a look, in eighths of a line. */
static void put_spark(struct ss_strbuf *out, const struct status *s, const char *name, size_t at,
		      const char *unit)
{
	static const char *const bars[HEIGHTS] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	double most = 0, last = 0;

	for (size_t i = 0; i < s->points; i++) {
		last = *(const double *)((const char *)&s->history[i] + at);
		most = last > most ? last : most;
	}
	ss_strbuf_printf(out, "  %-8s ", name);
	for (size_t i = 0; i < s->points; i++) {
		double v = *(const double *)((const char *)&s->history[i] + at);

		ss_strbuf_str(out, v <= 0 ? " " : bars[(int)(v / most * (HEIGHTS - 1))]);
	}
	ss_strbuf_printf(out, " %.4g%s\n", last, unit);
}

/* The level of each look by its number: 0 is the best. */
static void put_history(struct ss_strbuf *out, const struct status *s)
{
	ss_strbuf_str(out, "  level    ");
	for (size_t i = 0; i < s->points; i++)
		ss_strbuf_char(out, "0123456789abcdef"[s->history[i].level % 16]);
	ss_strbuf_char(out, '\n');
	put_spark(out, s, "passed", offsetof(struct status_point, passed), "/s");
	put_spark(out, s, "dropped", offsetof(struct status_point, dropped), "/s");
}

static void put_faults(struct ss_strbuf *out, const struct status *s, int dir)
{
	const char *sep = "  malformed: ";

	for (int f = 1; f < SS_BREAKER_FAULTS; f++) {
		if (!s->counts.faults[dir][f])
			continue;
		ss_strbuf_printf(out, "%s%" PRIu64 " %s", sep, s->counts.faults[dir][f],
				 ss_breaker_fault_names[f]);
		sep = ", ";
	}
	if (*sep == ',')
		ss_strbuf_char(out, '\n');
}

void status_text(const struct status_list *list, struct ss_strbuf *out)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct status *s = &list->all[i];

		if (i)
			ss_strbuf_char(out, '\n');
		put_way(out, s);
		put_level(out, s);
		for (size_t n = 0; n < s->source_count; n++)
			put_source(out, &s->sources[n]);
		for (int dir = 0; dir < (s->info.egress ? 2 : 1); dir++) {
			ss_strbuf_printf(out, "%-16s %12s %12s\n", dir ? "going out" : "coming in",
					 "passed", "dropped");
			put_classes(out, s, dir);
			put_faults(out, s, dir);
		}
		if (s->block_count)
			ss_strbuf_printf(out, "%zu address%s blocked\n", s->block_count,
					 s->block_count == 1 ? "" : "es");
		if (s->points)
			put_history(out, s);
	}
}
