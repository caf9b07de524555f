// SPDX-License-Identifier: BSD-2-Clause
/*
 * Any bytes as a YAML file: a tree within the bounds, or one line that says
 * what is wrong.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

static size_t walk(const struct ss_node *n, int depth)
{
	size_t count = 1;

	must(n->line && n->column && !n->text == (n->kind != SS_NODE_SCALAR));
	must(n->kind == SS_NODE_SCALAR ? !n->first : depth < SS_CONFIG_MAX_DEPTH);
	ss_for_each_node (child, n) {
		must(!child->key == (n->kind != SS_NODE_MAP));
		if (child->key)
			must(ss_node_get(n, child->key->text) == child);
		count += walk(child, depth + 1);
	}
	return count;
}

static void say(struct ss_config *c)
{
	static const char *const known[] = { "rules", "name", NULL };
	const char *text;
	bool b;

	ss_config_keys(c, c->root, known);
	ss_config_text(c, c->root, &text);
	ss_config_bool(c, c->root, &b);
	ss_config_error(c, c->root, "%s", c->root->text ? c->root->text : "-");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ss_config c = { 0 };
	int err = ss_config_parse(&c, "f", (const char *)data, size);

	must(!err || err == -EINVAL);
	must(!err == !!c.root && !err == !c.why.len);
	if (!err) {
		must(walk(c.root, 0) <= SS_CONFIG_MAX_NODES + 1);
		say(&c);
	}
	must(c.why.len && !strncmp(c.why.data, "f:", 2) && !strchr(c.why.data, '\n'));
	ss_config_fini(&c);
	return 0;
}
