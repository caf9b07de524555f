#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# ss-doctor's claims, held against what then really attaches and runs.
# shellcheck disable=SC2016,SC2030,SC2031 # text for another shell; what run sets

bats_require_minimum_version 1.5.0
load helper

setup() {
	need_bpf
	need jq
	cgroup2=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
}

doctor() {
	"$BIN/ss-doctor" "$@"
}

# is MECHANISM: what this kernel really does; the reason, if not, is on stderr.
is() {
	case $1 in
	btf) "$BPFTOOL" btf dump file /sys/kernel/btf/vmlinux >/dev/null ;;
	bpffs) grep -q ' /sys/fs/bpf bpf ' /proc/mounts ;;
	tracefs) grep -q ' tracefs ' /proc/mounts ;;
	cgroup2) [ -n "$cgroup2" ] ;;
	pid_ns) [ "$(cat /proc/2/comm)" = kthreadd ] ;; # nobody else has this id
	tracepoint | syscall_tp) # libbpf wants tracefs to be mounted: for itself alone, then
		unshare -m sh -c 'mount -t tracefs tracefs /sys/kernel/tracing; "$@"' sh \
			"$HELPERS/attach" "$HELPERS/attach.bpf.o" "$1"
		;;
	*) CGROUP2=$cgroup2 "$HELPERS/attach" "$HELPERS/attach.bpf.o" "$1" ;;
	esac
}

# agree JSON: each mechanism of the report, tried by other means.
agree() {
	local name claim really wrong=0
	while read -r name claim; do
		really=true
		is "$name" >/dev/null 2>"$BATS_TEST_TMPDIR/why" || really=false
		[ "$claim" = "$really" ] || {
			wrong=1
			echo "$name: ss-doctor says $claim, an attempt says $really: $(cat "$BATS_TEST_TMPDIR/why")"
			jq ".mechanisms.$name" "$1"
		}
	done < <(jq -r '.mechanisms | to_entries[] | "\(.key) \(.value.works)"' "$1")
	return $wrong
}

# Everything a probe could leave, except what belongs to somebody else's running process.
leavings() {
	cat /proc/self/mounts
	ip -o link | cut -d: -f2
	find /sys/fs/bpf 2>/dev/null
	[ -z "$cgroup2" ] || find "$cgroup2" -name 'ss-doctor*' 2>/dev/null
	"$BPFTOOL" -j map list | jq -r '.[] | select(.name == "ss_probe") | "map \(.id)"'
	"$BPFTOOL" -j prog list | jq -r '.[] | select(.name == "ss_probe") | "prog \(.id)"'
}

@test "every claim is what another program finds when it attaches and counts" {
	doctor --json >"$BATS_TEST_TMPDIR/report" || [ $? = 3 ]
	[ "$(jq '.mechanisms | length' "$BATS_TEST_TMPDIR/report")" = 30 ]
	agree "$BATS_TEST_TMPDIR/report"
}

@test "every no has its reason, and a yes has none" {
	doctor --json | jq -e '[.mechanisms[] | select(.works == has("why"))] == []'
	doctor --json | jq -e '[.mechanisms[] | select(.works == false) | .why | length > 8] | all'
}

@test "a feature uses the first of its ways that works" {
	doctor --json | jq -e '[.commands[].features[] |
		(.ways | map(select(.works))[0].name) == .uses and
		.state == (if .uses == null then "missing" elif .uses == .ways[0].name then "works" else "fallback" end)
		] | all'
}

# start TYPE...: the meta.start of ss-trace with these types.
start() {
	"$BIN/ss-trace" process -d 50ms "$@" | jq -c 'select(.type == "meta.start")'
}

