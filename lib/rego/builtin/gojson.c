/* SPDX-License-Identifier: BSD-2-Clause */
/* A reader of JSON without recursion, whose error texts are those of Go's encoding/json.  It reads
 * what the quick reader of values refuses. */
#include "rego/builtin/gojson_parts.h"

#include "rego/value/json_reader.h"
#include "rego/value/number.h"

/* encoding/json refuses what is nested deeper. */
#define MOST_DEPTH 10000

static bool digits(struct rego_gojson_reader *r, const char *context)
{
	if (r->at >= r->len || r->text[r->at] < '0' || r->text[r->at] > '9')
		return rego_gojson_bad(r, context);
	while (r->at < r->len && r->text[r->at] >= '0' && r->text[r->at] <= '9')
		r->at++;
	return true;
}

static bool read_number(struct rego_gojson_reader *r, struct rego_val *v)
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

static bool read_word(struct rego_gojson_reader *r, const char *word)
{
	for (size_t i = 1; word[i]; i++) {
		r->at++;
		if (r->at >= r->len || r->text[r->at] != (unsigned char)word[i])
			return rego_gojson_bad(r, rego_printf(r->arena,
							      "in literal %s (expecting '%c')",
							      word, word[i]));
	}
	r->at++;
	return true;
}

static bool read_scalar(struct rego_gojson_reader *r, struct rego_val *v)
{
	unsigned char c = r->at < r->len ? r->text[r->at] : 0;
	size_t from;

	switch (c) {
	case '"':
		from = ++r->at;
		if (!rego_gojson_scan_string(r))
			return false;
		*v = rego_gojson_make_string(r, from, r->at - 1);
		return true;
	case 't': *v = rego_bool(true); return read_word(r, "true");
	case 'f': *v = rego_bool(false); return read_word(r, "false");
	case 'n': *v = rego_null(); return read_word(r, "null");
	default:
		if (c == '-' || (c >= '0' && c <= '9'))
			return read_number(r, v);
		return rego_gojson_bad(r, "looking for beginning of value");
	}
}

static bool push(struct rego_gojson_reader *r, bool object)
{
	struct rego_gojson_level *l;

	if (r->depth == MOST_DEPTH) {
		r->error = "exceeded max depth";
		return false;
	}
	if (r->depth == r->room) {
		size_t room = r->room ? r->room * 2 : 16;
		struct rego_gojson_level *more =
			rego_new_array(r->arena, struct rego_gojson_level, room);

		if (r->depth)
			memcpy(more, r->levels, r->depth * sizeof(*more));
		r->levels = more;
		r->room = room;
	}
	l = &r->levels[r->depth++];
	*l = (struct rego_gojson_level){ .items = { .arena = r->arena }, .object = object };
	r->at++;
	return true;
}

static struct rego_val pop(struct rego_gojson_reader *r)
{
	struct rego_gojson_level *l = &r->levels[--r->depth];

	r->at++;
	return l->object ? rego_build_object(&l->items) : rego_build_array(&l->items);
}

/* "key": and what stands around it. */
static bool read_key(struct rego_gojson_reader *r)
{
	struct rego_gojson_level *l = &r->levels[r->depth - 1];
	size_t from;

	if (r->at >= r->len || r->text[r->at] != '"')
		return rego_gojson_bad(r, "looking for beginning of object key string");
	from = ++r->at;
	if (!rego_gojson_scan_string(r))
		return false;
	l->key = rego_gojson_make_string(r, from, r->at - 1);
	rego_gojson_skip_space(r);
	if (r->at >= r->len || r->text[r->at] != ':')
		return rego_gojson_bad(r, "after object key");
	r->at++;
	return true;
}

/* Put *v where it belongs and see what comes then: 1 another value, 0 the end, -1 an error. */
static int after_value(struct rego_gojson_reader *r, struct rego_val *v)
{
	while (r->depth) {
		struct rego_gojson_level *l = &r->levels[r->depth - 1];
		unsigned char c;

		if (l->object)
			rego_add_pair(&l->items, l->key, *v);
		else
			rego_add(&l->items, *v);
		rego_gojson_skip_space(r);
		c = r->at < r->len ? r->text[r->at] : 0;
		if (c == ',') {
			r->at++;
			rego_gojson_skip_space(r);
			return !l->object || read_key(r) ? 1 : -1;
		}
		if (c != (l->object ? '}' : ']')) {
			rego_gojson_bad(r, l->object ? "after object key:value pair"
						     : "after array element");
			return -1;
		}
		*v = pop(r);
	}
	return 0;
}

/* One step into a value: 1 more is wanted, 0 *v is complete, -1 an error. */
static int enter(struct rego_gojson_reader *r, struct rego_val *v)
{
	unsigned char c, close;

	rego_gojson_skip_space(r);
	c = r->at < r->len ? r->text[r->at] : 0;
	if (c != '{' && c != '[')
		return read_scalar(r, v) ? 0 : -1;
	if (!push(r, c == '{'))
		return -1;
	close = c == '{' ? '}' : ']';
	rego_gojson_skip_space(r);
	if (r->at < r->len && r->text[r->at] == close) {
		*v = pop(r);
		return 0;
	}
	return c == '[' || read_key(r) ? 1 : -1;
}

static bool read_value(struct rego_gojson_reader *r, struct rego_val *v)
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
static bool check_rest(struct rego_gojson_reader *r)
{
	struct rego_val v;
	unsigned char c;
	size_t from;

	rego_gojson_skip_space(r);
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
		r->error = rego_printf(r->arena,
				       "error: invalid character '%%!s(bool=%s)' after "
				       "top-level value",
				       v.b ? "true" : "false");
	else if (v.kind == REGO_STRING)
		r->error =
			rego_printf(r->arena, "error: invalid character '%s' after top-level value",
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
	struct rego_gojson_reader r = { .arena = a,
					.text = (const unsigned char *)text,
					.len = len,
					.whole = how == REGO_GOJSON_WHOLE };
	struct rego_val v = rego_undefined();
	bool ok;

	*error = NULL;
	if (len <= UINT32_MAX && rego_read_tokens(&q, &v))
		return v;
	rego_gojson_skip_space(&r);
	if (r.at == len) {
		r.error = r.whole ? "unexpected end of JSON input" : "EOF";
		ok = false;
	} else {
		ok = read_value(&r, &v);
	}
	if (ok && how == REGO_GOJSON_WHOLE) {
		rego_gojson_skip_space(&r);
		ok = r.at >= len || rego_gojson_bad(&r, "after top-level value");
	}
	if (ok && how == REGO_GOJSON_OPA)
		ok = check_rest(&r);
	*error = ok ? NULL : r.error;
	return ok ? v : rego_undefined();
}

struct rego_val rego_gojson_part(struct rego_arena *a, const char *text, size_t len, size_t *used,
				 const char **error)
{
	struct rego_gojson_reader r = { .arena = a,
					.text = (const unsigned char *)text,
					.len = len };
	struct rego_val v = rego_undefined();

	rego_gojson_skip_space(&r);
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
