// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/probe.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bpf/probe_impl.h"
#include "bpf/reason.h"

#define BPF	SS_CAP(CAP_BPF)
#define PERFMON SS_CAP(CAP_PERFMON)
#define NET	SS_CAP(CAP_NET_ADMIN)
#define ADMIN	SS_CAP(CAP_SYS_ADMIN)

struct row {
	const char *name;
	const char *about;
	ss_probe_fn *run;
	uint64_t caps;	       /* what loading and attaching it asks for */
	const char *since;     /* the release that brought it; told, never compared */
	const char *config[4]; /* it is missing if one of these is off */
	const char *mend;      /* if nothing better is known */
	bool btf;	       /* needs the kernel's types */
};

static const struct row rows[SS_PROBE_COUNT] = {
	[SS_PROBE_BTF] = { .name = "btf",
			   .about = "the kernel's own types",
			   .run = ss_probe_btf,
			   .since = "5.2",
			   .config = { "CONFIG_DEBUG_INFO_BTF" } },
	[SS_PROBE_BPF] = { .name = "bpf",
			   .about = "loading a program at all",
			   .run = ss_probe_bpf,
			   .caps = BPF,
			   .since = "3.18",
			   .config = { "CONFIG_BPF_SYSCALL" } },
	[SS_PROBE_RAW_TP] = { .name = "raw_tp",
			      .about = "raw tracepoints",
			      .run = ss_probe_raw_tp,
			      .caps = BPF | PERFMON,
			      .since = "4.17",
			      .config = { "CONFIG_BPF_EVENTS", "CONFIG_TRACEPOINTS" } },
	[SS_PROBE_TP_BTF] = { .name = "tp_btf",
			      .about = "BTF-typed raw tracepoints",
			      .run = ss_probe_tp_btf,
			      .caps = BPF | PERFMON,
			      .since = "5.5",
			      .config = { "CONFIG_BPF_EVENTS", "CONFIG_TRACEPOINTS" },
			      .btf = true },
	[SS_PROBE_TRACEPOINT] = { .name = "tracepoint",
				  .about = "classic tracepoints",
				  .run = ss_probe_tracepoint,
				  .caps = BPF | PERFMON,
				  .since = "4.7",
				  .config = { "CONFIG_BPF_EVENTS", "CONFIG_TRACEPOINTS",
					      "CONFIG_PERF_EVENTS" } },
	[SS_PROBE_SYSCALL_TP] = { .name = "syscall_tp",
				  .about = "tracepoints of single system calls",
				  .run = ss_probe_syscall_tp,
				  .caps = BPF | PERFMON,
				  .since = "4.7",
				  .config = { "CONFIG_FTRACE_SYSCALLS", "CONFIG_BPF_EVENTS" } },
	[SS_PROBE_KPROBE] = { .name = "kprobe",
			      .about = "breakpoints in kernel functions",
			      .run = ss_probe_kprobe,
			      .caps = BPF | PERFMON,
			      .since = "4.1",
			      .config = { "CONFIG_KPROBES", "CONFIG_KPROBE_EVENTS",
					  "CONFIG_BPF_EVENTS" } },
	[SS_PROBE_UPROBE] = { .name = "uprobe",
			      .about = "breakpoints in programs",
			      .run = ss_probe_uprobe,
			      .caps = BPF | PERFMON | ADMIN,
			      .since = "4.3",
			      .config = { "CONFIG_UPROBES", "CONFIG_UPROBE_EVENTS",
					  "CONFIG_BPF_EVENTS" } },
	[SS_PROBE_FENTRY] = { .name = "fentry",
			      .about = "entry of kernel functions",
			      .run = ss_probe_fentry,
			      .caps = BPF | PERFMON,
			      .since = "5.5",
			      .config = { "CONFIG_BPF_JIT", "CONFIG_BPF_EVENTS" },
			      .btf = true },
	[SS_PROBE_FEXIT] = { .name = "fexit",
			     .about = "return from kernel functions",
			     .run = ss_probe_fexit,
			     .caps = BPF | PERFMON,
			     .since = "5.5",
			     .config = { "CONFIG_BPF_JIT", "CONFIG_BPF_EVENTS" },
			     .btf = true },
	[SS_PROBE_FMOD_RET] = { .name = "fmod_ret",
				.about = "changing what a security hook returns",
				.run = ss_probe_fmod_ret,
				.caps = BPF | PERFMON,
				.since = "5.7",
				.config = { "CONFIG_SECURITY", "CONFIG_BPF_JIT" },
				.btf = true },
	[SS_PROBE_LSM] = { .name = "lsm",
			   .about = "BPF security hooks",
			   .run = ss_probe_lsm,
			   .caps = BPF | PERFMON,
			   .since = "5.7",
			   .config = { "CONFIG_BPF_LSM", "CONFIG_BPF_JIT" },
			   .btf = true },
	[SS_PROBE_ITER_TASK] = { .name = "iter_task",
				 .about = "iterator over all tasks",
				 .run = ss_probe_iter_task,
				 .caps = BPF | PERFMON,
				 .since = "5.8",
				 .config = { "CONFIG_BPF_SYSCALL" },
				 .btf = true },
	[SS_PROBE_PERF_EVENT] = { .name = "perf_event",
				  .about = "sampling by the CPU clock",
				  .run = ss_probe_perf_event,
				  .caps = BPF | PERFMON,
				  .since = "4.9",
				  .config = { "CONFIG_PERF_EVENTS", "CONFIG_BPF_EVENTS" } },
	[SS_PROBE_XDP_GENERIC] = { .name = "xdp_generic",
				   .about = "XDP on any interface",
				   .run = ss_probe_xdp_generic,
				   .caps = BPF | NET,
				   .since = "4.12",
				   .config = { "CONFIG_NET" } },
	[SS_PROBE_XDP_NATIVE] = { .name = "xdp_native",
				  .about = "XDP in the driver (veth)",
				  .run = ss_probe_xdp_native,
				  .caps = BPF | NET,
				  .since = "4.20",
				  .config = { "CONFIG_VETH" } },
	[SS_PROBE_TC] = { .name = "tc",
			  .about = "traffic control",
			  .run = ss_probe_tc,
			  .caps = BPF | NET,
			  .since = "4.5",
			  .config = { "CONFIG_NET_SCH_INGRESS", "CONFIG_NET_CLS_BPF" } },
	[SS_PROBE_CGROUP_SKB] = { .name = "cgroup_skb",
				  .about = "packets of a cgroup",
				  .run = ss_probe_cgroup_skb,
				  .caps = BPF | NET,
				  .since = "4.10",
				  .config = { "CONFIG_CGROUP_BPF" } },
	[SS_PROBE_RINGBUF] = { .name = "ringbuf",
			       .about = "ring buffer shared by all CPUs",
			       .run = ss_probe_ringbuf,
			       .caps = BPF,
			       .since = "5.8",
			       .config = { "CONFIG_BPF_SYSCALL" } },
	[SS_PROBE_PERF_BUFFER] = { .name = "perf_buffer",
				   .about = "a buffer for each CPU",
				   .run = ss_probe_perf_buffer,
				   .caps = BPF | PERFMON,
				   .since = "4.4",
				   .config = { "CONFIG_PERF_EVENTS" } },
	[SS_PROBE_TASK_STORAGE] = { .name = "task_storage",
				    .about = "memory of a program for each task",
				    .run = ss_probe_task_storage,
				    .caps = BPF,
				    .since = "5.11",
				    .config = { "CONFIG_BPF_SYSCALL" } },
	[SS_PROBE_TIMER] = { .name = "timer",
			     .about = "timers in programs",
			     .run = ss_probe_timer,
			     .caps = BPF | NET,
			     .since = "5.15",
			     .config = { "CONFIG_BPF_SYSCALL" } },
	[SS_PROBE_SEND_SIGNAL] = { .name = "send_signal",
				   .about = "signals from programs",
				   .run = ss_probe_send_signal,
				   .caps = BPF | PERFMON,
				   .since = "5.3",
				   .config = { "CONFIG_BPF_EVENTS" } },
	[SS_PROBE_LOOP] = { .name = "loop",
			    .about = "bpf_loop()",
			    .run = ss_probe_loop,
			    .caps = BPF,
			    .since = "5.17",
			    .config = { "CONFIG_BPF_SYSCALL" } },
	[SS_PROBE_BOOT_NS] = { .name = "boot_ns",
			       .about = "time that includes suspend",
			       .run = ss_probe_boot_ns,
			       .caps = BPF | PERFMON,
			       .since = "5.8",
			       .config = { "CONFIG_BPF_SYSCALL" } },
	[SS_PROBE_STATS] = { .name = "stats",
			     .about = "run time statistics of programs",
			     .run = ss_probe_stats,
			     .caps = ADMIN,
			     .since = "5.8",
			     .config = { "CONFIG_BPF_SYSCALL" } },
	[SS_PROBE_BPFFS] = { .name = "bpffs",
			     .about = "file system for pins",
			     .run = ss_probe_bpffs,
			     .since = "4.4",
			     .config = { "CONFIG_BPF_SYSCALL" },
			     .mend = "mount -t bpf bpf /sys/fs/bpf" },
	[SS_PROBE_TRACEFS] = { .name = "tracefs",
			       .about = "file system of tracepoints",
			       .run = ss_probe_tracefs,
			       .since = "4.1",
			       .config = { "CONFIG_TRACING" },
			       .mend = "mount -t tracefs tracefs /sys/kernel/tracing" },
	[SS_PROBE_CGROUP2] = { .name = "cgroup2",
			       .about = "control groups version 2",
			       .run = ss_probe_cgroup2,
			       .since = "4.5",
			       .config = { "CONFIG_CGROUPS" },
			       .mend = "mount -t cgroup2 cgroup2 /sys/fs/cgroup" },
	[SS_PROBE_PID_NS] = { .name = "pid_ns",
			      .about = "process ids as the kernel has them",
			      .run = ss_probe_pid_ns,
			      .since = "3.8",
			      .config = { "CONFIG_PID_NS" },
			      .mend = "run it in the host's PID namespace (docker run "
				      "--pid=host)" },
};

