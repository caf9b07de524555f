/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the breaker's programs and ss-breaker have names for: classes, actions, outcomes. */
#ifndef SS_BREAKER_TYPES_H
#define SS_BREAKER_TYPES_H

#include <linux/types.h>

#define SS_BREAKER_LEVELS	16   /* numbered by severity: 0 is the best */
#define SS_BREAKER_RULES	4096 /* in one table */
#define SS_BREAKER_INSTANCE_MAX 64   /* its name, with the NUL */
#define SS_BREAKER_TAGS		4    /* VLAN tags that are skipped; more are malformed */
#define SS_BREAKER_EXTENSIONS	8    /* IPv6 headers before the transport's; more are malformed */

/*
 * What a packet is: the first that holds.  Infrastructure is what keeps a link and
 * an address alive, and always passes, as does management.  The last two are not
 * for rules: later fragments that no rule about a prefix or a protocol claims, and
 * packets that cannot be parsed.
 */
enum ss_breaker_class {
	SS_BREAKER_INFRASTRUCTURE,
	SS_BREAKER_MANAGEMENT,
	SS_BREAKER_HEARTBEAT,
	SS_BREAKER_ESSENTIAL,
	SS_BREAKER_TELEMETRY,
	SS_BREAKER_DEFAULT,
	SS_BREAKER_FRAGMENT,
	SS_BREAKER_MALFORMED,
	SS_BREAKER_CLASSES
};

/* What a level does with a class. */
enum ss_breaker_action { SS_BREAKER_PASS, SS_BREAKER_DROP, SS_BREAKER_LIMIT, SS_BREAKER_ACTIONS };

/* What became of a packet, and why. */
enum ss_breaker_outcome {
	SS_BREAKER_PASS_LEVEL,	/* the level passes its class */
	SS_BREAKER_PASS_LIMIT,	/* it was within the rate */
	SS_BREAKER_PASS_DRAIN,	/* of a TCP connection that may end in peace */
	SS_BREAKER_PASS_STALE,	/* dropped, were the state not stale */
	SS_BREAKER_PASS_SHADOW, /* dropped, were this not --shadow */
	SS_BREAKER_DROP_LEVEL,
	SS_BREAKER_DROP_LIMIT,
	SS_BREAKER_DROP_SYN, /* a new TCP connection, while others may end */
	SS_BREAKER_DROP_BLOCK,
	SS_BREAKER_OUTCOMES
};

/* Why a packet is malformed. */
enum ss_breaker_fault {
	SS_BREAKER_FAULT_NONE,
	SS_BREAKER_FAULT_ETH,	  /* shorter than an Ethernet header and its tags */
	SS_BREAKER_FAULT_TAGS,	  /* too many of these */
	SS_BREAKER_FAULT_IP,	  /* shorter than an IP header says, or not of that version */
	SS_BREAKER_FAULT_CHAIN,	  /* too many IPv6 extension headers, or one that is cut off */
	SS_BREAKER_FAULT_PORTS,	  /* shorter than a transport header */
	SS_BREAKER_FAULT_NO_DATA, /* the header is not where a program can read it */
	SS_BREAKER_FAULTS
};

enum ss_breaker_dir { SS_BREAKER_IN, SS_BREAKER_OUT, SS_BREAKER_DIRS };

#endif
