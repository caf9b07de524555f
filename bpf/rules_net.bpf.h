/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Rules about addresses and ports: either end of a socket may match. */
#ifndef SS_RULES_NET_BPF_H
#define SS_RULES_NET_BPF_H

#include "rules.bpf.h"
#include "wire_net.h"

#define RULES_AF_INET  2
#define RULES_AF_INET6 10

const volatile __u64 by_port[2], by_addr[2];
TRIE(ports, port);
TRIE(addrs, addr);

struct end_hits {
	struct ss_wire_hits port, addr;
};

/* ::ffff:a.b.c.d is an IPv4 address. */
static __always_inline bool is_mapped(const struct ss_wire_addr *a)
{
	const u32 *words = (const u32 *)a->ip;

	return !words[0] && !words[1] && a->ip[8] == 0 && a->ip[9] == 0 && a->ip[10] == 0xff &&
	       a->ip[11] == 0xff;
}

static __always_inline void put_addr_key(struct ss_wire_addr_key *key, const struct ss_wire_addr *a)
{
	__builtin_memset(key, 0, sizeof(*key));
	if (a->family == RULES_AF_INET6 && !is_mapped(a)) {
		key->bits = 8 + 128;
		key->bytes[0] = 6;
		__builtin_memcpy(key->bytes + 1, a->ip, 16);
		return;
	}
	key->bits = 8 + 32;
	key->bytes[0] = 4;
	if (a->family == RULES_AF_INET)
		__builtin_memcpy(key->bytes + 1, a->ip, 4);
	else
		__builtin_memcpy(key->bytes + 1, a->ip + 12, 4);
}

static __always_inline void end_look(struct end_hits *hits, const struct ss_wire_addr *a)
{
	struct ss_wire_port_key port = { .bits = 16 };
	struct ss_wire_addr_key addr;

	if (a->family != RULES_AF_INET && a->family != RULES_AF_INET6)
		return;
	if (asked(by_port) && a->port) {
		port.bytes[0] = a->port >> 8;
		port.bytes[1] = a->port;
		hits_join(&hits->port, bpf_map_lookup_elem(&ports, &port));
	}
	if (asked(by_addr)) {
		put_addr_key(&addr, a);
		hits_join(&hits->addr, bpf_map_lookup_elem(&addrs, &addr));
	}
}

/* What has no port and no IP address has nothing for rules that ask for them. */
static __always_inline u64 rules_sock(u64 rules, const struct ss_wire_sock *s)
{
	struct end_hits hits = {};

	if (!asked(by_port) && !asked(by_addr))
		return rules;
	end_look(&hits, &s->local);
	end_look(&hits, &s->peer);
	if (asked(by_port))
		rules = narrow(rules, by_port, &hits.port);
	if (asked(by_addr))
		rules = narrow(rules, by_addr, &hits.addr);
	return rules;
}

#endif