/* What is said of a probe: until it runs again. */
static struct {
	char why[120];
	char mend[120];
} said[SS_PROBE_COUNT];

const char *ss_probe_name(enum ss_probe p)
{
	return rows[p].name;
}

const char *ss_probe_about(enum ss_probe p)
{
	return rows[p].about;
}

static bool blame_config(enum ss_probe p, struct ss_probe_result *r)
{
	for (const char *const *c = rows[p].config; *c; c++) {
		if (ss_kconfig(*c) != 'n')
			continue;
		snprintf(said[p].why, sizeof(said[p].why), "%s is not set", *c);
		snprintf(said[p].mend, sizeof(said[p].mend), "use a kernel with %s=y", *c);
		r->why = said[p].why;
		r->mend = said[p].mend;
		return true;
	}
	return false;
}

static bool blame_btf(enum ss_probe p, struct ss_probe_result *r)
{
	if (!rows[p].btf || !access("/sys/kernel/btf/vmlinux", R_OK))
		return false;
	r->why = "needs /sys/kernel/btf/vmlinux";
	r->mend = "use a kernel with CONFIG_DEBUG_INFO_BTF=y";
	return true;
}

static bool is_absence(int err)
{
	return err == -EINVAL || err == -ENOENT || err == -EOPNOTSUPP || err == -ENODEV ||
	       err == -ESRCH || err == -524 /* the kernel's own ENOTSUPP */;
}

static void explain(enum ss_probe p, struct ss_probe_result *r)
{
	char *why = said[p].why;

	if (ss_reason(r->err, rows[p].caps, why, sizeof(said[p].why), &r->mend)) {
		r->why = why;
		return;
	}
	if (blame_btf(p, r) || blame_config(p, r))
		return;
	if (is_absence(r->err))
		snprintf(why, sizeof(said[p].why), "not in this kernel: Linux %s brought it",
			 rows[p].since);
	else
		snprintf(why, sizeof(said[p].why), "%s", strerror(-r->err));
	r->why = why;
	r->mend = rows[p].mend;
}

void ss_probe_run(enum ss_probe p, struct ss_probe_result *r)
{
	*r = (struct ss_probe_result){ 0 };
	r->err = rows[p].run(r);
	r->works = !r->err;
	if (r->works)
		return;
	if (!r->why)
		explain(p, r);
	else if (!r->mend)
		r->mend = rows[p].mend;
}
