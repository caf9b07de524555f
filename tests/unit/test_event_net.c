// SPDX-License-Identifier: BSD-2-Clause
/* Records of sockets, and their lines: whole ones, hostile ones. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>

#include "check.h"
#include "records.h"
#include "wire_net.h"

/* Of a record whose actor is not known. */
#define NOBODY ",\"incomplete\":[\"process\"]}\n"
#define IDS    "\"cookie\":\"77\",\"net_ns\":4026531840}"
#define ENDS                                                                                       \
	"\"net\":{\"transport\":\"tcp\",\"family\":\"ipv4\",\"src_ip\":\"10.0.0.1\","              \
	"\"src_port\":40000,\"dst_ip\":\"192.0.2.7\",\"dst_port\":443,"

static struct ss_wire_addr addr(const char *text, uint16_t port)
{
	struct ss_wire_addr a = { .family = strchr(text, ':') ? AF_INET6 : AF_INET, .port = port };

	inet_pton(a.family, text, a.ip);
	return a;
}

static struct ss_wire_sock sock_of(const char *local, const char *peer, uint16_t protocol)
{
	return (struct ss_wire_sock){
		.cookie = 77,
		.local = addr(local, 40000),
		.peer = addr(peer, 443),
		.net_ns = 4026531840u,
		.protocol = protocol,
		.type = protocol == IPPROTO_TCP ? SOCK_STREAM : SOCK_DGRAM,
	};
}

static struct record net_of(enum ss_event_type type)
{
	struct record r = { 0 };
	struct ss_wire_net *n = (void *)r.bytes;

	n->head = (struct ss_wire_head){ type, 0, sizeof(*n), 0, 3456789 };
	n->sock = sock_of("10.0.0.1", "192.0.2.7", IPPROTO_TCP);
	return r;
}

static struct record close_of(uint32_t flags)
{
	struct record r = { 0 };
	struct ss_wire_net_close *n = (void *)r.bytes;

	n->head = (struct ss_wire_head){ SS_EVENT_NET_CLOSE, flags, sizeof(*n), 0, 3456789 };
	n->sock = sock_of("10.0.0.1", "192.0.2.7", IPPROTO_TCP);
	n->bytes_sent = 1;
	n->bytes_received = 2;
	n->packets_sent = 3;
	n->packets_received = 4;
	n->retransmits = 5;
	return r;
}

static struct record payload_of(enum ss_event_type type, uint16_t protocol, const void *data,
				size_t len)
{
	struct record r = { 0 };
	struct ss_wire_payload *p = (void *)r.bytes;

	p->head = (struct ss_wire_head){ type, SS_WIRE_NET_OUT, sizeof(*p) + len, 0, 3456789 };
	p->sock = sock_of("10.0.0.1", "192.0.2.53", protocol);
	p->sock.peer.port = 53;
	p->whole = p->data_len = len;
	memcpy(p->data, data, len);
	return r;
}

static void shows(const struct record *r, const char *want)
{
	check(take(r, true) == 1);
	check_str(lines.data, want);
}

static void alone(const struct record *r, const char *want)
{
	check(stream_start(10));
	shows(r, want);
	stream_stop();
}

/* Somewhere in the line of R, in the stream there is; WANT with a '!': not. */
static void in_line(const struct record *r, const char *want)
{
	bool in = want[0] != '!';

	check(take(r, true) == 1);
	if (!check(!!strstr(lines.data, want + !in) == in))
		printf("# %s: %s", want, lines.data);
}

static void has(const struct record *r, const char *want)
{
	check(stream_start(10));
	in_line(r, want);
	stream_stop();
}

static void refuses(const struct record *r)
{
	check(stream_start(10));
	check(take(r, true) == -EBADMSG && !lines.len);
	stream_stop();
}

static void connects(void)
{
	struct record r = net_of(SS_EVENT_NET_CONNECT);
	struct ss_wire_net *n = (void *)r.bytes;

	alone(&r, HEAD("net.connect", "1") ENDS IDS NOBODY);
	n->error = -ECONNREFUSED;
	n->wait_us = 15;
	alone(&r, HEAD("net.connect", "1") ENDS
	      "\"error\":\"ECONNREFUSED\",\"duration_us\":15," IDS NOBODY);
	n->error = -4000;
	has(&r, "\"errno\":4000,");
	n->error = INT32_MIN;
	has(&r, "\"errno\":2147483648,");
	n->error = 5;
	has(&r, "\"errno\":5,");
}

