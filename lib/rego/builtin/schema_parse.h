/* SPDX-License-Identifier: BSD-2-Clause */
/* A schema while it is read; false is an error. */
#ifndef REGO_SCHEMA_PARSE_H
#define REGO_SCHEMA_PARSE_H

#include "rego/builtin/schema.h"
#include "rego/builtin/text.h"
#include "rego/value/number.h"

struct rego_schema_known {
	struct rego_schema_known *next;
	const char *ref;
	struct rego_schema *schema;
};

struct rego_schema_parser {
	struct rego_call *call;
	struct rego_arena *arena;
	struct rego_schema_pool *pool;
	struct rego_schema_known *known; /* schemas that were referred to */
	const char *error;
	int depth;
};

__attribute__((format(printf, 2, 3))) bool rego_schema_fail(struct rego_schema_parser *p,
							    const char *fmt, ...);
/* Of a member whose type is another. */
bool rego_schema_bad_type(struct rego_schema_parser *p, const char *expected, const char *given);
struct rego_schema *rego_schema_child(struct rego_schema_parser *p, struct rego_val v,
				      struct rego_schema *parent, const char *property);
void rego_schema_add(struct rego_schema_parser *p, struct rego_schemas *l, struct rego_schema *s);
bool rego_schema_is_schema(struct rego_val v);
bool rego_schema_text_member(struct rego_schema_parser *p, struct rego_val o, const char *name,
			     const char **out);

bool rego_schema_parse_definitions(struct rego_schema_parser *p, struct rego_val v,
				   struct rego_schema *s);
bool rego_schema_parse_properties(struct rego_schema_parser *p, struct rego_val v,
				  struct rego_schema *s);
bool rego_schema_parse_patterns(struct rego_schema_parser *p, struct rego_val v,
				struct rego_schema *s);
bool rego_schema_parse_more(struct rego_schema_parser *p, struct rego_val v, struct rego_schema *s,
			    const char *name, enum rego_more *how, struct rego_schema **schema);
bool rego_schema_parse_dependencies(struct rego_schema_parser *p, struct rego_val v,
				    struct rego_schema *s);
bool rego_schema_parse_items(struct rego_schema_parser *p, struct rego_val v,
			     struct rego_schema *s);

bool rego_schema_parse_numbers(struct rego_schema_parser *p, struct rego_val o,
			       struct rego_schema *s);
bool rego_schema_parse_size(struct rego_schema_parser *p, struct rego_val o, const char *name,
			    bool *has, int64_t *out);
bool rego_schema_parse_sizes(struct rego_schema_parser *p, struct rego_val o,
			     struct rego_schema *s);

bool rego_schema_list_member(struct rego_schema_parser *p, struct rego_val o, const char *name,
			     struct rego_val *out);

bool rego_schema_parse_required(struct rego_schema_parser *p, struct rego_val o,
				struct rego_schema *s);
bool rego_schema_parse_arrays(struct rego_schema_parser *p, struct rego_val o,
			      struct rego_schema *s);

#endif
