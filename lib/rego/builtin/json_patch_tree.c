/* SPDX-License-Identifier: BSD-2-Clause */
/* json.patch: the tree of changes over the document. */
#include "rego/builtin/json_patch.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

#include "rego/builtin/json_path.h"
#include "rego/builtin/text.h"
#include "rego/value/number.h"

static bool is_composite(struct rego_val v)
{
	return v.kind == REGO_OBJECT || v.kind == REGO_SET || v.kind == REGO_ARRAY;
}

void rego_patch_set(struct rego_patch *p, struct rego_patch_node *n, struct rego_val v)
{
	n->value = v;
	n->count = 0;
	n->length = 0;
	if (v.kind != REGO_ARRAY)
		return;
	n->length = n->slot_room = v.array->count;
	n->slots = rego_new_array(p->arena, struct rego_patch_slot, n->length + 1);
	for (uint32_t i = 0; i < n->length; i++)
		n->slots[i] = (struct rego_patch_slot){ .original = true, .index = i };
}

struct rego_patch_node *rego_patch_node(struct rego_patch *p, struct rego_val v)
{
	struct rego_patch_node *n = rego_new(p->arena, struct rego_patch_node);

	rego_patch_set(p, n, v);
	return n;
}

void *rego_patch_fail(struct rego_patch *p, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	p->error = rego_vprintf(p->arena, fmt, args);
	va_end(args);
	return NULL;
}

const char *rego_patch_show(struct rego_patch *p, struct rego_val v)
{
	return rego_term_text(p->arena, v);
}

static const char *go_type(struct rego_val v)
{
	return v.kind == REGO_STRING   ? "ast.String"
	       : v.kind == REGO_NUMBER ? "ast.Number"
	       : v.kind == REGO_BOOL   ? "ast.Boolean"
				       : "ast.Null";
}

static struct rego_patch_change *find_change(struct rego_patch_node *n, struct rego_val key)
{
	for (uint32_t i = 0; i < n->count; i++)
		if (rego_equal(n->changes[i].key, key))
			return &n->changes[i];
	return NULL;
}

static struct rego_patch_change *add_change(struct rego_patch *p, struct rego_patch_node *n,
					    struct rego_val key)
{
	struct rego_patch_change *c = find_change(n, key);

	if (c)
		return c;
	if (n->count == n->room) {
		uint32_t room = n->room ? n->room * 2 : 4;
		struct rego_patch_change *more =
			rego_new_array(p->arena, struct rego_patch_change, room);

		if (n->count)
			memcpy(more, n->changes, n->count * sizeof(*more));
		n->changes = more;
		n->room = room;
	}
	return &n->changes[n->count++];
}

static struct rego_val render_members(struct rego_patch *p, struct rego_patch_node *n)
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
		struct rego_patch_change *c = &n->changes[i];
		struct rego_val v;

		if (c->deleted)
			continue;
		v = c->composite ? rego_patch_render(p, c->node) : c->scalar;
		if (set)
			rego_add(&b, v);
		else
			rego_add_pair(&b, c->key, v);
	}
	return set ? rego_build_set(&b) : rego_build_object(&b);
}

struct rego_val rego_patch_render(struct rego_patch *p, struct rego_patch_node *n)
{
	struct rego_builder b = { .arena = p->arena };

	if (n->value.kind == REGO_OBJECT || n->value.kind == REGO_SET)
		return render_members(p, n);
	if (n->value.kind != REGO_ARRAY)
		return n->value;
	for (uint32_t i = 0; i < n->length; i++) {
		struct rego_patch_slot *s = &n->slots[i];

		rego_add(&b, s->original ? n->value.array->items[s->index]
			     : s->node	 ? rego_patch_render(p, s->node)
					 : s->scalar);
	}
	return rego_build_array(&b);
}

