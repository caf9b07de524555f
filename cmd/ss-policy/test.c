// SPDX-License-Identifier: BSD-2-Clause
#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "cover.h"
#include "limits.h"
#include "load.h"
#include "schema.h"
#include "tell.h"

enum { PRETTY, JSON, GOBENCH };
enum { SORT_NONE, SORT_DURATION };

static struct load_options load;
static bool bundles, zero_on_skip, fail_on_empty, v0, coverage, verbose, watch, bench;
static bool bench_memory = true;
static int format, sort, explain = -1;
static const char *threshold_text, *schema_path;
static double threshold;
static uint64_t repeat = 1, most_errors = 10;
static struct test_options tests = { .limits.time_ns = 5 * SS_NS_PER_SEC };
static struct limits limits;

static const struct ss_opt options[] = {
	{ "bundle", 'b', NULL, SS_OPT_FLAG, &bundles, "the operands are bundles" },
	{ "ignore", 0, "PATTERN", SS_OPT_LIST, &load.ignore, "pass over files of such names" },
	{ "skip-verify", 0, NULL, SS_OPT_FLAG, &load.skip_verify,
	  "take signed bundles unverified" },
	{ "run", 'r', "REGEX", SS_OPT_STR, &tests.only, "only tests whose name matches" },
	{ "format", 'f', "pretty|json|gobench", SS_OPT_CHOICE, &format,
	  "for people or for programs" },
	{ "coverage", 'c', NULL, SS_OPT_FLAG, &coverage,
	  "report what the tests evaluate, in JSON" },
	{ "threshold", 0, "PERCENT", SS_OPT_STR, &threshold_text, "less coverage is a failure" },
	{ "explain", 0, "fails|full|notes|debug", SS_OPT_CHOICE, &explain,
	  "what of a trace -v shows" },
	{ "var-values", 0, NULL, SS_OPT_FLAG, &tests.where, "show what fails, and its variables" },
	{ "sort", 0, "none|duration", SS_OPT_CHOICE, &sort, "in JSON: the slowest first" },
	{ "timeout", 0, "TIME", SS_OPT_DURATION, &tests.limits.time_ns,
	  "give up a test after so long (5s)" },
	{ "exit-zero-on-skipped", 'z', NULL, SS_OPT_FLAG, &zero_on_skip,
	  "skipped tests are no failure" },
	{ "fail-on-empty", 0, NULL, SS_OPT_FLAG, &fail_on_empty, "no test is a failure" },
	{ "count", 0, "N", SS_OPT_U64, &repeat, "run all tests N times (1)" },
	{ "bench", 0, NULL, SS_OPT_FLAG, &bench, "measure the tests that pass, for 1s each" },
	{ "benchmem", 0, NULL, SS_OPT_FLAG, &bench_memory, "of --bench: the memory (or =false)" },
	{ "watch", 'w', NULL, SS_OPT_FLAG, &watch, "run them again when a file changes" },
	{ "parallel", 'p', "N", SS_OPT_U64, &tests.threads, "N tests at a time (one per CPU)" },
	{ "max-errors", 'm', "N", SS_OPT_U64, &most_errors,
	  "of the compiler, then stop; 0: all (10)" },
	{ "schema", 's', "FILE", SS_OPT_STR, &schema_path,
	  "JSON schema of the input, or a folder" },
	{ "strict-builtin-errors", 0, NULL, SS_OPT_FLAG, &tests.limits.strict_builtin_errors,
	  "a first error of a built-in ends a test" },
	LIMIT_OPTIONS(limits),
	{ "v0-compatible", 0, NULL, SS_OPT_FLAG, &v0, "policies are Rego v0" },
	{ 0 },
};

const struct ss_cmd test_command = {
	.name = "ss-policy",
	.verb = "test",
	.summary = "Run the tests of policies: rules whose names begin with test_.",
	.operands = "PATH...",
	.options = options,
};

static int put_out(struct ss_strbuf *out)
{
	int err = ss_strbuf_print(out);

	ss_strbuf_fini(out);
	return err;
}

