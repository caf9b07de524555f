/* SPDX-License-Identifier: BSD-2-Clause */
/* json.patch: a tree of changes over the document, which is rendered at the end.  What a message
 * shows is the part as it was before the changes, as in OPA. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "rego/builtin/functions.h"
#include "rego/builtin/json_path.h"
#include "rego/builtin/text.h"
#include "rego/value/number.h"

struct node;

/* A member of an object or a set that was changed. */
struct change {
	struct rego_val key, scalar;
	struct node *node; /* of a composite value */
	bool deleted, composite;
};

/* An element of an array: that of the document, or a new one. */
struct slot {
	struct rego_val scalar;
	struct node *node;
	bool original;
	uint32_t index; /* in the document */
};

struct node {
	struct rego_val value; /* before the changes; undefined: deleted */
	struct change *changes;
	uint32_t count, room;
	struct slot *slots; /* of an array */
	uint32_t length, slot_room;
};

struct patch {
	struct rego_call *call;
	struct rego_arena *arena;
	const char *error;
};

static bool is_composite(struct rego_val v)
{
	return v.kind == REGO_OBJECT || v.kind == REGO_SET || v.kind == REGO_ARRAY;
}

static void set_value(struct patch *p, struct node *n, struct rego_val v)
{
	n->value = v;
	n->count = 0;
	n->length = 0;
	if (v.kind != REGO_ARRAY)
		return;
	n->length = n->slot_room = v.array->count;
	n->slots = rego_new_array(p->arena, struct slot, n->length + 1);
	for (uint32_t i = 0; i < n->length; i++)
		n->slots[i] = (struct slot){ .original = true, .index = i };
}

static struct node *new_node(struct patch *p, struct rego_val v)
{
	struct node *n = rego_new(p->arena, struct node);

	set_value(p, n, v);
	return n;
}

__attribute__((format(printf, 2, 3))) static void *fail(struct patch *p, const char *fmt, ...)
{
	struct rego_text t = { .arena = p->arena };
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	t.data = rego_alloc(p->arena, (size_t)len + 1);
	va_start(args, fmt);
	vsnprintf(t.data, (size_t)len + 1, fmt, args);
	va_end(args);
	p->error = t.data;
	return NULL;
}

static const char *show(struct patch *p, struct rego_val v)
{
	return rego_term_text(p->arena, v);
}

static const char *go_type(struct rego_val v)
{
	return v.kind == REGO_STRING ? "ast.String" : v.kind == REGO_NUMBER ? "ast.Number" :
	       v.kind == REGO_BOOL   ? "ast.Boolean" : "ast.Null";
}

static struct rego_val render(struct patch *p, struct node *n);

static struct change *find_change(struct node *n, struct rego_val key)
{
	for (uint32_t i = 0; i < n->count; i++)
		if (rego_equal(n->changes[i].key, key))
			return &n->changes[i];
	return NULL;
}

static struct change *add_change(struct patch *p, struct node *n, struct rego_val key)
{
	struct change *c = find_change(n, key);

	if (c)
		return c;
	if (n->count == n->room) {
		uint32_t room = n->room ? n->room * 2 : 4;
		struct change *more = rego_new_array(p->arena, struct change, room);

		if (n->count)
			memcpy(more, n->changes, n->count * sizeof(*more));
		n->changes = more;
		n->room = room;
	}
	return &n->changes[n->count++];
}

static struct rego_val render_members(struct patch *p, struct node *n)
{
	struct rego_builder b = { .arena = p->arena };
	bool set = n->value.kind == REGO_SET;
	uint32_t old = set ? n->value.set->count : n->value.object->count;

	if (!n->count)
		return n->value;
	for (uint32_t i = 0; i < old; i++) {
		struct rego_val key = set ? n->value.set->items[i] : n->value.object->pairs[i].key;

		if (find_change(n, key))
			continue;
		if (set)
			rego_add(&b, key);
		else
			rego_add_pair(&b, key, n->value.object->pairs[i].value);
	}
	for (uint32_t i = 0; i < n->count; i++) {
		struct change *c = &n->changes[i];
		struct rego_val v;

		if (c->deleted)
			continue;
		v = c->composite ? render(p, c->node) : c->scalar;
		if (set)
			rego_add(&b, v);
		else
			rego_add_pair(&b, c->key, v);
	}
	return set ? rego_build_set(&b) : rego_build_object(&b);
}

