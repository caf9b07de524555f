/* SPDX-License-Identifier: BSD-2-Clause */
/* libyaml's events made into nodes.  libyaml bounds how deep they nest. */
#include "rego/syntax/yaml.h"

#include <yaml.h>

#include "core/strbuf.h"

struct anchor {
	const char *name;
	struct rego_node *node;
	struct anchor *before;
};

/* In the arena, so that a stop frees what libyaml holds. */
struct reader {
	struct rego_decoder *d;
	struct anchor *anchors;
	const char *text;
	size_t len;
	yaml_parser_t parser;
	yaml_event_t event;
	bool has_event;
	uint32_t depth;
};

static void reader_fini(void *what)
{
	struct reader *r = what;

	if (r->has_event)
		yaml_event_delete(&r->event);
	r->has_event = false;
	yaml_parser_delete(&r->parser);
}

static void failure_text(struct reader *r, yaml_error_type_t error, yaml_mark_t context,
			 yaml_mark_t mark, const char *problem)
{
	size_t line = context.line ? context.line : mark.line;

	problem = problem ? problem : "unknown problem parsing YAML content";
	if (line && error == YAML_SCANNER_ERROR)
		line++;
	if (line)
		r->d->failed = rego_printf(r->d->arena, "yaml: line %zu: %s", line, problem);
	else
		r->d->failed = rego_printf(r->d->arena, "yaml: %s", problem);
}

/* Go's scanner is two tokens ahead of its parser, so a mistake there is found before one of the
 * parser's.  Scan again: past the tokens that were taken, and three more.  What libyaml has read
 * beyond these to know whether the third is a key, Go has not. */
static bool scanner_fails_soon(struct reader *r, size_t taken)
{
	yaml_parser_t *p = &r->parser;
	yaml_token_t t;
	size_t count = 0;

	yaml_parser_delete(p);
	if (!yaml_parser_initialize(p))
		rego_stop(r->d->arena, REGO_STOP_MEMORY);
	yaml_parser_set_input_string(p, (const yaml_char_t *)r->text, r->len);
	for (; count < taken + 3 && yaml_parser_scan(p, &t); count++) {
		bool end = t.type == YAML_STREAM_END_TOKEN;

		yaml_token_delete(&t);
		if (end)
			return false;
	}
	return p->error == YAML_SCANNER_ERROR &&
	       (count <= taken || count + (size_t)(p->tokens.tail - p->tokens.head) < taken + 3);
}

static void parse_failed(struct reader *r)
{
	const yaml_parser_t *p = &r->parser;
	yaml_error_type_t error = p->error;
	yaml_mark_t context = p->context_mark, mark = p->problem_mark;
	const char *text = p->problem;

	if (error == YAML_PARSER_ERROR && scanner_fails_soon(r, p->tokens_parsed))
		failure_text(r, p->error, p->context_mark, p->problem_mark, p->problem);
	else
		failure_text(r, error, context, mark, text);
}

/* After the last event that is of interest: a mistake of which Go's scanner knows by now. */
static void look_ahead(struct reader *r, size_t taken)
{
	const yaml_parser_t *p = &r->parser;

	if (scanner_fails_soon(r, taken))
		failure_text(r, p->error, p->context_mark, p->problem_mark, p->problem);
}

static void drop(struct reader *r)
{
	if (r->has_event)
		yaml_event_delete(&r->event);
	r->has_event = false;
}

static yaml_event_type_t next(struct reader *r)
{
	drop(r);
	if (r->d->failed)
		return YAML_NO_EVENT;
	if (!yaml_parser_parse(&r->parser, &r->event)) {
		parse_failed(r);
		return YAML_NO_EVENT;
	}
	r->has_event = true;
	return r->event.type;
}

static const char *short_tag(struct rego_arena *a, const char *tag)
{
	static const char prefix[] = "tag:yaml.org,2002:";

	if (strncmp(tag, prefix, sizeof(prefix) - 1))
		return rego_strndup(a, tag, strlen(tag));
	return rego_printf(a, "!!%s", tag + sizeof(prefix) - 1);
}

static struct rego_node *new_node(struct reader *r, enum rego_node_kind kind,
				  const yaml_char_t *tag, const char *usual,
				  const yaml_char_t *anchor)
{
	struct rego_arena *a = r->d->arena;
	struct rego_node *n = rego_new(a, struct rego_node);

	n->kind = kind;
	n->line = (uint32_t)r->event.start_mark.line + 1;
	n->text = "";
	if (tag && *tag && strcmp((const char *)tag, "!"))
		n->tag = short_tag(a, (const char *)tag);
	else
		n->tag = usual;
	if (anchor) {
		struct anchor *x = rego_new(a, struct anchor);

		x->name = rego_strndup(a, (const char *)anchor, strlen((const char *)anchor));
		x->node = n;
		x->before = r->anchors;
		r->anchors = x;
	}
	return n;
}

