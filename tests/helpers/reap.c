// SPDX-License-Identifier: BSD-2-Clause
/*
 * reap OBJECT WAY N - N victims, one after the other, each of which is late: it is in nanosleep()
 * for longer than the limit, then counts in a loop.  For each a line of nanoseconds since the call
 * returned (or, if it did not, since it was at the limit): SIGKILL queued, process gone, reaped
 * by its parent; and the loops it got to.
 * WAY: kernel, ring, poll, or
 *   timeout  under timeout(1): it is late from when it is as old as the limit, and loops
 *   outside  prints "ready" and waits for a line on stdin: somebody else is to kill "reap-victim"
 * Options: -l US  the limit   -s US  how much longer the call takes   -t N  its threads
 *   -m MIB  of memory it has touched   -b N  others that keep the processors busy
 */
#include <bpf/libbpf.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "reap.h"

#define PATIENCE_MS 10000
#define POLL_NS	    10000000
#define BUSY_MAX    64

static const char *const ways[REAP_WAYS] = { "kernel", "ring", "poll", "timeout", "outside" };

static uint32_t way;
static uint64_t limit_us = 1000, longer_us = 1000;
static unsigned threads = 1, mib, busy;
static struct bpf_object *object;
static volatile struct reap_slot *slot;

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * UINT64_C(1000000000) + t.tv_nsec;
}

static void call(uint64_t us)
{
	struct timespec t = { .tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000 };

	syscall(SYS_nanosleep, &t, NULL);
}

static void map_slot(int fd)
{
	slot = mmap(NULL, sizeof(*slot), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (slot == MAP_FAILED)
		err(1, "mmap");
}

/* Whatever becomes of us, nobody is left behind. */
static pid_t start(void)
{
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (!pid)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	return pid;
}

/* --- victims ------------------------------------------------------------------ */

static void *wait_for_the_end(void *arg)
{
	for (;;)
		pause();
	return arg;
}

static void add_threads(void)
{
	pthread_t id;

	for (unsigned i = 1; i < threads; i++) {
		errno = pthread_create(&id, NULL, wait_for_the_end, NULL);
		if (errno)
			err(1, "thread");
	}
}

static void touch_memory(void)
{
	size_t size = (size_t)mib << 20;
	char *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		err(1, "%u MiB", mib);
	madvise(p, size, MADV_NOHUGEPAGE);
	for (size_t i = 0; madvise(p, size, MADV_POPULATE_WRITE) && i < size; i += 4096)
		p[i] = 1;
}

static _Noreturn void count_loops(void)
{
	for (;;)
		slot->loops++;
}

static _Noreturn void be_late(void)
{
	prctl(PR_SET_NAME, "reap-victim");
	if (mib)
		touch_memory();
	add_threads();
	slot->pid = (uint32_t)getpid();
	call(limit_us + longer_us);
	count_loops();
}

/* What timeout(1) has started: reap -l US victim FD. */
static _Noreturn void be_too_old(int fd)
{
	map_slot(fd);
	add_threads();
	slot->pid = (uint32_t)getpid();
	call(0); /* says when we were born */
	while (now() < slot->born_ns + limit_us * 1000)
		;
	count_loops();
}

static _Noreturn void run_timeout(void)
{
	char seconds[32], us[32], fd[16], n_threads[16], self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	int map = bpf_object__find_map_fd_by_name(object, "slot");

	self[n < 0 ? 0 : n] = '\0';
	snprintf(seconds, sizeof(seconds), "%.6f", (double)limit_us / 1e6);
	snprintf(us, sizeof(us), "%llu", (unsigned long long)limit_us);
	snprintf(n_threads, sizeof(n_threads), "%u", threads);
	snprintf(fd, sizeof(fd), "%d", map);
	if (fcntl(map, F_SETFD, 0))
		err(1, "fcntl");
	/* Else it kills itself as well, and nobody waits for the victim. */
	execlp("timeout", "timeout", "--foreground", "-s", "KILL", seconds, self, "-l", us, "-t",
	       n_threads, "victim", fd, NULL);
	err(1, "timeout");
}

/* --- those who kill ------------------------------------------------------------- */

static void kill_by_pidfd(uint32_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	if (fd < 0 || syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0))
		warn("pidfd of %u", pid);
	close(fd);
}

static int on_record(void *arg, void *data, size_t size)
{
	(void)arg, (void)size;
	kill_by_pidfd(*(uint32_t *)data);
	return 0;
}

