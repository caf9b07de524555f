// SPDX-License-Identifier: BSD-2-Clause
/* What a packet is, by the rules; and that the compiled tables say the same. */
#include "breaker/classify.h"

#include <errno.h>

#include "breaker/blocks.h"
#include "breaker/compile.h"
#include "check.h"
#include "hex.h"

#define ETH		  "020000000001020000000002"
#define IP4(n)		  ETH "08004500" n "00004000"
#define FROM4		  "0a010203"
#define TO4		  "0a010204"
#define UDP(from, ports)  IP4("001c") "40110000" from TO4 ports "00080000"
#define TCP(ports, flags) IP4("0028") "40060000" FROM4 TO4 ports "0000000000000000" flags "00000000"
#define V6		  ETH "86dd60000000"
#define A6		  "fd0000000000000000000000000000010000000000000000000000000000000a"

static struct ss_breaker_table table;

static void add(struct ss_breaker_rule r)
{
	check(!ss_breaker_rule_wrong(&r));
	check(!ss_breaker_table_add(&table, &r));
}

static void fill(void)
{
	ss_breaker_table_fini(&table);
	table.level_count = 1;
	add((struct ss_breaker_rule){ .class = SS_BREAKER_MANAGEMENT,
				      .has_proto = true,
				      .proto = 6,
				      .has_ports = true,
				      .port_low = 22,
				      .port_high = 22 });
	add((struct ss_breaker_rule){ .class = SS_BREAKER_MANAGEMENT,
				      .has_prefix = true,
				      .family = 4,
				      .length = 24,
				      .addr = { 10, 9, 9 } });
	add((struct ss_breaker_rule){ .class = SS_BREAKER_HEARTBEAT,
				      .has_proto = true,
				      .proto = 17,
				      .has_ports = true,
				      .port_low = 3784,
				      .port_high = 3785,
				      .side = SS_BREAKER_DST,
				      .has_prefix = true,
				      .family = 4,
				      .length = 8,
				      .addr = { 10 } });
	add((struct ss_breaker_rule){ .class = SS_BREAKER_ESSENTIAL,
				      .has_proto = true,
				      .proto = 17,
				      .has_ports = true,
				      .port_low = 53,
				      .port_high = 53 });
	add((struct ss_breaker_rule){
		.class = SS_BREAKER_TELEMETRY, .has_dscp = true, .dscp = 1ull << 8 });
	add((struct ss_breaker_rule){
		.class = SS_BREAKER_HEARTBEAT, .has_ethertype = true, .ethertype = 0x88f7 });
}

static struct ss_breaker_view view_of(const char *hex, size_t max, enum ss_breaker_dir dir)
{
	struct ss_breaker_packet p = { .dir = dir };
	struct ss_breaker_view v;
	uint8_t *bytes = unhex(hex, max, &p.size);

	p.data = bytes;
	ss_breaker_classify(&table, &p, &v);
	free(bytes);
	return v;
}

static bool is(const char *hex, enum ss_breaker_class class)
{
	struct ss_breaker_view v = view_of(hex, SIZE_MAX, SS_BREAKER_IN);

	if (v.class != class)
		printf("# %s\n", ss_breaker_class_names[v.class]);
	return v.class == class;
}

static bool is_fault(const char *hex, enum ss_breaker_fault fault)
{
	struct ss_breaker_view v = view_of(hex, SIZE_MAX, SS_BREAKER_IN);

	if (v.fault != fault)
		printf("# %s\n", ss_breaker_fault_names[v.fault]);
	return v.fault == fault && v.class == SS_BREAKER_MALFORMED;
}

