// SPDX-License-Identifier: BSD-2-Clause
/* Protocols, ports, prefixes, rates and the like, as people write them. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "breaker/profile_impl.h"
#include "core/parse.h"

#define THOUSAND    UINT64_C(1000)
#define RATE_MAX    UINT64_C(100000000000) /* packets or bytes a second */
#define BURST_MAX   (UINT64_C(1) << 40)	   /* bytes */
#define PACKETS_MAX 1000000		   /* of a burst */

struct word {
	const char *name;
	unsigned int value;
};

static const struct word protos[] = {
	{ "icmp", 1 },	{ "igmp", 2 },	{ "tcp", 6 },	 { "udp", 17 },
	{ "gre", 47 },	{ "esp", 50 },	{ "ah", 51 },	 { "icmpv6", 58 },
	{ "ospf", 89 }, { "pim", 103 }, { "vrrp", 112 }, { "sctp", 132 },
};
const char *const ss_profile_proto_words[] = { "icmp",	 "igmp", "tcp", "udp",	"gre",	"esp", "ah",
					       "icmpv6", "ospf", "pim", "vrrp", "sctp", NULL };

static const struct word dscps[] = {
	{ "cs0", 0 },	{ "cs1", 8 },	{ "cs2", 16 },	{ "cs3", 24 },	{ "cs4", 32 },
	{ "cs5", 40 },	{ "cs6", 48 },	{ "cs7", 56 },	{ "le", 1 },	{ "ef", 46 },
	{ "va", 44 },	{ "af11", 10 }, { "af12", 12 }, { "af13", 14 }, { "af21", 18 },
	{ "af22", 20 }, { "af23", 22 }, { "af31", 26 }, { "af32", 28 }, { "af33", 30 },
	{ "af41", 34 }, { "af42", 36 }, { "af43", 38 },
};
const char *const ss_profile_dscp_words[] = { "cs0",  "cs1",  "cs2",  "cs3",  "cs4",  "cs5",
					      "cs6",  "cs7",  "le",   "ef",   "va",   "af11",
					      "af12", "af13", "af21", "af22", "af23", "af31",
					      "af32", "af33", "af41", "af42", "af43", NULL };

/* Of both: what one has the other has not, besides echo. */
static const struct word icmps[] = { { "echo-request", 8 }, { "echo-reply", 0 } };
static const struct word icmps6[] = { { "echo-request", 128 }, { "echo-reply", 129 } };
const char *const ss_profile_icmp_words[] = { "echo-request", "echo-reply", NULL };

static const struct word ethertypes[] = {
	{ "802.2", 0 },		{ "ptp", 0x88f7 },   { "profinet", 0x8892 },
	{ "ethercat", 0x88a4 }, { "goose", 0x88b8 }, { "sv", 0x88ba },
	{ "batman", 0x4305 },	{ "mpls", 0x8847 },  { "pppoe", 0x8864 },
};
const char *const ss_profile_ethertype_words[] = { "802.2", "ptp", "profinet", "ethercat",
						   "goose", "sv",  "batman",   "mpls",
						   "pppoe", NULL };

#define FIND(words, text, value) find(words, sizeof(words) / sizeof((words)[0]), text, value)

static int find(const struct word *words, size_t count, const char *text, unsigned int *value)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(words[i].name, text)) {
			*value = words[i].value;
			return 0;
		}
	return -EINVAL;
}

static int number(const char *text, uint64_t max, unsigned int *value)
{
	uint64_t n;

	if (ss_parse_u64(text, 0, max, &n))
		return -EINVAL;
	*value = n;
	return 0;
}

int ss_profile_proto(const char *text, uint8_t *proto, bool *all)
{
	unsigned int n = 0;

	*all = !strcmp(text, "any");
	if (!*all && FIND(protos, text, &n) && number(text, 255, &n))
		return -EINVAL;
	*proto = n;
	return 0;
}

/* "53" or "5000-5100" */
int ss_profile_ports(const char *text, uint16_t *low, uint16_t *high)
{
	const char *dash = strchr(text, '-');
	char first[8];
	unsigned int a, b;

	if (dash && (size_t)(dash - text) >= sizeof(first))
		return -EINVAL;
	snprintf(first, sizeof(first), "%.*s", dash ? (int)(dash - text) : 6, text);
	if (number(first, 65535, &a) || number(dash ? dash + 1 : first, 65535, &b) || a > b ||
	    (!dash && strlen(text) > 5))
		return -EINVAL;
	*low = a;
	*high = b;
	return 0;
}

/* What is behind the length has to be 0: whoever wrote it meant something else. */
static bool is_clean(const uint8_t *addr, unsigned int length, unsigned int bytes)
{
	for (unsigned int bit = length; bit < bytes * 8; bit++)
		if (addr[bit / 8] >> (7 - bit % 8) & 1)
			return false;
	return true;
}

/* An IPv4 address that is written as one of IPv6 (::ffff:192.0.2.1): no packet has it so. */
static void unmap(struct ss_breaker_rule *r)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (r->family != 6 || r->length < 96 || memcmp(r->addr, mapped, sizeof(mapped)) != 0)
		return;
	memcpy(r->addr, r->addr + 12, 4);
	memset(r->addr + 4, 0, sizeof(r->addr) - 4);
	r->family = 4;
	r->length -= 96;
}

