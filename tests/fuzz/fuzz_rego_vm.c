// SPDX-License-Identifier: BSD-2-Clause
/*
 * Any bytes as a policy (up to a line "---") and an input: an answer or an
 * error within the limits, and the same one without index, optimiser and
 * early exit.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/strbuf.h"
#include "rego/rego.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct outcome {
	struct ss_strbuf text;
	bool limited; /* ended by a limit, which the ways to make code meet at other places */
};

static void tell(struct outcome *o, const struct rego_result *r)
{
	for (uint32_t i = 0; i < r->count; i++)
		rego_term_write(&o->text, r->answers[i].values[0].value);
	if (!r->error)
		return;
	o->limited = !strcmp(r->error_code, "eval_cancel_error");
	ss_strbuf_str(&o->text, r->error_code);
}

static void evaluate(struct outcome *o, struct rego_policy *p, const char *input, size_t len)
{
	/* Tight: most of what loops says nothing new, and a run should take milliseconds. */
	struct rego_limits limits = {
		.memory = 16 << 20, .steps = 10000, .depth = 1000, .time_ns = 500000000
	};
	struct rego_val in = rego_undefined();
	struct rego_errors errors;
	struct rego_arena arena;
	struct rego_result r;
	struct rego_query *q;
	struct rego_eval *e;
	const char *error;

	rego_arena_init(&arena, 0);
	rego_errors_init(&errors, &arena, 0);
	q = rego_query_new(p, "data", NULL, &errors);
	e = q ? rego_eval_new(p, &limits) : NULL;
	if (e) {
		rego_eval_env(e)->now_ns = 1700000000000000000;
		rego_eval_env(e)->random = 42;
		if (len)
			in = rego_eval_input(e, input, len, &error);
		rego_eval_run(e, q, in, &r);
		tell(o, &r);
	}
	rego_eval_free(e);
	rego_query_free(q);
	rego_arena_fini(&arena);
}

static bool run(struct outcome *o, bool plain, const char *text, size_t len, const char *input,
		size_t input_len)
{
	struct rego_options options = {
		.version = REGO_V1,
		.no_index = plain,
		.no_optimiser = plain,
		.no_early_exit = plain,
		.memory = 64 << 20,
		.time_ns = 1000000000,
	};
	struct rego_policy *p = rego_policy_new(&options);
	bool compiled;

	*o = (struct outcome){ 0 };
	ss_strbuf_str(&o->text, "");
	compiled = !rego_policy_add(p, "f.rego", text, len) && !rego_policy_compile(p);
	if (compiled)
		evaluate(o, p, input, input_len);
	rego_policy_free(p);
	return compiled;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data, *end = memmem(data, size, "\n---\n", 5);
	size_t len = end ? (size_t)(end - text) + 1 : size, skip = end ? len + 4 : size;
	struct outcome one, two;

	if (run(&one, false, text, len, text + skip, size - skip)) {
		bool too = run(&two, true, text, len, text + skip, size - skip);

		/* Early exit may step over what would be an error. */
		if (too && !one.limited && !two.limited &&
		    !strstr(two.text.data, "eval_conflict") && strcmp(one.text.data, two.text.data))
			abort();
		ss_strbuf_fini(&two.text);
	}
	ss_strbuf_fini(&one.text);
	return 0;
}
