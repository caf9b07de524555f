/* SPDX-License-Identifier: BSD-2-Clause */
/* "Can this kernel do X?", answered by loading and attaching a tiny program, never by version. */
#ifndef SS_PROBE_H
#define SS_PROBE_H

#include <stdbool.h>

/* Each is one thing a command wants; the order is that of ss-doctor's table. */
enum ss_probe {
	SS_PROBE_BTF,	     /* /sys/kernel/btf/vmlinux, readable and parsable */
	SS_PROBE_BPF,	     /* bpf(2) at all: a socket filter loads */
	SS_PROBE_RAW_TP,     /* raw tracepoint, attached */
	SS_PROBE_TP_BTF,     /* BTF-typed raw tracepoint, attached */
	SS_PROBE_TRACEPOINT, /* classic tracepoint by perf_event_open */
	SS_PROBE_SYSCALL_TP, /* a per-call syscalls:* tracepoint */
	SS_PROBE_KPROBE,
	SS_PROBE_UPROBE,
	SS_PROBE_FENTRY,
	SS_PROBE_FEXIT,
	SS_PROBE_FMOD_RET,
	SS_PROBE_LSM,	      /* a BPF LSM program attached and "bpf" is an active LSM */
	SS_PROBE_ITER_TASK,   /* iterator over tasks, read */
	SS_PROBE_PERF_EVENT,  /* software CPU clock */
	SS_PROBE_XDP_GENERIC, /* on lo, with no effect: XDP_PASS */
	SS_PROBE_XDP_NATIVE,  /* on a veth of its own in a network namespace of its own */
	SS_PROBE_TC,	      /* clsact, the same */
	SS_PROBE_CGROUP_SKB,  /* attached to an empty cgroup of its own; cgroup v2 */
	SS_PROBE_RINGBUF,
	SS_PROBE_PERF_BUFFER,
	SS_PROBE_TASK_STORAGE,
	SS_PROBE_TIMER,	      /* bpf_timer */
	SS_PROBE_SEND_SIGNAL, /* the helper, in a tracing program */
	SS_PROBE_LOOP,	      /* bpf_loop() */
	SS_PROBE_BOOT_NS,     /* bpf_ktime_get_boot_ns() */
	SS_PROBE_STATS,	      /* BPF_ENABLE_STATS */
	SS_PROBE_BPFFS,	      /* mounted at /sys/fs/bpf */
	SS_PROBE_TRACEFS,     /* mounted, as some tracepoints need */
	SS_PROBE_CGROUP2,     /* mounted somewhere */
	SS_PROBE_PID_NS,      /* process ids are shown here as the kernel has them */
	SS_PROBE_COUNT
};

struct ss_probe_result {
	bool works;
	int err;	  /* -errno of the step that failed, or 0 */
	const char *why;  /* NULL if it works; else one clause: "refused by lockdown=integrity" */
	const char *mend; /* a command or setting that helps, or NULL */
	char detail[160]; /* what was tried and what the kernel said, for -v */
};

const char *ss_probe_name(enum ss_probe p);  /* "tp_btf" */
const char *ss_probe_about(enum ss_probe p); /* "BTF-typed tracepoint" */

/*
 * Try it now.  Nothing stays: no program, link, pin, mount, namespace, interface
 * or cgroup.  Needs no privilege to be called; without rights the result says so.
 * The strings in *r are good until the same probe runs again.
 */
void ss_probe_run(enum ss_probe p, struct ss_probe_result *r);

/* Give back what the probes keep for the next one: megabytes of the kernel's types. */
void ss_probe_end(void);

/* "none", "integrity", "confidentiality"; NULL if it cannot be read even in a mount namespace of
 * our own. */
const char *ss_probe_lockdown(void);

#endif
