#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What can be done to a stuck process, one step after the other, and the file of rules.

load helper
load stall
load reaper

setup() {
	reaper_setup
}

teardown() {
	reaper_teardown
	[ -z "${cgroup-}" ] || { echo 0 >"$cgroup/cgroup.freeze"; rmdir "$cgroup"/*/ "$cgroup"; } 2>/dev/null || :
}

# in_cgroup: $cgroup is a new one of version 2, and what is started by it is inside.
new_cgroup() {
	root=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
	[ -n "$root" ] || skip 'no cgroup v2'
	cgroup=$root/reaper-$$-$BATS_TEST_NUMBER
	mkdir "$cgroup"
	[ -e "$cgroup/cgroup.freeze" ] || skip 'no freezer here'
}

inside() {
	stuck_in sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$cgroup" "$@"
}

@test "stop: it stays, and can be looked at" {
	reaper_start --syscall read --limit 200ms --action stop
	stuck_in "$prog" fifo "$fifo"
	wait_for 20 in_state "$victim" T
	soon '.type == "reaper.overdue" and .reaper.signal == "SIGSTOP"'
	trace_stop
	alive "$victim"
	count 0 '.type == "reaper.kill"'
}

@test "a deaf one: SIGTERM does not help, SIGKILL does" {
	reaper_start --syscall read --limit 200ms --action term:700ms,kill
	stuck_in "$prog" deaf "$fifo"
	exited 137
	soon '.type == "reaper.kill"'
	trace_stop
	lines true | jq -se 'any(.reaper.signal == "SIGTERM") and any(.reaper.signal == "SIGKILL")'
}

@test "one that listens to SIGTERM gets no SIGKILL" {
	reaper_start --syscall read --limit 200ms --action term:700ms,kill
	stuck_in "$prog" fifo "$fifo"
	exited 143
	sleep 1
	trace_stop
	lines true | jq -se 'all(.[]; .reaper.signal != "SIGKILL")'
}

@test "the wait between two steps is kept" {
	reaper_start --syscall read --limit 200ms --action term:5s,kill
	stuck_in "$prog" deaf "$fifo"
	soon '.reaper.signal == "SIGTERM"'
	sleep 1.5
	alive "$victim"
	exited 137
	trace_stop
}

@test "freeze: the whole cgroup stands still, and nothing else" {
	new_cgroup
	reaper_start --syscall read --limit 200ms --action freeze
	inside "$prog" fifo "$fifo"
	soon '.type == "reaper.overdue"'
	wait_for 10 grep -q 'frozen 1' "$cgroup/cgroup.events"
	alive "$victim"
	trace_stop
	# Its read has returned for that: it is the same call.
	one '.type == "reaper.overdue"' | jq -e '.reaper.in_flight and .reaper.verdict == "signalled"'
	jq -e 'select(.type == "meta.stop") | .watched[0].overdue == 1' "$out"
}

@test "cgroup-kill: all in the cgroup, and nobody else" {
	new_cgroup
	[ -e "$cgroup/cgroup.kill" ] || skip 'no cgroup.kill'
	reaper_start --syscall read --limit 500ms --action cgroup-kill
	stuck_in "$prog" idle
	outside=$victim
	inside "$prog" idle
	other=$victim
	inside "$prog" fifo "$fifo"
	exited 137
	wait_for 10 ended "$other"
	alive "$outside"
	trace_stop
}

@test "freeze, then cgroup-kill: who comes later is frozen, until somebody thaws it" {
	local start
	new_cgroup
	[ -e "$cgroup/cgroup.kill" ] || skip 'no cgroup.kill'
	reaper_start --syscall read --limit 200ms --action freeze:500ms,cgroup-kill
	inside "$prog" fifo "$fifo"
	exited 137
	trace_stop
	[ "$(cat "$cgroup/cgroup.freeze")" = 1 ]
	stuck_in "$prog" idle
	echo "$victim" >"$cgroup/cgroup.procs"
	start=$(($(cut -d' ' -f22 "/proc/$victim/stat") * (1000000000 / $(getconf CLK_TCK))))
	printf '{"type":"action.request","action":"thaw","target":{"pid":%s,"start":"%s"}}\n' "$victim" "$start" |
		"$BIN/ss-reaper" act --allow-actions all
	[ "$(cat "$cgroup/cgroup.freeze")" = 0 ]
}

@test "the root cgroup is not frozen, nor that of ss-reaper" {
	new_cgroup
	echo $BASHPID >"$cgroup/cgroup.procs"
	reaper_start --syscall read --limit 200ms --action freeze
	stuck_in "$prog" fifo "$fifo"
	soon '.type == "reaper.overdue"'
	sleep 1
	[ "$(cat "$cgroup/cgroup.freeze")" = 0 ]
	trace_stop
	echo $BASHPID >"$root/cgroup.procs"
	lines '.type == "reaper.overdue"' | jq -se 'length > 0 and all(.[]; .reaper.verdict == "failed" and .reaper.error == "EPERM")'
}

# A stuck process of $prog in a new cgroup beside one that is not to be touched: both are left
# alone, and it is said why.  ARGUMENTS: what ss-reaper does, and whom it protects.
spares_cgroup() {
	reaps --syscall read --limit 500ms --exe "$prog" "$@"
	inside "$prog" fifo "$fifo"
	soon '.type == "reaper.overdue"'
	sleep 1
	alive "$victim" "$beside"
	[ "$(cat "$cgroup/cgroup.freeze")" = 0 ]
	trace_stop
	one '.type == "reaper.overdue"' |
		jq -e '.reaper.verdict == "failed" and .reaper.error == "EPERM" and (.reaper.reason | contains("guarded"))'
	one '.type == "reaper.kill"' | jq -e '.reaper.result == "failed" and (.reaper | has("took_ns") | not)'
}

@test "a guarded process saves the cgroup it is in" {
	new_cgroup
	inside unshare --pid --fork --kill-child "$(own "$HELPERS/stall" vital)" idle
	beside=$(pgrep -P "$job") # process 1 of its namespace
	spares_cgroup --action freeze
}

@test "a protected process saves the cgroup above its own as well" {
	new_cgroup
	[ -e "$cgroup/cgroup.kill" ] || skip 'no cgroup.kill'
	vital=$(own "$HELPERS/stall" vital)
	below=$cgroup/below
	mkdir "$below"
	inside "$vital" idle
	beside=$victim
	echo "$beside" >"$below/cgroup.procs"
	spares_cgroup --action cgroup-kill --protect "exe=$vital"
}

@test "the root cgroup is not frozen, in text" {
	new_cgroup
	stuck_in sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$root" "$prog" fifo "$fifo"
	"$BIN/ss-reaper" watch --lifetime --limit 100ms --exe "$prog" --action freeze --format text \
		>"$dir/text" 3>&- &
	# shellcheck disable=SC2034 # for trace_kill
	trace=$!
	wait_for 10 grep -q ' kill .* failed' "$dir/text"
	trace_kill
	cat "$dir/text"
	# What was done, then what became of it; the reason in both.
	grep -E " $victim " "$dir/text" >"$dir/two"
	sed -n 1p "$dir/two" | grep -qE "overdue +$victim .* freeze failed EPERM, its cgroup is the root"
	sed -n 2p "$dir/two" | grep -qE "kill +$victim .* failed EPERM, command-line, its cgroup is the root"
	alive "$victim"
}

@test "a file of rules: each of its own scope, limit and action" {
	other=$(own "$HELPERS/stall" other)
	cat >"$dir/rules.yaml" <<-END
		rules:
		  - name: slow-reads
		    syscall: read
		    limit: 300ms
		    action: kill
		    exe: $prog
		  - name: slow-others
		    syscall: [read, pause]
		    limit: 300ms
		    exe: $other
	END
	reaps --config "$dir/rules.yaml"
	stuck_in "$other" fifo "$fifo"
	kept=$victim
	stuck_in "$prog" fifo "$fifo"
	exited 137
	soon '.type == "reaper.kill"'
	soon '.type == "reaper.overdue" and .reaper.rule == "slow-others"'
	trace_stop
	alive "$kept"
	one '.type == "reaper.kill"' | jq -e '.reaper.rule == "slow-reads"'
	one '.reaper.rule == "slow-others"' | jq -e ".process.pid == $kept"' and .reaper.verdict == "reported"'
}

@test "two rules about the same call: each at its time, the more severe acts" {
	cat >"$dir/rules.yaml" <<-END
		rules:
		  - {name: first, syscall: read, limit: 200ms, exe: $prog}
		  - {name: second, syscall: read, limit: 1s, action: kill, exe: $prog}
	END
	reaps --config "$dir/rules.yaml"
	stuck_in "$prog" fifo "$fifo"
	soon '.reaper.rule == "first"'
	exited 137
	soon '.type == "reaper.kill"'
	trace_stop
	one '.type == "reaper.overdue" and .reaper.rule == "second"' | jq -e '.reaper.verdict == "signalled"'
	one '.type == "reaper.kill"' | jq -e '.reaper.rule == "second"'
}

@test "a rule that protects beats all others" {
	cat >"$dir/rules.yaml" <<-END
		protect: {exe: $prog}
		rules:
		  - {name: all, syscall: read, limit: 200ms, action: kill, exe: $prog}
	END
	reaps --config "$dir/rules.yaml"
	stuck_in "$prog" fifo "$fifo"
	soon '.reaper.verdict == "guarded"'
	sleep 0.5
	alive "$victim"
	trace_stop
}

@test "who returns while the steps wait is left alone" {
	reaper_start --syscall read --limit 200ms --action report:2500ms,kill
	stuck_in "$prog" back "$fifo" 700
	wait_for 20 grep -q returned "$said"
	sleep 3
	alive "$victim"
	# One that does not return is killed, by the second step.
	stuck_in "$prog" fifo "$fifo"
	exited 137
	soon '.type == "reaper.kill" and .reaper.result == "gone"'
	trace_stop
	one '.type == "reaper.kill"' | jq -e ".process.pid == $victim"
}

@test "steps of a dry run harm nobody" {
	reaper_start --syscall read --limit 200ms --action report:300ms,term:300ms,kill --dry-run
	stuck_in "$prog" fifo "$fifo"
	soon '.reaper.verdict == "dry-run"'
	sleep 1.5
	alive "$victim"
	trace_stop
	count 0 '.type == "reaper.kill" and .reaper.result == "gone"'
}

@test "a guard holds at the later steps as well" {
	reaper_start --syscall read --limit 200ms --action report:700ms,kill --protect "exe=$prog"
	stuck_in "$prog" fifo "$fifo"
	soon '.type == "reaper.overdue"'
	sleep 2
	alive "$victim"
	trace_stop
	count 0 '.type == "reaper.kill" and .reaper.result == "gone"'
}

@test "a mild rule does not take the victim from a hard one" {
	cat >"$dir/rules.yaml" <<-END
		rules:
		  - {name: mild, syscall: read, limit: 200ms, action: term, exe: $prog}
		  - {name: hard, syscall: read, limit: 1s, action: kill, exe: $prog}
	END
	reaps --config "$dir/rules.yaml"
	stuck_in "$prog" deaf "$fifo"
	exited 137
	soon '.type == "reaper.kill" and .reaper.rule == "hard" and .reaper.result == "gone"'
	trace_stop
	lines '.type == "reaper.overdue"' | jq -se 'any(.[]; .reaper.rule == "mild" and .reaper.signal == "SIGTERM")'
}

@test "who was held by a rate is met again when there is room" {
	reaper_start --syscall read --limit 200ms --action kill --rate 1/3s --mass none
	stuck_in "$prog" mass "$fifo" 2
	soon '.reaper.verdict == "rate"'
	exited 0
	grep -qx 'killed 2' "$said"
	trace_stop
	count 2 '.type == "reaper.kill"'
}
