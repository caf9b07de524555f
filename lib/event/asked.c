// SPDX-License-Identifier: BSD-2-Clause
/* DNS questions that wait for an answer. */
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "event/net.h"

#define SETS	   256
#define WAYS	   4
#define BELIEVE_NS (30 * SS_NS_PER_SEC)

struct question {
	uint64_t cookie, at_ns; /* at_ns 0: none */
	uint16_t id, type, class;
	char name[SS_NAME_SIZE];
};

struct ss_asked {
	struct question sets[SETS][WAYS];
};

struct ss_asked *ss_asked_new(void)
{
	return calloc(1, sizeof(struct ss_asked));
}

void ss_asked_free(struct ss_asked *asked)
{
	free(asked);
}

static size_t set_of(uint64_t cookie, uint16_t id)
{
	return ((cookie * 31 + id) * UINT64_C(0x9e3779b97f4a7c15) >> 32) % SETS;
}

static bool is(const struct question *q, uint64_t cookie, const struct ss_dns *dns)
{
	return q->at_ns && q->cookie == cookie && q->id == dns->id && q->type == dns->type &&
	       q->class == dns->class && !strcmp(q->name, ss_dns_text(dns, dns->name));
}

void ss_asked_put(struct ss_asked *asked, uint64_t cookie, const struct ss_dns *dns,
		  uint64_t now_ns)
{
	struct question *set = asked->sets[set_of(cookie, dns->id)], *q = set;
	const char *name = ss_dns_text(dns, dns->name);

	if (!dns->name || strlen(name) >= SS_NAME_SIZE)
		return;
	for (int i = 0; i < WAYS; i++) {
		if (is(&set[i], cookie, dns)) {
			set[i].at_ns = now_ns;
			return;
		}
		if (set[i].at_ns < q->at_ns)
			q = &set[i];
	}
	*q = (struct question){ cookie, now_ns ? now_ns : 1, dns->id, dns->type, dns->class, "" };
	strcpy(q->name, name);
}

bool ss_asked_find(const struct ss_asked *asked, uint64_t cookie, const struct ss_dns *dns,
		   uint64_t now_ns)
{
	const struct question *set = asked->sets[set_of(cookie, dns->id)];

	for (int i = 0; i < WAYS; i++)
		if (dns->name && is(&set[i], cookie, dns))
			return now_ns - set[i].at_ns < BELIEVE_NS || now_ns < set[i].at_ns;
	return false;
}
