#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The rules as the kernel applies them are those of the judge over lines: rules by
# lot, files, --not, patterns of paths, and what can not be decided.

load helper

setup() {
	need_bpf
	dir=$BATS_TEST_TMPDIR
	# A tree for the deeds, as short as can be: the kernel tells the path as it is.
	tree=$(mktemp -d /tmp/ss-rules.XXXXXX)
	chmod 755 "$tree"
	mkdir -p "$tree"/{bin,etc/tls,home/a/.ssh,home/b}
	cp "$(readlink -f /bin/true)" "$tree/bin/tool"
	cp "$tree/bin/tool" "$tree/bin/other"
	cp "$tree/bin/tool" "$tree/bin/tool.py"
	touch "$tree"/etc/{passwd,tls/key.pem,tls/x.conf} "$tree"/home/{a/key,b/a.pem}
	(umask 077 && touch "$tree"/etc/shadow "$tree"/home/secret)
	traces=()
	actor=
}

teardown() {
	[ -z "$actor" ] || kill -KILL "$actor" 2>/dev/null || :
	[ ${#traces[@]} = 0 ] || kill -KILL "${traces[@]}" 2>/dev/null || :
	trace_kill
	rm -rf "${tree:?}"
}

# deeds SEED N: the actor is there, and waits.
deeds() {
	mkfifo "$dir/go.$1"
	"$HELPERS/lot" "$tree" "$1" "$2" <"$dir/go.$1" 3>&- &
	actor=$!
	exec 5>"$dir/go.$1"
}

# trace NAME OPTIONS...: a trace of what the actor's tree does, to $dir/NAME.
trace() {
	local name=$1
	shift
	"$BIN/ss-trace" --tree "$actor" "$@" "$types" >"$dir/$name" 2>"$dir/$name.err" 3>&- &
	traces+=($!)
}

ready() {
	local name
	for name; do
		wait_for 60 grep -q '"type":"meta.start"' "$dir/$name" || {
			cat "$dir/$name.err"
			return 1
		}
	done
}

# The actor does it, and the traces end.
go() {
	echo >&5
	wait "$actor"
	actor=
	exec 5>&-
	kill -TERM "${traces[@]}"
	wait "${traces[@]}"
	traces=()
}

# What tells events apart that two traces have seen, sorted.  Of a process that is not
# in the tree an exit passes, if it was not looked at in time.
events() {
	jq -r 'select((.type | startswith("meta") | not) and (.process.comm, .parent.comm) == "lot") |
		[.type, .process.id, .process.tid, .process.comm, .file.path, .file.given, .file.error] | @tsv' "$1" | sort
}

# same NAME WORDS-FOR-JUDGE...: what NAME tells is what the judge lets through of all.
same() {
	local name=$1
	shift
	"$HELPERS/judge" "$@" <"$dir/all" >"$dir/want"
	events "$dir/want" >"$dir/want.events"
	events "$dir/$name" | diff "$dir/want.events" - || {
		echo "by the rules: $*"
		[ ! -e "$dir/$name.yaml" ] || cat "$dir/$name.yaml"
		return 1
	}
	jq -e 'select(.type == "meta.stop") | .exact' "$dir/$name" >/dev/null
}

# Rules by lot, of what the deeds have and have not.
rules_by_lot() {
	awk -v seed="$1" -v tree="$tree" '
	function pick(list,    n, a) { n = split(list, a, " "); return a[int(rand() * n) + 1] }
	function quote(s) { return "\"" s "\"" }
	function criterion(indent, key,    n, list) {
		list = quote(pick(values[key]))
		for (n = int(rand() * 3); n; n--)
			list = list ", " quote(pick(values[key]))
		print indent key ": [" list "]"
	}
	BEGIN {
		srand(seed)
		values["uid"] = "0 65534 12345 4711"
		values["comm"] = "alpha beta gamma fifteen-letters tool other lot"
		values["exe"] = "T/bin/tool T/bin/* *.py */other */lot T/bin/tool* /*"
		values["path"] = "T/etc/* T/etc/passwd T/etc/pass* *.pem *d /* T/home/* T/* T/home/b/a.pem"
		values["errno"] = "none ENOENT EACCES 13 ENOTDIR"
		values["port"] = "80 1-1024"
		values["addr"] = "10.0.0.0/8 ::/0"
		values["pid"] = "1 2 3"
		for (key in values)
			gsub(/(^| )T\//, " " tree "/", values[key])
		types = "fork exec exit process file.open exec_failed file"
		print "rules:"
		for (rule = int(rand() * 5) + 1; rule; rule--) {
			print "  - name: r" rule
			if (rand() < 0.6)
				print "    types: [" pick(types) ", " pick(types) "]"
			if (rand() < 0.4)
				print "    drop: true"
			n = 0
			for (key in values)
				if (rand() < 0.2)
					criterion("    ", key)
				else if (rand() < 0.12)
					no[n++] = key
			if (n)
				print "    not:"
			while (n)
				criterion("      ", no[--n])
		}
	}'
}

@test "rules by lot: the kernel and the judge agree, event by event" {
	types=process,file.open,exec_failed
	rounds=4 each=4 many=60
	[ -z "${SS_VM-}" ] || rounds=1 each=3 many=12 # an emulated machine is slow
	first=${SEED:-$((RANDOM * 100))} told=0
	echo "SEED=$first" # shown if it fails
	for ((seed = first; seed < first + rounds * each; seed += each)); do
		deeds $seed $many
		trace all
		for ((i = seed; i < seed + each; i++)); do
			rules_by_lot $i >"$dir/$i.yaml"
			trace $i --filter "$dir/$i.yaml"
		done
		ready all $(seq $seed $((seed + each - 1)))
		go
		[ "$(events "$dir/all" | wc -l)" -gt $((many * 2)) ]
		for ((i = seed; i < seed + each; i++)); do
			same $i "filter:$dir/$i.yaml"
			told=$((told + $(wc -l <"$dir/want.events")))
		done
	done
	[ $told -gt 0 ]
}

@test "options together: --path, --errno, --exe, --not" {
	types=process,file.open
	deeds 7 40
	trace all
	trace a --path "$tree/etc/*" --path '*.pem'
	trace b --not "path=$tree/etc/*" --not exe="*/tool" --not comm=alpha
	trace c --errno EACCES --errno ENOENT --path '/*'
	trace d --exe "$tree/bin/*" --not uid=0
	ready all a b c d
	go
	same a "path=$tree/etc/*" 'path=*.pem'
	[ -s "$dir/want.events" ]
	same b "not:path=$tree/etc/*" 'not:exe=*/tool' not:comm=alpha
	[ -s "$dir/want.events" ]
	same c errno=EACCES errno=ENOENT 'path=/*'
	same d "exe=$tree/bin/*" not:uid=0
	[ -s "$dir/want.events" ]
}

# deep OPTIONS...: how many of these lines there are: of an open of a file at the end of
# a path that is too long, or of an exec there.
deep() {
	trace_start --tree $BASHPID "$@"
	(
		cd "$tree" || exit
		for _ in $(seq 22); do
			mkdir -p "$name"
			cd "$name" || exit
		done
		cp "$tree/bin/tool" prog
		: >leaf
		sh -c ': <leaf; ./prog'
	)
	trace_stop
	jq -e 'select(.type == "meta.stop") | .exact' "$out" >/dev/null
	jq -c 'select(.file.given == "leaf" and .process.comm == "sh" or
		.type == "process.exec" and .process.comm == "prog")' "$out" | wc -l
}

@test "a path that lost its beginning passes where that is asked for, and only there" {
	name=$(printf 'n%.0s' $(seq 200))
	[ "$(deep file.open --path '/no/such/*')" = 1 ]
	[ "$(deep file.open --path '/no/such/file')" = 0 ]
	[ "$(deep file.open --path '*/leaf')" = 1 ]
	[ "$(deep file.open --path '*/tree')" = 0 ]
	[ "$(deep file.open --not 'path=*/leaf')" = 0 ]
	[ "$(deep file.open --not 'path=/no/such/*')" = 1 ]
	[ "$(deep exec --exe '/no/such/*')" = 1 ]
	[ "$(deep exec --exe '/no/such/file')" = 0 ]
	[ "$(deep exec --not 'exe=*/prog')" = 0 ]
}

@test "a rule that drops does not drop what it can not be sure of" {
	name=$(printf 'n%.0s' $(seq 200))
	printf 'rules:\n- {name: a, drop: true, path: /no/such/*}\n' >"$dir/a.yaml"
	printf 'rules:\n- {name: a, drop: true, path: "*/leaf"}\n' >"$dir/b.yaml"
	printf 'rules:\n- {name: a, drop: true, exe: "*/prog"}\n' >"$dir/c.yaml"
	[ "$(deep file.open --filter "$dir/a.yaml")" = 1 ]
	[ "$(deep file.open --filter "$dir/b.yaml")" = 0 ]
	[ "$(deep exec --filter "$dir/c.yaml")" = 0 ]
}

@test "a rule about a tree, in a file, keeps it and drops it" {
	types='exec'
	deeds 3 20
	printf 'rules:\n- {name: a, tree: %s}\n' $actor >"$dir/keep.yaml"
	printf 'rules:\n- {name: a, drop: true, tree: %s}\n' $actor >"$dir/drop.yaml"
	printf 'rules:\n- {name: a, not: {tree: %s}}\n' $actor >"$dir/not.yaml"
	trace all
	trace keep --filter "$dir/keep.yaml"
	trace drop --filter "$dir/drop.yaml"
	trace not --filter "$dir/not.yaml"
	ready all keep drop not
	go
	events "$dir/all" >"$dir/want"
	[ -s "$dir/want" ]
	events "$dir/keep" | diff "$dir/want" -
	[ -z "$(events "$dir/drop")" ]
	[ -z "$(events "$dir/not")" ]
}

@test "a rule of a cgroup holds below it, whoever moves in and out" {
	root=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
	[ -n "$root" ] || skip 'no cgroup v2'
	cgroup=$root/ss-rules-$$
	mkdir -p "$cgroup/below"
	printf 'rules:\n- {name: a, cgroup: %s, not: {cgroup: %s}}\n' "$cgroup" "$cgroup/below" >"$dir/a.yaml"
	trace_start exec --filter "$dir/a.yaml"
	sh -c "/bin/true no; echo \$\$ >$cgroup/cgroup.procs; /bin/true yes
		echo \$\$ >$cgroup/below/cgroup.procs; /bin/true no
		echo \$\$ >$cgroup/cgroup.procs; /bin/true yes; echo \$\$ >$root/cgroup.procs; /bin/true no"
	trace_stop
	rmdir "$cgroup/below" "$cgroup"
	[ "$(grep -c '"args":\["/bin/true","yes"\]' "$out")" = 2 ]
	[ "$(grep -c '"type":"process.exec"' "$out")" = 2 ]
}

@test "what a later process does is judged by what it runs then" {
	types=file.open
	trace_start file.open --exe "$tree/bin/cat" --path "$tree/*"
	cp "$(readlink -f /bin/cat)" "$tree/bin/cat"
	bash -c "read -r _ <$tree/etc/passwd; exec $tree/bin/cat $tree/etc/tls/x.conf"
	trace_stop
	[ "$(grep -c '"type":"file.open"' "$out")" = 1 ]
	grep -q "\"path\":\"$tree/etc/tls/x.conf\"" "$out"
}
