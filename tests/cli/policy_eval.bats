#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# ss-policy eval: what it says is what opa eval says.

bats_require_minimum_version 1.5.0

setup() {
	root=$(readlink -f "$BATS_TEST_DIRNAME/../..")
	O=$(readlink -f "${O:-$root/build}")
	policy=$O/bin/ss-policy
	cd "$BATS_TEST_TMPDIR" || return
	cat >x.rego <<-'EOF'
		package x

		default allow := false

		allow if {
			some role in input.roles
			role == "admin"
			trace(role)
		}
	EOF
	echo '{"roles": ["dev", "admin"]}' >in.json
}

@test "answers, traces, profiles and what is left are those that OPA gave" {
	command -v python3 >/dev/null || skip 'there is no python3'
	export O
	run -0 "$root/tests/policy/eval" --kept "$root/tests/policy/eval.ndjson"
	[[ $output == *' 0 differ' ]]
}

@test "notes and the way to them" {
	run -0 "$policy" eval -d x.rego -i in.json -f pretty --explain notes data.x.allow
	[ "${lines[0]}" = 'query:1      Enter data.x.allow = _' ]
	[ "${lines[1]}" = 'x.rego:5     | Enter data.x.allow' ]
	[ "${lines[2]}" = 'x.rego:8     | | Note "admin"' ]
	[ "${lines[3]}" = true ]
}

@test "values of variables, and an evaluation that fails" {
	run -0 "$policy" eval -d x.rego -i in.json -f pretty --explain fails --var-values data.x.allow
	[[ ${lines[2]} == 'x.rego:7'*'| | Fail role = "admin"'*'{role: "dev"}' ]]
}

@test "a query is evaluated as far as values are known" {
	run -0 "$policy" eval -d x.rego -p -f source 'data.x.allow == true; 1 < 2'
	[ "${lines[0]}" = '# Query 1' ]
	[[ $output == *'"admin" = '* || $output == *'= "admin"'* ]]
	run -0 "$policy" eval -p -f json '1 == 2'
	[ "$output" = $'{\n  "partial": {}\n}' ]
}

@test "what is measured several times is told in statistics" {
	run -0 "$policy" eval -d x.rego -i in.json --count 3 --profile data.x.allow
	[[ $output == *'"aggregated_metrics"'*'"count": 3,'*'"aggregated_profile"'* ]]
}

@test "errors are part of what is printed as JSON, and lines else" {
	run -1 --separate-stderr "$policy" eval 'x'
	[[ $output == *'"code": "rego_unsafe_var_error"'* && -z $stderr ]]
	run -1 --separate-stderr "$policy" eval -f pretty 'x'
	[[ -z $output && $stderr == '2 errors occurred:'*'1:1: rego_unsafe_var_error: var x is unsafe' ]]
	run -1 "$policy" eval ''
	[[ $output == *'"message": "cannot evaluate empty query"'* ]]
}

@test "undefined and defined, for scripts" {
	run -3 "$policy" eval --fail 'input.x'
	run -0 "$policy" eval --fail '1'
	run -3 "$policy" eval --fail-defined '1'
	run -0 "$policy" eval --fail-defined 'input.x'
}

@test "options that exclude each other, and what there is not, are refused in a line" {
	for wrong in '--fail --fail-defined' '--stdin' '--stdin --stdin-input' '-f source' '-p -f raw' '--target wasm' \
		'--instrument' '--capabilities x.json' '--count 0' '--strict-builtin-errors --show-builtin-errors'; do
		# shellcheck disable=SC2086 # words
		run -2 "$policy" eval $wrong 1 </dev/null
		[ "${#lines[@]}" = 2 ]
	done
}

@test "a number that JSON cannot have is no answer" {
	run -1 --separate-stderr "$policy" eval 'to_number("010")'
	[[ -z $output && $stderr == *'json: invalid number literal "010"' ]]
}

@test "http.send asks whom --allow-net names, and nobody else" {
	local ask='http.send({"method": "get", "url": "http://127.0.0.1:1/", "raise_error": false}).error.message'
	run -0 "$policy" eval -f raw --strict-builtin-errors "$ask"
	[[ $output == *'http.send: unallowed host: 127.0.0.1'* ]]
	run -0 "$policy" eval -f raw --strict-builtin-errors --allow-net=127.0.0.2 "$ask"
	[[ $output == *'http.send: unallowed host: 127.0.0.1'* ]]
	run -0 "$policy" eval -f raw --strict-builtin-errors --allow-net=127.0.0.2 --allow-net=127.0.0.1 "$ask"
	[[ $output == *'connection refused'* ]]
}

@test "what cannot be loaded is told in the format that was asked for" {
	run -1 "$policy" eval -d nosuch data
	jq -e '.errors == [{"message": "nosuch: No such file or directory"}]' <<<"$output"
	run -1 "$policy" check nosuch
	[ "$output" = '1 error occurred during loading: nosuch: No such file or directory' ]
	echo '{"a": 1}' >1.json
	echo '{"a": 2}' >2.json
	echo '[1]' >list.json
	printf '{"a":\n' >cut.json
	printf 'a: [b\n' >cut.yaml
	run -1 "$policy" eval -f raw -d 1.json -d 2.json -d list.json -d cut.json -d cut.yaml data
	[ "${lines[0]}" = '4 errors occurred:' ]
	[ "${lines[1]}" = '2.json: merge error' ]
	[ "${lines[2]}" = 'list.json: document must be of type object' ]
	[ "${lines[3]}" = 'cut.json:2:1: unexpected end' ]
	[[ ${lines[4]} == 'cut.yaml: yaml: line 1:'* ]]
}

@test "what is named twice is read once, and --ignore takes several patterns" {
	run -0 "$policy" eval -f raw -d x.rego -d x.rego data.x.allow
	mkdir -p tree/.git tree/site
	echo '{"a": 1}' >tree/.git/x.json
	echo '{"b": 1}' >tree/site/x.json
	echo '{"c": 1}' >tree/x.json
	run -0 "$policy" eval -f raw -d tree --ignore 'site,.*' data
	[ "$output" = '{"c":1}' ]
}

@test "a full disk is told once, with the reason" {
	for args in 'eval numbers.range(1,100000)' 'eval 1' 'test -f json .' 'fmt x.rego' 'deps -d x.rego data.x.allow'; do
		# shellcheck disable=SC2086
		run -1 bash -c '"$@" >/dev/full' bash "$policy" $args
		[ "$output" = 'ss-policy: cannot write to standard output: No space left on device' ]
	done
}