static void an_actor(void)
{
	struct record r = net_of(SS_EVENT_NET_CONNECT);
	struct ss_wire_net *n = (void *)r.bytes;

	n->actor = (struct ss_wire_actor){
		.id = wire_id(1, 1), .tid = PID0 + 1, .uid = 1000, .comm = "curl"
	};
	has(&r, "\"net_ns\":4026531840},\"process\":{\"id\":\"9f2c1a3b-7fff0001-3b9aca00-1\","
		"\"pid\":2147418113,\"tid\":2147418113,\"ppid\":0,\"comm\":\"curl\",\"uid\":1000,");
}

static void accepts(void)
{
	struct record r = net_of(SS_EVENT_NET_ACCEPT);

	/* The source is who began. */
	has(&r, "\"src_ip\":\"192.0.2.7\",\"src_port\":443,\"dst_ip\":\"10.0.0.1\",\"dst_port\":"
		"40000,");
}

static void listens(void)
{
	struct record r = net_of(SS_EVENT_NET_LISTEN);
	struct ss_wire_net *n = (void *)r.bytes;

	n->backlog = 128;
	n->sock.local = addr("::", 80);
	alone(&r, HEAD("net.listen",
		       "1") "\"net\":{\"transport\":\"tcp\",\"family\":\"ipv4\","
			    "\"src_ip\":\"::\",\"src_port\":80,\"backlog\":128," IDS NOBODY);
	n->sock.peer = addr("::", 0);
	has(&r, "\"family\":\"ipv6\"");
	n->head.kind = SS_EVENT_NET_BIND;
	has(&r, "!\"backlog\"");
	n->sock.local = addr("::", 0);
	has(&r, "!\"src_ip\"");
}

static void addresses(void)
{
	struct record r = net_of(SS_EVENT_NET_CONNECT);
	struct ss_wire_net *n = (void *)r.bytes;

	n->sock.local = addr("::ffff:10.0.0.1", 1);
	n->sock.peer = addr("::ffff:10.0.0.2", 2);
	has(&r,
	    "\"family\":\"ipv4\",\"src_ip\":\"10.0.0.1\",\"src_port\":1,\"dst_ip\":\"10.0.0.2\"");
	n->sock.peer = addr("fe80::1", 2);
	n->sock.peer.scope = 3;
	has(&r, "\"dst_ip\":\"fe80::1\",\"dst_port\":2,\"dst_scope\":3,");
	n->sock = (struct ss_wire_sock){ .local.family = 99, .protocol = 250 };
	alone(&r, HEAD("net.connect", "1") "\"net\":{}" NOBODY);
}

static struct record unix_of(const char *path, size_t len)
{
	struct record r = net_of(SS_EVENT_NET_CONNECT);
	struct ss_wire_net *n = (void *)r.bytes;

	n->sock = (struct ss_wire_sock){ .local.family = AF_UNIX,
					 .peer.family = AF_UNIX,
					 .type = SOCK_STREAM };
	memcpy(n->path, path, len);
	n->path_len = len;
	n->head.size += len;
	return r;
}

static void unix_paths(void)
{
	struct record r = unix_of("/run/x\0junk", 11);

	alone(&r, HEAD("net.connect", "1") "\"net\":{\"transport\":\"stream\",\"family\":\"unix\","
					   "\"path\":\"/run/x\"}" NOBODY);
	r = unix_of("\0a\0\xff", 4);
	has(&r, "\"path\":\"@a\\u0000\xef\xbf\xbd\",\"path_hex\":\"406100ff\"");
	r = unix_of("", 0);
	has(&r, "!\"path\"");
}

