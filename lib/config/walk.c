// SPDX-License-Identifier: BSD-2-Clause
/* Going through the tree, and what to say when something is not as it should be. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/nearest.h"

static const char *const kinds[] = {
	[SS_NODE_SCALAR] = "a single value",
	[SS_NODE_LIST] = "a list",
	[SS_NODE_MAP] = "a map",
};

/* Words of the file are quoted in messages: a message stays one line. */
static void one_line(struct ss_strbuf *b)
{
	for (size_t i = 0; i < b->len; i++)
		if ((unsigned char)b->data[i] < 0x20)
			b->data[i] = '?';
}

int ss_config_error(struct ss_config *c, const struct ss_node *at, const char *fmt, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		text = NULL;
	va_end(args);
	ss_strbuf_clear(&c->why);
	ss_strbuf_printf(&c->why, "%s:%u:%u: %s", c->name, at->line, at->column, text ? text : fmt);
	free(text);
	if (!c->why.err)
		one_line(&c->why);
	return -EINVAL;
}

const struct ss_node *ss_node_get(const struct ss_node *map, const char *key)
{
	if (map->kind != SS_NODE_MAP)
		return NULL;
	ss_for_each_node (value, map)
		if (!strcmp(value->key->text, key))
			return value;
	return NULL;
}

bool ss_node_is_null(const struct ss_node *node)
{
	return node->kind == SS_NODE_SCALAR && !node->quoted &&
	       (!*node->text || !strcmp(node->text, "~") || !strcmp(node->text, "null"));
}

int ss_config_want(struct ss_config *c, const struct ss_node *node, enum ss_node_kind kind)
{
	if (node->kind == kind && !(kind == SS_NODE_SCALAR && ss_node_is_null(node)))
		return 0;
	return ss_config_error(c, node, "%s is wanted here, not %s", kinds[kind],
			       ss_node_is_null(node) ? "nothing" : kinds[node->kind]);
}

/* "a, b, c" */
static void list_words(struct ss_strbuf *b, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		ss_strbuf_printf(b, "%s%s", i ? ", " : "", words[i]);
}

static int unknown_key(struct ss_config *c, const struct ss_node *key, const char *const *known)
{
	const char *meant = ss_nearest(key->text, known);
	struct ss_strbuf all = { 0 };

	if (meant)
		return ss_config_error(c, key, "unknown key '%.80s' (did you mean '%s'?)",
				       key->text, meant);
	list_words(&all, known);
	ss_config_error(c, key, "unknown key '%.80s' (there are: %s)", key->text,
			all.data ? all.data : "");
	ss_strbuf_fini(&all);
	return -EINVAL;
}

static bool is_one_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(word, *words))
			return true;
	return false;
}

int ss_config_keys(struct ss_config *c, const struct ss_node *map, const char *const *known)
{
	int err = ss_config_want(c, map, SS_NODE_MAP);

	if (err)
		return err;
	ss_for_each_node (value, map)
		if (!is_one_of(value->key->text, known))
			return unknown_key(c, value->key, known);
	return 0;
}

int ss_config_text(struct ss_config *c, const struct ss_node *node, const char **out)
{
	int err = ss_config_want(c, node, SS_NODE_SCALAR);

	if (!err && !*node->text)
		err = ss_config_error(c, node, "the text is empty");
	if (!err)
		*out = node->text;
	return err;
}

static int call(struct ss_config *c, const struct ss_node *node, ss_config_fn fn, void *ctx)
{
	const char *text;
	int err = ss_config_text(c, node, &text);

	return err ? err : fn(ctx, node, text);
}

int ss_config_each(struct ss_config *c, const struct ss_node *node, ss_config_fn fn, void *ctx)
{
	int err = 0;

	if (node->kind != SS_NODE_LIST)
		return call(c, node, fn, ctx);
	if (!node->first)
		return ss_config_error(c, node, "the list is empty");
	for (const struct ss_node *n = node->first; n && !err; n = n->next)
		err = call(c, n, fn, ctx);
	return err;
}

int ss_config_bool(struct ss_config *c, const struct ss_node *node, bool *out)
{
	int err = ss_config_want(c, node, SS_NODE_SCALAR);

	if (err)
		return err;
	*out = !strcmp(node->text, "true");
	if (node->quoted || (!*out && strcmp(node->text, "false") != 0))
		return ss_config_error(c, node, "true or false is wanted here, not '%.80s'",
				       node->text);
	return 0;
}
