/* SPDX-License-Identifier: BSD-2-Clause */
/* Declarations: JSON documents: paths, patches and schemas.  Sorted by name. */
#include "rego/builtin/functions.h"

const struct rego_builtin rego_table_json[] = {
	{ .name = "json.filter",
	  .decl = "(object: object[any: any], paths: any<array[any<string, array[any]>], "
		  "set[any<string, array[any]>]>) => filtered: any",
	  .docs = "object to filter\nJSON string paths\nremaining data from `object` with only "
		  "keys specified in `paths`",
	  .fn = rego_fn_json_filter,
	  .arity = 2 },
	{ .name = "json.match_schema",
	  .decl = "(document: any<string, object[any: any]>, schema: any<string, object[any: "
		  "any]>) => output: array<boolean, array[object<desc: string, error: string, "
		  "field: string, type: string>]>",
	  .docs = "document to verify by schema\nschema to verify document by\n`output` is of the "
		  "form `[match, errors]`. If the document is valid given the schema, then "
		  "`match` is `true`, and `errors` is an empty array. Otherwise, `match` is "
		  "`false` and `errors` is an array of objects describing the error(s).",
	  .fn = rego_fn_json_match_schema,
	  .arity = 2 },
	{ .name = "json.patch",
	  .decl = "(target: any, patches: array[object<op: string, path: any>[any: any]]) => "
		  "output: any",
	  .docs = "the object, array or set to patch\nthe JSON patches to apply\nresult obtained "
		  "after consecutively applying all patch operations in `patches`",
	  .fn = rego_fn_json_patch,
	  .arity = 2 },
	{ .name = "json.remove",
	  .decl = "(object: object[any: any], paths: any<array[any<string, array[any]>], "
		  "set[any<string, array[any]>]>) => output: any",
	  .docs = "object to remove paths from\nJSON string paths\nresult of removing all keys "
		  "specified in `paths`",
	  .fn = rego_fn_json_remove,
	  .arity = 2 },
	{ .name = "json.verify_schema",
	  .decl = "(schema: any<string, object[any: any]>) => output: array<boolean, any<null, "
		  "string>>",
	  .docs = "the schema to verify\n`output` is of the form `[valid, error]`. If the schema "
		  "is valid, then `valid` is `true`, and `error` is `null`. Otherwise, `valid` "
		  "is `false` and `error` is a string describing the error.",
	  .fn = rego_fn_json_verify_schema,
	  .arity = 1 },
	{ 0 },
};
