/* SPDX-License-Identifier: BSD-2-Clause */
/* Rate limits and samples as they are asked for, and what is said of events held back. */
#ifndef SS_RATE_H
#define SS_RATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/json_write.h"
#include "event/types.h"

#define SS_RATE_MAX    1000000 /* events in a second, a minute, an hour */
#define SS_SAMPLE_MAX  1000000000
#define SS_FLOODS_TOLD 3

/* A limit: so long from one event to the next, when as many came at once as may.  0: none. */
struct ss_rate {
	uint64_t every_ns, burst_ns;
};

struct ss_rates {
	struct ss_rate type[SS_EVENT_TYPES], process;
	uint32_t sample[SS_EVENT_TYPES]; /* one of so many; 0: all */
	uint64_t rated, sampled;	 /* types for which there is one: bits */
};

/*
 * All return 0, or -EINVAL after a complaint, which names OPTION.  "100/s", "10/m", "5/h";
 * "TYPE=100/s", where TYPE is what ss_types_named() knows: each type of a class has its own limit;
 * "1/10", or "TYPE=1/10".
 */
int ss_rate_parse(const char *option, const char *text, struct ss_rate *rate);
int ss_rates_limit(struct ss_rates *r, const char *text);
int ss_rates_sample(struct ss_rates *r, const char *text);

/* When what is held back began and ended, from sums that are looked at now and then. */
struct ss_throttle {
	uint64_t told[SS_EVENT_TYPES], seen[SS_EVENT_TYPES], seen_ns[SS_EVENT_TYPES];
	uint64_t on; /* types, as bits */
};

struct ss_throttle_news {
	uint64_t started, ended;       /* types, as bits */
	uint64_t held[SS_EVENT_TYPES]; /* since the last news */
};

/*
 * HELD: how many of each type were held back since the start.  True if there is
 * something to say: a type began to be held back, or was not for a second; with
 * LAST all that go on end.  What all news say adds up to HELD.
 */
bool ss_throttle_look(struct ss_throttle *t, const uint64_t held[SS_EVENT_TYPES], uint64_t now_ns,
		      bool last, struct ss_throttle_news *news);
/* "started", "ended" and "throttled". */
void ss_throttle_write(struct ss_json *w, const struct ss_throttle_news *news);

/* A process of which events were held back, and how many since it was first seen. */
struct ss_flood {
	uint64_t start_ns, held;
	uint32_t tgid;
};

/*
 * Of NOW the processes that have most more than in BEFORE, the largest first:
 * how many of top[] there are, and held is how many more.  Both are sorted.
 */
size_t ss_floods_top(const struct ss_flood *before, size_t before_count, const struct ss_flood *now,
		     size_t now_count, struct ss_flood top[SS_FLOODS_TOLD]);
void ss_floods_sort(struct ss_flood *floods, size_t count);

#endif
