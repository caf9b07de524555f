/* SPDX-License-Identifier: BSD-2-Clause */
/* What was said already of calls that go on. */
#ifndef SS_REAPER_TOLD_H
#define SS_REAPER_TOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct told_call {
	uint64_t key;	/* thread id << 32 | target, or pid << 32 | rule; 0: a free place */
	uint64_t since; /* when it began: another one of that thread is another call */
	uint64_t rules; /* that it was told under */
	uint64_t seen_ns;
	uint64_t until_ns; /* it may be told again from then on; 0: never */
	bool spared;	   /* by the guard against a mass */
};

/* All zero at first. */
struct told {
	struct told_call *calls; /* a hash with open addresses; SIZE is a power of two */
	size_t count, size;
};

/* The rules under which this call was told; 0: none. */
uint64_t told_of(struct told *t, uint64_t key, uint64_t since, uint64_t now);
/* With the rules it was told under before.  0 or -ENOMEM. */
int told_add(struct told *t, const struct told_call *call);
/* Those not asked for since NOW are over. */
void told_forget(struct told *t, uint64_t now);
/* When the first of those may be told again that may; UINT64_MAX: none. */
uint64_t told_due(const struct told *t);
/* How many the guard against a mass has spared. */
size_t told_spared(const struct told *t);
void told_fini(struct told *t);

#endif
