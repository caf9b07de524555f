/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What happens on sockets in the time of the process that calls: on the kernel's
 * functions, which know the result, or else where a cgroup's programs are asked.
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

SEC("?fexit/unix_stream_connect")
int on_unix_stream_connect(u64 *ctx)
{
	struct socket *sock = (void *)ctx[0];
	struct sock *sk = sock->sk;

	if (sk)
		unix_event(ctx, SS_EVENT_NET_CONNECT, number_of(sk), cookie_of(sk, number_of(sk)),
			   ctx[1], ctx[2], ctx[4]);
	return 0;
}

/* AF_UNSPEC undoes a connect. */
SEC("?fexit/unix_dgram_connect")
int on_unix_dgram_connect(u64 *ctx)
{
	struct socket *sock = (void *)ctx[0];
	struct sock *sk = sock->sk;
	u16 family = 0;

	bpf_probe_read_kernel(&family, sizeof(family), (void *)ctx[1]);
	if (sk && family == AF_UNIX)
		unix_event(ctx, SS_EVENT_NET_CONNECT, number_of(sk), cookie_of(sk, number_of(sk)),
			   ctx[1], ctx[2], ctx[4]);
	return 0;
}

SEC("?fexit/unix_bind")
int on_unix_bind(u64 *ctx)
{
	struct socket *sock = (void *)ctx[0];
	struct sock *sk = sock->sk;

	if (sk)
		unix_event(ctx, SS_EVENT_NET_BIND, number_of(sk), cookie_of(sk, number_of(sk)),
			   ctx[1], ctx[2], ctx[3]);
	return 0;
}

/* The address a Unix socket is bound to, as sockaddr; *len is 0 if it has none. */
static __always_inline u64 unix_name(u64 sk, int *len)
{
	struct unix_address *a = BPF_CORE_READ((struct unix_sock *)sk, addr);

	*len = a ? BPF_CORE_READ(a, len) : 0;
	return (u64)a + bpf_core_field_offset(struct unix_address, name);
}

SEC("?fexit/unix_listen")
int on_unix_listen(u64 *ctx)
{
	struct socket *sock = (void *)ctx[0];
	struct sock *typed = sock->sk;
	struct net_what what = { .error = ctx[2], .backlog = ctx[1] };
	struct net_record room;
	struct ss_wire_net *r = (void *)&room;
	u64 rules, sk, name;
	int len;

	if (!typed)
		return 0;
	rules = event_rules(SS_EVENT_NET_LISTEN);
	if (!rules)
		return 0;
	sk = number_of(typed);
	put_sock(&r->sock, sk, cookie_of(typed, sk));
	name = unix_name(sk, &len);
	what.path_len = put_unix_path(r->path, name, len);
	put_actor(&r->actor);
	net_ship(ctx, r, SS_EVENT_NET_LISTEN, rules, &what);
	return 0;
}

