// SPDX-License-Identifier: BSD-2-Clause
/* The machine: rules, partial rules, functions, unification, "with", conflicts and limits. */
#include "rego_ask.h"

struct row {
	const char *rules, *query, *want;
};

static const char *const input = "{\"a\":1,\"b\":[\"x\",\"y\",\"z\"],\"o\":{\"k\":2,\"l\":3}}";
static const char *const data = "{\"roles\":{\"a\":[1,2],\"b\":[3]},\"t\":{\"base\":1}}";

static void run_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct ss_strbuf m = { 0 };
		struct ask a = { .data = data, .input = input, .query = rows[i].query };

		ss_strbuf_printf(&m, "package t\n%s\n", rows[i].rules);
		a.module = m.data;
		ask_all(&a, rows[i].want);
		ss_strbuf_fini(&m);
	}
}

#define RUN(rows) run_rows(rows, sizeof(rows) / sizeof((rows)[0]))

static void complete_rules(void)
{
	static const struct row rows[] = {
		{ "p := input.a", "data.t.p", "1" },
		{ "p if input.nope", "data.t.p", "undefined" },
		{ "p if { input.a == 1; input.b[_] == \"z\" }", "data.t.p", "true" },
		{ "default p := 7\np := 1 if input.nope", "data.t.p", "7" },
		{ "p := 1 if input.nope\nelse := 2 if input.a == 1\nelse := 3", "data.t.p", "2" },
		{ "p := 1 if input.nope\nelse := 3", "data.t.p", "3" },
		{ "p := x if { x := input.b[_] }", "data.t.p",
		  "t.rego:2: eval_conflict_error: complete rules must not produce multiple "
		  "outputs" },
		{ "p := 1\np := 2 if input.a", "data.t.p",
		  "t.rego:3: eval_conflict_error: complete rules must not produce multiple "
		  "outputs" },
		{ "p := false", "data.t.p", "false" },
		{ "p if { not input.nope; not data.t.q }\nq := false", "data.t.p", "true" },
	};

	RUN(rows);
}

static void partial_rules(void)
{
	static const struct row rows[] = {
		{ "p contains x if { x := input.b[_] }", "data.t.p", "[\"x\",\"y\",\"z\"]" },
		{ "p contains x if { x := input.b[_] }", "data.t.p.y", "\"y\"" },
		{ "p contains x if { x := input.b[_] }", "data.t.p.q", "undefined" },
		{ "p contains x if x := input.nope", "data.t.p", "[]" },
		{ "p[k] := v if { some k, v in input.o }", "data.t.p", "{\"k\":2,\"l\":3}" },
		{ "p[k] := v if { some k, v in input.o }", "data.t.p.l", "3" },
		{ "p[k] := v if { some v in input.b; k := \"k\" }", "data.t.p",
		  "t.rego:2: eval_conflict_error: object keys must be unique" },
		{ "p.q[x].r := 1 if { some x in input.b }", "data.t.p.q.y", "{\"r\":1}" },
		{ "p[x] contains y if { some x, y in input.o }", "data.t.p",
		  "{\"k\":[2],\"l\":[3]}" },
		{ "p contains 1\nq if 1 in p\nr if p[1]", "[data.t.q, data.t.r]", "[true,true]" },
	};

	RUN(rows);
}

static void functions(void)
{
	static const struct row rows[] = {
		{ "f(x) := x + 1\np := f(input.a)", "data.t.p", "2" },
		{ "f(1) := \"a\"\nf(2) := \"b\"\np := [f(1), f(2)]", "data.t.p", "[\"a\",\"b\"]" },
		{ "f([x, y]) := x if y == 2\np := f([1, 2])", "data.t.p", "1" },
		{ "f(x) := 1 if x == 9\np := f(1)", "data.t.p", "undefined" },
		{ "default f(_) := 5\nf(x) := 1 if x == 9\np := f(1)", "data.t.p", "5" },
		{ "f(x) := 1\nf(x) := 2 if x == 1\np := f(1)", "data.t.p",
		  "t.rego:3: eval_conflict_error: functions must not produce multiple outputs for "
		  "same inputs" },
		{ "f(x) := false\np if not f(1)", "data.t.p", "true" },
		{ "f(x) := \"a\" if x == 1\nelse := \"b\" if x == 2\nelse := \"c\"\n"
		  "p := [f(1), f(2), f(3)]",
		  "data.t.p", "[\"a\",\"b\",\"c\"]" },
	};

	RUN(rows);
}

