// SPDX-License-Identifier: BSD-2-Clause
/* JSON by the tokens of lib/core's scanner, which finds them 64 bytes at a time: what is usual, and
 * therefore fast.  Anything wrong ends it, and the text is read again byte by byte. */
#include "core/json_number.h"
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

INLINED bool string(struct tokens *t, struct cursor *c, struct rego_val *out, bool is_key)
{
	uint32_t start = c->at, n;
	const char *text;

	next_token(t, c);
	if (__builtin_expect(c->c != '"', 0)) {
		while (c->c == '\\')
			next_token(t, c);
		return c->c == '"' && odd_string(t, start, out);
	}
	n = c->at - start - 1;
	text = t->r->text + start + 1;
	if (is_key) {
		*out = rego_plain_key(t->r, text, n);
		return true;
	}
	*out = rego_plain_string(t->r, text, n);
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

INLINED bool colon(struct tokens *t, struct cursor *c)
{
	next_token(t, c);
	if (c->c != ':')
		return false;
	next_token(t, c);
	return true;
}

INLINED bool key(struct tokens *t, struct cursor *c)
{
	struct rego_val v;

	if (c->c != '"' || !string(t, c, &v, true))
		return false;
	rego_read_push(t->r, v);
	return colon(t, c);
}

/* --- what nobody wishes is checked, not built ------------------------------------- */
static bool is_escape(const char *s, size_t left)
{
	if (left < 2 || !s[1] || !strchr("\"\\/bfnrtu", s[1]))
		return false;
	for (int i = 2; i < 6 && s[1] == 'u'; i++)
		if ((size_t)i >= left || !((s[i] >= '0' && s[i] <= '9') ||
					   ((s[i] | 0x20) >= 'a' && (s[i] | 0x20) <= 'f')))
			return false;
	return true;
}

INLINED bool skip_string(struct tokens *t, struct cursor *c)
{
	next_token(t, c);
	while (__builtin_expect(c->c == '\\', 0)) {
		if (!is_escape(t->r->text + c->at, t->len - c->at))
			return false;
		next_token(t, c);
	}
	return c->c == '"';
}

static bool skip_scalar(struct tokens *t, uint32_t at)
{
	const char *p = t->r->text + at;
	struct rego_val v;
	size_t n;

	if (*p != '-' && (unsigned char)(*p - '0') > 9)
		return word(t, at, &v);
	n = ss_json_number_len(p, t->r->end);
	return n && ends(p + n, t->r->end);
}

/* The value that begins at the token, up to its last token. */
static bool skip(struct tokens *t, struct cursor *at)
{
	uint8_t open[REGO_DEEPEST];
	uint32_t depth = 0, most = REGO_DEEPEST - t->r->depth;
	struct cursor copy = *at, *c = &copy;

value:
	if (c->c == '{' || c->c == '[') {
		if (depth >= most)
			return false;
		open[depth++] = (uint8_t)(c->c + 2);
		next_token(t, c);
		if (c->c == open[depth - 1])
			goto close;
		if (open[depth - 1] == '}' && (c->c != '"' || !skip_string(t, c) || !colon(t, c)))
			return false;
		goto value;
	}
	if (c->c == '"' ? !skip_string(t, c) : c->at == t->len || !skip_scalar(t, c->at))
		return false;
after:
	if (!depth) {
		*at = copy;
		return true;
	}
	next_token(t, c);
	if (c->c == ',') {
		next_token(t, c);
		if (open[depth - 1] == '}' && (c->c != '"' || !skip_string(t, c) || !colon(t, c)))
			return false;
		goto value;
	}
	if (c->c != open[depth - 1])
		return false;
close:
	depth--;
	goto after;
}

/* The next member that is wished, of the object with such wishes: its key is pushed, and its value
 * comes next; or the end of the object is reached: *ended. */
static bool wished_key(struct tokens *t, struct cursor *at, const struct rego_wish *wish,
		       bool *ended)
{
	struct cursor copy = *at, *c = &copy;
	const struct rego_string *name = NULL;
	const struct rego_wish *below;
	struct rego_val v;

	for (*ended = false;;) {
		uint32_t start = c->at + 1;

		if (c->c != '"')
			return false;
		next_token(t, c);
		if (c->c == '"') {
			below = rego_wish_text(wish, t->r->text + start, c->at - start, &name);
		} else { /* with an escape, which is rare in a key */
			while (c->c == '\\')
				next_token(t, c);
			if (c->c != '"' || !odd_string(t, start - 1, &v))
				return false;
			below = rego_wish_text(wish, rego_text(v), rego_len(v), &name);
		}
		if (!colon(t, c))
			return false;
		if (below)
			break;
		if (!skip(t, c))
			return false;
		next_token(t, c);
		*ended = c->c == '}';
		if (*ended)
			break;
		if (c->c != ',')
			return false;
		next_token(t, c);
	}
	if (!*ended) {
		rego_read_push(t->r, rego_string_val(name));
		t->r->wish = below->all ? NULL : below;
	}
	*at = copy;
	return true;
}

/* The grammar, as one loop: a value, then what may follow it. */
static bool document(struct tokens *t, struct cursor *c, struct rego_val *v)
{
	struct rego_reader *r = t->r;
	bool ended = false;
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
		if (close == '}') {
			if (!(r->wish ? wished_key(t, c, r->wish, &ended) : key(t, c)))
				return false;
			if (ended)
				goto ended;
		} else {
			r->wish = NULL;
		}
		goto value;
	}
	if (c->c == '"'					      ? !string(t, c, v, false)
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
		const struct rego_wish *wish = r->open[r->depth - 1].wish;

		next_token(t, c);
		if (close == '}') {
			if (!(wish ? wished_key(t, c, wish, &ended) : key(t, c)))
				return false;
			if (ended)
				goto ended;
		}
		goto value;
	}
	if (c->c != close)
		return false;
ended:
	ended = false;
	*v = rego_read_close(r);
	goto after;
}

static void start(struct tokens *t, struct cursor *c, struct rego_reader *r)
{
	t->r = r;
	t->len = (uint32_t)(r->end - r->text);
	t->scan.simd = ss_json_simd();
	ss_json_scan_start(&t->scan, r->text, t->len);
	t->scan.tokens[0] = t->len;
	c->next = t->scan.tokens;
	next_token(t, c);
}

bool rego_read_tokens(struct rego_reader *r, struct rego_val *out)
{
	struct tokens t;
	struct cursor c;

	start(&t, &c, r);
	return document(&t, &c, out) && !t.scan.why;
}

bool rego_check_tokens(struct rego_reader *r)
{
	struct tokens t;
	struct cursor c;

	start(&t, &c, r);
	if (!skip(&t, &c))
		return false;
	next_token(&t, &c);
	return c.at == t.len && !t.scan.why;
}
