/* SPDX-License-Identifier: BSD-2-Clause */
/* Modules as OPA prints them. */
#include "rego_syntax.h"

static const struct syntax_case rule_heads_cases[] = {
	{ REGO_V1,
	  "package a\n"
	  "p := 1",
	  "package a\n"
	  "\n"
	  "p := 1 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "p = 1",
	  "package a\n"
	  "\n"
	  "p = 1 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "p if x",
	  "package a\n"
	  "\n"
	  "p = true if { x }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x; y }",
	  "package a\n"
	  "\n"
	  "p = true if { x; y }" },
	{ REGO_V1,
	  "package a\n"
	  "p contains 1",
	  "package a\n"
	  "\n"
	  "p contains 1 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "p contains x if x := 1",
	  "package a\n"
	  "\n"
	  "p contains x if { assign(x, 1) }" },
	{ REGO_V1,
	  "package a\n"
	  "p[x] := 1 if x in [1]",
	  "package a\n"
	  "\n"
	  "p[x] := 1 if { internal.member_2(x, [1]) }" },
	{ REGO_V1,
	  "package a\n"
	  "p[1] := 2",
	  "package a\n"
	  "\n"
	  "p[1] := 2 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "p.q.r := 1",
	  "package a\n"
	  "\n"
	  "p.q.r := 1 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "p.q.r if x",
	  "package a\n"
	  "\n"
	  "p.q.r = true if { x }" },
	{ REGO_V1,
	  "package a\n"
	  "p[x].q contains y if { x := 1; y := 2 }",
	  "package a\n"
	  "\n"
	  "p[x].q contains y if { assign(x, 1); assign(y, 2) }" },
	{ REGO_V1,
	  "package a\n"
	  "f(x) := x",
	  "package a\n"
	  "\n"
	  "f(x) := x if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "f(x, [y, {\"z\": 1}]) if x == y",
	  "package a\n"
	  "\n"
	  "f(x, [y, {\"z\": 1}]) = true if { equal(x, y) }" },
	{ REGO_V1,
	  "package a\n"
	  "f() := 1",
	  "package a\n"
	  "\n"
	  "f := 1 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "default p := 1",
	  "package a\n"
	  "\n"
	  "default p := 1" },
	{ REGO_V1,
	  "package a\n"
	  "default f(_, x) := {1}",
	  "package a\n"
	  "\n"
	  "default f(_, x) := {1}" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x } else if { y } else := 3",
	  "package a\n"
	  "\n"
	  "p = true if { x } else = true if { y } else = 3 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "p := 1 if x else := 2 if y",
	  "package a\n"
	  "\n"
	  "p := 1 if { x } else = 2 if { y }" },
	{ REGO_V1,
	  "package a\n"
	  "p := {\"a\": 1, \"b\": {1, 2, 1}, \"a\": 2}",
	  "package a\n"
	  "\n"
	  "p := {\"a\": 2, \"b\": {1, 2}} if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "p := set()",
	  "package a\n"
	  "\n"
	  "p := set() if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "p := [1, [2], {}]",
	  "package a\n"
	  "\n"
	  "p := [1, [2], {}] if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "p := {3, 1, 2}",
	  "package a\n"
	  "\n"
	  "p := {1, 2, 3} if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "p[\"a b\"].c := 1",
	  "package a\n"
	  "\n"
	  "p[\"a b\"].c := 1 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "p.if := 1",
	  "package a\n"
	  "\n"
	  "p[\"if\"] := 1 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "if.p := 1",
	  "package a\n"
	  "\n"
	  "if.p := 1 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "default.x := 1",
	  "package a\n"
	  "\n"
	  "default.x := 1 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "not.x if true",
	  "package a\n"
	  "\n"
	  "not.x = true if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "p := `raw\n"
	  "string`",
	  "package a\n"
	  "\n"
	  "p := \"raw\\nstring\" if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "p := \"\\u00e9\\n\\ud83d\\ude00\"",
	  "package a\n"
	  "\n"
	  "p := \"\303\251\\n\360\237\230\200\" if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "p := 1.50",
	  "package a\n"
	  "\n"
	  "p := 1.50 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "p := -1e3",
	  "package a\n"
	  "\n"
	  "p := -1e3 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "p := .5",
	  "package a\n"
	  "\n"
	  "p := .5 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "p := 0",
	  "package a\n"
	  "\n"
	  "p := 0 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "p := 1e2",
	  "package a\n"
	  "\n"
	  "p := 1e2 if { true }" },
};

static void rule_heads(void)
{
	SYNTAX_CHECK(SYNTAX_PRINT, rule_heads_cases);
}

static const struct syntax_case expressions_cases[] = {
	{ REGO_V1,
	  "package a\n"
	  "p if { x }",
	  "package a\n"
	  "\n"
	  "p = true if { x }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { not x }",
	  "package a\n"
	  "\n"
	  "p = true if { not x }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x == 1 }",
	  "package a\n"
	  "\n"
	  "p = true if { equal(x, 1) }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x := y }",
	  "package a\n"
	  "\n"
	  "p = true if { assign(x, y) }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x = y }",
	  "package a\n"
	  "\n"
	  "p = true if { x = y }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { a + b * c - d / e % f }",
	  "package a\n"
	  "\n"
	  "p = true if { minus(plus(a, mul(b, c)), rem(div(d, e), f)) }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { a | b & c }",
	  "package a\n"
	  "\n"
	  "p = true if { {a | and(b, c)} }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { (a | b) & c }",
	  "package a\n"
	  "\n"
	  "p = true if { and(or(a, b), c) }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { a < b; b <= c; c > d; d >= e; e != f }",
	  "package a\n"
	  "\n"
	  "p = true if { lt(a, b); lte(b, c); gt(c, d); gte(d, e); neq(e, f) }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x in xs }",
	  "package a\n"
	  "\n"
	  "p = true if { internal.member_2(x, xs) }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { k, v in xs }",
	  "package a\n"
	  "\n"
	  "p = true if { internal.member_3(k, v, xs) }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x in y in z }",
	  "package a\n"
	  "\n"
	  "p = true if { internal.member_2(internal.member_2(x, y), z) }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { [x, y] in z }",
	  "package a\n"
	  "\n"
	  "p = true if { internal.member_2([x, y], z) }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { some x }",
	  "package a\n"
	  "\n"
	  "p = true if { some x }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { some x, y }",
	  "package a\n"
	  "\n"
	  "p = true if { some x, y }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { some x in xs }",
	  "package a\n"
	  "\n"
	  "p = true if { some x in xs }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { some k, v in xs }",
	  "package a\n"
	  "\n"
	  "p = true if { some k, v in xs }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { every x in xs { x > 1 } }",
	  "package a\n"
	  "\n"
	  "p = true if { every x in xs { gt(x, 1) } }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { every k, v in {\"a\": 1} { k; v } }",
	  "package a\n"
	  "\n"
	  "p = true if { every k, v in {\"a\": 1} { k; v } }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { input.x with input as 1 }",
	  "package a\n"
	  "\n"
	  "p = true if { input.x with input as 1 }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { f(x) with data.a as 1 with input.b as {2} }",
	  "package a\n"
	  "\n"
	  "p = true if { f(x) with data.a as 1 with input.b as {2} }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { not f(x) with input as null }",
	  "package a\n"
	  "\n"
	  "p = true if { not f(x) with input as null }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { [x | x = xs[_]] }",
	  "package a\n"
	  "\n"
	  "p = true if { [x | x = xs[_]] }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { {x | some x in xs; not x == 1} }",
	  "package a\n"
	  "\n"
	  "p = true if { {x | some x in xs; not equal(x, 1)} }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { {k: v | k = \"a\"; v = 1} }",
	  "package a\n"
	  "\n"
	  "p = true if { {k: v | k = \"a\"; v = 1} }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { {x: y} }",
	  "package a\n"
	  "\n"
	  "p = true if { {x: y} }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { {x, y} }",
	  "package a\n"
	  "\n"
	  "p = true if { {x, y} }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { {(a | b)} }",
	  "package a\n"
	  "\n"
	  "p = true if { {or(a, b)} }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { {a | b} }",
	  "package a\n"
	  "\n"
	  "p = true if { {a | b} }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { [a | b] }",
	  "package a\n"
	  "\n"
	  "p = true if { [a | b] }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x[_].y[_] }",
	  "package a\n"
	  "\n"
	  "p = true if { x[_].y[_] }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { -x }",
	  "package a\n"
	  "\n"
	  "p = true if { minus(0, x) }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { -input.y }",
	  "package a\n"
	  "\n"
	  "p = true if { minus(0, input.y) }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x == -1 }",
	  "package a\n"
	  "\n"
	  "p = true if { equal(x, -1) }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { data }",
	  "package a\n"
	  "\n"
	  "p = true if { data }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { input }",
	  "package a\n"
	  "\n"
	  "p = true if { input }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { data.x[\"y z\"].w }",
	  "package a\n"
	  "\n"
	  "p = true if { data.x[\"y z\"].w }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { f(g(x), [h(y)]) }",
	  "package a\n"
	  "\n"
	  "p = true if { f(g(x), [h(y)]) }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { a.b.c(1) }",
	  "package a\n"
	  "\n"
	  "p = true if { a.b.c(1) }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { {\"a\": {\"b\": [c]}}[x] }",
	  "package a\n"
	  "\n"
	  "p = true if { {\"a\": {\"b\": [c]}}[x] }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { [1, 2][0] }",
	  "package a\n"
	  "\n"
	  "p = true if { [1, 2][0] }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { f(x)[y].z }",
	  "package a\n"
	  "\n"
	  "p = true if { f(x)[y].z }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x[{\"a\": 1}] }",
	  "package a\n"
	  "\n"
	  "p = true if { x[{\"a\": 1}] }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { contains(x, \"a\") }",
	  "package a\n"
	  "\n"
	  "p = true if { contains(x, \"a\") }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x := y[contains(z, \"b\")] }",
	  "package a\n"
	  "\n"
	  "p = true if { assign(x, y[contains(z, \"b\")]) }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { null; true; false }",
	  "package a\n"
	  "\n"
	  "p = true if { null; true; false }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { internal.member_2(x, y) }",
	  "package a\n"
	  "\n"
	  "p = true if { internal.member_2(x, y) }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { $\"a {x} b\" }",
	  "package a\n"
	  "\n"
	  "p = true if { $\"a {x} b\" }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { $\"{1} {\"s\"} {f(x)} \\{ {y with input as 1}\" }",
	  "package a\n"
	  "\n"
	  "p = true if { $\"1 s {f(x)} \\{ {y with input as 1}\" }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x == $`raw {y}\n"
	  "` }",
	  "package a\n"
	  "\n"
	  "p = true if { equal(x, $\"raw {y}\\n\") }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { 1 == 1\n"
	  "2 == 2 }",
	  "package a\n"
	  "\n"
	  "p = true if { equal(1, 1); equal(2, 2) }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { \"a\" == `b` }",
	  "package a\n"
	  "\n"
	  "p = true if { equal(\"a\", \"b\") }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x = {1,} }",
	  "package a\n"
	  "\n"
	  "p = true if { x = {1} }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x = [1,] }",
	  "package a\n"
	  "\n"
	  "p = true if { x = [1] }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { {,1} }",
	  "package a\n"
	  "\n"
	  "p = true if { {1} }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { [,1] }",
	  "package a\n"
	  "\n"
	  "p = true if { [1] }" },
};

static void expressions(void)
{
	SYNTAX_CHECK(SYNTAX_PRINT, expressions_cases);
}

static const struct syntax_case modules_cases[] = {
	{ REGO_V1,
	  "package a.b[\"c d\"]\n"
	  "\n"
	  "import data.x\n"
	  "import input.y as z\n"
	  "import rego.v1\n"
	  "import future.keywords.in\n"
	  "\n"
	  "p if z\n",
	  "package a.b[\"c d\"]\n"
	  "\n"
	  "import data.x\n"
	  "import input.y as z\n"
	  "import rego.v1\n"
	  "import future.keywords[\"in\"]\n"
	  "\n"
	  "p = true if { z }" },
	{ REGO_V1,
	  "# c\n"
	  "package x\n",
	  "package x\n" },
	{ REGO_V1,
	  "package a\n"
	  "import future.keywords.not\n"
	  "p if { not { x; y }; not z }",
	  "package a\n"
	  "\n"
	  "import future.keywords[\"not\"]\n"
	  "\n"
	  "p = true if { not {x; y}; not z }" },
	{ REGO_V1,
	  "\357\273\277package a\r\n"
	  "p := 1\r\n",
	  "package a\n"
	  "\n"
	  "p := 1 if { true }" },
	{ REGO_V1,
	  "package if.not",
	  "package if[\"not\"]\n" },
	{ REGO_V1,
	  "import data.x\n",
	  "1 error occurred: t.rego:1: rego_parse_error: package expected" },
	{ REGO_V1,
	  "package a\n"
	  "p := x if not x",
	  "package a\n"
	  "\n"
	  "p := x if { not x }" },
	{ REGO_V1,
	  "package a\n"
	  "import data.a.b\n"
	  "import data[\"x y\"].z as q\n",
	  "package a\n"
	  "\n"
	  "import data.a.b\n"
	  "import data[\"x y\"].z as q\n" },
};

static void modules(void)
{
	SYNTAX_CHECK(SYNTAX_PRINT, modules_cases);
}

static const struct syntax_case old_modules_cases[] = {
	{ REGO_V0,
	  "package a\n"
	  "p { x }",
	  "package a\n"
	  "\n"
	  "p = true { x }" },
	{ REGO_V0,
	  "package a\n"
	  "p = x { x := 1 } { y }",
	  "package a\n"
	  "\n"
	  "p = x { assign(x, 1) }\n"
	  "p = x { y }" },
	{ REGO_V0,
	  "package a\n"
	  "p[x] { x }",
	  "package a\n"
	  "\n"
	  "p[x] { x }" },
	{ REGO_V0,
	  "package a\n"
	  "p[x] = y { x; y }",
	  "package a\n"
	  "\n"
	  "p[x] = y { x; y }" },
	{ REGO_V0,
	  "package a\n"
	  "p.q { x }",
	  "package a\n"
	  "\n"
	  "p[\"q\"] { x }" },
	{ REGO_V0,
	  "package a\n"
	  "f(x) = y { y = x } else = 2 { z } else { w }",
	  "package a\n"
	  "\n"
	  "f(x) = y { y = x } else = 2 { z } else = true { w }" },
	{ REGO_V0,
	  "package a\n"
	  "p = 1",
	  "package a\n"
	  "\n"
	  "p = 1 { true }" },
	{ REGO_V0,
	  "package a\n"
	  "p",
	  "1 error occurred: t.rego:2: rego_parse_error: var cannot be used for rule name" },
	{ REGO_V0,
	  "package a\n"
	  "p[1]",
	  "package a\n"
	  "\n"
	  "p[1] { true }" },
	{ REGO_V0,
	  "package a\n"
	  "p.q",
	  "package a\n"
	  "\n"
	  "p[\"q\"] { true }" },
	{ REGO_V0,
	  "package a\n"
	  "p.q.r",
	  "package a\n"
	  "\n"
	  "p.q.r = true { true }" },
	{ REGO_V0,
	  "package a\n"
	  "p[1] = 2",
	  "package a\n"
	  "\n"
	  "p[1] = 2 { true }" },
	{ REGO_V0,
	  "package a\n"
	  "f(x)",
	  "package a\n"
	  "\n"
	  "f(x) = true { true }" },
	{ REGO_V0,
	  "package a\n"
	  "f(1) = 2",
	  "package a\n"
	  "\n"
	  "f(1) = 2 { true }" },
	{ REGO_V0,
	  "package a\n"
	  "import future.keywords.in\n"
	  "p { x in xs; some y in ys }",
	  "package a\n"
	  "\n"
	  "import future.keywords[\"in\"]\n"
	  "\n"
	  "p = true { internal.member_2(x, xs); some y in ys }" },
	{ REGO_V0,
	  "package a\n"
	  "import future.keywords\n"
	  "p contains x if every y in x { y }",
	  "package a\n"
	  "\n"
	  "import future.keywords\n"
	  "\n"
	  "p[x] { every y in x { y } }" },
	{ REGO_V0,
	  "package a\n"
	  "import rego.v1\n"
	  "p contains x if x := 1",
	  "package a\n"
	  "\n"
	  "import rego.v1\n"
	  "\n"
	  "p contains x if { assign(x, 1) }" },
	{ REGO_V0,
	  "package a\n"
	  "import future.keywords.every\n"
	  "p { every x in y { x } }",
	  "package a\n"
	  "\n"
	  "import future.keywords[\"every\"]\n"
	  "\n"
	  "p = true { every x in y { x } }" },
	{ REGO_V0,
	  "package a\n"
	  "p { some x; in := x; if := 1 }",
	  "package a\n"
	  "\n"
	  "p = true { some x; assign(in, x); assign(if, 1) }" },
	{ REGO_V0,
	  "package a\n"
	  "import future.keywords.if\n"
	  "p if true",
	  "package a\n"
	  "\n"
	  "import future.keywords[\"if\"]\n"
	  "\n"
	  "p = true { true }" },
	{ REGO_V0,
	  "package a\n"
	  "p := 1 { true }",
	  "package a\n"
	  "\n"
	  "p := 1 { true }" },
	{ REGO_V0,
	  "package a\n"
	  "default p = false\n"
	  "p { input.x[_] == data.y[i][_] }",
	  "package a\n"
	  "\n"
	  "default p = false\n"
	  "p = true { equal(input.x[_], data.y[i][_]) }" },
};

static void old_modules(void)
{
	SYNTAX_CHECK(SYNTAX_PRINT, old_modules_cases);
}

static const struct syntax_case in_json_cases[] = {
	{ REGO_V1,
	  "package a\n"
	  "# c <&>\n"
	  "p := 1 if { some x in [1]; not x; every k, v in {\"a\": null} { k } } else := {2}",
	  "{\"package\":{\"path\":[{\"type\":\"var\",\"value\":\"data\"},{\"type\":\"string\",\"val"
	  "ue\":\"a\"}]},\"rules\":[{\"body\":[{\"index\":0,\"terms\":{\"symbols\":[{\"type\":\"cal"
	  "l\",\"value\":[{\"type\":\"ref\",\"value\":[{\"type\":\"var\",\"value\":\"internal\"},{"
	  "\"type\":\"string\",\"value\":\"member_2\"}]},{\"type\":\"var\",\"value\":\"x\"},{\"type"
	  "\":\"array\",\"value\":[{\"type\":\"number\",\"value\":1}]}]}]}},{\"index\":1,\"negated"
	  "\":true,\"terms\":{\"type\":\"var\",\"value\":\"x\"}},{\"index\":2,\"terms\":{\"body"
	  "\":[{\"index\":0,\"terms\":{\"type\":\"var\",\"value\":\"k\"}}],\"domain\":{\"type"
	  "\":\"object\",\"value\":[[{\"type\":\"string\",\"value\":\"a\"},{\"type\":\"null\",\"val"
	  "ue\":{}}]]},\"key\":{\"type\":\"var\",\"value\":\"k\"},\"value\":{\"type\":\"var\",\"val"
	  "ue\":\"v\"}}}],\"else\":{\"body\":[{\"index\":0,\"terms\":{\"type\":\"boolean\",\"value"
	  "\":true}}],\"head\":{\"name\":\"p\",\"value\":{\"type\":\"set\",\"value\":[{\"type"
	  "\":\"number\",\"value\":2}]},\"assign\":true,\"ref\":[{\"type\":\"var\",\"value"
	  "\":\"p\"}]}},\"head\":{\"name\":\"p\",\"value\":{\"type\":\"number\",\"value\":1},\"assi"
	  "gn\":true,\"ref\":[{\"type\":\"var\",\"value\":\"p\"}]}}],\"comments\":[{\"Text\":\"IGMg"
	  "PCY+\",\"Location\":{\"file\":\"t.rego\",\"row\":2,\"col\":1}}]}" },
	{ REGO_V1,
	  "package a\n"
	  "f(x) := $\"a {x}\" if { x with input as [y | y = 1] }",
	  "{\"package\":{\"path\":[{\"type\":\"var\",\"value\":\"data\"},{\"type\":\"string\",\"val"
	  "ue\":\"a\"}]},\"rules\":[{\"body\":[{\"index\":0,\"terms\":{\"type\":\"var\",\"value"
	  "\":\"x\"},\"with\":[{\"target\":{\"type\":\"ref\",\"value\":[{\"type\":\"var\",\"value"
	  "\":\"input\"}]},\"value\":{\"type\":\"arraycomprehension\",\"value\":{\"term\":{\"type"
	  "\":\"var\",\"value\":\"y\"},\"body\":[{\"index\":0,\"terms\":[{\"type\":\"ref\",\"value"
	  "\":[{\"type\":\"var\",\"value\":\"eq\"}]},{\"type\":\"var\",\"value\":\"y\"},{\"type"
	  "\":\"number\",\"value\":1}]}]}}}]}],\"head\":{\"name\":\"f\",\"args\":[{\"type\":\"var"
	  "\",\"value\":\"x\"}],\"value\":{\"type\":\"templatestring\",\"value\":{\"parts\":[{\"typ"
	  "e\":\"string\",\"value\":\"a \"},{\"index\":0,\"terms\":{\"type\":\"var\",\"value"
	  "\":\"x\"}}],\"multi_line\":false}},\"assign\":true,\"ref\":[{\"type\":\"var\",\"value"
	  "\":\"f\"}]}}]}" },
	{ REGO_V1,
	  "package a\n"
	  "q[x].z contains {a: b | a = b}\n"
	  "g(1)  := set()",
	  "{\"package\":{\"path\":[{\"type\":\"var\",\"value\":\"data\"},{\"type\":\"string\",\"val"
	  "ue\":\"a\"}]},\"rules\":[{\"body\":[{\"index\":0,\"terms\":{\"type\":\"boolean\",\"value"
	  "\":true}}],\"head\":{\"key\":{\"type\":\"objectcomprehension\",\"value\":{\"key\":{\"typ"
	  "e\":\"var\",\"value\":\"a\"},\"value\":{\"type\":\"var\",\"value\":\"b\"},\"body\":[{"
	  "\"index\":0,\"terms\":[{\"type\":\"ref\",\"value\":[{\"type\":\"var\",\"value"
	  "\":\"eq\"}]},{\"type\":\"var\",\"value\":\"a\"},{\"type\":\"var\",\"value\":\"b\"}]}]}},"
	  "\"ref\":[{\"type\":\"var\",\"value\":\"q\"},{\"type\":\"var\",\"value\":\"x\"},{\"type"
	  "\":\"string\",\"value\":\"z\"}]}},{\"body\":[{\"index\":0,\"terms\":{\"type\":\"boolean"
	  "\",\"value\":true}}],\"head\":{\"name\":\"g\",\"args\":[{\"type\":\"number\",\"value"
	  "\":1}],\"value\":{\"type\":\"set\",\"value\":[]},\"assign\":true,\"ref\":[{\"type"
	  "\":\"var\",\"value\":\"g\"}]}}]}" },
	{ REGO_V0,
	  "package a\n"
	  "p[x] { x = _ } { y }",
	  "{\"package\":{\"path\":[{\"type\":\"var\",\"value\":\"data\"},{\"type\":\"string\",\"val"
	  "ue\":\"a\"}]},\"rules\":[{\"body\":[{\"index\":0,\"terms\":[{\"type\":\"ref\",\"value"
	  "\":[{\"type\":\"var\",\"value\":\"eq\"}]},{\"type\":\"var\",\"value\":\"x\"},{\"type"
	  "\":\"var\",\"value\":\"$0\"}]}],\"head\":{\"name\":\"p\",\"key\":{\"type\":\"var\",\"val"
	  "ue\":\"x\"},\"ref\":[{\"type\":\"var\",\"value\":\"p\"}]}},{\"body\":[{\"index\":0,\"ter"
	  "ms\":{\"type\":\"var\",\"value\":\"y\"}}],\"head\":{\"name\":\"p\",\"key\":{\"type"
	  "\":\"var\",\"value\":\"x\"},\"ref\":[{\"type\":\"var\",\"value\":\"p\"}]}}]}" },
	{ REGO_V1,
	  "package a\n"
	  "import future.keywords.not\n"
	  "import data.x as y\n"
	  "p if { not { x }; not y; some z }",
	  "{\"package\":{\"path\":[{\"type\":\"var\",\"value\":\"data\"},{\"type\":\"string\",\"val"
	  "ue\":\"a\"}]},\"imports\":[{\"path\":{\"type\":\"ref\",\"value\":[{\"type\":\"var"
	  "\",\"value\":\"future\"},{\"type\":\"string\",\"value\":\"keywords\"},{\"type\":\"string"
	  "\",\"value\":\"not\"}]}},{\"alias\":\"y\",\"path\":{\"type\":\"ref\",\"value\":[{\"type"
	  "\":\"var\",\"value\":\"data\"},{\"type\":\"string\",\"value\":\"x\"}]}}],\"rules\":[{"
	  "\"body\":[{\"index\":0,\"terms\":{\"body\":[{\"index\":0,\"terms\":{\"type\":\"var"
	  "\",\"value\":\"x\"}}],\"explicit_body\":true,\"type\":\"not\"}},{\"index\":1,\"terms"
	  "\":{\"body\":[{\"index\":0,\"terms\":{\"type\":\"var\",\"value\":\"y\"}}],\"explicit_bod"
	  "y\":false,\"type\":\"not\"}},{\"index\":2,\"terms\":{\"symbols\":[{\"type\":\"var"
	  "\",\"value\":\"z\"}]}}],\"head\":{\"name\":\"p\",\"value\":{\"type\":\"boolean\",\"value"
	  "\":true},\"ref\":[{\"type\":\"var\",\"value\":\"p\"}]}}]}" },
};

static void in_json(void)
{
	SYNTAX_CHECK(SYNTAX_JSON, in_json_cases);
}

static const struct check_case cases[] = {
	{ "heads of rules", rule_heads },
	{ "expressions and terms", expressions },
	{ "modules", modules },
	{ "modules of v0", old_modules },
	{ "the tree in JSON", in_json },
};

CHECK_MAIN(cases)