static void unification(void)
{
	static const struct row rows[] = {
		{ "p := [x, y] if [x, {\"a\": y}] = [1, {\"a\": 2}]", "data.t.p", "[1,2]" },
		{ "p := z if [1, z] = [y, y]", "data.t.p", "1" },
		{ "p := x if {\"a\": x, \"b\": 2} = {\"b\": 2, \"a\": 1}", "data.t.p", "1" },
		{ "p if [_, _] = input.b", "data.t.p", "undefined" },
		{ "p := x if input.b = [_, x, _]", "data.t.p", "\"y\"" },
		{ "p := {k: i | input.b[i] = k}", "data.t.p", "{\"x\":0,\"y\":1,\"z\":2}" },
		{ "s := {[1, \"a\"], [2, \"b\"]}\np := {x | s[[x, \"b\"]]}", "data.t.p", "[2]" },
		{ "p := [i | input.b[i] = \"y\"]", "data.t.p", "[1]" },
	};

	RUN(rows);
}

static void closures(void)
{
	static const struct row rows[] = {
		{ "p := [y | y := input.b[_]; y != \"y\"]", "data.t.p", "[\"x\",\"z\"]" },
		{ "p := {k: v | some k, v in input.o}", "data.t.p", "{\"k\":2,\"l\":3}" },
		{ "p := {1: v | some v in input.b}", "data.t.p",
		  "t.rego:2: eval_conflict_error: object keys must be unique" },
		{ "p if every x in input.b { x != \"q\" }", "data.t.p", "true" },
		{ "p if every x in input.b { x != \"z\" }", "data.t.p", "undefined" },
		{ "p if every x in [] { x == 1 }", "data.t.p", "true" },
		{ "p if every i, x in input.b { input.b[i] == x }", "data.t.p", "true" },
		{ "p if every x in input.nope { x }", "data.t.p", "undefined" },
		{ "p := [[x, y] | some x in [1, 2]; y := [z | z := x * 2]]", "data.t.p",
		  "[[1,[2]],[2,[4]]]" },
	};

	RUN(rows);
}

static void with_modifiers(void)
{
	static const struct row rows[] = {
		{ "q := input.a\np := [q, y, q] if y := q with input.a as 42", "data.t.p",
		  "[1,42,1]" },
		{ "q contains x if some x in input.b\n"
		  "p := [x | some x in q with input.b as [8, 9]]",
		  "data.t.p", "[8,9]" },
		{ "p := x if x := data.roles.a with data.roles.a as 5", "data.t.p", "5" },
		{ "q := 1\np := x if x := data.t.q with data.t.q as 5", "data.t.p", "5" },
		{ "f(x) := x\ng(x) := x * 2\np := [f(2), y] if y := f(2) with f as g", "data.t.p",
		  "[2,4]" },
		{ "f(x) := x\np := y if y := f(2) with f as 9", "data.t.p", "9" },
		{ "p := y if y := count([1, 2]) with count as 7", "data.t.p", "7" },
		{ "p if not input.a == 1 with input.a as 2", "data.t.p", "true" },
		{ "q := input.a\nr := x if x := q with input.a as 3\np := [r, q]", "data.t.p",
		  "[3,1]" },
	};

	RUN(rows);
}

static void documents(void)
{
	static const struct row rows[] = {
		{ "p := 1\nq if input.nope", "data.t", "{\"base\":1,\"p\":1}" },
		{ "p := 1", "x := data.roles[k][_]",
		  "{\"k\":\"a\",\"x\":1} {\"k\":\"a\",\"x\":2} {\"k\":\"b\",\"x\":3}" },
		{ "p := 1", "data.t[x] == 1", "{\"x\":\"base\"} {\"x\":\"p\"}" },
		{ "p := 1", "data[x].p", "{\"x\":\"t\"} {\"x\":\"t\"}" },
	};

	RUN(rows);
}

static void index_and_order(void)
{
	static const char *const rules = "p := 1 if input.a == 0\np := 2 if input.a == 1\n"
					 "p := 3 if input.a == 2\np := 4 if input.a in {3, 4}\n"
					 "p := 5 if { input.a == 5; input.b == 1 }\n"
					 "s contains 1 if input.a == 1\ns contains 2 if input.c\n"
					 "s contains 3 if input.a == 3\ns contains 4\n"
					 "s contains 5 if input.a == 1\n";
	struct row rows[] = { { rules, "data.t.p", "2" },
			      { rules, "data.t.s", "[1,4,5]" },
			      { rules, "data.t.p with input.a as 4", "4" },
			      { rules, "data.t.p with input.a as 5", "undefined" },
			      { rules, "data.t.p with input.a as 1.0", "2" },
			      { rules, "data.t.p with input as {}", "undefined" } };

	RUN(rows);
}

