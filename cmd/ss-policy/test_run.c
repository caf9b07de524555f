// SPDX-License-Identifier: BSD-2-Clause
/* Tests are looked for, and evaluated by several threads. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "cover.h"
#include "rego/builtin/functions.h"
#include "rego/compile/compile.h"
#include "test.h"
#include "test_where.h"

#define MOST_THREADS 64

struct job {
	const struct rego_rule *rule;
	struct rego_query *query;
	struct test_result *result;
};

struct run {
	struct rego_policy *policy;
	const struct test_options *o;
	struct test_results *results;
	struct job *jobs;
	uint32_t count, room;
	atomic_uint next;
	pthread_mutex_t lock; /* of the arena of the results */
};

/* --- which rules are tests ------------------------------------------------------------ */
/* The text of a part of a ref; "" when it is none, NULL when it depends on something. */
static const char *word_of(const struct rego_term *t, uint32_t at)
{
	if (t->kind == REGO_TERM_VAR)
		return at ? NULL : t->var->text;
	if (t->kind != REGO_TERM_VALUE)
		return NULL;
	return t->value.kind == REGO_STRING ? rego_text(t->value) : "";
}

/* How much of the rule's ref names the test; 0: it is none. */
static uint32_t name_length(const struct rego_term *ref, bool *skip)
{
	for (uint32_t i = 0; i < ref->list.count; i++) {
		const char *word = word_of(ref->list.items[i], i);

		if (!word)
			return 0;
		*skip = !strncmp(word, "todo_test_", 10);
		if (*skip || !strncmp(word, "test_", 5))
			return i + 1;
	}
	return 0;
}

static const char *ref_text(struct rego_arena *a, const struct rego_term *ref, uint32_t count)
{
	struct rego_term part = *ref;

	part.list.count = count;
	return rego_text_of_term(a, &part);
}

static const char *path_text(struct rego_arena *a, const struct rego_rule *r, uint32_t count)
{
	return ref_text(a, rego_rule_ref(a, r), r->module->package->list.count + count);
}

static bool has_cases(const struct rego_rule *r)
{
	const struct rego_term *ref = r->head->ref;

	for (uint32_t i = 1; i < ref->list.count; i++)
		if (ref->list.items[i]->kind != REGO_TERM_VALUE)
			return !r->head->contains;
	return false;
}

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

bool test_matches(const char *pattern, const char *text)
{
	struct rego_arena arena;
	struct rego_call call = { .arena = &arena, .name = "regex" };
	struct rego_val answer;

	rego_arena_init(&arena, 1u << 26);
	answer = ask_regex(&call, pattern, text);
	rego_arena_fini(&arena);
	return answer.kind == REGO_BOOL && answer.b;
}

bool test_is_pattern(const char *pattern)
{
	return test_matches(pattern, NULL);
}

/* --- one test ------------------------------------------------------------------------- */
static void on_print(void *arg, const char *file, int row, const char *text, size_t len)
{
	struct ss_strbuf *output = arg;

	(void)file;
	(void)row;
	ss_strbuf_add(output, text, len);
	ss_strbuf_char(output, '\n');
}

struct begun {		       /* a case */
	struct rego_val names; /* in the arena of the evaluation */
	size_t at;	       /* events before */
};

struct listener {
	struct run *run;
	struct begun *begun;
	size_t count, room;
	struct trace trace;
};

static void note_case(struct listener *l, struct rego_val names)
{
	if (l->count == l->room) {
		size_t room = l->room ? l->room * 2 : 16;
		struct begun *more = reallocarray(l->begun, room, sizeof(*more));

		if (!more)
			return;
		l->begun = more;
		l->room = room;
	}
	l->begun[l->count++] = (struct begun){ names, l->trace.count };
}

static void on_event(void *arg, const struct rego_event *ev)
{
	if (ev->kind == REGO_EVENT_TEST_CASE)
		note_case(arg, ev->value);
}

static void on_step(void *arg, const struct rego_step_event *ev)
{
	struct listener *l = arg;
	const struct test_options *o = l->run->o;

	if (ev->op == REGO_STEP_TEST_CASE)
		note_case(l, ev->value);
	if (o->cover && ev->op == REGO_STEP_EXIT && ev->rule)
		cover_place(o->cover, &ev->rule->head->loc);
	else if (o->cover && ev->op == REGO_STEP_EVAL)
		cover_place(o->cover, &ev->expr->loc);
	if (o->trace || o->where)
		trace_event(&l->trace, ev);
}

static const char *copy(struct rego_arena *a, const char *s)
{
	return s ? rego_strndup(a, s, strlen(s)) : NULL;
}

