#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Arguments cross byte for byte, or the line says what was cut.

load helper

setup() {
	need_bpf
	prog=$(own true)
}

teardown() {
	trace_kill
}

# The one exec line of the program with these arguments: run it while tracing.
exec_line() {
	trace_start exec --exe "$prog" "${options[@]}"
	"$prog" "$@"
	trace_stop
	grep '"type":"process.exec"' "$out"
}

# expect LINE ARG...: the line's arguments are these.
expect() {
	local line=$1
	shift
	jq -e --args '.process.args[1:] == $ARGS.positional' "$@" <<<"$line" >/dev/null || {
		echo "got: $(jq -c .process.args <<<"$line" | head -c 500)"
		return 1
	}
}

options=()

@test "plain, empty, quoted and broken over lines" {
	# shellcheck disable=SC1003 # a backslash
	set -- a '' 'b c' "it's" '"' '\' $'new\nline' $'\t\r' '' 'é' '𝄞' ''
	line=$(exec_line "$@")
	expect "$line" "$@"
	[ "$(jq .process.args_bytes <<<"$line")" = "$(printf '%s\0' "$prog" "$@" | wc -c)" ]
	jq -e '.process | has("args_truncated") or has("args_hex") | not' <<<"$line"
}

@test "no arguments but the name" {
	line=$(exec_line)
	jq -e --arg prog "$prog" '.process.args == [$prog] and .process.args_bytes == ($prog | length + 1)' <<<"$line"
}

@test "bytes that are not UTF-8 are repaired, and kept in args_hex" {
	line=$(exec_line $'\xff\xfe' ok $'a\xc3')
	jq -e '.process.args[1:] == ["\ufffd\ufffd", "ok", "a\ufffd"]' <<<"$line"
	jq -e '.process.args_hex[1:] == ["fffe", "6f6b", "61c3"]' <<<"$line"
}

@test "one argument of 100 KiB" {
	big=$(head -c 102400 /dev/zero | tr '\0' x)
	line=$(exec_line "$big")
	[ "$(jq '.process.args[1] | length' <<<"$line")" = 102400 ]
	jq -e --arg prog "$prog" '.process.args_bytes == ($prog | length) + 102402 and (.process | has("args_truncated") | not)' <<<"$line"
}

@test "10,000 arguments" {
	# shellcheck disable=SC2046 # words
	line=$(exec_line $(seq 10000))
	jq -e '.process.args[1:] == [range(1; 10001) | tostring]' <<<"$line"
}

@test "more than --args-max is cut, and says so" {
	options=(--args-max 4k)
	line=$(exec_line "$(head -c 5000 /dev/zero | tr '\0' y)" tail)
	jq -e --arg prog "$prog" '.process | .args_truncated and .args_bytes == ($prog | length) + 5007 and
		(.args | length) == 2' <<<"$line"
	jq -e '(.process.args | map(length + 1) | add) == 4097' <<<"$line"
}

@test "1 MiB with --args-max 1M" {
	options=(--args-max 1M)
	args=()
	for i in $(seq 9); do
		args+=("$(head -c 100000 /dev/zero | tr '\0' "$i")")
	done
	line=$(exec_line "${args[@]}")
	jq -e --arg prog "$prog" '.process.args_bytes == ($prog | length) + 900010 and (.process.args | length) == 10
		and (.process.args[9] | length) == 100000' <<<"$line"
}
