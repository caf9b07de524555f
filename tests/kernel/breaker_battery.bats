#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# A battery and heat of the firmware, and a battery of HID, in a test machine: tests/vm/battery
# does it, and says what was right.
# shellcheck disable=SC2154,SC2016,SC2030,SC2031 # set by breaker; for eval; each test is a subshell

bats_require_minimum_version 1.5.0

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	O=$(readlink -f "${O:-build}")
	export O said=$BATS_FILE_TMPDIR/said why=$BATS_FILE_TMPDIR/why
	: >"$said"
	if [ -n "${SS_VM-}" ]; then
		echo 'inside the test machine' >"$why"
	elif ! command -v iasl >/dev/null; then
		echo 'there is no iasl (acpica-tools)' >"$why"
	elif ! command -v qemu-system-x86_64 >/dev/null; then
		echo 'there is no qemu-system-x86_64' >"$why"
	elif kernel=$(tests/vm/kernel "${SS_BATTERY_KERNEL:-6.1}" 2>"$why"); then
		iasl -p "$BATS_FILE_TMPDIR/battery" tests/vm/battery.asl >"$BATS_FILE_TMPDIR/iasl" 2>&1
		SS_VM_QEMU="-acpitable file=$BATS_FILE_TMPDIR/battery.aml -serial null -serial null" \
			SS_VM_TIMEOUT=250 tests/vm/boot "$kernel" -- env O="$O" tests/vm/battery >"$said" 2>&1 3>&- || :
	fi
}

# says NAME: the machine has said that it passed.
says() {
	[ -s "$said" ] || skip "$(tail -n 1 "$why")"
	grep -qxF "pass $1" "$said" || { cat "$said"; return 1; }
}

@test "a battery of the firmware drives the levels" {
	says 'the battery of the firmware is found'
	says 'healthy: telemetry passes'
	says 'at 15 % the level is warning'
	says 'warning: telemetry is dropped'
	says 'warning: the rest passes'
	says 'at 4 % it is critical'
	says 'critical: the rest is dropped'
	says 'charged, it is healthy again'
}

@test "at the worst level neighbours stay known for longer than they are remembered" {
	says 'critical: neighbours stay known for longer than they are remembered'
}

@test "a thermal zone of the firmware does, and at once where it is critical" {
	says 'so is the thermal zone'
	says 'at 96 C it is critical at once'
	says 'and healthy when it is cool'
}

@test "a battery of HID counts if it is named, and its events are heard" {
	! grep '^none: ' "$said" || skip "$(sed -n 's/^none: //p' "$said")"
	says 'a HID battery that is named counts'
	says 'an event tells what it says now'
	says 'that is not named it does not'
}
