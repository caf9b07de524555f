// SPDX-License-Identifier: BSD-2-Clause
/*
 * breaker_bench [PROCESSORS [ROUNDS]]: what the XDP program costs a packet, in ns above an
 * empty one, by PROG_TEST_RUN.  In each round all of it is run in turns: the empty program,
 * an instance that all processors share, and on several ones an instance of each one's own,
 * which tells what is lost by the sharing.  Before and after each it is asked whether the
 * core is ours alone (alone.h).
 * One line of tab-separated values a case: processors; what; ns above empty, the median of the
 * runs that had the core alone ("-" of fewer than ten) and that of all; the percentage of runs
 * that were alone; ns of empty; on several processors then ns of the shared instance and of
 * the own ones, both whole and the median of all.
 */
#include <fcntl.h>
#include <linux/if_link.h>
#include <math.h>
#include <net/if.h>
#include <pthread.h>

#include "alone.h"
#include "breaker.h"

#define REPEAT	   10000
#define ROUNDS_MAX 5000
#define CASES_MAX  64

static int rounds = 1000;
static int processors = 1;

#define PROCESSORS_MAX 16

/* --- rules ------------------------------------------------------------------------------- */

static void add(struct ss_breaker_table *t, struct ss_breaker_rule r)
{
	int e = ss_breaker_table_add(t, &r);

	if (e)
		errx(1, "rule: %s: %s", ss_breaker_rule_wrong(&r), strerror(-e));
}

static struct ss_breaker_rule ports(uint8_t class, uint8_t proto, uint16_t port)
{
	return (struct ss_breaker_rule){ .class = class,
					 .has_proto = true,
					 .proto = proto,
					 .has_ports = true,
					 .port_low = port,
					 .port_high = port };
}

static struct ss_breaker_rule prefix(uint8_t class, uint8_t family, uint8_t length, uint32_t n)
{
	struct ss_breaker_rule r = {
		.class = class, .has_prefix = true, .family = family, .length = length
	};
	const uint8_t four[4] = { 10, n >> 16, n >> 8, n };
	const uint8_t six[16] = { 0xfd, 0, n >> 24, n >> 16, n >> 8, n };

	memcpy(r.addr, family == 4 ? four : six, family == 4 ? 4 : 16);
	for (unsigned int i = length; i < 128; i++)
		r.addr[i / 8] &= ~(1 << (7 - i % 8));
	return r;
}

/* What a small profile has, and then prefixes with ports, of IPv4 and of IPv6. */
static void make_table(struct ss_breaker_table *t, int rules)
{
	struct ss_breaker_level *warning = &t->levels[1], *critical = &t->levels[2];

	*t = (struct ss_breaker_table){ .level_count = 3 };
	warning->classes[SS_BREAKER_TELEMETRY].action = SS_BREAKER_DROP;
	for (int c = SS_BREAKER_ESSENTIAL; c < SS_BREAKER_CLASSES; c++)
		critical->classes[c].action = SS_BREAKER_DROP;
	warning->drain_ns = critical->drain_ns = 1000000000;
	add(t, prefix(SS_BREAKER_MANAGEMENT, 4, 24, 0x00ff00));
	add(t, ports(SS_BREAKER_MANAGEMENT, 6, 22));
	add(t, ports(SS_BREAKER_HEARTBEAT, 17, 3784));
	add(t, ports(SS_BREAKER_ESSENTIAL, 17, 53));
	add(t, ports(SS_BREAKER_ESSENTIAL, 17, 123));
	add(t, ports(SS_BREAKER_TELEMETRY, 17, 514));
	add(t, ports(SS_BREAKER_TELEMETRY, 6, 1883));
	for (int i = 7; i < rules; i++) {
		struct ss_breaker_rule r = prefix(SS_BREAKER_ESSENTIAL + i % 2, i % 3 ? 4 : 6,
						  i % 3 ? 24 : 48, i * 2654435761u);

		r.has_proto = r.has_ports = i % 4;
		r.proto = i % 2 ? 17 : 6;
		r.port_low = r.port_high = 20000 + i % 40;
		add(t, r);
	}
}

/* --- packets ----------------------------------------------------------------------------- */

enum kind { V4, V6, VLAN, KINDS };
static const char *const kinds[KINDS] = { "IPv4", "IPv6", "VLAN" };

