/* SPDX-License-Identifier: BSD-2-Clause */
/* Declarations: the engine itself.  Sorted by name. */
#include "rego/builtin/functions.h"

const struct rego_builtin rego_table_system[] = {
	{ .name = "internal.print",
	  .decl = "(array[set[any]]) => void",
	  .flags = REGO_COMPILED,
	  .arity = 1 },
	{ .name = "internal.test_case",
	  .decl = "(array[any]) => void",
	  .flags = REGO_COMPILED,
	  .arity = 1 },
	{ .name = "opa.runtime",
	  .decl = "() => output: object[string: any]",
	  .docs = "includes a `config` key if OPA was started with a configuration file; an "
		  "`env` key containing the environment variables that the OPA process was "
		  "started with; includes `version` and `commit` keys containing the version "
		  "and build commit of OPA.",
	  .fn = rego_fn_opa_runtime,
	  .flags = REGO_NONDET,
	  .arity = 0 },
	{ .name = "print", .decl = "(any...) => void", .flags = REGO_COMPILED, .arity = 0 },
	{ .name = "rego.metadata.chain",
	  .decl = "() => chain: array[any]",
	  .docs = "each array entry represents a node in the path ancestry (chain) of the "
		  "active rule that also has declared annotations",
	  .fn = rego_fn_rego_metadata,
	  .flags = REGO_COMPILED,
	  .arity = 0 },
	{ .name = "rego.metadata.rule",
	  .decl = "() => output: any",
	  .docs = "\"rule\" scope annotations for this rule; empty object if no annotations "
		  "exist",
	  .fn = rego_fn_rego_metadata,
	  .flags = REGO_COMPILED,
	  .arity = 0 },
	{ .name = "rego.parse_module",
	  .decl = "(filename: string, rego: string) => output: object[string: any]",
	  .docs = "file name to attach to AST nodes' locations\nRego module\nAST object for the "
		  "Rego module",
	  .fn = rego_fn_rego_parse_module,
	  .arity = 2 },
	{ .name = "test.sleep",
	  .decl = "(string) => null",
	  .fn = rego_fn_test_sleep,
	  .flags = REGO_TEST_ONLY,
	  .arity = 1 },
	{ .name = "trace",
	  .decl = "(note: string) => result: boolean",
	  .docs = "the note to include\nalways `true`",
	  .fn = rego_fn_trace,
	  .arity = 1 },
	{ 0 },
};
