/* SPDX-License-Identifier: BSD-2-Clause */
/* Errors of parsing: their texts, places and the lines shown. */
#include "rego_syntax.h"

static const struct syntax_case errors_v1_cases[] = {
	{ REGO_V1,
	  "package a\n"
	  "p",
	  "1 error occurred: t.rego:2: rego_parse_error: var cannot be used for rule name" },
	{ REGO_V1,
	  "package a\n"
	  "p :=",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected eof token\n"
	  "\tp :=\n"
	  "\t   ^\n"
	  "t.rego:2: rego_parse_error: unexpected eof token: expected rule value term (e.g., p := <"
	  "VALUE> { ... })\n"
	  "\tp :=\n"
	  "\t   ^" },
	{ REGO_V1,
	  "package a\n"
	  "p =",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected eof token\n"
	  "\tp =\n"
	  "\t  ^\n"
	  "t.rego:2: rego_parse_error: unexpected eof token: expected rule value term (e.g., p[<nil"
	  ">] = <VALUE> { ... })\n"
	  "\tp =\n"
	  "\t  ^" },
	{ REGO_V1,
	  "package a\n"
	  "p = {",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected eof token\n"
	  "\tp = {\n"
	  "\t    ^\n"
	  "t.rego:2: rego_parse_error: unexpected eof token: expected rule value term (e.g., p[<nil"
	  ">] = <VALUE> { ... })\n"
	  "\tp = {\n"
	  "\t    ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := [1",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected eof token: expected \",\" or \"]\"\n"
	  "\tp := [1\n"
	  "\t      ^\n"
	  "t.rego:2: rego_parse_error: unexpected eof token: expected rule value term (e.g., p := <"
	  "VALUE> { ... })\n"
	  "\tp := [1\n"
	  "\t      ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := {1",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected eof token: non-terminated set\n"
	  "\tp := {1\n"
	  "\t      ^\n"
	  "t.rego:2: rego_parse_error: unexpected eof token: expected rule value term (e.g., p := <"
	  "VALUE> { ... })\n"
	  "\tp := {1\n"
	  "\t      ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := {\"a\": 1",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected eof token: non-terminated object\n"
	  "\tp := {\"a\": 1\n"
	  "\t           ^\n"
	  "t.rego:2: rego_parse_error: unexpected eof token: expected rule value term (e.g., p := <"
	  "VALUE> { ... })\n"
	  "\tp := {\"a\": 1\n"
	  "\t           ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := {\"a\" 1}",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected number token: non-terminated set\n"
	  "\tp := {\"a\" 1}\n"
	  "\t          ^\n"
	  "t.rego:2: rego_parse_error: unexpected number token: expected rule value term (e.g., p :"
	  "= <VALUE> { ... })\n"
	  "\tp := {\"a\" 1}\n"
	  "\t          ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := (1",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: non-terminated expression\n"
	  "\tp := (1\n"
	  "\t      ^\n"
	  "t.rego:2: rego_parse_error: unexpected eof token: expected rule value term (e.g., p := <"
	  "VALUE> { ... })\n"
	  "\tp := (1\n"
	  "\t      ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected eof token\n"
	  "\tp if\n"
	  "\t   ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if {",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected eof token\n"
	  "\tp if {\n"
	  "\t     ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if { }",
	  "package a\n"
	  "\n"
	  "p = true if { {} }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected eof token: expected \\n or ; or"
	  " }\n"
	  "\tp if { x\n"
	  "\t       ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x y }",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected identifier token: expected "
	  "\\n or ; or }\n"
	  "\tp if { x y }\n"
	  "\t         ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x = }",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected } token\n"
	  "\tp if { x = }\n"
	  "\t           ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x == }",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected } token\n"
	  "\tp if { x == }\n"
	  "\t            ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if { not }",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected } token\n"
	  "\tp if { not }\n"
	  "\t           ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if { some }",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected } token: expected var\n"
	  "\tp if { some }\n"
	  "\t            ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if { some 1 }",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected number token: expected var\n"
	  "\tp if { some 1 }\n"
	  "\t            ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if { some x in }",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected in keyword: expected \\n or ; o"
	  "r }\n"
	  "\tp if { some x in }\n"
	  "\t              ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if { every x in xs }",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected } token: missing body\n"
	  "\tp if { every x in xs }\n"
	  "\t                     ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if { every 1 in xs { x } }",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected { token: expected value to be a"
	  " variable\n"
	  "\tp if { every 1 in xs { x } }\n"
	  "\t                     ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if { every x { x } }",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected { token: expected `x[, y] in xs"
	  " { ... }` expression\n"
	  "\tp if { every x { x } }\n"
	  "\t               ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if { not some x }",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected some keyword: illegal negation "
	  "of 'some'\n"
	  "\tp if { not some x }\n"
	  "\t           ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if { not every x in y { x } }",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected every keyword: illegal negation"
	  " of 'every'\n"
	  "\tp if { not every x in y { x } }\n"
	  "\t           ^" },
	{ REGO_V1,
	  "package a\n"
	  "p { x }",
	  "1 error occurred: t.rego:2: rego_parse_error: `if` keyword is required before rule body" },
	{ REGO_V1,
	  "package a\n"
	  "p[x] { x }",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: `if` keyword is required before rule body\n"
	  "t.rego:2: rego_parse_error: `contains` keyword is required for partial set rules" },
	{ REGO_V1,
	  "package a\n"
	  "p[x]",
	  "1 error occurred: t.rego:2: rego_parse_error: `contains` keyword is required for partial"
	  " set rules" },
	{ REGO_V1,
	  "package a\n"
	  "p contains",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected eof token\n"
	  "\tp contains\n"
	  "\t         ^\n"
	  "t.rego:2: rego_parse_error: unexpected eof token: expected rule key term (e.g., p contai"
	  "ns <VALUE> { ... })\n"
	  "\tp contains\n"
	  "\t         ^" },
	{ REGO_V1,
	  "package a\n"
	  "p contains x",
	  "package a\n"
	  "\n"
	  "p contains x if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "f(x) contains y",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected contains keyword: the contains "
	  "keyword can only be used with multi-value rule definitions (e.g., f contains <VALUE> { ."
	  ".. })\n"
	  "\tf(x) contains y\n"
	  "\t     ^" },
	{ REGO_V1,
	  "package a\n"
	  "f(x",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected eof token: expected \",\" or \")\"\n"
	  "\tf(x\n"
	  "\t  ^\n"
	  "t.rego:2: rego_parse_error: unexpected eof token: expected rule head name\n"
	  "\tf(x\n"
	  "\t  ^" },
	{ REGO_V1,
	  "package a\n"
	  "f(x) :=",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected eof token\n"
	  "\tf(x) :=\n"
	  "\t      ^\n"
	  "t.rego:2: rego_parse_error: unexpected eof token: expected function value term (e.g., f("
	  "...) := <VALUE> { ... })\n"
	  "\tf(x) :=\n"
	  "\t      ^" },
	{ REGO_V1,
	  "package a\n"
	  "p + 1",
	  "1 error occurred: t.rego:2: rego_parse_error: rule name conflicts with built-in function" },
	{ REGO_V1,
	  "package a\n"
	  "default p",
	  "package a\n"
	  "\n"
	  "default p = true" },
	{ REGO_V1,
	  "package a\n"
	  "default p := x",
	  "1 error occurred: t.rego:2: rego_parse_error: illegal default rule (value cannot contain"
	  " var)\n"
	  "\tdefault p := x\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "default p := data.x",
	  "1 error occurred: t.rego:2: rego_parse_error: illegal default rule (value cannot contain"
	  " ref)\n"
	  "\tdefault p := data.x\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "default f(x, x) := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: illegal default rule (arguments cannot be "
	  "repeated x)\n"
	  "\tdefault f(x, x) := 1\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "default f(1) := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: illegal default rule (arguments cannot con"
	  "tain number)\n"
	  "\tdefault f(1) := 1\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "default p contains 1",
	  "1 error occurred: t.rego:2: rego_parse_error: illegal default rule (must have a value)\n"
	  "\tdefault p contains 1\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "p := 01",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected number token: expected number without leading zer"
	  "o\n"
	  "\tp := 01\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: unexpected number token: expected rule value term (e.g., p :"
	  "= <VALUE> { ... })\n"
	  "\tp := 01\n"
	  "\t     ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := 1.",
	  "3 errors occurred:\n"
	  "t.rego:2: rego_parse_error: expected fraction\n"
	  "\tp := 1.\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: illegal token\n"
	  "\tp := 1.\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: illegal token\n"
	  "\tp := 1.\n"
	  "\t     ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := 1e",
	  "3 errors occurred:\n"
	  "t.rego:2: rego_parse_error: expected exponent\n"
	  "\tp := 1e\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: illegal token\n"
	  "\tp := 1e\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: illegal token\n"
	  "\tp := 1e\n"
	  "\t     ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := 1x",
	  "3 errors occurred:\n"
	  "t.rego:2: rego_parse_error: illegal number format\n"
	  "\tp := 1x\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: illegal token\n"
	  "\tp := 1x\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: illegal token\n"
	  "\tp := 1x\n"
	  "\t     ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := 1e999999",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: number too big\n"
	  "\tp := 1e999999\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: unexpected number token: expected rule value term (e.g., p :"
	  "= <VALUE> { ... })\n"
	  "\tp := 1e999999\n"
	  "\t     ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := 1e99999999999",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected number token: invalid float\n"
	  "\tp := 1e99999999999\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: unexpected number token: expected rule value term (e.g., p :"
	  "= <VALUE> { ... })\n"
	  "\tp := 1e99999999999\n"
	  "\t     ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := \"abc",
	  "3 errors occurred:\n"
	  "t.rego:2: rego_parse_error: non-terminated string\n"
	  "\tp := \"abc\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: illegal token\n"
	  "\tp := \"abc\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: illegal token\n"
	  "\tp := \"abc\n"
	  "\t     ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := \"\\q\"",
	  "3 errors occurred:\n"
	  "t.rego:2: rego_parse_error: illegal escape sequence\n"
	  "\tp := \"\\q\"\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: illegal token\n"
	  "\tp := \"\\q\"\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: illegal token\n"
	  "\tp := \"\\q\"\n"
	  "\t     ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := \"\\ud8\"",
	  "3 errors occurred:\n"
	  "t.rego:2: rego_parse_error: non-terminated string\n"
	  "\tp := \"\\ud8\"\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: illegal token\n"
	  "\tp := \"\\ud8\"\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: illegal token\n"
	  "\tp := \"\\ud8\"\n"
	  "\t     ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := `abc",
	  "3 errors occurred:\n"
	  "t.rego:2: rego_parse_error: non-terminated string\n"
	  "\tp := `abc\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: illegal token\n"
	  "\tp := `abc\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: illegal token\n"
	  "\tp := `abc\n"
	  "\t     ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := $\"a {x\"",
	  "3 errors occurred:\n"
	  "t.rego:2: rego_parse_error: non-terminated string\n"
	  "\tp := $\"a {x\"\n"
	  "\t           ^\n"
	  "t.rego:2: rego_parse_error: expected } to end template string expression\n"
	  "\tp := $\"a {x\"\n"
	  "\t           ^\n"
	  "t.rego:2: rego_parse_error: illegal token\n"
	  "\tp := $\"a {x\"\n"
	  "\t           ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := $\"a {not x}\"",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected negation ('not') in template-string expression\n"
	  "\tp := $\"a {not x}\"\n"
	  "\t          ^\n"
	  "t.rego:2: rego_parse_error: unexpected } token: expected rule value term (e.g., p := <VA"
	  "LUE> { ... })\n"
	  "\tp := $\"a {not x}\"\n"
	  "\t               ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := $\"a {x = 1}\"",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected unification ('=') in template-string expression\n"
	  "\tp := $\"a {x = 1}\"\n"
	  "\t          ^\n"
	  "t.rego:2: rego_parse_error: unexpected } token: expected rule value term (e.g., p := <VA"
	  "LUE> { ... })\n"
	  "\tp := $\"a {x = 1}\"\n"
	  "\t               ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := $\"a {x := 1}\"",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected assignment (':=') in template-string expression\n"
	  "\tp := $\"a {x := 1}\"\n"
	  "\t          ^\n"
	  "t.rego:2: rego_parse_error: unexpected } token: expected rule value term (e.g., p := <VA"
	  "LUE> { ... })\n"
	  "\tp := $\"a {x := 1}\"\n"
	  "\t                ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := $\"a {some x}\"",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected 'some' in template-string expression\n"
	  "\tp := $\"a {some x}\"\n"
	  "\t          ^\n"
	  "t.rego:2: rego_parse_error: unexpected } token: expected rule value term (e.g., p := <VA"
	  "LUE> { ... })\n"
	  "\tp := $\"a {some x}\"\n"
	  "\t                ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := $\"{}\"",
	  "3 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected } token\n"
	  "\tp := $\"{}\"\n"
	  "\t        ^\n"
	  "t.rego:2: rego_parse_error: invalid template-string expression\n"
	  "\tp := $\"{}\"\n"
	  "\t        ^\n"
	  "t.rego:2: rego_parse_error: unexpected } token: expected rule value term (e.g., p := <VA"
	  "LUE> { ... })\n"
	  "\tp := $\"{}\"\n"
	  "\t        ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := !x",
	  "3 errors occurred:\n"
	  "t.rego:2: rego_parse_error: illegal ! character\n"
	  "\tp := !x\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: illegal token\n"
	  "\tp := !x\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: illegal token\n"
	  "\tp := !x\n"
	  "\t     ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := $x",
	  "3 errors occurred:\n"
	  "t.rego:2: rego_parse_error: illegal $ character\n"
	  "\tp := $x\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: illegal token\n"
	  "\tp := $x\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: illegal token\n"
	  "\tp := $x\n"
	  "\t     ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := a ! b",
	  "1 error occurred: t.rego:2: rego_parse_error: illegal ! character\n"
	  "\tp := a ! b\n"
	  "\t       ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := \303\251",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: illegal token\n"
	  "\tp := \303\251\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: illegal token\n"
	  "\tp := \303\251\n"
	  "\t     ^" },
	{ REGO_V1,
	  "package a\n"
	  "p.",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected eof token: expected identifier\n"
	  "\tp.\n"
	  "\t ^\n"
	  "t.rego:2: rego_parse_error: unexpected eof token: expected rule head name\n"
	  "\tp.\n"
	  "\t ^" },
	{ REGO_V1,
	  "package a\n"
	  "p[",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected eof token\n"
	  "\tp[\n"
	  "\t ^\n"
	  "t.rego:2: rego_parse_error: unexpected eof token: expected rule head name\n"
	  "\tp[\n"
	  "\t ^" },
	{ REGO_V1,
	  "package a\n"
	  "p.1",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected number token: expected identifier\n"
	  "\tp.1\n"
	  "\t  ^\n"
	  "t.rego:2: rego_parse_error: unexpected number token: expected rule head name\n"
	  "\tp.1\n"
	  "\t  ^" },
	{ REGO_V1,
	  "package a\n"
	  "x.y(1).z := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: invalid rule head: x.y(1).z" },
	{ REGO_V1,
	  "package a\n"
	  "1 := 2",
	  "1 error occurred: t.rego:2: rego_parse_error: number cannot be used for rule name" },
	{ REGO_V1,
	  "package a\n"
	  "\"a\" := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: string cannot be used for rule name" },
	{ REGO_V1,
	  "package a\n"
	  "[1] := 2",
	  "1 error occurred: t.rego:2: rego_parse_error: array cannot be used for rule name" },
	{ REGO_V1,
	  "package a\n"
	  "{1} := 2",
	  "1 error occurred: t.rego:2: rego_parse_error: set cannot be used for rule name" },
	{ REGO_V1,
	  "package a\n"
	  "p := 1 else := 2",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected else keyword\n"
	  "\tp := 1 else := 2\n"
	  "\t       ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if x else",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected eof token: expected else value "
	  "term or rule body\n"
	  "\tp if x else\n"
	  "\t          ^" },
	{ REGO_V1,
	  "package a\n"
	  "p contains x if x else := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: else keyword cannot be used on multi-value"
	  " rules\n"
	  "\tp contains x if x else := 1\n"
	  "\t                  ^" },
	{ REGO_V1,
	  "package a\n"
	  "p[x] if x else := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: else keyword cannot be used on rules with "
	  "variables in head\n"
	  "\tp[x] if x else := 1\n"
	  "\t          ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if x with",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected with keyword\n"
	  "\tp if x with\n"
	  "\t       ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if x with 1 as 2",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected with keyword\n"
	  "\tp if x with 1 as 2\n"
	  "\t       ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if x with input",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected with keyword\n"
	  "\tp if x with input\n"
	  "\t       ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if x with input as",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected with keyword\n"
	  "\tp if x with input as\n"
	  "\t       ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x } { y }",
	  "package a\n"
	  "\n"
	  "p = true if { x }\n"
	  "p = true if { y }" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x } else := 1 { y } { z }",
	  "1 error occurred: t.rego:2: rego_parse_error: expected else keyword\n"
	  "\tp if { x } else := 1 { y } { z }\n"
	  "\t                           ^" },
	{ REGO_V1,
	  "package a\n"
	  "import",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected eof token\n"
	  "\timport\n"
	  "\t     ^" },
	{ REGO_V1,
	  "package a\n"
	  "import x",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected import path, must begin with on"
	  "e of: {data, future, input, rego}, got: x (hint: if this is unexpected, try updating OPA"
	  ")\n"
	  "\timport x\n"
	  "\t       ^" },
	{ REGO_V1,
	  "package a\n"
	  "import data",
	  "package a\n"
	  "\n"
	  "import data\n" },
	{ REGO_V1,
	  "package a\n"
	  "import data.x.",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected eof token: expected identifier\n"
	  "\timport data.x.\n"
	  "\t             ^\n"
	  "t.rego:2: rego_parse_error: expected path\n"
	  "\timport data.x.\n"
	  "\t             ^" },
	{ REGO_V1,
	  "package a\n"
	  "import data[1]",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected number token: expecting string"
	  "\n"
	  "\timport data[1]\n"
	  "\t            ^" },
	{ REGO_V1,
	  "package a\n"
	  "import input.if",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected import path, must not end with "
	  "a keyword, got: if\n"
	  "\timport input.if\n"
	  "\t             ^" },
	{ REGO_V1,
	  "package a\n"
	  "import data.not",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected import path, must not end with "
	  "a keyword, got: not\n"
	  "\timport data.not\n"
	  "\t            ^" },
	{ REGO_V1,
	  "package a\n"
	  "import future.keywords.x",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected keyword, must be one of [contai"
	  "ns every if in not]\n"
	  "\timport future.keywords.x\n"
	  "\t       ^" },
	{ REGO_V1,
	  "package a\n"
	  "import future.x",
	  "1 error occurred: t.rego:2: rego_parse_error: invalid import, must be `future.keywords`"
	  "\n"
	  "\timport future.x\n"
	  "\t       ^" },
	{ REGO_V1,
	  "package a\n"
	  "import future.keywords.in as y",
	  "1 error occurred: t.rego:2: rego_parse_error: `future` imports cannot be aliased\n"
	  "\timport future.keywords.in as y\n"
	  "\t       ^" },
	{ REGO_V1,
	  "package a\n"
	  "import rego.v2",
	  "1 error occurred: t.rego:2: rego_parse_error: invalid import `rego.v2`, must be `rego.v1"
	  "`\n"
	  "\timport rego.v2\n"
	  "\t       ^" },
	{ REGO_V1,
	  "package a\n"
	  "import rego.v1 as y",
	  "package a\n"
	  "\n"
	  "import rego.v1 as y\n" },
	{ REGO_V1,
	  "package a\n"
	  "import data.x as",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected eof token: expected var\n"
	  "\timport data.x as\n"
	  "\t               ^" },
	{ REGO_V1,
	  "package a\n"
	  "import data.x as 1",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected number token: expected var\n"
	  "\timport data.x as 1\n"
	  "\t                 ^" },
	{ REGO_V1,
	  "package a\n"
	  "package b",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected package" },
	{ REGO_V1,
	  "package a\n"
	  "not x",
	  "1 error occurred: t.rego:2: rego_parse_error: negated expressions cannot be used for rul"
	  "e head" },
	{ REGO_V1,
	  "package a\n"
	  "some x",
	  "1 error occurred: t.rego:2: rego_parse_error: 'some' declarations cannot be used for rul"
	  "e head" },
	{ REGO_V1,
	  "package a\n"
	  "x; y",
	  "1 error occurred: t.rego:2: rego_parse_error: multiple expressions cannot be used for ru"
	  "le head" },
	{ REGO_V1,
	  "package a\n"
	  "x with input as 1",
	  "1 error occurred: t.rego:2: rego_parse_error: expressions using with keyword cannot be u"
	  "sed for rule head" },
	{ REGO_V1,
	  "package a\n"
	  "f(x)",
	  "package a\n"
	  "\n"
	  "f(x) = true if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "count(x)",
	  "1 error occurred: t.rego:2: rego_parse_error: rule name conflicts with built-in function" },
	{ REGO_V1,
	  "package a\n"
	  "f()",
	  "1 error occurred: t.rego:2: rego_parse_error: rule argument list must take at least one "
	  "argument" },
	{ REGO_V1,
	  "package a\n"
	  "x",
	  "1 error occurred: t.rego:2: rego_parse_error: var cannot be used for rule name" },
	{ REGO_V1,
	  "package a\n"
	  "\"s\"",
	  "1 error occurred: t.rego:2: rego_parse_error: string cannot be used for rule name" },
	{ REGO_V1,
	  "package a\n"
	  "1",
	  "1 error occurred: t.rego:2: rego_parse_error: number cannot be used for rule name" },
	{ REGO_V1,
	  "package a\n"
	  "[x]",
	  "1 error occurred: t.rego:2: rego_parse_error: array cannot be used for rule name" },
	{ REGO_V1,
	  "package a\n"
	  "{x}",
	  "1 error occurred: t.rego:2: rego_parse_error: set cannot be used for rule name" },
	{ REGO_V1,
	  "package a\n"
	  "p := x { y }",
	  "1 error occurred: t.rego:2: rego_parse_error: `if` keyword is required before rule body" },
	{ REGO_V1,
	  "package a\n"
	  "p.q",
	  "1 error occurred: t.rego:2: rego_parse_error: `contains` keyword is required for partial"
	  " set rules" },
	{ REGO_V1,
	  "package a\n"
	  "p.q.r",
	  "1 error occurred: t.rego:2: rego_parse_error: rule must have value assignment and/or bod"
	  "y declaration" },
	{ REGO_V1,
	  "package a\n"
	  "p[\"a\"]",
	  "1 error occurred: t.rego:2: rego_parse_error: `contains` keyword is required for partial"
	  " set rules" },
	{ REGO_V1,
	  "package a\n"
	  "if := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected if keyword\n"
	  "\tif := 1\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "in := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected in keyword\n"
	  "\tin := 1\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "every := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected assign token\n"
	  "\tevery := 1\n"
	  "\t      ^" },
	{ REGO_V1,
	  "package a\n"
	  "contains := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: contains keyword cannot be used for rule n"
	  "ame" },
	{ REGO_V1,
	  "package a\n"
	  "with := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected with keyword\n"
	  "\twith := 1\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "p if true; q",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected ; token\n"
	  "\tp if true; q\n"
	  "\t         ^" },
	{ REGO_V1,
	  "package a\n"
	  "}",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected } token\n"
	  "\t}\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "]",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected ] token\n"
	  "\t]\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  ")",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected ) token\n"
	  "\t)\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "p := 1 p := 2",
	  "package a\n"
	  "\n"
	  "p := 1 if { true }\n"
	  "p := 2 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "p := 1 +",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected eof token\n"
	  "\tp := 1 +\n"
	  "\t       ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := * 1",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected mul token\n"
	  "\tp := * 1\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: unexpected mul token: expected rule value term (e.g., p := <"
	  "VALUE> { ... })\n"
	  "\tp := * 1\n"
	  "\t     ^" },
	{ REGO_V1,
	  "package a\n"
	  "p := \"a\" \"b\"",
	  "1 error occurred: t.rego:2: rego_parse_error: string cannot be used for rule name" },
	{ REGO_V1,
	  "package a\n"
	  "p if x := 1 := 2",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected assign token\n"
	  "\tp if x := 1 := 2\n"
	  "\t            ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if { x := y := z }",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected assign token: expected \\n or ;"
	  " or }\n"
	  "\tp if { x := y := z }\n"
	  "\t              ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if [x | ]",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected ] token\n"
	  "\tp if [x | ]\n"
	  "\t          ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if {x | }",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected } token\n"
	  "\tp if {x | }\n"
	  "\t          ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if {x: y | }",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected } token\n"
	  "\tp if {x: y | }\n"
	  "\t             ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if {x: y, z}",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected : token: expected \\n or ; or }"
	  "\n"
	  "\tp if {x: y, z}\n"
	  "\t       ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if {x, y: z}",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected , token: expected \\n or ; or }"
	  "\n"
	  "\tp if {x, y: z}\n"
	  "\t       ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if \"a\".b",
	  "1 error occurred: t.rego:2: rego_parse_error: illegal ref (head cannot be string)\n"
	  "\tp if \"a\".b\n"
	  "\t     ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if 1[x]",
	  "1 error occurred: t.rego:2: rego_parse_error: illegal ref (head cannot be number)\n"
	  "\tp if 1[x]\n"
	  "\t     ^" },
	{ REGO_V1,
	  "package a\n"
	  "p if null.x",
	  "package a\n"
	  "\n"
	  "p = true if { null.x }" },
	{ REGO_V1,
	  "package a\n"
	  "f(x).y := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: invalid rule head: f(x).y" },
	{ REGO_V1,
	  "package a\n"
	  "\tp :=\t=",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: unexpected eq token\n"
	  "\tp :=\t=\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: unexpected eq token: expected rule value term (e.g., p := <V"
	  "ALUE> { ... })\n"
	  "\tp :=\t=\n"
	  "\t     ^" },
	{ REGO_V1,
	  "",
	  "t.rego:0: rego_parse_error: empty module" },
	{ REGO_V1,
	  "# only a comment\n",
	  "t.rego:0: rego_parse_error: empty module" },
	{ REGO_V1,
	  "p := 1",
	  "1 error occurred: t.rego:1: rego_parse_error: package expected" },
	{ REGO_V1,
	  "import data.x\n"
	  "p := 1",
	  "1 error occurred: t.rego:1: rego_parse_error: package expected" },
	{ REGO_V1,
	  "package",
	  "1 error occurred: t.rego:1: rego_parse_error: unexpected eof token\n"
	  "\tpackage\n"
	  "\t      ^" },
	{ REGO_V1,
	  "package 1",
	  "1 error occurred: t.rego:1: rego_parse_error: unexpected number token\n"
	  "\tpackage 1\n"
	  "\t        ^" },
	{ REGO_V1,
	  "package a.b[c]",
	  "1 error occurred: t.rego:1: rego_parse_error: unexpected var token: expecting string\n"
	  "\tpackage a.b[c]\n"
	  "\t            ^" },
	{ REGO_V1,
	  "package \"a\"",
	  "1 error occurred: t.rego:1: rego_parse_error: unexpected string token\n"
	  "\tpackage \"a\"\n"
	  "\t        ^" },
	{ REGO_V1,
	  "package a.",
	  "1 error occurred: t.rego:1: rego_parse_error: unexpected eof token: expected identifier"
	  "\n"
	  "\tpackage a.\n"
	  "\t         ^" },
	{ REGO_V1,
	  "package a[1]",
	  "1 error occurred: t.rego:1: rego_parse_error: unexpected number token: expecting string"
	  "\n"
	  "\tpackage a[1]\n"
	  "\t          ^" },
	{ REGO_V1,
	  "\357\273\277\357\273\277package a",
	  "1 error occurred: t.rego:1: rego_parse_error: illegal byte-order mark\n"
	  "\t\357\273\277\357\273\277package a\n"
	  "\t   ^" },
	{ REGO_V1,
	  "package a\n"
	  "\n"
	  "\n"
	  "   p := \342\200\250",
	  "2 errors occurred:\n"
	  "t.rego:4: rego_parse_error: illegal token\n"
	  "\t   p := \342\200\250\n"
	  "\t        ^\n"
	  "t.rego:4: rego_parse_error: illegal token\n"
	  "\t   p := \342\200\250\n"
	  "\t        ^" },
};

