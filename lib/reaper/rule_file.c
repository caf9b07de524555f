// SPDX-License-Identifier: BSD-2-Clause
/* Rules from a file of YAML. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "config/config.h"
#include "core/parse.h"
#include "reaper/rule_impl.h"

/* What a rule is made of while its map is read. */
struct draft {
	struct ss_reap_config *c;
	struct ss_config *file;
	struct ss_reap_rule *rule;
	enum ss_reap_kind kind;
};

/* What is in why is about NODE, the value of KEY. */
static int blame(struct draft *d, const struct ss_node *node, const char *key, int err)
{
	if (err != -EINVAL)
		return err;
	return ss_config_error(d->file, node, "%s%s%s", key, *key ? ": " : "", d->c->why.data);
}

static int add_target(void *ctx, const struct ss_node *node, const char *text)
{
	struct draft *d = ctx;

	return blame(d, node, ss_reap_kind_names[d->kind],
		     ss_reap_target_add(d->c, d->rule, d->kind, text));
}

static int add_targets(struct draft *d, const struct ss_node *map)
{
	bool on;
	int err = 0;

	for (int kind = 0; kind < SS_REAP_KINDS && !err; kind++) {
		const struct ss_node *node = ss_node_get(map, ss_reap_kind_names[kind]);

		d->kind = kind;
		if (!node)
			continue;
		if (kind < SS_REAP_ONCPU) {
			err = ss_config_each(d->file, node, add_target, d);
			continue;
		}
		err = ss_config_bool(d->file, node, &on);
		if (!err && on)
			err = add_target(d, node, NULL);
	}
	return err;
}

static int set_limit(struct draft *d, const char *text)
{
	return ss_reap_limit_parse(&d->rule->limit, text, &d->c->why);
}

static int set_action(struct draft *d, const char *text)
{
	return ss_reap_steps_parse(d->rule, text, &d->c->why);
}

static int set_on_return(struct draft *d, const char *text)
{
	return ss_reap_on_return_parse(text, &d->rule->return_report, &d->c->why);
}

static int set_rate(struct draft *d, const char *text)
{
	return ss_reap_rate_parse(text, &d->rule->rate, &d->rule->rate_ns, &d->c->why);
}

static int set_cooldown(struct draft *d, const char *text)
{
	return ss_reap_time_parse("", text, &d->rule->cooldown_ns, &d->c->why);
}

static const struct {
	const char *key;
	int (*set)(struct draft *d, const char *text);
} settings[] = {
	{ "limit", set_limit }, { "action", set_action },     { "on-return", set_on_return },
	{ "rate", set_rate },	{ "cooldown", set_cooldown },
};

#define SETTINGS (sizeof(settings) / sizeof(settings[0]))

static int apply_settings(struct draft *d, const struct ss_node *map)
{
	int err = 0;

	for (size_t i = 0; i < SETTINGS && !err; i++) {
		const struct ss_node *node = ss_node_get(map, settings[i].key);
		const char *text;

		if (!node)
			continue;
		err = ss_config_text(d->file, node, &text);
		if (!err)
			err = blame(d, node, settings[i].key, settings[i].set(d, text));
	}
	return err;
}

static bool is_protect(const char *name)
{
	return !strncmp(name, SS_REAP_PROTECT, sizeof(SS_REAP_PROTECT) - 1);
}

/* The number that the rule has from now on, or -errno. */
static int add_rule(struct draft *d, const struct ss_node *node)
{
	const char *name;
	int err = ss_config_text(d->file, node, &name), r;

	if (err)
		return err;
	if (!strcmp(name, SS_REAP_CMDLINE) || is_protect(name))
		return ss_config_error(d->file, node, "the name '%.80s' is taken", name);
	r = ss_rules_rule(d->c->scope, name);
	if (r < 0)
		return r == -EINVAL ? ss_config_error(d->file, node, "%s", d->c->scope->why.data)
				    : r;
	d->rule = &d->c->rules[r];
	err = ss_reap_rule_add(d->c, r, name);
	return err ? err : r;
}

