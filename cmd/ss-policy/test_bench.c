// SPDX-License-Identifier: BSD-2-Clause
/* ss-policy test --bench: how long a test takes that passes, in the line of Go's benchmarks. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "bench_show.h"
#include "core/clock.h"
#include "test.h"

#define WARM 100 /* evaluations that fill memory and caches */

static void print_nothing(void *arg, const char *file, int row, const char *text, size_t len)
{
	(void)arg, (void)file, (void)row, (void)text, (void)len;
}

static int run_times(struct rego_eval *e, const struct rego_query *q, uint64_t times)
{
	struct rego_result r;
	int err = 0;

	for (uint64_t i = 0; i < times && !err; i++) {
		rego_eval_reset(e);
		err = rego_eval_run(e, q, rego_undefined(), &r);
	}
	return err;
}

int test_bench(struct rego_eval *e, const struct rego_query *q, uint64_t for_ns,
	       struct test_bench *b)
{
	const struct rego_arena *arena = rego_eval_arena(e);
	uint64_t start, mallocs, times = 1;
	int err;

	rego_eval_env(e)->print = print_nothing;
	rego_eval_events(e, NULL, NULL);
	err = run_times(e, q, WARM);
	*b = (struct test_bench){ 0 };
	mallocs = arena->mallocs;
	start = ss_clock_mono();
	/* Twice as many each time, so that looking at the clock is none of what is measured. */
	for (; !err && b->ns < for_ns; times = times < 4096 ? times * 2 : times) {
		err = run_times(e, q, times);
		b->count += times;
		b->ns = ss_clock_mono() - start;
	}
	if (!err && b->count) {
		b->bytes = rego_arena_bytes(arena);
		b->allocs = (arena->mallocs - mallocs) / b->count;
	}
	return err;
}

/* data.a.test_it, or BenchmarkDataATestIt, which is how Go's tools know a benchmark. */
static void put_name(struct ss_strbuf *out, const struct test_result *t, bool go)
{
	struct ss_strbuf name = { 0 };
	bool first = true;

	ss_strbuf_printf(&name, "%s.%s", t->package, t->name);
	if (!go) {
		ss_strbuf_add(out, name.data, name.len);
	} else {
		ss_strbuf_str(out, "Benchmark");
		for (const char *c = name.data; c && *c; c++) {
			if (*c != '.' && *c != '_')
				ss_strbuf_char(out, first ? (char)toupper((unsigned char)*c) : *c);
			first = *c == '.' || *c == '_';
		}
	}
	ss_strbuf_fini(&name);
}

void test_bench_line(struct ss_strbuf *out, const struct test_result *t, bool go, bool memory)
{
	const struct test_bench *b = &t->bench;
	char each[64];

	bench_number(each, sizeof(each), (double)b->ns / (double)b->count);
	put_name(out, t, go);
	ss_strbuf_printf(out, "\t%8ju\t%10s ns/op\t%10s timer_rego_query_eval_ns/op",
			 (uintmax_t)b->count, each, each);
	if (memory)
		ss_strbuf_printf(out, "\t%8ju B/op\t%8ju allocs/op", (uintmax_t)b->bytes,
				 (uintmax_t)b->allocs);
	ss_strbuf_char(out, '\n');
}
