#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# ss-policy bench: what it measures, and how that is written.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	O=$(readlink -f "${O:-build}")
	policy=$O/bin/ss-policy
	cd "$BATS_TEST_TMPDIR" || return
	printf 'package x\n\nallow if input.user == "ann"\n\nfails := {1: 2 |\n\tsome i in [1, 2]\n} if input.a\n' >x.rego
	printf 'package y\n\nv := 1\n\nv := 2\n' >y.rego
	echo '{"user": "ann"}' >in.json
}

@test "a table, as opa bench draws it" {
	run -0 "$policy" bench --duration=50ms -d x.rego -i in.json data.x.allow
	[[ ${lines[0]} == ┌*┐ ]]
	grep -qE '^│ samples +│ +[1-9][0-9]* │$' <<<"$output"
	grep -qE '^│ ns/op +│ +[1-9][0-9.]* │$' <<<"$output"
	grep -qE '^│ allocs/op +│ +0 │$' <<<"$output"
	grep -qE '^│ histogram_timer_rego_query_eval_ns_99.9% +│ +[1-9][0-9.]* │$' <<<"$output"
}

@test "JSON and the format of Go, as often as it is asked for" {
	command -v jq >/dev/null || skip 'there is no jq'
	run -0 "$policy" bench --duration=20ms --count=2 -f json -d x.rego -i in.json data.x.allow
	[ "$(jq -s 'length' <<<"$output")" = 2 ]
	jq -e '.N > 0 and .T > 0 and .Extra.histogram_timer_rego_query_eval_ns_min > 0
		and .Extra.histogram_timer_rego_query_eval_ns_min <= .Extra.histogram_timer_rego_query_eval_ns_median
		and .Extra.histogram_timer_rego_query_eval_ns_median <= .Extra.histogram_timer_rego_query_eval_ns_max' <<<"$output"
	run -0 "$policy" bench --duration=20ms --count=3 -f gobench -d x.rego -i in.json data.x.allow
	[ "$(grep -cE '^BenchmarkOPAEval.* ns/op.* B/op.* allocs/op$' <<<"$output")" = 3 ]
}

@test "the input may be read each time, and come on standard input" {
	"$policy" bench --duration=20ms --parse -I -f json -d x.rego data.x.allow <in.json >out
	[ -s out ]
}

@test "what has no answer is not measured" {
	run --separate-stderr -1 "$policy" bench -d x.rego data.x.allow
	[ -z "$output" ]
	# shellcheck disable=SC2154 # what run sets
	[[ $stderr == *'undefined result'* ]]
	run --separate-stderr -1 "$policy" bench -d y.rego data.y.v
	[[ $stderr == *'must not produce multiple outputs'* ]]
	run --separate-stderr -1 "$policy" bench -d none.rego data.y.v
	[ -n "$stderr" ]
}

@test "errors are in the format that was asked for; undefined is measured with --fail=false" {
	command -v jq >/dev/null || skip 'there is no jq'
	run -1 "$policy" bench -f json -d x.rego data.x.allow
	[ "$(jq -c . <<<"$output")" = '{"errors":[{"message":"undefined result"}]}' ]
	run -1 "$policy" bench -f json -d y.rego data.y.v
	[ "$(jq -r '.errors[0].code' <<<"$output")" = eval_conflict_error ]
	run -1 "$policy" bench -d x.rego 'x ='
	[ "${lines[0]}" = '1 error occurred: 1:3: rego_parse_error: unexpected eof token' ]
	run -0 "$policy" bench --duration=20ms --fail=false --metrics=false -f json -d x.rego data.x.allow
	[ "$(jq -c .Extra <<<"$output")" = '{}' ]
	run -0 "$policy" bench --duration=20ms --metrics=false --benchmem=false -d x.rego -i in.json data.x.allow
	[ "${#lines[@]}" = 4 ]
	run -0 "$policy" bench --duration=20ms --import data.x -d x.rego -i in.json x.allow
	echo 'data.x.allow' | "$policy" bench --duration=20ms --stdin -d x.rego -i in.json
}

@test "wrong command lines" {
	run -2 "$policy" bench
	run -2 "$policy" bench a b
	run -2 "$policy" bench -I -i in.json x
	run -2 "$policy" bench -f values x
}

@test "no time at all is one evaluation, and the input may be YAML" {
	run -0 "$policy" bench --duration 0 --metrics=false --benchmem=false -f json 1
	jq -e '.N == 1' <<<"$output"
	echo 'a: [1, 2]' >in.yaml
	run -0 "$policy" bench --duration 1ms -f json -i in.yaml 'input.a[1] == 2'
	run -0 "$policy" bench --duration 1ms -f json --parse -i in.yaml 'input.a[1] == 2'
	run -1 "$policy" bench --duration 1ms -i nosuch 1
	[ "$output" = "ss-policy: cannot read 'nosuch': No such file or directory" ]
	run -2 "$policy" bench --count 0 1
	run -2 "$policy" bench
	[[ $output == *'specify exactly one query'* ]]
}
