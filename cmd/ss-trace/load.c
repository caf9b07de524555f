// SPDX-License-Identifier: BSD-2-Clause
/* Which programs, how large the maps, on which hooks. */
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bpf/object.h"
#include "bpf/probe.h"
#include "bpf/tracepoint.h"
#include "core/log.h"
#include "trace.h"
#include "trace.skel.h"
#include "wire.h"

#define PERF_ARGS_MAX (16u << 10) /* a perf record stays under 64 KiB */
#define SCOPES_MAX    (4u << 20) /* processes the tree and exe filters remember: all there can be */

#if defined(__x86_64__)
#define SYSCALL_FN "__x64_sys_"
#elif defined(__aarch64__)
#define SYSCALL_FN "__arm64_sys_"
#else
#error "the names of this architecture's system call functions are not known"
#endif

static void autoload(struct bpf_program *const *programs, int n, bool on)
{
	for (int i = 0; i < n; i++)
		bpf_program__set_autoload(programs[i], on);
}

/* Failed execs: on the return of execve where that costs nobody else, else on request only. */
static void choose_failed(struct trace *t, bool try_fexit)
{
	struct trace_bpf *skel = t->skel;
	struct bpf_program *const returns[] = { skel->progs.on_execve_return,
						skel->progs.on_execveat_return };
	struct bpf_program *const points[] = { skel->progs.on_execve_enter,
					       skel->progs.on_execve_exit,
					       skel->progs.on_execveat_enter,
					       skel->progs.on_execveat_exit };
	struct trace_hook *h = &t->hooks[SS_EVENT_EXEC_FAILED];
	struct ss_probe_result fexit = { 0 };

	autoload(returns, 2, false);
	autoload(points, 4, false);
	if (!(t->opt->selected & SS_TYPE_BIT(SS_EVENT_EXEC_FAILED)))
		return;
	ss_probe_run(SS_PROBE_FEXIT, &fexit);
	if (fexit.works && try_fexit &&
	    !bpf_program__set_attach_target(returns[0], 0, SYSCALL_FN "execve") &&
	    !bpf_program__set_attach_target(returns[1], 0, SYSCALL_FN "execveat")) {
		autoload(returns, 2, true);
		h->hook = "fexit/" SYSCALL_FN "execve";
	} else if (t->opt->asked & SS_TYPE_BIT(SS_EVENT_EXEC_FAILED)) {
		autoload(points, 4, true);
		h->hook = "tracepoint/syscalls/sys_exit_execve";
	} else {
		h->why_not = "fexit is not to be had, and a system call tracepoint only on request";
	}
}

static void choose_hooks(struct trace *t, bool try_fexit)
{
	t->hooks[SS_EVENT_FORK].hook = "tp_btf/sched_process_fork";
	t->hooks[SS_EVENT_EXEC].hook = "tp_btf/sched_process_exec";
	t->hooks[SS_EVENT_EXIT].hook = "tp_btf/sched_process_exit";
	choose_failed(t, try_fexit);
}

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

static int configure(struct trace *t, bool try_fexit)
{
	const struct trace_options *opt = t->opt;
	struct trace_bpf *skel = t->skel;
	uint32_t args_max = opt->args_max;
	int err;

	choose_hooks(t, try_fexit);
	if (t->perf && args_max > PERF_ARGS_MAX)
		args_max = PERF_ARGS_MAX;
	skel->rodata->selected = opt->selected;
	skel->rodata->use_perf = t->perf;
	skel->rodata->half_full = opt->ring_size / 2;
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
	if (!err && (opt->exe.count || opt->tree.count))
		err = bpf_map__set_max_entries(skel->maps.scopes, SCOPES_MAX);
	return err ? ss_bpf_error(err, "cannot set up the BPF maps") : filter_prepare(t);
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

static int open_and_load(struct trace *t, bool try_fexit)
{
	int err;

	t->skel = trace_bpf__open();
	if (!t->skel)
		return ss_bpf_error(-errno, "cannot open the BPF object");
	err = configure(t, try_fexit);
	ss_probe_end();
	return err ? err : trace_bpf__load(t->skel);
}

int trace_load(struct trace *t)
{
	struct ss_probe_result ring = { .works = true };
	int err;

	t->cpus = libbpf_num_possible_cpus();
	if (t->cpus < 1)
		return ss_error(t->cpus, "cannot count the processors");
	if (t->opt->buffer == BUFFER_AUTO)
		ss_probe_run(SS_PROBE_RINGBUF, &ring);
	t->perf = t->opt->buffer == BUFFER_PERF || !ring.works;
	err = open_and_load(t, true);
	/* fexit works, but not on these functions: do without. */
	if (err && t->skel && bpf_program__autoload(t->skel->progs.on_execve_return)) {
		trace_bpf__destroy(t->skel);
		err = open_and_load(t, false);
	}
	if (err)
		return ss_bpf_error(err, "cannot load the BPF programs");
	err = map_counts(t);
	return err ? err : filter_fill(t);
}

/* The system call tracepoints, which libbpf would find only in a mounted tracefs. */
static int attach_points(struct trace_bpf *skel)
{
	const struct {
		struct bpf_program *program;
		struct bpf_link **link;
		const char *name;
	} points[] = {
		{ skel->progs.on_execve_enter, &skel->links.on_execve_enter,
		  "syscalls/sys_enter_execve" },
		{ skel->progs.on_execve_exit, &skel->links.on_execve_exit,
		  "syscalls/sys_exit_execve" },
		{ skel->progs.on_execveat_enter, &skel->links.on_execveat_enter,
		  "syscalls/sys_enter_execveat" },
		{ skel->progs.on_execveat_exit, &skel->links.on_execveat_exit,
		  "syscalls/sys_exit_execveat" },
	};

	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
		if (!bpf_program__autoload(points[i].program))
			continue;
		bpf_program__set_autoattach(points[i].program, false);
		*points[i].link = ss_tracepoint_attach(points[i].program, points[i].name);
		if (!*points[i].link)
			return ss_error(-errno, "cannot attach to the tracepoint %s (as root, or with "
						"tracefs mounted and readable, it can be found)",
					points[i].name);
	}
	return 0;
}

int trace_attach(struct trace *t)
{
	int err = attach_points(t->skel);

	if (err)
		return err;
	bpf_program__set_autoattach(t->skel->progs.snapshot, false);
	err = trace_bpf__attach(t->skel);
	return err ? ss_bpf_error(err, "cannot attach the BPF programs") : 0;
}

void trace_detach(struct trace *t)
{
	trace_bpf__detach(t->skel);
}

void trace_unload(struct trace *t)
{
	if (t->counts)
		munmap(t->counts, t->cpus * sizeof(struct ss_wire_counts));
	bpf_link__destroy(t->snapshot_link);
	trace_bpf__destroy(t->skel);
}