static void ports(void)
{
	fill();
	/* SSH, to and from; DNS, to and from; neither. */
	check(is(TCP("9c400016", "50020000"), SS_BREAKER_MANAGEMENT));
	check(is(TCP("00169c40", "50120000"), SS_BREAKER_MANAGEMENT));
	check(is(UDP(FROM4, "9c400035"), SS_BREAKER_ESSENTIAL));
	check(is(UDP(FROM4, "00359c40"), SS_BREAKER_ESSENTIAL));
	check(is(UDP(FROM4, "9c409c41"), SS_BREAKER_DEFAULT));
	/* Only to that port, and only from that prefix. */
	check(is(UDP(FROM4, "9c400ec8"), SS_BREAKER_HEARTBEAT));
	check(is(UDP(FROM4, "0ec89c40"), SS_BREAKER_DEFAULT));
	check(is(UDP("0b010203", "9c400ec8"), SS_BREAKER_DEFAULT));
}

static void the_other_side(void)
{
	const char *packet = UDP("0a090905", "9c409c41");
	struct ss_breaker_view v;

	fill();
	v = view_of(packet, SIZE_MAX, SS_BREAKER_IN);
	check(v.class == SS_BREAKER_MANAGEMENT && v.safe && v.rule == 1);
	v = view_of(packet, SIZE_MAX, SS_BREAKER_OUT);
	check(v.class == SS_BREAKER_DEFAULT && !v.safe && v.rule == -1);
}

static void infrastructure(void)
{
	fill();
	check(is(ETH "0806"
		     "0001080006040001",
		 SS_BREAKER_INFRASTRUCTURE));
	check(is("0180c2000002020000000001"
		 "8809"
		 "01",
		 SS_BREAKER_INFRASTRUCTURE));
	check(is("0180c2000000020000000001"
		 "0026"
		 "424203",
		 SS_BREAKER_INFRASTRUCTURE));
	check(is("0180c2000010020000000001"
		 "0026"
		 "424203",
		 SS_BREAKER_DEFAULT));
	/* IP is what it is, wherever it is sent, with a tag or without. */
	check(is("0180c2000002020000000001"
		 "0800"
		 "4500001c00000000"
		 "40110000" FROM4 TO4 "1f901f90"
		 "00080000",
		 SS_BREAKER_DEFAULT));
	check(is("0180c2000002020000000001"
		 "81000005"
		 "0800"
		 "4500001c00000000"
		 "40110000" FROM4 TO4 "1f901f90"
		 "00080000",
		 SS_BREAKER_DEFAULT));
	/* DHCP has both ports; one of them alone is somebody's trick. */
	check(is(UDP(FROM4, "00430044"), SS_BREAKER_INFRASTRUCTURE));
	check(is(UDP(FROM4, "00439c40"), SS_BREAKER_DEFAULT));
	/* An error of ICMP; an echo. */
	check(is(IP4("001c") "40010000" FROM4 TO4 "0304000000000000", SS_BREAKER_INFRASTRUCTURE));
	check(is(IP4("001c") "40010000" FROM4 TO4 "0800000000000000", SS_BREAKER_DEFAULT));
	/* A neighbour's solicitation; the same from behind a router. */
	check(is(V6 "00183aff" A6 "870000000000000000000000", SS_BREAKER_INFRASTRUCTURE));
	check(is(V6 "00183afe" A6 "870000000000000000000000", SS_BREAKER_DEFAULT));
	check(is(V6 "00183a01" A6 "8f0000000000000000000000", SS_BREAKER_INFRASTRUCTURE));
	check(is(ETH "88f7"
		     "00",
		 SS_BREAKER_HEARTBEAT));
}

static void marks(void)
{
	fill();
	check(is(ETH "08004520001c00004000"
		     "40110000" FROM4 TO4 "9c409c41"
		     "00080000",
		 SS_BREAKER_TELEMETRY));
	/* It does not make less of what is more. */
	check(is(ETH "08004520001c00004000"
		     "40110000" FROM4 TO4 "9c400035"
		     "00080000",
		 SS_BREAKER_ESSENTIAL));
}

