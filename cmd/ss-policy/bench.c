// SPDX-License-Identifier: BSD-2-Clause
/* ss-policy bench: evaluate a query again and again, and tell how long it takes. */
#include "bench.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/log.h"
#include "engine.h"

#define MOST_TIMES (1U << 20) /* kept; what comes later replaces some of them */

enum { PRETTY, JSON, GOBENCH };

static struct load_options paths;
static const char *input_file;
static bool input_stdin, each_parsed, v0;
static int format = PRETTY;
static uint64_t rounds = 1, for_ns = 1000000000;

static const struct ss_opt options[] = {
	{ "data", 'd', "FILE", SS_OPT_LIST, &paths.data, "policies and data of a file or folder" },
	{ "bundle", 'b', "FILE", SS_OPT_LIST, &paths.bundles, "a bundle: a folder or .tar.gz" },
	{ "ignore", 0, "PATTERN", SS_OPT_LIST, &paths.ignore, "pass over files of such names" },
	{ "input", 'i', "FILE", SS_OPT_STR, &input_file, "the input, JSON" },
	{ "stdin-input", 'I', NULL, SS_OPT_FLAG, &input_stdin, "the input is standard input" },
	{ "parse", 0, NULL, SS_OPT_FLAG, &each_parsed, "read the text of the input each time" },
	{ "format", 'f', "pretty|json|gobench", SS_OPT_CHOICE, &format, "how results are written" },
	{ "count", 0, "N", SS_OPT_U64, &rounds, "do it N times (1)" },
	{ "duration", 0, "TIME", SS_OPT_DURATION, &for_ns, "for so long each time (1s)" },
	{ "v0-compatible", 0, NULL, SS_OPT_FLAG, &v0, "policies are Rego v0" },
	{ 0 },
};

const struct ss_cmd bench_command = {
	.name = "ss-policy",
	.verb = "bench",
	.summary = "Measure how long a query takes.",
	.operands = "QUERY",
	.options = options,
};

struct row {
	const char *name;
	double value;
};

struct bench {
	struct engine engine;
	struct ss_strbuf text; /* of the input */
	struct rego_eval *holder;
	struct rego_val input; /* parsed, in the arena of the holder */
	uint64_t *times, count, total, bytes, allocs;
};

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* 0, or an error that has been reported. */
static int once(struct bench *b)
{
	struct rego_eval *e = b->engine.eval;
	struct rego_val input = b->input;
	const char *error = NULL;
	struct rego_result r;

	rego_eval_reset(e);
	if (each_parsed && rego_defined(input))
		input = rego_eval_input(e, b->text.data, b->text.len, &error);
	if (rego_eval_run(e, b->engine.query, input, &r))
		return ss_error(0, "%s", r.error), SS_EXIT_FAILURE;
	return r.count ? 0 : (ss_error(0, "undefined result"), SS_EXIT_FAILURE);
}

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static int measure(struct bench *b)
{
	const struct rego_arena *arena = rego_eval_arena(b->engine.eval);
	uint64_t start, at, last, mallocs;
	int err = 0;

	for (int i = 0; i < 100 && !err; i++) /* memory and caches are filled */
		err = once(b);
	b->count = 0;
	mallocs = arena->mallocs;
	start = at = last = now_ns();
	while (!err && at - start < for_ns) {
		err = once(b);
		at = now_ns();
		b->times[b->count++ & (MOST_TIMES - 1)] = at - last;
		last = at;
	}
	b->total = at - start;
	if (!err) {
		b->bytes = rego_arena_bytes(arena);
		b->allocs = (arena->mallocs - mallocs) / b->count;
		qsort(b->times, b->count < MOST_TIMES ? b->count : MOST_TIMES, sizeof(*b->times),
		      by_size);
	}
	return err;
}

/* --- what is told ------------------------------------------------------------- */
static double percentile(const struct bench *b, double p)
{
	uint64_t n = b->count < MOST_TIMES ? b->count : MOST_TIMES;
	double at = p * (double)(n + 1), whole = floor(at);

	if (at < 1)
		return (double)b->times[0];
	if (at >= (double)n)
		return (double)b->times[n - 1];
	return (double)b->times[(uint64_t)whole - 1] +
	       (at - whole) * (double)(b->times[(uint64_t)whole] - b->times[(uint64_t)whole - 1]);
}

static double deviation(const struct bench *b, double mean)
{
	uint64_t n = b->count < MOST_TIMES ? b->count : MOST_TIMES;
	double sum = 0;

	for (uint64_t i = 0; i < n; i++)
		sum += ((double)b->times[i] - mean) * ((double)b->times[i] - mean);
	return sqrt(sum / (double)n);
}

#define HISTOGRAM "histogram_timer_rego_query_eval_ns_"
#define ROWS	  12

