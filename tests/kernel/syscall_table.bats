#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The table of system calls, held against what the running kernel says of its own.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	[ "$(id -u)" = 0 ] || skip 'not root'
	command -v "${CC:-cc}" >/dev/null || skip 'no compiler'
	# In a mount namespace of its own: nothing stays mounted.
	unshare -m sh -c 'mount -t tracefs none /sys/kernel/tracing && cd /sys/kernel/tracing/events/syscalls &&
		for call in sys_enter_*; do
			printf "%s %s\n" "${call#sys_enter_}" "$(grep -c "^.field:.*offset:\(1[6-9]\|[2-9][0-9]\);" "$call/format")"
		done' >"$BATS_TEST_TMPDIR/kernel" 2>/dev/null || skip 'the kernel has no tracepoints of system calls'
}

@test "every call of the running kernel is in the table, with as many arguments" {
	cat >"$BATS_TEST_TMPDIR/t.c" <<-'END'
		#define CALL(name, x86, arm, result, ...) @name __VA_ARGS__
		#define X86(name, x86, result, ...) @name __VA_ARGS__
		#include "lib/syscall/calls.h"
	END
	# NAME and its arguments; the kinds with two parameters have a comma more.
	"${CC:-cc}" -E -P -iquote . "$BATS_TEST_TMPDIR/t.c" | tr '\n' ' ' | tr '@' '\n' | awk 'NF {
		name = $1
		$1 = ""
		print name, /NONE/ ? 0 : gsub(/[A-Z_0-9]+\(/, "")
	}' | sed 's/^stat /newstat /; s/^fstat /newfstat /; s/^lstat /newlstat /; s/^uname /newuname /
		s/^umount2 /umount /; s/^sendfile /sendfile64 /; s/^_sysctl /sysctl /' | sort >"$BATS_TEST_TMPDIR/ours"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/ours")" -gt 370 ]
	[ "$(wc -l <"$BATS_TEST_TMPDIR/kernel")" -gt 250 ]
	# fadvise64_64 and mmap_pgoff are 32-bit calls; arm64_personality is personality there.
	run awk 'NR == FNR { args[$1] = $2; next }
		$1 ~ /^(ia32_|compat_|mmap_pgoff|fadvise64_64|arm64_personality)/ { next }
		!($1 in args) { print "not in the table: " $1; next }
		args[$1] != $2 { print $1 " has " $2 " arguments, not " args[$1] }' \
		"$BATS_TEST_TMPDIR/ours" "$BATS_TEST_TMPDIR/kernel"
	echo "$output"
	# 6.18 is the newest that the table knows.
	newer=$(printf '6.18\n%s\n' "$(uname -r | grep -oE '^[0-9]+\.[0-9]+')" | sort -V | tail -1)
	[ "$newer" = 6.18 ] || output=$(printf '%s\n' "$output" | grep -v '^not in the table')
	[ -z "$output" ]
}
