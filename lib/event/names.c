// SPDX-License-Identifier: BSD-2-Clause
#include "event/names.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "core/clock.h"

#define NONE UINT32_MAX

struct key {
	uint64_t start_ns; /* 0, and tgid 0: whoever asked */
	uint32_t tgid;
	uint8_t ip[16];
};

struct entry {
	struct key key;
	uint64_t until_ns;
	uint32_t next_in_bucket;
	uint32_t newer, older;
	char name[SS_NAME_SIZE];
};

struct ss_names {
	struct entry *entries; /* those below count are in use */
	uint32_t *buckets;
	uint32_t mask, max, count;
	uint32_t newest, oldest; /* by last use */
	uint64_t evicted;
	uint64_t secret[2];
};

const char *const ss_name_from_text[] = {
	[SS_NAME_NONE] = NULL,
	[SS_NAME_DNS] = "dns",
	[SS_NAME_DNS_OTHER] = "dns-other",
};

static const struct ss_names_who anyone;

struct ss_names *ss_names_new(size_t max)
{
	struct ss_names *n;
	uint32_t size = 16;

	if (!max || max > 1u << 20) {
		errno = EINVAL;
		return NULL;
	}
	n = calloc(1, sizeof(*n));
	if (!n)
		return NULL;
	while (size < max)
		size *= 2;
	n->mask = size - 1;
	n->max = max;
	n->newest = n->oldest = NONE;
	n->entries = calloc(max, sizeof(*n->entries));
	n->buckets = malloc(size * sizeof(*n->buckets));
	if (!n->entries || !n->buckets ||
	    getrandom(n->secret, sizeof(n->secret), 0) != sizeof(n->secret)) {
		ss_names_free(n);
		return NULL;
	}
	memset(n->buckets, 0xff, size * sizeof(*n->buckets));
	return n;
}

void ss_names_free(struct ss_names *n)
{
	if (!n)
		return;
	free(n->entries);
	free(n->buckets);
	free(n);
}

size_t ss_names_count(const struct ss_names *n)
{
	return n->count;
}

uint64_t ss_names_evicted(const struct ss_names *n)
{
	return n->evicted;
}

void ss_names_ip4(uint8_t out[static 16], const uint8_t ip4[static 4])
{
	memset(out, 0, 10);
	memset(out + 10, 0xff, 2);
	memcpy(out + 12, ip4, 4);
}

