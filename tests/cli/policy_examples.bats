#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Every example of ss-policy(8), ss-policy-yaml(5) and the README's section about policies, taken from the page
# itself: a line behind "$ " or "# " is a command, what follows is what it prints, and "..." is anything.
# "$ cat FILE" tells what is in the file.  ss-trace and ss-reaper, which need root, are played.

bats_require_minimum_version 1.5.0

setup() {
	root=$(readlink -f "$BATS_TEST_DIRNAME/../..")
	O=$(readlink -f "${O:-$root/build}")
	command -v jq >/dev/null || skip 'there is no jq'
	cd "$BATS_TEST_TMPDIR" || return
	mkdir bin run
	ln -s "$O/bin/ss-policy" bin/ss-policy
	cat >events <<-'EOF'
		{"v":1,"type":"process.exec","seq":"7","process":{"id":"b0-9-1","pid":9,"exe":"/usr/bin/bash","args":["bash"],"user":"root"},"container":{"id":"3f2a"}}
		{"v":1,"type":"process.exec","seq":"8","process":{"id":"b0-12-5","pid":12,"exe":"/tmp/xmrig","args":["./xmrig","stratum+tcp://pool:3333"]}}
	EOF
	printf '#!/bin/sh\ncat "%s/events"\n' "$PWD" >bin/ss-trace
	# All of it is read: who writes must not see its reader go.
	printf '#!/bin/sh\ncat >all && grep -q %s all\n' "'\"type\":\"action.request\".*\"action\":\"kill\".*\"pid\":12'" >bin/ss-reaper
	chmod +x bin/*
	PATH=$PWD/bin:$PATH
	cd run || return
	ln -s "$root/policies" policies
}

# blocks_of_man PAGE and blocks_of_readme HEADING: the examples, each with a line "%%" behind it.
blocks_of_man() {
	awk '/^\.EX/ { on = 1; next } /^\.EE/ { on = 0; print "%%" } on' "$root/man/$1" |
		sed 's/\\-/-/g; s/\\e/\\/g; s/\\(aq/'"'"'/g; s/\\&//g'
}

blocks_of_readme() {
	awk -v heading="## $1" '/^## / { here = $0 == heading } !here { next }
		/^```/ { if (on) print "%%"; on = !on; next } on' "$root/README.md"
}

# A glob that fits what is shown.
pattern_of() {
	sed 's/\.\.\./\x01/g; s/[][*?\\]/\\&/g; s/\x01/*/g' <<<"$1"
}

# finish COMMAND SHOWN: the file is made, or the command is run and prints that.
finish() {
	local command=${1//\/usr\/local\/share\/ss\//} shown=$2 got
	[ -n "$command" ] || return 0
	if [[ $command =~ ^cat\ ([^ ]+)$ ]]; then
		mkdir -p "$(dirname "${BASH_REMATCH[1]}")"
		printf '%s\n' "$shown" >"${BASH_REMATCH[1]}"
		return
	fi
	ran=$((ran + 1))
	if got=$(bash -o pipefail -c "$command" 2>&1 </dev/null); then
		[ -n "$shown" ] || return 0
	else
		[ -n "$shown" ] || { echo "fails: $command" "$got" && return 1; }
	fi
	# shellcheck disable=SC2053  # it is a pattern
	[[ $got == $(pattern_of "$shown") ]] || {
		printf '%s\n' "command: $command" "shown: $shown" "prints: $got"
		return 1
	}
}

# A command goes on in the next lines while a quote is open.
is_open() {
	local quotes=${1//[!\']/}
	[ $((${#quotes} % 2)) = 1 ]
}

# run_blocks: all examples of standard input; each has a command.
run_blocks() {
	local line command='' shown=''
	ran=0 blocks=0
	while IFS= read -r line; do
		if is_open "$command"; then
			command+=$'\n'$line
		elif [[ $line == '$ '* || $line == '# '* || $line == %% ]]; then
			finish "$command" "$shown" || return 1
			command=${line:2} shown=''
		else
			[ -n "$command" ] || { echo "no command before: $line" && return 1; }
			shown+=${shown:+$'\n'}$line
		fi
		[ "$line" != %% ] || blocks=$((blocks + 1))
	done
}

@test "ss-policy(8)" {
	run_blocks < <(blocks_of_man ss-policy.8)
	echo "$blocks examples, $ran commands"
	[ "$blocks" = "$(grep -c '^\.EX' "$root/man/ss-policy.8")" ]
	[ "$ran" -ge 10 ]
}

@test "ss-policy-yaml(5)" {
	run_blocks < <(blocks_of_man ss-policy-yaml.5)
	echo "$blocks examples, $ran commands"
	[ "$blocks" = "$(grep -c '^\.EX' "$root/man/ss-policy-yaml.5")" ]
	[ "$ran" -ge 4 ]
}

@test "the README's section about policies" {
	run_blocks < <(blocks_of_readme Policies)
	[ "$blocks" = 2 ]
	[ "$ran" -ge 4 ]
}

@test "an example that is not so is found" {
	run ! run_blocks < <(printf '%s\n' '$ ss-policy eval -f raw 1+1' 3 %%)
	run ! run_blocks < <(printf '%s\n' '$ ss-policy eval --fail input.x' %%)
	run ! run_blocks < <(printf '%s\n' 'just text' %%)
	run_blocks < <(printf '%s\n' '$ ss-policy eval -f raw 1+1' 2 '$ echo abc' 'a...' %%)
}
