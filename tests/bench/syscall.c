// SPDX-License-Identifier: BSD-2-Clause
/* A system call as JSON: nanoseconds of this thread's time a call, by what it takes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "syscall/syscall.h"

#define CALLS  1000
#define ROUNDS 301

static struct ss_strbuf lines;

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void measure(const char *name, struct ss_syscall_event e)
{
	static uint64_t ns[ROUNDS];

	e.nr = ss_syscall_number(name, strlen(name));
	for (int round = 0; round < ROUNDS; round++) {
		uint64_t from = now_ns();

		ss_strbuf_clear(&lines);
		for (int i = 0; i < CALLS; i++) {
			struct ss_json w;

			ss_json_init(&w, &lines);
			ss_json_object(&w, NULL);
			e.args[1] += i & 1;
			ss_syscall_write(&w, &e);
			ss_json_end_line(&w);
		}
		ns[round] = now_ns() - from;
	}
	qsort(ns, ROUNDS, sizeof(ns[0]), by_size);
	printf("%-20s%8zu%10.1f\n", name, lines.len / CALLS, (double)ns[ROUNDS / 2] / CALLS);
}

int main(void)
{
	struct ss_capture name = { .arg = 1, .len = 11, .bytes = "/etc/passwd" };
	struct ss_capture addr = { .arg = 1,
				   .kind = SS_CAPTURE_SOCKADDR,
				   .len = 16,
				   .bytes = "\2\0\0\x35\xc0\0\2\1\0\0\0\0\0\0\0" };

	printf("%-20s%8s%10s\n", "", "bytes", "ns");
	measure("getppid", (struct ss_syscall_event){ .ret = 4711 });
	measure("setpriority", (struct ss_syscall_event){ .args = { 0, 4711, 5 } });
	measure("setresuid", (struct ss_syscall_event){ .args = { 1000, 1000, 1000 } });
	measure("lseek", (struct ss_syscall_event){ .ret = 4096, .args = { 3, 4096 } });
	measure("read",
		(struct ss_syscall_event){ .ret = 512, .args = { 3, 0x7ffe12345678, 512 } });
	measure("openat", (struct ss_syscall_event){ .ret = 3,
						     .args = { -100u, 0x7ffe12345678, 0x80000 },
						     .captures = &name,
						     .capture_count = 1 });
	measure("mmap", (struct ss_syscall_event){ .ret = 0x7f0012345000,
						   .args = { 0, 4096, 3, 0x22, -1u } });
	measure("connect", (struct ss_syscall_event){ .ret = -111,
						      .args = { 3, 0x7ffe12345678, 16 },
						      .captures = &addr,
						      .capture_count = 1 });
	ss_strbuf_fini(&lines);
	return 0;
}
