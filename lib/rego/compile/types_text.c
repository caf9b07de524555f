/* SPDX-License-Identifier: BSD-2-Clause */
/* Types as text: printed as OPA prints them, and read from declarations of built-ins. */
#include <ctype.h>
#include <stdlib.h>

#include "core/strbuf.h"
#include "rego/compile/types.h"
#include "rego/value/number.h"

static void print_key(struct ss_strbuf *out, struct rego_val v);

/* Go's %v of what JSON gives: [a b], map[k:v]. */
static void print_items(struct ss_strbuf *out, struct rego_val v)
{
	size_t n = rego_len(v);

	ss_strbuf_str(out, v.kind == REGO_OBJECT ? "map[" : "[");
	for (size_t i = 0; i < n; i++) {
		if (i)
			ss_strbuf_str(out, " ");
		if (v.kind == REGO_ARRAY) {
			print_key(out, v.array->items[i]);
			continue;
		}
		print_key(out, v.object->pairs[i].key);
		ss_strbuf_str(out, ":");
		print_key(out, v.object->pairs[i].value);
	}
	ss_strbuf_str(out, "]");
}

static void print_key(struct ss_strbuf *out, struct rego_val v)
{
	switch (v.kind) {
	case REGO_NULL:
		ss_strbuf_str(out, "<nil>");
		break;
	case REGO_STRING:
		ss_strbuf_add(out, v.string->text, v.string->len);
		break;
	case REGO_ARRAY:
	case REGO_OBJECT:
		print_items(out, v);
		break;
	default:
		rego_json_write(out, v);
	}
}

static void print_list(struct ss_strbuf *out, const struct rego_type **items, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (i)
			ss_strbuf_str(out, ", ");
		rego_type_print(out, items[i]);
	}
}

static void print_array(struct ss_strbuf *out, const struct rego_type *t)
{
	ss_strbuf_str(out, "array");
	if (t->count) {
		ss_strbuf_str(out, "<");
		print_list(out, t->items, t->count);
		ss_strbuf_str(out, ">");
	}
	if (t->value) {
		ss_strbuf_str(out, "[");
		rego_type_print(out, t->value);
		ss_strbuf_str(out, "]");
	}
}

static void print_object(struct ss_strbuf *out, const struct rego_type *t)
{
	ss_strbuf_str(out, "object");
	for (uint32_t i = 0; i < t->count; i++) {
		ss_strbuf_str(out, i ? ", " : "<");
		print_key(out, t->props[i].key);
		ss_strbuf_str(out, ": ");
		rego_type_print(out, t->props[i].value);
	}
	if (t->count)
		ss_strbuf_str(out, ">");
	if (t->dynamic) {
		ss_strbuf_str(out, "[");
		rego_type_print(out, t->key);
		ss_strbuf_str(out, ": ");
		rego_type_print(out, t->value);
		ss_strbuf_str(out, "]");
	}
}

static void print_any(struct ss_strbuf *out, const struct rego_type *t)
{
	ss_strbuf_str(out, "any");
	if (t->count) {
		ss_strbuf_str(out, "<");
		print_list(out, t->items, t->count);
		ss_strbuf_str(out, ">");
	}
}

static void print_bare(struct ss_strbuf *out, const struct rego_type *t)
{
	static const char *const names[] = { "null", "boolean", "number", "string" };

	switch (t->kind) {
	case REGO_TYPE_ARRAY:
		print_array(out, t);
		break;
	case REGO_TYPE_OBJECT:
		print_object(out, t);
		break;
	case REGO_TYPE_SET:
		ss_strbuf_str(out, "set[");
		rego_type_print(out, t->value);
		ss_strbuf_str(out, "]");
		break;
	case REGO_TYPE_ANY:
		print_any(out, t);
		break;
	case REGO_TYPE_FUNCTION:
		rego_type_print_args(out, t, false);
		ss_strbuf_str(out, " => ");
		rego_type_print(out, t->value);
		break;
	case REGO_TYPE_RECURSIVE:
		ss_strbuf_printf(out, "recursive(%s)", t->name);
		break;
	default:
		ss_strbuf_str(out, names[t->kind]);
	}
}

void rego_type_print(struct ss_strbuf *out, const struct rego_type *t)
{
	if (!t) {
		ss_strbuf_str(out, "???");
		return;
	}
	if (t->label)
		ss_strbuf_printf(out, "%s: ", t->label);
	print_bare(out, t);
}

void rego_type_print_args(struct ss_strbuf *out, const struct rego_type *f, bool result)
{
	ss_strbuf_str(out, "(");
	print_list(out, f->items, f->count);
	if (result && f->value) {
		ss_strbuf_str(out, f->count ? ", " : "");
		rego_type_print(out, f->value);
	}
	if (f->key) {
		ss_strbuf_str(out, f->count ? ", " : "");
		rego_type_print(out, f->key);
		ss_strbuf_str(out, "...");
	}
	ss_strbuf_str(out, ")");
}

/* --- reading ---------------------------------------------------------------- */
struct reader {
	struct rego_arena *arena;
	const char *at;
	unsigned int depth;
	bool failed;
};

#define MOST_ITEMS 64
#define MOST_DEPTH 32

static const struct rego_type *read_type(struct reader *r);

static bool take(struct reader *r, const char *text)
{
	size_t len = strlen(text);

	while (*r->at == ' ')
		r->at++;
	if (strncmp(r->at, text, len))
		return false;
	r->at += len;
	return true;
}

static void expect(struct reader *r, const char *text)
{
	if (!r->failed && !take(r, text))
		r->failed = true;
}

static size_t name_length(const char *s)
{
	size_t n = 0;

	while (isalnum((unsigned char)s[n]) || s[n] == '_' || s[n] == '-')
		n++;
	return n;
}

