// SPDX-License-Identifier: BSD-2-Clause
/* Which programs, how large the maps, on which hooks. */
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bpf/excerpt.h"
#include "bpf/object.h"
#include "bpf/probe.h"
#include "bpf/tracepoint.h"
#include "core/log.h"
#include "trace.h"
#include "trace.skel.h"
#include "wire.h"

#define PERF_ARGS_MAX (16u << 10) /* a perf record stays under 64 KiB */

static int use_perf_buffer(struct trace_bpf *skel, int cpus)
{
	struct bpf_map *life = skel->maps.life;
	int err = bpf_map__set_type(life, BPF_MAP_TYPE_PERF_EVENT_ARRAY);

	/* Not used then; its type may not be known to this kernel. */
	if (!err)
		err = bpf_map__set_type(skel->maps.bulk, BPF_MAP_TYPE_ARRAY);
	if (!err)
		err = bpf_map__set_key_size(skel->maps.bulk, sizeof(int));
	if (!err)
		err = bpf_map__set_value_size(skel->maps.bulk, sizeof(int));
	if (!err)
		err = bpf_map__set_max_entries(skel->maps.bulk, 1);
	if (!err)
		err = bpf_map__set_key_size(life, sizeof(int));
	if (!err)
		err = bpf_map__set_value_size(life, sizeof(int));
	return err ? err : bpf_map__set_max_entries(life, cpus);
}

static int configure(struct trace *t)
{
	const struct trace_options *opt = t->opt;
	struct trace_bpf *skel = t->skel;
	uint32_t args_max = opt->args_max;
	int err;

	hooks_choose(t);
	if (t->perf && args_max > PERF_ARGS_MAX)
		args_max = PERF_ARGS_MAX;
	skel->rodata->selected = opt->selected;
	skel->rodata->use_perf = t->perf;
	skel->rodata->half_full = opt->ring_size / 2;
	skel->rodata->bulk_half_full = opt->bulk_size / 2;
	skel->rodata->args_max = args_max;
	err = t->perf ? use_perf_buffer(skel, t->cpus)
		      : bpf_map__set_max_entries(skel->maps.life, opt->ring_size);
	if (!err)
		err = bpf_map__set_max_entries(skel->maps.counts, t->cpus);
	if (!err)
		err = bpf_map__set_max_entries(skel->maps.scratches, 2 * t->cpus);
	if (!err)
		err = bpf_map__set_value_size(skel->maps.scratches,
					      bpf_map__value_size(skel->maps.scratches) -
						      SS_WIRE_ARGS_MAX + ((args_max + 7) & ~7u));
	if (!err && !t->perf)
		err = bpf_map__set_max_entries(skel->maps.bulk, opt->bulk_size);
	if (err)
		return ss_bpf_error(err, "cannot set up the BPF maps");
	err = filter_prepare(t);
	if (!err)
		err = rate_prepare(t);
	if (!err)
		err = count_prepare(t);
	return err ? err : hooks_prepare(t);
}

/* The counters, shared with the kernel page by page: no system call to read them. */
static int map_counts(struct trace *t)
{
	size_t size = t->cpus * sizeof(struct ss_wire_counts);
	void *p = mmap(NULL, size, PROT_READ, MAP_SHARED, bpf_map__fd(t->skel->maps.counts), 0);

	if (p == MAP_FAILED)
		return ss_error(-errno, "cannot map the counters");
	t->counts = p;
	return 0;
}

static int open_and_load(struct trace *t, const struct ss_excerpt *types)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts);
	int err;

	if (types->fd >= 0)
		opts.btf_custom_path = types->path;
	t->skel = trace_bpf__open_opts(&opts);
	if (!t->skel)
		return ss_bpf_error(-errno, "cannot open the BPF object");
	err = configure(t);
	if (err)
		return err;
	err = trace_bpf__load(t->skel);
	/* One program it was: its events are had otherwise, or not at all. */
	if (err && hooks_strike(t, ss_bpf_failed_program()))
		return -EAGAIN;
	return err ? ss_bpf_error(err, "cannot load the BPF programs") : 0;
}

int trace_load(struct trace *t)
{
	struct ss_probe_result ring = { .works = true };
	struct ss_excerpt types;
	const void *elf;
	size_t size;
	int err;

	call_hooks_plan(t->opt);
	t->cpus = libbpf_num_possible_cpus();
	if (t->cpus < 1)
		return ss_bpf_error(t->cpus, "cannot count the processors");
	if (t->opt->buffer == BUFFER_AUTO)
		ss_probe_run(SS_PROBE_RINGBUF, &ring);
	t->perf = t->opt->buffer == BUFFER_PERF || !ring.works;
	elf = trace_bpf__elf_bytes(&size);
	if (ss_excerpt_open(&types, elf, size))
		ss_debug("the object's types are looked for among all of the kernel's");
	while ((err = open_and_load(t, &types)) == -EAGAIN)
		trace_unload(t);
	ss_excerpt_close(&types);
	if (!err)
		err = map_counts(t);
	if (!err)
		err = count_fill(t);
	return err ? err : filter_fill(t);
}

/* The object in our own file has been read; if it ever is again, it is read from there. */
void trace_forget_object(void)
{
	size_t size, page = getpagesize();
	uintptr_t start = (uintptr_t)trace_bpf__elf_bytes(&size), end = start + size;

	start = (start + page - 1) & -page;
	madvise((void *)start, (end & -page) - start, MADV_DONTNEED);
}

int trace_attach(struct trace *t)
{
	const char *failed = NULL;
	int err = hooks_attach(t, &failed);

	if (err && hooks_strike(t, failed))
		return -EAGAIN;
	ss_probe_end();
	ss_tracepoint_forget();
	return err ? ss_bpf_error(err, "cannot attach the BPF programs") : uprobes_attach(t);
}

void trace_close(struct trace *t)
{
	t->skel->bss->closed = 1;
	hooks_detach_quick(t);
}

void trace_unload(struct trace *t)
{
	hooks_detach(t);
	if (t->counts)
		munmap(t->counts, t->cpus * sizeof(struct ss_wire_counts));
	t->counts = NULL;
	bpf_link__destroy(t->snapshot_link);
	t->snapshot_link = NULL;
	trace_bpf__destroy(t->skel);
	t->skel = NULL;
	hooks_leave(t);
}
