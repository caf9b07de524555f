#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# ss-policy repl: what is said to it, in a script and on a terminal.

bats_require_minimum_version 1.5.0

setup() {
	policy=${O:?}/bin/ss-policy
	[[ $policy == /* ]] || policy=$BATS_TEST_DIRNAME/../../$policy
	cd "$BATS_TEST_TMPDIR" || return
	export HOME=$BATS_TEST_TMPDIR
	args=()
}

# said LINE...: to a repl.
said() {
	printf '%s\n' "$@" | "$policy" repl "${args[@]}"
}

@test "queries are answered, rules are defined" {
	run -0 said '1 + 1' 'x := 20' 'x * 2' 'f(y) := y + x' 'f(1)' 'p contains 1' 'p contains 2' 'count(p)' 'x == 20' 'p[7]' 'count([1])'
	[ "$output" = $'2\ndefined: x\n40\ndefined: f\n21\ndefined: p\ndefined: p\n2\ntrue\nundefined\n1' ]
	run -0 said json 'some i; ["a"][i]'
	[ "$(jq -c '.result[0].bindings' <<<"$output")" = '{"i":0}' ]
}

@test "what takes several lines ends when it is whole, with an empty line, or with the input" {
	echo '{"user": "a"}' >input.json
	args=(-i input.json)
	run -0 said 'allow if {' '	input.user == "a"' '}' 'allow' 'list := [' '1, 2,' ']' 'list[1]' 'later if {' 'true }'
	[ "$output" = $'defined: allow\ntrue\ndefined: list\n2\ndefined: later' ]
	run -1 --separate-stderr said 'list := [' '1, 2,' '' '1'
	[ "$output" = 1 ]
	[[ $stderr == *rego_parse_error* ]]
}

@test "what is wrong is told, changes nothing, and is in the exit status" {
	run -1 --separate-stderr said 'x := 1' 'y := z + 1' 'q if {' ')' '' 'import 5' 'package 7' 'unset nobody' 'x' 'show'
	[ "$output" = $'defined: x\n1\npackage repl\n\nx := 1' ]
	[[ $stderr == *'var z is unsafe'*'unexpected if keyword'*'unexpected number token'*"no rule 'nobody' was defined"* ]]
}

@test "packages, imports, and rules that others need" {
	mkdir rules
	printf 'package site\n\nlimit := 3\n' >rules/site.rego
	args=(-d rules)
	run -1 --separate-stderr said 'import data.site as s' 's.limit' 'x := s.limit + 1' 'y := x * 2' 'unset x' 'y' 'unset y' 'unset x' 'show' \
		'package other' 'data.repl' 'data.site.limit' 's.limit'
	[ "$output" = $'3\ndefined: x\ndefined: y\n8\npackage repl\n\nimport data.site as s\nundefined\n3' ]
	[[ $stderr == *'var x is unsafe'*'var s is unsafe'* ]]
	args=()
	run -1 --separate-stderr said 'x := 1' 'y := x' 'unset x' show
	[ "$output" = $'defined: x\ndefined: y\npackage repl\n\nx := 1\n\ny := x' ]
}

@test "files are read anew, and broken ones told" {
	mkdir rules
	printf 'package site\n\nlimit := 3\n' >rules/site.rego
	mkfifo in
	"$policy" repl -d rules <in >out 2>err 3>&- &
	job=$!
	exec 5>in
	soon() { for _ in $(seq 100); do "$@" && return; sleep 0.05; done; cat out err; return 1; }
	echo data.site.limit >&5
	soon grep -qx 3 out
	printf 'package site\n\nlimit := 4\n' >rules/site.rego
	echo data.site.limit >&5
	soon grep -qx 4 out
	printf 'package site\n\nlimit :=\n' >rules/site.rego
	echo data.site.limit >&5
	soon grep -q 'rules/site.rego' err
	exec 5>&-
	status=0
	wait "$job" || status=$?
	[ "$status" = 1 ]
}

# A terminal of its own; what is typed comes a little later, as from hands.
typed() {
	{
		sleep 0.5
		for line; do
			printf '%b\n' "$line"
			sleep 0.3
		done
	} | timeout 20 script -qefc "$policy repl" /dev/null
}

@test "on a terminal there is a prompt, lines are remembered, and an evaluation can be interrupted" {
	command -v script >/dev/null || skip 'no script(1) for a terminal'
	run -0 typed 'x := 7' 'x * 3' 'y :=' exit
	[[ $output == *'"help" says'*'> '*'defined: x'*21*'| '* ]]
	[ ! -e "$HOME/.ss-policy_history" ] || grep -q 'x \* 3\|x.*040.*3' "$HOME/.ss-policy_history"
	run -0 typed 'count([1 | numbers.range(1, 20000)[_]; numbers.range(1, 20000)[_]])' '\003' '2 + 3' exit
	[[ $output == *'eval_cancel_error'*5* ]]
	run -0 typed 'y := 8' '1 +\003'
	[[ $output == *'defined: y'* ]]
}

@test "a write that fails, a reader that is gone, a file that is not there" {
	run -1 --separate-stderr bash -c 'echo 1 + 1 | "$1" repl >/dev/full' _ "$policy"
	[[ $stderr == *'cannot write'* ]]
	run -0 bash -c 'yes 1 | "$1" repl | head -n 1' _ "$policy"
	run -1 --separate-stderr "$policy" repl -i none.json </dev/null
	[[ $stderr == *none.json* ]]
	run -2 --separate-stderr "$policy" repl 'data.x' </dev/null
	[[ $stderr == *"'data.x'"* ]]
}
