// SPDX-License-Identifier: BSD-2-Clause
/*
 * breaker_fuzz PACKETS [SEED]: random rules, and random and mutated packets under
 * them, through the kernel's programs: none is aborted, and what is counted is what
 * the classifier in user space says.  The first difference ends it with status 1.
 */
#include "breaker.h"

#define POOL	   24 /* addresses and ports, of which rules and packets are made */
#define BLOCKS	   6
#define LEVELS	   4
#define A_TABLE	   20000 /* packets under one table */
#define PACKET_MAX 600
#define LARGE_MIN  5000 /* no longer in one buffer */
#define FIRST	   3520 /* bytes in the first: a page without headroom and struct skb_shared_info */
#define LARGE_MAX  9000

static uint64_t seed;

static uint32_t dice(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed * 0x2545f4914f6cdd1dull >> 32) % n;
}

static bool one_in(uint32_t n)
{
	return !dice(n);
}

struct pool {
	uint8_t addr[POOL][16];
	uint16_t port[POOL];
};

struct block {
	uint8_t family, length, addr[16];
};

struct world {
	struct plant plant;
	struct ss_breaker_table table;
	struct tables_options opt;
	struct pool pool;
	struct block blocks[BLOCKS];
	size_t block_count;
	unsigned int level;
};

static void make_pool(struct pool *p)
{
	static const uint16_t known[] = { 22, 53, 67, 68, 123, 514, 546, 547, 1883, 3784 };

	for (int i = 0; i < POOL; i++) {
		for (int n = 0; n < 16; n++)
			p->addr[i][n] = dice(256);
		/* Some are neighbours of those before them. */
		if (i && one_in(2))
			memcpy(p->addr[i], p->addr[dice(i)], one_in(3) ? 12 + dice(4) : dice(16));
		p->port[i] = i < 10 ? known[i] : dice(65536);
	}
}

static void cut(uint8_t *addr, unsigned int length)
{
	for (unsigned int i = length; i < 128; i++)
		addr[i / 8] &= ~(1 << (7 - i % 8));
}

static void make_prefix(const struct pool *p, uint8_t *family, uint8_t *length, uint8_t *addr)
{
	*family = one_in(2) ? 4 : 6;
	*length = one_in(3) ? (*family == 4 ? 32 : 128) : dice((*family == 4 ? 32 : 128) + 1);
	memcpy(addr, p->addr[dice(POOL)], 16);
	cut(addr, *length);
}

static void make_transport(const struct pool *p, struct ss_breaker_rule *r)
{
	static const uint8_t protos[] = { 1, 2, 6, 6, 17, 17, 47, 50, 58, 112, 132 };

	r->has_proto = true;
	r->proto = protos[dice(sizeof(protos))];
	if (r->proto == 1 || r->proto == 58) {
		r->has_types = !one_in(3);
		r->type = one_in(2) ? 8 : dice(256);
		return;
	}
	r->has_ports = (r->proto == 6 || r->proto == 17 || r->proto == 132) && !one_in(5);
	if (!r->has_ports)
		return;
	r->side = dice(3);
	r->port_low = p->port[dice(POOL)];
	r->port_high = r->port_low;
	if (one_in(3))
		r->port_high += dice(65536 - r->port_low);
}

static struct ss_breaker_rule make_rule(const struct pool *p)
{
	static const uint16_t types[] = { 0, 0x0806, 0x88f7, 0x8864, 0x22f0, 0x88cc };
	struct ss_breaker_rule r = { .class = SS_BREAKER_MANAGEMENT + dice(4) };

	if (one_in(12)) {
		r.has_ethertype = true;
		r.ethertype = types[dice(6)];
		return r;
	}
	if (!one_in(4))
		make_transport(p, &r);
	if (one_in(2)) {
		r.has_prefix = true;
		make_prefix(p, &r.family, &r.length, r.addr);
	}
	if (one_in(6)) {
		r.has_dscp = true;
		r.dscp = one_in(2) ? 1ull << dice(64) : (uint64_t)dice(UINT32_MAX) << dice(33);
		if (!r.has_prefix)
			r.class = SS_BREAKER_TELEMETRY;
	}
	return r;
}

static void make_level(struct ss_breaker_level *l)
{
	for (int c = SS_BREAKER_HEARTBEAT; c < SS_BREAKER_CLASSES; c++) {
		struct ss_breaker_policy *p = &l->classes[c];

		p->action = dice(SS_BREAKER_ACTIONS);
		p->bytes = one_in(2);
		/* Nothing, or more than there can be: what a rate does is not for this test. */
		p->rate = one_in(2) ? 0 : 1000000000;
		p->burst = p->rate;
	}
	if (one_in(2))
		l->drain_ns = SS_BREAKER_DRAIN_FOREVER;
}

