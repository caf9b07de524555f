/* SPDX-License-Identifier: BSD-2-Clause */
/* Types read as OPA prints them: the declarations of built-ins. */
#include <ctype.h>
#include <stdlib.h>

#include "rego/compile/types.h"

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
		{ "null", &rego_type_null },
		{ "boolean", &rego_type_boolean },
		{ "number", &rego_type_number },
		{ "string", &rego_type_string },
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
