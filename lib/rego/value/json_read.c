// SPDX-License-Identifier: BSD-2-Clause
/* JSON straight into an arena.  Texts without surprises go by the tokens of the scanner
 * (json_tokens.c); what is here reads byte by byte, repairs what is not UTF-8, and finds errors. */
#include <stdio.h>

#include "core/json_number.h"
#include "core/utf8.h"
#include "rego/value/index.h"
#include "rego/value/json_reader.h"

static inline void skip_space(struct rego_reader *r)
{
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\n' || *r->p == '\t' || *r->p == '\r'))
		r->p++;
}

/* --- strings ----------------------------------------------------------------- */
static int hex4(const char *s, const char *end)
{
	int v = 0;

	if (end - s < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = s[i];
		int d = c >= '0' && c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;

		if (d < 0 || d > 15 || (d > 9 && (c | 0x20) < 'a'))
			return -1;
		v = v << 4 | d;
	}
	return v;
}

/* Behind \u: a code point, U+FFFD for half of a pair. */
static bool unicode_escape(struct rego_reader *r, char **out)
{
	int code = hex4(r->p, r->end), low;

	if (code < 0)
		return rego_read_fail(r, "invalid escape in a string");
	r->p += 4;
	if (code >= 0xd800 && code < 0xe000) {
		low = r->end - r->p >= 6 && r->p[0] == '\\' && r->p[1] == 'u'
			      ? hex4(r->p + 2, r->end)
			      : -1;
		if (code < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
			code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
			r->p += 6;
		} else {
			code = 0xfffd;
		}
	}
	*out += ss_utf8_put(*out, (uint32_t)code);
	return true;
}

static bool escape(struct rego_reader *r, char **out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *found;
	char c;

	if (r->p == r->end)
		return rego_read_fail(r, "unterminated string");
	c = *r->p++;
	if (c == 'u')
		return unicode_escape(r, out);
	found = c ? strchr(from, c) : NULL;
	if (!found)
		return rego_read_fail(r, "invalid escape in a string");
	*(*out)++ = to[found - from];
	return true;
}

/* A sequence that is not ASCII; a byte that is not UTF-8 becomes U+FFFD. */
static void sequence(struct rego_reader *r, char **out)
{
	bool valid;
	size_t n = ss_utf8_sequence(r->p, (size_t)(r->end - r->p), &valid);

	if (valid) {
		memcpy(*out, r->p, n);
		*out += n;
		r->p += n;
	} else {
		*out += ss_utf8_put(*out, 0xfffd);
		r->p++;
	}
}

/* The end of the text between quotes, raw; has room for three bytes for each. */
static const char *raw_end(const char *p, const char *end)
{
	for (; p < end && *p != '"'; p++)
		if (*p == '\\')
			p++;
	return p < end ? p : end;
}

static bool slow_string(struct rego_reader *r, struct rego_val *out)
{
	size_t raw = (size_t)(raw_end(r->p, r->end) - r->p);
	char few[1024], *text = few, *o;

	if (raw > sizeof(few) / 3)
		text = rego_alloc(r->arena, raw * 3 + 4);
	for (o = text; r->p < r->end && *r->p != '"';) {
		unsigned char c = (unsigned char)*r->p;

		if (c < 0x20)
			return rego_read_fail(r, "control character in a string");
		if (c >= 0x80) {
			sequence(r, &o);
		} else {
			r->p++;
			if (c != '\\')
				*o++ = (char)c;
			else if (!escape(r, &o))
				return false;
		}
	}
	if (r->p == r->end)
		return rego_read_fail(r, "unterminated string");
	r->p++;
	*out = rego_string(r->arena, text, (size_t)(o - text));
	if (r->names) {
		const struct rego_string *s =
			rego_intern_find(r->names, out->string->text, out->string->len);

		if (s)
			out->string = s;
	}
	return true;
}

/* How many bytes from p on are plain: ASCII, no quote, no backslash, no control character. */
static inline size_t plain_bytes(const char *p, const char *end)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	const char *start = p;

	for (; end - p >= 8; p += 8) {
		uint64_t v, quote, slash, odd;

		memcpy(&v, p, 8);
		quote = v ^ (ones * '"');
		slash = v ^ (ones * '\\');
		odd = ((quote - ones) & ~quote) | ((slash - ones) & ~slash) | (v - ones * 0x20) | v;
		odd &= high;
		if (odd)
			return (size_t)(p - start) + (size_t)(__builtin_ctzll(odd) >> 3);
	}
	while (p < end && *p != '"' && *p != '\\' && (unsigned char)(*p - 0x20) < 0x60)
		p++;
	return (size_t)(p - start);
}

bool rego_read_string(struct rego_reader *r, struct rego_val *out)
{
	size_t n = plain_bytes(r->p, r->end);

	if (r->p + n == r->end || r->p[n] != '"')
		return slow_string(r, out);
	*out = rego_plain_string(r, r->p, n);
	r->p += n + 1;
	return true;
}

/* --- other scalars ------------------------------------------------------------- */
bool rego_read_number(struct rego_reader *r, struct rego_val *out)
{
	size_t len = ss_json_number_len(r->p, r->end);

	if (!len)
		return rego_read_fail(r, "invalid number");
	*out = rego_spelled(r->arena, r->p, len);
	r->p += len;
	return true;
}

static bool word(struct rego_reader *r, struct rego_val *out)
{
	size_t left = (size_t)(r->end - r->p);

	if (left >= 4 && !memcmp(r->p, "true", 4)) {
		*out = rego_bool(true);
		r->p += 4;
	} else if (left >= 5 && !memcmp(r->p, "false", 5)) {
		*out = rego_bool(false);
		r->p += 5;
	} else if (left >= 4 && !memcmp(r->p, "null", 4)) {
		*out = rego_null();
		r->p += 4;
	} else {
		return rego_read_fail(r, left ? "unexpected character" : "unexpected end");
	}
	return true;
}

