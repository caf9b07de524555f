/* SPDX-License-Identifier: BSD-2-Clause */
/* ss-reaper act: carry out what action.request lines ask for. */
#ifndef SS_ACT_H
#define SS_ACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/cli.h"
#include "core/feed.h"
#include "core/loop.h"
#include "core/out.h"
#include "event/event.h"
#include "proc/cgroup.h"
#include "proc/hook.h"
#include "proc/victim.h"
#include "reaper/guard.h"
#include "reaper/request.h"

/* The verb: its table, and what it does.  A result for ss_cli_finish(). */
extern const struct ss_cmd act_command;
int act_main(int count, char **operands);

struct act_options {
	bool dry_run, pass, strict;
	uint64_t allowed;     /* bits by enum ss_request_act */
	uint64_t wait_ns;     /* for a victim to be gone; 0: not at all */
	uint64_t max_events;  /* requests; 0: all */
	uint64_t duration_ns; /* 0: no end */
	uint32_t mass;	      /* at most so many victims in mass_ns; 0: no limit */
	uint64_t mass_ns;
	const char *before, *after; /* hooks, or NULL */
	uint64_t hook_limit_ns;
};

enum act_result {
	ACT_DONE,
	ACT_GONE,  /* it was already */
	ACT_STALE, /* another process has its pid */
	ACT_GUARDED,
	ACT_REFUSED,
	ACT_FAILED,
	ACT_DRY_RUN,
	ACT_UNKILLABLE,
	ACT_RESULTS
};
extern const char *const act_result_names[ACT_RESULTS];

/* One request, from its line to its result. */
struct act_case {
	struct act *act;
	struct act_case *next; /* among those that are waited for, in the order of their time */
	struct ss_request request;
	struct ss_victim victim;
	struct ss_victim_facts facts; /* pid 0: not known */
	struct ss_cgroup cgroup;
	char *exe;				      /* NULL: not known */
	uint64_t read_ns, done_ns, gone_ns, until_ns; /* CLOCK_MONOTONIC; 0: not yet */
	enum act_result result;
	enum ss_guard guard;
	char state, wchan[SS_WCHAN_SIZE];
	char reason[256]; /* empty: none */
};

struct act {
	const struct act_options *opt;
	struct ss_stream stream;
	struct ss_loop *loop;
	struct ss_timer *timer; /* the next time to look at those that are waited for */
	struct ss_timer *end, *refresh;
	struct ss_feed feed;
	struct ss_json_doc *doc;
	struct ss_strbuf room;
	struct ss_out out;
	struct ss_strbuf held; /* results that must not cut a line in two */
	bool failed;	       /* and it has been said why */

	struct act_case *waiting, **last;
	size_t waiting_count;
	struct ss_file_ids services;
	uint64_t *times; /* of the last opt->mass victims, round and round */
	uint64_t victims;
	struct ss_hooks *hooks;
	struct ss_hook_env env;
	uint64_t requests, results[ACT_RESULTS];
};

#define ACT_OVER -ECANCELED /* ends the loop: all is done */

/* act_run.c */
int act_run(const struct act_options *opt);
/* Put out what there is; the end of the loop if it is time.  ARG: the act. */
int act_batch_end(void *arg);

/* act_do.c: one action.request line.  0 or -errno: a failure of ours. */
int act_request(struct act *a, struct ss_json_val root, uint64_t read_ns);
/* The signal that does it, and its name; NULL: none does. */
const char *act_signal(enum ss_request_act act, int *signal);

/* act_guard.c: may it be done?  False after it has set the result. */
bool act_allowed(struct act_case *c);
/* Look where the files of the guarded services are now. */
int act_on_refresh(void *arg);
/* Does the action harm its victim? */
bool act_harms(enum ss_request_act act);
/* Does it end it? */
bool act_ends(enum ss_request_act act);
/* Is it for all of a cgroup? */
bool act_is_cgroup(enum ss_request_act act);

/* act_wait.c: until it is gone (frozen), or its time is over; then its result is written.  Takes C
 * over. */
void act_wait(struct act_case *c);
/* The time is over for all of them. */
void act_wait_end(struct act *a);
int act_on_timer(void *arg);
/* Is somebody waiting for the same already? */
bool act_is_waited_for(const struct act_case *c);

/* act_line.c */
void act_finish(struct act_case *c); /* write the result, and free C */
/* What is held back, as far as it may be printed. */
void act_release(struct act *a);
__attribute__((format(printf, 2, 3))) void act_reason(struct act_case *c, const char *fmt, ...);

/* act_hook.c: run a hook, if there is one. */
void act_hook(struct act_case *c, const char *command);

#endif
