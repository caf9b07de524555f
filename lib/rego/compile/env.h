/* SPDX-License-Identifier: BSD-2-Clause */
/* What the type checker knows: types of variables and of documents, by their refs. */
#ifndef REGO_ENV_H
#define REGO_ENV_H

#include "rego/compile/pass.h"

struct rego_env_node {
	const struct rego_term *key; /* a constant or a variable */
	const struct rego_type *value;
	struct rego_env_node **children;
	uint32_t count, room;
	uint32_t *slots, mask;
};

struct rego_type_env {
	struct rego_env_node *tree;
	struct rego_type_env *next; /* around it */
	uint32_t version;	    /* counts what was put in */
};

struct rego_type_error {
	const char *code, *message, *details;
	const struct rego_type_detail *detail;
	struct rego_loc loc;
	bool nil; /* a type in it is not known: what made it so may have its own error */
	struct rego_type_error *next;
};

struct rego_checker {
	struct rego_pass *pass;
	struct rego_type_error *first, **last;
	uint32_t count;
	/* As in OPA, a ref that is wrong has its variables under their old names from then on, of
	 * which nothing is known: what is checked again later is not wrong any more. */
	bool restores;
};

void rego_checker_begin(struct rego_checker *c, struct rego_pass *p, bool restores);
struct rego_type_error *rego_type_fault(struct rego_checker *c, const struct rego_loc *loc,
					const char *message, const char *details);
/* All of more behind those of c. */
void rego_checker_add(struct rego_checker *c, const struct rego_checker *more);

/* --- the tree -------------------------------------------------------------------------- */
struct rego_env_node *rego_env_child(const struct rego_env_node *n, const struct rego_term *key);
struct rego_env_node *rego_env_make(struct rego_pass *p, struct rego_env_node *n,
				    const struct rego_term *key);
struct rego_type_env *rego_env_wrap(struct rego_pass *p, struct rego_type_env *env);
void rego_env_put(struct rego_pass *p, struct rego_type_env *env, const struct rego_term *key,
		  const struct rego_type *t);
void rego_env_put_ref(struct rego_pass *p, struct rego_type_env *env, const struct rego_term *ref,
		      uint32_t count, const struct rego_type *t);
/* The same, united with what is there, and with what is above and below. */
void rego_env_insert(struct rego_pass *p, struct rego_type_env *env, const struct rego_term *ref,
		     uint32_t count, const struct rego_type *t);

/* --- types of terms ----------------------------------------------------------------------- */
const struct rego_type *rego_env_type(struct rego_pass *p, struct rego_type_env *env,
				      const struct rego_term *t);
/* Of the first count items of a ref. */
const struct rego_type *rego_env_ref(struct rego_pass *p, struct rego_type_env *env,
				     const struct rego_term *ref, uint32_t count);
/* Of all below a node. */
const struct rego_type *rego_env_extent(struct rego_pass *p, const struct rego_env_node *n);
/* A constant as JSON has it: sets are arrays, keys are strings. */
struct rego_val rego_json_form(struct rego_arena *a, struct rego_val v);
const struct rego_type *rego_select_constant(struct rego_pass *p, const struct rego_type *t,
					     const struct rego_term *key);

/* --- checking -------------------------------------------------------------------------------- */
/* Check a body in a new environment, which is returned; errors are added to c. */
struct rego_type_env *rego_check_body(struct rego_checker *c, struct rego_type_env *env,
				      const struct rego_body *b);
bool rego_types_unify(const struct rego_type *a, const struct rego_type *b);
/* Give the variables of a term types, as the type has it; false when it cannot be. */
bool rego_unify_term(struct rego_pass *p, struct rego_type_env *env, const struct rego_term *t,
		     const struct rego_type *type, bool unite);
bool rego_unify_terms(struct rego_pass *p, struct rego_type_env *env, const struct rego_term *a,
		      const struct rego_type *of_a, const struct rego_term *b,
		      const struct rego_type *of_b);
/* Check the refs below an expression. */
void rego_check_refs(struct rego_checker *c, struct rego_type_env *env, struct rego_expr *x);

#endif
