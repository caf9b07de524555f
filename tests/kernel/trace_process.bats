#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What the lines say of a process is true.

load helper

setup() {
	need_bpf
	dir=$BATS_TEST_TMPDIR
	prog=$(own true)
}

teardown() {
	trace_kill
	[ -z "${cgroup-}" ] || rmdir "$cgroup" 2>/dev/null || :
	[ -z "${mounted-}" ] || umount "$mounted"
}

# lines JQ-CONDITION: the event lines for which it holds.
lines() {
	jq -c "select((.type | startswith(\"meta\") | not) and ($1))" "$out"
}

one() {
	local found
	found=$(lines "$1")
	if [ -z "$found" ] || [ "$(wc -l <<<"$found")" != 1 ]; then
		echo "not one line with $1, but:" >&2
		echo "$found" >&2
		return 1
	fi
	echo "$found"
}

@test "fork, exec and exit of one process" {
	trace_start process
	(cd / && exec env -i /bin/sh -c 'exec /bin/sleep 0.05') &
	pid=$!
	wait $pid
	trace_stop
	one ".type == \"process.fork\" and .process.pid == $pid" |
		jq -e ".process.ppid == $$ or .process.ppid == $BASHPID or .process.comm == \"bash\""
	lines ".type == \"process.exec\" and .process.pid == $pid" | jq -r .process.exe >"$dir/exes"
	[ "$(tail -n 1 "$dir/exes")" = "$(readlink -f /bin/sleep)" ]
	[ "$(wc -l <"$dir/exes")" = 3 ]
	exec=$(one ".type == \"process.exec\" and .process.pid == $pid and .process.comm == \"sleep\"")
	jq -e '.process | .cwd == "/" and .args == ["/bin/sleep", "0.05"] and .uid == 0 and .euid == 0
		and .user == "root" and .tid == .pid' <<<"$exec"
	jq -e '.parent.exe | endswith("bash")' <<<"$exec"
	jq -e '.parent.args | length > 0' <<<"$exec"
	exit=$(one ".type == \"process.exit\" and .process.pid == $pid")
	jq -e '.process | .exit_code == 0 and .duration_us > 50000 and .comm == "sleep"' <<<"$exit"
	# Three execs: the last part of the id counts them, the rest stays.
	[ "$(lines ".process.pid == $pid" | jq -r '.process.id | sub("-[0-9a-f]+$"; "")' | sort -u | wc -l)" = 1 ]
	[ "$(lines ".process.pid == $pid" | jq -r .process.id | sort -u | wc -l)" = 4 ]
	[ "$(jq .process.start <<<"$exec")" = "$(jq .process.start <<<"$exit")" ]
}

@test "exit codes and signals" {
	trace_start exit
	sh -c 'exit 7' &
	seven=$!
	sh -c 'kill -KILL $$' &
	killed=$!
	bash -c 'ulimit -c 0; kill -s RTMIN+3 $$' &
	realtime=$!
	wait $seven $killed $realtime || :
	trace_stop
	one ".process.pid == $seven" | jq -e '.process.exit_code == 7 and (.process | has("exit_signal") | not)'
	one ".process.pid == $killed" | jq -e '.process.exit_signal == "SIGKILL" and (.process | has("exit_code") | not)'
	one ".process.pid == $realtime" | jq -e '.process.exit_signal == "SIGRTMIN+3"'
}

