/* SPDX-License-Identifier: BSD-2-Clause */
/* Which of many rules can apply, found by the values of what they compare with constants.
 *
 * A rule has conditions: a source (a path of the input, or in an argument of the function) must
 * equal one of some constants, or begin or end with one of them.  The index is a tree: a node looks
 * at one source in one of these ways, and leads to the rules that want its value and to those that
 * do not care.  The branches of one long chain of else are found in the same way. */
#ifndef REGO_VM_INDEX_H
#define REGO_VM_INDEX_H

#include "rego/vm/gen.h"

enum rego_how { REGO_IS, REGO_BEGINS, REGO_ENDS };

struct rego_source_of {	   /* where a value that decides comes from */
	enum rego_how how; /* it is compared */
	uint32_t arg;	   /* REGO_NOWHERE: the input */
	uint32_t *path;	   /* constants */
	uint32_t count;
};

struct rego_condition {
	uint32_t source;
	struct rego_val *values;
	uint32_t count;
};

struct rego_conditions { /* of one rule with its else branches, or of one branch */
	struct rego_condition *items;
	uint32_t count, room;
};

struct rego_sources {
	struct rego_source_of *items;
	uint32_t count, room;
};

/* index_find.c: what of the rule's bodies and arguments an index can use.  chain: of all its else
 * branches together. */
void rego_index_find(struct rego_gen *g, const struct rego_rule *r, const struct rego_term *key,
		     bool chain, struct rego_sources *s, struct rego_conditions *c);

/* index.c */
struct rego_index;
/* NULL when an index would not help. */
/* keys: of each rule, what the first argument must match; or NULL.  chains: rules stand for their
 * else branches, too. */
const struct rego_index *rego_index_make(struct rego_gen *g, struct rego_rule *const *rules,
					 const struct rego_term *const *keys, uint32_t count,
					 bool chains, uint32_t *place);
/* Where the code of each rule begins. */
void rego_index_starts(const struct rego_index *x, const uint32_t *starts, uint32_t count);

#endif
