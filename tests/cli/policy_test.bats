#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# ss-policy test and ss-policy deps: what they say is what opa says.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	O=$(readlink -f "${O:-build}")
	policy=$O/bin/ss-policy
	cd "$BATS_TEST_TMPDIR" || return
	cat >x.rego <<-'EOF'
		package x

		allow if {
			input.user == "ann"
			some r in input.roles
			r == "admin"
		}

		f(x) := x * 2

		lim := 10 if count(input.roles) > 3

		else := 5

		dup := 1

		dup := 2 if input.twice
	EOF
	cat >x_test.rego <<-'EOF'
		package x_test

		import data.x

		test_ok if x.allow with input as {"user": "ann", "roles": ["admin"]}

		test_ok if {
			print("said", x.f(1))
			x.f(1) == 3
		}

		test_error if x.dup == 1 with input.twice as true

		todo_test_later if false

		test_cases[note] if {
			some note, tc in {"one": [1, 2], "two": [2, 5], "three": [3, 6]}
			x.f(tc[0]) == tc[1]
		}

		test_groups[a][b] if {
			some a in ["p", "q"]
			some b in [1, 2]
			b == 1
		}
	EOF
}

# Without the times, which are another each time.
masked() {
	sed -E 's/ \([0-9.]+(ns|µs|ms|s)\)$/ (T)/'
}

teardown() {
	[ -z "${job:-}" ] || kill "$job" 2>/dev/null || :
}

@test "what fails, and the counts" {
	run -3 "$policy" test x.rego x_test.rego
	diff - <(masked <<<"$output") <<-'EOF'
		x_test.rego:7:
		data.x_test.test_ok#01: FAIL (T)

		  said 2

		x_test.rego:12:
		data.x_test.test_error: ERROR (T)
		  x.rego:17: eval_conflict_error: complete rules must not produce multiple outputs
		x_test.rego:14:
		data.x_test.todo_test_later: SKIPPED
		x_test.rego:16:
		data.x_test.test_cases: FAIL (T)
		  two: FAIL
		x_test.rego:21:
		data.x_test.test_groups: FAIL (T)
		  p: FAIL
		    2: FAIL
		  q: FAIL
		    2: FAIL
		--------------------------------------------------------------------------------
		PASS: 5/11
		FAIL: 4/11
		SKIPPED: 1/11
		ERROR: 1/11
	EOF
}

@test "in JSON: cases of cases, errors with their places, the output" {
	command -v jq >/dev/null || skip 'there is no jq'
	run -3 "$policy" test -f json x.rego x_test.rego
	[ "$(jq -c 'map(del(.duration, .location))' <<<"$output")" = "$(jq -c . <<-'EOF'
		[{"package":"data.x_test","name":"test_ok"},
		{"package":"data.x_test","name":"test_ok#01","fail":true,"output":"c2FpZCAyCg=="},
		{"package":"data.x_test","name":"test_error","error":{"code":"eval_conflict_error",
		"message":"complete rules must not produce multiple outputs",
		"location":{"file":"x.rego","row":17,"col":1}}},
		{"package":"data.x_test","name":"todo_test_later","skip":true},
		{"package":"data.x_test","name":"test_cases","fail":true,"sub_results":{"one":{"name":"one"},
		"three":{"name":"three"},"two":{"name":"two","fail":true}}},
		{"package":"data.x_test","name":"test_groups","fail":true,"sub_results":{"p":{"name":"p",
		"fail":true,"sub_results":{"1":{"name":"1"},"2":{"name":"2","fail":true}}},"q":{"name":"q",
		"fail":true,"sub_results":{"1":{"name":"1"},"2":{"name":"2","fail":true}}}}}]
	EOF
	)" ]
}

