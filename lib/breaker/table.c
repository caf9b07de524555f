// SPDX-License-Identifier: BSD-2-Clause
#include "breaker/table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define TCP    6
#define UDP    17
#define SCTP   132
#define ICMP   1
#define ICMPV6 58

const char *const ss_breaker_class_names[SS_BREAKER_CLASSES + 1] = {
	[SS_BREAKER_INFRASTRUCTURE] = "infrastructure",
	[SS_BREAKER_MANAGEMENT] = "management",
	[SS_BREAKER_HEARTBEAT] = "heartbeat",
	[SS_BREAKER_ESSENTIAL] = "essential",
	[SS_BREAKER_TELEMETRY] = "telemetry",
	[SS_BREAKER_DEFAULT] = "default",
	[SS_BREAKER_FRAGMENT] = "fragment",
	[SS_BREAKER_MALFORMED] = "malformed",
};

const char *const ss_breaker_action_names[SS_BREAKER_ACTIONS + 1] = {
	[SS_BREAKER_PASS] = "pass",
	[SS_BREAKER_DROP] = "drop",
	[SS_BREAKER_LIMIT] = "limit",
};

const char *const ss_breaker_outcome_names[SS_BREAKER_OUTCOMES + 1] = {
	[SS_BREAKER_PASS_LEVEL] = "pass",	  [SS_BREAKER_PASS_LIMIT] = "pass_limit",
	[SS_BREAKER_PASS_DRAIN] = "pass_drain",	  [SS_BREAKER_PASS_STALE] = "pass_stale",
	[SS_BREAKER_PASS_SHADOW] = "pass_shadow", [SS_BREAKER_DROP_LEVEL] = "drop",
	[SS_BREAKER_DROP_LIMIT] = "drop_limit",	  [SS_BREAKER_DROP_SYN] = "drop_syn",
	[SS_BREAKER_DROP_BLOCK] = "drop_block",
};

const char *const ss_breaker_fault_names[SS_BREAKER_FAULTS + 1] = {
	[SS_BREAKER_FAULT_NONE] = "none",	  [SS_BREAKER_FAULT_ETH] = "ethernet",
	[SS_BREAKER_FAULT_TAGS] = "tags",	  [SS_BREAKER_FAULT_IP] = "ip",
	[SS_BREAKER_FAULT_CHAIN] = "chain",	  [SS_BREAKER_FAULT_PORTS] = "transport",
	[SS_BREAKER_FAULT_NO_DATA] = "nonlinear",
};

bool ss_breaker_outcome_drops(enum ss_breaker_outcome outcome)
{
	return outcome >= SS_BREAKER_DROP_LEVEL;
}

static const char *wrong_transport(const struct ss_breaker_rule *r)
{
	if (r->has_ports &&
	    !(r->has_proto && (r->proto == TCP || r->proto == UDP || r->proto == SCTP)))
		return "ports are those of TCP, UDP or SCTP";
	if (r->has_types && !(r->has_proto && (r->proto == ICMP || r->proto == ICMPV6)))
		return "types are those of ICMP or ICMPv6";
	if (r->has_ports && r->port_low > r->port_high)
		return "the first port is greater than the last";
	if (r->has_ports && r->side > SS_BREAKER_DST)
		return "there is no such side";
	return NULL;
}

static bool has_bits_behind(const struct ss_breaker_rule *r)
{
	for (unsigned int i = r->length; i < (r->family == 4 ? 32 : 128); i++)
		if (r->addr[i / 8] >> (7 - i % 8) & 1)
			return true;
	return false;
}

static const char *wrong_prefix(const struct ss_breaker_rule *r)
{
	if (r->family != 4 && r->family != 6)
		return "a prefix is one of IPv4 or IPv6";
	if (r->length > (r->family == 4 ? 32 : 128))
		return "the prefix is longer than an address";
	return has_bits_behind(r) ? "the prefix has bits behind its length" : NULL;
}

const char *ss_breaker_rule_wrong(const struct ss_breaker_rule *r)
{
	const char *why;

	if (r->class < SS_BREAKER_MANAGEMENT || r->class > SS_BREAKER_TELEMETRY)
		return "no rule makes that class";
	if (!r->has_ethertype && !r->has_proto && !r->has_prefix && !r->has_dscp)
		return "it says nothing of a packet";
	if (r->has_ethertype && (r->has_proto || r->has_prefix || r->has_dscp))
		return "an ethertype stands alone";
	if (r->has_ethertype && r->ethertype && r->ethertype < 0x600)
		return "that is no ethertype but a length";
	if (r->has_ethertype && (r->ethertype == 0x0800 || r->ethertype == 0x86dd))
		return "IP is told apart by its protocol";
	why = wrong_transport(r);
	if (!why && r->has_prefix)
		why = wrong_prefix(r);
	if (!why && r->has_dscp && !r->has_prefix && r->class != SS_BREAKER_TELEMETRY)
		why = "the sender chooses the DSCP: without a prefix it makes only telemetry";
	return why;
}

const char *ss_breaker_level_wrong(const struct ss_breaker_level *level)
{
	for (int c = 0; c < SS_BREAKER_CLASSES; c++) {
		const struct ss_breaker_policy *p = &level->classes[c];

		if (p->action >= SS_BREAKER_ACTIONS)
			return "there is no such action";
		if (p->action != SS_BREAKER_PASS && c <= SS_BREAKER_MANAGEMENT)
			return "infrastructure and management always pass";
	}
	return NULL;
}

bool ss_breaker_level_drains(const struct ss_breaker_level *level)
{
	for (int c = 0; level->drain_ns && c < SS_BREAKER_CLASSES; c++)
		if (level->classes[c].action == SS_BREAKER_DROP)
			return true;
	return false;
}

int ss_breaker_table_add(struct ss_breaker_table *t, const struct ss_breaker_rule *rule)
{
	if (ss_breaker_rule_wrong(rule))
		return -EINVAL;
	if (t->rule_count == SS_BREAKER_RULES)
		return -E2BIG;
	if (t->rule_count == t->rule_room) {
		size_t room = t->rule_room ? 2 * t->rule_room : 32;
		struct ss_breaker_rule *more = reallocarray(t->rules, room, sizeof(*more));

		if (!more)
			return -ENOMEM;
		t->rules = more;
		t->rule_room = room;
	}
	t->rules[t->rule_count++] = *rule;
	return 0;
}

void ss_breaker_table_fini(struct ss_breaker_table *t)
{
	free(t->rules);
	memset(t, 0, sizeof(*t));
}
