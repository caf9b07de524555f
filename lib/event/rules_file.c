// SPDX-License-Identifier: BSD-2-Clause
/* Rules from a file of YAML. */
#include <errno.h>
#include <string.h>

#include "config/config.h"
#include "core/nearest.h"
#include "event/rules_impl.h"

#define NAME_MAX_LEN 63

/* What a rule is made of while its map is read. */
struct draft {
	struct ss_rules *rules;
	struct ss_config *config;
	uint64_t types;
	bool drop;
	struct ss_rule_part part;
};

typedef int (*text_fn)(struct draft *d, const struct ss_node *node, const char *text);

/* A single text, or each of a list. */
static int each_text(struct draft *d, const struct ss_node *node, text_fn fn)
{
	const char *text;
	int err;

	if (node->kind != SS_NODE_LIST) {
		err = ss_config_text(d->config, node, &text);
		return err ? err : fn(d, node, text);
	}
	if (!node->first)
		return ss_config_error(d->config, node, "the list is empty");
	ss_for_each_node (child, node) {
		err = ss_config_text(d->config, child, &text);
		if (!err)
			err = fn(d, child, text);
		if (err)
			return err;
	}
	return 0;
}

static int add_type(struct draft *d, const struct ss_node *node, const char *text)
{
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

static int add_value(struct draft *d, const struct ss_node *node, const char *text)
{
	int err = ss_rule_value(&d->part, text);

	if (err == -EINVAL)
		ss_config_error(d->config, node, "%s: %s", ss_criterion_names[d->part.by],
				d->rules->why.data);
	return err;
}

static int add_criteria(struct draft *d, const struct ss_node *map, bool negated)
{
	int err = 0;

	d->part.negated = negated;
	for (int by = 0; by < SS_CRITERIA && !err; by++) {
		const struct ss_node *node = ss_node_get(map, ss_criterion_names[by]);

		d->part.by = by;
		if (node)
			err = each_text(d, node, add_value);
	}
	return err;
}

/* A name is to be shown and to be a key: no surprises in it. */
static int check_name(struct draft *d, const struct ss_node *node, const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789_.-");

	if (name[len] || len > NAME_MAX_LEN)
		return ss_config_error(d->config, node,
				       SHOWN " is no name of 1 to %d letters, digits, '_', '.', "
					     "'-'",
				       name, NAME_MAX_LEN);
	return 0;
}

static int add_rule(struct draft *d, const struct ss_node *name)
{
	int rule = ss_rules_add(d->rules, name->text, d->types, d->drop);

	if (rule == -EEXIST)
		return ss_config_error(d->config, name, "there is a rule " SHOWN " already",
				       name->text);
	if (rule == -E2BIG)
		return ss_config_error(d->config, name, "there are more than %d rules",
				       SS_RULES_MAX - 1);
	d->part = (struct ss_rule_part){ .rules = d->rules, .rule = rule };
	return rule < 0 ? rule : 0;
}

static int rule(struct draft *d, const struct ss_node *map)
{
	const char *keys[SS_CRITERIA + 5] = { "name", "types", "drop", "not" };
	const struct ss_node *name, *types, *drop, *not ;
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
	not = ss_node_get(map, "not");
	d->types = types ? 0 : UINT64_MAX;
	d->drop = false;
	err = ss_config_want(d->config, name, SS_NODE_SCALAR);
	if (!err)
		err = each_text(d, name, check_name);
	if (!err && types)
		err = each_text(d, types, add_type);
	if (!err && drop)
		err = ss_config_bool(d->config, drop, &d->drop);
	if (!err)
		err = add_rule(d, name);
	if (!err)
		err = add_criteria(d, map, false);
	if (!err && not )
		err = ss_config_keys(d->config, not, ss_criterion_names);
	return !err && not ? add_criteria(d, not, true) : err;
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
