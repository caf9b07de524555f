/* SPDX-License-Identifier: BSD-2-Clause */
/* Finding in objects and sets: small ones are looked through, large ones have an index. */
#ifndef REGO_INDEX_H
#define REGO_INDEX_H

#include "rego/value/value.h"

#define REGO_SCAN 8  /* up to so many are compared one by one */
#define REGO_FEW  12 /* up to so many are sorted by insertion */

/* NULL when there is none. */
const struct rego_pair *rego_find_pair(const struct rego_object *o, struct rego_val key);
const struct rego_pair *rego_find_text(const struct rego_object *o, const char *key, size_t len);
const struct rego_val *rego_find_item(const struct rego_set *s, struct rego_val item);

/* Make the index if there are many and none is made. */
void rego_index_object(struct rego_arena *a, struct rego_object *o);
void rego_index_set(struct rego_arena *a, struct rego_set *s);

/* Count set, the rest zero but for the contents. */
struct rego_array *rego_new_items(struct rego_arena *a, size_t n);
struct rego_set *rego_new_set(struct rego_arena *a, size_t n);
struct rego_object *rego_new_object(struct rego_arena *a, size_t n);

/* Sort what was put into o, and drop duplicates: of equal keys the last value wins. */
void rego_order_pairs(struct rego_arena *a, struct rego_object *o);
/* A value of that kind, without its pointer: depth and below are what n items make them. */
struct rego_val rego_measured(struct rego_arena *a, enum rego_kind kind,
			      const struct rego_val *items, size_t n);
/* An object that is complete. */
struct rego_val rego_object_of(struct rego_arena *a, struct rego_object *o);

/* One key of an object, one element of a set: equal, and of one hash (10.0 == 1 is true in Rego,
 * yet they are two keys). */
bool rego_same_key(struct rego_val a, struct rego_val b);

#endif
