#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The kernel's filters choose what the same condition chooses in user space.

load helper

# What there is to choose from: one trace for all tests, which empty its file.
setup_file() {
	"$BIN/ss-trace" process >>"$BATS_FILE_TMPDIR/all" 2>/dev/null 3>&- &
	echo $! >"$BATS_FILE_TMPDIR/all.pid"
}

teardown_file() {
	kill "$(cat "$BATS_FILE_TMPDIR/all.pid")" 2>/dev/null || :
}

setup() {
	need_bpf
	dir=$BATS_TEST_TMPDIR
	everything=$BATS_FILE_TMPDIR/all
	wait_for "${TRACE_READY:-60}" test -s "$everything"
}

teardown() {
	[ -z "${all-}" ] || kill -KILL "$all" 2>/dev/null || :
	trace_kill
	[ -z "${cgroup-}" ] || rmdir "$cgroup/below" "$cgroup" 2>/dev/null || :
	[ -z "${groups-}" ] || rmdir "${groups[@]}" "$root/ss-test-$$" 2>/dev/null || :
}

# A little of everything: users, names, programs, trees.
work() {
	for i in 1 2 3; do
		[ $i = 1 ] || [ -z "${SS_VM-}" ] || break # an emulated machine is slow
		/bin/true "$i"
		sh -c '/bin/true; (exit 3); sleep 0.01'
		bash -c '/bin/ls / >/dev/null; (/bin/true & wait)'
		setpriv --reuid=65534 --clear-groups sh -c '/bin/true; :' || :
	done
}

# mark: run a program that nobody else has, and wait until the trace of everything shows it.
# The lines are in order, so that all before it are there too.
mark() {
	"$(own true)"
	wait_for 30 grep -q "\"comm\":\"true$$\"" "$everything"
}

# same JQ-CONDITION OPTIONS...: two traces of the same work, one filtered by the
# kernel, one by jq, have the same lines (their ids and types), and not none.  The types
# are $types, else all of processes.
same() {
	local condition=$1
	shift
	trace_start "${types:-process}" "$@"
	: >"$everything"
	# From here on: of a process that came just before the hooks, an exit passes.
	from=$(date -u +%FT%T.%NZ)
	"${work:-work}"
	# And to here: between its last event and its last line, others go on.
	to=$(date -u +%FT%T.%NZ)
	trace_stop
	mark
	both="(.type | startswith(\"process\")) and .ts > \"$from\" and .ts < \"$to\""
	jq -r "select($both and ($condition)) | \"\(.type) \(.process.id)\"" "$everything" | sort >"$dir/want"
	jq -r "select($both) | \"\(.type) \(.process.id)\"" "$out" | sort >"$dir/got"
	diff "$dir/want" "$dir/got"
	[ -s "$dir/got" ]
	jq -e 'select(.type == "meta.stop") | .exact and .total.filtered > 0' "$out" >/dev/null
}

@test "with --uid by number" {
	same '.process.uid == 65534' --uid 65534
}

@test "with --uid by name" {
	same '.process.uid == 65534' --uid nobody
}

@test "with --comm, two of them" {
	same '.process.comm == "true" or .process.comm == "sleep"' --comm true --comm sleep
}

@test "with --exe, through a symbolic link" {
	sh=$(readlink -f /bin/sh)
	[ -L /bin/sh ] || [ -L /bin ] || skip 'no link to try'
	same ".process.exe == \"$sh\"" --exe /bin/sh
}

@test "with --exe, two of them, one not there" {
	same ".process.exe == \"$(readlink -f /bin/true)\"" --exe /bin/true --exe /no/such/program
}

@test "with --exe of a long path" {
	deep=$dir/$(printf 'a%.0s' $(seq 60))/$(printf 'b%.0s' $(seq 60))
	mkdir -p "$deep"
	cp /bin/true "$deep/prog"
	deep_work() {
		"$deep/prog"
		work
	}
	work=deep_work same ".process.exe == \"$deep/prog\"" --exe "$deep/prog"
}

@test "with --pid of a shell that goes on" {
	mkfifo "$dir/go"
	sh -c 'read -r line; /bin/true; exec /bin/true last' <"$dir/go" &
	pid=$!
	exec 5>"$dir/go"
	go_work() {
		echo >&5
		wait $pid
		work
	}
	work=go_work same ".process.pid == $pid" --pid "$pid"
	exec 5>&-
}

