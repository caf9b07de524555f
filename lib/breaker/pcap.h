/* SPDX-License-Identifier: BSD-2-Clause */
/* Packets in a file as tcpdump and wireshark write it: pcap and pcapng, either byte order. */
#ifndef SS_BREAKER_PCAP_H
#define SS_BREAKER_PCAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SS_PCAP_LINKS 64 /* interfaces in a section of a pcapng */

/*
 * DLT_EN10MB and DLT_RAW with its like; others cannot be read, nor can DLT_LINUX_SLL and its
 * successor, as which packets of all interfaces at once are captured.
 */
enum ss_pcap_link { SS_PCAP_OTHER, SS_PCAP_ETHERNET, SS_PCAP_IP, SS_PCAP_COOKED };

struct ss_pcap {
	const uint8_t *data, *end, *at; /* the file, which stays the caller's */
	bool ng, swapped;
	enum ss_pcap_link links[SS_PCAP_LINKS];
	unsigned int link_count;
	uint64_t number; /* of packets so far */
	const char *why; /* after an error */
};

struct ss_pcap_packet {
	const uint8_t *data;
	size_t len;	 /* that were kept */
	size_t wire_len; /* that there were */
	enum ss_pcap_link link;
};

/* 0, or -EINVAL: it is no such file, see why. */
int ss_pcap_open(struct ss_pcap *p, const void *data, size_t len);
/* 1 and the next packet; 0: there are no more; -EINVAL: it is broken from here on. */
int ss_pcap_next(struct ss_pcap *p, struct ss_pcap_packet *packet);

#endif
