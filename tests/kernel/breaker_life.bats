#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # variables of breaker_wire and helper
# How the programs come to an interface, and what is left of them.

bats_require_minimum_version 1.5.0

load helper
load breaker_wire

setup() {
	breaker_setup
	before=$(attached)
}

teardown() {
	rm -f "/sys/fs/bpf/ss/${name:-none}-held"
	breaker_teardown
}

# sent WHAT: the guarded side gets an answer; +WHAT: it does soon.
sent() {
	in_near "$TALK" ask "${ADDR4}1" "$1" | grep -qx "${1#+} yes"
}

# queue: what stands on the queue of what goes out; not what is always there.
queue() {
	in_near tc filter show dev v1 egress
	in_near tc qdisc show dev v1 | grep clsact
}

@test "a driver without XDP: generic, with the reason; or not at all" {
	name=lo-$$
	run in_near "$BIN/ss-breaker" run -i lo -c "$dir/breaker.yaml" --name "$name" --i-have-console --require-native
	[ "$status" = 1 ]
	[[ $output == *'no native XDP'*require-native* ]]
	stream_start nsenter --net="/run/netns/$near" "$BIN/ss-breaker" run -i lo -c "$dir/breaker.yaml" \
		--name "$name" --i-have-console
	grep -q 'no native XDP' "$err"
	status '.breaker.mode == "generic" and (.breaker.reason | contains("no native XDP"))'
	"$BIN/ss-breaker" status "$name" | grep -q '^lo-.*, generic XDP (the driver has no native XDP.*), run by process [0-9]*$'
	trace_stop
	nothing_left "$before"
}

@test "ended: nothing stays at the interface, nor on its queue" {
	guard --egress
	in_near ip link show v1 | grep -q xdp
	trace_stop
	[ -z "$(queue)" ]
	run ! grep -q xdp <(in_near ip link show v1)
	nothing_left "$before"
}

@test "killed: what goes out goes out again" {
	served_by "$far" udp/514 udp/53
	guard --egress
	level critical
	run ! sent udp/53
	kill -KILL "$trace"
	wait "$trace" || :
	trace=''
	wait_for 5 sent udp/53
	sent +udp/514
	# Whoever comes next finds its place.
	guard --egress
	level warning
	run ! sent udp/514
	sent +udp/53
	trace_stop
	[ -z "$(queue)" ]
}

@test "an interface that is made anew is guarded again, in both directions" {
	guard --egress
	level warning
	ip -n "$far" link del v0
	wait_for 10 status '.breaker.mode == "detached"'
	wires
	wait_for 10 status '.breaker.mode == "native"'
	serve
	answers "$WARNING" "${ADDR4}2"
	kill "$servers"
	wait "$servers" || :
	served_by "$far" udp/514 udp/53
	run ! sent udp/514
	sent +udp/53
}

