/* SPDX-License-Identifier: BSD-2-Clause */
/* Where it shows that OPA finds rules by an index (compile/wants.h), whatever ours does. */
#ifndef REGO_VM_ORDER_H
#define REGO_VM_ORDER_H

#include "rego/compile/wants.h"
#include "rego/vm/gen.h"

/* Put the rules of a group in the order in which OPA's index, a tree of what is asked for, meets
 * them.  It decides in which of two conflicting rules the error is, in which order print() speaks,
 * which error of a built-in is the first. */
void rego_order_rules(struct rego_gen *g, struct rego_rule **rules, uint32_t count);

/* Whether the expression can neither fail with an error nor speak. */
bool rego_is_quiet(const struct rego_unit *u, const struct rego_expr *x);
/* Whether the branch has an expression that can fail, or speak, before one that wants something:
 * OPA does not try it at all when it does not get that. */
bool rego_index_shows(const struct rego_unit *u, const struct rego_rule *r,
		      const struct rego_rule_wants *of);

#endif
