#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# ss-reaper watch: what stands in its way is said in one line, with what helps.
# shellcheck disable=SC2154 # what run sets

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	O=$(readlink -f "${O:-build}")
	reaper=$O/bin/ss-reaper
}

refused() { # WHY OPTION...: one line says WHY, and nothing is started
	local why=$1
	shift
	run -2 --separate-stderr timeout 10 "$reaper" watch --syscall fsync --limit 1s -d 10ms "$@" </dev/null
	echo "$*: $stderr"
	[ -z "$output" ]
	[[ ${stderr_lines[0]} == "ss-reaper: $why" ]]
}

@test "more room than there can be threads is refused before memory is asked for" {
	refused '--calls: 4194305 is more than there can be threads (4194304)' --calls 4194305
	refused '--calls: 99999999999 is more than there can be threads (4194304)' --calls 99999999999
}

@test "a hook that is no command" {
	refused '--exec-before: no command' --exec-before ''
	refused '--exec-after: no command' --exec-after ''
	refused '--exec-limit: no time at all' --exec-limit 0
	run -2 --separate-stderr "$reaper" act --exec-after '' </dev/null
	[[ ${stderr_lines[0]} == 'ss-reaper: --exec-after: no command' ]]
}

@test "a hook that nothing runs" {
	local words warning='ss-reaper: no hook is ever run: nothing is done to anybody, only reported'
	for words in '--exec-before true' '--exec-after true --action kill --dry-run' \
		'--exec-after true --action report,kill'; do
		# shellcheck disable=SC2086 # words
		run --separate-stderr "$reaper" watch --syscall fsync --limit 1s -d 10ms --pid $$ $words
		echo "$words: $stderr"
		if [[ $words == *report* ]]; then
			[[ $stderr != *"no hook"* ]]
		else
			[[ $'\n'$stderr$'\n' == *$'\n'"$warning"$'\n'* ]]
		fi
	done
}

@test "without rights each kind of target says what helps" {
	local words plain=()
	[ "$(id -u)" != 0 ] || plain=(setpriv --reuid=65534 --clear-groups --bounding-set=-all --inh-caps=-all)
	for words in '--syscall fsync' '--oncpu' '--func vfs_read' '--uprobe libc:getpid'; do
		# shellcheck disable=SC2086 # words
		run -1 --separate-stderr "${plain[@]}" "$reaper" watch $words --limit 1s -d 10ms
		echo "$words: $stderr"
		[ -z "$output" ]
		[ "${#stderr_lines[@]}" = 1 ]
		[[ $stderr == "ss-reaper: $words: "*'(run it as root)' ]]
	done
}
