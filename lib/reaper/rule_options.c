// SPDX-License-Identifier: BSD-2-Clause
/* The one rule of the command line, and what else its options say. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/nearest.h"
#include "reaper/rule_impl.h"

static int add_targets(struct ss_reap_config *c, enum ss_reap_kind kind,
		       const struct ss_strlist *lists)
{
	char option[16];
	int err = 0;

	snprintf(option, sizeof(option), "--%s", ss_reap_kind_names[kind]);
	for (size_t i = 0; i < lists->count && !err; i++)
		err = ss_reap_where(&c->why,
				    ss_reap_target_add(c, &c->rules[0], kind, lists->items[i]),
				    option);
	return err;
}

static int apply_targets(struct ss_reap_config *c, const struct ss_reap_options *o)
{
	int err = add_targets(c, SS_REAP_FUNC, &o->funcs);

	if (!err)
		err = add_targets(c, SS_REAP_SYSCALL, &o->syscalls);
	if (!err)
		err = add_targets(c, SS_REAP_UPROBE, &o->uprobes);
	if (!err && o->oncpu)
		err = ss_reap_target_add(c, &c->rules[0], SS_REAP_ONCPU, NULL);
	if (!err && o->lifetime)
		err = ss_reap_target_add(c, &c->rules[0], SS_REAP_LIFETIME, NULL);
	return err;
}

static int apply_settings(struct ss_reap_config *c, const struct ss_reap_options *o)
{
	struct ss_reap_rule *rule = &c->rules[0];
	struct ss_strbuf *why = &c->why;
	int err = 0;

	if (o->limit)
		err = ss_reap_where(why, ss_reap_limit_parse(&rule->limit, o->limit, why),
				    "--limit");
	if (!err && o->action)
		err = ss_reap_where(why, ss_reap_steps_parse(rule, o->action, why), "--action");
	if (!err && o->on_return)
		err = ss_reap_where(
			why, ss_reap_on_return_parse(o->on_return, &rule->return_report, why),
			"--on-return");
	if (!err && o->rate)
		err = ss_reap_where(why,
				    ss_reap_rate_parse(o->rate, &rule->rate, &rule->rate_ns, why),
				    "--rate");
	rule->cooldown_ns = o->cooldown_ns;
	if (!err && o->cooldown_ns > SS_REAP_LONGEST)
		err = ss_reap_refuse(why, "--cooldown: it is more than 3650d");
	return err;
}

/* The number of the rule that all --protect with this key are, or -errno. */
static int protects_of(struct ss_reap_config *c, const char *key)
{
	const struct ss_rules *scope = c->scope;
	char name[32];

	snprintf(name, sizeof(name), SS_REAP_PROTECT "%s", key);
	for (int r = 1; r < scope->count; r++)
		if (!strcmp(scope->names[r], name))
			return r;
	return ss_rules_rule(c->scope, name);
}

static int unknown_criterion(struct ss_reap_config *c, const char *pair, size_t len)
{
	const char *names[SS_BY_WHO + 1] = { 0 }, *meant;
	char name[16], all[128] = "";

	memcpy(names, ss_criterion_names, SS_BY_WHO * sizeof(names[0]));
	snprintf(name, sizeof(name), "%.*s", (int)(len < sizeof(name) ? len : sizeof(name)), pair);
	meant = ss_nearest(name, names);
	for (size_t i = 0, n = 0; names[i] && n < sizeof(all); i++)
		n += snprintf(all + n, sizeof(all) - n, "%s%s", i ? ", " : "", names[i]);
	return ss_reap_refuse(&c->why, "--protect: there is no criterion '%s' (%s%s%s)", name,
			      meant ? "did you mean " : "there are ", meant ? meant : all,
			      meant ? "=?" : "");
}

/* Whom any of them names: of different keys each is a rule of its own. */
static int add_protect(struct ss_reap_config *c, const char *pair)
{
	size_t len = strcspn(pair, "=");
	int by = 0, r = 0, err;

	while (by < SS_BY_WHO &&
	       (strncmp(ss_criterion_names[by], pair, len) != 0 || ss_criterion_names[by][len]))
		by++;
	if (by == SS_BY_WHO && len && pair[len])
		return unknown_criterion(c, pair, len);
	if (by < SS_BY_WHO)
		r = protects_of(c, ss_criterion_names[by]);
	err = r < 0 ? r : ss_rules_pair(c->scope, r, pair, false);
	if (err == -EINVAL)
		ss_reap_refuse(&c->why, "--protect: %s", c->scope->why.data);
	if (!err)
		c->protects |= UINT64_C(1) << r;
	return err;
}

static int homeless(struct ss_reap_config *c, const char *option)
{
	return ss_reap_refuse(&c->why,
			      "--%s belongs to a rule of the command line, which has no target "
			      "(" SS_REAP_TARGET_OPTIONS ")",
			      option);
}

/* Options that are about a rule, and there is none. */
static int check_none(struct ss_reap_config *c, const struct ss_reap_options *o)
{
	const char *option = o->limit	    ? "limit"
			     : o->action    ? "action"
			     : o->on_return ? "on-return"
			     : o->rate	    ? "rate"
					    : "cooldown";

	for (int by = 0; by < SS_BY_WHO; by++) {
		const struct ss_rule_table *t = &c->scope->by[by];

		if (t->pos_used & SS_RULE_CMDLINE)
			return homeless(c, ss_criterion_names[by]);
		if (t->neg_used & SS_RULE_CMDLINE)
			return homeless(c, "not");
	}
	if (o->limit || o->action || o->on_return || o->rate || o->cooldown_ns)
		return homeless(c, option);
	return 0;
}

static int apply_rule(struct ss_reap_config *c, const struct ss_reap_options *o)
{
	int err;

	if (!o->funcs.count && !o->syscalls.count && !o->uprobes.count && !o->oncpu && !o->lifetime)
		return check_none(c, o);
	err = ss_reap_rule_add(c, 0, SS_REAP_CMDLINE);
	if (!err)
		err = apply_targets(c, o);
	if (!err)
		err = apply_settings(c, o);
	return err ? err : ss_reap_rule_check(c, &c->rules[0]);
}

int ss_reap_config_options(struct ss_reap_config *c, const struct ss_reap_options *o)
{
	int err = apply_rule(c, o);

	for (size_t i = 0; i < o->protects.count && !err; i++)
		err = add_protect(c, o->protects.items[i]);
	if (!err && o->mass)
		err = ss_reap_where(&c->why, ss_reap_mass_parse(c, o->mass, &c->why), "--mass");
	return err;
}