@test "-v: what led to a failure" {
	run -3 "$policy" test -v -r 'test_ok|cases' x.rego x_test.rego
	diff <(sed -E 's/ \([0-9.]+(ns|µs|ms|s)\)$/ (T)/; s/ *$//' <<<"$output" | sed -n '/^FAILURES/,$p') - <<-'EOF'
		FAILURES
		--------------------------------------------------------------------------------
		data.x_test.test_ok#01: FAIL (T)

		  query:1             Enter data.x_test["test_ok#01"] = _
		  x_test.rego:7       | Enter data.x_test.test_ok#01
		  x_test.rego:9       | | Fail __local17__ = 3
		  query:1             | Fail data.x_test["test_ok#01"] = _

		data.x_test.test_cases: FAIL (T)

		  query:1              Enter data.x_test.test_cases = _
		  x_test.rego:16       | Redo data.x_test.test_cases[__local4__]
		  x_test.rego:18       | | Fail __local19__ = tc[1]

		  two: FAIL

		--------------------------------------------------------------------------------
		PASS: 3/5
		FAIL: 2/5
	EOF
	run -3 "$policy" test --explain=notes -r 'test_ok#01' x.rego x_test.rego
	[[ $output == *FAILURES* && $output != *Enter* ]]
	run -3 "$policy" test --explain=full -r 'test_ok#01' x.rego x_test.rego
	[[ $output == *'| | Eval __local17__ = 3'* ]]
}

@test "--var-values: where it failed, and what the variables were" {
	run -3 "$policy" test --var-values -r 'test_ok#01|groups' x.rego x_test.rego
	diff <(sed -E 's/ \([0-9.]+(ns|µs|ms|s)\)$/ (T)/; s/ *$//' <<<"$output" | sed -n '/^FAILURES/,$p') - <<-'EOF'
		FAILURES
		--------------------------------------------------------------------------------
		data.x_test.test_ok#01: FAIL (T)

		  x_test.rego:9:
		    x.f(1) == 3
		    |
		    2

		data.x_test.test_groups: FAIL (T)

		  p: FAIL
		    2: FAIL

		        x_test.rego:24:
		          b == 1
		          |
		          2
		  q: FAIL
		    2: FAIL

		        x_test.rego:24:
		          b == 1
		          |
		          2

		--------------------------------------------------------------------------------
		PASS: 2/5
		FAIL: 3/5
	EOF
}

@test "what has passed, what is skipped, what there is none of" {
	run -0 "$policy" test -r 'test_ok$' x.rego x_test.rego
	[ "$output" = 'PASS: 1/1' ]
	run -0 "$policy" test -v -r 'test_ok$' x.rego x_test.rego
	[[ ${lines[1]} == 'data.x_test.test_ok: PASS ('*')' ]]
	run -3 "$policy" test -r later x.rego x_test.rego
	run -0 "$policy" test -z -r later x.rego x_test.rego
	run -0 "$policy" test -r none x.rego x_test.rego
	[ -z "$output" ]
	run -1 "$policy" test --fail-on-empty -r none x.rego x_test.rego
	[ "$output" = 'no tests were run' ]
	run -0 "$policy" test --count=2 -p 2 -r 'test_ok$' x.rego x_test.rego
	[ "$output" = $'PASS: 1/1\nPASS: 1/1' ]
	run -0 "$policy" test -f json -r none x.rego x_test.rego
	[ "$output" = '[]' ]
}

@test "a test that takes too long is an error" {
	cat >slow.rego <<-'EOF'
		package slow

		test_slow if count([x |
			some i in numbers.range(1, 30000)
			some j in numbers.range(1, 30000)
			x := i * j
		]) == 0
	EOF
	run -3 "$policy" test --timeout=50ms slow.rego
	[ "${lines[2]}" = '  eval_cancel_error: context deadline exceeded' ]
}

@test "what is wrong with the policies is told before any test" {
	printf 'package z\n\np if x == 1\n\nq if y == 1\n' >z.rego
	run --separate-stderr -1 "$policy" test z.rego x.rego x_test.rego
	[ -z "$output" ]
	# shellcheck disable=SC2154 # what run sets
	[ "$stderr" = $'2 errors occurred:\nz.rego:3: rego_unsafe_var_error: var x is unsafe\nz.rego:5: rego_unsafe_var_error: var y is unsafe' ]
	run -1 "$policy" test -m 1 z.rego
	[[ ${lines[-1]} == *'error limit reached'* ]]
}

