#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Sources that the kernel has: batteries and zones in folders that stand in for those of /sys, and
# pressure that is real.  Nothing is attached.
# shellcheck disable=SC2154,SC2016,SC2030,SC2031 # set by breaker; for eval; each test is a subshell

bats_require_minimum_version 1.5.0

load helper

setup() {
	[ "$(id -u)" = 0 ] || skip 'not root'
	need jq unshare
	dir=$BATS_TEST_TMPDIR
	mkdir "$dir/power" "$dir/thermal"
	unshare -m true 2>/dev/null || skip 'no mount namespaces'
	group=
}

teardown() {
	trace_kill
	[ -z "${load-}" ] || kill -KILL "$load" 2>/dev/null || :
	if [ -n "$group" ]; then
		disperse
		wait_for 5 rmdir "$group" || :
	fi
}

# supply NAME KEY=VALUE...: as the kernel shows one; TYPE is a file of its own too.
supply() {
	local name=$1 pair
	shift
	mkdir -p "$dir/power/$name"
	for pair; do
		[ "${pair%%=*}" != TYPE ] || echo "${pair#*=}" >"$dir/power/$name/type"
		echo "POWER_SUPPLY_$pair"
	done >"$dir/power/$name/new"
	mv "$dir/power/$name/new" "$dir/power/$name/uevent"
}

# zone N TYPE MILLIDEGREES
zone() {
	mkdir -p "$dir/thermal/thermal_zone$1"
	echo "$2" >"$dir/thermal/thermal_zone$1/type"
	echo "$3" >"$dir/thermal/thermal_zone$1/temp"
}

# dry ARGUMENTS: a dry run that sees these folders instead.
dry() {
	stream_start unshare -m sh -c '
		mount --bind "$1/power" /sys/class/power_supply 2>/dev/null || exit 77
		mount --bind "$1/thermal" /sys/class/thermal 2>/dev/null || exit 77
		shift
		exec "$@"' dry "$dir" "$BIN/ss-breaker" run -i eth0 --dry-run "$@"
}

config() {
	cat >"$dir/f"
}

