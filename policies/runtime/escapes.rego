# SPDX-License-Identifier: BSD-2-Clause
# Ways out of a container.
package ss

import data.ss.lib

# METADATA
# title: Into another's namespace
# description: Something in a container entered a namespace it was not born in.
# custom:
#   severity: critical
#   technique: T1611
deny contains lib.finding("namespace-escape", "critical", "T1611", message) if {
	input.type == "ns.set"
	lib.in_container
	not input.ns.error
	some kind in {"mnt_ns", "pid_ns", "net_ns", "ipc_ns", "uts_ns", "cgroup_ns", "user_ns"}
	input.ns[kind]
	message := sprintf("%s in %s entered another %s", [input.process.exe, lib.container, kind])
}

# METADATA
# title: New user namespace in a container
# description: It gives all rights within, and a way to many bugs of the kernel.
# custom:
#   severity: medium
#   technique: T1611
warn contains lib.finding("user-namespace", "medium", "T1611", message) if {
	input.type == "ns.unshare"
	lib.in_container
	"CLONE_NEWUSER" in input.ns.flags
	message := sprintf("%s in %s made a user namespace", [input.process.exe, lib.container])
}

# METADATA
# title: The host's files mounted
# description: Something in a container mounted a device, or what holds the host's secrets.
# custom:
#   severity: critical
#   technique: T1611
deny contains lib.finding("mount-in-container", "critical", "T1611", message) if {
	input.type == "fs.mount"
	lib.in_container
	not input.mount.error
	escape_mount
	message := sprintf("%s in %s mounted %s", [input.process.exe, lib.container, object.get(input.mount, "source", "something")])
}

escape_mount if startswith(input.mount.source, "/dev/")

escape_mount if input.mount.fstype in {"cgroup", "cgroup2", "debugfs", "securityfs", "proc", "sysfs"}

# METADATA
# title: The container runtime's socket
# description: Something in a container talked to the runtime, which is to be root outside.
# custom:
#   severity: critical
#   technique: T1611
deny contains lib.finding("runtime-socket", "critical", "T1611", message) if {
	input.type == "net.connect"
	lib.in_container
	lib.base(input.net.path) in {"docker.sock", "containerd.sock", "crio.sock", "podman.sock"}
	message := sprintf("%s in %s connected to %s", [input.process.exe, lib.container, input.net.path])
}