@test "coverage: each place, and what part of the lines" {
	command -v jq >/dev/null || skip 'there is no jq'
	run -0 "$policy" test -c -r 'test_ok$' x.rego x_test.rego
	[ "$(jq -c '[.covered_lines, .not_covered_lines]' <<<"$output")" = '[5,14]' ]
	[ "$(jq .coverage <<<"$output")" = 26.31578947368421 ]
	jq -r '.files["x.rego"].covered[] | "\(.start.row):\(.start.col)-\(.end.row):\(.end.col)"' \
		<<<"$output" >places
	diff places - <<-'EOF'
		3:1-3:6
		4:1-4:20
		5:1-5:22
		6:1-6:13
	EOF
	[ "$(jq -c '.files["x.rego"].not_covered[0]' <<<"$output")" = '{"start":{"row":9,"col":1},"end":{"row":9,"col":14}}' ]
}

@test "coverage: the index leaves rules out, but for one that prints" {
	command -v jq >/dev/null || skip 'there is no jq'
	printf 'package i\n\nquiet if input.a == 1\n\nloud if {\n\tinput.a == 1\n\tprint("x")\n}\n\nlist if input.a in [1, 2]\n\ntest_a if not quiet with input.a as 3\n\ntest_b if not loud with input.a as 3\n\ntest_c if not list with input.a as 3\n' >i.rego
	run -0 "$policy" test -c i.rego
	[ "$(jq -c '[.files["i.rego"].not_covered[].start.row]' <<<"$output")" = '[3,3,5,7,10,10]' ]
}

@test "less coverage than the threshold, and a test that fails" {
	run --separate-stderr -3 "$policy" test --threshold=50 -r 'test_ok$' x.rego x_test.rego
	[ "$stderr" = 'Code coverage threshold not met: got 26.32 instead of 50.00' ]
	[ -z "$output" ]
	run -3 "$policy" test -v --threshold=50 -r 'test_ok$' x.rego x_test.rego
	[ "${lines[1]}" = 'Lines not covered:' ]
	[ "${lines[2]}" = $'\tx.rego:9' ]
	run -1 "$policy" test -c -r 'test_ok' x.rego x_test.rego
	[[ $output == *'FAIL: 1/1'* ]]
	run -0 "$policy" test --threshold=20 -r 'test_ok$' x.rego x_test.rego
	run -2 "$policy" test --threshold=200 x.rego
	run -2 "$policy" test --threshold=x x.rego
}

@test "deps: base and virtual documents" {
	run -0 "$policy" deps -d x.rego 'data.x.allow; data.x.lim == data.most[input.kind].n'
	diff - <(printf '%s\n' "$output") <<-'EOF'
		┌────────────────┬───────────────────┐
		│ BASE DOCUMENTS │ VIRTUAL DOCUMENTS │
		├────────────────┼───────────────────┤
		│ data.most      │ data.x.allow      │
		│ input.kind     │ data.x.lim        │
		│ input.roles    │                   │
		│ input.user     │                   │
		└────────────────┴───────────────────┘
	EOF
	run -0 "$policy" deps 'data["a b"].c'
	[ "${lines[3]}" = '│ data["a b"].c  │' ]
	run -0 "$policy" deps '1 == 1'
	[ -z "$output" ]
}

@test "deps in JSON, and what is wrong" {
	command -v jq >/dev/null || skip 'there is no jq'
	run -0 "$policy" deps -f json -d x.rego data.x.dup
	[ "$(jq -c . <<<"$output")" = '{"base":[[{"type":"var","value":"input"},{"type":"string","value":"twice"}]],"virtual":[[{"type":"var","value":"data"},{"type":"string","value":"x"},{"type":"string","value":"dup"}]]}' ]
	run -1 "$policy" deps 'x ='
	[[ $output == '1 error occurred: 1:3: rego_parse_error: unexpected eof token'* ]]
	run -2 "$policy" deps
}

@test "deps: comments are no annotations" {
	printf '# METADATA\n# scope: document\npackage a\n\np if input.q\n' >a.rego
	run -0 "$policy" deps -d a.rego data.a.p
	[[ $output == *'│ input.q        │'* ]]
	run -1 "$policy" eval -d a.rego data.a.p
	[[ $output == *"annotation scope 'document' must be applied to rule"* ]]
}

