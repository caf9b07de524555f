#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# ss-trace replay: what was recorded comes out again, and what is broken is said.  Without root.
# shellcheck disable=SC2154,SC2002 # what run sets; a pipe on purpose

bats_require_minimum_version 1.5.0

BEGIN='\x5c\x2a\x4d\x18\x0c\0\0\0ss-record 1\n'
END='\x5c\x2a\x4d\x18\x0c\0\0\0ss-record .\n'

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	trace=$(readlink -f "${O:-build}")/bin/ss-trace
	cd "$BATS_TEST_TMPDIR" || return
}

# line SEQ TYPE MILLISECONDS [MEMBERS]
line() {
	printf '{"v":1,"type":"%s","ts":"2026-09-25T10:11:%02d.%03d000000Z","seq":"%s","host":"n1"%s}\n' \
		"$2" $(($3 / 1000)) $(($3 % 1000)) "$1" "${4-}"
}

process() {
	printf ',"process":{"pid":%s,"exe":"%s","args":["%s"],"comm":"%s","uid":%s,"user":"%s"}' "$1" "$2" "$2" "${2##*/}" "$3" "$4"
}

# Six lines.
lines() {
	[ -s six ] || make_lines >six
	cat six
}

make_lines() {
	line 1 meta.start 0
	line 2 process.fork 100 "$(process 10 /bin/sh 0 root)"
	line 3 process.exec 200 "$(process 10 /no/ls 0 root)"
	line 4 process.exec 300 "$(process 11 /no/cat 1000 ann),\"container\":{\"id\":\"551e161c47d8\"}"
	line 5 process.exit 400 "$(process 11 /no/cat 1000 ann),\"container\":{\"id\":\"551e161c47d8\"}"
	line 6 meta.stop 500
}

# often N: the lines N times.
often() {
	lines >/dev/null
	yes six | head -n "$1" | xargs cat
}

# soon COMMAND...: true within a minute.
soon() {
	for _ in $(seq 1200); do
		"$@" && return
		sleep 0.05
	done
	return 1
}

# A recording of its standard input, in a frame for every two lines.
recording() {
	printf %b "$BEGIN"
	while IFS= read -r first; do
		IFS= read -r second && first+=$'\n'$second
		echo "$first" | zstd -q -c
	done
	printf %b "$END"
}

seqs() {
	jq -r .seq | paste -sd ' '
}

# numbers ARGUMENTS...: the seq of the lines that come out.
numbers() {
	"$trace" replay "$@" | seqs
}

@test "the same bytes: from a recording, zstd, gzip, plain, and standard input" {
	lines >plain
	recording <plain >rec.zst
	zstd -q -c plain >one.zst
	gzip -c plain >plain.gz
	for file in rec.zst one.zst plain.gz plain; do
		"$trace" replay "$file" | cmp - plain
		"$trace" replay - <"$file" | cmp - plain
		cat "$file" | "$trace" replay - | cmp - plain
	done
	zstd -q -d -c rec.zst | cmp - plain
	cat rec.zst rec.zst >two.zst
	"$trace" replay two.zst | cmp - <(cat plain plain)
	"$trace" replay /dev/null | cmp - /dev/null
}

