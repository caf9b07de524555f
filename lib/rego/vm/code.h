/* SPDX-License-Identifier: BSD-2-Clause */
/* Code of the policy engine's machine, and the program that a compiled policy is.
 *
 * Code is 32-bit words: an operation, then its operands.  A function has a window of registers.
 * An operand that is read ("value") is a register, or, with REGO_CONST set, a place in the table
 * of constants.  F is where to go on when the operation has no result: the place in the function's
 * words of the next way to try (the innermost loop's next round, the next rule, the end).  So a
 * body is a straight line of operations, and undefined is never a value in a register, but for
 * those that REGO_OP_UNDEF sets. */
#ifndef REGO_VM_CODE_H
#define REGO_VM_CODE_H

#include "rego/compile/compile.h"
#include "rego/rego.h"
#include "rego/value/intern.h"
#include "rego/value/wish.h"

#define REGO_CONST   UINT32_C(0x80000000)
#define REGO_NOWHERE UINT32_MAX

/* d: register written; v: value; F: place; k: place in the constants; n: how many follow. */
#define REGO_OPS(OP)                                                                               \
	OP(MOVE)	 /* d v */                                                                 \
	OP(UNDEF)	 /* d */                                                                   \
	OP(JUMP)	 /* F */                                                                   \
	OP(IF_DEFINED)	 /* register F: go there when it is defined */                             \
	OP(IF_UNHEARD)	 /* F: go there when neither errors of built-ins nor prints show */        \
	OP(INPUT)	 /* d F */                                                                 \
	OP(INPUT_PATH)	 /* d F n k... */                                                          \
	OP(INPUT_IS)	 /* k F n k...: input.k.k == k */                                          \
	OP(PATH)	 /* d v F n k... */                                                        \
	OP(FIELD)	 /* d v F k: v.k of a constant string */                                   \
	OP(GET)		 /* d v v F: v[v] */                                                       \
	OP(STORED)	 /* d v v F: the same in a base document */                                \
	OP(BASE)	 /* d F k n k...: base document k at data.k.k */                           \
	OP(UNIFY)	 /* v v F: equal */                                                        \
	OP(IS)		 /* v k F: equal to a constant string */                                   \
	OP(EQ)		 /* v v F builtin: go on when it is true */                                \
	OP(NE)		 /* v v F builtin */                                                       \
	OP(LT)		 /* v v F builtin, as the others */                                        \
	OP(LE)		 /* v v F builtin */                                                       \
	OP(GT)		 /* v v F builtin */                                                       \
	OP(GE)		 /* v v F builtin */                                                       \
	OP(IN)		 /* v v F builtin: internal.member_2 */                                    \
	OP(MAY)		 /* v F n k...: equal to one of them, or a collection that has one */      \
	OP(TRUE)	 /* v F: not false */                                                      \
	OP(KIND)	 /* v F kind: fails unless v is of that kind, or a set */                  \
	OP(SHAPE)	 /* v F kind count: an array or object of so many elements */              \
	OP(ELEMENT)	 /* d v index: of an array known to have it */                             \
	OP(SCAN)	 /* it v F: it and it + 1 are the state of a loop */                       \
	OP(NEXT)	 /* it F d d: key and value of the next element */                         \
	OP(NEXT_VALUE)	 /* it F d */                                                              \
	OP(ARRAY)	 /* d n v... */                                                            \
	OP(SET)		 /* d n v... */                                                            \
	OP(OBJECT)	 /* d n v v... */                                                          \
	OP(OBJECT_OF)	 /* d n v v...: with keys that are no constants */                         \
	OP(PLAIN)	 /* d v: of what is written out only the value */                          \
	OP(BUILD)	 /* d: an empty builder */                                                 \
	OP(ADD)		 /* builder v */                                                           \
	OP(ADD_PAIR)	 /* builder v v */                                                         \
	OP(BUILT_ARRAY)	 /* d builder */                                                           \
	OP(BUILT_SET)	 /* d builder */                                                           \
	OP(BUILT_OBJECT) /* d builder: equal keys must have equal values */                        \
	OP(BUILT_LAST)	 /* d builder: an object, of equal keys the last value */                  \
	OP(TUPLES)	 /* it builder: loop over what was added, some at a time */                \
	OP(NEXT_TUPLE)	 /* it F n d... */                                                         \
	OP(IF_GROUP)	 /* group F F: when the groups are made; when they are not worth it */     \
	OP(GROUP)	 /* group builder n kind: make them of what was added, by n keys */        \
	OP(GROUP_OF)	 /* d group kind n v...: the group of the keys */                          \
	OP(DOC)		 /* d: an empty document of a partial rule */                              \
	OP(DOC_PUT)	 /* doc v n v...: value at a path */                                       \
	OP(DOC_ADD)	 /* doc v n v...: into the set at a path */                                \
	OP(DOC_DONE)	 /* d doc */                                                               \
	OP(RULE)	 /* d F node: the document of rules */                                     \
	OP(KEYED)	 /* d F node 1 v: the same, where only what is at a key is needed */       \
	OP(CALL)	 /* d F node n v... */                                                     \
	OP(BUILTIN)	 /* d F builtin n v... */                                                  \
	OP(PRINT)	 /* v */                                                                   \
	OP(PLUS)	 /* d F builtin 2 v v, and so on: as BUILTIN, short ways */                \
	OP(MINUS)	 /* d F builtin 2 v v */                                                   \
	OP(TIMES)	 /* d F builtin 2 v v */                                                   \
	OP(COUNT)	 /* d F builtin 1 v */                                                     \
	OP(TREE)	 /* c node: a place in data, in c and c + 1 */                             \
	OP(TREE_KEY)	 /* c c v F: below it */                                                   \
	OP(TREE_SCAN)	 /* it c: it..it + 2 are the state */                                      \
	OP(TREE_NEXT)	 /* it c F d: the next key */                                              \
	OP(TREE_VALUE)	 /* d c F: the whole document there */                                     \
	OP(WITH)	 /* with n v... */                                                         \
	OP(WITH_END)                                                                               \
	OP(RESULT)    /* d v: of a complete rule; an error when d has another value */             \
	OP(CHOOSE)    /* d F index: which rules can apply, in d and d + 1; F when none */          \
	OP(CHOICE)    /* d F index: go to the next of them */                                      \
	OP(SINGLE)    /* d v: return v when all chosen rules have the same value */                \
	OP(RETURN)    /* v */                                                                      \
	OP(NOTHING)   /* return undefined */                                                       \
	OP(ANSWER)    /* n v... */                                                                 \
	OP(TEST_CASE) /* v place in the events */                                                  \
	OP(EVENT)     /* place in the events */

