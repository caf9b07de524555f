// SPDX-License-Identifier: BSD-2-Clause
/*
 * uring - open "made", write to it, rename it to "moved" and unlink that, all by
 * io_uring and no system call of its own.  Exits with 77 where io_uring is refused.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct io_uring_params params;
static int ring;
static char *sq, *cq;
static struct io_uring_sqe *sqes;

static void *map(size_t size, off_t what)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring, what);

	if (p == MAP_FAILED) {
		perror("uring: mmap");
		exit(1);
	}
	return p;
}

static void set_up(void)
{
	ring = syscall(SYS_io_uring_setup, 4, &params);
	if (ring < 0) {
		perror("uring: io_uring_setup");
		exit(77);
	}
	sq = map(params.sq_off.array + params.sq_entries * sizeof(uint32_t), IORING_OFF_SQ_RING);
	cq = map(params.cq_off.cqes + params.cq_entries * sizeof(struct io_uring_cqe),
		 IORING_OFF_CQ_RING);
	sqes = map(params.sq_entries * sizeof(*sqes), IORING_OFF_SQES);
}

static uint32_t *word(char *base, uint32_t offset)
{
	return (uint32_t *)(base + offset);
}

/* One request, and its result. */
static int request(const struct io_uring_sqe *sqe, const char *what)
{
	uint32_t tail = *word(sq, params.sq_off.tail), mask = *word(sq, params.sq_off.ring_mask);
	uint32_t head = *word(cq, params.cq_off.head);
	struct io_uring_cqe *cqes = (void *)(cq + params.cq_off.cqes);
	int res;

	sqes[tail & mask] = *sqe;
	word(sq, params.sq_off.array)[tail & mask] = tail & mask;
	__atomic_store_n(word(sq, params.sq_off.tail), tail + 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) != 1) {
		perror("uring: io_uring_enter");
		exit(1);
	}
	res = cqes[head & *word(cq, params.cq_off.ring_mask)].res;
	__atomic_store_n(word(cq, params.cq_off.head), head + 1, __ATOMIC_RELEASE);
	if (res < 0) {
		fprintf(stderr, "uring: %s: %s\n", what, strerror(-res));
		exit(res == -EINVAL ? 77 : 1);
	}
	return res;
}

int main(void)
{
	struct io_uring_sqe open_it = { .opcode = IORING_OP_OPENAT, .fd = AT_FDCWD };
	struct io_uring_sqe write_it = { .opcode = IORING_OP_WRITE, .len = 3 };
	struct io_uring_sqe rename_it = { .opcode = IORING_OP_RENAMEAT, .fd = AT_FDCWD };
	struct io_uring_sqe unlink_it = { .opcode = IORING_OP_UNLINKAT, .fd = AT_FDCWD };

	set_up();
	open_it.addr = (uintptr_t) "made";
	open_it.len = 0600;
	open_it.open_flags = O_CREAT | O_WRONLY;
	write_it.fd = request(&open_it, "openat");
	write_it.addr = (uintptr_t) "abc";
	request(&write_it, "write");
	rename_it.addr = (uintptr_t) "made";
	rename_it.addr2 = (uintptr_t) "moved";
	rename_it.len = AT_FDCWD;
	request(&rename_it, "renameat");
	unlink_it.addr = (uintptr_t) "moved";
	request(&unlink_it, "unlinkat");
	return 0;
}
