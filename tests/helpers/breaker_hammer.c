// SPDX-License-Identifier: BSD-2-Clause
/*
 * breaker_hammer SECONDS: the level is changed from all processors at once, by the updater
 * in the kernel and by user space with BPF_F_LOCK, while others read it and packets
 * are judged by it.  Status 1 if a record was torn, a word mixed of two, an update
 * lost, or a packet judged by no level that there is.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "breaker.h"

#define THREADS_MAX 16
#define LEVELS	    3 /* of which all classes that may pass, are dropped, or limited to nothing */

static struct plant plant;
static atomic_bool stop, direct;
static atomic_ulong updates, writes, reads, words, packets, torn, mixed, misjudged;

/* Of this level every part of the word says the same. */
static uint64_t word_of(unsigned int level)
{
	uint64_t word = level | 2 * level << SS_BREAKER_WORD_FLAGS << 2;

	for (int c = 0; c < SS_BREAKER_CLASSES; c++)
		word |= (uint64_t)level << (SS_BREAKER_WORD_ACTIONS + SS_BREAKER_ACTION_BITS * c);
	return word;
}

static uint64_t check_of(const struct ss_wire_breaker_throttle *t)
{
	return t->generation ^ t->word ^ t->expires ^ t->drain_ticks ^ t->drain_until ^
	       t->forced_word ^ t->forced_until ^ t->since_boot_ns ^ t->forced_boot_ns ^ t->updates;
}

static bool is_whole(uint64_t word)
{
	unsigned int level = word & 0xff;

	word &= ~(0xffffull << SS_BREAKER_WORD_GEN);
	return level < LEVELS && word == word_of(level);
}

static void update(unsigned int level)
{
	struct ss_wire_breaker_update u = { .op = SS_BREAKER_OP_SET,
					    .word = word_of(level),
					    .ttl_ticks = UINT64_MAX };
	int e = plant_update(&plant, &u);

	if (e)
		errx(1, "update: %s", strerror(-e));
	atomic_fetch_add(&updates, 1);
	if (u.is.check != check_of(&u.is))
		atomic_fetch_add(&torn, 1);
}

static void write_direct(unsigned int level)
{
	uint64_t n = atomic_fetch_add(&writes, 1);
	struct ss_wire_breaker_throttle t = {
		.generation = n, .word = word_of(level), .expires = ~0ull, .updates = n
	};
	uint32_t zero = 0;

	t.since_boot_ns = t.drain_until = n * 0x9e3779b97f4a7c15ull;
	t.check = check_of(&t);
	if (bpf_map_update_elem(bpf_map__fd(plant.skel->maps.breaker_throttle), &zero, &t,
				BPF_F_LOCK))
		err(1, "BPF_F_LOCK");
}

static void read_record(void)
{
	struct ss_wire_breaker_throttle t;
	uint32_t zero = 0;

	if (bpf_map_lookup_elem_flags(bpf_map__fd(plant.skel->maps.breaker_throttle), &zero, &t,
				      BPF_F_LOCK))
		err(1, "BPF_F_LOCK");
	atomic_fetch_add(&reads, 1);
	if (t.check != check_of(&t))
		atomic_fetch_add(&torn, 1);
}

static void read_word(void)
{
	for (int i = 0; i < 1000; i++)
		if (!is_whole(*(volatile __u64 *)&plant.state->word))
			atomic_fetch_add(&mixed, 1);
	atomic_fetch_add(&words, 1000);
}

/* Whatever changes meanwhile, each packet is passed or dropped by some level. */
static void judge(void)
{
	static const uint8_t packet[64] = { [12] = 0x08, [14] = 0x45, [23] = 17 };
	struct bpf_test_run_opts o = {
		.sz = sizeof(o), .data_in = packet, .data_size_in = sizeof(packet), .repeat = 1
	};

	for (int i = 0; i < 10; i++) {
		if (bpf_prog_test_run_opts(bpf_program__fd(plant.skel->progs.breaker_in), &o))
			err(1, "run");
		if (o.retval != 1 && o.retval != 2)
			atomic_fetch_add(&misjudged, 1);
	}
	atomic_fetch_add(&packets, 10);
}

static void *work(void *arg)
{
	unsigned int me = (uintptr_t)arg, n = me;

	stay_on(me % sysconf(_SC_NPROCESSORS_ONLN));
	while (!atomic_load(&stop)) {
		update(n++ % LEVELS);
		read_record();
		read_word();
		judge();
		if (atomic_load(&direct) && me % 2)
			write_direct(n % LEVELS);
	}
	return NULL;
}

static void hammer(double seconds)
{
	int count = 2 * sysconf(_SC_NPROCESSORS_ONLN);
	pthread_t threads[THREADS_MAX];

	if (count > THREADS_MAX)
		count = THREADS_MAX;
	atomic_store(&stop, false);
	for (int i = 0; i < count; i++)
		if (pthread_create(&threads[i], NULL, work, (void *)(uintptr_t)i))
			errx(1, "thread");
	usleep(seconds * 1000000);
	atomic_store(&stop, true);
	for (int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
}

/* Nothing else has written: each update is counted once. */
static bool all_counted(void)
{
	struct ss_wire_breaker_update u = { .op = SS_BREAKER_OP_READ };
	int e = plant_update(&plant, &u);

	if (e)
		errx(1, "read: %s", strerror(-e));
	printf("%lu updates, %llu counted\n", atomic_load(&updates),
	       (unsigned long long)u.is.updates - 1);
	return u.is.updates - 1 == atomic_load(&updates);
}

int main(int argc, char **argv)
{
	struct ss_breaker_table table = { .level_count = LEVELS };
	const struct tables_options opt = { .blocks = 1, .talkers = 1 };
	double seconds = argc > 1 ? atof(argv[1]) : 0;
	bool whole;

	if (seconds <= 0)
		errx(2, "usage: breaker_hammer SECONDS");
	if (!plant_open(&plant, &table, &opt))
		errx(1, "too many combinations");
	hammer(seconds / 2);
	whole = all_counted();
	atomic_store(&direct, true);
	hammer(seconds / 2);
	printf("%lu reads, %lu writes with BPF_F_LOCK, %lu words, %lu packets\n"
	       "torn %lu, mixed %lu, misjudged %lu\n",
	       atomic_load(&reads), atomic_load(&writes), atomic_load(&words),
	       atomic_load(&packets), atomic_load(&torn), atomic_load(&mixed),
	       atomic_load(&misjudged));
	return !whole || torn || mixed || misjudged;
}
