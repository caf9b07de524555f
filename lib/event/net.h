/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside lib/event: what lines about sockets have in common. */
#ifndef SS_NET_H
#define SS_NET_H

#include "event/dns.h"
#include "event/names.h"
#include "event/process.h"
#include "event/tls.h"
#include "wire_net.h"

/* What is known from one record to the next, and room to read messages in. */
struct ss_net {
	struct ss_names *names;
	struct ss_asked *asked;
	struct ss_dns dns;
	struct ss_tls_hello hello;
};

/* NULL: no memory. */
struct ss_net *ss_net_new(void);
void ss_net_free(struct ss_net *net);

/*
 * asked.c: questions that wait for an answer, the newest thousand for half a minute: an
 * answer to what nobody asked is not believed.  COOKIE is the socket's.
 */
struct ss_asked *ss_asked_new(void);
void ss_asked_free(struct ss_asked *asked);
void ss_asked_put(struct ss_asked *asked, uint64_t cookie, const struct ss_dns *dns,
		  uint64_t now_ns);
bool ss_asked_find(const struct ss_asked *asked, uint64_t cookie, const struct ss_dns *dns,
		   uint64_t now_ns);

/* Which end of a socket is the source: the one that began. */
enum ss_net_source { SS_NET_LOCAL, SS_NET_PEER, SS_NET_LOCAL_ONLY };

/*
 * Begin "net":{ with what the socket is: transport, family, addresses; the cookie and
 * the namespace end it.  WHO, unless NULL, has names for where it leads, at NOW_NS.
 */
void ss_net_begin(struct ss_stream *s, struct ss_json *w, const struct ss_wire_sock *sock,
		  enum ss_net_source source, const struct ss_wire_actor *who, uint64_t now_ns);
void ss_net_end(struct ss_json *w, const struct ss_wire_sock *sock);

#endif
