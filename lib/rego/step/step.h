/* SPDX-License-Identifier: BSD-2-Clause */
/* A second, plain evaluator: it walks the compiled tree in the order in which OPA's does, so that
 * it can tell of each step (opa eval --explain, --profile, opa test -v), and go on where values
 * are unknown (opa eval --partial).  Its answers are those of the machine in vm/; it is slower. */
#ifndef REGO_STEP_H
#define REGO_STEP_H

#include "rego/rego.h"

enum rego_step_op {
	REGO_STEP_ENTER,
	REGO_STEP_EXIT,
	REGO_STEP_EVAL,
	REGO_STEP_REDO,
	REGO_STEP_SAVE,
	REGO_STEP_FAIL,
	REGO_STEP_DUPLICATE,
	REGO_STEP_NOTE,
	REGO_STEP_INDEX,
	REGO_STEP_UNIFY,
	REGO_STEP_TEST_CASE, /* of a policy made with rego_options.tests */
};

struct rego_step_local {
	const struct rego_string *var, *name; /* as compiled, as written */
	const struct rego_loc *loc;	      /* of the variable; NULL: none */
	struct rego_term *value;	      /* NULL: not bound yet */
};

struct rego_step_known { /* the document of rules that a ref of the event names */
	const struct rego_term *ref;
	struct rego_val value;
};

struct rego_step_event {
	enum rego_step_op op;
	const struct rego_expr *expr; /* one of the three, but for NOTE */
	const struct rego_body *body;
	const struct rego_rule *rule;
	const struct rego_loc *loc; /* NULL: none */
	uint64_t query, parent;
	const char *message;		/* "" */
	const struct rego_term *ref;	/* INDEX */
	struct rego_val value;		/* TEST_CASE: the array of names */
	struct rego_step_local *locals; /* with rego_step_options.locals */
	uint32_t local_count;
	struct rego_step_known *known;
	uint32_t known_count;
};

struct rego_step_options {
	void (*event)(void *arg, const struct rego_step_event *ev);
	void *event_arg;
	bool locals; /* events have variables and their values */
	bool unify;  /* tell REGO_STEP_UNIFY, too */
};

/* As rego_eval_run(), which its limits and its environment hold for, too. */
int rego_step_run(struct rego_eval *e, const struct rego_query *q, struct rego_val input,
		  const struct rego_step_options *o, struct rego_result *r);

/* Partial evaluation: what is left of a query where some values are unknown. */
struct rego_partial_options {
	struct rego_step_options step;
	struct rego_term *const *unknowns; /* refs and variables; none: input */
	uint32_t unknown_count;
	struct rego_term *const *no_inline; /* refs of documents that stay as they are */
	uint32_t no_inline_count;
	bool shallow; /* inline no rule that depends on unknowns */
	bool nondeterministic;
};

struct rego_partial {
	struct rego_body **queries; /* none: never true */
	uint32_t query_count;
	struct rego_module **support;
	uint32_t support_count;
};

/* Of a query made with rego_query_partial(). */
int rego_step_partial(struct rego_eval *e, const struct rego_query *q, struct rego_val input,
		      const struct rego_partial_options *o, struct rego_partial *p,
		      struct rego_result *r);

#endif
