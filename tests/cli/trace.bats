#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# ss-trace's command line: what is wrong is said before anything is asked of the kernel.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	trace=$(readlink -f "${O:-build}")/bin/ss-trace
}

# refused_alone TEXT ARGUMENTS...: status 2, nothing on stdout, and TEXT in one line of stderr.
refused_alone() {
	local text=$1
	shift
	run "$trace" "$@"
	echo "$* -> $status: $output"
	[ "$status" = 2 ]
	[[ ${lines[0]} == *"$text"* ]]
	[ "${#lines[@]}" = "${said:-1}" ]
	[ -z "$("$trace" "$@" 2>/dev/null)" ]
}

# refused TEXT ARGUMENTS...: the same, and a second line says where help is.
refused() {
	said=2 refused_alone "$@"
	[ "${lines[1]}" = "Try 'ss-trace --help'." ]
}

@test "--help is on stdout and names every option" {
	run "$trace" --help
	[ "$status" = 0 ]
	[[ $output == "Usage: ss-trace "*"--snapshot"*"See ss-trace(8)." ]]
	[ -z "$("$trace" --help 2>&1 >/dev/null)" ]
}

@test "types that there are not" {
	refused "'nothing'" nothing
	refused 'an empty event type' process,
	refused "'meta.start'" meta.start
}

@test "numbers are taken whole or refused" {
	refused --max-events -n 3x
	refused --duration -d 0.5s
	refused "'12abc' is not a process id" -p 12abc
	refused "'0' is not a process id" --tree 0
	refused "--args-max" --args-max 4095
	refused "--args-max" --args-max 2M
	refused "--ring-size" --ring-size 0
	refused "--ring-size" --ring-size 5000
	refused "--ring-size" --ring-size 8G
	refused "--bulk-size" --bulk-size 5000
}

@test "counts, limits and samples that are none" {
	refused "does not begin with by=" --count 10
	refused "'path' is none of type, exe" --count by=type,path
	refused "go with --count" --top 3
	refused "go with --count" --histogram
	refused "goes with --count or --cost" --every 1s
	refused "goes with --container-names" --container-root /
	refused "for -n to end at" --count by=type -n 5
	refused "no --rate, no --sample" --count by=type --rate exec=1/s
	refused "'exec' is not TYPE=N/s" --rate exec
	refused "unknown event type 'exek'" --rate exek=1/s
	refused "--sample: unknown event type 'exek'" --sample exek=1/2
	refused "--rate: '1/w' is no rate like" --rate exec=1/w
	refused "--rate-process: '0/s' is no rate like" --rate-process 0/s
	refused "is no part like" --sample 1
	refused "is no part like" --sample exec=1/0
}

@test "values of filters that nothing can match" {
	refused "no user 'nobody-here'" --uid nobody-here
	refused "1 to 15 bytes" --comm ''
	refused "1 to 15 bytes" --comm 1234567890123456
	refused 'No such file' --exe relative/nowhere
	refused 'not a directory of cgroup v2' --cgroup /proc
	root=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
	[ -z "$root" ] || refused 'not a directory of cgroup v2' --cgroup "$root/cgroup.procs"
	refused 'No such file' --cgroup /nowhere
	refused '12 or more hexadecimal digits' --container 551e161c47
	refused '12 or more hexadecimal digits' --container 551E161C47D8
	refused "--path: 'etc' begins with neither" --path etc
	refused "'/a*b' is no whole path" --path '/a*b'
	refused 'is not a port' --port 70000
	refused 'is not an address' --addr localhost
	refused 'is not an error' --errno ENOTHING
	refused "--not: there is no criterion 'exec' (did you mean exe=?)" --not exec=/bin/sh
	refused "'0' is not a process id" --not pid=0
}

@test "files of filters that cannot be used" {
	echo 'rules: [{name: a, exe: relative}]' >"$BATS_TEST_TMPDIR/f.yaml"
	refused_alone 'f.yaml:1:24: exe: ' --filter "$BATS_TEST_TMPDIR/f.yaml"
	refused_alone '/nowhere.yaml: No such file or directory' --filter /nowhere.yaml
	refused_alone '/: Is a directory' --filter /
}

@test "fields that cannot be, and words that are none of the choices" {
	refused "'process.Exe' is not a field" --fields process.Exe
	refused "'' is not a field" --fields ''
	refused "no event has 'process.pit', did you mean process.pid?" --fields type,process.pit
	refused "no event has 'process.pid.x'" --fields process.pid.x
	refused "no event has 'proc'" --fields proc
	refused "no event has 'nothing.like.any_of_them' (see" --fields nothing.like.any_of_them
	refused 'none of json|text' --format xml
	refused 'none of auto|ring|perf' --buffer pipe
}

@test "without rights it says which are missing, with status 1" {
	plain=()
	[ "$(id -u)" != 0 ] || plain=(setpriv --bounding-set=-all --inh-caps=-all)
	run "${plain[@]}" "$trace" -d 1s
	echo "$output"
	[ "$status" = 1 ]
	[ "${#lines[@]}" = 1 ]
	[[ $output == "ss-trace: cannot "*CAP_BPF* ]]
}

@test "system calls and uprobes that there are not" {
	refused "no system call 'opennat' (did you mean 'openat'?)" --syscall read,opennat
	refused "no system call ''" -S read,
	refused 'of rt_sigreturn' -S rt_sigreturn
	refused 'which system calls?' syscall
	refused 'where?' uprobe
	refused 'are about --syscall' --errors exec
	refused 'are about --syscall' --slower-than 5ms
	refused 'at most 4k' -S read --syscall-bytes 5k
	refused "'x' is none of" --uprobe 'libc:getenv(x)'
	refused 'not of the form' --uprobe libc
}
