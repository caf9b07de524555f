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
	soon() { for _ in $(seq 1200); do "$@" && return; sleep 0.05; done; cat out err; return 1; }
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

# shown GLOB: waits until what the screen shows since the last time has it.
shown() {
	local since
	for _ in {1..600}; do
		since=$(tail -c "+$((at + 1))" screen)
		# shellcheck disable=SC2053 # a glob
		if [[ $since == $1 ]]; then
			at=$((at + ${#since}))
			return
		fi
		sleep 0.1
	done
	return 1
}

# The ticks it had of a CPU.
used() {
	awk '{ print $14 }' "/proc/$(<pid)/stat"
}

# Waits until it works on what was typed.
busy() {
	local before
	before=$(used)
	for _ in {1..600}; do
		(($(used) > before + 20)) && return
		sleep 0.1
	done
	return 1
}

# typed [LINE GLOB]...: on a terminal of its own, each line once the one before had its effect.  No
# GLOB: it goes on working.
typed() {
	local LC_ALL=C at=0 err
	: >screen
	{
		shown '*> *'
		while (($#)); do
			printf '%b' "$1"
			if [ -n "$2" ]; then shown "$2"; else busy; fi || touch amiss
			shift 2
		done
	} | timeout 200 script -qefc "echo \$\$ >pid; exec $policy repl" /dev/null >screen
	err=${PIPESTATUS[1]}
	cat screen
	[ ! -e amiss ] && return "$err"
}

@test "on a terminal there is a prompt, lines are remembered, and an evaluation can be interrupted" {
	command -v script >/dev/null || skip 'no script(1) for a terminal'
	run -0 typed 'x := 7\n' '*defined: x*> *' 'x * 3\n' '*21*> *' 'y :=\n' '*| *' 'exit\n' '*'
	[[ $output == *'"help" says'* ]]
	[ ! -e "$HOME/.ss-policy_history" ] || grep -q 'x \* 3\|x.*040.*3' "$HOME/.ss-policy_history"
	run -0 typed 'n := numbers.range(1, 50000)\n' '*defined: n*> *' 'n[i] + n[j] < 0\n' '' \
		'\003' '*eval_cancel_error: cancelled*> *' '2 + 3\n' '*5*> *' 'exit\n' '*'
	run -0 typed 'y := 8\n' '*defined: y*> *' '1 +\003' '*'
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
