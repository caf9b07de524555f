/* SPDX-License-Identifier: BSD-2-Clause */
/* For tests of the policy engine: one module, one query, its answer as text. */
#ifndef REGO_ASK_H
#define REGO_ASK_H

#include <stdlib.h>

#include "check.h"
#include "core/strbuf.h"
#include "rego/rego.h"
#include "rego/step/step.h"

struct ask {
	const char *module, *data, *input, *query;
	const struct rego_step_options *step; /* not NULL: ask the other evaluator */
	struct rego_options options;
	struct rego_limits limits;
};

static inline int ask_run(struct rego_eval *e, const struct rego_query *q, struct rego_val in,
			  const struct rego_step_options *step, struct rego_result *r)
{
	return step ? rego_step_run(e, q, in, step, r) : rego_eval_run(e, q, in, r);
}

static inline void ask_answer(struct ss_strbuf *out, struct rego_eval *e,
			      const struct rego_query *q, const struct ask *a)
{
	const char *error = NULL;
	struct rego_val in = rego_undefined();
	struct rego_result r;

	if (a->input)
		in = rego_eval_input(e, a->input, strlen(a->input), &error);
	if (ask_run(e, q, in, a->step, &r)) {
		ss_strbuf_str(out, r.error);
		return;
	}
	if (!r.count)
		ss_strbuf_str(out, "undefined");
	for (uint32_t i = 0; i < r.count; i++) {
		if (i)
			ss_strbuf_char(out, ' ');
		if (rego_len(r.answers[i].bindings))
			rego_json_write(out, r.answers[i].bindings);
		else
			rego_json_write(out, r.answers[i].values[0].value);
	}
}

static inline void ask_errors(struct ss_strbuf *out, const struct rego_errors *e)
{
	for (const struct rego_error *x = e->first; x; x = x->next) {
		ss_strbuf_str(out, x == e->first ? "" : "; ");
		rego_error_write(out, x);
	}
}

static inline void ask_query(struct ss_strbuf *out, struct rego_policy *p, const struct ask *a)
{
	struct rego_arena arena;
	struct rego_errors errors;
	struct rego_query *q;
	struct rego_eval *e;

	rego_arena_init(&arena, 0);
	rego_errors_init(&errors, &arena, 0);
	q = rego_query_new(p, a->query, NULL, &errors);
	e = q ? rego_eval_new(p, &a->limits) : NULL;
	if (e)
		ask_answer(out, e, q, a);
	else
		ask_errors(out, &errors);
	rego_eval_free(e);
	rego_query_free(q);
	rego_arena_fini(&arena);
}

/* The answer: values, or bindings, with spaces between; "undefined"; or the error.  To be freed. */
static inline char *ask(const struct ask *a)
{
	struct rego_options o = a->options;
	struct ss_strbuf out = { 0 };
	struct rego_policy *p;

	if (!o.version)
		o.version = REGO_V1;
	p = rego_policy_new(&o);
	ss_strbuf_str(&out, "");
	if ((a->module && rego_policy_add(p, "t.rego", a->module, strlen(a->module))) ||
	    (a->data && rego_policy_data(p, "d.json", a->data, strlen(a->data))) ||
	    rego_policy_compile(p))
		ask_errors(&out, rego_policy_errors(p));
	else
		ask_query(&out, p, a);
	rego_policy_free(p);
	return out.data;
}

/* The same answer in all four ways to make code, and from the evaluator that goes step by step. */
static inline void ask_all(const struct ask *a, const char *want)
{
	static const struct rego_step_options step;

	for (int way = 0; way < 5; way++) {
		struct ask b = *a;
		char *got;

		b.options.no_index = way & 1;
		b.options.no_optimiser = way & 2;
		b.options.no_early_exit = way & 2;
		b.step = way == 4 ? &step : NULL;
		got = ask(&b);
		if (!check_str(got, want))
			printf("# %s\n# way %d: %s\n", a->module ? a->module : "", way, a->query);
		free(got);
	}
}

#endif
