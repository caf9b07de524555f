// SPDX-License-Identifier: BSD-2-Clause
/* ss-breaker check --packet: class and verdict of each packet of a file, by the rules alone. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "breaker/classify.h"
#include "breaker/pcap.h"
#include "check.h"
#include "core/json_write.h"
#include "core/log.h"

#define FLUSH_AT (64u << 10)

static void put_address(const struct ss_breaker_view *v, const uint8_t *addr, uint16_t port,
			struct ss_strbuf *out)
{
	char text[INET6_ADDRSTRLEN] = "?";

	inet_ntop(v->family == 6 ? AF_INET6 : AF_INET, addr, text, sizeof(text));
	if (v->has_ports && v->family == 6)
		ss_strbuf_printf(out, "[%s]:%u", text, port);
	else if (v->has_ports)
		ss_strbuf_printf(out, "%s:%u", text, port);
	else
		ss_strbuf_str(out, text);
}

static void put_what(const struct ss_breaker_view *v, struct ss_strbuf *out)
{
	if (!v->family) {
		ss_strbuf_printf(out, "ethertype 0x%04x", v->ethertype);
		return;
	}
	put_address(v, v->source, v->source_port, out);
	ss_strbuf_str(out, " > ");
	put_address(v, v->destination, v->destination_port, out);
	ss_strbuf_char(out, ' ');
	ss_profile_proto_text(v->proto, out);
	if (v->syn)
		ss_strbuf_str(out, " syn");
	if (v->later_fragment)
		ss_strbuf_str(out, " fragment");
}

/*
 * Why it is what it is: a rule, with its line in the file; or what is built into the parser.
 * CUT: not all of the packet is there.
 */
static void put_cause(const struct ss_profile *p, const struct ss_breaker_view *v, bool cut,
		      struct ss_strbuf *out)
{
	if (v->fault)
		ss_strbuf_printf(out, "%s header%s", ss_breaker_fault_names[v->fault],
				 cut ? ", cut off in the capture" : "");
	else if (v->rule >= 0)
		ss_profile_rule_text(&p->table.rules[v->rule], out);
	else
		ss_strbuf_str(out, v->reason ? v->reason : "no rule");
}

/* While connections may end in peace is what a level begins with. */
static enum ss_breaker_outcome outcome(const struct ss_profile *p, int level,
				       const struct ss_breaker_view *v)
{
	const struct ss_breaker_level *l = &p->table.levels[level];

	return ss_breaker_verdict(l, v, l->drain_ns > 0);
}

static void put_text(const struct ss_profile *p, const struct check_options *opt, uint64_t number,
		     const struct ss_breaker_view *v, bool cut, struct ss_strbuf *out)
{
	const char *sep = "  ";

	ss_strbuf_printf(out, "%" PRIu64 " ", number);
	put_what(v, out);
	ss_strbuf_printf(out, ": %s (", ss_breaker_class_names[v->class]);
	put_cause(p, v, cut, out);
	ss_strbuf_char(out, ')');
	for (size_t i = 0; i < p->table.level_count; i++) {
		if (opt->level >= 0 && (size_t)opt->level != i)
			continue;
		ss_strbuf_printf(out, "%s%s: %s", sep, p->table.levels[i].name,
				 ss_breaker_outcome_names[outcome(p, i, v)]);
		sep = ", ";
	}
	ss_strbuf_char(out, '\n');
}

static void put_json(const struct ss_profile *p, const struct check_options *opt, const char *file,
		     uint64_t number, const struct ss_breaker_view *v, bool cut,
		     struct ss_strbuf *out)
{
	struct ss_strbuf cause = { 0 }, what = { 0 };
	struct ss_json w;

