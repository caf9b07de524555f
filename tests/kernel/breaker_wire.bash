# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2046,SC2086,SC2154 # set here or by helper, used there or here
# What the tests of ss-breaker of its data path share: load breaker_wire, after helper.

TALK=$HELPERS/breaker_talk
ADDR4=10.99.7. ADDR6=fd99:7:

# Ports of each class of breaker_profile, and of none.
ASKS='tcp/22 udp/3784 udp/53 tcp/53 icmp udp/514 tcp/1883 udp/7777 tcp/7777'

# A pair of namespaces: $far with v0, whose clients ask; $near with v1, which is guarded.
breaker_setup() {
	need_bpf
	need ip jq nsenter
	dir=$BATS_TEST_TMPDIR
	far=ssb$$far near=ssb$$near
	servers='' holder=''
	ip netns add "$far" || skip 'no network namespaces here'
	ip netns add "$near"
	wires
	breaker_profile >"$dir/breaker.yaml"
}

breaker_teardown() {
	trace_kill
	local pid
	for pid in $servers $holder; do
		{ kill -KILL "$pid" && wait "$pid"; } 2>/dev/null || :
	done
	"$BIN/ss-breaker" off "${name:-v1-$$}" 2>/dev/null || :
	ip netns del "$far" 2>/dev/null || :
	ip netns del "$near" 2>/dev/null || :
}

# Not by ip netns exec, which mounts another /sys, without the bpffs in it.
in_far() {
	nsenter --net="/run/netns/$far" "$@"
}

in_near() {
	nsenter --net="/run/netns/$near" "$@"
}

# addresses NAMESPACE INTERFACE NET HOST: no wait for duplicates of IPv6.
addresses() {
	ip -n "$1" addr add "$ADDR4$((16 * $3 + $4))/28" dev "$2"
	ip -n "$1" addr add "$ADDR6$3::$4/64" dev "$2" nodad
	ip -n "$1" link set "$2" up
}

wires() {
	ip -n "$far" link add v0 type veth peer name v1 netns "$near"
	addresses "$far" v0 0 1
	addresses "$near" v1 0 2
	ip -n "$far" link set lo up
	ip -n "$near" link set lo up
}

# Each class has a port or a type, and levels that differ in what they drop.
breaker_profile() {
	cat <<-'YAML'
	levels:
	  healthy:
	  warning:
	    telemetry: drop
	    drain: 0
	  critical:
	    essential: drop
	    telemetry: drop
	    default: drop
	    fragment: drop
	    drain: 0
	classes:
	  management:
	    - {proto: tcp, port: 22}
	  heartbeat:
	    - {proto: udp, port: 3784}
	  essential:
	    - {port: 53}
	    - {icmp: [echo-request, echo-reply]}
	  telemetry:
	    - {proto: udp, port: 514}
	    - {proto: tcp, port: 1883}
	sources:
	  - battery: system
	    enter: {warning: 20, critical: 5}
	    leave: {warning: 25, critical: 10}
	dwell: 0s
	YAML
}

# serve [WHAT...]: answer in $near, on all ports that are asked.
serve() {
	[ $# -gt 0 ] || set -- udp/3784 udp/53 udp/514 udp/7777 tcp/22 tcp/53 tcp/1883 tcp/7777
	served_by "$near" "$@"
}

# served_by NAMESPACE WHAT...
served_by() {
	local namespace=$1
	shift
	# No function in the background: the process is to be what teardown ends.
	nsenter --net="/run/netns/$namespace" "$TALK" serve "$@" >"$dir/served" 3>&- &
	servers=$!
	wait_for 10 grep -q ready "$dir/served"
}

# guard [ARGUMENTS]: ss-breaker run at v1, ready; told of batteries through $dir/say.
guard() {
	name=v1-$$
	rm -f "$dir/say"
	mkfifo "$dir/say"
	exec 9<>"$dir/say"
	# What runs in the background would have /dev/null.
	stream_start nsenter --net="/run/netns/$near" sh -c 'exec "$@" <&9' guard "$BIN/ss-breaker" run -i v1 \
		-c "$dir/breaker.yaml" --stdin --name "$name" --i-have-console "$@"
}

# hold ADDRESS PORT: a connection from $far; beat asks whether it lives.
hold() {
	mkfifo "$dir/beat"
	exec 8<>"$dir/beat"
	nsenter --net="/run/netns/$far" "$TALK" hold "$1" "$2" <&8 >"$dir/held" 3>&- &
	holder=$!
	wait_for 10 grep -q connected "$dir/held"
}

# beat yes|no: a byte goes there and back now, or does not.
beat() {
	local said
	said=$(wc -l <"$dir/held")
	echo "$1" >&8
	wait_for 20 eval "[ \$(wc -l <'$dir/held') -gt $said ]"
	[ "$(tail -n 1 "$dir/held")" = "$1" ]
}

# level NAME: in force from now on.
level() {
	"$BIN/ss-breaker" force "$1" "$name" --for 5m >/dev/null
}

# status JQ-CONDITION
status() {
	"$BIN/ss-breaker" status "$name" --format json | jq -e "$1"
}

# asked ADDRESS WHAT...: who answers, on one line.
asked() {
	in_far "$TALK" ask "$@" | awk '$2 == "yes" { printf "%s%s", sep, $1; sep = " " } END { print "" }'
}

# answers WANTED ADDRESS: of $ASKS just these answer.
answers() {
	local what got
	got=$(asked "$2" $(for what in $ASKS; do
		[[ " $1 " == *" $what "* ]] && echo "+$what" || echo "$what"
	done))
	[ "$got" = "$1" ] || { echo "$2: not '$1' but '$got'"; return 1; }
}

# What answers at a level, of $ASKS.
HEALTHY=$ASKS
WARNING='tcp/22 udp/3784 udp/53 tcp/53 icmp udp/7777 tcp/7777'
CRITICAL='tcp/22 udp/3784'
