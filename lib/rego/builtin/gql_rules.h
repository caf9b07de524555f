/* SPDX-License-Identifier: BSD-2-Clause */
/* The walk through a query, and the rules that look at what it meets. */
#ifndef REGO_GQL_RULES_H
#define REGO_GQL_RULES_H

#include "rego/builtin/gql.h"

/* A query that takes more steps than this to check is stopped. */
#define REGO_GQL_STEPS 20000000

struct rego_gql_pairs;

struct rego_gql_walk {
	struct rego_arena *arena;
	const struct rego_gql_schema *schema;
	struct rego_gql_query *query;
	struct rego_gql_operation *operation; /* the one that is walked; NULL in fragments */
	struct rego_gql_map fragments;	      /* of the query, the first of each name */
	struct rego_gql_map walked;	      /* fragments that were, in this operation */
	struct rego_text errors;	      /* a line each */
	uint32_t steps;
	int depth;
	/* what rules remember */
	struct rego_gql_map misplaced; /* directives, by name and position */
	struct rego_gql_map used_fragments, fragment_names, operation_names, cycle_seen;
	bool in_fragments;
	struct rego_gql_map pairs; /* of fragments that were compared */
};

void rego_gql_step(struct rego_gql_walk *w);
struct rego_gql_definition *rego_gql_type_of(struct rego_gql_walk *w, const char *name);
/* "input:1:2: text" and a line end. */
__attribute__((format(printf, 3, 4))) void
rego_gql_report(struct rego_gql_walk *w, const struct rego_gql_pos *pos, const char *fmt, ...);
/* Names that look like typed, the nearest first: ` Did you mean "x", or "y"?`, or "". */
const char *rego_gql_did_you_mean(struct rego_arena *a, const char *prefix, const char *typed,
				  const char **options, size_t count, bool quoted);
/* "x", "y", or "z" of at most five. */
const char *rego_gql_or_list(struct rego_arena *a, const char **items, size_t count, bool quoted);
const char **rego_gql_field_names(struct rego_arena *a, const struct rego_gql_list *fields);

void rego_gql_on_operation(struct rego_gql_walk *w, struct rego_gql_operation *o);
void rego_gql_on_fragment(struct rego_gql_walk *w, struct rego_gql_fragment *f);
void rego_gql_on_field(struct rego_gql_walk *w, struct rego_gql_selection *f);
void rego_gql_on_inline(struct rego_gql_walk *w, struct rego_gql_selection *s);
void rego_gql_on_spread(struct rego_gql_walk *w, struct rego_gql_selection *s);
void rego_gql_on_directive(struct rego_gql_walk *w, struct rego_gql_directive *d,
			   struct rego_gql_definition *parent);
void rego_gql_on_directives(struct rego_gql_walk *w, const struct rego_gql_list *l);
void rego_gql_on_value(struct rego_gql_walk *w, struct rego_gql_value *v);
void rego_gql_on_variable(struct rego_gql_walk *w, struct rego_gql_variable *v);
/* Rules of fields and directives. */
void rego_gql_missing_arguments(struct rego_gql_walk *w, const struct rego_gql_list *defs,
				const struct rego_gql_list *have, const char *what,
				const char *name, const struct rego_gql_pos *pos);
void rego_gql_unique_arguments(struct rego_gql_walk *w, const struct rego_gql_list *l);
/* Single rules that are files of their own. */
void rego_gql_check_value(struct rego_gql_walk *w, struct rego_gql_value *v);
void rego_gql_check_overlap(struct rego_gql_walk *w, const struct rego_gql_list *selections);
void rego_gql_check_cycles(struct rego_gql_walk *w, struct rego_gql_fragment *f);

#endif