@test "what is cut off is replayed as far as it is whole; one line says where" {
	lines | recording >rec.zst
	lines >plain
	size=$(stat -c %s rec.zst)
	last=-1
	for cut in $(seq 1 7 $((size - 1))) $((size - 1)); do
		head -c "$cut" rec.zst >cut.zst
		run -1 --separate-stderr "$trace" replay cut.zst
		echo "$cut: $output / $stderr"
		n=${#lines[@]}
		[ "${#stderr_lines[@]}" = 1 ]
		[[ $stderr == "ss-trace: 'cut.zst' is cut off after $cut bytes: "*"; $n lines were whole" ]]
		[ "$output" = "$(head -n "$n" plain)" ]
		[ "$n" -ge "$last" ]
		last=$n
	done
	[ "$last" = 6 ]
}

@test "a corrupt frame is left out and named by its offset" {
	lines >plain
	{ printf %b "$BEGIN"; head -n 2 plain | zstd -q -c; } >rec.zst
	at=$(stat -c %s rec.zst)
	sed -n 3,4p plain | zstd -q -c >frame
	printf '\x00\x00' | dd of=frame bs=1 seek=$(($(stat -c %s frame) - 2)) conv=notrunc status=none
	{ cat frame; tail -n 2 plain | zstd -q -c; printf %b "$END"; } >>rec.zst
	run -1 --separate-stderr "$trace" replay rec.zst
	echo "$stderr"
	[ "$(seqs <<<"$output")" = '1 2 5 6' ]
	[ "${#stderr_lines[@]}" = 1 ]
	[[ $stderr == *"'rec.zst' is corrupt: the frame at byte $at is left out "* ]]
}

@test "lines that are no events are left out, named and counted" {
	{ lines | head -n 2; echo '{"type":"process.exec"'; echo '[1]'; echo; lines | tail -n 1; } >bad
	run -1 --separate-stderr "$trace" replay bad
	echo "$stderr"
	[ "$(seqs <<<"$output")" = '1 2 6' ]
	[[ ${stderr_lines[0]} == "ss-trace: 'bad', line 3: "* ]]
	[[ ${stderr_lines[1]} == *"3 lines are no events"* ]]
	[ "${#stderr_lines[@]}" = 2 ]
}

@test "filters, types, -n and -d" {
	lines >plain
	[ "$(numbers plain exec)" = '1 3 4 6' ]
	[ "$(numbers plain exec,fork process.exit)" = '1 2 3 4 5 6' ]
	[ "$(numbers -p 11 plain)" = '1 4 5 6' ]
	[ "$(numbers -p 11 -p 10 plain)" = '1 2 3 4 5 6' ]
	[ "$(numbers -u 1000 plain)" = '1 4 5 6' ]
	[ "$(numbers -u 0 plain)" = '1 2 3 6' ]
	[ "$(numbers -c ls -c sh plain)" = '1 2 3 6' ]
	[ "$(numbers -e /no/cat plain exit)" = '1 5 6' ]
	[ "$(numbers --container 551e161c47d8aabb plain)" = '1 4 5 6' ]
	[ "$(numbers --not exe=/no/cat plain exit,exec)" = '1 3 6' ]
	[ "$(numbers --exe '/no/c*' --not pid=10 plain)" = '1 4 5 6' ]
	printf '%s\n' 'rules:' '  - name: cats' '    drop: true' '    comm: cat' >rules.yaml
	[ "$(numbers --filter rules.yaml plain)" = '1 2 3 6' ]
	[ "$(numbers -n 2 plain)" = '1 2 3' ]
	[ "$(numbers -n 1 -p 11 plain)" = '1 4' ]
	[ "$(numbers -d 200ms plain)" = '1 2 3' ]
	# What a line has not does not match; a type that is not known passes, but is none that was asked for.
	{ line 7 file.new 1 ',"file":{}'; line 8 process.exec 2 ',"x":1'; } >>plain
	[ "$(numbers -p 11 -c cat plain)" = '1 4 5 6 7' ]
	[ "$(numbers plain exit)" = '1 5 6' ]
}

@test "text and fields" {
	lines >plain
	run -0 "$trace" replay -F process.pid plain exit
	[ "${lines[1]}" = '{"type":"process.exit","process":{"pid":11}}' ]
	run -0 "$trace" replay -f text -F process.comm,process.pid plain exec
	[ "$output" = $'ls\t10\ncat\t11' ]
	run -0 "$trace" replay -f text plain exec
	[[ ${lines[1]} == 10:11:00.2*ls* ]]
}

@test "--speed keeps the rhythm" {
	lines >plain
	took() {
		local start=${EPOCHREALTIME/./}
		"$trace" replay --speed "$1" plain >out
		cmp out plain
		ms=$(((${EPOCHREALTIME/./} - start) / 1000))
		echo "--speed $1: $ms ms"
	}
	took 1
	[ "$ms" -ge 495 ] && [ "$ms" -lt 30000 ]
	took 0.5
	[ "$ms" -ge 995 ] && [ "$ms" -lt 30000 ]
	sed 's/T10:11:/T10:12:/; $s/T10:12:/T11:12:/' plain >late
	mv late plain # an hour before the last line
	took 1000000
	[ "$ms" -lt 30000 ]
	# A clock that goes back, and a second recording a year later, make no pause.
	{ line 1 meta.start 9000; line 2 process.exec 100; line 3 meta.start 100 | sed s/2026/2027/; } >plain
	took 1
	[ "$ms" -lt 30000 ]
}

@test "lines are there before a pause, and a signal ends it: status 0" {
	{ line 1 meta.start 0; line 2 process.exec 59000; } >plain
	"$trace" replay --speed 1 plain >out 2>err 3>&- &
	pid=$!
	soon test -s out
	[ "$(seqs <out)" = 1 ]
	kill -TERM $pid
	wait $pid
	[ "$(seqs <out)" = 1 ]
	[ ! -s err ]
}

@test "a pipe that has nothing to say: lines come at once, a signal ends it" {
	mkfifo in
	"$trace" replay - <in >out 3>&- &
	pid=$!
	exec 4>in
	lines | zstd -q -c >&4
	soon eval '[ "$(wc -l <out)" = 6 ]'
	lines | cmp - out
	kill -INT $pid || kill -TERM $pid
	wait $pid
	exec 4>&-
}

@test "a reader that leaves: 141, also during a pause; a full disk: 1" {
	often 2000 >plain
	status=$(set +o pipefail; "$trace" replay plain | head -n 1 >/dev/null; echo "${PIPESTATUS[0]}")
	[ "$status" = 141 ]
	{ line 1 meta.start 0; line 2 process.exec 59000; } >plain
	status=$(set +o pipefail; timeout 50 "$trace" replay --speed 1 plain | head -n 1 >/dev/null; echo "${PIPESTATUS[0]}")
	[ "$status" = 141 ]
	run -1 --separate-stderr bash -c "'$trace' replay plain >/dev/full"
	[[ $stderr == 'ss-trace: cannot write events: No space left on device' ]]
}

@test "memory stays small, whatever the size of the file" {
	command -v prlimit >/dev/null || skip 'there is no prlimit'
	! ldd "$trace" | grep -q libasan || skip 'ASan needs all the memory there is'
	often 24000 | zstd -q -c >big.zst
	[ "$(zstd -dc big.zst | wc -c)" -gt 20000000 ]
	[ "$(prlimit --as=40000000 "$trace" replay big.zst | wc -l)" = 144000 ]
}

@test "wrong words: status 2, nothing on stdout" {
	for words in '' '--speed 0 x' '--speed 1x x' '--speed .5 x' '--speed 1. x' '--speed 1.2345 x' '--speed 9999999 x' \
		'x nosuchtype' 'x exec,' '-n -1 x' '--record y x'; do
		# shellcheck disable=SC2086 # words
		run -2 --separate-stderr "$trace" replay $words
		echo "$words: $stderr"
		[ -z "$output" ]
		[[ ${stderr_lines[1]} == "Try 'ss-trace replay --help'." ]]
	done
	lines >x
	for words in '-F a..b' '-p 0' '-c sixteen-bytes-xx' '-e rel*ative' '--container 551e' '--not nothing=1'; do
		# shellcheck disable=SC2086 # words
		run -2 --separate-stderr "$trace" replay $words x
		[ -z "$output" ]
		[ -n "$stderr" ]
	done
}

@test "a file that cannot be read: status 1, and its name" {
	run -1 --separate-stderr "$trace" replay nowhere.zst
	[ "$stderr" = "ss-trace: cannot open 'nowhere.zst': No such file or directory" ]
	run -1 --separate-stderr "$trace" replay .
	[[ $stderr == *"'.'"*"Is a directory" ]]
}
