/* SPDX-License-Identifier: BSD-2-Clause */
/* What the compiler's passes share. */
#ifndef REGO_PASS_H
#define REGO_PASS_H

#include "core/strbuf.h"
#include "rego/compile/compile.h"
#include "rego/compile/detail.h"
#include "rego/compile/types.h"
#include "rego/compile/vars.h"

#define REGO_COMPILE_ERROR   "rego_compile_error"
#define REGO_TYPE_ERROR	     "rego_type_error"
#define REGO_UNSAFE_ERROR    "rego_unsafe_var_error"
#define REGO_RECURSION_ERROR "rego_recursion_error"

/* Types of built-ins, read from their declarations when they are first asked for. */
struct rego_decl {
	const struct rego_builtin *builtin;
	const struct rego_type *type;	  /* without the names of arguments */
	const struct rego_type *labelled; /* with them: for messages */
};
#define REGO_DECL_SLOTS 512

struct rego_env_node;
struct rego_graph;
struct rego_annotation_set;

struct rego_pass {
	struct rego_arena *arena;
	struct rego_intern *names;
	struct rego_errors *errors;
	uint32_t most_errors, error_count;
	const struct rego_compile_options *options;
	struct rego_unit *unit;
	const char *prefix; /* of generated variables */
	uint32_t next;
	struct rego_vars taken;		     /* variables of that kind that the user wrote */
	const struct rego_string **original; /* by id: name of a renamed variable */
	uint32_t original_room;
	const struct rego_string *input, *data;
	struct rego_vars reserved; /* both */
	struct ss_strbuf text;
	const struct rego_type_detail *detail; /* of the next error */
	struct rego_decl *decls;	       /* REGO_DECL_SLOTS */
	const struct rego_builtin **builtins;  /* by name, as many */
	struct rego_env_node *types;	       /* of all rules, and schemas */
	uint64_t restored;		       /* how many refs have got back their names */
	uint32_t closures; /* how many comprehensions the type checker has done */
	bool old_calls;	   /* of deprecated functions there are some, see deprecated.c */
	struct rego_graph *graph;
	struct rego_annotation_set *annotated;
};

/* The compiler's state that queries go on with. */
struct rego_compile {
	struct rego_pass pass;
	struct rego_compile_options options;
};

/* p is all zero. */
void rego_pass_begin(struct rego_pass *p, struct rego_arena *a,
		     const struct rego_compile_options *o, struct rego_errors *e);

void rego_index_builtins(struct rego_pass *p);

/* --- errors -------------------------------------------------------------------- */
/* False when there may be no more errors. */
__attribute__((format(printf, 4, 5))) bool rego_pass_error(struct rego_pass *p, const char *code,
							   const struct rego_loc *loc,
							   const char *fmt, ...);
/* The same with the lines below the message. */
__attribute__((format(printf, 5, 6))) bool rego_pass_details(struct rego_pass *p, const char *code,
							     const struct rego_loc *loc,
							     const char *details, const char *fmt,
							     ...);
/* As OPA orders them; no location comes last. */
int rego_loc_compare(const struct rego_loc *a, const struct rego_loc *b);
/* The text of a term or ref, in the arena, with variables under their own names when original. */
const char *rego_pass_text(struct rego_pass *p, const struct rego_term *t);
const char *rego_pass_ref(struct rego_pass *p, const struct rego_term *t);
/* Put the names that variables were written with back into a ref. */
void rego_pass_restore(struct rego_pass *p, struct rego_term *ref);
const struct rego_string *rego_pass_original(const struct rego_pass *p,
					     const struct rego_string *var);
void rego_pass_rename(struct rego_pass *p, const struct rego_string *generated,
		      const struct rego_string *var);

/* --- making ---------------------------------------------------------------------- */
const struct rego_string *rego_new_local(struct rego_pass *p);
const struct rego_string *rego_pass_name(struct rego_pass *p, const char *text);
struct rego_term *rego_new_var(struct rego_pass *p, const struct rego_string *var,
			       const struct rego_loc *loc);
struct rego_term *rego_new_value(struct rego_pass *p, struct rego_val v,
				 const struct rego_loc *loc);
struct rego_term *rego_new_list(struct rego_pass *p, enum rego_term_kind kind, uint32_t count,
				const struct rego_loc *loc);
/* The operator of a built-in: a ref. */
struct rego_term *rego_new_operator(struct rego_pass *p, const char *name,
				    const struct rego_loc *loc);
struct rego_term *rego_new_call(struct rego_pass *p, const char *name, uint32_t args,
				const struct rego_loc *loc);
/* a = b */
struct rego_expr *rego_new_equality(struct rego_pass *p, struct rego_term *a, struct rego_term *b,
				    const struct rego_loc *loc);
/* A new variable = t; generated. */
struct rego_expr *rego_new_capture(struct rego_pass *p, struct rego_term *t);
struct rego_expr *rego_new_true(struct rego_pass *p, const struct rego_loc *loc);