static struct rego_val render(struct patch *p, struct node *n)
{
	struct rego_builder b = { .arena = p->arena };

	if (n->value.kind == REGO_OBJECT || n->value.kind == REGO_SET)
		return render_members(p, n);
	if (n->value.kind != REGO_ARRAY)
		return n->value;
	for (uint32_t i = 0; i < n->length; i++) {
		struct slot *s = &n->slots[i];

		rego_add(&b, s->original ? n->value.array->items[s->index] :
			     s->node	 ? render(p, s->node) : s->scalar);
	}
	return rego_build_array(&b);
}

/* The place that key names in an array of that length; false with an error. */
static bool to_index(struct patch *p, uint32_t length, struct rego_val key, int64_t *out)
{
	const char *s;
	char *end;

	if (key.kind == REGO_NUMBER)
		return rego_to_int64(key, out) || fail(p, "invalid number type for indexing");
	if (key.kind != REGO_STRING)
		return fail(p, "invalid type for indexing");
	s = rego_text(key);
	*out = length;
	if (!strcmp(s, "-"))
		return true;
	errno = 0;
	*out = strtoll(s, &end, 10);
	if (!*s || *end || errno || !strchr("+-0123456789", *s))
		return fail(p, "invalid string for indexing");
	if (s[0] == '0' && s[1])
		return fail(p, "leading zeros are not allowed in JSON paths");
	return true;
}

/* Changes of a set whose key is composite: they are made at once, as its keys are its values. */
static void collapse(struct patch *p, struct node *n)
{
	set_value(p, n, render(p, n));
}

static struct node *put_member(struct patch *p, struct node *n, struct rego_val key,
			       struct rego_val value)
{
	struct node *child = new_node(p, value);
	struct change *c = add_change(p, n, key);

	*c = (struct change){ .key = key, .scalar = value, .node = child,
			      .composite = is_composite(value) };
	return child;
}

static struct node *put_slot(struct patch *p, struct node *n, uint32_t at, struct rego_val value)
{
	struct slot *s;

	if (n->length >= n->slot_room) {
		uint32_t room = n->slot_room ? n->slot_room * 2 : 4;
		struct slot *more = rego_new_array(p->arena, struct slot, room);

		if (n->length)
			memcpy(more, n->slots, n->length * sizeof(*more));
		n->slots = more;
		n->slot_room = room;
	}
	memmove(&n->slots[at + 1], &n->slots[at], (n->length - at) * sizeof(*n->slots));
	n->length++;
	s = &n->slots[at];
	*s = (struct slot){ .scalar = value };
	if (!is_composite(value))
		return new_node(p, value);
	s->node = new_node(p, value);
	return s->node;
}

static struct node *insert(struct patch *p, struct node *n, struct rego_val key,
			   struct rego_val value)
{
	int64_t at;

	switch (n->value.kind) {
	case REGO_UNDEFINED: return fail(p, "deleted node encountered during insert operation");
	case REGO_OBJECT: return put_member(p, n, key, value);
	case REGO_SET:
		if (!rego_equal(key, value))
			return fail(p, "set key %s does not equal value to be inserted %s",
				    show(p, key), show(p, value));
		if (is_composite(key))
			collapse(p, n);
		return put_member(p, n, key, value);
	case REGO_ARRAY:
		if (!to_index(p, n->length, key, &at))
			return NULL;
		if (at < 0 || at > n->length)
			return fail(p, "index for array insertion out of bounds");
		return put_slot(p, n, (uint32_t)at, value);
	default:
		return fail(p, "expected composite type, found value: %s (type: %s)",
			    show(p, n->value), go_type(n->value));
	}
}

static bool delete_missing(struct patch *p, struct node *n, struct rego_val key)
{
	struct rego_val old = rego_get(n->value, key);
	struct change *c;

	if (!rego_defined(old))
		return fail(p, "cannot delete child key %s that does not exist", show(p, key));
	c = add_change(p, n, key);
	*c = (struct change){ .key = key, .deleted = true, .composite = is_composite(old) };
	return true;
}

