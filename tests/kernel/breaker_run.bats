#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Levels as sources, people and time choose them, and what lets go when nobody does any more.
# shellcheck disable=SC2154,SC2016,SC2030,SC2031 # set by breaker; for eval; each test is a subshell

bats_require_minimum_version 1.5.0

load helper
load breaker

setup() {
	breaker_setup
	config
}

teardown() {
	breaker_teardown
}

@test "a battery that runs out goes through the levels, and recovers step by step" {
	serve udp/514 udp/9
	guard
	talk udp 10.77.0.1 514
	battery 15
	transition '.from == "healthy" and .to == "warning" and .why == "worse" and .source == "battery" and .samples[0].value == 15'
	mute udp 10.77.0.1 514
	talk udp 10.77.0.1 9
	battery 3
	transition '.to == "critical"'
	mute udp 10.77.0.1 9
	[ "$(packets default drop)" -gt 0 ]
	[ "$(packets telemetry drop)" -gt 0 ]
	battery 90
	transition '.from == "critical" and .to == "warning" and .why == "better"'
	transition '.from == "warning" and .to == "healthy" and .why == "better"'
	talk udp 10.77.0.1 514
	trace_stop
	tests/schema "$out"
}

@test "what flaps around a bound changes the level once" {
	local i
	guard
	battery 21
	battery 19
	level warning
	for i in 21 24 20 22 19 23; do
		battery $i
		sleep 0.1
	done
	[ "$(grep -c '"breaker.transition"' "$out")" = 1 ]
	is_level warning
}

@test "kill -9 opens, and leaves nothing" {
	local before
	before=$(attached)
	serve udp/9
	guard
	battery 1
	level critical
	mute udp 10.77.0.1 9
	kill -KILL "$trace"
	wait "$trace" || :
	trace=
	talk udp 10.77.0.1 9
	nothing_left "$before"
	[ -e "/run/ss/breaker/$name.json" ]
	run -3 breaker status "$name"
	[[ $output == "ss-breaker: '$name' is no more: process "*', which ran it, was killed; everything passes' ]]
	[ ! -e "/run/ss/breaker/$name.json" ]
	run -3 breaker status "$name"
	[ "$output" = "ss-breaker: there is no instance '$name'" ]
	run -3 breaker off "$name"
}

@test "a governor that hangs is past its time, and everything passes" {
	serve udp/9
	guard --ttl 1s
	battery 1
	level critical
	sleep 1.5
	mute udp 10.77.0.1 9
	kill -STOP "$trace"
	sleep 1.5
	[ "$(state '.stale, .on_stale' | xargs)" = 'true pass' ]
	breaker status "$name" | grep -q '^level critical .*, STALE: nobody refreshes it, everything passes'
	talk udp 10.77.0.1 9
	[ "$(packets default pass_stale)" -gt 0 ]
	# What is blocked is so at any level, and whoever refreshes it.
	breaker act "$name" <<<'{"type":"action.request","action":"block","target":{"address":"10.77.0.2"}}'
	breaker status "$name" | grep -q '^level critical .*, STALE: nobody refreshes it, everything passes but what is blocked$'
	mute udp 10.77.0.1 9
	breaker act "$name" <<<'{"type":"action.request","action":"unblock","target":{"address":"10.77.0.2"}}'
	kill -CONT "$trace"
	wait_for 10 eval '[ "$(state .stale)" = false ]'
	mute udp 10.77.0.1 9
}

@test "with --on-stale=hold it holds" {
	serve udp/9
	guard --ttl 1s --on-stale=hold
	battery 1
	level critical
	kill -STOP "$trace"
	sleep 1.5
	[ "$(state '.stale, .on_stale' | xargs)" = 'true hold' ]
	breaker status "$name" | grep -q '^level critical .*, nobody refreshes it: held by --on-stale=hold'
	mute udp 10.77.0.1 9
	kill -CONT "$trace"
}

@test "a source that cannot be read is held, then calls for nothing, and it is said" {
	config '' 'stale: 10s, hold: 5s' # time enough for a look in an emulated machine
	guard
	battery 15
	level warning
	rm "$dir/battery"
	wait_for 10 said breaker.source '.health == "held" and .level == "warning" and (.reason | test("No such file"))'
	is_level warning
	wait_for 20 said breaker.source '.health == "lost"'
	level healthy
	battery 15
	level warning
	wait_for 10 said breaker.source '.health == "live"'
	trace_stop
	tests/schema "$out"
}

