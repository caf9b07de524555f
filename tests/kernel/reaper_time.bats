#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Time on a processor without a rest, and time since a process began.

load helper
load stall
load reaper

setup() {
	reaper_setup
	cpu=$(own "$HELPERS/stall_cpu" cpu)
}

teardown() {
	reaper_teardown
}

rounds() {
	od -An -tu8 "$dir/progress" | tr -d ' '
}

more_than() {
	[ "$(rounds)" -gt "$1" ]
}

# busy KIND: it computes, in vain.
busy() {
	reaps --exe "$cpu" --oncpu --limit 300ms --action kill
	stuck_in "$cpu" "$1" "$dir/progress"
}

ends() {
	exited 137
	soon '.type == "reaper.kill"'
	trace_stop
	one '.type == "reaper.overdue"' | jq -e ".process.pid == $victim"'
		and (.reaper | .kind == "oncpu" and .signal == "SIGKILL" and .verdict == "signalled"
			and .elapsed_ns >= 300000000)'
	one '.type == "reaper.kill"' | jq -e ".process.pid == $victim"
}

@test "a loop in user space" {
	busy spin
	ends
	[ "$(rounds)" -gt 0 ]
}

@test "a loop in user space ends by the kernel's doing alone" {
	reaps --exe "$cpu" --oncpu --limit 300ms --action kill
	kill -STOP "$trace"
	stuck_in "$cpu" spin "$dir/progress"
	exited 137
	kill -CONT "$trace"
	soon '.type == "reaper.overdue"'
	trace_stop
}

@test "a long call that computes" {
	busy spin-kernel
	ends
}

@test "to yield is no rest" {
	busy yield
	ends
}

@test "who sleeps now and then is busy, and left alone" {
	busy nap
	sleep 3
	alive "$victim"
	wait_for 1 more_than "$(rounds)"
	trace_stop
	count 0 true
}

@test "who sleeps all the time is left alone" {
	reaper_start --oncpu --limit 200ms --action kill
	stuck_in "$prog" fifo "$fifo"
	sleep 2
	alive "$victim"
	trace_stop
	count 0 true
}

@test "what a program computed before an exec is not the next one's" {
	reaps --exe "$cpu" --oncpu --limit 2s --action kill
	stuck_in "$cpu" execs "$dir/progress"
	wait_for 60 more_than 3
	alive "$victim"
	trace_stop
	count 0 true
}

@test "only reported: as long as it goes on, but not all the time" {
	reaps --exe "$cpu" --oncpu --limit 200ms
	stuck_in "$cpu" spin "$dir/progress"
	sleep 3
	alive "$victim"
	trace_stop
	found=$(lines '.type == "reaper.overdue" and .reaper.verdict == "reported"' | wc -l)
	[ "$found" -ge 1 ]
	[ "$found" -le 16 ]
}

@test "who has returned while the steps wait is left alone, though it never slept" {
	reaps --exe "$cpu" --syscall read --limit 20ms --action report:1s,kill
	kill -STOP "$trace"
	stuck_in "$cpu" read-once "$dir/progress"
	wait_for 20 more_than 0
	kill -CONT "$trace"
	soon '.reaper.in_flight == false and .reaper.verdict == "reported"'
	sleep 2
	alive "$victim"
	trace_stop
	count 0 '.type == "reaper.kill"'
}

@test "a process that is older than it may be" {
	reaper_start --lifetime --limit 1s --action kill
	began=$EPOCHREALTIME
	stuck_in "$prog" idle
	exited 137
	[ $(((${EPOCHREALTIME/[.,]/} - ${began/[.,]/}) / 1000)) -ge 1000 ]
	soon '.type == "reaper.kill"'
	trace_stop
	one '.type == "reaper.overdue"' | jq -e ".process.pid == $victim"'
		and (.reaper | .kind == "lifetime" and .elapsed_ns >= 1000000000)'
}

@test "a process that was too old before anybody watched" {
	stuck_in "$prog" idle
	sleep 1
	reaper_start --lifetime --limit 500ms --action kill
	exited 137
	trace_stop
}

@test "younger than the limit" {
	reaper_start --lifetime --limit 1h --action kill
	stuck_in "$prog" idle
	sleep 1.5
	alive "$victim"
	trace_stop
	count 0 true
}

@test "a new image does not make a process younger" {
	reaper_start --lifetime --limit 2s --action kill
	stuck_in "$prog" exec "$fifo" 500
	exited 137
	trace_stop
}

@test "two rules about age: each at its own limit" {
	cat >"$dir/rules.yaml" <<-END
		rules:
		  - {name: hour, lifetime: true, limit: 1h, action: kill, exe: $prog}
		  - {name: second, lifetime: true, limit: 1s, exe: $prog}
	END
	reaps --config "$dir/rules.yaml"
	stuck_in "$prog" idle
	soon '.reaper.rule == "second"'
	trace_stop
	alive "$victim"
	count 0 '.reaper.rule == "hour"'
}

@test "who was held by a cool-down is met after it, for age as well" {
	reaper_start --lifetime --limit 300ms --action kill --cooldown 5s --mass none
	stuck_in "$prog" idle
	first=$job
	stuck_in "$prog" idle
	soon '.reaper.verdict == "rate"'
	exited 137
	wait_for 20 ended "$first"
	trace_stop
	count 2 '.type == "reaper.kill"'
	# There is no line about it at every look.
	[ "$(lines '.reaper.verdict == "rate"' | wc -l)" -le 3 ]
}

@test "a mild rule about age does not take the victim from a hard one" {
	cat >"$dir/rules.yaml" <<-END
		rules:
		  - {name: mild, lifetime: true, limit: 500ms, action: term, exe: $prog}
		  - {name: hard, lifetime: true, limit: 1s, action: kill, exe: $prog}
	END
	reaps --config "$dir/rules.yaml"
	stuck_in "$prog" deaf "$fifo"
	exited 137
	soon '.type == "reaper.kill" and .reaper.rule == "hard" and .reaper.result == "gone"'
	trace_stop
	count 1 '.type == "reaper.overdue" and .reaper.rule == "mild"'
	count 1 '.type == "reaper.overdue" and .reaper.rule == "hard"'
}

@test "so many lines and no more: of what is found in flight, and of age" {
	stuck_in "$prog" fifo "$fifo"
	timeout 60 "$BIN/ss-reaper" watch --exe "$prog" --lifetime --limit 300ms -n 1 >"$dir/age"
	[ "$(grep -c '"reaper.overdue"' "$dir/age")" = 1 ]
	timeout 60 "$BIN/ss-reaper" watch --exe "$prog" --syscall read --limit 300ms -n 1 >"$dir/call"
	[ "$(grep -c '"reaper.overdue"' "$dir/call")" = 1 ]
}
