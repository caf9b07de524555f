# SPDX-License-Identifier: BSD-2-Clause
# Changes of files that decide who may do what.
package ss

import data.ss.lib
import data.ss.settings

changes := {
	"file.write": "written",
	"file.rename": "replaced",
	"file.unlink": "removed",
	"file.chmod": "opened up",
	"file.chown": "given away",
	"file.truncate": "emptied",
	"file.link": "linked",
}

# The name that is there afterwards.
changed_path := input.file.path2 if {
	input.file.path2
} else := input.file.path

sensitive(path) if path in settings.sensitive

sensitive(path) if {
	some directory in settings.sensitive
	endswith(directory, "/")
	startswith(path, directory)
}

# METADATA
# title: Sensitive file changed
# description: A file that decides who may do what was changed by a program that does not administrate.
# custom:
#   severity: high
#   technique: T1098
deny contains lib.finding("sensitive-file", "high", "T1098", message) if {
	done := changes[input.type]
	not input.file.error
	not input.file.closed
	sensitive(changed_path)
	not lib.program in settings.administrators
	message := sprintf("%s %s by %s", [changed_path, done, input.process.exe])
}

# METADATA
# title: Program of the system changed
# description: A file where programs live was written by something that is no package manager.
# custom:
#   severity: high
#   technique: T1554
deny contains lib.finding("binary-changed", "high", "T1554", message) if {
	input.type in {"file.write", "file.rename"}
	not input.file.error
	not input.file.closed
	lib.below(changed_path, settings.binaries)
	not lib.program in settings.administrators
	message := sprintf("%s %s by %s", [changed_path, changes[input.type], input.process.exe])
}

# METADATA
# title: Times of a file set back
# description: The times of a program or of a sensitive file were set into the past, which hides a change.
# custom:
#   severity: medium
#   technique: T1070.006
warn contains lib.finding("timestomp", "medium", "T1070.006", message) if {
	input.type == "file.utimes"
	not input.file.error
	time.parse_rfc3339_ns(input.file.mtime) < time.parse_rfc3339_ns(input.file.mtime_before)
	path_matters(input.file.path)
	not lib.program in settings.administrators
	message := sprintf("times of %s set back to %s by %s", [input.file.path, input.file.mtime, input.process.exe])
}

path_matters(path) if sensitive(path)

path_matters(path) if lib.below(path, settings.binaries)
