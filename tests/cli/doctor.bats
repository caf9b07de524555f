#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# ss-doctor's command line; it needs no rights to say that rights are missing.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	doctor=$(readlink -f "${O:-build}")/bin/ss-doctor
	# As if we were not root, who or whatever we are.
	plain=()
	[ "$(id -u)" != 0 ] || plain=(setpriv --bounding-set=-all --inh-caps=-all)
}

@test "--help is on stdout, short, and names every option" {
	run "$doctor" --help
	[ "$status" = 0 ]
	[ "${#lines[@]}" -le 24 ]
	[[ $output == "Usage: ss-doctor "* ]]
	[[ $output == *--json* && $output == *--brief* ]]
	[ -z "$("$doctor" --help 2>&1 >/dev/null)" ]
}

@test "a bad option is named, with status 2 and nothing on stdout" {
	run "$doctor" --jsn
	[ "$status" = 2 ]
	[ "${lines[1]}" = "Try 'ss-doctor --help'." ]
	[[ ${lines[0]} == *jsn*--json* ]]
	[ -z "$("$doctor" --jsn 2>/dev/null)" ]
}

@test "an unknown command is named, with status 2" {
	run "$doctor" ss-nothing
	[ "$status" = 2 ]
	[[ ${lines[0]} == *"'ss-nothing'"* ]]
}

@test "--json and --brief exclude each other" {
	run "$doctor" --json --brief
	[ "$status" = 2 ]
}

@test "without rights the answer is no: status 3, a whole report, a reason a person can act on" {
	run "${plain[@]}" "$doctor" --json
	[ "$status" = 3 ]
	[ "${#lines[@]}" = 1 ]
	echo "$output" | jq -e '.v == 1 and .type == "doctor.report"'
	echo "$output" | jq -e '.commands["ss-trace"].works == false'
	echo "$output" | jq -e '.mechanisms.bpf | .works == false and has("why") and has("mend")'
	run "${plain[@]}" "$doctor"
	[ "$status" = 3 ]
	[[ $output == *"ss-trace: cannot work here"* ]]
}

@test "--brief is one line a command" {
	run "${plain[@]}" "$doctor" --brief ss-trace
	[ "$status" = 3 ]
	[ "${#lines[@]}" = 1 ]
	[[ $output == "Linux $(uname -r): ss-trace cannot work here: "* ]]
}

@test "a named command restricts the report to it and to what it needs" {
	"${plain[@]}" "$doctor" --json ss-trace >"$BATS_TEST_TMPDIR/report" || [ $? = 3 ]
	jq -e '(.commands | keys) == ["ss-trace"] and (.mechanisms | has("tp_btf") and (has("xdp_native") | not))' \
		"$BATS_TEST_TMPDIR/report"
}

@test "-v shows what was tried" {
	run "${plain[@]}" "$doctor" -v ss-trace
	[[ $output == *"tried: "* ]]
}

@test "a full disk is an error" {
	[ -e /dev/full ] || skip 'there is no /dev/full'
	for format in "" --json --brief; do
		status=0
		"${plain[@]}" "$doctor" $format >/dev/full 2>"$BATS_TEST_TMPDIR/err" || status=$?
		[ "$status" = 1 ]
		grep -q 'No space left on device' "$BATS_TEST_TMPDIR/err"
	done
}

@test "a reader that leaves ends it like any filter" {
	run bash -c '"$@" | true; echo "${PIPESTATUS[0]}"' bash "${plain[@]}" "$doctor" -v
	# It may have written everything before the reader left.
	[ "$output" = 141 ] || [ "$output" = 3 ]
}
