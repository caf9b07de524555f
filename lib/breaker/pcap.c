// SPDX-License-Identifier: BSD-2-Clause
#include "breaker/pcap.h"

#include <errno.h>
#include <string.h>

#define MICRO	  0xa1b2c3d4u
#define NANO	  0xa1b23c4du
#define SECTION	  0x0a0d0d0au
#define ORDER	  0x1a2b3c4du
#define INTERFACE 1
#define SIMPLE	  3
#define ENHANCED  6
#define OBSOLETE  2

#define FILE_HEAD   24
#define PACKET_HEAD 16
#define BLOCK_HEAD  8

static uint32_t u32(const struct ss_pcap *p, const uint8_t *at)
{
	uint32_t n;

	memcpy(&n, at, sizeof(n));
	return p->swapped ? __builtin_bswap32(n) : n;
}

static uint16_t u16(const struct ss_pcap *p, const uint8_t *at)
{
	uint16_t n;

	memcpy(&n, at, sizeof(n));
	return p->swapped ? __builtin_bswap16(n) : n;
}

static int refuse(struct ss_pcap *p, const char *why)
{
	p->why = why;
	return -EINVAL;
}

static enum ss_pcap_link link_of(uint32_t dlt)
{
	if (dlt == 1)
		return SS_PCAP_ETHERNET;
	/* RAW by its several numbers, IPv4, IPv6 */
	if (dlt == 12 || dlt == 14 || dlt == 101 || dlt == 228 || dlt == 229)
		return SS_PCAP_IP;
	return dlt == 113 || dlt == 276 ? SS_PCAP_COOKED : SS_PCAP_OTHER;
}

static int open_plain(struct ss_pcap *p)
{
	if (p->end - p->data < FILE_HEAD)
		return refuse(p, "the file ends within its header");
	/* The upper half says how frames end. */
	p->links[0] = link_of(u32(p, p->data + 20) & 0xffff);
	p->link_count = 1;
	p->at = p->data + FILE_HEAD;
	return 0;
}

int ss_pcap_open(struct ss_pcap *p, const void *data, size_t len)
{
	uint32_t magic;

	*p = (struct ss_pcap){ .data = data, .at = data, .end = (const uint8_t *)data + len };
	if (len < sizeof(magic))
		return refuse(p, "it is too short for a file of packets");
	memcpy(&magic, data, sizeof(magic));
	if (magic == SECTION) {
		p->ng = true;
		return 0;
	}
	p->swapped = magic == __builtin_bswap32(MICRO) || magic == __builtin_bswap32(NANO);
	if (!p->swapped && magic != MICRO && magic != NANO)
		return refuse(p, "it is neither pcap nor pcapng");
	return open_plain(p);
}

static int next_plain(struct ss_pcap *p, struct ss_pcap_packet *packet)
{
	size_t left = p->end - p->at;

	if (!left)
		return 0;
	if (left < PACKET_HEAD)
		return refuse(p, "the file ends within a packet's header");
	packet->len = u32(p, p->at + 8);
	packet->wire_len = u32(p, p->at + 12);
	packet->data = p->at + PACKET_HEAD;
	packet->link = p->links[0];
	if (packet->len > left - PACKET_HEAD)
		return refuse(p, "the file ends within a packet");
	p->at += PACKET_HEAD + packet->len;
	return 1;
}

/* The block at P->at: how long it is, or -EINVAL. */
static int64_t block_len(struct ss_pcap *p)
{
	size_t left = p->end - p->at, len;

	if (left < BLOCK_HEAD + 4)
		return refuse(p, "the file ends within a block");
	if (u32(p, p->at) == SECTION) {
		uint32_t order;

		memcpy(&order, p->at + BLOCK_HEAD, sizeof(order));
		p->swapped = order == __builtin_bswap32(ORDER);
		if (!p->swapped && order != ORDER)
			return refuse(p, "a section of no byte order");
		p->link_count = 0;
	}
	len = u32(p, p->at + 4);
	if (len < BLOCK_HEAD + 4 || len % 4 || len > left)
		return refuse(p, "a block of no possible length");
	return len;
}

static int add_link(struct ss_pcap *p, const uint8_t *body, size_t len)
{
	if (len < 8)
		return refuse(p, "an interface without a header");
	if (p->link_count == SS_PCAP_LINKS)
		return refuse(p, "too many interfaces");
	p->links[p->link_count++] = link_of(u16(p, body));
	return 0;
}

static int packet_of(struct ss_pcap *p, uint32_t type, const uint8_t *body, size_t len,
		     struct ss_pcap_packet *packet)
{
	size_t head = type == SIMPLE ? 4 : 20;
	uint32_t link;

	if (len < head)
		return refuse(p, "a packet without a header");
	link = type == ENHANCED ? u32(p, body) : type == OBSOLETE ? u16(p, body) : 0;
	if (link >= p->link_count)
		return refuse(p, "a packet of no interface");
	packet->link = p->links[link];
	packet->data = body + head;
	packet->wire_len = u32(p, body + head - 4);
	packet->len = type == SIMPLE ? packet->wire_len : u32(p, body + 12);
	if (type == SIMPLE && packet->len > len - head)
		packet->len = len - head; /* what there is, padding and all */
	if (packet->len > len - head)
		return refuse(p, "a packet longer than its block");
	return 1;
}

static int next_ng(struct ss_pcap *p, struct ss_pcap_packet *packet)
{
	while (p->at < p->end) {
		int64_t len = block_len(p);
		const uint8_t *body = p->at + BLOCK_HEAD;
		uint32_t type;
		int result = 0;

		if (len < 0)
			return len;
		type = u32(p, p->at);
		p->at += len;
		len -= BLOCK_HEAD + 4;
		if (type == INTERFACE)
			result = add_link(p, body, len);
		else if (type == ENHANCED || type == SIMPLE || type == OBSOLETE)
			result = packet_of(p, type, body, len, packet);
		if (result)
			return result;
	}
	return 0;
}

int ss_pcap_next(struct ss_pcap *p, struct ss_pcap_packet *packet)
{
	int result = p->ng ? next_ng(p, packet) : next_plain(p, packet);

	p->number += result == 1;
	return result;
}
