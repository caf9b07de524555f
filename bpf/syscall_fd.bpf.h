/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a descriptor of a system call stands for: a path, a pipe, a socket. */
#ifndef SS_SYSCALL_FD_BPF_H
#define SS_SYSCALL_FD_BPF_H

#include "file.bpf.h"
#include "wire_syscall.h"

#define PIPEFS_MAGIC	 0x50495045
#define ANON_INODE_MAGIC 0x09041934
#define FAMILY_UNIX	 1
#define FAMILY_INET	 2
#define FAMILY_INET6	 10

/* Flavours: only what is read here, whatever other headers say of these types. */
struct in6_addr___fd {
	u8 in6_u[16];
} __attribute__((preserve_access_index));

struct sock_common___fd {
	u32 skc_daddr, skc_rcv_saddr; /* network order */
	u16 skc_dport, skc_num;	      /* network order; host order */
	unsigned short skc_family;
	int skc_bound_dev_if;
	struct in6_addr___fd skc_v6_daddr, skc_v6_rcv_saddr;
} __attribute__((preserve_access_index));

struct sock___fd {
	struct sock_common___fd __sk_common;
	u16 sk_protocol;
} __attribute__((preserve_access_index));

struct socket___fd {
	short type;
	struct sock___fd *sk;
} __attribute__((preserve_access_index));

struct sockaddr_un___fd {
	unsigned short sun_family;
} __attribute__((preserve_access_index));

struct unix_address___fd {
	int len;
	struct sockaddr_un___fd name[0];
} __attribute__((preserve_access_index));

struct unix_sock___fd {
	struct unix_address___fd *addr;
	struct sock___fd *peer;
} __attribute__((preserve_access_index));

/* The beginning of struct sockaddr_in and sockaddr_in6, as user space has them. */
struct inet_addr {
	u16 family;
	u16 port;
	u32 ip; /* IPv6: flowinfo */
	u8 ip6[16];
	u32 scope;
};

/* Bytes of a socket's address at OUT; 0: it has none. */
static __always_inline u8 put_inet_addr(u8 *out, const struct sock___fd *sk, u16 family, u16 port,
					bool remote)
{
	struct inet_addr *a = (void *)out;

	if (!port)
		return 0;
	a->family = family;
	a->port = port;
	if (family == FAMILY_INET) {
		a->ip = remote ? BPF_CORE_READ(sk, __sk_common.skc_daddr)
			       : BPF_CORE_READ(sk, __sk_common.skc_rcv_saddr);
		return 16;
	}
	bpf_core_read(a->ip6, sizeof(a->ip6),
		      remote ? &sk->__sk_common.skc_v6_daddr : &sk->__sk_common.skc_v6_rcv_saddr);
	/* Only addresses of one link have a scope: fe80::/10. */
	if (a->ip6[0] == 0xfe && (a->ip6[1] & 0xc0) == 0x80)
		a->scope = BPF_CORE_READ(sk, __sk_common.skc_bound_dev_if);
	return 28;
}

static __always_inline u8 put_unix_addr(u8 *out, const void *sk)
{
	const struct unix_sock___fd *u = sk;
	struct unix_address___fd *addr = u ? BPF_CORE_READ(u, addr) : NULL;
	u32 len = addr ? BPF_CORE_READ(addr, len) : 0;

	if (!len || len > SS_WIRE_SOCKADDR_MAX)
		return 0;
	return bpf_probe_read_kernel(out, len, addr->name) ? 0 : len;
}

static __always_inline void put_socket(struct ss_wire_socket *w, const struct socket___fd *socket)
{
	struct sock___fd *sk = BPF_CORE_READ(socket, sk);
	struct unix_sock___fd *u = (void *)sk;
	u16 port;

	__builtin_memset(w, 0, sizeof(*w));
	w->type = BPF_CORE_READ(socket, type);
	if (!sk)
		return;
	w->family = BPF_CORE_READ(sk, __sk_common.skc_family);
	w->protocol = BPF_CORE_READ(sk, sk_protocol);
	if (w->family == FAMILY_UNIX) {
		w->local_len = put_unix_addr(w->local, sk);
		w->remote_len = put_unix_addr(w->remote, BPF_CORE_READ(u, peer));
	} else if (w->family == FAMILY_INET || w->family == FAMILY_INET6) {
		port = bpf_htons(BPF_CORE_READ(sk, __sk_common.skc_num));
		w->local_len = put_inet_addr(w->local, sk, w->family, port, false);
		port = BPF_CORE_READ(sk, __sk_common.skc_dport);
		w->remote_len = put_inet_addr(w->remote, sk, w->family, port, true);
	}
}

#endif
