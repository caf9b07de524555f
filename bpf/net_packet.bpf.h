/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * DNS messages and what TLS connections begin with, from the packets of all
 * sockets: most of them are passed by after a look at a port, or because their
 * connection has begun long ago.
 */
#ifndef SS_NET_PACKET_BPF_H
#define SS_NET_PACKET_BPF_H

#include "net.bpf.h"

#define DNS_PORT    53
#define DNS_HEADER  12
#define TLS_HEAD    6 /* record type, version, length, handshake type */
#define DNS_BITS    ((1ull << SS_EVENT_DNS_QUERY) | (1ull << SS_EVENT_DNS_ANSWER))
#define PAYLOAD_MAX (SS_WIRE_TLS_MAX > SS_WIRE_DNS_MAX ? SS_WIRE_TLS_MAX : SS_WIRE_DNS_MAX)

/* One packet, and where in it the payload is. */
struct packet {
	struct __sk_buff *skb;
	bool out, v6, begun;
	u16 local_port, peer_port;
	u32 payload, len;
	u64 sk;
};

/* On its way with at most MAX bytes of the payload, or counted as lost. */
static __always_inline void payload_ship(const struct packet *p, struct ss_wire_payload *r,
					 u32 kind, u32 max)
{
	u32 n = p->len < max ? p->len : max;
	bool quiet = r->head.flags & SS_WIRE_QUIET;
	u64 size;

	/* One by one, for the verifier of 5.10: the compiler would compare n - 6. */
	barrier_var(n);
	if (n > PAYLOAD_MAX)
		n = PAYLOAD_MAX;
	barrier_var(n);
	if (n < TLS_HEAD || bpf_skb_load_bytes(p->skb, p->payload, r->data, n))
		n = 0;
	r->whole = p->len;
	r->data_len = n;
	size = sizeof(*r) + (u64)n;
	r->head.size = size;
	if (!output(p->skb, &bulk, bulk_half_full, r, size, quiet))
		return;
	if (quiet)
		count(quiet_lost);
	else
		count(lost[kind]);
}

/* Those of the packet: a socket need not be connected. */
static __always_inline void put_addresses(struct ss_wire_sock *w, const struct packet *p)
{
	struct ss_wire_addr *from = p->out ? &w->local : &w->peer;
	struct ss_wire_addr *to = p->out ? &w->peer : &w->local;

	w->local.port = p->local_port;
	w->peer.port = p->peer_port;
	w->local.family = w->peer.family = p->v6 ? AF_INET6 : AF_INET;
	__builtin_memset(from->ip, 0, sizeof(from->ip));
	__builtin_memset(to->ip, 0, sizeof(to->ip));
	if (p->v6) {
		bpf_skb_load_bytes(p->skb, 8, from->ip, 16);
		bpf_skb_load_bytes(p->skb, 24, to->ip, 16);
	} else {
		bpf_skb_load_bytes(p->skb, 12, from->ip, 4);
		bpf_skb_load_bytes(p->skb, 16, to->ip, 4);
	}
}

/*
 * Other than all others, a record that is filtered goes out too, quietly, if
 * QUIET: an answer that one process gets may be what another's connection is
 * named after.
 */
static __always_inline void payload_event(const struct packet *p, u32 kind, u32 max,
					  const struct sock_owner *o, bool quiet)
{
	struct ss_wire_actor actor;
	struct ss_wire_payload *r;
	struct ss_wire_sock sock;
	bool loud = false;
	struct scratch *s;
	u64 rules = 0;
	u32 slot;

	if (closed)
		return;
	put_owner(&actor, o);
	put_sock(&sock, p->sk, bpf_get_socket_cookie(p->skb));
	put_addresses(&sock, p);
	if (is_selected(kind))
		rules = net_rules(kind, o);
	if (rules) {
		rules = sock_rules(rules, &sock);
		loud = event_of_passes(&actor, kind, rules, NO_DURATION);
	}
	if (!loud && !quiet)
		return;
	s = scratch_get(&slot);
	if (!s) {
		if (loud)
			count(lost[kind]);
		else
			count(quiet_lost);
		return;
	}
	r = (void *)s->rec;
	begin(&r->head, kind);
	r->head.flags = (loud ? 0 : SS_WIRE_QUIET) | (p->out ? SS_WIRE_NET_OUT : SS_WIRE_NET_IN);
	if (loud)
		rules_mark(&r->head, rules);
	r->actor = actor;
	r->sock = sock;
	payload_ship(p, r, kind, max);
	scratch_put(s);
}

/* A datagram leaves in the time of its sender, to whom the answer will belong. */
static __always_inline struct sock_owner *owner_sends(u64 sk)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	struct sock_owner *old = bpf_map_lookup_elem(&owners, &sk), o;

	if (old && old->actor.id.tgid == (u32)BPF_CORE_READ(t, tgid))
		return old;
	owner_of_task(&o, t);
	o.since_ns = bpf_ktime_get_boot_ns();
	o.flags = SS_WIRE_NET_OUT;
	bpf_map_update_elem(&owners, &sk, &o, BPF_ANY);
	return bpf_map_lookup_elem(&owners, &sk);
}

