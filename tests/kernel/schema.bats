#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Live lines against the list of keys that ss-events(5) is held against too (cli/examples).

# shellcheck disable=SC2154 # trace_start sets out and trace
load helper

setup() {
	need_bpf
	need jq unshare setpriv
}

teardown() {
	trace_kill
}

# right: every line of the stream is one that the list allows; keys seen go to $keys.
right() {
	keys=$BATS_TEST_TMPDIR/keys
	tests/schema "$out"
	tests/schema --keys "$out" >"$keys"
}

# has TYPE KEY...: some line of the type has each of the keys.
has() {
	local type=$1 key missing=0
	shift
	for key; do
		grep -qx "$type $key" "$keys" || { echo "no $type has $key"; missing=1; }
	done
	return $missing
}

# In a shell of its own: what a process can be.
shapes() {
	cp "$(type -P true)" "$BATS_TEST_TMPDIR/fil"$'\xe9'
	bash -c '
		"$1"
		(mkdir "$2/dir"$'\''\xe9'\'' && cd "$2/dir"$'\''\xe9'\'' && exec ls >/dev/null)
		ls $'\''caf\xe9'\'' 2>/dev/null
		printf $'\''nam\xe9'\'' >/proc/self/comm
		ls >/dev/null
		sh -c "kill -KILL \$\$"
		setpriv --reuid 54321 --clear-groups true
		unshare -fp true
		sh -c "ls >/dev/null; true" "$(printf "%05000d" 0)"
		(echo 12345 >/proc/self/loginuid && exec true)
		exit 3' shapes "$BATS_TEST_TMPDIR/fil"$'\xe9' "$BATS_TEST_TMPDIR" 2>/dev/null || :
	! command -v script >/dev/null || script -qec true /dev/null </dev/null >/dev/null
}

@test "live lines of the process set have the keys that are documented" {
	trace_start --args-max 4k --snapshot process
	shapes
	trace_stop
	right
	has process.exec process.exe process.exe_hex process.args_hex process.cwd_hex process.comm_hex \
		process.args_truncated process.auid process.ns_pid parent.args_truncated parent.comm_hex
	has process.fork process.exe parent.exe ancestors
	has process.exit process.exit_code process.exit_signal process.duration_us process.args_truncated
	has meta.snapshot process.cwd process.flags
	has meta.stop exact
	# A user without a name, and one with a terminal.
	jq -se '[.[] | select(.process.uid == 54321 and (.process | has("user") | not))] != []' "$out"
	! command -v script >/dev/null || has process.exec process.tty
}

@test "live lines of failed execs have the keys that are documented" {
	# Where tracefs is not mounted, ss-trace gets it for itself.
	if ! grep -q ' tracefs ' /proc/mounts; then
		mkdir "$BATS_TEST_TMPDIR/bin"
		printf '%s\n' '#!/bin/sh' "exec unshare -m sh -c 'mount -t tracefs tracefs /sys/kernel/tracing && exec \"\$@\"' sh $BIN/ss-trace \"\$@\"" \
			>"$BATS_TEST_TMPDIR/bin/ss-trace"
		chmod +x "$BATS_TEST_TMPDIR/bin/ss-trace"
		BIN=$BATS_TEST_TMPDIR/bin
	fi
	trace_start exec_failed
	bash -c 'exec -a caf'$'\xe9'' /nonexistent/fil'$'\xe9' 2>/dev/null || :
	bash -c 'exec /nonexistent/file "$1"' long "$(printf '%05000d' 0)" 2>/dev/null || :
	trace_stop
	right
	has process.exec_failed exec.path exec.path_hex exec.args exec.args_hex exec.args_bytes \
		exec.args_truncated exec.error process.exe process.cwd
	jq -se '[.[] | select(.exec.path == "/nonexistent/file")] != []' "$out"
}

@test "losses have the keys that are documented, and the books balance" {
	trace_start --ring-size 4k process
	kill -STOP "$trace"
	for _ in {1..50}; do true | cat >/dev/null; done
	kill -CONT "$trace"
	trace_stop
	right
	has meta.loss lost
	jq -se '.[-1] | .type == "meta.stop" and .exact and .total.lost > 0' "$out"
}

@test "a choice of fields is what it says, in both formats" {
	trace_start --fields type,process.pid,parent.comm exec
	true | cat >/dev/null
	trace_stop
	tests/schema --keys "$out" | diff - <(printf '%s\n' 'meta.start type' 'meta.stop type' \
		'process.exec parent.comm' 'process.exec process.pid' 'process.exec type')
}
