// SPDX-License-Identifier: BSD-2-Clause
/*
 * Any bytes as a packet; the first byte says which way it goes and whether it has an
 * Ethernet header.  Nothing behind its end is read; and what is said of it fits together.
 */
#include <stdlib.h>
#include <string.h>

#include "breaker/classify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

static struct ss_breaker_rule rules[] = {
	{ .class = SS_BREAKER_MANAGEMENT,
	  .has_proto = true,
	  .proto = 6,
	  .has_ports = true,
	  .port_low = 22,
	  .port_high = 22 },
	{ .class = SS_BREAKER_MANAGEMENT,
	  .has_prefix = true,
	  .family = 6,
	  .length = 9,
	  .addr = { 0xfd } },
	{ .class = SS_BREAKER_HEARTBEAT,
	  .has_proto = true,
	  .proto = 1,
	  .has_types = true,
	  .type = 8 },
	{ .class = SS_BREAKER_ESSENTIAL,
	  .has_prefix = true,
	  .family = 4,
	  .length = 8,
	  .addr = { 10 },
	  .has_dscp = true,
	  .dscp = 2 },
	{ .class = SS_BREAKER_TELEMETRY, .has_proto = true, .proto = 17 },
	{ .class = SS_BREAKER_HEARTBEAT, .has_ethertype = true, .ethertype = 0x88f7 },
};

static const struct ss_breaker_table table = { .rules = rules,
					       .rule_count = sizeof(rules) / sizeof(rules[0]),
					       .level_count = 1 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ss_breaker_packet p = { 0 };
	struct ss_breaker_view v;
	uint8_t *copy;

	if (!size)
		return 0;
	p.dir = data[0] & 1;
	p.no_ethernet = data[0] & 2;
	p.size = size - 1;
	copy = malloc(p.size ? p.size : 1);
	must(copy);
	memcpy(copy, data + 1, p.size);
	p.data = copy;
	ss_breaker_classify(&table, &p, &v);
	free(copy);
	must(v.class < SS_BREAKER_CLASSES && v.fault < SS_BREAKER_FAULTS);
	must(!v.fault == (v.class != SS_BREAKER_MALFORMED));
	must(v.rule < (int)table.rule_count);
	must((v.rule < 0) || rules[v.rule].class == v.class);
	must(!v.reason == (v.class != SS_BREAKER_INFRASTRUCTURE));
	must(!v.safe || v.class == SS_BREAKER_MANAGEMENT);
	must(!v.tcp || v.has_ports);
	must(!v.syn || v.tcp);
	must(v.tags <= SS_BREAKER_TAGS);
	must(v.class != SS_BREAKER_FRAGMENT || v.later_fragment);
	must(ss_breaker_verdict(&table.levels[0], &v, false) == SS_BREAKER_PASS_LEVEL);
	return 0;
}
