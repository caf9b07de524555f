#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The stuck processes that other tests are about are what they are taken for: how each
# looks, that it stays, what ends it, and what does not.

load helper
load stall

setup() {
	[ "$(id -u)" = 0 ] || skip 'not root'
	dir=$BATS_TEST_TMPDIR
	fifo
}

teardown() {
	stall_end
}

# stays PID STATES [FUNCTION]: soon it is there, and a while later it still is.
stays() {
	wait_for 30 in_state "$@" || { cat "/proc/$1/status" "/proc/$1/stack"; return 1; }
	sleep 0.4
	in_state "$@"
}

# killed PID: SIGKILL ends it.
killed() {
	kill -KILL "$1"
	wait_for 10 ended "$1"
}

@test "a read of an empty FIFO: asleep, killed at once" {
	stall fifo "$fifo"
	stays "$victim" S vfs_read
	killed "$victim"
	exited 137
}

@test "a read of an empty FIFO returns when somebody writes" {
	stall fifo "$fifo"
	stays "$victim" S vfs_read
	echo >"$fifo"
	exited 0
	grep -qx returned "$said"
}

@test "SIGTERM does nothing to one that is deaf to it" {
	stall deaf "$fifo"
	stays "$victim" S vfs_read
	kill -TERM "$victim"
	stays "$victim" S vfs_read
	killed "$victim"
}

@test "a read into a page that userfaultfd withholds" {
	stall uffd
	stays "$victim" SD handle_userfault
	grep -q vfs_read "/proc/$thread/stack"
	killed "$victim"
}

@test "a read into a page that userfaultfd then supplies" {
	stall uffd
	stays "$victim" SD handle_userfault
	kill -USR1 "$victim"
	exited 0
	grep -qx returned "$said"
}

@test "a parent in vfork: cannot be stopped, but killed" {
	stall vfork
	stays "$victim" D kernel_clone
	kill -STOP "$victim"
	stays "$victim" D kernel_clone
	killed "$victim"
}

@test "a parent in vfork goes on when the child has gone" {
	stall vfork
	stays "$victim" D
	kill -KILL "$besides"
	exited 0
}

@test "a fork that a debugger holds is inside the call, and traced" {
	stall traced
	stays "$victim" t ptrace_stop
	grep -q kernel_clone "/proc/$victim/stack"
	killed "$victim"
}

@test "one that stops in a read is out of it, and comes back to it" {
	stall sigstop "$fifo" 100
	stays "$victim" T do_signal_stop
	[ "$(grep -c vfs_read "/proc/$victim/stack")" = 0 ]
	kill -CONT "$victim"
	stays "$victim" S vfs_read
	echo >"$fifo"
	exited 0
}

fuse() {
	[ -c /dev/fuse ] || skip 'no FUSE here'
	mkdir "$dir/mnt"
	stuck_in "$HELPERS/stall_fuse" "$1" "$dir/mnt"
}

@test "a buffered read of a FUSE file without an answer: killed" {
	fuse buffered
	stays "$victim" D vfs_read
	killed "$victim"
	exited 0
	grep -qx 'gone 9' "$said"
}

@test "a direct read of a FUSE file without an answer: unkillable until the file system is given up" {
	fuse direct
	stays "$victim" S fuse_direct_io
	kill -KILL "$victim"
	stays "$victim" D fuse_direct_io
	kill "$job"
	wait_for 10 ended "$victim"
}

@test "a late read returns, and what comes after it is done" {
	stall late "$fifo" 300 "$dir/after"
	exited 0
	[ -e "$dir/after" ]
}

@test "a late read that is killed before does nothing more" {
	stall late "$fifo" 60000 "$dir/after"
	stays "$victim" S vfs_read
	killed "$victim"
	[ ! -e "$dir/after" ]
}

@test "nested calls end together" {
	stall nested "$fifo" 5
	stays "$victim" S vfs_read
	echo >"$fifo"
	exited 0
}

@test "an exec by another thread takes over the process of a stuck read" {
	stall exec "$fifo" 200
	wait_for 30 eval '[ "$(grep -c ^ready "$said")" = 2 ]'
	[ "$(tail -n 1 "$said")" = "ready $victim $victim" ]
	stays "$victim" S '[a-z0-9_]*sys_pause'
	grep -q '^Threads:.1$' "/proc/$victim/status"
	killed "$victim"
}

