/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a configuration means to the data path: rules that say what class a packet
 * is of, and levels that say what is done with a class.  Made of YAML by profile.h,
 * compiled for the kernel by compile.h, applied to a packet in memory by classify.h.
 */
#ifndef SS_BREAKER_TABLE_H
#define SS_BREAKER_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "breaker_types.h"

/* "infrastructure", "management", ... "default", "fragment", "malformed"; NULL at the end. */
extern const char *const ss_breaker_class_names[SS_BREAKER_CLASSES + 1];
extern const char *const ss_breaker_action_names[SS_BREAKER_ACTIONS + 1]; /* "pass", "drop", ... */
extern const char *const ss_breaker_outcome_names[SS_BREAKER_OUTCOMES + 1];
extern const char *const ss_breaker_fault_names[SS_BREAKER_FAULTS + 1];
bool ss_breaker_outcome_drops(enum ss_breaker_outcome outcome);

/* Which port is meant. */
enum ss_breaker_side {
	SS_BREAKER_EITHER, /* so that replies are of the same class */
	SS_BREAKER_SRC,
	SS_BREAKER_DST,
};

/*
 * All that is given must hold.  The prefix is about the other side: the source
 * of what comes in, the destination of what goes out.
 */
struct ss_breaker_rule {
	uint8_t class; /* MANAGEMENT to TELEMETRY */
	bool has_ethertype, has_proto, has_ports, has_types, has_prefix, has_dscp;
	uint16_t ethertype; /* nothing else may be given with it; 0: 802.2, a length */
	uint8_t proto;	    /* of IP; with ports: 6 TCP, 17 UDP or 132 SCTP */
	uint8_t type;	    /* has_types: of ICMP (1) or ICMPv6 (58), whichever proto is */
	uint8_t side;	    /* enum ss_breaker_side */
	uint16_t port_low, port_high;
	uint8_t family; /* of the prefix: 4 or 6 */
	uint8_t length; /* of the prefix; the bits behind it are 0 */
	uint8_t addr[16];
	uint64_t dscp; /* bits; alone it makes telemetry, and nothing better */
	unsigned int line;
};

struct ss_breaker_policy {
	uint8_t action; /* enum ss_breaker_action */
	bool bytes;	/* rate and burst are in bytes; else in packets */
	uint64_t rate;	/* a second, over all processors; 0 drops */
	uint64_t burst; /* 0: what comes in 100 ms, at least one packet */
};

#define SS_BREAKER_DRAIN_FOREVER UINT64_MAX

struct ss_breaker_level {
	char name[32];
	struct ss_breaker_policy classes[SS_BREAKER_CLASSES];
	/* For so long TCP connections of dropped classes go on when it begins: only new ones do
	 * not. */
	uint64_t drain_ns;
};

/* Is there a class whose connections may go on?  Else drain_ns is about nothing. */
bool ss_breaker_level_drains(const struct ss_breaker_level *level);

/* All zero before it is used: one level then has to be added. */
struct ss_breaker_table {
	struct ss_breaker_rule *rules;
	size_t rule_count, rule_room;
	struct ss_breaker_level levels[SS_BREAKER_LEVELS]; /* by severity: 0 is the best */
	size_t level_count;
};

/* 0; -E2BIG: there are too many; -EINVAL: it is none of those above; or -ENOMEM. */
int ss_breaker_table_add(struct ss_breaker_table *t, const struct ss_breaker_rule *rule);
void ss_breaker_table_fini(struct ss_breaker_table *t);

/*
 * What cannot be: a level that touches infrastructure or management, a rule with
 * parts that do not go together.  NULL, or why not, for a person.
 */
const char *ss_breaker_rule_wrong(const struct ss_breaker_rule *rule);
const char *ss_breaker_level_wrong(const struct ss_breaker_level *level);

#endif
