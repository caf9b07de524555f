// SPDX-License-Identifier: BSD-2-Clause
/* The document of a partial rule while it grows: objects in objects, sets at the leaves. */
#include "rego/vm/vm.h"

enum entry_kind { ENTRY_VALUE, ENTRY_SET, ENTRY_OBJECT };

struct entry {
	struct rego_val key, value; /* of ENTRY_VALUE */
	enum entry_kind kind;
	struct rego_builder set;
	struct rego_doc *object;
};

struct rego_doc {
	struct entry *entries;
	uint32_t count, room;
	uint32_t *slots, mask; /* place + 1 */
};

struct rego_doc *rego_doc_new(struct rego_arena *a)
{
	return rego_new(a, struct rego_doc);
}

static uint32_t *slot_of(struct rego_doc *d, struct rego_val key)
{
	uint32_t at = rego_hash(key) & d->mask;

	while (d->slots[at] && !rego_equal(d->entries[d->slots[at] - 1].key, key))
		at = (at + 1) & d->mask;
	return &d->slots[at];
}

static void grow(struct rego_arena *a, struct rego_doc *d)
{
	struct entry *old = d->entries;

	d->room = d->room ? d->room * 2 : 8;
	d->entries = rego_new_array(a, struct entry, d->room);
	if (d->count)
		memcpy(d->entries, old, d->count * sizeof(*old));
	d->mask = d->room * 2 - 1;
	d->slots = rego_zalloc(a, d->room * 2 * sizeof(uint32_t));
	for (uint32_t i = 0; i < d->count; i++)
		*slot_of(d, d->entries[i].key) = i + 1;
}

static struct entry *entry_of(struct rego_arena *a, struct rego_doc *d, struct rego_val key,
			      bool *fresh)
{
	uint32_t *slot;

	if (d->count == d->room)
		grow(a, d);
	slot = slot_of(d, key);
	*fresh = !*slot;
	if (*fresh) {
		memset(&d->entries[d->count], 0, sizeof(struct entry));
		d->entries[d->count].key = key;
		*slot = ++d->count;
	}
	return &d->entries[*slot - 1];
}

static bool put_leaf(struct rego_arena *a, struct entry *x, bool fresh, struct rego_val v,
		     bool into_set)
{
	if (into_set) {
		if (fresh) {
			x->kind = ENTRY_SET;
			x->set.arena = a;
		} else if (x->kind != ENTRY_SET) {
			return false;
		}
		rego_add(&x->set, v);
		return true;
	}
	if (fresh) {
		x->kind = ENTRY_VALUE;
		x->value = v;
		return true;
	}
	if (x->kind == ENTRY_OBJECT && rego_equal(rego_doc_done(a, x->object), v)) {
		x->kind = ENTRY_VALUE; /* nothing may be put into it any more */
		x->value = v;
	}
	return x->kind == ENTRY_VALUE && rego_equal(x->value, v);
}

bool rego_doc_put(struct rego_arena *a, struct rego_doc *d, const struct rego_val *path, uint32_t n,
		  struct rego_val v, bool into_set)
{
	struct entry *x;
	bool fresh;

	if (!n) /* "p contains x" beside "p[k] contains y" */
		return false;
	for (uint32_t i = 0; i + 1 < n; i++) {
		x = entry_of(a, d, path[i], &fresh);
		if (fresh) {
			x->kind = ENTRY_OBJECT;
			x->object = rego_doc_new(a);
		} else if (x->kind != ENTRY_OBJECT) {
			return false;
		}
		d = x->object;
	}
	x = entry_of(a, d, path[n - 1], &fresh);
	return put_leaf(a, x, fresh, v, into_set);
}

struct rego_val rego_doc_done(struct rego_arena *a, struct rego_doc *d)
{
	struct rego_builder b = { .arena = a };

	for (uint32_t i = 0; i < d->count; i++) {
		struct entry *x = &d->entries[i];
		struct rego_val v = x->value;

		if (x->kind == ENTRY_SET)
			v = rego_build_set(&x->set);
		else if (x->kind == ENTRY_OBJECT)
			v = rego_doc_done(a, x->object);
		rego_add_pair(&b, x->key, v);
	}
	return rego_build_object(&b);
}
