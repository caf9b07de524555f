/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What happens on sockets in the time of the process that calls, on the kernel's
 * functions, which know the result: TCP and UDP, and what net_unix.bpf.h and
 * net_cgroup.bpf.h, where no function can be hooked, share with them.
 */
#ifndef SS_NET_CALL_BPF_H
#define SS_NET_CALL_BPF_H

#include "net.bpf.h"

/* Room for a struct ss_wire_net with a path. */
struct net_record {
	u64 words[(sizeof(struct ss_wire_net) + SS_WIRE_UNIX_MAX + 7) / 8];
};

/* An address as it was given: struct sockaddr in the kernel's memory. */
static __always_inline void put_given_address(struct ss_wire_addr *a, u64 uaddr)
{
	u16 family = 0, port = 0;

	bpf_probe_read_kernel(&family, sizeof(family), (void *)uaddr);
	bpf_probe_read_kernel(&port, sizeof(port), (void *)uaddr + 2);
	__builtin_memset(a, 0, sizeof(*a));
	a->family = family;
	a->port = bpf_ntohs(port);
	if (family == AF_INET)
		bpf_probe_read_kernel(a->ip, 4, (void *)uaddr + 4);
	else if (family == AF_INET6)
		bpf_probe_read_kernel(a->ip, 16, (void *)uaddr + 8);
}

/* sun_path, LEN being that of the whole sockaddr; returns its length. */
static __always_inline u32 put_unix_path(char *path, u64 uaddr, int len)
{
	u32 n = len - 2;

	if (len <= 2)
		return 0;
	if (n > SS_WIRE_UNIX_MAX)
		n = SS_WIRE_UNIX_MAX;
	return bpf_probe_read_kernel(path, n, (void *)uaddr + 2) ? 0 : n;
}

/* What the current task did with SK. */
static __always_inline void call_event(void *ctx, u32 kind, u64 sk, u64 cookie,
				       const struct net_what *what)
{
	u64 rules = event_rules(kind);
	struct ss_wire_net r;

	if (!rules)
		return;
	put_sock(&r.sock, sk, cookie);
	put_actor(&r.actor);
	net_ship(ctx, &r, kind, rules, what);
}

/* The current task's from now on. */
static __noinline int own(u64 sk, u32 flags)
{
	struct sock_owner o;

	owner_is_current(&o, flags);
	bpf_map_update_elem(&owners, &sk, &o, BPF_ANY);
	return 0;
}

static __always_inline void unix_event(void *ctx, u32 kind, u64 sk, u64 cookie, u64 uaddr, int len,
				       s32 error)
{
	struct net_what what = { .error = error };
	struct net_record room;
	struct ss_wire_net *r = (void *)&room;
	u64 rules;

	rules = event_rules(kind);
	if (!rules)
		return;
	put_sock(&r->sock, sk, cookie);
	what.path_len = put_unix_path(r->path, uaddr, len);
	put_actor(&r->actor);
	net_ship(ctx, r, kind, rules, &what);
}

SEC("?fexit/inet_listen")
int on_inet_listen(u64 *ctx)
{
	struct socket *sock = (void *)ctx[0];
	struct net_what what = { .error = ctx[2], .backlog = ctx[1] };
	struct sock *sk = sock->sk;

	if (sk)
		call_event(ctx, SS_EVENT_NET_LISTEN, number_of(sk), cookie_of(sk, number_of(sk)),
			   &what);
	return 0;
}

static __noinline int accept_event(void *ctx, u64 sk)
{
	u64 cookie = BPF_CORE_READ((struct sock *)sk, __sk_common.skc_cookie.counter);
	struct net_what what = {};

	call_event(ctx, SS_EVENT_NET_ACCEPT, sk, cookie, &what);
	return 0;
}

/* The process that accepts is the owner from now on.  92ef0fd55ac8 (6.10) put arguments together.
 */
SEC("?fexit/inet_csk_accept")
int on_inet_accept(u64 *ctx)
{
	u64 sk = raw_arg(ctx, bpf_core_type_exists(struct proto_accept_arg) ? 2 : 4);
	struct sock_owner *o;

	if (!sk || BPF_CORE_READ_BITFIELD_PROBED((struct sock *)sk, sk_protocol) != IPPROTO_TCP)
		return 0;
	o = bpf_map_lookup_elem(&owners, &sk);
	if (o) {
		put_actor(&o->actor);
		o->rules = actor_rules();
	} else if (BPF_CORE_READ((struct sock *)sk, __sk_common.skc_state) != BPF_TCP_CLOSE) {
		own(sk, SS_WIRE_NET_IN);
	}
	accept_event(ctx, sk);
	return 0;
}

