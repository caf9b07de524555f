#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# ss-events(5) against the list of keys that live lines are held against too (kernel/schema).

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	command -v jq >/dev/null || skip 'there is no jq'
	page=man/ss-events.5
	examples=$BATS_TEST_TMPDIR/examples
	tests/schema --man "$page" >"$examples"
}

types() {
	grep -oE '^[a-z_]+\.[a-z_]+ ' tests/schema.list | tr -d ' ' | sort -u
}

# altered JQ: the example of process.exit, changed.
altered() {
	jq -c "select(.type == \"process.exit\") | $1" "$examples" >"$BATS_TEST_TMPDIR/altered"
	run tests/schema "$BATS_TEST_TMPDIR/altered"
	[ "$status" != 0 ]
}

@test "every type has an example, and every example is a line as the list has it" {
	jq -c . "$examples" | cmp - "$examples"
	[ "$(jq -r .type "$examples" | sort -u)" = "$(types)" ]
	run tests/schema "$examples"
	echo "$output"
	[ "$status" = 0 ]
}

@test "the page has a heading for every type" {
	[ "$(sed -nE 's/^\.SS ([a-z_]+\.[a-z_]+)$/\1/p' "$page" | sort)" = "$(types)" ]
}

@test "the page describes every key of the list, and no other" {
	diff <(sed -nE 's/^\.BR ([a-z0-9_.]+) " \((string|number|boolean|object|array of strings|array of objects)\)"$/\1/p' "$page" | sort) \
		<(tests/schema --list)
}

@test "the example of meta.stop balances" {
	jq -se 'map(select(.type == "meta.stop" and has("counts")))[0] | .exact and .total.lost > 0' "$examples"
	jq -c 'select(.type == "meta.stop" and has("counts")) | .total.seen += 1' "$examples" >"$BATS_TEST_TMPDIR/altered"
	run tests/schema "$BATS_TEST_TMPDIR/altered"
	[ "$status" != 0 ]
	[ "$output" = 'all: the books do not balance' ]
}

@test "what is not listed, missing, twice there or out of order is found" {
	altered '.type = "process.gone"'
	altered 'del(.seq)'
	[[ $output == *'type where'* || $output == *'seq should be'* ]]
	altered 'del(.process.caps)'
	[[ $output == *'process.start where process.caps should be'* ]]
	altered '.process.colour = "red"'
	[[ $output == *'process.colour where'* ]]
	altered '{type} + .'
	altered 'del(.cgroup_id)'
	[[ $output == *'cgroup_id is missing'* ]]
	jq -c 'select(.type == "process.exit")' "$examples" | sed 's/"uid":/"uid":0,&/' >"$BATS_TEST_TMPDIR/altered"
	run tests/schema "$BATS_TEST_TMPDIR/altered"
	[ "$status" != 0 ]
	[[ $output == *'process.uid where process.euid should be'* ]]
}

@test "no lines at all are not right either" {
	: >"$BATS_TEST_TMPDIR/altered"
	run tests/schema "$BATS_TEST_TMPDIR/altered"
	[ "$status" != 0 ]
}