@test "off needs no governor and no file, and a governor that runs ends well" {
	local status=0
	serve udp/9
	guard
	battery 1
	level critical
	breaker off "$name"
	talk udp 10.77.0.1 9
	wait "$trace" || status=$?
	trace=
	[ $status = 0 ]
	[ "$(jq -r 'select(.type == "meta.stop") | .reason' "$out")" = off ]
	run -3 breaker off "$name"
}

@test "one that cannot be put off is named, and all others are off" {
	[ -n "${SS_VM-}" ] || skip 'off without a name is not for a machine that others use'
	guard
	another
	"$BPFTOOL" map freeze id "$(map_of breaker_meta)"
	run -1 breaker off
	[ "$output" = "ss-breaker: cannot put off '$name': Operation not permitted" ]
	wait "$second"
	[ "$(jq -r 'select(.type == "meta.stop") | .reason' "$dir/another")" = off ]
	is_level healthy
}

@test "what persists stays for its time to live, is taken over, and put off from pins alone" {
	local before
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	before=$(attached)
	serve udp/9
	guard --persist --ttl 6s
	battery 1
	level critical
	kill -KILL "$trace"
	wait "$trace" || :
	trace=
	is_level critical
	[ "$(state '.pinned, (.pid == null)' | xargs)" = 'true true' ]
	mute udp 10.77.0.1 9
	wait_for 10 eval '[ "$(state .stale)" = true ]'
	talk udp 10.77.0.1 9
	guard --persist --ttl 6s
	grep -qx "ss-breaker: level 'critical', which an earlier run has left, is stale: begin at 'healthy'" "$err"
	level critical
	[ "$(state '.pid != null')" = true ]
	trace_stop
	[ "$(state .pinned)" = true ]
	breaker off "$name"
	[ ! -e "/sys/fs/bpf/ss/breaker/$name" ]
	talk udp 10.77.0.1 9
	nothing_left "$before"
}

@test "a level that was left behind is left again when the sources do not call for it" {
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	guard --persist --ttl 60s
	battery 1
	level critical
	trace_stop
	battery 90
	guard --persist --ttl 60s
	transition '.from == "critical" and .to == "warning" and .why == "better"'
	level healthy
	[ "$(state .set)" = healthy ]
	battery 1
	level critical
	trace_stop
	# Levels of other names are others.
	config 'levels: {warning: , critical: {telemetry: drop}}' 'worse: below'
	sed -i 's/warning: 20, //; s/warning: 25, //' "$dir/breaker.yaml"
	guard --persist --ttl 60s
	is_level critical
	[ "$(state .severity)" = 1 ]
	trace_stop
	breaker off "$name"
}

@test "what is taken over is at the interface as is asked for now" {
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	guard --persist --ttl 60s --generic
	[ "$(state .mode)" = generic ]
	trace_stop
	guard --persist --ttl 60s --require-native
	[ "$(state .mode)" = native ]
	trace_stop
	breaker off "$name"
}

# orphan ARGUMENTS: ss-breaker run as the child of somebody who does not look after it; its pid is in $child.
orphan() {
	rm -f "$dir/orphan" "$dir/orphan.pid"
	background nsenter --net="/run/netns/$here" bash -c '"$@" >"$0" 2>&1 & echo $! >"$0.pid"; exec sleep 300' "$dir/orphan" \
		"$BIN/ss-breaker" run -i "$dev" -c "$dir/breaker.yaml" --i-have-console "$@"
	wait_for 10 grep -q '"meta.start"' "$dir/orphan"
	child=$(cat "$dir/orphan.pid")
}

# What the kernel takes off goes a little after who had it.
is_no_more() {
	! breaker status "$name" >/dev/null 2>"$dir/status"
}

is_zombie() {
	grep -q '^State:.Z' "/proc/$child/status"
}

