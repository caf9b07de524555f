// SPDX-License-Identifier: BSD-2-Clause
/* The answer to a query: the machine's or, where that meets a conflict, the plain evaluator's.
 *
 * The machine tries all bodies of a rule before who asked for it goes on.  OPA goes on with the
 * first value, and looks for others only when that did not lead to an end: it may never meet the
 * conflict, or another error before it.  Which of them it is, is the plain evaluator's to say. */
#include <errno.h>
#include <string.h>

#include "rego/step/impl.h"

/* Nothing changes when it comes to no end within the limits. */
static void ask_again(struct rego_eval *e, const struct rego_query *q, struct rego_val input,
		      struct rego_result *r, int *err)
{
	static const struct rego_step_options silent;
	struct rego_line *lines = e->lines;
	struct rego_result second;
	int got;

	rego_vm_hold_lines(e);
	e->again = true;
	got = rego_step_run(e, q, input, &silent, &second);
	e->again = false;
	if (got && (got != -EINVAL || !strcmp(second.error_code, "eval_cancel_error"))) {
		e->lines = lines;
		return;
	}
	*err = got;
	*r = second;
}

/* Who is told of each event has been told of some already.  Without its index OPA ends early where
 * it must not, and finds fewer conflicts than there are: no_index is for the same answers. */
static bool may_ask_again(const struct rego_eval *e)
{
	return !e->event && !e->policy->options.no_index;
}

int rego_eval_run(struct rego_eval *e, const struct rego_query *q, struct rego_val input,
		  struct rego_result *r)
{
	int err;

	rego_vm_hold_lines(e);
	err = rego_vm_ask(e, q, input, r);
	if (err && may_ask_again(e) && !strcmp(r->error_code, "eval_conflict_error"))
		ask_again(e, q, input, r, &err);
	rego_vm_tell_lines(e);
	return err;
}
