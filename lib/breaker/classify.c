// SPDX-License-Identifier: BSD-2-Clause
#include "breaker/classify.h"

#include <string.h>

/* A reader that knows where the packet ends, in memory and by its own word. */
struct reader {
	const uint8_t *data;
	size_t at, end;	 /* in memory */
	size_t said_end; /* by the packet's own lengths */
};

static bool has(const struct reader *r, size_t n)
{
	size_t end = r->said_end < r->end ? r->said_end : r->end;

	return r->at <= end && n <= end - r->at;
}

static unsigned int byte(const struct reader *r, size_t offset)
{
	return r->data[r->at + offset];
}

static unsigned int word(const struct reader *r, size_t offset)
{
	return byte(r, offset) << 8 | byte(r, offset + 1);
}

/* What is always infrastructure, by ethertype. */
static const struct {
	uint16_t type;
	const char *name;
} link_types[] = {
	{ 0x0806, "ARP" },   { 0x8035, "RARP" }, { 0x888e, "EAPOL" },
	{ 0x88c7, "EAPOL" }, { 0x8809, "LACP" }, { 0x88cc, "LLDP" },
};

static const char *link_infrastructure(unsigned int type)
{
	for (size_t i = 0; i < sizeof(link_types) / sizeof(link_types[0]); i++)
		if (link_types[i].type == type)
			return link_types[i].name;
	return NULL;
}

static const char *icmp_infrastructure(unsigned int type)
{
	switch (type) {
	case 3:
	case 11:
	case 12: return "ICMP error";
	case 9:
	case 10: return "router discovery";
	default: return NULL;
	}
}

static const char *icmp6_infrastructure(unsigned int type)
{
	if (type >= 1 && type <= 4)
		return "ICMPv6 error";
	if (type >= 130 && type <= 132)
		return "multicast listener";
	if (type >= 133 && type <= 137)
		return "neighbour discovery";
	if (type == 141 || type == 142)
		return "neighbour discovery";
	if (type == 143)
		return "multicast listener";
	return type == 148 || type == 149 ? "neighbour discovery" : NULL;
}

static bool port_pair(const struct ss_breaker_view *v, unsigned int low)
{
	return v->source_port - low <= 1u && v->destination_port - low <= 1u;
}

static void fail(struct ss_breaker_view *v, enum ss_breaker_fault fault)
{
	v->fault = fault;
	v->class = SS_BREAKER_MALFORMED;
}

/* What a transport's header is at least. */
static size_t header_size(const struct ss_breaker_view *v)
{
	switch (v->proto) {
	case 6: return 20;
	case 17: return 8;
	case 132: return 12;
	case 1: return v->family == 4 ? 4 : 0;
	case 58: return v->family == 6 ? 4 : 0;
	default: return 0;
	}
}

struct types {
	bool has;
	unsigned int type;
};

/* The ICMP type goes into TYPES; of neighbour discovery that comes from afar there is none. */
static void read_transport(const struct reader *r, struct ss_breaker_view *v, unsigned int hops,
			   struct types *types)
{
	size_t size = header_size(v);

	if (v->later_fragment || !size)
		return;
	if (!has(r, size))
		return fail(v, SS_BREAKER_FAULT_PORTS);
	if (v->proto == 1 || v->proto == 58) {
		types->type = byte(r, 0);
		types->has = v->proto == 1 || types->type < 133 || types->type > 137 || hops == 255;
		return;
	}
	v->has_ports = true;
	v->source_port = word(r, 0);
	v->destination_port = word(r, 2);
	v->tcp = v->proto == 6;
	v->syn = v->tcp && (byte(r, 13) & 0x12) == 0x02;
}

static void read_ip4(struct reader *r, struct ss_breaker_view *v, struct types *types,
		     unsigned int *dscp)
{
	size_t header, total;

	if (!has(r, 20) || byte(r, 0) >> 4 != 4)
		return fail(v, SS_BREAKER_FAULT_IP);
	header = byte(r, 0) % 16 * 4;
	total = word(r, 2);
	if (header < 20 || (total && total < header))
		return fail(v, SS_BREAKER_FAULT_IP);
	v->family = 4;
	*dscp = byte(r, 1) >> 2;
	v->proto = byte(r, 9);
	v->later_fragment = word(r, 6) % 0x2000 != 0;
	memcpy(v->source, r->data + r->at + 12, 4);
	memcpy(v->destination, r->data + r->at + 16, 4);
	if (r->end - r->at < header)
		return fail(v, SS_BREAKER_FAULT_IP);
	if (total)
		r->said_end = r->at + total;
	r->at += header;
	read_transport(r, v, 0, types);
}

