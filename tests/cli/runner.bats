#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The test runner, on suites of our own: what it counts and what it must not let pass.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	export O=$BATS_TEST_TMPDIR/build TESTS=$BATS_TEST_TMPDIR/tests
	export V=0 CI='' LIMIT=60 hang="sleep 98765.$$"
	unset ONLY
	mkdir -p "$O/tests" "$TESTS/cli" "$TESTS/fuzz/seeds/x" "$TESTS/vm"
}

# program NAME: an executable from stdin
program() {
	cat >"$1"
	chmod +x "$1"
}

unit() {
	{ echo '#!/bin/sh'; cat; } | program "$O/tests/test_$1"
}

last() {
	printf '%s\n' "$output"
	[ "${lines[-1]}" = "$1" ]
}

@test "passes, failures and skips of all suites are summed up" {
	printf '%s\n' 1..3 'ok 1 - a' 'ok 2 - b # SKIP no tool' 'ok 3 - c' | sed 's/.*/echo "&"/' | unit a
	printf '%s\n' '@test "one" { true; }' '@test "two" { skip "not here"; }' \
		'@test "three" { echo seen; false; }' >"$TESTS/cli/x.bats"
	printf '%s\n' '#!/bin/sh' 'echo ok - layers hold' 'echo 1..1' | program "$TESTS/layers"
	run tests/run unit cli docs
	[ "$status" = 1 ]
	[[ $output == *"test_a: b (no tool)"* ]]
	[[ $output == *"x: two (not here)"* ]]
	[[ $output == *"x: three"* ]]
	[[ $output == *"# seen"* ]]
	last '4 passed, 1 failed, 2 skipped'
}

@test "all good is status 0" {
	unit a <<<'echo 1..1; echo ok 1 - a'
	run tests/run unit
	[ "$status" = 0 ]
	last '1 passed, 0 failed, 0 skipped'
}

@test "nothing to run is a failure" {
	run tests/run unit
	[ "$status" = 1 ]
	last '0 passed, 0 failed, 0 skipped'
}

@test "an unknown suite is a usage error" {
	run tests/run nonsense
	[ "$status" = 2 ]
	run tests/run
	[ "$status" = 2 ]
}

@test "death by a signal is a failure" {
	unit a <<<'echo 1..1; echo ok 1 - a; kill -SEGV $$'
	run tests/run unit
	[ "$status" = 1 ]
	[[ $output == *"died by signal SEGV"* ]]
	last '1 passed, 1 failed, 0 skipped'
}

@test "a bad exit status without a failed test is a failure" {
	unit a <<<'echo 1..1; echo ok 1 - a; echo leak found >&2; exit 1'
	run tests/run unit
	[ "$status" = 1 ]
	[[ $output == *"exit status 1 without a failed test"* ]]
	[[ $output == *"leak found"* ]]
}

@test "fewer results than planned are a failure" {
	unit a <<<'echo 1..3; echo ok 1 - a; echo ok 2 - b'
	run tests/run unit
	[ "$status" = 1 ]
	[[ $output == *"planned 3 tests, printed 2 results"* ]]
	last '2 passed, 1 failed, 0 skipped'
}

@test "no plan is a failure" {
	unit a <<<'echo ok 1 - a'
	run tests/run unit
	[ "$status" = 1 ]
	[[ $output == *"no plan"* ]]
}

@test "a hang is a failure, and what hangs is killed" {
	unit a <<<'echo 1..1; echo ok 1 - a; '"$hang"
	LIMIT=1 run tests/run unit
	[ "$status" = 1 ]
	[[ $output == *"ran longer than 1 s, killed"* ]]
	run ! pgrep -f "^$hang"
}

@test "of a bats file that hangs it says in which test" {
	printf '%s\n' '@test "one" { true; }' "@test 'two' { $hang; }" >"$TESTS/cli/x.bats"
	LIMIT=8 run tests/run cli
	[ "$status" = 1 ]
	[[ $output == *"x: ran longer than 8 s, killed in "'"two"'* ]]
	run ! pgrep -f "^$hang"
}