static void tags(void)
{
	fill();
	check(is(ETH "81000064"
		     "08004500001c00004000"
		     "40110000" FROM4 TO4 "9c400035"
		     "00080000",
		 SS_BREAKER_ESSENTIAL));
	check(is(ETH "88a8006481000005"
		     "08004500001c00004000"
		     "40110000" FROM4 TO4 "9c400035"
		     "00080000",
		 SS_BREAKER_ESSENTIAL));
	check(is_fault(ETH "8100006481000064810000648100006481000064"
			   "0800",
		       SS_BREAKER_FAULT_TAGS));
	check(is_fault(ETH "8100", SS_BREAKER_FAULT_ETH));
}

static void fragments(void)
{
	fill();
	/* The first has ports; a later one has none, but an address and a protocol. */
	check(is(ETH "08004500001c00002000"
		     "40110000" FROM4 TO4 "9c400035"
		     "00080000",
		 SS_BREAKER_ESSENTIAL));
	check(is(ETH "08004500001c00002001"
		     "40110000" FROM4 TO4 "9c400035"
		     "00080000",
		 SS_BREAKER_FRAGMENT));
	check(is(ETH "08004500001c00002001"
		     "40110000"
		     "0a090905" TO4 "9c400035"
		     "00080000",
		 SS_BREAKER_MANAGEMENT));
	check(is(V6 "00102c40" A6 "1100000100000000"
		    "9c40003500080000",
		 SS_BREAKER_ESSENTIAL));
	check(is(V6 "00102c40" A6 "1100000900000000"
		    "9c40003500080000",
		 SS_BREAKER_FRAGMENT));
}

static void chains(void)
{
	fill();
	check(is(V6 "00100040" A6 "1100000000000000"
		    "9c40003500080000",
		 SS_BREAKER_ESSENTIAL));
	/* ESP: nothing behind it can be read. */
	check(is(V6 "00083240" A6 "9c40003500080000", SS_BREAKER_DEFAULT));
	/* The chain says that there is more than there is. */
	check(is_fault(V6 "00100040" A6 "1105000000000000"
			  "9c40003500080000",
		       SS_BREAKER_FAULT_CHAIN));
	check(is_fault(V6 "00480040" A6 "0000000000000000"
			  "0000000000000000"
			  "0000000000000000"
			  "0000000000000000"
			  "0000000000000000"
			  "0000000000000000"
			  "0000000000000000"
			  "0000000000000000"
			  "1100000000000000",
		       SS_BREAKER_FAULT_CHAIN));
}

static void malformed(void)
{
	const char *whole = TCP("9c400016", "50020000");

	fill();
	for (size_t size = 0; size < 54; size++) {
		struct ss_breaker_view v = view_of(whole, size, SS_BREAKER_IN);

		check(v.class == SS_BREAKER_MALFORMED);
		check(v.fault == (size < 14   ? SS_BREAKER_FAULT_ETH
				  : size < 34 ? SS_BREAKER_FAULT_IP
					      : SS_BREAKER_FAULT_PORTS));
	}
	check(is_fault(ETH "08004400001c00004000"
			   "40110000" FROM4 TO4 "9c40003500080000",
		       SS_BREAKER_FAULT_IP));
	check(is_fault(ETH "08006500001c00004000"
			   "40110000" FROM4 TO4 "9c40003500080000",
		       SS_BREAKER_FAULT_IP));
	/* Padding is not a port. */
	check(is_fault(IP4("0014") "40110000" FROM4 TO4 "9c40003500080000",
		       SS_BREAKER_FAULT_PORTS));
}

static void wrong_rules(void)
{
	struct ss_breaker_rule r = { .class = SS_BREAKER_HEARTBEAT, .has_dscp = true, .dscp = 1 };

	check(ss_breaker_rule_wrong(&r)); /* the sender chooses it */
	r.has_prefix = true;
	r.family = 4;
	r.length = 8;
	check(!ss_breaker_rule_wrong(&r));
	r.addr[1] = 1;
	check(ss_breaker_rule_wrong(&r));
	r = (struct ss_breaker_rule){ .class = SS_BREAKER_DEFAULT, .has_proto = true };
	check(ss_breaker_rule_wrong(&r));
	r = (struct ss_breaker_rule){ .class = SS_BREAKER_ESSENTIAL, .has_ports = true };
	check(ss_breaker_rule_wrong(&r));
	check(ss_breaker_table_add(&table, &r) == -EINVAL);
	r = (struct ss_breaker_rule){ .class = SS_BREAKER_ESSENTIAL,
				      .has_ethertype = true,
				      .ethertype = 0x0800 };
	check(ss_breaker_rule_wrong(&r));
}

