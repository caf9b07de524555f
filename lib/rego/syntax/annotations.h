/* SPDX-License-Identifier: BSD-2-Clause */
/* # METADATA blocks: what they say, and what they stand over. */
#ifndef REGO_ANNOTATIONS_H
#define REGO_ANNOTATIONS_H

#include "rego/syntax/ast.h"

struct rego_schema_annotation {
	struct rego_term *path;	    /* ref */
	struct rego_term *schema;   /* ref that begins with schema, or NULL */
	struct rego_val definition; /* undefined when there is a ref */
};

struct rego_resource_annotation {
	const char *ref; /* a URL as Go prints it */
	const char *description;
};

struct rego_author_annotation {
	const char *name, *email;
};

enum rego_annotated {
	REGO_ANNOTATES_NOTHING,
	REGO_ANNOTATES_PACKAGE,
	REGO_ANNOTATES_IMPORT,
	REGO_ANNOTATES_RULE
};

struct rego_annotations {
	const char *scope; /* "rule", "document", "package", "subpackages" */
	const char *title, *description;
	bool entrypoint;
	struct rego_val organizations; /* array of strings, or undefined */
	struct rego_resource_annotation *resources;
	uint32_t resource_count;
	struct rego_author_annotation *authors;
	uint32_t author_count;
	struct rego_schema_annotation *schemas;
	uint32_t schema_count;
	bool has_compile;
	struct rego_term **unknowns; /* refs; NULL for what was no string */
	uint32_t unknown_count;
	struct rego_term *mask_rule;
	struct rego_val custom, labels; /* objects, or undefined */
	struct rego_loc loc;		/* of its first line */
	uint32_t end_row;
	enum rego_annotated annotates;
	struct rego_rule *rule;
	const struct rego_module *module;
};

/* As rego.metadata.rule() gives it, schemas and all: toObject() of OPA. */
struct rego_val rego_annotations_value(struct rego_arena *a, const struct rego_annotations *x);
/* data.pkg.rule up to its first variable, as an array of strings (other constants as they are):
 * where a rule's document is. */
struct rego_val rego_rule_path(struct rego_arena *a, const struct rego_rule *r);
struct rego_val rego_package_path(struct rego_arena *a, const struct rego_module *m);
/* The path an annotation is for. */
struct rego_val rego_annotations_path(struct rego_arena *a, const struct rego_annotations *x);

#endif
