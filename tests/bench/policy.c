// SPDX-License-Identifier: BSD-2-Clause
/* One case of tests/bench/policy on our engine: prepared once, then evaluated.
 *
 *	policy eval|parse DIR SECONDS [THREADS]
 *
 * DIR holds policy.rego, inputs.json (an array), query, and perhaps data.json.  Prints mean, p50,
 * p99 and p99.9 in ns, how many evaluations were timed, and the first result.  "parse" reads the
 * text of the input each time, too.  With THREADS, each evaluates on its own; the count is of all.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/strbuf.h"
#include "rego/rego.h"

#define MOST_TIMES   (1U << 22)
#define MOST_THREADS 64

struct inputs {
	uint32_t count;
	char **texts;
	size_t *lens;
	struct rego_val *values;
};

struct worker {
	const struct rego_policy *policy;
	const struct rego_query *query;
	struct inputs in;
	bool parse;
	double seconds;
	uint64_t *times;
	size_t count;
	pthread_t thread;
};

static _Noreturn void die(const char *what, const char *why)
{
	fprintf(stderr, "policy: %s: %s\n", what, why);
	exit(1);
}

static char *slurp(const char *dir, const char *name, size_t *len, bool needed)
{
	struct ss_strbuf b = { 0 };
	char path[4096];
	size_t n = 1;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "r");
	if (!f) {
		if (needed)
			die(path, "cannot open it");
		return NULL;
	}
	while (n && ss_strbuf_reserve(&b, 1 << 16)) {
		n = fread(b.data + b.len, 1, 1 << 16, f);
		b.len += n;
		b.data[b.len] = '\0';
	}
	fclose(f);
	*len = b.len;
	return b.data;
}

static void refused(struct rego_policy *p, const char *what)
{
	const struct rego_errors *e = rego_policy_errors(p);

	die(what, e && e->first ? e->first->message : "refused");
}

static struct rego_policy *load(const char *dir)
{
	struct rego_options o = { .version = REGO_V1 };
	struct rego_policy *p = rego_policy_new(&o);
	char *text;
	size_t len;

	text = slurp(dir, "data.json", &len, false);
	if (text && rego_policy_data(p, "data.json", text, len) < 0)
		refused(p, "data.json");
	free(text);
	text = slurp(dir, "policy.rego", &len, true);
	if (rego_policy_add(p, "policy.rego", text, len) < 0 || rego_policy_compile(p) < 0)
		refused(p, "policy.rego");
	free(text);
	return p;
}

static struct inputs read_inputs(struct rego_arena *a, const char *dir)
{
	struct inputs in = { 0 };
	const char *error = NULL;
	struct rego_val all;
	size_t len;
	char *text = slurp(dir, "inputs.json", &len, true);

	all = rego_json_read(a, NULL, text, len, &error);
	free(text);
	if (all.kind != REGO_ARRAY || !all.array->count)
		die("inputs.json", error ? error : "no array");
	in.count = all.array->count;
	in.texts = calloc(in.count, sizeof(*in.texts));
	in.lens = calloc(in.count, sizeof(*in.lens));
	for (uint32_t i = 0; i < in.count; i++) {
		struct ss_strbuf b = { 0 };

		rego_json_write(&b, all.array->items[i]);
		in.texts[i] = b.data;
		in.lens[i] = b.len;
	}
	return in;
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void evaluate(struct worker *w, struct rego_eval *e, uint32_t i, struct rego_result *r)
{
	struct rego_val v = w->in.values[i];
	const char *error;

	rego_eval_reset(e);
	if (w->parse)
		v = rego_eval_input(e, w->in.texts[i], w->in.lens[i], &error);
	if (rego_eval_run(e, w->query, v, r) < 0)
		die("evaluation", r->error);
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct rego_eval *e = rego_eval_new(w->policy, NULL),
			 *holder = rego_eval_new(w->policy, NULL);
	struct rego_cache *cache = rego_cache_new(1000);
	uint64_t start = now_ns(), for_ns = (uint64_t)(w->seconds * 1e9), at = start, last;
	struct rego_result r;
	const char *error;
	uint32_t i = 0;

	rego_eval_env(e)->cache = cache;
	w->in.values = calloc(w->in.count, sizeof(*w->in.values));
	for (i = 0; i < w->in.count; i++)
		w->in.values[i] = rego_eval_input(holder, w->in.texts[i], w->in.lens[i], &error);
	for (i = 0; at - start < for_ns / 10 || i < w->in.count; i++, at = now_ns())
		evaluate(w, e, i % w->in.count, &r);
	for (start = at = last = now_ns(); at - start < for_ns && w->count < MOST_TIMES;
	     last = at) {
		evaluate(w, e, i++ % w->in.count, &r);
		at = now_ns();
		w->times[w->count++] = at - last;
	}
	rego_eval_free(e);
	rego_eval_free(holder);
	rego_cache_free(cache);
	free(w->in.values);
	return NULL;
}

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void print_first(struct worker *w)
{
	struct rego_eval *e = rego_eval_new(w->policy, NULL);
	struct ss_strbuf b = { 0 };
	struct rego_result r;
	struct rego_val v;
	const char *error;

	v = rego_eval_input(e, w->in.texts[0], w->in.lens[0], &error);
	if (rego_eval_run(e, w->query, v, &r) < 0)
		die("evaluation", r.error);
	if (r.count)
		rego_json_write_as(&b, r.answers[0].values[0].value, 0, true);
	for (size_t i = 0; i < b.len; i++)
		if (b.data[i] != ' ')
			putchar(b.data[i]);
	puts(r.count ? "" : "undefined");
	ss_strbuf_fini(&b);
	rego_eval_free(e);
}

static void report(struct worker *w, int threads)
{
	uint64_t sum = 0;
	size_t n = 0, all = 0;

	for (int i = 0; i < threads; i++)
		all += w[i].count;
	for (int i = 1; i < threads; i++)
		w[0].times = realloc(w[0].times, all * sizeof(*w[0].times));
	for (int i = 0; i < threads; i++) {
		if (i)
			memcpy(w[0].times + n, w[i].times, w[i].count * sizeof(*w[0].times));
		n += w[i].count;
	}
	for (size_t i = 0; i < n; i++)
		sum += w[0].times[i];
	qsort(w[0].times, n, sizeof(*w[0].times), by_size);
	printf("%ju %ju %ju %ju %zu ", (uintmax_t)(sum / n), (uintmax_t)w[0].times[n / 2],
	       (uintmax_t)w[0].times[n * 99 / 100], (uintmax_t)w[0].times[n * 999 / 1000], n);
	fflush(stdout);
	print_first(&w[0]);
}

int main(int argc, char **argv)
{
	static struct worker workers[MOST_THREADS];
	int threads = argc == 5 ? atoi(argv[4]) : 1;
	struct rego_errors errors;
	struct rego_arena arena;
	struct rego_policy *p;
	struct rego_query *q;
	char *query;
	size_t len;

	if (argc < 4 || threads < 1 || threads > MOST_THREADS) {
		fputs("usage: policy eval|parse DIR SECONDS [THREADS]\n", stderr);
		return 2;
	}
	rego_arena_init(&arena, 0);
	rego_errors_init(&errors, &arena, 0);
	p = load(argv[2]);
	query = slurp(argv[2], "query", &len, true);
	query[strcspn(query, "\n")] = '\0';
	q = rego_query_new(p, query, NULL, &errors);
	if (!q)
		die(query, errors.first ? errors.first->message : "refused");
	for (int i = 0; i < threads; i++) {
		workers[i] = (struct worker){ p,
					      q,
					      read_inputs(&arena, argv[2]),
					      !strcmp(argv[1], "parse"),
					      atof(argv[3]),
					      NULL,
					      0,
					      0 };
		workers[i].times = calloc(MOST_TIMES, sizeof(*workers[i].times));
	}
	for (int i = 1; i < threads; i++)
		pthread_create(&workers[i].thread, NULL, work, &workers[i]);
	work(&workers[0]);
	for (int i = 1; i < threads; i++)
		pthread_join(workers[i].thread, NULL);
	report(workers, threads);
	rego_query_free(q);
	rego_policy_free(p);
	rego_arena_fini(&arena);
	return 0;
}