/* Types with commas between them, until end. */
static const struct rego_type **read_list(struct reader *r, const char *end, uint32_t *count)
{
	const struct rego_type *items[MOST_ITEMS];
	const struct rego_type **copy;

	*count = 0;
	do {
		if (*count == MOST_ITEMS)
			r->failed = true;
		else
			items[(*count)++] = read_type(r);
	} while (!r->failed && take(r, ","));
	expect(r, end);
	copy = rego_new_array(r->arena, const struct rego_type *, *count);
	memcpy(copy, items, *count * sizeof(*copy));
	return copy;
}

static const struct rego_type *read_array(struct reader *r)
{
	const struct rego_type **items = NULL, *rest = NULL;
	uint32_t count = 0;

	if (take(r, "<"))
		items = read_list(r, ">", &count);
	if (take(r, "[")) {
		rest = read_type(r);
		expect(r, "]");
	}
	return rego_type_array(r->arena, items, count, rest);
}

static void read_property(struct reader *r, struct rego_property *p)
{
	size_t len;

	take(r, "");
	len = name_length(r->at);
	p->key = rego_string(r->arena, r->at, len);
	r->at += len;
	if (!len)
		r->failed = true;
	expect(r, ":");
	p->value = read_type(r);
}

static const struct rego_type *read_object(struct reader *r)
{
	struct rego_property *props = rego_new_array(r->arena, struct rego_property, MOST_ITEMS);
	const struct rego_type *key = NULL, *value = NULL;
	uint32_t count = 0;
	bool dynamic = false;

	if (take(r, "<")) {
		do {
			if (count == MOST_ITEMS)
				r->failed = true;
			else
				read_property(r, &props[count++]);
		} while (!r->failed && take(r, ","));
		expect(r, ">");
	}
	if (!r->failed && take(r, "[")) {
		dynamic = true;
		key = read_type(r);
		expect(r, ":");
		value = read_type(r);
		expect(r, "]");
	}
	return rego_type_object(r->arena, props, count, dynamic, key, value);
}

static const struct rego_type *read_any(struct reader *r)
{
	const struct rego_type **items;
	struct rego_type *t;
	uint32_t count;

	if (!take(r, "<"))
		return &rego_type_any;
	items = read_list(r, ">", &count);
	if (r->failed)
		return NULL;
	if (count != 1)
		return rego_type_or_all(r->arena, items, count);
	t = rego_new(r->arena, struct rego_type);
	*t = (struct rego_type){ .kind = REGO_TYPE_ANY, .count = 1, .items = items };
	return t;
}

static const struct rego_type *read_set(struct reader *r)
{
	const struct rego_type *of = NULL;

	if (take(r, "[")) {
		of = read_type(r);
		expect(r, "]");
	}
	return rego_type_set(r->arena, of);
}

static const struct rego_type *read_named(struct reader *r, const char *name, size_t len)
{
	static const struct {
		const char *name;
		const struct rego_type *type;
	} plain[] = {
		{ "null", &rego_type_null },	 { "boolean", &rego_type_boolean },
		{ "number", &rego_type_number }, { "string", &rego_type_string },
	};

	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (strlen(plain[i].name) == len && !memcmp(plain[i].name, name, len))
			return plain[i].type;
	if (len == 5 && !memcmp(name, "array", 5))
		return read_array(r);
	if (len == 6 && !memcmp(name, "object", 6))
		return read_object(r);
	if (len == 3 && !memcmp(name, "set", 3))
		return read_set(r);
	if (len == 3 && !memcmp(name, "any", 3))
		return read_any(r);
	r->failed = true;
	return NULL;
}

static const struct rego_type *read_type(struct reader *r)
{
	const struct rego_type *t;
	const char *name;
	size_t len;

	take(r, "");
	if (r->failed || r->depth == MOST_DEPTH) {
		r->failed = true;
		return NULL;
	}
	if (take(r, "???"))
		return NULL;
	name = r->at;
	len = name_length(name);
	r->at += len;
	r->depth++;
	t = read_named(r, name, len);
	r->depth--;
	return t;
}

/* "name: type" or a type alone. */
static const struct rego_type *read_labelled(struct reader *r)
{
	const struct rego_type *t;
	struct rego_type *copy;
	const char *name;
	size_t len;

	take(r, "");
	name = r->at;
	len = strcspn(name, ":<>[](),.");
	if (name[len] != ':')
		return read_type(r);
	r->at += len + 1;
	t = read_type(r);
	if (!t)
		return NULL;
	copy = rego_new(r->arena, struct rego_type);
	*copy = *t;
	copy->label = rego_strndup(r->arena, name, len);
	return copy;
}

static void read_arguments(struct reader *r, struct rego_type *f)
{
	f->items = rego_new_array(r->arena, const struct rego_type *, MOST_ITEMS);
	if (take(r, ")"))
		return;
	do {
		const struct rego_type *t = read_labelled(r);

		if (take(r, "..."))
			f->key = t;
		else if (f->count < MOST_ITEMS)
			f->items[f->count++] = t;
	} while (!r->failed && take(r, ","));
	expect(r, ")");
}

const struct rego_type *rego_type_parse(struct rego_arena *a, const char *text)
{
	struct reader r = { .arena = a, .at = text };
	struct rego_type *f = rego_new(a, struct rego_type);

	f->kind = REGO_TYPE_FUNCTION;
	expect(&r, "(");
	read_arguments(&r, f);
	if (!r.failed && take(&r, "=>") && !take(&r, "void"))
		f->value = read_labelled(&r);
	take(&r, "");
	return r.failed || *r.at ? NULL : f;
}
