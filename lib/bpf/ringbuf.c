// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/ringbuf.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define TELL_BYTES (64u << 10) /* so seldom is the consumer's cache line written */
#define BUSY_LOOKS 1000	       /* a record is copied in less */

int ss_ringbuf_open(struct ss_ringbuf *r, int fd, size_t size)
{
	size_t page = getpagesize();
	void *p = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	void *q;

	if (p == MAP_FAILED)
		return -errno;
	/*
	 * The producer's page, then the data.  The kernel offers it twice in a row, so
	 * that no record wraps; that would be twice the resident memory.
	 */
	q = mmap(NULL, page + size, PROT_READ, MAP_SHARED, fd, page);
	if (q == MAP_FAILED) {
		int err = -errno;

		munmap(p, page);
		return err;
	}
	*r = (struct ss_ringbuf){ .consumer = p,
				  .producer = q,
				  .data = (const char *)q + page,
				  .size = size,
				  .page = page,
				  .fd = fd };
	r->at = r->told = r->end = *r->consumer;
	return 0;
}

void ss_ringbuf_close(struct ss_ringbuf *r)
{
	if (!r->data)
		return;
	munmap((void *)r->consumer, r->page);
	munmap((void *)r->producer, r->page + r->size);
	free(r->whole);
	*r = (struct ss_ringbuf){ 0 };
}

static inline size_t step(uint32_t len)
{
	len &= ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);
	return (len + BPF_RINGBUF_HDR_SZ + 7) & ~(size_t)7;
}

/* LEN bytes behind the header at AT, in one piece; NULL: no memory. */
static const void *bytes_at(struct ss_ringbuf *r, unsigned long at, size_t len)
{
	size_t from = (at + BPF_RINGBUF_HDR_SZ) & (r->size - 1), first = r->size - from;

	if (len <= first)
		return r->data + from;
	if (len > r->whole_size) {
		char *bigger = realloc(r->whole, len);

		if (!bigger)
			return NULL;
		r->whole = bigger;
		r->whole_size = len;
	}
	memcpy(r->whole, r->data + from, first);
	memcpy(r->whole + first, r->data, len - first);
	return r->whole;
}

enum ss_ringbuf_look ss_ringbuf_peek(struct ss_ringbuf *r, const void **data, size_t *size)
{
	for (unsigned busy = 0; busy < BUSY_LOOKS;) {
		const char *head = r->data + (r->at & (r->size - 1));
		uint32_t len;

		if (r->at == r->end) {
			r->end = __atomic_load_n(r->producer, __ATOMIC_ACQUIRE);
			if (r->end - r->told > r->peak)
				r->peak = r->end - r->told;
			if (r->at == r->end)
				return SS_RINGBUF_EMPTY;
		}
		len = __atomic_load_n((const uint32_t *)head, __ATOMIC_ACQUIRE);
		if (len & BPF_RINGBUF_BUSY_BIT) {
			busy++;
			continue;
		}
		if (len & BPF_RINGBUF_DISCARD_BIT) {
			r->at += step(len);
			continue;
		}
		*data = bytes_at(r, r->at, len);
		*size = len;
		return *data ? SS_RINGBUF_RECORD : SS_RINGBUF_BUSY;
	}
	return SS_RINGBUF_BUSY;
}

void ss_ringbuf_take(struct ss_ringbuf *r, size_t size)
{
	r->at += step(size);
	if (r->at - r->told > TELL_BYTES || r->at - r->told > r->size / 4)
		ss_ringbuf_tell(r);
}

void ss_ringbuf_tell(struct ss_ringbuf *r)
{
	if (r->told != r->at)
		__atomic_store_n(r->consumer, r->at, __ATOMIC_RELEASE);
	r->told = r->at;
}
