#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Calls that do not return: who is stuck in one is found and ended, and nobody else.

load helper
load stall
load reaper

setup() {
	reaper_setup
}

teardown() {
	[ -z "${cgroup-}" ] || { echo 0 >"$cgroup/cgroup.freeze"; rmdir "$cgroup"; } 2>/dev/null || :
	reaper_teardown
}

# ends STATUS: the victim is killed, and the lines say so.
ends() {
	exited "$1"
	soon '.type == "reaper.kill" and .reaper.result == "gone"'
	trace_stop
	one '.type == "reaper.kill"' | jq -e ".process.pid == $victim"
	one '.type == "reaper.overdue"' | jq -e ".process.pid == $victim"'
		and (.reaper | .in_flight and .signal == "SIGKILL" and .verdict == "signalled")'
}

# untouched SECONDS: for so long nothing happens to the victim.
untouched() {
	sleep "$1"
	alive "$victim"
	count 0 '.type == "reaper.kill"'
}

@test "a read of an empty FIFO" {
	reaper_start --syscall read --limit 200ms --action kill
	stuck_in "$prog" fifo "$fifo"
	ends 137
	one '.type == "reaper.overdue"' >"$dir/line"
	cat "$dir/line"
	jq -e '.reaper.state == "S" and .reaper.elapsed_ns > 200000000' "$dir/line"
	# For these it does not wait long, and an emulated machine is slow.
	[ -z "${SS_VM-}" ] || return 0
	jq -e --arg fifo "$fifo" '.file.path == $fifo and (.reaper.wchan | test("pipe_read"))' "$dir/line"
	jq -e 'any(.stack.kernel[]; startswith("vfs_read+"))' "$dir/line"
}

@test "one that was stuck before anybody watched: its time counts from now on" {
	stuck_in "$prog" fifo "$fifo"
	wait_for 20 in_state "$victim" S vfs_read
	sleep 0.5
	began=${EPOCHREALTIME/,/.}
	reaper_start --syscall read --limit 1s --action kill
	ends 137
	one '.type == "reaper.overdue"' | jq -e --argjson began "$began" '
		(.ts[:19] + "Z" | fromdate) + ("0" + .ts[19:29] | tonumber) - .reaper.elapsed_ns / 1e9 > $began'
}

@test "a read into a page that userfaultfd withholds" {
	reaper_start --syscall read --limit 200ms --action kill
	stuck_in "$prog" uffd
	ends 137
}

@test "a parent in vfork" {
	reaper_start --syscall vfork,clone,clone3 --limit 200ms --action kill
	stuck_in "$prog" vfork
	ends 137
}

@test "a buffered read of a FUSE file" {
	fuse=$(own "$HELPERS/stall_fuse" fuse)
	mkdir "$dir/mnt"
	reaps --exe "$fuse" --syscall read --limit 200ms --action kill
	stuck_in "$fuse" buffered "$dir/mnt"
	exited 0
	grep -qx 'gone 9' "$said"
	soon '.type == "reaper.kill" and .reaper.result == "gone"'
	trace_stop
	one '.type == "reaper.overdue"' | jq -e '.reaper.state == "D"'
}

@test "a direct read of a FUSE file: unkillable, said once, and recovered" {
	fuse=$(own "$HELPERS/stall_fuse" fuse)
	mkdir "$dir/mnt"
	reaps --exe "$fuse" --syscall read --limit 200ms --action kill:1s
	stuck_in "$fuse" direct "$dir/mnt"
	soon '.type == "reaper.kill" and .reaper.result == "unkillable"'
	sleep 3
	count 1 '.reaper.result == "unkillable"'
	one '.reaper.result == "unkillable"' | jq -e '.reaper.state == "D"'
	kill "$job"
	wait_for 10 ended "$victim"
	soon '.reaper.result == "recovered"'
	trace_stop
	count 1 '.type == "reaper.overdue"'
}

# fed PROGRAM: it copies lines that come one by one, for longer than the limit in all, and lives.
fed() {
	exec 7<>"$fifo"
	"$1" <&7 >"$dir/got" 3>&- 7>&- &
	job=$!
	to_end $job
	for _ in 1 2 3 4 5 6 7 8; do
		sleep 0.4
		echo >&7
	done
	wait_for 20 eval '[ "$(wc -l <"$dir/got")" = 8 ]'
	alive "$job"
	exec 7>&-
	trace_stop
	count 0 true
}

# by_name FUNCTION: reads of $prog are watched by that function of the kernel.
by_name() {
	reaper_start --func "$1" --limit 300ms --action kill ||
		skip "no function of the kernel can be watched here: $(tail -n 1 "$err")"
}

@test "a function of the kernel by name: a read of an empty FIFO" {
	by_name vfs_read
	stuck_in "$prog" fifo "$fifo"
	ends 137
	lines '.type == "reaper.overdue"' | jq -e '.reaper.target == "vfs_read" and .reaper.kind == "func"'
}

@test "a function of the kernel by name: a read into a page that userfaultfd withholds" {
	by_name vfs_read
	stuck_in "$prog" uffd
	ends 137
}

