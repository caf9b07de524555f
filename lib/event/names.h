/* SPDX-License-Identifier: BSD-2-Clause */
/* What names addresses were asked for by: from DNS answers to names of connections. */
#ifndef SS_NAMES_H
#define SS_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "event/dns.h"

#define SS_NAME_SIZE 254 /* longer names (only escapes make them so) are not kept */

/* An answer is believed for its TTL, but not less than this: programs keep addresses for longer. */
#define SS_NAMES_MIN_S 300
#define SS_NAMES_MAX_S 86400

enum ss_name_from {
	SS_NAME_NONE,
	SS_NAME_DNS,	   /* the same process got the answer */
	SS_NAME_DNS_OTHER, /* another did, a resolver for instance */
};
extern const char *const ss_name_from_text[]; /* "dns", "dns-other"; NULL for none */

/* A process, not its image: an exec keeps connections and what it knows. */
struct ss_names_who {
	uint64_t start_ns;
	uint32_t tgid;
};

/*
 * Room for MAX pairs of process and address, taken here once and for all.  When
 * it is used up, what was not asked for longest goes.  NULL and errno.
 */
struct ss_names *ss_names_new(size_t max);
void ss_names_free(struct ss_names *n);

/*
 * WHO got this answer at NOW_NS.  Each address in it that its question leads to,
 * directly or over CNAMEs, gets the name that was asked for; all else in it is
 * not looked at, and no message but a good answer to a query is.
 */
void ss_names_learn(struct ss_names *n, const struct ss_names_who *who, const struct ss_dns *dns,
		    uint64_t now_ns);

/*
 * The newest name of IP, 16 bytes (IPv4 as ::ffff:a.b.c.d), NULL if there is none.
 * It is good until the next ss_names_learn().
 */
const char *ss_names_find(struct ss_names *n, const struct ss_names_who *who,
			  const uint8_t ip[static 16], uint64_t now_ns, enum ss_name_from *from);

/* IPv4's form above. */
void ss_names_ip4(uint8_t out[static 16], const uint8_t ip4[static 4]);

size_t ss_names_count(const struct ss_names *n);
/* Names that had to go although they were still good. */
uint64_t ss_names_evicted(const struct ss_names *n);

#endif
