/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What happens on sockets: TCP by its changes of state, whoever's time it is. */
#ifndef SS_NET_BPF_H
#define SS_NET_BPF_H

#include "net_owner.bpf.h"

/* Seen on the call itself, which knows more: not here. */
const volatile bool accept_on_call, listen_on_call;

/* What is special about one event. */
struct net_what {
	s32 error;
	u32 backlog, wait_us, path_len;
};

/* The rules that an event of this owner may still match; 0: none, and counted. */
static __always_inline u64 net_rules(u32 kind, const struct sock_owner *o)
{
	return event_rules_of(kind, o ? o->rules : nobodys_rules());
}

/* Of those the ones that match the socket's addresses too. */
static __noinline u64 sock_rules(u64 rules, const struct ss_wire_sock *sock)
{
	return sock ? rules_sock(rules, sock) : rules;
}

static __always_inline void put_owner(struct ss_wire_actor *a, const struct sock_owner *o)
{
	if (o)
		*a = o->actor;
	else
		__builtin_memset(a, 0, sizeof(*a));
}

/* r->actor and r->sock are there, and the path behind r: the rest of it, on its way. */
static __always_inline void net_ship(void *ctx, struct ss_wire_net *r, u32 kind, u64 rules,
				     const struct net_what *what)
{
	rules = rules_errno(sock_rules(rules, &r->sock), what->error);
	if (!event_of_passes(&r->actor, kind, rules, what->wait_us * 1000ull))
		return;
	begin(&r->head, kind);
	rules_mark(&r->head, rules);
	r->error = what->error;
	r->backlog = what->backlog;
	r->wait_us = what->wait_us;
	r->path_len = what->path_len;
	if (what->path_len <= SS_WIRE_UNIX_MAX)
		ship_bulk(ctx, &r->head, kind, sizeof(*r) + what->path_len);
	else
		count(lost[kind]);
}

static __always_inline void net_event(void *ctx, u32 kind, u64 sk, u64 cookie,
				      const struct sock_owner *o, const struct net_what *what)
{
	struct ss_wire_net r;
	u64 rules;

	if (!is_selected(kind))
		return;
	rules = net_rules(kind, o);
	if (!rules)
		return;
	put_sock(&r.sock, sk, cookie);
	put_owner(&r.actor, o);
	net_ship(ctx, &r, kind, rules, what);
}

/* The same where r->sock is there already. */
static __always_inline void net_event_of(void *ctx, struct ss_wire_net *r, u32 kind,
					 const struct sock_owner *o, const struct net_what *what)
{
	u64 rules = is_selected(kind) ? net_rules(kind, o) : 0;

	if (!rules)
		return;
	put_owner(&r->actor, o);
	net_ship(ctx, r, kind, rules, what);
}

/*
 * The functions that are not inlined have stacks of their own: before 6.2 or so
 * those of all that call each other may not be more than 512 bytes together.
 */

static __always_inline u32 wait_us(const struct sock_owner *o)
{
	u64 us = (bpf_ktime_get_boot_ns() - o->since_ns) / 1000;

	return us < ~0u ? us : ~0u;
}

static __noinline int connecting(u64 sk)
{
	struct sock_owner o;

	owner_is_current(&o, OWNER_CONNECTING | SS_WIRE_NET_OUT);
	bpf_map_update_elem(&owners, &sk, &o, BPF_ANY);
	return 0;
}

/* One line for each attempt, with what came of it. */
static __noinline int connected(void *ctx, u64 sk, u64 cookie, s32 error)
{
	struct sock_owner *o = bpf_map_lookup_elem(&owners, &sk);
	struct net_what what = { .error = error };

	if (!o)
		return 0;
	what.wait_us = wait_us(o);
	o->flags &= ~OWNER_CONNECTING;
	o->since_ns += what.wait_us * 1000ull;
	net_event(ctx, SS_EVENT_NET_CONNECT, sk, cookie, o, &what);
	return 0;
}

