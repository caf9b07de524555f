/* SPDX-License-Identifier: BSD-2-Clause */
/* json.patch: a tree of changes over the document, which is rendered at the end.  What a message
 * shows is the part as it was before the changes, as in OPA. */
#ifndef REGO_JSON_PATCH_H
#define REGO_JSON_PATCH_H

#include "rego/builtin/builtin.h"

struct rego_patch_node;

/* A member of an object or a set that was changed. */
struct rego_patch_change {
	struct rego_val key, scalar;
	struct rego_patch_node *node; /* of a composite value */
	bool deleted, composite;
};

/* An element of an array: that of the document, or a new one. */
struct rego_patch_slot {
	struct rego_val scalar;
	struct rego_patch_node *node;
	bool original;
	uint32_t index; /* in the document */
};

struct rego_patch_node {
	struct rego_val value; /* before the changes; undefined: deleted */
	struct rego_patch_change *changes;
	uint32_t count, room;
	struct rego_patch_slot *slots; /* of an array */
	uint32_t length, slot_room;
};

struct rego_patch {
	struct rego_call *call;
	struct rego_arena *arena;
	const char *error;
};

/* Nothing, and the patch has an error. */
__attribute__((format(printf, 2, 3))) void *rego_patch_fail(struct rego_patch *p, const char *fmt,
							    ...);
/* As an error shows it. */
const char *rego_patch_show(struct rego_patch *p, struct rego_val v);
/* Of a value that has no changes yet. */
struct rego_patch_node *rego_patch_node(struct rego_patch *p, struct rego_val v);
/* The node of v anew, without the changes it had. */
void rego_patch_set(struct rego_patch *p, struct rego_patch_node *n, struct rego_val v);
/* The value with its changes. */
struct rego_val rego_patch_render(struct rego_patch *p, struct rego_patch_node *n);
/* NULL, or false, with an error. */
struct rego_patch_node *rego_patch_insert(struct rego_patch *p, struct rego_patch_node *n,
					  struct rego_val key, struct rego_val value);
bool rego_patch_delete(struct rego_patch *p, struct rego_patch_node *n, struct rego_val key);
/* The node at a path, made a node of its own on the way. */
struct rego_patch_node *rego_patch_unfold(struct rego_patch *p, struct rego_patch_node *n,
					  const struct rego_val *parts, size_t count);

#endif
