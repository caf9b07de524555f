#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The security events: real deeds, and the lines they give, to the byte but for what differs each time.

# shellcheck disable=SC2154 # trace_start sets out and trace
load helper

setup() {
	need_bpf
	need jq
	suid=$(mktemp -d /tmp/ss-deeds.XXXXXX) # bats' own is closed to nobody
	chmod 755 "$suid"
	export DEEDS_SUID=$suid/deeds
	install -m 4755 "$(type -P true)" "$DEEDS_SUID"
}

teardown() {
	trace_kill
	rm -rf "${suid-}"
	[ -z "${module-}" ] || modprobe -r "$module"
}

# Skip where this kernel gives no such type, with its reason.
need_type() {
	local type=$1 why
	trace_start --comm no-such-comm "$type"
	trace_stop
	why=$(jq -r --arg type "$type" 'select(.type == "meta.start").not_hooked[$type] // empty' "$out")
	[ -z "$why" ] || skip "$type: $why"
}

# told TYPES DEED...: do the deeds and put what is told of them in $told, one TYPE OBJECT a line.
told() {
	local types=$1
	shift
	trace_start --comm deeds "$types"
	"$HELPERS/deeds" "$@" >"$BATS_TEST_TMPDIR/deeds"
	trace_stop
	tests/schema "$out"
	tail -n 1 "$out" | jq -e '.exact and .total.lost == 0' >/dev/null
	told=$BATS_TEST_TMPDIR/told
	sed -nE 's/^\{"v":1,"type":"([a-z_.]+)","ts":"[^"]*","seq":"[0-9]+","host":"[^"]*",("[a-z_]+":\{.*\}),"process":\{"id":.*/\1 \2/p' \
		"$out" | mask >"$told"
}

# What differs from run to run and from kernel to kernel.
mask() {
	sed -E 's/"id":"[0-9a-f]+-[0-9a-f]+-[0-9a-f]+-[0-9a-f]+"/"id":ID/g
		s/"(pid|tid|prog_id|id)":[0-9]+/"\1":N/g
		s/"(from|to)":40265[0-9]+/"\1":NS/g
		s/"exe":"[^"]*"/"exe":EXE/g
		s/"fd":[0-9]+/"fd":N/
		s/"addr":"0x[0-9a-f]+"/"addr":ADDR/g
		s/"tag":"[0-9a-f]{16}"/"tag":TAG/g
		s/"0x[0-9a-f]{16}"/CAPS/g
		s/\[("CAP_[A-Z_]+",){3,}"CAP_[A-Z_]+"\]/[MANY]/g'
}

DEEDS='{"id":ID,"pid":N,"tid":N,"exe":EXE,"comm":"deeds"}'
ALL='"caps_effective":{"from":CAPS,"to":CAPS,"lost":[MANY]},"caps_permitted":{"from":CAPS,"to":CAPS,"lost":[MANY]}'

@test "process.creds: ids, and the capabilities that go with them" {
	told creds setuid seteuid
	diff - "$told" <<-END
		process.creds "creds":{"via":"setgid","gid":{"from":0,"to":65534},"egid":{"from":0,"to":65534},"sgid":{"from":0,"to":65534},"fsgid":{"from":0,"to":65534}}
		process.creds "creds":{"via":"setuid","uid":{"from":0,"to":65534},"euid":{"from":0,"to":65534},"suid":{"from":0,"to":65534},"fsuid":{"from":0,"to":65534},$ALL}
		process.creds "creds":{"via":"setresuid","euid":{"from":0,"to":65534},"fsuid":{"from":0,"to":65534},"caps_effective":{"from":CAPS,"to":CAPS,"lost":[MANY]}}
	END
	jq -se '[.[] | select(.creds.via == "setuid")][0] | .creds.caps_effective.lost | index("CAP_SYS_ADMIN")' "$out"
	# Who acts is who it has become.
	jq -se '[.[] | select(.creds.via == "setuid")][0].process | .uid == 65534 and .euid == 65534' "$out"
}

