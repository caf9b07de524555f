// SPDX-License-Identifier: BSD-2-Clause
#include "reaper/rule.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#include "check.h"

#define MS UINT64_C(1000000)
#define S  SS_NS_PER_SEC

static const struct {
	const char *text;
	struct ss_reap_limit limit;
} limits[] = {
	{ "50ms", { .ns = 50 * MS } },
	{ "2", { .ns = 2 * S } },
	{ "3650d", { .ns = 3650 * 86400 * S } },
	{ "auto", { 0, 990000, 4000, 5 * MS, 0, 60 * S, 1000, false } },
	{ "auto:p99", { 0, 990000, 4000, 5 * MS, 0, 60 * S, 1000, false } },
	{ "auto:p50*1", { 0, 500000, 1000, 5 * MS, 0, 60 * S, 1000, false } },
	{ "auto:p99.9999*1.125", { 0, 999999, 1125, 5 * MS, 0, 60 * S, 1000, false } },
	{ "auto:p0.0001*1000", { 0, 1, 1000000, 5 * MS, 0, 60 * S, 1000, false } },
	{ "auto:floor=1ms", { 0, 990000, 4000, MS, 0, 60 * S, 1000, false } },
	{ "auto:per=exe,samples=1,window=1d,ceiling=5ms,floor=5ms,p9.5*2.5",
	  { 0, 95000, 2500, 5 * MS, 5 * MS, 86400 * S, 1, true } },
};

static bool same_limit(const struct ss_reap_limit *a, const struct ss_reap_limit *b)
{
	return a->ns == b->ns && a->quantile_ppm == b->quantile_ppm &&
	       a->times_milli == b->times_milli && a->floor_ns == b->floor_ns &&
	       a->ceiling_ns == b->ceiling_ns && a->window_ns == b->window_ns &&
	       a->samples == b->samples && a->per_exe == b->per_exe;
}

static void test_limits(void)
{
	struct ss_strbuf why = { 0 };

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		struct ss_reap_limit l;

		check(!ss_reap_limit_parse(&l, limits[i].text, &why));
		if (!check(same_limit(&l, &limits[i].limit)))
			printf("# %s\n", limits[i].text);
	}
	ss_strbuf_fini(&why);
}

static const struct {
	const char *text, *why;
} bad_limits[] = {
	{ "", "'' is neither a time, as 50ms, nor auto" },
	{ "soon", "'soon' is neither a time, as 50ms, nor auto" },
	{ "-1s", "'-1s' is neither a time, as 50ms, nor auto" },
	{ "automatic", "'automatic' is neither a time, as 50ms, nor auto" },
	{ "0", "it cannot be 0" },
	{ "0ms", "it cannot be 0" },
	{ "50 ms", "'50 ms' is not a time, as 50ms or 2s" },
	{ "3651d", "'3651d' is more than 3650d" },
	{ "99999999999999999999s", "'99999999999999999999s' is more than 3650d" },
	{ "auto:", "a part is missing in 'auto:'" },
	{ "auto:p99,", "a part is missing in 'auto:p99,'" },
	{ "auto:p100", "'p100' is not p with a percentage below 100, as p99.9" },
	{ "auto:p0", "'p0' is not p with a percentage below 100, as p99.9" },
	{ "auto:p99.", "'p99.' is not p with a percentage below 100, as p99.9" },
	{ "auto:p.9", "'p.9' is not p with a percentage below 100, as p99.9" },
	{ "auto:p99.12345", "'p99.12345' is not p with a percentage below 100, as p99.9" },
	{ "auto:p1.2.3", "'p1.2.3' is not p with a percentage below 100, as p99.9" },
	{ "auto:p99*0.999", "'*0.999' is not * with a factor from 1 to 1000" },
	{ "auto:p99*1001", "'*1001' is not * with a factor from 1 to 1000" },
	{ "auto:p99*", "'*' is not * with a factor from 1 to 1000" },
	{ "auto:p99*4*4", "'*4*4' is not * with a factor from 1 to 1000" },
	{ "auto:p99,p90", "a quantile stands there twice" },
	{ "auto:floor=1ms,floor=2ms", "floor stands there twice" },
	{ "auto:floor=0", "floor: it cannot be 0" },
	{ "auto:floor", "floor needs a value: floor=..." },
	{ "auto:flor=5ms", "unknown part 'flor' of auto (did you mean 'floor'?)" },
	{ "auto:xyzzy=5ms", "unknown part 'xyzzy' of auto (there are p99*4, floor=, ceiling=, "
			    "window=, samples=, per=exe)" },
	{ "auto:ceiling=1ms", "the ceiling is below the floor of 5ms" },
	{ "auto:ceiling=1ms,floor=2ms", "the ceiling is below the floor" },
	{ "auto:window=999ms", "window: '999ms' is not 1s to 1d" },
	{ "auto:window=2d", "window: '2d' is not 1s to 1d" },
	{ "auto:samples=0", "samples: '0' is not a number from 1 on" },
	{ "auto:per=uid", "per: 'uid' is not exe, the only thing" },
};

