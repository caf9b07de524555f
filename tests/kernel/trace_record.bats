#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# ss-trace --record: what replay prints is what was printed.
# shellcheck disable=SC2154 # what run and the helper set

bats_require_minimum_version 1.5.0
load helper

setup() {
	need_bpf
	before=$(attached)
	rec=$BATS_TEST_TMPDIR/rec.zst
	prog=$(own true)
}

teardown() {
	trace_kill
	[ -z "${disk-}" ] || umount "$disk" || :
	nothing_left "$before"
}

replay() {
	"$BIN/ss-trace" replay "$@"
}

# Lines in the recording, as far as it is whole.
recorded() {
	replay "$rec" 2>/dev/null | wc -l
}

@test "replay prints the bytes that the run printed, in every view" {
	for view in '' '-f text' '-F process.pid,process.args,parent.comm' '-f text -F process.comm,process.args'; do
		rm -f "$rec"
		# shellcheck disable=SC2086 # words
		"$BIN/ss-trace" process --record "$rec" --snapshot $view -n 200 >"$BATS_TEST_TMPDIR/live" 3>&- &
		trace=$!
		while kill -0 $trace 2>/dev/null; do "$HELPERS/storm" 20; done
		wait $trace
		trace=
		[ -s "$BATS_TEST_TMPDIR/live" ]
		# shellcheck disable=SC2086
		replay $view "$rec" | cmp - "$BATS_TEST_TMPDIR/live"
	done
	[ "$(stat -c %a "$rec")" = 600 ]
	# All of each line is kept, whatever is shown.
	replay "$rec" | head -n 1 | jq -e '.type == "meta.start" and .tool.name == "ss-trace"'
	replay "$rec" | tail -n 1 | jq -e '.type == "meta.stop" and .exact'
}

@test "what happened is soon in the file, though nothing follows, and survives kill -9" {
	trace_start --record "$rec" exec --exe "$prog"
	"$prog" marker-1
	wait_for 2 eval '[ "$(replay "$rec" 2>/dev/null | grep -c marker-1)" = 1 ]'
	"$prog" marker-2
	wait_for 5 grep -q marker-2 "$out"
	kill -KILL "$trace"
	wait "$trace" || :
	trace=
	run -1 --separate-stderr replay "$rec"
	[[ $output == *marker-1* ]]
	[ "${#stderr_lines[@]}" = 1 ]
	[[ $stderr == *"'$rec' is cut off after $(stat -c %s "$rec") bytes: "* ]]
	# It is a prefix of what was printed.
	cmp <(echo "$output") <(head -n "${#lines[@]}" "$out")
}

@test "a full disk: status 1, it is said, what was printed stays, the file is whole" {
	disk=$BATS_TEST_TMPDIR/disk
	mkdir "$disk"
	mount -t tmpfs -o size=64k ss-record "$disk" || { disk=; skip 'no tmpfs can be mounted'; }
	rec=$disk/rec.zst
	trace_start process --record "$rec" --snapshot
	for _ in $(seq 100); do
		kill -0 "$trace" 2>/dev/null || break
		"$HELPERS/storm" 200
	done
	status=0
	wait "$trace" || status=$?
	trace=
	cat "$err"
	[ "$status" = 1 ]
	[ "$(cat "$err")" = "ss-trace: cannot write the recording '$rec': No space left on device" ]
	[ "$(tail -c 1 "$out" | od -An -c | tr -d ' ')" = '\n' ]
	jq -es 'length > 1' "$out" >/dev/null
	zstd -q -t "$rec"
	run -1 --separate-stderr replay "$rec"
	[[ $stderr == *"its end is missing"* ]]
	[ "${#lines[@]}" -ge 1 ]
	cmp <(echo "$output") <(head -n "${#lines[@]}" "$out")
}

@test "with - the recording is on standard output, alone, and can be replayed while it goes on" {
	"$BIN/ss-trace" --record - exec --exe "$prog" -n 1 2>"$BATS_TEST_TMPDIR/err" 3>&- |
		replay - >"$BATS_TEST_TMPDIR/out" 3>&- &
	wait_for 30 grep -q meta.start "$BATS_TEST_TMPDIR/out"
	"$prog" marker
	wait $!
	jq -r .type "$BATS_TEST_TMPDIR/out" | paste -sd ' ' | grep -x 'meta.start process.exec meta.stop'
	[ ! -s "$BATS_TEST_TMPDIR/err" ]
}

@test "a file with something in it is not written over; an empty one and a FIFO are taken" {
	echo evidence >"$rec"
	run -1 --separate-stderr "$BIN/ss-trace" process --record "$rec" -d 1s
	[ -z "$output" ]
	[ "$stderr" = "ss-trace: cannot record into '$rec': File exists" ]
	[ "$(cat "$rec")" = evidence ]
	: >"$rec"
	"$BIN/ss-trace" process --record "$rec" -d 100ms >"$BATS_TEST_TMPDIR/live"
	replay "$rec" | cmp - "$BATS_TEST_TMPDIR/live"
	mkfifo "$BATS_TEST_TMPDIR/fifo"
	cat "$BATS_TEST_TMPDIR/fifo" >"$BATS_TEST_TMPDIR/copy" 3>&- &
	"$BIN/ss-trace" process --record "$BATS_TEST_TMPDIR/fifo" -d 100ms >"$BATS_TEST_TMPDIR/live"
	wait $!
	replay "$BATS_TEST_TMPDIR/copy" | cmp - "$BATS_TEST_TMPDIR/live"
	run -1 "$BIN/ss-trace" process --record "$BATS_TEST_TMPDIR/no/dir" -d 1s
	run -1 --separate-stderr "$BIN/ss-trace" process --record /dev/full -d 1s
	[[ $stderr == *"cannot write the recording '/dev/full': No space left on device" ]]
}

@test "a reader of the recording who leaves ends it: status 1, and it is said" {
	mkfifo "$BATS_TEST_TMPDIR/fifo"
	head -c 5 "$BATS_TEST_TMPDIR/fifo" >/dev/null 3>&- &
	run -1 --separate-stderr timeout 60 "$BIN/ss-trace" process --record "$BATS_TEST_TMPDIR/fifo"
	[[ $stderr == *"cannot write the recording"*"Broken pipe" ]]
	run bash -c "set +o pipefail; timeout 60 '$BIN/ss-trace' --record - | head -c 5 >/dev/null; echo \${PIPESTATUS[0]}"
	[ "$output" = 141 ]
}
