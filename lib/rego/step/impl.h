/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the stepwise evaluator share.
 *
 * It is written in continuations: who finds a way to go on calls k->go(k), once for each way, and
 * takes back its bindings when that returns.  What comes back is NULL, or why the search for
 * more ways ends early (struct stop).  Errors leave by rego_vm_fail_at() and never come back. */
#ifndef REGO_STEP_IMPL_H
#define REGO_STEP_IMPL_H

#include "core/strbuf.h"
#include "rego/compile/compile.h"
#include "rego/step/step.h"
#include "rego/vm/vm.h"

typedef struct rego_term term;

/* One answer is enough.  Deferred: for somebody further out, not for the rule at hand. */
struct stop {
	bool deferred;
	struct stop *prev;
};

struct k {
	struct stop *(*go)(struct k *k);
};

struct binds;
struct slot {
	const term *key, *value;
	struct binds *in; /* where the value's own variables are bound */
};
struct binds {
	uint64_t id;
	struct slot *items;
	uint32_t count, room;
};
struct undo {
	struct binds *in;
	const term *key;
};

struct known { /* a document of rules */
	uint32_t hash;
	struct rego_val key, value;
	bool undefined;
	struct known *next;
};
struct knowns { /* those of one "with" */
	struct knowns *outer;
	struct known **slots;
	uint32_t mask, count;
};

struct mock {
	const term *what, *by;
	struct mock *next;
};
struct targets {
	const term *const *refs;
	uint32_t count;
	struct targets *next;
};
struct disabled { /* not to be inlined */
	bool internal;
	const term *const *refs;
	uint32_t count;
	const struct rego_string *var;
	struct disabled *next;
};

struct group { /* a comprehension made once for all values of its keys */
	const term *of;
	struct rego_val *keys; /* an array of the keys' values each */
	struct rego_builder *made;
	uint32_t count, room;
	struct group *next;
};
struct groups {
	struct groups *outer;
	struct group *first;
};
struct cache { /* who makes it first shares it with those below only, as in OPA */
	struct groups *top;
};

struct table { /* found by an address */
	const void **keys, **values;
	uint32_t mask, count;
};

struct index;	 /* trie.h */
struct support { /* a package that is left */
	const term *package;
	struct rego_module *module;
	struct support *next;
};
struct unknowns; /* unknown.c */
struct saved;	 /* save.c */

struct step {
	struct rego_eval *vm; /* limits, environment, errors */
	struct rego_arena *a;
	const struct rego_unit *unit;
	const struct rego_intern *known_names; /* the policy's, which other threads read, too */
	struct rego_intern *names, own;	       /* where new ones go */
	const struct rego_query_unit *query;
	const struct rego_step_options *o;
	uint64_t next_id;
	struct knowns *known;
	struct mock *mocks;
	struct targets *targets;
	struct index **index; /* by node */
	struct rego_loc none;
	const char *stack; /* an address at the end of the room for it */
	struct table constants, refs, comps;
	term *eq, *data, *yes; /* operator of =; the ref data; true */

	/* partial evaluation */
	struct binds *root;	  /* of the query */
	struct unknowns *unknown; /* NULL: everything is known */
	struct saved *saved;
	struct disabled *disabled;
	const struct rego_partial_options *partial;
	struct support *support;
	struct rego_pass *pass; /* the compiler's state, with our arena */
	/* answers */
	struct rego_builder *answers;
};

/* The evaluation of one body. */
struct ev {
	struct step *s;
	struct ev *parent;
	const struct rego_body *query;
	struct rego_val input, data; /* data: what "with" put there */
	struct binds *b;
	struct cache *cache;
	const struct rego_loc *last;
	uint64_t id;
	const struct rego_rule *rule;
	uint32_t index, vars;
	bool starts; /* with the body of the rule, or of the query */
	bool one;
	bool found; /* what a "not" asks; OPA lets those inside begin with it */
};

/* What a lookup of rules gives. */
struct rules {
	const struct rego_rule **rules;
	uint32_t count;
	const struct rego_rule *usual;	    /* the default rule */
	const struct rego_rule ***branches; /* of each rule: its else branches that match */
	uint32_t *branch_count;
	bool any_branch, set, ground, early;
};

