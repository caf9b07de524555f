// SPDX-License-Identifier: BSD-2-Clause
#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "engine.h"
#include "rego/builtin/functions.h"

static struct load_options load;
static bool bundles, zero_on_skip, fail_on_empty, strict_errors, v0;
static int format;
static const char *only;
static uint64_t timeout_ns = 5 * SS_NS_PER_SEC, repeat = 1;

static const struct ss_opt options[] = {
	{ "bundle", 'b', NULL, SS_OPT_FLAG, &bundles, "the operands are bundles" },
	{ "ignore", 0, "PATTERN", SS_OPT_LIST, &load.ignore, "pass over files of such names" },
	{ "run", 'r', "REGEX", SS_OPT_STR, &only, "only tests whose name matches" },
	{ "format", 'f', "pretty|json", SS_OPT_CHOICE, &format, "for people or for programs" },
	{ "timeout", 0, "TIME", SS_OPT_DURATION, &timeout_ns, "give up a test after so long (5s)" },
	{ "exit-zero-on-skipped", 'z', NULL, SS_OPT_FLAG, &zero_on_skip,
	  "skipped tests are no failure" },
	{ "fail-on-empty", 0, NULL, SS_OPT_FLAG, &fail_on_empty, "no test is a failure" },
	{ "count", 0, "N", SS_OPT_U64, &repeat, "run each test N times (1)" },
	{ "strict-builtin-errors", 0, NULL, SS_OPT_FLAG, &strict_errors,
	  "the first error of a built-in ends a test" },
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

struct run {
	struct rego_policy *policy;
	struct rego_cache *cache;
	struct test_report report;
	struct ss_strbuf package, name, path;
	bool failed;
};

static void on_print(void *arg, const char *file, int row, const char *text)
{
	struct ss_strbuf *output = arg;

	(void)file;
	(void)row;
	ss_strbuf_str(output, text);
	ss_strbuf_char(output, '\n');
}

/* The text of a part of a ref that does not depend on anything. */
static const char *word_of(const struct rego_term *t)
{
	if (t->kind == REGO_TERM_VAR)
		return t->var->text;
	return t->kind == REGO_TERM_VALUE && t->value.kind == REGO_STRING ? rego_text(t->value)
									   : NULL;
}

static bool begins(const char *s, const char *with)
{
	return s && !strncmp(s, with, strlen(with));
}

/*
 * How much of the rule's ref names the test: up to the part that begins with
 * test_, and is the name; 0: it is none.
 */
static uint32_t name_length(const struct rego_term *ref, bool *skip)
{
	for (uint32_t i = 0; i < ref->list.count; i++) {
		const char *word = word_of(ref->list.items[i]);

		*skip = begins(word, "todo_test_");
		if (*skip || begins(word, "test_"))
			return i + 1;
		if (!word)
			return 0;
	}
	return 0;
}

static void put_ref(struct ss_strbuf *out, const struct rego_term *ref, uint32_t count)
{
	struct rego_term part = *ref;

	part.list.count = count;
	rego_print_term(out, &part);
}

/* Each key of test_x[note] is a case, true when it passed. */
static void take_cases(struct test_result *t, struct rego_val value)
{
	const struct rego_object *o = value.object;

	t->outcome = TEST_PASS;
	t->cases = calloc(o->count ? o->count : 1, sizeof(*t->cases));
	for (uint32_t i = 0; t->cases && i < o->count; i++) {
		struct ss_strbuf name = { 0 };

		if (o->pairs[i].key.kind == REGO_STRING)
			ss_strbuf_str(&name, rego_text(o->pairs[i].key));
		else
			rego_json_write(&name, o->pairs[i].key);
		t->cases[i].name = name.data ? name.data : strdup("");
		t->cases[i].failed = o->pairs[i].value.kind != REGO_BOOL || !o->pairs[i].value.b;
		t->case_count++;
		if (t->cases[i].failed)
			t->outcome = TEST_FAIL;
	}
}

static void judge(struct test_result *t, const struct rego_result *r)
{
	struct rego_val value;

	t->outcome = TEST_FAIL;
	if (!r->count)
		return;
	value = r->answers[0].values[0].value;
	if (value.kind == REGO_OBJECT)
		take_cases(t, value);
	else if (value.kind == REGO_BOOL && value.b)
		t->outcome = TEST_PASS;
}

static int evaluate(struct run *run, const struct rego_query *q, struct test_result *t)
{
	struct rego_limits limits = { .time_ns = timeout_ns,
				      .strict_builtin_errors = strict_errors };
	struct rego_eval *e = rego_eval_new(run->policy, &limits);
	struct rego_result r;
	uint64_t start = ss_clock_mono();
	int err;

	if (!e)
		return -ENOMEM;
	rego_eval_env(e)->print = on_print;
	rego_eval_env(e)->print_arg = &t->output;
	rego_eval_env(e)->cache = run->cache;
	err = rego_eval_run(e, q, rego_undefined(), &r);
	t->took_ns = ss_clock_mono() - start;
	if (err) {
		t->outcome = TEST_ERROR;
		ss_strbuf_str(&t->error, r.error);
	} else {
		judge(t, &r);
	}
	rego_eval_free(e);
	return 0;
}

static int ask(struct run *run, struct test_result *t)
{
	struct rego_errors errors;
	struct rego_arena arena;
	struct rego_query *q;
	int err = 0;

	rego_arena_init(&arena, 0);
	rego_errors_init(&errors, &arena, 0);
	q = rego_query_new(run->policy, run->path.data, NULL, &errors);
	if (q) {
		err = evaluate(run, q, t);
	} else {
		t->outcome = TEST_ERROR;
		ss_strbuf_str(&t->error, errors.first ? errors.first->message : "no query");
	}
	rego_query_free(q);
	rego_arena_fini(&arena);
	return err;
}

static void forget(struct test_result *t)
{
	for (size_t i = 0; i < t->case_count; i++)
		free((char *)t->cases[i].name);
	free(t->cases);
	ss_strbuf_fini(&t->output);
	ss_strbuf_fini(&t->error);
}

/* What the built-in functions say: does TEXT match, or without one, is it a pattern at all? */
static struct rego_val ask_regex(struct rego_call *call, const char *pattern, const char *text)
{
	struct rego_val args[2];
	jmp_buf out;

	if (!rego_arena_try(call->arena, &out))
		return rego_undefined();
	args[0] = rego_cstring(call->arena, pattern);
	if (!text)
		return rego_fn_regex_is_valid(call, args);
	args[1] = rego_cstring(call->arena, text);
	return rego_fn_regex_match(call, args);
}

static bool matches(const char *pattern, const char *text)
{
	struct rego_arena arena;
	struct rego_call call = { .arena = &arena, .name = "regex" };
	struct rego_val answer;

	rego_arena_init(&arena, 1u << 26);
	answer = ask_regex(&call, pattern, text);
	rego_arena_fini(&arena);
	return answer.kind == REGO_BOOL && answer.b;
}

static int run_rule(struct run *run, const struct rego_module *m, const struct rego_rule *rule)
{
	bool skip;
	uint32_t length = name_length(rule->head->ref, &skip);
	struct test_result t = { .loc = rule->loc, .outcome = TEST_SKIP };
	int err = 0;

	if (!length)
		return 0;
	ss_strbuf_clear(&run->package);
	ss_strbuf_clear(&run->name);
	ss_strbuf_clear(&run->path);
	put_ref(&run->package, m->package, m->package->list.count);
	put_ref(&run->name, rule->head->ref, length);
	ss_strbuf_printf(&run->path, "%s.%s", run->package.data, run->name.data);
	if (run->path.err)
		return run->path.err;
	if (only && !matches(only, run->path.data))
		return 0;
	t.package = run->package.data;
	t.name = run->name.data;
	if (!skip)
		err = ask(run, &t);
	if (!err)
		test_report_one(&run->report, &t);
	if (t.outcome == TEST_FAIL || t.outcome == TEST_ERROR ||
	    (t.outcome == TEST_SKIP && !zero_on_skip))
		run->failed = true;
	forget(&t);
	return err;
}

static int run_all(struct run *run)
{
	uint32_t count;
	struct rego_module *const *modules = rego_policy_modules(run->policy, &count);
	int err = 0;

	for (uint32_t i = 0; i < count; i++)
		for (uint32_t j = 0; j < modules[i]->rule_count && !err; j++)
			err = run_rule(run, modules[i], modules[i]->rules[j]);
	return err;
}

static int report(struct run *run)
{
	const struct ss_strbuf *out = &run->report.out;

	test_report_end(&run->report);
	if (out->err)
		return ss_error(out->err, "cannot report");
	if (out->len && fwrite(out->data, 1, out->len, stdout) != out->len)
		return ss_error(-errno, "cannot report");
	if (!run->report.results && fail_on_empty)
		return ss_error(-EINVAL, "no tests were run");
	return run->failed ? SS_EXIT_NO : SS_EXIT_OK;
}

static int run_tests(struct rego_policy *p)
{
	struct run run = { .policy = p,
			   .cache = rego_cache_new(1000),
			   .report = { .json = format == 1, .verbose = ss_log_level >= SS_LOG_INFO } };
	int err = run.cache ? 0 : -ENOMEM;

	for (uint64_t i = 0; i < repeat && !err; i++)
		err = run_all(&run);
	err = err ? ss_error(err, "cannot run the tests") : report(&run);
	rego_cache_free(run.cache);
	ss_strbuf_fini(&run.package);
	ss_strbuf_fini(&run.name);
	ss_strbuf_fini(&run.path);
	ss_strbuf_fini(&run.report.out);
	return err;
}

static int load_and_run(void)
{
	struct rego_options o = { .version = v0 ? REGO_V0 : REGO_V1, .keep_print = true };
	struct rego_policy *p = rego_policy_new(&o);
	struct loaded loaded = { 0 };
	int err;

	if (!p)
		return ss_error(-ENOMEM, "cannot load policies");
	err = load_paths(p, &load, &loaded);
	if (!err)
		err = rego_policy_compile(p);
	if (err == -EINVAL)
		engine_tell(rego_policy_errors(p));
	err = err ? SS_EXIT_FAILURE : run_tests(p);
	load_fini(&loaded);
	rego_policy_free(p);
	return err;
}

int test_main(int count, char **operands)
{
	struct ss_strlist paths = { .items = (const char **)operands, .count = count };

	if (!count)
		ss_cli_usage("which policies?  (ss-policy test PATH)");
	if (only && !matches(only, NULL))
		ss_cli_usage("--run: '%s' is no regular expression", only);
	*(bundles ? &load.bundles : &load.data) = paths;
	return load_and_run();
}
