/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The kernel types of sockets that our programs read: see kernel.h. */
#ifndef SS_KERNEL_NET_H
#define SS_KERNEL_NET_H

#include "kernel.h"

#define AF_UNIX	 1
#define AF_INET	 2
#define AF_INET6 10

#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define ETH_P_IP    0x0800
#define ETH_P_IPV6  0x86dd

#define EPIPE	    32
#define ECONNRESET  104
#define EINPROGRESS 115

#define SOCKFS_MAGIC  0x534f434b
#define SOCK_DONE_BIT 1 /* enum sock_flags: the other side's FIN is here */

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

typedef struct {
	s64 counter;
} atomic64_t;

typedef struct {
	struct net *net;
} possible_net_t;

struct in6_addr {
	u8 in6_u[16];
};

struct sock_common {
	u32 skc_daddr, skc_rcv_saddr; /* network order */
	u16 skc_dport;
	u16 skc_num;
	unsigned short skc_family;
	unsigned char skc_state;
	int skc_bound_dev_if;
	unsigned long skc_flags;
	possible_net_t skc_net;
	struct in6_addr skc_v6_daddr, skc_v6_rcv_saddr;
	atomic64_t skc_cookie;
};

typedef enum {
	SS_UNCONNECTED = 1,
} socket_state;

struct sock {
	struct sock_common __sk_common;
	struct socket *sk_socket;
	u16 sk_type, sk_protocol;
	int sk_err;
	u32 sk_max_ack_backlog;
};

struct socket {
	socket_state state;
	struct sock *sk;
};

struct inet_sock {
	u16 inet_sport;
};

struct tcp_sock {
	u32 segs_in, segs_out, total_retrans;
	u64 bytes_received, bytes_sent, bytes_retrans;
};

struct sockaddr_un {
	u16 sun_family;
};

struct unix_address {
	int len;
	struct sockaddr_un name[0];
};

struct unix_sock {
	struct unix_address *addr;
};

/* 92ef0fd55ac8 (6.10) */
struct proto_accept_arg {
	int flags;
};

/* The context of SEC("iter/task_file"). */
struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	u32 fd;
	struct file *file;
};

/* What struct bpf_sock_addr stands for. */
struct bpf_sock_addr_kern {
	struct sock *sk;
	void *uaddr;
	u32 uaddrlen;
};

#pragma clang attribute pop

#endif
