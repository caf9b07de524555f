// SPDX-License-Identifier: BSD-2-Clause
#include "event/dns.h"

#include <errno.h>
#include <string.h>

/* The message, for names that point back into it, and what is still to be read. */
struct reader {
	const struct ss_bytes *message;
	struct ss_bytes rest;
};

struct record {
	char owner[SS_DNS_NAME_SIZE];
	uint32_t type, class, ttl;
	struct ss_bytes data;
};

/* Text of a name; its place among the message's names, or 0 if there is no room. */
static uint16_t keep(struct ss_dns *dns, const char *name)
{
	size_t size = strlen(name) + 1;
	uint16_t at = 1;

	for (; at < dns->text_len; at += strlen(dns->text + at) + 1)
		if (!strcmp(dns->text + at, name))
			return at;
	if (size > sizeof(dns->text) - dns->text_len)
		return 0;
	memcpy(dns->text + at, name, size);
	dns->text_len += size;
	return at;
}

/* The name that BYTES, a part of the message, begin with. */
static int read_name(const struct reader *r, struct ss_bytes *bytes, char *out)
{
	size_t start = bytes->at - r->message->at, at = start;
	int err = ss_dns_name_read(r->message->at, start + bytes->have, &at, out);
	struct ss_bytes name;

	/* Where the part ends, the message does not. */
	if (err == SS_BYTES_CUT && bytes->have == bytes->left)
		return -EBADMSG;
	return err ? err : ss_bytes_part(bytes, at - start, &name);
}

static int read_header(struct reader *r, struct ss_dns *dns, uint32_t counts[4])
{
	uint32_t id, flags;
	int err = ss_bytes_number(&r->rest, 2, &id);

	err = err ? err : ss_bytes_number(&r->rest, 2, &flags);
	for (int i = 0; i < 4 && !err; i++)
		err = ss_bytes_number(&r->rest, 2, &counts[i]);
	if (err)
		return err;
	dns->id = id;
	dns->response = flags & 0x8000;
	dns->opcode = flags >> 11 & 0xf;
	dns->authoritative = flags & 0x0400;
	dns->truncated = flags & 0x0200;
	dns->recursion_desired = flags & 0x0100;
	dns->recursion_available = flags & 0x0080;
	dns->rcode = flags & 0xf;
	dns->questions = counts[0];
	dns->answers = counts[1];
	return 0;
}

/* Of a question that is cut, what there is of its name is kept. */
static int read_question(struct reader *r, struct ss_dns *dns, bool first)
{
	char name[SS_DNS_NAME_SIZE];
	uint32_t type, class;
	int err = read_name(r, &r->rest, name);

	if (first && err != -EBADMSG && *name)
		dns->name = keep(dns, name);
	err = err ? err : ss_bytes_number(&r->rest, 2, &type);
	err = err ? err : ss_bytes_number(&r->rest, 2, &class);
	if (err || !first)
		return err;
	dns->type = type;
	dns->class = class;
	return 0;
}

static int read_record(struct reader *r, struct record *rec)
{
	int err = read_name(r, &r->rest, rec->owner);

	err = err ? err : ss_bytes_number(&r->rest, 2, &rec->type);
	err = err ? err : ss_bytes_number(&r->rest, 2, &rec->class);
	err = err ? err : ss_bytes_number(&r->rest, 4, &rec->ttl);
	return err ? err : ss_bytes_vector(&r->rest, 2, &rec->data);
}

/* Bytes before the name that data of this TYPE hold; -1: they hold none. */
static int before_target(uint32_t type)
{
	switch (type) {
	case SS_DNS_CNAME:
	case SS_DNS_DNAME:
	case SS_DNS_NS:
	case SS_DNS_PTR:
	case SS_DNS_SOA: return 0;
	case SS_DNS_MX:
	case SS_DNS_SVCB:
	case SS_DNS_HTTPS: return 2;
	case SS_DNS_SRV: return 6;
	default: return -1;
	}
}

static int read_address(struct record *rec, struct ss_dns_answer *a, size_t size)
{
	if (rec->data.left != size)
		return -EBADMSG;
	if (rec->data.have != size)
		return SS_BYTES_CUT;
	memcpy(a->addr, rec->data.at, size);
	a->addr_len = size;
	return 0;
}

static int read_target(const struct reader *r, struct ss_dns *dns, struct record *rec,
		       struct ss_dns_answer *a, size_t skip)
{
	char target[SS_DNS_NAME_SIZE];
	struct ss_bytes skipped;
	int err = ss_bytes_part(&rec->data, skip, &skipped);

	err = err ? err : read_name(r, &rec->data, target);
	if (err)
		return err;
	a->target = keep(dns, target);
	return a->target ? 0 : SS_BYTES_CUT;
}

static int read_answer(struct reader *r, struct ss_dns *dns)
{
	struct ss_dns_answer a = { 0 };
	struct record rec;
	int err = dns->answer_count < SS_DNS_ANSWERS ? read_record(r, &rec) : SS_BYTES_CUT;
	int skip;

	if (err)
		return err;
	a.name = keep(dns, rec.owner);
	a.type = rec.type;
	a.class = rec.class;
	a.ttl = rec.ttl >> 31 ? 0 : rec.ttl;
	a.size = rec.data.left;
	skip = rec.class == SS_DNS_CLASS_IN ? before_target(rec.type) : -1;
	if (!a.name)
		return SS_BYTES_CUT;
	/* An update deletes by records of class ANY without data (RFC 2136). */
	if (rec.class == SS_DNS_CLASS_IN && rec.type == SS_DNS_A)
		err = read_address(&rec, &a, 4);
	else if (rec.class == SS_DNS_CLASS_IN && rec.type == SS_DNS_AAAA)
		err = read_address(&rec, &a, 16);
	else if (skip >= 0)
		err = read_target(r, dns, &rec, &a, skip);
	if (!err)
		dns->answer[dns->answer_count++] = a;
	return err;
}

/* Of all that stands behind the answers only the upper bits of the rcode matter here. */
static void read_extended_rcode(struct reader *r, struct ss_dns *dns, uint32_t records)
{
	struct record rec;

	for (; records && !read_record(r, &rec); records--) {
		if (rec.type == SS_DNS_OPT) {
			dns->rcode |= rec.ttl >> 24 << 4;
			return;
		}
	}
}

bool ss_dns_tcp_next(struct ss_bytes *stream, struct ss_bytes *message)
{
	/* A segment's end is not that of the message. */
	stream->left = SIZE_MAX;
	return !ss_bytes_vector(stream, 2, message);
}

int ss_dns_parse(struct ss_dns *dns, const struct ss_bytes *message)
{
	struct reader r = { .message = message, .rest = *message };
	uint32_t counts[4];
	int err;

	memset(dns, 0, offsetof(struct ss_dns, answer));
	dns->text[0] = '\0';
	dns->text_len = 1;
	if (read_header(&r, dns, counts))
		return -EBADMSG;
	err = counts[0] ? read_question(&r, dns, true) : 0;
	if (err == -EBADMSG)
		return err;
	for (uint32_t i = 1; i < counts[0] && !err; i++)
		err = read_question(&r, dns, false);
	for (uint32_t i = 0; i < counts[1] && !err; i++)
		err = read_answer(&r, dns);
	if (!err)
		read_extended_rcode(&r, dns, counts[2] + counts[3]);
	dns->cut = err == SS_BYTES_CUT;
	dns->malformed = err == -EBADMSG;
	return 0;
}
