# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# Processes that are really stuck, for tests: load stall; each file's teardown calls stall_end.

# stall NAME [ARGUMENTS]: one of tests/helpers/stall.c, stuck.  Its process id is in $victim, that
# of the thread in $thread, what else it says of itself in $besides; its output goes to $said.
stall() {
	stuck_in "$HELPERS/stall" "$@"
}

# stuck_in PROGRAM [ARGUMENTS]: the same for another program.
stuck_in() {
	said=$BATS_TEST_TMPDIR/said
	: >"$said"
	"$@" >"$said" 3>&- &
	job=$!
	to_end $job
	wait_for "${STALL_READY:-30}" grep -q '^ready' "$said" || return
	# shellcheck disable=SC2034 # for the tests
	read -r victim thread besides <<<"$(sed -n 's/^ready //p' "$said")"
}

# A FIFO that nobody writes to, in $fifo.
fifo() {
	fifo=$BATS_TEST_TMPDIR/fifo
	[ -p "$fifo" ] || mkfifo "$fifo"
}

# to_end PID: stall_end is to end that too.
to_end() {
	stall_jobs="${stall_jobs-} $1"
}

# For teardown: nothing of a failed test goes on being stuck.
stall_end() {
	local pid
	for pid in ${stall_jobs-}; do
		kill -KILL "$pid" 2>/dev/null || :
		wait "$pid" 2>/dev/null || :
	done
	stall_jobs=
}

state() {
	awk '/^State:/ { print $2 }' "/proc/$1/status" 2>/dev/null
}

# in_state PID STATES [FUNCTION]: it is in one of the states, and in that function of the kernel.
in_state() {
	[[ $2 == *$(state "$1" || echo none)* ]] || return
	[ -z "${3-}" ] || grep -qE " $3[.a-z0-9]*\+" "/proc/$1/stack" 2>/dev/null
}

# All of its threads have come to an end, whether or not its parent has looked.
ended() {
	local state
	state=$(state "$1") || return 0
	[[ ${state:-Z} == [ZX] ]]
}

# asleep PARENT N: N children of it are asleep.
asleep() {
	# shellcheck disable=SC2046 # a list of words
	[ "$(grep -ls '^State:.S' $(pgrep -P "$1" | sed 's,.*,/proc/&/status,') | wc -l)" = "$2" ]
}

# alive PID...
alive() {
	local pid
	for pid; do
		! ended "$pid" || { echo "$pid has ended"; return 1; }
	done
}

# all_read PID N: N threads of it are asleep in a read.
all_read() {
	[ "$(grep -lE ' vfs_read[.a-z0-9]*\+' "/proc/$1/task"/*/stack 2>/dev/null | wc -l)" = "$2" ]
}

# exited STATUS: so the last helper ends, within a minute.
exited() {
	local status=0
	wait_for 60 ended "$job" || { echo 'it goes on'; cat "$said"; return 1; }
	wait "$job" || status=$?
	[ $status = "$1" ] || { echo "exit status $status"; return 1; }
}