static int slowest_first(const void *a, const void *b)
{
	const struct test_result *x = *(struct test_result *const *)a;
	const struct test_result *y = *(struct test_result *const *)b;

	return x->took_ns < y->took_ns ? 1 : x->took_ns > y->took_ns ? -1 : 0;
}

static bool is_bad(const struct test_result *t)
{
	return t->outcome != TEST_PASS && (t->outcome != TEST_SKIP || !zero_on_skip);
}

static int report(const struct test_results *r)
{
	struct test_shown shown = { .verbose = verbose,
				    .where = tests.where,
				    .go = format == GOBENCH,
				    .memory = bench_memory };
	struct ss_strbuf out = { 0 };
	int err = 0;

	if (sort == SORT_DURATION && format == JSON)
		qsort(r->items, r->count, sizeof(struct test_result *), slowest_first);
	else if (sort == SORT_DURATION)
		ss_warn("--sort is only of --format json");
	if (format == JSON)
		test_report_json(&out, r);
	else
		test_report(&out, r, &shown);
	err = put_out(&out);
	for (uint32_t i = 0; i < r->count && !err; i++)
		err = is_bad(r->items[i]) ? SS_EXIT_NO : 0;
	return err;
}

/* --- coverage --------------------------------------------------------------------------- */
static int below_threshold(void)
{
	struct ss_strbuf text = { 0 };

	ss_strbuf_printf(&text, "Code coverage threshold not met: got %.2f instead of %.2f",
			 cover_percent(tests.cover), threshold);
	if (verbose) {
		ss_strbuf_str(&text, "\nLines not covered:");
		cover_list(tests.cover, &text);
	}
	ss_strbuf_char(&text, '\n');
	ss_say(text.data, text.len);
	ss_strbuf_fini(&text);
	return SS_EXIT_NO;
}

/* A test that failed: what it was is said on both channels, as opa test does. */
static int failed(const struct test_results *r, uint32_t first)
{
	struct test_result **items = calloc(r->count, sizeof(struct test_result *));
	struct test_results bad = { .items = items };
	struct test_shown shown = { .verbose = verbose };
	struct ss_strbuf out = { 0 };

	for (uint32_t i = first; items && i < r->count; i++)
		if (r->items[i]->outcome == TEST_FAIL)
			items[bad.count++] = r->items[i];
	test_report(&out, &bad, &shown);
	free(items);
	put_out(&out);
	test_report_line(&out, r->items[first]);
	test_report_cases(&out, &r->items[first]->cases, 0, true);
	ss_strbuf_char(&out, '\n');
	ss_say(out.data, out.len);
	ss_strbuf_fini(&out);
	return SS_EXIT_FAILURE;
}

static int report_coverage(const struct rego_policy *p, const struct test_results *r)
{
	struct ss_strbuf out = { 0 };
	uint32_t first = r->count;
	bool skipped = false;
	int err;

	for (uint32_t i = r->count; i--;) {
		if (r->items[i]->outcome == TEST_ERROR) {
			ss_strbuf_printf(&out, "%s\n", r->items[i]->error);
			ss_say(out.data, out.len);
			ss_strbuf_fini(&out);
			return SS_EXIT_FAILURE;
		}
		skipped |= r->items[i]->outcome == TEST_SKIP;
		if (r->items[i]->outcome == TEST_FAIL)
			first = i;
	}
	if (first < r->count)
		return failed(r, first);
	err = cover_count(tests.cover, p);
	if (err)
		return ss_error(err, "cannot report");
	if (cover_percent(tests.cover) < threshold)
		return below_threshold();
	cover_report(tests.cover, &out);
	err = put_out(&out);
	return err ? err : skipped && !zero_on_skip ? SS_EXIT_NO : 0;
}

