// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/ring.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "bpf/look.h"
#include "bpf/ringbuf.h"
#include "core/clock.h"
#include "core/strbuf.h"
#include "wire.h"

/* One turn: then the loop sees to signals, timers and losses, however fast records come. */
#define SLICE_RECORDS 1024
#define SLICE_NS      (10 * SS_NS_PER_SEC / 1000)

struct ss_ring {
	struct ss_ringbuf life, bulk;
	struct perf_buffer *pb;	 /* instead of them */
	struct ss_strbuf sample; /* of pb, where 64-bit fields are aligned */
	struct ss_ring_ops ops;
	struct ss_loop *loop;
	struct ss_timer *timer;
	volatile uint32_t *reader;
	int fds[2]; /* in the loop; -1: none */
	struct ss_look look;
	uint64_t looked_ns;
	uint64_t records, slice_end, slice_end_ns;
	int result; /* the record callback's */
};

static bool slice_over(const struct ss_ring *r)
{
	return r->records >= r->slice_end ||
	       (r->records % 16 == 0 && ss_clock_mono() >= r->slice_end_ns);
}

static void pass_on(struct ss_ring *r, const void *data, size_t size)
{
	r->records++;
	r->result = r->ops.record(r->ops.arg, data, size);
}

/* A sample begins behind its 32-bit length: four bytes off what a record needs. */
static void on_perf(void *arg, int cpu, void *data, uint32_t size)
{
	struct ss_ring *r = arg;

	(void)cpu;
	if (r->result)
		return;
	ss_strbuf_clear(&r->sample);
	ss_strbuf_add(&r->sample, data, size);
	r->result = r->sample.err;
	if (!r->result)
		pass_on(r, r->sample.data, size);
}

static uint64_t time_of(const void *record)
{
	return ((const struct ss_wire_head *)record)->boot_ns;
}

/*
 * The next record of both.  When one ring has a record and the other none, the
 * other is looked at once more: what came before is there by then, the fork of a
 * process before all it did.
 */
static struct ss_ringbuf *earliest(struct ss_ring *r, const void **data, size_t *size)
{
	const void *other;
	size_t other_size;
	enum ss_ringbuf_look bulk, life = ss_ringbuf_peek(&r->life, data, size);

	if (life == SS_RINGBUF_BUSY)
		return NULL;
	bulk = ss_ringbuf_peek(&r->bulk, &other, &other_size);
	if (bulk == SS_RINGBUF_RECORD && life == SS_RINGBUF_EMPTY)
		life = ss_ringbuf_peek(&r->life, data, size);
	if (bulk == SS_RINGBUF_BUSY || life == SS_RINGBUF_BUSY)
		return NULL;
	if (bulk == SS_RINGBUF_EMPTY)
		return life == SS_RINGBUF_RECORD ? &r->life : NULL;
	if (life == SS_RINGBUF_RECORD && time_of(*data) < time_of(other))
		return &r->life;
	*data = other;
	*size = other_size;
	return &r->bulk;
}

static int drain_rings(struct ss_ring *r)
{
	struct ss_ringbuf *from;
	const void *data;
	size_t size;
	int more = 0;

	while (!more && !r->result && (from = earliest(r, &data, &size))) {
		if (size >= sizeof(struct ss_wire_head))
			pass_on(r, data, size);
		else
			r->result = -EBADMSG;
		ss_ringbuf_take(from, size);
		more = slice_over(r);
	}
	ss_ringbuf_tell(&r->life);
	ss_ringbuf_tell(&r->bulk);
	return more;
}

int ss_ring_drain(struct ss_ring *r)
{
	int n;

	if (r->result)
		return r->result;
	r->slice_end = r->records + SLICE_RECORDS;
	r->slice_end_ns = ss_clock_mono() + SLICE_NS;
	n = r->pb ? perf_buffer__consume(r->pb) : drain_rings(r);
	if (r->result)
		return r->result;
	return n == -EINTR ? 0 : n;
}