/* --- the tables ---------------------------------------------------------------------------- */

/* As a program looks an address up. */
static uint32_t address_label(const struct ss_breaker_image *i, uint8_t family, const uint8_t *a)
{
	uint32_t found;
	uint64_t high = 0, low = 0;

	if (!i->has_prefixes)
		return 0;
	found = i->trie[(family == 6 ? SS_BREAKER_TRIE_ROOT6 : 0) + (a[0] << 8 | a[1])];

	for (int n = 2; n < 16 && found & SS_BREAKER_SLOT_NODE; n++)
		found = i->trie[SS_BREAKER_TRIE_NODES + (found & SS_BREAKER_SLOT_REST) * 256 +
				a[n]];
	if (!(found & SS_BREAKER_SLOT_TAIL))
		return found;
	for (int n = 0; n < 8; n++) {
		high = high << 8 | a[n];
		low = low << 8 | a[8 + n];
	}
	const struct ss_wire_breaker_tail *t = &i->tails[found & SS_BREAKER_SLOT_REST];

	return (high & t->mask_high) == t->high && (low & t->mask_low) == t->low ? t->inside
										 : t->outside;
}

static uint8_t rank(const struct ss_breaker_image *i, uint32_t address, uint32_t at, uint8_t dscp)
{
	return i->combos[(address * i->transports + (i->labels[at] & 0xffff)) * i->marks +
			 i->dscp[dscp]];
}

static void compiled(void)
{
	struct ss_breaker_image i;
	uint8_t inside[16] = { 10, 1 }, management[16] = { 10, 9, 9, 200 }, outside[16] = { 11 };

	fill();
	if (!check(!ss_breaker_compile(&table, 4000000, 2, &i)))
		return;
	check(rank(&i, 0, SS_BREAKER_AT_UDP + 53, 0) == SS_BREAKER_ESSENTIAL + 1);
	check(rank(&i, 0, SS_BREAKER_AT_TCP + 22, 0) == SS_BREAKER_RANK_MANAGEMENT);
	check(rank(&i, 0, SS_BREAKER_AT_UDP + 9, 0) == SS_BREAKER_RANK_DEFAULT);
	check(rank(&i, 0, SS_BREAKER_AT_UDP + 9, 8) == SS_BREAKER_TELEMETRY + 1);
	check(rank(&i, address_label(&i, 4, inside), SS_BREAKER_AT_UDP + 3784, 0) ==
	      SS_BREAKER_HEARTBEAT + 1);
	check(rank(&i, address_label(&i, 4, outside), SS_BREAKER_AT_UDP + 3784, 0) ==
	      SS_BREAKER_RANK_DEFAULT);
	check(rank(&i, address_label(&i, 4, management), SS_BREAKER_AT_UDP + 9, 0) ==
	      SS_BREAKER_RANK_SAFE);
	check(rank(&i, 0, SS_BREAKER_AT_ETHER + 0x0806, 0) == SS_BREAKER_RANK_INFRASTRUCTURE);
	check(rank(&i, 0, SS_BREAKER_AT_ETHER + 0x88f7, 0) == SS_BREAKER_HEARTBEAT + 1);
	ss_breaker_image_fini(&i);
}

