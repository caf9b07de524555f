/* SPDX-License-Identifier: BSD-2-Clause */
/* Which variables an equality binds. */
#ifndef REGO_UNIFY_H
#define REGO_UNIFY_H

#include "rego/compile/vars.h"

/* Add to out what a = b binds when the variables in safe are bound. */
void rego_unify_vars(struct rego_arena *arena, const struct rego_vars *safe,
		     const struct rego_term *a, const struct rego_term *b, struct rego_vars *out);
bool rego_ref_is_safe(struct rego_arena *arena, const struct rego_term *ref,
		      const struct rego_vars *safe);

#endif
