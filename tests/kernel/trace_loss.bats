#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The books: nothing is lost at default sizes, and what is lost is counted exactly.

load helper

setup() {
	need_bpf
	# Emulated machines are a hundred times slower.
	storm=20000 small=500
	[ -z "${SS_VM-}" ] || { storm=1000; small=100; }
}

teardown() {
	trace_kill
}

# Of the last line: seen = emitted + filtered + throttled + lost for each type and in all.
exact() {
	tail -n 1 "$out" | jq -e '.type == "meta.stop" and .exact and
		([.counts[], .total] | all(.seen == .emitted + .filtered + .throttled + .lost))' >/dev/null || {
		tail -n 1 "$out"
		return 1
	}
}

# count TYPE TERM
count() {
	tail -n 1 "$out" | jq ".counts[\"process.$1\"].$2"
}

@test "a storm of processes at default sizes: none lost, each seen once" {
	trace_start --comm storm --comm true
	"$HELPERS/storm" $storm
	TRACE_STOP=120 trace_stop
	exact
	[ "$(count exec lost)" = 0 ]
	[ "$(count fork lost)" = 0 ]
	[ "$(count exit lost)" = 0 ]
	[ "$(grep -c '"type":"process.exec".*"args":\["/bin/true","storm"\]' "$out")" = $storm ]
	[ "$(grep '"type":"process.exit"' "$out" | grep -c '"args":\["/bin/true","storm"\]')" = $storm ]
	# What was printed is what the books say.
	for type in fork exec exit; do
		[ "$(grep -c "\"type\":\"process.$type\"" "$out")" = "$(count $type emitted)" ]
	done
}

@test "a ring of 4 KiB and a reader that stands still: losses, counted exactly" {
	trace_start --ring-size 4k --comm storm --comm true
	kill -STOP "$trace"
	"$HELPERS/storm" $small
	kill -CONT "$trace"
	trace_stop
	exact
	[ "$(count exec lost)" -gt 0 ]
	[ "$(count exec seen)" -ge $small ]
	grep -q '"type":"meta.loss"' "$out"
	# The losses told on the way add up to those of the end.
	for type in fork exec exit; do
		told=$(jq -s "[.[] | select(.type == \"meta.loss\") | .lost[\"process.$type\"] // 0] | add" "$out")
		[ "$told" = "$(count $type lost)" ]
		[ "$(grep -c "\"type\":\"process.$type\"" "$out")" = "$(count $type emitted)" ]
	done
	grep -q 'events lost' "$err"
}

@test "a record larger than the ring is a loss, and the next one arrives" {
	trace_start exec --ring-size 4k --exe /bin/true
	/bin/true "$(head -c 50000 /dev/zero | tr '\0' x)"
	sleep 0.5
	/bin/true small
	wait_for 5 grep -q '"small"' "$out"
	trace_stop
	exact
	[ "$(count exec lost)" = 1 ]
	[ "$(count exec emitted)" = 1 ]
}

@test "the perf buffer carries the same" {
	trace_start --buffer perf --comm storm --comm true
	"$HELPERS/storm" $small
	/bin/true '' $'\xff' last
	trace_stop
	exact
	[ "$(count exec lost)" = 0 ]
	[ "$(grep '"type":"process.exec"' "$out" | grep -c '"args":\["/bin/true","storm"\]')" = $small ]
	grep '"last"' "$out" | jq -es '.[0].process.args_hex == ["2f62696e2f74727565", "", "ff", "6c617374"]'
	head -n 1 "$out" | jq -e '.tool.buffer == "perf"'
}

@test "the perf buffer counts its losses" {
	trace_start --buffer perf --ring-size 4k --comm storm --comm true
	kill -STOP "$trace"
	"$HELPERS/storm" $small
	kill -CONT "$trace"
	trace_stop
	exact
	[ "$(count exec lost)" -gt 0 ]
	for type in fork exec exit; do
		[ "$(grep -c "\"type\":\"process.$type\"" "$out")" = "$(count $type emitted)" ]
	done
}

@test "with -n: what comes after the last line is throttled, not lost" {
	trace_start -n 10
	"$HELPERS/storm" 100
	wait "$trace"
	trace=
	exact
	[ "$(grep -c '"type":"process' "$out")" = 10 ]
	[ "$(tail -n 1 "$out" | jq .total.emitted)" = 10 ]
}
