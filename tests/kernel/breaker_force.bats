#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What a person says: levels forced for a time, trials, and that both are told as they were.
# shellcheck disable=SC2154,SC2016,SC2030,SC2031 # set by breaker; for eval; each test is a subshell

bats_require_minimum_version 1.5.0

load helper
load breaker

setup() {
	breaker_setup
	config
}

teardown() {
	breaker_teardown
}

# ns WHEN: nanoseconds since 1970 of a time as lines have it.
ns() {
	date -d "$1" +%s%N
}

# told JQ-CONDITION: when the transition was, in nanoseconds.
told() {
	transition "$1" >&2
	ns "$(jq -r "select(.type == \"breaker.transition\") | select(.breaker | $1) | .ts" "$out")"
}

@test "a force that is over before it is noticed is told, and when it was" {
	local before after at
	guard
	kill -STOP "$trace"
	before=$(date +%s%N)
	breaker force critical --for 100ms "$name"
	after=$(date +%s%N)
	wait_for 10 eval '[ "$(state .forced)" = false ]'
	sleep 1
	kill -CONT "$trace"
	at=$(told '.to == "critical" and .why == "forced"')
	# The clock of its lines may be off by a millisecond.
	[ "$at" -ge $((before - 2000000)) ]
	[ "$at" -le $((after + 2000000)) ]
	transition '.to == "healthy" and .why == "released" and .lasted_ns >= 90000000 and .lasted_ns <= 150000000'
	[ $(($(told '.why == "released"') - at)) -le 150000000 ]
	trace_stop
	tests/schema "$out"
}

@test "a change that is told late has the samples of its own time" {
	config '' 'stale: 1h'
	guard
	battery 50
	wait_for 10 eval '[ "$(state ".samples[0].value")" = 50 ]'
	kill -STOP "$trace"
	battery 15
	breaker force critical --for 100ms "$name"
	sleep 0.2
	kill -CONT "$trace"
	transition '.to == "warning" and .why == "worse" and .samples[0].value == 15'
	[ "$(jq -r 'select(.type == "breaker.transition") | .breaker | "\(.to) \(.why) \(.samples[0].value)"' "$out")" = \
		$'critical forced 50\nhealthy released 50\nwarning worse 15' ]
}

@test "a signal that comes while the kernel is asked ends neither run nor force" {
	export LD_PRELOAD=$HELPERS/interrupts
	guard --ttl 1s
	grep -q helpers/interrupts "/proc/$trace/maps"
	breaker force critical --for 1h "$name"
	is_level critical
	breaker force auto "$name"
	# Nobody else has forced what a signal has let happen.
	breaker force warning --for 1h --confirm 1m "$name" <<<y
	is_level warning
	breaker force auto "$name"
	run -3 breaker force warning --confirm 100ms "$name" </dev/null
	[[ $output == *'not confirmed: undone' ]]
	unset LD_PRELOAD
	is_level healthy
	transition '.to == "critical" and .why == "forced"'
	transition '.to == "healthy" and .why == "released"'
	battery 15
	level warning
	trace_stop
	[ "$(grep -c breaker.transition "$out")" = 7 ]
}

@test "more is forced than run can be told of: what is in force is told all the same" {
	local program
	guard
	program=$(updater)
	kill -STOP "$trace"
	# ss_wire_breaker_update: force level 2; three thousand times, for which its ring has no room.
	{ printf '\3\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0'; head -c 176 /dev/zero; } >"$dir/force"
	"$BPFTOOL" prog run id "$program" data_in "$dir/force" repeat 3000
	is_level critical
	breaker force warning --for 1h "$name"
	is_level warning
	kill -CONT "$trace"
	transition '.to == "critical" and .why == "forced"'
	transition '.to == "warning" and .why == "forced"'
	# There is room again.
	breaker force auto "$name"
	transition '.to == "healthy" and .why == "released"'
	level healthy
	trace_stop
	tests/schema "$out"
}

