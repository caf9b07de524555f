/* SPDX-License-Identifier: BSD-2-Clause */
/* Which of many rules can apply, found by the values of what they compare with constants. */
#ifndef REGO_VM_INDEX_H
#define REGO_VM_INDEX_H

#include "rego/vm/gen.h"

struct rego_index;

/* NULL when an index would not help. */
const struct rego_index *rego_index_make(struct rego_gen *g, struct rego_rule *const *rules,
					 uint32_t count, enum rego_rule_kind kind,
					 uint32_t *place);
/* Where the code of each rule begins. */
void rego_index_starts(const struct rego_index *x, const uint32_t *starts);

#endif