@test "a function of the kernel by name: 16 threads, and 16 more processes" {
	by_name vfs_read
	stuck_in "$prog" threads "$fifo" 16
	exited 137
	stuck_in "$prog" mass "$fifo" 16
	wait_for 20 eval '[ "$(lines ".type == \"reaper.overdue\"" | wc -l)" -ge 17 ]'
	trace_stop
	lines '.type == "reaper.overdue"' | jq -se 'all(.[]; .reaper.in_flight)'
}

@test "a function of the kernel by name: one after the other, each in time" {
	cat=$(own cat cat)
	reaps --exe "$cat" --func vfs_read --limit 3s --action kill ||
		skip "no function of the kernel can be watched here: $(tail -n 1 "$err")"
	fed "$cat"
}

@test "16 threads, each in a read" {
	reaper_start --syscall read --limit 200ms --action kill
	stuck_in "$prog" threads "$fifo" 16
	exited 137
	soon '.type == "reaper.kill"'
	trace_stop
	count 1 '.type == "reaper.kill"'
}

@test "a thread whose process has lost its first one" {
	reaper_start --syscall read --limit 200ms --action kill
	stuck_in "$prog" headless "$fifo"
	exited 137
	soon '.type == "reaper.kill"'
	trace_stop
	one '.type == "reaper.overdue"' | jq -e ".process.tid == $thread and .process.pid == $victim"
}

@test "stopped in time: time stands still" {
	reaper_start --syscall read --limit 2s --action kill
	stuck_in "$prog" sigstop "$fifo" 300
	wait_for 20 in_state "$victim" T
	untouched 2.5
	count 0 '.type == "reaper.overdue"'
	kill -CONT "$victim"
	ends 137
}

@test "held by a debugger in the call" {
	reaper_start --syscall fork,clone,clone3 --limit 500ms --action kill
	stuck_in "$prog" traced
	wait_for 20 in_state "$victim" t
	untouched 2
	count 0 '.type == "reaper.overdue"'
	trace_stop
}

@test "frozen with its cgroup" {
	root=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
	[ -n "$root" ] || skip 'no cgroup v2'
	cgroup=$root/reaper-frozen-$$
	mkdir "$cgroup"
	[ -e "$cgroup/cgroup.freeze" ] || skip 'no freezer here'
	reaper_start --syscall read --limit 2s --action kill
	stuck_in "$prog" fifo "$fifo"
	echo "$victim" >"$cgroup/cgroup.procs"
	echo 1 >"$cgroup/cgroup.freeze"
	wait_for 10 grep -q 'frozen 1' "$cgroup/cgroup.events"
	untouched 2.5
	count 0 '.type == "reaper.overdue"'
	echo 0 >"$cgroup/cgroup.freeze"
	ends 137
}

@test "an exec by another thread: the new image pays for nothing" {
	reaper_start --syscall read --limit 2s --action kill
	stuck_in "$prog" exec "$fifo" 300
	wait_for 20 eval '[ "$(grep -c ^ready "$said")" = 2 ]'
	untouched 2.5
	trace_stop
	count 0 true
}

@test "who has the pid of the dead does not pay for them" {
	reaper_start --syscall read --limit 200ms --action term:8s,kill
	stuck_in "$prog" deaf "$fifo"
	old=$victim
	soon '.reaper.signal == "SIGTERM"'
	kill -STOP "$trace"
	kill -KILL "$old"
	exited 137
	stuck_in "$HELPERS/pid" "$old" "$prog" idle
	[ "$victim" = "$old" ]
	sleep 8
	kill -CONT "$trace"
	sleep 1
	alive "$victim"
	trace_stop
	alive "$victim"
	count 0 '.reaper.signal == "SIGKILL"'
}

@test "one after the other by the same thread, each in time" {
	cat=$(own cat cat)
	reaps --exe "$cat" --syscall read --limit 3s --action kill
	fed "$cat"
}

@test "the clock is set by an hour, forth and back" {
	[ -n "${SS_VM-}" ] || skip 'the clock of this machine is not ours to set'
	reaper_start --syscall read --limit 20s --action kill
	stuck_in "$prog" fifo "$fifo"
	now=$(date +%s)
	date -s "@$((now + 3600))"
	sleep 2
	date -s "@$((now + 2))"
	untouched 2
	trace_stop
	count 0 true
}

@test "everybody is frozen for some seconds, as before the machine sleeps" {
	[ -n "${SS_VM-}" ] || skip 'this machine is not ours to put to sleep'
	grep -qs freezer /sys/power/pm_test || skip 'the kernel cannot try to sleep'
	reaper_start --syscall read --limit 10s --action kill
	stuck_in "$prog" fifo "$fifo"
	sleep 1
	# Each takes five seconds, in which the clock goes on.
	echo freezer >/sys/power/pm_test
	for _ in 1 2 3; do
		echo freeze >/sys/power/state
	done
	echo none >/sys/power/pm_test
	untouched 1
	count 0 true
	ends 137
}