static bool delete_member(struct patch *p, struct node *n, struct rego_val key)
{
	struct change *c = find_change(n, key);

	if (n->value.kind == REGO_SET && is_composite(key)) {
		collapse(p, n);
		c = NULL;
	}
	if (!c)
		return delete_missing(p, n, key);
	if (c->deleted)
		return fail(p, "cannot delete the already deleted %s node for key %s",
			    c->composite ? "composite" : "scalar", show(p, key));
	c->deleted = true;
	return true;
}

static bool delete_slot(struct patch *p, struct node *n, struct rego_val key)
{
	int64_t at;

	if (!to_index(p, n->length, key, &at))
		return false;
	if (at < 0 || at >= n->length)
		return fail(p, "index for array delete out of bounds");
	n->length--;
	memmove(&n->slots[at], &n->slots[at + 1], (n->length - (size_t)at) * sizeof(*n->slots));
	return true;
}

static bool delete(struct patch *p, struct node *n, struct rego_val key)
{
	switch (n->value.kind) {
	case REGO_UNDEFINED: return fail(p, "deleted node encountered during delete operation");
	case REGO_OBJECT:
	case REGO_SET: return delete_member(p, n, key);
	case REGO_ARRAY: return delete_slot(p, n, key);
	default:
		return fail(p, "expected composite type, found value: %s (type: %s)",
			    show(p, n->value), go_type(n->value));
	}
}

static struct node *unfold_member(struct patch *p, struct node *n, struct rego_val key)
{
	struct change *c = find_change(n, key);
	struct rego_val old;

	if (n->value.kind == REGO_SET && is_composite(key)) {
		collapse(p, n);
		c = NULL;
	}
	if (c && c->deleted)
		return fail(p, "cannot unfold the already deleted %s node for key %s",
			    c->composite ? "composite" : "scalar", show(p, key));
	if (c)
		return c->composite ? c->node : new_node(p, c->scalar);
	old = rego_get(n->value, key);
	if (rego_defined(old))
		return put_member(p, n, key, old);
	if (n->value.kind == REGO_SET)
		return fail(p, "path %s does not exist in set term %s",
			    key.kind == REGO_STRING ? rego_text(key) : show(p, key),
			    show(p, n->value));
	return fail(p, "path %s does not exist in object term %s", show(p, key), show(p, n->value));
}

static struct node *unfold_slot(struct patch *p, struct node *n, struct rego_val key)
{
	struct rego_val old;
	int64_t at;

	if (!to_index(p, n->length, key, &at))
		return NULL;
	if (at >= 0 && at < n->length && !n->slots[at].original)
		return n->slots[at].node ? n->slots[at].node : new_node(p, n->slots[at].scalar);
	/* OPA looks the place up in the document as it was. */
	if (at < 0 || at >= n->value.array->count)
		return fail(p, "path %lld does not exist in array term %s", (long long)at,
			    show(p, n->value));
	old = n->value.array->items[at];
	if (at >= n->length)
		return fail(p, "index for array delete out of bounds");
	n->length--;
	memmove(&n->slots[at], &n->slots[at + 1], (n->length - (size_t)at) * sizeof(*n->slots));
	return put_slot(p, n, (uint32_t)at, old);
}

static struct node *unfold(struct patch *p, struct node *n, const struct rego_val *parts,
			   size_t count)
{
	for (size_t i = 0; n && i < count; i++) {
		switch (n->value.kind) {
		case REGO_UNDEFINED:
			return fail(p, "nil value encountered where composite value was expected");
		case REGO_OBJECT:
		case REGO_SET: n = unfold_member(p, n, parts[i]); break;
		case REGO_ARRAY: n = unfold_slot(p, n, parts[i]); break;
		default:
			return fail(p,
				    "expected composite type for path %s, found value: %s (type: %s)",
				    show(p, parts[i]), show(p, n->value), go_type(n->value));
		}
	}
	return n;
}

static bool insert_at(struct patch *p, struct node *root, const struct rego_path *path,
		      struct rego_val value)
{
	struct node *n;

