/* SPDX-License-Identifier: BSD-2-Clause */
/* What every GraphQL schema has without saying so. */
#ifndef REGO_GQL_PRELUDE_H
#define REGO_GQL_PRELUDE_H

extern const char rego_gql_prelude[];

#endif
