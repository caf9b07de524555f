/* SPDX-License-Identifier: BSD-2-Clause */
/* One evaluation: its registers, calls, caches and replaced documents. */
#ifndef REGO_VM_VM_H
#define REGO_VM_VM_H

#include "rego/builtin/http_request.h"
#include "rego/vm/code.h"

/* Of the machine in itself, and of packages in packages: some hundred bytes of stack each. */
#define REGO_MOST_NESTED 4096

struct rego_policy {
	struct rego_arena arena;
	struct rego_options options;
	struct rego_errors errors;
	struct rego_intern strings;
	struct rego_module **modules;
	uint32_t module_count, module_room;
	struct rego_val data;
	struct rego_unit *unit;
	struct rego_program program;
	bool compiled, broken;
};

struct rego_query {
	struct rego_arena arena;
	struct rego_policy *policy;
	struct rego_query_unit *unit;
	struct rego_code *code;
	const struct rego_source *source;
};

/* The document of the rules of one node, once known.  Good when its layer is the current one. */
struct rego_slot {
	uint64_t layer;
	struct rego_val value;
};

struct rego_saved_slot {
	uint32_t slot;
	struct rego_slot old;
	struct rego_saved_slot *next;
};

struct rego_mock {
	struct rego_target what, by;
	bool by_function;
	struct rego_val value;
	struct rego_mock *next;
};

struct rego_mask { /* data at the path is replaced: rules below do not count */
	const struct rego_val *path;
	uint32_t count;
	struct rego_mask *next;
};

struct rego_layer { /* one "with" */
	struct rego_layer *outer;
	uint64_t layer; /* of the outer one */
	struct rego_val input, data, overlay;
	struct rego_mock *mocks;
	struct rego_mask *masks;
	struct rego_saved_slot *saved;
};

struct rego_frame {
	const struct rego_code *code;
	const uint32_t *pc; /* of the call in the frame before */
	struct rego_val *regs;
	struct rego_memo *memo;
};

/* What a function gave for some arguments, or partial rules for a key. */
struct rego_memo {
	const struct rego_code *code;
	uint64_t layer;
	struct rego_val value;
	uint32_t hash, count;
	struct rego_memo *next;
	bool known;
	struct rego_val args[];
};

#define REGO_NONDETS 1024
struct rego_nondet { /* a call whose result must stay the same in one evaluation */
	const struct rego_builtin *builtin;
	struct rego_val args, result;
	struct rego_nondet *next;
};

struct rego_eval {
	const struct rego_policy *policy;
	const struct rego_program *program;
	struct rego_arena arena;
	struct rego_env env;
	struct rego_net net; /* env.net */
	struct rego_limits limits;
	jmp_buf out;

	struct rego_val input, data, overlay;
	const struct rego_string *looks_at; /* the first member of the input that was looked at, */
	bool looks_at_more;		    /* and there was another, or all of it */
	struct rego_mock *mocks;
	struct rego_mask *masks;
	struct rego_layer *with;
	struct rego_slot *slots;  /* by node */
	struct rego_memo **memos; /* by hash */
	uint32_t memo_mask, memo_count;
	uint64_t layer, last_layer;
	struct rego_nondet **nondet; /* by hash of the arguments */

	struct rego_frame *frames, *frame, *frames_end;
	struct rego_val *regs, *regs_end;
	uint32_t nested; /* rego_vm_run() below rego_vm_run() */

	uint64_t steps_left, steps_slice;
	_Atomic bool cancelled;

	void (*event)(void *arg, const struct rego_event *ev);
	void *event_arg;

	/* answers */
	struct rego_builder answers;
	uint32_t answer_count;

	/* the error that ended it, and those that became undefined */
	const char *error_code, *error_message;
	struct rego_loc error_loc;
	struct rego_errors builtin_errors;
	bool failed;

	bool again; /* the run goes on with what the one before left of its limits */
	uint64_t deadline;
	bool holding; /* lines of print() */
	struct rego_line *lines, **lines_end;
};

