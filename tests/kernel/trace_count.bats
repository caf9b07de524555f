#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# --count: what is counted in the kernel, against a known number of processes and opens.

# shellcheck disable=SC2154 # trace_start sets out, err and trace
load helper

setup() {
	need_bpf
	need jq
	n=1000
	[ -z "${SS_VM-}" ] || n=200
	a=$(own true a) b=$(own true b) storm=$(own "$HELPERS/storm")
	a_comm=${a##*/} b_comm=${b##*/}
}

teardown() {
	trace_kill
}

# events FILTER: of the lines meta.count whose count.by has it.
events() {
	jq -s "[.[] | select(.type == \"meta.count\") | .count | select(.by != null) | select(.by | $1) | .events] | add // 0" "$out"
}

# The counts of all lines are what the kernel counted, and that is all there was but the filtered.
adds_up() {
	jq -se '.[-1] as $stop | [.[] | select(.type == "meta.count") | .count.events] | add == $stop.total.counted' "$out"
	tests/schema "$out"
	tail -n 1 "$out" | jq -e '.exact and .total.emitted == 0 and .total.lost == 0 and
		([.counts[], .total] | all(.seen == .emitted + .filtered + .throttled + (.counted // 0) + .lost))'
	[ "$(grep -cE '^."v":1,"type":"(process|file)' "$out")" = 0 ]
}

@test "by type and exe: each exec, fork and exit counted once" {
	trace_start --count by=type,exe process
	"$storm" "$n" "$a"
	"$storm" 10 "$b"
	trace_stop
	adds_up
	[ "$(events ".type == \"process.exec\" and .exe == \"$a\"")" = "$n" ]
	[ "$(events ".type == \"process.exit\" and .exe == \"$a\"")" = "$n" ]
	[ "$(events ".type == \"process.exec\" and .exe == \"$b\"")" = 10 ]
	[ "$(events ".type == \"process.exit\" and .exe == \"$b\"")" = 10 ]
	# A child runs what its parent does until it execs.
	[ "$(events ".type == \"process.fork\" and .exe == \"$storm\"")" -ge $((n + 10)) ]
	# The largest first, and nothing without a name.
	jq -se '[.[] | select(.type == "meta.count") | .count.events] | . == (sort | reverse)' "$out"
	[ "$(grep -c '"incomplete"' "$out")" = 0 ]
}

@test "with --every each table has what came since the last one" {
	trace_start --count by=comm --every 500ms exec
	"$storm" "$n" "$a"
	sleep 0.6
	"$storm" "$n" "$a"
	sleep 0.6
	"$storm" 7 "$b"
	trace_stop
	adds_up
	[ "$(events ".comm == \"$a_comm\"")" = $((2 * n)) ]
	[ "$(events ".comm == \"$b_comm\"")" = 7 ]
	[ "$(jq -s '[.[] | select(.type == "meta.count").ts] | unique | length' "$out")" -ge 3 ]
}

@test "--top: the rest is one, and nothing is lost of it" {
	trace_start --count by=exe,type --top 1 exec
	"$storm" "$n" "$a"
	"$storm" 20 "$b"
	trace_stop
	adds_up
	[ "$(grep -c '"type":"meta.count"' "$out")" = 2 ]
	[ "$(tail -n 2 "$out" | head -n 1 | jq -r .count.other)" = true ]
}

@test "more groups than there is room for are counted as other" {
	[ -z "${SS_VM-}" ] || skip 'ten thousand processes take too long in an emulated machine'
	trace_start --count by=pid --comm "${storm##*/}" --comm "$a_comm" exec
	"$storm" 9000 "$a"
	trace_stop
	adds_up
	[ "$(jq -s '[.[] | select(.type == "meta.count" and .count.by)] | length' "$out")" = 8192 ]
	[ "$(jq -s '[.[] | select(.count.other).count.events] | add' "$out")" = $((9000 + 1 - 8192)) ]
	grep -q 'more than 8192 groups' "$err"
}

@test "filters come first" {
	trace_start --count by=comm,uid --comm "$a_comm" exec
	"$storm" 50 "$a"
	"$storm" 50 "$b"
	trace_stop
	adds_up
	[ "$(grep -c '"type":"meta.count"' "$out")" = 1 ]
	[ "$(events ".comm == \"$a_comm\" and .uid == 0")" = 50 ]
	[ "$(tail -n 1 "$out" | jq .total.filtered)" -ge 50 ]
}

@test "a histogram of the lives of processes" {
	trace_start --count by=exe --histogram --comm "$a_comm" exit
	"$storm" 100 "$a"
	trace_stop
	adds_up
	jq -se '[.[] | select(.type == "meta.histogram").histogram] | length == 1 and
		(.[0] | .events == 100 and ([.buckets[].events] | add) == 100 and
		(.buckets | all(.to_ns == 2 * .from_ns)) and (.buckets[0].from_ns > 10000))' "$out"
}

@test "events that come in thousands are counted by who does them" {
	trace_start --count by=exe,type,pid file.open
	jq -e '.hooks["file.open"]' <(head -n 1 "$out") || skip 'file.open cannot be had here'
	bash -c 'for ((i = 0; i < $2; i++)); do : <"$1"; done; echo $$' opens "$a" "$n" >"$BATS_TEST_TMPDIR/pid"
	trace_stop
	adds_up
	opens=$(events ".type == \"file.open\" and .pid == $(cat "$BATS_TEST_TMPDIR/pid")")
	# And those of its start.
	[ "$opens" -ge "$n" ]
	[ "$opens" -lt $((n + 50)) ]
}

@test "containers, told from the cgroup, and a table for people" {
	grep -q ' cgroup2 ' /proc/mounts || skip 'no cgroup2 is mounted'
	id=$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')
	cgroup=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)/docker-$id.scope
	mkdir "$cgroup" || skip 'no cgroup can be made here'
	out=$BATS_TEST_TMPDIR/out
	"$BIN/ss-trace" --count by=container,type,comm --format text --comm "$a_comm" exec >"$out" 3>&- &
	trace=$!
	wait_for 30 grep -q process.exec "$out"
	(echo $BASHPID >"$cgroup/cgroup.procs" && exec "$storm" 30 "$a")
	"$storm" 20 "$a"
	kill "$trace"
	wait "$trace"
	trace=
	rmdir "$cgroup"
	cat "$out"
	grep -qE "^[0-9:.]+ +30 process.exec +$a_comm +${id:0:12}\$" "$out"
	grep -qE "^[0-9:.]+ +20 process.exec +$a_comm\$" "$out"
	grep -qE '^all +seen .* counted 50 \+ lost 0' "$out"
}
