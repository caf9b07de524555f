#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What stays of ss-reaper when it ends, whichever way.

load helper
load stall
load reaper

setup() {
	reaper_setup
	before=$(attached)
}

teardown() {
	reaper_teardown
	[ -z "${persists-}" ] || "$BIN/ss-reaper" stop || :
}

@test "ended or killed: nothing stays, and nobody is watched any more" {
	for signal in TERM INT KILL; do
		reaper_start --syscall read,pause --func vfs_read --oncpu --lifetime --limit 10s --action kill ||
			reaper_start --syscall read,pause --oncpu --lifetime --limit 10s --action kill
		trace_stop $signal || :
		nothing_left "$before"
	done
	stuck_in "$prog" late "$fifo" 300 "$dir/after"
	exited 0
}

@test "killed in the middle of a call: the call goes on" {
	reaper_start --syscall read --limit 2s --action kill
	stuck_in "$prog" fifo "$fifo"
	wait_for 20 in_state "$victim" S vfs_read
	kill -KILL "$trace"
	wait "$trace" || :
	trace=
	nothing_left "$before"
	sleep 2.5
	alive "$victim"
	echo >"$fifo"
	exited 0
}

@test "the reader of the lines is gone: it ends" {
	"$BIN/ss-reaper" watch --exe "$prog" --syscall read --limit 100ms 2>"$dir/err" 3>&- | head -n 1 >"$dir/first" &
	pipe=$!
	wait_for 60 test -s "$dir/first"
	stuck_in "$prog" fifo "$fifo"
	timeout 60 tail --pid=$pipe -f /dev/null
	nothing_left "$before"
}

ten_thousand() {
	[ -z "${SS_VM-}" ] || skip 'ten thousand processes take too long in an emulated machine'
	reaper_start --syscall read "$@"
	stuck_in "$prog" mass "$fifo" 10000
}

untracked() {
	jq 'select(.type == "meta.stop") | .watched | map(.untracked // 0) | add' "$out"
}

@test "ten thousand processes in calls, and none is lost" {
	ten_thousand --limit 3s
	wait_for 30 eval '[ "$(grep -c reaper.overdue "$out")" -ge 10000 ]'
	trace_stop
	[ "$(lines '.type == "reaper.overdue"' | jq .process.pid | sort -u | wc -l)" = 10000 ]
	[ "$(untracked)" = 0 ]
}

@test "ten thousand processes in calls, and room for half of them: the others are counted" {
	ten_thousand --limit 1h --calls 5000
	wait_for 60 asleep "$victim" 10000
	trace_stop
	[ "$(untracked)" -ge 5000 ]
	[ "$(untracked)" -le 5010 ]
	count 0 true
}
