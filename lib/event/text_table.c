// SPDX-License-Identifier: BSD-2-Clause
/* Counts, histograms, limits and costs for people: a row of a table, or a picture. */
#include <stdio.h>
#include <string.h>

#include "event/text.h"

#define BAR 40

static uint64_t number(struct ss_json_val v, const char *path)
{
	uint64_t n = 0;

	ss_json_get_u64(ss_json_path(v, path), &n);
	return n;
}

/* A column of WIDTH, and a space; nothing at all for what is absent. */
static void put_cell(struct ss_view *v, struct ss_json_val line, const char *path, size_t width,
		     bool right)
{
	struct ss_json_val cell = ss_json_path(line, path);
	size_t start = v->shown.len, len;

	if (!ss_json_exists(cell))
		return;
	ss_text_string(v, cell, false);
	len = v->shown.len - start;
	if (len < width && right && ss_strbuf_reserve(&v->shown, width - len)) {
		memmove(v->shown.data + start + width - len, v->shown.data + start, len);
		memset(v->shown.data + start, ' ', width - len);
		v->shown.len = start + width;
		v->shown.data[v->shown.len] = 0;
	} else if (len < width) {
		ss_strbuf_printf(&v->shown, "%*s", (int)(width - len), "");
	}
	ss_strbuf_char(&v->shown, ' ');
}

static void put_count(struct ss_view *v, struct ss_json_val line)
{
	ss_text_time(v, line);
	put_cell(v, line, "count.events", 10, true);
	if (ss_json_exists(ss_json_path(line, "count.other")))
		ss_strbuf_str(&v->shown, "other");
	put_cell(v, line, "count.by.type", 20, false);
	put_cell(v, line, "count.by.comm", 15, false);
	put_cell(v, line, "count.by.pid", 7, true);
	put_cell(v, line, "count.by.uid", 6, true);
	put_cell(v, line, "count.by.cgroup_id", 8, true);
	put_cell(v, line, "count.by.container", 12, false);
	put_cell(v, line, "count.by.exe", 0, false);
	while (v->shown.len && v->shown.data[v->shown.len - 1] == ' ')
		v->shown.len--;
}

void ss_text_ns(char text[static SS_TEXT_NS_SIZE], uint64_t ns)
{
	static const struct {
		double ns;
		const char *unit;
	} units[] = { { 1e9, "s" }, { 1e6, "ms" }, { 1e3, "us" } };

	for (int i = 0; i < 3; i++)
		if (ns >= units[i].ns) {
			double n = ns / units[i].ns;

			snprintf(text, SS_TEXT_NS_SIZE, n < 999.5 ? "%.3g%s" : "%.0f%s", n,
				 units[i].unit);
			return;
		}
	snprintf(text, SS_TEXT_NS_SIZE, "%uns", (unsigned)ns);
}

static void put_bucket(struct ss_view *v, struct ss_json_val bucket, uint64_t most)
{
	uint64_t n = number(bucket, "events");
	int bar = most ? BAR * (double)n / most + 0.5 : 0;
	char from[SS_TEXT_NS_SIZE], to[SS_TEXT_NS_SIZE], range[40];

	ss_text_ns(from, number(bucket, "from_ns"));
	ss_text_ns(to, number(bucket, "to_ns"));
	snprintf(range, sizeof(range), "[%s, %s)", from, to);
	ss_strbuf_printf(&v->shown, "%12s %10llu %-20s |", "", (unsigned long long)n, range);
	for (int i = 0; i < BAR; i++)
		ss_strbuf_char(&v->shown, i < bar ? '@' : ' ');
	ss_strbuf_char(&v->shown, '|');
}

/* Behind its meta.count, which says of what. */
static void put_histogram(struct ss_view *v, struct ss_json_val line)
{
	struct ss_json_val buckets = ss_json_path(line, "histogram.buckets");
	uint64_t most = 0;
	bool first = true;

	ss_for_each_json (bucket, buckets)
		if (number(bucket, "events") > most)
			most = number(bucket, "events");
	ss_for_each_json (bucket, buckets) {
		if (!first)
			ss_strbuf_char(&v->shown, '\n');
		first = false;
		put_bucket(v, bucket, most);
	}
}

static void put_list(struct ss_view *v, const char *before, struct ss_json_val list)
{
	if (!ss_json_exists(list))
		return;
	ss_strbuf_str(&v->shown, before);
	ss_for_each_json (item, list) {
		ss_strbuf_char(&v->shown, ' ');
		ss_text_string(v, item, false);
	}
}

/* "throttle: started process.exec; held back 12 process.exec; most of storm 4711 (12)" */
static void put_throttle(struct ss_view *v, struct ss_json_val line)
{
	struct ss_json_val most = ss_json_path(line, "processes");
	struct ss_json_val started = ss_json_path(line, "started");
	const char *sep = "; held back ";

	ss_text_time(v, line);
	put_list(v, "throttle: started", started);
	put_list(v, ss_json_exists(started) ? "; ended" : "throttle: ended",
		 ss_json_path(line, "ended"));
	ss_for_each_json (count, ss_json_path(line, "throttled")) {
		ss_strbuf_str(&v->shown, sep);
		ss_text_string(v, count, false);
		ss_strbuf_char(&v->shown, ' ');
		ss_text_string(v, ss_json_key(count), false);
		sep = ", ";
	}
	sep = "; most of ";
	ss_for_each_json (process, most) {
		ss_strbuf_str(&v->shown, sep);
		put_cell(v, process, "comm", 0, false);
		put_cell(v, process, "pid", 0, false);
		ss_strbuf_printf(&v->shown, "(%llu)",
				 (unsigned long long)number(process, "throttled"));
		sep = ", ";
	}
}

static void put_cost(struct ss_view *v, struct ss_json_val line)
{
	bool program = ss_json_exists(ss_json_path(line, "cost.hook"));

	ss_text_time(v, line);
	put_cell(v, line, "cost.program", 20, false);
	put_cell(v, line, "cost.runs", 10, true);
	put_cell(v, line, "cost.runs_per_s", 10, true);
	if (program)
		ss_strbuf_str(&v->shown, "/s ");
	put_cell(v, line, "cost.ns_per_run", 9, true);
	if (program)
		ss_strbuf_str(&v->shown, "ns ");
	else
		ss_strbuf_printf(&v->shown, "%38s", "");
	put_cell(v, line, "cost.cpu_percent", 7, true);
	ss_strbuf_str(&v->shown, "% ");
	put_cell(v, line, "cost.hook", 0, false);
	v->shown.len--;
}

bool ss_text_table(struct ss_view *v, struct ss_json_val line)
{
	static const struct {
		const char *type;
		void (*put)(struct ss_view *v, struct ss_json_val line);
	} tables[] = {
		{ "\"meta.count\"", put_count },
		{ "\"meta.histogram\"", put_histogram },
		{ "\"meta.throttle\"", put_throttle },
		{ "\"meta.cost\"", put_cost },
	};
	const char *type;
	size_t len;

	ss_json_text(ss_json_path(line, "type"), &type, &len);
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (len == strlen(tables[i].type) && !memcmp(type, tables[i].type, len)) {
			tables[i].put(v, line);
			return true;
		}
	return false;
}
