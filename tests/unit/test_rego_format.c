/* SPDX-License-Identifier: BSD-2-Clause */
/* Formatting, byte for byte. */
#include "rego_syntax.h"

static const struct syntax_case format_v1_cases[] = {
	{ REGO_V1, "package a\nimport data.b as _\n", "package a\n\nimport data.b as _\n" },
	{ REGO_V1,
	  "package   a\n"
	  "import data.b\n"
	  "import data.a # c\n"
	  "\n"
	  "import input.z\n"
	  "p=1\n"
	  "q  :=  2\n"
	  "\n"
	  "\n"
	  "\n"
	  "r if x\n",
	  "package a\n"
	  "\n"
	  "import data.a # c\n"
	  "import data.b\n"
	  "\n"
	  "import input.z\n"
	  "\n"
	  "p := 1\n"
	  "q := 2\n"
	  "\n"
	  "r if x\n" },
	{ REGO_V1,
	  "# top\n"
	  "\n"
	  "\n"
	  "# two\n"
	  "package a # here\n"
	  "# three\n"
	  "p := 1 # end\n"
	  "# last",
	  "# top\n"
	  "\n"
	  "# two\n"
	  "package a # here\n"
	  "\n"
	  "# three\n"
	  "p := 1 # end\n"
	  "\n"
	  "# last\n" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x\n"
	  "\n"
	  "\n"
	  "y;z # c\n"
	  "# d\n"
	  "w }",
	  "package a\n"
	  "\n"
	  "p if {\n"
	  "\tx\n"
	  "\n"
	  "\ty # c\n"
	  "\tz\n"
	  "\n"
	  "\t# d\n"
	  "\tw\n"
	  "}\n" },
	{ REGO_V1,
	  "package a\n"
	  "p := {\"a\":1,\"b\":[1,2]}\n"
	  "q := {\"a\":1,\n"
	  "\"b\":[1,\n"
	  "2]}\n"
	  "r := [\n"
	  "1,2\n"
	  "]\n"
	  "s := {1,# c\n"
	  "2}\n",
	  "package a\n"
	  "\n"
	  "p := {\"a\": 1, \"b\": [1, 2]}\n"
	  "q := {\n"
	  "\t\"a\": 1,\n"
	  "\t\"b\": [\n"
	  "\t\t1,\n"
	  "\t\t2,\n"
	  "\t],\n"
	  "}\n"
	  "\n"
	  "r := [\n"
	  "\t1, 2,\n"
	  "]\n"
	  "\n"
	  "s := {\n"
	  "\t1, # c\n"
	  "\t2,\n"
	  "}\n" },
	{ REGO_V1,
	  "package a\n"
	  "p := [x|x:=1]\n"
	  "q := {x|\n"
	  "x := 1\n"
	  "y}\n"
	  "r := {a:b|a=1;b=2}",
	  "package a\n"
	  "\n"
	  "p := [x | x := 1]\n"
	  "q := {x |\n"
	  "\tx := 1\n"
	  "\ty\n"
	  "}\n"
	  "\n"
	  "r := {a: b | a = 1; b = 2}\n" },
	{ REGO_V1,
	  "package a\n"
	  "f(x,\n"
	  "y) := x+y*2 if x==1\n",
	  "package a\n"
	  "\n"
	  "f(\n"
	  "\tx,\n"
	  "\ty,\n"
	  ") := x + (y * 2) if {\n"
	  "\tx == 1\n"
	  "}\n" },
	{ REGO_V1,
	  "package a\n"
	  "p if {\n"
	  "x with input as 1\n"
	  "with data.y as 2\n"
	  "every k,v in xs {v>1}\n"
	  "every y in ys {\n"
	  "y\n"
	  "z}\n"
	  "some a,b\n"
	  "some c in d}",
	  "package a\n"
	  "\n"
	  "p if {\n"
	  "\tx with input as 1\n"
	  "\t\twith data.y as 2\n"
	  "\tevery k, v in xs { v > 1 }\n"
	  "\tevery y in ys {\n"
	  "\t\ty\n"
	  "\t\tz\n"
	  "\t}\n"
	  "\tsome a, b\n"
	  "\tsome c in d\n"
	  "}\n" },
	{ REGO_V1,
	  "package a\n"
	  "p if x\n"
	  "else := 1 if y\n"
	  "else := \"s\"\n"
	  "q if { x }\n"
	  "# c\n"
	  "else := 2 if { y }\n"
	  "r := 1 if { x } else := 2",
	  "package a\n"
	  "\n"
	  "p if x\n"
	  "\n"
	  "else := 1 if y\n"
	  "\n"
	  "else := \"s\"\n"
	  "\n"
	  "q if x\n"
	  "\n"
	  "# c\n"
	  "else := 2 if y\n"
	  "\n"
	  "r := 1 if x\n"
	  "\n"
	  "else := 2\n" },
	{ REGO_V1,
	  "package a\n"
	  "p := (1 + 2) * 3\n"
	  "q := 1 + 2 + 3\n"
	  "r := x in y\n"
	  "s := (x, y in z)\n"
	  "t := a | b",
	  "package a\n"
	  "\n"
	  "p := (1 + 2) * 3\n"
	  "q := (1 + 2) + 3\n"
	  "r := x in y\n"
	  "s := (x, y in z)\n"
	  "t := a | b\n" },
	{ REGO_V1,
	  "package a\n"
	  "p := `raw\n"
	  "  s` # c\n"
	  "q := \"\\u0000\\/\"\n"
	  "r := $\"a{x}\\{\"\n"
	  "s := $`b{ # c\n"
	  "y}`",
	  "package a\n"
	  "\n"
	  "p := `raw\n"
	  "  s`\n"
	  "\n"
	  "# c\n"
	  "q := \"\\u0000\\/\"\n"
	  "r := $\"a{x}\\{\"\n"
	  "s := $`b{ # c\n"
	  "\ty}`\n" },
	{ REGO_V1,
	  "package a\n"
	  "p[\"a\"] := 1\n"
	  "p.b := 2\n"
	  "p[\"c d\"] := 3\n"
	  "q.if := 4\n"
	  "r[\"if\"] := 5\n"
	  "x[_] contains _ if y[_]\n"
	  "z[1].y := 2",
	  "package a\n"
	  "\n"
	  "p.a := 1\n"
	  "p.b := 2\n"
	  "p[\"c d\"] := 3\n"
	  "q.if := 4\n"
	  "r[\"if\"] := 5\n"
	  "x[_] contains _ if y[_]\n"
	  "z[1].y := 2\n" },
	{ REGO_V1,
	  "package a\n"
	  "import future.keywords.in\n"
	  "import rego.v1\n"
	  "p contains 1\n"
	  "p contains 2 if true\n"
	  "p contains x if x := 1",
	  "package a\n"
	  "\n"
	  "import rego.v1\n"
	  "\n"
	  "p contains 1\n"
	  "p contains 2\n"
	  "p contains x if x := 1\n" },
	{ REGO_V1,
	  "package a\n"
	  "import future.keywords.not\n"
	  "p if { not { x }; not {\n"
	  "x\n"
	  "y }; not z }",
	  "package a\n"
	  "\n"
	  "import future.keywords.not\n"
	  "\n"
	  "p if {\n"
	  "\tnot { x }\n"
	  "\tnot {\n"
	  "\t\tx\n"
	  "\t\ty\n"
	  "\t}\n"
	  "\tnot z\n"
	  "}\n" },
	{ REGO_V1,
	  "package a\n"
	  "p if {\n"
	  "# only\n"
	  "x # e\n"
	  "}\n"
	  "# after\n",
	  "package a\n"
	  "\n"
	  "p if {\n"
	  "\t# only\n"
	  "\tx # e\n"
	  "}\n"
	  "\n"
	  "# after\n" },
	{ REGO_V1,
	  "package a\n"
	  "p := {\n"
	  "# inside\n"
	  "\"a\": 1, # one\n"
	  "# two\n"
	  "\"b\": 2\n"
	  "# end\n"
	  "}",
	  "package a\n"
	  "\n"
	  "p := {\n"
	  "\t# inside\n"
	  "\t\"a\": 1, # one\n"
	  "\t# two\n"
	  "\t\"b\": 2,\n"
	  "\t# end\n"
	  "}\n" },
	{ REGO_V1,
	  "package a\n"
	  "default p := false\n"
	  "default f(_) := 1\n"
	  "p if { f(1,\n"
	  "2,\n"
	  "3) }\n",
	  "package a\n"
	  "\n"
	  "default p := false\n"
	  "\n"
	  "default f(_) := 1\n"
	  "\n"
	  "p if f(\n"
	  "\t1,\n"
	  "\t2,\n"
	  "\t3,\n"
	  ")\n" },
	{ REGO_V1,
	  "package a\n"
	  "p := f(# c\n"
	  "1)\n"
	  "q := [1 # d\n"
	  "]\n"
	  "r := {# e\n"
	  "}\n",
	  "package a\n"
	  "\n"
	  "p := f(1) # c\n"
	  "\n"
	  "q := [1] # d\n"
	  "\n"
	  "r := {} # e\n" },
	{ REGO_V1,
	  "# METADATA\n"
	  "# title: x\n"
	  "package a\n"
	  "\n"
	  "# METADATA\n"
	  "# title: y\n"
	  "# METADATA\n"
	  "# scope: rule\n"
	  "p := -x\n"
	  "q := -1",
	  "# METADATA\n"
	  "# title: x\n"
	  "package a\n"
	  "\n"
	  "# METADATA\n"
	  "# title: y\n"
	  "\n"
	  "# METADATA\n"
	  "# scope: rule\n"
	  "p := 0 - x\n"
	  "q := -1\n" },
	{ REGO_V1,
	  "package a\n"
	  "p := 1 if { count(x) > 1; startswith(\"a\", `b`) }\n"
	  "q := plus(1, 2)\n"
	  "r if eq(1, 2)\n"
	  "s if x = plus(1)",
	  "t.rego: 1 error occurred: t.rego:5: rego_type_error: plus: arity mismatch\n"
	  "\thave: (number)\n"
	  "\twant: (number,number)" },
	{ REGO_V1,
	  "package a\n"
	  "p if",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected eof token\n"
	  "\tp if\n"
	  "\t   ^" },
	{ REGO_V1,
	  "package a\n"
	  "import data.x\n"
	  "import data.y.x\n"
	  "p := 1",
	  "1 error occurred: t.rego:3: rego_compile_error: import must not shadow import data.x" },
	{ REGO_V1,
	  "package a\n"
	  "data := 1\n"
	  "p if input := 1\n"
	  "q if any([1])",
	  "3 errors occurred:\n"
	  "t.rego:2: rego_compile_error: rules must not shadow data (use a different rule name)\n"
	  "t.rego:3: rego_compile_error: variables must not shadow input (use a different variable "
	  "name)\n"
	  "t.rego:4: rego_type_error: deprecated built-in function calls in expression: any" },
	{ REGO_V1,
	  "package a\r\n"
	  "p := 1\r\n"
	  "# c\r\n",
	  "package a\n"
	  "\n"
	  "p := 1\n"
	  "\n"
	  "# c\n" },
	{ REGO_V1,
	  "package a\n"
	  "p := [_, _] if x[_]\n"
	  "q(_) := 1",
	  "package a\n"
	  "\n"
	  "p := [_, _] if x[_]\n"
	  "q(_) := 1\n" },
};

