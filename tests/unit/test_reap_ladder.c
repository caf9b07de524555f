// SPDX-License-Identifier: BSD-2-Clause
#include "reaper/ladder.h"

#include <errno.h>
#include <stdlib.h>

#include "check.h"
#include "reaper/budget.h"

#define S SS_NS_PER_SEC

static struct ss_reap_rule rule_of(const char *action)
{
	struct ss_reap_rule r = { 0 };
	struct ss_strbuf why = { 0 };

	check(!ss_reap_steps_parse(&r, action, &why));
	ss_strbuf_fini(&why);
	return r;
}

/* "term@0 kill@2 unkillable@7": all that happens to somebody whom nothing moves. */
static const char *climb(const char *action, size_t taken)
{
	static char text[256];
	struct ss_reap_rule r = rule_of(action);
	struct ss_reap_ladder l;
	size_t n = 0;

	text[0] = 0;
	ss_reap_ladder_begin(&l, &r, taken, 0);
	for (uint64_t now = 0; now < 30; now++) {
		enum ss_reap_act act = ss_reap_ladder_look(&l, now * S);

		if (act < SS_REAP_ACTS) {
			n += sprintf(text + n, "%s%s@%d", n ? " " : "", ss_reap_act_names[act],
				     (int)now);
			ss_reap_ladder_did(&l, now * S, 0);
			check(ss_reap_ladder_look(&l, now * S) == SS_REAP_ACTS);
		}
		if (ss_reap_ladder_news(&l))
			n += sprintf(text + n, "%s%s@%d", n ? " " : "", ss_ladder_names[l.outcome],
				     (int)now);
	}
	check(l.next_ns == SS_LADDER_NEVER);
	return text;
}

static void test_steps(void)
{
	check_str(climb("report", 0), "report@0 done@0");
	check_str(climb("report", 1), "done@0");
	check_str(climb("stop", 0), "stop@0 done@0");
	check_str(climb("freeze", 0), "freeze@0 done@0");
	check_str(climb("kill", 0), "kill@0 unkillable@2");
	check_str(climb("kill:5s", 1), "unkillable@5");
	check_str(climb("term", 0), "term@0 survived@2");
	check_str(climb("term:3s,kill:5s", 0), "term@0 kill@3 unkillable@8");
	check_str(climb("term:3s,kill:5s", 1), "kill@3 unkillable@8");
	check_str(climb("report:1s,stop:2s,kill:3s,cgroup-kill:4s", 0),
		  "report@0 stop@1 kill@3 cgroup-kill@6 unkillable@10");
}

static void test_gone(void)
{
	struct ss_reap_rule r = rule_of("term:2s,kill:5s");
	struct ss_reap_ladder l;

	/* By itself, before the next step. */
	ss_reap_ladder_begin(&l, &r, 1, S);
	check(l.acted_ns == S && l.next_ns == 3 * S && !ss_reap_ladder_news(&l));
	ss_reap_ladder_gone(&l);
	check(ss_reap_ladder_news(&l) && l.outcome == SS_LADDER_GONE && !ss_reap_ladder_news(&l));
	check(ss_reap_ladder_look(&l, 100 * S) == SS_REAP_ACTS && !ss_reap_ladder_news(&l));
	/* When a step comes too late. */
	ss_reap_ladder_begin(&l, &r, 0, S);
	check(ss_reap_ladder_look(&l, S) == SS_REAP_TERM);
	ss_reap_ladder_did(&l, S, -ESRCH);
	check(ss_reap_ladder_news(&l) && l.outcome == SS_LADDER_GONE && !l.acted);
	/* After all: told twice, each once, and never signalled again. */
	ss_reap_ladder_begin(&l, &r, 1, 0);
	check(ss_reap_ladder_look(&l, 2 * S) == SS_REAP_KILL);
	ss_reap_ladder_did(&l, 2 * S, 0);
	check(ss_reap_ladder_look(&l, 7 * S - 1) == SS_REAP_ACTS && !ss_reap_ladder_news(&l));
	check(ss_reap_ladder_look(&l, 7 * S) == SS_REAP_ACTS && ss_reap_ladder_news(&l));
	check(l.outcome == SS_LADDER_UNKILLABLE);
	for (int i = 8; i < 100; i++)
		check(ss_reap_ladder_look(&l, i * S) == SS_REAP_ACTS && !ss_reap_ladder_news(&l));
	ss_reap_ladder_spare(&l);
	check(!ss_reap_ladder_news(&l));
	for (int i = 0; i < 2; i++) {
		ss_reap_ladder_gone(&l);
		check(ss_reap_ladder_news(&l) == !i && l.outcome == SS_LADDER_RECOVERED);
	}
}