/* The place that key names in an array of that length; false with an error. */
static bool to_index(struct rego_patch *p, uint32_t length, struct rego_val key, int64_t *out)
{
	const char *s;
	char *end;

	if (key.kind == REGO_NUMBER)
		return rego_to_int64(key, out) ||
		       rego_patch_fail(p, "invalid number type for indexing");
	if (key.kind != REGO_STRING)
		return rego_patch_fail(p, "invalid type for indexing");
	s = rego_text(key);
	*out = length;
	if (!strcmp(s, "-"))
		return true;
	errno = 0;
	*out = strtoll(s, &end, 10);
	if (!*s || *end || errno || !strchr("+-0123456789", *s))
		return rego_patch_fail(p, "invalid string for indexing");
	if (s[0] == '0' && s[1])
		return rego_patch_fail(p, "leading zeros are not allowed in JSON paths");
	return true;
}

/* Changes of a set whose key is composite: they are made at once, as its keys are its values. */
static void collapse(struct rego_patch *p, struct rego_patch_node *n)
{
	rego_patch_set(p, n, rego_patch_render(p, n));
}

static struct rego_patch_node *put_member(struct rego_patch *p, struct rego_patch_node *n,
					  struct rego_val key, struct rego_val value)
{
	struct rego_patch_node *child = rego_patch_node(p, value);
	struct rego_patch_change *c = add_change(p, n, key);

	*c = (struct rego_patch_change){
		.key = key, .scalar = value, .node = child, .composite = is_composite(value)
	};
	return child;
}

static struct rego_patch_node *put_slot(struct rego_patch *p, struct rego_patch_node *n,
					uint32_t at, struct rego_val value)
{
	struct rego_patch_slot *s;

	if (n->length >= n->slot_room) {
		uint32_t room = n->slot_room ? n->slot_room * 2 : 4;
		struct rego_patch_slot *more =
			rego_new_array(p->arena, struct rego_patch_slot, room);

		if (n->length)
			memcpy(more, n->slots, n->length * sizeof(*more));
		n->slots = more;
		n->slot_room = room;
	}
	memmove(&n->slots[at + 1], &n->slots[at], (n->length - at) * sizeof(*n->slots));
	n->length++;
	s = &n->slots[at];
	*s = (struct rego_patch_slot){ .scalar = value };
	if (!is_composite(value))
		return rego_patch_node(p, value);
	s->node = rego_patch_node(p, value);
	return s->node;
}

struct rego_patch_node *rego_patch_insert(struct rego_patch *p, struct rego_patch_node *n,
					  struct rego_val key, struct rego_val value)
{
	int64_t at;

	switch (n->value.kind) {
	case REGO_UNDEFINED:
		return rego_patch_fail(p, "deleted node encountered during insert operation");
	case REGO_OBJECT: return put_member(p, n, key, value);
	case REGO_SET:
		if (!rego_equal(key, value))
			return rego_patch_fail(p,
					       "set key %s does not equal value to be inserted %s",
					       rego_patch_show(p, key), rego_patch_show(p, value));
		if (is_composite(key))
			collapse(p, n);
		return put_member(p, n, key, value);
	case REGO_ARRAY:
		if (!to_index(p, n->length, key, &at))
			return NULL;
		if (at < 0 || at > n->length)
			return rego_patch_fail(p, "index for array insertion out of bounds");
		return put_slot(p, n, (uint32_t)at, value);
	default:
		return rego_patch_fail(p, "expected composite type, found value: %s (type: %s)",
				       rego_patch_show(p, n->value), go_type(n->value));
	}
}

static bool delete_missing(struct rego_patch *p, struct rego_patch_node *n, struct rego_val key)
{
	struct rego_val old = rego_get(n->value, key);
	struct rego_patch_change *c;

	if (!rego_defined(old))
		return rego_patch_fail(p, "cannot delete child key %s that does not exist",
				       rego_patch_show(p, key));
	c = add_change(p, n, key);
	*c = (struct rego_patch_change){ .key = key,
					 .deleted = true,
					 .composite = is_composite(old) };
	return true;
}

static bool delete_member(struct rego_patch *p, struct rego_patch_node *n, struct rego_val key)
{
	struct rego_patch_change *c = find_change(n, key);

	if (n->value.kind == REGO_SET && is_composite(key)) {
		collapse(p, n);
		c = NULL;
	}
	if (!c)
		return delete_missing(p, n, key);
	if (c->deleted)
		return rego_patch_fail(p, "cannot delete the already deleted %s node for key %s",
				       c->composite ? "composite" : "scalar",
				       rego_patch_show(p, key));
	c->deleted = true;
	return true;
}

