#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Limits that follow what calls take; the guard against a mass; hooks.

load helper
load stall
load reaper

# Those who sleep: copies of bash, which waits for input by pselect6.  $idle never has any.
setup() {
	reaper_setup
	sleeper=$(own bash sleeper)
	idle=$dir/idle
	mkfifo "$idle"
}

teardown() {
	reaper_teardown
	"$BIN/ss-reaper" stop "auto$$" 2>/dev/null || :
}

# sleeps PROGRAM N SECONDS ...: so many naps of so long, and others after them.
sleeps() {
	"$1" -c 'exec 9<>"$0"
		while [ $# -gt 0 ]; do
			for ((i = 0; i < $1; i++)); do read -r -t "$2" -u 9; done
			shift 2
		done
		exit 0' "$idle" "${@:2}"
}

learn() {
	reaps --syscall pselect6 --exe "$sleeper" --limit "$@"
}

# What is learnt, in the order of the lines.
limits() {
	lines '.type == "reaper.limit" and (.reaper.learning | not)' | jq '.reaper.limit_ns'
}

@test "a limit is learnt, and then it holds" {
	learn auto:p90*10,floor=20ms,window=60s,samples=200
	one '.type == "reaper.limit"' | jq -e '.reaper | .learning and .samples_needed == 200
		and .target == "pselect6" and .kind == "syscall" and .quantile == "p90"'
	sleeps "$sleeper" 250 0.002
	soon '.type == "reaper.limit" and (.reaper.learning | not)'
	# More than one, where naps of a busy machine become longer.
	lines '.type == "reaper.limit" and (.reaper.learning | not)' | jq -se 'all(.reaper
		| .limit_ns >= 20000000 and .quantile_ns >= 2000000 and .samples >= 200
		and .limit_ns / .quantile_ns > 9.9)'
	limit=$(limits | tail -n 1)
	sleeps "$sleeper" 1 "$(jq -n "$limit * 3 / 1e9")"
	soon ".type == \"reaper.overdue\" and .reaper.elapsed_ns > $limit * 2"
	trace_stop
	lines '.type == "reaper.overdue" or .type == "reaper.limit"' | jq -se '
		[.[] | select(.type == "reaper.limit").reaper.limit_ns] as $limits
		| [.[] | select(.type == "reaper.overdue").reaper]
		| all(.elapsed_ns > .limit_ns and (.limit_ns | IN($limits[])))'
}

@test "until enough is known nobody is late" {
	learn auto:p99*2,floor=1ms,samples=1000
	sleeps "$sleeper" 20 0.002 1 0.5
	sleep 1.2
	trace_stop
	count 0 '.type == "reaper.overdue"'
	jq -e 'select(.type == "meta.stop") | .watched[0].calls >= 21' "$out"
}

@test "a limit rises with what calls take, and falls when they are quick again" {
	learn auto:p50*4,floor=1ms,window=2s,samples=20
	sleeps "$sleeper" 60 0.002
	soon '.type == "reaper.limit" and (.reaper.learning | not)'
	sleeps "$sleeper" 100 0.050
	wait_for 10 eval '[ "$(limits | tail -n 1)" -gt 150000000 ]'
	sleeps "$sleeper" 1500 0.002 &
	quick=$!
	wait_for 20 eval '[ "$(limits | tail -n 1)" -lt 100000000 ]'
	kill "$quick" || :
	wait "$quick" || :
	trace_stop
}

@test "a limit stays between its floor and its ceiling" {
	learn auto:p50*1000,floor=1ms,ceiling=300ms,samples=20
	sleeps "$sleeper" 30 0.002
	soon '.type == "reaper.limit" and (.reaper.learning | not)'
	[ "$(limits | tail -n 1)" = 300000000 ]
	trace_stop
	learn auto:p50*1,floor=2s,samples=20
	sleeps "$sleeper" 30 0.002
	soon '.type == "reaper.limit" and (.reaper.learning | not)'
	[ "$(limits | tail -n 1)" = 2000000000 ]
	trace_stop
}

