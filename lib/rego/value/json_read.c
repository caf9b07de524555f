// SPDX-License-Identifier: BSD-2-Clause
/* JSON straight into an arena.  What is read rests on a stack until its array or object ends; so
 * depth costs memory, not the machine's stack. */
#include <stdio.h>

#include "core/json_number.h"
#include "core/utf8.h"
#include "rego/value/index.h"
#include "rego/value/intern.h"
#include "rego/value/number_priv.h"
#include "rego/value/string.h"

#define DEEPEST	  10000 /* as encoding/json of Go */
#define LONG_NAME 48	/* longer texts are not looked up in the policy's names */
#define MANY_KEYS 64	/* so large an object gets an index at once */

struct open { /* an array or object that has not ended */
	uint32_t first;
	bool object;
};

struct reader {
	struct rego_arena *arena;
	const struct rego_intern *names;
	const char *text, *p, *end;
	struct rego_val *stack;
	struct open *open;
	uint32_t count, room, depth, open_room;
	const char *why;
};

static bool fail(struct reader *r, const char *why)
{
	r->why = why;
	return false;
}

static inline void skip_space(struct reader *r)
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
static bool unicode_escape(struct reader *r, char **out)
{
	int code = hex4(r->p, r->end), low;

	if (code < 0)
		return fail(r, "invalid escape in a string");
	r->p += 4;
	if (code >= 0xd800 && code < 0xe000) {
		low = r->end - r->p >= 6 && r->p[0] == '\\' && r->p[1] == 'u' ? hex4(r->p + 2, r->end)
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

static bool escape(struct reader *r, char **out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *found;
	char c;

	if (r->p == r->end)
		return fail(r, "unterminated string");
	c = *r->p++;
	if (c == 'u')
		return unicode_escape(r, out);
	found = c ? strchr(from, c) : NULL;
	if (!found)
		return fail(r, "invalid escape in a string");
	*(*out)++ = to[found - from];
	return true;
}

/* A sequence that is not ASCII; a byte that is not UTF-8 becomes U+FFFD. */
static void sequence(struct reader *r, char **out)
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

static bool slow_string(struct reader *r, struct rego_val *out)
{
	size_t raw = (size_t)(raw_end(r->p, r->end) - r->p);
	char few[1024], *text = few, *o;

	if (raw > sizeof(few) / 3)
		text = rego_alloc(r->arena, raw * 3 + 4);
	for (o = text; r->p < r->end && *r->p != '"';) {
		unsigned char c = (unsigned char)*r->p;

		if (c < 0x20)
			return fail(r, "control character in a string");
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
		return fail(r, "unterminated string");
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

/* Behind the first quote. */
static inline bool string(struct reader *r, struct rego_val *out)
{
	size_t n = plain_bytes(r->p, r->end);
	struct rego_string *s;
	uint32_t hash = 0;

	if (r->p + n == r->end || r->p[n] != '"')
		return slow_string(r, out);
	if (r->names && n <= LONG_NAME) {
		const struct rego_string *name;

		hash = rego_text_hash(r->p, n);
		name = rego_intern_hashed(r->names, hash, r->p, n);
		if (name) {
			*out = rego_string_val(name);
			r->p += n + 1;
			return true;
		}
	}
	s = rego_new_string(r->arena, n);
	memcpy(s->text, r->p, n);
	s->hash = hash;
	*out = rego_string_val(s);
	r->p += n + 1;
	return true;
}

/* --- other scalars ------------------------------------------------------------- */
static inline bool number(struct reader *r, struct rego_val *out)
{
	const char *p = r->p;
	bool minus = *p == '-';
	uint64_t u = 0;
	size_t len;

	for (p += minus; p < r->end && (unsigned char)(*p - '0') < 10 && p - r->p < 18; p++)
		u = u * 10 + (uint64_t)(*p - '0');
	len = (size_t)(p - r->p) - minus;
	if (p < r->end && *p != '.' && *p != 'e' && *p != 'E' && len &&
	    (unsigned char)(*p - '0') >= 10 && (r->p[minus] != '0' || (len == 1 && !minus))) {
		*out = rego_int(minus ? -(int64_t)u : (int64_t)u);
		r->p = p;
		return true;
	}
	len = ss_json_number_len(r->p, r->end);
	if (!len)
		return fail(r, "invalid number");
	*out = rego_spelled(r->arena, r->p, len);
	r->p += len;
	return true;
}

static bool word(struct reader *r, struct rego_val *out)
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
		return fail(r, left ? "unexpected character" : "unexpected end");
	}
	return true;
}

/* --- arrays and objects ----------------------------------------------------------- */
static void more_stack(struct reader *r)
{
	uint32_t room = r->room ? r->room * 2 : 64;
	struct rego_val *stack = rego_new_array(r->arena, struct rego_val, room);

	if (r->count)
		memcpy(stack, r->stack, r->count * sizeof(*stack));
	r->stack = stack;
	r->room = room;
}

static inline void push(struct reader *r, struct rego_val v)
{
	if (r->count == r->room)
		more_stack(r);
	r->stack[r->count++] = v;
}

static bool begin(struct reader *r, bool object)
{
	if (r->depth == DEEPEST)
		return fail(r, "nested too deeply");
	if (r->depth == r->open_room) {
		uint32_t room = r->open_room ? r->open_room * 2 : 16;
		struct open *open = rego_new_array(r->arena, struct open, room);

		if (r->depth)
			memcpy(open, r->open, r->depth * sizeof(*open));
		r->open = open;
		r->open_room = room;
	}
	r->open[r->depth++] = (struct open){ r->count, object };
	r->p++;
	return true;
}

/* The innermost array or object has ended: one value in place of its parts. */
static struct rego_val finish(struct reader *r)
{
	const struct open *o = &r->open[--r->depth];
	const struct rego_val *parts = r->stack + o->first;
	uint32_t n = r->count - o->first;
	struct rego_object *object;

	r->count = o->first;
	r->p++;
	if (!o->object)
		return rego_array(r->arena, parts, n);
	object = rego_new_object(r->arena, n / 2);
	if (n)
		memcpy(object->pairs, parts, n * sizeof(*parts));
	rego_order_pairs(r->arena, object);
	if (object->count > MANY_KEYS)
		rego_index_object(r->arena, object);
	return (struct rego_val){ .kind = REGO_OBJECT, .object = object };
}

static bool key(struct reader *r)
{
	struct rego_val v;

	skip_space(r);
	if (r->p == r->end || *r->p != '"')
		return fail(r, "expected a key");
	r->p++;
	if (!string(r, &v))
		return false;
	push(r, v);
	skip_space(r);
	if (r->p == r->end || *r->p != ':')
		return fail(r, "expected ':'");
	r->p++;
	return true;
}

/* A scalar or an empty container into *out; or one begins: *opened. */
static inline bool value(struct reader *r, struct rego_val *out, bool *opened)
{
	char c;

	skip_space(r);
	*opened = false;
	if (r->p == r->end)
		return fail(r, "unexpected end");
	c = *r->p;
	if (c == '"') {
		r->p++;
		return string(r, out);
	}
	if (c != '{' && c != '[')
		return c == '-' || (unsigned char)(c - '0') < 10 ? number(r, out) : word(r, out);
	if (!begin(r, c == '{'))
		return false;
	skip_space(r);
	if (r->p < r->end && *r->p == (c == '{' ? '}' : ']')) {
		*out = finish(r);
		return true;
	}
	*opened = true;
	return c != '{' || key(r);
}

/* Behind a value of the innermost container: true when the next one is to be read. */
static bool separator(struct reader *r, bool *ended)
{
	const struct open *o = &r->open[r->depth - 1];

	skip_space(r);
	*ended = r->p < r->end && *r->p == (o->object ? '}' : ']');
	if (*ended)
		return true;
	if (r->p == r->end || *r->p != ',')
		return fail(r, o->object ? "expected ',' or '}'" : "expected ',' or ']'");
	r->p++;
	return !o->object || key(r);
}

static bool document(struct reader *r, struct rego_val *v)
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
			push(r, *v);
			if (!separator(r, &ended))
				return false;
			if (ended)
				*v = finish(r);
		}
	}
}

static const char *explain(struct reader *r)
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
	struct reader r = { .arena = a, .names = names, .text = text, .p = text, .end = text + len };
	struct rego_val v;

	if (len > UINT32_MAX)
		rego_stop(a, REGO_STOP_MEMORY);
	if (document(&r, &v)) {
		skip_space(&r);
		if (r.p == r.end)
			return v;
		fail(&r, "more after the value");
	}
	if (error)
		*error = explain(&r);
	return rego_undefined();
}