@test "status says since when a level is in force, whether or not run has noticed" {
	local before after lasted
	guard
	kill -STOP "$trace"
	for level in critical auto; do
		before=$(date +%s%N)
		breaker force $level "$name"
		lasted=$(state .lasted_ns)
		after=$(date +%s%N)
		[ "$lasted" -le $((after - before)) ]
	done
	is_level healthy
	# Of the same level it changes nothing.
	breaker force healthy "$name"
	[ "$(state .lasted_ns)" -gt "$lasted" ]
	kill -CONT "$trace"
}

@test "a forced level that was left behind goes on, and run says so" {
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	guard --persist --ttl 60s
	battery 15
	level warning
	breaker force critical --for 1m "$name"
	trace_stop
	guard --persist --ttl 60s
	grep -qx "ss-breaker: level 'critical', forced, which an earlier run has left, goes on" "$err"
	[ "$(jq -r 'select(.type == "meta.start") | .breaker.level' "$out")" = critical ]
	breaker force auto "$name"
	transition '.from == "critical" and .to == "warning" and .why == "released" and .lasted_ns > 0'
	trace_stop
	guard --persist --ttl 60s
	grep -qx "ss-breaker: level 'warning', which an earlier run has left, goes on" "$err"
	trace_stop
	breaker off "$name"
}

@test "connections that have had their time to end do not get another from the next run" {
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	config 'levels: {healthy: , warning: {telemetry: drop, drain: 2s}, critical: {default: drop}}'
	guard --persist --ttl 60s
	breaker force warning "$name"
	wait_for 20 eval '[ "$(state .draining)" = false ]'
	trace_stop
	guard --persist --ttl 60s
	[ "$(state '.level, .forced, .draining' | xargs)" = 'warning true false' ]
	breaker force auto "$name"
	battery 15
	level warning
	wait_for 20 eval '[ "$(state .draining)" = false ]'
	trace_stop
	guard --persist --ttl 60s
	[ "$(state '.level, .forced, .draining' | xargs)" = 'warning false false' ]
	trace_stop
	breaker off "$name"
}

@test "what is forced ends at its time, even where what is stale holds" {
	serve udp/9
	guard --ttl 1s --on-stale=hold
	breaker force critical --for 5s "$name"
	level critical
	kill -STOP "$trace"
	mute udp 10.77.0.1 9
	wait_for 10 talk udp 10.77.0.1 9
	kill -CONT "$trace"
	level healthy
}

@test "force puts a level in force for a time, seen by run, and auto ends it" {
	serve udp/9
	guard --ttl 1s
	breaker force critical --for 5s "$name"
	[ "$(state .forced)" = true ]
	mute udp 10.77.0.1 9
	transition '.to == "critical" and .why == "forced"'
	transition '.to == "healthy" and .why == "released"'
	talk udp 10.77.0.1 9
	breaker force critical "$name"
	is_level critical
	breaker status "$name" | grep -q '^level critical (2 of 0-2) for .*s, forced for .*m more, else healthy'
	breaker force auto "$name"
	is_level healthy
	run -2 breaker force critcal "$name"
	[[ $output == *"did you mean 'critical'?"* ]]
	[[ $output == *'it has these: healthy, warning, critical'* ]]
	run -3 breaker force critical no-such-instance
}

@test "force --confirm keeps the level only if somebody says so" {
	guard
	run -3 breaker force critical --confirm 500ms "$name" </dev/null
	[[ $output == *'y within 0.5 s keeps it'* ]]
	[[ $output == *'not confirmed: undone'* ]]
	is_level healthy
	breaker force critical --for 1m --confirm 2s "$name" <<<y
	is_level critical
	[ "$(state .left_ns)" -gt 30000000000 ]
}

