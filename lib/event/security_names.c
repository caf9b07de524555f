// SPDX-License-Identifier: BSD-2-Clause
/* Names of what the kernel only numbers. */
#include <stdio.h>
#include <string.h>

#include "event/security.h"

#define COUNT(names) (sizeof(names) / sizeof((names)[0]))

static const char *const caps[] = {
	"CAP_CHOWN",
	"CAP_DAC_OVERRIDE",
	"CAP_DAC_READ_SEARCH",
	"CAP_FOWNER",
	"CAP_FSETID",
	"CAP_KILL",
	"CAP_SETGID",
	"CAP_SETUID",
	"CAP_SETPCAP",
	"CAP_LINUX_IMMUTABLE",
	"CAP_NET_BIND_SERVICE",
	"CAP_NET_BROADCAST",
	"CAP_NET_ADMIN",
	"CAP_NET_RAW",
	"CAP_IPC_LOCK",
	"CAP_IPC_OWNER",
	"CAP_SYS_MODULE",
	"CAP_SYS_RAWIO",
	"CAP_SYS_CHROOT",
	"CAP_SYS_PTRACE",
	"CAP_SYS_PACCT",
	"CAP_SYS_ADMIN",
	"CAP_SYS_BOOT",
	"CAP_SYS_NICE",
	"CAP_SYS_RESOURCE",
	"CAP_SYS_TIME",
	"CAP_SYS_TTY_CONFIG",
	"CAP_MKNOD",
	"CAP_LEASE",
	"CAP_AUDIT_WRITE",
	"CAP_AUDIT_CONTROL",
	"CAP_SETFCAP",
	"CAP_MAC_OVERRIDE",
	"CAP_MAC_ADMIN",
	"CAP_SYSLOG",
	"CAP_WAKE_ALARM",
	"CAP_BLOCK_SUSPEND",
	"CAP_AUDIT_READ",
	"CAP_PERFMON",
	"CAP_BPF",
	"CAP_CHECKPOINT_RESTORE",
};

/* BPF_PROG_TYPE_*, as libbpf and bpftool call them. */
static const char *const prog_types[] = {
	"unspec",
	"socket_filter",
	"kprobe",
	"sched_cls",
	"sched_act",
	"tracepoint",
	"xdp",
	"perf_event",
	"cgroup_skb",
	"cgroup_sock",
	"lwt_in",
	"lwt_out",
	"lwt_xmit",
	"sock_ops",
	"sk_skb",
	"cgroup_device",
	"sk_msg",
	"raw_tracepoint",
	"cgroup_sock_addr",
	"lwt_seg6local",
	"lirc_mode2",
	"sk_reuseport",
	"flow_dissector",
	"cgroup_sysctl",
	"raw_tracepoint_writable",
	"cgroup_sockopt",
	"tracing",
	"struct_ops",
	"ext",
	"lsm",
	"sk_lookup",
	"syscall",
	"netfilter",
};

/* BPF_* of enum bpf_attach_type, the same way. */
static const char *const attach_types[] = {
	"cgroup_inet_ingress",
	"cgroup_inet_egress",
	"cgroup_inet_sock_create",
	"cgroup_sock_ops",
	"sk_skb_stream_parser",
	"sk_skb_stream_verdict",
	"cgroup_device",
	"sk_msg_verdict",
	"cgroup_inet4_bind",
	"cgroup_inet6_bind",
	"cgroup_inet4_connect",
	"cgroup_inet6_connect",
	"cgroup_inet4_post_bind",
	"cgroup_inet6_post_bind",
	"cgroup_udp4_sendmsg",
	"cgroup_udp6_sendmsg",
	"lirc_mode2",
	"flow_dissector",
	"cgroup_sysctl",
	"cgroup_udp4_recvmsg",
	"cgroup_udp6_recvmsg",
	"cgroup_getsockopt",
	"cgroup_setsockopt",
	"trace_raw_tp",
	"trace_fentry",
	"trace_fexit",
	"modify_return",
	"lsm_mac",
	"trace_iter",
	"cgroup_inet4_getpeername",
	"cgroup_inet6_getpeername",
	"cgroup_inet4_getsockname",
	"cgroup_inet6_getsockname",
	"xdp_devmap",
	"cgroup_inet_sock_release",
	"xdp_cpumap",
	"sk_lookup",
	"xdp",
	"sk_skb_verdict",
	"sk_reuseport_select",
	"sk_reuseport_select_or_migrate",
	"perf_event",
	"trace_kprobe_multi",
	"lsm_cgroup",
	"struct_ops",
	"netfilter",
	"tcx_ingress",
	"tcx_egress",
	"trace_uprobe_multi",
	"cgroup_unix_connect",
	"cgroup_unix_sendmsg",
	"cgroup_unix_recvmsg",
	"cgroup_unix_getpeername",
	"cgroup_unix_getsockname",
	"netkit_primary",
	"netkit_peer",
	"trace_kprobe_session",
	"trace_uprobe_session",
};

