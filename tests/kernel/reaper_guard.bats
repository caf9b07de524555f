#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Who is never signalled, whatever the rules say.  Each test shows that the same victim
# dies without the guard, or that its rule does signal others.

load helper
load stall
load reaper

setup() {
	reaper_setup
}

teardown() {
	reaper_teardown
	rm -rf "${place-}"
	[ -z "${namespace-}" ] || kill -KILL "$namespace" 2>/dev/null || :
}

# spared GUARD [PID]: it is found, and left alone for that reason, by the kernel and by user space.
spared() {
	local pid=${2:-$victim}
	soon ".type == \"reaper.overdue\" and .process.pid == $pid"
	sleep 1
	alive "$pid"
	lines ".type == \"reaper.overdue\" and .process.pid == $pid" | jq -se --arg guard "$1" '
		all(.[]; .reaper | .verdict == "guarded" and .guard == $guard and (has("signal") | not))'
	count 0 ".type == \"reaper.kill\" and .process.pid == $pid"
}

# dies: the victim is killed.
dies() {
	exited 137
	soon '.type == "reaper.kill"'
	trace_stop
}

# late: the victim is in a read that returns late.
late() {
	stuck_in "$@" "$prog" late "$fifo" 500 "$dir/after"
}

@test "process 1 of a pid namespace, in flight" {
	reaper_start --syscall read --limit 200ms --action kill
	stuck_in "$HELPERS/pid" 1 "$prog" fifo "$fifo"
	victim=$(sed -n 's/^pid //p' "$said")
	spared 'pid 1 of a namespace'
	# Its child is nobody in particular.
	stuck_in "$prog" fifo "$fifo"
	dies
}

@test "process 1 of a pid namespace, on return" {
	reaper_start --syscall read --limit 200ms --action kill
	kill -STOP "$trace"
	stuck_in "$HELPERS/pid" 1 "$prog" fifo "$fifo"
	victim=$(sed -n 's/^pid //p' "$said")
	wait_for 20 in_state "$victim" S vfs_read
	sleep 0.5
	echo >"$fifo"
	exited 0
	grep -qx returned "$said"
	kill -CONT "$trace"
	soon '.type == "reaper.overdue"'
	trace_stop
	one '.type == "reaper.overdue"' | jq -e '.reaper | .verdict == "guarded" and .in_flight == false'
}

@test "who is exempt from the OOM killer" {
	sh -c 'echo -1000 >/proc/self/oom_score_adj' 2>/dev/null || skip 'oom_score_adj can not be lowered here'
	reaper_start --syscall read --limit 200ms --action kill
	stuck_in sh -c 'echo -1000 >/proc/self/oom_score_adj; exec "$@"' sh "$prog" fifo "$fifo"
	spared 'oom_score_adj -1000'
	stuck_in sh -c 'echo -999 >/proc/self/oom_score_adj; exec "$@"' sh "$prog" fifo "$fifo"
	dies
}

@test "who runs a file of the list of services" {
	# In a namespace of ours it is /usr/sbin/sshd.
	service=$(own "$HELPERS/stall" service)
	mkdir "$dir/sbin"
	ln "$service" "$dir/sbin/sshd"
	unshare --mount sleep 600 3>&- &
	namespace=$!
	wait_for 10 eval '[ "$(readlink /proc/$namespace/ns/mnt)" != "$(readlink /proc/self/ns/mnt)" ]'
	nsenter --mount --target "$namespace" mount --bind "$dir/sbin" /usr/sbin
	stream_start nsenter --mount --target "$namespace" "$BIN/ss-reaper" watch \
		--exe "$service" --syscall read --limit 200ms --action kill
	stuck_in "$service" fifo "$fifo"
	spared 'vital service'
	trace_stop
	reaps --exe "$service" --syscall read --limit 200ms --action kill
	stuck_in "$service" fifo "$fifo"
	dies
}

@test "the reaper itself" {
	reaper=$(own "$BIN/ss-reaper" reaper)
	stream_start "$reaper" watch --exe "$reaper" --syscall epoll_wait,epoll_pwait --lifetime \
		--limit 300ms --action kill
	sleep 1.5
	alive "$trace"
	count 0 true
	first=$trace
	to_end $first
	# To another one it is a process like any other.
	reaps --exe "$reaper" --lifetime --limit 300ms --action kill
	wait_for 10 ended "$first"
	trace_stop
}

