// SPDX-License-Identifier: BSD-2-Clause
/*
 * stall_cpu NAME FILE: keep a processor busy; "ready PID TID" comes first.  FILE holds the
 * progress: a 64-bit number of rounds, mapped, so that it can be read when the process is gone.
 *   spin	   in user space, without a system call
 *   spin-kernel  in reads of 256 MiB of /dev/urandom: a round is one read
 *   read-once	   one such read, and then in user space, in a thread that never sleeps
 *   yield	   sched_yield() all the time, which is no rest
 *   nap	   10 ms of work, 1 ms of sleep: busy, but never for long
 *   execs	   1.2 s of work and an exec of itself, until it was 3 s of work, and a pause;
 *		   a round is an image
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define WINDOW (2u << 20)
#define READ   (256u << 20)

static volatile uint64_t *rounds;
static int file;

static void must(const char *what, long ret)
{
	if (ret >= 0)
		return;
	fprintf(stderr, "stall_cpu: %s: %s\n", what, strerror(errno));
	_exit(1);
}

static void spin(void)
{
	for (;;)
		++*rounds;
}

/* The same memory again and again: a long read, and a small process. */
static char *window(void)
{
	int fd = syscall(SYS_memfd_create, "window", 0);
	char *at = mmap(NULL, READ, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	must("memfd_create", fd);
	must("ftruncate", ftruncate(fd, WINDOW));
	for (size_t i = 0; i < READ; i += WINDOW)
		must("mmap", mmap(at + i, WINDOW, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
				  fd, 0) == MAP_FAILED
				     ? -1
				     : 0);
	return at;
}

static void spin_kernel(void)
{
	int fd = open("/dev/urandom", O_RDONLY);
	char *to = window();

	for (;; ++*rounds)
		must("read", read(fd, to, READ));
}

/* By a thread that never sleeps, not even before. */
static void *read_and_spin(void *arg)
{
	int fd = open("/dev/urandom", O_RDONLY);

	must("read", read(fd, window(), READ));
	spin();
	return arg;
}

static void read_once(void)
{
	pthread_t thread;

	must("pthread_create", -pthread_create(&thread, NULL, read_and_spin, NULL));
	pthread_join(thread, NULL);
}

static void yield(void)
{
	for (;; ++*rounds)
		sched_yield();
}

static uint64_t cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void nap(void)
{
	for (uint64_t since = cpu_ms();; ++*rounds)
		if (cpu_ms() - since >= 10) {
			usleep(1000);
			since = cpu_ms();
		}
}

/* Neither before the exec nor after it does it sleep. */
static void execs(void)
{
	char path[64];
	uint64_t since = cpu_ms();

	++*rounds;
	if (since >= 3000)
		for (;;)
			pause();
	while (cpu_ms() - since < 1200)
		;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	execl("/proc/self/exe", "stall_cpu", "execs", path, (char *)NULL);
	must("execl", -1);
}

static const struct {
	const char *name;
	void (*run)(void);
} kinds[] = {
	{ "spin", spin },
	{ "spin-kernel", spin_kernel },
	{ "read-once", read_once },
	{ "yield", yield },
	{ "nap", nap },
	{ "execs", execs },
};

int main(int argc, char **argv)
{
	file = argc == 3 ? open(argv[2], O_RDWR | O_CREAT, 0600) : -1;
	must("FILE", file);
	must("ftruncate", ftruncate(file, sizeof(*rounds)));
	rounds = mmap(NULL, sizeof(*rounds), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	must("mmap", rounds == MAP_FAILED ? -1 : 0);
	printf("ready %d %d\n", getpid(), getpid());
	fflush(stdout);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].name, argv[1]))
			kinds[i].run();
	return 2;
}
