/* SPDX-License-Identifier: BSD-2-Clause */
/* Declarations: GraphQL.  Sorted by name. */
#include "rego/builtin/functions.h"

const struct rego_builtin rego_table_graphql[] = {
	{ .name = "graphql.is_valid",
	  .decl = "(query: any<string, object[any: any]>, schema: any<string, object[any: "
		  "any]>) => output: boolean",
	  .docs = "the GraphQL query\nthe GraphQL schema\n`true` if the query is valid under the "
		  "given schema. `false` otherwise.",
	  .fn = rego_fn_graphql_is_valid,
	  .arity = 2 },
	{ .name = "graphql.parse",
	  .decl = "(query: any<string, object[any: any]>, schema: any<string, object[any: "
		  "any]>) => output: array<object[any: any], object[any: any]>",
	  .docs = "the GraphQL query\nthe GraphQL schema\n`output` is of the form `[query_ast, "
		  "schema_ast]`. If the GraphQL query is valid given the provided schema, then "
		  "`query_ast` and `schema_ast` are objects describing the ASTs for the query "
		  "and schema.",
	  .fn = rego_fn_graphql_parse,
	  .arity = 2 },
	{ .name = "graphql.parse_and_verify",
	  .decl = "(query: any<string, object[any: any]>, schema: any<string, object[any: "
		  "any]>) => output: array<boolean, object[any: any], object[any: any]>",
	  .docs = "the GraphQL query\nthe GraphQL schema\n `output` is of the form `[valid, "
		  "query_ast, schema_ast]`. If the query is valid given the provided schema, "
		  "then `valid` is `true`, and `query_ast` and `schema_ast` are objects "
		  "describing the ASTs for the GraphQL query and schema. Otherwise, `valid` is "
		  "`false` and `query_ast` and `schema_ast` are `{}`.",
	  .fn = rego_fn_graphql_parse_and_verify,
	  .arity = 2 },
	{ .name = "graphql.parse_query",
	  .decl = "(query: string) => output: object[any: any]",
	  .docs = "GraphQL query string\nAST object for the GraphQL query.",
	  .fn = rego_fn_graphql_parse_query,
	  .arity = 1 },
	{ .name = "graphql.parse_schema",
	  .decl = "(schema: string) => output: object[any: any]",
	  .docs = "GraphQL schema string\nAST object for the GraphQL schema.",
	  .fn = rego_fn_graphql_parse_schema,
	  .arity = 1 },
	{ .name = "graphql.schema_is_valid",
	  .decl = "(schema: any<string, object[any: any]>) => output: boolean",
	  .docs = "the schema to verify\n`true` if the schema is a valid GraphQL schema. `false` "
		  "otherwise.",
	  .fn = rego_fn_graphql_schema_is_valid,
	  .arity = 1 },
	{ 0 },
};
