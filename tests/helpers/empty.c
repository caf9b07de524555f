// SPDX-License-Identifier: BSD-2-Clause
/*
 * empty GROUP/NAME: a BPF program that does nothing, on that tracepoint until a signal ends us:
 * what there is to pay before a program does anything.  Asks for tracefs.
 */
#include <bpf/bpf.h>
#include <err.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static long tracepoint_id(const char *name)
{
	char path[256];
	long id = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/sys/kernel/tracing/events/%s/id", name);
	f = fopen(path, "re");
	if (!f || fscanf(f, "%ld", &id) != 1)
		err(1, "%s", path);
	fclose(f);
	return id;
}

int main(int argc, char **argv)
{
	const struct bpf_insn nothing[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT,
					.size = sizeof(attr),
					.sample_period = 1 };
	int prog, event;

	if (argc != 2)
		errx(2, "usage: empty GROUP/NAME");
	prog = bpf_prog_load(BPF_PROG_TYPE_TRACEPOINT, "empty", "GPL", nothing, 2, NULL);
	if (prog < 0)
		err(1, "cannot load a program");
	attr.config = (unsigned long)tracepoint_id(argv[1]);
	/* Of one processor, but its program runs on all. */
	event = (int)syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	if (event < 0 || ioctl(event, PERF_EVENT_IOC_SET_BPF, prog) ||
	    ioctl(event, PERF_EVENT_IOC_ENABLE, 0))
		err(1, "%s", argv[1]);
	pause();
	return 0;
}
