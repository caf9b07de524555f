# SPDX-License-Identifier: BSD-2-Clause
# Shells where none is expected.
package ss

import data.ss.lib
import data.ss.settings

# METADATA
# title: Shell in a container
# description: A shell began to run inside a container, at a terminal or below a server.
# custom:
#   severity: medium
#   technique: T1609
deny contains lib.finding("shell-in-container", "medium", "T1609", message) if {
	input.type == "process.exec"
	lib.in_container
	lib.program in settings.shells
	lib.interactive
	message := sprintf("shell %s at terminal %s in container %s", [lib.program, input.process.tty, lib.container])
}

# METADATA
# title: Shell below a server
# description: A server that has no use for one started a shell.
# custom:
#   severity: high
#   technique: T1190
deny contains lib.finding("shell-below-server", "high", "T1190", message) if {
	input.type == "process.exec"
	lib.program in settings.shells
	lib.base(input.parent.exe) in settings.servers
	message := sprintf("%s started a shell: %s", [lib.base(input.parent.exe), lib.command])
}
