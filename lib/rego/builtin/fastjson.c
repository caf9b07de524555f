/* SPDX-License-Identifier: BSD-2-Clause */
/* A scanner of JSON that forgives numbers and escapes, and stops at a depth of 300. */
#include "rego/builtin/fastjson.h"

#include <stdlib.h>
#include <strings.h>

#include "rego/builtin/text.h"

#define MOST_DEPTH 300

struct scan {
	struct rego_arena *arena;
	const char *s, *end;
	const char *error; /* without what is around it */
	const char *want;  /* the member of the top */
	const char *found; /* its value, and the end of that */
	const char *found_end;
};

static void skip_space(struct scan *p)
{
	while (p->s < p->end && (*p->s == ' ' || *p->s == '\n' || *p->s == '\t' || *p->s == '\r'))
		p->s++;
}

static bool bad(struct scan *p, const char *text)
{
	p->error = text;
	return false;
}

static bool wrap(struct scan *p, const char *text)
{
	p->error = rego_printf(p->arena, "%s: %s", text, p->error);
	return false;
}

/* s is behind the opening quote; afterwards behind the closing one. */
static bool raw_string(struct scan *p)
{
	for (const char *at = p->s; at < p->end; at++) {
		if (*at == '\\') {
			at++;
		} else if (*at == '"') {
			p->s = at + 1;
			return true;
		}
	}
	p->s = p->end;
	return bad(p, "missing closing '\"'");
}

static bool unexpected(struct scan *p)
{
	return bad(p, rego_printf(p->arena, "unexpected value found: %s",
				  rego_go_quote(p->arena, p->s, (size_t)(p->end - p->s))));
}

static bool word(struct scan *p, const char *w)
{
	size_t n = strlen(w), left = (size_t)(p->end - p->s);

	if (left >= n && !memcmp(p->s, w, n)) {
		p->s += n;
		return true;
	}
	if (*w == 'n' && left >= 3 && !strncasecmp(p->s, "nan", 3)) {
		p->s += 3;
		return true;
	}
	return unexpected(p);
}

static bool number(struct scan *p)
{
	const char *from = p->s, *at = p->s;

	while (at < p->end && *at && strchr("0123456789.-eE+", *at))
		at++;
	if (at == p->end) {
		p->s = at;
		return true;
	}
	if (at == from || (at == from + 1 && (*from == '-' || *from == '+'))) {
		if (p->end - at >= 3 &&
		    (!strncasecmp(at, "inf", 3) || !strncasecmp(at, "nan", 3))) {
			p->s = at + 3;
			return true;
		}
		bad(p,
		    rego_printf(p->arena, "unexpected char: %s", rego_go_quote(p->arena, from, 1)));
		return wrap(p, "cannot parse number");
	}
	p->s = at;
	return true;
}

static bool value(struct scan *p, int depth);

static bool array(struct scan *p, int depth)
{
	skip_space(p);
	if (p->s == p->end)
		return bad(p, "missing ']'");
	if (*p->s == ']') {
		p->s++;
		return true;
	}
	for (;;) {
		skip_space(p);
		if (!value(p, depth))
			return wrap(p, "cannot parse array value");
		skip_space(p);
		if (p->s == p->end)
			return bad(p, "unexpected end of array");
		if (*p->s != ',' && *p->s != ']')
			return bad(p, "missing ',' after array value");
		if (*p->s++ == ']')
			return true;
	}
}

static bool member(struct scan *p, int depth)
{
	const char *key, *from;
	size_t len;

	skip_space(p);
	if (p->s == p->end || *p->s != '"')
		return bad(p, "cannot find opening '\"\" for object key");
	key = ++p->s;
	if (!raw_string(p))
		return wrap(p, "cannot parse object key");
	len = (size_t)(p->s - key) - 1;
	skip_space(p);
	if (p->s == p->end || *p->s != ':')
		return bad(p, "missing ':' after object key");
	p->s++;
	skip_space(p);
	from = p->s;
	if (!value(p, depth))
		return wrap(p, "cannot parse object value");
	if (depth == 1 && !p->found && len == strlen(p->want) && !memcmp(key, p->want, len)) {
		p->found = from;
		p->found_end = p->s;
	}
	return true;
}

