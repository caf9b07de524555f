// SPDX-License-Identifier: BSD-2-Clause
/* What led to the failures of tests, below the results. */
#include "test.h"

#define LINE  "--------------------------------------------------------------------------------\n"
#define DEPTH 100 /* of groups of cases */

/* Each case at the end of a branch that failed, below the names of its groups. */
static void put_cases(struct ss_strbuf *out, const struct test_cases *cases,
		      const struct test_case **path, int depth, bool where)
{
	for (uint32_t i = 0; i < cases->count && depth < DEPTH; i++) {
		const struct test_case *c = &cases->items[i];

		path[depth] = c;
		if (c->below.count)
			put_cases(out, &c->below, path, depth + 1, where);
		if (c->below.count || !c->failed)
			continue;
		for (int k = 0; k <= depth; k++)
			ss_strbuf_printf(out, "%*s%s: FAIL\n", 2 * k + 2, "", path[k]->name);
		if (where)
			ss_strbuf_add(out, c->where.data, c->where.len);
	}
}

static void put_one(struct ss_strbuf *out, const struct test_result *t, bool verbose, bool where)
{
	const struct test_case *path[DEPTH];

	test_report_line(out, t);
	if (verbose) {
		ss_strbuf_char(out, '\n');
		ss_strbuf_add(out, t->trace.data, t->trace.len);
	}
	if (t->cases.count) {
		ss_strbuf_char(out, '\n');
		put_cases(out, &t->cases, path, 0, where);
	} else if (where) {
		ss_strbuf_add(out, t->where.data, t->where.len);
	}
	ss_strbuf_char(out, '\n');
}

void test_report_failures(struct ss_strbuf *out, const struct test_results *r, bool verbose,
			  bool where)
{
	bool some = false;

	for (uint32_t i = 0; i < r->count; i++) {
		if (r->items[i]->outcome != TEST_FAIL)
			continue;
		if (!some)
			ss_strbuf_str(out, LINE "FAILURES\n" LINE);
		some = true;
		put_one(out, r->items[i], verbose, where);
	}
}