/* A connection from outside is there, before anybody accepts it: its owner is the listener's. */
static __noinline int came_in(void *ctx, u64 sk, u64 cookie)
{
	struct net_what what = {};
	struct sock_owner *l, *o = NULL;
	struct ss_wire_net r;

	put_sock(&r.sock, sk, cookie);
	l = listener_of(&r.sock);
	if (l) {
		bpf_map_update_elem(&owners, &sk, l, BPF_ANY);
		o = bpf_map_lookup_elem(&owners, &sk);
	}
	if (o) {
		o->since_ns = bpf_ktime_get_boot_ns();
		o->flags = SS_WIRE_NET_IN;
	}
	if (!accept_on_call)
		net_event_of(ctx, &r, SS_EVENT_NET_ACCEPT, o, &what);
	return 0;
}

static __noinline int listening(void *ctx, u64 sk, u64 cookie)
{
	struct net_what what = {};
	struct ss_wire_net r;
	struct sock_owner o;

	owner_is_current(&o, 0);
	bpf_map_update_elem(&owners, &sk, &o, BPF_ANY);
	put_sock(&r.sock, sk, cookie);
	listener_add(sk, &r.sock, &o, BPF_ANY);
	what.backlog = BPF_CORE_READ((struct sock *)sk, sk_max_ack_backlog);
	if (!listen_on_call)
		net_event_of(ctx, &r, SS_EVENT_NET_LISTEN, &o, &what);
	return 0;
}

/* The side that sends its FIN does so in the time of the process that closes. */
static __noinline int closing(u64 sk)
{
	struct sock_owner *old = bpf_map_lookup_elem(&owners, &sk), o;

	if (current_is_kthread() || (old && old->actor.id.tgid == bpf_get_current_pid_tgid() >> 32))
		return 0;
	owner_is_current(&o, old ? old->flags : 0);
	o.since_ns = old ? old->since_ns : 0;
	bpf_map_update_elem(&owners, &sk, &o, BPF_ANY);
	return 0;
}

/* Which side ended it, as the state tells that it leaves for CLOSE. */
static __always_inline u32 end_flags(int old, s32 error)
{
	bool reset = error == -ECONNRESET || error == -EPIPE;

	switch (old) {
	case BPF_TCP_FIN_WAIT1:
	case BPF_TCP_FIN_WAIT2:
	case BPF_TCP_CLOSING:
		return SS_WIRE_NET_COUNTED | SS_WIRE_NET_BY_US | (reset ? SS_WIRE_NET_RESET : 0);
	case BPF_TCP_LAST_ACK:
		return SS_WIRE_NET_COUNTED | SS_WIRE_NET_BY_PEER | (reset ? SS_WIRE_NET_RESET : 0);
	case BPF_TCP_LISTEN: return SS_WIRE_NET_BY_US;
	}
	/* Without a FIN of ours: a reset, theirs if it is an error; else time ended it. */
	if (!error)
		return SS_WIRE_NET_COUNTED | SS_WIRE_NET_BY_US | SS_WIRE_NET_RESET;
	return SS_WIRE_NET_COUNTED | (reset ? SS_WIRE_NET_BY_PEER | SS_WIRE_NET_RESET : 0);
}

static __always_inline void put_tcp_counts(struct ss_wire_net_close *r, struct tcp_sock *tp)
{
	struct sock *sk = (void *)tp;
	u64 fin = BPF_CORE_READ(sk, __sk_common.skc_flags) >> SOCK_DONE_BIT & 1;

	r->bytes_sent = BPF_CORE_READ(tp, bytes_sent) - BPF_CORE_READ(tp, bytes_retrans);
	r->bytes_received = BPF_CORE_READ(tp, bytes_received);
	if (r->bytes_received) /* counts a FIN as a byte */
		r->bytes_received -= fin;
	r->packets_sent = BPF_CORE_READ(tp, segs_out);
	r->packets_received = BPF_CORE_READ(tp, segs_in);
	r->retransmits = BPF_CORE_READ(tp, total_retrans);
}