/* eval.c: the machine's answer. */
int rego_vm_ask(struct rego_eval *e, const struct rego_query *q, struct rego_val input,
		struct rego_result *r);
/* Begin, call fn(arg), which may leave by an error or a limit, and tell of that in r. */
int rego_vm_guard(struct rego_eval *e, struct rego_val input, int (*fn)(void *arg), void *arg,
		  struct rego_result *r);
/* Answers: count times the values captured and those of the variables. */
void rego_vm_collect(struct rego_eval *e, const struct rego_query *q, const struct rego_val *values,
		     uint32_t count, struct rego_result *r);

/* vm.c: run a function; undefined when it gives nothing. */
struct rego_val rego_vm_run(struct rego_eval *e, const struct rego_code *c,
			    const struct rego_val *args, uint32_t count);

/* vm_fail.c */
_Noreturn void rego_vm_fail(struct rego_eval *e, const struct rego_code *c, const uint32_t *pc,
			    const char *code, const char *message);
_Noreturn void rego_vm_fail_at(struct rego_eval *e, const struct rego_loc *loc, const char *code,
			       const char *message);
const struct rego_loc *rego_vm_place(const struct rego_code *c, const uint32_t *pc);
/* The budget of steps is used up: more of it, or the end. */
void rego_vm_pause(struct rego_eval *e);
/* So many steps more, which something that is large takes at once. */
void rego_vm_charge(struct rego_eval *e, uint64_t steps);

#define REGO_STEP_BELOW 64 /* values, or bytes of text, that are looked at in a step */
static inline void rego_vm_charge_for(struct rego_eval *e, uint64_t below)
{
	if (__builtin_expect(below >= REGO_STEP_BELOW, 0))
		rego_vm_charge(e, below / REGO_STEP_BELOW);
}

/* A path of the input is looked at. */
static inline void rego_vm_look(struct rego_eval *e, const struct rego_val *consts,
				const uint32_t *path, uint32_t n)
{
	struct rego_val key = n ? consts[path[0] & ~REGO_CONST] : rego_undefined();

	if (__builtin_expect(key.string == e->looks_at && key.kind == REGO_STRING, 1))
		return;
	e->looks_at_more |= e->looks_at || key.kind != REGO_STRING;
	e->looks_at = key.kind == REGO_STRING ? key.string : e->looks_at;
}

/* vm_value.c */
struct rego_val rego_vm_path(struct rego_val v, const struct rego_val *consts, const uint32_t *path,
			     uint32_t n);
/* One of n constants, or a collection that has one. */
bool rego_vm_may(struct rego_val v, const struct rego_val *consts, const uint32_t *wanted,
		 uint32_t n);
bool rego_vm_next(struct rego_val *it, struct rego_val *key, struct rego_val *value);
/* What OPA's storage has at a key: numbers are names, too, and names may be places in arrays. */
struct rego_val rego_vm_stored(struct rego_val base, struct rego_val key);
bool rego_vm_in(struct rego_val item, struct rego_val coll);
/* What is written out in the code, in the order of its terms.  As in OPA a loop over it meets it
 * in that order, and an element twice that two variables have; what is kept of it for later is
 * plain. */
struct rego_val rego_vm_nested(struct rego_val v, const struct rego_val *items, uint32_t n);
struct rego_val rego_vm_set(struct rego_arena *a, const struct rego_val *items, uint32_t n);
struct rego_val rego_vm_pairs(struct rego_arena *a, const struct rego_pair *pairs, uint32_t n);
struct rego_val rego_vm_plain_copy(struct rego_arena *a, struct rego_val v);
static inline struct rego_val rego_vm_plain(struct rego_arena *a, struct rego_val v)
{
	return __builtin_expect(v.big, 0) ? rego_vm_plain_copy(a, v) : v;
}
/* The collection that a loop over v goes through. */
struct rego_val rego_vm_looped(struct rego_val v);
/* An object from what was added; undefined when a key has two values. */
struct rego_val rego_vm_object(struct rego_builder *b);

