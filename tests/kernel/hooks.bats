#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The table of ss-trace(8): what each type of event is attached to on which kernel.

load helper

setup() {
	need_bpf
	need jq
}

@test "this kernel has the hooks that the manual page tells of it" {
	local page=$BATS_TEST_TMPDIR/page here=$BATS_TEST_TMPDIR/here kernel
	tests/hooks | sort >"$here"
	[ "$(wc -l <"$here")" -gt 30 ]
	kernel=$(head -n 1 "$here" | cut -f2)
	tests/hooks --man man/ss-trace.8 >"$page.all"
	[ -s "$page.all" ]
	grep -q "	$kernel	" "$page.all" || skip "the table of ss-trace(8) does not have $kernel"
	awk -F'\t' -v OFS='\t' -v kernel="$kernel" \
		'$2 == kernel || $2 == "all" { $2 = kernel; print }' "$page.all" | sort >"$page"
	diff "$page" "$here"
}