@test "namespaces, capabilities, cgroup and tty are those of /proc" {
	trace_start exec
	unshare --uts --ipc --net --mount --cgroup --pid --fork sh -c 'sleep 60 & readlink /proc/self/ns/uts; wait' >"$dir/uts" &
	job=$!
	wait_for 30 test -s "$dir/uts"
	wait_for 30 eval 'pgrep -P "$(pgrep -P $job)" sleep'
	sleep_pid=$(pgrep -P "$(pgrep -P $job)" sleep)
	for ns in mnt pid net user uts ipc cgroup; do
		readlink "/proc/$sleep_pid/ns/$ns" | sed "s/.*\[\(.*\)\]/${ns}_ns \1/"
	done >"$dir/want"
	caps=$(awk '/CapEff/ { print "0x" $2 }' "/proc/$sleep_pid/status")
	ns_pid=$(awk '/NSpid/ { print $3 }' "/proc/$sleep_pid/status")
	kill "$sleep_pid"
	wait $job || :
	trace_stop
	line=$(one ".process.pid == $sleep_pid")
	jq -r '.process | to_entries[] | select(.key | endswith("_ns")) | "\(.key) \(.value)"' <<<"$line" >"$dir/got"
	diff "$dir/want" "$dir/got"
	[ "$(jq -r .process.caps <<<"$line")" = "$caps" ]
	[ "$(jq -r .process.ns_pid <<<"$line")" = "$ns_pid" ]
}

@test "flags: memfd, deleted, setuid, setgid" {
	cp /bin/true "$dir/suid"
	cp /bin/true "$dir/sgid"
	chmod 4755 "$dir/suid"
	chmod 2755 "$dir/sgid"
	trace_start exec
	"$HELPERS/images" memfd "$prog" in-memory$$
	"$HELPERS/images" deleted "$prog" unlinked$$
	"$dir/suid" setuid$$
	"$dir/sgid" setgid$$
	/bin/true plain$$
	trace_stop
	# Besides, the disk may itself be an overlay.
	flags() {
		one ".process.args[1] == \"$1$$\"" | jq -c '.process.flags - ["upper_layer"]'
	}
	[ "$(flags in-memory)" = '["memfd"]' ]
	[ "$(flags unlinked)" = '["deleted"]' ]
	[ "$(flags setuid)" = '["setuid"]' ]
	[ "$(flags setgid)" = '["setgid"]' ]
	one ".process.args[1] == \"in-memory$$\"" | jq -e '.process.exe == "/memfd:hidden"'
	one ".process.args[1] == \"unlinked$$\"" | jq -e '.process.exe | startswith("/tmp/images")'
	one ".process.args[1] == \"plain$$\"" | jq -e '.process | has("flags") | not'
}

@test "flag: the upper layer of an overlay" {
	grep -q overlay /proc/filesystems || modprobe overlay 2>/dev/null || skip 'no overlay file system'
	mkdir "$dir/base"
	mounted=$dir/base
	mount -t tmpfs tmpfs "$dir/base"
	mkdir "$dir/base/lower" "$dir/base/upper" "$dir/base/work" "$dir/base/all"
	cp /bin/true "$dir/base/lower/old"
	mount -t overlay overlay -o "lowerdir=$dir/base/lower,upperdir=$dir/base/upper,workdir=$dir/base/work" "$dir/base/all"
	cp /bin/true "$dir/base/all/new"
	trace_start exec
	"$dir/base/all/old" lower$$
	"$dir/base/all/new" upper$$
	trace_stop
	umount "$dir/base/all"
	one ".process.args[1] == \"upper$$\"" | jq -e '.process.flags == ["upper_layer"]'
	one ".process.args[1] == \"lower$$\"" | jq -e '.process | (has("flags") | not) and (.exe | endswith("/base/all/old"))'
}

@test "an exec by another thread than the first keeps the process's identity" {
	trace_start process
	"$HELPERS/images" thread "$prog" by-thread
	trace_stop
	line=$(one ".type == \"process.exec\" and .process.args == [\"$prog\", \"by-thread\"]")
	pid=$(jq .process.pid <<<"$line")
	[ "$(lines ".type == \"process.exit\" and .process.pid == $pid" | wc -l)" = 1 ]
	[ "$(lines ".type == \"process.fork\" and .process.pid == $pid" | jq .process.start)" = "$(jq .process.start <<<"$line")" ]
}

