#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# ss-reaper check: what rules mean, and whom they are about now.

load helper
load stall
load reaper

setup() {
	reaper_setup
	rules=$dir/rules
	cat >"$rules" <<-END
		rules:
		  - {name: idle, syscall: pause, limit: 1m, action: kill, exe: "$prog"}
		  - {name: nobody, lifetime: true, limit: 1h, exe: $dir/nothing}
	END
}

teardown() {
	reaper_teardown
}

check() {
	"$BIN/ss-reaper" check -c "$rules" "$@"
}

@test "a full disk is told once, however much there is to say" {
	local i
	printf 'rules:\n' >"$rules"
	for i in {1..50}; do
		echo "  - {name: r$i, lifetime: true, limit: 1h, pid: $$}" >>"$rules"
	done
	run -1 --separate-stderr bash -c '"$1/ss-reaper" check -q "$2" >/dev/full' - "$BIN" "$rules"
	[ "$stderr" = 'ss-reaper: cannot write to standard output: No space left on device' ]
}

@test "whom a rule is about now, and who of them is guarded" {
	stuck_in "$prog" idle
	first=$victim
	stuck_in "$prog" idle
	echo "protect: {pid: $victim}" >>"$rules"
	check >"$dir/text" 2>"$dir/warnings"
	grep -qx 'idle: 2 processes now, 1 guarded' "$dir/text"
	grep -qE "^  $first [^ ]+ $prog\$" "$dir/text"
	grep -qE "^  $victim [^ ]+ $prog \(guarded: protected\)\$" "$dir/text"
	grep -qx 'nobody: 0 processes now' "$dir/text"
	grep -qx 'syscall pause: syscalls/sys_exit_pause' "$dir/text"
	[ "$(cat "$dir/warnings")" = 'ss-reaper: rule nobody: there is no process now that it is about' ]
	alive "$first" "$victim"
}

@test "the same for programs" {
	stuck_in "$prog" idle
	check --format json >"$dir/json"
	jq -se --argjson pid "$victim" --arg exe "$prog" 'length == 2 and (.[0] | .rule == "idle"
		and .matches == 1 and .guarded == 0 and .processes[0].pid == $pid
		and .processes[0].exe == $exe
		and .limit_ns == 60000000000 and .automatic == false and .action == "kill"
		and .watched == [{target: "pause", kind: "syscall", hook: "syscalls/sys_exit_pause"}])
		and (.[1] | .rule == "nobody" and .matches == 0 and .processes == [])' "$dir/json"
}

@test "what this kernel cannot watch" {
	cat >"$rules" <<-END
		rules:
		  - {name: none, func: there_is_no_such_function, limit: 1s}
	END
	run check
	[ "$status" = 3 ]
	[[ $output == *'func there_is_no_such_function: cannot be watched here'* ]]
	[[ $output == *'ss-reaper: rule none: func there_is_no_such_function: '* ]]
	[[ $output != *--func* ]]
}

@test "a protect that nobody is safe by" {
	cat >>"$rules" <<-END
		protect:
		  - {exe: [/nonexistent/vital, "$prog"]}
		  - {comm: nobody-has-it}
		  - {pid: 4194305}
		  - {uid: 0}
	END
	stuck_in "$prog" idle
	check >"$dir/text" 2>"$dir/warnings"
	cat "$dir/warnings"
	grep -qxF "ss-reaper: protect: there is no file '/nonexistent/vital'" "$dir/warnings"
	grep -qxF 'ss-reaper: protect: there is no process 4194305' "$dir/warnings"
	grep -qxF 'ss-reaper: protect: there is no process now that it is about (comm nobody-has-it)' "$dir/warnings"
	[ -z "$(grep -E 'uid 0|[(]exe' "$dir/warnings")" ]
}

@test "a file of not that is not there" {
	cat >"$rules" <<-END
		rules:
		  - {name: busy, oncpu: true, limit: 1m, action: kill, exe: "$prog",
		     not: {exe: [/nonexistent/spared, /bin/sh, /nonexistent/*]}}
	END
	stuck_in "$prog" idle
	check >"$dir/text" 2>"$dir/warnings"
	[ "$(cat "$dir/warnings")" = "ss-reaper: rule busy: not: there is no file '/nonexistent/spared'" ]
}

@test "whom a watch is about, and is not there, is warned of at its start" {
	run "$BIN/ss-reaper" watch --syscall read --limit 1s -d 1ms --pid 4194305 --tree 4194306 \
		--container 0123456789abcdef --protect exe=/nonexistent/vital --protect uid=0 --not exe=/nonexistent/spared
	echo "$output"
	[ "$status" = 0 ]
	grep -qx 'ss-reaper: there is no process 4194305' <<<"$output"
	grep -qx 'ss-reaper: there is no process 4194306' <<<"$output"
	grep -qx 'ss-reaper: there is no container 0123456789ab' <<<"$output"
	grep -qx "ss-reaper: protect: there is no file '/nonexistent/vital'" <<<"$output"
	grep -qx "ss-reaper: not: there is no file '/nonexistent/spared'" <<<"$output"
	[ "$(grep -c '^ss-reaper' <<<"$output")" = 5 ]
}

@test "nobody else than root is told who there is" {
	need setpriv
	place=$(mktemp -d /tmp/reaper.XXXXXX)
	cp "$rules" "$place/rules"
	chmod -R a+rX "$place"
	run setpriv --reuid 65534 --clear-groups "$BIN/ss-reaper" check -c "$place/rules"
	rm -r "$place"
	[ "$status" = 0 ] || [[ $output == *'ermission denied'* ]]
	[[ $output == *'only known to root'* || $output == *'ermission denied'* ]]
	[[ $output != *'processes now'* ]]
}

@test "files are operands too, and one without rules is named" {
	check >"$dir/given" 2>&1
	"$BIN/ss-reaper" check "$rules" >"$dir/operand" 2>&1
	cmp "$dir/given" "$dir/operand"
	echo 'mass: none' >"$rules"
	run "$BIN/ss-reaper" check "$rules"
	[ "$status" = 3 ]
	[ "$output" = "ss-reaper: $rules: there is no rule" ]
}