static _Noreturn void read_ring(void)
{
	int fd = bpf_object__find_map_fd_by_name(object, "ring");
	struct ring_buffer *ring = ring_buffer__new(fd, on_record, NULL, NULL);

	if (!ring)
		err(1, "ring_buffer__new");
	for (;;)
		ring_buffer__poll(ring, -1);
}

static _Noreturn void look_now_and_then(void)
{
	for (;;) {
		nanosleep(&(struct timespec){ .tv_nsec = POLL_NS }, NULL);
		if (slot->late) {
			slot->late = 0;
			kill_by_pidfd(slot->pid);
		}
	}
}

static _Noreturn void turn(void)
{
	for (volatile uint64_t n = 0;; n++)
		;
}

static pid_t start_killer(void)
{
	pid_t pid = way == REAP_RING || way == REAP_POLL ? start() : 0;

	if (!pid && way == REAP_RING)
		read_ring();
	if (!pid && way == REAP_POLL)
		look_now_and_then();
	return pid;
}

/* --- all of it ------------------------------------------------------------------- */

static void load(const char *path)
{
	const struct reap_settings settings = { .limit_ns = limit_us * 1000, .way = way };
	struct bpf_program *p;

	object = bpf_object__open(path);
	if (!object)
		err(1, "%s", path);
	errno = -bpf_map__set_initial_value(bpf_object__find_map_by_name(object, ".rodata"),
					    &settings, sizeof(settings));
	if (errno || bpf_object__load(object))
		err(1, "load");
	bpf_object__for_each_program (p, object)
		if (!bpf_program__attach(p))
			err(1, "attach %s", bpf_program__name(p));
	map_slot(bpf_object__find_map_fd_by_name(object, "slot"));
}

/* Whether it was late: timeout(1) may have been faster than its exec. */
static bool one(void)
{
	static const struct reap_slot nobody;
	struct pollfd gone = { .events = POLLIN };
	uint64_t violation, reaped;
	pid_t pid;

	*slot = nobody;
	pid = start();
	if (!pid && way == REAP_TIMEOUT)
		run_timeout();
	if (!pid)
		be_late();
	gone.fd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (gone.fd < 0 || poll(&gone, 1, PATIENCE_MS) != 1)
		errx(1, "victim %d is still there, error %d", pid, slot->error);
	waitpid(pid, NULL, 0);
	reaped = now();
	close(gone.fd);
	if (!slot->entered_ns)
		return false;
	violation = slot->returned_ns;
	if (way == REAP_TIMEOUT)
		violation = slot->born_ns + limit_us * 1000;
	else if (!violation || violation > slot->signalled_ns)
		violation = slot->entered_ns + limit_us * 1000; /* it was still in its call */
	printf("%ld %ld %ld %llu\n", (long)(slot->signalled_ns - violation),
	       (long)(slot->gone_ns - violation), (long)(reaped - violation),
	       (unsigned long long)slot->loops);
	return true;
}

static uint32_t way_of(const char *name)
{
	for (uint32_t w = 0; w < REAP_WAYS; w++)
		if (!strcmp(ways[w], name))
			return w;
	errx(2, "no way %s", name);
}

static void parse(int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "l:s:t:m:b:")) >= 0) {
		switch (c) {
		case 'l': limit_us = strtoull(optarg, NULL, 10); break;
		case 's': longer_us = strtoull(optarg, NULL, 10); break;
		case 't': threads = (unsigned)atoi(optarg); break;
		case 'm': mib = (unsigned)atoi(optarg); break;
		case 'b': busy = (unsigned)atoi(optarg); break;
		default: exit(2);
		}
	}
	if (argc - optind == 2 && !strcmp(argv[optind], "victim"))
		be_too_old(atoi(argv[optind + 1]));
	if (argc - optind != 3 || busy > BUSY_MAX)
		errx(2, "usage: reap [OPTION...] OBJECT WAY N");
}

int main(int argc, char **argv)
{
	pid_t helpers[BUSY_MAX + 1];
	unsigned n = 0;

	parse(argc, argv);
	way = way_of(argv[optind + 1]);
	load(argv[optind]);
	if (way == REAP_OUTSIDE) {
		puts("ready");
		fflush(stdout);
		getchar();
	}
	helpers[n++] = start_killer();
	while (n <= busy) {
		helpers[n] = start();
		if (!helpers[n++])
			turn();
	}
	for (int i = atoi(argv[optind + 2]); i > 0;) {
		i -= one();
		/* Not in step with who looks every so often. */
		usleep((useconds_t)(rand() % 10000));
	}
	while (n-- > 0)
		if (helpers[n])
			kill(helpers[n], SIGKILL);
	return 0;
}
