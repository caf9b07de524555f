// SPDX-License-Identifier: BSD-2-Clause
/* The programs of the targets, put where they belong. */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bpf/object.h"
#include "bpf/tracepoint.h"
#include "core/clock.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "syscall/syscall.h"

#define LOOKS_A_LIMIT	 8 /* of the clock on a processor, within the shortest limit */
#define CLOCK_PERIOD_MIN (SS_NS_PER_SEC / 1000)
#define CLOCK_PERIOD_MAX (SS_NS_PER_SEC / 10)

struct bpf_program *target_program(const struct reaper *r, const char *what, int slot)
{
	char name[32];

	snprintf(name, sizeof(name), "reap_%s_%d", what, slot);
	return bpf_object__find_program_by_name(r->skel->obj, name);
}

static int keep(struct reaper *r, struct bpf_link *link)
{
	if (!link)
		return -errno;
	if (r->link_count == REAPER_LINKS_MAX) {
		bpf_link__destroy(link);
		return -E2BIG;
	}
	r->links[r->link_count++] = link;
	return 0;
}

/* The return before the entry: a call is not begun that could not end. */
static int attach_syscall(struct reaper *r, const struct reaper_target *t)
{
	char enter[sizeof(t->hook) + 1];
	int err;

	snprintf(enter, sizeof(enter), "syscalls/sys_enter_%s", ss_syscall_tracepoint(t->nr));
	err = keep(r, ss_tracepoint_attach(r->skel->progs.reap_sys_exit, t->hook, NULL));
	return err ? err : keep(r, ss_tracepoint_attach(r->skel->progs.reap_sys_enter, enter, NULL));
}

static int attach_func(struct reaper *r, const struct reaper_target *t)
{
	int err = keep(r, bpf_program__attach(target_program(r, "exit", t->slot)));

	return err ? err : keep(r, bpf_program__attach(target_program(r, "enter", t->slot)));
}

static int attach_uprobe(struct reaper *r, const struct reaper_target *t)
{
	int err = keep(r, bpf_program__attach_uprobe(target_program(r, "return", t->slot), true, -1,
						     t->binary, t->offset));

	return err ? err
		   : keep(r, bpf_program__attach_uprobe(target_program(r, "probe", t->slot), false,
							-1, t->binary, t->offset));
}

/* The clock looks several times within the shortest limit; a limit that is not known yet may be
 * short. */
static uint64_t clock_period(const struct reaper *r, size_t target)
{
	uint64_t period = r->skel->bss->target_limits[target] / LOOKS_A_LIMIT;

	if (!period || period < CLOCK_PERIOD_MIN)
		return CLOCK_PERIOD_MIN;
	return period > CLOCK_PERIOD_MAX ? CLOCK_PERIOD_MAX : period;
}

static int attach_clocks(struct reaper *r, size_t target)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.size = sizeof(attr),
		.sample_period = clock_period(r, target),
		.exclude_idle = 1,
	};
	int cpus = libbpf_num_possible_cpus(), err = 0;

	for (int cpu = 0; cpu < cpus && !err; cpu++) {
		int fd = syscall(SYS_perf_event_open, &attr, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);

		if (fd < 0 && (errno == ENODEV || errno == EINVAL))
			continue; /* that processor is off */
		if (fd < 0)
			return -errno;
		err = keep(r, bpf_program__attach_perf_event(r->skel->progs.reap_oncpu, fd));
		if (err)
			close(fd);
	}
	return err;
}

static int attach(struct reaper *r, size_t i)
{
	const struct reaper_target *t = &r->targets[i];

	switch (t->way) {
	case REAPER_FEXIT: return attach_func(r, t);
	case REAPER_TRACEPOINT: return attach_syscall(r, t);
	case REAPER_UPROBE: return attach_uprobe(r, t);
	case REAPER_KPROBE:
		return keep(r, bpf_program__attach_kprobe(target_program(r, "probe", t->slot),
							  false, r->config.targets[i].name));
	case REAPER_CLOCK: return attach_clocks(r, i);
	case REAPER_SURVEY: return 0;
	}
	return 0;
}

int targets_attach(struct reaper *r)
{
	int err = 0;

	for (size_t i = 0; i < r->config.target_count && !err; i++) {
		err = attach(r, i);
		if (err)
			ss_bpf_error(err, r->targets[i].hook);
	}
	ss_tracepoint_forget();
	return err;
}
