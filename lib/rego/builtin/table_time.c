/* SPDX-License-Identifier: BSD-2-Clause */
/* Declarations: time.  Sorted by name. */
#include "rego/builtin/functions.h"

const struct rego_builtin rego_table_time[] = {
	{ .name = "time.add_date",
	  .decl = "(ns: number, years: number, months: number, days: number) => output: number",
	  .docs = "nanoseconds since the epoch\nnumber of years to add\nnumber of months to "
		  "add\nnumber of days to add\nnanoseconds since the epoch representing the input "
		  "time, with years, months and days added",
	  .fn = rego_fn_time_add_date,
	  .arity = 4 },
	{ .name = "time.clock",
	  .decl = "(x: any<number, array<number, string>>) => output: array<number, number, "
		  "number>",
	  .docs = "a number representing the nanoseconds since the epoch (UTC); or a "
		  "two-element array of the nanoseconds, and a timezone string\nthe `hour`, "
		  "`minute` (0-59), and `second` (0-59) representing the time of day for the "
		  "nanoseconds since epoch in the supplied timezone (or UTC)",
	  .fn = rego_fn_time_clock,
	  .arity = 1 },
	{ .name = "time.date",
	  .decl = "(x: any<number, array<number, string>>) => date: array<number, number, "
		  "number>",
	  .docs = "a number representing the nanoseconds since the epoch (UTC); or a "
		  "two-element array of the nanoseconds, and a timezone string\nan array of "
		  "`year`, `month` (1-12), and `day` (1-31)",
	  .fn = rego_fn_time_date,
	  .arity = 1 },
	{ .name = "time.diff",
	  .decl = "(ns1: any<number, array<number, string>>, ns2: any<number, array<number, "
		  "string>>) => output: array<number, number, number, number, number, number>",
	  .docs = "nanoseconds since the epoch; or a two-element array of the nanoseconds, and "
		  "a timezone string\nnanoseconds since the epoch; or a two-element array of the "
		  "nanoseconds, and a timezone string\ndifference between `ns1` and `ns2` (in "
		  "their supplied timezones, if supplied, or UTC) as array of numbers: `[years, "
		  "months, days, hours, minutes, seconds]`",
	  .fn = rego_fn_time_diff,
	  .arity = 2 },
	{ .name = "time.format",
	  .decl = "(x: any<number, array<number, string>, array<number, string, string>>) => "
		  "formatted timestamp: string",
	  .docs = "a number representing the nanoseconds since the epoch (UTC); or a "
		  "two-element array of the nanoseconds, and a timezone string; or a "
		  "three-element array of ns, timezone string and a layout string or golang "
		  "defined formatting constant (see golang supported time formats)\nthe "
		  "formatted timestamp represented for the nanoseconds since the epoch in the "
		  "supplied timezone (or UTC)",
	  .fn = rego_fn_time_format,
	  .arity = 1 },
	{ .name = "time.now_ns",
	  .decl = "() => now: number",
	  .docs = "nanoseconds since epoch",
	  .fn = rego_fn_time_now_ns,
	  .flags = REGO_NONDET,
	  .arity = 0 },
	{ .name = "time.parse_duration_ns",
	  .decl = "(duration: string) => ns: number",
	  .docs = "a duration like \"3m\"; see the [OPA `Duration Parsing` "
		  "documentation](https://www.openpolicyagent.org/docs/latest/policy-reference/"
		  "builtins/time#duration-parsing) "
		  "for more details\nthe `duration` in nanoseconds",
	  .fn = rego_fn_time_parse_duration_ns,
	  .arity = 1 },
	{ .name = "time.parse_ns",
	  .decl = "(layout: string, value: string) => ns: number",
	  .docs = "format used for parsing, see the [Go `time` package "
		  "documentation](https://golang.org/pkg/time/#Parse) for more details\ninput to "
		  "parse according to `layout`\n`value` in nanoseconds since epoch",
	  .fn = rego_fn_time_parse_ns,
	  .arity = 2 },
	{ .name = "time.parse_rfc3339_ns",
	  .decl = "(value: string) => ns: number",
	  .docs = "input string to parse in RFC3339 format\n`value` in nanoseconds since epoch",
	  .fn = rego_fn_time_parse_rfc3339_ns,
	  .arity = 1 },
	{ .name = "time.weekday",
	  .decl = "(x: any<number, array<number, string>>) => day: string",
	  .docs = "a number representing the nanoseconds since the epoch (UTC); or a "
		  "two-element array of the nanoseconds, and a timezone string\nthe weekday "
		  "represented by `ns` nanoseconds since the epoch in the supplied timezone (or "
		  "UTC)",
	  .fn = rego_fn_time_weekday,
	  .arity = 1 },
	{ 0 },
};
