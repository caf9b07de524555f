# SPDX-License-Identifier: BSD-2-Clause
# Shells that somebody elsewhere types into.
package ss

import data.ss.lib
import data.ss.settings

# METADATA
# title: Reverse shell by its command line
# description: The arguments connect a shell to the network.
# custom:
#   severity: critical
#   technique: T1059.004
deny contains lib.finding("reverse-shell", "critical", "T1059.004", message) if {
	input.type == "process.exec"
	lib.program in (settings.shells | settings.interpreters)
	some pattern in reverse_patterns
	regex.match(pattern, lib.command)
	message := sprintf("reverse shell: %s", [lib.command])
}

reverse_patterns := {
	`/dev/(tcp|udp)/[0-9A-Za-z.:-]+/[0-9]+`,
	`\b(nc|ncat|netcat)\b.* (-[a-z]*[ec]|--exec|--sh-exec)\b`,
	`(?i)\bsocat\b.*\b(exec|system):`,
	`socket\.socket.*(dup2|subprocess|pty\.spawn)`,
	`fsockopen\(.*(exec|shell_exec|system|passthru|popen|proc_open)`,
	`(?i)use Socket;.*exec`,
	`TCPSocket\.(new|open).*(exec|spawn|popen)`,
	`mkfifo .*\b(nc|ncat|netcat|telnet|openssl)\b`,
}

# METADATA
# title: A shell or interpreter that connects to the world
# description: A shell itself opened a connection to a network that is not ours.
# custom:
#   severity: high
#   technique: T1095
deny contains lib.finding("shell-connects", "high", "T1095", message) if {
	input.type == "net.connect"
	lib.program in settings.shells
	input.net.dst_ip
	not known_network(input.net.dst_ip)
	message := sprintf("shell %s connected to %s port %d", [lib.program, input.net.dst_ip, input.net.dst_port])
}
