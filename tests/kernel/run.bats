#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# make run, as a user meets it.

load helper

# Its own make: nothing of the one that may run these tests.
run_make() {
	env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS RUN_FOR=4s "$@" "${MAKE:-make}" O="$O" run \
		</dev/null 3>&-
}

@test "make run shows the processes of this kernel and leaves nothing behind" {
	need_bpf
	before=$(attached)
	run run_make
	echo "$output"
	[ "$status" = 0 ]
	[[ $output != *QEMU* ]]
	grep -E 'exec.*\bls\b' <<<"$output"
	grep -E 'meta\.stop|seen' <<<"$output"
	nothing_left "$before"
	[ -z "$(pgrep -f "^$O/bin/ss-trace --format text -d 4s")" ]
}

@test "make run without the right to BPF says why and does its job in QEMU" {
	[ -z "${SS_VM-}" ] || skip 'inside the test machine'
	need setpriv qemu-system-x86_64
	tests/vm/kernel 6.1 2>"$BATS_TEST_TMPDIR/why" >&2 || skip "$(tail -n 1 "$BATS_TEST_TMPDIR/why")"
	# A plain user has none of them and may not set the bounding set.
	drop=(setpriv --bounding-set '-bpf,-sys_admin,-perfmon,-net_admin,-sys_resource')
	[ "$(id -u)" = 0 ] || drop=()
	run run_make "${drop[@]}"
	echo "$output"
	[ "$status" = 0 ]
	[[ $output == *"in QEMU"* ]]
	# The line before it is the reason, that of ss-doctor.
	grep -B 1 'in QEMU' <<<"$output" | head -n 1 | grep -iE 'bpf|cap|permi|root|privilege'
	grep -E 'exec.*\bls\b' <<<"$output"
}
