// SPDX-License-Identifier: BSD-2-Clause
/* Which of many rules can apply, found by the values of what they compare with constants. */
#include "rego/vm/index.h"
#include "rego/vm/vm.h"

const struct rego_index *rego_index_make(struct rego_gen *g, struct rego_rule *const *rules,
					 uint32_t count, enum rego_rule_kind kind,
					 uint32_t *place)
{
	(void)g, (void)rules, (void)count, (void)kind, (void)place;
	return NULL;
}

void rego_index_starts(const struct rego_index *x, const uint32_t *starts)
{
	(void)x, (void)starts;
}

bool rego_index_choose(struct rego_eval *e, const struct rego_index *x, struct rego_val *state,
		       const struct rego_val *args)
{
	(void)e, (void)x, (void)state, (void)args;
	return false;
}

uint32_t rego_index_next(const struct rego_index *x, struct rego_val *state)
{
	(void)x, (void)state;
	return REGO_NOWHERE;
}
