// SPDX-License-Identifier: BSD-2-Clause
/* JSON by the tokens of lib/core's scanner, which finds them 64 bytes at a time: what is usual, and
 * therefore fast.  Anything wrong ends it, and the text is read again byte by byte. */
#include "core/json_scan.h"
#include "rego/value/json_reader.h"

#define INLINED static inline __attribute__((always_inline))

/* The hot part: no function that is not inlined sees it, so that it stays in registers. */
struct cursor {
	const uint32_t *next; /* token; the last is the length of the text */
	uint32_t at;	      /* the one that is looked at */
	char c;		      /* its byte; NUL at the end */
};

struct tokens {
	struct rego_reader *r;
	struct ss_json_scan scan;
	uint32_t len;
};

INLINED void next_token(struct tokens *t, struct cursor *c)
{
	c->at = *c->next++;
	if (__builtin_expect(c->at == t->len, 0)) {
		ss_json_scan_more(&t->scan);
		c->next = t->scan.tokens;
		c->at = *c->next++;
		if (c->at == t->len) {
			c->c = '\0';
			return;
		}
	}
	c->c = t->r->text[c->at];
}

/* With escapes: over them to the last quote. */
static bool odd_string(struct tokens *t, uint32_t start, struct rego_val *out)
{
	t->r->p = t->r->text + start + 1;
	return rego_read_string(t->r, out);
}

INLINED bool string(struct tokens *t, struct cursor *c, struct rego_val *out)
{
	uint32_t start = c->at, n;

	next_token(t, c);
	if (__builtin_expect(c->c != '"', 0)) {
		while (c->c == '\\')
			next_token(t, c);
		return c->c == '"' && odd_string(t, start, out);
	}
	n = c->at - start - 1;
	*out = rego_plain_string(t->r, t->r->text + start + 1, n);
	/* The scanner has seen that it is UTF-8; how many code points is for new ones to count. */
	if (!out->string->id) {
		struct rego_string *s = (struct rego_string *)(uintptr_t)out->string;

		s->runes = (uint32_t)rego_rune_count(s->text, n);
	}
	return true;
}

static bool ends(const char *p, const char *end)
{
	return p == end || *p == ',' || *p == '}' || *p == ']' || *p == ' ' || *p == '\n' ||
	       *p == '\t' || *p == '\r';
}

static bool odd_number(struct tokens *t, uint32_t at, struct rego_val *out)
{
	t->r->p = t->r->text + at;
	return rego_read_number(t->r, out) && ends(t->r->p, t->r->end);
}

INLINED bool number(struct tokens *t, struct cursor *c, struct rego_val *out)
{
	const char *s = t->r->text + c->at, *p = s, *end = t->r->end;
	bool minus = *p == '-';
	uint64_t u = 0;
	size_t digits;

	for (p += minus; p < end && (unsigned char)(*p - '0') < 10 && p - s < 18; p++)
		u = u * 10 + (uint64_t)(*p - '0');
	digits = (size_t)(p - s) - minus;
	if (!digits || !ends(p, end) || (s[minus] == '0' && (digits > 1 || minus)))
		return odd_number(t, c->at, out);
	*out = rego_int(minus ? -(int64_t)u : (int64_t)u);
	return true;
}

static bool word(struct tokens *t, uint32_t at, struct rego_val *out)
{
	const char *p = t->r->text + at;
	size_t left = t->len - at;

	if (left >= 4 && !memcmp(p, "true", 4) && ends(p + 4, t->r->end))
		*out = rego_bool(true);
	else if (left >= 5 && !memcmp(p, "false", 5) && ends(p + 5, t->r->end))
		*out = rego_bool(false);
	else if (left >= 4 && !memcmp(p, "null", 4) && ends(p + 4, t->r->end))
		*out = rego_null();
	else
		return false;
	return true;
}

INLINED bool key(struct tokens *t, struct cursor *c)
{
	struct rego_val v;

	if (c->c != '"' || !string(t, c, &v))
		return false;
	rego_read_push(t->r, v);
	next_token(t, c);
	if (c->c != ':')
		return false;
	next_token(t, c);
	return true;
}

/* The grammar, as one loop: a value, then what may follow it. */
static bool document(struct tokens *t, struct cursor *c, struct rego_val *v)
{
	struct rego_reader *r = t->r;
	char close;

value:
	if (c->c == '{' || c->c == '[') {
		close = c->c + 2; /* ASCII has it so */
		if (!rego_read_open(r, c->c == '{'))
			return false;
		next_token(t, c);
		if (c->c == close) {
			*v = rego_read_close(r);
			goto after;
		}
		if (close == '}' && !key(t, c))
			return false;
		goto value;
	}
	if (c->c == '"' ? !string(t, c, v)
	    : c->c == '-' || (unsigned char)(c->c - '0') < 10 ? !number(t, c, v)
							      : !word(t, c->at, v))
		return false;
after:
	next_token(t, c);
	if (!r->depth)
		return c->at == t->len;
	rego_read_push(r, *v);
	close = r->open[r->depth - 1].object ? '}' : ']';
	if (c->c == ',') {
		next_token(t, c);
		if (close == '}' && !key(t, c))
			return false;
		goto value;
	}
	if (c->c != close)
		return false;
	*v = rego_read_close(r);
	goto after;
}

bool rego_read_tokens(struct rego_reader *r, struct rego_val *out)
{
	struct tokens t;
	struct cursor c;

	t.r = r;
	t.len = (uint32_t)(r->end - r->text);
	t.scan.simd = ss_json_simd();
	ss_json_scan_start(&t.scan, r->text, t.len);
	t.scan.tokens[0] = t.len;
	c.next = t.scan.tokens;
	next_token(&t, &c);
	return document(&t, &c, out) && !t.scan.why;
}
