/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The consumer side of one BPF ring buffer, which can be looked at before a
 * record is taken: two rings are merged by what stands at their heads.  The
 * layout is the kernel's, kernel/bpf/ringbuf.c since 5.8.
 */
#ifndef SS_RINGBUF_H
#define SS_RINGBUF_H

#include <stddef.h>
#include <stdint.h>

struct ss_ringbuf {
	const char *data;
	char *whole; /* a record that goes over the end, put together; grows */
	size_t whole_size;
	volatile unsigned long *consumer;
	const volatile unsigned long *producer;
	unsigned long at;   /* what was taken so far */
	unsigned long told; /* what the kernel knows of it */
	unsigned long end;  /* the producer's position at the last look */
	unsigned long peak; /* the most bytes that were not given back at a look */
	size_t size, page;
	int fd; /* the map's, for epoll; not owned */
};

enum ss_ringbuf_look {
	SS_RINGBUF_EMPTY,
	SS_RINGBUF_BUSY, /* a processor is writing the record at the head: look again */
	SS_RINGBUF_RECORD,
};

/* FD is a BPF_MAP_TYPE_RINGBUF of SIZE bytes, and stays the caller's.  0 or -errno. */
int ss_ringbuf_open(struct ss_ringbuf *r, int fd, size_t size);
void ss_ringbuf_close(struct ss_ringbuf *r);

/*
 * The record at the head, aligned to 8 bytes, good until ss_ringbuf_take().
 * SS_RINGBUF_BUSY also if there is no memory to put it together.
 * What another processor had finished before a record that was seen elsewhere
 * is found.
 */
enum ss_ringbuf_look ss_ringbuf_peek(struct ss_ringbuf *r, const void **data, size_t *size);
/* Done with the record of SIZE bytes at the head.  Its room is given back now and then. */
void ss_ringbuf_take(struct ss_ringbuf *r, size_t size);
/* Give back the room of all that was taken. */
void ss_ringbuf_tell(struct ss_ringbuf *r);

#endif
