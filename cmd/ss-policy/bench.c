// SPDX-License-Identifier: BSD-2-Clause
/* ss-policy bench: evaluate a query again and again, and tell how long it takes. */
#include "bench.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_show.h"
#include "core/clock.h"
#include "core/log.h"
#include "limits.h"
#include "load.h"
#include "schema.h"
#include "tell.h"

static struct load_options paths;
static struct limits limits;
static struct ss_strlist imports;
static const char *input_file, *schema_path;
static bool input_stdin, query_stdin, each_parsed, v0, fail = true;
static struct bench_shown shown = { .metrics = true, .memory = true };
static int format = BENCH_PRETTY;
static uint64_t rounds = 1, for_ns = 1000000000;

static const struct ss_opt options[] = {
	{ "data", 'd', "FILE", SS_OPT_LIST, &paths.data, "policies and data of a file or folder" },
	{ "bundle", 'b', "FILE", SS_OPT_LIST, &paths.bundles, "a bundle: a folder or .tar.gz" },
	{ "ignore", 0, "PATTERN", SS_OPT_LIST, &paths.ignore, "pass over files of such names" },
	{ "skip-verify", 0, NULL, SS_OPT_FLAG, &paths.skip_verify,
	  "take signed bundles unverified" },
	{ "import", 0, "PATH", SS_OPT_LIST, &imports, "an import of the query" },
	{ "schema", 's', "FILE", SS_OPT_STR, &schema_path,
	  "JSON schema of the input, or a folder" },
	{ "stdin", 0, NULL, SS_OPT_FLAG, &query_stdin, "the query is standard input" },
	{ "fail", 0, NULL, SS_OPT_FLAG, &fail, "undefined is a failure (or =false)" },
	{ "metrics", 0, NULL, SS_OPT_FLAG, &shown.metrics, "tell the histogram (or =false)" },
	{ "benchmem", 0, NULL, SS_OPT_FLAG, &shown.memory, "tell the memory (or =false)" },
	{ "input", 'i', "FILE", SS_OPT_STR, &input_file, "the input, JSON or YAML" },
	{ "stdin-input", 'I', NULL, SS_OPT_FLAG, &input_stdin, "the input is standard input" },
	{ "parse", 0, NULL, SS_OPT_FLAG, &each_parsed, "read the text of the input each time" },
	{ "format", 'f', "pretty|json|gobench", SS_OPT_CHOICE, &format, "how results are written" },
	{ "count", 0, "N", SS_OPT_U64, &rounds, "do it N times (1)" },
	{ "duration", 0, "TIME", SS_OPT_DURATION, &for_ns, "for so long each time (1s)" },
	LIMIT_OPTIONS(limits),
	{ "v0-compatible", 0, NULL, SS_OPT_FLAG, &v0, "policies are Rego v0" },
	{ 0 },
};

const struct ss_cmd bench_command = {
	.name = "ss-policy",
	.verb = "bench",
	.summary = "Measure how long a query takes.",
	.operands = "[QUERY]",
	.options = options,
};

struct bench {
	struct rego_policy *policy;
	struct rego_query *query;
	struct rego_eval *eval;
	struct rego_cache *cache;
	struct ss_strbuf text; /* of the input */
	struct rego_eval *holder;
	struct rego_val input; /* parsed, in the arena of the holder */
	struct bench_times times;
};

/* What is wrong, in the format that was asked for. */
static int refuse(const struct rego_errors *e)
{
	struct ss_strbuf out = { 0 };

	if (format == BENCH_JSON) {
		tell_json(&out, e);
		ss_strbuf_print(&out);
	} else {
		tell_text(&out, e, "");
		ss_say(out.data, out.len);
	}
	ss_strbuf_fini(&out);
	return SS_EXIT_FAILURE;
}

static int refuse_one(const char *code, const char *message, struct rego_loc loc)
{
	struct rego_error error = { .code = code, .message = message, .loc = loc };
	struct rego_errors errors = { .first = &error, .count = 1 };

	return refuse(&errors);
}

