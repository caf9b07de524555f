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

#endif
