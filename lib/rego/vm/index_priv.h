/* SPDX-License-Identifier: BSD-2-Clause */
/* The tree that an index is, and what the files that make it and ask it share. */
#ifndef REGO_VM_INDEX_PRIV_H
#define REGO_VM_INDEX_PRIV_H

#include "rego/builtin/prefixes.h"
#include "rego/vm/index.h"

struct list {
	const uint32_t *rules; /* in order */
	uint32_t count;
	uint32_t value; /* all have the same constant value: which; 0: not */
};

struct node {		 /* a list, or a question */
	uint32_t source; /* REGO_NOWHERE: list */
	struct list list;
	struct rego_val *values;     /* open addressing; undefined: free */
	struct rego_prefixes *texts; /* beginnings or ends, instead */
	struct node **wanted; /* of each value or text; of a text, also rules of shorter ones */
	uint32_t mask;
	struct node *rest; /* rules that do not ask; NULL: none */
	struct node *all;  /* with texts: of what cannot be looked up */
};

struct rego_index {
	struct rego_source_of *sources;
	struct node *root;
	uint32_t *starts;
};

struct making {
	struct rego_gen *g;
	struct rego_sources sources;
	struct rego_conditions *of; /* by rule */
	uint32_t *value;	    /* by rule */
	struct rego_builder values; /* the different constant values of rules */
};

/* index.c */
const struct rego_condition *rego_index_condition(const struct making *m, uint32_t rule,
						  uint32_t source);
struct node *rego_index_leaf(struct making *m, const uint32_t *rules, uint32_t n);
/* Of rules, in order: a list, or a question with what is behind it. */
struct node *rego_index_node(struct making *m, const uint32_t *rules, uint32_t n, uint32_t used,
			     uint32_t depth);
void rego_index_add(struct making *m, struct list *l, uint32_t rule);
/* How many constants the rules ask for at the node. */
uint32_t rego_index_constants(const struct making *m, const struct node *x, const uint32_t *rules,
			      uint32_t n);
/* Where the value is in the node's table, or would be. */
uint32_t rego_index_slot(const struct node *x, struct rego_val v);

/* index_texts.c: a question for beginnings or ends; false when it does not help. */
bool rego_index_ask_texts(struct making *m, struct node *x, const uint32_t *rules, uint32_t n,
			  uint32_t used, uint32_t depth);

#endif