static void make_table(struct world *w)
{
	uint32_t rules = one_in(8) ? dice(400) : dice(30);

	w->table = (struct ss_breaker_table){ .level_count = LEVELS };
	for (int i = 0; i < LEVELS; i++)
		make_level(&w->table.levels[i]);
	for (uint32_t i = 0; i < rules; i++) {
		struct ss_breaker_rule r = make_rule(&w->pool);
		int e = ss_breaker_table_add(&w->table, &r);

		if (e && e != -EINVAL)
			errx(1, "rule: %s", strerror(-e));
	}
}

static void world_open(struct world *w)
{
	make_pool(&w->pool);
	w->opt = (struct tables_options){
		.no_ethernet = one_in(6),
		.frags = one_in(2) && tables_takes_frags(),
		.shadow = one_in(8),
		.blocks = 64,
		.talkers = 64,
	};
	make_table(w);
	while (!plant_open(&w->plant, &w->table, &w->opt)) {
		ss_breaker_table_fini(&w->table);
		make_table(w);
	}
	w->block_count = one_in(2) ? 0 : dice(BLOCKS + 1);
	for (size_t i = 0; i < w->block_count; i++) {
		struct block *b = &w->blocks[i];

		make_prefix(&w->pool, &b->family, &b->length, b->addr);
		plant_block(&w->plant, b->family, b->length, b->addr);
	}
}

static void world_close(struct world *w)
{
	plant_close(&w->plant);
	ss_breaker_table_fini(&w->table);
}

/* --- packets ----------------------------------------------------------------------------- */

struct packet {
	uint8_t data[LARGE_MAX];
	size_t size;
};

static void add(struct packet *p, const void *data, size_t size)
{
	if (p->size + size > PACKET_MAX)
		return;
	memcpy(p->data + p->size, data, size);
	p->size += size;
}

static void add_random(struct packet *p, size_t size)
{
	while (size--) {
		uint8_t byte = dice(256);

		add(p, &byte, 1);
	}
}

static void add16(struct packet *p, uint16_t value)
{
	uint8_t bytes[2] = { value >> 8, value };

	add(p, bytes, 2);
}

static void add_address(const struct pool *pool, struct packet *p, size_t size)
{
	uint8_t addr[16];

	memcpy(addr, pool->addr[dice(POOL)], 16);
	if (one_in(3))
		addr[dice(size)] ^= 1 << dice(8);
	add(p, addr, size);
}

static uint16_t some_port(const struct pool *pool)
{
	return one_in(4) ? dice(65536) : pool->port[dice(POOL)];
}

static void add_transport(const struct pool *pool, struct packet *p, uint8_t proto)
{
	static const uint8_t types[] = {
		0, 1, 2, 3, 4, 8, 11, 12, 128, 129, 130, 133, 135, 136, 143
	};

	if (proto == 1 || proto == 58) {
		uint8_t type = one_in(4) ? dice(256) : types[dice(sizeof(types))];

		add(p, &type, 1);
		add_random(p, 7);
	} else {
		add16(p, some_port(pool));
		add16(p, some_port(pool));
		add_random(p, 16);
	}
	add_random(p, dice(24));
}

static uint8_t some_proto(void)
{
	static const uint8_t protos[] = { 1, 2, 6, 6, 6, 17, 17, 17, 47, 50, 58, 58, 112, 132 };

	return one_in(10) ? dice(256) : protos[dice(sizeof(protos))];
}

static void add_ip4(const struct pool *pool, struct packet *p)
{
	uint32_t options = one_in(4) ? dice(11) : 0;
	uint8_t proto = some_proto();
	size_t at = p->size;
	uint16_t flags = one_in(5) ? dice(65536) : one_in(2) ? 0x4000 : 0;

	add(p, (uint8_t[]){ 0x45 + options, dice(256) }, 2);
	add16(p, 0);
	add16(p, dice(65536));
	add16(p, one_in(2) ? flags & 0xe000 : flags);
	add(p, (uint8_t[]){ 64, proto, 0, 0 }, 4);
	add_address(pool, p, 4);
	add_address(pool, p, 4);
	add_random(p, options * 4);
	add_transport(pool, p, proto);
	if (!one_in(8)) {
		p->data[at + 2] = (p->size - at) >> 8;
		p->data[at + 3] = p->size - at;
	}
}

