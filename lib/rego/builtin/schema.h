/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON schemas, drafts 4, 6 and 7, as the library that OPA carries reads and applies them. */
#ifndef REGO_SCHEMA_H
#define REGO_SCHEMA_H

#include "rego/builtin/builtin.h"
#include "rego/builtin/regex.h"

/* Schemas and documents nested deeper are stopped. */
#define REGO_SCHEMA_DEPTH 1000

enum rego_schema_type {
	REGO_SCHEMA_ARRAY,
	REGO_SCHEMA_BOOLEAN,
	REGO_SCHEMA_INTEGER,
	REGO_SCHEMA_NUMBER,
	REGO_SCHEMA_NULL,
	REGO_SCHEMA_OBJECT,
	REGO_SCHEMA_STRING,
	REGO_SCHEMA_TYPES,
};

struct rego_schema;

struct rego_schemas {
	struct rego_schema **items;
	uint32_t count, room;
};

/* A property that needs others: names, or a schema. */
struct rego_dependency {
	const char *name;
	struct rego_val names; /* an array, or undefined */
	struct rego_schema *schema;
};

enum rego_more { REGO_MORE_ANY, REGO_MORE_NONE, REGO_MORE_SCHEMA };

struct rego_schema {
	const char *property; /* its name, for properties */
	int draft;
	bool always, never; /* true, false */
	struct rego_schema *ref;
	uint8_t types[REGO_SCHEMA_TYPES]; /* in the order they are named */
	int type_count;
	struct rego_schemas properties, patterns, items, one_of, any_of, all_of;
	bool single_item;
	struct rego_val multiple_of, maximum, minimum, above, below; /* undefined: none */
	int64_t min_length, max_length, min_items, max_items, min_properties, max_properties;
	bool has_min_length, has_max_length, has_min_items, has_max_items, has_min_properties,
		has_max_properties, unique;
	const char *pattern, *format;
	struct rego_val required; /* an array, or undefined */
	struct rego_dependency *dependencies;
	uint32_t dependency_count;
	enum rego_more more_properties, more_items;
	struct rego_schema *more_properties_schema, *more_items_schema, *names, *contains, *not_,
		*if_, *then_, *else_;
	const char *constant;	  /* JSON text, or NULL */
	const char **enumeration; /* JSON texts */
	uint32_t enum_count;
};

/* The schema of a document; NULL and *error. */
struct rego_schema *rego_schema_parse(struct rego_call *c, struct rego_val document,
				      const char **error);
/* Errors of the value: an array of {error, type, field, desc}. */
struct rego_val rego_schema_errors(struct rego_call *c, const struct rego_schema *s,
				   struct rego_val v);

/* References: where "$ref" leads.  One pool for each schema. */
struct rego_schema_pool;
struct rego_schema_pool *rego_schema_pool_new(struct rego_call *c);
/* Note the identifiers and references of a document; NULL or what is wrong. */
const char *rego_schema_pool_add(struct rego_schema_pool *p, struct rego_val document,
				 const char *uri);
/* The absolute reference that an object's "$ref" means. */
const char *rego_schema_pool_ref(struct rego_schema_pool *p, struct rego_val object);
/* The document, or part of one; undefined and *error. */
struct rego_val rego_schema_pool_get(struct rego_schema_pool *p, const char *ref, int *draft,
				     const char **error);
/* 4, 6, 7 of a "$schema"; 0: unknown or none.  false and *error. */
bool rego_schema_draft(struct rego_call *c, struct rego_val document, int *draft,
		       const char **error);
#define REGO_SCHEMA_HYBRID 1000 /* no draft named: the newest, with old habits */
extern const struct rego_metaschema {
	int draft;
	const char *uri, *text;
} rego_metaschemas[3];

/* JSON with numbers as doubles, so that equal values are equal texts. */
const char *rego_schema_text(struct rego_arena *a, struct rego_val v);
bool rego_schema_format(struct rego_call *c, const char *format, struct rego_val v);
/* Exact comparison, and whether x is a whole number, and a multiple of y. */
int rego_exact_compare(struct rego_val x, struct rego_val y);
bool rego_exact_integer(struct rego_val x);
bool rego_exact_multiple(struct rego_val x, struct rego_val y);
/* As Go prints a big.Float made of it. */
const char *rego_exact_text(struct rego_arena *a, struct rego_val x);

#endif