/* PAIRS of addresses that differ in their last byte alone: the trie is as deep as can be. */
static int compiles(uint32_t pairs, size_t *bytes)
{
	struct ss_breaker_image i;
	int err;

	ss_breaker_table_fini(&table);
	table.level_count = 1;
	for (uint32_t n = 0; n < 2 * pairs; n++)
		add((struct ss_breaker_rule){ .class = SS_BREAKER_TELEMETRY,
					      .has_prefix = true,
					      .family = 6,
					      .length = 128,
					      .addr = { 0xfd, 0, n >> 9, n >> 1, [15] = n & 1 } });
	err = ss_breaker_compile(&table, 4000000, 2, &i);
	if (!err) {
		*bytes = (SS_BREAKER_LABELS + i.trie_size) * sizeof(uint32_t) + i.combo_count;
		ss_breaker_image_fini(&i);
	}
	return err;
}

/* Labels, trie and combinations are one element of a map, for which Linux 5.10 has 4 MiB. */
static void too_large(void)
{
	size_t bytes = 0;
	uint32_t pairs = 10;

	while (!compiles(pairs, &bytes) && pairs < 400)
		pairs += 10;
	check(compiles(pairs, &bytes) == -E2BIG);
	check(bytes > 3 << 20 && bytes <= 4 << 20);
	ss_breaker_table_fini(&table);
}

/* Rules that are alike make no labels of their own. */
static void compact(void)
{
	struct ss_breaker_image i;

	ss_breaker_table_fini(&table);
	table.level_count = 1;
	for (uint16_t port = 1; port <= 1000; port++)
		add((struct ss_breaker_rule){ .class = SS_BREAKER_TELEMETRY,
					      .has_proto = true,
					      .proto = 17,
					      .has_ports = true,
					      .port_low = port * 7,
					      .port_high = port * 7 });
	check(!ss_breaker_compile(&table, 4000000, 2, &i));
	check(i.transports <= 3 && i.addresses == 1 && i.marks == 1);
	ss_breaker_image_fini(&i);
	for (uint16_t n = 0; n < 1000; n++)
		add((struct ss_breaker_rule){ .class = SS_BREAKER_ESSENTIAL,
					      .has_proto = true,
					      .proto = 6,
					      .has_ports = true,
					      .port_low = 22,
					      .port_high = 22,
					      .has_prefix = true,
					      .family = 6,
					      .length = 64,
					      .addr = { 0xfd, 0, n >> 8, n, n } });
	check(!ss_breaker_compile(&table, 4000000, 2, &i));
	check(i.transports <= 4 && i.addresses == 1001);
	ss_breaker_image_fini(&i);
}

static void levels(void)
{
	struct ss_breaker_image i;
	struct ss_breaker_level *l = &table.levels[1];

	fill();
	table.level_count = 2;
	l->classes[SS_BREAKER_TELEMETRY].action = SS_BREAKER_DROP;
	l->classes[SS_BREAKER_DEFAULT] =
		(struct ss_breaker_policy){ .action = SS_BREAKER_LIMIT, .rate = 1000, .burst = 50 };
	l->drain_ns = 10000000;
	check(!ss_breaker_compile(&table, 4000000, 2, &i));
	check(i.words[0] == 0);
	check(i.words[1] == (1 | SS_BREAKER_F_DRAIN << SS_BREAKER_WORD_FLAGS |
			     (uint64_t)SS_BREAKER_DROP << (32 + 4 * SS_BREAKER_TELEMETRY) |
			     (uint64_t)SS_BREAKER_LIMIT << (32 + 4 * SS_BREAKER_DEFAULT)));
	check(i.drain_ticks[1] == 3);
	check(i.limits[1][SS_BREAKER_DEFAULT].cost == 256000000);
	check(i.limits[1][SS_BREAKER_DEFAULT].burst_ns == 50 * 1000000 + 4000000);
	check(i.limits[1][SS_BREAKER_DEFAULT].batch == 12);
	ss_breaker_image_fini(&i);
	/* Where nothing is dropped, nothing is to end. */
	l->classes[SS_BREAKER_TELEMETRY].action = SS_BREAKER_PASS;
	check(!ss_breaker_compile(&table, 4000000, 2, &i));
	check(i.drain_ticks[1] == 0 && !(i.words[1] >> SS_BREAKER_WORD_FLAGS & SS_BREAKER_F_DRAIN));
	ss_breaker_image_fini(&i);
	/* The most that can be said: no product goes over. */
	l->classes[SS_BREAKER_DEFAULT].rate = 1;
	l->classes[SS_BREAKER_DEFAULT].burst = 1ull << 40;
	check(!ss_breaker_compile(&table, 4000000, 2, &i));
	check(i.limits[1][SS_BREAKER_DEFAULT].burst_ns > 1ull << 54);
	ss_breaker_image_fini(&i);
	l->classes[SS_BREAKER_MANAGEMENT].action = SS_BREAKER_DROP;
	check(ss_breaker_level_wrong(l));
	check(ss_breaker_compile(&table, 4000000, 2, &i) == -EINVAL);
	memset(l, 0, sizeof(*l));
}