/* What fails before a SYN: no route, no port.  The rest is told by the state. */
static __always_inline int connect_failed(u64 *ctx)
{
	struct sock *typed = (void *)ctx[0];
	struct net_what what = { .error = ctx[3] };
	u64 sk = number_of(typed), rules;
	struct ss_wire_net r;

	if (!what.error)
		return 0;
	rules = event_rules(SS_EVENT_NET_CONNECT);
	if (!rules)
		return 0;
	put_sock(&r.sock, sk, cookie_of(typed, sk));
	put_given_address(&r.sock.peer, ctx[1]);
	put_actor(&r.actor);
	net_ship(ctx, &r, SS_EVENT_NET_CONNECT, rules, &what);
	return 0;
}

SEC("?fexit/tcp_v4_connect")
int on_tcp4_connect(u64 *ctx)
{
	struct sock *typed = (void *)ctx[0];

	/* tcp_v6_connect() calls it for an IPv4 address, and fails with it. */
	if (BPF_CORE_READ((struct sock *)number_of(typed), __sk_common.skc_family) != AF_INET)
		return 0;
	return connect_failed(ctx);
}

SEC("?fexit/tcp_v6_connect")
int on_tcp6_connect(u64 *ctx)
{
	return connect_failed(ctx);
}

static __noinline int udp_event(void *ctx, u64 sk, u64 cookie, const struct ss_wire_addr *peer,
				s32 error)
{
	u64 rules = event_rules(SS_EVENT_NET_CONNECT);
	struct net_what what = { .error = error };
	struct ss_wire_net r;

	if (!rules)
		return 0;
	put_sock(&r.sock, sk, cookie);
	r.sock.peer = *peer;
	put_actor(&r.actor);
	net_ship(ctx, &r, SS_EVENT_NET_CONNECT, rules, &what);
	return 0;
}

/* UDP: the current task's from now on, for the answers that come. */
static __always_inline void udp_connect(void *ctx, u64 sk, u64 cookie, u64 uaddr, s32 error)
{
	struct ss_wire_addr peer;

	own(sk, SS_WIRE_NET_OUT);
	put_given_address(&peer, uaddr);
	udp_event(ctx, sk, cookie, &peer, error);
}

static __always_inline bool is_udp(u64 sk)
{
	return BPF_CORE_READ_BITFIELD_PROBED((struct sock *)sk, sk_protocol) == IPPROTO_UDP;
}

/* 6.13 has UDP call these past ip4_datagram_connect(), which once was the only way to them. */
SEC("?fexit/__ip4_datagram_connect")
int on_udp4_connect(u64 *ctx)
{
	struct sock *typed = (void *)ctx[0];
	u64 sk = number_of(typed);

	/* That for IPv6 calls this one for an IPv4 address. */
	if (is_udp(sk) && BPF_CORE_READ((struct sock *)sk, __sk_common.skc_family) == AF_INET)
		udp_connect(ctx, sk, cookie_of(typed, sk), ctx[1], ctx[3]);
	return 0;
}

SEC("?fexit/__ip6_datagram_connect")
int on_udp6_connect(u64 *ctx)
{
	struct sock *typed = (void *)ctx[0];
	u64 sk = number_of(typed);

	if (is_udp(sk))
		udp_connect(ctx, sk, cookie_of(typed, sk), ctx[1], ctx[3]);
	return 0;
}

static __always_inline void bound(u64 *ctx)
{
	struct socket *sock = (void *)ctx[0];
	struct net_what what = { .error = ctx[3] };
	struct sock *typed = sock->sk;
	struct ss_wire_net r;
	u64 sk, rules;

	if (!typed)
		return;
	rules = event_rules(SS_EVENT_NET_BIND);
	if (!rules)
		return;
	sk = number_of(typed);
	put_sock(&r.sock, sk, cookie_of(typed, sk));
	if (what.error)
		put_given_address(&r.sock.local, ctx[1]);
	put_actor(&r.actor);
	net_ship(ctx, &r, SS_EVENT_NET_BIND, rules, &what);
}

SEC("?fexit/inet_bind")
int on_inet_bind(u64 *ctx)
{
	bound(ctx);
	return 0;
}

SEC("?fexit/inet6_bind")
int on_inet6_bind(u64 *ctx)
{
	bound(ctx);
	return 0;
}

#endif
