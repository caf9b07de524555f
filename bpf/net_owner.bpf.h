/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Whose a socket is.  What happens to it happens mostly in somebody else's time,
 * when a packet comes; so who connected or listened is remembered, by the
 * socket's address, which like this any kernel and kind of program can tell.
 */
#ifndef SS_NET_OWNER_BPF_H
#define SS_NET_OWNER_BPF_H

#include <bpf/bpf_endian.h>

#include "event.bpf.h"
#include "kernel_net.h"
#include "record.bpf.h"
#include "wire_net.h"

#define is_selected(kind) (selected & (1ull << (kind)))

/* In sock_owner.flags, besides SS_WIRE_NET_*. */
#define OWNER_CONNECTING (1u << 0)
#define OWNER_HELLO	 (1u << 1) /* its ClientHello was seen */

struct sock_owner {
	struct ss_wire_actor actor;
	u64 rules;    /* see actor_rules(), as of when it was the current task */
	u64 since_ns; /* when it began to connect, then when it was connected; 0: before us */
	u64 sk;	      /* of a listener: itself */
	u32 flags, pad;
};

/* User space makes it small when no event of a socket is selected. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 32768);
	__type(key, u64); /* struct sock * */
	__type(value, struct sock_owner);
} owners SEC(".maps");

/* An accepted socket does not know its listener: it is found by where it listens. */
struct listen_key {
	u8 ip[16]; /* IPv4 as ::ffff:a.b.c.d, any address of either as :: */
	u32 net_ns;
	u16 port;
	u16 pad;
};

/* Of listeners that share a port the last one. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct listen_key);
	__type(value, struct sock_owner);
} listeners SEC(".maps");

/* put_actor() for any task and in any kind of program. */
static __always_inline void put_actor_of(struct ss_wire_actor *a, struct task_struct *t)
{
	const struct cred *cred = BPF_CORE_READ(t, cred);

	put_id(&a->id, t);
	a->tid = BPF_CORE_READ(t, pid);
	a->uid = BPF_CORE_READ(cred, uid.val);
	a->euid = BPF_CORE_READ(cred, euid.val);
	a->gid = BPF_CORE_READ(cred, gid.val);
	a->cgroup_id = BPF_CORE_READ(unified_cgroup(t), kn, id);
	bpf_core_read(a->comm, sizeof(a->comm), &t->comm);
}

static __always_inline void owner_of_task(struct sock_owner *o, struct task_struct *t)
{
	put_actor_of(&o->actor, t);
	o->rules = task_rules(t, o->actor.id.tgid, o->actor.uid);
	o->since_ns = o->sk = 0;
	o->flags = o->pad = 0;
}

static __always_inline void owner_is_current(struct sock_owner *o, u32 flags)
{
	put_actor(&o->actor);
	o->rules = actor_rules();
	o->since_ns = bpf_ktime_get_boot_ns();
	o->sk = 0;
	o->flags = flags;
	o->pad = 0;
}

static __always_inline bool current_is_kthread(void)
{
	struct task_struct *t = (void *)bpf_get_current_task();

	return BPF_CORE_READ(t, flags) & PF_KTHREAD;
}

/* A typed pointer as the number it is: a key, or something to read from with a helper. */
#define number_of(pointer)                                                                         \
	({                                                                                         \
		u64 n_ = 0;                                                                        \
		typeof(pointer) p_ = (pointer);                                                    \
		bpf_probe_read_kernel(&n_, sizeof(n_), &p_);                                       \
		n_;                                                                                \
	})

/* c5dbb89fc2ac (5.12), a helper for tracing programs too; before it a cookie is only read. */
static __always_inline u64 cookie_of(struct sock *typed, u64 sk)
{
	if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_check_mtu))
		return bpf_get_socket_cookie(typed);
	return BPF_CORE_READ((struct sock *)sk, __sk_common.skc_cookie.counter);
}

static __always_inline u32 link_local_scope(const struct ss_wire_addr *a, u32 device)
{
	return a->ip[0] == 0xfe && (a->ip[1] & 0xc0) == 0x80 ? device : 0;
}

static __always_inline void put_ip6(struct ss_wire_sock *w, struct sock *sk)
{
	u32 device = BPF_CORE_READ(sk, __sk_common.skc_bound_dev_if);

	if (!bpf_core_field_exists(sk->__sk_common.skc_v6_daddr))
		return;
	bpf_core_read(w->local.ip, sizeof(w->local.ip), &sk->__sk_common.skc_v6_rcv_saddr);
	bpf_core_read(w->peer.ip, sizeof(w->peer.ip), &sk->__sk_common.skc_v6_daddr);
	w->local.scope = link_local_scope(&w->local, device);
	w->peer.scope = link_local_scope(&w->peer, device);
}