/* r->actor, r->sock and the counts are there: the rest, on its way. */
static __always_inline void close_ship(void *ctx, struct ss_wire_net_close *r, u64 rules, u32 flags,
				       u64 since_ns)
{
	rules = rules_errno(sock_rules(rules, &r->sock), r->error);
	if (!event_of_passes(&r->actor, SS_EVENT_NET_CLOSE, rules, NO_DURATION))
		return;
	begin(&r->head, SS_EVENT_NET_CLOSE);
	rules_mark(&r->head, rules);
	r->head.flags |= flags;
	r->duration_ns = since_ns ? r->head.boot_ns - since_ns : 0;
	r->path_len = r->pad = 0;
	ship_bulk(ctx, &r->head, SS_EVENT_NET_CLOSE, sizeof(*r));
}

static __noinline int tcp_closed(void *ctx, u64 sk, u64 cookie, int old, s32 error)
{
	struct sock_owner *o = bpf_map_lookup_elem(&owners, &sk);
	struct ss_wire_net_close r = {};
	u64 rules;
	u32 flags;

	if (!is_selected(SS_EVENT_NET_CLOSE))
		return 0;
	rules = net_rules(SS_EVENT_NET_CLOSE, o);
	if (!rules)
		return 0;
	put_sock(&r.sock, sk, cookie);
	r.error = error;
	if (old != BPF_TCP_LISTEN)
		put_tcp_counts(&r, (void *)sk);
	put_owner(&r.actor, o);
	flags = end_flags(old, error) | (o ? o->flags & (SS_WIRE_NET_OUT | SS_WIRE_NET_IN) : 0);
	close_ship(ctx, &r, rules, flags, o ? o->since_ns : 0);
	return 0;
}

/* Given up if there is no error, unless connect itself failed, which is not told here. */
static __always_inline s32 attempt_error(u64 at, s32 error)
{
	struct sock *sk = (void *)at;

	if (!error && BPF_CORE_READ(sk, sk_socket, state) != SS_UNCONNECTED)
		return -EINPROGRESS;
	return error;
}

static __always_inline void gone(void *ctx, u64 sk, u64 cookie, int old)
{
	s32 error = -BPF_CORE_READ((struct sock *)sk, sk_err);

	if (old == BPF_TCP_SYN_SENT) {
		error = attempt_error(sk, error);
		if (error)
			connected(ctx, sk, cookie, error);
	} else if (old != BPF_TCP_SYN_RECV && old != BPF_TCP_NEW_SYN_RECV) {
		tcp_closed(ctx, sk, cookie, old, error);
	}
	if (old == BPF_TCP_LISTEN)
		listener_remove(sk);
	bpf_map_delete_elem(&owners, &sk);
}

SEC("?tp_btf/inet_sock_set_state")
int on_sock_state(u64 *ctx)
{
	struct sock *typed = (void *)ctx[0];
	int old = ctx[1], new = ctx[2];
	struct sock_owner *o;
	u64 sk, cookie;

	if (new != BPF_TCP_SYN_SENT &&new != BPF_TCP_ESTABLISHED &&new != BPF_TCP_LISTEN &&new !=
	    BPF_TCP_FIN_WAIT1 &&new != BPF_TCP_LAST_ACK &&new != BPF_TCP_CLOSE)
		return 0;
	sk = number_of(typed);
	if (BPF_CORE_READ_BITFIELD_PROBED((struct sock *)sk, sk_protocol) != IPPROTO_TCP)
		return 0;
	if (new == BPF_TCP_SYN_SENT) {
		connecting(sk);
		return 0;
	}
	if (new == BPF_TCP_FIN_WAIT1 || new == BPF_TCP_LAST_ACK) {
		closing(sk);
		return 0;
	}
	cookie = cookie_of(typed, sk);
	if (new == BPF_TCP_LISTEN) {
		listening(ctx, sk, cookie);
	} else if (new == BPF_TCP_CLOSE) {
		gone(ctx, sk, cookie, old);
	} else {
		o = bpf_map_lookup_elem(&owners, &sk);
		if (o && o->flags & OWNER_CONNECTING)
			connected(ctx, sk, cookie, 0);
		else if (old == BPF_TCP_SYN_RECV)
			came_in(ctx, sk, cookie);
	}
	return 0;
}

#endif
