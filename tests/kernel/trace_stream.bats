#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# ss-trace as a member of a pipe: it ends when it should, says why, and leaves nothing.

bats_require_minimum_version 1.5.0
load helper

setup() {
	need_bpf
	before=$(attached)
}

teardown() {
	trace_kill
	[ -z "${noise-}" ] || kill "$noise" 2>/dev/null || :
	nothing_left "$before"
}

make_noise() {
	while sleep 0.02; do :; done 3>&- &
	noise=$!
}

# How ss-trace ended at the head of a pipe.
ended() {
	echo "${PIPESTATUS[0]}"
}

@test "a soft limit of 60 open files is lifted" {
	ulimit -Sn 60
	trace_start
	true | cat
	trace_stop
	jq -se 'any(.[]; .type == "process.exec")' "$out"
}

# The kernel has a hundred thousand: of an excerpt all that are asked for stand at the begin.
@test "the types its programs ask for are found in an excerpt of the kernel's" {
	"$BIN/ss-trace" -vv exec -d 1ms 2>&1 >/dev/null | grep -o 'target candidate \[[0-9]*' |
		grep -o '[0-9]*$' >"$BATS_TEST_TMPDIR/ids"
	awk '$1 > 1000 { exit 1 } END { exit NR < 20 }' "$BATS_TEST_TMPDIR/ids"
}

