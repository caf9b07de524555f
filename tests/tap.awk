# SPDX-License-Identifier: BSD-2-Clause
# Read the TAP of one test file: show what matters, leave the sums for tests/run.
# -v name= of the file, tap=1 for TAP, indent= of what is shown, verbose=1 for every line, sums= directory.

function show(line) {
	print indent line
	fflush()
}

# Diagnostics may come before their result (unit tests) or after it (bats).
function result(good, line,    skip, title, reason, i) {
	title = line
	sub(/^(not )?ok *[0-9]* *(- )? */, "", title) # a title may begin with --
	skip = good && match(title, / *# *[Ss][Kk][Ii][Pp]/)
	if (skip) {
		reason = substr(title, RSTART + RLENGTH)
		title = substr(title, 1, RSTART - 1)
		sub(/^[: \t]+/, "", reason)
		skips++
		print name ": " title (reason == "" ? "" : " (" reason ")") >> (sums "/skipped")
	} else if (good) {
		oks++
	} else {
		bads++
		print name ": " title >> (sums "/failed")
	}
	if (!good && !verbose)
		for (i = 1; i <= held; i++)
			show(hold[i])
	held = 0
	running = ""
	failing = !good
	if (tap)
		show((good ? "ok - " : "not ok - ") title (skip ? " # skip " reason : ""))
	else if (verbose || !good || (skip && !told[reason]++))
		show(line)
}

BEGIN { plan = "none" }

/^1\.\.[0-9]+/ {
	plan = substr($1, 4) + 0
	if (plan == 0 && match($0, /# *[Ss][Kk][Ii][Pp]/)) {
		plan = 1
		result(1, "ok 1 - all of it " substr($0, RSTART))
	}
	next
}
/^ok([ \t]|$)/ { result(1, $0); next }
/^not ok([ \t]|$)/ { result(0, $0); next }
/^Bail out!/ { bail = $0 }
# bats and tests/run --tap say what they start; the latter also which file is done.
/^suite / { next }
/^(# )?begin / {
	running = $0
	sub(/^# begin |^begin [0-9]+ /, "", running)
	if (tap)
		show("# begin " name ": " running)
	next
}
/^# done / {
	sub(/^# done /, "")
	print "  " $0
	fflush()
	next
}
{
	sub(/^(# ?)?/, "# ")
	if (verbose || failing)
		show($0)
	else if (held < 200)
		hold[++held] = $0
}

END {
	print plan, oks + bads + skips, oks + 0, bads + 0, skips + 0 > (sums "/last")
	print bail > (sums "/last")
	print running > (sums "/last")
}
