#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# ss-policy check and ss-policy fmt: what they say and write is what opa does.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	O=$(readlink -f "${O:-build}")
	policy=$O/bin/ss-policy
	cd "$BATS_TEST_TMPDIR" || return
	mkdir d
	printf 'package x\n\nallow if input.user == "ann"\n' >d/x.rego
	printf 'package y\n\np if {\n\tx := \n}\n' >y.rego
	printf 'package z\np if x == 1\n' >z.rego
	printf '{"x": 1}' >d/data.json
}

@test "what is right is passed over in silence" {
	run -0 "$policy" check d
	[ -z "$output" ]
}

@test "an error of the syntax is shown with its line and a mark" {
	run -1 "$policy" check y.rego
	[ "$output" = $'1 error occurred during loading: y.rego:5: rego_parse_error: unexpected } token\n\t}\n\t^' ]
}

@test "all files are read before the errors are told" {
	: >empty.rego
	run -1 "$policy" check y.rego empty.rego z.rego
	[ "${lines[0]}" = '2 errors occurred during loading:' ]
	[ "${lines[1]}" = 'y.rego:5: rego_parse_error: unexpected } token' ]
	[ "${lines[4]}" = 'empty.rego:0: rego_parse_error: empty module' ]
}

@test "an error of the compiler, and all of it in JSON" {
	run -1 "$policy" check z.rego
	[ "$output" = '1 error occurred: z.rego:2: rego_unsafe_var_error: var x is unsafe' ]
	command -v jq >/dev/null || skip 'there is no jq'
	run -1 "$policy" check -f json y.rego
	[ "$(jq -c .errors[0].details <<<"$output")" = '{"line":"}","idx":0}' ]
	[ "$(jq -c .errors[0].location <<<"$output")" = '{"file":"y.rego","row":5,"col":1}' ]
}

@test "the line of an error is shown as it is, to programs" {
	printf 'package a\nb \001\377\n' >odd.rego
	"$policy" check odd.rego 2>out || :
	[ "$(sed -n 2p out)" = $'\tb \001\377' ]
	printf 'package a\nb c\0d\n' >odd.rego
	"$policy" check odd.rego 2>out || :
	tr '\0' 0 <out | grep -qx $'\tb c0d'
	"$policy" fmt odd.rego 2>out || :
	tr '\0' 0 <out | grep -qx $'\tb c0d'
}

@test "details of type errors in JSON: types of built-ins, values in values" {
	printf 'package a\np if contains = 1\nq if [1][["x"]]\n' >types.rego
	run -1 "$policy" check -f json types.rego
	grep -q '"description": "substring to look for"' <<<"$output"
	grep -qx '            "value": \[' <<<"$output"
	printf 'package a\np if eq(1, 2, 3)\n' >types.rego
	run -1 "$policy" check -f json types.rego
	[ "$(grep -c '"type": "any"' <<<"$output")" = 2 ]
}

@test "v0, and what is to be both" {
	printf 'package x\np[x] { x := 1 }\n' >v0.rego
	run -0 "$policy" check --v0-compatible v0.rego
	run -1 "$policy" check v0.rego
	run -1 "$policy" check --v0-v1 v0.rego
	"$policy" fmt --v0-v1 v0.rego >both.rego
	run -0 "$policy" check --v0-v1 both.rego
	run -0 "$policy" check both.rego
}

@test "fmt prints the usual form, with the comments" {
	printf 'package   a\n# c\np=1 # d\nq if {x\n\n\ny}\n' >f.rego
	printf 'package a\n\n# c\np := 1 # d\n\nq if {\n\tx\n\n\ty\n}\n' >want
	"$policy" fmt f.rego | cmp - want
	"$policy" fmt <f.rego | cmp - want
	cp want want.rego
	"$policy" fmt want.rego | cmp - want
}

@test "fmt writes files, lists them, shows the difference, and fails" {
	printf 'package a\np = 1\n' >f.rego
	printf 'package a\n\np := 1\n' >want
	mkdir g && cp f.rego g
	run -0 "$policy" fmt -l g
	[[ "$output" == *f.rego* ]]
	run -3 "$policy" fmt --fail f.rego
	[ "$output" = 'unexpected diff' ]
	"$policy" fmt -d f.rego >out
	printf 'package a\n\e[32m\e[0m\n\e[32m\e[0mp \e[32m:\e[0m= 1\n\n' | cmp - out
	"$policy" fmt -w f.rego
	cmp f.rego want
	run -0 "$policy" fmt --fail -l f.rego
	[ -z "$output" ]
}

@test "fmt does not touch what it cannot read" {
	cp y.rego before
	run -1 "$policy" fmt -w y.rego
	[[ "${lines[0]}" == 'failed to format Rego source file: 1 error occurred: y.rego:5: '* ]]
	cmp y.rego before
}

@test "fmt -d finds the same edits as opa" {
	printf 'package a\nimport data.b\nq[x]   { x := data.b[_]; x != "é" }\n' >f.rego
	"$policy" fmt -d --v0-compatible f.rego >out
	printf 'package a\n\e[32m\e[0m\n\e[32m\e[0mimport data.b\n\e[32m\e[0m\n\e[32m\e[0mq[x] \e[31m  \e[0m{\e[31m \e[0m\e[32m\e[0m\n\e[32m\t\e[0mx := data.b[_]\e[31m; \e[0m\e[32m\e[0m\n\e[32m\t\e[0mx != "é"\e[31m \e[0m\e[32m\e[0m\n\e[32m\e[0m}\n\n' |
		cmp - out
}