static void test_bad_limits(void)
{
	struct ss_strbuf why = { 0 };
	struct ss_reap_limit l;

	for (size_t i = 0; i < sizeof(bad_limits) / sizeof(bad_limits[0]); i++) {
		check(ss_reap_limit_parse(&l, bad_limits[i].text, &why) == -EINVAL);
		check_str(why.data, bad_limits[i].why);
	}
	ss_strbuf_fini(&why);
}

static const struct {
	const char *text;
	size_t count;
	struct ss_reap_step steps[SS_REAP_STEPS];
} actions[] = {
	{ "report", 1, { { SS_REAP_REPORT, 0 } } },
	{ "stop", 1, { { SS_REAP_STOP, 0 } } },
	{ "freeze", 1, { { SS_REAP_FREEZE, 0 } } },
	{ "kill", 1, { { SS_REAP_KILL, 2 * S } } },
	{ "cgroup-kill:5s", 1, { { SS_REAP_CGROUP_KILL, 5 * S } } },
	{ "term:2s,kill:5s", 2, { { SS_REAP_TERM, 2 * S }, { SS_REAP_KILL, 5 * S } } },
	{ "term,kill", 2, { { SS_REAP_TERM, 2 * S }, { SS_REAP_KILL, 2 * S } } },
	{ "stop:1m,kill", 2, { { SS_REAP_STOP, 60 * S }, { SS_REAP_KILL, 2 * S } } },
	{ "report:10ms,term:20ms,kill:30ms,cgroup-kill:40ms",
	  4,
	  { { SS_REAP_REPORT, 10 * MS },
	    { SS_REAP_TERM, 20 * MS },
	    { SS_REAP_KILL, 30 * MS },
	    { SS_REAP_CGROUP_KILL, 40 * MS } } },
};

static void test_actions(void)
{
	struct ss_strbuf why = { 0 };

	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		struct ss_reap_rule r = { .step_count = 1 };

		check(!ss_reap_steps_parse(&r, actions[i].text, &why));
		check(r.step_count == actions[i].count);
		for (size_t k = 0; k < r.step_count; k++)
			check(r.steps[k].act == actions[i].steps[k].act &&
			      r.steps[k].wait_ns == actions[i].steps[k].wait_ns);
	}
	ss_strbuf_fini(&why);
	check(ss_reap_signal(SS_REAP_KILL) == SIGKILL && ss_reap_signal(SS_REAP_TERM) == SIGTERM);
	check(ss_reap_signal(SS_REAP_STOP) == SIGSTOP);
	check(!ss_reap_signal(SS_REAP_REPORT) && !ss_reap_signal(SS_REAP_FREEZE) &&
	      !ss_reap_signal(SS_REAP_CGROUP_KILL));
}