static size_t make_packet(uint8_t *at, enum kind kind, uint16_t port, size_t size)
{
	static const uint8_t mac[12] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2 };
	size_t n = 12, ip;

	memset(at, 0, size);
	memcpy(at, mac, 12);
	if (kind == VLAN) {
		memcpy(at + n, "\x81\x00\x00\x64", 4);
		n += 4;
	}
	memcpy(at + n, kind == V6 ? "\x86\xdd" : "\x08\x00", 2);
	ip = n += 2;
	if (kind == V6) {
		at[n] = 0x60;
		at[n + 4] = (size - n - 40) >> 8;
		at[n + 5] = size - n - 40;
		at[n + 6] = 17;
		at[n + 7] = 64;
		/* Within a prefix of the thousand rules: the walk through the trie is a long one.
		 */
		memcpy(at + n + 8, prefix(SS_BREAKER_ESSENTIAL, 6, 48, 999 * 2654435761u).addr, 16);
		memcpy(at + n + 24, "\x20\x01\x0d\xb8\0\1\0\2\0\0\0\0\0\0\0\2", 16);
		n += 40;
	} else {
		at[n] = 0x45;
		at[n + 2] = (size - ip) >> 8;
		at[n + 3] = size - ip;
		at[n + 8] = 64;
		at[n + 9] = 17;
		memcpy(at + n + 12, "\x0a\x01\x02\x03\x0a\x01\x02\x04", 8);
		n += 20;
	}
	at[n] = 40000 >> 8;
	at[n + 1] = 40000 & 255;
	at[n + 2] = port >> 8;
	at[n + 3] = port;
	return size;
}

/* --- measuring ---------------------------------------------------------------------------- */

static int empty_program(void)
{
	const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 2 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int fd = bpf_prog_load(BPF_PROG_TYPE_XDP, NULL, "GPL", insns, 2, NULL);

	if (fd < 0)
		err(1, "empty program");
	return fd;
}

/*
 * A test run of a program that no device has changes the kernel's XDP dispatcher, before and after,
 * for which the kernel waits for a grace period each time.  So each program has a loopback device,
 * and a run follows the last one at once.
 */
static void give_device(int program)
{
	if (unshare(CLONE_NEWNET))
		err(1, "network namespace");
	if (open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC) < 0)
		err(1, "network namespace");
	if (bpf_xdp_attach(if_nametoindex("lo"), program, XDP_FLAGS_SKB_MODE, NULL))
		err(1, "attach to lo");
}

enum what { EMPTY, SHARED, OWN, WHATS };

struct sample {
	double ns, strain;
};

struct job {
	int program[WHATS], cpu;
	const uint8_t *packet;
	size_t size;
	pthread_barrier_t *barrier;
	struct sample *samples; /* of each round WHATS */
};

static struct sample run(int program, const void *packet, size_t size)
{
	struct bpf_test_run_opts o = {
		.sz = sizeof(o), .data_in = packet, .data_size_in = size, .repeat = REPEAT
	};
	double before = core_strain(), after;

	if (bpf_prog_test_run_opts(program, &o))
		err(1, "run");
	after = core_strain();
	return (struct sample){ o.duration, before > after ? before : after };
}

static void *work(void *arg)
{
	struct job *j = arg;
	int whats = processors > 1 ? WHATS : OWN;

	stay_on(j->cpu);
	for (int i = 0; i < rounds; i++)
		for (int w = 0; w < whats; w++) {
			pthread_barrier_wait(j->barrier);
			j->samples[i * WHATS + w] = run(j->program[w], j->packet, j->size);
		}
	return NULL;
}

/* --- cases -------------------------------------------------------------------------------- */

/* What was measured is judged at the end, when it is known how calm a core can be. */
static struct {
	char what[80];
	struct sample *samples; /* of each processor rounds * WHATS */
} cases[CASES_MAX];
static int case_count;

static size_t case_size(void)
{
	return (size_t)processors * rounds * WHATS;
}

/* Of all cases, in an array of its own. */
static double calm_of_all(void)
{
	double *strains = calloc(case_count * case_size(), sizeof(double)), calm;
	size_t n = 0;

	if (!strains)
		err(1, "memory");
	for (int c = 0; c < case_count; c++)
		for (size_t i = 0; i < case_size(); i++)
			if (cases[c].samples[i].ns > 0)
				strains[n++] = cases[c].samples[i].strain;
	calm = core_calm(strains, n);
	free(strains);
	return calm;
}

/* Of all processors' runs of a program with so much strain at most; how many into N. */
static double median(const struct sample *samples, enum what w, double strain, int *n)
{
	static double ns[PROCESSORS_MAX * ROUNDS_MAX];

	*n = 0;
	for (size_t i = w; i < case_size(); i += WHATS)
		if (core_alone(samples[i].strain, strain))
			ns[(*n)++] = samples[i].ns;
	qsort(ns, *n, sizeof(double), by_value);
	return *n ? ns[*n / 2] : 0;
}