static void add_ip6(const struct pool *pool, struct packet *p)
{
	static const uint8_t chain[] = { 0, 43, 44, 51, 60, 135, 139, 140 };
	size_t at = p->size, next = at + 6;
	uint32_t headers = one_in(2) ? 0 : dice(11);
	uint8_t proto = some_proto();

	add16(p, 0x6000 | dice(4096));
	add_random(p, 2);
	add16(p, 0);
	add(p, (uint8_t[]){ 0, one_in(3) ? 64 : 255 }, 2);
	add_address(pool, p, 16);
	add_address(pool, p, 16);
	while (headers-- && p->size < PACKET_MAX - 64) {
		uint8_t kind = chain[dice(8)], length = one_in(3) ? dice(4) : 0;
		size_t from = p->size;

		p->data[next] = kind;
		next = from;
		add(p, (uint8_t[]){ 0, length }, 2);
		add16(p, kind == 44 ? (one_in(3) ? dice(65536) : dice(8)) : dice(65536));
		add_random(p, (kind == 44   ? 8
			       : kind == 51 ? (length + 2u) * 4
					    : (length + 1u) * 8) -
				      4);
	}
	p->data[next] = proto;
	add_transport(pool, p, proto);
	if (!one_in(8)) {
		p->data[at + 4] = (p->size - at - 40) >> 8;
		p->data[at + 5] = p->size - at - 40;
	}
}

static void add_ethernet(struct packet *p, uint16_t type)
{
	static const uint16_t tags[] = { 0x8100, 0x88a8, 0x9100, 0x9200 };
	static const uint8_t control[6] = { 0x01, 0x80, 0xc2, 0, 0, 0x0e };

	if (one_in(30))
		add(p, control, 6);
	else
		add_random(p, 6);
	if (one_in(60))
		p->data[5] |= 0x80;
	add_random(p, 6);
	for (uint32_t n = one_in(3) ? dice(7) : 0; n; n--) {
		add16(p, tags[dice(4)]);
		add_random(p, 2);
	}
	add16(p, type);
}

static void mutate(struct packet *p)
{
	for (uint32_t n = 1 + dice(4); n; n--)
		p->data[dice(p->size)] = one_in(2) ? dice(256) : one_in(2) ? 0 : 255;
}

static void make_packet(const struct world *w, struct packet *p)
{
	static const uint16_t types[] = { 0x0806, 0x88f7, 0x8864, 0x22f0, 0x88cc, 0x0026, 0x8809 };
	uint32_t kind = dice(16);

	p->size = 0;
	if (kind == 0) {
		add_random(p, 14 + dice(100));
		return;
	}
	if (!w->opt.no_ethernet)
		add_ethernet(p, kind == 1 ? types[dice(7)] : kind <= 8 ? 0x0800 : 0x86dd);
	if (kind == 1)
		add_random(p, 14 + dice(40));
	else if (kind <= 8)
		add_ip4(&w->pool, p);
	else
		add_ip6(&w->pool, p);
	if (one_in(3))
		mutate(p);
	if (one_in(5) && p->size > 14)
		p->size = 14 + dice(p->size - 14);
	if (w->opt.frags && one_in(40)) {
		memset(p->data + p->size, 0xa5, LARGE_MAX - p->size);
		p->size = LARGE_MIN + dice(LARGE_MAX - LARGE_MIN);
	}
}

/* --- judging --------------------------------------------------------------------------- */

static bool same_prefix(const uint8_t *a, const uint8_t *b, unsigned int length)
{
	for (unsigned int i = 0; i < length; i++)
		if ((a[i / 8] ^ b[i / 8]) >> (7 - i % 8) & 1)
			return false;
	return true;
}

static bool blocked(const struct world *w, const struct ss_breaker_view *v, enum ss_breaker_dir dir)
{
	const uint8_t *peer = dir == SS_BREAKER_IN ? v->source : v->destination;

	for (size_t i = 0; i < w->block_count; i++)
		if (w->blocks[i].family == v->family &&
		    same_prefix(peer, w->blocks[i].addr, w->blocks[i].length))
			return true;
	return false;
}

static enum ss_breaker_outcome expected(const struct world *w, const struct ss_breaker_view *v,
					enum ss_breaker_dir dir)
{
	const struct ss_breaker_level *l = &w->table.levels[w->level];
	enum ss_breaker_outcome o;

	if (v->class != SS_BREAKER_INFRASTRUCTURE && !v->safe && blocked(w, v, dir))
		o = SS_BREAKER_DROP_BLOCK;
	else
		o = ss_breaker_verdict(l, v, l->drain_ns != 0);
	return w->opt.shadow && ss_breaker_outcome_drops(o) ? SS_BREAKER_PASS_SHADOW : o;
}

static void show(const struct world *w, const struct packet *p, enum ss_breaker_dir dir)
{
	fprintf(stderr, "%s, level %u, %s:\n", dir ? "out" : "in", w->level,
		w->opt.no_ethernet ? "no ethernet" : "ethernet");
	for (size_t i = 0; i < p->size; i++)
		fprintf(stderr, "%02x%s", p->data[i],
			i % 16 == 15 || i + 1 == p->size ? "\n" : " ");
}