/* --- arrays and objects ----------------------------------------------------------- */
void rego_read_room(struct rego_reader *r)
{
	uint32_t room = r->room ? r->room * 2 : 64;
	struct rego_val *stack = rego_new_array(r->arena, struct rego_val, room);

	if (r->count)
		memcpy(stack, r->stack, r->count * sizeof(*stack));
	r->stack = stack;
	r->room = room;
}

bool rego_read_open(struct rego_reader *r, bool object)
{
	if (r->depth == REGO_DEEPEST)
		return rego_read_fail(r, "nested too deeply");
	if (r->depth == r->open_room) {
		uint32_t room = r->open_room ? r->open_room * 2 : 16;
		struct rego_open *open = rego_new_array(r->arena, struct rego_open, room);

		if (r->depth)
			memcpy(open, r->open, r->depth * sizeof(*open));
		r->open = open;
		r->open_room = room;
	}
	r->open[r->depth++] = (struct rego_open){ r->count, object, r->wish };
	return true;
}

struct rego_val rego_read_close(struct rego_reader *r)
{
	const struct rego_open *o = &r->open[--r->depth];
	const struct rego_val *parts = r->stack ? r->stack + o->first : NULL;
	uint32_t n = r->count - o->first;
	struct rego_object *object;

	r->count = o->first;
	if (!o->object)
		return rego_array(r->arena, parts, n);
	object = rego_new_object(r->arena, n / 2);
	if (n)
		memcpy(object->pairs, parts, n * sizeof(*parts));
	rego_order_pairs(r->arena, object);
	if (object->count > REGO_MANY_KEYS)
		rego_index_object(r->arena, object);
	return rego_object_of(r->arena, object);
}

static bool key(struct rego_reader *r)
{
	struct rego_val v;

	skip_space(r);
	if (r->p == r->end || *r->p != '"')
		return rego_read_fail(r, "expected a key");
	r->p++;
	if (!rego_read_string(r, &v))
		return false;
	rego_read_push(r, v);
	skip_space(r);
	if (r->p == r->end || *r->p != ':')
		return rego_read_fail(r, "expected ':'");
	r->p++;
	return true;
}

/* A scalar or an empty container into *out; or one begins: *opened. */
static inline bool value(struct rego_reader *r, struct rego_val *out, bool *opened)
{
	char c;

	skip_space(r);
	*opened = false;
	if (r->p == r->end)
		return rego_read_fail(r, "unexpected end");
	c = *r->p;
	if (c == '"') {
		r->p++;
		return rego_read_string(r, out);
	}
	if (c != '{' && c != '[')
		return c == '-' || (unsigned char)(c - '0') < 10 ? rego_read_number(r, out)
								 : word(r, out);
	if (!rego_read_open(r, c == '{'))
		return false;
	r->p++;
	skip_space(r);
	if (r->p < r->end && *r->p == (c == '{' ? '}' : ']')) {
		*out = rego_read_close(r);
		r->p++;
		return true;
	}
	*opened = true;
	return c != '{' || key(r);
}

/* Behind a value of the innermost container: true when the next one is to be read. */
static bool separator(struct rego_reader *r, bool *ended)
{
	const struct rego_open *o = &r->open[r->depth - 1];

	skip_space(r);
	*ended = r->p < r->end && *r->p == (o->object ? '}' : ']');
	if (*ended)
		return true;
	if (r->p == r->end || *r->p != ',')
		return rego_read_fail(r, o->object ? "expected ',' or '}'" : "expected ',' or ']'");
	r->p++;
	return !o->object || key(r);
}

static bool document(struct rego_reader *r, struct rego_val *v)
{
	bool opened, ended;

	for (;;) {
		if (!value(r, v, &opened))
			return false;
		if (opened)
			continue;
		for (ended = true; ended;) {
			if (!r->depth)
				return true;
			rego_read_push(r, *v);
			if (!separator(r, &ended))
				return false;
			if (ended) {
				*v = rego_read_close(r);
				r->p++;
			}
		}
	}
}

static const char *explain(struct rego_reader *r)
{
	const char *line = r->text;
	int row = 1;

	for (const char *p = r->text; p < r->p && p < r->end; p++)
		if (*p == '\n') {
			line = p + 1;
			row++;
		}
	return rego_printf(r->arena, "%d:%td: %s", row, r->p - line + 1, r->why);
}

struct rego_val rego_json_read(struct rego_arena *a, const struct rego_intern *names,
			       const char *text, size_t len, const char **error)
{
	return rego_json_read_for(a, names, NULL, text, len, error);
}

struct rego_val rego_json_read_for(struct rego_arena *a, const struct rego_intern *names,
				   const struct rego_wish *wish, const char *text, size_t len,
				   const char **error)
{
	struct rego_reader r = { .arena = a,
				 .names = names,
				 .text = text,
				 .p = text,
				 .end = text + len,
				 .wish = wish && !wish->all ? wish : NULL };
	struct rego_val v;

	if (len > UINT32_MAX)
		rego_stop(a, REGO_STOP_MEMORY);
	if (rego_read_tokens(&r, &v))
		return v;
	/* Once more, byte by byte: to repair it, or to say what is wrong. */
	r.p = text;
	r.count = r.depth = 0;
	r.wish = NULL;
	if (document(&r, &v)) {
		skip_space(&r);
		if (r.p == r.end)
			return v;
		rego_read_fail(&r, "more after the value");
	}
	if (error)
		*error = explain(&r);
	return rego_undefined();
}
