#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What goes on when ss-reaper does not: pins, who takes them over, and what others are told.

load helper
load stall
load reaper

setup() {
	reaper_setup
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	after=$dir/after
	name=bats-$BASHPID
	pins=/sys/fs/bpf/ss/reaper/$name
	: >"$dir/links"
}

teardown() {
	reaper_teardown
	"$BIN/ss-reaper" stop "$name" 2>/dev/null || :
	"$BIN/ss-reaper" stop "$name-2" 2>/dev/null || :
	rm -rf "$pins"
}

reaper() {
	"$BIN/ss-reaper" "$@" 3>&-
}

# persists ARGUMENTS...: a watch of reads that is pinned.
persists() {
	reaper_start --persist --name "$name" --syscall read --action kill "$@"
}

# may_persist [ARGUMENTS]: the same, with a limit of 100 ms, or $limit; skip where links cannot be
# pinned.
may_persist() {
	persists --limit "${limit:-100ms}" "$@" && return
	grep -q 'before 5.15' "$err" && skip 'this kernel pins no tracepoints'
	cat "$err"
	return 1
}

# note_links: those that the running command holds, and those that are pinned.
note_links() {
	local pin
	cat "/proc/${trace:-0}"/fdinfo/* 2>/dev/null | awk '/^link_id:/ { print $2 }'
	for pin in /sys/fs/bpf/ss/reaper{,-next,-old}/"$name"/link_*; do
		[ ! -e "$pin" ] || "$BPFTOOL" -j link show pinned "$pin" | jq .id
	done
} >>"$dir/links"

# released: all that were noted are gone, or soon will be.
released() {
	[ -s "$dir/links" ]
	wait_for 20 no_links
}

no_links() {
	! "$BPFTOOL" -j link list | jq '.[].id' | grep -qFxf "$dir/links"
}

# late MS STATUS: a read that returns after so long; so its caller ends.
late() {
	rm -f "$after"
	stuck_in "$prog" late "$fifo" "$1" "$after"
	exited "$2"
}

# status JQ-CONDITION: of this instance.
status() {
	reaper status "$name" --format json | jq -e "$1"
}

no_instance() {
	local status=0
	reaper status "$name" || status=$?
	[ $status = 3 ]
}

@test "killed without --persist: nothing stays" {
	reaper_start --name "$name" --syscall read --limit 100ms --action kill
	status '.instance.pinned == false and .instance.pid > 0'
	note_links
	trace_kill
	wait_for 20 no_instance
	[ ! -e "$pins" ]
	late 300 0
	released
}

@test "killed with --persist: a late call still ends its caller, and the next one tells of it" {
	may_persist
	trace_kill
	late 300 137
	[ ! -e "$after" ]
	status '.instance.pinned and (.instance | has("pid") | not) and .rules[0].signalled == 1'
	persists --limit 100ms
	soon '.type == "reaper.kill"'
	trace_stop
	one '.type == "reaper.overdue"' | jq -e '.reaper.verdict == "signalled" and .reaper.in_flight == false'
	jq -se '.[0].tool.adopted' "$out"
}

@test "who gets the number of an owner that was killed is not taken for it" {
	may_persist
	owner=$trace
	trace_kill
	stuck_in "$HELPERS/pid" "$owner" "$prog" late "$fifo" 300 "$after"
	[ "$victim" = "$owner" ]
	exited 137
	[ ! -e "$after" ]
}

@test "ended with --persist, all goes on until it is stopped" {
	may_persist
	trace_stop
	late 300 137
	note_links
	reaper stop "$name"
	late 300 0
	no_instance
	[ ! -e "$pins" ]
	released
}

@test "who takes over goes on with the counts, and with calls that were under way" {
	limit=10s may_persist
	late 10 0
	trace_kill
	calls=$(status '.targets[0].calls')
	[ "$calls" -gt 0 ]
	persists --limit 10s --sweep 1h
	late 10 0
	status ".targets[0].calls > $calls"
	trace_stop
	[ -e "$pins/link_0" ]
}

@test "a cool-down goes on over a restart" {
	may_persist --cooldown 10m
	stuck_in "$prog" fifo "$fifo"
	exited 137
	soon '.type == "reaper.kill"'
	trace_stop
	persists --limit 100ms --cooldown 10m
	stuck_in "$prog" fifo "$fifo"
	soon ".type == \"reaper.overdue\" and .process.pid == $victim"
	sleep 1
	alive "$victim"
	trace_stop
	one ".type == \"reaper.overdue\" and .process.pid == $victim" | jq -e '.reaper.verdict == "rate"'
}

# within: a limit in ms, in $limit, that a restart here is well over with before.
within() {
	local began=${EPOCHREALTIME/[.,]/}
	may_persist
	trace_stop
	limit=$((4000 + 3 * (${EPOCHREALTIME/[.,]/} - began) / 1000))
}

@test "a call that begins before the restart, and returns late after it" {
	within
	persists --limit ${limit}ms --sweep 1h
	trace_kill
	stuck_in "$prog" late "$fifo" $((limit + 2000)) "$after"
	persists --limit ${limit}ms --sweep 1h
	exited 137
	trace_stop
	one '.type == "reaper.overdue"' | jq -e '.reaper.in_flight == false and .reaper.elapsed_ns > '$limit'000000'
}

@test "the same where the rules are others by then" {
	within
	persists --limit $((limit + 100))ms --sweep 1h
	trace_kill
	stuck_in "$prog" late "$fifo" $((limit + 2000)) "$after"
	note_links
	persists --limit ${limit}ms --syscall fsync --sweep 1h
	status '.targets | map(select(.target == "read").under_way) == [1]'
	exited 137
	trace_stop
	one '.type == "reaper.overdue"' | jq -e '.reaper.limit_ns == '$limit'000000 and .reaper.elapsed_ns > '$limit'000000'
	jq -se '.[0].tool | has("adopted") | not' "$out"
	[ "$(reaper status "$name" --format json | wc -l)" = 1 ]
	note_links
	reaper stop "$name"
	released
}

@test "who is stopped while one takes over pays for its own time alone" {
	about=(--persist --name "$name" --uprobe "$prog:stall_deep" --limit 8s --action kill)
	reaper_start "${about[@]}" || skip "no function of a program can be watched here: $(tail -n 1 "$err")"
	stuck_in "$prog" nested "$fifo" 1
	kill -STOP "$victim"
	wait_for 20 in_state "$victim" T
	trace_stop
	reaper_start "${about[@]}" --syscall fsync
	status '.targets | map(select(.kind == "uprobe").under_way) == [1]'
	sleep 10
	alive "$victim"
	kill -CONT "$victim"
	exited 137
	soon '.type == "reaper.kill"'
	trace_stop
	one '.type == "reaper.overdue"' | jq -e '.reaper.elapsed_ns >= 8000000000'
}

# missed: runs of the programs that the kernel has left out so far.
missed() {
	reaper status "$name" --format json | jq -s 'map(.instance.missed) | add'
}

@test "killed while it takes over: one or the other is whole" {
	local i before
	may_persist
	trace_stop
	for i in 1 2 3 4 5 6 7 8; do
		"$BIN/ss-reaper" watch --exe "$prog" --persist --name "$name" --syscall read --action kill \
			--limit $((100 + i))ms >/dev/null 2>&1 3>&- &
		sleep "0.$((RANDOM % 8))$((RANDOM % 10))"
		kill -KILL $! 2>/dev/null
		wait $! || :
		note_links
		# Where tasks preempt each other in a tracepoint the kernel skips programs, and says so.
		before=$(missed)
		late 300 137 || [ "$(missed)" -gt "$before" ]
	done
	persists --limit 100ms
	trace_stop
	[ "$(reaper status "$name" --format json | wc -l)" = 1 ]
	note_links
	reaper stop "$name"
	released
}

@test "time on a processor is watched on" {
	reaper_start --persist --name "$name" --oncpu --limit 300ms --action kill ||
		{ grep -q 'before 5.15' "$err" && skip 'this kernel pins no clocks'; false; }
	trace_stop
	cp "$HELPERS/stall_cpu" "$prog"
	stuck_in "$prog" spin "$dir/rounds"
	exited 137
}

@test "status: text, JSON, Prometheus" {
	limit=1s may_persist --sweep 1h
	late 10 0
	late 1500 137
	stuck_in "$prog" late "$fifo" 5000 "$after"
	reaper status "$name" >"$dir/text"
	grep -q "^$name: .*run by process $trace, pinned$" "$dir/text"
	grep -q '^rule command-line: limit 1s; .*1 signalled.* ago$' "$dir/text"
	grep -q '^  \[.*|@' "$dir/text"
	status '.instance.pid == '"$trace"' and .rules[0].limit_ns == 1000000000 and .rules[0].signalled >= 1
		and .targets[0].late >= 1 and .targets[0].calls >= 2
		and ([.targets[0].buckets[].calls] | add) == .targets[0].calls'
	reaper status --format prometheus >"$dir/metrics"
	grep -q "^ss_reaper_overdue_total{instance_name=\"$name\",rule=\"command-line\",verdict=\"signalled\"} [1-9]" "$dir/metrics"
	grep -q "^ss_reaper_call_duration_seconds_bucket{instance_name=\"$name\",kind=\"syscall\",target=\"read\",le=\"+Inf\"} [1-9]" "$dir/metrics"
	[ "$(grep -v '^#' "$dir/metrics" | grep -cvE '^ss_reaper_[a-z_]+\{[^}]*\} [0-9.]+$')" = 0 ]
}

@test "what ss-reaper itself has done is counted too" {
	reaper_start --name "$name" --syscall read --limit 100ms --action kill
	stuck_in "$prog" late "$fifo" 20000 "$after"
	exited 137
	status '.rules[0].signalled == 1 and .rules[0].last'
}

@test "stop: whoever runs it, and once is enough" {
	local status=0
	reaper_start --name "$name" --syscall read --limit 100ms --action kill
	reaper stop "$name"
	wait "$trace"
	grep -q meta.stop "$out"
	trace=
	reaper stop "$name" || status=$?
	[ $status = 3 ]
}

@test "stop: who has taken over while it waited goes on" {
	local status=0
	may_persist
	kill -STOP "$trace"
	"$BIN/ss-reaper" stop "$name" 2>"$dir/stop" 3>&- &
	stop=$!
	to_end $stop
	wait_for 20 eval 'grep -q "^SigPnd:.*4000$\|^ShdPnd:.*4000$" "/proc/$trace/status"'
	kill -STOP "$stop"
	trace_kill
	persists --limit 100ms
	kill -CONT "$stop"
	wait "$stop" || status=$?
	[ $status = 1 ]
	grep -q "process $trace has taken over '$name'" "$dir/stop"
	late 300 137
	trace_stop
}

@test "two of one name are refused, two names are not" {
	may_persist
	run reaper watch --persist --name "$name" --syscall read --limit 1s --exe "$prog" -d 1s
	[ "$status" = 1 ]
	[[ $output == *"is run by process $trace already (ss-reaper stop "*" ends it)" ]]
	reaper watch --persist --name "$name-2" --syscall read --limit 1s --exe "$prog" -d 100ms
	trace_stop
	[ -d "$pins" ]
	[ -d "$pins-2" ]
	reaper stop "$name-2"
	late 300 137
}

@test "pins that are missing are made anew; those of somebody else are left alone" {
	may_persist
	trace_stop
	note_links
	rm "$pins/link_1" "$pins/map_stops"
	persists --limit 100ms
	grep -q 'pins are missing' "$err"
	trace_stop
	late 300 137
	rm "$pins/map_reap_meta"
	run reaper watch --persist --name "$name" --syscall read --limit 1s --exe "$prog" -d 1s
	[ "$status" = 1 ]
	[[ $output == *"$pins is not of this ss-reaper"* ]]
	run reaper stop "$name"
	[ "$status" = 1 ]
	[ -e "$pins/link_0" ]
	note_links
	rm -r "$pins"
	released
}

@test "another map in the place of one is refused" {
	may_persist
	trace_stop
	note_links
	rm "$pins/map_calls"
	"$BPFTOOL" map create "$pins/map_calls" type hash key 4 value 8 entries 1 name calls
	run reaper watch --persist --name "$name" --exe "$prog" --syscall read --action kill --limit 100ms -d 1s
	[ "$status" = 1 ]
	[[ $output == *'map_calls is another map'* ]]
	late 300 137
	reaper stop "$name"
	released
}

@test "what needs a running command is said at the start" {
	cat >"$dir/rules.yaml" <<-'EOF'
		rules:
		  - name: aged
		    lifetime: true
		    limit: 1h
		    comm: nobody-has-this
		  - name: steps
		    syscall: read
		    limit: 1h
		    action: term:2s,kill
		    comm: nobody-has-this
	EOF
	err=$dir/err
	reaper watch --persist --name "$name" --config "$dir/rules.yaml" -d 100ms 2>"$err" >/dev/null ||
		{ grep -q 'before 5.15' "$err" && skip 'this kernel pins no tracepoints'; false; }
	grep -q 'rule aged: the age of processes is not looked at while' "$err"
	grep -q 'rule steps: only the first step is taken while' "$err"
}