static bool delete_slot(struct rego_patch *p, struct rego_patch_node *n, struct rego_val key)
{
	int64_t at;

	if (!to_index(p, n->length, key, &at))
		return false;
	if (at < 0 || at >= n->length)
		return rego_patch_fail(p, "index for array delete out of bounds");
	n->length--;
	memmove(&n->slots[at], &n->slots[at + 1], (n->length - (size_t)at) * sizeof(*n->slots));
	return true;
}

bool rego_patch_delete(struct rego_patch *p, struct rego_patch_node *n, struct rego_val key)
{
	switch (n->value.kind) {
	case REGO_UNDEFINED:
		return rego_patch_fail(p, "deleted node encountered during delete operation");
	case REGO_OBJECT:
	case REGO_SET: return delete_member(p, n, key);
	case REGO_ARRAY: return delete_slot(p, n, key);
	default:
		return rego_patch_fail(p, "expected composite type, found value: %s (type: %s)",
				       rego_patch_show(p, n->value), go_type(n->value));
	}
}

static struct rego_patch_node *unfold_member(struct rego_patch *p, struct rego_patch_node *n,
					     struct rego_val key)
{
	struct rego_patch_change *c = find_change(n, key);
	struct rego_val old;

	if (n->value.kind == REGO_SET && is_composite(key)) {
		collapse(p, n);
		c = NULL;
	}
	if (c && c->deleted)
		return rego_patch_fail(p, "cannot unfold the already deleted %s node for key %s",
				       c->composite ? "composite" : "scalar",
				       rego_patch_show(p, key));
	if (c)
		return c->composite ? c->node : rego_patch_node(p, c->scalar);
	old = rego_get(n->value, key);
	if (rego_defined(old))
		return put_member(p, n, key, old);
	if (n->value.kind == REGO_SET)
		return rego_patch_fail(p, "path %s does not exist in set term %s",
				       key.kind == REGO_STRING ? rego_text(key)
							       : rego_patch_show(p, key),
				       rego_patch_show(p, n->value));
	return rego_patch_fail(p, "path %s does not exist in object term %s",
			       rego_patch_show(p, key), rego_patch_show(p, n->value));
}

static struct rego_patch_node *unfold_slot(struct rego_patch *p, struct rego_patch_node *n,
					   struct rego_val key)
{
	struct rego_val old;
	int64_t at;

	if (!to_index(p, n->length, key, &at))
		return NULL;
	if (at >= 0 && at < n->length && !n->slots[at].original)
		return n->slots[at].node ? n->slots[at].node
					 : rego_patch_node(p, n->slots[at].scalar);
	/* OPA looks the place up in the document as it was. */
	if (at < 0 || at >= n->value.array->count)
		return rego_patch_fail(p, "path %lld does not exist in array term %s",
				       (long long)at, rego_patch_show(p, n->value));
	old = n->value.array->items[at];
	if (at >= n->length)
		return rego_patch_fail(p, "index for array delete out of bounds");
	n->length--;
	memmove(&n->slots[at], &n->slots[at + 1], (n->length - (size_t)at) * sizeof(*n->slots));
	return put_slot(p, n, (uint32_t)at, old);
}

struct rego_patch_node *rego_patch_unfold(struct rego_patch *p, struct rego_patch_node *n,
					  const struct rego_val *parts, size_t count)
{
	for (size_t i = 0; n && i < count; i++) {
		switch (n->value.kind) {
		case REGO_UNDEFINED:
			return rego_patch_fail(
				p, "nil value encountered where composite value was expected");
		case REGO_OBJECT:
		case REGO_SET: n = unfold_member(p, n, parts[i]); break;
		case REGO_ARRAY: n = unfold_slot(p, n, parts[i]); break;
		default:
			return rego_patch_fail(
				p,
				"expected composite type for path %s, found value: %s (type: %s)",
				rego_patch_show(p, parts[i]), rego_patch_show(p, n->value),
				go_type(n->value));
		}
	}
	return n;
}
