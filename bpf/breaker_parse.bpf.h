/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From bytes to struct packet: nothing that comes can end a program otherwise than it should. */
#ifndef SS_BREAKER_PARSE_BPF_H
#define SS_BREAKER_PARSE_BPF_H

#include "breaker_state.bpf.h"

#define ETH_SIZE   14
#define ETH_802_3  0x600 /* what is less is no type but a length */
#define ETH_IP	   0x0800
#define ETH_IP6	   0x86dd
#define ETH_8021Q  0x8100
#define ETH_8021AD 0x88a8
#define ETH_QINQ1  0x9100
#define ETH_QINQ2  0x9200

#define PROTO_HOPOPTS  0
#define PROTO_ICMP     1
#define PROTO_TCP      6
#define PROTO_UDP      17
#define PROTO_ROUTING  43
#define PROTO_FRAGMENT 44
#define PROTO_AH       51
#define PROTO_ICMP6    58
#define PROTO_DSTOPTS  60
#define PROTO_SCTP     132
#define PROTO_MOBILITY 135
#define PROTO_HIP      139
#define PROTO_SHIM6    140

#define ND_FIRST 133 /* router solicitation */
#define ND_LAST	 137 /* redirect */
#define ND_HOPS	 255 /* nobody can send that from behind a router */

#define TCP_SYN 0x02
#define TCP_ACK 0x10

/* What is left of a packet: from AT to END in memory, and SIZE by what its headers say. */
struct rest {
	void *ctx, *data, *at, *end;
	u32 size;
};

static __always_inline bool room(const struct rest *r, u32 size)
{
	return r->at + size <= r->end && size <= r->size;
}

static __always_inline u32 be16(const void *at)
{
	return bpf_ntohs(*(const u16 *)at);
}

static __always_inline u64 be64(const void *at)
{
	return (u64)bpf_ntohl(*(const u32 *)at) << 32 | bpf_ntohl(*(const u32 *)(at + 4));
}

static __always_inline void fault(struct packet *p, enum ss_breaker_fault why)
{
	p->fault = why;
}

static __always_inline void with_ports(struct packet *p, struct rest *r, u32 labels_at)
{
	p->label2 = labels_at + be16(r->at);
	p->label = labels_at + be16(r->at + 2);
}

/* A client's port and a server's: 67 and 68, of IPv6 546 and 547. */
static __always_inline bool is_dhcp(const struct packet *p)
{
	u32 first = SS_BREAKER_AT_UDP + (p->family == 4 ? 67 : 546);

	return p->label - first < 2 && p->label2 - first < 2;
}

static __always_inline void parse_icmp(struct packet *p, struct rest *r, u32 hops)
{
	u32 type;

	if (!room(r, 4))
		return fault(p, SS_BREAKER_FAULT_PORTS);
	type = *(u8 *)r->at;
	if (p->family == 4)
		p->label = SS_BREAKER_AT_ICMP + type;
	else if (type < ND_FIRST || type > ND_LAST || hops == ND_HOPS)
		p->label = SS_BREAKER_AT_ICMP6 + type;
	p->label2 = p->label;
}

static __always_inline void parse_tcp(struct packet *p, struct rest *r)
{
	if (!room(r, 20))
		return fault(p, SS_BREAKER_FAULT_PORTS);
	with_ports(p, r, SS_BREAKER_AT_TCP);
	p->tcp = true;
	p->syn = (((u8 *)r->at)[13] & (TCP_SYN | TCP_ACK)) == TCP_SYN;
}

static __always_inline void parse_transport(struct packet *p, struct rest *r, u32 proto, u32 hops)
{
	p->label = p->label2 = SS_BREAKER_AT_PROTO + (proto & 255);
	if (p->fragment)
		return;
	if (proto == PROTO_TCP)
		return parse_tcp(p, r);
	if (proto == PROTO_UDP) {
		if (!room(r, 8))
			return fault(p, SS_BREAKER_FAULT_PORTS);
		with_ports(p, r, SS_BREAKER_AT_UDP);
		p->infra = is_dhcp(p);
	} else if (proto == PROTO_SCTP) {
		if (!room(r, 12))
			return fault(p, SS_BREAKER_FAULT_PORTS);
		with_ports(p, r, SS_BREAKER_AT_SCTP);
	} else if (proto == (p->family == 4 ? PROTO_ICMP : PROTO_ICMP6)) {
		parse_icmp(p, r, hops);
	}
}

