// SPDX-License-Identifier: BSD-2-Clause
/*
 * Any bytes as a policy (up to a line "---") and an input: the machine and the
 * evaluator that goes step by step give the same answer, or the same error.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/strbuf.h"
#include "rego/rego.h"
#include "rego/step/step.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct outcome {
	struct ss_strbuf text;
	bool limited; /* ended by a limit, which both meet at other places */
};

static void evaluate(struct outcome *o, struct rego_policy *p, const struct rego_query *q,
		     bool by_step, const char *input, size_t len)
{
	static const struct rego_step_options step;
	struct rego_limits limits = { .memory = 16 << 20, .steps = 100000, .time_ns = 1000000000 };
	struct rego_val in = rego_undefined();
	struct rego_eval *e = rego_eval_new(p, &limits);
	struct rego_result r;
	const char *error;

	*o = (struct outcome){ 0 };
	ss_strbuf_str(&o->text, "");
	if (!e)
		return;
	rego_eval_env(e)->now_ns = 1700000000000000000;
	rego_eval_env(e)->random = 42;
	if (len)
		in = rego_eval_input(e, input, len, &error);
	if (by_step)
		rego_step_run(e, q, in, &step, &r);
	else
		rego_eval_run(e, q, in, &r);
	for (uint32_t i = 0; i < r.count; i++)
		rego_term_write(&o->text, r.answers[i].values[0].value);
	if (r.error) {
		o->limited = !strcmp(r.error_code, "eval_cancel_error");
		ss_strbuf_str(&o->text, r.error_code);
	}
	rego_eval_free(e);
}

static void compare(struct rego_policy *p, const char *input, size_t len)
{
	struct rego_errors errors;
	struct rego_arena arena;
	struct rego_query *q;

	rego_arena_init(&arena, 0);
	rego_errors_init(&errors, &arena, 0);
	q = rego_query_new(p, "data", NULL, &errors);
	if (q) {
		struct outcome one, two;

		evaluate(&one, p, q, false, input, len);
		evaluate(&two, p, q, true, input, len);
		if (!one.limited && !two.limited && strcmp(one.text.data, two.text.data))
			abort();
		ss_strbuf_fini(&one.text);
		ss_strbuf_fini(&two.text);
	}
	rego_query_free(q);
	rego_arena_fini(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rego_options options = { .version = REGO_V1,
					.memory = 64 << 20,
					.time_ns = 1000000000 };
	const char *text = (const char *)data, *end = memmem(data, size, "\n---\n", 5);
	size_t len = end ? (size_t)(end - text) + 1 : size, skip = end ? len + 4 : size;
	struct rego_policy *p;

	/* Names of the compiler's own variables are taken for bound, as by OPA, wherever they are.
	 */
	if (memmem(data, size, "__local", 7))
		return 0;
	p = rego_policy_new(&options);
	if (!rego_policy_add(p, "f.rego", text, len) && !rego_policy_compile(p))
		compare(p, text + skip, size - skip);
	rego_policy_free(p);
	return 0;
}