@test "each program has a limit of its own" {
	other=$(own bash another)
	reaps --syscall pselect6 --exe "$dir/*" --limit auto:p50*5,floor=1ms,samples=30,per=exe
	count 0 '.type == "reaper.limit"'
	sleeps "$sleeper" 100 0.002
	sleeps "$other" 40 0.1
	soon ".type == \"reaper.limit\" and (.reaper.learning | not) and .reaper.exe == \"$sleeper\""
	soon ".type == \"reaper.limit\" and (.reaper.learning | not) and .reaper.exe == \"$other\""
	# The same takes too long for one of them only, while it goes on as when it returns.
	sleeps "$other" 1 0.2
	sleeps "$sleeper" 1 0.2
	soon ".type == \"reaper.overdue\" and .process.exe == \"$sleeper\" and .reaper.in_flight"
	soon ".type == \"reaper.overdue\" and .process.exe == \"$sleeper\" and (.reaper.in_flight | not)"
	trace_stop
	count 0 ".type == \"reaper.overdue\" and .process.exe == \"$other\""
}

@test "two rules about one call learn from those whom each is about" {
	other=$(own bash another)
	cat >"$dir/rules" <<-END
		rules:
		  - {name: quick, syscall: pselect6, limit: "auto:p50*2,floor=1ms,samples=20", exe: "$sleeper"}
		  - {name: slow, syscall: pselect6, limit: "auto:p50*2,floor=1ms,samples=20", exe: "$other"}
	END
	reaps --config "$dir/rules"
	sleeps "$sleeper" 60 0.002
	sleeps "$other" 25 0.1
	soon '.type == "reaper.limit" and .reaper.rule == "slow" and .reaper.limit_ns >= 150000000'
	trace_stop
	lines '.type == "reaper.limit" and .reaper.rule == "quick" and (.reaper.learning | not)' |
		jq -se 'length > 0 and all(.reaper.limit_ns < 150000000)'
}

@test "a learnt limit ends who is over it" {
	learn auto:p50*10,floor=1s,samples=50 --action kill
	sleeps "$sleeper" 80 0.002
	soon '.type == "reaper.limit" and (.reaper.learning | not)'
	run sleeps "$sleeper" 1 30
	[ "$status" = 137 ]
	soon '.type == "reaper.kill"'
	trace_stop
}

@test "the guard against a mass is told of, once, and when it is over" {
	reaper_start --syscall read --limit 500ms --action kill --mass 4/1s
	stuck_in "$prog" mass "$fifo" 12
	soon '.type == "reaper.mass" and .mass.engaged'
	wait_for 20 eval '[ "$(lines ".reaper.verdict == \"mass\"" | wc -l)" -ge 8 ]'
	sleep 1.5
	count 0 '.type == "reaper.mass" and (.mass.engaged | not)'
	# As they all return at last, late: nobody is met for that.
	killed=$(lines '.type == "reaper.kill"' | wc -l)
	head -c 100000 /dev/zero >"$fifo" || : # until the last of them has gone
	wait_for 20 ended "$victim"
	soon '.type == "reaper.mass" and (.mass.engaged | not)'
	trace_stop
	count "$killed" '.type == "reaper.kill"'
	[ "$killed" -le 4 ]
	one '.type == "reaper.mass" and .mass.engaged' |
		jq -e '.mass.limit == 4 and .mass.within_ns == 1000000000 and .mass.overdue > 4'
	one '.type == "reaper.mass" and (.mass.engaged | not)' |
		jq -e '.mass.held >= 8 and .mass.duration_ns >= 1000000000'
}

@test "many threads of one process are no mass" {
	reaper_start --syscall read --limit 500ms --action kill --mass 4/1s
	stuck_in "$prog" threads "$fifo" 20
	wait_for 20 ended "$victim"
	soon '.type == "reaper.kill"'
	trace_stop
	count 0 '.type == "reaper.mass"'
}

@test "too many who are too old are no prey either" {
	for _ in 1 2 3 4 5 6; do
		stall idle
	done
	cp "$HELPERS/stall" "$prog"
	reaps --lifetime --exe "$HELPERS/stall" --tree $$ --limit 10ms --action kill --mass 3/1s
	soon '.type == "reaper.mass"'
	trace_stop
	count 6 '.type == "reaper.overdue" and .reaper.verdict == "mass"'
	alive $stall_jobs
}

