/* SPDX-License-Identifier: BSD-2-Clause */
/* A reader of JSON without recursion, whose error texts are those of Go's encoding/json.  It reads
 * what the quick reader of values refuses. */
#include "rego/builtin/gojson.h"

#include "rego/value/json_reader.h"
#include "rego/value/number.h"

/* encoding/json refuses what is nested deeper. */
#define MOST_DEPTH 10000

struct level {
	struct rego_builder items;
	struct rego_val key;
	bool object;
};

struct reader {
	struct rego_arena *arena;
	const unsigned char *text;
	size_t len, at;
	struct level *levels;
	size_t depth, room;
	bool whole; /* errors as of json.Unmarshal */
	const char *error;
};

const char *rego_go_quote_byte(struct rego_arena *a, unsigned char c)
{
	static const char named[] = "abtnvfr"; /* 7 to 13 */

	if (c == '\'')
		return "'\\''";
	if (c == '\\')
		return "'\\\\'";
	if (c >= 7 && c <= 13)
		return rego_printf(a, "'\\%c'", named[c == 7 ? 0 : c == 8 ? 1 : c == 9 ? 2 :
						      c == 10 ? 3 : c == 11 ? 4 : c == 12 ? 5 : 6]);
	if (c < 0x20 || c == 0x7f)
		return rego_printf(a, "'\\x%02x'", c);
	if (c < 0x80)
		return rego_printf(a, "'%c'", c);
	if (c <= 0xa0 || c == 0xad)
		return rego_printf(a, "'\\u%04x'", c);
	return rego_printf(a, "'%c%c'", 0xc0 | c >> 6, 0x80 | (c & 0x3f));
}

static bool bad(struct reader *r, const char *context)
{
	if (r->at >= r->len)
		r->error = r->whole ? "unexpected end of JSON input" : "unexpected EOF";
	else
		r->error = rego_printf(r->arena, "invalid character %s %s",
				       rego_go_quote_byte(r->arena, r->text[r->at]), context);
	return false;
}

