/* SPDX-License-Identifier: BSD-2-Clause */
/* Why events were lost, and what would have helped. */
#ifndef SS_LOSS_H
#define SS_LOSS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json_write.h"
#include "core/strbuf.h"
#include "event/types.h"

/* A buffer: its size, and the most that stood in it when the reader looked; bytes. */
struct ss_loss_ring {
	uint64_t size, peak;
};

/* What happened since the last time it was told. */
struct ss_loss {
	uint64_t lost[SS_EVENT_TYPES];
	uint64_t records[SS_EVENT_TYPES], bytes[SS_EVENT_TYPES]; /* read */
	struct ss_loss_ring life, bulk; /* bulk.size 0: there is one buffer for all */
	uint64_t quiet_lost;		/* records for the process table, all in life */
	uint64_t size_max;		/* what a ring can have */
};

/* The sizes that would have held what was lost; 0: it is large enough, or could not be. */
void ss_loss_sizes(const struct ss_loss *l, uint64_t *life, uint64_t *bulk);
/* Of all that was read the type with most bytes, and its part in percent.  -1: nothing was. */
int ss_loss_most(const struct ss_loss *l, unsigned *percent);
/* The objects "fill" and "advice" of a meta.loss. */
void ss_loss_write(struct ss_json *w, const struct ss_loss *l);
/* The same for people: "the reader is too slow: ...". */
void ss_loss_text(const struct ss_loss *l, struct ss_strbuf *b);

#endif
