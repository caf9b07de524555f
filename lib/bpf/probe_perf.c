// SPDX-License-Identifier: BSD-2-Clause
/* Programs that hang on a perf event: tracepoints by id, kprobes, uprobes, the clock. */
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <linux/capability.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bpf/probe_impl.h"
#include "bpf/reason.h"
#include "bpf/tracepoint.h"

/* The number in a small file, or -errno. */
static int number_in(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), number = -errno;
	char text[16];
	ssize_t len;

	if (fd < 0)
		return number;
	len = read(fd, text, sizeof(text) - 1);
	number = len < 0 ? -errno : 0;
	close(fd);
	if (len >= 0) {
		text[len] = '\0';
		number = atoi(text);
	}
	return number;
}

static void *close_event(void *fd)
{
	close((intptr_t)fd);
	return NULL;
}

/* The kernel waits for a grace period at the end of a tracepoint's last event; we do not. */
static void close_apart(int fd)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, close_event, (void *)(intptr_t)fd))
		close(fd);
	else
		pthread_detach(thread);
}

/* Attach to an event that is not enabled: everything is set up, nothing runs. */
static int attach_to(struct ss_probe_result *r, struct perf_event_attr *attr, pid_t pid, int cpu,
		     int prog)
{
	int fd, err;

	attr->size = sizeof(*attr);
	attr->disabled = 1;
	fd = syscall(SYS_perf_event_open, attr, pid, cpu, -1, PERF_FLAG_FD_CLOEXEC);
	if (fd < 0)
		return ss_tried(r, "perf_event_open", -errno);
	err = ioctl(fd, PERF_EVENT_IOC_SET_BPF, prog) ? -errno : 0;
	close_apart(fd);
	return ss_tried(r, "attach", err);
}

static int load_and_attach(struct ss_probe_result *r, enum bpf_prog_type type,
			   struct perf_event_attr *attr, pid_t pid, int cpu)
{
	int prog = ss_try_load_return(r, type, 0), err;

	if (prog < 0)
		return prog;
	err = attach_to(r, attr, pid, cpu, prog);
	close(prog);
	return err;
}

/* One who may trace may still not be allowed to look the id up. */
static void blame_tracefs(struct ss_probe_result *r)
{
	struct ss_probe_result tracefs = { 0 };
	char names[80];

	if (ss_caps_missing(SS_CAP(CAP_BPF) | SS_CAP(CAP_PERFMON), names, sizeof(names)))
		return;
	if (ss_probe_tracefs(&tracefs)) {
		r->why = "tracefs is not mounted, and a look without that takes CAP_SYS_ADMIN";
		r->mend = "mount -t tracefs tracefs /sys/kernel/tracing";
	} else {
		r->why = "tracefs may not be read";
		r->mend = "run it as root";
	}
}

static int probe_tracepoint(struct ss_probe_result *r, const char *name)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT, .sample_period = 1 };
	int id = ss_tried(r, "its id", ss_tracepoint_id(name));

	if (id == -EPERM)
		blame_tracefs(r);
	if (id < 0)
		return id;
	attr.config = id;
	return load_and_attach(r, BPF_PROG_TYPE_TRACEPOINT, &attr, -1, 0);
}

int ss_probe_tracepoint(struct ss_probe_result *r)
{
	return probe_tracepoint(r, "sched/sched_process_exit");
}

int ss_probe_syscall_tp(struct ss_probe_result *r)
{
	return probe_tracepoint(r, "syscalls/sys_exit_execve");
}

static int pmu_type(struct ss_probe_result *r, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/bus/event_source/devices/%s/type", name);
	return ss_tried(r, name, number_in(path));
}

/* A function that is in every kernel and is called once, at its very end. */
int ss_probe_kprobe(struct ss_probe_result *r)
{
	static const char function[] = "kernel_halt";
	int type = pmu_type(r, "kprobe");
	struct perf_event_attr attr = { .type = type, .config1 = (uintptr_t)function };

	return type < 0 ? type : load_and_attach(r, BPF_PROG_TYPE_KPROBE, &attr, -1, 0);
}

/* A function of ours that nobody calls, for a breakpoint. */
__attribute__((noinline, used)) static int landing(int n)
{
	return n + 1;
}

/* From an address in this program to its place in the file. */
static int find_offset(struct dl_phdr_info *info, size_t size, void *offset)
{
	uintptr_t address = (uintptr_t)landing - info->dlpi_addr;

	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];

		if (p->p_type == PT_LOAD && address >= p->p_vaddr &&
		    address < p->p_vaddr + p->p_filesz) {
			*(uint64_t *)offset = address - p->p_vaddr + p->p_offset;
			return 1;
		}
	}
	return 0;
}

int ss_probe_uprobe(struct ss_probe_result *r)
{
	static const char program[] = "/proc/self/exe";
	int type = pmu_type(r, "uprobe");
	struct perf_event_attr attr = { .type = type, .config1 = (uintptr_t)program };
	uint64_t offset = 0;

	if (type < 0)
		return type;
	dl_iterate_phdr(find_offset, &offset);
	attr.config2 = offset;
	return load_and_attach(r, BPF_PROG_TYPE_KPROBE, &attr, 0, -1);
}

int ss_probe_perf_event(struct ss_probe_result *r)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.freq = 1,
		.sample_freq = 1,
	};

	return load_and_attach(r, BPF_PROG_TYPE_PERF_EVENT, &attr, -1, 0);
}