static int check_keys(struct draft *d, const struct ss_node *map)
{
	const char *keys[1 + SS_REAP_KINDS + SETTINGS + SS_BY_WHO + 2] = { "name" };
	size_t n = 1;

	for (size_t i = 0; i < SS_REAP_KINDS; i++)
		keys[n++] = ss_reap_kind_names[i];
	for (size_t i = 0; i < SETTINGS; i++)
		keys[n++] = settings[i].key;
	memcpy(keys + n, ss_rules_scope_keys, sizeof(ss_rules_scope_keys));
	return ss_config_keys(d->file, map, keys);
}

static int rule(struct draft *d, const struct ss_node *map)
{
	const struct ss_node *name;
	int err = check_keys(d, map), r;

	if (err)
		return err;
	name = ss_node_get(map, "name");
	if (!name)
		return ss_config_error(d->file, map, "a rule without a name");
	r = add_rule(d, name);
	if (r < 0)
		return r;
	err = ss_rules_scope(d->c->scope, r, d->file, map);
	if (!err)
		err = add_targets(d, map);
	if (!err)
		err = apply_settings(d, map);
	return err ? err : blame(d, map, d->rule->name, ss_reap_rule_check(d->c, d->rule));
}

static int protect(struct draft *d, const struct ss_node *map)
{
	char name[32];
	int err = ss_config_keys(d->file, map, ss_rules_scope_keys), r;

	if (err)
		return err;
	snprintf(name, sizeof(name), SS_REAP_PROTECT "%d", d->c->scope->count);
	r = ss_rules_rule(d->c->scope, name);
	if (r < 0)
		return r == -EINVAL ? ss_config_error(d->file, map, "%s", d->c->scope->why.data)
				    : r;
	d->c->protects |= UINT64_C(1) << r;
	err = ss_rules_scope(d->c->scope, r, d->file, map);
	if (!err && !ss_reap_scoped(d->c->scope, r))
		err = ss_config_error(d->file, map, "protect: it does not say whom");
	return err;
}

/* One map, or each of a list. */
static int each(struct draft *d, const struct ss_node *node,
		int (*fn)(struct draft *d, const struct ss_node *map))
{
	int err = 0;

	if (node->kind != SS_NODE_LIST)
		return fn(d, node);
	for (const struct ss_node *n = node->first; n && !err; n = n->next)
		err = fn(d, n);
	return err;
}

static int set_mass(struct draft *d, const struct ss_node *node)
{
	const char *text;
	int err = ss_config_text(d->file, node, &text);

	return err ? err : blame(d, node, "mass", ss_reap_mass_parse(d->c, text, &d->c->why));
}

static int all(struct ss_reap_config *c, struct ss_config *file)
{
	static const char *const keys[] = { "rules", "protect", "mass", NULL };
	struct draft d = { .c = c, .file = file };
	const struct ss_node *rules, *protects, *mass;
	int err = ss_config_keys(file, file->root, keys);

	if (err)
		return err;
	rules = ss_node_get(file->root, "rules");
	protects = ss_node_get(file->root, "protect");
	mass = ss_node_get(file->root, "mass");
	if (!rules && !protects && !mass)
		return ss_config_error(file, file->root, "there is no key 'rules'");
	if (mass)
		err = set_mass(&d, mass);
	if (!err && protects)
		err = each(&d, protects, protect);
	if (!err && rules)
		err = ss_config_want(file, rules, SS_NODE_LIST);
	if (!err && rules && !rules->first)
		err = ss_config_error(file, rules, "rules: the list is empty");
	return !err && rules ? each(&d, rules, rule) : err;
}

static int take(struct ss_reap_config *c, struct ss_config *file, const char *name, int err)
{
	if (!err)
		err = all(c, file);
	if (err) {
		ss_strbuf_clear(&c->why);
		ss_strbuf_str(&c->why, err == -EINVAL && file->why.data ? file->why.data : name);
	}
	ss_config_fini(file);
	return err;
}

int ss_reap_config_file(struct ss_reap_config *c, const char *path)
{
	struct ss_config file = { 0 };

	return take(c, &file, path, ss_config_read(&file, path));
}

int ss_reap_config_text(struct ss_reap_config *c, const char *name, const char *text, size_t len)
{
	struct ss_config file = { 0 };

	return take(c, &file, name, ss_config_parse(&file, name, text, len));
}
