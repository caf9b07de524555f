// SPDX-License-Identifier: BSD-2-Clause
/* Values as JSON, escaped as encoding/json of Go does. */
#include <stdio.h>
#include <stdlib.h>

#include "core/strbuf.h"
#include "core/utf8.h"
#include "rego/value/number.h"

struct writer {
	struct ss_strbuf *out;
	int indent; /* 0: compact */
	bool html;
};

static void write_value(const struct writer *w, struct rego_val v, int depth);

static const char *short_escape(unsigned char c)
{
	switch (c) {
	case '"': return "\\\"";
	case '\\': return "\\\\";
	case '\b': return "\\b";
	case '\f': return "\\f";
	case '\n': return "\\n";
	case '\r': return "\\r";
	case '\t': return "\\t";
	default: return NULL;
	}
}

/* What stands for the byte or sequence at s, *n bytes of it; NULL: itself. */
static const char *escape(const struct writer *w, const char *s, size_t left, size_t *n,
			  char buf[8])
{
	unsigned char c = (unsigned char)*s;
	const char *text = short_escape(c);
	bool valid;

	*n = 1;
	if (text)
		return text;
	if (c < 0x20 || (w->html && (c == '<' || c == '>' || c == '&'))) {
		snprintf(buf, 8, "\\u%04x", c);
		return buf;
	}
	if (c < 0x80)
		return NULL;
	*n = ss_utf8_sequence(s, left, &valid);
	if (!valid) {
		*n = 1;
		return "\\ufffd";
	}
	/* JavaScript takes these two for the ends of lines. */
	if (*n == 3 && !memcmp(s, "\xe2\x80", 2) && (s[2] == '\xa8' || s[2] == '\xa9'))
		return s[2] == '\xa8' ? "\\u2028" : "\\u2029";
	return NULL;
}

/* The high bit of each byte that is not itself: those before the first such one are. */
static inline uint64_t odd_bytes(const struct writer *w, uint64_t v)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
#define HAS(c) (((v ^ (ones * (c))) - ones) & ~(v ^ (ones * (c))))
	uint64_t odd = HAS('"') | HAS('\\') | (v - ones * 0x20) | v;

	if (w->html)
		odd |= HAS('<') | HAS('>') | HAS('&');
#undef HAS
	return odd & high;
}

/* From i on, where the next byte may be that is not itself. */
static inline size_t plain_to(const struct writer *w, const char *s, size_t i, size_t len)
{
	for (; i + 8 <= len; i += 8) {
		uint64_t v, odd;

		memcpy(&v, s + i, 8);
		odd = odd_bytes(w, v);
		if (odd)
			return i + (size_t)(__builtin_ctzll(odd) >> 3);
	}
	for (; i < len; i++)
		if (odd_bytes(w, (unsigned char)s[i] | UINT64_C(0x6161616161616100)))
			break;
	return i;
}

static void write_text(const struct writer *w, const char *s, size_t len)
{
	size_t from = 0, i = 0, n;
	char buf[8];

	ss_strbuf_char(w->out, '"');
	for (; (i = plain_to(w, s, i, len)) < len; i += n) {
		const char *text;

		text = escape(w, s + i, len - i, &n, buf);
		if (!text)
			continue;
		ss_strbuf_add(w->out, s + from, i - from);
		ss_strbuf_str(w->out, text);
		from = i + n;
	}
	ss_strbuf_add(w->out, s + from, len - from);
	ss_strbuf_char(w->out, '"');
}

static void new_line(const struct writer *w, int depth)
{
	if (!w->indent)
		return;
	ss_strbuf_char(w->out, '\n');
	for (int i = 0; i < depth * w->indent; i++)
		ss_strbuf_char(w->out, ' ');
}

static void write_items(const struct writer *w, const struct rego_val *v, uint32_t n, int depth)
{
	ss_strbuf_char(w->out, '[');
	for (uint32_t i = 0; i < n; i++) {
		if (i)
			ss_strbuf_char(w->out, ',');
		new_line(w, depth + 1);
		write_value(w, v[i], depth + 1);
	}
	if (n)
		new_line(w, depth);
	ss_strbuf_char(w->out, ']');
}