static void note_error(struct run *run, struct test_result *t, const struct rego_result *r)
{
	struct rego_arena *a = run->results->arena;

	t->outcome = TEST_ERROR;
	t->error = copy(a, r->error);
	t->error_code = copy(a, r->error_code);
	t->error_message = copy(a, r->error_message);
	t->error_loc = r->error_loc;
	if (run->o->limits.time_ns && t->error_code &&
	    !strcmp(t->error_code, "eval_cancel_error") && strstr(t->error_message, "time limit")) {
		t->error_message = "context deadline exceeded";
		t->error = "eval_cancel_error: context deadline exceeded";
		t->error_loc = (struct rego_loc){ 0 };
	}
}

static void judge(struct run *run, const struct job *job, const struct rego_result *r,
		  const struct listener *l)
{
	struct rego_arena *a = run->results->arena;
	struct test_result *t = job->result;
	struct rego_val value;

	t->outcome = TEST_FAIL;
	if (!r->count)
		return;
	value = r->answers[0].values[0].value;
	if (!has_cases(job->rule)) {
		if (value.kind == REGO_BOOL && value.b)
			t->outcome = TEST_PASS;
		return;
	}
	if (!test_cases_of(a, &t->cases, value))
		t->outcome = TEST_PASS;
	for (size_t i = 0; i < l->count; i++) {
		struct test_case *c = test_case_begun(a, &t->cases, l->begun[i].names);

		if (!c || !c->failed)
			continue;
		t->outcome = TEST_FAIL;
		c->upto = i + 1 < l->count ? l->begun[i + 1].at : l->trace.count;
		c->depth = l->begun[i].names.array->count;
	}
}

/* The expressions on which cases failed. */
static void tell_cases(struct run *run, struct test_cases *cases, const struct trace *trace)
{
	for (uint32_t i = 0; i < cases->count; i++) {
		struct test_case *c = &cases->items[i];

		if (c->below.count)
			tell_cases(run, &c->below, trace);
		else if (c->upto)
			test_where(&c->where, 2 * (int)c->depth + 2, run->policy, trace, c->upto);
	}
}

/* What of the trace is kept, as text. */
static int keep_trace(const struct test_options *o, struct test_result *t, struct trace *trace)
{
	if (trace->err || !o->trace || (!o->json && t->outcome != TEST_FAIL))
		return trace->err;
	trace_filter(trace, o->trace);
	if (trace->err || (o->json && !trace->count))
		return trace->err;
	if (o->json)
		trace_json(&t->trace, trace);
	else
		trace_pretty(&t->trace, trace, o->where, "  ");
	return t->trace.err;
}

/* Step by step, when steps are asked for. */
static int run_query(struct rego_eval *e, const struct rego_query *q, struct listener *l,
		     struct rego_result *r)
{
	const struct test_options *o = l->run->o;
	struct rego_step_options step = { .event = on_step,
					  .event_arg = l,
					  .locals = o->trace || o->where,
					  .unify = o->trace == TRACE_DEBUG };

	if (o->cover || o->trace || o->where)
		return rego_step_run(e, q, rego_undefined(), &step, r);
	rego_eval_events(e, on_event, l);
	return rego_eval_run(e, q, rego_undefined(), r);
}

static int evaluate(struct run *run, const struct job *job, struct rego_cache *cache)
{
	struct rego_eval *e = rego_eval_new(run->policy, &run->o->limits);
	struct test_result *t = job->result;
	struct listener l = { .run = run };
	struct rego_result r;
	uint64_t start = ss_clock_mono();
	jmp_buf out;
	int err;

	if (!e)
		return -ENOMEM;
	rego_eval_env(e)->print = on_print;
	rego_eval_env(e)->print_arg = &t->output;
	rego_eval_env(e)->cache = cache;
	err = run_query(e, job->query, &l, &r);
	t->took_ns = ss_clock_mono() - start;
	pthread_mutex_lock(&run->lock);
	if (!rego_arena_try(run->results->arena, &out))
		err = -ENOMEM;
	else if (err)
		err = (note_error(run, t, &r), 0);
	else
		judge(run, job, &r, &l);
	pthread_mutex_unlock(&run->lock);
	if (!err && run->o->where && t->outcome == TEST_FAIL) {
		test_where(&t->where, 0, run->policy, &l.trace, l.trace.count);
		tell_cases(run, &t->cases, &l.trace);
	}
	if (!err)
		err = keep_trace(run->o, t, &l.trace);
	if (!err && run->o->bench_ns && t->outcome == TEST_PASS &&
	    test_bench(e, job->query, run->o->bench_ns, &t->bench))
		t->bench.count = 0;
	trace_fini(&l.trace);
	free(l.begun);
	rego_eval_free(e);
	return err;
}