void ss_ring_peaks(struct ss_ring *r, uint64_t *life, uint64_t *bulk)
{
	*life = r->life.peak;
	*bulk = r->bulk.peak;
	r->life.peak = r->bulk.peak = 0;
}

/* Sleep until a producer wakes us; what came in meanwhile is seen by one more look. */
static int fall_asleep(struct ss_ring *r)
{
	*r->reader = SS_READER_ASLEEP;
	atomic_thread_fence(memory_order_seq_cst);
	return ss_ring_drain(r);
}

static int look(void *arg)
{
	struct ss_ring *r = arg;
	uint64_t before = r->records, now = ss_clock_mono(), since = now - r->looked_ns;
	int more = ss_ring_drain(r), err;

	r->looked_ns = now;
	if (!more && r->records == before)
		more = fall_asleep(r);
	if (more < 0)
		return more;
	err = r->ops.batch_end(r->ops.arg);
	if (err)
		return err;
	if (more)
		return ss_timer_set(r->timer, 1, 0); /* at once, but after whatever else there is */
	if (r->records != before)
		*r->reader = SS_READER_DOZING;
	return ss_timer_set(r->timer, ss_look_next(&r->look, r->records - before, since), 0);
}

static int open_rings(struct ss_ring *r, struct bpf_map *life, struct bpf_map *bulk)
{
	int err = ss_ringbuf_open(&r->life, bpf_map__fd(life), bpf_map__max_entries(life));

	if (!err)
		err = ss_ringbuf_open(&r->bulk, bpf_map__fd(bulk), bpf_map__max_entries(bulk));
	r->fds[0] = bpf_map__fd(life);
	r->fds[1] = bpf_map__fd(bulk);
	return err;
}

/* What it loses is counted by the BPF side, record by record. */
static int open_perf(struct ss_ring *r, struct bpf_map *life, uint32_t bytes)
{
	r->pb = perf_buffer__new(bpf_map__fd(life), bytes / getpagesize(), on_perf, NULL, r, NULL);
	if (!r->pb)
		return -errno;
	r->fds[0] = perf_buffer__epoll_fd(r->pb);
	return 0;
}

static int add_to_loop(struct ss_ring *r)
{
	int err = 0;

	r->timer = ss_loop_add_timer(r->loop, look, r);
	if (!r->timer)
		return -errno;
	for (int i = 0; i < 2 && !err; i++)
		if (r->fds[i] >= 0)
			err = ss_loop_add_edge(r->loop, r->fds[i], look, r);
	return err ? err : ss_timer_set(r->timer, SS_LOOK_NS, 0);
}

struct ss_ring *ss_ring_new(struct ss_loop *loop, struct bpf_map *life, struct bpf_map *bulk,
			    uint32_t perf_bytes, volatile uint32_t *reader,
			    const struct ss_ring_ops *ops)
{
	struct ss_ring *r = calloc(1, sizeof(*r));
	int err;

	if (!r)
		return NULL;
	r->ops = *ops;
	r->loop = loop;
	r->reader = reader;
	r->fds[0] = r->fds[1] = -1;
	err = bulk ? open_rings(r, life, bulk) : open_perf(r, life, perf_bytes);
	if (!err)
		err = add_to_loop(r);
	if (err) {
		ss_ring_free(r);
		errno = -err;
		return NULL;
	}
	return r;
}

void ss_ring_free(struct ss_ring *r)
{
	if (!r)
		return;
	for (int i = 0; i < 2; i++)
		if (r->fds[i] >= 0)
			ss_loop_remove_fd(r->loop, r->fds[i]);
	if (r->timer)
		ss_timer_set(r->timer, 0, 0);
	ss_ringbuf_close(&r->life);
	ss_ringbuf_close(&r->bulk);
	perf_buffer__free(r->pb);
	ss_strbuf_fini(&r->sample);
	free(r);
}
