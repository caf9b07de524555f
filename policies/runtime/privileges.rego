# SPDX-License-Identifier: BSD-2-Clause
# Ways to more rights than one has.
package ss

import data.ss.lib
import data.ss.settings

# METADATA
# title: Unexpected setuid program
# description: A program with the setuid bit that is not on the list was run by an ordinary user.
# custom:
#   severity: high
#   technique: T1548.001
deny contains lib.finding("setuid-program", "high", "T1548.001", message) if {
	input.type == "process.exec"
	"setuid" in input.process.flags
	input.process.uid != 0
	not input.process.exe in settings.setuid
	message := sprintf("setuid program %s run by user %d", [input.process.exe, input.process.uid])
}

# METADATA
# title: Setuid bit set
# description: Some file became setuid or setgid.
# custom:
#   severity: high
#   technique: T1548.001
deny contains lib.finding("setuid-bit", "high", "T1548.001", message) if {
	input.type == "file.chmod"
	not input.file.error
	special_bits(input.file.mode) > special_bits(object.get(input.file, "mode_before", "0000"))
	not lib.program in settings.administrators
	message := sprintf("mode of %s set to %s by %s", [input.file.path, input.file.mode, input.process.exe])
}

# Of an octal mode of four digits: setuid 4, setgid 2; the sticky bit does not count.
special_bits(mode) := bits.and(to_number(substring(mode, 0, 1)), 6)

# METADATA
# title: Became root without a setuid program
# description: Credentials went from a user to root by a call that an ordinary program cannot make.
# custom:
#   severity: critical
#   technique: T1068
deny contains lib.finding("became-root", "critical", "T1068", message) if {
	input.type == "process.creds"
	input.creds.euid.to == 0
	input.creds.euid.from != 0
	not input.creds.via == "exec"
	not input.process.exe in settings.setuid
	message := sprintf("%s became root from user %d", [input.process.exe, input.creds.euid.from])
}

# METADATA
# title: Another process's memory
# description: A debugger where there should be none; code can be put into a process so.
# custom:
#   severity: medium
#   technique: T1055.008
warn contains lib.finding("ptrace", "medium", "T1055.008", message) if {
	input.type == "process.ptrace"
	not input.ptrace.error
	not lib.program in {"gdb", "strace", "ltrace", "lldb", "perf", "rr"}
	message := sprintf("%s: %s of %s", [input.process.exe, input.ptrace.op, input.ptrace.target.comm])
}
