/* SPDX-License-Identifier: BSD-2-Clause */
/* Where things are in a list, found by their hash: so that long lists need not be searched. */
#ifndef REGO_TABLE_H
#define REGO_TABLE_H

#include "rego/value/value.h"

struct rego_table_slot {
	uint32_t hash, place; /* place + 1; 0: free */
};

struct rego_table {		       /* all zero: none */
	struct rego_table_slot *slots; /* open addressing */
	uint32_t room, count;
};

void rego_table_add(struct rego_arena *a, struct rego_table *p, uint32_t hash, uint32_t place);

/* Each place that was added with that hash, in turn, which the caller compares; *probe is 0 before
 * the first.  False: no more. */
static inline bool rego_table_next(const struct rego_table *p, uint32_t hash, uint32_t *probe,
				   uint32_t *place)
{
	while (*probe < p->room) {
		const struct rego_table_slot *s = &p->slots[(hash + *probe) & (p->room - 1)];

		if (!s->place)
			return false;
		++*probe;
		if (s->hash == hash) {
			*place = s->place - 1;
			return true;
		}
	}
	return false;
}

#endif
