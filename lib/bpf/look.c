// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/look.h"

/*
 * Every look costs as much as several lines, so where this many come from one to
 * the next, the next ones are later.
 */
#define MANY 200

/*
 * Empty looks before we trust the wake-up alone: the first falls asleep, the
 * second catches a record whose producer read the word just before that.
 */
#define LOOKS_BEFORE_SLEEP 2

uint64_t ss_look_next(struct ss_look *l, uint64_t found, uint64_t elapsed_ns)
{
	if (!found)
		return ++l->empty < LOOKS_BEFORE_SLEEP ? SS_LOOK_NS : 0;
	l->empty = 0;
	/* How fast they come: a look that is late finds many where there are few. */
	if (!l->ns || found * SS_LOOK_NS < MANY * elapsed_ns)
		l->ns = SS_LOOK_NS;
	else if (l->ns < SS_LOOK_MAX_NS)
		l->ns *= 2;
	return l->ns;
}
