/* SPDX-License-Identifier: BSD-2-Clause */
/* Declarations: versions and identifiers.  Sorted by name. */
#include "rego/builtin/functions.h"

const struct rego_builtin rego_table_ids[] = {
	{ .name = "semver.compare",
	  .decl = "(a: string, b: string) => result: number",
	  .docs = "first version string\nsecond version string\n`-1` if `a < b`; `1` if `a > b`; "
		  "`0` if `a == b`",
	  .fn = rego_fn_semver_compare,
	  .arity = 2 },
	{ .name = "semver.is_valid",
	  .decl = "(vsn: any) => result: boolean",
	  .docs = "input to validate\n`true` if `vsn` is a valid SemVer; `false` otherwise",
	  .fn = rego_fn_semver_is_valid,
	  .arity = 1 },
	{ .name = "uuid.parse",
	  .decl = "(uuid: string) => result: object[string: any]",
	  .docs = "UUID string to parse\nProperties of UUID if valid (version, variant, etc). "
		  "Undefined otherwise.",
	  .fn = rego_fn_uuid_parse,
	  .arity = 1 },
	{ .name = "uuid.rfc4122",
	  .decl = "(k: string) => output: string",
	  .docs = "seed string\na version 4 UUID; for any given `k`, the output will be "
		  "consistent throughout a query evaluation",
	  .fn = rego_fn_uuid_rfc4122,
	  .flags = REGO_NONDET,
	  .arity = 1 },
	{ 0 },
};
