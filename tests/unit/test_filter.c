// SPDX-License-Identifier: BSD-2-Clause
/* The options that choose, as rules. */
#include <errno.h>

#include "check.h"
#include "filter/maps.h"
#include "filter/options.h"

static struct ss_filter_options chosen;

static const struct ss_opt rows[] = { SS_FILTER_ROWS(chosen) };
static const struct ss_opt who[] = { SS_FILTER_WHO_ROWS(chosen, 'c', "threads"),
				     SS_FILTER_NOT_ROW(chosen) };

_Static_assert(sizeof(rows) / sizeof(rows[0]) == SS_CRITERIA + 2, "a row each, not, filter");
_Static_assert(sizeof(who) / sizeof(who[0]) == SS_BY_WHO + 1, "a row each, not");

/* Each criterion has a row of its name, at its own list. */
static void test_rows(void)
{
	for (int by = 0; by < SS_CRITERIA; by++) {
		check_str(rows[by].name, ss_criterion_names[by]);
		check(rows[by].to == &chosen.by[by] && rows[by].type == SS_OPT_LIST);
		check(by >= SS_BY_WHO || who[by].to == &chosen.by[by]);
	}
	check(rows[SS_CRITERIA].to == &chosen.not &&rows[SS_CRITERIA + 1].to == &chosen.files);
	check_str(who[SS_BY_WHO].name, "not");
}

static void test_add(void)
{
	static const char *pids[] = { "7", "8" }, *not [] = { "uid=0" };
	const struct ss_filter_options f = { .by[SS_BY_PID] = { pids, 2 }, .not = { not, 1 } };
	struct ss_rules *r = NULL;

	check(!ss_filter_rules(&f, &r));
	check(r->by[SS_BY_PID].count == 2 && r->by[SS_BY_PID].pos_used == SS_RULE_CMDLINE);
	check(r->by[SS_BY_UID].count == 1 && r->by[SS_BY_UID].neg_used == SS_RULE_CMDLINE);
	ss_rules_free(r);
	r = ss_rules_new();
	check(!ss_filter_add(&f, r, SS_BY_WHO) && r->by[SS_BY_PID].count == 2);
	ss_rules_free(r);
}

/* Who acts on processes has no use for a path. */
static void test_refused(void)
{
	static const char *pids[] = { "0" }, *not [] = { "path=/x" }, *files[] = { "/no/where" };
	const struct ss_filter_options bad = { .by[SS_BY_PID] = { pids, 1 } };
	const struct ss_filter_options what = { .not = { not, 1 } };
	const struct ss_filter_options file = { .files = { files, 1 } };
	struct ss_rules *r = NULL;

	check(ss_filter_rules(&bad, &r) == SS_EXIT_USAGE);
	ss_rules_free(r);
	check(!ss_filter_rules(&what, &r));
	check(ss_filter_add(&what, r, SS_BY_WHO) == SS_EXIT_USAGE);
	check_str(r->why.data, "--not: there is no criterion 'path' (there are pid, tree, uid, "
			       "comm, exe, cgroup, container)");
	ss_rules_free(r);
	check(ss_filter_rules(&file, &r) == SS_EXIT_USAGE);
	ss_rules_free(r);
}

/* Rules that the programs cannot ask for are refused, before any map is touched. */
static void test_unknown(void)
{
	static const char *paths[] = { "/x" };
	const struct ss_filter_options f = { .by[SS_BY_PATH] = { paths, 1 } };
	const struct ss_filter_maps none = { 0 };
	struct ss_rules *r = NULL;

	check(!ss_filter_rules(&f, &r) && ss_filter_size(&none, r) == -EOPNOTSUPP);
	ss_rules_free(r);
	r = ss_rules_new();
	check(r && !ss_filter_size(&none, r) && !ss_filter_fill(&none, r));
	ss_rules_free(r);
}

static const struct check_case cases[] = {
	{ "a row for each criterion", test_rows },
	{ "options become the command line's rule", test_add },
	{ "what nothing can match is refused", test_refused },
	{ "a criterion that the programs do not know", test_unknown },
};

CHECK_MAIN(cases)
