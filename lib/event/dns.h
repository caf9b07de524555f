/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS messages (RFC 1035) as they were seen on the wire: hostile, and cut anywhere. */
#ifndef SS_DNS_H
#define SS_DNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event/bytes.h"

#define SS_DNS_NAME_SIZE 1004 /* 250 bytes as \DDD, three dots, NUL */
#define SS_DNS_ANSWERS	 32   /* kept of one message */
#define SS_DNS_TEXT_SIZE 4096 /* for all names of one message */

enum {
	SS_DNS_A = 1,
	SS_DNS_NS = 2,
	SS_DNS_CNAME = 5,
	SS_DNS_SOA = 6,
	SS_DNS_PTR = 12,
	SS_DNS_MX = 15,
	SS_DNS_AAAA = 28,
	SS_DNS_SRV = 33,
	SS_DNS_DNAME = 39,
	SS_DNS_OPT = 41,
	SS_DNS_SVCB = 64,
	SS_DNS_HTTPS = 65,
};

#define SS_DNS_CLASS_IN	    1
#define SS_DNS_OPCODE_QUERY 0

/*
 * Names are offsets into ss_dns.text; 0 is none.  Two names of a message are the
 * same if and only if their offsets are.
 */
struct ss_dns_answer {
	uint16_t name;	 /* the owner's */
	uint16_t target; /* of CNAME, DNAME, NS, PTR, MX, SRV, SVCB, HTTPS, SOA */
	uint16_t type, class;
	uint32_t ttl;	  /* seconds; 0 if its highest bit is set (RFC 2181) */
	uint16_t size;	  /* of the data, in bytes */
	uint8_t addr_len; /* 4: A, 16: AAAA, 0: no address */
	uint8_t addr[16]; /* network order */
};

struct ss_dns {
	uint16_t id;
	uint16_t rcode; /* with the upper bits of an OPT record, if one was seen */
	uint8_t opcode;
	bool response;
	bool authoritative, truncated, recursion_desired, recursion_available; /* AA TC RD RA */
	bool cut;	/* question and answers are not all here: bytes or room were missing */
	bool malformed; /* an answer breaks the format; those before it are here */
	uint16_t questions, answers; /* as the header counts them */
	uint16_t name, type, class;  /* of the first question; name 0 if there is none */
	uint16_t answer_count;	     /* of answer[] */
	uint16_t text_len;
	struct ss_dns_answer answer[SS_DNS_ANSWERS];
	char text[SS_DNS_TEXT_SIZE];
};

/*
 * Read one message.  -EBADMSG if its header is not whole, or if its first
 * question breaks the format: not DNS at all.
 */
int ss_dns_parse(struct ss_dns *dns, const struct ss_bytes *message);

/*
 * The next message of a TCP stream, where a 2-byte length stands before each.
 * STREAM goes on behind it.  False if the stream has no more.
 */
bool ss_dns_tcp_next(struct ss_bytes *stream, struct ss_bytes *message);

/*
 * The name at *AT of the LEN bytes of MSG as text; *AT is then behind it.
 * -EBADMSG, or SS_BYTES_CUT with what there is of the name.
 */
int ss_dns_name_read(const uint8_t *msg, size_t len, size_t *at, char out[static SS_DNS_NAME_SIZE]);

/*
 * A name in lower case, without the last dot; the root is ".".  Bytes that are no
 * visible ASCII are \DDD and what is special in a zone file has a backslash, so
 * that the text has no control characters and is the name's only spelling.
 */
static inline const char *ss_dns_text(const struct ss_dns *dns, uint16_t name)
{
	return dns->text + name;
}

/* "AAAA", "NXDOMAIN", "IN", "QUERY".  What has no name is "TYPE65280" and the like, in OUT. */
#define SS_DNS_WORD_SIZE 16
const char *ss_dns_type_text(uint16_t type, char out[static SS_DNS_WORD_SIZE]);
const char *ss_dns_class_text(uint16_t class, char out[static SS_DNS_WORD_SIZE]);
const char *ss_dns_rcode_text(uint16_t rcode, char out[static SS_DNS_WORD_SIZE]);
const char *ss_dns_opcode_text(uint8_t opcode, char out[static SS_DNS_WORD_SIZE]);

#endif