static bool is_extension(unsigned int proto)
{
	static const uint8_t known[] = { 0, 43, 44, 51, 60, 135, 139, 140 };

	return memchr(known, (int)proto, sizeof(known)) != NULL;
}

/* 0, or -1: the chain is broken. */
static int skip_extensions(struct reader *r, struct ss_breaker_view *v)
{
	for (int left = SS_BREAKER_EXTENSIONS; is_extension(v->proto); left--) {
		size_t size;

		if (!left || !has(r, 8))
			return -1;
		size = v->proto == 44
			       ? 8
			       : (byte(r, 1) + (v->proto == 51 ? 2 : 1)) * (v->proto == 51 ? 4 : 8);
		/* A fragment header's offset is in its upper 13 bits. */
		if (v->proto == 44 && word(r, 2) / 8)
			v->later_fragment = true;
		v->proto = byte(r, 0);
		if (r->said_end - r->at < size || r->end - r->at < size)
			return -1;
		r->at += size;
		if (v->later_fragment)
			return 0;
	}
	return 0;
}

static void read_ip6(struct reader *r, struct ss_breaker_view *v, struct types *types,
		     unsigned int *dscp)
{
	unsigned int hops;
	size_t payload;

	if (!has(r, 40) || byte(r, 0) >> 4 != 6)
		return fail(v, SS_BREAKER_FAULT_IP);
	v->family = 6;
	*dscp = word(r, 0) / 64 % 64;
	payload = word(r, 4);
	v->proto = byte(r, 6);
	hops = byte(r, 7);
	memcpy(v->source, r->data + r->at + 8, 16);
	memcpy(v->destination, r->data + r->at + 24, 16);
	r->at += 40;
	r->said_end = r->at + (payload ? payload : 0xffff);
	if (skip_extensions(r, v))
		return fail(v, SS_BREAKER_FAULT_CHAIN);
	read_transport(r, v, hops, types);
}

static bool is_tag(unsigned int type)
{
	return type == 0x8100 || type == 0x88a8 || type == 0x9100 || type == 0x9200;
}

static void read_ethernet(struct reader *r, struct ss_breaker_view *v)
{
	static const uint8_t control[5] = { 0x01, 0x80, 0xc2, 0, 0 };
	unsigned int type;

	if (!has(r, 14))
		return fail(v, SS_BREAKER_FAULT_ETH);
	type = word(r, 12);
	if (!memcmp(r->data, control, 5) && r->data[5] < 16 && type != 0x0800 && type != 0x86dd &&
	    !is_tag(type)) {
		v->class = SS_BREAKER_INFRASTRUCTURE;
		v->reason = "link control";
		return;
	}
	r->at += 14;
	while (is_tag(type)) {
		if (v->tags == SS_BREAKER_TAGS)
			return fail(v, SS_BREAKER_FAULT_TAGS);
		if (!has(r, 4))
			return fail(v, SS_BREAKER_FAULT_ETH);
		type = word(r, 2);
		r->at += 4;
		v->tags++;
	}
	v->ethertype = type < 0x600 ? 0 : type;
}

static void read_first(struct reader *r, struct ss_breaker_view *v, bool no_ethernet)
{
	if (!no_ethernet)
		return read_ethernet(r, v);
	if (!has(r, 1))
		return fail(v, SS_BREAKER_FAULT_IP);
	if (byte(r, 0) >> 4 != 4 && byte(r, 0) >> 4 != 6)
		return fail(v, SS_BREAKER_FAULT_IP);
	v->ethertype = byte(r, 0) >> 4 == 4 ? 0x0800 : 0x86dd;
}

/* What holds of a packet and is not in its view. */
struct facts {
	struct types types;
	unsigned int dscp;
	const uint8_t *peer; /* the other side */
};