/* --- terms.c ------------------------------------------------------------------- */
term *step_value(struct step *s, struct rego_val v);
term *step_list(struct step *s, enum rego_term_kind kind, uint32_t count);
term *step_var(struct step *s, const char *name);
/* The value kept for an address: NULL when it is new. */
const void **step_slot(struct step *s, struct table *t, const void *key);
/* An array, object or set of constants becomes a value; else t itself. */
const term *step_norm(struct step *s, const term *t);
bool step_same(struct step *s, const term *a, const term *b);
bool step_is_closure(const term *t);
bool step_is_doc(const struct step *s, const term *ref, const struct rego_string *doc);
bool step_is_function(const struct step *s, const term *ref); /* written in the language */
static inline bool step_is_collection(const term *t)
{
	return t->kind == REGO_TERM_ARRAY || t->kind == REGO_TERM_OBJECT ||
	       t->kind == REGO_TERM_SET;
}
/* The kind of value a term is: of ARRAY terms, too; UNDEFINED: neither. */
enum rego_kind step_kind(const term *t);
uint32_t step_len(const term *t);
const term *step_item(struct step *s, const term *t, uint32_t i);
const term *step_key(struct step *s, const term *object, uint32_t i);
const term *step_member(struct step *s, const term *object, uint32_t i);
/* The first count items of a ref. */
term *step_prefix(struct step *s, const term *ref, uint32_t count);
bool step_has_prefix(struct step *s, const term *ref, const term *prefix);
uint32_t step_ground(const term *ref);
const term *step_rule_ref(struct step *s, const struct rego_rule *r);
bool step_is_eq(const struct rego_expr *x);
const term *step_head_key(const struct rego_rule *r);
term *step_ref_of(struct step *s, const term *head, const term *const *rest, uint32_t n);

/* --- binds.c ------------------------------------------------------------------- */
struct binds *step_binds(struct step *s, uint64_t id);
const term *step_apply(const term *t, struct binds **in);
void step_bind(struct step *s, struct binds *b, const term *key, const term *value,
	       struct binds *in, struct undo *u);
void step_undo(struct undo *u);
const term *step_plug(struct step *s, struct binds *b, const term *t);
/* Variables that stay get the number of their query behind their name, but those of caller. */
const term *step_plug_for(struct step *s, struct binds *b, const term *t, struct binds *caller);
const term *step_namespace(struct step *s, struct binds *b, const term *t, struct binds *caller);

/* --- events.c ------------------------------------------------------------------- */
void step_tell_expr(struct ev *e, enum rego_step_op op, const struct rego_expr *x);
void step_tell_body(struct ev *e, enum rego_step_op op, const struct rego_body *b);
void step_tell_rule(struct ev *e, enum rego_step_op op, const struct rego_rule *r);
void step_tell_index(struct ev *e, const struct rules *r, const term *ref);
void step_tell_note(struct ev *e, struct rego_val text);
void step_tell_case(struct ev *e, struct rego_val names);
void step_tell_unify(struct ev *e, const term *a, const term *b);

/* --- body.c --------------------------------------------------------------------- */
void step_closure(struct ev *child, struct ev *e, const struct rego_body *body);
void step_child(struct ev *child, struct ev *e, const struct rego_body *body);
void step_rule(struct ev *child, struct ev *e, const struct rego_rule *r);
struct stop *step_eval(struct ev *e, struct k *k);
struct stop *step_run(struct ev *e, struct k *k); /* with Enter and Exit */
struct stop *step_next(struct ev *e, struct k *k);
struct stop *step_suppress(struct stop *x);
const struct rego_expr *step_here(const struct ev *e);
static inline bool step_partial(const struct ev *e)
{
	return e->s->unknown != NULL;
}
_Noreturn void step_fail(struct ev *e, const struct rego_loc *loc, const char *code,
			 const char *message);

/* --- closures.c: every, not { } ---------------------------------------------------- */
struct stop *step_every(struct ev *e, const struct rego_expr *x, struct k *k);
struct stop *step_not_body(struct ev *e, const struct rego_expr *x, struct k *k);
struct stop *step_not(struct ev *e, struct k *k);
struct stop *step_with(struct ev *e, struct k *k);

/* --- unify.c --------------------------------------------------------------------- */
struct stop *step_biunify(struct ev *e, const term *a, const term *b, struct binds *b1,
			  struct binds *b2, struct k *k);
struct stop *step_unify(struct ev *e, const term *a, const term *b, struct k *k);
struct stop *step_unify_lists(struct ev *e, term *const *a, term *const *b, uint32_t n,
			      struct binds *b1, struct binds *b2, struct k *k);

/* --- comps.c --------------------------------------------------------------------- */
struct stop *step_comprehension(struct ev *e, const term *a, const term *b, struct binds *b1,
				struct binds *b2, bool swap, struct k *k);
const term *step_amend(struct ev *e, const term *a, struct binds *b);
void step_push_groups(struct ev *e);

/* --- comps_keys.c ---------------------------------------------------------------- */
struct step_keys {
	const struct rego_string **vars;
	uint32_t count; /* 0: it is not grouped */
	bool more;	/* what is made needs the values of others, too */
};

const struct step_keys *step_keys_of(struct ev *e, const term *t);

/* --- calls.c ---------------------------------------------------------------------- */
struct stop *step_call(struct ev *e, term *const *terms, uint32_t n, struct k *k);

/* --- tree.c ----------------------------------------------------------------------- */
struct lookup { /* a ref on its way through data */
	struct ev *e;
	const term *ref;
	uint32_t pos;
	const term **plugged; /* what of the ref is known so far; shared by all of one ref */
	struct binds *b;
	const term *rterm;
	struct binds *rb;
	const struct rego_rule_node *node;
};
struct stop *step_ref(struct ev *e, const term *a, const term *b, struct binds *b1,
		      struct binds *b2, struct k *k);