@test "who was killed and is a zombie runs nothing" {
	orphan
	kill -KILL "$child"
	wait_for 10 is_zombie
	wait_for 10 is_no_more
	[ "$(cat "$dir/status")" = "ss-breaker: '$name' is no more: process $child, which ran it, was killed; everything passes" ]
	guard
	is_zombie
	[ "$(state .pid)" = "$trace" ]
	trace_stop
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || return 0
	orphan --persist --ttl 60s
	kill -KILL "$child"
	wait_for 10 is_zombie
	[ "$(breaker status "$name" | grep -c 'nobody runs it')" = 1 ]
	guard --persist --ttl 60s
	is_zombie
	[ "$(state .pid)" = "$trace" ]
	breaker off "$name"
}

@test "off while run --persist begins: it ends, or has not been there yet; nothing stays" {
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	local before i off run early=0
	before=$(attached)
	for i in $(seq 10); do
		in_here "$BIN/ss-breaker" run -i "$dev" -c "$dir/breaker.yaml" --i-have-console --persist --ttl 60s \
			>"$dir/out$i" 2>"$dir/err$i" &
		run=$!
		children+=" $run"
		sleep "0.$(printf %03d $((RANDOM % 250)))"
		off=0
		breaker off "$name" 2>"$dir/off" || off=$?
		[ $off = 0 ] || { [ $off = 3 ] && grep -q 'there is no instance' "$dir/off"; }
		if [ $off = 3 ]; then
			early=$((early + 1))
			wait_for 10 grep -q '"meta.start"' "$dir/out$i"
			breaker off "$name"
		fi
		wait "$run"
		[ "$(jq -r 'select(.type == "meta.stop") | .reason' "$dir/out$i")" = off ]
		[ ! -e "/sys/fs/bpf/ss/breaker/$name" ]
		run ! grep -q xdp <(ip -n "$here" link show "$dev")
	done
	echo "$early of 10 came before it could be found"
	nothing_left "$before"
}

@test "an interface that goes away and comes back is guarded again" {
	guard --ttl 2s
	battery 1
	level critical
	ip -n "$here" link del "$dev"
	wait_for 10 said breaker.link '.state == "gone"'
	[ "$(state .mode)" = detached ]
	network
	wait_for 10 said breaker.link '.state == "attached"'
	serve udp/9
	is_level critical
	mute udp 10.77.0.1 9
	trace_stop
	tests/schema "$out"
}

@test "while somebody else changes instances none is attached: off is not missed" {
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	guard
	exec 6</sys/fs/bpf
	flock 6
	ip -n "$here" link del "$dev"
	network
	battery 15
	level warning # it goes on with what else there is to do
	sleep 1
	run ! said breaker.link true
	flock -u 6
	wait_for 10 said breaker.link '.state == "attached"'
	flock 6
	ip -n "$here" link del "$dev"
	network
	battery 1
	level critical
	# It waits a while for who has the lock, and then does without.
	breaker off "$name"
	wait "$trace"
	trace=
	exec 6<&-
	[ "$(jq -r 'select(.type == "meta.stop") | .reason' "$out")" = off ]
	[ "$(grep -c '"state":"attached"' "$out")" = 1 ]
	run ! grep -q xdp <(ip -n "$here" link show "$dev")
}

@test "an interface that is renamed is the same one, and is told by the name that it has" {
	local new=vr$$
	guard
	battery 1
	level critical
	ip -n "$here" link set "$dev" down
	ip -n "$here" link set "$dev" name "$new"
	wait_for 10 said breaker.link ".state == \"renamed\" and .interface == \"$new\""
	[ "$(state .interface)" = "$new" ]
	is_level critical
	ip -n "$here" link del "$new"
	wait_for 10 said breaker.link ".state == \"gone\" and .interface == \"$new\""
	network
	wait_for 10 said breaker.link ".state == \"attached\" and .interface == \"$dev\""
	trace_stop
	tests/schema "$out"
}

