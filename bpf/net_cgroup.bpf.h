/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a cgroup's programs are asked about sockets: each returns 1, that it be allowed. */
#ifndef SS_NET_CGROUP_BPF_H
#define SS_NET_CGROUP_BPF_H

#include "net_call.bpf.h"

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
