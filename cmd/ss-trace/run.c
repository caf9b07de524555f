// SPDX-License-Identifier: BSD-2-Clause
/* The life of a trace: load, attach, give up rights, run, detach, drain, settle the books. */
#include <errno.h>
#include <linux/capability.h>
#include <linux/membarrier.h>
#include <malloc.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "bpf/object.h"
#include "bpf/probe.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/privs.h"
#include "event/count.h"
#include "trace.h"
#include "trace.skel.h"
#include "wire.h"

#define PROCESSES_MAX 32768
#define TICK_NS	      (SS_NS_PER_SEC / 5)
#define SETTLE_NS     SS_NS_PER_SEC	  /* for programs that still run after the detach */
#define PATIENCE_NS   (3 * SS_NS_PER_SEC) /* for a slow reader, once we are asked to stop */

/* All an asked-for number of events came, or the asked-for time is over: not an error. */
#define TRACE_DONE 1

/* For the advice after a loss. */
static void note_size(struct trace *t, const void *data, size_t size)
{
	const struct ss_wire_head *h = data;

	if (size < sizeof(*h) || h->kind >= SS_EVENT_TYPES)
		return;
	t->loss.records[h->kind]++;
	t->loss.bytes[h->kind] += size;
}

static int on_record(void *arg, const void *data, size_t size)
{
	struct trace *t = arg;
	size_t start = t->out.buf.len;
	enum ss_event_type type;
	int n;

	note_size(t, data, size);
	n = count_record(t, data, size);
	if (n)
		return n < 0 ? trace_fail(t, n, "cannot keep the names of groups") : 0;
	n = ss_event_take(&t->stream, data, size, !t->done && !t->late, &t->out.buf, &type);
	if (n < 0)
		return trace_fail(t, n, "a record from the kernel makes no sense");
	count_look_again(t);
	if (!n)
		return 0;
	if (t->done || t->late) {
		(*(t->done ? &t->dropped[type] : &t->unread[type]))++;
		return 0;
	}
	if (filter_refuses(t, data, start)) {
		t->refused[type]++;
		return 0;
	}
	t->tally[type].emitted++;
	t->done = ++t->total_emitted == t->opt->max_events;
	n = trace_line(t, start);
	return n ? trace_fail(t, n, "cannot show an event") : trace_flush(t, false);
}

static int on_batch_end(void *arg)
{
	struct trace *t = arg;
	int err;

	meta_loss(t);
	err = meta_throttle(t, false);
	if (!err)
		err = trace_flush(t, true);
	return err ? err : t->done ? TRACE_DONE : 0;
}

/*
 * Look although nobody woke us: a producer that was held up between its look at
 * the reader and its record may have missed that we fell asleep.
 */
static int on_tick(void *arg)
{
	struct trace *t = arg;
	int err = ss_ring_drain(t->ring);

	if (err < 0)
		return err;
	ss_clock_sync(&t->stream.clock);
	return on_batch_end(t);
}

/* What is told of each --every. */
static int print_tables(struct trace *t)
{
	int err = count_print(t);

	return err ? err : cost_print(t);
}

static int on_interval(void *arg)
{
	int err = print_tables(arg);

	return err ? trace_fail(arg, err, "cannot print the tables") : on_batch_end(arg);
}

static int on_deadline(void *arg)
{
	((struct trace *)arg)->done = true;
	return TRACE_DONE;
}

static int start_timers(struct trace *t)
{
	struct ss_timer *tick = ss_loop_add_timer(t->loop, on_tick, t);
	struct ss_timer *deadline = ss_loop_add_timer(t->loop, on_deadline, t);
	struct ss_timer *interval = ss_loop_add_timer(t->loop, on_interval, t);
	int err = tick && deadline && interval ? 0 : -errno;

	if (!err)
		err = ss_timer_set(tick, TICK_NS, TICK_NS);
	if (!err && t->opt->duration_ns)
		err = ss_timer_set(deadline, t->opt->duration_ns, 0);
	if (!err && t->opt->every_ns)
		err = ss_timer_set(interval, t->opt->every_ns, t->opt->every_ns);
	return err ? ss_error(err, "cannot set a timer") : 0;
}

static int open_ring(struct trace *t)
{
	const struct ss_ring_ops ops = { on_record, on_batch_end, t };

	t->ring = ss_ring_new(t->loop, t->skel->maps.life, t->perf ? NULL : t->skel->maps.bulk,
			      t->opt->ring_size, &t->skel->bss->reader, &ops);
	return t->ring ? 0 : ss_bpf_error(-errno, "cannot open the buffer");
}

/* Everything the programs counted as seen has come out at the other end. */
static bool settled(struct trace *t)
{
	books_read(t);
	for (int i = 0; i < SS_EVENT_TYPES; i++)
		if (!ss_tally_exact(&t->tally[i]))
			return false;
	return true;
}

/*
 * Read until the books agree: after the detach a program may still be at work
 * elsewhere.  What a slow reader has not taken in PATIENCE_NS is lost, and counted.
 */
static int drain(struct trace *t)
{
	uint64_t now = ss_clock_mono(), late = now + PATIENCE_NS, end = late + SETTLE_NS;
	int more;

	/* A grace period: programs that run without being preempted are through. */
	syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
	do {
		more = ss_ring_drain(t->ring);
		if (more < 0 || (!more && settled(t)))
			return more;
		if (!more)
			nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
		now = ss_clock_mono();
		t->late = now > late;
	} while (more || now < end);
	return 0;
}

static const char *reason(const struct trace *t)
{
	if (ss_loop_signal(t->loop))
		return "signal";
	return t->opt->max_events && t->total_emitted == t->opt->max_events ? "count" : "duration";
}

static int stream(struct trace *t)
{
	const char *why;
	int err = ss_loop_run(t->loop);

	why = reason(t);
	trace_close(t);
	if (err && err != TRACE_DONE)
		return err;
	err = drain(t);
	if (err)
		return err;
	t->loss_looked_ns = 0; /* a last meta.loss does not wait */
	meta_loss(t);
	err = meta_throttle(t, true);
	if (!err)
		err = print_tables(t);
	if (err)
		return err;
	meta_stop(t, why);
	return trace_flush(t, true);
}

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
		err = open_ring(t);
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
		err = start_timers(t);
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
		err = SS_EXIT_USAGE; /* --fields, and it has been said */
	else if (!err)
		err = ss_stream_init(&t.stream, PROCESSES_MAX);
	if (err < 0)
		ss_error(err, "cannot start");
	if (err)
		goto out;
	err = containers_open(&t);
	if (!err)
		err = uprobes_find(&t);
	if (!err)
		err = start(&t);
	if (!err)
		err = trace_fail(&t, stream(&t), "cannot go on reading events");
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