@test "with -n 5 prints five events between its first and its last line" {
	make_noise
	"$BIN/ss-trace" process -n 5 >"$BATS_TEST_TMPDIR/out"
	jq -c .type "$BATS_TEST_TMPDIR/out" | grep -v '^"process\.' >"$BATS_TEST_TMPDIR/types"
	[ "$(cat "$BATS_TEST_TMPDIR/types")" = $'"meta.start"\n"meta.stop"' ]
	[ "$(grep -c '"type":"process\.' "$BATS_TEST_TMPDIR/out")" = 5 ]
	tail -n 1 "$BATS_TEST_TMPDIR/out" | jq -e '.reason == "count"'
}

@test "seq counts the lines, without a gap" {
	make_noise
	"$BIN/ss-trace" process -n 20 | jq -s -e '[.[].seq | tonumber] == [range(1; length + 1)]'
}

@test "with -d ends in time, also on a quiet machine" {
	run timeout 60 "$BIN/ss-trace" exec --comm no-such-comm -d 300ms
	[ "$status" = 0 ]
	tail -n 1 <<<"$output" | jq -e '.reason == "duration" and .exact'
}

nobody_in() { # SESSION
	! pgrep -s "$1"
}

# Many tracepoints, where the kernel has only these: whoever closes them ends after it.
@test "after its end nobody of it stays, and its pipe has ended" {
	# shellcheck disable=SC2016 # the inner shell's
	timeout 120 setsid -w bash -c 'echo $$ >"$1"; exec "$2" -d 1ms default' - \
		"$BATS_TEST_TMPDIR/session" "$BIN/ss-trace" 3>&- | tail -n 1 |
		jq -e '.type == "meta.stop" and .exact'
	wait_for 60 nobody_in "$(cat "$BATS_TEST_TMPDIR/session")"
}

@test "SIGTERM, SIGINT and SIGHUP: the end is told, status 0" {
	for signal in TERM INT HUP; do
		trace_start process
		/bin/true
		trace_stop $signal
		tail -n 1 "$out" | jq -e '.type == "meta.stop" and .reason == "signal" and .exact'
		[ ! -s "$err" ]
	done
}

@test "a full disk is an error" {
	make_noise
	run bash -c "timeout 60 $BIN/ss-trace >/dev/full"
	[ "$status" = 1 ]
	[[ $output == *"No space left"* ]]
}

@test "a reader that has enough ends it: 141" {
	make_noise
	status=$(set +o pipefail; timeout 60 "$BIN/ss-trace" process | head -n 1 >/dev/null; echo "${PIPESTATUS[0]}")
	[ "$status" = 141 ]
}

@test "a reader that leaves ends it although no event comes" {
	# shellcheck disable=SC2216 # it does not read
	status=$(set +o pipefail; timeout 60 "$BIN/ss-trace" exec --comm no-such-comm | sleep 1; echo "${PIPESTATUS[0]}")
	[ "$status" = 141 ]
}

# The capabilities go once everything is attached: CAP_DAC_READ_SEARCH (2) and CAP_SYS_PTRACE (19) stay.
has_dropped() {
	[ "$(awk '/^CapEff/ { print $2 }' "/proc/$trace/status")" = 0000000000080004 ]
}

@test "a reader that stands still does not keep it from ending" {
	mkfifo "$BATS_TEST_TMPDIR/fifo"
	# shellcheck disable=SC2217 # it does not read
	sleep 600 <"$BATS_TEST_TMPDIR/fifo" 3>&- &
	sleeper=$!
	make_noise
	err=$BATS_TEST_TMPDIR/err
	"$BIN/ss-trace" process --snapshot >"$BATS_TEST_TMPDIR/fifo" 2>"$err" 3>&- &
	trace=$!
	wait_for 60 has_dropped
	"$HELPERS/storm" 1000
	kill -TERM $trace
	status=0
	timeout 60 tail -s 0.05 --pid=$trace -f /dev/null
	wait $trace || status=$?
	trace=
	kill $sleeper
	[ "$status" = 1 ]
	grep -q 'nobody reads' "$err"
}

@test "kill -9 leaves nothing attached" {
	trace_start process
	kill -KILL "$trace"
	wait "$trace" || :
	trace=
	nothing_left "$before"
}

@test "privileges are dropped once it runs" {
	trace_start process
	wait_for 5 has_dropped
	[ "$(awk '/^CapPrm/ { print $2 }' "/proc/$trace/status")" = 0000000000080004 ]
	[ "$(awk '/^NoNewPrivs/ { print $2 }' "/proc/$trace/status")" = 1 ]
	trace_stop
}

@test "a lone event comes through, although none follows it" {
	local prog
	prog=$(own true)
	trace_start exec --exe "$prog"
	for i in $(seq 20); do
		"$prog" "lone-$i"
		wait_for 2 grep -q "\"lone-$i\"" "$out"
		# Until the reader has gone to sleep again.
		sleep 0.05
	done
	trace_stop
}

@test "the memory does not grow with the processes that came and went" {
	local few=300 many=1500
	[ -z "${SS_VM-}" ] || few=200 many=600
	trace_start process --comm no-such-comm
	"$HELPERS/storm" $few
	rss() {
		awk '/^VmRSS/ { print $2 }' "/proc/$trace/status"
	}
	first=$(rss)
	"$HELPERS/storm" $many
	last=$(rss)
	echo "RSS $first kB, then $last kB"
	[ "$last" -lt $((first + 6000)) ]
	[ "$last" -lt 20480 ]
	trace_stop
}

@test "with --format text shows what happened, and the sums" {
	local prog
	prog=$(own true)
	"$BIN/ss-trace" --format text exec --exe "$prog" -n 1 >"$BATS_TEST_TMPDIR/text" 3>&- &
	trace=$!
	wait_for 30 grep -q '^ss-trace .* on Linux' "$BATS_TEST_TMPDIR/text"
	"$prog" 'a b' $'\e[31m'
	wait $trace
	trace=
	grep -qF "$prog 'a b' '\\x1b[31m'" "$BATS_TEST_TMPDIR/text"
	grep -q 'seen [0-9]* = emitted 1 ' "$BATS_TEST_TMPDIR/text"
}

@test "with --fields, in JSON and in text" {
	make_noise
	"$BIN/ss-trace" exec -n 1 --fields process.pid,process.exe,parent >"$BATS_TEST_TMPDIR/out"
	sed -n 2p "$BATS_TEST_TMPDIR/out" |
		jq -e '(keys == ["parent", "process", "type"]) and (.process | keys == ["exe", "pid"])'
	"$BIN/ss-trace" exec --comm sleep -n 1 --format text --fields process.comm,process.exe,exec.path >"$BATS_TEST_TMPDIR/out"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/out")" = 1 ]
	grep -P '^sleep\t/.*/sleep\t$' "$BATS_TEST_TMPDIR/out"
}

@test "with -d and -n, and wrong words: status 2, nothing on stdout" {
	for words in '--pid 12abc' '--pid 0' '--uid nosuchuser' '--comm sixteen-bytes-xx' '--container xyz' \
		'--cgroup /etc' '-n 0x5' '--bogus' '--exe relative/path' 'nosuchtype' 'exec,' '--fields a..b' '--format yaml' \
		'--ring-size 5000' '--ring-size 1' '--args-max 2M' '-d 12x' '-n -1'; do
		# shellcheck disable=SC2086 # words
		run --separate-stderr "$BIN/ss-trace" $words
		echo "$words: $status $stderr"
		[ "$status" = 2 ]
		[ -z "$output" ]
		[ -n "$stderr" ]
	done
}