/* The names are those of opa bench. */
static void histogram(const struct bench *b, struct row rows[ROWS])
{
	double mean = (double)b->total / (double)b->count;
	const struct row all[ROWS] = {
		{ HISTOGRAM "75%", percentile(b, .75) },
		{ HISTOGRAM "90%", percentile(b, .9) },
		{ HISTOGRAM "95%", percentile(b, .95) },
		{ HISTOGRAM "99%", percentile(b, .99) },
		{ HISTOGRAM "99.9%", percentile(b, .999) },
		{ HISTOGRAM "99.99%", percentile(b, .9999) },
		{ HISTOGRAM "count", (double)b->count },
		{ HISTOGRAM "max", percentile(b, 1) },
		{ HISTOGRAM "mean", mean },
		{ HISTOGRAM "median", percentile(b, .5) },
		{ HISTOGRAM "min", percentile(b, 0) },
		{ HISTOGRAM "stddev", deviation(b, mean) },
	};

	memcpy(rows, all, sizeof(all));
}

static void rule(const char *left, const char *middle, const char *right, int a, int b)
{
	fputs(left, stdout);
	for (int i = 0; i < a + 2; i++)
		fputs("─", stdout);
	fputs(middle, stdout);
	for (int i = 0; i < b + 2; i++)
		fputs("─", stdout);
	puts(right);
}

static void print_pretty(const struct bench *b, const struct row *h)
{
	struct row rows[4 + ROWS] = {
		{ "samples", (double)b->count },
		{ "ns/op", (double)b->total / (double)b->count },
		{ "B/op", (double)b->bytes },
		{ "allocs/op", (double)b->allocs },
	};
	int wide = 0, digits = 0;

	memcpy(rows + 4, h, ROWS * sizeof(*h));
	for (int i = 0; i < 4 + ROWS; i++) {
		int n = snprintf(NULL, 0, "%.0f", rows[i].value), w = (int)strlen(rows[i].name);

		digits = n > digits ? n : digits;
		wide = w > wide ? w : wide;
	}
	rule("┌", "┬", "┐", wide, digits);
	for (int i = 0; i < 4 + ROWS; i++)
		printf("│ %-*s │ %*.0f │\n", wide, rows[i].name, digits, rows[i].value);
	rule("└", "┴", "┘", wide, digits);
}

static void print_json(const struct bench *b, const struct row *h)
{
	printf("{\n  \"N\": %ju,\n  \"T\": %ju,\n  \"Bytes\": 0,\n  \"MemAllocs\": %ju,\n"
	       "  \"MemBytes\": %ju,\n  \"Extra\": {\n",
	       (uintmax_t)b->count, (uintmax_t)b->total, (uintmax_t)(b->allocs * b->count),
	       (uintmax_t)(b->bytes * b->count));
	for (int i = 0; i < ROWS; i++)
		printf("    \"%s\": %.17g%s\n", h[i].name, h[i].value, i + 1 < ROWS ? "," : "");
	puts("  }\n}");
}

static void print_gobench(const struct bench *b, const struct row *h)
{
	printf("BenchmarkOPAEval\t%8ju\t%10.0f ns/op", (uintmax_t)b->count,
	       (double)b->total / (double)b->count);
	for (int i = 0; i < ROWS; i++)
		printf("\t%10.0f %s", h[i].value, h[i].name);
	printf("\t%8ju B/op\t%8ju allocs/op\n", (uintmax_t)b->bytes, (uintmax_t)b->allocs);
}

static void print(const struct bench *b)
{
	struct row rows[ROWS];

	histogram(b, rows);
	if (format == PRETTY)
		print_pretty(b, rows);
	else if (format == JSON)
		print_json(b, rows);
	else
		print_gobench(b, rows);
}

static int take_input(struct bench *b)
{
	const char *from = input_stdin ? "-" : input_file, *error = NULL;
	int err;

	if (!from)
		return 0;
	err = load_file(from, &b->text);
	if (err)
		return ss_error(err, "cannot read %s", from);
	b->holder = rego_eval_new(b->engine.policy, NULL);
	if (!b->holder)
		return ss_error(-ENOMEM, "cannot evaluate");
	b->input = rego_eval_input(b->holder, b->text.data, b->text.len, &error);
	return error ? ss_error(-EINVAL, "%s: %s", from, error) : 0;
}

int bench_main(int count, char **operands)
{
	struct rego_options o = { .version = v0 ? REGO_V0 : REGO_V1 };
	struct bench b = { 0 };
	int err;

	if (count != 1)
		ss_cli_usage("one query");
	if (input_file && input_stdin)
		ss_cli_usage("one input");
	err = engine_open(&b.engine, &paths, &o, NULL, operands[0]);
	if (err)
		return err;
	b.times = calloc(MOST_TIMES, sizeof(*b.times));
	err = b.times ? take_input(&b) : ss_error(-ENOMEM, "cannot measure");
	for (uint64_t i = 0; i < rounds && !err; i++) {
		err = measure(&b);
		if (!err)
			print(&b);
	}
	free(b.times);
	rego_eval_free(b.holder);
	ss_strbuf_fini(&b.text);
	engine_close(&b.engine);
	return err;
}
