// SPDX-License-Identifier: BSD-2-Clause
/* Results of tests, as opa test prints them. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "test.h"

#define LINE "--------------------------------------------------------------------------------\n"

static const char *const words[TEST_OUTCOMES] = {
	[TEST_PASS] = "PASS",
	[TEST_FAIL] = "FAIL",
	[TEST_SKIP] = "SKIPPED",
	[TEST_ERROR] = "ERROR",
};

/* 1.234567ms: as time.Duration of Go is printed. */
static void put_duration(struct ss_strbuf *out, uint64_t ns)
{
	static const struct {
		const char *unit;
		uint64_t ns;
		int digits;
	} units[] = { { "s", 1000000000, 9 }, { "ms", 1000000, 6 }, { "µs", 1000, 3 } };
	char text[32];
	size_t len;

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (ns < units[i].ns)
			continue;
		snprintf(text, sizeof(text), "%llu.%0*llu", (unsigned long long)(ns / units[i].ns),
			 units[i].digits, (unsigned long long)(ns % units[i].ns));
		len = strlen(text);
		while (text[len - 1] == '0')
			len--;
		len -= text[len - 1] == '.';
		ss_strbuf_printf(out, "%.*s%s", (int)len, text, units[i].unit);
		return;
	}
	ss_strbuf_printf(out, "%lluns", (unsigned long long)ns);
}

/* What it printed, each line indented, with an empty one around. */
static void put_output(struct ss_strbuf *out, const struct ss_strbuf *said)
{
	const char *at = said->data;
	size_t len = said->len;

	if (!len)
		return;
	while (len && isspace((unsigned char)at[len - 1]))
		len--;
	while (len && isspace((unsigned char)*at))
		at++, len--;
	ss_strbuf_str(out, "\n  ");
	for (size_t i = 0; i < len; i++) {
		ss_strbuf_char(out, at[i]);
		if (at[i] == '\n')
			ss_strbuf_str(out, "  ");
	}
	ss_strbuf_str(out, "\n\n");
}

void test_report_line(struct ss_strbuf *out, const struct test_result *t)
{
	ss_strbuf_printf(out, "%s.%s: %s", t->package, t->name, words[t->outcome]);
	if (t->outcome != TEST_SKIP) {
		ss_strbuf_str(out, " (");
		put_duration(out, t->took_ns);
		ss_strbuf_char(out, ')');
	}
	ss_strbuf_char(out, '\n');
}

void test_report_cases(struct ss_strbuf *out, const struct test_cases *cases, int level, bool all)
{
	for (uint32_t i = 0; i < cases->count; i++) {
		const struct test_case *c = &cases->items[i];

		if (all || c->failed)
			ss_strbuf_printf(out, "%*s%s: %s\n", 2 * level, "",
					 c->nameless ? "" : c->name,
					 words[c->failed ? TEST_FAIL : TEST_PASS]);
		test_report_cases(out, &c->below, level + 1, all);
	}
}

static void put_one(struct ss_strbuf *out, const struct test_result *t, const char *last_file,
		    bool verbose)
{
	const char *file = t->loc.source ? t->loc.source->name : "";

	if (last_file && strcmp(last_file, file))
		ss_strbuf_char(out, '\n');
	ss_strbuf_printf(out, "%s:%u:\n", file, t->loc.row);
	test_report_line(out, t);
	test_report_cases(out, &t->cases, 1, verbose);
	put_output(out, &t->output);
	if (t->outcome == TEST_ERROR)
		ss_strbuf_printf(out, "  %s\n", t->error ? t->error : "");
}

/* The cases at the ends of the branches. */
static void count_cases(const struct test_cases *cases, size_t count[TEST_OUTCOMES])
{
	for (uint32_t i = 0; i < cases->count; i++) {
		const struct test_case *c = &cases->items[i];

		if (c->below.count)
			count_cases(&c->below, count);
		else
			count[c->failed ? TEST_FAIL : TEST_PASS]++;
	}
}

static void put_counts(struct ss_strbuf *out, const struct test_results *r)
{
	static const enum test_outcome order[] = { TEST_PASS, TEST_FAIL, TEST_SKIP, TEST_ERROR };
	size_t count[TEST_OUTCOMES] = { 0 }, total = 0;

	for (uint32_t i = 0; i < r->count; i++) {
		const struct test_result *t = r->items[i];

		if (t->cases.count && t->outcome <= TEST_FAIL)
			count_cases(&t->cases, count);
		else
			count[t->outcome]++;
	}
	for (int i = 0; i < TEST_OUTCOMES; i++)
		total += count[i];
	for (int i = 0; i < TEST_OUTCOMES; i++)
		if (count[order[i]])
			ss_strbuf_printf(out, "%s: %zu/%zu\n", words[order[i]], count[order[i]],
					 total);
}

void test_report(struct ss_strbuf *out, const struct test_results *r, const struct test_shown *s)
{
	const char *last_file = NULL;
	bool dirty = false;

	for (uint32_t i = 0; i < r->count; i++) {
		const struct test_result *t = r->items[i];

		if (t->bench.count) {
			test_bench_line(out, t, s->go, s->memory);
			dirty = true;
			continue;
		}
		if (!s->verbose && t->outcome == TEST_PASS)
			continue;
		put_one(out, t, last_file, s->verbose);
		last_file = t->loc.source ? t->loc.source->name : "";
		dirty = true;
	}
	if (s->verbose || s->where)
		test_report_failures(out, r, s->verbose, s->where);
	if (dirty)
		ss_strbuf_str(out, LINE);
	put_counts(out, r);
}
