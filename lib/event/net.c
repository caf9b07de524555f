// SPDX-License-Identifier: BSD-2-Clause
/* Records of what happens on sockets: connect, accept, listen, bind, close. */
#include "event/net.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "event/net_text.h"

static void write_path(struct ss_json *w, const char *path, size_t len)
{
	char text[SS_WIRE_UNIX_MAX];

	len = ss_unix_text(text, path, len);
	if (len)
		ss_json_bytes(w, "path", text, len);
}

static enum ss_net_source source_of(enum ss_event_type type)
{
	switch (type) {
	case SS_EVENT_NET_ACCEPT: return SS_NET_PEER;
	case SS_EVENT_NET_LISTEN:
	case SS_EVENT_NET_BIND: return SS_NET_LOCAL_ONLY;
	default: return SS_NET_LOCAL;
	}
}

int ss_take_net(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	const struct ss_wire_net *r = data;
	enum ss_event_type type;
	struct ss_json w;

	if (size < sizeof(*r) || r->path_len > SS_WIRE_UNIX_MAX ||
	    r->head.size != sizeof(*r) + r->path_len || r->head.size > size)
		return -EBADMSG;
	if (!out)
		return 0;
	type = (enum ss_event_type)r->head.kind;
	w = ss_event_line(s, out, type, &r->head);
	ss_net_begin(s, &w, &r->sock, source_of(type),
		     type == SS_EVENT_NET_CONNECT ? &r->actor : NULL, r->head.boot_ns);
	write_path(&w, r->path, r->path_len);
	if (type == SS_EVENT_NET_LISTEN)
		ss_json_u64(&w, "backlog", r->backlog);
	ss_error_write(&w, r->error);
	if (type == SS_EVENT_NET_CONNECT && r->wait_us)
		ss_json_u64(&w, "duration_us", r->wait_us);
	ss_net_end(&w, &r->sock);
	ss_actor_end(s, &w, &r->actor);
	return 0;
}

static void write_counts(struct ss_json *w, const struct ss_wire_net_close *r)
{
	if (r->head.flags & SS_WIRE_NET_COUNTED) {
		ss_json_u64(w, "bytes_sent", r->bytes_sent);
		ss_json_u64(w, "bytes_received", r->bytes_received);
		ss_json_u64(w, "packets_sent", r->packets_sent);
		ss_json_u64(w, "packets_received", r->packets_received);
		ss_json_u64(w, "retransmits", r->retransmits);
	}
	if (r->duration_ns)
		ss_json_u64(w, "duration_us", r->duration_ns / 1000);
}

static void write_end(struct ss_json *w, const struct ss_wire_net_close *r)
{
	if (r->head.flags & SS_WIRE_NET_BY_US)
		ss_json_cstr(w, "closed_by", "local");
	else if (r->head.flags & SS_WIRE_NET_BY_PEER)
		ss_json_cstr(w, "closed_by", "peer");
	if (r->head.flags & SS_WIRE_NET_RESET)
		ss_json_bool(w, "reset", true);
	ss_error_write(w, r->error);
}

int ss_take_net_close(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	const struct ss_wire_net_close *r = data;
	bool in, out_going;
	struct ss_json w;

	if (size < sizeof(*r) || r->path_len > SS_WIRE_UNIX_MAX ||
	    r->head.size != sizeof(*r) + r->path_len || r->head.size > size)
		return -EBADMSG;
	if (!out)
		return 0;
	in = r->head.flags & SS_WIRE_NET_IN;
	out_going = !in && r->head.flags & SS_WIRE_NET_OUT;
	w = ss_event_line(s, out, SS_EVENT_NET_CLOSE, &r->head);
	ss_net_begin(s, &w, &r->sock, in ? SS_NET_PEER : SS_NET_LOCAL, out_going ? &r->actor : NULL,
		     r->head.boot_ns);
	write_path(&w, r->path, r->path_len);
	if (in || out_going)
		ss_json_cstr(&w, "direction", in ? "in" : "out");
	write_counts(&w, r);
	write_end(&w, r);
	ss_net_end(&w, &r->sock);
	ss_actor_end(s, &w, &r->actor);
	return 0;
}
