/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Records of what happens on sockets: see wire.h. */
#ifndef SS_WIRE_NET_H
#define SS_WIRE_NET_H

#include "wire.h"

#define SS_WIRE_UNIX_MAX 108  /* of sun_path */
#define SS_WIRE_DNS_MAX	 1232 /* bytes of a message; what most resolvers allow in one datagram */
#define SS_WIRE_TLS_MAX	 2048 /* of a connection's beginning; post-quantum keys take over 1200 */

/* In ss_wire_head.flags: who began a connection that is closed; neither: it is not known. */
#define SS_WIRE_NET_OUT (1u << 16)
#define SS_WIRE_NET_IN	(1u << 17)
/* Who ended it; neither: nobody, it timed out. */
#define SS_WIRE_NET_BY_US   (1u << 18)
#define SS_WIRE_NET_BY_PEER (1u << 19)
#define SS_WIRE_NET_RESET   (1u << 20) /* in the midst of it */
#define SS_WIRE_NET_COUNTED (1u << 21) /* bytes and packets are known */

struct ss_wire_addr {
	__u16 family; /* AF_INET, AF_INET6, AF_UNIX; 0: none */
	__u16 port;   /* host order */
	__u32 scope;  /* IPv6: the interface of a link-local address, else 0 */
	__u8 ip[16];  /* network order; IPv4 in the first four bytes, the rest 0 */
};

/* One socket.  Of a Unix socket the record says the path, its own or the peer's. */
struct ss_wire_sock {
	__u64 cookie; /* 0: it has none */
	struct ss_wire_addr local, peer;
	__u32 net_ns;
	__u16 protocol; /* IPPROTO_* */
	__u16 type;	/* SOCK_* */
};

/* net.connect, net.accept, net.listen, net.bind.  path as in sun_path, abstract names too. */
struct ss_wire_net {
	struct ss_wire_head head;
	struct ss_wire_actor actor;
	struct ss_wire_sock sock;
	__s32 error;   /* 0 or -errno */
	__u32 backlog; /* of listen */
	__u32 path_len;
	__u32 wait_us; /* of connect: how long it took; TCP only */
	char path[];
};

struct ss_wire_net_close {
	struct ss_wire_head head;
	struct ss_wire_actor actor; /* whose socket it was */
	struct ss_wire_sock sock;
	__u64 bytes_sent, bytes_received;
	__u64 packets_sent, packets_received;
	__u64 duration_ns; /* 0: it began before we did */
	__u32 retransmits;
	__s32 error; /* 0, or what ended it: -ECONNRESET */
	__u32 path_len;
	__u32 pad;
	char path[];
};

/*
 * dns.query, dns.answer: a datagram, or a segment of TCP with the lengths before
 * messages; tls.client_hello: what a connection began with.
 */
struct ss_wire_payload {
	struct ss_wire_head head;
	struct ss_wire_actor actor; /* whose socket it is */
	struct ss_wire_sock sock;
	__u32 whole; /* bytes on the wire */
	__u32 data_len;
	__u8 data[];
};

_Static_assert(sizeof(struct ss_wire_addr) == 24, "wire layout");
_Static_assert(sizeof(struct ss_wire_sock) == 64, "wire layout");
_Static_assert(sizeof(struct ss_wire_net) == 160, "wire layout");
_Static_assert(sizeof(struct ss_wire_net_close) == 200, "wire layout");
_Static_assert(sizeof(struct ss_wire_payload) == 152, "wire layout");

#endif