static bool is_space(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void skip_space(struct reader *r)
{
	while (r->at < r->len && is_space(r->text[r->at]))
		r->at++;
}

/* Scan a string literal; at stands behind the opening quote and ends behind the closing one. */
static bool scan_string(struct reader *r)
{
	for (;;) {
		unsigned char c;

		if (r->at >= r->len)
			return bad(r, "");
		c = r->text[r->at];
		if (c == '"') {
			r->at++;
			return true;
		}
		if (c < 0x20)
			return bad(r, "in string literal");
		r->at++;
		if (c != '\\')
			continue;
		if (r->at >= r->len)
			return bad(r, "");
		c = r->text[r->at];
		if (!c || !strchr("bfnrt\\/\"u", c))
			return bad(r, "in string escape code");
		r->at++;
		for (int i = 0; c == 'u' && i < 4; i++, r->at++) {
			if (r->at >= r->len ||
			    !strchr("0123456789abcdefABCDEF", r->text[r->at]) || !r->text[r->at])
				return bad(r, "in \\u hexadecimal character escape");
		}
	}
}

static unsigned int hex4(const unsigned char *s)
{
	unsigned int v = 0;

	for (int i = 0; i < 4; i++)
		v = v << 4 | (s[i] <= '9' ? s[i] - '0' : (s[i] | 0x20) - 'a' + 10);
	return v;
}

static char *put_rune(char *to, unsigned int c)
{
	if (c < 0x80) {
		*to++ = (char)c;
	} else if (c < 0x800) {
		*to++ = (char)(0xc0 | c >> 6);
		*to++ = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		*to++ = (char)(0xe0 | c >> 12);
		*to++ = (char)(0x80 | (c >> 6 & 0x3f));
		*to++ = (char)(0x80 | (c & 0x3f));
	} else {
		*to++ = (char)(0xf0 | c >> 18);
		*to++ = (char)(0x80 | (c >> 12 & 0x3f));
		*to++ = (char)(0x80 | (c >> 6 & 0x3f));
		*to++ = (char)(0x80 | (c & 0x3f));
	}
	return to;
}

/* Bytes of the UTF-8 sequence at s, 0 when it is not one. */
static size_t utf8_len(const unsigned char *s, const unsigned char *end)
{
	size_t n = *s < 0x80 ? 1 : *s < 0xc2 ? 0 : *s < 0xe0 ? 2 : *s < 0xf0 ? 3 : *s < 0xf5 ? 4 : 0;

	if (!n || (size_t)(end - s) < n)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((n == 3 && *s == 0xe0 && s[1] < 0xa0) || (n == 3 && *s == 0xed && s[1] > 0x9f) ||
	    (n == 4 && *s == 0xf0 && s[1] < 0x90) || (n == 4 && *s == 0xf4 && s[1] > 0x8f))
		return 0;
	return n;
}

/* The escape at *at (behind the backslash); half a surrogate pair becomes U+FFFD. */
static char *unescape(const unsigned char **at, const unsigned char *end, char *to)
{
	static const char from[] = "bfnrt", into[] = "\b\f\n\r\t";
	const unsigned char *s = *at;
	const char *f;
	unsigned int c;

	if (*s != 'u') {
		f = strchr(from, *s);
		*to++ = f ? into[f - from] : (char)*s;
		*at = s + 1;
		return to;
	}
	c = hex4(s + 1);
	s += 5;
	if (c >= 0xd800 && c < 0xdc00 && end - s >= 6 && s[0] == '\\' && s[1] == 'u') {
		unsigned int low = hex4(s + 2);

		if (low >= 0xdc00 && low < 0xe000) {
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			s += 6;
		}
	}
	if (c >= 0xd800 && c < 0xe000)
		c = 0xfffd;
	*at = s;
	return put_rune(to, c);
}

static struct rego_val make_string(struct reader *r, size_t from, size_t end)
{
	const unsigned char *s = r->text + from, *stop = r->text + end;
	/* A bad byte grows to three. */
	char *text = rego_alloc(r->arena, (end - from) * 3 + 1), *to = text;

	while (s < stop) {
		size_t n;

		if (*s == '\\') {
			s++;
			to = unescape(&s, stop, to);
			continue;
		}
		n = utf8_len(s, stop);
		if (!n) {
			to = put_rune(to, 0xfffd);
			s++;
			continue;
		}
		memcpy(to, s, n);
		to += n;
		s += n;
	}
	return rego_string(r->arena, text, (size_t)(to - text));
}

static bool digits(struct reader *r, const char *context)
{
	if (r->at >= r->len || r->text[r->at] < '0' || r->text[r->at] > '9')
		return bad(r, context);
	while (r->at < r->len && r->text[r->at] >= '0' && r->text[r->at] <= '9')
		r->at++;
	return true;
}

static bool read_number(struct reader *r, struct rego_val *v)
{
	size_t from = r->at;

	if (r->text[r->at] == '-')
		r->at++;
	if (r->at < r->len && r->text[r->at] == '0')
		r->at++;
	else if (!digits(r, "in numeric literal"))
		return false;
	if (r->at < r->len && r->text[r->at] == '.') {
		r->at++;
		if (!digits(r, "after decimal point in numeric literal"))
			return false;
	}
	if (r->at < r->len && (r->text[r->at] | 0x20) == 'e') {
		r->at++;
		if (r->at < r->len && (r->text[r->at] == '+' || r->text[r->at] == '-'))
			r->at++;
		if (!digits(r, "in exponent of numeric literal"))
			return false;
	}
	*v = rego_number(r->arena, (const char *)r->text + from, r->at - from);
	return true;
}

static bool read_word(struct reader *r, const char *word)
{
	for (size_t i = 1; word[i]; i++) {
		r->at++;
		if (r->at >= r->len || r->text[r->at] != (unsigned char)word[i])
			return bad(r, rego_printf(r->arena, "in literal %s (expecting '%c')", word,
						  word[i]));
	}
	r->at++;
	return true;
}

static bool read_scalar(struct reader *r, struct rego_val *v)
{
	unsigned char c = r->at < r->len ? r->text[r->at] : 0;
	size_t from;

	switch (c) {
	case '"':
		from = ++r->at;
		if (!scan_string(r))
			return false;
		*v = make_string(r, from, r->at - 1);
		return true;
	case 't': *v = rego_bool(true); return read_word(r, "true");
	case 'f': *v = rego_bool(false); return read_word(r, "false");
	case 'n': *v = rego_null(); return read_word(r, "null");
	default:
		if (c == '-' || (c >= '0' && c <= '9'))
			return read_number(r, v);
		return bad(r, "looking for beginning of value");
	}
}

static bool push(struct reader *r, bool object)
{
	struct level *l;

	if (r->depth == MOST_DEPTH) {
		r->error = "exceeded max depth";
		return false;
	}
	if (r->depth == r->room) {
		size_t room = r->room ? r->room * 2 : 16;
		struct level *more = rego_new_array(r->arena, struct level, room);

		if (r->depth)
			memcpy(more, r->levels, r->depth * sizeof(*more));
		r->levels = more;
		r->room = room;
	}
	l = &r->levels[r->depth++];
	*l = (struct level){ .items = { .arena = r->arena }, .object = object };
	r->at++;
	return true;
}

static struct rego_val pop(struct reader *r)
{
	struct level *l = &r->levels[--r->depth];

	r->at++;
	return l->object ? rego_build_object(&l->items) : rego_build_array(&l->items);
}

/* "key": and what stands around it. */
static bool read_key(struct reader *r)
{
	struct level *l = &r->levels[r->depth - 1];
	size_t from;

	if (r->at >= r->len || r->text[r->at] != '"')
		return bad(r, "looking for beginning of object key string");
	from = ++r->at;
	if (!scan_string(r))
		return false;
	l->key = make_string(r, from, r->at - 1);
	skip_space(r);
	if (r->at >= r->len || r->text[r->at] != ':')
		return bad(r, "after object key");
	r->at++;
	return true;
}

/* Put *v where it belongs and see what comes then: 1 another value, 0 the end, -1 an error. */
static int after_value(struct reader *r, struct rego_val *v)
{
	while (r->depth) {
		struct level *l = &r->levels[r->depth - 1];
		unsigned char c;

		if (l->object)
			rego_add_pair(&l->items, l->key, *v);
		else
			rego_add(&l->items, *v);
		skip_space(r);
		c = r->at < r->len ? r->text[r->at] : 0;
		if (c == ',') {
			r->at++;
			skip_space(r);
			return !l->object || read_key(r) ? 1 : -1;
		}
		if (c != (l->object ? '}' : ']')) {
			bad(r, l->object ? "after object key:value pair" : "after array element");
			return -1;
		}
		*v = pop(r);
	}
	return 0;
}

/* One step into a value: 1 more is wanted, 0 *v is complete, -1 an error. */
static int enter(struct reader *r, struct rego_val *v)
{
	unsigned char c, close;

	skip_space(r);
	c = r->at < r->len ? r->text[r->at] : 0;
	if (c != '{' && c != '[')
		return read_scalar(r, v) ? 0 : -1;
	if (!push(r, c == '{'))
		return -1;
	close = c == '{' ? '}' : ']';
	skip_space(r);
	if (r->at < r->len && r->text[r->at] == close) {
		*v = pop(r);
		return 0;
	}
	return c == '[' || read_key(r) ? 1 : -1;
}

static bool read_value(struct reader *r, struct rego_val *v)
{
	int more;

	do {
		more = enter(r, v);
		if (!more)
			more = after_value(r, v);
	} while (more > 0);
	return !more;
}

/* What OPA does after the first value: anything but null is an error, told in Go's way. */
static bool check_rest(struct reader *r)
{
	struct rego_val v;
	unsigned char c;
	size_t from;

	skip_space(r);
	if (r->at >= r->len)
		return true;
	from = r->at;
	c = r->text[from];
	if (c == '[' || c == '{') {
		r->error = rego_printf(r->arena,
				       "error: invalid character '%c' after top-level value", c);
		return false;
	}
	if (!read_value(r, &v))
		return false;
	if (v.kind == REGO_NULL)
		return true;
	if (v.kind == REGO_BOOL)
		r->error = rego_printf(r->arena, "error: invalid character '%%!s(bool=%s)' after "
				       "top-level value", v.b ? "true" : "false");
	else if (v.kind == REGO_STRING)
		r->error = rego_printf(r->arena,
				       "error: invalid character '%s' after top-level value",
				       rego_text(v));
	else
		r->error = rego_printf(r->arena,
				       "error: invalid character '%.*s' after top-level value",
				       (int)(r->at - from), (const char *)r->text + from);
	return false;
}

static struct rego_reader quick(struct rego_arena *a, const char *text, size_t len)
{
	return (struct rego_reader){ .arena = a, .text = text, .p = text, .end = text + len };
}

struct rego_val rego_gojson(struct rego_arena *a, const char *text, size_t len,
			    enum rego_gojson how, const char **error)
{
	struct rego_reader q = quick(a, text, len);
	struct reader r = { .arena = a, .text = (const unsigned char *)text, .len = len,
			    .whole = how == REGO_GOJSON_WHOLE };
	struct rego_val v = rego_undefined();
	bool ok;

	*error = NULL;
	if (len <= UINT32_MAX && rego_read_tokens(&q, &v))
		return v;
	skip_space(&r);
	if (r.at == len) {
		r.error = r.whole ? "unexpected end of JSON input" : "EOF";
		ok = false;
	} else {
		ok = read_value(&r, &v);
	}
	if (ok && how == REGO_GOJSON_WHOLE) {
		skip_space(&r);
		ok = r.at >= len || bad(&r, "after top-level value");
	}
	if (ok && how == REGO_GOJSON_OPA)
		ok = check_rest(&r);
	*error = ok ? NULL : r.error;
	return ok ? v : rego_undefined();
}

struct rego_val rego_gojson_part(struct rego_arena *a, const char *text, size_t len, size_t *used,
				 const char **error)
{
	struct reader r = { .arena = a, .text = (const unsigned char *)text, .len = len };
	struct rego_val v = rego_undefined();

	skip_space(&r);
	*error = NULL;
	if (r.at == len)
		*error = "EOF";
	else if (!read_value(&r, &v))
		*error = r.error;
	*used = r.at;
	return *error ? rego_undefined() : v;
}

bool rego_gojson_valid(struct rego_arena *a, const char *text, size_t len)
{
	struct rego_reader q = quick(a, text, len);
	const char *error;

	if (len <= UINT32_MAX && rego_check_tokens(&q))
		return true;
	rego_gojson(a, text, len, REGO_GOJSON_WHOLE, &error);
	return !error;
}
