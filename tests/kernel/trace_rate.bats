#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Rate limits and samples: what is held back is counted exactly, and the process table lives on.

# shellcheck disable=SC2154 # trace_start sets out, err and trace
load helper

setup() {
	need_bpf
	need jq
	n=1000
	[ -z "${SS_VM-}" ] || n=200
	a=$(own true a) b=$(own true b) storm=$(own "$HELPERS/storm")
	a_comm=${a##*/} storm_comm=${storm##*/}
}

teardown() {
	trace_kill
}

# count TYPE TERM, of the last line.
count() {
	tail -n 1 "$out" | jq ".counts[\"process.$1\"].$2"
}

lines() {
	grep -c "\"type\":\"process.$1\"" "$out" || :
}

# Nothing is missing in the books, and what was emitted is there.
adds_up() {
	tests/schema "$out"
	tail -n 1 "$out" | jq -e '.type == "meta.stop" and .exact and
		([.counts[], .total] | all(.seen == .emitted + .filtered + .throttled + .lost))'
	for type in fork exec exit; do
		[ "$(count $type emitted)" = null ] || [ "$(lines $type)" = "$(count $type emitted)" ]
	done
}

# What the lines meta.throttle say of a type.
told() {
	jq -s "[.[] | select(.type == \"meta.throttle\").throttled[\"process.$1\"] // 0] | add" "$out"
}

# Open a file n times, by a process that --comm opens$$ knows.
opens() {
	bash -c 'printf %s "$0" >/proc/$$/comm; for ((i = 0; i < $2; i++)); do : <"$1"; done' opens$$ "$a" "$n"
}

@test "a limit for a type: so many at once, and the rest is counted" {
	trace_start --rate exec=10/h --comm "$a_comm" exec,exit
	"$storm" "$n" "$a"
	trace_stop
	adds_up
	# Processors that look at the same moment may let one more through each.
	[ "$(lines exec)" -ge 10 ]
	[ "$(lines exec)" -le 12 ]
	[ "$(count exec seen)" = $((n + $(count exec filtered))) ]
	[ "$(count exec throttled)" = $((n - $(lines exec))) ]
	[ "$(told exec)" = "$(count exec throttled)" ]
	[ "$(lines exit)" = "$n" ]
	[ "$(told exit)" = 0 ]
	# Those whose exec was not told are known all the same.
	[ "$(jq -s "[.[] | select(.type == \"process.exit\" and .process.exe == \"$a\")] | length" "$out")" = "$n" ]
	jq -se '[.[] | select(.type == "meta.throttle")] | .[0].started == ["process.exec"] and
		.[-1].ended == ["process.exec"]' "$out"
}

@test "tokens come back" {
	trace_start --rate exec=5/s --comm "$a_comm" exec
	began=${EPOCHREALTIME/[.,]/}
	"$storm" 50 "$a"
	wait_for 5 eval '[ "$(lines exec)" -ge 5 ]'
	sleep 2.2
	wait_for 5 grep -q '"ended":\["process.exec"\]' "$out"
	"$storm" 50 "$a"
	took=$(((${EPOCHREALTIME/[.,]/} - began) / 1000000 + 1))
	trace_stop
	adds_up
	[ "$(lines exec)" -ge 10 ]
	[ "$(lines exec)" -le $((5 + 5 * took + 4)) ]
	[ "$(told exec)" = "$(count exec throttled)" ]
}

@test "a limit for each process, and who it was" {
	trace_start --rate-process 20/h --comm "$storm_comm" fork
	"$storm" "$n" "$a" &
	first=$!
	"$storm" 30 "$b"
	wait $first
	trace_stop
	adds_up
	# Of two storms, besides what forked these.
	jq -se "[.[] | select(.type == \"process.fork\" and .process.comm == \"$storm_comm\")] |
		group_by(.process.ppid) | length == 2 and all(length == 20)" "$out"
	[ "$(told fork)" = "$(count fork throttled)" ]
	jq -se --argjson pid $first '[.[] | select(.type == "meta.throttle").processes[]? |
		select(.pid == $pid).throttled] | add == '$((n - 20)) "$out"
}

@test "a limit that nobody reaches changes nothing" {
	trace_start --rate exec=100000/s --rate-process 100000/s --comm "$a_comm" exec
	"$storm" 50 "$a"
	trace_stop
	adds_up
	[ "$(lines exec)" = 50 ]
	[ "$(grep -c meta.throttle "$out")" = 0 ]
}

@test "a sample: one of each ten in a row on a processor, and it says so" {
	trace_start --sample exec=1/10 --comm "$a_comm" exec,exit
	taskset -c 0 "$storm" 100 "$a"
	trace_stop
	adds_up
	[ "$(lines exec)" = 10 ]
	[ "$(count exec throttled)" = 90 ]
	[ "$(lines exit)" = 100 ]
	jq -se '[.[] | select(.type == "process.exec")] | all(.sample == 10)' "$out"
	jq -se '[.[] | select(.type == "process.exit")] | all(has("sample") | not)' "$out"
	# No limit began: nothing to tell but the sums.
	[ "$(grep -c meta.throttle "$out")" = 0 ]
}

@test "file.open: limits of what comes in thousands" {
	trace_start --rate file=7/h --comm opens$$ file.open
	jq -e '.hooks["file.open"]' <(head -n 1 "$out") || skip 'file.open cannot be had here'
	opens
	trace_stop
	tail -n 1 "$out" | jq -e ".exact and .total.seen >= $n and .total.lost == 0 and
		.total.emitted >= 7 and .total.emitted <= 9"
}

@test "costs: each program's runs, and the command's own" {
	trace_start --cost --every 500ms --comm "$a_comm" exec
	"$storm" "$n" "$a"
	sleep 0.6
	trace_stop
	jq -se "[.[] | select(.type == \"meta.cost\").cost] |
		([.[] | select(.program == \"on_exec\").runs] | add >= $n) and
		(map(select(.program == \"on_exec\" and .runs > 0)) | all(.ns_per_run > 50 and .cpu_percent > 0)) and
		any(.program == \"ss-trace\" and .cpu_percent > 0)" "$out"
	tests/schema "$out"
	tail -n 1 "$out" | jq -e .exact
}

@test "without --cost the kernel does not measure" {
	[ "$(cat /proc/sys/kernel/bpf_stats_enabled)" = 0 ] || skip 'somebody has BPF statistics on'
	trace_start exec
	"$storm" 20 "$a"
	runs=$(cat /proc/"$trace"/fdinfo/* | grep -E '^run_cnt:[[:space:]]*[1-9]' || :)
	[ -z "$runs" ]
	trace_stop
}

@test "after a loss it is said what filled the ring, and how large it should be" {
	trace_start --ring-size 4k --comm "$a_comm" --comm "$storm_comm" process
	kill -STOP "$trace"
	"$storm" 100 "$a"
	kill -CONT "$trace"
	trace_stop
	tests/schema "$out"
	size=$(jq -s '[.[] | select(.type == "meta.loss").advice.ring_size] | max' "$out")
	jq -se '[.[] | select(.type == "meta.loss").fill] | .[0].ring_percent > 50 and .[0].bulk_percent == 0 and
		(.[0].most | startswith("process."))' "$out"
	grep -qE 'events lost: .*--ring-size=[0-9]+[kM] would have held them' "$err"
	# And so it is.
	trace_start --ring-size "$size" --comm "$a_comm" --comm "$storm_comm" process
	kill -STOP "$trace"
	"$storm" 100 "$a"
	kill -CONT "$trace"
	trace_stop
	tail -n 1 "$out" | jq -e '.exact and .total.lost == 0'
}

@test "--bulk-size is the room of what comes in thousands" {
	trace_start --bulk-size 4k --comm opens$$ file.open
	jq -e '.tool.bulk_bytes == 4096' <(head -n 1 "$out")
	jq -e '.hooks["file.open"]' <(head -n 1 "$out") || skip 'file.open cannot be had here'
	kill -STOP "$trace"
	opens
	kill -CONT "$trace"
	trace_stop
	tail -n 1 "$out" | jq -e ".exact and .total.lost > $n / 2"
	jq -se '[.[] | select(.type == "meta.loss")] | .[0].advice.bulk_size >= 65536 and
		.[0].fill.bulk_percent > 50' "$out"
}