/* What a text begins or ends with: of shorter and longer ones, and of what is no text. */
static void index_of_texts(void)
{
	static const char *const rules =
		"s contains 1 if startswith(input.p, \"/usr/\")\n"
		"s contains 2 if startswith(input.p, \"/usr/bin/\")\n"
		"s contains 3 if startswith(input.p, \"/usr/bin/a\")\n"
		"s contains 4 if startswith(input.p, \"/etc\")\n"
		"s contains 5 if { input.q != 1; startswith(input.p, \"/usr/bin/\") }\n"
		"s contains 6 if strings.any_prefix_match(input.p, {\"/etc/x\", \"/usr/b\"})\n"
		"s contains 7 if input.q\n"
		"e contains 1 if endswith(input.p, \"sh\")\n"
		"e contains 2 if endswith(input.p, \"/sh\")\n"
		"e contains 3 if endswith(input.p, \"bash\")\n"
		"e contains 4 if { x := input.p; endswith(x, \"/a\") }\n"
		"e contains 5 if endswith(input.p, \"n/sh\")\n"
		"yes(_, _) := true\n";
	struct row rows[] = {
		{ rules, "data.t.s with input as {\"p\": \"/usr/bin/ab\", \"q\": 2}",
		  "[1,2,3,5,6,7]" },
		{ rules, "data.t.s with input as {\"p\": \"/usr/bin\", \"q\": 2}", "[1,6,7]" },
		{ rules, "data.t.s with input as {\"p\": \"/etc/\", \"q\": 1}", "[4,7]" },
		{ rules, "data.t.s with input as {\"p\": \"/\", \"q\": false}", "[]" },
		{ rules, "data.t.s with input as {\"p\": 5, \"q\": 1}", "[7]" },
		{ rules, "data.t.s with input as {\"q\": 1}", "[7]" },
		{ rules, "data.t.s with input as {\"p\": \"x\"} with startswith as data.t.yes",
		  "[1,2,3,4]" },
		{ rules, "data.t.e with input as {\"p\": \"/bin/sh\"}", "[1,2,5]" },
		{ rules, "data.t.e with input as {\"p\": \"/bin/bash\"}", "[1,3]" },
		{ rules, "data.t.e with input as {\"p\": \"h\"}", "[]" },
		{ rules, "data.t.e with input as {\"p\": \"/usr/a\"}", "[4]" },
	};
	struct ask strict = { .module =
				      "package t\ns contains 1 if startswith(input.p, \"a\")\n"
				      "s contains 2 if startswith(input.p, \"b\")\n"
				      "s contains 3 if startswith(input.p, \"c\")\n"
				      "s contains 4 if { 1 / input.z; startswith(input.p, \"d\") }",
			      .input = "{\"p\": \"a\", \"z\": 0}",
			      .query = "data.t.s",
			      .limits.strict_builtin_errors = true };

	RUN(rows);
	ask_all(&strict, "t.rego:5: eval_builtin_error: div: divide by zero");
	strict.input = "{\"p\": 1, \"z\": 1}";
	ask_all(&strict,
		"t.rego:2: eval_type_error: startswith: operand 1 must be string but got number");
}

