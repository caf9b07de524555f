/* SPDX-License-Identifier: BSD-2-Clause */
/* The syntax of globs. */
#include "rego/builtin/glob.h"

#include <string.h>

#include "rego/builtin/text.h"
#include "rego/value/string.h"

enum token_type {
	END,
	ERROR,
	TEXT,
	ANY,
	SUPER,
	SINGLE,
	NOT,
	SEPARATOR,
	RANGE_OPEN,
	RANGE_CLOSE,
	RANGE_LOW,
	RANGE_BETWEEN,
	RANGE_HIGH,
	TERMS_OPEN,
	TERMS_CLOSE,
};

struct token {
	enum token_type type;
	const char *text;
	size_t len;
};

struct lexer {
	struct rego_arena *arena;
	const char *at, *end;
	const char *error;
	/* A range is read at once: its opening, not, low, between, high, close at most. */
	struct token queue[8];
	size_t first, count;
	int terms;
	uint32_t last;
	size_t last_size;
	bool has_last;
};

/* --- tokens --------------------------------------------------------------- */
static void push(struct lexer *l, enum token_type type, const char *text, size_t len)
{
	l->queue[l->count++] = (struct token){ type, text, len };
}

static void push_rune(struct lexer *l, enum token_type type, uint32_t c)
{
	struct rego_text t = { .arena = l->arena };

	rego_put_rune(&t, c);
	push(l, type, t.data, t.len);
}

/* 0 is the end, and what cannot be read, too. */
static uint32_t peek(struct lexer *l, size_t *size)
{
	uint32_t c;

	*size = 0;
	if (l->at == l->end)
		return 0;
	*size = rego_rune(l->at, (size_t)(l->end - l->at), &c);
	if (c != 0xfffd)
		return c;
	l->error = "could not read rune";
	*size = 0;
	return 0;
}

static uint32_t read_rune(struct lexer *l)
{
	if (l->has_last) {
		l->has_last = false;
		l->at += l->last_size;
		return l->last;
	}
	l->last = peek(l, &l->last_size);
	l->at += l->last_size;
	return l->last;
}

static void unread(struct lexer *l)
{
	if (l->has_last) {
		l->error = "could not unread rune";
		return;
	}
	l->at -= l->last_size;
	l->has_last = true;
}

/* Up to one of breakers that has no backslash before it. */
static void read_text(struct lexer *l, const char *breakers)
{
	struct rego_text t = { .arena = l->arena };
	bool escaped = false;
	uint32_t c;

	while ((c = read_rune(l))) {
		if (!escaped && c == '\\') {
			escaped = true;
			continue;
		}
		if (!escaped && c < 0x80 && strchr(breakers, (int)c)) {
			unread(l);
			break;
		}
		escaped = false;
		rego_put_rune(&t, c);
	}
	if (t.len)
		push(l, TEXT, t.data, t.len);
}

static void read_close(struct lexer *l, uint32_t c)
{
	if (c == ']')
		push(l, RANGE_CLOSE, "]", 1);
	else
		l->error = "expected close range character";
}

static void read_range(struct lexer *l)
{
	bool negated = false, high = false, close = false;
	size_t size;

	for (;;) {
		uint32_t c = read_rune(l);

		if (!c) {
			l->error = "unexpected end of input";
			return;
		}
		if (close) {
			read_close(l, c);
			return;
		}
		if (high) {
			push_rune(l, RANGE_HIGH, c);
			close = true;
			continue;
		}
		if (!negated && c == '!') {
			push(l, NOT, "!", 1);
			negated = true;
			continue;
		}
		if (peek(l, &size) == '-') {
			l->at += size;
			push_rune(l, RANGE_LOW, c);
			push(l, RANGE_BETWEEN, "-", 1);
			high = true;
			continue;
		}
		unread(l);
		read_text(l, "]");
		close = true;
	}
}

static void fetch(struct lexer *l)
{
	uint32_t c = read_rune(l);

	if (!c) {
		push(l, END, "", 0);
	} else if (c == '{') {
		l->terms++;
		push(l, TERMS_OPEN, "{", 1);
	} else if (c == ',' && l->terms > 0) {
		push(l, SEPARATOR, ",", 1);
	} else if (c == '}' && l->terms > 0) {
		push(l, TERMS_CLOSE, "}", 1);
		l->terms--;
	} else if (c == '[') {
		push(l, RANGE_OPEN, "[", 1);
		read_range(l);
	} else if (c == '?') {
		push(l, SINGLE, "?", 1);
	} else if (c == '*' && read_rune(l) == '*') {
		push(l, SUPER, "**", 2);
	} else if (c == '*') {
		unread(l);
		push(l, ANY, "*", 1);
	} else {
		unread(l);
		read_text(l, l->terms > 0 ? "?*[{}," : "?*[{");
	}
}