static __always_inline void parse_ip4(struct packet *p, struct rest *r, bool out)
{
	u32 total, header, proto, source, destination;
	u8 *ip = r->at;

	if (!room(r, 20) || ip[0] >> 4 != 4)
		return fault(p, SS_BREAKER_FAULT_IP);
	header = (ip[0] & 15) * 4;
	total = be16(ip + 2);
	/* Of a packet put together by the kernel from many it may be 0. */
	if (header < 20 || (total && total < header))
		return fault(p, SS_BREAKER_FAULT_IP);
	p->family = 4;
	p->dscp = ip[1] >> 2;
	proto = ip[9];
	p->fragment = be16(ip + 6) & 0x1fff;
	source = bpf_ntohl(*(u32 *)(ip + 12));
	destination = bpf_ntohl(*(u32 *)(ip + 16));
	p->high = (u64)(out ? destination : source) << 32;
	r->at += header;
	r->size = total ? total - header : 0xffff;
	if (r->at > r->end)
		return fault(p, SS_BREAKER_FAULT_IP);
	parse_transport(p, r, proto, 0);
}

static __always_inline bool is_extension(u32 proto)
{
	switch (proto) {
	case PROTO_HOPOPTS:
	case PROTO_ROUTING:
	case PROTO_FRAGMENT:
	case PROTO_AH:
	case PROTO_DSTOPTS:
	case PROTO_MOBILITY:
	case PROTO_HIP:
	case PROTO_SHIM6: return true;
	default: return false;
	}
}

static __always_inline u32 extension_size(u32 proto, const u8 *at)
{
	if (proto == PROTO_FRAGMENT)
		return 8;
	return proto == PROTO_AH ? (at[1] + 2) * 4 : (at[1] + 1) * 8;
}

/* What the walk along IPv6 headers ends with: a place, a protocol, and these. */
#define WALK_AT_MAX   0x7fff
#define WALK_PROTO    16
#define WALK_FRAGMENT (1u << 24)
#define WALK_FAULT    (1u << 25)

static __always_inline int walk(void *data, void *end, u32 at, u32 proto, u32 size)
{
	for (int i = 0; i < SS_BREAKER_EXTENSIONS; i++) {
		u8 *header = data + (at & WALK_AT_MAX);
		u32 length;

		if (!is_extension(proto))
			break;
		if ((void *)header + 8 > end || size < 8)
			return WALK_FAULT;
		length = extension_size(proto, header);
		if (length > size)
			return WALK_FAULT;
		at += length;
		size -= length;
		if (proto == PROTO_FRAGMENT && be16(header + 2) & 0xfff8)
			return WALK_FRAGMENT | header[0] << WALK_PROTO | (at & WALK_AT_MAX);
		proto = header[0];
	}
	if (is_extension(proto))
		return WALK_FAULT;
	return (proto & 255) << WALK_PROTO | (at & WALK_AT_MAX);
}

/* Functions of their own, which are verified once: few packets have such headers. */
__noinline int walk_in(struct xdp_md *ctx, u32 at, u32 proto, u32 size)
{
	return walk((void *)(long)ctx->data, (void *)(long)ctx->data_end, at, proto, size);
}

__noinline int walk_out(struct __sk_buff *ctx, u32 at, u32 proto, u32 size)
{
	return walk((void *)(long)ctx->data, (void *)(long)ctx->data_end, at, proto, size);
}