	if (!rego_defined(value))
		return fail(p, "cannot insert nil value into EditTree");
	if (!path->count) {
		set_value(p, root, value);
		return true;
	}
	n = unfold(p, root, path->parts, path->count - 1);
	return n && insert(p, n, path->parts[path->count - 1], value);
}

static bool delete_at(struct patch *p, struct node *root, const struct rego_path *path)
{
	struct node *n;

	if (!path->count) {
		if (!rego_defined(root->value))
			return fail(p, "deleted node encountered during delete operation");
		set_value(p, root, rego_undefined());
		return true;
	}
	n = unfold(p, root, path->parts, path->count - 1);
	return n && delete(p, n, path->parts[path->count - 1]);
}

static bool render_at(struct patch *p, struct node *root, const struct rego_path *path,
		      struct rego_val *out)
{
	struct node *n = unfold(p, root, path->parts, path->count);

	if (n)
		*out = render(p, n);
	return n;
}

static bool missing(struct patch *p, const char *name)
{
	return fail(p, "missing required attribute '%s'", name);
}

static bool test(struct patch *p, struct node *root, const struct rego_path *path,
		 struct rego_val value)
{
	struct rego_val found;

	if (!render_at(p, root, path, &found))
		return false;
	if (!rego_defined(value))
		return missing(p, "value");
	if (!rego_defined(found) || !rego_equal(found, value))
		return fail(p, "value from EditTree != patch value.\n\nExpected: %s\n\nFound: %s",
			    show(p, value), rego_defined(found) ? show(p, found) : "<nil>");
	return true;
}

/* move and copy. */
static bool transfer(struct patch *p, struct node *root, const struct rego_path *path,
		     struct rego_val from, bool move)
{
	struct rego_path source;
	struct rego_val chunk;

	if (!rego_defined(from))
		return missing(p, "from");
	if (!rego_path_parse(p->call, from, &source) || !render_at(p, root, &source, &chunk) ||
	    (move && !delete_at(p, root, &source)))
		return false;
	return insert_at(p, root, path, chunk);
}

static bool apply(struct patch *p, struct node *root, struct rego_val operation)
{
	struct rego_val path_value, op, value;
	struct rego_path path;
	const char *name;

	if (operation.kind != REGO_OBJECT)
		return fail(p, "must be an array of JSON-Patch objects, but at least one element is "
			    "not an object");
	path_value = rego_get_text(operation, "path");
	op = rego_get_text(operation, "op");
	value = rego_get_text(operation, "value");
	if (!rego_defined(path_value))
		return missing(p, "path");
	if (!rego_defined(op))
		return missing(p, "op");
	if (op.kind != REGO_STRING)
		return fail(p, "attribute 'op' must be a string but found: %s",
			    rego_kind_name((enum rego_kind)op.kind));
	if (!rego_path_parse(p->call, path_value, &path))
		return false;
	name = rego_text(op);
	if (!strcmp(name, "add"))
		return rego_defined(value) ? insert_at(p, root, &path, value) : missing(p, "value");
	if (!strcmp(name, "remove"))
		return delete_at(p, root, &path);
	if (!strcmp(name, "replace"))
		return delete_at(p, root, &path) &&
		       (rego_defined(value) ? insert_at(p, root, &path, value)
					    : missing(p, "value"));
	if (!strcmp(name, "move") || !strcmp(name, "copy"))
		return transfer(p, root, &path, rego_get_text(operation, "from"), *name == 'm');
	if (!strcmp(name, "test"))
		return test(p, root, &path, value);
	return fail(p, "unrecognized op: '%s'", name);
}

struct rego_val rego_fn_json_patch(struct rego_call *c, const struct rego_val *args)
{
	struct patch p = { .call = c, .arena = c->arena };
	struct node *root;

	if (!rego_want(c, args, 2, REGO_ARRAY))
		return rego_undefined();
	root = new_node(&p, args[0]);
	for (uint32_t i = 0; i < args[1].array->count; i++)
		if (!apply(&p, root, args[1].array->items[i]))
			return p.error ? rego_fail(c, "%s", p.error) : rego_undefined();
	return render(&p, root);
}