@test "deps, eval and bench tell of ten errors, in a policy or a query" {
	local i many=

	for i in {1..12}; do
		many+="f$i(1); "
	done
	printf 'package m\n\np if { %s }\n' "${many%; }" >m.rego
	for i in deps bench; do
		run -1 "$policy" "$i" -d m.rego data.m.p
		[ "${lines[0]}" = '11 errors occurred:' ]
		[ "${lines[11]}" = 'rego_compile_error: error limit reached' ]
	done
	run -1 "$policy" eval -f pretty -d m.rego data.m.p
	[ "$(grep -c 'undefined function' <<<"$output")" = 10 ]
	[[ $output == *'error limit reached'* ]]
	run -1 "$policy" eval -f pretty "${many%; }"
	[ "$(grep -c 'undefined function' <<<"$output")" = 10 ]
}

@test "check: a schema of the input, and schemas that annotations name" {
	echo '{"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": false}' >s.json
	printf 'package q\n\np if input.a == 1\n' >q.rego
	run -1 "$policy" check -s s.json q.rego
	[ "$output" = $'1 error occurred: q.rego:3: rego_type_error: match error\n\tleft  : string\n\tright : number' ]
	mkdir -p s/site && mv s.json s/site/user.json
	run -0 "$policy" check -s s q.rego
	printf '# METADATA\n# schemas:\n# - input: schema.site.user\npackage q\n\np if input.b\n' >q.rego
	run -1 "$policy" check -s s q.rego
	[ "${lines[0]}" = '1 error occurred: q.rego:6: rego_type_error: undefined ref: input.b' ]
	printf '{x' >s.json
	run -1 "$policy" check -s s.json q.rego
	[ "$output" = "1 error occurred during loading: s.json: yaml: line 1: did not find expected ',' or '}'" ]
	run -1 "$policy" check -s none.json q.rego
}

# shown TEXT [TIMES]: wait until the tests that are watched have said so; the output is in "out".
shown() {
	for _ in $(seq 600); do
		[ "$(grep -cF -- "$1" out)" -lt "${2:-1}" ] || return 0
		sleep 0.1
	done
	cat out
	return 1
}

@test "--watch runs the tests again when a file changes, until a signal" {
	mkdir watched
	printf 'package w\n\ntest_a if true\n' >watched/w.rego
	"$policy" test --watch watched >out 2>&1 &
	job=$!
	shown 'Watching for changes ...'
	grep -qx 'PASS: 1/1' out
	printf 'package w\n\ntest_a if true\n\ntest_b if false\n' >watched/w.rego
	shown 'FAIL: 1/2'
	mkdir watched/below
	printf 'broken {\n' >watched/below/x.rego
	shown 'rego_parse_error'
	rm watched/below/x.rego
	printf 'package w\n\ntest_a if true\n\ntest_b if true\n' >watched/w.rego
	shown 'PASS: 2/2'
	shown 'Watching for changes ...' 4
	kill -TERM "$job"
	wait "$job"
	job=
}

@test "--bench measures the tests that pass" {
	printf 'package b\n\ntest_one if count([1, 2]) == 2\n\ntest_bad if false\n' >b.rego
	run -3 "$policy" test --bench b.rego
	[[ ${lines[0]} =~ ^data\.b\.test_one$'\t'\ *[0-9]+$'\t'\ *[0-9.]+\ ns/op$'\t'.*\ timer_rego_query_eval_ns/op$'\t'.*\ B/op$'\t'.*\ allocs/op$ ]]
	[ "${lines[1]}" = b.rego:5: ]
	[[ ${lines[2]} == 'data.b.test_bad: FAIL ('* ]]
	[ "${lines[4]}" = 'PASS: 1/2' ]
	run -0 "$policy" test --bench --benchmem=false -f gobench -r one b.rego
	[[ ${lines[0]} == BenchmarkDataBTestOne$'\t'*' ns/op'$'\t'*'timer_rego_query_eval_ns/op' ]]
	for wrong in '-f gobench' '--bench -f json' '--bench --coverage'; do
		# shellcheck disable=SC2086
		run -2 "$policy" test $wrong b.rego
	done
}