static void closes(void)
{
	struct record r = close_of(SS_WIRE_NET_OUT | SS_WIRE_NET_COUNTED | SS_WIRE_NET_BY_PEER |
				   SS_WIRE_NET_RESET);
	struct ss_wire_net_close *n = (void *)r.bytes;

	n->error = -ECONNRESET;
	n->duration_ns = 1234567;
	alone(&r, HEAD("net.close", "1") ENDS
	      "\"direction\":\"out\",\"bytes_sent\":1,\"bytes_received\":2,\"packets_sent\":3,"
	      "\"packets_received\":4,\"retransmits\":5,\"duration_us\":1234,\"closed_by\":"
	      "\"peer\",\"reset\":true,\"error\":\"ECONNRESET\"," IDS NOBODY);
	r = close_of(SS_WIRE_NET_IN | SS_WIRE_NET_BY_US);
	has(&r, "\"src_ip\":\"192.0.2.7\"");
	has(&r, "\"direction\":\"in\",\"closed_by\":\"local\",\"cookie\"");
	r = close_of(0);
	has(&r, "!\"direction\"");
	has(&r, "!\"closed_by\"");
	has(&r, "!\"bytes_sent\"");
}

static void sizes(void)
{
	struct record r = unix_of("/x", 2);
	struct ss_wire_net *n = (void *)r.bytes;
	struct ss_wire_payload *p = (void *)r.bytes;

	n->path_len = 3;
	refuses(&r);
	n->path_len = SS_WIRE_UNIX_MAX + 1;
	n->head.size = sizeof(*n) + n->path_len;
	refuses(&r);
	n->path_len = UINT32_MAX;
	refuses(&r);
	r = close_of(0);
	r.head.size--;
	refuses(&r);
	r = payload_of(SS_EVENT_DNS_QUERY, IPPROTO_UDP, "x", 1);
	p->data_len = 2;
	refuses(&r);
	p->data_len = UINT32_MAX;
	refuses(&r);
	p->data_len = 1;
	p->whole = 0;
	refuses(&r);
	r = payload_of(SS_EVENT_TLS_HELLO, IPPROTO_TCP, "x", 1);
	r.head.size = sizeof(*p) - 1;
	refuses(&r);
	r = payload_of(SS_EVENT_DNS_ANSWER, IPPROTO_UDP, "x", 1);
	p->data_len = p->whole = SS_WIRE_DNS_MAX + 1;
	r.head.size = sizeof(*p) + p->data_len;
	refuses(&r);
}

#define QUESTION(id, name) id "\1\0\0\1\0\0\0\0\0\0" name "\0\0\1\0\1"
#define ANSWER(id, name)                                                                           \
	id "\x81\x80\0\1\0\1\0\0\0\0" name "\0\0\1\0\1\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\7"
#define BYTES(s) s, sizeof(s) - 1
#define DNS_NET                                                                                    \
	"\"net\":{\"transport\":\"udp\",\"family\":\"ipv4\",\"src_ip\":\"10.0.0.1\","              \
	"\"src_port\":40000,\"dst_ip\":\"192.0.2.53\",\"dst_port\":53," IDS NOBODY

static void questions(void)
{
	struct record r =
		payload_of(SS_EVENT_DNS_QUERY, IPPROTO_UDP, BYTES(QUESTION("\0\7", "\1A\2io")));
	struct ss_wire_payload *p = (void *)r.bytes;

	alone(&r, HEAD("dns.query", "1") "\"dns\":{\"id\":7,\"name\":\"a.io\",\"type\":\"A\","
					 "\"flags\":[\"rd\"],\"bytes\":22}," DNS_NET);
	p->whole = 100;
	has(&r, "\"truncated\":true,\"bytes\":100");
	p->data[2] = 0x29; /* NOTIFY? IQUERY? a code without a meaning */
	has(&r, "\"opcode\":\"");
	r = payload_of(SS_EVENT_DNS_QUERY, IPPROTO_UDP, BYTES("tunnel?"));
	alone(&r, HEAD("dns.query", "1") "\"dns\":{\"malformed\":true,\"bytes\":7}," DNS_NET);
}