@test "process.creds: capset and prctl, and not what changes nothing" {
	told creds caps
	diff - "$told" <<-END
		process.creds "creds":{"via":"capset","caps_effective":{"from":CAPS,"to":CAPS,"lost":["CAP_NET_ADMIN"]},"caps_inheritable":{"from":CAPS,"to":CAPS,"gained":["CAP_CHOWN"]}}
		process.creds "creds":{"via":"prctl","caps_ambient":{"from":CAPS,"to":CAPS,"gained":["CAP_CHOWN"]}}
		process.creds "creds":{"via":"prctl","caps_bounding":{"from":CAPS,"to":CAPS,"lost":["CAP_SYS_TIME"]}}
		process.creds "creds":{"via":"prctl","securebits":{"from":0,"to":1}}
	END
}

@test "process.creds: a setuid file, run by the first thread or by another" {
	[ -u "$DEEDS_SUID" ] || skip 'no setuid files here'
	case $(findmnt -nro OPTIONS -T "$DEEDS_SUID") in
	*nosuid*) skip 'nosuid' ;;
	esac
	for deed in suid-exec thread-exec; do
		told creds,exec $deed
		grep '"via":"exec"' "$told" | diff - <(
			echo "process.creds \"creds\":{\"via\":\"exec\",\"euid\":{\"from\":65534,\"to\":0},\"suid\":{\"from\":65534,\"to\":0},\"fsuid\":{\"from\":65534,\"to\":0},${ALL//lost/gained}}")
		# It comes after the exec, and is the new image's.
		jq -se --arg exe "$DEEDS_SUID" '[.[] | select(.process.exe == $exe)] | map(.type) ==
			["process.exec", "process.creds"] and .[0].process.id == .[1].process.id' "$out"
	done
}

@test "process.signal: to others, with the sender's lies, and not to oneself" {
	told signal signals
	diff - "$told" <<-END
		process.signal "signal":{"name":"SIGURG","number":23,"result":"ignored","group":true,"target":$DEEDS}
		process.signal "signal":{"name":"SIGWINCH","number":28,"result":"ignored","group":false,"target":$DEEDS}
		process.signal "signal":{"name":"SIGRTMIN+0","number":34,"result":"delivered","group":true,"target":$DEEDS}
	END
	read -r _ _ child <"$BATS_TEST_TMPDIR/deeds"
	jq -se --argjson child "$child" '[.[] | select(.signal) | .signal.target.pid] | unique == [$child]' "$out"
}

@test "process.ptrace: attach, poke, the memory of another, and not the rest" {
	told ptrace trace traceme
	diff - "$told" <<-END
		process.ptrace "ptrace":{"op":"ptrace","request":"PTRACE_SEIZE","target":$DEEDS}
		process.ptrace "ptrace":{"op":"ptrace","request":"PTRACE_POKEDATA","addr":ADDR,"target":$DEEDS}
		process.ptrace "ptrace":{"op":"process_vm_readv","bytes":8,"target":$DEEDS}
		process.ptrace "ptrace":{"op":"process_vm_writev","bytes":8,"target":$DEEDS}
		process.ptrace "ptrace":{"op":"ptrace","request":"PTRACE_ATTACH","target":$DEEDS}
		process.ptrace "ptrace":{"op":"ptrace","request":"PTRACE_ATTACH","target":{"ns_pid":2147483646},"error":"ESRCH"}
		process.ptrace "ptrace":{"op":"ptrace","request":"PTRACE_TRACEME","target":$DEEDS}
	END
}

@test "the target is the right one although it was named by the number of another PID namespace" {
	need unshare
	trace_start --comm deeds ptrace,fork
	unshare -pf "$HELPERS/deeds" trace >"$BATS_TEST_TMPDIR/deeds"
	trace_stop
	read -r _ _ child <"$BATS_TEST_TMPDIR/deeds"
	jq -se --argjson child "$child" '([.[] | select(.type == "process.fork" and .process.ns_pid == $child)][0].process.id) as $id
		| [.[] | select(.ptrace and (.ptrace.error | not)) | .ptrace.target.id] | length == 5 and unique == [$id]' "$out"
}