static void format_v1(void)
{
	SYNTAX_CHECK(SYNTAX_FORMAT, format_v1_cases);
}

static const struct syntax_case format_v0_cases[] = {
	{ REGO_V0,
	  "package a\np[_] = x { x = 1 } { x = 2 }\n",
	  "package a\n\np[_0] = x {\n\tx = 1\n}\n\np[_] = x {\n\tx = 2\n}\n" },
	{ REGO_V0, "package a\np { in(1, 2, 3) }\n", "package a\n\np {\n\t1 in 2\n}\n" },
	{ REGO_V0,
	  "package a\n"
	  "p[x]{x}\n"
	  "q[x]=y{x;y}\n"
	  "r{x}{y}\n"
	  "f(x)=y{y=x}else=2{z}\n"
	  "default d=1",
	  "package a\n"
	  "\n"
	  "p[x] {\n"
	  "\tx\n"
	  "}\n"
	  "\n"
	  "q[x] = y {\n"
	  "\tx\n"
	  "\ty\n"
	  "}\n"
	  "\n"
	  "r {\n"
	  "\tx\n"
	  "}\n"
	  "\n"
	  "r {\n"
	  "\ty\n"
	  "}\n"
	  "\n"
	  "f(x) = y {\n"
	  "\ty = x\n"
	  "}\n"
	  "\n"
	  "else = 2 {\n"
	  "\tz\n"
	  "}\n"
	  "\n"
	  "default d = 1\n" },
	{ REGO_V0,
	  "package a\n"
	  "import future.keywords.if\n"
	  "import future.keywords.contains\n"
	  "p contains x if x\n"
	  "q if { a }",
	  "package a\n"
	  "\n"
	  "import future.keywords.contains\n"
	  "import future.keywords.if\n"
	  "\n"
	  "p contains x if x\n"
	  "q if a\n" },
	{ REGO_V0,
	  "package a\n"
	  "import future.keywords\n"
	  "p{x in y}",
	  "package a\n"
	  "\n"
	  "import future.keywords\n"
	  "\n"
	  "p if x in y\n" },
	{ REGO_V0,
	  "package a\n"
	  "p = 1 { true }\n"
	  "q { true }\n"
	  "r[\"x\"]\n"
	  "s[x] = 1 { x }\n"
	  "t.u { v }\n",
	  "package a\n"
	  "\n"
	  "p = 1\n"
	  "\n"
	  "q = true\n"
	  "\n"
	  "r[\"x\"]\n"
	  "\n"
	  "s[x] = 1 {\n"
	  "\tx\n"
	  "}\n"
	  "\n"
	  "t[\"u\"] {\n"
	  "\tv\n"
	  "}\n" },
	{ REGO_V0,
	  "package a\n"
	  "import rego.v1\n"
	  "p if true",
	  "package a\n"
	  "\n"
	  "import rego.v1\n"
	  "\n"
	  "p = true\n" },
	{ REGO_V0,
	  "package a\n"
	  "p { internal.member_2(1, x) }",
	  "package a\n"
	  "\n"
	  "import future.keywords.in\n"
	  "\n"
	  "p {\n"
	  "\t1 in x\n"
	  "}\n" },
	{ REGO_V0,
	  "package a\n"
	  "p[_] { x[_] } { y }\n",
	  "package a\n"
	  "\n"
	  "p[_0] {\n"
	  "\tx[_]\n"
	  "}\n"
	  "\n"
	  "p[_0] {\n"
	  "\ty\n"
	  "}\n" },
};