static void errors_v1(void)
{
	SYNTAX_CHECK(SYNTAX_PRINT, errors_v1_cases);
}

static const struct syntax_case errors_v0_cases[] = {
	{ REGO_V0,
	  "package a\n"
	  "p if { x }",
	  "1 error occurred: t.rego:2: rego_parse_error: var cannot be used for rule name" },
	{ REGO_V0,
	  "package a\n"
	  "p contains x",
	  "3 errors occurred:\n"
	  "t.rego:2: rego_parse_error: var cannot be used for rule name\n"
	  "t.rego:2: rego_parse_error: var cannot be used for rule name\n"
	  "t.rego:2: rego_parse_error: var cannot be used for rule name" },
	{ REGO_V0,
	  "package a\n"
	  "p { some x in y }",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected identifier token: expected "
	  "\\n or ; or } (hint: `import future.keywords.in` for `some x in xs` expressions)\n"
	  "\tp { some x in y }\n"
	  "\t           ^" },
	{ REGO_V0,
	  "package a\n"
	  "p { every x in y { x } }",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected identifier token: expected "
	  "\\n or ; or } (hint: `import future.keywords.every` for `every x in xs { ... }` expressi"
	  "ons)\n"
	  "\tp { every x in y { x } }\n"
	  "\t          ^" },
	{ REGO_V0,
	  "package a\n"
	  "p { x in y }",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected identifier token: expected "
	  "\\n or ; or }\n"
	  "\tp { x in y }\n"
	  "\t      ^" },
	{ REGO_V0,
	  "package a\n"
	  "p := $\"a\"",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: template strings are not supported by current capabilities\n"
	  "\tp := $\"a\"\n"
	  "\t     ^\n"
	  "t.rego:2: rego_parse_error: unexpected template-string-end token: expected rule value te"
	  "rm (e.g., p := <VALUE> { ... })\n"
	  "\tp := $\"a\"\n"
	  "\t     ^" },
	{ REGO_V0,
	  "package a\n"
	  "p = x in y",
	  "2 errors occurred:\n"
	  "t.rego:2: rego_parse_error: var cannot be used for rule name\n"
	  "t.rego:2: rego_parse_error: var cannot be used for rule name" },
	{ REGO_V0,
	  "package a\n"
	  "if = 1 { x } else",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected eof token: expected else value "
	  "term or rule body\n"
	  "\tif = 1 { x } else\n"
	  "\t                ^" },
	{ REGO_V0,
	  "package a\n"
	  "p { not { x } }",
	  "package a\n"
	  "\n"
	  "p = true { not {x} }" },
	{ REGO_V0,
	  "package a\n"
	  "default p",
	  "package a\n"
	  "\n"
	  "default p = true" },
	{ REGO_V0,
	  "package a\n"
	  "p[x] else = 1",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected else keyword\n"
	  "\tp[x] else = 1\n"
	  "\t     ^" },
	{ REGO_V0,
	  "package a\n"
	  "f(x) = y { z } else",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected eof token: expected else value "
	  "term or rule body\n"
	  "\tf(x) = y { z } else\n"
	  "\t                  ^" },
	{ REGO_V0,
	  "package a\n"
	  "p { x } else = ",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected eof token\n"
	  "\tp { x } else = \n"
	  "\t             ^" },
	{ REGO_V0,
	  "package a\n"
	  "import future.keywords.not\n"
	  "p { not { x }",
	  "1 error occurred: t.rego:3: rego_parse_error: unexpected eof token: expected \\n or ; or"
	  " }\n"
	  "\tp { not { x }\n"
	  "\t            ^" },
	{ REGO_V0,
	  "package a\n"
	  "import rego.v1\n"
	  "p { x }",
	  "1 error occurred: t.rego:3: rego_parse_error: `if` keyword is required before rule body" },
	{ REGO_V0,
	  "package a\n"
	  "import rego.v1\n"
	  "p[x] { x }",
	  "2 errors occurred:\n"
	  "t.rego:3: rego_parse_error: `if` keyword is required before rule body\n"
	  "t.rego:3: rego_parse_error: `contains` keyword is required for partial set rules" },
	{ REGO_V0,
	  "package a\n"
	  "import rego.v1\n"
	  "if { x }",
	  "2 errors occurred:\n"
	  "t.rego:3: rego_parse_error: if keyword cannot be used for rule name\n"
	  "t.rego:3: rego_parse_error: `if` keyword is required before rule body" },
	{ REGO_V0,
	  "package a\n"
	  "import future.keywords.if\n"
	  "p if",
	  "1 error occurred: t.rego:3: rego_parse_error: unexpected eof token\n"
	  "\tp if\n"
	  "\t   ^" },
	{ REGO_V0,
	  "package a\n"
	  "p { }",
	  "1 error occurred: t.rego:2: rego_parse_error: found empty body\n"
	  "\tp { }\n"
	  "\t    ^" },
	{ REGO_V0,
	  "package a\n"
	  "p { x",
	  "1 error occurred: t.rego:2: rego_parse_error: unexpected eof token: expected \\n or ; or"
	  " }\n"
	  "\tp { x\n"
	  "\t    ^" },
	{ REGO_V0,
	  "package a\n"
	  " { x }",
	  "1 error occurred: t.rego:2: rego_parse_error: set cannot be used for rule name" },
	{ REGO_V0,
	  "package a\n"
	  "p = 1 { x } y",
	  "1 error occurred: t.rego:2: rego_parse_error: var cannot be used for rule name" },
};

static void errors_v0(void)
{
	SYNTAX_CHECK(SYNTAX_PRINT, errors_v0_cases);
}

static const struct check_case cases[] = {
	{ "broken modules", errors_v1 },
	{ "broken modules of v0", errors_v0 },
};

CHECK_MAIN(cases)
