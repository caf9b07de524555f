// SPDX-License-Identifier: BSD-2-Clause
/* The second half of the JSON reader: grammar, and the index of values. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/json_doc.h"
#include "core/json_number.h"

#define FIRST_CAP 4096 /* nodes */

/* Used more than once, and still part of one loop. */
#define INLINED static inline __attribute__((always_inline))

struct parser {
	const char *text;
	uint32_t len;
	struct ss_json_scan *scan;
	struct ss_json_node *nodes;
	struct ss_json_error error;
	int err;
};

/* The hot part of a parse.  No function that is not inlined sees it: it stays in registers. */
struct cursor {
	const uint32_t *next; /* token; the last is the length of the text */
	struct ss_json_node *top;
	uint32_t at; /* the token that is looked at */
	char c;	     /* its byte; NUL at the end of the text, where NUL is as wrong as anywhere */
};

struct ss_json_doc *ss_json_doc_new(void)
{
	struct ss_json_doc *doc = calloc(1, sizeof(*doc));

	if (doc)
		doc->scan.simd = ss_json_simd();
	return doc;
}

void ss_json_doc_free(struct ss_json_doc *doc)
{
	if (!doc)
		return;
	free(doc->nodes);
	free(doc);
}

static __attribute__((noinline)) bool fail(struct parser *p, size_t at, const char *why)
{
	/* The end of the tokens is where the scan met an error, if it met one. */
	bool scan_failed = at == p->len && p->scan->why;

	p->error.offset = scan_failed ? p->scan->error_at : at;
	p->error.why = scan_failed ? p->scan->why : why;
	p->err = -EINVAL;
	return false;
}

INLINED void next_token(const struct parser *p, struct cursor *c)
{
	c->at = *c->next++;
	if (__builtin_expect(c->at == p->len, 0)) {
		ss_json_scan_more(p->scan);
		c->next = p->scan->tokens;
		c->at = *c->next++;
		if (c->at == p->len) {
			c->c = '\0';
			return;
		}
	}
	c->c = p->text[c->at];
}

/* FLAGS: SS_JSON_KEYED or none, and SS_JSON_ESCAPED. */
INLINED void add_node(struct cursor *c, unsigned int type, uint32_t flags, uint32_t start,
		      uint32_t len)
{
	*c->top++ = (struct ss_json_node){ start | type << SS_JSON_TYPE_SHIFT | flags, len };
}

static bool is_escape(const struct parser *p, uint32_t at)
{
	const char *s = p->text + at;
	size_t left = p->len - at;

	if (left < 2 || !s[1] || !strchr("\"\\/bfnrtu", s[1]))
		return false;
	if (s[1] != 'u')
		return true;
	if (left < 6)
		return false;
	for (int i = 2; i < 6; i++)
		if (!((s[i] >= '0' && s[i] <= '9') ||
		      ((s[i] | 0x20) >= 'a' && (s[i] | 0x20) <= 'f')))
			return false;
	return true;
}

/* Move over the escapes of a string to its last quote. */
INLINED bool escapes(struct parser *p, struct cursor *c, uint32_t start)
{
	for (; c->c == '\\'; next_token(p, c))
		if (!is_escape(p, c->at))
			return fail(p, c->at, "invalid escape");
	return c->c == '"' || fail(p, p->scan->why ? p->len : start, "unterminated string");
}

/* The scan has told strings from the rest: what comes next is an escape or the last quote. */
INLINED bool string(struct parser *p, struct cursor *c, uint32_t flags)
{
	uint32_t start = c->at;
	bool escaped;

	next_token(p, c);
	escaped = c->c != '"';
	if (__builtin_expect(escaped, 0) && !escapes(p, c, start))
		return false;
	add_node(c, SS_JSON_STRING, escaped ? flags | SS_JSON_ESCAPED : flags, start,
		 c->at + 1 - start);
	return true;
}

