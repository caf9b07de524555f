/* SPDX-License-Identifier: BSD-2-Clause */
/* Arrays and sets alike: their items. */
#ifndef REGO_ITEMS_H
#define REGO_ITEMS_H

#include "rego/builtin/builtin.h"

struct rego_items {
	const struct rego_val *at;
	uint32_t count;
};

static inline bool rego_has_items(struct rego_val v)
{
	return v.kind == REGO_ARRAY || v.kind == REGO_SET;
}

static inline struct rego_items rego_items(struct rego_val v)
{
	if (v.kind == REGO_ARRAY)
		return (struct rego_items){ v.array->items, v.array->count };
	if (v.kind == REGO_SET)
		return (struct rego_items){ v.set->items, v.set->count };
	return (struct rego_items){ NULL, 0 };
}

/* "operand N must be array of strings but got array containing number"; returns undefined. */
struct rego_val rego_element(struct rego_call *c, int operand, struct rego_val coll,
			     const char *wanted, struct rego_val got);

/* What the bits and ranges ask of an operand: any spelling of an integer. */
bool rego_want_integer(struct rego_call *c, const struct rego_val *args, int operand);

#endif
