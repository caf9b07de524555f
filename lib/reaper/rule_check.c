// SPDX-License-Identifier: BSD-2-Clause
/* What only a whole rule shows. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "reaper/rule_impl.h"

/* How many targets of RULE are of one of KINDS. */
static int count(const struct ss_reap_config *c, const struct ss_reap_rule *rule,
		 unsigned int kinds)
{
	int n = 0;

	for (size_t i = 0; i < c->target_count; i++)
		n += rule->targets >> i & kinds >> c->targets[i].kind & 1;
	return n;
}

static bool harms(const struct ss_reap_rule *rule)
{
	return rule->steps[rule->step_count - 1].act > SS_REAP_REPORT;
}

static bool takes_cgroup(const struct ss_reap_rule *rule)
{
	bool it_does = false;

	for (size_t i = 0; i < rule->step_count; i++)
		it_does |= rule->steps[i].act == SS_REAP_FREEZE ||
			   rule->steps[i].act == SS_REAP_CGROUP_KILL;
	return it_does;
}

static const char *wrong(const struct ss_reap_config *c, const struct ss_reap_rule *rule)
{
	const unsigned int times = 1u << SS_REAP_ONCPU | 1u << SS_REAP_LIFETIME;
	bool automatic = rule->limit.quantile_ppm;

	if (!rule->targets)
		return "nothing to watch: it needs func, syscall, uprobe, oncpu or lifetime";
	if (!rule->limit.ns && !automatic)
		return rule == c->rules ? "there is no limit: it needs --limit"
					: "there is no limit: it needs limit";
	if (automatic && count(c, rule, times))
		return "an automatic limit is one of calls, not of oncpu or lifetime";
	if (automatic && count(c, rule, ~0u) > 1)
		return "an automatic limit is one of a single target: give each a rule of its own";
	if (rule->return_report && !count(c, rule, ~times))
		return "on-return is about calls, and there is none";
	if (count(c, rule, 1u << SS_REAP_LIFETIME) && harms(rule) && !rule->scoped)
		return "this would meet every process of the machine: say whose lifetime it is "
		       "about";
	return NULL;
}

int ss_reap_rule_check(struct ss_reap_config *c, struct ss_reap_rule *rule)
{
	const char *text;

	rule->scoped = ss_reap_scoped(c->scope, rule - c->rules);
	text = wrong(c, rule);
	return text ? ss_reap_refuse(&c->why, "%s", text) : 0;
}

static int warn(struct ss_reap_config *c, const struct ss_reap_rule *rule, const char *text)
{
	char **list = reallocarray(c->warnings, c->warning_count + 1, sizeof(*list));

	if (!list)
		return -ENOMEM;
	c->warnings = list;
	if (asprintf(&list[c->warning_count], "rule %s: %s", rule->name, text) < 0)
		return -ENOMEM;
	c->warning_count++;
	return 0;
}

static int warn_rule(struct ss_reap_config *c, int r)
{
	const struct ss_reap_rule *rule = &c->rules[r];
	uint64_t bit = UINT64_C(1) << r;
	int err = 0;

	if (harms(rule) && !rule->scoped)
		err = warn(c, rule, "it may meet any process: it does not say whose");
	if (!err && takes_cgroup(rule) &&
	    !((c->scope->by[SS_BY_CGROUP].pos_used | c->scope->by[SS_BY_CONTAINER].pos_used) & bit))
		err = warn(c, rule,
			   rule == c->rules ? "it takes whole cgroups, and does not say which: "
					      "--cgroup DIR would"
					    : "it takes whole cgroups, and does not say which: "
					      "cgroup: DIR would");
	if (!err && !harms(rule) && (rule->rate || rule->cooldown_ns || rule->return_report))
		err = warn(c, rule, "it only reports: rate, cooldown and on-return change nothing");
	return err;
}

int ss_reap_rules_warn(struct ss_reap_config *c)
{
	int err = 0;

	for (int r = 0; r < SS_REAP_RULES && !err; r++)
		if (c->used >> r & 1)
			err = warn_rule(c, r);
	return err;
}
