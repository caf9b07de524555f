/* SPDX-License-Identifier: BSD-2-Clause */
/* The state of making code of one function, and what its parts offer each other. */
#ifndef REGO_VM_GEN_H
#define REGO_VM_GEN_H

#include "rego/vm/code.h"

/* Pairs that are to be equal once one side has a value, and expressions that need one of these. */
struct rego_pairs {
	struct pair *items;
	uint32_t count, room;
	const struct rego_expr **late;
	uint32_t late_count, late_room;
};

struct rego_gen {
	struct rego_program *program;
	struct rego_arena *arena; /* of what is made */
	const struct rego_unit *unit;
	struct rego_consts *consts;
	struct rego_errors *errors;

	uint32_t *words, count, room;
	uint32_t registers; /* given out so far */
	struct rego_place *places;
	uint32_t place_count, place_room;

	uint32_t *labels, label_count, label_room; /* where each is; REGO_NOWHERE: not yet */
	uint32_t *fixups, fixup_count, fixup_room; /* words that name a label */
	uint32_t fail;				   /* label: the next way to try */

	struct rego_pairs *waiting; /* of the body; NULL: none may wait */

	uint32_t *bound; /* by id of the variable: its operand, or REGO_NOWHERE */
	uint32_t *trail, trail_count, trail_room; /* ids bound, in turn */

	const struct rego_index **indexes;
	uint32_t index_count;
	const struct rego_with_plan **withs;
	uint32_t with_count, with_room;
	const struct rego_code **groups;
	uint32_t group_count;
	struct rego_event *events;
	uint32_t event_count, event_room;
	uint32_t depth;
	bool query;
	bool costly; /* has loops, calls of functions, or prints: worth remembering */
	bool prints;
	bool stuck; /* something needed a value that was not there */
	bool too_large;
};

/* emit.c */
void rego_gen_init(struct rego_gen *g, struct rego_program *p, struct rego_arena *a,
		   uint32_t *bound);
/* Room for all variables there are, none of which has a value. */
uint32_t *rego_gen_bound(struct rego_arena *a, const struct rego_intern *names);
struct rego_code *rego_gen_done(struct rego_gen *g, const char *name, uint32_t args);
void rego_word(struct rego_gen *g, uint32_t w);
void rego_emit(struct rego_gen *g, enum rego_op op, const uint32_t *words, uint32_t n);
#define rego_op(g, op, ...)                                                                        \
	rego_emit((g), REGO_OP_##op, (const uint32_t[]){ __VA_ARGS__ },                            \
		  sizeof((const uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t))
/* A word that will be the place of the label. */
void rego_to(struct rego_gen *g, uint32_t label);
uint32_t rego_label(struct rego_gen *g);
void rego_here(struct rego_gen *g, uint32_t label);
void rego_jump(struct rego_gen *g, uint32_t label);
uint32_t rego_register(struct rego_gen *g, uint32_t n);
uint32_t rego_gen_constant(struct rego_gen *g, struct rego_val v); /* with REGO_CONST */
/* The same for what is interned and sealed already. */
uint32_t rego_shared(struct rego_gen *g, struct rego_val v);
uint32_t rego_const_text(struct rego_gen *g, const char *text);
void rego_at(struct rego_gen *g, const struct rego_loc *loc);
/* Nothing, when nobody wants to know. */
void rego_gen_event(struct rego_gen *g, enum rego_event_kind kind, const struct rego_rule *r,
		    const struct rego_expr *x);
uint32_t rego_event_place(struct rego_gen *g, enum rego_event_kind kind, const struct rego_rule *r,
			  const struct rego_expr *x);
uint32_t rego_builtin_place(struct rego_gen *g, const struct rego_builtin *b);

uint32_t rego_var(const struct rego_gen *g, const struct rego_string *v);
void rego_bind(struct rego_gen *g, const struct rego_string *v, uint32_t operand);
void rego_unbind_to(struct rego_gen *g, uint32_t mark);

/* gen_term.c: an operand with the term's value; undefined goes to g->fail */
uint32_t rego_gen_term(struct rego_gen *g, const struct rego_term *t);
/* The same for what goes into a collection, or stands in for a document. */
uint32_t rego_gen_kept(struct rego_gen *g, const struct rego_term *t);
bool rego_term_constant(struct rego_gen *g, const struct rego_term *t, struct rego_val *v);
/* Whether all variables in it have values (those of closures aside). */
bool rego_term_bound(const struct rego_gen *g, const struct rego_term *t);
bool rego_is_wildcard(const struct rego_string *v);

/* last_wins: of equal keys in an object, else they are a conflict. */
uint32_t rego_gen_comprehension(struct rego_gen *g, const struct rego_term *t, bool last_wins);

/* gen_ref.c */
uint32_t rego_gen_ref(struct rego_gen *g, const struct rego_term *t);
bool rego_gen_input_is(struct rego_gen *g, const struct rego_term *ref, struct rego_val v);

/* gen_unify.c */
void rego_gen_unify(struct rego_gen *g, const struct rego_term *a, const struct rego_term *b);
/* Around a body: what neither side of has a value yet waits in own, and is met again behind each
 * expression; what is left at the end never holds.  Gives what close wants. */
struct rego_pairs *rego_gen_open(struct rego_gen *g, struct rego_pairs *own);
void rego_gen_again(struct rego_gen *g);
void rego_gen_close(struct rego_gen *g, struct rego_pairs *outer);
bool rego_gen_is_waiting(const struct rego_gen *g, const struct rego_term *var);
void rego_gen_match(struct rego_gen *g, const struct rego_term *pattern, uint32_t v);

/* gen_late.c */
/* Whether x is for later: rego_gen_late() makes it behind what gives the value. */
bool rego_gen_put_off(struct rego_gen *g, const struct rego_expr *x);
void rego_gen_late(struct rego_gen *g);

/* gen_expr.c */
bool rego_is_comparison(const struct rego_builtin *b);
void rego_gen_expr(struct rego_gen *g, const struct rego_expr *x);
void rego_gen_body(struct rego_gen *g, const struct rego_body *b);

/* gen_guard.c: a branch is entered, its body fails where OPA's index would not have tried it */
void rego_gen_guarded(struct rego_gen *g, const struct rego_rule *r);
/* Only what the index asks. */
void rego_gen_wants(struct rego_gen *g, const struct rego_rule *r);

/* gen_early.c: whether, after one solution, no other can differ: what is left need not be tried */
bool rego_same_values(struct rego_gen *g, struct rego_rule *const *rules, uint32_t count);
/* Whether anything in the branches can fail with an error, or print. */
bool rego_can_show(const struct rego_gen *g, struct rego_rule *const *rules, uint32_t count);
/* A register with the one constant value of all branches that OPA's index leaves, undefined when
 * they have several; 0: they never have one. */
uint32_t rego_gen_single(struct rego_gen *g, struct rego_rule *const *rules, uint32_t count);

/* gen_group.c: the comprehension grouped by variables of the body around; false: it cannot be */
bool rego_gen_group(struct rego_gen *g, const struct rego_term *t, uint32_t *d);

/* gen_with.c */
void rego_gen_with(struct rego_gen *g, const struct rego_expr *x,
		   void (*plain)(struct rego_gen *g, const struct rego_expr *x));

/* gen_rule.c */
struct rego_code *rego_gen_rules(struct rego_program *p, const struct rego_rule_node *n, bool keyed,
				 uint32_t *bound, struct rego_errors *e);
/* A document whose parts depend on variables of heads, and can be asked for one by one. */
bool rego_is_partial(const struct rego_rule_node *n);

#endif
