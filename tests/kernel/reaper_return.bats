#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Calls that return late: the kernel alone acts, before the caller goes on.

load helper
load stall
load reaper

setup() {
	reaper_setup
	after=$dir/after
}

teardown() {
	reaper_teardown
}

# late MS STATUS: a read that returns after so long, then $after is made; so its caller ends.
# ss-reaper is stopped meanwhile: what happens is the kernel's doing.
late() {
	kill -STOP "$trace"
	stuck_in "$prog" late "$fifo" "$1" "$after"
	exited "$2"
	kill -CONT "$trace"
}

@test "a late read is the last thing that its caller does" {
	reaper_start --syscall read --limit 100ms --action kill
	late 300 137
	[ ! -e "$after" ]
	soon '.type == "reaper.kill"'
	trace_stop
	one ".type == \"reaper.overdue\" and .process.pid == $victim" >"$dir/line"
	jq -e '.reaper.target == "read" and .reaper.kind == "syscall" and .reaper.limit_ns == 100000000
		and .reaper.elapsed_ns >= 100000000 and .reaper.elapsed_ns < 60000000000' "$dir/line"
	jq -e '.reaper | .in_flight == false and .verdict == "signalled" and .signal == "SIGKILL"
		and .react_ns < 1000000000 and .action == "kill"' "$dir/line"
	one ".type == \"reaper.kill\" and .process.pid == $victim" |
		jq -e '.reaper.result == "gone" and .process.exit_signal == "SIGKILL"'
}

@test "the evidence: who, at what, about which file, and from where" {
	reaper_start --syscall read --limit 100ms --action kill
	late 300 137
	soon '.type == "reaper.overdue"'
	trace_stop
	one '.type == "reaper.overdue"' >"$dir/line"
	jq -e --arg exe "$prog" --arg cwd "$PWD" --arg fifo "$fifo" '.process.exe == $exe
		and .process.args[0:3] == [$exe, "late", $fifo] and .process.cwd == $cwd
		and .file.path == $fifo and .process.uid == 0' "$dir/line"
	jq -e --argjson pid $BASHPID '.parent.pid == $pid and .parent.comm == "bash"' "$dir/line"
	# At the end of a system call there is not much of a stack in the kernel.
	jq -e '.stack.user | length > 0' "$dir/line"
	jq -e '.cgroup_id | tonumber > 0' "$dir/line"
}

@test "without an action it is only reported" {
	reaper_start --syscall read --limit 100ms
	late 300 0
	[ -e "$after" ]
	soon '.type == "reaper.overdue"'
	trace_stop
	one '.type == "reaper.overdue"' | jq -e '.reaper | .verdict == "reported" and .action == "report"'
	count 0 '.type == "reaper.kill"'
}

@test "who is in time is left alone" {
	reaper_start --syscall read --limit 20s --action kill
	late 50 0
	[ -e "$after" ]
	trace_stop
	count 0 true
}

@test "who is out of scope is left alone" {
	reaps --exe "$prog.not" --syscall read --limit 100ms --action kill
	late 300 0
	trace_stop
	count 0 true
}

@test "calls that are not asked for are left alone" {
	reaper_start --syscall pread64,write --limit 100ms --action kill
	late 300 0
	trace_stop
	count 0 true
}

@test "on return, report" {
	reaper_start --syscall read --limit 100ms --action kill --on-return report
	late 300 0
	soon '.type == "reaper.overdue"'
	trace_stop
	one '.type == "reaper.overdue"' | jq -e '.reaper | .verdict == "reported" and .in_flight == false'
}

@test "SIGTERM at return" {
	reaper_start --syscall read --limit 100ms --action term:5s,kill
	late 300 143
	[ ! -e "$after" ]
	soon '.type == "reaper.kill"'
	trace_stop
	one '.type == "reaper.kill"' | jq -e '.process.exit_signal == "SIGTERM"'
}

@test "SIGSTOP at return: it goes no further until somebody lets it" {
	reaper_start --syscall read --limit 100ms --action stop
	kill -STOP "$trace"
	stuck_in "$prog" late "$fifo" 300 "$after"
	wait_for 20 in_state "$victim" T
	kill -CONT "$trace"
	[ ! -e "$after" ]
	soon '.reaper.signal == "SIGSTOP"'
	kill -CONT "$victim"
	wait_for 20 test -e "$after"
	trace_stop
}

@test "dry run: what would have been done, and nobody harmed" {
	reaper_start --syscall read --limit 100ms --action kill --dry-run
	late 300 0
	[ -e "$after" ]
	soon '.type == "reaper.overdue"'
	trace_stop
	one '.type == "reaper.overdue"' | jq -e '.reaper.verdict == "dry-run"'
}

@test "a function of the kernel by name" {
	reaper_start --func vfs_read --limit 100ms --action kill ||
		skip "no function of the kernel can be watched here: $(tail -n 1 "$err")"
	late 300 137
	[ ! -e "$after" ]
	soon '.type == "reaper.overdue"'
	trace_stop
	one '.type == "reaper.overdue"' | jq -e '.reaper | .target == "vfs_read" and .kind == "func"'
}

