/* SPDX-License-Identifier: BSD-2-Clause */
/* json.filter and json.remove: what stays of a document by paths, a tree of them. */
#include "rego/builtin/json_path.h"

#include <stdio.h>

#include "rego/builtin/functions.h"
#include "rego/builtin/text.h"

/* One part of a path that is a text: ~1 is /, ~0 is ~. */
static struct rego_val part_value(struct rego_arena *a, const char *s, size_t len)
{
	char *out = rego_alloc(a, len + 1), *to = out;
	size_t n;

	/* First all ~1, then ~0 of what came of it. */
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '~' && i + 1 < len && s[i + 1] == '1') {
			*to++ = '/';
			i++;
		} else {
			*to++ = s[i];
		}
	}
	n = (size_t)(to - out);
	to = out;
	for (size_t i = 0; i < n; i++) {
		*to++ = out[i];
		if (out[i] == '~' && i + 1 < n && out[i + 1] == '0')
			i++;
	}
	return rego_string(a, out, (size_t)(to - out));
}

static void text_path(struct rego_arena *a, const char *s, size_t len, struct rego_path *out)
{
	size_t count = 1, from = 0;

	while (len && *s == '/') {
		s++;
		len--;
	}
	for (size_t i = 0; i < len; i++)
		count += s[i] == '/';
	out->parts = rego_new_array(a, struct rego_val, count);
	for (size_t i = 0; i <= len; i++) {
		if (i < len && s[i] != '/')
			continue;
		out->parts[out->count++] = part_value(a, s + from, i - from);
		from = i + 1;
	}
}

bool rego_path_parse(struct rego_call *c, struct rego_val v, struct rego_path *out)
{
	*out = (struct rego_path){ 0 };
	if (v.kind == REGO_STRING) {
		if (rego_len(v))
			text_path(c->arena, rego_text(v), rego_len(v), out);
		return true;
	}
	if (v.kind == REGO_ARRAY) {
		out->parts = v.array->items;
		out->count = v.array->count;
		return true;
	}
	rego_operand_as(c, 2,
			"must be one of {set, array} containing string paths or array of path "
			"segments but got %s",
			rego_kind_name((enum rego_kind)v.kind));
	return false;
}

/* --- a tree of paths -------------------------------------------------------------- */
struct node {
	struct rego_val key;
	bool leaf;	     /* a path ends here */
	struct node **slots; /* children by hash of their keys */
	uint32_t mask, count;
};

static struct node *find(const struct node *n, struct rego_val key)
{
	if (!n->slots)
		return NULL;
	for (uint32_t i = rego_hash(key);; i++) {
		struct node *child = n->slots[i & n->mask];

		if (!child || rego_equal(child->key, key))
			return child;
	}
}

static void place(struct node *n, struct node *child)
{
	uint32_t i = rego_hash(child->key);

	while (n->slots[i & n->mask])
		i++;
	n->slots[i & n->mask] = child;
}

static struct node *add(struct rego_arena *a, struct node *n, struct rego_val key)
{
	struct node *child = find(n, key), **old = n->slots;
	uint32_t size = old ? n->mask + 1 : 0;

	if (child)
		return child;
	if ((n->count + 1) * 2 > size) {
		n->mask = size ? size * 2 - 1 : 3;
		n->slots = rego_zalloc(a, (n->mask + 1) * sizeof(struct node *));
		for (uint32_t i = 0; i < size; i++)
			if (old[i])
				place(n, old[i]);
	}
	child = rego_new(a, struct node);
	child->key = key;
	place(n, child);
	n->count++;
	return child;
}

static void add_path(struct rego_arena *a, struct node *root, const struct rego_path *p)
{
	struct node *n = root;

	for (size_t i = 0; i < p->count; i++) {
		n = add(a, n, p->parts[i]);
		if (n->leaf)
			return;
	}
	if (p->count) {
		n->leaf = true;
		n->slots = NULL;
	}
}

static bool read_paths(struct rego_call *c, struct rego_val v, struct node *root)
{
	const struct rego_val *items;
	struct rego_path p;

	if (v.kind != REGO_ARRAY && v.kind != REGO_SET) {
		rego_operand(c, 2, "one of {set, array}", v);
		return false;
	}
	items = v.kind == REGO_ARRAY ? v.array->items : v.set->items;
	for (size_t i = 0; i < rego_len(v); i++) {
		if (!rego_path_parse(c, items[i], &p))
			return false;
		add_path(c->arena, root, &p);
	}
	return true;
}

static const struct node *at_index(struct rego_arena *a, const struct node *n, uint32_t i)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", i);

	return find(n, rego_string(a, text, (size_t)len));
}

/* What of v the paths name. */
static struct rego_val filter(struct rego_arena *a, struct rego_val v, const struct node *n)
{
	struct rego_builder b = { .arena = a };
	const struct node *child;

	if (n->leaf)
		return v;
	switch (v.kind) {
	case REGO_ARRAY:
		for (uint32_t i = 0; i < v.array->count; i++)
			if ((child = at_index(a, n, i)))
				rego_add(&b, filter(a, v.array->items[i], child));
		return rego_build_array(&b);
	case REGO_SET:
		for (uint32_t i = 0; i < v.set->count; i++)
			if ((child = find(n, v.set->items[i])))
				rego_add(&b, filter(a, v.set->items[i], child));
		return rego_build_set(&b);
	case REGO_OBJECT:
		for (uint32_t i = 0; i < v.object->count; i++)
			if ((child = find(n, v.object->pairs[i].key)))
				rego_add_pair(&b, v.object->pairs[i].key,
					      filter(a, v.object->pairs[i].value, child));
		return rego_build_object(&b);
	default: return v;
	}
}

/* What of v no path names; undefined when nothing of it. */
static struct rego_val without(struct rego_arena *a, struct rego_val v, const struct node *n)
{
	struct rego_builder b = { .arena = a };
	struct rego_val left;

	if (!n)
		return v;
	if (n->leaf)
		return rego_undefined();
	switch (v.kind) {
	case REGO_ARRAY:
		for (uint32_t i = 0; i < v.array->count; i++) {
			left = without(a, v.array->items[i], at_index(a, n, i));
			if (rego_defined(left))
				rego_add(&b, left);
		}
		return rego_build_array(&b);
	case REGO_SET:
		for (uint32_t i = 0; i < v.set->count; i++) {
			left = without(a, v.set->items[i], find(n, v.set->items[i]));
			if (rego_defined(left))
				rego_add(&b, left);
		}
		return rego_build_set(&b);
	case REGO_OBJECT:
		for (uint32_t i = 0; i < v.object->count; i++) {
			left = without(a, v.object->pairs[i].value,
				       find(n, v.object->pairs[i].key));
			if (rego_defined(left))
				rego_add_pair(&b, v.object->pairs[i].key, left);
		}
		return rego_build_object(&b);
	default: return v;
	}
}

struct rego_val rego_fn_json_filter(struct rego_call *c, const struct rego_val *args)
{
	struct node root = { 0 };

	if (!rego_want(c, args, 1, REGO_OBJECT) || !read_paths(c, args[1], &root))
		return rego_undefined();
	return filter(c->arena, args[0], &root);
}

struct rego_val rego_fn_json_remove(struct rego_call *c, const struct rego_val *args)
{
	struct node root = { 0 };

	if (!rego_want(c, args, 1, REGO_OBJECT) || !read_paths(c, args[1], &root))
		return rego_undefined();
	return without(c->arena, args[0], &root);
}