enum rego_op {
#define OP(name) REGO_OP_##name,
	REGO_OPS(OP)
#undef OP
		REGO_OP_COUNT_OF
};

struct rego_place { /* what a word of code was made of */
	uint32_t at;
	const struct rego_loc *loc;
};

struct rego_code {
	const char *name;
	const uint32_t *words;
	uint32_t word_count;
	uint32_t registers, args;
	uint32_t node; /* of the rules; REGO_NOWHERE: a query */
	bool memo;     /* a function: what it gave is remembered by its arguments */
	const struct rego_val *consts;
	const struct rego_place *places;
	uint32_t place_count;
	const struct rego_index *const *indexes;
	const struct rego_with_plan *const *withs;
	const struct rego_event *events;
	const struct rego_code *const *groups; /* names of comprehensions in the memo */
};

struct rego_consts { /* grows while code is made */
	struct rego_val *values;
	uint32_t count, room;
	uint32_t *slots, mask; /* open addressing: place + 1 */
};

enum rego_with_kind { REGO_WITH_INPUT, REGO_WITH_DATA, REGO_WITH_FUNCTION, REGO_WITH_BUILTIN };

struct rego_with_target {
	enum rego_with_kind kind;
	struct rego_val *path; /* below input or data */
	uint32_t path_count;
	struct rego_target what; /* the function replaced */
	bool by_function;
	struct rego_target by;
};

#define REGO_BAD_PATH "bad document path"

struct rego_with_plan {
	uint32_t count;
	bool bad; /* a path has what is no string: an error when it comes to it */
	const struct rego_with_target *targets;
};

struct rego_program {
	struct rego_arena *arena;
	const struct rego_unit *unit;
	struct rego_intern *strings; /* of all constants, and of the data */
	struct rego_options options;
	struct rego_val data;
	struct rego_code **codes;	      /* by node: all rules there */
	struct rego_code **keyed;	      /* by node: of a partial rule, at a path */
	const struct rego_builtin **builtins; /* those called, by place */
	uint32_t builtin_count, builtin_room;
	struct rego_consts consts;
	struct rego_wish wish; /* what of the input any code looks at */
	bool prints;	       /* any of the rules */
};

/* Code of all rules of the unit.  Errors (a rule too large) go to e. */
int rego_make_program(struct rego_program *p, struct rego_errors *e);
/* Code of a query; its constants live in its arena. */
struct rego_code *rego_make_query(struct rego_program *p, struct rego_arena *a,
				  const struct rego_query_unit *q, struct rego_errors *e);
/* A copy of v whose strings are the interned ones. */
struct rego_val rego_intern_value(struct rego_intern *t, struct rego_arena *a, struct rego_val v);
/* The words of code as text, for tests and debugging. */
struct ss_strbuf;
void rego_print_code(struct ss_strbuf *out, const struct rego_code *c);

#endif
