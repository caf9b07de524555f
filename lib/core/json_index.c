// SPDX-License-Identifier: BSD-2-Clause
/* The second half of the JSON reader: grammar, and the index of values. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/json_doc.h"
#include "core/json_number.h"

#define FIRST_CAP 4096 /* nodes */

struct parser {
	const char *text;
	uint32_t len;
	unsigned int depth;
	const uint32_t *next, *end; /* tokens not yet read */
	struct ss_json_node *nodes, *top;
	struct ss_json_scan *scan;
	struct ss_json_error error;
	int err;
};

struct ss_json_doc *ss_json_doc_new(void)
{
	struct ss_json_doc *doc = calloc(1, sizeof(*doc));

	if (doc)
		doc->scan.classify = ss_json_classifier();
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

static __attribute__((noinline)) uint32_t more_tokens(struct parser *p)
{
	size_t count = ss_json_scan_more(p->scan);

	p->next = p->scan->tokens;
	p->end = p->next + count;
	return count ? *p->next++ : p->len;
}

/* Where the next token is; the length of the text after the last. */
static inline uint32_t next_token(struct parser *p)
{
	return p->next < p->end ? *p->next++ : more_tokens(p);
}

/* NUL after the last token: it is wrong everywhere. */
static inline char char_at(const struct parser *p, uint32_t at)
{
	return at < p->len ? p->text[at] : '\0';
}

static inline void add_node(struct parser *p, unsigned int type, bool keyed, uint32_t start,
			    uint32_t len)
{
	*p->top++ =
		(struct ss_json_node){ .start = start, .type = type, .keyed = keyed, .len = len };
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

/* A string with escapes, or without end: AT is the first token in it.  0, or its last quote. */
static __attribute__((noinline)) uint32_t end_of_string(struct parser *p, uint32_t start,
							uint32_t at)
{
	for (; char_at(p, at) == '\\'; at = next_token(p))
		if (!is_escape(p, at)) {
			fail(p, at, "invalid escape");
			return 0;
		}
	if (char_at(p, at) == '"')
		return at;
	fail(p, p->scan->why ? p->len : start, "unterminated string");
	return 0;
}

static inline bool string(struct parser *p, uint32_t start, bool keyed)
{
	uint32_t end = next_token(p);
	bool escaped = false;

	if (__builtin_expect(char_at(p, end) != '"', 0)) {
		end = end_of_string(p, start, end);
		if (!end)
			return false;
		escaped = true;
	}
	add_node(p, SS_JSON_STRING, keyed, start, end + 1 - start);
	p->top[-1].escaped = escaped;
	return true;
}

static inline bool scalar_ends(const struct parser *p, uint32_t at)
{
	switch (char_at(p, at)) {
	case ',':
	case '}':
	case ']':
	case ' ':
	case '\t':
	case '\n':
	case '\r': return true;
	default: return at == p->len;
	}
}

static inline bool number(struct parser *p, uint32_t at, bool keyed)
{
	uint32_t len = ss_json_number_len(p->text + at, p->text + p->len);

	if (!len || !scalar_ends(p, at + len))
		return fail(p, at, "invalid number");
	add_node(p, SS_JSON_NUMBER, keyed, at, len);
	return true;
}

static bool word(struct parser *p, uint32_t at, bool keyed)
{
	static const char *const words[] = { "null", "true", "false" };

	for (int i = 0; i < 3; i++) {
		uint32_t len = i < 2 ? 4 : 5;

		if (p->len - at >= len && !memcmp(p->text + at, words[i], len) &&
		    scalar_ends(p, at + len)) {
			add_node(p, i ? SS_JSON_BOOL : SS_JSON_NULL, keyed, at, len);
			return true;
		}
	}
	return fail(p, at, at < p->len ? "unexpected character" : "unexpected end");
}

static bool object(struct parser *p, uint32_t at, bool keyed);
static bool array(struct parser *p, uint32_t at, bool keyed);

static inline bool value(struct parser *p, uint32_t at, bool keyed)
{
	char c = char_at(p, at);

	if (__builtin_expect(c == '"', 1))
		return string(p, at, keyed);
	if ((c >= '0' && c <= '9') || c == '-')
		return number(p, at, keyed);
	if (c == '{')
		return object(p, at, keyed);
	if (c == '[')
		return array(p, at, keyed);
	return word(p, at, keyed);
}

static bool open_container(struct parser *p, unsigned int type, uint32_t at, bool keyed)
{
	add_node(p, type, keyed, at, 0);
	if (++p->depth <= SS_JSON_MAX_DEPTH)
		return true;
	fail(p, at, "nested too deeply");
	p->err = -E2BIG;
	return false;
}

static bool close_container(struct parser *p, struct ss_json_node *open, uint32_t at)
{
	open->len = p->top - p->nodes;
	add_node(p, SS_JSON_END, false, at, 0);
	p->depth--;
	return true;
}

static bool object(struct parser *p, uint32_t at, bool keyed)
{
	struct ss_json_node *open = p->top;

	if (!open_container(p, SS_JSON_OBJECT, at, keyed))
		return false;
	at = next_token(p);
	if (char_at(p, at) == '}')
		return close_container(p, open, at);
	for (;; at = next_token(p)) {
		if (char_at(p, at) != '"')
			return fail(p, at, "expected a key");
		if (!string(p, at, false))
			return false;
		at = next_token(p);
		if (char_at(p, at) != ':')
			return fail(p, at, "expected ':'");
		if (!value(p, next_token(p), true))
			return false;
		at = next_token(p);
		if (char_at(p, at) == '}')
			return close_container(p, open, at);
		if (char_at(p, at) != ',')
			return fail(p, at, "expected ',' or '}'");
	}
}

static bool array(struct parser *p, uint32_t at, bool keyed)
{
	struct ss_json_node *open = p->top;

	if (!open_container(p, SS_JSON_ARRAY, at, keyed))
		return false;
	at = next_token(p);
	if (char_at(p, at) == ']')
		return close_container(p, open, at);
	for (;; at = next_token(p)) {
		if (!value(p, at, false))
			return false;
		at = next_token(p);
		if (char_at(p, at) == ']')
			return close_container(p, open, at);
		if (char_at(p, at) != ',')
			return fail(p, at, "expected ',' or ']'");
	}
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
	uint32_t at;

	add_node(p, SS_JSON_NULL, false, 0, 0);
	if (!value(p, next_token(p), false))
		return false;
	at = next_token(p);
	if (at < p->len || p->scan->why)
		return fail(p, at, "text after the value");
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
		p.nodes = p.top = doc->nodes;
		doc->parsed = parse(&p);
	}
	if (p.err && error)
		*error = p.error;
	return p.err;
}
