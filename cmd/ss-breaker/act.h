/* SPDX-License-Identifier: BSD-2-Clause */
/* ss-breaker act: carry out what action.request lines ask for about addresses. */
#ifndef SS_BREAKER_ACT_H
#define SS_BREAKER_ACT_H

#include "breaker/request.h"
#include "core/feed.h"
#include "core/out.h"
#include "event/event.h"

struct act_options {
	bool dry_run, pass, strict, wide;
	uint64_t ttl_ns, max_ttl_ns;
	uint64_t max_blocks; /* at a time */
	uint64_t max_events; /* requests; 0: all */
	uint64_t duration_ns;
	const char *name; /* of the instance; NULL: all there are */
	const char *said; /* the same, as it was asked for */
};

enum act_result {
	ACT_DONE,
	ACT_GONE, /* to be unblocked, and was not blocked */
	ACT_GUARDED,
	ACT_REFUSED,
	ACT_FAILED,
	ACT_DRY_RUN,
	ACT_RESULTS
};

/* One request, from its line to its result. */
struct act_case {
	struct ss_block_request request;
	size_t at; /* where its result belongs in what is passed on */
	enum act_result result;
	bool ready;	  /* it needs no more to be done */
	unsigned int met; /* instances that have carried it out */
	uint64_t ttl_ns;
	uint64_t held_ns; /* where it holds longest: for longer if it was blocked already */
	uint64_t read_ns, done_ns;
	char reason[SS_BLOCK_TEXT];
};

#define ACT_BATCH 256
#define ACT_OVER  -ECANCELED /* ends the loop: all is done */

struct act {
	const struct act_options *opt;
	struct ss_loop *loop;
	struct ss_timer *end;
	struct ss_stream stream;
	struct ss_feed feed;
	struct ss_json_doc *doc;
	struct ss_strbuf room;
	struct ss_strbuf passed; /* lines of this batch that go through */
	struct ss_out out;
	struct act_case cases[ACT_BATCH];
	size_t count;
	bool failed, found; /* found: the instance that is named */
	uint64_t requests, blocks, counted_ns, results[ACT_RESULTS];
	uint64_t unknown; /* requests for what nobody does */
};

/* act_run.c */
int act_run(const struct act_options *opt);

/* act_do.c: one line that is a request; those of a batch are carried out together. */
void act_take(struct act *a, struct ss_json_val root, enum ss_block_act what, uint64_t read_ns);
void act_carry_out(struct act *a);
/* Is there an instance of the name?  1, 0 or -errno. */
int act_finds(const struct act *a);
/* Lines and results, in their order, to where they go out. */
void act_put(struct act *a);

#endif
