#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The breaker's programs by themselves, run by the kernel on packets that never saw a wire.

load helper

setup() {
	need_bpf
}

# rate ARGUMENTS: of breaker_limit.
rate() {
	local status=0
	"$HELPERS/breaker_limit" "$@" || status=$?
	[ $status != 77 ] || skip 'no flood in an emulated machine'
	return $status
}

@test "random and mutated packets: no program is aborted, and each is of the class that user space says" {
	"$HELPERS/breaker_fuzz" "${BREAKER_PACKETS:-60000}"
}

@test "levels changed from all processors at once: no record is torn, no update is lost" {
	"$HELPERS/breaker_hammer" 4
}

@test "a rate is exact, on one processor" {
	rate 1000 5 1
}

@test "a rate is exact, over all processors" {
	[ "$(nproc)" -gt 1 ] || skip 'one processor'
	rate 1000 5 2
}

@test "a rate that nothing has needed for years is as exact" {
	rate 1000 2 1 old
}

@test "a rate in bytes is exact, over all processors" {
	[ "$(nproc)" -gt 1 ] || skip 'one processor'
	rate 100000 5 2 bytes
}
