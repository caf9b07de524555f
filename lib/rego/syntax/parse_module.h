/* SPDX-License-Identifier: BSD-2-Clause */
/* Statements of a file, and what makes a module of them. */
#ifndef REGO_PARSE_MODULE_H
#define REGO_PARSE_MODULE_H

#include "rego/syntax/parser.h"

enum rego_statement_kind {
	REGO_STATEMENT_PACKAGE, /* the path */
	REGO_STATEMENT_IMPORT,
	REGO_STATEMENT_RULE,
	REGO_STATEMENT_BODY,
};

struct rego_statement {
	enum rego_statement_kind kind;
	void *what;
	struct rego_loc loc;
};

struct rego_term *rego_parse_package(struct rego_parser *p);
struct rego_import *rego_parse_import(struct rego_parser *p);
/* Imports of future.keywords and rego.v1 change what are keywords. */
void rego_apply_import(struct rego_parser *p, const struct rego_import *import);

/* Fill m from its statements and check what needs the whole. */
void rego_make_module(struct rego_parser *p, struct rego_module *m,
		      const struct rego_list *statements, const struct rego_list *annotations,
		      struct rego_errors *e);
/* A body at the top of a module as the rule it means; NULL with *error. */
struct rego_rule *rego_rule_from_body(struct rego_parser *p, struct rego_body *b,
				      const char **error);
/* What v1 asks of a rule and its else branches. */
void rego_check_v1(const struct rego_rule *r, struct rego_errors *e);
/* The # METADATA blocks among the comments; errors go to the state. */
void rego_read_annotations(struct rego_parser *p, const struct rego_comment *comments, uint32_t n,
			   struct rego_list *found);
/* Each to what it stands over. */
void rego_attach_annotations(struct rego_arena *a, struct rego_module *m,
			     const struct rego_list *statements, const struct rego_list *found,
			     struct rego_errors *e);

#endif
