// SPDX-License-Identifier: BSD-2-Clause
/* The life of a trace: load, attach, give up rights, run (stream.c), unload. */
#include <errno.h>
#include <linux/capability.h>
#include <malloc.h>
#include <unistd.h>

#include "bpf/probe.h"
#include "core/log.h"
#include "core/privs.h"
#include "event/count.h"
#include "trace.h"

#define PROCESSES_MAX 32768

/*
 * What it takes to ask /proc about other users' processes; the rest is done by
 * now.  To read a map again takes CAP_BPF before Linux 5.19, where
 * kernel.unprivileged_bpf_disabled is set.
 */
static int drop_rights(const struct trace *t)
{
	uint64_t keep = SS_CAP(CAP_SYS_PTRACE) | SS_CAP(CAP_DAC_READ_SEARCH);
	int err = ss_privs_keep(t->count || t->rate ? keep | SS_CAP(CAP_BPF) : keep);

	return err ? ss_error(err, "cannot give up privileges") : 0;
}

/* Process ids are the kernel's own, which a PID namespace shows otherwise. */
static void warn_of_namespace(void)
{
	struct ss_probe_result pid_ns;

	ss_probe_run(SS_PROBE_PID_NS, &pid_ns);
	if (pid_ns.err == -EXDEV)
		ss_warn("not in the initial PID namespace: process ids are those of that one, and "
			"processes outside this one are only seen when they act");
}

static int load(struct trace *t)
{
	int err = trace_load(t);

	if (!err)
		err = record_open(t);
	if (!err)
		err = snapshot_take(t, false);
	if (!err)
		err = stream_open(t);
	if (!err)
		err = cost_start(t);
	if (!err)
		err = trace_attach(t);
	return err ? err : net_seed(t);
}

static int start(struct trace *t)
{
	int err;

	while ((err = load(t)) == -EAGAIN) {
		cost_stop(t);
		ss_ring_free(t->ring);
		t->ring = NULL;
		trace_unload(t);
	}
	if (!err)
		err = stream_timers(t);
	if (err)
		return err;
	warn_of_namespace();
	meta_start(t);
	/* Again for what came between the first look and the hooks. */
	err = snapshot_take(t, t->opt->snapshot);
	if (!err)
		err = drop_rights(t);
	if (!err)
		err = containers_start(t);
	/* Loading took the kernel's types and the object apart: megabytes that are not needed
	 * again. */
	trace_forget_object();
	malloc_trim(0);
	return err ? err : trace_flush(t, true);
}

int trace_run(const struct trace_options *opt)
{
	struct trace t = { .opt = opt };
	int err = filter_open(&t);

	if (!err)
		err = rate_check(opt);
	if (!err)
		err = count_check(opt);
	if (err)
		goto out;
	t.loop = ss_loop_new();
	if (!t.loop)
		return ss_error(-errno, "cannot set up the event loop");
	ss_out_init(&t.out, STDOUT_FILENO, ss_loop_signal_fd(t.loop));
	err = ss_view_init(&t.view, opt->format, opt->fields, opt->color);
	if (!err)
		err = ss_view_check(&t.view);
	if (err == -EINVAL)
		err = ss_cli_try_help(); /* --fields, and it has been said */
	else if (!err)
		err = ss_stream_init(&t.stream, PROCESSES_MAX);
	if (err < 0)
		ss_error(err, err == -ENOENT ? "cannot start without /proc" : "cannot start");
	if (err)
		goto out;
	err = containers_open(&t);
	if (!err)
		err = uprobes_find(&t);
	if (!err)
		err = start(&t);
	if (!err)
		err = trace_fail(&t, stream_run(&t), "cannot go on reading events");
	err = record_close(&t, err);
out:
	cost_stop(&t);
	ss_ring_free(t.ring);
	trace_unload(&t);
	ss_count_free(t.count);
	rate_free(&t);
	filter_close(&t);
	uprobes_free(&t);
	containers_close(&t);
	ss_stream_fini(&t.stream);
	ss_view_fini(&t.view);
	ss_out_fini(&t.out);
	ss_loop_free(t.loop);
	return err;
}
