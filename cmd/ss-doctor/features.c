// SPDX-License-Identifier: BSD-2-Clause
#include "features.h"

#define WAY(NAME, TERMS, ...)                                                                      \
	{                                                                                          \
		.name = (NAME), .terms = (TERMS), .needs = { __VA_ARGS__ },                        \
		.count = sizeof((enum ss_probe[]){ __VA_ARGS__ }) / sizeof(enum ss_probe)          \
	}
#define NO_NEEDS(NAME, TERMS)                                                                      \
	{                                                                                          \
		.name = (NAME), .terms = (TERMS)                                                   \
	}

/* Scheduler tracepoints: they cost the moment they report and nothing else. */
#define SCHED_WAYS                                                                                 \
	{                                                                                          \
		WAY("tp_btf", NULL, SS_PROBE_BTF, SS_PROBE_TP_BTF),                                \
			WAY("raw_tp", NULL, SS_PROBE_BTF, SS_PROBE_RAW_TP),                        \
	}

static const struct feature trace[] = {
	{ "process.exec", true, SCHED_WAYS },
	{ "process.fork", true, SCHED_WAYS },
	{ "process.exit", true, SCHED_WAYS },
	{ "process.exec_failed",
	  false,
	  { WAY("fexit", NULL, SS_PROBE_BTF, SS_PROBE_FEXIT),
	    WAY("syscall_tp", "on request only: it taxes every system call",
		SS_PROBE_SYSCALL_TP) } },
	{ "snapshot",
	  false,
	  { WAY("iter_task", NULL, SS_PROBE_BTF, SS_PROBE_ITER_TASK),
	    NO_NEEDS("/proc", "start times are approximate") } },
	{ "transport",
	  true,
	  { WAY("ringbuf", NULL, SS_PROBE_RINGBUF),
	    WAY("perf_buffer", "a buffer for each CPU", SS_PROBE_PERF_BUFFER) } },
	{ "timestamps",
	  false,
	  { WAY("boot_ns", NULL, SS_PROBE_BOOT_NS),
	    NO_NEEDS("monotonic", "off by the time the machine was suspended") } },
	{ "cgroup filter", false, { WAY("cgroup2", NULL, SS_PROBE_CGROUP2) } },
	{ "process filters",
	  false,
	  { WAY("task_storage", NULL, SS_PROBE_BTF, SS_PROBE_TASK_STORAGE),
	    NO_NEEDS("hash", "by process id") } },
	{ 0 },
};

const struct command commands[] = {
	{ "ss-trace", "exec, fork, exit", trace },
	{ 0 },
};

const char *const command_names[] = { "ss-trace", NULL };
