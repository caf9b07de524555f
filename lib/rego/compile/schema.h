/* SPDX-License-Identifier: BSD-2-Clause */
/* Types from JSON schemas: of the input, and of annotations. */
#ifndef REGO_SCHEMA_H
#define REGO_SCHEMA_H

#include "rego/compile/env.h"

/* The types that annotations of the rule and of what is around it give to paths. */
void rego_put_schemas(struct rego_checker *c, struct rego_type_env *env,
		      const struct rego_rule *r, const struct rego_term *ref);

#endif
