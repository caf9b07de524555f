// SPDX-License-Identifier: BSD-2-Clause
/*
 * store OBJECT any|one STORE THREADS ENTRIES SECONDS - keep the state of getppid() in STORE, by
 * programs on every call of the machine or on this one, while THREADS, each on a processor of
 * its own, do nothing else, and ENTRIES of others are there.  Prints the median of nanoseconds of
 * a thread's time a call, how many of the entries were still there, and what it takes to
 * look through them, in us.  STORE none: nothing is attached.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "store.h"
#include "wire_reaper.h"

#define SLICE	     2000 /* calls between two looks at the clock */
#define SLICES	     100000
#define OTHERS_STACK 65536
#define BATCH	     1024

static const char *const names[STORES] = { "nothing", "clock",	  "hash", "hash-made",
					   "lru",     "lru-made", "task", "task-made" };

static struct bpf_object *object;
static uint64_t end_ns;
static pthread_barrier_t begun;

static uint64_t now(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return t.tv_sec * UINT64_C(1000000000) + t.tv_nsec;
}

/* --- programs -------------------------------------------------------------- */

static void load(const char *path, const char *hook, uint32_t store)
{
	const struct store_settings settings = { .limit_ns = UINT64_C(3600000000000),
						 .store = store,
						 .call_nr = SYS_getppid };
	struct bpf_program *p;

	object = bpf_object__open(path);
	if (!object)
		err(1, "%s", path);
	errno = -bpf_map__set_initial_value(bpf_object__find_map_by_name(object, ".rodata"),
					    &settings, sizeof(settings));
	if (errno)
		err(1, "settings");
	bpf_object__for_each_program (p, object)
		bpf_program__set_autoload(
			p, !strncmp(bpf_program__name(p), hook, 3) ||
				   (store >= STORE_TASK && !strcmp(bpf_program__name(p), "look")));
	if (bpf_object__load(object))
		err(1, "load");
	bpf_object__for_each_program (p, object)
		if (!strncmp(bpf_program__name(p), hook, 3) && !bpf_program__attach(p))
			err(1, "attach");
}

/* --- the others' entries ----------------------------------------------------- */

static void *other(void *arg)
{
	syscall(SYS_getppid);
	pthread_barrier_wait(&begun);
	pause();
	return arg;
}

/* State that belongs to tasks needs tasks. */
static void add_threads(unsigned n)
{
	pthread_attr_t attr;
	pthread_t id;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, OTHERS_STACK);
	pthread_barrier_init(&begun, NULL, n + 1);
	for (unsigned i = 0; i < n; i++) {
		errno = pthread_create(&id, &attr, other, NULL);
		if (errno)
			err(1, "thread %u", i);
	}
	pthread_barrier_wait(&begun);
}

static void add_entries(int fd, unsigned n)
{
	struct ss_wire_reap_call call = { .since = 1 };

	for (uint64_t i = 0; i < n; i++) {
		uint64_t key = (UINT64_C(5000000) + i) << 32;

		if (bpf_map_update_elem(fd, &key, &call, BPF_ANY))
			err(1, "entry %u", (unsigned)i);
	}
}

static unsigned look_through(int fd)
{
	static struct ss_wire_reap_call calls[BATCH];
	static uint64_t keys[BATCH];
	uint64_t at = 0;
	unsigned found = 0;
	bool first = true;
	int error;

	do {
		uint32_t n = BATCH;

		error = bpf_map_lookup_batch(fd, first ? NULL : &at, &at, keys, calls, &n, NULL);
		if (error && error != -ENOENT)
			err(1, "look through");
		for (uint32_t i = 0; i < n; i++)
			found += calls[i].since == 1;
		first = false;
	} while (!error);
	return found;
}

static unsigned look_at_tasks(void)
{
	struct bpf_link *link =
		bpf_program__attach(bpf_object__find_program_by_name(object, "look"));
	int fd = link ? bpf_iter_create(bpf_link__fd(link)) : -1;
	int bss = bpf_object__find_map_fd_by_name(object, ".bss");
	const struct store_counts *counts =
		mmap(NULL, sizeof(*counts), PROT_READ, MAP_SHARED, bss, 0);
	char byte;

	if (counts == MAP_FAILED || fd < 0 || read(fd, &byte, 1) < 0)
		err(1, "look at tasks");
	close(fd);
	return (unsigned)counts->there;
}

/* --- the load ------------------------------------------------------------------ */

struct load {
	pthread_t id;
	int cpu;
	unsigned n;
	double ns[SLICES];
};

static void *turn(void *arg)
{
	struct load *l = arg;
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(l->cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
	do {
		uint64_t from = now(CLOCK_THREAD_CPUTIME_ID);

		for (int i = 0; i < SLICE; i++)
			syscall(SYS_getppid);
		l->ns[l->n++] = (double)(now(CLOCK_THREAD_CPUTIME_ID) - from) / SLICE;
	} while (l->n < SLICES && now(CLOCK_MONOTONIC) < end_ns);
	return NULL;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double measure(int threads, double seconds)
{
	struct load *l = calloc((size_t)threads, sizeof(*l));
	double sum = 0;

	end_ns = now(CLOCK_MONOTONIC) + (uint64_t)(seconds * 1e9);
	for (int i = 0; l && i < threads; i++) {
		l[i].cpu = (int)sysconf(_SC_NPROCESSORS_ONLN) - 1 - i;
		errno = pthread_create(&l[i].id, NULL, turn, &l[i]);
		if (errno)
			err(1, "thread");
	}
	for (int i = 0; l && i < threads; i++) {
		pthread_join(l[i].id, NULL);
		qsort(l[i].ns, l[i].n, sizeof(l[i].ns[0]), by_size);
		sum += l[i].ns[l[i].n / 2];
	}
	free(l);
	return sum / threads;
}

static uint32_t store_of(const char *name)
{
	for (uint32_t s = 0; s < STORES; s++)
		if (!strcmp(names[s], name))
			return s;
	errx(2, "no store %s", name);
}

int main(int argc, char **argv)
{
	unsigned entries, found = 0;
	uint64_t look_ns;
	double ns;
	int fd = -1;

	if (argc != 7)
		errx(2, "usage: store OBJECT any|one STORE THREADS ENTRIES SECONDS");
	entries = (unsigned)atoi(argv[5]);
	if (strcmp(argv[3], "none")) {
		uint32_t store = store_of(argv[3]);

		load(argv[1], argv[2], store);
		if (store >= STORE_TASK)
			add_threads(entries);
		else if (store >= STORE_HASH)
			fd = bpf_object__find_map_fd_by_name(object,
							     store < STORE_LRU ? "hash" : "lru");
		if (fd >= 0)
			add_entries(fd, entries);
	}
	ns = measure(atoi(argv[4]), atof(argv[6]));
	look_ns = now(CLOCK_MONOTONIC);
	if (fd >= 0)
		found = look_through(fd);
	else if (object && store_of(argv[3]) >= STORE_TASK)
		found = look_at_tasks();
	look_ns = now(CLOCK_MONOTONIC) - look_ns;
	printf("%.1f %u %.0f\n", ns, found, (double)look_ns / 1000);
	return 0;
}