/* A body being made. */
struct rego_exprs {
	struct rego_arena *arena;
	struct rego_expr **items;
	uint32_t count, room;
};
void rego_exprs_add(struct rego_exprs *list, struct rego_expr *x);
void rego_exprs_add_body(struct rego_exprs *list, const struct rego_body *b);
/* A new body, numbered. */
struct rego_body *rego_exprs_body(const struct rego_exprs *list, const struct rego_loc *loc);
/* The body with the expressions behind it; "true" alone is replaced by them. */
void rego_body_append(struct rego_pass *p, struct rego_body *b, const struct rego_exprs *more);
bool rego_body_is_true(const struct rego_body *b);
void rego_body_append_one(struct rego_pass *p, struct rego_body *b, struct rego_expr *x);
/* A term that is no plain value or variable becomes a new one, which the body gives its value. */
void rego_move_out(struct rego_pass *p, struct rego_term **t, struct rego_body *b);

/* --- looking ----------------------------------------------------------------------- */
static inline bool rego_is_closure(const struct rego_term *t)
{
	return t->kind == REGO_TERM_ARRAY_COMP || t->kind == REGO_TERM_SET_COMP ||
	       t->kind == REGO_TERM_OBJECT_COMP;
}
static inline bool rego_is_list(const struct rego_term *t)
{
	return t->kind == REGO_TERM_REF || t->kind == REGO_TERM_ARRAY || t->kind == REGO_TERM_SET ||
	       t->kind == REGO_TERM_OBJECT || t->kind == REGO_TERM_CALL ||
	       t->kind == REGO_TERM_TEMPLATE;
}
/* The expression in braces of a template; NULL when the part is text. */
static inline const struct rego_expr *rego_template_part(const struct rego_term *t, uint32_t i)
{
	return t->list.items[i]->kind == REGO_TERM_EXPR ? t->list.items[i]->expr : NULL;
}
/* The ref input or data, alone. */
bool rego_is_root_ref(const struct rego_pass *p, const struct rego_term *t);
bool rego_is_data_ref(const struct rego_pass *p, const struct rego_term *t);
bool rego_is_input_ref(const struct rego_pass *p, const struct rego_term *t);
/* Whether an expression calls the function of that one-word name: eq, assign, print. */
bool rego_calls(const struct rego_expr *x, const char *name);
bool rego_op_is(const struct rego_term *op, const char *name);
static inline uint32_t rego_operands(const struct rego_expr *x)
{
	return x->term->list.count - 1;
}
static inline struct rego_term *rego_operand_of(const struct rego_expr *x, uint32_t i)
{
	return x->term->list.items[i + 1];
}
bool rego_has_ref(const struct rego_term *t);
bool rego_has_comprehension(const struct rego_term *t);
/* Neither variable, ref, comprehension nor call in it. */
bool rego_is_constant(const struct rego_term *t);
bool rego_needs_eval(const struct rego_term *t);
/* The value of a constant term. */
struct rego_val rego_constant(struct rego_arena *a, const struct rego_term *t);
bool rego_head_has_vars(const struct rego_head *h);
/* Place of the first item of a ref that is not ground, or its length. */
uint32_t rego_ground_prefix(const struct rego_term *ref);
bool rego_ref_is_ground(const struct rego_term *ref);

/* --- walking ------------------------------------------------------------------------ */
/* Callbacks may be NULL; those that return true keep the walk from going below. */
struct rego_walk {
	bool (*term)(struct rego_walk *w, struct rego_term *t);
	bool (*expr)(struct rego_walk *w, struct rego_expr *x);
	bool (*with)(struct rego_walk *w, struct rego_with *m);
	bool (*body)(struct rego_walk *w, struct rego_body *b);
	struct rego_pass *pass;
	void *arg;
};
/* For term: arg is a bool that turns true. */
bool rego_note_closure(struct rego_walk *w, struct rego_term *t);
/* The same, where arg is a set of variables, which gets those that the compiler made. */
bool rego_note_generated(struct rego_walk *w, struct rego_term *t);
void rego_walk_term(struct rego_walk *w, struct rego_term *t);
void rego_walk_expr(struct rego_walk *w, struct rego_expr *x);
/* Below the expression, not itself. */
void rego_walk_in_expr(struct rego_walk *w, struct rego_expr *x);
void rego_walk_in_term(struct rego_walk *w, struct rego_term *t);
void rego_walk_body(struct rego_walk *w, struct rego_body *b);
void rego_walk_head(struct rego_walk *w, struct rego_head *h);
/* Head and body, without the else. */
void rego_walk_rule(struct rego_walk *w, struct rego_rule *r);

/* Each rule of each module, and their else branches; the callback returns true to leave out the
 * else branches below. */
void rego_each_rule(struct rego_pass *p, bool (*f)(struct rego_pass *p, struct rego_rule *r));

/* --- calls ---------------------------------------------------------------------------- */
const struct rego_builtin *rego_pass_builtin(const struct rego_pass *p,
					     const struct rego_term *ref);
const struct rego_builtin *rego_pass_builtin_named(const struct rego_pass *p, const char *name,
						   size_t len);