/* vm_call.c */
struct rego_val rego_vm_builtin(struct rego_eval *e, const struct rego_code *c, const uint32_t *pc,
				const struct rego_builtin *b, const struct rego_val *args,
				uint32_t n);
/* Replaced by "with"?  Then *result is what the call gives. */
bool rego_vm_mocked(struct rego_eval *e, const struct rego_code *c, const uint32_t *pc,
		    struct rego_target what, const struct rego_val *args, uint32_t n,
		    struct rego_val *result);
/* The same for who has a place in the text; nothing is replaced by "with". */
struct rego_val rego_vm_apply(struct rego_eval *e, const struct rego_loc *loc,
			      const struct rego_builtin *b, const struct rego_val *args,
			      uint32_t n);

/* vm_print.c */
void rego_vm_print_at(struct rego_eval *e, const struct rego_loc *loc, struct rego_val sets);
void rego_vm_print(struct rego_eval *e, const struct rego_code *c, const uint32_t *pc,
		   struct rego_val sets);
/* Lines wait until it is known whether they are told. */
void rego_vm_hold_lines(struct rego_eval *e);
void rego_vm_tell_lines(struct rego_eval *e);

/* vm_memo.c: the entry of such a call, made when there is none. */
struct rego_memo *rego_vm_memo(struct rego_eval *e, const struct rego_code *code,
			       const struct rego_val *args, uint32_t n);

/* vm_group.c */
void rego_vm_group(struct rego_eval *e, const struct rego_code *group, struct rego_builder *from,
		   uint32_t n, enum rego_term_kind kind);
/* The first time only what is asked for is made: it may be the last. */
enum rego_grouped { REGO_GROUPED, REGO_GROUP_FIRST, REGO_GROUP_NOW };
enum rego_grouped rego_vm_grouped(struct rego_eval *e, const struct rego_code *group);
struct rego_val rego_vm_group_of(struct rego_eval *e, const struct rego_code *group,
				 const struct rego_val *keys, uint32_t n, enum rego_term_kind kind);

/* vm_with.c */
void rego_vm_with(struct rego_eval *e, const struct rego_with_plan *p,
		  const struct rego_val *values);
void rego_vm_with_end(struct rego_eval *e);
void rego_vm_store(struct rego_eval *e, uint32_t node, struct rego_val v);
/* v with what is at the path replaced. */
struct rego_val rego_vm_put(struct rego_arena *a, struct rego_val v, const struct rego_val *path,
			    uint32_t n, struct rego_val what);

/* vm_tree.c */
bool rego_vm_masked(const struct rego_eval *e, const struct rego_rule_node *n);
struct rego_val rego_vm_rules(struct rego_eval *e, const struct rego_rule_node *n);
struct rego_val rego_vm_base(struct rego_eval *e, const struct rego_rule_node *n);
void rego_vm_tree(struct rego_eval *e, struct rego_val *c, uint32_t node);
bool rego_vm_tree_key(struct rego_eval *e, struct rego_val *to, const struct rego_val *c,
		      struct rego_val key);
/* What a loop over the keys there goes through, but for rules below. */
struct rego_val rego_vm_tree_looped(struct rego_eval *e, const struct rego_val *c);
bool rego_vm_tree_next(struct rego_eval *e, struct rego_val *it, const struct rego_val *c,
		       struct rego_val *key);
struct rego_val rego_vm_tree_value(struct rego_eval *e, const struct rego_val *c);

/* vm_doc.c: the growing document of a partial rule */
struct rego_doc;
struct rego_doc *rego_doc_new(struct rego_arena *a);
/* False: a conflict. */
bool rego_doc_put(struct rego_arena *a, struct rego_doc *d, const struct rego_val *path, uint32_t n,
		  struct rego_val v, bool into_set);
struct rego_val rego_doc_done(struct rego_arena *a, struct rego_doc *d);

/* index.c */
struct rego_index;
bool rego_index_choose(struct rego_eval *e, const struct rego_index *x, const struct rego_code *c,
		       struct rego_val *state, const struct rego_val *args);
uint32_t rego_index_next(const struct rego_index *x, struct rego_val *state);

#endif
