# SPDX-License-Identifier: BSD-2-Clause
# What is to be done about a finding: nothing, but for the rules that settings.kill names.
package ss

import data.ss.settings

# METADATA
# title: End the process
# description: A request for ss-reaper act; the victim is named by its id.
actions contains kill(found.rule) if {
	some found in deny
	found.rule in settings.kill
}

kill(rule) := {
	"action": "kill",
	"target": {"id": input.process.id, "pid": input.process.pid},
	"cause": {"rule": rule},
}
