#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Functions of programs and libraries, and USDT probes, with their arguments.

# shellcheck disable=SC2154 # trace_start sets out and trace
load helper

setup() {
	need_bpf
	need jq
	[ -e /sys/bus/event_source/devices/uprobe ] || skip 'the kernel has no uprobes'
	calls=hits-$$
	program=$BATS_TEST_TMPDIR/$calls
	cp "$HELPERS/calls" "$program"
}

teardown() {
	trace_kill
}

# traced OPTIONS...: what the helper hits, without what differs, in $hits.
traced() {
	trace_start "$@"
	"$program" "$program" || [ $? = 7 ]
	trace_stop
	hits=$BATS_TEST_TMPDIR/hits
	jq -c 'select(.type == "uprobe.hit" and .process.comm == "'"$calls"'").uprobe' "$out" |
		sed -E 's/("offset":)"0x[0-9a-f]+"/\1"0x..."/; s/"0x[0-9a-f]{7,}"/"0x..."/g' >"$hits"
	tests/schema "$out"
	jq -se '.[-1] | .exact and .total.lost == 0' "$out"
}

@test "a function, entered and left" {
	traced --uprobe "$program:ss_function(text=str,str@3,n=ulong,int)" \
		--uprobe "$program:ss_function(hex,_,_,uint)%return=str" --comm "$calls"
	[ "$(wc -l <"$hits")" = 6 ]
	diff - <(grep -F '"n":4' "$hits" | tail -n 1) <<-END
		{"file":"$program","symbol":"ss_function","offset":"0x...","args":{"text":"0123456789","arg2":"0123","n":4,"arg4":-1}}
	END
	diff - <(grep -F '"ret"' "$hits" | tail -n 1) <<-END
		{"file":"$program","symbol":"ss_function","offset":"0x...","args":{"arg1":"0x...","arg4":4294967295},"ret":"negative"}
	END
}

@test "a USDT probe" {
	run timeout 60 "$BIN/ss-trace" --uprobe "usdt:$program:ss:tick" -d 1ms
	[[ $output != *'needs Linux 5.15'* ]] || skip 'this kernel has no cookies for uprobes'
	traced --uprobe "usdt:$program:ss:tick(n=long,str)" --comm "$calls"
	[ "$(wc -l <"$hits")" = 3 ]
	diff - <(tail -n 1 "$hits") <<-END
		{"file":"$program","provider":"ss","symbol":"tick","args":{"n":2,"arg2":"0123456789"}}
	END
}

@test "a library, for one process only" {
	sleep 60 3>&- &
	other=$!
	wait_for 10 grep -q /libc "/proc/$other/maps" # its loader has come so far
	trace_start --uprobe 'libc:getppid%return=int' --pid "$other"
	bash -c 'echo $PPID' >/dev/null
	kill "$other"
	trace_stop
	[ "$(jq -r 'select(.type == "uprobe.hit").type' "$out")" = '' ]
	jq -se '.[-1].total.seen == 0' "$out"
	grep -q '"uprobe.hit":"uprobe"' "$out"
}

@test "what is not there is said" {
	run "$BIN/ss-trace" --uprobe "$program:no_such_function"
	[ "$status" = 1 ]
	[[ $output == *"has no function 'no_such_function'"* ]]
	run "$BIN/ss-trace" --uprobe "usdt:$program:ss:no_such"
	[ "$status" = 1 ]
	run "$BIN/ss-trace" --uprobe '/nonexistent/lib:f'
	[ "$status" = 1 ]
}
