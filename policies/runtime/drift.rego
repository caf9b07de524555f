# SPDX-License-Identifier: BSD-2-Clause
# Containers that are not any more what their image was.
package ss

import data.ss.lib
import data.ss.settings

# METADATA
# title: A program that is not of the image
# description: It was written after the container started, or exists in memory only.
# custom:
#   severity: high
#   technique: T1610
deny contains lib.finding("drift", "high", "T1610", message) if {
	input.type == "process.exec"
	lib.in_container
	some flag in input.process.flags
	why := drift_flags[flag]
	message := sprintf("%s in %s is %s", [input.process.exe, lib.container, why])
}

drift_flags := {
	"upper_layer": "not of its image",
	"memfd": "in memory only",
	"deleted": "deleted",
}

# METADATA
# title: A program that the manifest does not have
# description: The manifest of the image lists what may run, and this is not in it.
# custom:
#   severity: high
#   technique: T1610
deny contains lib.finding("manifest", "high", "T1610", message) if {
	input.type == "process.exec"
	allowed := settings.manifest[input.container.image].files
	not input.process.exe in allowed
	message := sprintf("%s is not in the manifest of %s", [input.process.exe, input.container.image])
}
