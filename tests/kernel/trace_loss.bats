#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The books: nothing is lost at default sizes, and what is lost is counted exactly.

load helper

setup() {
	need_bpf
	# Emulated machines are a hundred times slower.
	many=10000 few=500
	[ -z "${SS_VM-}" ] || { many=500; few=100; }
	storm=$(own "$HELPERS/storm")
	prog=$(own true)
	both=(--comm "${storm##*/}" --comm "${prog##*/}")
}

teardown() {
	trace_kill
	[ -z "${load-}" ] || kill "$load" 2>/dev/null || :
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
	trace_start process "${both[@]}"
	"$storm" "$many" "$prog"
	TRACE_STOP=120 trace_stop
	exact
	[ "$(count exec lost)" = 0 ]
	[ "$(count fork lost)" = 0 ]
	[ "$(count exit lost)" = 0 ]
	[ "$(grep -c '"type":"process.exec".*"args":\["'"$prog"'","storm"\]' "$out")" = "$many" ]
	[ "$(grep '"type":"process.exit"' "$out" | grep -c '"args":\["'"$prog"'","storm"\]')" = "$many" ]
	# What was printed is what the books say.
	for type in fork exec exit; do
		[ "$(grep -c "^{\"v\":1,\"type\":\"process.$type\"" "$out")" = "$(count $type emitted)" ]
	done
}

@test "a ring of 4 KiB and a reader that stands still: losses, counted exactly" {
	trace_start process --ring-size 4k "${both[@]}"
	kill -STOP "$trace"
	"$storm" "$few" "$prog"
	kill -CONT "$trace"
	trace_stop
	exact
	[ "$(count exec lost)" -gt 0 ]
	[ "$(count exec seen)" -ge "$few" ]
	grep -q '"type":"meta.loss"' "$out"
	# The losses told on the way add up to those of the end.
	for type in fork exec exit; do
		told=$(jq -s "[.[] | select(.type == \"meta.loss\") | .lost[\"process.$type\"] // 0] | add" "$out")
		[ "$told" = "$(count $type lost)" ]
		[ "$(grep -c "^{\"v\":1,\"type\":\"process.$type\"" "$out")" = "$(count $type emitted)" ]
	done
	grep -q 'events lost' "$err"
}

@test "a record larger than the ring is a loss, and the next one arrives" {
	trace_start exec --ring-size 4k --exe "$prog"
	"$prog" "$(head -c 50000 /dev/zero | tr '\0' x)"
	# What others do can fill so small a ring too: again, until one gets through.
	small() {
		"$prog" small
		sleep 0.2
		grep -q '"small"' "$out"
	}
	wait_for 20 small
	trace_stop
	exact
	[ "$(count exec lost)" -ge 1 ]
	[ "$(count exec emitted)" -ge 1 ]
	grep -q '"small"' "$out"
	[ "$(grep -c xxxx "$out")" = 0 ]
}

@test "the perf buffer carries the same" {
	trace_start process --buffer perf "${both[@]}"
	"$storm" "$few" "$prog"
	"$prog" '' $'\xff' last
	trace_stop
	exact
	[ "$(count exec lost)" = 0 ]
	[ "$(grep '"type":"process.exec"' "$out" | grep -c '"args":\["'"$prog"'","storm"\]')" = "$few" ]
	grep '"last"' "$out" | jq -es '.[0].process.args_hex[1:] == ["", "ff", "6c617374"]'
	head -n 1 "$out" | jq -e '.tool.buffer == "perf"'
}

@test "the perf buffer counts its losses" {
	trace_start process --buffer perf --ring-size 4k "${both[@]}"
	kill -STOP "$trace"
	"$storm" "$few" "$prog"
	kill -CONT "$trace"
	trace_stop
	exact
	[ "$(count exec lost)" -gt 0 ]
	for type in fork exec exit; do
		[ "$(grep -c "^{\"v\":1,\"type\":\"process.$type\"" "$out")" = "$(count $type emitted)" ]
	done
}

@test "with -n: what comes after the last line is throttled, not lost" {
	trace_start process -n 10
	"$storm" 100 "$prog"
	wait "$trace"
	trace=
	exact
	[ "$(grep -c '"type":"process' "$out")" = 10 ]
	[ "$(tail -n 1 "$out" | jq .total.emitted)" = 10 ]
}

@test "megabytes of arguments push out nobody's events, and say what they lack" {
	cp /bin/true "$BATS_TEST_TMPDIR/big"
	cp /bin/true "$BATS_TEST_TMPDIR/small"
	big=$(head -c 120000 /dev/zero | tr '\0' x)
	trace_start exec,exit --exe "$BATS_TEST_TMPDIR/big" --exe "$BATS_TEST_TMPDIR/small"
	kill -STOP "$trace"
	for i in $(seq 60); do
		"$BATS_TEST_TMPDIR/big" "$big" "$i"
		"$BATS_TEST_TMPDIR/small" "$i"
	done
	kill -CONT "$trace"
	trace_stop
	exact
	[ "$(count exec lost)" = 0 ]
	[ "$(count exit lost)" = 0 ]
	jq -c 'select(.type == "process.exec") | .process' "$out" >"$BATS_TEST_TMPDIR/execs"
	[ "$(jq -r 'select(.exe | endswith("/small")) | .args[1]' "$BATS_TEST_TMPDIR/execs")" = "$(seq 60)" ]
	jq -s -e '[.[] | select(.exe | endswith("/big"))] | length == 60 and
		all((.args_truncated and .args_bytes > 120000) or (.args | length) == 3) and
		any(.args_truncated) and any(.args_truncated | not)' "$BATS_TEST_TMPDIR/execs"
	[ "$(jq -r 'select(.exe | endswith("/big")) | select(.args_truncated | not) | .args[2]' "$BATS_TEST_TMPDIR/execs" | head -n 1)" = 1 ]
}

@test "a flood of new namespaces pushes out nobody's life" {
	local unshares times=10000
	[ -z "${SS_VM-}" ] || times=2000
	unshares=$(own "$HELPERS/unshares" flood)
	trace_start --ring-size 1M --bulk-size 64k "${both[@]}" --comm "${unshares##*/}" process,unshare
	jq -e 'select(.type == "meta.start").hooks["ns.unshare"]' "$out" || skip 'no way to have unshare here'
	kill -STOP "$trace"
	"$unshares" $times
	"$storm" 20 "$prog"
	kill -CONT "$trace"
	trace_stop
	exact
	[ "$(count exec lost)" = 0 ]
	[ "$(count fork lost)" = 0 ]
	[ "$(count exit lost)" = 0 ]
	[ "$(grep -c '"type":"process.exec".*"args":\["'"$prog"'","storm"\]' "$out")" = 20 ]
	# They filled what is theirs; the first are there.
	tail -n 1 "$out" | jq -e '.counts["ns.unshare"] | .seen == '$times' and .lost > 0 and .emitted > 100'
}

@test "a slow reader under load: -d and SIGTERM end it all the same, and the books are exact" {
	local rounds=400 pause=0.01
	[ -z "${SS_VM-}" ] || rounds=60 pause=0.05
	while "$prog"; do :; done 3>&- &
	load=$!
	mkfifo "$BATS_TEST_TMPDIR/pipe"
	for how in duration signal; do
		out=$BATS_TEST_TMPDIR/$how
		# 300 kB/s at most; and the end, in one go.
		(
			exec <"$BATS_TEST_TMPDIR/pipe"
			for _ in $(seq $rounds); do
				head -c 3000
				sleep $pause
			done
			cat
		) >"$out" 3>&- &
		reader=$!
		options=()
		[ $how = signal ] || options=(-d 2s)
		"$BIN/ss-trace" process "${options[@]}" >"$BATS_TEST_TMPDIR/pipe" 2>/dev/null 3>&- &
		trace=$!
		[ $how = duration ] || { sleep 2; kill -TERM $trace; }
		status=0
		timeout 60 tail -s 0.05 --pid=$trace -f /dev/null || status=$?
		[ "$status" = 0 ] || kill $load
		[ "$status" = 0 ]
		wait $trace
		trace=
		wait $reader
		exact
		tail -n 1 "$out" | jq -e ".reason == \"$how\""
	done
	kill $load
}
