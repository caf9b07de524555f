#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The build itself: what is made again when, other targets, and what is installed.

bats_require_minimum_version 1.5.0
cd "$BATS_TEST_DIRNAME/../.." || exit
O=${O:-build}

# Its own make: nothing of the one that may run these tests.
run_make() {
	env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS "${MAKE:-make}" --no-print-directory O="$O" "$@"
}

# would FILE: what would be made if FILE changed.
would() {
	run_make -n V=0 -W "$1" all
}

@test "nothing is made twice" {
	run_make -q all || [ -n "${SS_NO_BUILD-}" ]
}

@test "a changed header, record, kernel type or Makefile makes what depends on it anew" {
	would lib/core/log.h | grep -q 'obj/lib/core/log.o'
	would lib/core/log.h | grep -q 'bin/ss-trace'
	would bpf/wire.h | grep -q 'trace.bpf.o'
	would bpf/wire.h | grep -q 'obj/lib/event/take.o'
	would bpf/kernel.h | grep -q 'skel/trace.skel.h'
	would bpf/kernel.h | grep -q 'obj/cmd/ss-trace/load.o'
	would Makefile | grep -q 'trace.bpf.o'
	run ! grep 'trace.bpf.o' <(would lib/core/log.h)
}

@test "another compiler and other flags make things anew, and only they" {
	out=$BATS_TEST_TMPDIR/flags
	log() {
		run_make O="$out" "$@" "$out/obj/lib/core/log.o"
	}
	log
	log -q
	log -q WERROR=1
	run_make -q O="$out/../flags" "$out/../flags/obj/lib/core/log.o"
	log -n CFLAGS=-O1 | grep -q 'lib/core/log.c'
	log -q
	run ! log -q CFLAGS=-O1
	log CFLAGS=-O1 | grep -q 'lib/core/log.c'
	log -q CFLAGS=-O1
	run ! log -q CFLAGS=-O1 CXX=clang++
	log CFLAGS=-O1
	run ! log -q CFLAGS=-O1 CC=clang
}

@test "so does a changed header with what is fuzzed" {
	out=$BATS_TEST_TMPDIR/fuzzed
	log() {
		run_make O="$out" "$@" "$out/fuzz/obj/lib/core/log.o"
	}
	log
	log -q
	run ! log -q -W lib/core/log.h
}

@test "BPF programs compile for the other architecture as well: x86-64 or arm64" {
	other=arm64
	[ "$(uname -m)" = x86_64 ] || other=x86
	run_make BPF_ARCH=$other WERROR=1 O="$BATS_TEST_TMPDIR/$other" "$BATS_TEST_TMPDIR/$other/bpf/trace.bpf.o"
	run ! cmp -s "$O/bpf/trace.bpf.o" "$BATS_TEST_TMPDIR/$other/bpf/trace.bpf.o"
}

@test "each header compiles alone" {
	for h in lib/*/*.h; do
		[ "$h" != lib/syscall/calls.h ] || continue # a list, for macros of those who include it
		# shellcheck disable=SC2086 # it may be two words
		${CC:-cc} -std=gnu17 -Wall -Wextra -Werror -D_GNU_SOURCE -iquote lib -iquote bpf -fsyntax-only -x c "$h"
	done
}

@test "what make install puts there, make uninstall takes away" {
	run_make install DESTDIR="$BATS_TEST_TMPDIR/root" PREFIX=/opt/ss
	for f in sbin/ss-trace sbin/ss-doctor share/man/man8/ss-trace.8 share/man/man5/ss-events.5 share/man/man7/ss.7 \
		share/bash-completion/completions/ss-trace share/zsh/site-functions/_ss-trace \
		share/fish/vendor_completions.d/ss-trace.fish share/ss/policies/runtime/shells.rego; do
		[ -s "$BATS_TEST_TMPDIR/root/opt/ss/$f" ]
	done
	"$BATS_TEST_TMPDIR/root/opt/ss/sbin/ss-trace" --version
	run_make uninstall DESTDIR="$BATS_TEST_TMPDIR/root" PREFIX=/opt/ss
	[ -z "$(find "$BATS_TEST_TMPDIR/root" ! -type d)" ]
	[ ! -e "$BATS_TEST_TMPDIR/root/opt/ss/share/ss" ]
}

@test "make run names RUN_FOR if it is no time, or nobody could end it" {
	RUN_FOR=x run run_make run
	echo "$output"
	[ "$status" = 2 ]
	[[ $output == *"RUN_FOR: 'x' is not a duration"* ]]
	[[ $output != *--duration* ]]
	RUN_FOR=0ms run timeout -k 5 100 env -u MAKEFLAGS -u MAKELEVEL "${MAKE:-make}" O="$O" run </dev/null
	echo "$output"
	[ "$status" = 2 ]
	[[ $output == *"RUN_FOR: '0ms' has no end"* ]]
}

@test "the programs are hardened" {
	for b in "$O"/bin/ss-*; do
		readelf -hW "$b" | grep -q 'Type: *DYN'
		readelf -lW "$b" | grep -q GNU_RELRO
		readelf -dW "$b" | grep -q BIND_NOW
		readelf -lW "$b" | grep GNU_STACK | grep -qv RWE
		[ -n "${SAN-}" ] || readelf -sW --dyn-syms "$b" | grep -q __stack_chk_fail
	done
}
