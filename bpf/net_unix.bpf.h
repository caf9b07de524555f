/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What happens on Unix sockets, on the kernel's functions. */
#ifndef SS_NET_UNIX_BPF_H
#define SS_NET_UNIX_BPF_H

#include "net_call.bpf.h"

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

#endif
