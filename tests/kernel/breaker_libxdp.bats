#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2154 # variables of breaker_wire and helper
# Another XDP program at the same interface: an error, or both of them by libxdp's dispatcher.

bats_require_minimum_version 1.5.0

load helper
load breaker_wire

setup() {
	breaker_setup
	before=$(attached)
}

teardown() {
	[ -z "${shared-}" ] || in_near xdp-loader unload -a v1 2>/dev/null || :
	breaker_teardown
}

# neighbour: another program is at v1, in a dispatcher.
neighbour() {
	command -v xdp-loader >/dev/null || skip 'there is no xdp-loader (xdp-tools)'
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	shared=1
	in_near xdp-loader load v1 "$HELPERS/neighbour.bpf.o" 2>"$dir/loader" || { cat "$dir/loader"; return 1; }
	is_shared || skip 'libxdp has no dispatcher here: the kernel refuses it'
	kernel_is 5.18 || skip 'libxdp has no dispatcher here: the kernel refuses it'
}

# kernel_is VERSION: or later.
kernel_is() {
	[ "$(printf '%s\n' "$1" "$(uname -r)" | sort -V | head -n 1)" = "$1" ]
}

is_shared() {
	in_near ip -d link show v1 | grep -q xdp_dispatcher
}

chain() {
	in_near xdp-loader status v1 | awk '$1 == "=>" { print $3 }' | xargs
}

# What both drop is dropped, and nothing else.
both() {
	level warning
	answers 'tcp/22 udp/3784 udp/53 tcp/53 icmp tcp/7777' "${ADDR4}2"
}

@test "a program that is no dispatcher: an error that names it, with --libxdp too" {
	# ip makes folders in bpffs, which it leaves there: in one that goes with it.
	in_near unshare -m sh -c 'mount -t bpf none /sys/fs/bpf && exec ip link set v1 xdp obj "$1" sec xdp' ip \
		"$HELPERS/neighbour.bpf.o" 2>"$dir/why" || skip "$(tail -n 1 "$dir/why")"
	for option in --shadow --libxdp; do
		run in_near "$BIN/ss-breaker" run -i v1 -c "$dir/breaker.yaml" --name "v1-$$" --i-have-console $option
		[ "$status" = 1 ]
		[[ $output == *'v1 has an XDP program already: neighbour (program '* ]]
	done
	in_near ip link show v1 | grep -q 'name neighbour'
}

@test "--libxdp where the kernel allows no dispatcher: an error, and nothing is left" {
	command -v xdp-loader >/dev/null || skip 'there is no libxdp'
	run in_near "$BIN/ss-breaker" run -i v1 -c "$dir/breaker.yaml" --name "v1-$$" --i-have-console --libxdp -d 100ms
	[ "$status" = 1 ] || skip 'this kernel allows one'
	[[ $output == *'libxdp has no dispatcher here'* ]] || { ! kernel_is 5.18 && [[ $output == *'Linux 5.18 or later'* ]]; }
	run ! grep -q xdp <(in_near ip link show v1)
	nothing_left "$before"
}

@test "a dispatcher that is there is joined, and left" {
	neighbour
	serve
	guard
	grep -q 'dispatcher is there, and is joined' "$err"
	status '.breaker.mode == "dispatched" and (.breaker.reason | startswith("native"))'
	[ "$(chain)" = 'breaker_in neighbour' ]
	both
	level healthy
	answers 'tcp/22 udp/3784 udp/53 tcp/53 icmp udp/514 tcp/1883 tcp/7777' "${ADDR4}2"
	trace_stop
	[ "$(chain)" = neighbour ]
	answers 'tcp/22 udp/3784 udp/53 tcp/53 icmp udp/514 tcp/1883 tcp/7777' "${ADDR4}2"
}

@test "--libxdp: others may come and go" {
	neighbour
	in_near xdp-loader unload -a v1
	serve
	guard --libxdp
	[ "$(chain)" = breaker_in ]
	in_near xdp-loader load v1 "$HELPERS/neighbour.bpf.o"
	both
	in_near xdp-loader unload -a v1
	wait_for 10 eval '[ "$(chain)" = breaker_in ]'
	level warning
	answers "$WARNING" "${ADDR4}2"
	trace_stop
	run ! is_shared
	run ! ls -d /sys/fs/bpf/xdp/dispatch-*
}

@test "killed in a dispatcher: its level ends with its time; the next run takes its place" {
	neighbour
	serve
	guard --ttl 3s
	printf '%s\n' '{"battery":15}' '{"battery":15}' '{"battery":15}' >&9
	wait_for 10 status '.breaker.level == "warning"'
	answers 'tcp/22 udp/3784 udp/53 tcp/53 icmp tcp/7777' "${ADDR4}2"
	kill -KILL "$trace"
	wait "$trace" || :
	trace=''
	wait_for 20 eval '[ -n "$(asked "${ADDR4}2" udp/514)" ]'
	answers 'tcp/22 udp/3784 udp/53 tcp/53 icmp udp/514 tcp/1883 tcp/7777' "${ADDR4}2"
	[ "$(chain)" = 'breaker_in neighbour' ]
	guard
	[ "$(chain)" = 'breaker_in neighbour' ]
	both
	trace_stop
	[ "$(chain)" = neighbour ]
}

@test "off: out of the dispatcher, whoever runs it or has left it there" {
	neighbour
	serve
	guard
	level critical
	in_near "$BIN/ss-breaker" off "$name"
	[ "$(chain)" = neighbour ]
	wait "$trace"
	trace=''
	guard --persist --ttl 60s
	level critical
	trace_stop
	answers 'tcp/22 udp/3784' "${ADDR4}2"
	[ "$(chain)" = 'breaker_in neighbour' ]
	in_near "$BIN/ss-breaker" off "$name"
	[ "$(chain)" = neighbour ]
	[ ! -e "/sys/fs/bpf/ss/breaker/$name" ]
}

@test "persisted in a dispatcher, then taken over: the level goes on" {
	neighbour
	serve
	guard --persist --ttl 60s
	level warning
	trace_stop
	guard
	[ "$(chain)" = 'breaker_in neighbour' ]
	status '.breaker.level == "warning" and .breaker.pinned == false'
	answers 'tcp/22 udp/3784 udp/53 tcp/53 icmp tcp/7777' "${ADDR4}2"
	trace_stop
	[ "$(chain)" = neighbour ]
}

@test "--libxdp, and the interface is made anew" {
	neighbour
	in_near xdp-loader unload -a v1
	guard --libxdp
	level warning
	ip -n "$far" link del v0
	wait_for 20 status '.breaker.mode == "detached"'
	wires
	wait_for 20 status '.breaker.mode == "dispatched"'
	serve
	answers "$WARNING" "${ADDR4}2"
}