@test "a child of CLONE_PARENT has its creator's image and its creator's parent" {
	trace_start process
	"$HELPERS/images" parent "$prog" adopted
	wait_for 30 grep -q "\"args\":\[\"$prog\",\"adopted\"\]" "$out"
	trace_stop
	fork=$(one ".type == \"process.fork\" and .process.args[1:3] == [\"parent\", \"$prog\"]")
	jq -e '.process.exe | endswith("/images")' <<<"$fork"
	jq -e '.parent.exe | endswith("bash")' <<<"$fork"
}

# until FILE: a loop in a script, that ends in any case.
until_there() {
	echo "timeout 60 sh -c 'until [ -e $1 ]; do sleep 0.1; done'"
}

@test "who lost its parent is told with its new one" {
	touch "$dir/before" "$dir/after"
	echo "true <$dir/before; $(until_there "$dir/orphan"); true <$dir/after; touch $dir/end" >"$dir/child"
	echo "sh $dir/child & $(until_there "$dir/leave")" >"$dir/parent"
	echo "sh $dir/parent; $(until_there "$dir/end")" >"$dir/init"
	trace_start file.open exit
	unshare -fp sh "$dir/init" &
	job=$!
	wait_for 30 grep -q '"given":"'"$dir/before"'"' "$out"
	init=$(pgrep -P $job)
	parent=$(pgrep -P "$init")
	touch "$dir/leave"
	wait_for 30 grep -q '"process.exit".*"pid":'"$parent"',' "$out"
	touch "$dir/orphan"
	wait $job
	trace_stop
	one ".type == \"file.open\" and .file.given == \"$dir/before\"" |
		jq -e ".process.ppid == $parent and .parent.pid == $parent"
	one ".type == \"file.open\" and .file.given == \"$dir/after\"" |
		jq -e ".process.ppid == $init and .parent.pid == $init and .ancestors[:2] == [\"sh\", \"unshare\"]"
}

@test "threads that leave at once are one exit" {
	prog=$(own "$HELPERS/threads")
	trace_start exit,fork --comm "${prog##*/}"
	"$prog" 8 200
	trace_stop
	[ "$(lines '.type == "process.fork"' | wc -l)" = 200 ]
	[ "$(lines '.type == "process.exit"' | wc -l)" = 201 ]
}

@test "failed execs, where they can be had" {
	"$BIN/ss-doctor" --json ss-trace |
		jq -e '.commands["ss-trace"].features["process.exec_failed"].state != "missing"' || skip 'no way to have them here'
	trace_start exec_failed
	(exec /nowhere/at-all one '' 'three 3') 2>/dev/null || :
	(exec "$dir" x) 2>/dev/null || :
	trace_stop
	one '.exec.path == "/nowhere/at-all"' | jq -e '
		.exec == {path: "/nowhere/at-all", args: ["/nowhere/at-all", "one", "", "three 3"],
			args_bytes: 29, error: "ENOENT"} and (.process.exe | endswith("bash"))'
	one ".exec.path == \"$dir\"" | jq -e '.exec.error == "EACCES"'
}

@test "container id and runtime from the cgroup path" {
	id=$(container_id)
	root=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
	[ -n "$root" ] || skip 'no cgroup v2'
	# Where v1 has the controllers, runtimes name containers there.
	[ ! -d /sys/fs/cgroup/pids ] || root=/sys/fs/cgroup/pids
	cgroup=$root/docker-$id.scope
	mkdir "$cgroup"
	trace_start exec --container "$id"
	sh -c "echo \$\$ > $cgroup/cgroup.procs; $prog inside"
	"$prog" outside
	trace_stop
	one '.process.args[1] == "inside"' | jq -e '.container == {id: "'"${id:0:12}"'", runtime: "docker"}'
	[ -z "$(lines '.process.args[1] == "outside"')" ]
}