/* Behind the extension headers of IPv6; the protocol of what is there. */
static __always_inline u32 skip_extensions(struct packet *p, struct rest *r, u32 proto, bool out)
{
	u32 from = r->at - r->data, at;
	int end = out ? walk_out(r->ctx, from, proto, r->size)
		      : walk_in(r->ctx, from, proto, r->size);

	at = end & WALK_AT_MAX;
	if (end & WALK_FAULT)
		fault(p, SS_BREAKER_FAULT_CHAIN);
	p->fragment = end & WALK_FRAGMENT;
	r->at = r->data + at;
	r->size -= at - from;
	return end >> WALK_PROTO & 255;
}

static __always_inline void parse_ip6(struct packet *p, struct rest *r, bool out)
{
	u8 *ip = r->at;
	u32 proto, hops;

	if (!room(r, 40) || ip[0] >> 4 != 6)
		return fault(p, SS_BREAKER_FAULT_IP);
	p->family = 6;
	p->dscp = be16(ip) >> 6 & 63;
	p->high = be64(ip + (out ? 24 : 8));
	p->low = be64(ip + (out ? 32 : 16));
	proto = ip[6];
	hops = ip[7];
	r->size = be16(ip + 4) ?: 0xffff; /* 0: a jumbogram */
	r->at += 40;
	if (is_extension(proto))
		proto = skip_extensions(p, r, proto, out);
	if (p->fault)
		return;
	if (r->at > r->end)
		return fault(p, SS_BREAKER_FAULT_CHAIN);
	parse_transport(p, r, proto, hops);
}

static __always_inline bool is_tag(u32 type)
{
	return type == ETH_8021Q || type == ETH_8021AD || type == ETH_QINQ1 || type == ETH_QINQ2;
}

/*
 * To 01:80:c2:00:00:00 to 0f, which no bridge forwards: STP, LACP, EAPOL, LLDP, pause frames.
 * IP is none of these, wherever a neighbour sends it, and they have no tags.
 */
static __always_inline bool is_link_control(const void *mac, u32 type)
{
	return *(u32 *)mac == bpf_htonl(0x0180c200) && (be16(mac + 4) & 0xfff0) == 0 &&
	       type != ETH_IP && type != ETH_IP6 && !is_tag(type);
}

/* The type of what is behind the tags; 0: a length, or there is a fault. */
static __always_inline u32 parse_ethernet(struct packet *p, struct rest *r)
{
	u32 type;

	if (!room(r, ETH_SIZE)) {
		fault(p, SS_BREAKER_FAULT_ETH);
		return 0;
	}
	type = be16(r->at + 12);
	p->infra = is_link_control(r->at, type);
	if (p->infra)
		return 0;
	r->at += ETH_SIZE;
#pragma unroll
	for (int i = 0; i < SS_BREAKER_TAGS; i++) {
		if (!is_tag(type))
			break;
		if (!room(r, 4)) {
			fault(p, SS_BREAKER_FAULT_ETH);
			return 0;
		}
		type = be16(r->at + 2);
		r->at += 4;
	}
	if (is_tag(type))
		fault(p, SS_BREAKER_FAULT_TAGS);
	return type < ETH_802_3 ? 0 : type;
}

static __always_inline u32 first_type(struct packet *p, struct rest *r)
{
	u8 *at = r->at;

	if (!no_ethernet)
		return parse_ethernet(p, r);
	if (!room(r, 1)) {
		fault(p, SS_BREAKER_FAULT_IP);
		return 0;
	}
	if (at[0] >> 4 == 4)
		return ETH_IP;
	if (at[0] >> 4 != 6)
		fault(p, SS_BREAKER_FAULT_IP);
	return ETH_IP6;
}

static __always_inline void parse(struct packet *p, void *ctx, void *data, void *end, bool out)
{
	struct rest r = { .ctx = ctx, .data = data, .at = data, .end = end, .size = ~0u };
	u32 type = first_type(p, &r);

	if (p->fault || p->infra)
		return;
	p->label = p->label2 = SS_BREAKER_AT_ETHER + (type & 0xffff);
	if (type == ETH_IP)
		parse_ip4(p, &r, out);
	else if (type == ETH_IP6)
		parse_ip6(p, &r, out);
}

#endif