	put_cause(p, v, cut, &cause);
	put_what(v, &what);
	ss_json_init(&w, out);
	ss_json_object(&w, NULL);
	ss_json_bytes(&w, "file", file, strlen(file));
	ss_json_u64(&w, "packet", number);
	ss_json_str(&w, "what", what.data, what.len);
	ss_json_cstr(&w, "class", ss_breaker_class_names[v->class]);
	ss_json_str(&w, "cause", cause.data, cause.len);
	if (v->rule >= 0)
		ss_json_u64(&w, "line", p->table.rules[v->rule].line);
	ss_json_object(&w, "verdicts");
	for (size_t i = 0; i < p->table.level_count; i++)
		if (opt->level < 0 || (size_t)opt->level == i)
			ss_json_cstr(&w, p->table.levels[i].name,
				     ss_breaker_outcome_names[outcome(p, i, v)]);
	ss_json_end_object(&w);
	ss_json_end_line(&w);
	ss_strbuf_fini(&cause);
	ss_strbuf_fini(&what);
}

static int refuse(const char *file, const struct ss_pcap *pcap, const struct ss_pcap_packet *packet)
{
	return ss_error(
		-EINVAL, "%s: packet %" PRIu64 " is neither Ethernet nor IP%s", file, pcap->number,
		packet->link == SS_PCAP_COOKED ? ": capture at one interface, not at any" : "");
}

static int packets(const struct ss_profile *p, const struct check_options *opt, const char *file,
		   struct ss_pcap *pcap, struct ss_strbuf *out)
{
	struct ss_pcap_packet packet;
	int n, err = 0;

	while (!err && (n = ss_pcap_next(pcap, &packet)) == 1) {
		const struct ss_breaker_packet of = {
			.data = packet.data,
			.size = packet.len,
			.dir = opt->egress ? SS_BREAKER_OUT : SS_BREAKER_IN,
			.no_ethernet = packet.link == SS_PCAP_IP,
		};
		bool cut = packet.len < packet.wire_len;
		struct ss_breaker_view v;

		if (packet.link != SS_PCAP_ETHERNET && packet.link != SS_PCAP_IP)
			return refuse(file, pcap, &packet);
		ss_breaker_classify(&p->table, &of, &v);
		if (opt->format)
			put_json(p, opt, file, pcap->number, &v, cut, out);
		else
			put_text(p, opt, pcap->number, &v, cut, out);
		if (out->len > FLUSH_AT)
			err = ss_cli_print(out);
	}
	return err     ? err
	       : n < 0 ? ss_error(n, "%s: after %" PRIu64 " packets %s", file, pcap->number,
				  pcap->why)
		       : 0;
}

#define BLOCK (1u << 20)

/* All of it, and not mapped: somebody may cut it short meanwhile.  0 or -errno. */
static int read_file(const char *path, struct ss_strbuf *data)
{
	int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : dup(STDIN_FILENO);
	ssize_t n = 1;

	if (fd < 0)
		return -errno;
	while (n > 0 && ss_strbuf_reserve(data, BLOCK)) {
		n = read(fd, data->data + data->len, BLOCK);
		if (n > 0)
			data->len += n;
	}
	n = n < 0 ? -errno : 0;
	close(fd);
	return n ? n : data->err;
}

static int one_file(const struct ss_profile *p, const struct check_options *opt, const char *file,
		    struct ss_strbuf *out)
{
	struct ss_strbuf data = { 0 };
	struct ss_pcap pcap;
	int err = read_file(file, &data);

	if (err)
		ss_error(err, "cannot read %s", file);
	else if ((err = ss_pcap_open(&pcap, data.data, data.len)))
		ss_error(err, "%s: %s", file, pcap.why);
	else
		err = packets(p, opt, file, &pcap, out);
	ss_strbuf_fini(&data);
	return err;
}

int check_packets(const struct ss_profile *p, const struct check_options *opt,
		  struct ss_strbuf *out)
{
	int err = 0;

	for (size_t i = 0; i < opt->files.count && !err; i++)
		err = one_file(p, opt, opt->files.items[i], out);
	return err;
}
