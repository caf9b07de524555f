// SPDX-License-Identifier: BSD-2-Clause
/* From libyaml's events to nodes, within bounds. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/reader.h"

/* The newest first: a name may be given anew. */
struct ss_anchor {
	struct ss_anchor *next;
	const struct ss_node *node;
	char name[];
};

static bool add_anchor(struct ss_reader *r, const char *name, const struct ss_node *node)
{
	struct ss_anchor *a;

	if (++r->anchor_count > SS_CONFIG_MAX_ANCHORS) {
		r->err = ss_config_error(r->c, node, "more than %d anchors", SS_CONFIG_MAX_ANCHORS);
		return false;
	}
	a = malloc(sizeof(*a) + strlen(name) + 1);
	if (!a) {
		r->err = -ENOMEM;
		return false;
	}
	strcpy(a->name, name);
	a->node = node;
	a->next = r->anchors;
	r->anchors = a;
	return true;
}

void ss_reader_forget(struct ss_reader *r)
{
	while (r->anchors) {
		struct ss_anchor *next = r->anchors->next;

		free(r->anchors);
		r->anchors = next;
	}
}

static bool too_deep(struct ss_reader *r, int depth)
{
	if (depth < SS_CONFIG_MAX_DEPTH)
		return false;
	ss_reader_refuse(r, "values are nested too deeply");
	return true;
}

/* A copy of all of it, since a node has its place in one list only; the texts are shared. */
static struct ss_node *copy(struct ss_reader *r, const struct ss_node *from, int depth)
{
	const struct ss_node **end;
	struct ss_node *node;

	if (from->kind != SS_NODE_SCALAR && too_deep(r, depth))
		return NULL;
	node = ss_reader_node(r, from->kind, NULL, 0);
	if (!node)
		return NULL;
	*node = *from;
	node->key = NULL;
	node->next = NULL;
	node->first = NULL;
	end = &node->first;
	ss_for_each_node (child, from) {
		struct ss_node *twin = copy(r, child, depth + 1);

		if (!twin)
			return NULL;
		twin->key = child->key;
		*end = twin;
		end = &twin->next;
	}
	return node;
}

static struct ss_node *alias(struct ss_reader *r, int depth)
{
	const char *name = (const char *)r->event.data.alias.anchor;
	char why[160];

	for (const struct ss_anchor *a = r->anchors; a; a = a->next)
		if (!strcmp(a->name, name))
			return copy(r, a->node, depth);
	snprintf(why, sizeof(why),
		 "there is no anchor for the alias '*%.60s' (a value that begins with '*' must be "
		 "quoted)",
		 name);
	return ss_reader_refuse(r, why);
}

static struct ss_node *scalar(struct ss_reader *r)
{
	const char *text = (const char *)r->event.data.scalar.value;
	size_t len = r->event.data.scalar.length;
	struct ss_node *node;

	if (memchr(text, 0, len))
		return ss_reader_refuse(r, "a NUL in a text");
	node = ss_reader_node(r, SS_NODE_SCALAR, text, len);
	if (node)
		node->quoted = r->event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	return node;
}

static struct ss_node *list(struct ss_reader *r, int depth)
{
	struct ss_node *node = ss_reader_node(r, SS_NODE_LIST, NULL, 0), *child;
	const struct ss_node **end;

	if (!node)
		return NULL;
	for (end = &node->first; ss_reader_next(r); end = &child->next) {
		if (r->event.type == YAML_SEQUENCE_END_EVENT)
			return node;
		child = ss_reader_value(r, depth + 1);
		if (!child)
			return NULL;
		*end = child;
	}
	return NULL;
}

/* The key that is the event to look at, for a MAP that has COUNT. */
static struct ss_node *map_key(struct ss_reader *r, const struct ss_node *map, int count)
{
	struct ss_node *key;

	if (r->event.type != YAML_SCALAR_EVENT)
		return ss_reader_refuse(r, "a key must be a single value");
	key = ss_reader_value(r, 0);
	if (!key)
		return NULL;
	if (count == SS_CONFIG_MAX_KEYS)
		r->err = ss_config_error(r->c, key, "more than %d keys in a map",
					 SS_CONFIG_MAX_KEYS);
	else if (ss_node_get(map, key->text))
		r->err = ss_config_error(r->c, key, "the key '%.80s' is there twice", key->text);
	else
		return key;
	return NULL;
}

static struct ss_node *map(struct ss_reader *r, int depth)
{
	struct ss_node *node = ss_reader_node(r, SS_NODE_MAP, NULL, 0), *child;
	const struct ss_node **end;
	int count = 0;

	if (!node)
		return NULL;
	for (end = &node->first; ss_reader_next(r); end = &child->next) {
		struct ss_node *key;

		if (r->event.type == YAML_MAPPING_END_EVENT)
			return node;
		key = map_key(r, node, count++);
		if (!key || !ss_reader_next(r))
			return NULL;
		child = ss_reader_value(r, depth + 1);
		if (!child)
			return NULL;
		child->key = key;
		*end = child;
	}
	return NULL;
}

/* What the event says of a value besides its kind. */
static void properties(const yaml_event_t *e, const yaml_char_t **anchor, const yaml_char_t **tag)
{
	switch (e->type) {
	case YAML_SCALAR_EVENT:
		*anchor = e->data.scalar.anchor;
		*tag = e->data.scalar.tag;
		break;
	case YAML_SEQUENCE_START_EVENT:
		*anchor = e->data.sequence_start.anchor;
		*tag = e->data.sequence_start.tag;
		break;
	default: *anchor = e->data.mapping_start.anchor; *tag = e->data.mapping_start.tag;
	}
}

static struct ss_node *plain_value(struct ss_reader *r, int depth)
{
	if (r->event.type == YAML_SCALAR_EVENT)
		return scalar(r);
	if (too_deep(r, depth))
		return NULL;
	return r->event.type == YAML_SEQUENCE_START_EVENT ? list(r, depth) : map(r, depth);
}

struct ss_node *ss_reader_value(struct ss_reader *r, int depth)
{
	const yaml_char_t *anchor, *tag;
	struct ss_node *node;
	char *name;

	if (r->event.type == YAML_ALIAS_EVENT)
		return alias(r, depth);
	properties(&r->event, &anchor, &tag);
	if (tag)
		return ss_reader_refuse(r, "tags ('!...') have no meaning here");
	if (!anchor)
		return plain_value(r, depth);
	name = strdup((const char *)anchor); /* the event will be another one */
	node = name ? plain_value(r, depth) : NULL;
	if (!name)
		r->err = -ENOMEM;
	else if (node && !add_anchor(r, name, node))
		node = NULL;
	free(name);
	return node;
}
