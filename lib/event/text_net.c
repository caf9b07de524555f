// SPDX-License-Identifier: BSD-2-Clause
/* What happened on a socket, as a sentence for people. */
#include <string.h>

#include "event/view.h"

static void put(struct ss_view *v, struct ss_json_val line, const char *path)
{
	ss_text_string(v, ss_json_path(line, path), false);
}

static bool has(struct ss_json_val line, const char *path)
{
	return ss_json_exists(ss_json_path(line, path));
}

/* BEFORE and the value, if there is one. */
static void put_after(struct ss_view *v, struct ss_json_val line, const char *before,
		      const char *path)
{
	if (!has(line, path))
		return;
	ss_strbuf_str(&v->shown, before);
	put(v, line, path);
}

/* 10.0.0.1:80, [::1]:80 */
static void put_end(struct ss_view *v, struct ss_json_val line, const char *ip, const char *port)
{
	const char *text;
	bool six;
	size_t len;

	ss_json_text(ss_json_path(line, ip), &text, &len);
	six = memchr(text, ':', len);
	ss_strbuf_str(&v->shown, six ? "[" : "");
	put(v, line, ip);
	ss_strbuf_str(&v->shown, six ? "]" : "");
	put_after(v, line, ":", port);
}

static void put_ends(struct ss_view *v, struct ss_json_val line)
{
	put(v, line, "net.transport");
	ss_strbuf_char(&v->shown, ' ');
	if (has(line, "net.src_ip"))
		put_end(v, line, "net.src_ip", "net.src_port");
	if (has(line, "net.dst_ip")) {
		ss_strbuf_str(&v->shown, has(line, "net.src_ip") ? " -> " : "-> ");
		put_end(v, line, "net.dst_ip", "net.dst_port");
	}
	put(v, line, "net.path");
	if (has(line, "net.dst_name")) {
		ss_strbuf_str(&v->shown, " (");
		put(v, line, "net.dst_name");
		ss_strbuf_char(&v->shown, ')');
	}
}

void ss_text_net(struct ss_view *v, struct ss_json_val line)
{
	put_ends(v, line);
	put_after(v, line, " backlog ", "net.backlog");
	put_after(v, line, " sent ", "net.bytes_sent");
	put_after(v, line, " received ", "net.bytes_received");
	put_after(v, line, ", closed by ", "net.closed_by");
	if (has(line, "net.reset"))
		ss_strbuf_str(&v->shown, ", reset");
	put_after(v, line, ": ", "net.error");
	put_after(v, line, ": error ", "net.errno");
}

void ss_text_dns(struct ss_view *v, struct ss_json_val line)
{
	const char *sep = ": ";

	put(v, line, "dns.type");
	put_after(v, line, " ", "dns.name");
	if (has(line, "dns.malformed"))
		ss_strbuf_str(&v->shown, " malformed");
	put_after(v, line, " ", "dns.rcode");
	ss_for_each_json (answer, ss_json_path(line, "dns.answers")) {
		ss_strbuf_str(&v->shown, sep);
		ss_text_string(v, ss_json_get(answer, "data", 4), false);
		sep = ", ";
	}
	if (has(line, "dns.unasked"))
		ss_strbuf_str(&v->shown, " (nobody asked)");
	ss_strbuf_str(&v->shown, "  ");
	put_ends(v, line);
}

void ss_text_tls(struct ss_view *v, struct ss_json_val line)
{
	put_after(v, line, "TLS ", "tls.version");
	put_after(v, line, " ", "tls.server_name");
	if (has(line, "tls.malformed"))
		ss_strbuf_str(&v->shown, " malformed");
	ss_strbuf_str(&v->shown, "  ");
	put_ends(v, line);
}
