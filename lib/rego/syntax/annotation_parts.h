/* SPDX-License-Identifier: BSD-2-Clause */
/* The way of an annotation from YAML to struct rego_annotations. */
#ifndef REGO_ANNOTATION_PARTS_H
#define REGO_ANNOTATION_PARTS_H

#include "rego/syntax/annotations.h"
#include "rego/syntax/parser.h"
#include "rego/syntax/yaml.h"

/* As in the block; undefined and NULL: not there. */
struct rego_raw_annotation {
	struct rego_val scope, title, description;
	bool entrypoint;
	struct rego_yaml *organizations, *resources, *authors, *schemas, *compile, *custom, *labels;
};

/* NULL with *error. */
struct rego_annotations *rego_fill_annotations(struct rego_parser *p,
					       const struct rego_raw_annotation *raw,
					       const char **error);
/* The error with what may be its cause: a colon without a space after it. */
const char *rego_yaml_hints(struct rego_arena *a, const char *error, const struct rego_comment *c,
			    uint32_t n);
/* A text as a ref or a term; NULL with *error as Go's ParseRef and ParseTerm have it. */
struct rego_term *rego_annotation_term(struct rego_parser *p, const char *text, const char **error);
struct rego_term *rego_annotation_ref(struct rego_parser *p, const char *text, const char **error);
/* Maps of any keys must have string keys after all; else *error. */
bool rego_string_keys(struct rego_arena *a, const struct rego_yaml *y, const char *path,
		      const char **error);
bool rego_read_resources(struct rego_parser *p, const struct rego_yaml *list,
			 struct rego_annotations *x, const char **error);
bool rego_read_authors(struct rego_parser *p, const struct rego_yaml *list,
		       struct rego_annotations *x, const char **error);

#endif