/* Looked at much too late, each step has its time all the same. */
static void test_late(void)
{
	struct ss_reap_rule r = rule_of("term:2s,kill:5s");
	struct ss_reap_ladder l;

	ss_reap_ladder_begin(&l, &r, 0, 0);
	check(ss_reap_ladder_look(&l, 100 * S) == SS_REAP_TERM);
	ss_reap_ladder_did(&l, 100 * S, 0);
	check(ss_reap_ladder_look(&l, 101 * S) == SS_REAP_ACTS && l.next_ns == 102 * S);
	check(ss_reap_ladder_look(&l, 200 * S) == SS_REAP_KILL);
	ss_reap_ladder_did(&l, 200 * S, 0);
	check(ss_reap_ladder_look(&l, 204 * S) == SS_REAP_ACTS && !ss_reap_ladder_news(&l));
}

static void test_failed_steps(void)
{
	struct ss_reap_rule r = rule_of("freeze:5s,kill:2s,cgroup-kill:2s");
	struct ss_reap_ladder l;

	/* What cannot be done is not waited for. */
	ss_reap_ladder_begin(&l, &r, 0, S);
	check(ss_reap_ladder_look(&l, S) == SS_REAP_FREEZE);
	ss_reap_ladder_did(&l, S, -EBUSY);
	check(l.error == -EBUSY && !l.acted && ss_reap_ladder_look(&l, S) == SS_REAP_KILL);
	ss_reap_ladder_did(&l, S, 0);
	check(!l.error && l.acted_ns == S);
	check(ss_reap_ladder_look(&l, 3 * S) == SS_REAP_CGROUP_KILL);
	ss_reap_ladder_did(&l, 3 * S, -EOPNOTSUPP);
	check(ss_reap_ladder_news(&l) && l.outcome == SS_LADDER_FAILED && l.error == -EOPNOTSUPP);
	ss_reap_ladder_did(&l, 3 * S, 0);
	check(!ss_reap_ladder_news(&l) && l.taken == 3);
	ss_reap_ladder_gone(&l);
	check(ss_reap_ladder_news(&l));
}

static void test_spared(void)
{
	struct ss_reap_rule r = rule_of("report:2s,kill");
	struct ss_reap_ladder l;

	ss_reap_ladder_begin(&l, &r, 1, 0);
	ss_reap_ladder_eased(&l);
	check(ss_reap_ladder_news(&l) && l.outcome == SS_LADDER_SPARED);
	check(ss_reap_ladder_look(&l, 100 * S) == SS_REAP_ACTS);
	/* Who was told to end is to end, though its call is over; a guard holds even then. */
	r = rule_of("term:2s,kill");
	ss_reap_ladder_begin(&l, &r, 1, 0);
	ss_reap_ladder_eased(&l);
	check(!ss_reap_ladder_news(&l) && ss_reap_ladder_look(&l, 2 * S) == SS_REAP_KILL);
	ss_reap_ladder_spare(&l);
	check(ss_reap_ladder_news(&l) && l.outcome == SS_LADDER_SPARED);
	check(ss_reap_ladder_look(&l, 2 * S) == SS_REAP_ACTS);
}

static void test_rate(void)
{
	const struct ss_reap_rule r = { .rate = 3, .rate_ns = 10 * S };
	struct ss_reap_budget mine = { 0 }, theirs = { 0 };

	for (int i = 0; i < 5; i++)
		check(ss_reap_budget_take(&mine, NULL, &r, (100 + i) * S) == (i < 3));
	check(mine.in_window == 3 && mine.last_ns == 102 * S);
	check(!ss_reap_budget_take(&mine, NULL, &r, 110 * S - 1));
	check(ss_reap_budget_take(&mine, NULL, &r, 110 * S) && mine.in_window == 1);
	/* What the kernel did counts, if it was in the same period. */
	theirs = (struct ss_reap_budget){ .window = 11, .in_window = 2, .last_ns = 111 * S };
	check(!ss_reap_budget_take(&mine, &theirs, &r, 112 * S));
	check(ss_reap_budget_take(&mine, NULL, &r, 112 * S));
	check(ss_reap_budget_take(&mine, &theirs, &r, 120 * S));
}

