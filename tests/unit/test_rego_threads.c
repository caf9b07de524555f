// SPDX-License-Identifier: BSD-2-Clause
/* One compiled policy, many threads: each gets the answers it would get alone. */
#include <pthread.h>
#include <stdlib.h>

#include "check.h"
#include "core/strbuf.h"
#include "rego/rego.h"

#define THREADS 4
#define ROUNDS	300

static const char module[] =
	"package t\n"
	"default allow := false\n"
	"allow if { some r in data.roles[input.user]; r in allowed }\n"
	"allowed contains \"admin\"\n"
	"allowed contains x if some x in data.extra[input.kind]\n"
	"f(x) := y if { y := count([z | z := data.roles[x][_]]) }\n"
	"kind := 1 if input.kind == \"a\"\n"
	"kind := 2 if input.kind == \"b\"\n"
	"kind := 3 if input.kind == \"c\"\n"
	"kind := 4 if input.kind == \"d\"\n"
	"odd if kind in {1, 3}\n"
	"many := 1 if input.kind != \"b\"\n"
	"many := x if { input.kind == \"b\"; walk([1, 2], [_, x]) }\n" /* the plain evaluator's */
	"first if many\n"
	"all := {\"allow\": allow, \"f\": f(input.user), \"first\": first, \"kind\": kind,\n"
	"	\"w\": w, \"match\": regex.match(\"^[a-c]$\", input.kind),\n"
	"	\"set\": {[1, 2], {\"a\": input.user}}}\n"
	"w := x if { x := allow with input.user as \"root\" with data.extra as {} }\n";
static const char data[] = "{\"roles\":{\"root\":[\"admin\"],\"u\":[\"dev\",\"ops\"],\"v\":[]},"
			   "\"extra\":{\"a\":[\"dev\"],\"b\":[\"none\"]}}";
static const char *const inputs[] = {
	"{\"user\":\"root\",\"kind\":\"a\"}",
	"{\"user\":\"u\",\"kind\":\"b\"}",
	"{\"user\":\"u\",\"kind\":\"a\"}",
	"{\"user\":\"v\",\"kind\":\"d\"}",
};

struct job {
	const struct rego_policy *policy;
	const struct rego_query *query;
	char *want[4];
	unsigned int wrong;
};

static void answer(struct ss_strbuf *out, struct rego_eval *e, const struct rego_query *q, int i)
{
	struct rego_result r;
	struct rego_val in;
	const char *error;

	ss_strbuf_clear(out);
	rego_eval_reset(e);
	in = rego_eval_input(e, inputs[i], strlen(inputs[i]), &error);
	if (rego_eval_run(e, q, in, &r))
		ss_strbuf_str(out, r.error);
	else if (r.count)
		rego_json_write(out, r.answers[0].values[0].value);
}

static void *work(void *arg)
{
	struct job *j = arg;
	struct rego_limits limits = { 0 };
	struct rego_eval *e = rego_eval_new(j->policy, &limits);
	struct ss_strbuf out = { 0 };

	for (int i = 0; i < ROUNDS; i++) {
		answer(&out, e, j->query, i % 4);
		if (strcmp(out.data, j->want[i % 4]))
			__atomic_add_fetch(&j->wrong, 1, __ATOMIC_RELAXED);
	}
	ss_strbuf_fini(&out);
	rego_eval_free(e);
	return NULL;
}

static void together(struct job *j)
{
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		check(!pthread_create(&threads[i], NULL, work, j));
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	check(j->wrong == 0);
}

static void same_answers(void)
{
	struct rego_options o = { .version = REGO_V1 };
	struct rego_policy *p = rego_policy_new(&o);
	struct rego_limits limits = { 0 };
	struct job j = { .policy = p };
	struct rego_errors errors;
	struct rego_arena arena;
	struct rego_query *q;
	struct rego_eval *e;

	check(!rego_policy_add(p, "t.rego", module, strlen(module)));
	check(!rego_policy_data(p, "d.json", data, strlen(data)));
	check(!rego_policy_compile(p));
	rego_arena_init(&arena, 0);
	rego_errors_init(&errors, &arena, 0);
	q = rego_query_new(p, "data.t.all", NULL, &errors);
	e = rego_eval_new(p, &limits);
	j.query = q;
	for (int i = 0; i < 4; i++) {
		struct ss_strbuf out = { 0 };

		answer(&out, e, q, i);
		j.want[i] = out.data;
	}
	check_str(j.want[1], "{\"allow\":false,\"f\":2,\"first\":true,\"kind\":2,\"match\":true,"
			     "\"set\":[[1,2],{\"a\":\"u\"}],\"w\":true}");
	together(&j);
	for (int i = 0; i < 4; i++)
		free(j.want[i]);
	rego_eval_free(e);
	rego_query_free(q);
	rego_arena_fini(&arena);
	rego_policy_free(p);
}

static const struct check_case cases[] = { { "threads share a policy", same_answers } };

CHECK_MAIN(cases)