@test "ns.unshare and ns.set: what was asked for, and what it was before" {
	told ns unshare setns
	diff - "$told" <<-END
		ns.unshare "ns":{"via":"unshare","flags":["CLONE_NEWUTS","CLONE_NEWIPC"],"ipc_ns":{"from":NS,"to":NS},"uts_ns":{"from":NS,"to":NS}}
		ns.unshare "ns":{"via":"unshare","flags":["CLONE_NEWUTS","CLONE_NEWNET"],"net_ns":{"from":NS,"to":NS},"uts_ns":{"from":NS,"to":NS}}
		ns.set "ns":{"via":"setns","flags":["CLONE_NEWNET"],"net_ns":{"from":NS,"to":NS}}
		ns.set "ns":{"via":"setns","uts_ns":{"from":NS,"to":NS}}
		ns.set "ns":{"via":"setns","error":"EBADF"}
	END
	own=$(stat -Lc %i /proc/self/ns/net)
	jq -se --argjson own "$own" '[.[] | select(.ns.net_ns)] | .[0].ns.net_ns.from == $own
		and .[1].ns.net_ns.to == $own and .[0].ns.net_ns.to == .[1].ns.net_ns.from' "$out"
}

@test "ns.unshare: a clone into namespaces of its own" {
	told ns,fork clone
	grep '^ns' "$told" | diff - <(echo \
		'ns.unshare "ns":{"via":"clone","flags":["CLONE_NEWUTS","CLONE_NEWPID"],"pid_ns":{"from":NS,"to":NS},"uts_ns":{"from":NS,"to":NS},"child":{"id":ID,"pid":N,"tid":N,"comm":"deeds"}}')
	jq -se '([.[] | select(.ns)][0].ns.child.id) as $id
		| [.[] | select(.type == "process.fork" and .process.id == $id)] | length == 1 and .[0].process.ns_pid == 1' "$out"
}

@test "fs.mount: mount and umount" {
	told mount mounts
	diff - "$told" <<-END
		fs.mount "mount":{"op":"mount","source":"none","target":"/","flags":["MS_REC","MS_PRIVATE"]}
		fs.mount "mount":{"op":"mount","source":"deed","target":"/mnt","fstype":"tmpfs","flags":["MS_NOSUID","MS_NODEV"]}
		fs.mount "mount":{"op":"mount","source":"/mnt","target":"/mnt","flags":["MS_BIND"]}
		fs.mount "mount":{"op":"umount2","target":"/mnt","flags":["MNT_DETACH"]}
		fs.mount "mount":{"op":"mount","source":"none","target":"/nonexistent/deed","fstype":"tmpfs","error":"ENOENT"}
	END
}

@test "fs.mount: the newer calls, and pivot_root" {
	told mount new-mounts
	diff - "$told" <<-END
		fs.mount "mount":{"op":"mount","source":"none","target":"/","flags":["MS_REC","MS_PRIVATE"]}
		fs.mount "mount":{"op":"fsopen","fstype":"tmpfs"}
		fs.mount "mount":{"op":"fsmount","source":"deed","fstype":"tmpfs","attr_set":["MOUNT_ATTR_NOSUID"]}
		fs.mount "mount":{"op":"move_mount","source":"deed","target":"/mnt","fstype":"tmpfs","flags":["MOVE_MOUNT_F_EMPTY_PATH"]}
		fs.mount "mount":{"op":"open_tree","source":"/mnt","flags":["OPEN_TREE_CLONE"]}
		fs.mount "mount":{"op":"pivot_root","source":"/mnt","target":"/mnt/old"}
	END
}

@test "kernel.bpf_load and kernel.bpf_attach: what gets in, what is refused, and not ss-trace's own" {
	told bpf_load,bpf_attach bpf bpf-attach
	diff - "$told" <<-END
		kernel.bpf_load "bpf":{"prog_id":N,"name":"deed_good","prog_type":"socket_filter","tag":TAG,"insns":2}
		kernel.bpf_load "bpf":{"name":"deed_bad","prog_type":"socket_filter","insns":1,"error":"EINVAL"}
		kernel.bpf_load "bpf":{"prog_id":N,"name":"deed_raw","prog_type":"raw_tracepoint","tag":TAG,"insns":2}
		kernel.bpf_attach "bpf":{"op":"BPF_RAW_TRACEPOINT_OPEN","prog_id":N,"name":"deed_raw","prog_type":"raw_tracepoint","tag":TAG,"insns":2,"target":"sched_process_hang"}
	END
}