@test "what goes out is guarded again when somebody has taken that away" {
	served_by "$far" udp/514
	guard --egress
	level warning
	run ! sent udp/514
	if in_near tc qdisc show dev v1 | grep -q clsact; then
		in_near tc qdisc del dev v1 clsact
	else
		need bpftool
		# The one of tcx that was made after that of XDP at v1.
		program=$(in_near ip -j -d link show v1 | jq '.[0].xdp.prog.id')
		bpftool link detach id "$(bpftool -j link | jq "(.[] | select(.prog_id == $program) | .id) as \$xdp |
			[.[] | select((.type == \"tcx\" or .type == 11) and .id > \$xdp)][0].id")"
	fi
	wait_for 10 grep -q '"state":"attached"' "$out"
	run ! sent udp/514
}

@test "off: what goes out too" {
	served_by "$far" udp/53
	guard --egress
	level critical
	run ! sent udp/53
	in_near "$BIN/ss-breaker" off "$name"
	sent +udp/53
	wait "$trace"
	trace=''
	[ -z "$(queue)" ]
}

@test "persisted with what goes out, and put off from pins alone" {
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	served_by "$far" udp/53
	guard --egress --persist --ttl 60s
	level critical
	kill -KILL "$trace"
	wait "$trace" || :
	trace=''
	run ! sent udp/53
	status '.breaker.level == "critical" and .breaker.pinned and (.breaker | has("pid") | not)'
	in_near "$BIN/ss-breaker" off "$name"
	sent +udp/53
	[ ! -e "/sys/fs/bpf/ss/breaker/$name" ]
	[ -z "$(queue)" ]
	nothing_left "$before"
}

# left_behind: what stands at the interface, or is pinned for it.
left_behind() {
	queue
	in_near ip link show v1 | grep -o xdp
	ls -d "/sys/fs/bpf/ss/breaker/$name" 2>/dev/null
}

clean() {
	[ -z "$(left_behind)" ]
}

@test "killed at any step of its beginning: off opens, and so does the next run, which goes on" {
	local count step n=0 many=12
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	need strace
	[ -z "${SS_VM-}" ] || many=3 # an emulated machine is slow
	name=v1-$$
	set -- "$BIN/ss-breaker" run -i v1 -c "$dir/breaker.yaml" --name "$name" --i-have-console --egress -d 1ms
	in_near strace -e trace=bpf -o "$dir/calls" "$@" --persist --ttl 60s >"$dir/out"
	in_near "$BIN/ss-breaker" off "$name"
	clean
	# What is attached and pinned is so within the last of its calls of bpf().
	count=$(grep -c '^bpf(' "$dir/calls")
	for step in $(seq $((count - 4 * many)) 4 $((count - 1))); do
		run -137 in_near strace -o "$dir/calls" -e trace=bpf -e inject=bpf:signal=KILL:when="$step" "$@" --persist --ttl 60s
		if [ $((n++ % 2)) = 0 ]; then
			in_near "$BIN/ss-breaker" off "$name" || [ $? = 3 ]
		else
			in_near "$@" >"$dir/out"
		fi
		wait_for 10 clean || { echo "step $step of $count: $(left_behind)"; return 1; }
	done
	nothing_left "$before"
}

@test "off from another network namespace: what it cannot reach there goes with run" {
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	guard --egress --persist --ttl 60s
	level critical
	"$BIN/ss-breaker" off "$name"
	wait "$trace"
	trace=''
	clean
	nothing_left "$before"
}

@test "persisted, then taken over: the level goes on, and what was counted" {
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	serve
	guard --persist --ttl 60s
	level warning
	answers "$WARNING" "${ADDR4}2"
	trace_stop
	answers "$WARNING" "${ADDR4}2"
	counted=$(status '[.breaker.packets[] | select(.class == "telemetry") | .packets] | add')
	guard --egress
	grep -qx "ss-breaker: level 'warning', forced, which an earlier run has left, goes on" "$err"
	status ".breaker.pinned == false and ([.breaker.packets[] | select(.class == \"telemetry\") | .packets] | add) >= $counted"
	status '.breaker.level == "warning"'
	trace_stop
	[ ! -e "/sys/fs/bpf/ss/breaker/$name" ]
	answers "$HEALTHY" "${ADDR4}2"
	nothing_left "$before"
}

# request ACTION ADDRESS [TTL_NS]
request() {
	printf '{"type":"action.request","action":"%s","target":{"address":"%s"}%s}\n' "$1" "$2" "${3:+,\"ttl\":\"$3\"}" |
		"$BIN/ss-breaker" act "$name"
}

@test "a short block within a long one does not end it" {
	serve
	guard
	ASKS='udp/53 tcp/22'
	request block "${ADDR4}0/28" 60s
	request block "${ADDR4}1" 100ms
	sleep 0.5
	answers '' "${ADDR4}2"
	request unblock "${ADDR4}0/28"
	answers "$ASKS" "${ADDR4}2"
	request block "${ADDR6}0::/64" 5s
	answers '' "${ADDR6}0::2"
	sleep 5
	answers "$ASKS" "${ADDR6}0::2"
}

# A map in the place of the one that says what an instance is: of no layout that anybody knows.
unreadable() {
	rm "/sys/fs/bpf/ss/breaker/$name/meta"
	"$BPFTOOL" map create "/sys/fs/bpf/ss/breaker/$name/meta" type array key 4 value 72 entries 1 name breaker_meta
}

# another_version MAP: what it says of itself is as of version 99, or $version.
another_version() {
	local value
	value=$("$BPFTOOL" -j map lookup "$@" key 0 0 0 0 | jq -r --arg version "${version:-99}" \
		'.value | to_entries | map(if .key == 7 then $version else .value end) | join(" ")')
	# shellcheck disable=SC2086 # a word for each byte
	"$BPFTOOL" map update "$@" key 0 0 0 0 value $value
}

killed() {
	kill -KILL "$trace"
	wait "$trace" || :
	trace=''
}

@test "what nobody can read is put off from pins alone, whoever else holds its links" {
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	served_by "$far" udp/53
	holder=$servers # teardown ends it as well
	serve
	guard --egress --persist --ttl 60s
	level critical
	killed
	unreadable
	"$BPFTOOL" link pin pinned "/sys/fs/bpf/ss/breaker/$name/link_in" "/sys/fs/bpf/ss/$name-held"
	[ "$(asked "${ADDR4}2" udp/53)" = '' ]
	run -3 "$BIN/ss-breaker" status "$name"
	[ "$output" = "ss-breaker: '$name' is of another version of ss-breaker, or not all of it is there: 'ss-breaker off $name' puts it off" ]
	run -3 "$BIN/ss-breaker" force auto "$name"
	[[ $output == *'of another version'* ]]
	in_near "$BIN/ss-breaker" off "$name"
	[ ! -e "/sys/fs/bpf/ss/breaker/$name" ]
	[ "$(asked "${ADDR4}2" +udp/53)" = udp/53 ]
	sent +udp/53
	[ -z "$(queue)" ]
	rm -f "/sys/fs/bpf/ss/$name-held"
	nothing_left "$before"
}

@test "what another version has left is told, taken off by the next run, and not gone on with" {
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	serve
	guard --egress --persist --ttl 60s
	level critical
	killed
	another_version pinned "/sys/fs/bpf/ss/breaker/$name/meta"
	run -3 "$BIN/ss-breaker" status "$name"
	[ "$output" = "ss-breaker: '$name', on v1, is of another version of ss-breaker, or not all of it is there: 'ss-breaker off $name' puts it off" ]
	guard
	grep -qx "ss-breaker: what an earlier run of '$name' has left is of another version, or not all of it is there: it is taken off, and this begins anew" "$err"
	status '.breaker.level == "healthy"'
	[ -z "$(queue)" ]
	[ ! -e "/sys/fs/bpf/ss/breaker/$name" ]
	answers "$HEALTHY" "${ADDR4}2"
	trace_stop
	# The same where one map is missing.
	guard --persist --ttl 60s
	killed
	rm "/sys/fs/bpf/ss/breaker/$name/blocks6"
	guard
	grep -q 'it is taken off, and this begins anew' "$err"
	trace_stop
	nothing_left "$before"
}

@test "what a version has left that had another layout is known by its place alone" {
	[ "$(stat -fc %T /sys/fs/bpf 2>/dev/null)" = bpf_fs ] || skip 'no bpffs at /sys/fs/bpf'
	local version
	serve
	for version in 1 2; do
		guard --egress --persist --ttl 60s
		level critical
		killed
		another_version pinned "/sys/fs/bpf/ss/breaker/$name/meta"
		run -3 "$BIN/ss-breaker" status "$name"
		[ "$output" = "ss-breaker: '$name' is of another version of ss-breaker, or not all of it is there: 'ss-breaker off $name' puts it off" ]
		if [ $version = 1 ]; then
			in_near "$BIN/ss-breaker" off "$name"
		else
			guard
			grep -q 'it is taken off, and this begins anew' "$err"
			status '.breaker.level == "healthy"'
			trace_stop
		fi
		[ ! -e "/sys/fs/bpf/ss/breaker/$name" ]
		[ -z "$(queue)" ]
		answers "$HEALTHY" "${ADDR4}2"
	done
	nothing_left "$before"
}

@test "one of another version that runs keeps its name, and off ends it" {
	local map
	serve
	guard
	level critical
	while read -r map; do
		"$BPFTOOL" map show id "$map" | grep -q ' name breaker_meta ' && break
	done < <(cat "/proc/$trace/fdinfo"/* | sed -n 's/^map_id:[[:space:]]*//p')
	another_version id "$map"
	run -3 "$BIN/ss-breaker" status "$name"
	[ "$output" = "ss-breaker: '$name', on v1, run by process $trace, is of another version of ss-breaker, or not all of it is there: 'ss-breaker off $name' puts it off" ]
	run -1 in_near "$BIN/ss-breaker" run -i v1 --name "$name" --i-have-console -d 1s
	[[ $output == *"'$name' is run by process $trace already, on v1"* ]]
	"$BIN/ss-breaker" off "$name"
	wait "$trace"
	trace=''
	[ "$(jq -r 'select(.type == "meta.stop") | .reason' "$out")" = off ]
	answers "$HEALTHY" "${ADDR4}2"
	nothing_left "$before"
}
