/* SPDX-License-Identifier: BSD-2-Clause */
/* Events of libyaml as a tree. */
#include "rego/builtin/yaml2.h"

#include <string.h>
#include <yaml.h>

/* libyaml refuses [a:], which is a text in a list for the package that OPA uses.  So where it does,
 * such a colon is written as a character of no meaning, and read back; but not for ever. */
#define COLON	   "\357\243\265"
#define MAX_COLONS 64

struct anchor {
	struct anchor *next;
	const char *name;
	struct rego_yaml2 *node;
};

struct reader {
	struct rego_arena *arena;
	yaml_parser_t parser;
	yaml_event_t event;
	bool has_event;
	struct anchor *anchors;
	const char *error;
	int depth;
	bool colons;	      /* some are written so */
	char closing;	      /* what the innermost [ or { waits for; NUL: there is none */
	const char *at, *end; /* what of the text has been looked at, and its end */
	size_t index;	      /* of at, in characters */
	bool slashes;	      /* the text has \/ somewhere */
};

static void end_reader(void *what)
{
	struct reader *r = what;

	if (r->has_event)
		yaml_event_delete(&r->event);
	yaml_parser_delete(&r->parser);
}

static bool fail(struct reader *r)
{
	const yaml_parser_t *p = &r->parser;
	size_t line = p->problem_mark.line;

	if (p->error == YAML_MEMORY_ERROR)
		rego_stop(r->arena, REGO_STOP_MEMORY);
	/* Lines are counted from 0, but of a scanner; 0 is none. */
	if (line)
		line += p->error == YAML_SCANNER_ERROR;
	else
		line = p->context_mark.line;
	r->error = p->problem ? p->problem : "unknown problem parsing YAML content";
	if (line)
		r->error = rego_printf(r->arena, "yaml: line %zu: %s", line, r->error);
	else
		r->error = rego_printf(r->arena, "yaml: %s", r->error);
	return false;
}

static bool next(struct reader *r)
{
	if (r->has_event)
		yaml_event_delete(&r->event);
	r->has_event = yaml_parser_parse(&r->parser, &r->event);
	return r->has_event || fail(r);
}

/* *len becomes less by the colons that are read back. */
static const char *text(struct reader *r, const yaml_char_t *s, size_t *len)
{
	char *copy = rego_strndup(r->arena, s ? (const char *)s : "", *len), *at = copy;
	char *end = copy + *len;

	while (r->colons && (at = memmem(at, (size_t)(end - at), COLON, 3))) {
		*at++ = ':';
		memmove(at, at + 2, (size_t)(end - at) - 1);
		end -= 2;
		*len -= 2;
	}
	return copy;
}

static const char *name(struct reader *r, const yaml_char_t *s)
{
	size_t len = s ? strlen((const char *)s) : 0;

	return text(r, s, &len);
}

static void set_anchor(struct reader *r, struct rego_yaml2 *n, const yaml_char_t *s)
{
	struct anchor *a;

	if (!s)
		return;
	a = rego_new(r->arena, struct anchor);
	*a = (struct anchor){ r->anchors, name(r, s), n };
	r->anchors = a;
}

static struct rego_yaml2 *find_anchor(struct reader *r, const char *what)
{
	for (struct anchor *a = r->anchors; a; a = a->next)
		if (!strcmp(a->name, what))
			return a->node;
	return NULL;
}

static void add(struct reader *r, struct rego_yaml2 *to, struct rego_yaml2 *n)
{
	if (to->count == to->room) {
		size_t room = to->room ? to->room * 2 : 8;
		struct rego_yaml2 **more = rego_new_array(r->arena, struct rego_yaml2 *, room);

		if (to->count)
			memcpy(more, to->items, to->count * sizeof(struct rego_yaml2 *));
		to->items = more;
		to->room = room;
	}
	to->items[to->count++] = n;
}

static bool read_node(struct reader *r, struct rego_yaml2 *n);

static bool read_items(struct reader *r, struct rego_yaml2 *n, yaml_event_type_t end)
{
	if (++r->depth > 10000)
		rego_stop(r->arena, REGO_STOP_DEPTH);
	for (;;) {
		struct rego_yaml2 *item;

		if (!next(r))
			return false;
		if (r->event.type == end)
			break;
		item = rego_new(r->arena, struct rego_yaml2);
		add(r, n, item);
		if (!read_node(r, item))
			return false;
	}
	r->depth--;
	return true;
}

/* The place of the character at that index; further on each time. */
static const char *place(struct reader *r, size_t index)
{
	for (; r->at < r->end && r->index < index; r->index++)
		do
			r->at++;
		while (r->at < r->end && (*r->at & 0xc0) == 0x80);
	return r->at;
}

/* At that line, counted as fail() does; 0 is none. */
static bool refuse(struct reader *r, size_t line, const char *why)
{
	r->error = line ? rego_printf(r->arena, "yaml: line %zu: %s", line, why)
			: rego_printf(r->arena, "yaml: %s", why);
	return false;
}

/* The package that OPA uses does not know \/ between double quotes, which libyaml takes for /. */
static bool no_slashes(struct reader *r)
{
	const yaml_event_t *e = &r->event;
	size_t line = e->start_mark.line;
	const char *at, *end;

	at = place(r, e->start_mark.index);
	end = place(r, e->end_mark.index);
	for (; at < end; at++) {
		line += *at == '\n';
		if (*at == '\\' && *++at == '/')
			return refuse(r, line ? line + 1 : 0, "found unknown escape character");
	}
	return true;
}

