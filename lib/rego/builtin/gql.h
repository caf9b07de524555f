/* SPDX-License-Identifier: BSD-2-Clause */
/* GraphQL documents: queries and schemas as trees, and what is asked of them. */
#ifndef REGO_GQL_H
#define REGO_GQL_H

#include "rego/builtin/text.h"

/* Deeper than this is stopped: each level takes some of the stack. */
#define REGO_GQL_DEPTH 1000

struct rego_gql_pos {
	int line, column;
	const char *file; /* NULL: the text that was given */
};

/* Pointers to whatever the member is said to hold. */
struct rego_gql_list {
	void **items;
	uint32_t count, room;
};

/* Comments in front of something: texts.  NULL or empty: none. */
typedef struct rego_gql_list rego_gql_comments;

enum rego_gql_kind { /* of a value: the numbers are seen in the tree */
		     REGO_GQL_VARIABLE,
		     REGO_GQL_INT,
		     REGO_GQL_FLOAT,
		     REGO_GQL_STRING,
		     REGO_GQL_BLOCK,
		     REGO_GQL_BOOLEAN,
		     REGO_GQL_NULL,
		     REGO_GQL_ENUM,
		     REGO_GQL_LIST,
		     REGO_GQL_OBJECT,
};

struct rego_gql_type {
	const char *name; /* "" for a list */
	struct rego_gql_type *elem;
	bool non_null;
	struct rego_gql_pos *pos;
};

struct rego_gql_definition;
struct rego_gql_variable;

struct rego_gql_value {
	const char *raw;
	size_t raw_len;
	int64_t kind;
	struct rego_gql_list children; /* struct rego_gql_child */
	struct rego_gql_pos *pos;
	rego_gql_comments *comment;
	/* found while walking */
	struct rego_gql_definition *definition;
	struct rego_gql_variable *variable;
	struct rego_gql_type *expected;
	bool expected_has_default;
};

struct rego_gql_child {
	const char *name;
	struct rego_gql_value *value;
	struct rego_gql_pos *pos;
	rego_gql_comments *comment;
};

struct rego_gql_argument {
	const char *name;
	struct rego_gql_value *value;
	struct rego_gql_pos *pos;
	rego_gql_comments *comment;
};

struct rego_gql_directive_def;

struct rego_gql_directive {
	const char *name;
	struct rego_gql_list arguments; /* struct rego_gql_argument */
	struct rego_gql_pos *pos;
	struct rego_gql_directive_def *definition;
	const char *location;
};

/* A field, or an argument, that a type or a directive defines. */
struct rego_gql_field_def {
	const char *description, *name;
	struct rego_gql_list arguments; /* struct rego_gql_field_def */
	struct rego_gql_value *default_value;
	struct rego_gql_type *type;
	struct rego_gql_list directives; /* struct rego_gql_directive */
	struct rego_gql_pos *pos;
	rego_gql_comments *before, *after;
};

struct rego_gql_enum_value {
	const char *description, *name;
	struct rego_gql_list directives;
	struct rego_gql_pos *pos;
	rego_gql_comments *before, *after;
};

struct rego_gql_definition {
	const char *kind; /* "OBJECT" and so on */
	const char *description, *name;
	struct rego_gql_list directives;
	struct rego_gql_list interfaces; /* names */
	struct rego_gql_list fields;	 /* struct rego_gql_field_def */
	struct rego_gql_list types;	 /* names */
	struct rego_gql_list values;	 /* struct rego_gql_enum_value */
	struct rego_gql_pos *pos;
	bool built_in;
	rego_gql_comments *before, *after, *end;
};

struct rego_gql_directive_def {
	const char *description, *name;
	struct rego_gql_list arguments; /* struct rego_gql_field_def */
	struct rego_gql_list locations; /* names */
	bool repeatable;
	struct rego_gql_pos *pos;
	rego_gql_comments *before, *after;
};

struct rego_gql_root {
	const char *operation, *type;
	struct rego_gql_pos *pos;
	rego_gql_comments *comment;
};

struct rego_gql_schema_def {
	const char *description;
	struct rego_gql_list directives;
	struct rego_gql_list roots; /* struct rego_gql_root */
	struct rego_gql_pos *pos;
	rego_gql_comments *before, *after, *end;
};

struct rego_gql_schema_doc {
	struct rego_gql_list schemas, extensions; /* struct rego_gql_schema_def */
	struct rego_gql_list directives;	  /* struct rego_gql_directive_def */
	struct rego_gql_list definitions;	  /* struct rego_gql_definition */
	struct rego_gql_list type_extensions;
	rego_gql_comments *comment;
};

enum rego_gql_selection_kind { REGO_GQL_FIELD, REGO_GQL_INLINE, REGO_GQL_SPREAD };

struct rego_gql_fragment;

struct rego_gql_selection {
	enum rego_gql_selection_kind kind;
	const char *alias, *name; /* name: of a field or fragment */
	const char *condition;	  /* of an inline fragment */
	struct rego_gql_list arguments, directives;
	struct rego_gql_list selections; /* struct rego_gql_selection */
	struct rego_gql_pos *pos;
	rego_gql_comments *comment;
	/* found while walking */
	struct rego_gql_field_def *definition;
	struct rego_gql_definition *object;
	struct rego_gql_fragment *fragment;
};

