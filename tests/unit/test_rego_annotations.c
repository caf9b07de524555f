/* SPDX-License-Identifier: BSD-2-Clause */
/* Metadata in comments, and what is wrong with it. */
#include "rego_syntax.h"

static const struct syntax_case annotations_cases[] = {
	{ REGO_V1,
	  "# METADATA\n"
	  "# title: T\n"
	  "# description: |\n"
	  "#   two\n"
	  "#   lines\n"
	  "package a\n"
	  "p := 1",
	  "# METADATA\n"
	  "# {\"description\":\"two\\nlines\\n\",\"scope\":\"package\",\"title\":\"T\"}\n"
	  "package a\n"
	  "\n"
	  "p := 1 if { true }" },
	{ REGO_V1,
	  "# METADATA\n"
	  "# scope: subpackages\n"
	  "# organizations: [A, 1, true]\n"
	  "package a\n"
	  "p := 1",
	  "# METADATA\n"
	  "# {\"organizations\":[\"A\",\"1\",\"true\"],\"scope\":\"subpackages\"}\n"
	  "package a\n"
	  "\n"
	  "p := 1 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# title: x\n"
	  "# scope: document\n"
	  "# entrypoint: true\n"
	  "p := 1",
	  "package a\n"
	  "\n"
	  "# METADATA\n"
	  "# {\"entrypoint\":true,\"scope\":\"document\",\"title\":\"x\"}\n"
	  "p := 1 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# entrypoint: yes\n"
	  "p := 1",
	  "package a\n"
	  "\n"
	  "# METADATA\n"
	  "# {\"entrypoint\":true,\"scope\":\"document\"}\n"
	  "p := 1 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# authors:\n"
	  "# - Jo Doe <jo@x.org>\n"
	  "# - name: A\n"
	  "#   email: b\n"
	  "# - B\n"
	  "p := 1",
	  "package a\n"
	  "\n"
	  "# METADATA\n"
	  "# {\"authors\":[{\"name\":\"Jo Doe\",\"email\":\"jo@x.org\"},{\"name\":\"A\",\"email"
	  "\":\"b\"},{\"name\":\"B\"}],\"scope\":\"rule\"}\n"
	  "p := 1 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# related_resources:\n"
	  "# - https://x.org/a b\n"
	  "# - ref: http://y/?q=1\n"
	  "#   description: \" d \"\n"
	  "p := 1",
	  "package a\n"
	  "\n"
	  "# METADATA\n"
	  "# {\"related_resources\":[{\"ref\":\"https://x.org/a%20b\"},{\"description\":\"d\",\"ref"
	  "\":\"http://y/?q=1\"}],\"scope\":\"rule\"}\n"
	  "p := 1 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# schemas:\n"
	  "# - input: schema.x\n"
	  "# - data.y: {type: object, required: [a]}\n"
	  "# - input.z: schema\n"
	  "p := 1",
	  "package a\n"
	  "\n"
	  "# METADATA\n"
	  "# {\"schemas\":[{\"path\":[{\"type\":\"var\",\"value\":\"input\"}],\"schema\":[{\"type"
	  "\":\"var\",\"value\":\"schema\"},{\"type\":\"string\",\"value\":\"x\"}]},{\"path\":[{"
	  "\"type\":\"var\",\"value\":\"data\"},{\"type\":\"string\",\"value\":\"y\"}],\"definition"
	  "\":{\"required\":[\"a\"],\"type\":\"object\"}},{\"path\":[{\"type\":\"var\",\"value"
	  "\":\"input\"},{\"type\":\"string\",\"value\":\"z\"}],\"schema\":[{\"type\":\"var\",\"val"
	  "ue\":\"schema\"}]}],\"scope\":\"rule\"}\n"
	  "p := 1 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# custom:\n"
	  "#   a: 1\n"
	  "#   b: [1.5, ~, no, 0x1f, 1_0, 2020-01-02, \"q\", <>&]\n"
	  "# labels: {x: y}\n"
	  "p := 1",
	  "package a\n"
	  "\n"
	  "# METADATA\n"
	  "# {\"custom\":{\"a\":1,\"b\":[1.5,null,\"no\",31,10,\"2020-01-02T00:00:00Z"
	  "\",\"q\",\"\\u003c\\u003e\\u0026\"]},\"labels\":{\"x\":\"y\"},\"scope\":\"rule\"}\n"
	  "p := 1 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# compile:\n"
	  "#   unknowns: [input.x, data]\n"
	  "#   mask_rule: data.m\n"
	  "p := 1",
	  "package a\n"
	  "\n"
	  "# METADATA\n"
	  "# {\"compile\":{\"unknowns\":[[{\"type\":\"var\",\"value\":\"input\"},{\"type\":\"string"
	  "\",\"value\":\"x\"}],[{\"type\":\"var\",\"value\":\"data\"}]],\"mask_rule\":[{\"type"
	  "\":\"var\",\"value\":\"data\"},{\"type\":\"string\",\"value\":\"m\"}]},\"scope\":\"rule"
	  "\"}\n"
	  "p := 1 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# custom: &a {x: 1}\n"
	  "# labels:\n"
	  "#   <<: *a\n"
	  "#   y: 2\n"
	  "p := 1",
	  "package a\n"
	  "\n"
	  "# METADATA\n"
	  "# {\"custom\":{\"x\":1},\"labels\":{\"x\":1,\"y\":2},\"scope\":\"rule\"}\n"
	  "p := 1 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# title: a\n"
	  "# METADATA\n"
	  "# title: b\n"
	  "p := 1\n"
	  "\n"
	  "# METADATA\n"
	  "# title: c\n"
	  "p := 2",
	  "package a\n"
	  "\n"
	  "# METADATA\n"
	  "# {\"scope\":\"rule\",\"title\":\"a\"}\n"
	  "# METADATA\n"
	  "# {\"scope\":\"rule\",\"title\":\"b\"}\n"
	  "p := 1 if { true }\n"
	  "# METADATA\n"
	  "# {\"scope\":\"rule\",\"title\":\"a\"}\n"
	  "# METADATA\n"
	  "# {\"scope\":\"rule\",\"title\":\"c\"}\n"
	  "p := 2 if { true }" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# title: only above imports\n"
	  "# scope: rule\n"
	  "import data.x\n"
	  "p := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: annotation scope 'rule' must be applied to"
	  " rule (have import)" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# scope: rulez\n"
	  "p := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: invalid annotation scope 'rulez'. Use one "
	  "of 'rule', 'document', 'package', or 'subpackages'" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# scope: package\n"
	  "p := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: annotation scope 'package' must be applied"
	  " to package (have rule)" },
	{ REGO_V1,
	  "# METADATA\n"
	  "# scope: rule\n"
	  "package a\n"
	  "p := 1",
	  "1 error occurred: t.rego:1: rego_parse_error: annotation scope 'rule' must be applied to"
	  " rule (have package)" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# entrypoint: true\n"
	  "# scope: rule\n"
	  "p := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: annotation entrypoint applied to non-docum"
	  "ent or package scope 'rule'" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# title: [x]\n"
	  "# entrypoint: maybe\n"
	  "# organizations: {}\n"
	  "p := 1",
	  "1 error occurred: t.rego:4: rego_parse_error: yaml: unmarshal errors:\n"
	  "  line 1: cannot unmarshal !!seq into string\n"
	  "  line 2: cannot unmarshal !!str `maybe` into bool\n"
	  "  line 3: cannot unmarshal !!map into []string\n"
	  "\t# entrypoint: maybe\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# title: x\n"
	  "# title: y\n"
	  "p := 1",
	  "1 error occurred: t.rego:4: rego_parse_error: yaml: unmarshal errors:\n"
	  "  line 2: mapping key \"title\" already defined at line 1\n"
	  "\t# title: y\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# title:x\n"
	  "p := 1",
	  "1 error occurred: t.rego:3: rego_parse_error: yaml: unmarshal errors:\n"
	  "  line 1: cannot unmarshal !!str `title:x` into ast.rawAnnotation\n"
	  "  Hint: on line 3, symbol(s) ['x'] immediately following a key/value separator ':' is no"
	  "t a legal yaml space character\n"
	  "\t# title:x\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# - a\n"
	  "p := 1",
	  "1 error occurred: t.rego:3: rego_parse_error: yaml: unmarshal errors:\n"
	  "  line 1: cannot unmarshal !!seq into ast.rawAnnotation\n"
	  "\t# - a\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# title: \"\n"
	  "p := 1",
	  "1 error occurred: t.rego:3: rego_parse_error: yaml: line 2: found unexpected end of stre"
	  "am\n"
	  "\t# title: \"\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# a: b: c\n"
	  "p := 1",
	  "1 error occurred: t.rego:3: rego_parse_error: yaml: mapping values are not allowed in th"
	  "is context\n"
	  "\t# a: b: c\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# title: *x\n"
	  "p := 1",
	  "1 error occurred: t.rego:3: rego_parse_error: yaml: unknown anchor 'x' referenced\n"
	  "\t# title: *x\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# \ttitle: x\n"
	  "p := 1",
	  "1 error occurred: t.rego:3: rego_parse_error: yaml: found character that cannot start an"
	  "y token\n"
	  "\t# \ttitle: x\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# key:value\n"
	  "# other: 1\n"
	  "p := 1",
	  "1 error occurred: t.rego:4: rego_parse_error: yaml: line 2: mapping values are not allow"
	  "ed in this context\n"
	  "  Hint: on line 3, symbol(s) ['v'] immediately following a key/value separator ':' is no"
	  "t a legal yaml space character\n"
	  "\t# other: 1\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# authors: [1]\n"
	  "p := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: invalid author definition %!s(int=1): inva"
	  "lid value type, must be string or map\n"
	  "\t# METADATA\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# authors: [{}]\n"
	  "p := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: invalid author definition map[]: 'name' an"
	  "d/or 'email' values required in object\n"
	  "\t# METADATA\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# authors: [\"\"]\n"
	  "p := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: invalid author definition : author is an e"
	  "mpty string\n"
	  "\t# METADATA\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# related_resources: [\"\"]\n"
	  "p := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: invalid related-resource definition : ref "
	  "URL may not be empty string\n"
	  "\t# METADATA\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# related_resources: [{description: x}]\n"
	  "p := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: invalid related-resource definition map[de"
	  "scription:x]: 'ref' value required in object\n"
	  "\t# METADATA\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# related_resources: [\"http://[::1\"]\n"
	  "p := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: invalid related-resource definition http:/"
	  "/[::1: parse \"http://[::1\": missing ']' in host\n"
	  "\t# METADATA\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# schemas: [{1: x}]\n"
	  "p := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: invalid document reference\n"
	  "\t# METADATA\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# schemas: [{input: x}]\n"
	  "p := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: invalid schema reference\n"
	  "\t# METADATA\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# schemas: [{input: [x]}]\n"
	  "p := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: invalid schema declaration for path \"inpu"
	  "t\"\n"
	  "\t# METADATA\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# schemas: [{input: 1}]\n"
	  "p := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: invalid schema declaration for path \"inpu"
	  "t\"\n"
	  "\t# METADATA\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# compile: {unknowns: [\"x y\"]}\n"
	  "p := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: invalid unknowns element \"x y\": failed t"
	  "o parse ref: expected exactly one term but got: x; y\n"
	  "\t# METADATA\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# compile: {mask_rule: \"1\"}\n"
	  "p := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: invalid mask_rule annotation type \"1\": s"
	  "tring\n"
	  "\t# METADATA\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# custom: {a: {1: x}}\n"
	  "p := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: invalid map key type(s): \n"
	  "\t# METADATA\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# custom: [1]\n"
	  "p := 1",
	  "1 error occurred: t.rego:3: rego_parse_error: yaml: unmarshal errors:\n"
	  "  line 1: cannot unmarshal !!seq into map[string]interface {}\n"
	  "\t# custom: [1]\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "p := 1",
	  "1 error occurred: t.rego:2: rego_parse_error: expected METADATA block, found whitespace"
	  "\n"
	  "\t# METADATA\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# title: no rule below",
	  "1 error occurred: t.rego:2: rego_parse_error: invalid annotation scope ''. Use one of 'r"
	  "ule', 'document', 'package', or 'subpackages'" },
	{ REGO_V1,
	  " # METADATA\n"
	  "# title: not at the start\n"
	  "package a",
	  "package a\n" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# title: !!int x\n"
	  "p := 1",
	  "1 error occurred: t.rego:3: rego_parse_error: yaml: cannot decode !!str `x` as a !!int\n"
	  "\t# title: !!int x\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# custom: !!binary \"@\"\n"
	  "p := 1",
	  "1 error occurred: t.rego:3: rego_parse_error: yaml: !!binary value contains invalid base"
	  "64 data\n"
	  "\t# custom: !!binary \"@\"\n"
	  "\t^" },
	{ REGO_V1,
	  "package a\n"
	  "# METADATA\n"
	  "# custom: {a: !!float 1, b: !!str 2, c: ! 3, d: .5, e: 0777, f: 0o17, g: 1e3, h: 1234567"
	  "8901234567890, i: 2020-01-02T03:04:05.60Z}\n"
	  "p := 1",
	  "package a\n"
	  "\n"
	  "# METADATA\n"
	  "# {\"custom\":{\"a\":1,\"b\":\"2\",\"c\":3,\"d\":0.5,\"e\":511,\"f\":15,\"g\":1000,"
	  "\"h\":12345678901234567890,\"i\":\"2020-01-02T03:04:05.6Z\"},\"scope\":\"rule\"}\n"
	  "p := 1 if { true }" },
};

static void annotations(void)
{
	SYNTAX_CHECK(SYNTAX_PRINT, annotations_cases);
}

static const struct check_case cases[] = {
	{ "annotations", annotations },
};

CHECK_MAIN(cases)
