// SPDX-License-Identifier: BSD-2-Clause
/* Times of evaluations, as opa bench tells them. */
#include "bench_show.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/strbuf.h"
#include "rego/syntax/json_out.h"
#include "rego/value/number.h"

struct row {
	const char *name;
	double value;
};

static double percentile(const struct bench_times *b, double p)
{
	uint64_t n = b->count < BENCH_MOST ? b->count : BENCH_MOST;
	double at = p * (double)(n + 1), whole = floor(at);

	if (at < 1)
		return (double)b->items[0];
	if (at >= (double)n)
		return (double)b->items[n - 1];
	return (double)b->items[(uint64_t)whole - 1] +
	       (at - whole) * (double)(b->items[(uint64_t)whole] - b->items[(uint64_t)whole - 1]);
}

static double deviation(const struct bench_times *b, double mean)
{
	uint64_t n = b->count < BENCH_MOST ? b->count : BENCH_MOST;
	double sum = 0;

	for (uint64_t i = 0; i < n; i++)
		sum += ((double)b->items[i] - mean) * ((double)b->items[i] - mean);
	return sqrt(sum / (double)n);
}

#define HISTOGRAM "histogram_timer_rego_query_eval_ns_"
#define ROWS	  12

/* The names are those of opa bench. */
static void histogram(const struct bench_times *b, struct row rows[ROWS])
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

/* As Go's benchmarks have it. */
void bench_number(char *out, size_t size, double x)
{
	static const double least[] = { 99.95, 9.995, 0.9995, 0.09995, 0.009995, 0.0009995 };
	int digits = 0;

	while (digits < 6 && x != 0 && x < least[digits])
		digits++;
	snprintf(out, size, "%.*f", digits, x);
}

static void print_pretty(const struct bench_times *b, const struct row *h,
			 const struct bench_shown *shown)
{
	struct row rows[4 + ROWS] = {
		{ "samples", (double)b->count },
		{ "ns/op", (double)b->total / (double)b->count },
		{ "B/op", (double)b->bytes },
		{ "allocs/op", (double)b->allocs },
	};
	int wide = 0, digits = 0, count = shown->memory ? 4 : 2;
	char text[4 + ROWS][64];

	if (shown->metrics) {
		memcpy(rows + count, h, ROWS * sizeof(*h));
		count += ROWS;
	}
	for (int i = 0; i < count; i++) {
		int n, w = (int)strlen(rows[i].name);

		bench_number(text[i], sizeof(text[i]), rows[i].value);
		n = (int)strlen(text[i]);
		digits = n > digits ? n : digits;
		wide = w > wide ? w : wide;
	}
	rule("┌", "┬", "┐", wide, digits);
	for (int i = 0; i < count; i++)
		printf("│ %-*s │ %*s │\n", wide, rows[i].name, digits, text[i]);
	rule("└", "┴", "┘", wide, digits);
}

static void print_json(const struct bench_times *b, const struct row *h, bool metrics)
{
	struct ss_strbuf out = { 0 };
	struct rego_json_out o = { .out = &out, .indent = 2 };
	char text[REGO_DOUBLE_TEXT];

	printf("{\n  \"N\": %ju,\n  \"T\": %ju,\n  \"Bytes\": 0,\n  \"MemAllocs\": %ju,\n"
	       "  \"MemBytes\": %ju,\n  \"Extra\": ",
	       (uintmax_t)b->count, (uintmax_t)b->total, (uintmax_t)(b->allocs * b->count),
	       (uintmax_t)(b->bytes * b->count));
	o.depth = 1;
	rego_out_begin(&o, '{');
	for (int i = 0; i < ROWS && metrics; i++) {
		rego_out_key(&o, h[i].name);
		rego_double_text(h[i].value, text);
		rego_out_raw(&o, text);
	}
	rego_out_end(&o, '}');
	ss_strbuf_str(&out, "\n}\n");
	ss_strbuf_print(&out);
	ss_strbuf_fini(&out);
}

static void print_gobench(const struct bench_times *b, const struct row *h,
			  const struct bench_shown *shown)
{
	char text[64];

	bench_number(text, sizeof(text), (double)b->total / (double)b->count);
	printf("BenchmarkOPAEval\t%8ju\t%10s ns/op", (uintmax_t)b->count, text);
	for (int i = 0; i < ROWS && shown->metrics; i++) {
		bench_number(text, sizeof(text), h[i].value);
		printf("\t%10s %s", text, h[i].name);
	}
	if (shown->memory)
		printf("\t%8ju B/op\t%8ju allocs/op", (uintmax_t)b->bytes, (uintmax_t)b->allocs);
	putchar('\n');
}

void bench_show(const struct bench_times *b, enum bench_format format,
		const struct bench_shown *shown)
{
	struct row rows[ROWS];

	histogram(b, rows);
	if (format == BENCH_PRETTY)
		print_pretty(b, rows, shown);
	else if (format == BENCH_JSON)
		print_json(b, rows, shown->metrics);
	else
		print_gobench(b, rows, shown);
}
