// SPDX-License-Identifier: BSD-2-Clause
/* Records with a part of what went over a socket: DNS messages, ClientHellos. */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "event/net.h"
#include "event/net_text.h"

static bool is_whole(const struct ss_wire_payload *r, size_t size, size_t max)
{
	return size >= sizeof(*r) && r->data_len <= max && r->data_len <= r->whole &&
	       r->head.size == sizeof(*r) + (size_t)r->data_len && r->head.size <= size;
}

static void write_flags(struct ss_json *w, const struct ss_dns *dns)
{
	const struct {
		bool set;
		const char *name;
	} flags[] = {
		{ dns->authoritative, "aa" },
		{ dns->truncated, "tc" },
		{ dns->recursion_desired, "rd" },
		{ dns->recursion_available, "ra" },
	};
	bool open = false;

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (!flags[i].set)
			continue;
		if (!open)
			ss_json_array(w, "flags");
		open = true;
		ss_json_cstr(w, NULL, flags[i].name);
	}
	if (open)
		ss_json_end_array(w);
}

static void write_question(struct ss_json *w, const struct ss_dns *dns)
{
	char word[SS_DNS_WORD_SIZE];

	ss_json_u64(w, "id", dns->id);
	if (dns->opcode != SS_DNS_OPCODE_QUERY)
		ss_json_cstr(w, "opcode", ss_dns_opcode_text(dns->opcode, word));
	if (dns->name) {
		ss_json_cstr(w, "name", ss_dns_text(dns, dns->name));
		ss_json_cstr(w, "type", ss_dns_type_text(dns->type, word));
	}
	if (dns->name && dns->class != SS_DNS_CLASS_IN)
		ss_json_cstr(w, "class", ss_dns_class_text(dns->class, word));
	write_flags(w, dns);
}

static size_t address_text(char text[static SS_IP_TEXT_SIZE], const struct ss_dns_answer *a)
{
	struct ss_wire_addr addr = { .family = a->addr_len == 4 ? AF_INET : AF_INET6 };

	memcpy(addr.ip, a->addr, a->addr_len);
	return ss_ip_text(text, &addr);
}

static void write_answer(struct ss_json *w, const struct ss_dns *dns, const struct ss_dns_answer *a)
{
	char word[SS_DNS_WORD_SIZE], ip[SS_IP_TEXT_SIZE];

	ss_json_object(w, NULL);
	if (a->name)
		ss_json_cstr(w, "name", ss_dns_text(dns, a->name));
	ss_json_cstr(w, "type", ss_dns_type_text(a->type, word));
	ss_json_u64(w, "ttl", a->ttl);
	if (a->addr_len)
		ss_json_str(w, "data", ip, address_text(ip, a));
	else if (a->target)
		ss_json_cstr(w, "data", ss_dns_text(dns, a->target));
	ss_json_end_object(w);
}

static void write_answers(struct ss_json *w, const struct ss_dns *dns)
{
	char word[SS_DNS_WORD_SIZE], ip[SS_IP_TEXT_SIZE];
	bool open = false;

	ss_json_cstr(w, "rcode", ss_dns_rcode_text(dns->rcode, word));
	ss_json_array(w, "answers");
	for (int i = 0; i < dns->answer_count; i++)
		write_answer(w, dns, &dns->answer[i]);
	ss_json_end_array(w);
	for (int i = 0; i < dns->answer_count; i++) {
		if (!dns->answer[i].addr_len)
			continue;
		if (!open)
			ss_json_array(w, "ips");
		open = true;
		ss_json_str(w, NULL, ip, address_text(ip, &dns->answer[i]));
	}
	if (open)
		ss_json_end_array(w);
}

/* "dns":{...; ERR: it was none. */
static void write_dns(struct ss_json *w, const struct ss_wire_payload *r, const struct ss_dns *dns,
		      int err, bool asked)
{
	bool answer = r->head.kind == SS_EVENT_DNS_ANSWER;

	ss_json_object(w, "dns");
	if (!err)
		write_question(w, dns);
	if (!err && answer)
		write_answers(w, dns);
	if (!err && (dns->cut || r->data_len < r->whole))
		ss_json_bool(w, "truncated", true);
	if (err || dns->malformed)
		ss_json_bool(w, "malformed", true);
	if (!err && answer && !asked)
		ss_json_bool(w, "unasked", true);
	ss_json_u64(w, "bytes", r->whole);
	ss_json_end_object(w);
}