const struct rego_type *rego_builtin_type(struct rego_pass *p, const struct rego_builtin *b);
const struct rego_type *rego_builtin_labelled(struct rego_pass *p, const struct rego_builtin *b);
/* Arguments of a function or a built-in; -1 when there is none of that name. */
int rego_arity(const struct rego_pass *p, const struct rego_term *ref);
/* The node a constant ref names, of data. */
struct rego_rule_node *rego_node_of(const struct rego_pass *p, const struct rego_term *ref);

/* --- the passes, in their order ---------------------------------------------------------- */
/* Names interned, sets and objects in order, the depth bounded. */
bool rego_prepare_module(struct rego_pass *p, struct rego_module *m);
bool rego_prepare_body(struct rego_pass *p, struct rego_body *b);

/* What a body declares with := and some: comprehensions left out. */
void rego_declared(struct rego_vars *s, struct rego_body *b);
void rego_declared_in_expr(struct rego_vars *s, struct rego_expr *x);
const struct rego_string *rego_import_name(struct rego_pass *p, const struct rego_import *i);
void rego_resolve_modules(struct rego_pass *p);
void rego_resolve_query(struct rego_pass *p, struct rego_body *b, const struct rego_term *package,
			struct rego_import **imports, uint32_t import_count);
void rego_rewrite_head_refs(struct rego_pass *p);
void rego_number_tests(struct rego_pass *p);
void rego_tell_cases(struct rego_pass *p);
void rego_check_overrides(struct rego_pass *p);
void rego_check_query_overrides(struct rego_pass *p, struct rego_body *b);
void rego_check_imports(struct rego_pass *p);
void rego_make_tree(struct rego_pass *p);
void rego_rewrite_locals(struct rego_pass *p);
void rego_rewrite_query_locals(struct rego_pass *p, struct rego_body *b);
void rego_rewrite_templates(struct rego_pass *p);
void rego_rewrite_query_templates(struct rego_pass *p, struct rego_body *b);
void rego_check_void_calls(struct rego_pass *p);
void rego_check_query_void_calls(struct rego_pass *p, struct rego_body *b);
void rego_rewrite_prints(struct rego_pass *p);
void rego_rewrite_query_prints(struct rego_pass *p, struct rego_body *b);
void rego_expand_terms(struct rego_pass *p);
void rego_expand_query_terms(struct rego_pass *p, struct rego_body *b);
void rego_find_annotations(struct rego_pass *p);
void rego_rewrite_metadata(struct rego_pass *p);
void rego_rewrite_comprehensions(struct rego_pass *p);
void rego_rewrite_query_comprehensions(struct rego_pass *p, struct rego_body *b);
void rego_rewrite_heads(struct rego_pass *p);
void rego_rewrite_withs(struct rego_pass *p);
void rego_rewrite_query_withs(struct rego_pass *p, struct rego_body *b);
void rego_check_conflicts(struct rego_pass *p);
void rego_check_undefined(struct rego_pass *p);
void rego_check_query_undefined(struct rego_pass *p, struct rego_body *b);
void rego_check_heads(struct rego_pass *p);
void rego_check_bodies(struct rego_pass *p);
void rego_check_query_safety(struct rego_pass *p, struct rego_body *b);
void rego_rewrite_equals(struct rego_pass *p);
void rego_rewrite_dynamics(struct rego_pass *p);
void rego_rewrite_query_dynamics(struct rego_pass *p, struct rego_body *b);
void rego_rewrite_tests(struct rego_pass *p);
void rego_make_graph(struct rego_pass *p);
void rego_check_recursion(struct rego_pass *p);
void rego_check_types(struct rego_pass *p);
void rego_check_query_types(struct rego_pass *p, struct rego_body *b);
void rego_check_deprecated(struct rego_pass *p);
void rego_check_query_deprecated(struct rego_pass *p, struct rego_body *b);

/* The type of a term as far as it can be told before types are checked. */
const struct rego_type *rego_early_type(struct rego_pass *p, const struct rego_term *t);

/* Whether a call with so many arguments has a result that nothing takes. */
bool rego_gives_value(struct rego_pass *p, const struct rego_term *op, uint32_t args);

/* --- safety: what expressions bind --------------------------------------------------------- */
/* Add to out what x binds when the variables in safe are bound.  In OPA what a call binds is still
 * in the set that the equality after it starts with, even when the call cannot be made yet; its
 * answers depend on that, so residue hands it on from expression to expression of a body. */
void rego_outputs(struct rego_pass *p, const struct rego_expr *x, const struct rego_vars *safe,
		  struct rego_vars *residue, struct rego_vars *out);
/* Of the first count expressions of a body, added to out. */
void rego_body_outputs(struct rego_pass *p, const struct rego_body *b, uint32_t count,
		       const struct rego_vars *safe, struct rego_vars *out);
/* For equality alone: without the arity of functions. */
void rego_eq_outputs(struct rego_pass *p, const struct rego_expr *x, const struct rego_vars *safe,
		     struct rego_vars *out);
/* Variables that a not-body without braces must find bound. */
void rego_collect_from_outside(struct rego_vars *s, const struct rego_body *b);

#endif