@test "its ancestors" {
	reaps --pid $$ --pid $BASHPID --syscall wait4 --limit 200ms --action kill
	# This shell, the parent of ss-reaper, waits longer than that.
	(sleep 1)
	spared 'the reaper or its ancestor' $BASHPID
	trace_stop
}

@test "a sibling of the reaper is none of these" {
	shell=$(own bash bash)
	reaps --exe "$shell" --syscall wait4 --limit 200ms --action kill
	"$shell" -c 'echo ready $$ $$; sleep 30; true' >"$dir/said" 3>&- &
	# shellcheck disable=SC2034 # for exited
	job=$!
	exited 137
	trace_stop
}

@test "protected by the command line" {
	spare=$(own "$HELPERS/stall" spare)
	reaps --comm "${prog##*/}" --comm "${spare##*/}" --protect "exe=$spare" \
		--syscall read --limit 200ms --action kill
	stuck_in "$spare" fifo "$fifo"
	spared 'protected'
	stuck_in "$prog" fifo "$fifo"
	dies
}

@test "protected by a user id" {
	place=$(mktemp -d /tmp/reaper.XXXXXX) # where others may go
	chmod 755 "$place"
	mkfifo -m 666 "$place/fifo"
	cp "$prog" "$place/user$$"
	reaps --exe "$place/user$$" --protect uid=12345 --syscall read --limit 200ms --action kill
	stuck_in setpriv --reuid 12345 --clear-groups "$place/user$$" fifo "$place/fifo"
	spared 'protected'
	stuck_in setpriv --reuid 12346 --clear-groups "$place/user$$" fifo "$place/fifo"
	dies
}

@test "kernel threads" {
	reaps --comm kthreadd --lifetime --limit 1s --action kill
	spared 'kernel thread' 2
	trace_stop
}

@test "kernel threads are left out where nobody asks for them" {
	stuck_in "$prog" idle
	reaps --lifetime --limit 100ms
	soon ".process.pid == $victim"
	trace_stop
	count 0 '.process.pid == 2 or .process.ppid == 2'
}

@test "process 1" {
	reaps --pid 1 --lifetime --limit 1s --action kill
	for _ in {1..100}; do
		! some '.process.pid == 1' || break
		sleep 0.1
	done
	[ -n "${SS_VM-}" ] || some '.process.pid == 1' || skip 'process 1 is hidden from BPF here'
	spared 'pid 1' 1
	trace_stop
}

# heir OPTION: who gets the number of a process that a rule names is not meant.
heir() {
	stuck_in "$prog" fifo "$fifo"
	old=$victim
	reaps "$1" "$old" --syscall read --limit 200ms --action kill
	dies
	stuck_in "$prog" idle
	old=$victim
	reaps "$1" "$old" --exe "$prog" --syscall read --limit 200ms --action kill
	kill -KILL "$old"
	wait "$old" || :
	stuck_in "$HELPERS/pid" "$old" "$prog" fifo "$fifo"
	[ "$victim" = "$old" ]
	sleep 2
	alive "$victim"
	trace_stop
	count 0 true
}

@test "a process that is named by its number, and the next one that has it" {
	heir --pid
}

@test "a tree that is named by the number of its root, and the next one that has it" {
	heir --tree
}

@test "too many at once: a few at most, the rest is told" {
	reaper_start --syscall read --limit 500ms --action kill --mass 5/10s
	stuck_in "$prog" mass "$fifo" 40
	soon '.type == "reaper.mass"'
	sleep 2
	left=$(pgrep -P "$victim" | wc -l)
	[ "$left" -ge 35 ]
	lines '.type == "reaper.overdue" and .reaper.verdict == "mass"' | jq -se 'length > 0'
	trace_stop
	[ "$(lines '.type == "reaper.kill"' | wc -l)" -le 5 ]
}

@test "too many that return late at once: the same, and the kernel's doing" {
	reaper_start --syscall read --limit 100ms --action kill --mass 5/10s
	kill -STOP "$trace"
	stuck_in "$prog" mass "$fifo" 40
	wait_for 30 asleep "$victim" 40
	sleep 0.3
	head -c 40 /dev/zero >"$fifo"
	exited 0
	kill -CONT "$trace"
	soon '.reaper.verdict == "mass"'
	trace_stop
	# Its periods follow each other: there may be two of them.
	[ "$(sed -n 's/^killed //p' "$said")" -ge 5 ]
	[ "$(sed -n 's/^killed //p' "$said")" -le 10 ]
}