/* An accepted Unix socket has its listener's name. */
SEC("?fexit/unix_accept")
int on_unix_accept(u64 *ctx)
{
	struct socket *sock = (void *)ctx[1];
	int err = raw_arg(ctx, bpf_core_type_exists(struct proto_accept_arg) ? 3 : 4), len;
	struct sock *typed = sock->sk;
	struct net_what what = {};
	struct net_record room;
	struct ss_wire_net *r = (void *)&room;
	u64 rules, sk, name;

	if (err || !typed)
		return 0;
	rules = event_rules(SS_EVENT_NET_ACCEPT);
	if (!rules)
		return 0;
	sk = number_of(typed);
	put_sock(&r->sock, sk, cookie_of(typed, sk));
	name = unix_name(sk, &len);
	what.path_len = put_unix_path(r->path, name, len);
	put_actor(&r->actor);
	net_ship(ctx, r, SS_EVENT_NET_ACCEPT, rules, &what);
	return 0;
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

/* --- programs of a cgroup: each returns 1, that it be allowed -------------------------------- */

/* The same before it happens: whether it will is not known. */
static __always_inline int udp_connecting(struct bpf_sock_addr *ctx, u16 family)
{
	struct ss_wire_addr peer = { .family = family };
	struct bpf_sock *typed;
	u64 sk;

	if (ctx->protocol != IPPROTO_UDP)
		return 1;
	typed = ctx->sk;
	if (!typed)
		return 1;
	sk = number_of(typed);
	own(sk, SS_WIRE_NET_OUT);
	peer.port = bpf_ntohs(ctx->user_port);
	if (family == AF_INET) {
		*(u32 *)peer.ip = ctx->user_ip4;
	} else {
		*(u32 *)(peer.ip + 0) = ctx->user_ip6[0];
		*(u32 *)(peer.ip + 4) = ctx->user_ip6[1];
		*(u32 *)(peer.ip + 8) = ctx->user_ip6[2];
		*(u32 *)(peer.ip + 12) = ctx->user_ip6[3];
	}
	udp_event(ctx, sk, bpf_get_socket_cookie(ctx), &peer, 0);
	return 1;
}

SEC("?cgroup/connect4")
int on_cgroup_connect4(struct bpf_sock_addr *ctx)
{
	return udp_connecting(ctx, AF_INET);
}

SEC("?cgroup/connect6")
int on_cgroup_connect6(struct bpf_sock_addr *ctx)
{
	return udp_connecting(ctx, AF_INET6);
}

/* fd27ee25 (6.2); cgroup/connect_unix is of 6.7 and user space says so. */
extern void *bpf_cast_to_kern_ctx(void *obj) __ksym __weak;

SEC("?cgroup/connect4")
int on_cgroup_connect_unix(struct bpf_sock_addr *ctx)
{
	struct bpf_sock_addr_kern *k;
	struct sock *sk;

	if (!bpf_cast_to_kern_ctx)
		return 1;
	k = bpf_cast_to_kern_ctx(ctx);
	sk = k->sk;
	unix_event(ctx, SS_EVENT_NET_CONNECT, number_of(sk), bpf_get_socket_cookie(ctx),
		   (u64)k->uaddr, k->uaddrlen, 0);
	return 1;
}

static __always_inline int cgroup_bound(struct bpf_sock *ctx)
{
	struct net_what what = {};

	call_event(ctx, SS_EVENT_NET_BIND, number_of(ctx), bpf_get_socket_cookie(ctx), &what);
	return 1;
}

SEC("?cgroup/post_bind4")
int on_cgroup_bind4(struct bpf_sock *ctx)
{
	return cgroup_bound(ctx);
}

SEC("?cgroup/post_bind6")
int on_cgroup_bind6(struct bpf_sock *ctx)
{
	return cgroup_bound(ctx);
}

/* UDP sockets that were in use: nothing else tells of their end. */
SEC("?cgroup/sock_release")
int on_sock_release(struct bpf_sock *ctx)
{
	u64 sk = number_of(ctx);
	struct ss_wire_net_close r = {};
	struct sock_owner *o;
	u64 rules, since_ns;
	u32 flags;

	if (!is_udp(sk) || !BPF_CORE_READ((struct inet_sock *)sk, inet_sport))
		return 1;
	o = bpf_map_lookup_elem(&owners, &sk);
	flags = SS_WIRE_NET_BY_US | (o ? o->flags & (SS_WIRE_NET_OUT | SS_WIRE_NET_IN) : 0);
	since_ns = o ? o->since_ns : 0;
	bpf_map_delete_elem(&owners, &sk);
	rules = event_rules(SS_EVENT_NET_CLOSE);
	if (!rules)
		return 1;
	put_sock(&r.sock, sk, bpf_get_socket_cookie(ctx));
	put_actor(&r.actor);
	close_ship(ctx, &r, rules, flags, since_ns);
	return 1;
}

#endif
