/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists, maps by name, types and values of GraphQL as text. */
#include <stdlib.h>

#include "rego/builtin/gql.h"

void rego_gql_add(struct rego_arena *a, struct rego_gql_list *l, void *item)
{
	if (l->count == l->room) {
		uint32_t room = l->room ? l->room * 2 : 4;
		void **more = rego_new_array(a, void *, room);

		if (l->count)
			memcpy(more, l->items, l->count * sizeof(void *));
		l->items = more;
		l->room = room;
	}
	l->items[l->count++] = item;
}

static uint32_t hash_name(const char *s)
{
	uint32_t h = 2166136261u;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h ^ h >> 15;
}

void *rego_gql_find(const struct rego_gql_map *m, const char *name)
{
	uint32_t i = hash_name(name);

	for (; m->slots; i++) {
		const struct rego_gql_entry *e = &m->slots[i & m->mask];

		if (!e->name)
			break;
		if (!strcmp(e->name, name))
			return e->value;
	}
	return NULL;
}

static void grow(struct rego_arena *a, struct rego_gql_map *m)
{
	struct rego_gql_map old = *m;
	uint32_t size = old.slots ? (old.mask + 1) * 2 : 16;

	m->slots = rego_zalloc(a, size * sizeof(*m->slots));
	m->mask = size - 1;
	m->count = 0;
	for (uint32_t i = 0; old.slots && i <= old.mask; i++)
		if (old.slots[i].name)
			rego_gql_put(a, m, old.slots[i].name, old.slots[i].value);
}

void rego_gql_put(struct rego_arena *a, struct rego_gql_map *m, const char *name, void *value)
{
	uint32_t i;

	if (!m->slots || m->count * 2 >= m->mask)
		grow(a, m);
	for (i = hash_name(name) & m->mask; m->slots[i].name; i = (i + 1) & m->mask)
		if (!strcmp(m->slots[i].name, name))
			break;
	if (!m->slots[i].name)
		m->count++;
	m->slots[i] = (struct rego_gql_entry){ name, value };
}

static int by_name(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

const char **rego_gql_names(struct rego_arena *a, const struct rego_gql_map *m)
{
	const char **names = rego_new_array(a, const char *, m->count + 1);
	uint32_t n = 0;

	for (uint32_t i = 0; m->slots && i <= m->mask; i++)
		if (m->slots[i].name)
			names[n++] = m->slots[i].name;
	qsort(names, n, sizeof(*names), by_name);
	return names;
}

const char *rego_gql_at(struct rego_arena *a, const struct rego_gql_pos *pos, const char *text)
{
	if (!pos)
		return rego_printf(a, "input:-1:-1: %s", text);
	return rego_printf(a, "%s:%d:%d: %s", pos->file ? pos->file : "input", pos->line,
			   pos->column, text);
}

const char *rego_gql_type_name(const struct rego_gql_type *t)
{
	while (!*t->name && t->elem)
		t = t->elem;
	return t->name;
}

static void put_type(struct rego_text *out, const struct rego_gql_type *t)
{
	if (*t->name || !t->elem) {
		rego_puts(out, t->name);
	} else {
		rego_putc(out, '[');
		put_type(out, t->elem);
		rego_putc(out, ']');
	}
	if (t->non_null)
		rego_putc(out, '!');
}

const char *rego_gql_type_text(struct rego_arena *a, const struct rego_gql_type *t)
{
	struct rego_text out = { .arena = a };

	put_type(&out, t);
	return rego_text_done(&out);
}

bool rego_gql_type_fits(const struct rego_gql_type *t, const struct rego_gql_type *other)
{
	if (strcmp(t->name, other->name) || (t->elem && !other->elem) ||
	    (t->elem && !rego_gql_type_fits(t->elem, other->elem)))
		return false;
	return !other->non_null || t->non_null;
}

static void put_value(struct rego_text *out, const struct rego_gql_value *v)
{
	struct rego_gql_child *c;
	bool object;

	if (!v) {
		rego_puts(out, "<nil>");
		return;
	}
	switch (v->kind) {
	case REGO_GQL_VARIABLE: rego_putf(out, "$%s", v->raw); return;
	case REGO_GQL_STRING:
	case REGO_GQL_BLOCK: rego_put_quoted(out, v->raw, v->raw_len); return;
	case REGO_GQL_LIST:
	case REGO_GQL_OBJECT: break;
	default: rego_puts(out, v->raw); return;
	}
	object = v->kind == REGO_GQL_OBJECT;
	rego_putc(out, object ? '{' : '[');
	REGO_GQL_EACH (c, &v->children) {
		if (i_c)
			rego_putc(out, ',');
		if (object)
			rego_putf(out, "%s:", c->name);
		put_value(out, c->value);
	}
	rego_putc(out, object ? '}' : ']');
}

const char *rego_gql_value_text(struct rego_arena *a, const struct rego_gql_value *v)
{
	struct rego_text out = { .arena = a };

	put_value(&out, v);
	return rego_text_done(&out);
}

bool rego_gql_is_kind(const struct rego_gql_definition *d, const char *kind)
{
	return !strcmp(d->kind, kind);
}

bool rego_gql_is_composite(const struct rego_gql_definition *d)
{
	return rego_gql_is_kind(d, "OBJECT") || rego_gql_is_kind(d, "INTERFACE") ||
	       rego_gql_is_kind(d, "UNION");
}

bool rego_gql_is_leaf(const struct rego_gql_definition *d)
{
	return rego_gql_is_kind(d, "ENUM") || rego_gql_is_kind(d, "SCALAR");
}

struct rego_gql_field_def *rego_gql_field_named(const struct rego_gql_list *l, const char *name)
{
	struct rego_gql_field_def *f;

	REGO_GQL_EACH (f, l)
		if (!strcmp(f->name, name))
			return f;
	return NULL;
}

struct rego_gql_argument *rego_gql_argument_named(const struct rego_gql_list *l, const char *name)
{
	struct rego_gql_argument *arg;

	REGO_GQL_EACH (arg, l)
		if (!strcmp(arg->name, name))
			return arg;
	return NULL;
}

struct rego_gql_fragment *rego_gql_fragment_named(const struct rego_gql_list *l, const char *name)
{
	struct rego_gql_fragment *f;

	REGO_GQL_EACH (f, l)
		if (!strcmp(f->name, name))
			return f;
	return NULL;
}

bool rego_gql_has_name(const struct rego_gql_list *names, const char *name)
{
	const char *n;

	REGO_GQL_EACH (n, names)
		if (!strcmp(n, name))
			return true;
	return false;
}
