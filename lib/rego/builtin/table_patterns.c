/* SPDX-License-Identifier: BSD-2-Clause */
/* Declarations: regular expressions and globs.  Sorted by name. */
#include "rego/builtin/functions.h"

const struct rego_builtin rego_table_patterns[] = {
	{ .name = "glob.match",
	  .decl = "(pattern: string, delimiters: any<null, array[string]>, match: string) => "
		  "result: boolean",
	  .docs = "glob pattern\nglob pattern delimiters, e.g. `[\".\", \":\"]`, defaults to "
		  "`[\".\"]` if unset. If `delimiters` is `null`, glob match without "
		  "delimiter.\nstring to match against `pattern`\ntrue if `match` can be found in "
		  "`pattern` which is separated by `delimiters`",
	  .fn = rego_fn_glob_match,
	  .arity = 3 },
	{ .name = "glob.quote_meta",
	  .decl = "(pattern: string) => output: string",
	  .docs = "glob pattern\nthe escaped string of `pattern`",
	  .fn = rego_fn_glob_quote_meta,
	  .arity = 1 },
	{ .name = "re_match",
	  .decl = "(string, string) => boolean",
	  .fn = rego_fn_re_match,
	  .flags = REGO_DEPRECATED,
	  .arity = 2 },
	{ .name = "regex.find_all_string_submatch_n",
	  .decl = "(pattern: string, value: string, number: number) => output: "
		  "array[array[string]]",
	  .docs = "regular expression\nstring to match\nnumber of matches to return; `-1` means "
		  "all matches\narray of all matches",
	  .fn = rego_fn_regex_find_all_string_submatch_n,
	  .arity = 3 },
	{ .name = "regex.find_n",
	  .decl = "(pattern: string, value: string, number: number) => output: array[string]",
	  .docs = "regular expression\nstring to match\nnumber of matches to return, if `-1`, "
		  "returns all matches\ncollected matches",
	  .fn = rego_fn_regex_find_n,
	  .arity = 3 },
	{ .name = "regex.globs_match",
	  .decl = "(glob1: string, glob2: string) => result: boolean",
	  .docs = "first glob-style regular expression\nsecond glob-style regular "
		  "expression\ntrue if the intersection of `glob1` and `glob2` matches a "
		  "non-empty set of non-empty strings",
	  .fn = rego_fn_regex_globs_match,
	  .arity = 2 },
	{ .name = "regex.is_valid",
	  .decl = "(pattern: string) => result: boolean",
	  .docs = "regular expression\ntrue if `pattern` is a valid regular expression",
	  .fn = rego_fn_regex_is_valid,
	  .arity = 1 },
	{ .name = "regex.match",
	  .decl = "(pattern: string, value: string) => result: boolean",
	  .docs = "regular expression\nvalue to match against `pattern`\ntrue if `value` matches "
		  "`pattern`",
	  .fn = rego_fn_regex_match,
	  .arity = 2 },
	{ .name = "regex.replace",
	  .decl = "(s: string, pattern: string, value: string) => output: string",
	  .docs = "string being processed\nregex pattern to be applied\nregex value\nstring with "
		  "replaced substrings",
	  .fn = rego_fn_regex_replace,
	  .arity = 3 },
	{ .name = "regex.split",
	  .decl = "(pattern: string, value: string) => output: array[string]",
	  .docs = "regular expression\nstring to match\nthe parts obtained by splitting `value`",
	  .fn = rego_fn_regex_split,
	  .arity = 2 },
	{ .name = "regex.template_match",
	  .decl = "(template: string, value: string, delimiter_start: string, delimiter_end: "
		  "string) => result: boolean",
	  .docs = "template expression containing `0..n` regular expressions\nstring to "
		  "match\nstart delimiter of the regular expression in `template`\nend delimiter "
		  "of the regular expression in `template`\ntrue if `value` matches the "
		  "`template`",
	  .fn = rego_fn_regex_template_match,
	  .arity = 4 },
	{ 0 },
};
