/* SPDX-License-Identifier: BSD-2-Clause */
/* What an evaluation did, step by step: opa eval --explain, opa test -v. */
#ifndef SS_POLICY_TRACE_H
#define SS_POLICY_TRACE_H

#include "core/strbuf.h"
#include "rego/step/step.h"

enum trace_mode {
	TRACE_OFF,
	TRACE_FULL,    /* all but Unify */
	TRACE_NOTES,   /* what trace() said, and the way there */
	TRACE_FAILS,   /* expressions that failed, and the way there */
	TRACE_DEBUG,   /* all */
	TRACE_VERBOSE, /* FAILS and NOTES */
};

/* Grows; what the events point to is good until the next evaluation. */
struct trace {
	struct rego_step_event *items;
	size_t count, room;
	int err;
};

/* For rego_step_options.event, with locals; arg is a struct trace. */
void trace_event(void *arg, const struct rego_step_event *ev);
void trace_filter(struct trace *t, enum trace_mode mode);
void trace_fini(struct trace *t);
const char *trace_op(enum rego_step_op op);
/* A line each; with the values of the variables of each expression.  INDENT, or NULL, stands before
 * each cell and each line end, as in opa test. */
void trace_pretty(struct ss_strbuf *out, const struct trace *t, bool values, const char *indent);
/* An array, compact. */
void trace_json(struct ss_strbuf *out, const struct trace *t);

#endif
