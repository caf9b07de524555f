#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # variables of breaker_wire and helper
# What becomes of the packets of real clients: class by class, level by level.

load helper
load breaker_wire

setup() {
	breaker_setup
}

teardown() {
	breaker_teardown
}

# at LEVEL WANTED ADDRESS: each a command of its own, so that none can fail unheard.
at() {
	level "$1"
	answers "$2" "$3"
}

# levels ADDRESS...: at each level all that is to answer answers there, and nothing else.
levels() {
	local address
	for address; do
		at healthy "$HEALTHY" "$address"
		at warning "$WARNING" "$address"
		at critical "$CRITICAL" "$address"
	done
}

# counted DIRECTION CLASS OUTCOME
counted() {
	status ".breaker.packets[] | select(.direction == \"$1\" and .class == \"$2\" and .outcome == \"$3\") | .packets" >/dev/null
}

not_counted() {
	if counted "$@"; then
		echo "there is: $*"
		return 1
	fi
}

@test "each class at each level, IPv4 and IPv6" {
	serve
	guard
	levels "${ADDR4}2" "${ADDR6}0::2"
	counted in management pass
	counted in heartbeat pass
	counted in essential drop
	counted in telemetry drop
	counted in default drop
	counted in infrastructure pass
	trace_stop
	answers "$HEALTHY" "${ADDR4}2"
}

@test "the same in generic mode" {
	serve
	guard --generic
	status '.breaker.mode == "generic"'
	levels "${ADDR4}2" "${ADDR6}0::2"
}

# vlan NET PROTOCOL TXVLAN: a VLAN on both sides, its tags put aside by the device or not.
vlan() {
	ip -n "$far" link add link v0 name "v0.$1" type vlan protocol "$2" id "$1" ||
		skip 'this kernel has no VLANs'
	in_far "$TALK" txvlan v0 "$3"
	in_near "$TALK" txvlan v1 "$3"
	ip -n "$near" link add link v1 name "v1.$1" type vlan protocol "$2" id "$1"
	addresses "$far" "v0.$1" "$1" 1
	addresses "$near" "v1.$1" "$1" 2
}

@test "in a VLAN, whose tags XDP sees" {
	vlan 5 802.1Q off
	serve
	guard
	levels "${ADDR4}82" "${ADDR6}5::2"
}

@test "in a VLAN, whose tags the device puts aside" {
	vlan 5 802.1Q on
	serve
	guard
	levels "${ADDR4}82" "${ADDR6}5::2"
}

@test "in a VLAN within a VLAN" {
	vlan 5 802.1ad off
	ip -n "$far" link add link v0.5 name q0 type vlan id 6
	ip -n "$near" link add link v1.5 name q1 type vlan id 6
	addresses "$far" q0 6 1
	addresses "$near" q1 6 2
	serve
	guard
	levels "${ADDR4}98" "${ADDR6}6::2"
}

@test "fragments: the first one is of its port's class, the later ones of a class of their own" {
	serve
	guard
	ASKS='udp/53/4000 udp/514/4000 udp/3784/4000'
	for address in "${ADDR4}2" "${ADDR6}0::2"; do
		at healthy "$ASKS" "$address"
		at warning 'udp/53/4000 udp/3784/4000' "$address"
		at critical '' "$address"
	done
	counted in fragment pass
	counted in fragment drop
	counted in telemetry drop
}

@test "packets of 9000 bytes, of several buffers" {
	ip -n "$far" link set v0 mtu 9000
	ip -n "$near" link set v1 mtu 9000
	serve
	guard
	ASKS='udp/53/7900 udp/514/7900'
	at healthy "$ASKS" "${ADDR4}2"
	at warning 'udp/53/7900' "${ADDR6}0::2"
}

@test "replies to what the guarded side asks for are of the class that it asked" {
	served_by "$far" udp/53 udp/514 tcp/53 tcp/1883 udp/3784
	guard
	level warning
	got=$(in_near "$TALK" ask "${ADDR4}1" +udp/53 +tcp/53 udp/514 tcp/1883 +icmp | awk '$2 == "yes" { print $1 }' | xargs)
	[ "$got" = 'udp/53 tcp/53 icmp' ]
	level critical
	got=$(in_near "$TALK" ask "${ADDR6}0::1" udp/53 tcp/53 +udp/3784 icmp | awk '$2 == "yes" { print $1 }' | xargs)
	[ "$got" = 'udp/3784' ]
}