int ss_profile_prefix(const char *text, struct ss_breaker_rule *r)
{
	bool six = strchr(text, ':');
	unsigned int bits = six ? 128 : 32, length = bits;
	const char *slash = strchr(text, '/');
	char addr[INET6_ADDRSTRLEN];

	if ((slash ? (size_t)(slash - text) : strlen(text)) >= sizeof(addr))
		return -EINVAL;
	snprintf(addr, sizeof(addr), "%.*s", (int)(slash ? slash - text : (ptrdiff_t)strlen(text)),
		 text);
	memset(r->addr, 0, sizeof(r->addr));
	if (inet_pton(six ? AF_INET6 : AF_INET, addr, r->addr) != 1)
		return -EINVAL;
	if (slash && number(slash + 1, bits, &length))
		return -EINVAL;
	if (!is_clean(r->addr, length, bits / 8))
		return -EDOM;
	r->family = six ? 6 : 4;
	r->length = length;
	r->has_prefix = true;
	unmap(r);
	return 0;
}

int ss_profile_dscp(const char *text, uint64_t *bits)
{
	unsigned int n;

	if (FIND(dscps, text, &n) && number(text, 63, &n))
		return -EINVAL;
	*bits |= UINT64_C(1) << n;
	return 0;
}

int ss_profile_icmp(const char *text, struct ss_breaker_rule *r)
{
	unsigned int n;

	if (r->proto == 58 ? FIND(icmps6, text, &n) : FIND(icmps, text, &n))
		if (number(text, 255, &n))
			return -EINVAL;
	r->type = n;
	r->has_types = true;
	return 0;
}

int ss_profile_ethertype(const char *text, uint16_t *type)
{
	unsigned int n;
	char *end;

	if (!FIND(ethertypes, text, &n)) {
		*type = n;
		return 0;
	}
	/* As it is written everywhere else: 0x88f7 */
	if (strncmp(text, "0x", 2) != 0 || strlen(text) != 6)
		return -EINVAL;
	n = strtoul(text + 2, &end, 16);
	if (*end || text[2] == '+' || text[2] == '-')
		return -EINVAL;
	*type = n;
	return 0;
}

/* "100/s", "10kbit/s", "2MB/s": a second, packets where nothing else is said. */
static int rate(const char *text, size_t len, struct ss_breaker_policy *policy)
{
	size_t digits = strspn(text, "0123456789");
	uint64_t n, factor = 1;
	char count[16];

	if (!digits || digits >= sizeof(count) || len < digits + 2 ||
	    memcmp(text + len - 2, "/s", 2) != 0)
		return -EINVAL;
	snprintf(count, sizeof(count), "%.*s", (int)digits, text);
	text += digits;
	len -= digits + 2;
	if (len && strchr("kMG", *text)) {
		factor = *text == 'k' ? THOUSAND : *text == 'M' ? THOUSAND * THOUSAND : 1000000000;
		text++;
		len--;
	}
	policy->bytes = len;
	if (len && !(len == 1 && *text == 'B') && !(len == 3 && !memcmp(text, "bit", 3)))
		return -EINVAL;
	if (ss_parse_u64(count, 1, 8 * RATE_MAX / factor, &n))
		return -ERANGE;
	n *= factor;
	policy->rate = len == 3 ? n / 8 : n;
	return policy->rate && policy->rate <= RATE_MAX ? 0 : -ERANGE;
}

int ss_profile_policy(const char *text, struct ss_breaker_policy *policy)
{
	size_t len = strcspn(text, " ");
	uint64_t burst;
	int err;

	*policy = (struct ss_breaker_policy){ .action = SS_BREAKER_PASS };
	if (!strcmp(text, "pass"))
		return 0;
	policy->action = SS_BREAKER_DROP;
	if (!strcmp(text, "drop"))
		return 0;
	policy->action = SS_BREAKER_LIMIT;
	err = rate(text, len, policy);
	if (err || !text[len])
		return err;
	if (strncmp(text + len, " burst ", 7) != 0)
		return -EINVAL;
	err = policy->bytes ? ss_parse_size(text + len + 7, &burst)
			    : ss_parse_u64(text + len + 7, 1, PACKETS_MAX, &burst);
	if (err)
		return err;
	policy->burst = burst;
	return burst && burst <= BURST_MAX ? 0 : -ERANGE;
}

/* "20", "20%", "85.5C", "-40": thousandths */
int ss_profile_value(const char *text, int64_t *value)
{
	bool minus = *text == '-';
	int64_t n = 0;
	int digits = 0, point = -1;

	text += minus || *text == '+';
	for (; (*text >= '0' && *text <= '9') || (*text == '.' && point < 0); text++) {
		if (*text == '.') {
			point = 0;
			continue;
		}
		/* What is finer than a thousandth does not count. */
		if (point >= 3)
			continue;
		if (++digits > 15)
			return -ERANGE;
		n = n * 10 + (*text - '0');
		point += point >= 0;
	}
	if (!digits ||
	    (*text && strcmp(text, "%") && strcmp(text, "C") && strcmp(text, "\302\260C")))
		return -EINVAL;
	for (point = point < 0 ? 0 : point; point < 3; point++)
		n *= 10;
	*value = minus ? -n : n;
	return 0;
}
