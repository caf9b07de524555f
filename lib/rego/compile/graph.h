/* SPDX-License-Identifier: BSD-2-Clause */
/* The graph of rules and of what they need. */
#ifndef REGO_GRAPH_H
#define REGO_GRAPH_H

#include "rego/compile/pass.h"

struct rego_vertex {
	uint32_t *edges;
	uint32_t count, room;
};

struct rego_rule_place {
	const struct rego_rule *rule;
	uint32_t place;
};

struct rego_graph {
	struct rego_rule **rules;	/* vertices 0 to rule_count - 1 */
	struct rego_rule_place *places; /* sorted by address */
	uint32_t rule_count;
	struct rego_vertex *vertices;
	uint32_t count;
	uint32_t *order; /* of rules: what is needed comes first */
	bool *cyclic;	 /* of rules: needs itself */
	bool any_cyclic;
};

uint32_t rego_graph_place(const struct rego_graph *g, const struct rego_rule *r);

#endif