@test "kernel.keyctl: on request" {
	told keyctl keys
	diff - "$told" <<-END
		kernel.keyctl "key":{"op":"add_key","id":N,"type":"user","description":"deed","keyring":"KEY_SPEC_PROCESS_KEYRING"}
		kernel.keyctl "key":{"op":"KEYCTL_REVOKE","id":N}
		kernel.keyctl "key":{"op":"request_key","type":"user","description":"no such deed","keyring":"KEY_SPEC_PROCESS_KEYRING","error":"ENOKEY"}
	END
}

@test "io_uring.setup" {
	told io_uring uring
	[ "$(cat "$told")" = 'io_uring.setup "io_uring":{"fd":N,"sq_entries":4,"cq_entries":16,"flags":["IORING_SETUP_CQSIZE","IORING_SETUP_CLAMP"]}' ]
}

@test "kernel.kexec: attempts" {
	need_type kernel.kexec
	told kexec kexec
	diff - "$told" <<-END
		kernel.kexec "kexec":{"op":"kexec_load","segments":17,"flags":["KEXEC_PRESERVE_CONTEXT"],"error":"EINVAL"}
		kernel.kexec "kexec":{"op":"kexec_file_load","cmdline":"deed","flags":["KEXEC_FILE_NO_INITRAMFS"],"error":"EBADF"}
	END
}

@test "kernel.module_load: name, file and parameters" {
	need_type kernel.module_load
	need modprobe
	modprobe -C /dev/null -qn dummy && [ ! -e /sys/module/dummy ] || skip 'no module dummy to load'
	trace_start module_load
	modprobe -C /dev/null dummy numdummies=2
	module=dummy
	trace_stop
	tests/schema "$out"
	# A compressed one is unpacked by modprobe, as it may be, and then has no file.
	jq -c 'select(.module.name == "dummy").module' "$out" >"$BATS_TEST_TMPDIR/loaded"
	case $(modprobe -C /dev/null -n --show-depends dummy)$(cat "$BATS_TEST_TMPDIR/loaded") in
	*dummy.ko.*'"via":"init_module"'*) expected='{"via":"init_module","name":"dummy","params":"numdummies=2"}' ;;
	*) expected='{"via":"finit_module","name":"dummy","params":"numdummies=2","path":PATH}' ;;
	esac
	sed -E 's/"path":"[^"]*\/dummy\.ko[.a-z]*"/"path":PATH/' "$BATS_TEST_TMPDIR/loaded" | diff - <(echo "$expected")
}

@test "as text each deed is a line" {
	out=$BATS_TEST_TMPDIR/out
	"$BIN/ss-trace" -f text --comm deeds security,keyctl >"$out" 3>&- &
	trace=$!
	wait_for "${TRACE_READY:-30}" grep -q ' on Linux ' "$out"
	"$HELPERS/deeds" caps trace clone mounts bpf keys uring >/dev/null
	kill "$trace"
	wait "$trace"
	trace=
	parent='  <- deeds\([0-9]+\)$'
	for line in ' capset caps_effective -CAP_NET_ADMIN caps_inheritable \+CAP_CHOWN'"$parent" \
		'  PTRACE_POKEDATA addr 0x[0-9a-f]+ -> deeds\([0-9]+\)'"$parent" \
		' clone flags CLONE_NEWUTS\|CLONE_NEWPID pid_ns [0-9]+->[0-9]+ uts_ns [0-9]+->[0-9]+ -> deeds\([0-9]+\)'"$parent" \
		'  source deed target /mnt fstype tmpfs flags MS_NOSUID\|MS_NODEV'"$parent" \
		' deed_bad prog_type socket_filter insns 1 EINVAL'"$parent" \
		" request_key type user description 'no such deed' keyring KEY_SPEC_PROCESS_KEYRING ENOKEY$parent" \
		' fd [0-9]+ sq_entries 4 cq_entries 16 flags IORING_SETUP_CQSIZE\|IORING_SETUP_CLAMP'"$parent"; do
		grep -qE "$line" "$out" || { echo "no line $line"; cat "$out"; return 1; }
	done
}
