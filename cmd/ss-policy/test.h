/* SPDX-License-Identifier: BSD-2-Clause */
/* ss-policy test: rules whose names begin with test_ are to be true. */
#ifndef SS_POLICY_TEST_H
#define SS_POLICY_TEST_H

#include "core/cli.h"
#include "core/strbuf.h"
#include "rego/rego.h"
#include "trace.h"

/* The verb: its table, and what it does.  A result for ss_cli_finish(). */
extern const struct ss_cmd test_command;
int test_main(int count, char **operands);

enum test_outcome { TEST_PASS, TEST_FAIL, TEST_SKIP, TEST_ERROR, TEST_OUTCOMES };

struct test_case;
struct test_cases { /* sorted by name */
	struct test_case *items;
	uint32_t count, room;
};

/* A case of a test that goes through a table: test_x[note]; or a group of them. */
struct test_case {
	const char *name;
	bool failed, nameless;
	struct test_cases below;
	size_t upto;		/* steps before the next case began; 0: it has not failed so */
	uint32_t depth;		/* how many names it has */
	struct ss_strbuf where; /* the expression that failed; test_where.c */
};

/* What evaluating a test again and again took; count 0: nobody measured it. */
struct test_bench {
	uint64_t count, ns;	/* evaluations, and all of them */
	uint64_t bytes, allocs; /* of one */
};

/* Everything a result points to is in the arena of the run. */
struct test_result {
	struct rego_loc loc;
	const char *package, *name; /* data.example, test_allow */
	enum test_outcome outcome;
	uint64_t took_ns;
	struct test_bench bench;
	struct ss_strbuf output;			/* what it printed */
	const char *error, *error_code, *error_message; /* all of it, and its parts */
	struct rego_loc error_loc;
	struct test_cases cases;
	struct ss_strbuf trace; /* what happened, for people; with JSON an array */
	struct ss_strbuf where; /* the expression that failed; test_where.c */
};

/* test_cases.c: what the value of a test says; true when one failed. */
bool test_cases_of(struct rego_arena *a, struct test_cases *cases, struct rego_val value);
/* A case has begun whose names are in this array: without a value it has failed.  The case; NULL
 * when there are no names. */
struct test_case *test_case_begun(struct rego_arena *a, struct test_cases *cases,
				  struct rego_val names);

/* test_run.c: run all tests of a policy that was made with rego_options.tests. */
struct cover;
struct test_options {
	const char *only; /* a regular expression, or NULL */
	uint64_t threads;
	struct rego_limits limits; /* of each test */
	struct cover *cover;	   /* or NULL */
	enum trace_mode trace;	   /* what of the traces is kept */
	bool json;		   /* they are kept in JSON, of tests that pass, too */
	uint64_t bench_ns;	   /* measure tests that pass for so long, one at a time; 0: not */
	bool where;		   /* tell the expressions that failed, and their variables */
};
struct test_results {
	struct rego_arena *arena;
	struct test_result **items; /* in the order of files and rows */
	uint32_t count;
};
/* 0 or -errno. */
int test_run(struct rego_policy *p, const struct test_options *o, struct test_results *r);
void test_results_fini(struct test_results *r);
bool test_matches(const char *pattern, const char *text);
/* Is it a regular expression? */
bool test_is_pattern(const char *pattern);

/* test_report.c: as opa test prints results. */
struct test_shown {
	bool verbose, where;
	bool go, memory; /* of benchmarks */
};
void test_report(struct ss_strbuf *out, const struct test_results *r, const struct test_shown *s);
/* NAME: FAIL (1.2ms) */
void test_report_line(struct ss_strbuf *out, const struct test_result *t);
/* Each case, one that failed or any, with two spaces for each level. */
void test_report_cases(struct ss_strbuf *out, const struct test_cases *cases, int level, bool all);
/* test_failures.c: what led to each test that failed, as test_report() goes on. */
void test_report_failures(struct ss_strbuf *out, const struct test_results *r, bool verbose,
			  bool where);
/* test_json.c */
void test_report_json(struct ss_strbuf *out, const struct test_results *r);

/* test_bench.c: evaluate the test for so long.  0, or an error of the evaluation. */
int test_bench(struct rego_eval *e, const struct rego_query *q, uint64_t for_ns,
	       struct test_bench *b);
/* A line of it; GO: as Go's own tools read it. */
void test_bench_line(struct ss_strbuf *out, const struct test_result *t, bool go, bool memory);

/* test_watch.c: RUN now, and again whenever a file changes that O names, until a signal comes: 0.
 */
struct load_options;
int test_watch(const struct load_options *o, int (*run)(void *arg), void *arg);

#endif