@test "force --confirm does not take away what was forced before, nor what is forced meanwhile" {
	local pid status=0
	guard
	breaker force warning --for 1h "$name"
	run -3 breaker force critical --confirm 1s "$name" </dev/null
	[ "$output" = "ss-breaker: 'warning' is forced already on '$name', and would not come back: end that first (ss-breaker force auto), or leave --confirm away" ]
	is_level warning
	[ "$(state .left_ns)" -gt 3000000000000 ]
	breaker force auto "$name"
	mkfifo "$dir/answer"
	exec 7<>"$dir/answer"
	breaker force critical --confirm 1h "$name" <&7 2>"$dir/said" &
	pid=$!
	level critical
	breaker force warning --for 1h "$name"
	echo n >&7
	wait $pid || status=$?
	[ $status = 3 ]
	[ "$(tail -n 1 "$dir/said")" = 'ss-breaker: not confirmed; what was forced meanwhile stays' ]
	is_level warning
	exec 7>&-
}

@test "what is forced ends at its time when nobody runs it any more" {
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	serve udp/9
	guard --persist --ttl 1s
	kill -KILL "$trace"
	wait "$trace" || :
	trace=
	# For its own time, not for --ttl: what the kernel keeps is enough for both.
	breaker force critical --for 1h "$name"
	sleep 2
	[ "$(state '.forced, .stale' | xargs)" = 'true false' ]
	mute udp 10.77.0.1 9
	breaker force critical --for 2s "$name"
	wait_for 10 eval '[ "$(state .forced)" = false ]'
	talk udp 10.77.0.1 9
	breaker off "$name"
}

@test "force --confirm is undone by the kernel when its command is killed" {
	local pid
	guard
	mkfifo "$dir/answer"
	breaker force critical --confirm 5s "$name" <>"$dir/answer" &
	pid=$!
	level critical
	kill -KILL $pid
	wait $pid || :
	level healthy
}

@test "run --confirm: nobody there, and everything is as before" {
	local status=0
	serve udp/9
	guard --confirm 6s
	is_level critical
	mute udp 10.77.0.1 9
	wait "$trace" || status=$?
	trace=
	[ $status = 3 ]
	[ "$(jq -r 'select(.type == "meta.stop") | .reason' "$out")" = unconfirmed ]
	said breaker.confirm '.state == "reverted"'
	talk udp 10.77.0.1 9
}

@test "run --confirm --persist: nobody there, and nothing stays, though the kernel ended the trial" {
	local status=0
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	serve udp/9
	battery 3 # also without a trial nothing passes
	guard --confirm 3s --persist --ttl 60s
	mute udp 10.77.0.1 9
	kill -STOP "$trace"
	wait_for 10 eval '[ "$(state .forced)" = false ]'
	kill -CONT "$trace"
	wait "$trace" || status=$?
	trace=
	[ $status = 3 ]
	said breaker.confirm '.state == "reverted"'
	run -3 breaker status "$name"
	talk udp 10.77.0.1 9
}

@test "run --confirm --persist: ended before anybody has confirmed, nothing stays; after it, all" {
	local before
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	before=$(attached)
	guard --confirm 1h --persist --ttl 1h
	is_level critical
	trace_stop
	[ "$(tail -n 1 "$err")" = 'ss-breaker: nobody has confirmed by now: nothing stays' ]
	[ ! -e "/sys/fs/bpf/ss/breaker/$name" ]
	run -3 breaker status "$name"
	nothing_left "$before"
	guard --confirm 1h --persist --ttl 1h
	# Though it hears of that and of its end at once.
	kill -STOP "$trace"
	breaker confirm "$name"
	kill -TERM "$trace"
	kill -CONT "$trace"
	wait "$trace"
	trace=
	[ "$(state .pinned)" = true ]
	breaker off "$name"
}

@test "run --confirm: who is there goes on" {
	guard --confirm 30s
	is_level critical
	breaker confirm "$name"
	wait_for 5 said breaker.confirm '.state == "confirmed"'
	is_level healthy
	run -3 breaker confirm "$name"
	# What is forced is no trial: that does not end it.
	breaker force critical "$name"
	run -3 breaker confirm "$name"
	is_level critical
	breaker force auto "$name"
	battery 15
	level warning
	trace_stop
	tests/schema "$out"
}