static uint64_t mix(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* With a secret: whoever answers DNS queries chooses the addresses. */
static uint32_t *bucket_of(struct ss_names *n, const struct key *key)
{
	uint64_t ip[2];

	memcpy(ip, key->ip, sizeof(ip));
	return &n->buckets[mix(mix(ip[0] ^ n->secret[0], ip[1] ^ n->secret[1]) ^ key->tgid,
			       key->start_ns ^ n->secret[0]) &
			   n->mask];
}

static bool same(const struct key *a, const struct key *b)
{
	return a->tgid == b->tgid && a->start_ns == b->start_ns && !memcmp(a->ip, b->ip, 16);
}

static struct key key_of(const struct ss_names_who *who, const uint8_t *ip)
{
	struct key key = { .start_ns = who->start_ns, .tgid = who->tgid };

	memcpy(key.ip, ip, 16);
	return key;
}

static void unlink_age(struct ss_names *n, struct entry *e)
{
	*(e->newer != NONE ? &n->entries[e->newer].older : &n->newest) = e->older;
	*(e->older != NONE ? &n->entries[e->older].newer : &n->oldest) = e->newer;
}

static void link_newest(struct ss_names *n, struct entry *e)
{
	uint32_t at = e - n->entries;

	e->newer = NONE;
	e->older = n->newest;
	*(n->newest != NONE ? &n->entries[n->newest].newer : &n->oldest) = at;
	n->newest = at;
}

static struct entry *find(struct ss_names *n, const struct key *key)
{
	uint32_t at = *bucket_of(n, key);

	while (at != NONE && !same(&n->entries[at].key, key))
		at = n->entries[at].next_in_bucket;
	return at == NONE ? NULL : &n->entries[at];
}

/* An entry of no bucket and no age: a fresh one, or the one used longest ago. */
static struct entry *take(struct ss_names *n, uint64_t now_ns)
{
	struct entry *e;
	uint32_t *link, at;

	if (n->count < n->max)
		return &n->entries[n->count++];
	at = n->oldest;
	e = &n->entries[at];
	n->evicted += e->until_ns > now_ns;
	for (link = bucket_of(n, &e->key); *link != at;)
		link = &n->entries[*link].next_in_bucket;
	*link = e->next_in_bucket;
	unlink_age(n, e);
	return e;
}

static void put(struct ss_names *n, const struct key *key, const char *name, uint64_t now_ns,
		uint32_t ttl)
{
	uint64_t keep_s = ttl < SS_NAMES_MIN_S ? SS_NAMES_MIN_S : ttl;
	struct entry *e = find(n, key);

	if (e) {
		unlink_age(n, e);
	} else {
		uint32_t *bucket = bucket_of(n, key);

		e = take(n, now_ns);
		e->key = *key;
		e->next_in_bucket = *bucket;
		*bucket = e - n->entries;
	}
	link_newest(n, e);
	if (keep_s > SS_NAMES_MAX_S)
		keep_s = SS_NAMES_MAX_S;
	e->until_ns = now_ns + keep_s * SS_NS_PER_SEC;
	strcpy(e->name, name);
}

/* The addresses of OWNER, each for WHO and for all others. */
static void learn(struct ss_names *n, const struct ss_names_who *who, const struct ss_dns *dns,
		  uint16_t owner, uint64_t now_ns)
{
	for (int i = 0; i < dns->answer_count; i++) {
		const struct ss_dns_answer *a = &dns->answer[i];
		struct key key;
		uint8_t ip[16];

		if (a->name != owner || !a->addr_len)
			continue;
		if (a->addr_len == 4)
			ss_names_ip4(ip, a->addr);
		else
			memcpy(ip, a->addr, 16);
		key = key_of(&anyone, ip);
		put(n, &key, ss_dns_text(dns, dns->name), now_ns, a->ttl);
		key = key_of(who, ip);
		put(n, &key, ss_dns_text(dns, dns->name), now_ns, a->ttl);
	}
}

static uint16_t alias_of(const struct ss_dns *dns, uint16_t owner)
{
	for (int i = 0; i < dns->answer_count; i++)
		if (dns->answer[i].name == owner && dns->answer[i].type == SS_DNS_CNAME)
			return dns->answer[i].target;
	return 0;
}

void ss_names_learn(struct ss_names *n, const struct ss_names_who *who, const struct ss_dns *dns,
		    uint64_t now_ns)
{
	uint16_t owner = dns->name;

	if (!dns->response || dns->opcode != SS_DNS_OPCODE_QUERY || dns->rcode || !owner ||
	    dns->class != SS_DNS_CLASS_IN || strlen(ss_dns_text(dns, owner)) >= SS_NAME_SIZE)
		return;
	/* As many steps as there are answers, should the aliases make a circle. */
	for (int i = 0; owner && i <= dns->answer_count; i++) {
		learn(n, who, dns, owner, now_ns);
		owner = alias_of(dns, owner);
	}
}

static const char *good(struct ss_names *n, const struct key *key, uint64_t now_ns)
{
	struct entry *e = find(n, key);

	if (!e || e->until_ns <= now_ns)
		return NULL;
	unlink_age(n, e);
	link_newest(n, e);
	return e->name;
}

const char *ss_names_find(struct ss_names *n, const struct ss_names_who *who,
			  const uint8_t ip[static 16], uint64_t now_ns, enum ss_name_from *from)
{
	struct key key = key_of(who, ip);
	const char *name = good(n, &key, now_ns);

	*from = SS_NAME_DNS;
	if (name)
		return name;
	key = key_of(&anyone, ip);
	name = good(n, &key, now_ns);
	*from = name ? SS_NAME_DNS_OTHER : SS_NAME_NONE;
	return name;
}