static const struct {
	const char *text, *why;
} bad_actions[] = {
	{ "", "an action is missing in ''" },
	{ "kill,", "an action is missing in 'kill,'" },
	{ "kil", "unknown action 'kil' (did you mean 'kill'?)" },
	{ "explode", "unknown action 'explode' (there are report, stop, freeze, term, kill, "
		     "cgroup-kill)" },
	{ "thread-kill", "there is no thread-kill: a SIGKILL to one thread ends its whole process; "
			 "say kill" },
	{ "term,thread-kill", "there is no thread-kill: a SIGKILL to one thread ends its whole "
			      "process; say kill" },
	{ "kill,term", "'term' after 'kill': each step has to be more than the one before" },
	{ "kill,kill", "'kill' after 'kill': each step has to be more than the one before" },
	{ "kill,report", "'report' after 'kill': each step has to be more than the one before" },
	{ "stop:1s,term:1s", "'term' after 'stop': what stands still hears no signal but that of "
			     "kill" },
	{ "freeze,term", "'term' after 'freeze': what stands still hears no signal but that of "
			 "kill" },
	{ "report:1s", "'report' has a time, but there is no step after it" },
	{ "term:1s,stop:1s", "'stop' after 'term': each step has to be more than the one before" },
	{ "stop:2s", "'stop' has a time, but there is no step after it" },
	{ "kill:", "'' is not a time, as 50ms or 2s" },
	{ "kill:0", "it cannot be 0" },
	{ "kill:2s:3s", "'2s:3s' is not a time, as 50ms or 2s" },
	{ "report,stop,freeze,kill,cgroup-kill", "more than 4 steps" },
};

static void test_bad_actions(void)
{
	struct ss_strbuf why = { 0 };
	struct ss_reap_rule r;

	for (size_t i = 0; i < sizeof(bad_actions) / sizeof(bad_actions[0]); i++) {
		check(ss_reap_steps_parse(&r, bad_actions[i].text, &why) == -EINVAL);
		check_str(why.data, bad_actions[i].why);
	}
	ss_strbuf_fini(&why);
}

static void test_rates(void)
{
	static const char huge[] = "1/99999999999999999999999999999999999999999999999999"
				   "99999999999999999999999s";
	static const char *const bad[] = { "",
					   "10",
					   "10/",
					   "/1m",
					   "0/1m",
					   "-1/1m",
					   "a/m",
					   "1000001/s",
					   "10/0s",
					   "10/3651d",
					   "10/1y",
					   "10/1m/2",
					   "12345678901234567890/s",
					   huge };
	struct ss_strbuf why = { 0 };
	uint64_t ns;
	uint32_t n;

	check(!ss_reap_rate_parse("10/1m", &n, &ns, &why) && n == 10 && ns == 60 * S);
	check(!ss_reap_rate_parse("1/s", &n, &ns, &why) && n == 1 && ns == S);
	check(!ss_reap_rate_parse("1000000/250ms", &n, &ns, &why) && n == 1000000 &&
	      ns == 250 * MS);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!check(ss_reap_rate_parse(bad[i], &n, &ns, &why) == -EINVAL))
			printf("# %s\n", bad[i]);
	ss_strbuf_fini(&why);
}

static void test_names(void)
{
	for (int i = 0; i < SS_REAP_ACTS; i++)
		check(ss_reap_act_names[i] != NULL);
	for (int i = 0; i < SS_REAP_KINDS; i++)
		check(ss_reap_kind_names[i] != NULL);
	for (int i = 0; i < SS_GUARDS; i++)
		check(ss_guard_names[i] != NULL);
	for (int i = 0; i < SS_REAP_VERDICTS; i++)
		check(ss_reap_verdict_names[i] != NULL);
	check(!ss_reap_act_names[SS_REAP_ACTS] && !ss_reap_kind_names[SS_REAP_KINDS]);
	check(!ss_guard_names[SS_GUARDS] && !ss_reap_verdict_names[SS_REAP_VERDICTS]);
}

static const struct check_case cases[] = {
	{ "limits", test_limits },   { "limits that are none", test_bad_limits },
	{ "actions", test_actions }, { "actions that make no sense", test_bad_actions },
	{ "rates", test_rates },     { "every word is there", test_names },
};

CHECK_MAIN(cases)