@test "ss-trace takes the ways that ss-doctor names" {
	doctor --json ss-trace >"$BATS_TEST_TMPDIR/report"
	uses() { jq -r ".commands[\"ss-trace\"].features[\"$1\"].uses // \"none\"" "$BATS_TEST_TMPDIR/report"; }
	echo "exec $(uses process.exec), failed $(uses process.exec_failed), transport $(uses transport)"
	start | jq -e --arg e "$(uses process.exec)" --arg f "$(uses process.exec_failed)" --arg t "$(uses transport)" '
		(.hooks["process.exec"] | startswith($e)) and
		((.hooks | has("process.exec_failed")) == ($f == "fexit")) and
		(.tool.buffer + "buf" | startswith($t[0:4]))'
	case $(uses process.exec_failed) in
	none)
		run "$BIN/ss-trace" -d 50ms exec_failed
		[ "$status" = 1 ]
		;;
	fexit) start exec_failed | jq -e '.hooks["process.exec_failed"] | startswith("fexit/")' ;;
	syscall_tp) start exec_failed | jq -e '.hooks["process.exec_failed"] | startswith("tracepoint/")' ;;
	esac
}

@test "of files, sockets, packets and calls, too" {
	doctor --json ss-trace | jq -c '.commands["ss-trace"].features' >"$BATS_TEST_TMPDIR/features"
	start open write net.close dns.query client_hello ptrace --syscall openat >"$BATS_TEST_TMPDIR/start"
	jq -c .hooks "$BATS_TEST_TMPDIR/start"
	jq -e -s '
		{"syscall_tp": "tracepoint/", "fexit": "fexit/", "tp_btf": "tp_btf/", "cgroup_skb": "cgroup_skb"} as $prefix |
		.[0] as $features | .[1].hooks as $hooks |
		{"file": "file.open", "file.write": "file.write", "net": "net.close", "dns": "dns.query",
			"tls": "tls.client_hello", "security": "process.ptrace", "syscall": "syscall.exit"} |
		to_entries | map(. as {$key, $value} | $features[$key].uses as $uses |
			{$key, $uses, hook: $hooks[$value],
				same: (if $uses == null then $hooks[$value] == null
					else $hooks[$value] // "" | startswith($prefix[$uses]) end)}) |
		(.[] | select(.same | not) | debug), (map(.same) | all)' "$BATS_TEST_TMPDIR/features" "$BATS_TEST_TMPDIR/start"
	brief=$(doctor --brief ss-trace)
	for feature in $(jq -r 'to_entries[] | select(.value.state != "works") | .key' "$BATS_TEST_TMPDIR/features"); do
		[ "$(grep -oE "(^|[ ,])$feature( |,|\$)" <<<"$brief" | wc -l)" = 1 ]
	done
	had=missing
	! "$BIN/ss-trace" -d 50ms --uprobe libc:getpid >/dev/null || had=works
	[ "$(jq -r .uprobe.state "$BATS_TEST_TMPDIR/features")" = $had ]
}

@test "the exit status is 0 if the main features of every command are there" {
	run doctor --json
	echo "$output" | jq -e --arg s "$status" '([.commands[].features[] | select(.main) | has("uses")] | all) == ($s == "0")'
}

@test "tracepoints work although tracefs is not mounted" {
	need unshare
	without() {
		unshare -m sh -c '
			while umount /sys/kernel/tracing 2>/dev/null; do :; done
			while umount /sys/kernel/debug/tracing 2>/dev/null; do :; done
			while umount /sys/kernel/debug 2>/dev/null; do :; done
			'"$1" doctor "$BIN/ss-doctor" "$BIN/ss-trace"
	}
	[ -d /sys/kernel/tracing ] || skip 'no tracefs in this kernel'
	run without '"$1" --json'
	echo "$output" | jq -e '.mechanisms | (.tracefs.works | not) and .tracepoint.works'
	mend=$(echo "$output" | jq -r .mechanisms.tracefs.mend)
	[ "$mend" = "mount -t tracefs tracefs /sys/kernel/tracing" ]
	run without "$mend; \"\$1\" --json"
	echo "$output" | jq -e '.mechanisms.tracefs.works'
	run without '"$2" exec_failed -d 50ms'
	[ "$status" = 0 ]
}

@test "without bpffs the mend is to mount it, and that helps" {
	need unshare
	run unshare -m sh -c 'while umount /sys/fs/bpf 2>/dev/null; do :; done; "$1" --json' doctor "$BIN/ss-doctor"
	mend=$(echo "$output" | jq -r .mechanisms.bpffs.mend)
	[ "$mend" = "mount -t bpf bpf /sys/fs/bpf" ]
	run unshare -m sh -c "$mend; \"\$1\" --json" doctor "$BIN/ss-doctor"
	echo "$output" | jq -e '.mechanisms.bpffs.works'
}

@test "lockdown is known although securityfs is not mounted" {
	need unshare
	run unshare -m sh -c 'while umount /sys/kernel/security 2>/dev/null; do :; done; "$1" --json' doctor "$BIN/ss-doctor"
	without=$(echo "$output" | jq -r .kernel.lockdown)
	run unshare -m sh -c 'mount -t securityfs none /sys/kernel/security; cat /sys/kernel/security/lockdown || echo "[none]"' 2>/dev/null
	echo "$without / $output"
	[[ $output == *"[$without]"* ]]
}

@test "a PID namespace of its own is told, and what follows for process ids" {
	need unshare
	run unshare -pf --mount-proc "$BIN/ss-doctor" --json ss-trace
	[ "$status" = 0 ]
	echo "$output" | jq -e '.mechanisms.pid_ns | (.works | not) and (.why | startswith("in a PID namespace")) and
		(.mend | contains("--pid=host"))'
	echo "$output" | jq -e '.commands["ss-trace"].features.process_ids | .state == "fallback" and .uses == "of_the_host"'
	run unshare -pf --mount-proc "$BIN/ss-doctor" --brief ss-trace
	[[ $output == *"process_ids by of_the_host"*"PID namespace"* ]]
	run unshare -pf --mount-proc "$BIN/ss-trace" process -d 50ms
	[[ $output == *"not in the initial PID namespace"* ]]
}

@test "nothing is left behind" {
	before=$(leavings)
	doctor >/dev/null || [ $? = 3 ]
	gone leavings "$before"
}

@test "nothing is left behind by a kill -9 at any moment" {
	before=$(leavings)
	for delay in 0 0.005 0.01 0.02 0.03 0.04 0.05 0.06 0.08 0.1 0.12 0.15 0.2 0.25 0.3; do
		"$BIN/ss-doctor" >/dev/null 3>&- &
		sleep $delay
		kill -KILL $! 2>/dev/null || :
		wait $! || :
	done
	gone leavings "$before"
}

# denied JQ COMMAND...: ss-doctor run by the command says 3, and the report satisfies JQ.
denied() {
	local want=$1
	shift
	run "$@" "$BIN/ss-doctor" --json
	echo "$output"
	[ "$status" = 3 ]
	echo "$output" | jq -e "$want"
}

@test "without the capabilities it says which are missing, with status 3" {
	need setpriv
	denied '.mechanisms.tp_btf.why == "missing CAP_BPF and CAP_PERFMON" and (.commands["ss-trace"].works | not)' \
		setpriv --bounding-set=-bpf,-perfmon,-sys_admin
	run setpriv --bounding-set=-bpf,-perfmon,-sys_admin "$BIN/ss-doctor" --brief ss-trace
	[ "$status" = 3 ]
	[ "${#lines[@]}" = 1 ]
	[[ $output == *"ss-trace cannot work here"*"missing CAP_BPF"* ]]
}

@test "a capability that only packets need is missed only there" {
	need setpriv
	run setpriv --bounding-set=-net_admin "$BIN/ss-doctor" --json
	echo "$output" | jq -e '.mechanisms | .xdp_generic.why == "missing CAP_NET_ADMIN" and .tp_btf.works and .ringbuf.works'
}

@test "CAP_BPF and CAP_PERFMON are enough for tracing" {
	need setpriv
	run -0 setpriv --bounding-set=-sys_admin,-net_admin "$BIN/ss-doctor" --brief ss-trace
	run -3 setpriv --bounding-set=-sys_admin,-net_admin "$BIN/ss-doctor" --brief ss-breaker
	run setpriv --bounding-set=-sys_admin,-net_admin "$BIN/ss-doctor" --json
	echo "$output" | jq -e '.mechanisms | .tp_btf.works and (.stats.why == "missing CAP_SYS_ADMIN")'
}

@test "of classic tracepoints that may not be looked up it is tracefs that is blamed" {
	need setpriv unshare
	run unshare -m sh -c '
		while umount /sys/kernel/tracing 2>/dev/null; do :; done
		while umount /sys/kernel/debug/tracing 2>/dev/null; do :; done
		while umount /sys/kernel/debug 2>/dev/null; do :; done
		exec setpriv --bounding-set=-sys_admin "$1" --json ss-trace' doctor "$BIN/ss-doctor"
	echo "$output" | jq -e '.mechanisms.syscall_tp | (.works | not) and (.why | startswith("tracefs is not mounted")) and
		.mend == "mount -t tracefs tracefs /sys/kernel/tracing"'
}

@test "a user namespace is told from a lack of capabilities" {
	need unshare
	unshare -Ur true || skip 'user namespaces are off'
	denied '.mechanisms.tp_btf.why == "root only inside a user namespace"' unshare -Ur
}

@test "a seccomp filter is told from a lack of capabilities" {
	denied '.mechanisms.tp_btf.why == "bpf(2) is refused by a seccomp filter"' "$HELPERS/nobpf"
}

@test "ss-trace names what it cannot start without" {
	need unshare
	run unshare -m sh -c 'mount -t tmpfs none /proc && exec "$1" -d 1ms' start "$BIN/ss-trace"
	[ "$status" = 1 ]
	[[ $output == *"without /proc"* ]]
	run unshare -m sh -c 'mount -t tmpfs none /sys && exec "$1" -d 1ms' start "$BIN/ss-trace"
	[ "$status" = 1 ]
	[[ $output == *"no /sys/kernel/btf/vmlinux"* ]]
}

# Whether ss-reaper starts to watch WHAT, as its options have it.
watches() {
	"$BIN/ss-reaper" watch "$@" --limit 1h --pid $$ -d 100ms >/dev/null 2>&1
}

# guards ARGUMENTS: whether ss-breaker begins to guard one end of a veth, with these.
guards() {
	unshare -n sh -c 'ip link add ssd0 type veth peer name ssd1 && exec "$@"' guards \
		"$BIN/ss-breaker" run -i ssd0 --i-have-console --name "doctor-$BASHPID" -d 100ms "$@" >/dev/null 2>&1
}

@test "what it says of ss-breaker is what ss-breaker then can do" {
	claims=$("$BIN/ss-doctor" --json ss-breaker | jq -c '.commands["ss-breaker"].features') || :
	echo "$claims"
	for feature in run: egress:--egress persist:--persist; do
		is=missing
		# shellcheck disable=SC2046 # an option needs another
		! guards ${feature#*:} $([ "$feature" != persist:--persist ] || echo --ttl 1s) || is=had
		claim=$(jq -r --arg name "${feature%%:*}" '.[$name].state | if . == "missing" then . else "had" end' <<<"$claims")
		echo "$feature: said to be $claim, is $is"
		[ "$claim" = "$is" ]
	done
	"$BIN/ss-breaker" off "doctor-$BASHPID" || :
}

@test "what it says of ss-reaper is what ss-reaper then can do" {
	claims=$("$BIN/ss-doctor" --json ss-reaper | jq -c '.commands["ss-reaper"].features') || :
	for feature in syscall:--syscall=read func:--func=vfs_read uprobe:--uprobe=libc:read oncpu:--oncpu \
		lifetime:--lifetime; do
		is=missing
		! watches "${feature#*:}" || is=had
		claim=$(jq -r --arg name "${feature%%:*}" '.[$name].state | if . == "missing" then . else "had" end' <<<"$claims")
		echo "$feature: said to be $claim, is $is"
		[ "$claim" = "$is" ]
	done
}
