# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154 # set here or by helper, used there or here
# What the tests of ss-reaper share: load reaper, after helper and stall.

# For setup: $prog is a copy of tests/helpers/stall that nobody else runs, $fifo a FIFO.
reaper_setup() {
	need_bpf
	dir=$BATS_TEST_TMPDIR
	prog=$(own "$HELPERS/stall" stall)
	fifo
}

reaper_teardown() {
	trace_kill
	stall_end
}

# reaper_start ARGUMENTS...: ss-reaper watch in the background, ready, and about $prog alone.
# As with ss-trace, $out is its stream, trace_stop ends it.
reaper_start() {
	stream_start "$BIN/ss-reaper" watch --exe "$prog" "$@"
}

# reaps ARGUMENTS...: the same about whomever the arguments say.
reaps() {
	stream_start "$BIN/ss-reaper" watch "$@"
}

# lines JQ-CONDITION: those of ss-reaper, without meta.start and the like.
lines() {
	jq -c "select((.type | startswith(\"reaper.\")) and ($1))" "$out"
}

# soon JQ-CONDITION: there is such a line before long.
soon() {
	wait_for "${REAPER_SOON:-20}" some "$1" || { brief; return 1; }
}

# What there is, for people: not all of every line.
brief() {
	jq -c '[.type, .process.pid, .reaper.rule, .reaper.verdict, .reaper.guard, .reaper.signal, .reaper.result]' "$out" |
		tail -n 30
	cat "$err"
}

some() {
	[ -n "$(lines "$1")" ]
}

# count N JQ-CONDITION: so many lines.
count() {
	local found
	found=$(lines "$2" | wc -l)
	[ "$found" = "$1" ] || { echo "not $1 but $found lines with $2"; brief; return 1; }
}

one() {
	count 1 "$1" >&2 && lines "$1"
}
