// SPDX-License-Identifier: BSD-2-Clause
#include "config/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int error_at(struct ss_reader *r, yaml_mark_t mark, const char *why)
{
	struct ss_node at = { .line = mark.line + 1, .column = mark.column + 1 };

	return ss_config_error(r->c, &at, "%s", why);
}

/* Where in the text a byte is that is no UTF-8 or no character of YAML. */
static yaml_mark_t mark_of(const struct ss_reader *r, size_t offset)
{
	yaml_mark_t mark = { 0 };

	for (size_t i = 0; i < offset && i < r->len; i++) {
		if (r->text[i] == '\n') {
			mark.line++;
			mark.column = 0;
		} else {
			mark.column += (r->text[i] & 0xc0) != 0x80;
		}
	}
	return mark;
}

static int syntax_error(struct ss_reader *r)
{
	const yaml_parser_t *p = &r->parser;
	const struct ss_node at = { .line = p->problem_mark.line + 1,
				    .column = p->problem_mark.column + 1 };

	if (p->error == YAML_MEMORY_ERROR)
		return -ENOMEM;
	if (p->error == YAML_READER_ERROR)
		return error_at(r, mark_of(r, p->problem_offset), p->problem);
	if (p->context && strstr(p->context, "alias"))
		return error_at(r, p->context_mark,
				"no YAML: a value that begins with '*' must be quoted");
	return ss_config_error(r->c, &at, "no YAML: %s%s%s", p->context ? p->context : "",
			       p->context ? ", " : "", p->problem ? p->problem : "?");
}

bool ss_reader_next(struct ss_reader *r)
{
	yaml_event_delete(&r->event);
	if (yaml_parser_parse(&r->parser, &r->event))
		return true;
	r->err = syntax_error(r);
	return false;
}

struct ss_node *ss_reader_refuse(struct ss_reader *r, const char *why)
{
	r->err = error_at(r, r->event.start_mark, why);
	return NULL;
}

struct ss_node *ss_reader_node(struct ss_reader *r, enum ss_node_kind kind, const char *text,
			       size_t len)
{
	struct ss_config_item *item;

	if (++r->node_count > SS_CONFIG_MAX_NODES)
		return ss_reader_refuse(r, "the file holds too many values");
	item = calloc(1, sizeof(*item) + len + 1);
	if (!item) {
		r->err = -ENOMEM;
		return NULL;
	}
	item->next = r->c->items;
	r->c->items = item;
	item->node.kind = kind;
	item->node.line = r->event.start_mark.line + 1;
	item->node.column = r->event.start_mark.column + 1;
	if (text) {
		memcpy(item->text, text, len);
		item->node.text = item->text;
	}
	return &item->node;
}