static void *work(void *arg)
{
	struct run *run = arg;
	struct rego_cache *cache = rego_cache_new(1000);
	intptr_t err = cache ? 0 : -ENOMEM;
	uint32_t i;

	while (!err && (i = run->next++) < run->count)
		if (run->jobs[i].query)
			err = evaluate(run, &run->jobs[i], cache);
	rego_cache_free(cache);
	return (void *)err;
}

/* --- all of them ---------------------------------------------------------------------- */
static void prepare_query(struct run *run, struct job *job, const char *path)
{
	struct rego_arena *a = run->results->arena;
	struct rego_errors errors;

	rego_errors_init(&errors, a, 0);
	job->query = rego_query_new(run->policy, path, NULL, &errors);
	if (job->query)
		return;
	job->result->outcome = TEST_ERROR;
	job->result->error = errors.first ? errors.first->message : "no query";
}

static void add_rule(struct run *run, const struct rego_rule *rule)
{
	struct rego_arena *a = run->results->arena;
	const struct rego_term *package = rule->module->package;
	struct job *old = run->jobs, *job;
	const char *path;
	bool skip;
	uint32_t length = name_length(rule->head->ref, &skip);

	if (!length)
		return;
	path = path_text(a, rule, length);
	if (run->o->only && !test_matches(run->o->only, path))
		return;
	if (run->count == run->room) {
		run->room = run->room ? run->room * 2 : 64;
		run->jobs = rego_new_array(a, struct job, run->room);
		if (run->count)
			memcpy(run->jobs, old, run->count * sizeof(*old));
	}
	job = &run->jobs[run->count++];
	job->rule = rule;
	job->query = NULL;
	job->result = rego_new(a, struct test_result);
	job->result->loc = rule->loc;
	job->result->package = ref_text(a, package, package->list.count);
	job->result->name = ref_text(a, rule->head->ref, length);
	job->result->outcome = TEST_SKIP;
	if (!skip)
		prepare_query(run, job, path);
}

static int find_tests(struct run *run)
{
	uint32_t count;
	struct rego_module *const *modules = rego_policy_modules(run->policy, &count);
	struct test_results *r = run->results;
	jmp_buf out;

	if (!rego_arena_try(r->arena, &out))
		return -ENOMEM;
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t j = 0; j < modules[i]->rule_count; j++)
			add_rule(run, modules[i]->rules[j]);
	r->items = rego_new_array(r->arena, struct test_result *, run->count + 1);
	r->count = run->count;
	for (uint32_t i = 0; i < run->count; i++)
		r->items[i] = run->jobs[i].result;
	return 0;
}

static int run_jobs(struct run *run)
{
	bool steps = run->o->cover || run->o->trace || run->o->where || run->o->bench_ns;
	uint64_t wanted = steps ? 1 : run->o->threads < run->count ? run->o->threads : run->count;
	pthread_t threads[MOST_THREADS];
	uint64_t n = 0;
	void *failed, *any;

	while (n + 1 < wanted && n < MOST_THREADS && !pthread_create(&threads[n], NULL, work, run))
		n++;
	any = work(run);
	while (n) {
		pthread_join(threads[--n], &failed);
		any = failed ? failed : any;
	}
	return (int)(intptr_t)any;
}

int test_run(struct rego_policy *p, const struct test_options *o, struct test_results *r)
{
	struct run run = { .policy = p, .o = o, .results = r };
	int err;

	memset(r, 0, sizeof(*r));
	r->arena = malloc(sizeof(*r->arena));
	if (!r->arena)
		return -ENOMEM;
	rego_arena_init(r->arena, 0);
	pthread_mutex_init(&run.lock, NULL);
	err = find_tests(&run);
	if (!err)
		err = run_jobs(&run);
	for (uint32_t i = 0; i < run.count; i++)
		rego_query_free(run.jobs[i].query);
	pthread_mutex_destroy(&run.lock);
	return err;
}

static void fini_cases(struct test_cases *cases)
{
	for (uint32_t i = 0; i < cases->count; i++) {
		ss_strbuf_fini(&cases->items[i].where);
		fini_cases(&cases->items[i].below);
	}
}

void test_results_fini(struct test_results *r)
{
	for (uint32_t i = 0; i < r->count; i++) {
		ss_strbuf_fini(&r->items[i]->output);
		ss_strbuf_fini(&r->items[i]->trace);
		ss_strbuf_fini(&r->items[i]->where);
		fini_cases(&r->items[i]->cases);
	}
	if (r->arena)
		rego_arena_fini(r->arena);
	free(r->arena);
}