static void test_no_rate(void)
{
	const struct ss_reap_rule r = { 0 };
	struct ss_reap_budget mine = { 0 }, theirs = { .in_window = 1000, .last_ns = S };

	for (int i = 0; i < 100; i++)
		check(ss_reap_budget_take(&mine, &theirs, &r, S));
}

static void test_cooldown(void)
{
	const struct ss_reap_rule r = { .cooldown_ns = 5 * S };
	struct ss_reap_budget mine = { 0 }, theirs = { 0 };

	check(ss_reap_budget_take(&mine, &theirs, &r, S)); /* soon after the machine's start */
	check(!ss_reap_budget_take(&mine, &theirs, &r, S));
	check(!ss_reap_budget_take(&mine, &theirs, &r, 6 * S - 1));
	check(ss_reap_budget_take(&mine, &theirs, &r, 6 * S));
	theirs.last_ns = 12 * S;
	check(!ss_reap_budget_take(&mine, &theirs, &r, 11 * S));
	check(!ss_reap_budget_take(&mine, &theirs, &r, 16 * S));
	check(ss_reap_budget_take(&mine, &theirs, &r, 17 * S) && mine.last_ns == 17 * S);
}

static void test_mass(void)
{
	static struct ss_reap_mass m;

	ss_reap_mass_init(&m, 8, S);
	/* One by one: the ninth within a second is too many. */
	for (int i = 0; i < 9; i++)
		check(ss_reap_mass_add(&m, 1, 0, 10 * S + i * S / 100) == (i == 8));
	check(ss_reap_mass_add(&m, 0, 0, 11 * S - 1));
	check(!ss_reap_mass_add(&m, 0, 0, 11 * S));
	/* Slowly enough, for ever. */
	for (int i = 0; i < 100; i++)
		check(!ss_reap_mass_add(&m, 1, 0, 20 * S + i * S / 8));
	/* All at once, and then as long as what it spared hangs on. */
	check(!ss_reap_mass_add(&m, 8, 0, 50 * S));
	check(!ss_reap_mass_add(&m, 8, 0, 51 * S));
	check(ss_reap_mass_add(&m, 10000, 0, 60 * S));
	check(ss_reap_mass_add(&m, 1, 10000, 70 * S));
	check(ss_reap_mass_add(&m, 1, 8, 80 * S));
	check(!ss_reap_mass_add(&m, 1, 7, 90 * S));
	check(!ss_reap_mass_add(&m, 1, 0, 90 * S));
	/* The smallest, the largest, none. */
	ss_reap_mass_init(&m, 1, S);
	check(!ss_reap_mass_add(&m, 1, 0, S) && ss_reap_mass_add(&m, 1, 0, S));
	ss_reap_mass_init(&m, UINT32_MAX, S);
	check(!ss_reap_mass_add(&m, SS_REAP_MASS_MAX, 0, S) && ss_reap_mass_add(&m, 1, 0, S));
	ss_reap_mass_init(&m, 0, 0);
	check(!ss_reap_mass_add(&m, 1000000, 1000000, S));
}

/* Against counting every time: at no moment are more than so many met within the time. */
static void test_mass_at_random(void)
{
	static struct ss_reap_mass m;
	static uint64_t found[2000];
	uint64_t now = 0;

	srand(1);
	ss_reap_mass_init(&m, 5, 1000);
	for (int i = 0; i < 2000; i++) {
		int within = 0;

		now += rand() % 400;
		found[i] = now;
		for (int k = 0; k <= i; k++)
			within += now - found[k] < 1000;
		if (!check(ss_reap_mass_add(&m, 1, 0, now) == (within > 5)))
			return;
	}
}

static const struct check_case cases[] = {
	{ "steps and how they end", test_steps },
	{ "somebody who goes", test_gone },
	{ "looked at too late", test_late },
	{ "steps that cannot be taken", test_failed_steps },
	{ "somebody who is spared", test_spared },
	{ "a rate, with the kernel's share", test_rate },
	{ "no rate", test_no_rate },
	{ "a cool-down", test_cooldown },
	{ "too many at once", test_mass },
	{ "the same as counting", test_mass_at_random },
};

CHECK_MAIN(cases)
