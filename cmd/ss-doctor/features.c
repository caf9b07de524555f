// SPDX-License-Identifier: BSD-2-Clause
#include "features.h"

#define WAY(NAME, TERMS, ...)                                                                      \
	{                                                                                          \
		.name = (NAME), .terms = (TERMS), .needs = { __VA_ARGS__ },                        \
		.count = sizeof((enum ss_probe[]){ __VA_ARGS__ }) / sizeof(enum ss_probe)          \
	}

#define TAXES "it taxes every system call"
#define ASKED "on request only: " TAXES
static const struct feature trace[] = {
	{ "process.exec", true, { WAY("tp_btf", NULL, SS_PROBE_BTF, SS_PROBE_TP_BTF) } },
	{ "process.fork", true, { WAY("tp_btf", NULL, SS_PROBE_BTF, SS_PROBE_TP_BTF) } },
	{ "process.exit", true, { WAY("tp_btf", NULL, SS_PROBE_BTF, SS_PROBE_TP_BTF) } },
	{ "process.exec_failed",
	  false,
	  { WAY("fexit", NULL, SS_PROBE_BTF, SS_PROBE_FEXIT),
	    WAY("syscall_tp", ASKED, SS_PROBE_SYSCALL_TP) } },
	{ "file",
	  false,
	  { WAY("fexit", NULL, SS_PROBE_BTF, SS_PROBE_FEXIT),
	    WAY("syscall_tp", TAXES, SS_PROBE_SYSCALL_TP) } },
	{ "file.write",
	  false,
	  { WAY("fexit", NULL, SS_PROBE_BTF, SS_PROBE_FEXIT),
	    WAY("syscall_tp", ASKED, SS_PROBE_SYSCALL_TP) } },
	{ "net", false, { WAY("tp_btf", NULL, SS_PROBE_BTF, SS_PROBE_TP_BTF) } },
	{ "dns", false, { WAY("cgroup_skb", NULL, SS_PROBE_BTF, SS_PROBE_CGROUP_SKB) } },
	{ "tls", false, { WAY("cgroup_skb", NULL, SS_PROBE_BTF, SS_PROBE_CGROUP_SKB) } },
	{ "security",
	  false,
	  { WAY("fexit", NULL, SS_PROBE_BTF, SS_PROBE_FEXIT),
	    WAY("syscall_tp", TAXES, SS_PROBE_SYSCALL_TP) } },
	{ "syscall",
	  false,
	  { WAY("fexit", NULL, SS_PROBE_BTF, SS_PROBE_FEXIT),
	    WAY("syscall_tp", TAXES, SS_PROBE_SYSCALL_TP),
	    WAY("tp_btf", TAXES, SS_PROBE_BTF, SS_PROBE_TP_BTF) } },
	{ "uprobe", false, { WAY("uprobe", NULL, SS_PROBE_UPROBE) } },
	{ "snapshot", true, { WAY("iter_task", NULL, SS_PROBE_BTF, SS_PROBE_ITER_TASK) } },
	{ "process_ids",
	  false,
	  { WAY("as_shown", NULL, SS_PROBE_PID_NS),
	    WAY("of_the_host", "which are others than /proc shows here") } },
	{ "timestamps", true, { WAY("boot_ns", NULL, SS_PROBE_BOOT_NS) } },
	{ "transport",
	  true,
	  { WAY("ringbuf", NULL, SS_PROBE_RINGBUF),
	    WAY("perf_buffer", "a buffer for each CPU, shorter arguments",
		SS_PROBE_PERF_BUFFER) } },
	{ "filter.process", true, { WAY("tp_btf", NULL, SS_PROBE_BTF, SS_PROBE_TP_BTF) } },
	{ "filter.container", false, { WAY("tp_btf", NULL, SS_PROBE_BTF, SS_PROBE_TP_BTF) } },
	{ "filter.cgroup", false, { WAY("cgroup2", NULL, SS_PROBE_CGROUP2) } },
	{ 0 },
};

static const struct feature reaper[] = {
	{ "watch", true, { WAY("tp_btf", NULL, SS_PROBE_BTF, SS_PROBE_TP_BTF, SS_PROBE_RINGBUF) } },
	{ "scope", true, { WAY("iter_task", NULL, SS_PROBE_BTF, SS_PROBE_ITER_TASK) } },
	{ "signal", true, { WAY("send_signal", NULL, SS_PROBE_SEND_SIGNAL) } },
	{ "syscall", false, { WAY("syscall_tp", NULL, SS_PROBE_SYSCALL_TP) } },
	{ "func",
	  false,
	  { WAY("fexit", NULL, SS_PROBE_FEXIT),
	    WAY("kprobe", "late calls are only seen while they go on", SS_PROBE_KPROBE) } },
	{ "uprobe", false, { WAY("uprobe", NULL, SS_PROBE_UPROBE) } },
	{ "oncpu", false, { WAY("perf_event", NULL, SS_PROBE_PERF_EVENT) } },
	{ "lifetime", false, { WAY("iter_task", NULL, SS_PROBE_BTF, SS_PROBE_ITER_TASK) } },
	{ "in_flight",
	  false,
	  { WAY("as_shown", NULL, SS_PROBE_PID_NS),
	    WAY("late_returns_only", "process ids here are others than the kernel's") } },
	{ "cgroup", false, { WAY("cgroup2", NULL, SS_PROBE_CGROUP2) } },
	{ 0 },
};

static const struct feature breaker[] = {
	{ "run",
	  true,
	  { WAY("xdp_native", NULL, SS_PROBE_BTF, SS_PROBE_XDP_NATIVE),
	    WAY("xdp_generic", "packets are judged after the kernel has made a buffer for each",
		SS_PROBE_BTF, SS_PROBE_XDP_GENERIC) } },
	{ "egress", false, { WAY("clsact", NULL, SS_PROBE_BTF, SS_PROBE_TC) } },
	{ "persist", false, { WAY("bpffs", NULL, SS_PROBE_BPFFS) } },
	{ 0 },
};

const struct command commands[] = {
	{ "ss-trace", "exec, fork, exit", trace },
	{ "ss-reaper", "late calls of processes in scope", reaper },
	{ "ss-breaker", "packets of an interface", breaker },
	{ 0 },
};

const char *const command_names[] = { "ss-trace", "ss-reaper", "ss-breaker", NULL };
