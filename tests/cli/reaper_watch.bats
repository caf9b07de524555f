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
