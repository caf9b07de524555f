# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# What the kernel tests share.  load helper; each file's setup calls need_bpf.

cd "$BATS_TEST_DIRNAME/../.." || exit
O=$(readlink -f "${O:-build}")
BIN=$O/bin
# shellcheck disable=SC2034 # for the tests
HELPERS=$O/tests/helpers
BPFTOOL=${BPFTOOL:-$(PATH=$PATH:/usr/sbin:/usr/local/sbin command -v bpftool || echo bpftool)}

# Skip, with the reason, where this kernel or this user may not load BPF programs.
need_bpf() {
	local why
	[ "$(id -u)" = 0 ] || skip 'not root'
	[ -e /sys/kernel/btf/vmlinux ] || skip "kernel $(uname -r) has no BTF"
	why=$("$BPFTOOL" prog list 2>&1 >/dev/null) || skip "BPF is refused here: ${why#Error: }"
}

need() {
	local tool
	for tool; do
		command -v "$tool" >/dev/null || skip "there is no $tool"
	done
}

# own PROGRAM [NAME]: print the path of a copy that only this test runs: nobody else on the
# machine has its path, nor its comm, which is NAME with a number.
own() {
	local copy
	copy=$BATS_TEST_TMPDIR/${2:-$(basename "$1")}$$
	cp "$(type -P "$1")" "$copy"
	echo "$copy"
}

# As a runtime names a container, and another each time.
container_id() {
	od -An -tx1 -N32 /dev/urandom | tr -d ' \n'
}

# wait_for SECONDS COMMAND...: until COMMAND succeeds.  A machine that is busy, or slow, may need
# more than SECONDS: who waits in vain does so for a minute.
wait_for() {
	local tries=$((($1 < 60 ? 60 : $1) * 20))
	shift
	until "$@" >/dev/null 2>&1; do
		[ $((tries -= 1)) -gt 0 ] || { echo "gave up waiting for: $*"; return 1; }
		sleep 0.05
	done
}

# Ids of the programs and links that no running process holds: what a command leaves behind.
attached() {
	local kind
	for kind in prog link; do
		"$BPFTOOL" -j $kind list | jq -r ".[] | select((.pids // []) == []) | \"$kind \\(.id) \\(.name // .type)\""
	done | sort
}

# gone LIST BEFORE: what the command LIST prints now, and did not print BEFORE, soon is no
# more; else it fails and shows that.  What comes later is somebody else's, and the
# kernel frees things a little after their last user has gone.
gone() {
	local tries=300 left
	left=$(comm -13 <(sort <<<"$2") <("$1" | sort))
	while [ -n "$left" ]; do
		if [ $((tries -= 1)) = 0 ]; then
			echo "left behind:"
			echo "$left"
			return 1
		fi
		sleep 0.1
		left=$(comm -12 <(echo "$left") <("$1" | sort))
	done
}

# nothing_left BEFORE: programs and links, as attached said before.
nothing_left() {
	gone attached "$1"
}

# trace_start ARGUMENTS...: ss-trace in the background, ready.  Its pid is in $trace,
# its output in $out, its messages in $err.
trace_start() {
	stream_start "$BIN/ss-trace" "$@"
}

# stream_start PROGRAM [ARGUMENTS]: the same for another that prints events.
stream_start() {
	out=$BATS_TEST_TMPDIR/out err=$BATS_TEST_TMPDIR/err
	: >"$out" # of an earlier trace, before the new one gets to it
	"$@" >"$out" 2>"$err" 3>&- &
	trace=$!
	wait_for "${TRACE_READY:-60}" trace_spoke || :
	if ! trace_ready; then
		cat "$err"
		return 1
	fi
}

trace_ready() {
	grep -q '"type":"meta.start"' "$out"
}

# Ready, or gone without a word: no use in waiting on.
trace_spoke() {
	trace_ready || ! kill -0 "$trace"
}

# trace_stop [SIGNAL]: end it and give its exit status; the stream is then in $out.
trace_stop() {
	local pid=$trace status=0
	kill "-${1:-TERM}" "$pid" || return
	timeout "${TRACE_STOP:-60}" tail -s 0.05 --pid="$pid" -f /dev/null || kill -KILL "$pid"
	trace=
	wait "$pid" || status=$?
	if grep 'PROG LOAD LOG' "$err"; then
		return 1
	fi
	return $status
}

# For teardown: nothing of a failed test goes on running.
trace_kill() {
	[ -z "${trace-}" ] || { kill -KILL "$trace" 2>/dev/null; wait "$trace" 2>/dev/null; } || :
	trace=
}