struct stop *step_in_term(struct lookup *l, uint32_t pos, const term *t, struct binds *tb,
			  struct k *k);
term *step_plugged(struct lookup *l, uint32_t count);
struct stop *step_rules(struct lookup *l, struct k *k); /* rules.c */
struct stop *step_partial_rules(struct lookup *l, struct rules *r, struct k *k);

/* --- base.c ------------------------------------------------------------------------ */
/* Base data at a ref of constants, with what "with" replaced.  *unknown: partial evaluation. */
struct rego_val step_resolve(struct ev *e, const term *ref, bool *unknown);
bool step_replaced(struct step *s, const term *const *path, uint32_t count);
struct rego_val step_merge(struct rego_arena *a, struct rego_val x, struct rego_val y);

/* --- known.c ------------------------------------------------------------------------ */
void step_push_known(struct step *s);
struct rego_val step_key_of(struct step *s, const term *const *path, uint32_t count);
const struct known *step_known(struct step *s, struct rego_val key);
void step_know(struct step *s, struct rego_val key, struct rego_val value);

/* --- find.c --------------------------------------------------------------------------- */
/* False when there are none. */
bool step_find_rules(struct ev *e, const term *ref, const struct rego_rule_node *n,
		     term *const *args, uint32_t count, struct rules *r);

/* --- unknown.c, partial evaluation ------------------------------------------------------- */
bool step_unknown(struct ev *e, const term *t, struct binds *b);
bool step_unknown_expr(struct ev *e, const struct rego_expr *x, struct binds *b);
bool step_unknown_body(struct ev *e, const struct rego_body *x, struct binds *b);
bool step_saved(struct step *s, const term *t, struct binds *b);
bool step_saved_in(struct step *s, const term *t, struct binds *b);
void step_push_unknown(struct step *s, const term *const *terms, uint32_t n, struct binds *b);
void step_pop_unknown(struct step *s);
struct rego_vars;
void step_unknown_vars(struct step *s, struct rego_vars *vars);
const term *step_as_unknown(struct step *s, const term *t);
void step_disable(struct step *s, struct disabled *d);
bool step_is_disabled(struct step *s, const term *ref, bool ignore_internal);
bool step_is_disabled_var(struct step *s, const term *var, bool ignore_internal);

/* --- save.c ------------------------------------------------------------------------------ */
struct stop *step_save_unify(struct ev *e, const term *a, const term *b, struct binds *b1,
			     struct binds *b2, struct k *k);
struct stop *step_save_expr(struct ev *e, const struct rego_expr *x, struct binds *b, struct k *k);
struct stop *step_save_marked(struct ev *e, const struct rego_expr *x, struct binds *b,
			      struct k *k);
struct stop *step_save_call(struct ev *e, uint32_t arity, term *const *terms, uint32_t n,
			    struct k *k);
struct stop *step_save_negated(struct ev *e, struct rego_expr *const *x, uint32_t n, struct k *k);
void step_push_saved(struct step *s);
struct saved *step_pop_saved(struct step *s);
void step_put_saved(struct step *s, struct saved *q);
struct rego_body *step_saved_body(struct step *s, const struct saved *q);
struct rego_body *step_saved_query(struct step *s);

/* --- make.c ------------------------------------------------------------------------------ */
struct rego_expr *step_new_expr(struct step *s, const term *t);
struct rego_expr *step_new_call(struct step *s, term *const *terms, uint32_t n);
struct rego_expr *step_new_eq(struct step *s, const term *a, const term *b);
struct rego_body *step_new_body(struct step *s, struct rego_expr *x);
void step_append(struct step *s, struct rego_body *b, struct rego_expr *x);
struct rego_pass *step_pass(struct step *s);
bool step_passes(struct step *s, struct rego_body *b); /* the type checker */

/* --- negate.c, support.c ------------------------------------------------------------------- */
struct stop *step_not_partial(struct ev *e, struct k *k);
struct stop *step_not_body_partial(struct ev *e, const struct rego_expr *x, struct k *k);
bool step_supports(struct step *s, const term *path);
void step_support(struct step *s, const term *path, struct rego_rule *r);
void step_support_in(struct step *s, const term *package, struct rego_rule *r);
const term *step_namespaced(struct step *s, const term *ref);
struct stop *step_support_call(struct ev *e, term *const *terms, uint32_t n, uint32_t arity,
			       struct rules *r, struct k *k);
struct stop *step_support_complete(struct lookup *l, struct rules *r, struct k *k);
struct stop *step_support_partial(struct lookup *l, struct rules *r, struct k *k);

/* --- propagate.c ------------------------------------------------------------------------------ */
struct rego_body *step_propagate(struct step *s, const struct rego_vars *live, bool not_empty,
				 struct rego_body *b);

#endif