static void format_v0(void)
{
	SYNTAX_CHECK(SYNTAX_FORMAT, format_v0_cases);
}

static const struct syntax_case format_both_cases[] = {
	{ REGO_V0,
	  "package a\n"
	  "p[x]{x}\n"
	  "q[x]=y{x;y}\n"
	  "r{x}{y}\n"
	  "f(x)=y{y=x}else=2{z}\n"
	  "default d=1",
	  "package a\n"
	  "\n"
	  "import rego.v1\n"
	  "\n"
	  "p contains x if x\n"
	  "\n"
	  "q[x] := y if {\n"
	  "\tx\n"
	  "\ty\n"
	  "}\n"
	  "\n"
	  "r if x\n"
	  "\n"
	  "r if y\n"
	  "f(x) := y if y = x\n"
	  "\n"
	  "else := 2 if z\n"
	  "\n"
	  "default d := 1\n" },
	{ REGO_V0,
	  "package a\n"
	  "import future.keywords.if\n"
	  "import future.keywords.contains\n"
	  "p contains x if x\n"
	  "q if { a }",
	  "package a\n"
	  "\n"
	  "import rego.v1\n"
	  "\n"
	  "p contains x if x\n"
	  "q if a\n" },
	{ REGO_V0,
	  "package a\n"
	  "import future.keywords\n"
	  "p{x in y}",
	  "package a\n"
	  "\n"
	  "import rego.v1\n"
	  "\n"
	  "p if x in y\n" },
	{ REGO_V0,
	  "package a\n"
	  "p = 1 { true }\n"
	  "q { true }\n"
	  "r[\"x\"]\n"
	  "s[x] = 1 { x }\n"
	  "t.u { v }\n",
	  "package a\n"
	  "\n"
	  "import rego.v1\n"
	  "\n"
	  "p := 1\n"
	  "q := true\n"
	  "r contains \"x\"\n"
	  "s[x] := 1 if x\n"
	  "t contains \"u\" if v\n" },
	{ REGO_V0,
	  "package a\n"
	  "import rego.v1\n"
	  "p if true",
	  "package a\n"
	  "\n"
	  "import rego.v1\n"
	  "\n"
	  "p := true\n" },
	{ REGO_V0,
	  "package a\n"
	  "p { internal.member_2(1, x) }",
	  "package a\n"
	  "\n"
	  "import rego.v1\n"
	  "\n"
	  "p if 1 in x\n" },
	{ REGO_V0,
	  "package a\n"
	  "p[_] { x[_] } { y }\n",
	  "package a\n"
	  "\n"
	  "import rego.v1\n"
	  "\n"
	  "p contains _0 if x[_]\n"
	  "\n"
	  "p contains _0 if y\n" },
};

