// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/ring.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/strbuf.h"
#include "wire.h"

#define LOOK_NS	    (SS_NS_PER_SEC / 1000) /* to the first look after a record */
#define LOOK_MAX_NS (4 * LOOK_NS)	   /* between looks while records keep coming */

/*
 * Empty looks before we trust the wake-up alone: the first falls asleep, the
 * second catches a record whose producer read the word just before that.
 */
#define LOOKS_BEFORE_SLEEP 2

/* One turn: then the loop sees to signals, timers and losses, however fast records come. */
#define SLICE_RECORDS 1024
#define SLICE_NS      (10 * SS_NS_PER_SEC / 1000)

struct ss_ring {
	struct ring_buffer *rb, *bulk;
	struct perf_buffer *pb;	 /* instead of rb */
	struct ss_strbuf sample; /* of pb, where 64-bit fields are aligned */
	struct ss_ring_ops ops;
	struct ss_loop *loop;
	struct ss_timer *timer;
	volatile uint32_t *reader;
	int fd;
	int empty_looks;
	uint64_t look_ns; /* to the look after the next that finds something */
	uint64_t records, slice_end, slice_end_ns;
	int result; /* the record callback's, as libbpf passes it on only in part */
};

static bool slice_over(const struct ss_ring *r)
{
	return r->records >= r->slice_end ||
	       (r->records % 16 == 0 && ss_clock_mono() >= r->slice_end_ns);
}

static int on_record(void *arg, void *data, size_t size)
{
	struct ss_ring *r = arg;

	r->records++;
	r->result = r->ops.record(r->ops.arg, data, size);
	return r->result ? -ECANCELED : slice_over(r) ? -EAGAIN : 0;
}

static int on_bulk(void *arg, void *data, size_t size)
{
	struct ss_ring *r = arg;
	int n = r->ops.bulk(r->ops.arg, data, size);

	return n > 0 ? -EAGAIN : n;
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
		on_record(r, r->sample.data, size);
}

int ss_ring_drain(struct ss_ring *r)
{
	int n;

	if (r->result)
		return r->result;
	r->slice_end = r->records + SLICE_RECORDS;
	r->slice_end_ns = ss_clock_mono() + SLICE_NS;
	n = r->rb ? ring_buffer__consume(r->rb) : perf_buffer__consume(r->pb);
	if (r->result)
		return r->result;
	if (n == -EAGAIN)
		return 1;
	return n < 0 && n != -EINTR ? n : 0;
}

int ss_ring_read_bulk(struct ss_ring *r)
{
	int n = r->bulk ? ring_buffer__consume(r->bulk) : 0;

	return n < 0 && n != -EINTR && n != -EAGAIN ? n : 0;
}

/* Sleep until a producer wakes us; what came in meanwhile is seen by one more look. */
static int fall_asleep(struct ss_ring *r)
{
	*r->reader = SS_READER_ASLEEP;
	atomic_thread_fence(memory_order_seq_cst);
	return ss_ring_drain(r);
}

/*
 * When to look again; 0: when a producer wakes us.  Every wake-up costs as much
 * as several lines, so that a steady stream is looked at less often.
 */
static uint64_t next_look(struct ss_ring *r, bool found)
{
	uint64_t ns = r->look_ns;

	if (!found) {
		r->look_ns = LOOK_NS;
		return ++r->empty_looks < LOOKS_BEFORE_SLEEP ? LOOK_NS : 0;
	}
	r->empty_looks = 0;
	if (ns < LOOK_MAX_NS)
		r->look_ns = 2 * ns;
	return ns;
}

static int look(void *arg)
{
	struct ss_ring *r = arg;
	uint64_t before = r->records;
	int more = ss_ring_drain(r), err;

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
	return ss_timer_set(r->timer, next_look(r, r->records != before), 0);
}

static int open_buffer(struct ss_ring *r, struct bpf_map *map, struct bpf_map *bulk,
		       uint32_t perf_bytes)
{
	int fd = bpf_map__fd(map);

	if (bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF) {
		r->rb = ring_buffer__new(fd, on_record, r, NULL);
		r->fd = r->rb ? ring_buffer__epoll_fd(r->rb) : -1;
	} else {
		/* What it loses is counted by the BPF side, record by record. */
		r->pb = perf_buffer__new(fd, perf_bytes / getpagesize(), on_perf, NULL, r, NULL);
		r->fd = r->pb ? perf_buffer__epoll_fd(r->pb) : -1;
	}
	if (r->fd >= 0 && bulk) {
		r->bulk = ring_buffer__new(bpf_map__fd(bulk), on_bulk, r, NULL);
		return r->bulk ? 0 : -errno;
	}
	return r->fd < 0 ? -errno : 0;
}

struct ss_ring *ss_ring_new(struct ss_loop *loop, struct bpf_map *map, struct bpf_map *bulk,
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
	r->fd = -1;
	r->look_ns = LOOK_NS;
	err = open_buffer(r, map, bulk, perf_bytes);
	if (!err) {
		r->timer = ss_loop_add_timer(loop, look, r);
		err = r->timer ? ss_loop_add_edge(loop, r->fd, look, r) : -errno;
	}
	if (!err)
		err = ss_timer_set(r->timer, LOOK_NS, 0);
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
	if (r->fd >= 0)
		ss_loop_remove_fd(r->loop, r->fd);
	if (r->timer)
		ss_timer_set(r->timer, 0, 0);
	ring_buffer__free(r->rb);
	ring_buffer__free(r->bulk);
	perf_buffer__free(r->pb);
	ss_strbuf_fini(&r->sample);
	free(r);
}