@test "hooks are told whom, and hold nothing up" {
	reaper_start --syscall read --limit 300ms --action kill \
		--exec-before "env >$dir/before.part; mv $dir/before.part $dir/before; sleep 100" \
		--exec-after "env >$dir/after.part; mv $dir/after.part $dir/after" --exec-limit 4s
	stuck_in "$prog" fifo "$fifo"
	wait_for 10 ended "$victim"
	soon '.type == "reaper.kill"'
	wait_for 10 test -e "$dir/before"
	wait_for 10 test -e "$dir/after"
	grep -qx "SS_PID=$victim" "$dir/before"
	grep -qx "SS_EXE=$prog" "$dir/before"
	grep -qx 'SS_SIGNAL=SIGKILL' "$dir/before"
	grep -qx 'SS_TARGET=read' "$dir/before"
	grep -qx 'SS_RULE=command-line' "$dir/before"
	grep -qx "SS_PID=$victim" "$dir/after"
	grep -qx 'SS_RESULT=gone' "$dir/after"
	wait_for 10 grep -q 'was killed: it ran for more than 4000 ms' "$err"
	trace_stop
}

@test "hooks are run for what the kernel did by itself, and not for a report" {
	reaper_start --syscall read --limit 100ms --action kill --exec-before "env >$dir/before"
	stuck_in "$prog" late "$fifo" 300 "$dir/never"
	wait_for 10 grep -sqx 'SS_SIGNAL=SIGKILL' "$dir/before"
	trace_stop
	rm "$dir/before"
	reaper_start --syscall read --limit 100ms --exec-before "env >$dir/before"
	stuck_in "$prog" late "$fifo" 300 "$dir/never"
	soon '.type == "reaper.overdue"'
	trace_stop
	[ ! -e "$dir/before" ]
}

@test "a victim that is stopped first is there for the hook before" {
	reaper_start --syscall read --limit 300ms --action stop:5s,kill --exec-limit 4s \
		--exec-before 'ls -l "/proc/$SS_PID/fd" >'"$dir/files.part; mv $dir/files.part $dir/files"
	stuck_in "$prog" fifo "$fifo"
	soon '.type == "reaper.kill"'
	grep -q -- "-> .*$fifo\$" "$dir/files"
	trace_stop
}

@test "it takes its turn before others, unless it is not to" {
	reaper_start --syscall read --limit 1s
	chrt -p "$trace" | grep -q SCHED_RR || skip 'no real-time priority here'
	trace_stop
	reaper_start --syscall read --limit 1s --priority normal
	chrt -p "$trace" | grep -q SCHED_OTHER
	trace_stop
}

# persists LIMIT: an instance that outlives its process, about $sleeper.
persists() {
	reaps --persist --name "auto$$" --syscall pselect6 --exe "$sleeper" --limit "$1"
}

@test "what was learnt is in force after a restart" {
	for each in '' ,per=exe; do
		persists "auto:p50*5,floor=1ms,samples=30$each" ||
			{ grep -q 'before 5.15' "$err" && skip 'this kernel pins no tracepoints'; false; }
		sleeps "$sleeper" 60 0.002
		soon '.type == "reaper.limit" and (.reaper.learning | not)'
		trace_stop KILL || :
		limit=$(limits | tail -n 1)
		persists "auto:p50*5,floor=1ms,samples=30$each"
		sleeps "$sleeper" 1 0.5
		soon ".type == \"reaper.overdue\" and .reaper.limit_ns == $limit"
		trace_stop
		"$BIN/ss-reaper" stop "auto$$"
	done
}

# next_of ARGUMENTS: what the limit is at the start of one that takes over, if it is known.
next_of() {
	persists auto:p50*5,floor=1ms,samples=30 ||
		{ grep -q 'before 5.15' "$err" && skip 'this kernel pins no tracepoints'; false; }
	sleeps "$sleeper" 60 0.002
	soon '.type == "reaper.limit" and (.reaper.learning | not)'
	trace_stop
	reaps --persist --name "auto$$" "$@"
	soon '.type == "reaper.limit"'
	trace_stop
	next=$(limits | head -n 1)
	"$BIN/ss-reaper" stop "auto$$"
}

@test "what was learnt of one thing is no limit of another" {
	about="--syscall pselect6 --exe $sleeper --limit auto:p50*5,samples=40,window=30s"
	# shellcheck disable=SC2086 # words
	next_of $about,floor=1ms --action kill
	[ "$next" -ge 1000000 ]
	# shellcheck disable=SC2086
	next_of $about,floor=2s
	[ -z "$next" ]
	next_of --syscall pselect6 --exe "$idle" --limit auto:p50*5,floor=1ms,samples=30
	[ -z "$next" ]
	next_of --syscall pause --exe "$sleeper" --limit auto:p50*5,floor=1ms,samples=30
	[ -z "$next" ]
}
