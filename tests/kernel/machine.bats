#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The test machine: what its command says and how it ends comes back, and a machine that
# panics or hangs is found out.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	[ -z "${SS_VM-}" ] || skip 'inside the test machine'
	command -v qemu-system-x86_64 >/dev/null || skip 'there is no qemu-system-x86_64'
	kernel=$(tests/vm/kernel 6.1 2>"$BATS_TEST_TMPDIR/why") || skip "$(tail -n 1 "$BATS_TEST_TMPDIR/why")"
}

# machine COMMAND...: seconds it took are in $took.
machine() {
	local began=$SECONDS
	run tests/vm/boot "$kernel" -- "$@" 3>&-
	took=$((SECONDS - began))
	echo "$output"
}

@test "output and exit status come back, and the disk stays as it is" {
	machine sh -c 'echo "on $SS_VM in $PWD"; touch here; echo to-stderr >&2; exit 7'
	[ "$status" = 7 ]
	[[ $output == *"on 6.1"*" in $PWD"* ]]
	[[ $output == *to-stderr* ]]
	[ ! -e here ]
}

@test "a panic is told, with the console" {
	machine sh -c 'echo c >/proc/sysrq-trigger; sleep 100'
	[ "$status" = 125 ]
	[[ $output == *'the kernel panicked'*'sysrq triggered crash'* ]]
}

@test "a machine without a sign of life is not waited for" {
	# One that never sleeps, on the only processor, which it shares with nobody.
	SS_VM_SILENCE=5 machine sh -c 'echo -1 >/proc/sys/kernel/sched_rt_runtime_us
		echo begun
		exec chrt -f 99 sh -c "while :; do :; done"'
	[ "$status" = 125 ]
	[[ $output == *begun*'hung: no sign of life for 5 s'* ]]
	[ "$took" -lt 250 ]
}
