/* SPDX-License-Identifier: BSD-2-Clause */
/* The order in which the rules of a group are tried.
 *
 * It shows: in which of two conflicting rules the error is, in which order print() speaks, which
 * error of a built-in is the first.  OPA tries them in the order in which its index (a tree of
 * references) meets them, so we do, too. */
#ifndef REGO_VM_ORDER_H
#define REGO_VM_ORDER_H

#include "rego/vm/gen.h"

void rego_order_rules(struct rego_gen *g, struct rego_rule **rules, uint32_t count);

/* What OPA's index wants of a document before the rule is tried at all. */
struct rego_need {
	const struct rego_term *ref; /* its first items; NULL: of an argument */
	uint32_t items, arg;
	const struct rego_term *value; /* to be equal to: a scalar or an array; NULL: anything */
};

/* The needs of a branch that has an expression which can fail, or speak, before one that the
 * index knows.  How many: 0 when the index does not show. */
uint32_t rego_rule_needs(struct rego_gen *g, const struct rego_rule *r, struct rego_need **needs);

#endif