/* --- running ---------------------------------------------------------------------------- */
static int run_once(struct rego_policy *p)
{
	struct test_results r;
	int err = test_run(p, &tests, &r);

	if (err)
		err = ss_error(err, "cannot run the tests");
	else
		err = tests.cover ? report_coverage(p, &r) : report(&r);
	if (!err && !r.count && fail_on_empty) {
		ss_say("no tests were run\n", 18);
		err = SS_EXIT_FAILURE;
	}
	test_results_fini(&r);
	return err;
}

static int run_tests(struct rego_policy *p)
{
	int err = 0;

	if (coverage)
		tests.cover = cover_new();
	if (coverage && !tests.cover)
		return ss_error(-ENOMEM, "cannot run the tests");
	for (uint64_t i = 0; i < repeat && !err; i++)
		err = run_once(p);
	cover_free(tests.cover);
	tests.cover = NULL;
	return err;
}

static int load_and_run(void *arg)
{
	const char *schemas = arg;
	struct rego_options o = { .version = v0 ? REGO_V0 : REGO_V1,
				  .keep_print = true,
				  .tests = true,
				  .test_rules = tests.where,
				  .schemas = schemas,
				  .most_errors = (uint32_t)most_errors };
	const char *when = " during loading";
	struct loaded loaded = { 0 };
	struct rego_policy *p;
	int err;

	limits_policy(&limits, &o);
	limits_eval(&limits, &tests.limits);
	p = rego_policy_new(&o);
	if (!p)
		return ss_error(-ENOMEM, "cannot load policies");
	err = load_paths(p, &load, &loaded);
	if (!err) {
		when = "";
		err = rego_policy_compile(p);
	}
	if (err == -EINVAL)
		tell_errors(rego_policy_errors(p), when);
	err = err ? SS_EXIT_FAILURE : run_tests(p);
	load_fini(&loaded);
	rego_policy_free(p);
	return err;
}

static void take_threshold(void)
{
	char *end = (char *)threshold_text;

	if (!threshold_text)
		return;
	threshold = strtod(threshold_text, &end);
	if (end == threshold_text || *end || !(threshold >= 0 && threshold <= 100))
		ss_cli_usage("--threshold: '%s' is no number from 0 to 100", threshold_text);
	coverage |= threshold > 0;
}

/* --explain is -v, too; without it -v shows what failed and what trace() says. */
static void take_explain(void)
{
	static const enum trace_mode modes[] = { TRACE_FAILS, TRACE_FULL, TRACE_NOTES,
						 TRACE_DEBUG };

	verbose = explain >= 0 || ss_log_level >= SS_LOG_INFO;
	if (verbose)
		tests.trace = explain < 0 ? TRACE_VERBOSE : modes[explain];
	else if (tests.where && format == JSON)
		tests.trace = TRACE_FAILS;
	tests.json = format == JSON;
}

static void take_bench(void)
{
	if (format == GOBENCH && !bench)
		ss_cli_usage(
			"cannot use output format gobench without running benchmarks (--bench)");
	if (!bench)
		return;
	if (format == JSON)
		ss_cli_usage("--bench: of --format pretty and gobench");
	if (coverage)
		ss_cli_usage("coverage reporting is not supported when benchmarking tests");
	tests.bench_ns = SS_NS_PER_SEC;
}

int test_main(int count, char **operands)
{
	struct ss_strlist paths = { .items = (const char **)operands, .count = count };
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	struct ss_strbuf schemas = { 0 };
	int err;

	if (!count)
		ss_cli_usage("which policies?  (ss-policy test PATH)");
	if (tests.only && !test_is_pattern(tests.only))
		ss_cli_usage("--run: '%s' is no regular expression", tests.only);
	take_threshold();
	take_explain();
	take_bench();
	if (!tests.threads)
		tests.threads = cpus > 0 ? (uint64_t)cpus : 1;
	*(bundles ? &load.bundles : &load.data) = paths;
	err = schemas_load(schema_path, &schemas);
	if (!err)
		err = watch ? test_watch(&load, load_and_run, schemas.data)
			    : load_and_run(schemas.data);
	ss_strbuf_fini(&schemas);
	return err;
}
