// SPDX-License-Identifier: BSD-2-Clause
/*
 * breaker_limit RATE SECONDS PROCESSORS [bytes|old]: a flood of packets on so many processors
 * under a limit: what passes is RATE in a second, however the flood is spread.  Says how
 * many passed of how many, and what was allowed; status 1 if that is off by more than
 * 3 % and the burst, which is what comes in a second; 77: this machine is too slow.
 * OLD: a rate that nothing has needed for years.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "breaker.h"

#define SIZE 100

static struct plant plant;
static atomic_bool stop;
static atomic_ulong sent;

static void *flood(void *arg)
{
	static const uint8_t packet[SIZE] = { [12] = 0x08, [14] = 0x45, [23] = 17 };
	struct bpf_test_run_opts o = {
		.sz = sizeof(o), .data_in = packet, .data_size_in = sizeof(packet), .repeat = 1
	};

	stay_on((uintptr_t)arg);
	while (!atomic_load(&stop)) {
		if (bpf_prog_test_run_opts(bpf_program__fd(plant.skel->progs.breaker_in), &o))
			err(1, "run");
		atomic_fetch_add(&sent, 1);
	}
	return NULL;
}

static uint64_t passed(bool bytes)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < tables_batches(); i++) {
		const struct ss_wire_breaker_count *n =
			&plant.counts[2 * i].by[SS_BREAKER_DEFAULT][SS_BREAKER_PASS_LIMIT];

		sum += bytes ? n->bytes : n->packets;
	}
	return sum;
}

/* Over how long, and how many of what. */
static double run(double seconds, int processors, bool bytes, uint64_t *count)
{
	pthread_t threads[64];
	uint64_t began, ended;

	began = now_ns();
	for (int i = 0; i < processors; i++)
		if (pthread_create(&threads[i], NULL, flood, (void *)(uintptr_t)i))
			errx(1, "thread");
	usleep(seconds * 1000000);
	atomic_store(&stop, true);
	ended = now_ns();
	for (int i = 0; i < processors; i++)
		pthread_join(threads[i], NULL);
	*count = passed(bytes);
	return (ended - began) / 1e9;
}

int main(int argc, char **argv)
{
	struct ss_breaker_table table = { .level_count = 1 };
	struct ss_breaker_policy *p = &table.levels[0].classes[SS_BREAKER_DEFAULT];
	struct tables_options opt = { .blocks = 1, .talkers = 1 };
	int processors = argc > 3 ? atoi(argv[3]) : 0;
	double seconds, allowed, slack;
	uint64_t count;

	if (processors < 1 || processors > 64)
		errx(2, "usage: breaker_limit RATE SECONDS PROCESSORS [bytes|old]");
	p->action = SS_BREAKER_LIMIT;
	p->rate = strtoull(argv[1], NULL, 10);
	/* A second, for which others may have the processor. */
	p->burst = p->rate;
	p->bytes = argc > 4 && !strcmp(argv[4], "bytes");
	if (argc > 4 && !strcmp(argv[4], "old"))
		opt.age_ns = UINT64_C(700) * 86400 * 1000000000;
	if (!plant_open(&plant, &table, &opt))
		errx(1, "too many combinations");
	plant_level(&plant, 0);
	seconds = run(atof(argv[2]), processors, p->bytes, &count);
	allowed = p->rate * seconds;
	/*
	 * The burst is there at the begin; a tick and a packet are not told apart; and a batch
	 * may be free after a pause, as where others had all processors for a second.
	 */
	slack = p->burst + p->rate * (tables_tick_ns() / 1e9) + (p->bytes ? 2 * SIZE : 2) +
		(processors > 1 ? p->burst / 2 / tables_batches() : 0);
	printf("%llu passed of %lu packets, %.0f allowed, burst %.0f\n", (unsigned long long)count,
	       atomic_load(&sent), allowed, slack);
	if (atomic_load(&sent) * (p->bytes ? SIZE : 1) < 3 * allowed)
		return 77; /* no flood at all */
	if (count < allowed * 0.97 - (p->bytes ? SIZE : 1))
		errx(1, "too few");
	if (count > allowed * 1.03 + slack)
		errx(1, "too many");
	return 0;
}