/* 0, or an error that has been reported. */
static int once(struct bench *b)
{
	struct rego_loc nowhere = { 0 };
	struct rego_eval *e = b->eval;
	struct rego_val input = b->input;
	const char *error = NULL;
	struct rego_result r;

	rego_eval_reset(e);
	if (each_parsed && rego_defined(input))
		input = rego_eval_input(e, b->text.data, b->text.len, &error);
	if (rego_eval_run(e, b->query, input, &r))
		return refuse_one(r.error_code, r.error_message, r.error_loc);
	return r.count || !fail ? 0 : refuse_one(NULL, "undefined result", nowhere);
}

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static int measure(struct bench *b)
{
	const struct rego_arena *arena = rego_eval_arena(b->eval);
	struct bench_times *t = &b->times;
	uint64_t start, at, last, mallocs;
	int err = 0;

	for (int i = 0; i < 100 && !err; i++) /* memory and caches are filled */
		err = once(b);
	t->count = 0;
	mallocs = arena->mallocs;
	if (err)
		return err;
	start = at = last = ss_clock_mono();
	do {
		err = once(b);
		at = ss_clock_mono();
		t->items[t->count++ & (BENCH_MOST - 1)] = at - last;
		last = at;
	} while (!err && at - start < for_ns);
	t->total = at - start;
	if (!err) {
		t->bytes = rego_arena_bytes(arena);
		t->allocs = (arena->mallocs - mallocs) / t->count;
		qsort(t->items, t->count < BENCH_MOST ? t->count : BENCH_MOST, sizeof(*t->items),
		      by_size);
	}
	return err;
}

/* --- what is done ----------------------------------------------------------------------- */
static int take_input(struct bench *b)
{
	const char *from = input_stdin ? "-" : input_file, *error = NULL;
	int err;

	if (!from)
		return 0;
	err = load_file(from, &b->text);
	if (err)
		return ss_error(err, "cannot read '%s'", from);
	b->holder = rego_eval_new(b->policy, NULL);
	if (!b->holder)
		return ss_error(-ENOMEM, "cannot evaluate");
	b->input = load_input(b->holder, &b->text, &error);
	return error ? ss_error(-EINVAL, "unable to parse input: %s", error) : 0;
}

static int measure_all(struct bench *b)
{
	struct rego_limits each = { 0 };
	int err = take_input(b);

	limits_eval(&limits, &each);
	b->times.items = calloc(BENCH_MOST, sizeof(*b->times.items));
	b->cache = rego_cache_new(1000);
	b->eval = rego_eval_new(b->policy, &each);
	if (!b->times.items || !b->cache || !b->eval)
		return ss_error(-ENOMEM, "cannot measure");
	rego_eval_env(b->eval)->cache = b->cache;
	for (uint64_t i = 0; i < rounds && !err; i++) {
		err = measure(b);
		if (!err)
			bench_show(&b->times, format, &shown);
	}
	return err;
}

static int ask(struct bench *b, const char *query)
{
	const char **list = calloc(imports.count + 1, sizeof(*list));
	struct rego_errors errors;
	struct rego_arena arena;
	int err;

	if (!list)
		return ss_error(-ENOMEM, "cannot measure");
	if (imports.count)
		memcpy(list, imports.items, imports.count * sizeof(*list));
	rego_arena_init(&arena, 0);
	rego_errors_init(&errors, &arena, 0);
	b->query = rego_query_new(b->policy, query, imports.count ? list : NULL, &errors);
	err = b->query ? measure_all(b) : refuse(&errors);
	rego_arena_fini(&arena);
	free(list);
	return err;
}

static int load(struct bench *b, const char *schemas)
{
	struct rego_options o = { .version = v0 ? REGO_V0 : REGO_V1,
				  .most_errors = MOST_ERRORS,
				  .schemas = schemas };
	struct loaded loaded = { 0 };
	int err;

	limits_policy(&limits, &o);
	b->policy = rego_policy_new(&o);
	if (!b->policy)
		return ss_error(-ENOMEM, "cannot load policies");
	err = load_paths(b->policy, &paths, &loaded);
	if (!err)
		err = rego_policy_compile(b->policy);
	load_fini(&loaded);
	if (err == -EINVAL)
		return refuse(rego_policy_errors(b->policy));
	return err ? SS_EXIT_FAILURE : 0;
}

static int bench(const char *query)
{
	struct ss_strbuf schemas = { 0 };
	struct bench b = { 0 };
	int err = schemas_load(schema_path, &schemas);

	if (!err)
		err = load(&b, schemas.data);
	if (!err)
		err = ask(&b, query);
	free(b.times.items);
	rego_eval_free(b.eval);
	rego_eval_free(b.holder);
	rego_query_free(b.query);
	rego_cache_free(b.cache);
	rego_policy_free(b.policy);
	ss_strbuf_fini(&b.text);
	ss_strbuf_fini(&schemas);
	return err;
}

int bench_main(int count, char **operands)
{
	struct ss_strbuf query = { 0 };
	int err;

	if (count != !query_stdin)
		ss_cli_usage("specify exactly one query, or --stdin");
	if (!rounds)
		ss_cli_usage("--count: 1 or more");
	if ((input_file != NULL) + input_stdin > 1 || (input_stdin && query_stdin))
		ss_cli_usage("specify --input, --stdin-input or --stdin, but one of them");
	if (!query_stdin)
		return bench(operands[0]);
	err = load_file("-", &query);
	err = err ? ss_error(err, "cannot read the query") : bench(query.data);
	ss_strbuf_fini(&query);
	return err;
}