/* What the kernel has counted since the counters were cleared: one packet.  False: not that. */
static bool counted(const struct ss_wire_breaker_counts *c, const struct packet *p, int *class,
		    int *outcome, int *fault)
{
	int found = 0;

	*fault = 0;
	for (int i = 0; i < SS_BREAKER_CLASSES; i++)
		for (int o = 0; o < SS_BREAKER_OUTCOMES; o++)
			if (c->by[i][o].packets || c->by[i][o].bytes) {
				found += c->by[i][o].packets == 1 && c->by[i][o].bytes == p->size
						 ? 1
						 : 2;
				*class = i;
				*outcome = o;
			}
	for (int i = 1; i < 8; i++)
		if (c->faults[i])
			*fault = c->faults[i] == 1 && !*fault ? i : 99;
	return found == 1;
}

/* False: kernels do not take a large packet for tc, nor do newer ones half an IP header. */
static bool run(struct world *w, const struct packet *p, enum ss_breaker_dir dir, int *verdict)
{
	struct bpf_program *prog =
		dir ? w->plant.skel->progs.breaker_out : w->plant.skel->progs.breaker_in;
	struct bpf_test_run_opts o = {
		.sz = sizeof(o), .data_in = p->data, .data_size_in = p->size, .repeat = 1
	};

	if (bpf_prog_test_run_opts(bpf_program__fd(prog), &o)) {
		if (dir == SS_BREAKER_OUT && (errno == EINVAL || p->size >= LARGE_MIN))
			return false;
		err(1, "run, %zu bytes", p->size);
	}
	*verdict = o.retval;
	return true;
}

static uint64_t classes[SS_BREAKER_CLASSES], outcomes[SS_BREAKER_OUTCOMES],
	faults[SS_BREAKER_FAULTS];

static bool judge(struct world *w, const struct packet *p, enum ss_breaker_dir dir)
{
	struct ss_wire_breaker_counts *c = &w->plant.counts[dir];
	/* Of several buffers the program sees the first: what it misses may be in another. */
	size_t size = p->size >= LARGE_MIN ? FIRST : p->size;
	const struct ss_breaker_packet packet = { p->data, size, dir, w->opt.no_ethernet };
	struct ss_breaker_view v;
	enum ss_breaker_outcome want;
	int class = -1, outcome = -1, fault = 0, pass = dir ? -1 : 2, drop = dir ? 2 : 1, got;

	memset(c, 0, sizeof(*c));
	if (!run(w, p, dir, &got))
		return false;
	ss_breaker_classify(&w->table, &packet, &v);
	want = expected(w, &v, dir);
	if (v.fault && p->size >= LARGE_MIN)
		v.fault = SS_BREAKER_FAULT_NO_DATA;
	classes[v.class]++;
	outcomes[want]++;
	faults[v.fault]++;
	if (counted(c, p, &class, &outcome, &fault) && class == (int)v.class &&
	    outcome == (int)want && fault == (int)v.fault &&
	    got == (ss_breaker_outcome_drops(want) ? drop : pass))
		return true;
	show(w, p, dir);
	errx(1,
	     "kernel: class %d outcome %d fault %d verdict %d; user space: class %d outcome %d "
	     "fault %d",
	     class, outcome, fault, got, v.class, want, v.fault);
}

static void print_counts(const char *what, const uint64_t *counts, const char *const *names)
{
	printf("%s:", what);
	for (int i = 0; names[i]; i++)
		printf(" %s %llu", names[i], (unsigned long long)counts[i]);
	printf("\n");
}

int main(int argc, char **argv)
{
	uint64_t packets = argc > 1 ? strtoull(argv[1], NULL, 10) : 0, done = 0, tables = 0;
	static struct world w;

	if (!packets)
		errx(2, "usage: breaker_fuzz PACKETS [SEED]");
	seed = argc > 2 ? strtoull(argv[2], NULL, 10) : (uint64_t)time(NULL);
	printf("seed %llu\n", (unsigned long long)seed);
	fflush(stdout);
	seed = seed * 0x9e3779b97f4a7c15ull | 1;
	stay_on(0);
	while (done < packets) {
		world_open(&w);
		for (int i = 0; i < A_TABLE && done < packets; i++, done++) {
			struct packet p;

			if (i % 500 == 0) {
				w.level = dice(LEVELS);
				plant_level(&w.plant, w.level);
			}
			make_packet(&w, &p);
			if (!one_in(3) || !judge(&w, &p, SS_BREAKER_OUT))
				judge(&w, &p, SS_BREAKER_IN);
		}
		world_close(&w);
		tables++;
	}
	printf("%llu packets, %llu tables\n", (unsigned long long)done, (unsigned long long)tables);
	print_counts("classes", classes, ss_breaker_class_names);
	print_counts("outcomes", outcomes, ss_breaker_outcome_names);
	print_counts("faults", faults, ss_breaker_fault_names);
	return 0;
}
