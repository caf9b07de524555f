// SPDX-License-Identifier: BSD-2-Clause
/*
 * load CALL RATE SECONDS [CPU]: do one system call RATE times a second (0: as often
 * as it can), in bursts of a tenth of a millisecond, and print how often it was
 * done and the nanoseconds of this thread's processor time for each.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define BURST_NS 100000

static void do_getppid(void)
{
	syscall(SYS_getppid);
}

static void do_close(void)
{
	syscall(SYS_close, -1);
}

static void do_open(void)
{
	int fd = syscall(SYS_openat, AT_FDCWD, "/etc/hostname", O_RDONLY | O_CLOEXEC, 0);

	if (fd >= 0)
		syscall(SYS_close, fd);
}

static void do_enoent(void)
{
	syscall(SYS_openat, AT_FDCWD, "/etc/no-such-file", O_RDONLY | O_CLOEXEC, 0);
}

static const struct {
	const char *name;
	void (*run)(void);
} calls[] = {
	{ "getppid", do_getppid },
	{ "close", do_close },
	{ "open", do_open },
	{ "enoent", do_enoent },
};

static uint64_t now(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return t.tv_sec * UINT64_C(1000000000) + t.tv_nsec;
}

static uint64_t go(void (*run)(void), uint64_t rate, uint64_t for_ns)
{
	uint64_t start = now(CLOCK_MONOTONIC), done = 0, t;

	while ((t = now(CLOCK_MONOTONIC) - start) < for_ns) {
		/* The next is always one ahead: without it a low rate would wait for it awake. */
		uint64_t due = rate ? (t + BURST_NS) * rate / 1000000000 + 1 : done + 1000;

		while (done < due) {
			run();
			done++;
		}
		if (rate && (t = now(CLOCK_MONOTONIC) - start) < done * 1000000000 / rate) {
			struct timespec pause = { .tv_nsec = done * 1000000000 / rate - t };

			/* A sleep is late by tens of microseconds: short waits turn. */
			if (pause.tv_nsec > 2 * BURST_NS)
				nanosleep(&pause, NULL);
		}
	}
	return done;
}

int main(int argc, char **argv)
{
	for (size_t i = 0; argc >= 4 && i < sizeof(calls) / sizeof(calls[0]); i++) {
		uint64_t done, cpu;

		if (strcmp(argv[1], calls[i].name))
			continue;
		if (argc > 4) {
			cpu_set_t set;

			CPU_ZERO(&set);
			CPU_SET(atoi(argv[4]), &set);
			sched_setaffinity(0, sizeof(set), &set);
		}
		cpu = now(CLOCK_THREAD_CPUTIME_ID);
		done = go(calls[i].run, strtoull(argv[2], NULL, 10), strtod(argv[3], NULL) * 1e9);
		cpu = now(CLOCK_THREAD_CPUTIME_ID) - cpu;
		printf("%s %llu %llu\n", argv[1], (unsigned long long)done,
		       (unsigned long long)(done ? cpu / done : 0));
		return 0;
	}
	fprintf(stderr, "usage: load getppid|close|open|enoent RATE SECONDS [CPU]\n");
	return 2;
}