@test "many threads, each in a read" {
	stall threads "$fifo" 16
	wait_for 30 eval '[ "$(grep -c ^ready "$said")" = 16 ]'
	tids=$(awk '/^ready/ { print $3 }' "$said")
	[ "$(sort -u <<<"$tids" | wc -l)" = 16 ]
	for tid in $tids; do
		wait_for 30 grep -q 'vfs_read+' "/proc/$victim/task/$tid/stack"
	done
	killed "$victim"
}

@test "a read by a thread whose process has lost its first one" {
	stall headless "$fifo"
	[ "$thread" != "$victim" ]
	wait_for 30 in_state "$victim" Z
	wait_for 30 grep -q 'vfs_read+' "/proc/$victim/task/$thread/stack"
	kill -KILL "$victim"
	wait_for 10 test ! -e "/proc/$victim/task/$thread/stack"
	exited 137
}

@test "one with much memory" {
	stall big "$fifo" 256
	stays "$victim" S vfs_read
	[ "$(awk '/^VmRSS/ { print $2 }' "/proc/$victim/status")" -ge 262144 ]
	killed "$victim"
}

@test "many processes, each in a read, and each killed alone" {
	stall mass "$fifo" 40
	[ "$thread" = 40 ]
	mapfile -t pids < <(pgrep -P "$victim")
	[ ${#pids[@]} = 40 ]
	for pid in "${pids[@]}"; do
		wait_for 30 in_state "$pid" S vfs_read
	done
	killed "${pids[0]}"
	killed "${pids[39]}"
	alive "${pids[@]:1:38}"
	kill -KILL "${pids[@]:1:38}"
	exited 0
	grep -qx 'killed 40' "$said"
}

@test "a process with a pid that was somebody else's" {
	stall fifo "$fifo"
	old=$victim
	killed "$old"
	exited 137
	stuck_in "$HELPERS/pid" "$old" "$HELPERS/stall" fifo "$fifo"
	[ "$victim" = "$old" ]
	stays "$victim" S vfs_read
	killed "$victim"
}

@test "process 1 of a pid namespace: SIGTERM from outside is ignored, SIGKILL is not" {
	stuck_in "$HELPERS/pid" 1 "$HELPERS/stall" fifo "$fifo"
	[ "$victim" = 1 ]
	victim=$(sed -n 's/^pid //p' "$said")
	[ "$(awk '/^NSpid/ { print $3 }' "/proc/$victim/status")" = 1 ]
	stays "$victim" S vfs_read
	kill -TERM "$victim"
	stays "$victim" S vfs_read
	killed "$victim"
}

rounds() {
	od -An -tu8 "$dir/progress" | tr -d ' '
}

# switches KIND: of the victim, voluntary or nonvoluntary.
switches() {
	awk -v name="${1}_ctxt_switches:" '$1 == name { print $2 }' "/proc/$victim/status"
}

@test "a busy loop in user space never sleeps" {
	stuck_in "$HELPERS/stall_cpu" spin "$dir/progress"
	before=$(switches voluntary)
	stays "$victim" R
	[ "$(switches voluntary)" = "$before" ]
	killed "$victim"
	at=$(rounds)
	[ "$at" -gt 0 ]
	sleep 0.2
	[ "$(rounds)" = "$at" ]
}

# Has process PID computed for so many ticks in the kernel, and mostly there?
in_kernel() {
	read -r user system < <(sed 's/.*) //' "/proc/$1/stat" | cut -d' ' -f12,13)
	[ "$system" -ge "$2" ] && [ "$system" -gt "$user" ]
}

@test "a busy loop in the kernel is killed in the middle of a read" {
	stuck_in "$HELPERS/stall_cpu" spin-kernel "$dir/progress"
	stays "$victim" R
	# What it does there no stack tells, as long as it has a processor to itself; but its time does.
	wait_for 30 in_kernel "$victim" 20
	killed "$victim"
}

@test "to yield all the time is no rest, to sleep now and then is" {
	stuck_in "$HELPERS/stall_cpu" yield "$dir/progress"
	before=$(switches voluntary)
	stays "$victim" R
	[ "$(switches voluntary)" = "$before" ]
	killed "$victim"
	stuck_in "$HELPERS/stall_cpu" nap "$dir/progress"
	before=$(switches voluntary)
	wait_for 2 eval '[ "$(switches voluntary)" -gt $((before + 3)) ]'
	killed "$victim"
}
