/* SPDX-License-Identifier: BSD-2-Clause */
/* Parts of the type checker that only it needs. */
#ifndef REGO_CHECK_H
#define REGO_CHECK_H

#include "rego/compile/env.h"

/* Check a comprehension's body; the environment in it. */
struct rego_type_env *rego_check_closure(struct rego_checker *c, struct rego_type_env *env,
					 const struct rego_term *t);

/* What "details" says of arguments that do not fit. */
struct rego_type_detail *rego_argument_detail(struct rego_pass *p,
					      const struct rego_type *const *have, uint32_t count,
					      const struct rego_type *want, bool result);

#endif