static int parse(struct ss_dns *dns, const struct ss_wire_payload *r)
{
	struct ss_bytes all = { r->data, r->data_len, r->whole }, message = all;

	if (r->sock.protocol == IPPROTO_TCP && !ss_dns_tcp_next(&all, &message))
		return -EBADMSG;
	return ss_dns_parse(dns, &message);
}

int ss_take_dns(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	const struct ss_wire_payload *r = data;
	struct ss_dns *dns = &s->net->dns;
	struct ss_names_who who;
	bool asked = false;
	struct ss_json w;
	int err;

	if (!is_whole(r, size, SS_WIRE_DNS_MAX))
		return -EBADMSG;
	err = parse(dns, r);
	if (!err && r->head.kind == SS_EVENT_DNS_QUERY) {
		ss_asked_put(s->net->asked, r->sock.cookie, dns, r->head.boot_ns);
	} else if (!err) {
		asked = ss_asked_find(s->net->asked, r->sock.cookie, dns, r->head.boot_ns);
		who = (struct ss_names_who){ r->actor.id.start_ns, r->actor.id.tgid };
		if (asked)
			ss_names_learn(s->net->names, &who, dns, r->head.boot_ns);
	}
	if (!out)
		return 0;
	w = ss_event_line(s, out, (enum ss_event_type)r->head.kind, &r->head);
	write_dns(&w, r, dns, err, asked);
	ss_net_begin(s, &w, &r->sock, SS_NET_LOCAL, NULL, 0);
	ss_net_end(&w, &r->sock);
	ss_actor_end(s, &w, &r->actor);
	return 0;
}

static void write_hello(struct ss_json *w, const struct ss_wire_payload *r,
			const struct ss_tls_hello *hello, int err)
{
	const char *version = err ? NULL : ss_tls_version_text(hello->version);

	ss_json_object(w, "tls");
	if (version)
		ss_json_cstr(w, "version", version);
	if (!err && hello->sni_len)
		ss_json_bytes(w, "server_name", hello->sni, hello->sni_len);
	if (!err && hello->alpn_count) {
		bool repaired = false;

		ss_json_array(w, "alpn");
		for (int i = 0; i < hello->alpn_count; i++)
			repaired |= ss_json_str(w, NULL, hello->alpn_text + hello->alpn[i].at,
						hello->alpn[i].len);
		ss_json_end_array(w);
		if (repaired)
			ss_json_array(w, "alpn_hex");
		for (int i = 0; i < hello->alpn_count && repaired; i++)
			ss_json_str_hex(w, NULL, hello->alpn_text + hello->alpn[i].at,
					hello->alpn[i].len);
		if (repaired)
			ss_json_end_array(w);
	}
	if (!err && hello->cut)
		ss_json_bool(w, "truncated", true);
	if (err || hello->malformed)
		ss_json_bool(w, "malformed", true);
	ss_json_u64(w, "bytes", r->whole);
	ss_json_end_object(w);
}

int ss_take_tls(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out)
{
	const struct ss_wire_payload *r = data;
	bool in;
	struct ss_json w;
	int err;

	if (!is_whole(r, size, SS_WIRE_TLS_MAX))
		return -EBADMSG;
	if (!out)
		return 0;
	err = ss_tls_parse(&s->net->hello, r->data, r->data_len);
	in = r->head.flags & SS_WIRE_NET_IN;
	w = ss_event_line(s, out, SS_EVENT_TLS_HELLO, &r->head);
	write_hello(&w, r, &s->net->hello, err);
	ss_net_begin(s, &w, &r->sock, in ? SS_NET_PEER : SS_NET_LOCAL, in ? NULL : &r->actor,
		     r->head.boot_ns);
	ss_json_cstr(&w, "direction", in ? "in" : "out");
	ss_net_end(&w, &r->sock);
	ss_actor_end(s, &w, &r->actor);
	return 0;
}
