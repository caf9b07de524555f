/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the data path would do with a packet in memory, from the rules themselves:
 * nothing here is shared with the kernel's programs, which are judged by it.
 */
#ifndef SS_BREAKER_CLASSIFY_H
#define SS_BREAKER_CLASSIFY_H

#include "breaker/table.h"

struct ss_breaker_packet {
	const uint8_t *data;
	size_t size; /* of data: what a program can read */
	enum ss_breaker_dir dir;
	bool no_ethernet; /* it begins with an IP header */
};

/* What a packet is. */
struct ss_breaker_view {
	enum ss_breaker_class class;
	bool safe;	    /* management by a prefix: the block list does not touch it */
	int rule;	    /* of the table that made it its class, or -1 */
	const char *reason; /* if no rule did: "ARP", "neighbour discovery", ... */
	enum ss_breaker_fault fault;
	uint8_t family; /* 4 or 6; 0: not IP */
	uint8_t source[16], destination[16];
	uint8_t proto;
	bool has_ports, syn; /* syn: it begins a TCP connection */
	uint16_t source_port, destination_port;
	bool tcp, later_fragment;
	uint16_t ethertype; /* behind all tags */
	uint8_t tags;
};

void ss_breaker_classify(const struct ss_breaker_table *t, const struct ss_breaker_packet *p,
			 struct ss_breaker_view *view);

/*
 * What LEVEL does with it: DRAINING while its drain_ns are not over.  A limit
 * is not counted: PASS_LIMIT, or DROP_LIMIT if its rate is 0.
 */
enum ss_breaker_outcome ss_breaker_verdict(const struct ss_breaker_level *level,
					   const struct ss_breaker_view *view, bool draining);

#endif