/* The first branch that has a value, found without a look at those before it. */
static void index_of_branches(void)
{
	static const char *const rules =
		"p := 1 if input.a == 0\nelse := 2 if input.a in {1, 2}\nelse := 3 if input.a == "
		"1\n"
		"else := x if { input.a == 4; x := input.b[_]; x != \"y\" }\n"
		"else := 5 if { input.a == 4; input.c }\nelse := 6 if input.c == 1\n"
		"g(x) := 1 if x == \"a\"\nelse := 2 if x == \"b\"\nelse := 3 if x == \"b\"\n"
		"else := 4 if startswith(x, \"c\")\nelse := y if { x == \"d\"; y := x }\n"
		"q := true if input.a == 1\nelse := true if input.a == 2\nelse := true if input.a "
		"== 3\n"
		"else := true if input.a == 4\ndefault q := false\n";
	struct row rows[] = {
		{ rules, "data.t.p", "2" },
		{ rules, "data.t.p with input.a as 0", "1" },
		{ rules, "data.t.p with input.a as 4 with input.b as [\"y\", \"z\", \"z\"]",
		  "\"z\"" },
		{ rules, "data.t.p with input.a as 4",
		  "t.rego:5: eval_conflict_error: complete rules must not produce multiple "
		  "outputs" },
		{ rules, "data.t.p with input as {\"a\": 4, \"b\": [\"y\"], \"c\": 1}", "5" },
		{ rules, "data.t.p with input as {\"c\": 1}", "6" },
		{ rules, "data.t.p with input as {}", "undefined" },
		{ rules, "[data.t.g(\"a\"), data.t.g(\"b\"), data.t.g(\"cc\"), data.t.g(\"d\")]",
		  "[1,2,4,\"d\"]" },
		{ rules, "data.t.g(\"e\")", "undefined" },
		{ rules, "data.t.q with input.a as 3", "true" },
		{ rules, "data.t.q with input.a as 7", "false" },
	};

	RUN(rows);
}

/* Results whose texts are made when they are needed, beside texts that were spelled. */
static void fractions(void)
{
	static const struct row rows[] = {
		{ "", "[1/4 == 0.250, 1/4 < 0.2500001, 5/2 == 2.50, 1/3 == 0.33333333333333333334]",
		  "[true,true,true,true]" },
		{ "", "[1/3 == 0.3333333333333333333, 1/3 < 0.33333333333333333335]",
		  "[false,true]" },
		{ "", "[{1/4, 0.25, 2/8}, {1/3: 1, 2/6: 1}, 1/3 in {2/6}]",
		  "[[0.25],{\"0.33333333333333333334\":1},true]" },
		{ "", "sort([1/3, 0.25, 1/2, 0.3, 1/4])",
		  "[0.25,0.25,0.3,0.33333333333333333334,0.5]" },
		{ "", "[1/40000, 1/8192, 1/8191, -1/3, 1.5*3, 0.1+0.2, 2/3+1/3]",
		  "[2.5e-05,0.0001220703125,0.00012208521548040532291,-0.33333333333333333334,4.5,"
		  "0.3,1]" },
		{ "", "[1/10000000000 == 1e-1, 1.5/10000000000 == 1.5e-1, 10.5 - 0.5 == 1]",
		  "[false,true,false]" },
		{ "x := 7/2",
		  "[round(data.t.x), json.marshal([data.t.x, 1/3]), sum([data.t.x, 0.5])]",
		  "[4,\"[3.5,0.33333333333333333334]\",4]" },
	};

	RUN(rows);
}

static void limits(void)
{
	struct ask a = { .module = "package t\np := count([1 | numbers.range(1, 300)[_]; "
				   "numbers.range(1, 300)[_]; numbers.range(1, 300)[_]])",
			 .query = "data.t.p",
			 .limits.steps = 100000 };
	char *got = ask(&a);

	check_str(got, "eval_cancel_error: instruction limit exceeded");
	free(got);
	a.limits = (struct rego_limits){ .memory = 8 << 20 };
	got = ask(&a);
	check_str(got, "eval_cancel_error: memory limit exceeded");
	free(got);
	a.limits = (struct rego_limits){ .time_ns = 20000000 };
	got = ask(&a);
	check_str(got, "eval_cancel_error: time limit exceeded");
	free(got);
}

static void builtin_errors(void)
{
	struct ask a = { .module = "package t\np if 1 / input.zero == 1\nq := 1",
			 .input = "{\"zero\": 0}",
			 .query = "data.t.p" };
	char *got = ask(&a);

	check_str(got, "undefined");
	free(got);
	a.limits.strict_builtin_errors = true;
	got = ask(&a);
	check_str(got, "t.rego:2: eval_builtin_error: div: divide by zero");
	free(got);
}

static const struct check_case cases[] = {
	{ "complete rules", complete_rules },
	{ "partial rules", partial_rules },
	{ "functions", functions },
	{ "unification", unification },
	{ "comprehensions and every", closures },
	{ "with", with_modifiers },
	{ "whole documents", documents },
	{ "the rule index keeps answers", index_and_order },
	{ "an index of beginnings and ends", index_of_texts },
	{ "an index of else branches", index_of_branches },
	{ "numbers with a fraction", fractions },
	{ "limits end an evaluation", limits },
	{ "errors of built-ins", builtin_errors },
};

CHECK_MAIN(cases)