said() {
	[ -n "$(jq -c "select(.type == \"$1\") | .breaker | select($2)" "$out")" ]
}

soon() {
	wait_for 15 said "$@" || { cat "$out" "$err"; return 1; }
}

@test "a battery that is in use, and one that is not" {
	config <<-'END'
		sources: [{battery: system, every: 100ms, samples: 1, enter: {warning: 20, critical: 5}}]
		dwell: 0
	END
	supply BAT0 TYPE=Battery STATUS=Discharging CAPACITY=80
	supply AC TYPE=Mains ONLINE=0
	dry -c "$dir/f"
	soon breaker.source '.health == "live" and .value == 80'
	supply BAT0 TYPE=Battery STATUS=Discharging CAPACITY=15
	soon breaker.transition '.to == "warning" and .samples[0].value == 15'
	supply AC TYPE=Mains ONLINE=1
	soon breaker.transition '.to == "healthy" and .samples[0].idle'
	supply AC TYPE=Mains ONLINE=0
	supply BAT0 TYPE=Battery STATUS=Discharging CAPACITY=4
	soon breaker.transition '.to == "critical"'
	trace_stop
	tests/schema "$out"
}

@test "a mouse's battery is none of the machine's, unless it is named" {
	config <<-'END'
		sources: [{battery: system, every: 100ms, samples: 1, enter: {warning: 20, critical: 5}}]
		dwell: 0
	END
	supply hid-1-battery TYPE=Battery SCOPE=Device STATUS=Discharging CAPACITY=3
	dry -c "$dir/f"
	soon breaker.source '.health == "held" and .reason == "this machine has no battery"'
	trace_stop
	run ! said breaker.transition true
	dry -c "$dir/f" --supply hid-1-battery
	soon breaker.transition '.to == "critical"'
	trace_stop
	dry -c "$dir/f" --supply hid-2-battery
	soon breaker.source '.reason == "there is no supply '"'hid-2-battery'"'"'
	grep -qx "ss-breaker: there is no supply 'hid-2-battery', it is waited for; there are: hid-1-battery" "$err"
	supply hid-2-battery TYPE=Battery SCOPE=Device STATUS=Discharging CAPACITY=3
	soon breaker.transition '.to == "critical"'
}

@test "several batteries count by their energy, and one that cannot be read ends that" {
	config <<-'END'
		sources: [{battery: system, every: 100ms, samples: 1, enter: {warning: 20, critical: 5}}]
		dwell: 0
	END
	supply BAT0 TYPE=Battery STATUS=Discharging CAPACITY=1 ENERGY_NOW=100 ENERGY_FULL=10000
	supply BAT1 TYPE=Battery STATUS=Discharging CAPACITY=50 ENERGY_NOW=15000 ENERGY_FULL=30000
	dry -c "$dir/f"
	soon breaker.source '.value == 37.75'
	supply BAT1 TYPE=Battery STATUS=Discharging CAPACITY=5 ENERGY_NOW=1500 ENERGY_FULL=30000
	soon breaker.transition '.to == "critical" and .samples[0].value == 4'
	rm "$dir/power/BAT1/uevent"
	soon breaker.source '.health == "held" and .reason == "a battery cannot be read"'
}

@test "the hottest zone of a type, and critical heat at once" {
	config <<-'END'
		sources: [{thermal: 'cpu*', every: 100ms, samples: 50, settle: 0, enter: {warning: 80, critical: 95}}]
		dwell: 0
	END
	zone 0 cpu0-thermal 45000
	zone 1 cpu1-thermal 61500
	zone 2 battery 99000
	dry -c "$dir/f"
	[ ! -s "$err" ]
	soon breaker.source '.health == "live" and .value == 61.5'
	zone 0 cpu0-thermal 85000
	sleep 0.5
	run ! said breaker.transition true
	zone 0 cpu0-thermal 95000
	soon breaker.transition '.to == "critical" and .samples[0].value == 95'
	rm -r "$dir/thermal/thermal_zone0" "$dir/thermal/thermal_zone1"
	soon breaker.source '.reason == "there is no thermal zone of type '"'cpu*'"'"'
	trace_stop
	dry -c "$dir/f"
	soon breaker.source '.health == "held"'
	grep -qx "ss-breaker: there is no thermal zone of type 'cpu\*', it is waited for; there are: battery" "$err"
}

# crowd SECONDS: more who want a processor than there are, in the group: each waits.
crowd() {
	sh -c 'echo $$ >"$1/cgroup.procs"; for i in $(seq $(($(nproc) * 2 + 2))); do
		timeout "$2" sh -c "while :; do :; done" & done; wait' crowd "$group" "$1" 3>&-
}

# disperse: all of them go.
disperse() {
	# shellcheck disable=SC2046 # a list of words
	kill -KILL $(cat "$group/cgroup.procs") 2>/dev/null || :
}

# waited: how long somebody in the group has had to, in microseconds.
waited() {
	sed -n 's/^some .*total=//p' "$group/cpu.pressure"
}

# pressed BOUND: of a group of our own, looked at once an hour.
pressed() {
	local root
	root=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
	[ -n "$root" ] || skip 'no cgroup2'
	group=$root/ss-breaker-$BASHPID
	mkdir "$group" 2>/dev/null || skip 'no cgroups of our own'
	[ -e "$group/cpu.pressure" ] || skip 'no pressure of cgroups'
	: 2>/dev/null <"$group/cpu.pressure" || skip 'pressure is off'
	config <<-END
		sources: [{pressure: $group/cpu.pressure, every: 1h, samples: 1, settle: 0, enter: {critical: $1}}]
		dwell: 0
	END
}

@test "pressure of a cgroup, by a trigger long before the next look" {
	pressed 10
	dry -v -c "$dir/f"
	! grep 'no trigger' "$err" || skip 'no triggers of pressure here'
	run ! said breaker.transition true
	crowd 60 &
	load=$!
	soon breaker.transition '.to == "critical" and .source == "pressure"'
	disperse
	wait "$load" || :
	load=
}

@test "what has been waited before a trigger was there is not its business" {
	pressed 60
	crowd 3
	dry -v -c "$dir/f"
	! grep 'no trigger' "$err" || skip 'no triggers of pressure here'
	before=$(waited)
	for _ in 1 2 3 4 5 6 7 8; do
		# Where others have the processors they wait longer now, and that is its business.
		[ $(($(waited) - before)) -lt 500000 ] || break
		crowd 0.05
		sleep 0.4
	done
	run ! said breaker.transition true
}
