/* SPDX-License-Identifier: BSD-2-Clause */
/* A schema of GraphQL while it is made; the first error ends it. */
#ifndef REGO_GQL_SCHEMA_H
#define REGO_GQL_SCHEMA_H

#include "rego/builtin/gql.h"

struct rego_gql_checker {
	struct rego_arena *arena;
	struct rego_gql_schema *schema;
	const char *error;
};

__attribute__((format(printf, 3, 4))) bool rego_gql_schema_fail(struct rego_gql_checker *c,
								const struct rego_gql_pos *pos,
								const char *fmt, ...);
bool rego_gql_check_name(struct rego_gql_checker *c, const struct rego_gql_pos *pos,
			 const char *name);
struct rego_gql_definition *rego_gql_type_named(struct rego_gql_checker *c, const char *name);
bool rego_gql_check_type(struct rego_gql_checker *c, const struct rego_gql_type *t);
bool rego_gql_check_directives(struct rego_gql_checker *c, const struct rego_gql_list *l,
			       const char *location, const struct rego_gql_directive_def *current,
			       bool once);
bool rego_gql_check_arguments(struct rego_gql_checker *c, const struct rego_gql_list *l,
			      const struct rego_gql_directive_def *current);
/* That d implements the interface. */
bool rego_gql_check_implements(struct rego_gql_checker *c, const struct rego_gql_definition *d,
			       const char *name);
bool rego_gql_check_definition(struct rego_gql_checker *c, const struct rego_gql_definition *d);
/* Whether values of the type may be arguments. */
bool rego_gql_is_input(const struct rego_gql_definition *d);

#endif