static struct token next(struct lexer *l)
{
	struct token t;

	for (;;) {
		if (l->error)
			return (struct token){ .type = ERROR };
		if (l->first < l->count)
			break;
		l->first = l->count = 0;
		fetch(l);
	}
	t = l->queue[l->first++];
	return t;
}

/* --- the tree ------------------------------------------------------------- */
void rego_glob_insert(struct rego_arena *a, struct rego_glob_node *parent,
		      struct rego_glob_node *child)
{
	if (parent->count == parent->room) {
		size_t room = parent->room ? parent->room * 2 : 4;
		struct rego_glob_node **more = rego_new_array(a, struct rego_glob_node *, room);

		if (parent->count)
			memcpy(more, parent->children,
			       parent->count * sizeof(struct rego_glob_node *));
		parent->children = more;
		parent->room = room;
	}
	parent->children[parent->count++] = child;
	child->parent = parent;
}

struct rego_glob_node *rego_glob_node(struct rego_arena *a, enum rego_glob_kind kind,
				      struct rego_glob_node *const *children, size_t count)
{
	struct rego_glob_node *n = rego_new(a, struct rego_glob_node);

	n->kind = kind;
	for (size_t i = 0; i < count; i++)
		rego_glob_insert(a, n, children[i]);
	return n;
}

static struct rego_glob_node *add(struct rego_arena *a, struct rego_glob_node *to,
				  enum rego_glob_kind kind)
{
	struct rego_glob_node *n = rego_glob_node(a, kind, NULL, 0);

	rego_glob_insert(a, to, n);
	return n;
}

static uint32_t one_rune(const struct token *t)
{
	uint32_t c;

	rego_rune(t->text, t->len, &c);
	return c;
}

static const char *out_of_order(struct rego_arena *a, uint32_t low, uint32_t high)
{
	struct rego_text t = { .arena = a };

	rego_puts(&t, "hi character '");
	rego_put_rune(&t, high);
	rego_puts(&t, "' should be greater than lo '");
	rego_put_rune(&t, low);
	rego_puts(&t, "'");
	return rego_text_done(&t);
}

/* After the opening bracket; the error, or NULL. */
static const char *parse_range(struct lexer *l, struct rego_glob_node *to)
{
	struct rego_glob_node range = { 0 }, *n;

	for (;;) {
		struct token t = next(l);

		switch (t.type) {
		case END: return "unexpected end";
		case ERROR: return l->error;
		case NOT: range.negated = true; break;
		case RANGE_LOW: range.low = one_rune(&t); break;
		case RANGE_HIGH:
			range.high = one_rune(&t);
			if (range.high < range.low)
				return out_of_order(l->arena, range.low, range.high);
			break;
		case TEXT:
			range.text = t.text;
			range.len = t.len;
			break;
		case RANGE_CLOSE:
			if ((range.low && range.high) == (range.len > 0))
				return "could not parse range";
			n = add(l->arena, to, range.len ? REGO_GLOB_LIST : REGO_GLOB_RANGE);
			n->text = range.text;
			n->len = range.len;
			n->low = range.low;
			n->high = range.high;
			n->negated = range.negated;
			return NULL;
		default: break;
		}
	}
}

struct rego_glob_node *rego_glob_parse(struct rego_arena *a, const char *s, size_t len,
				       const char **error)
{
	struct lexer l = { .arena = a, .at = s, .end = s + len };
	struct rego_glob_node *root = rego_glob_node(a, REGO_GLOB_PATTERN, NULL, 0), *to = root, *n;

	for (;;) {
		struct token t = next(&l);

		*error = NULL;
		switch (t.type) {
		case END: return root;
		case TEXT:
			n = add(a, to, REGO_GLOB_TEXT);
			n->text = t.text;
			n->len = t.len;
			break;
		case ANY: add(a, to, REGO_GLOB_ANY); break;
		case SUPER: add(a, to, REGO_GLOB_SUPER); break;
		case SINGLE: add(a, to, REGO_GLOB_SINGLE); break;
		case RANGE_OPEN: *error = parse_range(&l, to); break;
		case TERMS_OPEN:
			to = add(a, add(a, to, REGO_GLOB_ANY_OF), REGO_GLOB_PATTERN);
			break;
		case SEPARATOR: to = add(a, to->parent, REGO_GLOB_PATTERN); break;
		case TERMS_CLOSE: to = to->parent->parent; break;
		default: *error = l.error; break;
		}
		if (*error)
			return NULL;
	}
}
