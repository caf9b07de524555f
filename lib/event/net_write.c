// SPDX-License-Identifier: BSD-2-Clause
/* The object "net" of a line: a socket, whichever event it is of. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "event/net.h"
#include "event/net_text.h"

#define NAMES_MAX 8192

struct ss_net *ss_net_new(void)
{
	struct ss_net *net = calloc(1, sizeof(*net));

	if (!net)
		return NULL;
	net->names = ss_names_new(NAMES_MAX);
	net->asked = ss_asked_new();
	if (net->names && net->asked)
		return net;
	ss_net_free(net);
	return NULL;
}

void ss_net_free(struct ss_net *net)
{
	if (!net)
		return;
	ss_names_free(net->names);
	ss_asked_free(net->asked);
	free(net);
}

/* Keys of one end of a connection. */
struct end_keys {
	const char *ip, *port, *scope;
};

static const struct end_keys src = { "src_ip", "src_port", "src_scope" };
static const struct end_keys dst = { "dst_ip", "dst_port", "dst_scope" };

static bool is_any(const struct ss_wire_addr *a)
{
	static const uint8_t any[16];

	return !memcmp(a->ip, any, sizeof(any));
}

static void write_end(struct ss_json *w, const struct end_keys *keys, const struct ss_wire_addr *a)
{
	char ip[SS_IP_TEXT_SIZE];
	size_t len = ss_ip_text(ip, a);

	if (!len || (is_any(a) && !a->port))
		return; /* not bound, not connected */
	ss_json_str(w, keys->ip, ip, len);
	if (a->port)
		ss_json_u64(w, keys->port, a->port);
	if (a->scope)
		ss_json_u64(w, keys->scope, a->scope);
}

static void write_name(struct ss_stream *s, struct ss_json *w, const struct ss_wire_actor *a,
		       const struct ss_wire_addr *to, uint64_t now_ns)
{
	const struct ss_names_who who = { a->id.start_ns, a->id.tgid };
	enum ss_name_from from = SS_NAME_NONE;
	const char *name;
	uint8_t ip[16];

	if (to->family == AF_INET)
		ss_names_ip4(ip, to->ip);
	else
		memcpy(ip, to->ip, sizeof(ip));
	name = ss_names_find(s->net->names, &who, ip, now_ns, &from);
	if (!name)
		return;
	ss_json_cstr(w, "dst_name", name);
	ss_json_cstr(w, "dst_name_from", ss_name_from_text[from]);
}

void ss_net_begin(struct ss_stream *s, struct ss_json *w, const struct ss_wire_sock *sock,
		  enum ss_net_source source, const struct ss_wire_actor *who, uint64_t now_ns)
{
	const char *transport = ss_transport_text(sock->protocol, sock->type);
	struct ss_wire_addr local = sock->local, peer = sock->peer;
	const char *family;

	ss_addr_normalize(&local);
	ss_addr_normalize(&peer);
	/* An unbound socket for both families shows IPv4 only at the other end. */
	family = ss_family_text(is_any(&peer) ? local.family : peer.family);
	ss_json_object(w, "net");
	if (transport)
		ss_json_cstr(w, "transport", transport);
	if (family)
		ss_json_cstr(w, "family", family);
	write_end(w, &src, source == SS_NET_PEER ? &peer : &local);
	if (source == SS_NET_LOCAL_ONLY)
		return;
	write_end(w, &dst, source == SS_NET_PEER ? &local : &peer);
	if (who && (peer.family == AF_INET || peer.family == AF_INET6))
		write_name(s, w, who, &peer, now_ns);
}

void ss_net_end(struct ss_json *w, const struct ss_wire_sock *sock)
{
	if (sock->cookie)
		ss_json_id(w, "cookie", sock->cookie);
	if (sock->net_ns)
		ss_json_u64(w, "net_ns", sock->net_ns);
	ss_json_end_object(w);
}