static void names_of_connections(void)
{
	struct record q =
		payload_of(SS_EVENT_DNS_QUERY, IPPROTO_UDP, BYTES(QUESTION("\0\7", "\1a\2io")));
	struct record a =
		payload_of(SS_EVENT_DNS_ANSWER, IPPROTO_UDP, BYTES(ANSWER("\0\7", "\1a\2io")));
	struct record forged =
		payload_of(SS_EVENT_DNS_ANSWER, IPPROTO_UDP, BYTES(ANSWER("\0\10", "\1a\2io")));
	struct record c = net_of(SS_EVENT_NET_CONNECT);
	struct ss_wire_payload *from = (void *)a.bytes;
	struct ss_wire_net *n = (void *)c.bytes;

	check(stream_start(10));
	in_line(&a,
		"\"rcode\":\"NOERROR\",\"answers\":[{\"name\":\"a.io\",\"type\":\"A\","
		"\"ttl\":60,\"data\":\"192.0.2.7\"}],\"ips\":[\"192.0.2.7\"],\"unasked\":true,");
	in_line(&c, "!dst_name");
	in_line(&q, "!unasked");
	in_line(&forged, "\"unasked\":true");
	in_line(&c, "!dst_name");
	from->sock.cookie = 78; /* another socket's */
	in_line(&a, "\"unasked\":true");
	from->sock.cookie = 77;
	from->head.boot_ns += 31 * ONE_SEC; /* too late */
	in_line(&a, "\"unasked\":true");
	from->head.boot_ns -= 31 * ONE_SEC;
	from->actor.id = wire_id(1, 1);
	a.head.flags |= SS_WIRE_QUIET; /* filtered, and still of use */
	check(take(&a, true) == 0 && !lines.len);
	n->actor.id = wire_id(2, 1);
	in_line(&c, "\"dst_name\":\"a.io\",\"dst_name_from\":\"dns-other\",");
	n->actor.id = wire_id(1, 1);
	in_line(&c, "\"dst_name\":\"a.io\",\"dst_name_from\":\"dns\",");
	n->sock.peer = addr("::ffff:192.0.2.7", 443);
	in_line(&c, "\"dst_name\":\"a.io\",\"dst_name_from\":\"dns\",");
	n->head.boot_ns += 301 * ONE_SEC;
	in_line(&c, "!dst_name");
	stream_stop();
}

static void dns_over_tcp(void)
{
	struct record r = payload_of(SS_EVENT_DNS_QUERY, IPPROTO_TCP,
				     BYTES("\0\x16" QUESTION("\0\7", "\1a\2io")));

	has(&r, "\"name\":\"a.io\"");
	r = payload_of(SS_EVENT_DNS_QUERY, IPPROTO_TCP, BYTES("\0"));
	has(&r, "\"dns\":{\"malformed\":true,\"bytes\":1}");
}

static void hellos(void)
{
	static const char hello[] = "\x16\x03\x01\0\x3d\x01\0\0\x39\x03\x03"
				    "0123456789abcdef0123456789abcdef\0\0\x02\xc0\x2f\x01\0\0\x0e"
				    "\0\0\0\x0a\0\x08\0\0\x05"
				    "A.org";
	struct record r = payload_of(SS_EVENT_TLS_HELLO, IPPROTO_TCP, BYTES(hello));

	has(&r, "\"tls\":{\"version\":\"1.2\",\"server_name\":\"a.org\",\"bytes\":66},\"net\":{");
	has(&r, "\"direction\":\"out\",\"cookie\"");
	r.head.flags = SS_WIRE_NET_IN;
	has(&r, "\"src_ip\":\"192.0.2.53\"");
	has(&r, "\"direction\":\"in\",\"cookie\"");
	r = payload_of(SS_EVENT_TLS_HELLO, IPPROTO_TCP, BYTES("\x16\x03\x01\0\5\1"));
	has(&r, "\"bytes\":6}");
	r = payload_of(SS_EVENT_TLS_HELLO, IPPROTO_TCP, BYTES("nothing"));
	has(&r, "\"tls\":{\"malformed\":true,\"bytes\":7}");
}

static const struct check_case cases[] = {
	{ "connect, and its errors", connects },
	{ "a process in the line", an_actor },
	{ "accept", accepts },
	{ "listen and bind", listens },
	{ "addresses of every kind", addresses },
	{ "names of Unix sockets", unix_paths },
	{ "close", closes },
	{ "sizes that do not agree", sizes },
	{ "DNS questions", questions },
	{ "answers name connections, if they were asked for", names_of_connections },
	{ "DNS over TCP", dns_over_tcp },
	{ "ClientHellos", hellos },
};

CHECK_MAIN(cases)