/* Every byte of *w, from a socket of any family. */
static __noinline int put_sock(struct ss_wire_sock *w, u64 at, u64 cookie)
{
	struct sock *sk = (void *)at;
	u16 family = BPF_CORE_READ(sk, __sk_common.skc_family);

	__builtin_memset(w, 0, sizeof(*w));
	w->cookie = cookie;
	w->local.family = w->peer.family = family;
	w->net_ns = BPF_CORE_READ(sk, __sk_common.skc_net.net, ns.inum);
	w->type = BPF_CORE_READ_BITFIELD_PROBED(sk, sk_type);
	if (family != AF_INET && family != AF_INET6)
		return 0;
	w->protocol = BPF_CORE_READ_BITFIELD_PROBED(sk, sk_protocol);
	/* A bind fills skc_num first, and TCP clears it first: the other one then has it. */
	w->local.port = bpf_ntohs(BPF_CORE_READ((struct inet_sock *)sk, inet_sport));
	if (!w->local.port)
		w->local.port = BPF_CORE_READ(sk, __sk_common.skc_num);
	w->peer.port = bpf_ntohs(BPF_CORE_READ(sk, __sk_common.skc_dport));
	if (family == AF_INET) {
		*(u32 *)w->local.ip = BPF_CORE_READ(sk, __sk_common.skc_rcv_saddr);
		*(u32 *)w->peer.ip = BPF_CORE_READ(sk, __sk_common.skc_daddr);
	} else {
		put_ip6(w, sk);
	}
	return 0;
}

static __always_inline void put_listen_key(struct listen_key *key, const struct ss_wire_sock *w)
{
	__builtin_memset(key, 0, sizeof(*key));
	key->net_ns = w->net_ns;
	key->port = w->local.port;
	if (w->local.family == AF_INET6) {
		__builtin_memcpy(key->ip, w->local.ip, sizeof(key->ip));
	} else if (*(u32 *)w->local.ip) {
		key->ip[10] = key->ip[11] = 0xff;
		*(u32 *)(key->ip + 12) = *(u32 *)w->local.ip;
	}
}

static __always_inline struct sock_owner *listener_of(const struct ss_wire_sock *w)
{
	struct listen_key key;
	struct sock_owner *l;

	put_listen_key(&key, w);
	l = bpf_map_lookup_elem(&listeners, &key);
	if (l)
		return l;
	__builtin_memset(key.ip, 0, sizeof(key.ip));
	return bpf_map_lookup_elem(&listeners, &key);
}

static __always_inline void listener_add(u64 sk, const struct ss_wire_sock *w, struct sock_owner *o,
					 u64 how)
{
	struct listen_key key;

	put_listen_key(&key, w);
	o->sk = sk;
	bpf_map_update_elem(&listeners, &key, o, how);
}

static __noinline int listener_remove(u64 sk)
{
	struct listen_key key;
	struct ss_wire_sock w;
	struct sock_owner *l;

	put_sock(&w, sk, 0);
	put_listen_key(&key, &w);
	l = bpf_map_lookup_elem(&listeners, &key);
	if (l && l->sk == sk)
		bpf_map_delete_elem(&listeners, &key);
	return 0;
}

/* The sockets there are, and of each the first process that has it. */
SEC("?iter/task_file")
int seed_sockets(struct bpf_iter__task_file *ctx)
{
	struct file *file = (void *)number_of(ctx->file);
	struct task_struct *t = (void *)number_of(ctx->task);
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	struct socket *socket;
	struct ss_wire_sock w;
	struct sock_owner o;
	struct sock *sk;
	u64 key;

	if (!file || !t || (BPF_CORE_READ(inode, i_mode) & S_IFMT) != S_IFSOCK ||
	    BPF_CORE_READ(inode, i_sb, s_magic) != SOCKFS_MAGIC)
		return 0;
	socket = BPF_CORE_READ(file, private_data);
	sk = BPF_CORE_READ(socket, sk);
	if (!sk)
		return 0;
	key = (u64)sk;
	put_sock(&w, key, 0);
	if (w.protocol != IPPROTO_TCP)
		return 0;
	owner_of_task(&o, t);
	bpf_map_update_elem(&owners, &key, &o, BPF_NOEXIST);
	if (BPF_CORE_READ(sk, __sk_common.skc_state) == BPF_TCP_LISTEN)
		listener_add(key, &w, &o, BPF_NOEXIST);
	return 0;
}

#endif