@test "the name of a container, from the first line that knows it, by lines that are kept, too" {
	id=$(container_id)
	root=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
	[ -n "$root" ] || skip 'no cgroup v2'
	[ ! -d /sys/fs/cgroup/pids ] || root=/sys/fs/cgroup/pids
	cgroup=$root/docker-$id.scope
	mkdir "$cgroup"
	state=$dir/host/var/lib/docker/containers/$id
	mkdir -p "$state" "$dir/go"
	touch "$dir/go/first" "$dir/go/second"
	trace_start --container-names --container-root "$dir/host" --container "$id" exec file.open
	sh -c "echo \$\$ > $cgroup/cgroup.procs; exec timeout 60 sh -c '
		$prog before; true <$dir/go/first
		until [ -e $dir/go/on ]; do sleep 0.1; true <$dir/go/second; done
		$prog after'" &
	job=$!
	wait_for 30 grep -q "\"given\":\"$dir/go/second" "$out"
	# The runtime is late; somebody else's state is none of ours.
	mkdir "$state/../$(container_id)"
	echo '{"Name":"/web","Config":{"Image":"nginx:1.25"}}' >"$state/config.v2.json"
	wait_for 30 grep -q '"given":"'"$dir/go/second"'.*"name":"web"' "$out"
	touch "$dir/go/on"
	wait $job
	trace_stop
	one '.process.args[1] == "before"' | jq -e '.container == {id: "'"${id:0:12}"'", runtime: "docker"}'
	want='.container == {id: "'"${id:0:12}"'", runtime: "docker", name: "web", image: "nginx:1.25"}'
	one '.process.args[1] == "after"' | jq -e "$want"
	# By the same process, whose part of the line is kept between.
	one ".file.given == \"$dir/go/first\"" | jq -e '.container | has("name") | not'
	lines ".file.given == \"$dir/go/second\"" | head -n 1 | jq -e '.container | has("name") | not'
	lines ".file.given == \"$dir/go/second\"" | tail -n 1 | jq -e "$want"
	tests/schema "$out"
}

@test "ids: live, in the snapshot, and after kill -9 and a restart" {
	trace_start process
	sleep 60 &
	pid=$!
	wait_for 30 grep -q "\"pid\":$pid,.*\"comm\":\"sleep\"" "$out"
	live=$(one ".type == \"process.exec\" and .process.pid == $pid" | jq -r .process.id)
	kill -KILL "$trace"
	wait "$trace" || :
	trace_start process --snapshot
	snapshot=$(jq -r "select(.type == \"meta.snapshot\" and .process.pid == $pid) | .process.id" "$out")
	kill $pid
	wait $pid || :
	wait_for 30 grep -q "process.exit.*\"pid\":$pid," "$out"
	trace_stop
	exit=$(one ".type == \"process.exit\" and .process.pid == $pid")
	[ "$live" = "$snapshot" ]
	[ "$live" = "$(jq -r .process.id <<<"$exit")" ]
	# The image comes from /proc then, and reads the same.
	jq -e '.process.args == ["sleep", "60"] and (.process.exe | endswith("/sleep"))' <<<"$exit"
	jq -e 'has("incomplete") | not' <<<"$exit"
}

@test "the snapshot holds every process once, with true parents" {
	trace_start process --snapshot
	trace_stop
	jq -r 'select(.type == "meta.snapshot") | .process.pid' "$out" | sort >"$dir/pids"
	[ "$(sort -u "$dir/pids" | wc -l)" = "$(wc -l <"$dir/pids")" ]
	jq -r "select(.type == \"meta.snapshot\" and .process.pid == $$) | .process.ppid" "$out" >"$dir/ppid"
	[ "$(cat "$dir/ppid")" = "$PPID" ]
	# A filter holds for it too.
	trace_start --snapshot exit --pid $$
	trace_stop
	[ "$(jq -r 'select(.type == "meta.snapshot") | .process.pid' "$out")" = $$ ]
}

@test "the terminal is named as its users name it" {
	command -v script >/dev/null || skip 'there is no script'
	trace_start exec --exe "$prog"
	script -qec "$prog on-a-terminal; tty >&9" /dev/null 9>"$dir/tty" >/dev/null </dev/null
	"$prog" on-none </dev/null
	trace_stop
	line=$(one '.process.args[1] == "on-a-terminal"')
	[ "/dev/$(jq -r .process.tty <<<"$line")" = "$(cat "$dir/tty")" ]
}
