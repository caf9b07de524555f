#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2034 # for the scripts
# What the benchmarks of whole commands share: each is run by root, in a mount namespace of its
# own, and starts tools, feeds them and reads what they used.
#   O  build directory   ROUNDS  of which the medians are shown   QUICK=1  a few seconds in all

cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit
O=${O:-build} MAKE=${MAKE:-make} QUICK=${QUICK:-}
PATH=$PATH:/usr/sbin:/usr/local/sbin
helpers=$O/tests/helpers
trace=$O/bin/ss-trace
reaper=$O/bin/ss-reaper
dir='' tracer='' reader=''

skip() {
	echo "skipped: $*"
	exit 0
}

need() { # TOOL...
	local tool
	for tool; do
		command -v "$tool" >/dev/null || skip "there is no $tool"
	done
}

end_job() { # PID
	[ -z "$1" ] || { kill "$1" && wait "$1"; } 2>/dev/null
}

bench_end() {
	end_job "$tracer"
	end_job "$reader"
	[ "$(type -t cleanup)" != function ] || cleanup
	rm -rf "$dir"
}

# bench_start ARGUMENTS OF THE SCRIPT...: may start it again, in a namespace where tracefs, which
# others need, can be mounted and goes with us.
bench_start() {
	local why
	[ "$(id -u)" = 0 ] || skip 'not root'
	need jq unshare
	if [ -z "${SS_BENCH_ALONE-}" ]; then
		SS_BENCH_ALONE=1 exec unshare -m -- "$0" "$@"
	fi
	[ -e /sys/kernel/tracing/events ] || mount -t tracefs none /sys/kernel/tracing 2>/dev/null
	"$MAKE" -s --no-print-directory O="$O" all \
		"$helpers"/{bpfstats,empty,latency,load,storm,tracer} >/dev/null || exit 1
	why=$("$trace" -d 1ms 2>&1 >/dev/null) || skip "$why"
	dir=$(mktemp -d) || exit 1
	mkfifo "$dir/pipe" || exit 1
	trap bench_end EXIT
	trap 'exit 130' INT TERM HUP
}

conditions() {
	echo "load $(cut -d ' ' -f 1-3 /proc/loadavg), $(nproc) processors; $*"
}

# ss-trace takes what it is asked for: a type whose hook cannot be had, an option it does not know.
takes() { # ARGUMENTS...
	"$trace" "$@" -d 1ms >/dev/null 2>"$dir/said"
}

# Whether something of BPF or perf hangs on it by now.
hooked() {
	local fd
	for fd in /proc/"$tracer"/fd/*; do
		case $(readlink "$fd") in
		anon_inode:bpf[-_]prog | anon_inode:bpf[-_]link | 'anon_inode:[perf_event]') return ;;
		esac
	done
	return 1
}

ready() {
	if [ "$1" = "$trace" ] && [ -e "$dir/meta" ]; then
		grep -q '"meta.start"' "$dir/meta"
	elif [ "$1" = "$reaper" ]; then
		grep -q '"meta.start"' "$dir/got"
	else
		hooked && sleep 0.5
	fi
}

# start_into READER... -- COMMAND...: with its stdout in the READER's stdin.
start_into() {
	local into=() tries=600
	while [ "$1" != -- ]; do
		into+=("$1")
		shift
	done
	shift
	"${into[@]}" <"$dir/pipe" >"$dir/got" &
	reader=$!
	# Background jobs of a script ignore it otherwise.
	env --default-signal=INT "$@" >"$dir/pipe" 2>"$dir/said" &
	tracer=$!
	until ready "$1"; do
		if [ $((tries -= 1)) = 0 ] || ! kill -0 "$tracer" 2>/dev/null; then
			stop
			return 1
		fi
		sleep 0.05
	done
}

# start COMMAND...: into the helper that counts lines.  Its meta lines, and what a tool says of
# losses among its lines, go to $dir/meta.
start() {
	: >"$dir/meta"
	start_into "$helpers/latency" "$dir/meta" -- "$@"
}

# watch ARGUMENTS...: ss-reaper watch, its lines to $dir/got.
watch() {
	: >"$dir/got"
	start_into cat -- "$reaper" watch "$@"
}

# End both.  Sets lines, bytes (per line), p50 p99 p999 max (us), lost and exact.
stop() {
	local tries=200
	kill -INT "$tracer" 2>/dev/null
	while kill -0 "$tracer" 2>/dev/null && [ $((tries -= 1)) -gt 0 ]; do
		sleep 0.05
	done
	kill -KILL "$tracer" 2>/dev/null
	wait "$tracer" "$reader" 2>/dev/null
	tracer='' reader=''
	lines=0 bytes=0 p50=0 p99=0 p999=0 max=0
	read -r lines bytes p50 p99 p999 max <"$dir/got"
	told
}

# What was lost: by ss-trace's last line, or by what a tool says about it.
told() {
	lost='' exact=''
	if [ -e "$dir/meta" ] && grep -q '"meta.stop"' "$dir/meta"; then
		read -r lost exact < <(jq -r 'select(.type == "meta.stop") |
			"\(.total.lost) \(.exact)"' "$dir/meta")
	else
		lost=$(grep -i 'lost' "$dir"/{said,meta} 2>/dev/null |
			grep -o '[0-9][0-9]* events\|[Ll]ost [0-9]*' | tr -dc '0-9\n' |
			awk '{ n += $1 } END { print n + 0 }')
	fi
}

# The last a tool said: why it does not run.
reason() {
	grep -v "^Try '" "$dir/said" | grep . | tail -n 1
}

# Of all threads of PID so far: processor time in ns, in ticks of user space and of the kernel,
# and how often it went to sleep.
usage() {
	{
		cat /proc/"$1"/task/*/schedstat
		sed 's/.*) /stat /' "/proc/$1/stat"
		cat /proc/"$1"/task/*/status
	} 2>/dev/null | awk '
		$1 == "stat" { user = $13; kernel = $14; next }
		NF == 3 && $1 ~ /^[0-9]+$/ { ns += $1 }
		/^voluntary/ { sleeps += $2 }
		END { printf "%.0f %d %d %d\n", ns, user, kernel, sleeps }'
}

# median of the numbers on stdin, - if there is none.
median() {
	grep -v '^-*$' | sort -g | awk '{ v[NR] = $1 } END { print NR ? v[int((NR + 1) / 2)] : "-" }'
}

# layout WIDTH...: columns of lines with tabs, the first to the left, 9 wide where not said.
layout() {
	awk -F '\t' -v widths="$*" 'BEGIN { split(widths, w, " ") } {
		printf "%-" w[1] "s", $1
		for (i = 2; i <= NF; i++)
			printf " %" (w[i] ? w[i] : 9) "s", $i
		print ""
	}'
}