static struct rego_node *scalar(struct reader *r)
{
	struct rego_arena *a = r->d->arena;
	const char *text = rego_strndup(a, (const char *)r->event.data.scalar.value,
					r->event.data.scalar.length);
	size_t len = r->event.data.scalar.length;
	bool quoted = r->event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE &&
		      r->event.data.scalar.style != YAML_ANY_SCALAR_STYLE;
	const char *usual = quoted ? "!!str" : !strcmp(text, "<<") ? "!!merge" : NULL;
	struct rego_yaml ignored;
	struct rego_node *n;

	n = new_node(r, REGO_NODE_SCALAR, r->event.data.scalar.tag, usual,
		     r->event.data.scalar.anchor);
	n->quoted = quoted;
	n->text = text;
	n->len = len;
	if (!n->tag)
		n->tag = rego_yaml_resolve(r->d, "", text, len, &ignored);
	return n;
}

static struct rego_node *alias(struct reader *r)
{
	struct rego_arena *a = r->d->arena;
	const char *name = (const char *)r->event.data.alias.anchor;
	struct rego_node *n = new_node(r, REGO_NODE_ALIAS, NULL, "", NULL);

	n->text = rego_strndup(a, name, strlen(name));
	n->len = strlen(name);
	for (const struct anchor *x = r->anchors; x && !n->target; x = x->before) {
		if (!strcmp(x->name, n->text))
			n->target = x->node;
	}
	if (n->target)
		return n;
	look_ahead(r, r->parser.tokens_parsed - 1);
	if (!r->d->failed)
		r->d->failed = rego_printf(a, "yaml: unknown anchor '%s' referenced", n->text);
	return n;
}

#define MOST_DEPTH 10000 /* as in Go */

static struct rego_node *node(struct reader *r);

static void children(struct reader *r, struct rego_node *n, yaml_event_type_t end)
{
	uint32_t room = 0;

	if (++r->depth > MOST_DEPTH)
		r->d->failed =
			rego_printf(r->d->arena, "yaml: exceeded max depth of %d", MOST_DEPTH);
	while (next(r) != end && !r->d->failed) {
		struct rego_node *child = node(r);

		if (n->count == room) {
			uint32_t more = room ? room * 2 : 4;
			struct rego_node **items =
				rego_new_array(r->d->arena, struct rego_node *, more);

			if (room)
				memcpy(items, n->items, room * sizeof(*items));
			n->items = items;
			room = more;
		}
		n->items[n->count++] = child;
	}
	r->depth--;
}

static struct rego_node *node(struct reader *r)
{
	struct rego_node *n;

	switch (r->event.type) {
	case YAML_SCALAR_EVENT: return scalar(r);
	case YAML_ALIAS_EVENT: return alias(r);
	case YAML_SEQUENCE_START_EVENT:
		n = new_node(r, REGO_NODE_LIST, r->event.data.sequence_start.tag, "!!seq",
			     r->event.data.sequence_start.anchor);
		children(r, n, YAML_SEQUENCE_END_EVENT);
		return n;
	default:
		n = new_node(r, REGO_NODE_MAP, r->event.data.mapping_start.tag, "!!map",
			     r->event.data.mapping_start.anchor);
		children(r, n, YAML_MAPPING_END_EVENT);
		return n;
	}
}

struct rego_node *rego_yaml_parse(struct rego_decoder *d, const char *text, size_t len)
{
	struct reader *r = rego_new(d->arena, struct reader);
	struct rego_node *n = NULL;

	r->d = d;
	r->text = text;
	r->len = len;
	if (!yaml_parser_initialize(&r->parser))
		rego_stop(d->arena, REGO_STOP_MEMORY);
	rego_arena_defer(d->arena, reader_fini, r);
	yaml_parser_set_input_string(&r->parser, (const yaml_char_t *)text, len);
	next(r);
	if (!d->failed && next(r) == YAML_DOCUMENT_START_EVENT) {
		next(r);
		if (!d->failed)
			n = node(r);
		/* What follows the first document is not looked at, but its end is. */
		if (!d->failed && next(r) == YAML_DOCUMENT_END_EVENT)
			look_ahead(r,
				   r->parser.tokens_parsed - !r->event.data.document_end.implicit);
	}
	reader_fini(r);
	return d->failed ? NULL : n;
}
