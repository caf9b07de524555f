/* SPDX-License-Identifier: BSD-2-Clause */
/* Scopes of declared variables, while they are given names of their own. */
#ifndef REGO_LOCALS_H
#define REGO_LOCALS_H

#include "rego/compile/pass.h"

enum rego_occurrence { REGO_NEW, REGO_ARG, REGO_SEEN, REGO_ASSIGNED, REGO_DECLARED };

struct rego_local {
	const struct rego_string *renamed; /* NULL: only counted */
	enum rego_occurrence occurrence;
	uint32_t uses;
};

struct rego_scope {
	struct rego_vars names;
	struct rego_local *list; /* at the place of the name */
	uint32_t room;
	struct rego_scope *outer;
};

struct rego_locals { /* of one rule or query */
	struct rego_pass *pass;
	struct rego_scope *scope; /* the innermost */
	uint32_t errors;
	bool copied;	    /* what is gone through is a copy */
	unsigned int again; /* how many every statements around this one are gone through again */
};

void rego_scope_push(struct rego_locals *s, struct rego_scope *scope);
void rego_scope_pop(struct rego_locals *s);
/* The entry in the innermost scope, made when there is none. */
struct rego_local *rego_scope_entry(struct rego_scope *scope, const struct rego_string *var);
struct rego_local *rego_scope_find(const struct rego_scope *scope, const struct rego_string *var);
void rego_scope_insert(struct rego_locals *s, const struct rego_string *var,
		       const struct rego_string *renamed, enum rego_occurrence how);
/* What a variable is called here; NULL when it has not been met. */
const struct rego_string *rego_scope_renamed(const struct rego_scope *scope,
					     const struct rego_string *var);
void rego_scope_use(struct rego_locals *s, const struct rego_string *var);
uint32_t rego_scope_uses(const struct rego_scope *scope, const struct rego_string *var);

bool rego_locals_error(struct rego_locals *s, const struct rego_loc *loc, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* A new name for a variable declared here; NULL, with an error at loc, when it cannot be. */
const struct rego_string *rego_declare(struct rego_locals *s, const struct rego_string *var,
				       enum rego_occurrence how, const struct rego_loc *loc);

/* Rewrite below; used are variables that the head or term beside the body has. */
void rego_locals_body(struct rego_locals *s, const struct rego_vars *used, struct rego_body *b);
void rego_locals_term(struct rego_locals *s, struct rego_term *t);
void rego_locals_expr(struct rego_locals *s, struct rego_expr *x);
void rego_locals_comprehension(struct rego_locals *s, struct rego_term *t);
/* After the body: variables that are declared or assigned and not used. */
void rego_check_unused(struct rego_locals *s, const struct rego_vars *used,
		       const struct rego_body *before, const struct rego_body *after);

#endif
