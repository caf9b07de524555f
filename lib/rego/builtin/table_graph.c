/* SPDX-License-Identifier: BSD-2-Clause */
/* Declarations: graphs and trees.  Sorted by name. */
#include "rego/builtin/functions.h"

const struct rego_builtin rego_table_graph[] = {
	{ .name = "graph.reachable",
	  .decl = "(graph: object[any: any<array[any], set[any]>], initial: any<array[any], "
		  "set[any]>) => output: set[any]",
	  .docs = "object containing a set or array of neighboring vertices\nset or array of "
		  "root vertices\nset of vertices reachable from the `initial` vertices in the "
		  "directed `graph`",
	  .fn = rego_fn_graph_reachable,
	  .arity = 2 },
	{ .name = "graph.reachable_paths",
	  .decl = "(graph: object[any: any<array[any], set[any]>], initial: any<array[any], "
		  "set[any]>) => output: set[array[any]]",
	  .docs = "object containing a set or array of root vertices\ninitial paths\npaths "
		  "reachable from the `initial` vertices in the directed `graph`",
	  .fn = rego_fn_graph_reachable_paths,
	  .arity = 2 },
	{ .name = "walk",
	  .decl = "(x: any) => output: array<array[any], any>",
	  .docs = "value to walk\npairs of `path` and `value`: `path` is an array representing "
		  "the pointer to `value` in `x`. If `path` is assigned a wildcard (`_`), the "
		  "`walk` function will skip path creation entirely for faster evaluation.",
	  .fn = rego_fn_walk,
	  .flags = REGO_RELATION,
	  .arity = 1 },
	{ 0 },
};