/* Nor a ? within what has no quotes between [] or {}: for it a key begins there, as in [a?b]. */
static bool no_questions(struct reader *r)
{
	const yaml_event_t *e = &r->event;
	size_t line = e->start_mark.line;

	if (!memchr(e->data.scalar.value, '?', e->data.scalar.length))
		return true;
	for (const char *at = place(r, e->start_mark.index); at < r->end && *at != '?'; at++)
		line += *at == '\n';
	return refuse(r, line,
		      r->closing == ']' ? "did not find expected ',' or ']'"
					: "did not find expected ',' or '}'");
}

static bool check_scalar(struct reader *r)
{
	switch (r->event.data.scalar.style) {
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE: return !r->slashes || no_slashes(r);
	case YAML_PLAIN_SCALAR_STYLE: return !r->closing || no_questions(r);
	default: return true;
	}
}

/* The items of a list or map; one pair in a list, [a: b], has no bracket of its own. */
static bool read_inside(struct reader *r, struct rego_yaml2 *n, yaml_event_type_t end)
{
	const yaml_event_t *e = &r->event;
	char before = r->closing;
	bool ok;

	if (end == YAML_SEQUENCE_END_EVENT) {
		if (e->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE)
			r->closing = ']';
	} else if (e->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE &&
		   *place(r, e->end_mark.index - 1) == '{') {
		r->closing = '}';
	}
	ok = read_items(r, n, end);
	r->closing = before;
	return ok;
}

/* The node that the event at hand begins. */
static bool read_node(struct reader *r, struct rego_yaml2 *n)
{
	const yaml_event_t *e = &r->event;

	n->tag = "";
	switch (e->type) {
	case YAML_ALIAS_EVENT:
		n->kind = REGO_YAML2_ALIAS;
		n->text = name(r, e->data.alias.anchor);
		n->alias = find_anchor(r, n->text);
		if (!n->alias)
			r->error = rego_printf(r->arena, "yaml: unknown anchor '%s' referenced",
					       n->text);
		return n->alias;
	case YAML_SCALAR_EVENT:
		n->kind = REGO_YAML2_SCALAR;
		n->tag = name(r, e->data.scalar.tag);
		n->len = e->data.scalar.length;
		n->text = text(r, e->data.scalar.value, &n->len);
		n->plain = e->data.scalar.plain_implicit;
		set_anchor(r, n, e->data.scalar.anchor);
		return check_scalar(r);
	case YAML_SEQUENCE_START_EVENT:
		n->kind = REGO_YAML2_LIST;
		set_anchor(r, n, e->data.sequence_start.anchor);
		return read_inside(r, n, YAML_SEQUENCE_END_EVENT);
	default:
		n->kind = REGO_YAML2_MAP;
		set_anchor(r, n, e->data.mapping_start.anchor);
		return read_inside(r, n, YAML_MAPPING_END_EVENT);
	}
}

static bool read_document(struct reader *r, struct rego_yaml2 **tree)
{
	*tree = NULL;
	if (!next(r) || !next(r))
		return false;
	if (r->event.type == YAML_STREAM_END_EVENT)
		return true;
	*tree = rego_new(r->arena, struct rego_yaml2);
	/* Up to the end of the document: what is wrong there counts. */
	return next(r) && read_node(r, *tree) && next(r);
}

static struct reader *read_text(struct rego_arena *a, const char *s, size_t len, bool colons,
				struct rego_yaml2 **tree)
{
	struct reader *r = rego_new(a, struct reader);

	r->arena = a;
	r->colons = colons;
	r->at = s;
	r->slashes = memmem(s, len, "\\/", 2);
	r->end = s + len;
	if (!yaml_parser_initialize(&r->parser))
		rego_stop(a, REGO_STOP_MEMORY);
	rego_arena_defer(a, end_reader, r);
	yaml_parser_set_input_string(&r->parser, (const yaml_char_t *)(len ? s : "\n"),
				     len ? len : 1);
	if (!read_document(r, tree))
		*tree = NULL;
	return r;
}

/* The text with the colon at that character written otherwise; NULL: there is none. */
static const char *hide_colon(struct rego_arena *a, const char *s, size_t *len, size_t index)
{
	size_t at = 0;
	char *out;

	for (; at < *len && index > 0; index--)
		do
			at++;
		while (at < *len && (s[at] & 0xc0) == 0x80);
	if (at >= *len || s[at] != ':')
		return NULL;
	out = rego_alloc(a, *len + 3);
	memcpy(out, s, at);
	memcpy(out + at, COLON, 3);
	memcpy(out + at + 3, s + at + 1, *len - at - 1);
	*len += 2;
	return out;
}

bool rego_yaml2_read(struct rego_arena *a, const char *s, size_t len, struct rego_yaml2 **tree,
		     const char **error)
{
	struct reader *r = read_text(a, s, len, false, tree);
	bool can = !memmem(s, len, COLON, 3);

	for (int i = 0; can && r->error && i < MAX_COLONS; i++) {
		if (!r->parser.problem || strcmp(r->parser.problem, "found unexpected ':'"))
			break;
		s = hide_colon(a, s, &len, r->parser.problem_mark.index);
		if (!s)
			break;
		r = read_text(a, s, len, true, tree);
	}
	*error = r->error;
	return !r->error;
}