@test "progress goes from one runner to the next, and counts for nothing" {
	printf '%s\n' '@test "one" { true; }' '@test "two" { skip "no"; }' >"$TESTS/cli/x.bats"
	run tests/run --tap cli
	[[ $output == *$'# begin x: one\nok - one'* ]]
	[[ $output == *'# done x '*'1 passed, 1 skipped'* ]]
	printf '%s\n' '#!/bin/sh' "echo '$output'" "echo '# begin y: three'; $hang" | program "$TESTS/vm/matrix"
	LIMIT=3 run tests/run vm
	[[ $output == *$'\n  x   '*'1 passed, 1 skipped'* ]]
	[[ $output == *"matrix: ran longer than 3 s, killed in "'"y: three"'* ]]
	last '1 passed, 1 failed, 1 skipped'
}

@test "the machines run beside the tests of this kernel, and are summed up after them" {
	[ "$(nproc)" -gt 1 ] || skip 'one processor'
	mkdir "$TESTS/kernel"
	printf '%s\n' '@test "meet" { touch here; until [ -e there ]; do sleep 0.1; done; }' |
		sed "s,here;,$TESTS/here;,; s,-e there,-e $TESTS/there," >"$TESTS/kernel/x.bats"
	printf '%s\n' '#!/bin/sh' "until [ -e $TESTS/here ]; do sleep 0.1; done; touch $TESTS/there" \
		'echo ok - met' 'echo not ok - later' 'echo 1..2' 'exit 1' | program "$TESTS/vm/matrix"
	run tests/run kernel vm
	[ "$status" = 1 ]
	[[ $output == *'== kernel'*'x '*'1 passed'*'== vm'*'not ok - later'*'matrix '*'1 passed, 1 failed'* ]]
	last '2 passed, 1 failed, 0 skipped'
}

@test "a failure is shown with the lines before and after it" {
	unit a <<<'echo 1..2; echo "# why a"; echo not ok 1 - a; echo "# more"; echo ok 2 - b; exit 1'
	run tests/run unit
	[[ $output == *"# why a"*"not ok 1 - a"*"# more"* ]]
	[[ $output != *"ok 2"* ]]
	last '1 passed, 1 failed, 0 skipped'
}

@test "seeds are arguments of their program" {
	# shellcheck disable=SC2016 # for that program to expand
	printf '%s\n' '#!/bin/sh' 'echo 1..$#' 'for f; do echo ok - $f; done' | program "$O/tests/seed_x"
	touch "$TESTS/fuzz/seeds/x/one" "$TESTS/fuzz/seeds/x/two"
	run tests/run unit
	[ "$status" = 0 ]
	last '2 passed, 0 failed, 0 skipped'
}

@test "--tap gives one valid stream" {
	unit a <<<'echo 1..2; echo ok 1 - a; echo "ok 2 - b # skip no"'
	unit b <<<'echo 1..2; echo ok 1 - c'
	run tests/run --tap unit
	[ "$status" = 1 ]
	[[ $output == *"ok - b # skip no"* ]]
	[[ $output == *"not ok - test_b: planned 2 tests"* ]]
	last 1..4
}

@test "a test can be interrupted: SIGINT is not ignored in it" {
	unit a <<<'echo 1..1; sh -c "kill -INT \$\$; exit 0" && echo not ok 1 || echo ok 1'
	run tests/run unit
	last '1 passed, 0 failed, 0 skipped'
}

@test "with CI a skip that is not expected is a failure" {
	unit a <<<'echo 1..2; echo "ok 1 - a # skip no clang"; echo "ok 2 - b # skip not root"'
	echo '\(not root\)$' >"$TESTS/skips.list"
	CI=true run tests/run unit
	[ "$status" = 1 ]
	[[ $output == *"skipped, and tests/skips.list does not allow it"* ]]
	last '0 passed, 1 failed, 2 skipped'
	run tests/run unit
	[ "$status" = 0 ]
}

@test "what root has built in somebody's tree is his" {
	[ "$(id -u)" = 0 ] || skip 'not root'
	local tree=$BATS_TEST_TMPDIR/tree
	mkdir -p "$tree/tests/unit" "$tree/build/tests"
	cp tests/run tests/tap.awk tests/skips.list "$tree/tests"
	O=$tree/build unit a <<<'echo 1..1; echo ok 1 - a'
	chown 65534:65534 "$tree"
	ln -s / "$tree/build/link"
	O='' TESTS='' run "$tree/tests/run" unit
	last '1 passed, 0 failed, 0 skipped'
	[ "$(stat -c %u:%g "$tree/build" "$tree/build/link" "$tree/build/test-logs" | sort -u)" = 65534:65534 ]
	[ "$(stat -c %u /)" = 0 ]
}