@test "what goes out is of the same classes" {
	served_by "$far" udp/53 udp/514 udp/3784 tcp/53 tcp/1883
	guard --egress
	level warning
	in_near "$TALK" ask "${ADDR4}1" udp/514 tcp/1883 | grep -c no | grep -qx 2
	in_near "$TALK" ask "${ADDR6}0::1" +udp/53 +tcp/53 +udp/3784 +icmp | grep -c yes | grep -qx 4
	counted out telemetry drop
	# It was not sent, and so no reply to it is counted either.
	not_counted in telemetry drop
	level critical
	in_near "$TALK" ask "${ADDR4}1" udp/53 +udp/3784 | awk '$2 == "yes" { print $1 }' | grep -qx udp/3784
	counted out essential drop
}

@test "TCP connections of a dropped class may end; new ones are not begun; then that is over" {
	sed -i '/^  warning:/,/^  critical:/s/drain: 0/drain: 5s/' "$dir/breaker.yaml"
	serve
	guard
	hold "${ADDR4}2" 1883
	level warning
	beat yes
	[ -z "$(asked "${ADDR4}2" tcp/1883 udp/514)" ]
	counted in telemetry pass_drain
	counted in telemetry drop_syn
	counted in telemetry drop
	sleep 5
	beat no
}

@test "TCP with --tcp-mode=all: they end at once" {
	sed -i '/^  warning:/,/^  critical:/s/drain: 0/drain: 30s/' "$dir/breaker.yaml"
	serve
	guard --tcp-mode=all
	hold "${ADDR6}0::2" 1883
	level warning
	beat no
}

# forgetful FAMILY INTERFACE: its neighbours are asked again every second or so.
forgetful() {
	echo "cd /proc/sys/net/$1/neigh/$2 && echo 500 >base_reachable_time_ms &&
		echo 1 >delay_first_probe_time && echo 1 >gc_stale_time"
}

@test "critical for longer than a neighbour is remembered: ARP and neighbour discovery go on" {
	for family in ipv4 ipv6; do
		in_far sh -c "$(forgetful $family v0)"
		in_near sh -c "$(forgetful $family v1)"
	done
	serve
	guard
	level critical
	for _ in 1 2 3 4; do
		answers "$CRITICAL" "${ADDR4}2"
		answers "$CRITICAL" "${ADDR6}0::2"
		sleep 1
	done
	ip -n "$far" neigh flush all
	ip -n "$near" neigh flush all
	answers "$CRITICAL" "${ADDR4}2"
	answers "$CRITICAL" "${ADDR6}0::2"
}

@test "a prefix with a port: management is for those who are meant" {
	sed -i "s|- {proto: tcp, port: 22}|- {proto: tcp, port: 22, prefix: ${ADDR4}16/28}|" "$dir/breaker.yaml"
	ip -n "$far" addr add "${ADDR4}17/28" dev v0
	ip -n "$near" addr add "${ADDR4}18/28" dev v1
	serve
	guard
	level critical
	[ "$(asked "${ADDR4}18" +tcp/22)" = tcp/22 ]
	[ -z "$(asked "${ADDR4}2" tcp/22)" ]
}

@test "a limit: so many pass, the others are counted" {
	sed -i '/^  critical:/a\    heartbeat: 2/s burst 2' "$dir/breaker.yaml"
	serve
	guard
	level critical
	for _ in 1 2 3 4 5; do
		asked "${ADDR4}2" udp/3784 udp/3784 udp/3784 udp/3784
	done
	counted in heartbeat pass_limit
	counted in heartbeat drop_limit
}

@test "a shadow: what would be dropped passes, and is counted" {
	serve
	guard --shadow
	level critical
	answers "$HEALTHY" "${ADDR4}2"
	counted in default pass_shadow
	not_counted in default drop
}

@test "top says so where nobody talks" {
	guard
	"$BIN/ss-breaker" top "$name" --class heartbeat --every 100ms -n 1 >"$dir/top"
	grep -qE '^no talkers of class heartbeat in 0[.][1-3][0-9]* s$' "$dir/top"
	# For how long has been counted, which is not just when it was to look.
	"$BIN/ss-breaker" top "$name" --every 100ms -n 1 --format json >"$dir/top"
	jq -e '.breaker.period_ns > 100000000 and .breaker.period_ns <= 300000000' "$dir/top"
}

@test "top names who talks, of which class, and what is dropped" {
	serve
	guard
	level warning
	"$BIN/ss-breaker" top "$name" --every 2s -n 1 --format json >"$dir/top" 3>&- &
	while kill -0 $! 2>/dev/null; do
		asked "${ADDR4}2" udp/514 udp/53
	done
	wait $!
	jq -e ".breaker.talkers | map(select(.address == \"${ADDR4}1\" and .direction == \"in\"))
		| (map(select(.class == \"telemetry\" and .dropped == .packets and .packets > 0)) | length) == 1
		and (map(select(.class == \"essential\" and .dropped == 0)) | length) == 1" "$dir/top"
}
