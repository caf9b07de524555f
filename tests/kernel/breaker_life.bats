#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # variables of breaker_wire and helper
# How the programs come to an interface, and what is left of them.

bats_require_minimum_version 1.5.0

load helper
load breaker_wire

setup() {
	breaker_setup
	before=$(attached)
}

teardown() {
	breaker_teardown
}

# sent WHAT: the guarded side gets an answer; +WHAT: it does soon.
sent() {
	in_near "$TALK" ask "${ADDR4}1" "$1" | grep -qx "${1#+} yes"
}

# queue: what stands on the queue of what goes out; not what is always there.
queue() {
	in_near tc filter show dev v1 egress
	in_near tc qdisc show dev v1 | grep clsact
}

@test "a driver without XDP: generic, with the reason; or not at all" {
	name=lo-$$
	run in_near "$BIN/ss-breaker" run -i lo -c "$dir/breaker.yaml" --name "$name" --i-have-console --require-native
	[ "$status" = 1 ]
	[[ $output == *'no native XDP'*require-native* ]]
	stream_start nsenter --net="/run/netns/$near" "$BIN/ss-breaker" run -i lo -c "$dir/breaker.yaml" \
		--name "$name" --i-have-console
	grep -q 'no native XDP' "$err"
	status '.breaker.mode == "generic" and (.breaker.reason | contains("no native XDP"))'
	trace_stop
	nothing_left "$before"
}

@test "ended: nothing stays at the interface, nor on its queue" {
	guard --egress
	in_near ip link show v1 | grep -q xdp
	trace_stop
	[ -z "$(queue)" ]
	run ! grep -q xdp <(in_near ip link show v1)
	nothing_left "$before"
}

@test "killed: what goes out goes out again" {
	served_by "$far" udp/514 udp/53
	guard --egress
	level critical
	run ! sent udp/53
	kill -KILL "$trace"
	wait "$trace" || :
	trace=''
	wait_for 5 sent udp/53
	sent +udp/514
	# Whoever comes next finds its place.
	guard --egress
	level warning
	run ! sent udp/514
	sent +udp/53
	trace_stop
	[ -z "$(queue)" ]
}

@test "an interface that is made anew is guarded again, in both directions" {
	guard --egress
	level warning
	ip -n "$far" link del v0
	wait_for 10 status '.breaker.mode == "detached"'
	wires
	wait_for 10 status '.breaker.mode == "native"'
	serve
	answers "$WARNING" "${ADDR4}2"
	kill "$servers"
	wait "$servers" || :
	served_by "$far" udp/514 udp/53
	run ! sent udp/514
	sent +udp/53
}

@test "what goes out is guarded again when somebody has taken that away" {
	served_by "$far" udp/514
	guard --egress
	level warning
	run ! sent udp/514
	if in_near tc qdisc show dev v1 | grep -q clsact; then
		in_near tc qdisc del dev v1 clsact
	else
		need bpftool
		# The one of tcx that was made after that of XDP at v1.
		program=$(in_near ip -j -d link show v1 | jq '.[0].xdp.prog.id')
		bpftool link detach id "$(bpftool -j link | jq "(.[] | select(.prog_id == $program) | .id) as \$xdp |
			[.[] | select((.type == \"tcx\" or .type == 11) and .id > \$xdp)][0].id")"
	fi
	wait_for 10 grep -q '"state":"attached"' "$out"
	run ! sent udp/514
}

@test "off: what goes out too" {
	served_by "$far" udp/53
	guard --egress
	level critical
	run ! sent udp/53
	in_near "$BIN/ss-breaker" off "$name"
	sent +udp/53
	wait "$trace"
	trace=''
	[ -z "$(queue)" ]
}

@test "persisted with what goes out, and put off from pins alone" {
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	served_by "$far" udp/53
	guard --egress --persist --ttl 60s
	level critical
	kill -KILL "$trace"
	wait "$trace" || :
	trace=''
	run ! sent udp/53
	status '.breaker.level == "critical" and .breaker.pinned and (.breaker | has("pid") | not)'
	in_near "$BIN/ss-breaker" off "$name"
	sent +udp/53
	[ ! -e "/sys/fs/bpf/ss/breaker/$name" ]
	[ -z "$(queue)" ]
	nothing_left "$before"
}

@test "persisted, then taken over: the level goes on, and what was counted" {
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	serve
	guard --persist --ttl 60s
	level warning
	answers "$WARNING" "${ADDR4}2"
	trace_stop
	answers "$WARNING" "${ADDR4}2"
	counted=$(status '[.breaker.packets[] | select(.class == "telemetry") | .packets] | add')
	guard --egress
	grep -qx "ss-breaker: level 'warning', forced, which an earlier run has left, goes on" "$err"
	status ".breaker.pinned == false and ([.breaker.packets[] | select(.class == \"telemetry\") | .packets] | add) >= $counted"
	status '.breaker.level == "warning"'
	trace_stop
	[ ! -e "/sys/fs/bpf/ss/breaker/$name" ]
	answers "$HEALTHY" "${ADDR4}2"
	nothing_left "$before"
}

# request ACTION ADDRESS [TTL_NS]
request() {
	printf '{"type":"action.request","action":"%s","target":{"address":"%s"}%s}\n' "$1" "$2" "${3:+,\"ttl\":\"$3\"}" |
		"$BIN/ss-breaker" act "$name"
}

@test "a short block within a long one does not end it" {
	serve
	guard
	ASKS='udp/53 tcp/22'
	request block "${ADDR4}0/28" 60s
	request block "${ADDR4}1" 100ms
	sleep 0.5
	answers '' "${ADDR4}2"
	request unblock "${ADDR4}0/28"
	answers "$ASKS" "${ADDR4}2"
	request block "${ADDR6}0::/64" 5s
	answers '' "${ADDR6}0::2"
	sleep 5
	answers "$ASKS" "${ADDR6}0::2"
}