/* What may stand behind a number or a word: the scan made one token of all up to here. */
INLINED bool scalar_ends(const struct parser *p, uint32_t at)
{
	char c = at < p->len ? p->text[at] : ' ';

	return c == ',' || c == '}' || c == ']' || c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

INLINED bool number(struct parser *p, struct cursor *c, uint32_t flags)
{
	uint32_t len = ss_json_number_len(p->text + c->at, p->text + p->len);

	if (!len || !scalar_ends(p, c->at + len))
		return fail(p, c->at, "invalid number");
	add_node(c, SS_JSON_NUMBER, flags, c->at, len);
	return true;
}

INLINED bool is_word(const struct parser *p, uint32_t at, const char *word, uint32_t len)
{
	return p->len - at >= len && !memcmp(p->text + at, word, len) && scalar_ends(p, at + len);
}

INLINED bool word(struct parser *p, struct cursor *c, uint32_t flags)
{
	if (is_word(p, c->at, "true", 4))
		add_node(c, SS_JSON_BOOL, flags, c->at, 4);
	else if (is_word(p, c->at, "false", 5))
		add_node(c, SS_JSON_BOOL, flags, c->at, 5);
	else if (is_word(p, c->at, "null", 4))
		add_node(c, SS_JSON_NULL, flags, c->at, 4);
	else
		return fail(p, c->at, c->at < p->len ? "unexpected character" : "unexpected end");
	return true;
}

INLINED bool scalar(struct parser *p, struct cursor *c, uint32_t flags)
{
	if (__builtin_expect(c->c == '"', 1))
		return string(p, c, flags);
	if ((c->c >= '0' && c->c <= '9') || c->c == '-')
		return number(p, c, flags);
	return word(p, c, flags);
}

INLINED bool key(struct parser *p, struct cursor *c)
{
	if (c->c != '"')
		return fail(p, c->at, "expected a key");
	if (!string(p, c, 0))
		return false;
	next_token(p, c);
	return c->c == ':' || fail(p, c->at, "expected ':'");
}

static bool too_deep(struct parser *p, uint32_t at)
{
	fail(p, at, "nested too deeply");
	p->err = -E2BIG;
	return false;
}

/*
 * The grammar, as a machine of four states and one function: recursion, or a call
 * that sees the cursor, would keep it in memory, and be far slower.
 */
INLINED bool values(struct parser *p, struct cursor *c)
{
	struct ss_json_node *open[SS_JSON_MAX_DEPTH];
	unsigned int depth = 0;
	uint32_t flags = 0; /* SS_JSON_KEYED in an object */
	char close;

value:
	if (c->c == '{' || c->c == '[') {
		if (depth == SS_JSON_MAX_DEPTH)
			return too_deep(p, c->at);
		open[depth++] = c->top;
		close = c->c + 2;
		add_node(c, c->c == '{' ? SS_JSON_OBJECT : SS_JSON_ARRAY, flags, c->at, 0);
		flags = c->c == '{' ? SS_JSON_KEYED : 0;
		next_token(p, c);
		if (c->c == close)
			goto end;
		goto member;
	}
	if (!scalar(p, c, flags))
		return false;
after:
	next_token(p, c);
	if (!depth)
		return true;
	if (c->c == ',') {
		next_token(p, c);
		goto member;
	}
	if (c->c == (flags ? '}' : ']'))
		goto end;
	return fail(p, c->at, flags ? "expected ',' or '}'" : "expected ',' or ']'");
member:
	if (flags) {
		if (!key(p, c))
			return false;
		next_token(p, c);
	}
	goto value;
end:
	open[--depth]->len = c->top - p->nodes;
	add_node(c, SS_JSON_END, 0, c->at, 0);
	flags = depth && ss_json_node_type(open[depth - 1]) == SS_JSON_OBJECT ? SS_JSON_KEYED : 0;
	goto after;
}

/* No text has more nodes than bytes, but for number 0: so no node asks for room. */
static bool reserve(struct ss_json_doc *doc, size_t len)
{
	size_t cap = FIRST_CAP;

	if (len < doc->cap)
		return true;
	while (cap <= len)
		cap *= 2;
	free(doc->nodes);
	doc->nodes = malloc(cap * sizeof(doc->nodes[0]));
	doc->cap = doc->nodes ? cap : 0;
	return doc->nodes;
}

static bool parse(struct parser *p)
{
	struct cursor c = { .next = p->scan->tokens, .top = p->nodes };

	p->scan->tokens[0] = p->len;
	add_node(&c, SS_JSON_NULL, 0, 0, 0);
	next_token(p, &c);
	if (!values(p, &c))
		return false;
	if (c.at < p->len || p->scan->why)
		return fail(p, c.at, "text after the value");
	return true;
}

int ss_json_parse(struct ss_json_doc *doc, const char *text, size_t len,
		  struct ss_json_error *error)
{
	struct parser p = { .text = text, .len = (uint32_t)len, .scan = &doc->scan };

	doc->text = text;
	doc->parsed = false;
	if (len > SS_JSON_MAX_SIZE) {
		p.error = (struct ss_json_error){ SS_JSON_MAX_SIZE, "text too long" };
		p.err = -E2BIG;
	} else if (!reserve(doc, len)) {
		p.error.why = "out of memory";
		p.err = -ENOMEM;
	} else {
		ss_json_scan_start(&doc->scan, text, len);
		p.nodes = doc->nodes;
		doc->parsed = parse(&p);
	}
	if (p.err && error)
		*error = p.error;
	return p.err;
}