static const char *infrastructure(const struct ss_breaker_view *v, const struct facts *f)
{
	if (!v->family)
		return link_infrastructure(v->ethertype);
	if (v->proto == 2)
		return "IGMP";
	if (v->proto == 17 && v->has_ports && port_pair(v, v->family == 4 ? 67 : 546))
		return "DHCP";
	if (!f->types.has)
		return NULL;
	return v->proto == 1 ? icmp_infrastructure(f->types.type)
			     : icmp6_infrastructure(f->types.type);
}

static bool in_range(const struct ss_breaker_rule *r, uint16_t port)
{
	return port >= r->port_low && port <= r->port_high;
}

static bool ports_match(const struct ss_breaker_rule *r, const struct ss_breaker_view *v)
{
	if (!v->has_ports)
		return false;
	return (r->side != SS_BREAKER_SRC && in_range(r, v->destination_port)) ||
	       (r->side != SS_BREAKER_DST && in_range(r, v->source_port));
}

static bool prefix_matches(const struct ss_breaker_rule *r, const uint8_t *addr)
{
	unsigned int whole = r->length / 8, bits = r->length % 8;

	if (memcmp(r->addr, addr, whole) != 0)
		return false;
	return !bits || !((r->addr[whole] ^ addr[whole]) >> (8 - bits));
}

static bool matches(const struct ss_breaker_rule *r, const struct ss_breaker_view *v,
		    const struct facts *f)
{
	if (r->has_ethertype)
		return !v->family && v->ethertype == r->ethertype;
	if (!v->family)
		return false;
	if (r->has_proto && r->proto != v->proto)
		return false;
	if (r->has_ports && !ports_match(r, v))
		return false;
	if (r->has_types && !(f->types.has && f->types.type == r->type))
		return false;
	if (r->has_prefix && (r->family != v->family || !prefix_matches(r, f->peer)))
		return false;
	return !r->has_dscp || r->dscp >> f->dscp & 1;
}

static void apply_rules(const struct ss_breaker_table *t, struct ss_breaker_view *v,
			const struct facts *f)
{
	for (size_t i = 0; i < t->rule_count; i++) {
		const struct ss_breaker_rule *r = &t->rules[i];

		if (r->class > v->class || !matches(r, v, f))
			continue;
		if (r->class < v->class) {
			v->class = r->class;
			v->rule = (int)i;
		}
		v->safe |= r->class == SS_BREAKER_MANAGEMENT && r->has_prefix;
	}
	if (v->class == SS_BREAKER_DEFAULT && v->later_fragment)
		v->class = SS_BREAKER_FRAGMENT;
}

void ss_breaker_classify(const struct ss_breaker_table *t, const struct ss_breaker_packet *p,
			 struct ss_breaker_view *v)
{
	struct reader r = { .data = p->data, .end = p->size, .said_end = SIZE_MAX };
	struct facts f = { 0 };

	*v = (struct ss_breaker_view){ .class = SS_BREAKER_DEFAULT, .rule = -1 };
	read_first(&r, v, p->no_ethernet);
	if (v->class != SS_BREAKER_DEFAULT)
		return;
	if (v->ethertype == 0x0800)
		read_ip4(&r, v, &f.types, &f.dscp);
	else if (v->ethertype == 0x86dd)
		read_ip6(&r, v, &f.types, &f.dscp);
	if (v->class != SS_BREAKER_DEFAULT)
		return;
	f.peer = p->dir == SS_BREAKER_IN ? v->source : v->destination;
	v->reason = infrastructure(v, &f);
	if (v->reason)
		v->class = SS_BREAKER_INFRASTRUCTURE;
	else
		apply_rules(t, v, &f);
}

enum ss_breaker_outcome ss_breaker_verdict(const struct ss_breaker_level *level,
					   const struct ss_breaker_view *v, bool draining)
{
	const struct ss_breaker_policy *p = &level->classes[v->class];

	switch ((enum ss_breaker_action)p->action) {
	case SS_BREAKER_PASS: return SS_BREAKER_PASS_LEVEL;
	case SS_BREAKER_LIMIT: return p->rate ? SS_BREAKER_PASS_LIMIT : SS_BREAKER_DROP_LIMIT;
	default: break;
	}
	if (!draining || !v->tcp)
		return SS_BREAKER_DROP_LEVEL;
	return v->syn ? SS_BREAKER_DROP_SYN : SS_BREAKER_PASS_DRAIN;
}
