#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# ss-breaker act: who is blocked is dropped, for a time, and nobody else.
# shellcheck disable=SC2154,SC2016,SC2030,SC2031 # set by breaker; for eval; each test is a subshell

bats_require_minimum_version 1.5.0

load helper
load breaker

setup() {
	breaker_setup
	ip -n "$there" addr add 10.77.0.3/24 dev "$peer"
	config "classes: {management: [{prefix: 10.77.0.9, proto: tcp, port: 22}]}"
	serve udp/9 tcp/22
}

teardown() {
	breaker_teardown
}

# request ACTION ADDRESS [TTL]: one line.
request() {
	jq -nc --arg a "$1" --arg t "$2" --arg ttl "${3-}" \
		'{type: "action.request", id: "r", action: $a, target: {address: $t}} + if $ttl == "" then {} else {ttl: $ttl} end'
}

# does ACTION ADDRESS [TTL]: and its result.
does() {
	local line
	line=$(request "$@" | breaker act "$name") || echo "status $?" >&2
	jq -r .result <<<"$line"
}

@test "an address is blocked at any level, for its time" {
	guard
	talk udp 10.77.0.1 9
	[ "$(does block 10.77.0.2 8s)" = 'done' ]
	mute udp 10.77.0.1 9
	[ "$(state .blocked)" = 1 ]
	breaker status "$name" | grep -qx '1 address blocked'
	[ "$(packets default drop_block)" -gt 0 ]
	talk udp fd77::1 9
	# Infrastructure is not blocked: the neighbour is known again after it was forgotten.
	ip -n "$there" neigh flush dev "$peer"
	wait_for 20 talk udp 10.77.0.1 9
	wait_for 20 eval '[ "$(state .blocked)" = 0 ]'
	[ "$(does unblock 10.77.0.2)" = gone ]
}

@test "a prefix of each family, and back" {
	guard
	[ "$(does block 10.77.0.0/24)" = 'done' ]
	[ "$(does block fd77::/64)" = 'done' ]
	mute udp 10.77.0.1 9
	mute udp fd77::1 9
	[ "$(does unblock 10.77.0.0/24)" = 'done' ]
	[ "$(does unblock 10.77.0.0/24)" = gone ]
	talk udp 10.77.0.1 9
	mute udp fd77::1 9
	[ "$(does unblock fd77::/64)" = 'done' ]
	talk udp fd77::1 9
}

@test "management by a prefix is not blocked" {
	guard
	ip -n "$there" addr add 10.77.0.9/24 dev "$peer"
	ip -n "$there" route add 10.77.0.1/32 dev "$peer" src 10.77.0.9
	talk tcp 10.77.0.1 22
	[ "$(does block 10.77.0.9)" = 'done' ]
	talk tcp 10.77.0.1 22
	mute udp 10.77.0.1 9
}

@test "a batch of requests, to all instances, and a result after each line" {
	guard
	{
		# One program for all of them, as each takes its time in an emulated machine.
		jq -nc 'range(1; 701) | {type: "action.request", id: "r", action: "block",
			target: {address: "192.0.2.\(. % 250 + 1)"}, ttl: "1m"}'
		request unblock 192.0.2.1
		echo '{"type":"other"}'
	} >"$dir/in"
	breaker act --pass <"$dir/in" >"$dir/results" || { jq -c "select(.result? != \"done\")" "$dir/results" | head -5; false; }
	[ "$(jq -r 'select(.type == "action.result") | .result' "$dir/results" | sort | uniq -c | xargs)" = '701 done' ]
	[ "$(jq -c 'select(.type != "action.result")' "$dir/results")" = "$(cat "$dir/in")" ]
	[ "$(state .blocked)" = 249 ]
}

@test "an instance that fails is named, and the others block all the same" {
	guard
	another
	"$BPFTOOL" map freeze id "$(map_of blocks4)"
	request block 192.0.2.77 1m >"$dir/in"
	run -1 breaker act <"$dir/in"
	jq -e --arg name "$name" '.result == "failed" and .reason == $name + ": Operation not permitted"' <<<"$output"
	[ "$(state .blocked)" = 0 ]
	[ "$(name=$peer state .blocked)" = 1 ]
	request unblock 192.0.2.77 | breaker act "$peer"
	end_another
}

@test "without an instance it fails, and says so" {
	run -1 breaker act no-such-instance < <(request block 192.0.2.1)
	[[ $output == *'"result":"failed"'*'there is no instance no-such-instance'* ]]
}

@test "no more than --max-blocks, no longer than --max-ttl" {
	guard
	{ request block 192.0.2.1 9h; request block 192.0.2.2; } >"$dir/in"
	run -3 breaker act --max-blocks 1 --max-ttl 1m "$name" <"$dir/in"
	[ "$(jq -c '[.result, .ttl_ns]' <<<"$output" | xargs)" = '[done,60000000000] [refused,60000000000]' ]
	[ "$(state .blocked)" = 1 ]
	# What others have blocked counts, what has ended does not.
	run -3 breaker act --max-blocks 1 "$name" <<<"$(request block 192.0.2.3)"
	[[ $output == *'1 are blocked already'* ]]
	[ "$(does unblock 192.0.2.1)" = 'done' ]
	{ request block 192.0.2.4 1s; sleep 2.5; request block 192.0.2.5 1s; } | breaker act --max-blocks 1 "$name" >"$dir/results"
	[ "$(jq -r .result "$dir/results" | xargs)" = 'done done' ]
}

@test "an address of IPv4 that is written as one of IPv6" {
	guard
	[ "$(does block ::ffff:10.77.0.2)" = 'done' ]
	mute udp 10.77.0.1 9
	talk udp fd77::1 9
	[ "$(does unblock 10.77.0.2)" = 'done' ]
	talk udp 10.77.0.1 9
}

@test "a block that would end sooner does not shorten one, but unblock ends it" {
	guard
	[ "$(does block 10.77.0.2 1h)" = 'done' ]
	# How long it holds is in the result.
	request block 10.77.0.2 1s | breaker act "$name" | jq -e '.result == "done" and .ttl_ns > 3000000000000'
	mute udp 10.77.0.1 9
	request block 10.77.0.2 2h | breaker act "$name" | jq -e '.ttl_ns == 7200000000000'
	[ "$(does unblock 10.77.0.2)" = 'done' ]
	talk udp 10.77.0.1 9
	[ "$(state .blocked)" = 0 ]
}

@test "a name that nobody has is told even where nothing is asked for" {
	for how in '' --dry-run; do
		# shellcheck disable=SC2086 # a word or none
		run -3 breaker act $how 'no*such' </dev/null
		[ "$output" = "ss-breaker: there is no instance 'no*such' yet"$'\n'"ss-breaker: there is no instance 'no*such'" ]
	done
	for verb in off status top; do
		run -3 breaker $verb 'no*such'
		[ "$output" = "ss-breaker: there is no instance 'no*such'" ]
	done
	guard
	breaker act "$name" </dev/null
}
