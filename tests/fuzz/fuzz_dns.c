// SPDX-License-Identifier: BSD-2-Clause
/*
 * Any bytes as a DNS message or, with bit 0 of the first byte, a TCP stream of
 * them; bit 1: it was cut.  Names are visible ASCII and are those that libc reads;
 * a message that is cut gives the beginning of what the whole gives; and what is
 * learnt from it fits the table and is found again.
 */
#include <arpa/nameser.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "event/dns.h"
#include "event/names.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ss_names *names;

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void is_name(const struct ss_dns *dns, uint16_t name)
{
	must(name < dns->text_len);
	must(!name || !dns->text[name - 1]);
	for (const char *c = dns->text + name; *c; c++)
		must(*c > ' ' && *c < 0x7f && !(*c >= 'A' && *c <= 'Z'));
}

static void is_message(const struct ss_dns *dns)
{
	must(dns->text_len && dns->text_len <= SS_DNS_TEXT_SIZE);
	must(!dns->text[0] && !dns->text[dns->text_len - 1]);
	must(dns->answer_count <= SS_DNS_ANSWERS && dns->answer_count <= dns->answers);
	must(!(dns->cut && dns->malformed) && dns->opcode < 16 && dns->rcode < 4096);
	must(dns->cut || dns->malformed || dns->answer_count == dns->answers);
	is_name(dns, dns->name);
	for (int i = 0; i < dns->answer_count; i++) {
		const struct ss_dns_answer *a = &dns->answer[i];

		is_name(dns, a->name);
		is_name(dns, a->target);
		must(a->name && a->ttl <= INT32_MAX && !(a->addr_len && a->target));
	}
}

/* libc's reader as the oracle. */
static void is_libc_name(const struct ss_dns *dns, const struct ss_bytes *m)
{
	char want[1100];

	if (!dns->name || dns->cut)
		return;
	must(ns_name_uncompress(m->at, m->at + m->have, m->at + 12, want, sizeof(want)) > 0);
	must(!strcasecmp(want, ss_dns_text(dns, dns->name)) || (!*want && dns->text[1] == '.'));
}

static void is_beginning(const struct ss_dns *part, const struct ss_dns *whole)
{
	must(part->answer_count <= whole->answer_count);
	must(part->text_len <= whole->text_len || part->answer_count == whole->answer_count);
	for (int i = 0; i < part->answer_count; i++)
		must(!memcmp(&part->answer[i], &whole->answer[i], sizeof(part->answer[i])));
}

static void learn(const struct ss_dns *dns)
{
	const struct ss_names_who who = { .start_ns = 1, .tgid = dns->id };
	enum ss_name_from from;

	ss_names_learn(names, &who, dns, 1);
	must(ss_names_count(names) <= 16);
	for (int i = 0; i < dns->answer_count; i++) {
		const struct ss_dns_answer *a = &dns->answer[i];
		const char *name;
		uint8_t ip[16];

		if (a->addr_len == 4)
			ss_names_ip4(ip, a->addr);
		else
			memcpy(ip, a->addr, sizeof(ip));
		name = ss_names_find(names, &who, ip, 2, &from);
		must(!name == (from == SS_NAME_NONE));
		must(!name || (*name && strlen(name) < SS_NAME_SIZE));
	}
}

static void try(const struct ss_bytes *m)
{
	static struct ss_dns dns, part;
	struct ss_bytes less = { .at = m->at, .have = m->have - m->have / 4, .left = m->left };
	int err = ss_dns_parse(&dns, m);

	must(!err || err == -EBADMSG);
	if (err)
		return;
	is_message(&dns);
	is_libc_name(&dns, m);
	learn(&dns);
	if (ss_dns_parse(&part, &less))
		return;
	is_message(&part);
	is_beginning(&part, &dns);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ss_bytes in, message;

	if (!size)
		return 0;
	names = ss_names_new(16);
	must(names);
	in = (struct ss_bytes){ .at = data + 1, .have = size - 1, .left = size - 1 };
	if (data[0] & 2)
		in.left += 100;
	if (data[0] & 1) {
		while (ss_dns_tcp_next(&in, &message))
			try(&message);
	} else {
		try(&in);
	}
	ss_names_free(names);
	return 0;
}
