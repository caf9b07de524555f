#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Who it was, when pids come again, containers come and go, and the clock is set.

# shellcheck disable=SC2154 # trace_start sets out and trace
load helper

setup() {
	need_bpf
	need jq
	dir=$(readlink -f "$BATS_TEST_TMPDIR")
}

teardown() {
	trace_kill
	[ -z "${cgroup-}" ] || rmdir "$cgroup" 2>/dev/null || :
	[ -z "${clock-}" ] || date -s "@$((clock + $(uptime_s)))" >/dev/null
}

uptime_s() {
	cut -d. -f1 /proc/uptime
}

# lines JQ-CONDITION: the event lines for which it holds.
lines() {
	jq -c "select((.type | startswith(\"meta\") | not) and ($1))" "$out"
}

# Of a pid that two processes have one after the other.
@test "a pid that is used again: files and sockets are each process's own" {
	local one two pid type
	one=$(own bash one) two=$(own bash two)
	touch "$dir/by-one" "$dir/by-two"
	trace_start --comm "${one##*/}" --comm "${two##*/}" file.open,net.connect,process
	# Nobody listens on port 1.
	pid=$(sh -c 'echo $$')
	"$HELPERS/pid" "$pid" "$one" -c "true <'$dir/by-one'; : </dev/tcp/127.0.0.1/1" 2>/dev/null || :
	"$HELPERS/pid" "$pid" "$two" -c "true <'$dir/by-two'; : </dev/tcp/127.0.0.1/1" 2>/dev/null || :
	trace_stop
	for type in file.open net.connect; do
		lines ".type == \"$type\" and .process.pid == $pid
			and (.net.dst_port == 1 or (.file.given // \"\" | startswith(\"$dir/by-\")))" >"$dir/$type"
		[ "$(jq -r .process.exe "$dir/$type")" = "$one
$two" ]
		[ "$(jq -r .process.comm "$dir/$type")" = "${one##*/}
${two##*/}" ]
	done
	jq -se "map(.file.given) == [\"$dir/by-one\", \"$dir/by-two\"]" "$dir/file.open"
	# One id for all that one did, and another one for the other.
	jq -r '.process.id' "$dir/file.open" "$dir/net.connect" | sort | uniq -c | awk '{ print $1 }' >"$dir/ids"
	[ "$(cat "$dir/ids")" = "2
2" ]
}

# In a container by name and by namespaces: a shell as its init, which runs PROGRAM NUMBER.
contain() {
	mkdir "$cgroup"
	sh -c 'echo $$ >"$1/cgroup.procs"
		exec unshare --pid --fork --mount --uts --ipc --net --cgroup sh -c "\"\$1\" \$2; exit 3" sh "$2" "$3"' \
		sh "$cgroup" "$prog" "$1" || [ $? = 3 ]
	rmdir "$cgroup"
}

@test "containers that start and stop: each process in its own, and none after its end" {
	local root number id ids=()
	root=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
	[ -n "$root" ] || skip 'no cgroup v2'
	[ ! -d /sys/fs/cgroup/pids ] || root=/sys/fs/cgroup/pids
	prog=$(own true inside)
	trace_start exec,exit
	for number in 1 2 3; do
		id=$(container_id)
		ids+=("${id:0:12}")
		cgroup=$root/docker-$id.scope
		contain "$number"
	done
	"$prog" none
	trace_stop
	for number in 1 2 3; do
		id=${ids[number - 1]}
		lines ".type == \"process.exec\" and .process.args == [\"$prog\", \"$number\"]" >"$dir/exec"
		jq -se "length == 1 and .[0].container == {id: \"$id\", runtime: \"docker\"}
			and .[0].process.ns_pid == 2" "$dir/exec"
		# Its init, and that both have left.
		lines ".container.id == \"$id\" and .process.ns_pid == 1 and .process.exit_code == 3" |
			jq -se 'length == 1'
		lines ".container.id == \"$id\" and .type == \"process.exit\" and .process.exe == \"$prog\"" |
			jq -se "length == 1 and .[0].process.id == $(jq .process.id "$dir/exec")"
	done
	# With a network of their own.
	lines ".process.args[0] == \"$prog\" and .container" |
		jq -se "length == 6 and all(.process.net_ns != $(stat -Lc %i /proc/self/ns/net))"
	lines '.process.args[1] == "none"' | jq -e 'has("container") | not'
}

@test "the clock is set forth and back: ids and durations stay, times follow" {
	local long now job
	[ -n "${SS_VM-}" ] || skip 'the clock of this machine is not ours to set'
	prog=$(own true)
	long=$(own sleep long)
	trace_start process --comm "${prog##*/}" --comm "${long##*/}"
	clock=$(($(date +%s) - $(uptime_s)))
	now=$(date +%s)
	"$long" 4 &
	job=$!
	"$prog" zero
	date -s "@$((now + 3600))" >/dev/null
	sleep 1
	"$prog" forth
	date -s "@$((now - 3600))" >/dev/null
	sleep 1
	"$prog" back
	wait $job
	date -s "@$((clock + $(uptime_s)))" >/dev/null
	trace_stop
	when() {
		lines ".type == \"process.exec\" and .process.args[1] == \"$1\"" |
			jq ".ts[:19] + \"Z\" | fromdate - $now"
	}
	[ "$(when zero)" -ge -1 ]
	[ "$(when zero)" -lt 60 ]
	[ "$(when forth)" -ge 3600 ]
	[ "$(when forth)" -lt 3660 ]
	[ "$(when back)" -ge -3600 ]
	[ "$(when back)" -lt -3500 ]
	# What began before is the same process after, and took the time it took.
	lines ".process.args[0] == \"$long\" and .type != \"process.fork\"" >"$dir/long"
	jq -se 'map(.type) == ["process.exec", "process.exit"] and .[0].process.id == .[1].process.id
		and .[1].process.duration_us > 3900000 and .[1].process.duration_us < 60000000' "$dir/long"
	tail -n 1 "$out" | jq -e .exact
}
