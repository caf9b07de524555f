# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154 # set here or by helper, used there or here
# What the tests of ss-breaker share: load breaker, after helper.  Two namespaces with a veth
# between them: the breaker guards $dev in $here (10.77.0.1, fd77::1), $there has the other end.

breaker_setup() {
	need_bpf
	need ip jq nsenter
	dir=$BATS_TEST_TMPDIR
	here=ssb-$BASHPID-a there=ssb-$BASHPID-b dev=va$BASHPID peer=vb$BASHPID
	name=$dev
	ip netns add "$here"
	ip netns add "$there"
	network
	battery 100
}

# The veth itself, which a test may delete and make anew.
network() {
	ip link add "$dev" netns "$here" type veth peer name "$peer" netns "$there" ||
		skip 'no veth here'
	ip -n "$here" link set lo up
	ip -n "$there" link set lo up
	ip -n "$here" link set "$dev" up
	ip -n "$there" link set "$peer" up
	ip -n "$here" addr add 10.77.0.1/24 dev "$dev"
	ip -n "$there" addr add 10.77.0.2/24 dev "$peer"
	ip -n "$here" addr add fd77::1/64 dev "$dev" nodad
	ip -n "$there" addr add fd77::2/64 dev "$peer" nodad
}

breaker_teardown() {
	local ns pid
	trace_kill
	for pid in ${children-}; do
		kill -KILL "$pid" 2>/dev/null || :
		wait "$pid" 2>/dev/null || :
	done
	[ -z "${name-}" ] || "$BIN/ss-breaker" off "$name" 2>/dev/null || :
	for ns in ${here-} ${there-}; do
		ip netns del "$ns" 2>/dev/null || :
	done
}

# in_here COMMAND, in_there COMMAND: in one of the namespaces.  Not by ip netns exec, which mounts
# another /sys, without the bpffs in it.
in_here() {
	nsenter --net="/run/netns/$here" "$@" 3>&-
}

in_there() {
	nsenter --net="/run/netns/$there" "$@" 3>&-
}

# background PROGRAM: ended by teardown; a function would be a shell, whose child goes on.
background() {
	"$@" 3>&- &
	children+=" $!"
}

# battery PERCENT: what the file says that is the source of these tests.
battery() {
	echo "$1" >"$dir/battery.new"
	mv "$dir/battery.new" "$dir/battery"
}

# config [MORE]: a file whose source is that file, which is believed at once.
config() {
	cat >"$dir/breaker.yaml" <<-END
		${1-}
		sources:
		  - {name: battery, file: $dir/battery, every: 500ms, samples: 1,
		     enter: {warning: 20, critical: 5}, leave: {warning: 25, critical: 10}, ${2-}}
		dwell: ${dwell:-200ms}
	END
}

# guard ARGUMENTS: ss-breaker run on the device, ready.
guard() {
	stream_start nsenter --net="/run/netns/$here" env -u SSH_CONNECTION "$BIN/ss-breaker" run -i "$dev" \
		-c "$dir/breaker.yaml" --i-have-console "$@"
}

breaker() {
	"$BIN/ss-breaker" "$@" 3>&-
}

# level NAME: it is in force, or soon is.
level() {
	wait_for 10 is_level "$1" || { breaker status "$name"; cat "$out" "$err"; return 1; }
}

is_level() {
	[ "$(breaker status "$name" --format json | jq -r .breaker.level)" = "$1" ]
}

# state JQ: of the instance.
state() {
	breaker status "$name" --format json | jq -r ".breaker | $1"
}

# packets CLASS OUTCOME [DIRECTION]: how many there were.
packets() {
	state "[.packets[] | select(.class == \"$1\" and .outcome == \"$2\" and .direction == \"${3:-in}\") | .packets] | add // 0"
}

# another: a second instance, at the other end, whose name is $peer; end_another ends it.
another() {
	nsenter --net="/run/netns/$there" "$BIN/ss-breaker" run -i "$peer" -c "$dir/breaker.yaml" --i-have-console \
		>"$dir/another" 2>&1 3>&- &
	second=$!
	children+=" $second"
	wait_for 10 grep -q '"meta.start"' "$dir/another"
}

end_another() {
	kill -TERM "$second"
	wait "$second"
}

# serve PROTO/PORT...: echo servers on both sides.
serve() {
	background nsenter --net="/run/netns/$here" "$HELPERS/talk" serve "$dir/here" "$@"
	background nsenter --net="/run/netns/$there" "$HELPERS/talk" serve "$dir/there" "$@"
	wait_for 10 test -e "$dir/here"
	wait_for 10 test -e "$dir/there"
}

# talk ARGUMENTS: from the other side to the guarded one, which answers; a busy machine may be late.
talk() {
	in_there "$HELPERS/talk" patient "$@"
}

# mute ARGUMENTS: the same, and there is no answer in the time that one takes.  A helper that could not
# ask, or was refused, has heard something else than silence.
mute() {
	local status=0
	in_there "$HELPERS/talk" "$@" || status=$?
	[ $status = 1 ] || { echo "not silence, but $status, for $*"; return 1; }
}

# transition JQ-CONDITION: there is such a line soon.
transition() {
	wait_for 10 said "breaker.transition" "$1" || { cat "$out" "$err"; return 1; }
}

said() {
	[ -n "$(jq -c "select(.type == \"$1\") | .breaker | select($2)" "$out")" ]
}

# The program that changes the level of the instance that runs.
updater() {
	local program
	cat "/proc/$trace/fdinfo"/* | sed -n 's/^prog_id:[[:space:]]*//p' | while read -r program; do
		! "$BPFTOOL" prog show id "$program" | grep -q ' name breaker_update ' || echo "$program"
	done | tail -n 1
}

# map_of NAME: the number of that map of the instance that runs.
map_of() {
	local map
	cat "/proc/$trace/fdinfo"/* | sed -n 's/^map_id:[[:space:]]*//p' | while read -r map; do
		! "$BPFTOOL" map show id "$map" | grep -q " name $1 " || echo "$map"
	done | tail -n 1
}
