/* SPDX-License-Identifier: BSD-2-Clause */
/* What an action.request line asks for: see ss-events(5). */
#ifndef SS_REAP_REQUEST_H
#define SS_REAP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/clock.h"
#include "core/json_read.h"
#include "core/strbuf.h"
#include "proc/proc.h"

enum ss_request_act {
	SS_REQUEST_KILL,
	SS_REQUEST_TERM,
	SS_REQUEST_STOP,
	SS_REQUEST_CONT,
	SS_REQUEST_FREEZE,
	SS_REQUEST_THAW,
	SS_REQUEST_CGROUP_KILL,
	SS_REQUEST_ACTS
};

extern const char *const ss_request_names[SS_REQUEST_ACTS + 1]; /* "cgroup-kill"; NULL at the end */

#define SS_REQUEST_TEXT 128 /* bytes of what is repeated in the answer */

struct ss_request {
	enum ss_request_act act; /* SS_REQUEST_ACTS: none we know */
	uint32_t pid;		 /* 0: not said */
	uint64_t start_ns;	 /* CLOCK_BOOTTIME, valid to SLACK_NS */
	uint64_t slack_ns;
	char id[SS_PROC_ID_SIZE]; /* as it was given; empty: it was not */
	/* JSON text that the answer repeats; empty where there was none, or a longer one. */
	char action[SS_REQUEST_TEXT], seq[SS_REQUEST_TEXT], name[SS_REQUEST_TEXT];
	char why[SS_REQUEST_TEXT]; /* after an error */
};

/* What times and ids are compared with. */
struct ss_request_now {
	struct ss_boot boot;
	const struct ss_clock *clock;
	uint64_t boot_ns; /* now: nothing has begun later */
};

/* Is the line one, and about a process?  Those about addresses are ss-breaker's.  ROOM is for
 * decoding. */
bool ss_request_is(struct ss_json_val root, struct ss_strbuf *room);

/*
 * Read it.  0; -EINVAL: it cannot be carried out, why says so; -ESTALE: it is about a
 * process of another boot; -ENOMEM.  What could be read is set in any case.
 */
int ss_request_read(struct ss_request *r, struct ss_json_val root, const struct ss_request_now *now,
		    struct ss_strbuf *room);

#endif
