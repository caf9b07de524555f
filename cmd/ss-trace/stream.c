// SPDX-License-Identifier: BSD-2-Clause
/* A trace while it runs: records, batches and timers; and its end: detach, drain, settle the books.
 */
#include <errno.h>
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "bpf/object.h"
#include "core/clock.h"
#include "core/log.h"
#include "event/count.h"
#include "trace.h"
#include "trace.skel.h"
#include "wire.h"

#define TICK_NS	    (SS_NS_PER_SEC / 5)
#define SETTLE_NS   SS_NS_PER_SEC	/* for programs that still run after the detach */
#define PATIENCE_NS (3 * SS_NS_PER_SEC) /* for a slow reader, once we are asked to stop */

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

int stream_timers(struct trace *t)
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

int stream_open(struct trace *t)
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

int stream_run(struct trace *t)
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