struct rego_gql_variable {
	const char *name;
	struct rego_gql_type *type;
	struct rego_gql_value *default_value;
	struct rego_gql_list directives;
	struct rego_gql_pos *pos;
	rego_gql_comments *comment;
	struct rego_gql_definition *definition;
	bool used;
};

struct rego_gql_operation {
	const char *operation, *name;
	struct rego_gql_list variables; /* struct rego_gql_variable */
	struct rego_gql_list directives, selections;
	struct rego_gql_pos *pos;
	rego_gql_comments *comment;
};

struct rego_gql_fragment {
	const char *name, *condition;
	struct rego_gql_list variables, directives, selections;
	struct rego_gql_pos *pos;
	rego_gql_comments *comment;
	struct rego_gql_definition *definition;
};

struct rego_gql_query {
	struct rego_gql_list operations; /* struct rego_gql_operation */
	struct rego_gql_list fragments;	 /* struct rego_gql_fragment */
	rego_gql_comments *comment;
};

/* Found by name. */
struct rego_gql_map {
	struct rego_gql_entry *slots;
	uint32_t mask, count;
};
struct rego_gql_entry {
	const char *name;
	void *value;
};

struct rego_gql_schema {
	struct rego_arena *arena;
	struct rego_gql_definition *query, *mutation, *subscription;
	struct rego_gql_map types;	/* struct rego_gql_definition */
	struct rego_gql_map directives; /* struct rego_gql_directive_def */
	struct rego_gql_map possible;	/* struct rego_gql_list of definitions */
};

/* --- lists and maps ---------------------------------------------------------- */
void rego_gql_add(struct rego_arena *a, struct rego_gql_list *l, void *item);
void *rego_gql_find(const struct rego_gql_map *m, const char *name);
void rego_gql_put(struct rego_arena *a, struct rego_gql_map *m, const char *name, void *value);
/* The names, sorted; count of them. */
const char **rego_gql_names(struct rego_arena *a, const struct rego_gql_map *m);
#define REGO_GQL_EACH(var, list)                                                                   \
	for (uint32_t i_##var = 0; i_##var < (list)->count && ((var) = (list)->items[i_##var], 1); \
	     i_##var++)

/* --- text to tree -------------------------------------------------------------- */
/* NULL, or "input:1:2: what is wrong". */
const char *rego_gql_parse_query(struct rego_arena *a, const char *text, size_t len,
				 struct rego_gql_query *out);
const char *rego_gql_parse_schema(struct rego_arena *a, const char *text, size_t len,
				  const char *file, bool built_in, struct rego_gql_schema_doc *out);

/* --- trees as values ------------------------------------------------------------ */
struct rego_val rego_gql_query_value(struct rego_arena *a, const struct rego_gql_query *q);
struct rego_val rego_gql_schema_value(struct rego_arena *a, const struct rego_gql_schema_doc *d);
/* The other way; NULL or what is wrong. */
const char *rego_gql_read_query(struct rego_arena *a, struct rego_val v, struct rego_gql_query *q);
const char *rego_gql_read_schema(struct rego_arena *a, struct rego_val v,
				 struct rego_gql_schema_doc *d);

/* --- checks ---------------------------------------------------------------------- */
/* The schema of a document and of what every schema has; NULL and *error "input:1:2: why". */
struct rego_gql_schema *rego_gql_build(struct rego_arena *a, const struct rego_gql_schema_doc *doc,
				       const char **error);
/* All that is wrong with the query, a line each; NULL when nothing is. */
const char *rego_gql_validate(struct rego_arena *a, const struct rego_gql_schema *s,
			      struct rego_gql_query *q);
/* "FILE:LINE:COLUMN: text" */
const char *rego_gql_at(struct rego_arena *a, const struct rego_gql_pos *pos, const char *text);
const char *rego_gql_type_name(const struct rego_gql_type *t);
const char *rego_gql_type_text(struct rego_arena *a, const struct rego_gql_type *t);
bool rego_gql_type_fits(const struct rego_gql_type *t, const struct rego_gql_type *other);
const char *rego_gql_value_text(struct rego_arena *a, const struct rego_gql_value *v);

/* By name, or NULL. */
/* Of a type: its kind, and whether it has fields or is a value. */
bool rego_gql_is_kind(const struct rego_gql_definition *d, const char *kind);
bool rego_gql_is_composite(const struct rego_gql_definition *d);
bool rego_gql_is_leaf(const struct rego_gql_definition *d);
struct rego_gql_field_def *rego_gql_field_named(const struct rego_gql_list *l, const char *name);
struct rego_gql_argument *rego_gql_argument_named(const struct rego_gql_list *l, const char *name);
struct rego_gql_fragment *rego_gql_fragment_named(const struct rego_gql_list *l, const char *name);
bool rego_gql_has_name(const struct rego_gql_list *names, const char *name);

#endif
