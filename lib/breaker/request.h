/* SPDX-License-Identifier: BSD-2-Clause */
/* What an action.request line asks of the breaker: see ss-events(5). */
#ifndef SS_BREAKER_REQUEST_H
#define SS_BREAKER_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/json_read.h"
#include "core/strbuf.h"

enum ss_block_act { SS_BLOCK_BLOCK, SS_BLOCK_UNBLOCK, SS_BLOCK_ACTS };
extern const char *const ss_block_names[SS_BLOCK_ACTS + 1];

#define SS_BLOCK_TEXT	 128 /* bytes of what is repeated in the answer */
#define SS_BLOCK_ADDRESS 64

struct ss_block_request {
	enum ss_block_act act;
	uint8_t family, length, addr[16]; /* family 4, 6, or 0: none could be read */
	uint64_t ttl_ns;		  /* 0: not said */
	char address[SS_BLOCK_ADDRESS];	  /* as it is written out; empty: none */
	/* JSON text that the answer repeats; empty where there was none, or a longer one. */
	char seq[SS_BLOCK_TEXT], name[SS_BLOCK_TEXT];
	char why[SS_BLOCK_TEXT]; /* after an error */
};

/*
 * Is the line one, and for the breaker?  Requests about processes are somebody
 * else's.  *ACT is set.  ROOM is for decoding.
 */
bool ss_block_is(struct ss_json_val root, enum ss_block_act *act, struct ss_strbuf *room);

/* 0; -EINVAL: it cannot be carried out, why says so; -ENOMEM. */
int ss_block_read(struct ss_block_request *r, struct ss_json_val root, enum ss_block_act act,
		  struct ss_strbuf *room);

/*
 * What must not be blocked, whoever asks for it: ourselves, everybody, or (unless
 * WIDE) more than a /8 of IPv4 or a /32 of IPv6.  NULL, or what it is.
 */
const char *ss_block_guard(const struct ss_block_request *r, bool wide);

#endif
