#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # variables of breaker_wire and helper
# What becomes of the programs that people use, level by level: ping, ssh's greeting, DNS, MQTT,
# syslog.  breaker_data has each class, with a client of our own that asks all at once.

load helper
load breaker_wire

setup() {
	need busybox logger
	breaker_setup
	serve tcp/22 tcp/1883 udp/514
	nsenter --net="/run/netns/$near" "$TALK" names >"$dir/names" 3>&- &
	servers+=" $!"
	wait_for 10 grep -q ready "$dir/names"
}

teardown() {
	breaker_teardown
}

# client NAME COMMAND...: if it gets through there is $dir/NAME.through.  A machine that is busy is
# late: who is to get through has five attempts.
client() {
	local name=$1 attempts=1
	shift
	rm -f "$dir/$name.through"
	[[ $wanted != *" $name "* ]] || attempts=5
	for _ in $(seq $attempts); do
		if in_far "$@" >"$dir/$name" 2>&1; then
			touch "$dir/$name.through"
			return
		fi
	done
}

# said ADDRESS PORT TEXT: what was said there comes back.
said() {
	printf '%b' "$3" | timeout 3 busybox nc -w 1 "$1" "$2" | cmp -s - <(printf '%b' "$3")
}

# telemetry: how many packets of its class have passed, and how many were dropped.
telemetry() {
	"$BIN/ss-breaker" status "$name" --format json |
		jq -c '[.breaker.packets[] | select(.direction == "in" and .class == "telemetry")]
			| [(map(select(.outcome == "pass").packets) | add), (map(select(.outcome == "drop").packets) | add)]'
}

# syslog ADDRESS: datagrams have no answer, but they are counted, here or there.
syslog() {
	local before after
	before=$(telemetry)
	in_far logger -d -n "$1" -P 514 -t edge 'the battery is low'
	for _ in {1..100}; do
		after=$(telemetry)
		[ "$after" = "$before" ] || break
		sleep 0.1
	done
	jq -ne --argjson a "$after" --argjson b "$before" '($a[0] // 0) > ($b[0] // 0)' >/dev/null && echo syslog
}

# reach ADDRESS: who gets through; all try at the same time, for who does not takes long.
reach() {
	local who
	export -f said
	client ping busybox ping -c 1 -W 1 "$1" &
	client bigping busybox ping -c 1 -W 1 -s 4000 "$1" &
	client dns timeout 3 busybox nslookup -type=a edge.example "$1" &
	client ssh bash -c 'said "$@"' said "$1" 22 'SSH-2.0-client\r\n' &
	# CONNECT of MQTT 3.1.1: a clean session of the client "edge"
	client mqtt bash -c 'said "$@"' said "$1" 1883 '\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04edge' &
	wait
	for who in ping bigping dns ssh mqtt; do
		[ ! -e "$dir/$who.through" ] || echo $who
	done
	syslog "$1"
}

# through LEVEL WANTED...: at each family.
through() {
	local address got wanted
	level "$1"
	shift
	wanted=" $* "
	for address in "${ADDR4}2" "${ADDR6}0::2"; do
		got=$(reach "$address" | xargs)
		[ "$got" = "$*" ] || { echo "$address: not '$*' but '$got'"; return 1; }
	done
}

@test "healthy: everybody gets through" {
	guard
	through healthy ping bigping dns ssh mqtt syslog
	grep -q 192.0.2.7 "$dir/dns"
}

@test "warning: telemetry does not" {
	guard
	through warning ping bigping dns ssh
	[ "$(telemetry | jq '.[1] > 0')" = true ]
}

@test "critical: who manages the node does, and nobody else" {
	guard
	through critical ssh
}

@test "a node that recovers serves everybody again, and who is on it stays" {
	guard
	through critical ssh
	hold "${ADDR4}2" 22
	beat yes
	through warning ping bigping dns ssh
	through healthy ping bigping dns ssh mqtt syslog
	beat yes
}
