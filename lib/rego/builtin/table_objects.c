/* SPDX-License-Identifier: BSD-2-Clause */
/* Declarations: objects.  Sorted by name. */
#include "rego/builtin/functions.h"

const struct rego_builtin rego_table_objects[] = {
	{ .name = "object.filter",
	  .decl = "(object: object[any: any], keys: any<array[any], object[any: any], "
		  "set[any]>) => filtered: any",
	  .docs = "object to filter keys\nkeys to keep in `object`\nremaining data from `object` "
		  "with only keys specified in `keys`",
	  .fn = rego_fn_object_filter,
	  .arity = 2 },
	{ .name = "object.get",
	  .decl = "(object: object[any: any], key: any, default: any) => value: any",
	  .docs = "object to get `key` from\nkey to lookup in `object`\ndefault to use when "
		  "lookup fails\n`object[key]` if present, otherwise `default`",
	  .fn = rego_fn_object_get,
	  .arity = 3 },
	{ .name = "object.keys",
	  .decl = "(object: object[any: any]) => value: set[any]",
	  .docs = "object to get keys from\nset of `object`'s keys",
	  .fn = rego_fn_object_keys,
	  .arity = 1 },
	{ .name = "object.remove",
	  .decl = "(object: object[any: any], keys: any<array[any], object[any: any], "
		  "set[any]>) => output: any",
	  .docs = "object to remove keys from\nkeys to remove from x\nresult of removing the "
		  "specified `keys` from `object`",
	  .fn = rego_fn_object_remove,
	  .arity = 2 },
	{ .name = "object.subset",
	  .decl = "(super: any<array[any], object[any: any], set[any]>, sub: any<array[any], "
		  "object[any: any], set[any]>) => result: any",
	  .docs = "object to test if sub is a subset of\nobject to test if super is a superset "
		  "of\n`true` if `sub` is a subset of `super`",
	  .fn = rego_fn_object_subset,
	  .arity = 2 },
	{ .name = "object.union",
	  .decl = "(a: object[any: any], b: object[any: any]) => output: any",
	  .docs = "left-hand object\nright-hand object\na new object which is the result of an "
		  "asymmetric recursive union of two objects where conflicts are resolved by "
		  "choosing the key from the right-hand object `b`",
	  .fn = rego_fn_object_union,
	  .arity = 2 },
	{ .name = "object.union_n",
	  .decl = "(objects: array[object[any: any]]) => output: any",
	  .docs = "list of objects to merge\nasymmetric recursive union of all objects in "
		  "`objects`, merged from left to right, where conflicts are resolved by "
		  "choosing the key from the right-hand object",
	  .fn = rego_fn_object_union_n,
	  .arity = 1 },
	{ 0 },
};
