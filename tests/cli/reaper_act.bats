#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# ss-reaper act: what is asked for is done to whom it is asked for, and to nobody else.
# shellcheck disable=SC2154 # what run sets

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	O=$(readlink -f "${O:-build}")
	reaper=$O/bin/ss-reaper
	lists=$PWD/tests/schema
	cd "$BATS_TEST_TMPDIR" || return
	command -v jq >/dev/null || skip 'there is no jq'
	victims=() cgroup=
}

teardown() {
	local pid
	for pid in "${victims[@]}"; do
		kill -KILL "$pid" 2>/dev/null || :
		wait "$pid" 2>/dev/null || :
	done
	if [ -n "$cgroup" ]; then
		echo 0 >"$cgroup/cgroup.freeze" || :
		for _ in $(seq 100); do
			rmdir "$cgroup" 2>/dev/null && break
			sleep 0.05
		done
	fi
}

need_root() {
	[ "$(id -u)" = 0 ] || skip 'not root'
}

# victim COMMAND...: in the background; its pid is in $victim.
victim() {
	"$@" <&0 >/dev/null 2>&1 3>&- &
	victim=$!
	victims+=("$victim")
	# Until it is the program: who is killed between fork and exec is somebody else's image.
	for _ in $(seq 6000); do
		[ "$(readlink "/proc/$victim/exe")" = "$(readlink /proc/$$/exe)" ] || break
		sleep 0.01
	done
}

# stubborn: a victim that SIGTERM does not end, as soon as it does not.
stubborn() {
	rm -f deaf
	bash -c 'trap "" TERM; touch deaf; while :; do sleep 0.1; done' </dev/null >/dev/null 2>&1 3>&- &
	victim=$!
	victims+=("$victim")
	for _ in $(seq 6000); do
		[ ! -e deaf ] || break
		sleep 0.01
	done
}