@test "one that has gone before it is looked after is told, though another is there already" {
	local new=vr$$
	guard
	ip -n "$here" link set "$dev" down
	ip -n "$here" link set "$dev" name "$new"
	wait_for 10 said breaker.link '.state == "renamed"'
	kill -STOP "$trace"
	ip -n "$here" link del "$new"
	network
	kill -CONT "$trace"
	wait_for 10 said breaker.link '.state == "attached"'
	# What an interface does after that is no news.
	ip -n "$here" link set "$dev" mtu 1400
	trace_stop
	[ "$(jq -r 'select(.type == "breaker.link") | .breaker | .state + " " + .interface' "$out")" = "renamed $new
gone $new
attached $dev" ]
	[ ! -s "$err" ]
}

@test "one that was left behind is told by the name that its interface has now" {
	local new=vr$$
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	guard --persist --ttl 60s
	trace_stop
	ip -n "$here" link set "$dev" down
	ip -n "$here" link set "$dev" name "$new"
	in_here "$BIN/ss-breaker" status "$name" | grep -q "^$name: on $new, "
	# From elsewhere nobody can tell.
	breaker status "$name" | grep -q "^$name: on $dev, "
	breaker off "$name"
}

@test "another XDP program at the interface is a clear error, ours and theirs" {
	guard
	run -1 in_here "$BIN/ss-breaker" run -i "$dev" --i-have-console --name "$name-2" -d 1s
	echo "$output"
	[[ $output == *"$dev has an XDP program already"* ]]
	[[ $output != *'cannot go on'* ]]
	run ! in_here ip link set dev "$dev" xdp off
	is_level healthy
}

@test "a name is one of the machine: nobody else may run under it, wherever he is" {
	guard
	battery 15
	level warning
	run -1 in_there "$BIN/ss-breaker" run -i "$peer" --i-have-console --name "$name" -d 1s
	[[ $output == *"'$name' is run by process $(state .pid) already, on $dev"* ]]
	run -1 in_here "$BIN/ss-breaker" run -i "$dev" --i-have-console --name "$name" -d 1s
	[[ $output == *"already, on $dev ('ss-breaker off $name' ends it)" ]]
	is_level warning
	[ "$(state '.samples[0].value')" = 15 ]
}

# waits PID: for the lock that this test has.
waits() {
	[ -n "$(find "/proc/$1/fd" -lname /run/ss/breaker/.lock)" ]
}

@test "of two that begin under one name at once one runs, and the other says so" {
	local pid pids status ends=
	mkdir -p /run/ss/breaker
	( umask 077 && : >>/run/ss/breaker/.lock )
	exec 6>>/run/ss/breaker/.lock
	[ "$(stat -c %a /run/ss/breaker/.lock)" = 600 ]
	flock 6
	nsenter --net="/run/netns/$here" "$BIN/ss-breaker" run -i "$dev" -c "$dir/breaker.yaml" --i-have-console \
		--name "$name" >"$dir/1" 2>&1 3>&- 6>&- &
	pids=$!
	nsenter --net="/run/netns/$there" "$BIN/ss-breaker" run -i "$peer" -c "$dir/breaker.yaml" --i-have-console \
		--name "$name" >"$dir/2" 2>&1 3>&- 6>&- &
	pids+=" $!"
	children+=" $pids"
	for pid in $pids; do
		wait_for 10 waits "$pid"
	done
	flock -u 6
	exec 6>&-
	wait_for 10 grep -q "'$name' is run by process [0-9]* already" "$dir/1" "$dir/2"
	wait_for 10 grep -q meta.start "$dir/1" "$dir/2"
	breaker off "$name"
	for pid in $pids; do
		status=0
		wait "$pid" || status=$?
		ends+=$status
	done
	[[ $ends = 01 || $ends = 10 ]]
}

@test "an interface that is not there is an error" {
	run -1 in_here "$BIN/ss-breaker" run -i nosuch0 -d 1s
	[ "$output" = 'ss-breaker: nosuch0: No such device' ]
}

@test "without a session or a rule for it nobody is locked out" {
	run -1 in_here env -u SSH_CONNECTION unshare -fp --mount-proc "$BIN/ss-breaker" run -i "$dev" -d 1s
	[[ $output == *"nobody would get in at level 'critical'."* ]]
	[[ $output != *meta.start* ]]
	# The level that drops, wherever it stands.
	printf 'levels: {a: , b: {default: drop}, c: {default: pass}}\nsources: []\n' >"$dir/odd.yaml"
	run -1 in_here env -u SSH_CONNECTION unshare -fp --mount-proc "$BIN/ss-breaker" run -i "$dev" -c "$dir/odd.yaml" -d 1s
	[[ $output == *"nobody would get in at level 'b'."* ]]
	# Nor where no level could do it.
	printf 'levels: {a: , b: {telemetry: drop}}\nsources: []\n' >"$dir/mild.yaml"
	in_here env -u SSH_CONNECTION unshare -fp --mount-proc "$BIN/ss-breaker" run -i "$dev" -c "$dir/mild.yaml" -d 100ms
}

@test "the session that it is started from, and sshd's ports, get in at the worst level" {
	local session='10.77.0.2 50000 10.77.0.1 2222'
	cp "$HELPERS/talk" "$dir/sshd"
	background nsenter --net="/run/netns/$here" "$dir/sshd" serve "$dir/sshd-up" tcp/2022
	background nsenter --net="/run/netns/$here" "$HELPERS/talk" serve "$dir/up" tcp/2222 tcp/2223
	wait_for 10 test -e "$dir/sshd-up"
	wait_for 10 test -e "$dir/up"
	# By a parent, as sudo leaves it.
	stream_start nsenter --net="/run/netns/$here" env SSH_CONNECTION="$session" bash -c \
		"env -u SSH_CONNECTION '$BIN/ss-breaker' run -i $dev -c $dir/breaker.yaml; :"
	grep -qx 'ss-breaker: let in at every level: port 2222 from 10.77.0.2, port 2022' "$err"
	children+=" $(jq -r 'select(.type == "meta.start") | .tool.pid' "$out")"
	battery 1
	level critical
	talk tcp 10.77.0.1 2222
	talk tcp 10.77.0.1 2022
	talk tcp fd77::1 2022
	mute tcp 10.77.0.1 2223
	mute tcp fd77::1 2222
	[ "$(packets management pass)" -gt 0 ]
}

@test "an ssh server is found among many that listen, and where process 1 listens for it" {
	local i
	cp "$HELPERS/talk" "$dir/sshd"
	for i in 3 4 5 6 7 8; do
		# shellcheck disable=SC2046 # one word each
		background nsenter --net="/run/netns/$here" "$HELPERS/talk" serve "$dir/many$i" $(printf "tcp/$i%03d " {1..60})
	done
	background nsenter --net="/run/netns/$here" "$dir/sshd" serve "$dir/up" tcp/2022
	for i in many{3,4,5,6,7,8} up; do
		wait_for 10 test -e "$dir/$i"
	done
	guard
	grep -qE '^ss-breaker: let in at every level: (.*, )?port 2022$' "$err"
	run ! grep -q 'port [3-8]0' "$err"
	trace_stop
	background nsenter --net="/run/netns/$here" unshare --kill-child -fp --mount-proc bash -c \
		'{ until [ -e "$1" ]; do sleep 0.1; done; exec "$2" run -i "$3" -c "$4" -d 1s 2>"$1.err"; } >/dev/null & exec "$0" serve "$1" tcp/22 tcp/23' \
		"$HELPERS/talk" "$dir/first" "$BIN/ss-breaker" "$dev" "$dir/breaker.yaml"
	wait_for 15 grep -qE '^ss-breaker: let in at every level: (.*, )?port 22$' "$dir/first.err"
	run ! grep -q 'port 23' "$dir/first.err"
}

@test "status in three forms, and again and again" {
	guard
	battery 15
	level warning
	breaker status "$name" >"$dir/text"
	grep -q "^level warning (1 of 0-2)" "$dir/text"
	grep -q 'battery *15 *warning *live' "$dir/text"
	breaker status "$name" --format json >"$dir/json"
	tests/schema "$dir/json"
	breaker status "$name" --format prometheus >"$dir/prom"
	grep -q "^ss_breaker_level{instance_name=\"$name\",interface=\"$dev\"} 1$" "$dir/prom"
	grep -q "^ss_breaker_source_value{.*source=\"battery\"} 15$" "$dir/prom"
	grep -q "^ss_breaker_source_live{.*source=\"battery\"} 1$" "$dir/prom"
	[ "$(grep -vc '^#' "$dir/prom")" = "$(grep -v '^#' "$dir/prom" | sort -u | wc -l)" ]
	breaker status "$name" --watch --every 100ms -n 3 >"$dir/watch"
	[ "$(grep -c '^level warning' "$dir/watch")" = 3 ]
	grep -q '^  level    11$' "$dir/watch"
	breaker status "$name" --watch --every 100ms -n 3 --format json >"$dir/watch"
	[ "$(jq -r .seq "$dir/watch" | xargs)" = '1 2 3' ]
	breaker status "$name" --watch --every 100ms | head -n 1
}

@test "one that cannot be read is named, and does not hide the others" {
	guard
	another
	# It would see that, too, and end.
	kill -STOP "$trace"
	# ss_wire_breaker_update: the level is 15, and there is none of that number.
	{ printf '\1\0\0\0\0\0\0\0\17\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0'; head -c 176 /dev/zero; } >"$dir/set"
	"$BPFTOOL" prog run id "$(updater)" data_in "$dir/set" repeat 1
	run -1 --separate-stderr breaker status --format json
	echo "$output" "$stderr"
	[[ $stderr == *"ss-breaker: cannot read the state of '$name': "* ]]
	jq -se --arg name "$name" --arg peer "$peer" \
		'map(.breaker.instance) | (index($peer) != null) and (index($name) == null)' <<<"$output"
	run -1 breaker status "$name"
	[[ $output == "ss-breaker: cannot read the state of '$name': "* ]]
	[ "${#lines[@]}" = 1 ]
	run -1 --separate-stderr breaker status --watch --every 100ms -n 2 --format json
	[ "$(jq -r .breaker.instance <<<"$output" | grep -cx "$peer")" = 2 ]
	end_another
}

@test "a full disk is told once, by status and by top" {
	local verb
	guard
	for verb in status 'status --watch' 'top --every 100ms'; do
		# shellcheck disable=SC2016 # for bash
		run -1 --separate-stderr bash -c '"$1/ss-breaker" $2 "$3" >/dev/full' - "$BIN" "$verb" "$name"
		[ "$stderr" = 'ss-breaker: cannot write to standard output: No space left on device' ]
	done
}

# screens FILE COLUMNS ROWS: each has lines, no more and no longer ones than that.
screens() {
	# shellcheck disable=SC2016 # for perl
	COLUMNS=$2 ROWS=$3 perl -CSD -0777 -ne '
		tr/\r//d;
		my ($before, @all) = split /\e\[H\e\[2J/, $_, -1;
		die "no screens" if @all != 3 or $before ne "";
		for my $screen (@all) {
			die "it scrolls: $screen" if ($screen =~ tr/\n//) >= $ENV{ROWS};
			my @lines = split /\n/, $screen;
			die "nothing" if !@lines;
			for (@lines) { die "too long: $_" if length > $ENV{COLUMNS} }
		}' "$1"
}

@test "status --watch and top on a terminal with hardly any room" {
	local size
	need script perl
	guard
	for size in '20 5' '1 1' '7 100' '300 3'; do
		# shellcheck disable=SC2086 # two words
		set -- $size
		for what in "status $name --watch --every 100ms" "top $name --every 100ms"; do
			script -qec "stty cols $1 rows $2; exec $BIN/ss-breaker $what -n 3" /dev/null >"$dir/screen" </dev/null
			screens "$dir/screen" "$1" "$2" || { cat -A "$dir/screen"; return 1; }
		done
	done
	trace_stop
}

@test "a reader that stands still does not keep the level from being refreshed" {
	local i
	config '' 'stale: 1h'
	mkfifo "$dir/stuck"
	exec 7<>"$dir/stuck"
	nsenter --net="/run/netns/$here" "$BIN/ss-breaker" run -i "$dev" -c "$dir/breaker.yaml" --i-have-console --ttl 1s >&7 3>&- &
	children+=" $!"
	wait_for 10 is_level healthy
	# Nobody reads that pipe, and it is full.
	dd if=/dev/zero of=/proc/self/fd/7 bs=65536 count=16 oflag=nonblock 2>/dev/null || :
	battery 15
	level warning
	for i in 50 15 50 15; do
		battery $i
		sleep 0.6
	done
	is_level warning
	[ "$(state .stale)" = false ]
	breaker off "$name"
	# It waits for its reader, but not for ever.
	wait_for 10 eval "! kill -0 $! 2>/dev/null"
	exec 7>&-
}

@test "in the shadow it counts and drops nothing" {
	serve udp/9
	guard --shadow
	battery 1
	level critical
	talk udp 10.77.0.1 9
	[ "$(packets default pass_shadow)" -gt 0 ]
	said breaker.transition '.shadow'
}

@test "a watchdog hears of it while the level is refreshed, and not when it hangs" {
	need python3
	python3 - "$dir/notify" >"$dir/told" <<-'END' 3>&- &
		import socket, sys
		s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
		s.bind(sys.argv[1])
		while True:
		    print(s.recv(4096).decode(), flush=True)
	END
	children+=" $!"
	wait_for 10 test -S "$dir/notify"
	export NOTIFY_SOCKET=$dir/notify WATCHDOG_USEC=1000000
	guard --ttl 1s
	unset NOTIFY_SOCKET WATCHDOG_USEC
	wait_for 10 grep -q READY=1 "$dir/told"
	wait_for 10 eval '[ "$(grep -c WATCHDOG=1 "$dir/told")" -ge 3 ]'
	kill -STOP "$trace"
	sleep 0.5 # what it has said by then is heard
	: >"$dir/told"
	sleep 1
	run ! grep -q WATCHDOG "$dir/told"
	kill -CONT "$trace"
	trace_stop
	wait_for 10 grep -q STOPPING=1 "$dir/told"
}

# readme: the session that README.md prints, without the times, which are never the same.
readme() {
	awk '/^```/ { on = /console/; text = ""; next } on { text = text $0 "\n" } /ss-breaker run -i eth0/ { shown = on } shown && on { out = text } END { printf "%s", out }' README.md
}

timeless() {
	sed -E "s/^[0-9:]+\.[0-9]{3} //; s/$dev/eth0/g; s/ after [0-9.]+[mu]?s;/ after a time;/"
}

# supplies PERCENT MILLIDEGREES: in folders that stand in for those of /sys.
supplies() {
	mkdir -p "$dir/power/BAT0" "$dir/thermal/thermal_zone0"
	echo Battery >"$dir/power/BAT0/type"
	echo cpu-thermal >"$dir/thermal/thermal_zone0/type"
	echo "$2" >"$dir/thermal/thermal_zone0/temp"
	printf 'POWER_SUPPLY_%s\n' TYPE=Battery STATUS=Discharging CAPACITY="$1" >"$dir/power/BAT0/new"
	mv "$dir/power/BAT0/new" "$dir/power/BAT0/uevent"
}

@test "README's example comes out as it is printed" {
	local status=0
	readme >"$dir/readme"
	sed -n '/^# cat breaker.yaml/,/^# ss-breaker/{/^#/!p}' "$dir/readme" |
		sed 's/{/{every: 100ms, samples: 1, /' >"$dir/breaker.yaml"
	grep -E '^[0-9:.]+ breaker ' "$dir/readme" | timeless >"$dir/expected"
	[ -s "$dir/expected" ]
	supplies 83 48200
	nsenter --net="/run/netns/$here" unshare -m sh -c '
		mount --bind "$0/power" /sys/class/power_supply 2>/dev/null || exit 77
		mount --bind "$0/thermal" /sys/class/thermal 2>/dev/null || exit 77
		exec "$@"' "$dir" "$BIN/ss-breaker" run -i "$dev" -c "$dir/breaker.yaml" --confirm 60s \
		--format text --color never >"$dir/shown" 2>"$dir/err" 3>&- &
	trace=$!
	wait_for 60 eval 'grep -q "thermal is live" "$dir/shown" || ! kill -0 $trace'
	if ! kill -0 $trace; then
		wait $trace || status=$?
		[ "$status" != 77 ] || skip 'no mount namespaces'
		cat "$dir/err"
		return 1
	fi
	breaker confirm "$name"
	wait_for 10 grep -q confirmed$ "$dir/shown"
	echo 51500 >"$dir/thermal/thermal_zone0/temp"
	wait_for 20 eval '[ "$(state ".samples[1].value")" = 51.5 ]'
	supplies 20 51500
	wait_for 10 grep -q 'healthy -> warning' "$dir/shown"
	timeless <"$dir/shown" | diff "$dir/expected" -
}