@test "with --tree follows descendants, also when those between are gone" {
	mkfifo "$dir/go"
	# The tree is there before the trace: its root, a child and a grandchild, which then multiply.
	bash -c 'bash -c "read -r line; /bin/true; (sleep 0.2; /bin/true orphan) & exit 4"; /bin/true after; exec sleep 0.6' \
		<"$dir/go" &
	root=$!
	exec 5>"$dir/go"
	wait_for 30 pgrep -P $root
	tree_work() {
		echo >&5
		work
		wait $root
		wait_for 30 grep -q '"type":"process.exit".*"orphan"' "$out"
	}
	"$BIN/ss-trace" process --snapshot >"$dir/all" 3>&- &
	all=$!
	wait_for "${TRACE_READY:-60}" grep -q '"type":"meta.start"' "$dir/all"
	trace_start process --tree $root
	from=$(date -u +%FT%T.%NZ)
	tree_work
	trace_stop
	kill -TERM $all
	wait $all
	all=
	exec 5>&-
	# By hand: descent by fork events and the snapshot.
	jq -r "select(.type == \"meta.snapshot\" or .type == \"process.fork\") | \"\(.process.pid) \(.process.ppid)\"" "$dir/all" |
		awk -v root=$root 'BEGIN { in_tree[root] = 1 } $2 in in_tree { in_tree[$1] = 1 } END { for (p in in_tree) print p }' |
		sort >"$dir/tree"
	jq -r "select((.type | startswith(\"process\")) and .ts > \"$from\") | \"\(.process.pid) \(.type) \(.process.id)\"" "$dir/all" |
		sort | join - "$dir/tree" | sort >"$dir/want"
	jq -r "select((.type | startswith(\"process\")) and .ts > \"$from\") | \"\(.process.pid) \(.type) \(.process.id)\"" "$out" |
		sort >"$dir/got"
	diff "$dir/want" "$dir/got"
	grep -q '"args":\["/bin/true","orphan"\]' "$out"
}

@test "with --cgroup, with what is below it" {
	root=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
	[ -n "$root" ] || skip 'no cgroup v2'
	cgroup=$root/ss-test-$$
	mkdir -p "$cgroup/below"
	cgroup_work() {
		sh -c "echo \$\$ >$cgroup/cgroup.procs; /bin/true; (exit 1); :"
		sh -c "echo \$\$ >$cgroup/below/cgroup.procs; /bin/true; :"
		work
	}
	id=$(stat -c %i "$cgroup") below=$(stat -c %i "$cgroup/below")
	work=cgroup_work same ".cgroup_id == \"$id\" or .cgroup_id == \"$below\"" --cgroup "$cgroup"
	grep -q "\"cgroup_id\":\"$below\"" "$out"
}

@test "with --container, whatever the runtime calls its cgroup" {
	root=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
	[ -n "$root" ] || skip 'no cgroup v2'
	[ ! -d /sys/fs/cgroup/pids ] || root=/sys/fs/cgroup/pids
	id=$(container_id) other=$(container_id)
	groups=("$root/docker-$id.scope" "$root/ss-test-$$/$id" "$root/cri-containerd-$id.scope"
		"$root/libpod-conmon-$id.scope" "$root/docker-$other.scope" "$root/x$id")
	mkdir -p "${groups[@]}"
	container_work() {
		for g in "${groups[@]}"; do
			sh -c "echo \$\$ >$g/cgroup.procs; /bin/true; :"
		done
	}
	work=container_work types='exec' same '.type == "process.exec" and .container.id == "'"${id:0:12}"'"' \
		--container "$id"
	[ "$(grep -c '"type":"process.exec".*"comm":"true"' "$out")" = 3 ]
}

@test "several filters at once must all agree" {
	same '.process.uid == 65534 and .process.comm == "true"' \
		--uid 65534 --uid 4242 --comm true --exe /bin/true
}

@test "one type alone" {
	types='exit' same '.type == "process.exit" and .process.comm == "true"' --comm true
}

@test "ss-trace does not show itself" {
	trace_start process
	/bin/true
	trace_stop
	[ -z "$(jq -r "select((.type | startswith(\"process\")) and .process.comm == \"ss-trace\" and .process.pid == $(jq -r 'select(.type == "meta.start") | .tool.pid' "$out"))" "$out")" ]
}

# Another thread of the trace that runs.
thread() {
	find "/proc/$trace/task" -mindepth 1 -maxdepth 1 ! -name "$trace" -printf '%f\n' | grep .
}

@test "of a process that is not there, or is a thread, it is warned" {
	trace_start process -p 1 --container-names
	wait_for 60 thread
	other=$(thread | head -n 1)
	run "$BIN/ss-trace" process -d 1ms -p "$other" --tree 4194305
	echo "$output"
	[ "$status" = 0 ]
	[[ $output == *"there is no process $other, but a thread of process $trace"* ]]
	[[ $output == *"there is no process 4194305"* ]]
	trace_stop
}
