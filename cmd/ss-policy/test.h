/* SPDX-License-Identifier: BSD-2-Clause */
/* ss-policy test: rules whose names begin with test_ are to be true. */
#ifndef SS_POLICY_TEST_H
#define SS_POLICY_TEST_H

#include "core/cli.h"
#include "core/strbuf.h"
#include "rego/rego.h"

/* The verb: its table, and what it does.  A result for ss_cli_finish(). */
extern const struct ss_cmd test_command;
int test_main(int count, char **operands);

enum test_outcome { TEST_PASS, TEST_FAIL, TEST_SKIP, TEST_ERROR, TEST_OUTCOMES };

/* A case of a test that goes through a table: test_x[note]. */
struct test_case {
	const char *name;
	bool failed;
};

struct test_result {
	struct rego_loc loc;
	const char *package, *name; /* data.example, test_allow */
	enum test_outcome outcome;
	uint64_t took_ns;
	struct ss_strbuf output; /* what it printed */
	struct ss_strbuf error;
	struct test_case *cases; /* in the order of their names */
	size_t case_count;
};

/* test_report.c: one result after the other, then the end. */
struct test_report {
	bool json, verbose;
	struct ss_strbuf out;
	const char *last_file;
	size_t results, count[TEST_OUTCOMES]; /* of cases, where a test has some */
	bool dirty;
};
void test_report_one(struct test_report *r, const struct test_result *t);
void test_report_end(struct test_report *r);

#endif