# start_of PID: in nanoseconds since boot, the beginning of its tick.
start_of() {
	local stat
	stat=$(<"/proc/$1/stat")
	# shellcheck disable=SC2206 # fields
	stat=(${stat##*) })
	echo $((stat[19] * (1000000000 / $(getconf CLK_TCK))))
}

# request ACTION PID [START [MEMBERS]]
request() {
	printf '{"type":"action.request","action":"%s","target":{"pid":%s,"start":"%s"}%s}\n' \
		"$1" "$2" "${3:-$(start_of "$2")}" "${4-}"
}

# For scripts that are another shell: what these functions are.
functions() {
	declare -f start_of request
}

# The id that ss-trace would give it.
id_of() {
	printf '%.8s-%x-%x-1\n' "$(cat /proc/sys/kernel/random/boot_id)" "$1" "$(start_of "$1")"
}

# results [OPTION] [JQ]: of the results in $output.
results() {
	local option=-r
	[[ ${1-} != -* ]] || { option=$1; shift; }
	jq "$option" "select(.type == \"action.result\") | ${1:-.result}" <<<"$output"
}

alive() {
	[ -e "/proc/$1" ] && ! grep -q '^State:.[ZX]' "/proc/$1/status"
}

dies() {
	for _ in $(seq 3000); do
		alive "$1" || return 0
		sleep 0.02
	done
	echo "$1 lives"
	return 1
}

state_of() {
	sed 's/.*) //; s/ .*//' "/proc/$1/stat"
}

# wait_state PID STATE
wait_state() {
	for _ in $(seq 3000); do
		[ "$(state_of "$1")" != "$2" ] || return 0
		sleep 0.02
	done
	echo "$1 is in state $(state_of "$1")"
	return 1
}

# act STATUS ARGUMENTS...: of the lines on standard input, which are all right.
act() {
	local want=$1
	shift
	run --separate-stderr timeout 60 "$reaper" act "$@"
	echo "act $* -> $status: $output / $stderr"
	[ "$status" = "$want" ] || return
	results -c . >told
	[ ! -s told ] || "$lists" told
}

# Would it have died without the guard?
would_die() {
	alive "$1"
	kill -KILL "$1"
	dies "$1"
}

@test "kill, by pid and start and by id: the result says when it was gone" {
	victim sleep 300
	act 0 < <(request kill "$victim" '' ',"seq":"81","id":"job 7"')
	dies "$victim"
	[ "$(results '[.action, .result, .signal, .target.comm, .request.seq, .request.id] | join(" ")')" = \
		'kill done SIGKILL sleep 81 job 7' ]
	results -e '.gone_ns >= .latency_ns and .latency_ns > 0' >/dev/null
	victim sleep 300
	act 0 < <(printf '{"type":"action.request","action":"kill","target":{"id":"%s"}}' "$(id_of "$victim")")
	dies "$victim"
	[ "$(results .result)" = 'done' ]
}

@test "by the time of day that an event has" {
	victim sleep 300
	# As the result of another request has it: the same clocks, and another run.
	act 0 < <(request cont "$victim" $(($(start_of "$victim") + 5000000)))
	start=$(results .target.start)
	[[ $start == 20??-??-??T??:??:??.?????????Z ]]
	act 0 < <(request kill "$victim" 2001-01-01T00:00:00.000000000Z)
	[ "$(results)" = stale ]
	alive "$victim"
	act 0 < <(request kill "$victim" "$start")
	[ "$(results)" = 'done' ]
	dies "$victim"
}

@test "term, stop and cont" {
	victim sleep 300
	act 0 < <(request stop "$victim")
	wait_state "$victim" T
	act 0 < <(request cont "$victim")
	wait_state "$victim" S
	act 0 < <(request term "$victim")
	dies "$victim"
	[ "$(results '[.result, .signal, (.gone_ns != null)] | join(" ")')" = 'done SIGTERM true' ]
}

@test "who does not end at SIGTERM is still there, and told to be" {
	stubborn
	act 0 --wait 200ms < <(request term "$victim")
	[ "$(results '[.result, .reason, (.gone_ns == null)] | join(" ")')" = 'done still there after 200 ms true' ]
	alive "$victim"
}

@test "another process with the pid is not touched; who is gone is gone" {
	victim sleep 300
	start=$(start_of "$victim")
	act 0 < <(request kill "$victim" $((start - 1)); request kill "$victim" $((start + 10000000)))
	[ "$(results | paste -sd ' ')" = 'stale stale' ]
	alive "$victim"
	act 0 < <(request kill "$victim" "$start"; request kill "$victim" "$start")
	dies "$victim"
	# The first may be gone before the second is read.
	[[ $(results | sort | paste -sd ' ') == done\ done || $(results | sort | paste -sd ' ') == done\ gone ]]
	wait "$victim" || :
	act 0 < <(request kill "$victim" "$start")
	[ "$(results)" = gone ]
	act 0 < <(printf '{"type":"action.request","action":"kill","target":{"id":"00000000-%x-%x-1"}}\n' $$ "$(start_of $$)")
	[ "$(results)" = stale ]
}

@test "a pid that is used again is not enough" {
	need_root
	unshare -fp --mount-proc true || skip 'no pid namespaces'
	functions >inside
	cat >>inside <<-'END'
		sleep 300 & old=$!
		start=$(start_of $old)
		kill -KILL $old; wait $old
		sleep 0.1
		echo $((old - 1)) >/proc/sys/kernel/ns_last_pid || exit 9
		sleep 300 & new=$!
		[ $old = $new ] || exit 8
		request kill $old $start | "$1" act
		kill -0 $new || exit 7
	END
	run --separate-stderr unshare -fp --mount-proc bash inside "$reaper"
	echo "$status: $output / $stderr"
	[ "$status" != 9 ] || skip 'no ns_last_pid'
	[ "$status" = 0 ]
	[ "$(results)" = stale ]
}

@test "guard: pid 1 of a namespace" {
	need_root
	unshare -fp true || skip 'no pid namespaces'
	victim unshare -fp --kill-child sleep 300
	init=
	for _ in $(seq 3000); do
		init=$(pgrep -P "$victim" -x sleep) && break
		sleep 0.02
	done
	act 3 < <(request kill "$init"; request term "$init"; request stop "$init")
	[ "$(results '.result + ": " + .guard' | sort -u)" = 'guarded: pid 1 of a namespace' ]
	would_die "$init"
}

# spare PID: from the kernel's own killer, which guards it from us too.
spare() {
	need_root
	{ echo -1000 >"/proc/$1/oom_score_adj"; } 2>/dev/null || skip 'oom_score_adj can not be lowered here'
}

@test "guard: whom the kernel's own killer may not have" {
	victim sleep 300
	spare "$victim"
	act 3 < <(request kill "$victim")
	[ "$(results '.result + ": " + .guard')" = 'guarded: oom_score_adj -1000' ]
	would_die "$victim"
}

@test "guard: a file of the built-in list, wherever it is started from" {
	need_root
	unshare -m true || skip 'no mount namespaces'
	functions >inside
	cat >>inside <<-'END'
		mount -t tmpfs none /usr/local/bin && cp "$(type -P sleep)" /usr/local/bin/crio || exit 9
		ln /usr/local/bin/crio /usr/local/bin/other
		/usr/local/bin/other 300 >/dev/null 2>&1 3>&- & echo $! >pid
		sleep 300 >/dev/null 2>&1 3>&- & echo $! >control
		until [ "$(readlink "/proc/$(cat pid)/exe")" = /usr/local/bin/other ] && [ "$(cat "/proc/$(cat control)/comm")" = sleep ]; do sleep 0.01; done
		for p in $(cat pid control); do request kill $p; done | "$1" act
	END
	run --separate-stderr unshare -m bash inside "$reaper"
	victims+=("$(cat pid)" "$(cat control)")
	echo "$status: $output / $stderr"
	[ "$status" = 3 ]
	[ "$(results '.result + ": " + (.guard // "")' | sort | paste -sd ' ')" = 'done:  guarded: vital service' ]
	dies "$(cat control)"
	would_die "$(cat pid)"
}

@test "guard: itself, another of its kind, its ancestors, kernel threads, pid 1" {
	mkfifo in
	exec 7<>in
	victim "$reaper" act -n 1 <in
	act 3 < <(request kill "$victim")
	[ "$(results .guard)" = 'vital service' ]
	request kill "$victim" >&7
	exec 7>&-
	status=0
	wait "$victim" || status=$?
	[ $status = 3 ]
	request kill 1 >requests
	[ ! -e /proc/2/stat ] || request kill 2 >>requests
	functions >inside
	cat >>inside <<-'END'
		request kill $$ >>requests
		"$1" act <requests
		echo "survived with $?" >&2
	END
	run --separate-stderr bash inside "$reaper"
	echo "$output / $stderr"
	[ "$stderr" = 'survived with 3' ]
	[ "$(results .guard | sort -u | grep -vx 'kernel thread')" = $'pid 1\nthe reaper or its ancestor' ]
}

@test "a guarded one may go on: cont is no harm" {
	victim sleep 300
	spare "$victim"
	kill -STOP "$victim"
	wait_state "$victim" T
	act 0 < <(request cont "$victim")
	wait_state "$victim" S
}

@test "a bare pid is no victim; what is not understood is refused with the reason" {
	victim sleep 300
	act 3 <<-END
		{"type":"action.request","action":"kill","target":{"pid":$victim}}
		{"type":"action.request","action":"kill","target":{"start":1}}
		{"type":"action.request","action":"kil","target":{"pid":$victim,"start":$(start_of "$victim")}}
		{"type":"action.request","target":{"pid":$victim,"start":$(start_of "$victim")}}
	END
	[ "$(results '[.result, .action // "-", .reason] | join(" ")')" = "$(
		printf '%s\n' 'refused kill a bare pid is no victim: target.id, or target.pid and target.start' \
			'refused kill a bare pid is no victim: target.id, or target.pid and target.start' \
			"refused kil unknown action 'kil', did you mean 'kill'?" \
			'refused - no action is named'
	)" ]
	alive "$victim"
}

@test "--dry-run does nothing, --allow-actions no others, --mass not too many" {
	victim sleep 300
	act 0 --dry-run --exec-before 'touch ran' --exec-after 'touch ran' < <(request kill "$victim")
	[ "$(results '[.result, .signal // "none"] | join(" ")')" = 'dry-run none' ]
	act 3 --allow-actions term,stop < <(request kill "$victim")
	[ "$(results '[.result, .reason] | join(" ")')" = 'refused kill is not allowed (--allow-actions)' ]
	act 3 < <(request freeze "$victim")
	[ "$(results .result)" = refused ]
	alive "$victim"
	[ ! -e ran ]
	for _ in 1 2 3 4; do
		victim sleep 300
		request kill "$victim"
	done >requests
	act 3 --mass 3/1m <requests
	[ "$(results .result | sort | paste -sd ' ')" = 'done done done refused' ]
	alive "$victim"
	act 0 --mass none <requests
	dies "$victim"
}

@test "--pass: every byte in order, each result after its request" {
	victim sleep 300
	{
		printf '{"type":"x", "a":1}\r\n\n   \nnot json\n{"type":"action.result","v":1}\n'
		request stop "$victim"
		request cont "$victim"
		printf '"a string"\n{"type":"y","caf\xc3\xa9":"\\u00e9"}\n{"no newline":1}'
	} >lines
	run --separate-stderr "$reaper" act --pass <lines
	echo "$status: $output / $stderr"
	[ "$status" = 1 ] # two lines are no objects
	[ "${#stderr_lines[@]}" = 2 ]
	[[ ${stderr_lines[0]} == *'line 4: '* && ${stderr_lines[1]} == *'line 8: not a JSON object' ]]
	"$reaper" act --pass <lines 2>/dev/null >passed || :
	grep -av '^{"v":1,"type":"action.result","ts"' passed >rest
	cmp rest <(cat lines; echo)
	[ "$(grep -an . passed | grep -aA1 'action.request' | grep -ac '"type":"action.result","ts"')" = 2 ]
	# Nor is a line cut by what is told while it comes in.
	{
		request term "$victim"
		printf '{"half":'
		sleep 1
		printf '1}\n'
	} | "$reaper" act --pass >passed
	[ "$(grep -c '^{"half":1}$' passed)" = 1 ]
	[ "$(jq -r '.result // "-"' passed | paste -sd ' ')" = '- done -' ]
	# What has no newline gets one only when something follows.
	printf '{"a":1}' | "$reaper" act --pass | cmp - <(printf '{"a":1}')
	victim sleep 300
	request stop "$victim" | tr -d '\n' | "$reaper" act --pass >passed
	[ "$(jq -r .type passed | paste -sd ' ')" = 'action.request action.result' ]
}

@test "a line that is too long goes by in one piece, and is told" {
	victim sleep 300
	{
		request kill "$victim"
		printf '{"long":"'
		head -c 17000000 /dev/zero | tr '\0' x
		printf '"}\n{"last":1}\n'
	} >lines
	run -1 --separate-stderr bash -c '"$1" act --pass <lines >passed' - "$reaper"
	echo "$stderr"
	[ "$stderr" = 'ss-reaper: line 2: too long' ]
	grep -v '"action.result"' passed | cmp - lines
	[ "$(grep -c '"action.result"' passed)" = 1 ]
}

@test "a bad line does not stop the stream, unless --strict" {
	victim sleep 300
	{
		echo '{"type":'
		request kill "$victim"
	} >lines
	act 1 --strict <lines
	[ -z "$output" ]
	alive "$victim"
	[[ $stderr == 'ss-reaper: line 1: '* ]]
	act 1 <lines
	[ "$(results)" = 'done' ]
	dies "$victim"
}

@test "-n ends after so many requests, -d after a time, a signal at once" {
	victim sleep 300
	act 0 -n 1 < <(request stop "$victim"; request kill "$victim")
	[ "$(results .action)" = stop ]
	alive "$victim"
	mkfifo in
	exec 7<>in
	SECONDS=0
	act 0 -d 300ms <in
	[ "$SECONDS" -lt 30 ]
	"$reaper" act <in >out 3>&- 7>&- &
	pid=$!
	request term "$victim" >&7
	until [ -s out ]; do sleep 0.05; done
	kill -TERM $pid
	wait $pid
	exec 7>&-
	[ "$(jq -r .result out)" = 'done' ]
}

@test "a victim that takes long is not in the way of the next" {
	stubborn
	stubborn=$victim
	victim sleep 300
	mkfifo in
	exec 7<>in
	"$reaper" act --wait 60s <in >out 3>&- 7>&- &
	pid=$!
	exec 7>in # blocks until it reads
	request term "$stubborn" >&7
	request kill "$victim" >&7
	dies "$victim"
	until [ -s out ]; do sleep 0.05; done
	[ "$(jq -r .action out)" = kill ]
	kill -KILL "$stubborn"
	exec 7>&-
	wait $pid
	[ "$(jq -r '.action + " " + .result' out | paste -sd ' ')" = 'kill done term done' ]
}

@test "the input is left as it was: nobody else's descriptor becomes non-blocking" {
	mkfifo in
	exec 7<>in
	"$reaper" act <in >/dev/null 3>&- 7>&- &
	pid=$!
	until readlink "/proc/$pid"/fd/* | grep -q eventpoll; do sleep 0.02; done
	flags=$(awk '$1 == "flags:" { print $2 }' "/proc/$pid/fdinfo/0")
	[ $((flags & 04000)) = 0 ]
	kill -KILL $pid
	wait $pid || :
	exec 7>&-
}

@test "closed input, a full disk, a reader that leaves" {
	run -1 --separate-stderr bash -c '"$1" act <&-' - "$reaper"
	[ "$stderr" = 'ss-reaper: cannot read standard input: Bad file descriptor' ]
	victim sleep 300
	request stop "$victim" >requests
	run -1 --separate-stderr bash -c '"$1" act <requests >/dev/full' - "$reaper"
	[[ $stderr == *'cannot write results: No space left on device' ]]
	mkfifo in
	exec 7<>in
	run timeout 60 bash -c '"$1" act <in | true; echo "${PIPESTATUS[0]}"' - "$reaper"
	[ "$output" = 141 ]
	# What was read is done all the same.
	{ request kill "$victim"; sleep 300; } >in 7>&- 3>&- &
	writer=$!
	victims+=("$writer")
	run timeout 60 bash -c '"$1" act --pass <in | head -n 1 >first; echo "${PIPESTATUS[0]}"' - "$reaper"
	exec 7>&-
	[ "$output" = 141 ]
	dies "$victim"
	pkill -P $writer || :
}

@test "hooks: told who and what, never waited for, killed at their time" {
	victim sleep 300
	cat >before <<-'END'
		echo "$SS_ACTION $SS_PID $SS_COMM $SS_EXE $SS_SIGNAL ${SS_RESULT-none}" >before.txt
		sleep 20
		touch too-late
	END
	act 0 --exec-before 'sh before' --exec-after 'echo "$SS_PID $SS_RESULT $SS_GONE" >after.txt' --exec-limit 3s \
		< <(request kill "$victim")
	[ "$(cat before.txt)" = "kill $victim sleep $(type -P sleep | xargs readlink -f) SIGKILL none" ]
	[ "$(cat after.txt)" = "$victim done 1" ]
	[ ! -e too-late ]
	[[ $stderr == *"the hook 'sh before' was killed: it ran for more than 3000 ms"* ]]
	results -e '.gone_ns < 3000000000' >/dev/null
	# Nor is what a hook prints taken for data.
	victim sleep 300
	act 0 --exec-after 'echo noise' < <(request kill "$victim")
	[[ $output != *noise* && $stderr == *noise* ]]
}

# A cgroup of version 2 of our own, in $cgroup.
make_cgroup() {
	need_root
	cgroup=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)/ss-test-act-$$-$BATS_TEST_NUMBER
	mkdir "$cgroup" 2>/dev/null || { cgroup=; skip 'no cgroup of version 2 can be made here'; }
}

@test "freeze, thaw and kill a cgroup" {
	make_cgroup
	[ -e "$cgroup/cgroup.kill" ] || skip 'no cgroup.kill'
	victim sleep 300
	first=$victim
	victim sleep 300
	for pid in "${victims[@]}"; do echo "$pid" >"$cgroup/cgroup.procs"; done
	act 0 --allow-actions all < <(request freeze "$first")
	[ "$(results '[.result, (.target.cgroup | split("/") | last)] | join(" ")')" = "done ${cgroup##*/}" ]
	grep -qx 'frozen 1' "$cgroup/cgroup.events"
	act 0 --allow-actions freeze,thaw < <(request thaw "$first")
	for _ in $(seq 3000); do grep -qx 'frozen 1' "$cgroup/cgroup.events" || break; sleep 0.02; done
	run -1 grep -qx 'frozen 1' "$cgroup/cgroup.events"
	act 0 --allow-actions cgroup-kill < <(request cgroup-kill "$first")
	dies "$first"
	dies "$victim"
}

@test "guard: somebody in the cgroup; the root; our own" {
	make_cgroup
	mkfifo in
	exec 7<>in
	victim "$reaper" act <in
	vital=$victim
	victim sleep 300
	act 3 --allow-actions all < <(request freeze "$victim"; request cgroup-kill "$victim")
	[[ $(results '.result + ": " + .reason' | sort -u) == 'refused: its cgroup is the root, or holds ss-reaper itself' ]] ||
		[ "$(results .result | sort -u)" = failed ] # we are in none
	for pid in "${victims[@]}"; do echo "$pid" >"$cgroup/cgroup.procs"; done
	act 3 --allow-actions all < <(request freeze "$victim"; request cgroup-kill "$victim")
	[ "$(results '.result + ": " + .guard + ": " + .reason' | sort -u)" = \
		"guarded: vital service: process $vital (ss-reaper) of its cgroup is guarded" ]
	grep -qx 'frozen 0' "$cgroup/cgroup.events"
	alive "$victim"
	would_die "$vital"
	exec 7>&-
}

@test "who can not be killed is told, once, with what it waits for" {
	need_root
	freezer=$(awk '$3 == "cgroup" && $4 ~ /(^|,)freezer(,|$)/ { print $2; exit }' /proc/self/mounts)
	[ -n "$freezer" ] && mkdir "$freezer/ss-test-act-$$" 2>/dev/null || skip 'no freezer of version 1 here'
	freezer=$freezer/ss-test-act-$$
	victim sleep 300
	echo "$victim" >"$freezer/cgroup.procs"
	echo FROZEN >"$freezer/freezer.state"
	run -1 --separate-stderr timeout 60 "$reaper" act --wait 300ms < <(request kill "$victim")
	echo THAWED >"$freezer/freezer.state"
	dies "$victim"
	for _ in $(seq 100); do rmdir "$freezer" 2>/dev/null && break; sleep 0.05; done
	echo "$output"
	[ "$(results '[.result, .state, .reason] | join(" ")')" = 'unkillable D still there after 300 ms' ]
	[ "${#lines[@]}" = 1 ]
}

@test "wrong options" {
	for words in '--allow-actions kil' '--allow-actions kill,' '--mass 0/1s' '--mass x' '--wait 1x' '--exec-limit 0' operand; do
		# shellcheck disable=SC2086 # words
		run -2 --separate-stderr "$reaper" act $words </dev/null
		echo "$words: $stderr"
		[ -z "$output" ]
		[[ ${stderr_lines[0]} == 'ss-reaper: '* ]]
		[ "${stderr_lines[1]}" = "Try 'ss-reaper act --help'." ]
	done
	run -2 --separate-stderr "$reaper"
	[[ $stderr == *'what is to be done?  The verbs are watch, '*"Try 'ss-reaper --help'." ]]
	run -2 --separate-stderr "$reaper" wacht
	[[ $stderr == *"unknown verb 'wacht' (did you mean 'watch'?); the verbs are watch, "*"Try 'ss-reaper --help'." ]]
}

@test "what watch is asked for and cannot be: where help is; what is wrong with a file: only where" {
	for words in '' '--limit 1s' '--oncpu --limit 1s --pid x' '--oncpu --limit 1s --not q=1' '--oncpu --limit x'; do
		# shellcheck disable=SC2086 # words
		run -2 --separate-stderr "$reaper" watch $words </dev/null
		echo "$words: $stderr"
		[ -z "$output" ]
		[ "${#stderr_lines[@]}" = 2 ]
		[ "${stderr_lines[1]}" = "Try 'ss-reaper watch --help'." ]
	done
	echo 'rulse: []' >f
	run -2 --separate-stderr "$reaper" watch -c f </dev/null
	[ "$stderr" = "ss-reaper: f:1:1: unknown key 'rulse' (did you mean 'rules'?)" ]
}
