# SPDX-License-Identifier: BSD-2-Clause
# What the rules share: who and what an event of ss-trace is about.
package ss.lib

# The file name of a path.
base(path) := name if {
	parts := split(path, "/")
	name := parts[count(parts) - 1]
}

in_container if input.container.id

# "nginx (web)", or the id alone.
container := sprintf("%s (%s)", [input.container.image, input.container.name]) if {
	input.container.image
	input.container.name
} else := input.container.id

command := concat(" ", input.process.args)

# What runs, and what it was called.
program := base(input.process.exe)

interactive if input.process.tty

descends_from(names) if {
	some name in input.ancestors
	name in names
}

# A path below one of the directories, which end with a slash.
below(path, directories) if {
	some directory in directories
	startswith(path, directory)
}

# A finding as the entry points give it.
finding(rule, severity, technique, message) := {
	"rule": rule,
	"severity": severity,
	"technique": technique,
	"message": message,
}
