/* SPDX-License-Identifier: BSD-2-Clause */
/* The policy engine as its users see it: load, compile once, then evaluate from many threads.
 *
 *	struct rego_policy *p = rego_policy_new(&options);
 *	rego_policy_add(p, "x.rego", text, len);
 *	rego_policy_data(p, json, len);
 *	if (rego_policy_compile(p) < 0) ... rego_policy_errors(p)
 *	struct rego_query *q = rego_query_new(p, "data.x.allow", &errors);
 *	struct rego_eval *e = rego_eval_new(p, &limits);	one for each thread
 *	rego_eval_run(e, q, input, &result);
 */
#ifndef REGO_REGO_H
#define REGO_REGO_H

#include "rego/builtin/builtin.h"
#include "rego/syntax/ast.h"

struct rego_options {
	enum rego_version version;
	bool strict;		     /* opa check --strict */
	bool no_index, no_optimiser; /* for tests: the answers are the same */
	bool no_early_exit;
	bool no_annotations;  /* comments are comments, also behind METADATA */
	bool no_path_check;   /* base data may have documents where rules are: rules win */
	bool events;	      /* evaluations tell rego_eval_events(); slower */
	bool keep_print;      /* calls of print() are evaluated */
	bool tests;	      /* rules named test_ tell their cases: REGO_EVENT_TEST_CASE */
	bool test_rules;      /* both sides of == in them can be seen in events */
	bool test_builtins;   /* test.sleep, of OPA's own suite */
	uint32_t most_errors; /* 0: all */
	const char *schemas;  /* JSON: {"schema": ...} of the input, {"schema.a.b": ...} */
	size_t memory;	      /* bytes for the policy and its data; 0: no limit */
	uint64_t time_ns;     /* to load and compile it, and to compile a query; 0: none */
};

struct rego_policy;
struct rego_query;
struct rego_eval;

struct rego_policy *rego_policy_new(const struct rego_options *o);
void rego_policy_free(struct rego_policy *p);
/* Text is copied.  0, or -EINVAL with what is wrong in rego_policy_errors(). */
int rego_policy_add(struct rego_policy *p, const char *name, const char *text, size_t len);
/* The same of a module that is of that version, whatever the policy's is. */
int rego_policy_add_as(struct rego_policy *p, enum rego_version version, const char *name,
		       const char *text, size_t len);
/* What rego_yaml_rules() made of the file of that name: always v1; places are of the YAML. */
int rego_policy_add_rules(struct rego_policy *p, const char *name, const char *text, size_t len);
/* Base data: one document, merged with what is there; or -EINVAL with an error. */
int rego_policy_data(struct rego_policy *p, const char *name, const char *json, size_t len);
/* Something else that is wrong with what it is made of, told with the other errors: -EINVAL. */
__attribute__((format(printf, 2, 3))) int rego_policy_wrong(struct rego_policy *p,
							    const char *format, ...);
/* After this the policy is immutable and may be shared. */
int rego_policy_compile(struct rego_policy *p);
const struct rego_errors *rego_policy_errors(const struct rego_policy *p);

/* The modules as they were added, their rules as the compiler left them; and the base data. */
struct rego_module *const *rego_policy_modules(const struct rego_policy *p, uint32_t *count);
/* What the compiler made of them: compile/compile.h. */
struct rego_unit;
const struct rego_unit *rego_policy_unit(const struct rego_policy *p);

/* The names of all variables and strings of it. */
struct rego_intern *rego_policy_names(struct rego_policy *p);

/* Queries are made before threads evaluate, or one at a time.  They live as long as the policy. */
struct rego_query *rego_query_new(struct rego_policy *p, const char *text,
				  const char *const *imports, struct rego_errors *e);
struct rego_query_options {
	const char *package;	    /* that names of the query are looked for in; NULL: none */
	const char *const *imports; /* NULL at the end; or NULL */
	bool partial;		    /* for rego_step_partial() */
	uint64_t *parse_ns;	    /* gets the time that parsing took; or NULL */
};
struct rego_query *rego_query_with(struct rego_policy *p, const char *text,
				   const struct rego_query_options *o, struct rego_errors *e);
void rego_query_free(struct rego_query *q);

struct rego_limits {
	size_t memory;	  /* bytes of one evaluation; 0: 1 GiB */
	uint64_t steps;	  /* instructions; 0: none */
	uint32_t depth;	  /* calls; 0: a default that fits the stack */
	uint64_t time_ns; /* 0: none */
	bool strict_builtin_errors;
	const char *const *hosts; /* those that http.send and net.lookup_ip_addr may ask */
	size_t host_count;
};

struct rego_expr_value {
	struct rego_val value;
	const char *text; /* of the query */
	uint32_t row, col;
};

struct rego_answer { /* one way the query is true */
	struct rego_expr_value *values;
	uint32_t value_count;
	struct rego_val bindings; /* object: name of a variable of the query: its value */
};

struct rego_result {
	struct rego_answer *answers;
	uint32_t count; /* 0: undefined */
	/* After -EINVAL: "file:row: code: message" and its parts. */
	const char *error, *error_code, *error_message;
	struct rego_loc error_loc;
	struct rego_error *builtin_errors; /* those that became undefined */
};

/* What happens while a policy made with rego_options.events is evaluated. */
enum rego_event_kind {
	REGO_EVENT_ENTER,     /* the body of a rule (or an else branch) is tried */
	REGO_EVENT_EXIT,      /* the rule has a value */
	REGO_EVENT_EVAL,      /* an expression is tried, */
	REGO_EVENT_DONE,      /* and is true: once for each way it is */
	REGO_EVENT_TEST_CASE, /* without rego_options.events, too: value names the case */
};

struct rego_event {
	enum rego_event_kind kind;
	const struct rego_loc *loc;   /* of the expression, or the head of the rule */
	const struct rego_rule *rule; /* ENTER, EXIT; after the compiler's changes */
	const struct rego_expr *expr; /* EVAL, DONE, TEST_CASE */
	struct rego_val value;	      /* TEST_CASE: the array of names */
};

struct rego_eval *rego_eval_new(const struct rego_policy *p, const struct rego_limits *l);
void rego_eval_free(struct rego_eval *e);
struct rego_env *rego_eval_env(struct rego_eval *e);
/* Call fn at each event; it may not stay longer than it must. */
void rego_eval_events(struct rego_eval *e, void (*fn)(void *arg, const struct rego_event *ev),
		      void *arg);
/* End the evaluation that another thread runs, soon: eval_cancel_error. */
void rego_eval_cancel(struct rego_eval *e);
/* Read the input into the evaluation's arena: good for one run.  Undefined on a syntax error.  Of
 * objects only those members are there that the policy, or a query made so far, looks at. */
struct rego_val rego_eval_input(struct rego_eval *e, const char *json, size_t len,
				const char **error);
/* The same with that member alone, of which the policy must know: to see what the input is before
 * all of it is read.  The text is checked all the same. */
struct rego_val rego_eval_member(struct rego_eval *e, const char *json, size_t len,
				 const char *name, const char **error);
/* Whether the last run looked at that member of the input only, and at nothing that changes (the
 * time, chance): then the same member has the same answers. */
bool rego_eval_depends_only(const struct rego_eval *e, const char *name);
struct rego_arena *rego_eval_arena(struct rego_eval *e);
/* 0 with the answers, good until the next run or input; -EINVAL with an error of the evaluation. */
int rego_eval_run(struct rego_eval *e, const struct rego_query *q, struct rego_val input,
		  struct rego_result *r);
/* Forget what the last run made. */
void rego_eval_reset(struct rego_eval *e);

#endif