static void write_pair(const struct writer *w, const char *key, size_t len, struct rego_val v,
		       bool first, int depth)
{
	if (!first)
		ss_strbuf_char(w->out, ',');
	new_line(w, depth + 1);
	write_text(w, key, len);
	ss_strbuf_char(w->out, ':');
	if (w->indent)
		ss_strbuf_char(w->out, ' ');
	write_value(w, v, depth + 1);
}

/* Keys that are no strings are written as the text of their JSON, and sorted by it. */
struct named {
	char *text; /* NULL: the key is a string */
	const char *key;
	size_t len;
	struct rego_val value;
	uint32_t place;
};

static int by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int c = memcmp(x->key, y->key, x->len < y->len ? x->len : y->len);

	if (c)
		return c;
	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return x->place < y->place ? -1 : 1;
}

static void name_pair(struct named *n, const struct rego_pair *pair, uint32_t place)
{
	struct ss_strbuf text = { 0 };
	struct writer w = { &text, 0, true };

	n->place = place;
	n->value = pair->value;
	if (pair->key.kind == REGO_STRING) {
		n->text = NULL;
		n->key = pair->key.string->text;
		n->len = pair->key.string->len;
		return;
	}
	write_value(&w, pair->key, 0);
	n->text = text.data;
	n->key = text.data ? text.data : "";
	n->len = text.len;
}

static void write_mixed(const struct writer *w, const struct rego_object *o, int depth)
{
	struct named *names = calloc(o->count, sizeof(*names));
	bool first = true;

	if (!names) {
		w->out->err = -12; /* -ENOMEM */
		return;
	}
	for (uint32_t i = 0; i < o->count; i++)
		name_pair(&names[i], &o->pairs[i], i);
	qsort(names, o->count, sizeof(*names), by_name);
	for (uint32_t i = 0; i < o->count; i++) {
		const struct named *n = &names[i];

		/* Of equal names the last one counts, as in a map. */
		if (i + 1 < o->count && n[1].len == n->len && !memcmp(n[1].key, n->key, n->len))
			continue;
		write_pair(w, n->key, n->len, n->value, first, depth);
		first = false;
	}
	for (uint32_t i = 0; i < o->count; i++)
		free(names[i].text);
	free(names);
}

static void write_object(const struct writer *w, const struct rego_object *o, int depth)
{
	bool strings = true;

	for (uint32_t i = 0; i < o->count && strings; i++)
		strings = o->pairs[i].key.kind == REGO_STRING;
	ss_strbuf_char(w->out, '{');
	if (strings)
		for (uint32_t i = 0; i < o->count; i++)
			write_pair(w, o->pairs[i].key.string->text, o->pairs[i].key.string->len,
				   o->pairs[i].value, !i, depth);
	else
		write_mixed(w, o, depth);
	if (o->count)
		new_line(w, depth);
	ss_strbuf_char(w->out, '}');
}

static void write_value(const struct writer *w, struct rego_val v, int depth)
{
	switch (v.kind) {
	case REGO_BOOL: ss_strbuf_str(w->out, v.b ? "true" : "false"); break;
	case REGO_NUMBER: rego_number_write(w->out, v); break;
	case REGO_STRING: write_text(w, v.string->text, v.string->len); break;
	case REGO_ARRAY: write_items(w, v.array->items, v.array->count, depth); break;
	case REGO_SET: write_items(w, v.set->items, v.set->count, depth); break;
	case REGO_OBJECT: write_object(w, v.object, depth); break;
	default: ss_strbuf_str(w->out, "null"); break;
	}
}

void rego_json_write_as(struct ss_strbuf *out, struct rego_val v, int indent, bool html)
{
	struct writer w = { out, indent, html };

	write_value(&w, v, 0);
}

void rego_json_write(struct ss_strbuf *out, struct rego_val v)
{
	rego_json_write_as(out, v, 0, false);
}