static const char *const uring_flags[] = {
	"IORING_SETUP_IOPOLL",	      "IORING_SETUP_SQPOLL",
	"IORING_SETUP_SQ_AFF",	      "IORING_SETUP_CQSIZE",
	"IORING_SETUP_CLAMP",	      "IORING_SETUP_ATTACH_WQ",
	"IORING_SETUP_R_DISABLED",    "IORING_SETUP_SUBMIT_ALL",
	"IORING_SETUP_COOP_TASKRUN",  "IORING_SETUP_TASKRUN_FLAG",
	"IORING_SETUP_SQE128",	      "IORING_SETUP_CQE32",
	"IORING_SETUP_SINGLE_ISSUER", "IORING_SETUP_DEFER_TASKRUN",
	"IORING_SETUP_NO_MMAP",	      "IORING_SETUP_REGISTERED_FD_ONLY",
	"IORING_SETUP_NO_SQARRAY",    "IORING_SETUP_HYBRID_IOPOLL",
	"IORING_SETUP_CQE_MIXED",
};

/* As Documentation/admin-guide/tainted-kernels.rst has them. */
static const char *const taints[] = {
	"proprietary",	 "forced_load",	  "cpu_out_of_spec",
	"forced_unload", "machine_check", "bad_page",
	"user",		 "die",		  "overridden_acpi_table",
	"warn",		 "staging",	  "firmware_workaround",
	"out_of_tree",	 "unsigned",	  "soft_lockup",
	"livepatch",	 "aux",		  "randstruct",
	"test",		 "fwctl",
};

/* The set bits, those without a name as PREFIX and their number. */
static void write_bits(struct ss_json *w, const char *key, uint64_t bits, const char *const *names,
		       size_t count, const char *prefix)
{
	char text[32];

	if (!bits)
		return;
	ss_json_array(w, key);
	for (unsigned i = 0; i < 64; i++) {
		if (!(bits & UINT64_C(1) << i))
			continue;
		if (i >= count)
			snprintf(text, sizeof(text), "%s%u", prefix, i);
		ss_json_cstr(w, NULL, i < count ? names[i] : text);
	}
	ss_json_end_array(w);
}

static void write_one(struct ss_json *w, const char *key, uint32_t value, const char *const *names,
		      size_t count)
{
	if (value < count)
		ss_json_cstr(w, key, names[value]);
	else if (value != UINT32_MAX)
		ss_json_u64(w, key, value);
}

void ss_caps_write(struct ss_json *w, const char *key, uint64_t set)
{
	write_bits(w, key, set, caps, COUNT(caps), "CAP_");
}

void ss_caps_hex_write(struct ss_json *w, const char *key, uint64_t set)
{
	char text[19];

	snprintf(text, sizeof(text), "0x%016llx", (unsigned long long)set);
	ss_json_cstr(w, key, text);
}

void ss_prog_type_write(struct ss_json *w, uint32_t type)
{
	write_one(w, "prog_type", type, prog_types, COUNT(prog_types));
}

void ss_attach_type_write(struct ss_json *w, uint32_t type)
{
	write_one(w, "attach_type", type, attach_types, COUNT(attach_types));
}

void ss_uring_flags_write(struct ss_json *w, uint64_t flags)
{
	write_bits(w, "flags", flags, uring_flags, COUNT(uring_flags), "1<<");
}

void ss_taints_write(struct ss_json *w, uint64_t set)
{
	write_bits(w, "taints", set, taints, COUNT(taints), "1<<");
}
