// SPDX-License-Identifier: BSD-2-Clause
/* The consumer side of a ring buffer, on memory laid out as the kernel lays it out. */
#include <linux/bpf.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bpf/ringbuf.h"
#include "check.h"

#define SIZE 4096u

static char *memory; /* consumer's page, producer's page, the data */
static struct ss_ringbuf ring;
static size_t page;

static unsigned long *consumer(void)
{
	return (unsigned long *)memory;
}

static unsigned long *producer(void)
{
	return (unsigned long *)(memory + page);
}

static void start(unsigned long at)
{
	int fd = memfd_create("ring", MFD_CLOEXEC);

	page = getpagesize();
	check(fd >= 0 && !ftruncate(fd, 2 * page + SIZE));
	memory = mmap(NULL, 2 * page + SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	check(memory != MAP_FAILED);
	*consumer() = *producer() = at;
	check(!ss_ringbuf_open(&ring, fd, SIZE));
	close(fd);
}

static void stop(void)
{
	ss_ringbuf_close(&ring);
	munmap(memory, 2 * page + SIZE);
}

static void put_byte(unsigned long at, char byte)
{
	memory[2 * page + (at & (SIZE - 1))] = byte;
}

static void put_header(unsigned long at, uint32_t len)
{
	for (size_t i = 0; i < sizeof(len); i++)
		put_byte(at + i, ((char *)&len)[i]);
}

static unsigned long put(uint32_t len, uint32_t bits, char fill)
{
	unsigned long at = *producer();

	put_header(at, len | bits);
	for (uint32_t i = 0; i < len; i++)
		put_byte(at + BPF_RINGBUF_HDR_SZ + i, fill);
	*producer() = at + ((len + BPF_RINGBUF_HDR_SZ + 7) & ~7u);
	return at;
}

static bool takes(uint32_t len, char fill)
{
	const void *data;
	size_t size;

	if (ss_ringbuf_peek(&ring, &data, &size) != SS_RINGBUF_RECORD || size != len)
		return false;
	for (size_t i = 0; i < size; i++)
		if (((const char *)data)[i] != fill)
			return false;
	ss_ringbuf_take(&ring, size);
	return true;
}

static enum ss_ringbuf_look look(void)
{
	const void *data;
	size_t size;

	return ss_ringbuf_peek(&ring, &data, &size);
}

static void in_order(void)
{
	start(0);
	check(look() == SS_RINGBUF_EMPTY);
	put(10, 0, 'a');
	put(16, 0, 'b');
	check(look() == SS_RINGBUF_RECORD && takes(10, 'a') && takes(16, 'b'));
	check(look() == SS_RINGBUF_EMPTY);
	put(1, 0, 'c');
	check(takes(1, 'c'));
	stop();
}

static void busy(void)
{
	unsigned long at;

	start(0);
	at = put(24, BPF_RINGBUF_BUSY_BIT, 'a');
	put(8, 0, 'b');
	check(look() == SS_RINGBUF_BUSY);
	put_header(at, 24);
	check(takes(24, 'a') && takes(8, 'b'));
	stop();
}

static void discarded(void)
{
	start(0);
	put(100, BPF_RINGBUF_DISCARD_BIT, 'a');
	put(8, 0, 'b');
	put(8, BPF_RINGBUF_DISCARD_BIT, 'c');
	check(takes(8, 'b') && look() == SS_RINGBUF_EMPTY);
	ss_ringbuf_tell(&ring);
	check(*consumer() == *producer());
	stop();
}

/* The positions only grow, beyond 2^32 too; a record over the end is in one piece. */
static void around(void)
{
	start((1ul << 32) - 64);
	for (int i = 0; i < 1000; i++) {
		put(1000, 0, (char)i);
		put(7, 0, (char)~i);
		check(takes(1000, (char)i) && takes(7, (char)~i));
		check(*producer() - *consumer() <= SIZE / 4 + 1008);
	}
	check(look() == SS_RINGBUF_EMPTY);
	stop();
}

static void told(void)
{
	start(0);
	put(8, 0, 'a');
	check(takes(8, 'a'));
	ss_ringbuf_tell(&ring);
	check(*consumer() == 16);
	stop();
}

static const struct check_case cases[] = {
	{ "records come in order", in_order },
	{ "a record that is being written is waited for", busy },
	{ "discarded records are skipped", discarded },
	{ "around the end, and again", around },
	{ "the kernel is told what was taken", told },
};

CHECK_MAIN(cases)