/* Is this segment one message behind its length, or a first part of one? */
static __always_inline bool is_dns_segment(const struct packet *p)
{
	u16 length = 0;

	if (p->len < 2 + DNS_HEADER || bpf_skb_load_bytes(p->skb, p->payload, &length, 2))
		return false;
	length = bpf_ntohs(length);
	return length + 2u == p->len || (length + 2u > p->len && !p->begun);
}

/* Only the side that asks: what a server here is asked and says, its clients show. */
static __always_inline void dns_packet(const struct packet *p, bool udp)
{
	u64 sk = p->sk;

	if (!(selected & DNS_BITS) || (udp ? p->len < DNS_HEADER : !is_dns_segment(p)))
		return;
	if (p->out)
		payload_event(p, SS_EVENT_DNS_QUERY, SS_WIRE_DNS_MAX,
			      udp ? owner_sends(sk) : bpf_map_lookup_elem(&owners, &sk), true);
	else
		payload_event(p, SS_EVENT_DNS_ANSWER, SS_WIRE_DNS_MAX,
			      bpf_map_lookup_elem(&owners, &sk), true);
}

/* A record of a handshake, and in it a ClientHello. */
static __always_inline void tls_packet(const struct packet *p)
{
	struct sock_owner *o;
	u8 head[TLS_HEAD];
	u64 sk = p->sk;

	if (p->len < TLS_HEAD || bpf_skb_load_bytes(p->skb, p->payload, head, sizeof(head)) ||
	    head[0] != 22 || head[1] != 3 || head[5] != 1)
		return;
	o = bpf_map_lookup_elem(&owners, &sk);
	if (o && o->flags & OWNER_HELLO)
		return; /* sent again */
	if (o)
		o->flags |= OWNER_HELLO;
	payload_event(p, SS_EVENT_TLS_HELLO, SS_WIRE_TLS_MAX, o, false);
}

/* Has data gone this way before?  A SYN that was acknowledged counts as a byte. */
static __always_inline bool has_begun(struct bpf_sock *sk, bool out)
{
	struct bpf_tcp_sock *tp = bpf_tcp_sock(sk);

	return !tp || (out ? tp->bytes_acked > 1 : tp->bytes_received);
}

static __always_inline void look_at_udp(struct packet *p, const u8 *head, const u8 *end)
{
	struct bpf_sock *sk;
	u16 from, to;

	if (head + 8 > end)
		return;
	from = *(u16 *)head;
	to = *(u16 *)(head + 2);
	if ((p->out ? to : from) != bpf_htons(DNS_PORT))
		return;
	sk = p->skb->sk;
	if (!sk)
		return;
	p->payload += 8;
	p->len = p->skb->len - p->payload;
	p->local_port = bpf_ntohs(p->out ? from : to);
	p->peer_port = DNS_PORT;
	p->sk = number_of(sk);
	if (p->skb->len >= p->payload)
		dns_packet(p, true);
}

static __always_inline void look_at_tcp(struct packet *p, const u8 *head, const u8 *end)
{
	struct bpf_sock *sk;
	u16 from, to;
	bool dns;

	if (head + 20 > end)
		return;
	p->payload += (head[12] >> 4) * 4;
	if (p->skb->len <= p->payload)
		return; /* an ACK */
	from = *(u16 *)head;
	to = *(u16 *)(head + 2);
	dns = (p->out ? to : from) == bpf_htons(DNS_PORT);
	if (!dns && !is_selected(SS_EVENT_TLS_HELLO))
		return;
	sk = p->skb->sk;
	if (!sk)
		return;
	p->begun = has_begun(sk, p->out);
	if (!dns && p->begun)
		return;
	p->len = p->skb->len - p->payload;
	p->local_port = bpf_ntohs(p->out ? from : to);
	p->peer_port = bpf_ntohs(p->out ? to : from);
	p->sk = number_of(sk);
	if (dns)
		dns_packet(p, false);
	else
		tls_packet(p);
}

static __always_inline void look_at(struct __sk_buff *skb, bool out)
{
	const u8 *ip = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct packet p = { .skb = skb, .out = out };
	u8 protocol;

	if (skb->protocol == bpf_htons(ETH_P_IP)) {
		if (ip + 20 > end)
			return;
		protocol = ip[9];
		p.payload = (ip[0] & 15) * 4;
	} else {
		if (ip + 40 > end)
			return;
		protocol = ip[6];
		p.payload = 40;
		p.v6 = true;
	}
	if (protocol == IPPROTO_UDP)
		look_at_udp(&p, ip + p.payload, end);
	else if (protocol == IPPROTO_TCP)
		look_at_tcp(&p, ip + p.payload, end);
}

SEC("?cgroup_skb/egress")
int on_egress(struct __sk_buff *skb)
{
	look_at(skb, true);
	return 1;
}

SEC("?cgroup_skb/ingress")
int on_ingress(struct __sk_buff *skb)
{
	look_at(skb, false);
	return 1;
}

#endif
