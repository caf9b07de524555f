// SPDX-License-Identifier: BSD-2-Clause
/* Rules from a file of YAML. */
#include <errno.h>
#include <string.h>

#include "config/config.h"
#include "core/nearest.h"
#include "event/rules_impl.h"

/* What a rule is made of while its map is read. */
struct draft {
	struct ss_rules *rules;
	struct ss_config *config;
	uint64_t types;
	bool drop;
};

static int add_type(void *ctx, const struct ss_node *node, const char *text)
{
	struct draft *d = ctx;
	uint64_t types = ss_types_named(text, strlen(text), NULL);
	const char *meant;
	int best = 0;

	d->types |= types;
	if (types)
		return 0;
	meant = ss_nearest(text, ss_type_words);
	for (int i = 0; i < SS_EVENT_TYPES; i++)
		if (ss_nearer(text, ss_event_names[i], &best))
			meant = ss_event_names[i];
	return ss_config_error(d->config, node, "unknown event type " SHOWN "%s%s%s", text,
			       meant ? " (did you mean '" : "", meant ? meant : "",
			       meant ? "'?)" : "");
}

static int add_rule(struct draft *d, const struct ss_node *node)
{
	struct ss_rules *r = d->rules;
	const char *name;
	int err = ss_config_text(d->config, node, &name), rule;

	if (err)
		return err;
	rule = ss_rules_rule(r, name);
	if (rule < 0)
		return rule == -EINVAL ? ss_config_error(d->config, node, "%s", r->why.data) : rule;
	for (int i = 0; i < SS_EVENT_TYPES; i++)
		if (d->types & SS_TYPE_BIT(i))
			r->applies[i] |= 1ull << rule;
	*(d->drop ? &r->drop : &r->keep) |= 1ull << rule;
	return rule;
}

static int rule(struct draft *d, const struct ss_node *map)
{
	const char *keys[SS_CRITERIA + 5] = { "name", "types", "drop", "not" };
	const struct ss_node *name, *types, *drop;
	int err;

	memcpy(keys + 4, ss_criterion_names, sizeof(ss_criterion_names));
	err = ss_config_keys(d->config, map, keys);
	if (err)
		return err;
	name = ss_node_get(map, "name");
	if (!name)
		return ss_config_error(d->config, map, "a rule without a name");
	types = ss_node_get(map, "types");
	drop = ss_node_get(map, "drop");
	d->types = types ? 0 : UINT64_MAX;
	d->drop = false;
	if (types)
		err = ss_config_each(d->config, types, add_type, d);
	if (!err && drop)
		err = ss_config_bool(d->config, drop, &d->drop);
	if (!err)
		err = add_rule(d, name);
	return err < 0 ? err : ss_rules_criteria(d->rules, err, d->config, map, SS_CRITERIA);
}

static int all_rules(struct ss_rules *r, struct ss_config *c)
{
	static const char *const keys[] = { "rules", NULL };
	struct draft d = { .rules = r, .config = c };
	const struct ss_node *list;
	int err = ss_config_keys(c, c->root, keys);

	if (err)
		return err;
	list = ss_node_get(c->root, "rules");
	if (!list)
		return ss_config_error(c, c->root, "there is no key 'rules'");
	err = ss_config_want(c, list, SS_NODE_LIST);
	for (const struct ss_node *n = list->first; n && !err; n = n->next)
		err = rule(&d, n);
	return err;
}

static int take(struct ss_rules *r, struct ss_config *c, const char *name, int err)
{
	if (!err)
		err = all_rules(r, c);
	if (err) {
		ss_strbuf_clear(&r->why);
		ss_strbuf_str(&r->why, err == -EINVAL && c->why.data ? c->why.data : name);
	}
	ss_config_fini(c);
	return err;
}

int ss_rules_file(struct ss_rules *r, const char *path)
{
	struct ss_config c = { 0 };

	return take(r, &c, path, ss_config_read(&c, path));
}

int ss_rules_text(struct ss_rules *r, const char *name, const char *text, size_t len)
{
	struct ss_config c = { 0 };

	return take(r, &c, name, ss_config_parse(&c, name, text, len));
}
