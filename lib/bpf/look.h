/* SPDX-License-Identifier: BSD-2-Clause */
/* When the reader of a ring looks into it again without being woken. */
#ifndef SS_LOOK_H
#define SS_LOOK_H

#include <stdint.h>

#define SS_LOOK_NS     UINT64_C(900000) /* while records come: 99 of 100 wait a millisecond at most */
#define SS_LOOK_MAX_NS (4 * SS_LOOK_NS)

struct ss_look {
	uint64_t ns; /* 0: as at first */
	int empty;
};

/*
 * After a look that found so many records, ELAPSED_NS after the one before it:
 * nanoseconds to the next; 0: not before a producer wakes us.
 */
uint64_t ss_look_next(struct ss_look *l, uint64_t found, uint64_t elapsed_ns);

#endif
