/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of a document as a tree of what they want (compile/wants.h). */
#ifndef REGO_STEP_TRIE_H
#define REGO_STEP_TRIE_H

#include "rego/compile/wants.h"
#include "rego/step/impl.h"

struct trie { /* asks a question, or is an answer to one */
	const struct rego_wanted *ask;
	const struct rego_string **cuts; /* a text is looked for in pieces, too, cut at each */
	uint32_t cut_count, cut_room;
	/* By the answer: whatever it is, none, an array (then item by item), a scalar. */
	struct trie *any, *undefined, *array;
	struct rego_val *keys;
	struct trie **scalars;
	uint32_t scalar_count, key_room, scalar_room;
	struct rego_table found; /* keys */

	struct trie *next; /* question */
	uint32_t *rules;   /* that want no more: places in the index */
	uint32_t rule_count, rule_room;
	const term *value; /* that they have */
	bool multiple;	   /* they have several */
};

struct indexed { /* one branch */
	const struct rego_rule *rule;
	struct rego_rule_wants *wants;
	uint32_t first; /* place of its rule's first branch */
	uint64_t found; /* by which lookup last */
	uint64_t met;	/* of the first branch: when any of the rule's was found last */
};

struct index {
	struct step *s;
	struct trie root;
	const struct rego_rule *usual;
	struct indexed *rules; /* branches of one rule together */
	uint32_t count, room;
	uint64_t lookups; /* so far */
	struct rego_wants wants;
	bool set, ground;
};

struct index *step_index(struct step *s, const struct rego_rule_node *n);
/* The node for a scalar; NULL: no rule wants it. */
const struct trie *step_scalar(const struct trie *t, struct rego_val key);
/* Whether the rule gives a part of its document. */
bool step_is_partial(const struct rego_rule *r);

#endif