@test "as many as are allowed at once" {
	reaper_start --syscall read --limit 500ms --action kill --mass 40/1s
	stuck_in "$prog" mass "$fifo" 20
	exited 0
	grep -qx 'killed 20' "$said"
	trace_stop
	count 20 '.type == "reaper.kill"'
	count 0 '.type == "reaper.mass"'
}

@test "cool-down: no second signal so soon" {
	reaper_start --syscall read --limit 200ms --action kill --cooldown 10m
	stuck_in "$prog" fifo "$fifo"
	exited 137
	stuck_in "$prog" fifo "$fifo"
	soon ".type == \"reaper.overdue\" and .process.pid == $victim"
	sleep 1
	alive "$victim"
	trace_stop
	one ".type == \"reaper.overdue\" and .process.pid == $victim" | jq -e '.reaper.verdict == "rate"'
}

@test "cool-down: who was spared because of it is met when it is over" {
	reaper_start --syscall read --limit 15s --action kill --cooldown 2s
	stuck_in "$prog" mass "$fifo" 2
	exited 0
	trace_stop
	count 2 '.reaper.verdict == "signalled"'
	lines '.reaper.verdict == "rate"' | jq -se 'length > 0'
	lines '.reaper.verdict == "signalled"' | jq -se 'all(.reaper.elapsed_ns < 27000000000)'
}

@test "cool-down and rate: what ss-reaper has done counts for the kernel" {
	for most in '--cooldown 10m' '--rate 1/10h'; do
		# shellcheck disable=SC2086 # two words
		reaper_start --syscall read --limit 200ms --action kill $most
		stuck_in "$prog" fifo "$fifo"
		exited 137
		soon '.type == "reaper.kill"'
		kill -STOP "$trace"
		late
		exited 0
		kill -CONT "$trace"
		soon ".type == \"reaper.overdue\" and .process.pid == $victim"
		trace_stop
		one ".type == \"reaper.overdue\" and .process.pid == $victim" |
			jq -e '.reaper.verdict == "rate" and .reaper.in_flight == false'
		rm "$dir/after"
	done
}

@test "rate: so many signals in a time, no more" {
	reaper_start --syscall read --limit 500ms --action kill --rate 3/10m --mass none
	stuck_in "$prog" mass "$fifo" 10
	wait_for 20 eval '[ "$(lines ".type == \"reaper.overdue\"" | wc -l)" -ge 10 ]'
	sleep 1
	[ "$(pgrep -P "$victim" | wc -l)" = 7 ]
	trace_stop
	count 3 '.type == "reaper.kill"'
}

@test "the name of a process is that of its first thread" {
	reaps --comm "${prog##*/}" --syscall read --limit 300ms --action kill --protect comm=namesake
	stuck_in "$prog" renamed "$fifo" namesake
	dies
}

@test "protected by a name: the threads are, whatever they are called" {
	cp "$prog" "$dir/namesake"
	reaps --exe "$dir/namesake" --syscall read --limit 300ms --action kill --protect comm=namesake
	stuck_in "$dir/namesake" renamed "$fifo" other
	spared 'protected'
	trace_stop
}

@test "a file on an overlay" {
	unshare --mount sleep 600 3>&- &
	namespace=$!
	wait_for 10 eval '[ "$(readlink /proc/$namespace/ns/mnt)" != "$(readlink /proc/self/ns/mnt)" ]'
	inside="nsenter --mount --target $namespace"
	# An overlay may not be the upper layer of another one: all of it is in memory.
	mkdir "$dir/over"
	$inside sh -c 'mount -t tmpfs tmpfs "$1" && cd "$1" && mkdir lower upper work merged &&
		cp "$2" lower/vital && cp "$2" lower/other &&
		mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work merged' \
		sh "$dir/over" "$prog" 2>"$dir/why" || skip "no overlay here: $(tail -n 1 "$dir/why")"
	stream_start $inside "$BIN/ss-reaper" watch --comm vital --comm other \
		--protect "exe=$dir/over/merged/vital" --syscall read --limit 300ms --action kill
	stuck_in $inside "$dir/over/merged/vital" fifo "$fifo"
	spared 'protected'
	stuck_in $inside "$dir/over/merged/other" fifo "$fifo"
	dies
}
