# SPDX-License-Identifier: BSD-2-Clause
# What is put into the kernel.
package ss

import data.ss.lib

loaders := {"modprobe", "insmod", "kmod", "systemd-modules-load", "systemd-udevd", "udevd"}

# METADATA
# title: Kernel module
# description: A module was loaded by something that does not do so, or one that taints the kernel.
# custom:
#   severity: high
#   technique: T1547.006
deny contains lib.finding("kernel-module", "high", "T1547.006", message) if {
	input.type == "kernel.module_load"
	odd_module
	message := sprintf("module %s loaded by %s", [input.module.name, input.process.exe])
}

odd_module if not lib.program in loaders

odd_module if lib.in_container

odd_module if {
	some taint in input.module.taints
	taint in {"unsigned", "out_of_tree", "forced_load"}
}

# METADATA
# title: BPF program
# description: Something in a container loaded a BPF program.
# custom:
#   severity: high
#   technique: T1014
deny contains lib.finding("bpf-in-container", "high", "T1014", message) if {
	input.type == "kernel.bpf_load"
	lib.in_container
	not input.bpf.error
	message := sprintf("BPF program %s loaded by %s in %s", [object.get(input.bpf, "name", "without name"), input.process.exe, lib.container])
}

# METADATA
# title: Another kernel
# description: A kernel was put in place to be started.
# custom:
#   severity: critical
#   technique: T1601
deny contains lib.finding("kexec", "critical", "T1601", sprintf("kexec by %s", [input.process.exe])) if {
	input.type == "kernel.kexec"
}