static void print_case(const char *what, const struct sample *samples, double calm)
{
	int few, alone, all;
	double empty = median(samples, EMPTY, calm, &few);
	double shared = median(samples, SHARED, calm, &alone);

	printf("%d\t%s", processors, what);
	if (alone < 10 || few < 10)
		printf("\t-");
	else
		printf("\t%.1f", shared - empty);
	empty = median(samples, EMPTY, INFINITY, &all);
	shared = median(samples, SHARED, INFINITY, &all);
	printf("\t%.1f\t%.0f\t%.1f", shared - empty, 100.0 * alone / all, empty);
	if (processors > 1)
		printf("\t%.1f\t%.1f", shared, median(samples, OWN, INFINITY, &all));
	puts("");
}

static void measure(const struct plant *plants, const char *what, enum kind kind, uint16_t port,
		    size_t size)
{
	struct sample *samples = calloc(case_size(), sizeof(*samples));
	struct job jobs[PROCESSORS_MAX];
	static int empty = -1;
	pthread_barrier_t barrier;
	pthread_t threads[PROCESSORS_MAX];
	uint8_t packet[1600];

	if (!samples || case_count == CASES_MAX)
		errx(1, "too many cases, or too large");
	if (empty < 0) {
		empty = empty_program();
		give_device(empty);
	}
	pthread_barrier_init(&barrier, NULL, processors);
	make_packet(packet, kind, port, size);
	for (int i = 0; i < processors; i++) {
		struct job *j = &jobs[i];

		j->program[EMPTY] = empty;
		j->program[SHARED] = bpf_program__fd(plants[0].skel->progs.breaker_in);
		j->program[OWN] = bpf_program__fd(plants[i].skel->progs.breaker_in);
		j->cpu = i;
		j->packet = packet;
		j->size = size;
		j->barrier = &barrier;
		j->samples = samples + (size_t)i * rounds * WHATS;
		pthread_create(&threads[i], NULL, work, j);
	}
	for (int i = 0; i < processors; i++)
		pthread_join(threads[i], NULL);
	pthread_barrier_destroy(&barrier);
	snprintf(cases[case_count].what, sizeof(cases[0].what), "%s, %s, %zu bytes", what,
		 kinds[kind], size);
	cases[case_count++].samples = samples;
}

static void all_at(struct plant *plants, unsigned int level)
{
	for (int i = 0; i < processors; i++)
		plant_level(&plants[i], level);
}

static void measure_levels(struct plant *plants, const char *rules)
{
	static const char *const levels[] = { "healthy", "warning", "critical" };
	char what[64];

	for (unsigned int level = 0; level < 3; level++) {
		all_at(plants, level);
		snprintf(what, sizeof(what), "%s, %s", rules, levels[level]);
		/* Syslog: what warning and critical drop.  What is shared is so for all kinds. */
		for (int kind = 0; kind < (processors > 1 ? 1 : KINDS); kind++)
			measure(plants, what, kind, 514, 64);
		if (processors == 1)
			measure(plants, what, V4, 514, 1500);
	}
	all_at(plants, 2);
	snprintf(what, sizeof(what), "%s, critical, a heartbeat", rules);
	measure(plants, what, V4, 3784, 64);
}

static void fill_blocks(struct plant *p, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t n = i * 2654435761u;
		const uint8_t addr[16] = { 11 + (n >> 24) % 200, n >> 16, n >> 8, n, i, i >> 8 };

		plant_block(p, i % 2 ? 4 : 6, i % 2 ? 32 : 128, addr);
	}
}

int main(int argc, char **argv)
{
	const struct tables_options opt = { .frags = false, .blocks = 131072, .talkers = 1024 };
	static const int sizes[] = { 10, 1000 };
	double calm;

	if (argc > 1)
		processors = atoi(argv[1]);
	if (argc > 2)
		rounds = atoi(argv[2]);
	if (processors < 1 || processors > PROCESSORS_MAX || rounds < 1 || rounds > ROUNDS_MAX)
		errx(2, "usage: breaker_bench [PROCESSORS [ROUNDS]]");
	for (int i = 0; i < 2; i++) {
		struct plant plants[PROCESSORS_MAX];
		struct ss_breaker_table t;
		char what[32];

		make_table(&t, sizes[i]);
		for (int n = 0; n < processors; n++)
			if (!plant_open(&plants[n], &t, &opt))
				errx(1, "too many combinations");
		for (int n = 0; n < processors; n++)
			give_device(bpf_program__fd(plants[n].skel->progs.breaker_in));
		snprintf(what, sizeof(what), "%d rules", sizes[i]);
		measure_levels(plants, what);
		if (i == 0) {
			for (int n = 0; n < processors; n++)
				fill_blocks(&plants[n], 100000);
			measure_levels(plants, "10 rules, 100000 blocks");
		}
		for (int n = 0; n < processors; n++)
			plant_close(&plants[n]);
		ss_breaker_table_fini(&t);
	}
	calm = calm_of_all();
	for (int i = 0; i < case_count; i++) {
		print_case(cases[i].what, cases[i].samples, calm);
		free(cases[i].samples);
	}
	return 0;
}
