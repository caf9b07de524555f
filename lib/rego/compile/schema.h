/* SPDX-License-Identifier: BSD-2-Clause */
/* Types from JSON schemas: of the input, and of annotations. */
#ifndef REGO_COMPILE_SCHEMA_H
#define REGO_COMPILE_SCHEMA_H

#include "rego/compile/env.h"

/* The type a JSON schema describes; *error is what is wrong with it, or NULL. */
const struct rego_type *rego_schema_type(struct rego_pass *p, struct rego_val schema,
					 const char **error);

/* The types that annotations of the rule and of what is around it give to paths. */
void rego_put_schemas(struct rego_checker *c, struct rego_type_env *env, const struct rego_rule *r,
		      const struct rego_term *ref);

/* The type that the option gives to the input, in all rules. */
void rego_put_input_schema(struct rego_checker *c, struct rego_type_env *env);

#endif
