// SPDX-License-Identifier: BSD-2-Clause
/* --count: the kernel's groups of events, read, emptied and printed. */
#include <bpf/bpf.h>
#include <errno.h>
#include <linux/membarrier.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "bpf/object.h"
#include "core/clock.h"
#include "core/log.h"
#include "event/count.h"
#include "trace.h"
#include "trace.skel.h"
#include "wire_count.h"

#define GROUPS_MAX 8192
#define EXES_MAX   32768
#define NAMED_BY   (SS_GROUP_EXE | SS_GROUP_CONTAINER)
#define DRAIN_MAX  100 /* turns of ten milliseconds */

int count_check(const struct trace_options *opt)
{
	uint32_t by;

	if (!opt->count_by) {
		if (opt->histogram || opt->top)
			ss_cli_usage("--histogram and --top go with --count");
		return 0;
	}
	if (ss_count_parse(opt->count_by, &by))
		return ss_cli_try_help(); /* why, it has said itself */
	if (opt->max_events)
		ss_cli_usage("--count prints no events for -n to end at");
	if (opt->rate.count || opt->rate_process || opt->sample.count)
		ss_cli_usage("--count counts all events: no --rate, no --sample");
	return 0;
}

int count_prepare(struct trace *t)
{
	struct trace_bpf *skel = t->skel;
	uint32_t by;
	int err;

	if (!t->opt->count_by)
		return 0;
	err = ss_count_parse(t->opt->count_by, &by);
	if (err)
		return err;
	if (t->perf && by & NAMED_BY)
		return ss_error(-EOPNOTSUPP, "--count by exe or container needs the ring buffer");
	skel->rodata->group_by = by;
	skel->rodata->group_slots = t->opt->histogram;
	err = bpf_map__set_max_entries(skel->maps.groups0, GROUPS_MAX + 1);
	if (!err)
		err = bpf_map__set_max_entries(skel->maps.groups1, GROUPS_MAX + 1);
	if (!err && by & SS_GROUP_EXE)
		err = bpf_map__set_max_entries(skel->maps.exe_ids, EXES_MAX);
	if (err)
		return ss_error(err, "cannot size the maps of groups");
	if (!t->count)
		t->count = ss_count_new(by, t->opt->top);
	return t->count ? 0 : ss_error(-ENOMEM, "cannot count");
}

static int map_fd(const struct trace *t, bool second)
{
	return bpf_map__fd(second ? t->skel->maps.groups1 : t->skel->maps.groups0);
}

/* The entry for what finds no room is always there. */
static int put_other(const struct trace *t, int fd)
{
	uint64_t *zeros = calloc(t->cpus, sizeof(*zeros));
	struct ss_wire_group other;
	int err;

	if (!zeros)
		return -ENOMEM;
	memset(&other, 0xff, sizeof(other));
	err = bpf_map_update_elem(fd, &other, zeros, BPF_ANY) ? -errno : 0;
	free(zeros);
	return err;
}

int count_fill(struct trace *t)
{
	int err = 0;

	t->counted_since_ns = ss_clock_mono();
	for (int second = 0; second < 2 && t->count && !err; second++)
		err = put_other(t, map_fd(t, second));
	return err ? ss_error(err, "cannot fill the maps of groups") : 0;
}

int count_record(struct trace *t, const void *data, size_t size)
{
	const struct ss_wire_head *h = data;

	if (!t->count || size < sizeof(*h) || h->kind != SS_WIRE_NAMING)
		return 0;
	return ss_count_name(t->count, &t->stream, data, size) ?: 1;
}

void count_look_again(struct trace *t)
{
	if (t->count)
		ss_count_look_again(t->count, &t->stream);
}

/* Programs that began before this are through: so they do not touch the map they saw then. */
static void wait_for_programs(void)
{
	if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0))
		nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL); /* nohz_full */
}

static uint64_t sum(const uint64_t *per_cpu, int cpus)
{
	uint64_t n = 0;

	for (int i = 0; i < cpus; i++)
		n += per_cpu[i];
	return n;
}

/* Everything out of a map that no program uses now. */
static int take_groups(struct trace *t, int fd)
{
	struct ss_wire_group *groups = calloc(GROUPS_MAX + 1, sizeof(*groups));
	uint64_t *counts = calloc(GROUPS_MAX + 1, t->cpus * sizeof(*counts));
	uint32_t count = GROUPS_MAX + 1, batch;
	int err = groups && counts ? 0 : -ENOMEM;

	if (!err &&
	    bpf_map_lookup_and_delete_batch(fd, NULL, &batch, groups, counts, &count, NULL) &&
	    errno != ENOENT) /* those were all */
		err = -errno;
	for (uint32_t i = 0; i < count && !err; i++)
		err = ss_count_add(t->count, &groups[i],
				   sum(counts + (size_t)i * t->cpus, t->cpus));
	free(groups);
	free(counts);
	return err ? err : put_other(t, fd);
}

static int print_groups(struct trace *t, uint64_t duration_ns)
{
	int err = 0;

	ss_count_begin(t->count, duration_ns);
	if (ss_count_roomless(t->count))
		ss_warn("more than %d groups: %llu events are counted as other", GROUPS_MAX,
			(unsigned long long)ss_count_roomless(t->count));
	while (!err) {
		size_t start = t->out.buf.len;

		if (!ss_count_next(t->count, &t->stream, &t->out.buf))
			break;
		err = trace_line(t, start);
		if (!err)
			err = trace_flush(t, false);
	}
	ss_count_end(t->count);
	return err;
}

int count_print(struct trace *t)
{
	uint64_t now = ss_clock_mono(), since = t->counted_since_ns;
	int fd, err, more = 1;

	if (!t->count)
		return 0;
	fd = map_fd(t, t->skel->bss->groups_now);
	t->skel->bss->groups_now = !t->skel->bss->groups_now;
	t->counted_since_ns = now;
	wait_for_programs();
	/* What they are called has been sent before. */
	for (int i = 0; i < DRAIN_MAX && more > 0; i++)
		more = ss_ring_drain(t->ring);
	if (more < 0)
		return more;
	err = take_groups(t, fd);
	if (err)
		return trace_fail(t, err, "cannot read the maps of groups");
	return print_groups(t, now - since);
}
