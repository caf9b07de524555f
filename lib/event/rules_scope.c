// SPDX-License-Identifier: BSD-2-Clause
/* Criteria as a map of a file has them: "uid: [0, www-data]", "not: {exe: /bin/sh}". */
#include <errno.h>
#include <string.h>

#include "config/config.h"
#include "event/rules_impl.h"

const char *const ss_rules_scope_keys[SS_BY_WHO + 2] = {
	"pid", "tree", "uid", "comm", "exe", "cgroup", "container", "not",
};

/* A criterion whose values are read, and the file they are in. */
struct reading {
	struct ss_config *config;
	struct ss_rule_part part;
};

static int add_value(void *ctx, const struct ss_node *node, const char *text)
{
	struct reading *r = ctx;
	int err = ss_rule_value(&r->part, text);

	if (err == -EINVAL)
		ss_config_error(r->config, node, "%s: %s", ss_criterion_names[r->part.by],
				r->part.rules->why.data);
	return err;
}

static int add_criteria(struct reading *r, const struct ss_node *map, enum ss_criterion end)
{
	int err = 0;

	for (r->part.by = 0; r->part.by < end && !err; r->part.by++) {
		const struct ss_node *node = ss_node_get(map, ss_criterion_names[r->part.by]);

		if (node)
			err = ss_config_each(r->config, node, add_value, r);
	}
	return err;
}

int ss_rules_criteria(struct ss_rules *rules, int rule, struct ss_config *c,
		      const struct ss_node *map, enum ss_criterion end)
{
	struct reading r = { .config = c, .part = { .rules = rules, .rule = rule } };
	const char *names[SS_CRITERIA + 1] = { 0 };
	const struct ss_node *not = ss_node_get(map, "not");
	int err = add_criteria(&r, map, end);

	if (err || !not )
		return err;
	memcpy(names, ss_criterion_names, end * sizeof(names[0]));
	r.part.negated = true;
	err = ss_config_keys(c, not, names);
	return err ? err : add_criteria(&r, not, end);
}

int ss_rules_scope(struct ss_rules *r, int rule, struct ss_config *c, const struct ss_node *map)
{
	return ss_rules_criteria(r, rule, c, map, SS_BY_WHO);
}
