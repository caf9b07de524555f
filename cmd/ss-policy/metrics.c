// SPDX-License-Identifier: BSD-2-Clause
#include "metrics.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/clock.h"
#include "show.h"

static const char *const names[METRICS] = {
	[METRIC_DATA] = "timer_rego_data_parse_ns",
	[METRIC_EXTERNAL] = "timer_rego_external_resolve_ns",
	[METRIC_LOAD_BUNDLES] = "timer_rego_load_bundles_ns",
	[METRIC_LOAD_FILES] = "timer_rego_load_files_ns",
	[METRIC_COMPILE] = "timer_rego_module_compile_ns",
	[METRIC_PARSE] = "timer_rego_module_parse_ns",
	[METRIC_PARTIAL] = "timer_rego_partial_eval_ns",
	[METRIC_QUERY_COMPILE] = "timer_rego_query_compile_ns",
	[METRIC_QUERY_EVAL] = "timer_rego_query_eval_ns",
	[METRIC_QUERY_PARSE] = "timer_rego_query_parse_ns",
};

uint64_t metrics_now(void)
{
	return ss_clock_mono();
}

void metrics_add(struct metrics *m, enum metric k, uint64_t since)
{
	m->has[k] = true;
	m->ns[k] += since ? metrics_now() - since : 0;
}

void metrics_json(struct ss_strbuf *out, const struct metrics *m)
{
	bool any = false;

	ss_strbuf_char(out, '{');
	for (int i = 0; i < METRICS; i++) {
		if (!m->has[i])
			continue;
		ss_strbuf_printf(out, "%s\"%s\":%llu", any ? "," : "", names[i],
				 (unsigned long long)m->ns[i]);
		any = true;
	}
	ss_strbuf_char(out, '}');
}

void metrics_pretty(struct ss_strbuf *out, const struct metrics *m)
{
	static const char *const heads[] = { "Metric", "Value" };
	char numbers[METRICS][24];
	const char *cells[METRICS * 2];
	size_t n = 0;

	for (int i = 0; i < METRICS; i++) {
		if (!m->has[i])
			continue;
		snprintf(numbers[i], sizeof(*numbers), "%llu", (unsigned long long)m->ns[i]);
		cells[n * 2] = names[i];
		cells[n++ * 2 + 1] = numbers[i];
	}
	if (n)
		show_cells(out, heads, cells, 2, n);
}

/* --- several runs ------------------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* The value at a part of all, between two of them in proportion. */
static double part(const uint64_t *ns, size_t n, double p)
{
	double at = p * (double)(n + 1), low;

	if (at < 1)
		return (double)ns[0];
	if (at >= (double)n)
		return (double)ns[n - 1];
	low = (double)ns[(size_t)at - 1];
	return low + (at - floor(at)) * ((double)ns[(size_t)at] - low);
}

void statistics_of(struct statistics *s, uint64_t *ns, size_t n)
{
	double sum = 0;

	*s = (struct statistics){ .count = n };
	if (!n)
		return;
	qsort(ns, n, sizeof(*ns), by_size);
	for (size_t i = 0; i < n; i++)
		sum += (double)ns[i];
	s->mean = sum / (double)n;
	sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += ((double)ns[i] - s->mean) * ((double)ns[i] - s->mean);
	s->deviation = sqrt(sum / (double)n);
	s->least = ns[0];
	s->most = ns[n - 1];
	s->median = part(ns, n, 0.5);
	s->p75 = part(ns, n, 0.75);
	s->p90 = part(ns, n, 0.9);
	s->p95 = part(ns, n, 0.95);
	s->p99 = part(ns, n, 0.99);
	s->p999 = part(ns, n, 0.999);
	s->p9999 = part(ns, n, 0.9999);
}

void statistics_number(struct ss_strbuf *out, double x)
{
	char text[64];

	for (int digits = 0; digits < 17; digits++) {
		snprintf(text, sizeof(text), "%.*f", digits, x);
		if (strtod(text, NULL) == x)
			break;
	}
	ss_strbuf_str(out, text);
}

static void put(struct ss_strbuf *out, const char *name, double x)
{
	ss_strbuf_printf(out, "\"%s\":", name);
	statistics_number(out, x);
	ss_strbuf_char(out, ',');
}

void statistics_json(struct ss_strbuf *out, const struct statistics *s)
{
	ss_strbuf_char(out, '{');
	put(out, "75%", s->p75);
	put(out, "90%", s->p90);
	put(out, "95%", s->p95);
	put(out, "99%", s->p99);
	put(out, "99.9%", s->p999);
	put(out, "99.99%", s->p9999);
	ss_strbuf_printf(out, "\"count\":%zu,\"max\":%llu,", s->count, (unsigned long long)s->most);
	put(out, "mean", s->mean);
	put(out, "median", s->median);
	ss_strbuf_printf(out, "\"min\":%llu,\"stddev\":", (unsigned long long)s->least);
	statistics_number(out, s->deviation);
	ss_strbuf_char(out, '}');
}

static void statistics_at(struct statistics *s, const struct metrics *m, size_t n, int k)
{
	uint64_t *ns = calloc(n, sizeof(*ns));

	for (size_t i = 0; ns && i < n; i++)
		ns[i] = m[i].ns[k];
	statistics_of(s, ns, ns ? n : 0);
	free(ns);
}

void metrics_all_json(struct ss_strbuf *out, const struct metrics *m, size_t n)
{
	struct statistics s;
	bool any = false;

	ss_strbuf_char(out, '{');
	for (int i = 0; i < METRICS; i++) {
		if (!m[0].has[i])
			continue;
		statistics_at(&s, m, n, i);
		ss_strbuf_printf(out, "%s\"%s\":", any ? "," : "", names[i]);
		statistics_json(out, &s);
		any = true;
	}
	ss_strbuf_char(out, '}');
}

void metrics_all_pretty(struct ss_strbuf *out, const struct metrics *m, size_t n)
{
	static const char *const heads[] = { "Metric", "Min", "Max", "Mean", "90%", "99%" };
	struct ss_strbuf texts[METRICS * 5] = { 0 };
	const char *cells[METRICS * 6];
	struct statistics s;
	size_t rows = 0;

	for (int i = 0; i < METRICS; i++) {
		double values[5];

		if (!m[0].has[i])
			continue;
		statistics_at(&s, m, n, i);
		values[0] = (double)s.least;
		values[1] = (double)s.most;
		values[2] = s.mean;
		values[3] = s.p90;
		values[4] = s.p99;
		cells[rows * 6] = names[i];
		for (int k = 0; k < 5; k++) {
			statistics_number(&texts[rows * 5 + (size_t)k], values[k]);
			cells[rows * 6 + 1 + (size_t)k] = texts[rows * 5 + (size_t)k].data;
		}
		rows++;
	}
	show_cells(out, heads, cells, 6, rows);
	for (size_t i = 0; i < rows * 5; i++)
		ss_strbuf_fini(&texts[i]);
}