static bool object(struct scan *p, int depth)
{
	skip_space(p);
	if (p->s == p->end)
		return bad(p, "missing '}'");
	if (*p->s == '}') {
		p->s++;
		return true;
	}
	for (;;) {
		if (!member(p, depth))
			return false;
		skip_space(p);
		if (p->s == p->end)
			return bad(p, "unexpected end of object");
		if (*p->s != ',' && *p->s != '}')
			return bad(p, "missing ',' after object value");
		if (*p->s++ == '}')
			return true;
	}
}

static bool value(struct scan *p, int depth)
{
	if (p->s == p->end)
		return bad(p, "cannot parse empty string");
	if (++depth > MOST_DEPTH)
		return bad(p, "too big depth for the nested JSON; it exceeds 300");
	switch (*p->s) {
	case '{': p->s++; return object(p, depth) || wrap(p, "cannot parse object");
	case '[': p->s++; return array(p, depth) || wrap(p, "cannot parse array");
	case '"': p->s++; return raw_string(p) || wrap(p, "cannot parse string");
	case 't': return word(p, "true");
	case 'f': return word(p, "false");
	case 'n': return word(p, "null");
	default: return number(p);
	}
}

/* Long texts show their two ends. */
static const char *tail_text(struct scan *p)
{
	size_t len = (size_t)(p->end - p->s);
	const char *text = p->s;

	if (len > 80) {
		text = rego_printf(p->arena, "%.40s...%.40s", p->s, p->end - 40);
		len = strlen(text);
	}
	return rego_go_quote(p->arena, text, len);
}

static const char *unescaped(struct rego_arena *a, const char *s, const char *end)
{
	static const char from[] = "bfnrt", into[] = "\b\f\n\r\t";
	struct rego_text t = { .arena = a };

	for (; s < end; s++) {
		const char *f;

		if (*s != '\\' || s + 1 >= end) {
			rego_putc(&t, *s);
			continue;
		}
		s++;
		f = strchr(from, *s);
		if (*s == '"' || *s == '\\' || *s == '/')
			rego_putc(&t, *s);
		else if (f && *f)
			rego_putc(&t, into[f - from]);
		else if (*s == 'u' && end - s > 4) {
			char hex[5] = { s[1], s[2], s[3], s[4], 0 };

			rego_put_rune(&t, (uint32_t)strtoul(hex, NULL, 16));
			s += 4;
		} else {
			rego_putc(&t, '\\');
			rego_putc(&t, *s);
		}
	}
	return rego_text_done(&t);
}

enum rego_fastjson rego_fastjson_get(struct rego_arena *a, const char *text, size_t len,
				     const char *key, const char **value_out, const char **kind,
				     const char **error)
{
	struct scan p = { .arena = a, .s = text, .end = text + len, .want = key };
	bool is_object;

	skip_space(&p);
	is_object = p.s < p.end && *p.s == '{';
	if (!value(&p, 0)) {
		*error = rego_printf(a, "cannot parse JSON: %s; unparsed tail: %s", p.error,
				     tail_text(&p));
		return REGO_FASTJSON_BAD;
	}
	skip_space(&p);
	if (p.s < p.end) {
		*error = rego_printf(a, "unexpected tail: %s", tail_text(&p));
		return REGO_FASTJSON_BAD;
	}
	if (!is_object || !p.found)
		return REGO_FASTJSON_MISSING;
	*kind = *p.found == '{'			       ? "object"
		: *p.found == '['		       ? "array"
		: *p.found == 't'		       ? "true"
		: *p.found == 'f'		       ? "false"
		: *p.found == 'n' && p.found[1] == 'u' ? "null"
						       : "number";
	if (*p.found != '"')
		return REGO_FASTJSON_OTHER;
	*value_out = unescaped(a, p.found + 1, p.found_end - 1);
	return REGO_FASTJSON_STRING;
}