@test "a function of a program that calls itself: the outermost counts, once" {
	reaper_start --uprobe "$prog:stall_deep" --limit 100ms --action kill ||
		skip "no function of a program can be watched here: $(tail -n 1 "$err")"
	kill -STOP "$trace"
	stuck_in "$prog" nested "$fifo" 5
	wait_for 20 in_state "$victim" S vfs_read
	sleep 0.3
	alive "$victim"
	echo >"$fifo"
	exited 137
	kill -CONT "$trace"
	[ "$(grep -c returned "$said")" = 0 ]
	soon '.type == "reaper.overdue"'
	trace_stop
	one '.type == "reaper.overdue"' | jq -e '.reaper | .kind == "uprobe" and .elapsed_ns > 300000000'
}

@test "several targets at once" {
	reaper_start --syscall read,pause --syscall vfork --oncpu --limit 100ms --action kill
	late 300 137
	soon '.type == "reaper.overdue"'
	trace_stop
	one '.type == "reaper.overdue"' | jq -e '.reaper.target == "read"'
}

@test "who is killed at return by one of many threads takes them all along" {
	reaper_start --syscall read --limit 100ms --action kill
	kill -STOP "$trace"
	stuck_in "$prog" threads "$fifo" 16
	# One that comes as the byte is there would have it, and in time.
	wait_for 60 all_read "$victim" 16
	sleep 0.3
	alive "$victim"
	echo >"$fifo"
	exited 137
	kill -CONT "$trace"
	soon '.type == "reaper.kill"'
	trace_stop
	count 1 '.type == "reaper.kill"'
	[ "$(grep -c returned "$said")" = 0 ]
}

@test "200 processes return late at the same moment: none gets away" {
	reaper_start --syscall read --limit 100ms --action kill --mass none
	kill -STOP "$trace"
	stuck_in "$prog" mass "$fifo" 200
	wait_for 30 asleep "$victim" 200
	sleep 0.3
	head -c 200 /dev/zero >"$fifo"
	exited 0
	kill -CONT "$trace"
	killed=$(sed -n 's/^killed //p' "$said")
	wait_for 20 eval '[ "$(lines ".type == \"reaper.kill\"" | wc -l)" -ge "$killed" ]'
	trace_stop
	count "$killed" '.type == "reaper.overdue" and .reaper.verdict == "signalled"'
	# Where tasks preempt each other in a tracepoint the kernel skips programs, and says so.
	missed=$(jq 'select(.type == "meta.stop") | .missed // 0' "$out")
	[ "$killed" = 200 ] || [ $((killed + missed)) -ge 200 ]
}

@test "a function of a program that is left by a jump is not stuck in it" {
	reaper_start --uprobe "$prog:stall_deep" --limit 300ms --action kill ||
		skip "no function of a program can be watched here: $(tail -n 1 "$err")"
	# There is a byte for the call that comes after.
	exec 5<>"$fifo"
	echo >&5
	stuck_in "$prog" jump "$fifo" 1500
	wait_for 20 grep -q jumped "$said"
	exec 5>&-
	exited 0
	trace_stop
	count 0 '.type == "reaper.kill"'
}

@test "a function of a program whose stack is gone is not stuck in it" {
	reaper_start --uprobe "$prog:stall_deep" --limit 300ms --action kill ||
		skip "no function of a program can be watched here: $(tail -n 1 "$err")"
	stuck_in "$prog" swap "$fifo"
	wait_for 20 eval 'grep -q " vfs_read" "/proc/$victim/task/$thread/stack"'
	sleep 2
	alive "$victim"
	trace_stop
	jq -se '.[0].watched[0].hook | startswith("uretprobe/")' "$out"
	count 0 true
}

@test "a function of a program that executes another: the new one's calls are its own" {
	reaper_start --uprobe "$prog:stall_deep" --limit 300ms --action kill ||
		skip "no function of a program can be watched here: $(tail -n 1 "$err")"
	kill -STOP "$trace"
	# With a stack that is where it always is; its second call is no inner one of the first.
	stuck_in setarch -R "$prog" anew "$fifo"
	wait_for 20 in_state "$victim" S vfs_read
	sleep 0.5
	echo >"$fifo"
	exited 137
	kill -CONT "$trace"
	soon '.type == "reaper.overdue"'
	trace_stop
	one '.type == "reaper.overdue"' | jq -e '.reaper.in_flight == false'
}

@test "a function of a program that calls itself a hundred times" {
	reaper_start --uprobe "$prog:stall_deep" --limit 300ms --action kill ||
		skip "no function of a program can be watched here: $(tail -n 1 "$err")"
	kill -STOP "$trace"
	stuck_in "$prog" nested "$fifo" 100
	wait_for 20 in_state "$victim" S vfs_read
	sleep 0.5
	echo >"$fifo"
	exited 137
	kill -CONT "$trace"
	soon '.type == "reaper.overdue"'
	trace_stop
	one '.type == "reaper.overdue"' | jq -e '.reaper.elapsed_ns > 500000000'
}