static void format_both(void)
{
	SYNTAX_CHECK(SYNTAX_FORMAT_BOTH, format_both_cases);
}

static const struct syntax_case format_drop_cases[] = {
	{ REGO_V1,
	  "package a\n"
	  "p[\"a\"] := 1\n"
	  "p.b := 2\n"
	  "p[\"c d\"] := 3\n"
	  "q.if := 4\n"
	  "r[\"if\"] := 5\n"
	  "x[_] contains _ if y[_]\n"
	  "z[1].y := 2",
	  "package a\n"
	  "\n"
	  "p.a := 1\n"
	  "p.b := 2\n"
	  "p[\"c d\"] := 3\n"
	  "q.if := 4\n"
	  "r[\"if\"] := 5\n"
	  "x[_] contains _ if y[_]\n"
	  "z[1].y := 2\n" },
	{ REGO_V1,
	  "package a\n"
	  "import future.keywords.in\n"
	  "import rego.v1\n"
	  "p contains 1\n"
	  "p contains 2 if true\n"
	  "p contains x if x := 1",
	  "package a\n"
	  "\n"
	  "p contains 1\n"
	  "p contains 2\n"
	  "p contains x if x := 1\n" },
	{ REGO_V1,
	  "package a\n"
	  "import future.keywords.not\n"
	  "p if { not { x }; not {\n"
	  "x\n"
	  "y }; not z }",
	  "package a\n"
	  "\n"
	  "import future.keywords.not\n"
	  "\n"
	  "p if {\n"
	  "\tnot { x }\n"
	  "\tnot {\n"
	  "\t\tx\n"
	  "\t\ty\n"
	  "\t}\n"
	  "\tnot z\n"
	  "}\n" },
};

static void format_drop(void)
{
	SYNTAX_CHECK(SYNTAX_FORMAT_DROP, format_drop_cases);
}

static const struct check_case cases[] = {
	{ "v1", format_v1 },
	{ "v0", format_v0 },
	{ "v0 and v1 at once", format_both },
	{ "without imports of v0", format_drop },
};

CHECK_MAIN(cases)