static void verdicts(void)
{
	struct ss_breaker_level l = { .drain_ns = 1 };
	struct ss_breaker_view v = { .class = SS_BREAKER_TELEMETRY, .tcp = true, .syn = true };

	check(ss_breaker_verdict(&l, &v, true) == SS_BREAKER_PASS_LEVEL);
	l.classes[SS_BREAKER_TELEMETRY].action = SS_BREAKER_DROP;
	check(ss_breaker_verdict(&l, &v, true) == SS_BREAKER_DROP_SYN);
	v.syn = false;
	check(ss_breaker_verdict(&l, &v, true) == SS_BREAKER_PASS_DRAIN);
	check(ss_breaker_verdict(&l, &v, false) == SS_BREAKER_DROP_LEVEL);
	l.classes[SS_BREAKER_TELEMETRY].action = SS_BREAKER_LIMIT;
	check(ss_breaker_verdict(&l, &v, false) == SS_BREAKER_DROP_LIMIT);
	l.classes[SS_BREAKER_TELEMETRY].rate = 1;
	check(ss_breaker_verdict(&l, &v, false) == SS_BREAKER_PASS_LIMIT);
}

static void places(void)
{
	const uint8_t addr[16] = { 10, 1, 2, 3 }, none[16] = { 0 };
	struct ss_breaker_place p, q;

	ss_breaker_place(4, 32, addr, &p);
	check(p.grain == SS_BREAKER_GRAIN_32 &&
	      p.bit == ss_breaker_filter_bit(0x0a010203ull << 32, 32));
	ss_breaker_place(4, 31, addr, &p);
	ss_breaker_place(4, 24, addr, &q);
	check(p.grain == SS_BREAKER_GRAIN_24 && p.bit == q.bit);
	ss_breaker_place(4, 7, none, &p);
	check(p.grain == SS_BREAKER_GRAIN_ALL);
	ss_breaker_place(6, 128, addr, &p);
	check(p.grain == SS_BREAKER_GRAIN_64);
	ss_breaker_place(6, 0, none, &p);
	check(p.grain == SS_BREAKER_GRAIN_ALL);
}

static const struct check_case cases[] = {
	{ "ports, of either side or of one", ports },
	{ "a prefix is of the other side", the_other_side },
	{ "what keeps a link alive", infrastructure },
	{ "DSCP makes only telemetry", marks },
	{ "tags are skipped, up to four", tags },
	{ "fragments", fragments },
	{ "extension headers", chains },
	{ "packets that end too soon", malformed },
	{ "rules that cannot be", wrong_rules },
	{ "compiled tables", compiled },
	{ "compiled tables are small", compact },
	{ "tables over what the kernel takes are none", too_large },
	{ "compiled levels", levels },
	{ "verdicts", verdicts },
	{ "where a block stands in the filter", places },
};

int main(void)
{
	int failed = check_main(cases, sizeof(cases) / sizeof(cases[0]));

	ss_breaker_table_fini(&table);
	return failed;
}
