/* SPDX-License-Identifier: BSD-2-Clause */
/* not yet */
#include "rego/compile/pass.h"

const struct rego_type *rego_early_type(struct rego_pass *p, const struct rego_term *t) { (void)p; (void)t; return NULL; }
void rego_check_types(struct rego_pass *p) { (void)p; }
void rego_check_query_types(struct rego_pass *p, struct rego_body *b) { (void)p; (void)b; }
void rego_rewrite_metadata(struct rego_pass *p) { (void)p; }
bool rego_gives_value(struct rego_pass *p, const struct rego_term *op, uint32_t args)
{
	const struct rego_builtin *b = rego_pass_builtin(p, op);
	const struct rego_type *t = b ? rego_builtin_type(p, b) : NULL;

	if (b)
		return t && t->value && b->arity == args;
	return rego_arity(p, op) == (int)args && args;
}
