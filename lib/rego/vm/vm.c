// SPDX-License-Identifier: BSD-2-Clause
/* The machine: one loop over the words of code, with a jump for each operation.
 *
 * It is one function, and long, because the compiler keeps the state of the machine in registers
 * only that way.  What is rare or large is in the other files. */
#include "rego/vm/vm.h"
#include "rego/value/number.h"

#define LIKELY(x)   __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

static inline bool same_text(const struct rego_string *a, const struct rego_string *b)
{
	if (a == b)
		return true;
	if ((a->id && b->id) || a->len != b->len)
		return false;
	return !memcmp(a->text, b->text, a->len);
}

static void charge_both(struct rego_eval *e, struct rego_val a, struct rego_val b)
{
	rego_vm_charge_for(e, a.below < b.below ? a.below : b.below);
}

static inline bool equal(struct rego_eval *e, struct rego_val a, struct rego_val b)
{
	if (a.kind == REGO_STRING && b.kind == REGO_STRING)
		return same_text(a.string, b.string);
	if (a.kind != b.kind)
		return false;
	if (a.kind == REGO_NUMBER && !a.big && !b.big)
		return a.i == b.i;
	charge_both(e, a, b);
	return rego_equal(a, b);
}

static inline int compare(struct rego_eval *e, struct rego_val a, struct rego_val b)
{
	if (a.kind == REGO_NUMBER && b.kind == REGO_NUMBER && !a.big && !b.big)
		return a.i < b.i ? -1 : a.i > b.i;
	charge_both(e, a, b);
	return rego_compare(a, b);
}

static inline struct rego_val get(struct rego_val v, struct rego_val key)
{
	if (v.kind == REGO_ARRAY && key.kind == REGO_NUMBER && !key.big)
		return (uint64_t)key.i < v.array->count ? v.array->items[key.i] : rego_undefined();
	return rego_get(v, key);
}

static struct rego_builder *builder(struct rego_eval *e, struct rego_val *r)
{
	struct rego_builder *b = (void *)r->array;

	if (!b) {
		b = rego_new(&e->arena, struct rego_builder);
		b->arena = &e->arena;
		r->array = (void *)b;
	}
	return b;
}

static struct rego_val list(struct rego_eval *e, const struct rego_code *c,
			    const struct rego_val *regs, const uint32_t *pc)
{
	uint32_t n = *pc == REGO_OP_ARRAY || *pc == REGO_OP_SET ? pc[2] : pc[2] * 2;
	struct rego_val *items = rego_new_array(&e->arena, struct rego_val, n + 1), v;
	const uint32_t *words = pc + 3;
	uint8_t big = 0;

	for (uint32_t i = 0; i < n; i++) {
		items[i] =
			words[i] & REGO_CONST ? c->consts[words[i] & ~REGO_CONST] : regs[words[i]];
		big |= items[i].big;
	}
	if (*pc == REGO_OP_SET)
		return rego_vm_set(&e->arena, items, n);
	if (*pc == REGO_OP_OBJECT_OF)
		return rego_vm_pairs(&e->arena, (const struct rego_pair *)items, n / 2);
	v = *pc == REGO_OP_ARRAY ? rego_array(&e->arena, items, n)
				 : rego_object(&e->arena, (const struct rego_pair *)items, n / 2);
	return UNLIKELY(big) ? rego_vm_nested(v, items, n) : v;
}

static struct rego_frame *enter(struct rego_eval *e, const struct rego_code *c, const uint32_t *pc,
				struct rego_val *regs, struct rego_memo *memo)
{
	struct rego_frame *f = e->frame + 1;

	if (UNLIKELY(f == e->frames_end || (size_t)(e->regs_end - regs) < c->registers + 16))
		rego_stop(&e->arena, REGO_STOP_DEPTH);
	f->code = c;
	f->pc = pc;
	f->regs = regs;
	f->memo = memo;
	e->frame = f;
	return f;
}

/* The short ways of arithmetic on numbers; false: undefined, or no numbers. */
static inline bool sum(struct rego_eval *e, struct rego_val a, struct rego_val b, bool minus,
		       struct rego_val *d)
{
	int64_t r;

	if (a.kind != REGO_NUMBER || b.kind != REGO_NUMBER)
		return false;
	if (LIKELY(!a.big && !b.big) &&
	    (minus ? !__builtin_sub_overflow(a.i, b.i, &r) : !__builtin_add_overflow(a.i, b.i, &r)))
		*d = rego_int(r);
	else
		*d = minus ? rego_subtract(&e->arena, a, b) : rego_add_numbers(&e->arena, a, b);
	return rego_defined(*d);
}

static inline bool product(struct rego_eval *e, struct rego_val a, struct rego_val b,
			   struct rego_val *d)
{
	int64_t r;

	if (a.kind != REGO_NUMBER || b.kind != REGO_NUMBER)
		return false;
	if (LIKELY(!a.big && !b.big) && !__builtin_mul_overflow(a.i, b.i, &r) && r)
		*d = rego_int(r);
	else
		*d = rego_multiply(&e->arena, a, b);
	return rego_defined(*d);
}

static struct rego_val call_builtin(struct rego_eval *e, const struct rego_code *c,
				    const uint32_t *pc, const struct rego_val *regs)
{
	struct rego_val args[16], *v = args;
	uint32_t n = pc[4];

	if (n > 16)
		v = rego_new_array(&e->arena, struct rego_val, n);
	for (uint32_t i = 0; i < n; i++)
		v[i] = pc[5 + i] & REGO_CONST ? c->consts[pc[5 + i] & ~REGO_CONST]
					      : regs[pc[5 + i]];
	return rego_vm_builtin(e, c, pc, e->program->builtins[pc[3]], v, n);
}

/* A test that "with" may have replaced. */
static bool slow_test(struct rego_eval *e, const struct rego_code *c, const uint32_t *pc,
		      struct rego_val a, struct rego_val b, bool truth)
{
	struct rego_val args[2] = { a, b }, d;

	if (!rego_vm_mocked(e, c, pc, (struct rego_target){ e->program->builtins[pc[4]], NULL },
			    args, 2, &d))
		return truth;
	return rego_defined(d) && !rego_is_false(d);
}

#define V(w) (*((w)&REGO_CONST ? &K[(w) & ~REGO_CONST] : &R[w]))
#define GO   goto *labels[*pc]
#define STEP(n)                                                                                    \
	do {                                                                                       \
		pc += (n);                                                                         \
		GO;                                                                                \
	} while (0)
#define FAIL(w)                                                                                    \
	do {                                                                                       \
		pc = W + (w);                                                                      \
		GO;                                                                                \
	} while (0)
#define TICK()                                                                                     \
	do {                                                                                       \
		if (UNLIKELY(!e->steps_slice--))                                                   \
			rego_vm_pause(e);                                                          \
	} while (0)
#define TEST(truth)                                                                                \
	do {                                                                                       \
		a = V(pc[1]);                                                                      \
		b = V(pc[2]);                                                                      \
		yes = (truth);                                                                     \
		if (UNLIKELY(e->mocks != NULL))                                                    \
			yes = slow_test(e, C, pc, a, b, yes);                                      \
		if (!yes)                                                                          \
			FAIL(pc[3]);                                                               \
		STEP(5);                                                                           \
	} while (0)
#define ENTER(code, call, window)                                                                  \
	do {                                                                                       \
		R = (window); /* of the frame above the caller's: before C changes */              \
		C = (code);                                                                        \
		enter(e, C, (call), R, memo);                                                      \
		W = C->words;                                                                      \
		K = C->consts;                                                                     \
		pc = W;                                                                            \
		GO;                                                                                \
	} while (0)

struct rego_val rego_vm_run(struct rego_eval *e, const struct rego_code *code,
			    const struct rego_val *args, uint32_t count)
{
	static const void *const labels[] = {
#define OP(name) &&op_##name,
		REGO_OPS(OP)
#undef OP
	};
	const struct rego_code *C = code;
	struct rego_frame *const bottom = e->frame;
	struct rego_val *R = bottom->regs + (bottom->code ? bottom->code->registers : 0);
	const struct rego_val *K = C->consts;
	const uint32_t *W = C->words, *pc = W;
	struct rego_memo *memo = NULL;
	struct rego_val a, b;
	bool yes;

	if (++e->nested > REGO_MOST_NESTED)
		rego_stop(&e->arena, REGO_STOP_DEPTH);
	enter(e, C, NULL, R, NULL);
	for (uint32_t i = 0; i < count; i++)
		R[i] = args[i];
	GO;

op_MOVE:
	R[pc[1]] = V(pc[2]);
	STEP(3);
op_UNDEF:
	R[pc[1]] = rego_undefined();
	STEP(2);
op_JUMP:
	FAIL(pc[1]);
op_IF_DEFINED:
	if (rego_defined(R[pc[1]]))
		FAIL(pc[2]);
	STEP(3);
op_IF_UNHEARD:
	if (!e->limits.strict_builtin_errors && !e->program->prints)
		FAIL(pc[1]);
	STEP(2);
op_INPUT:
	if (!rego_defined(e->input))
		FAIL(pc[2]);
	e->looks_at_more = true;
	R[pc[1]] = e->input;
	STEP(3);
op_INPUT_PATH:
	rego_vm_look(e, K, pc + 4, pc[3]);
	a = rego_vm_path(e->input, K, pc + 4, pc[3]);
	if (!rego_defined(a))
		FAIL(pc[2]);
	R[pc[1]] = a;
	STEP(4 + pc[3]);
op_INPUT_IS:
	rego_vm_look(e, K, pc + 4, pc[3]);
	a = rego_vm_path(e->input, K, pc + 4, pc[3]);
	if (!rego_defined(a) || !equal(e, a, K[pc[1] & ~REGO_CONST]))
		FAIL(pc[2]);
	STEP(4 + pc[3]);
op_PATH:
	a = rego_vm_path(V(pc[2]), K, pc + 5, pc[4]);
	if (!rego_defined(a))
		FAIL(pc[3]);
	R[pc[1]] = a;
	STEP(5 + pc[4]);
op_FIELD:
	a = rego_vm_path(V(pc[2]), K, pc + 4, 1);
	if (!rego_defined(a))
		FAIL(pc[3]);
	R[pc[1]] = a;
	STEP(5);
op_GET:
	a = get(V(pc[2]), V(pc[3]));
	if (!rego_defined(a))
		FAIL(pc[4]);
	R[pc[1]] = a;
	STEP(5);
op_STORED:
	a = V(pc[2]);
	b = V(pc[3]);
	if (a.kind == REGO_OBJECT && b.kind == REGO_STRING)
		a = rego_get(a, b);
	else
		a = rego_vm_stored(a, b);
	if (!rego_defined(a))
		FAIL(pc[4]);
	R[pc[1]] = a;
	STEP(5);
op_BASE:
	a = K[pc[3] & ~REGO_CONST];
	if (UNLIKELY(e->masks != NULL))
		a = rego_vm_path(e->data, K, pc + 5, pc[4]);
	if (!rego_defined(a))
		FAIL(pc[2]);
	R[pc[1]] = a;
	STEP(5 + pc[4]);
op_UNIFY:
	if (!equal(e, V(pc[1]), V(pc[2])))
		FAIL(pc[3]);
	STEP(4);
op_IS:
	a = V(pc[1]);
	if (a.kind != REGO_STRING || !same_text(a.string, K[pc[2] & ~REGO_CONST].string))
		FAIL(pc[3]);
	STEP(4);
op_EQ:
	TEST(equal(e, a, b));
op_NE:
	TEST(!equal(e, a, b));
op_LT:
	TEST(compare(e, a, b) < 0);
op_LE:
	TEST(compare(e, a, b) <= 0);
op_GT:
	TEST(compare(e, a, b) > 0);
op_GE:
	TEST(compare(e, a, b) >= 0);
op_IN:
	rego_vm_charge_for(e, V(pc[2]).below);
	TEST(rego_vm_in(a, b));
op_MAY:
	if (!rego_vm_may(V(pc[1]), K, pc + 4, pc[3]))
		FAIL(pc[2]);
	STEP(4 + pc[3]);
op_TRUE:
	if (rego_is_false(V(pc[1])))
		FAIL(pc[2]);
	STEP(3);
op_KIND:
	a = V(pc[1]);
	if (a.kind != pc[3] && a.kind != REGO_SET)
		FAIL(pc[2]);
	STEP(4);
op_SHAPE:
	a = V(pc[1]);
	if (a.kind != pc[3] || rego_len(a) != pc[4])
		FAIL(pc[2]);
	STEP(5);
op_ELEMENT:
	R[pc[1]] = V(pc[2]).array->items[pc[3]];
	STEP(4);
op_SCAN:
	a = V(pc[2]);
	if (a.kind < REGO_ARRAY)
		FAIL(pc[3]);
	R[pc[1]] = UNLIKELY(a.big) ? rego_vm_looped(a) : a;
	R[pc[1] + 1].i = 0;
	STEP(4);
op_NEXT:
	TICK();
	if (!rego_vm_next(&R[pc[1]], &R[pc[3]], &R[pc[4]]))
		FAIL(pc[2]);
	STEP(5);
op_NEXT_VALUE:
	TICK();
	if (R[pc[1]].kind == REGO_ARRAY) {
		uint32_t i = (uint32_t)R[pc[1] + 1].i++;

		if (i >= R[pc[1]].array->count)
			FAIL(pc[2]);
		R[pc[3]] = R[pc[1]].array->items[i];
		STEP(4);
	}
	if (!rego_vm_next(&R[pc[1]], NULL, &R[pc[3]]))
		FAIL(pc[2]);
	STEP(4);
op_ARRAY:
op_SET:
	R[pc[1]] = list(e, C, R, pc);
	STEP(3 + pc[2]);
op_OBJECT:
op_OBJECT_OF:
	R[pc[1]] = list(e, C, R, pc);
	STEP(3 + pc[2] * 2);
op_PLAIN:
	R[pc[1]] = rego_vm_plain(&e->arena, V(pc[2]));
	STEP(3);
op_BUILD:
	R[pc[1]].array = NULL;
	STEP(2);
op_ADD:
	rego_add(builder(e, &R[pc[1]]), V(pc[2]));
	STEP(3);
op_ADD_PAIR:
	rego_add_pair(builder(e, &R[pc[1]]), V(pc[2]), V(pc[3]));
	STEP(4);
op_BUILT_ARRAY:
	R[pc[1]] = rego_build_array(builder(e, &R[pc[2]]));
	STEP(3);
op_BUILT_SET:
	R[pc[1]] = rego_build_set(builder(e, &R[pc[2]]));
	STEP(3);
op_BUILT_OBJECT:
	a = rego_vm_object(builder(e, &R[pc[2]]));
	if (!rego_defined(a))
		rego_vm_fail(e, C, pc, "eval_conflict_error", "object keys must be unique");
	R[pc[1]] = a;
	STEP(3);
op_BUILT_LAST:
	R[pc[1]] = rego_build_object(builder(e, &R[pc[2]]));
	STEP(3);
op_TUPLES:
	R[pc[1]].array = R[pc[2]].array;
	R[pc[1] + 1].i = 0;
	STEP(3);
op_NEXT_TUPLE : {
	struct rego_builder *from = builder(e, &R[pc[1]]);
	size_t at = (size_t)R[pc[1] + 1].i;

	TICK();
	if (at >= from->count)
		FAIL(pc[2]);
	for (uint32_t i = 0; i < pc[3]; i++)
		R[pc[4 + i]] = from->items[at + i];
	R[pc[1] + 1].i += pc[3];
	STEP(4 + pc[3]);
}
op_IF_GROUP:
	switch (rego_vm_grouped(e, C->groups[pc[1]])) {
	case REGO_GROUPED: FAIL(pc[2]);
	case REGO_GROUP_FIRST: FAIL(pc[3]);
	default: STEP(4);
	}
op_GROUP:
	rego_vm_group(e, C->groups[pc[1]], builder(e, &R[pc[2]]), pc[3], pc[4]);
	STEP(5);
op_GROUP_OF : {
	struct rego_val keys[16];

	for (uint32_t i = 0; i < pc[4]; i++)
		keys[i] = V(pc[5 + i]);
	R[pc[1]] = rego_vm_group_of(e, C->groups[pc[2]], keys, pc[4], pc[3]);
	STEP(5 + pc[4]);
}
op_DOC:
	R[pc[1]].array = (void *)rego_doc_new(&e->arena);
	STEP(2);
op_DOC_PUT:
op_DOC_ADD : {
	struct rego_val *path = rego_new_array(&e->arena, struct rego_val, pc[3]);

	for (uint32_t i = 0; i < pc[3]; i++)
		path[i] = V(pc[4 + i]);
	if (!rego_doc_put(&e->arena, (void *)R[pc[1]].array, path, pc[3], V(pc[2]),
			  *pc == REGO_OP_DOC_ADD))
		rego_vm_fail(e, C, pc, "eval_conflict_error", "object keys must be unique");
	STEP(4 + pc[3]);
}
op_DOC_DONE:
	R[pc[1]] = rego_doc_done(&e->arena, (void *)R[pc[2]].array);
	STEP(3);
op_KEYED : {
	struct rego_val *to = R + C->registers;

	if (e->slots[pc[3]].layer == e->layer || !e->program->keyed[pc[3]] ||
	    UNLIKELY(e->masks && rego_vm_masked(e, e->program->unit->nodes[pc[3]])))
		goto op_RULE;
	TICK();
	if (UNLIKELY((size_t)(e->regs_end - to) < 1))
		rego_stop(&e->arena, REGO_STOP_DEPTH);
	to[0] = V(pc[5]);
	memo = rego_vm_memo(e, e->program->keyed[pc[3]], to, 1);
	if (memo->known) {
		a = memo->value;
		goto ruled;
	}
	ENTER(e->program->keyed[pc[3]], pc, to);
}
op_RULE:
	TICK();
	if (LIKELY(e->slots[pc[3]].layer == e->layer)) {
		a = e->slots[pc[3]].value;
		if (UNLIKELY(e->masks && rego_vm_masked(e, e->program->unit->nodes[pc[3]])))
			a = rego_vm_base(e, e->program->unit->nodes[pc[3]]);
		goto ruled;
	}
	if (UNLIKELY(e->masks && rego_vm_masked(e, e->program->unit->nodes[pc[3]]))) {
		a = rego_vm_base(e, e->program->unit->nodes[pc[3]]);
		goto ruled;
	}
	if (!e->program->codes[pc[3]] || e->program->codes[pc[3]]->args)
		FAIL(pc[2]);
	memo = NULL;
	ENTER(e->program->codes[pc[3]], pc, R + C->registers);
ruled:
	if (!rego_defined(a))
		FAIL(pc[2]);
	R[pc[1]] = a;
	STEP(*pc == REGO_OP_RULE ? 4 : 5 + pc[4]);
op_CALL : {
	struct rego_val *to = R + C->registers;

	TICK();
	if (UNLIKELY((size_t)(e->regs_end - to) < pc[4]))
		rego_stop(&e->arena, REGO_STOP_DEPTH);
	for (uint32_t i = 0; i < pc[4]; i++)
		to[i] = V(pc[5 + i]);
	if (UNLIKELY(e->mocks != NULL) &&
	    rego_vm_mocked(e, C, pc, (struct rego_target){ NULL, e->program->unit->nodes[pc[3]] },
			   to, pc[4], &a))
		goto result;
	if (!e->program->codes[pc[3]])
		FAIL(pc[2]);
	memo = NULL;
	if (e->program->codes[pc[3]]->memo) {
		memo = rego_vm_memo(e, e->program->codes[pc[3]], to, pc[4]);
		if (memo->known) {
			a = memo->value;
			goto result;
		}
	}
	ENTER(e->program->codes[pc[3]], pc, to);
}
op_PLUS:
	if (LIKELY(!e->mocks) && sum(e, V(pc[5]), V(pc[6]), false, &R[pc[1]]))
		STEP(7);
	goto op_BUILTIN;
op_MINUS:
	if (LIKELY(!e->mocks) && sum(e, V(pc[5]), V(pc[6]), true, &R[pc[1]]))
		STEP(7);
	goto op_BUILTIN;
op_TIMES:
	if (LIKELY(!e->mocks) && product(e, V(pc[5]), V(pc[6]), &R[pc[1]]))
		STEP(7);
	goto op_BUILTIN;
op_COUNT:
	a = V(pc[5]);
	if (LIKELY(!e->mocks) && a.kind >= REGO_ARRAY) {
		R[pc[1]] = rego_int((int64_t)rego_len(a));
		STEP(6);
	}
	goto op_BUILTIN;
op_BUILTIN:
	TICK();
	a = call_builtin(e, C, pc, R);
result:
	if (!rego_defined(a))
		FAIL(pc[2]);
	R[pc[1]] = a;
	STEP(5 + pc[4]);
op_PRINT:
	rego_vm_print(e, C, pc, V(pc[1]));
	STEP(2);
op_TREE:
	rego_vm_tree(e, &R[pc[1]], pc[2]);
	STEP(3);
op_TREE_KEY:
	if (!rego_vm_tree_key(e, &R[pc[1]], &R[pc[2]], V(pc[3])))
		FAIL(pc[4]);
	STEP(5);
op_TREE_SCAN:
	R[pc[1]] = rego_vm_tree_looped(e, &R[pc[2]]);
	R[pc[1] + 1].i = 0;
	R[pc[1] + 2].i = 0;
	STEP(3);
op_TREE_NEXT:
	TICK();
	if (!rego_vm_tree_next(e, &R[pc[1]], &R[pc[2]], &R[pc[4]]))
		FAIL(pc[3]);
	STEP(5);
op_TREE_VALUE:
	a = rego_vm_tree_value(e, &R[pc[2]]);
	if (!rego_defined(a))
		FAIL(pc[3]);
	R[pc[1]] = a;
	STEP(4);
op_WITH : {
	struct rego_val *values = rego_new_array(&e->arena, struct rego_val, pc[2]);

	for (uint32_t i = 0; i < pc[2]; i++)
		values[i] = V(pc[3 + i]);
	if (C->withs[pc[1]]->bad)
		rego_vm_fail(e, C, pc, "eval_conflict_error", REGO_BAD_PATH);
	rego_vm_with(e, C->withs[pc[1]], values);
	STEP(3 + pc[2]);
}
op_WITH_END:
	rego_vm_with_end(e);
	STEP(1);
op_RESULT:
	a = V(pc[2]);
	if (rego_defined(R[pc[1]]) && !equal(e, R[pc[1]], a))
		rego_vm_fail(e, C, pc, "eval_conflict_error",
			     C->args ? "functions must not produce multiple outputs for same inputs"
				     : "complete rules must not produce multiple outputs");
	R[pc[1]] = a;
	STEP(3);
op_CHOOSE:
	if (!rego_index_choose(e, C->indexes[pc[3]], C, &R[pc[1]], R))
		FAIL(pc[2]);
	STEP(4);
op_CHOICE : {
	uint32_t at = rego_index_next(C->indexes[pc[3]], &R[pc[1]]);

	FAIL(at == REGO_NOWHERE ? pc[2] : at);
}
op_SINGLE:
	if (R[pc[1]].big) {
		a = V(pc[2]);
		goto leave;
	}
	STEP(3);
op_RETURN:
	a = V(pc[1]);
	goto leave;
op_NOTHING:
	a = rego_undefined();
leave:
	pc = e->frame->pc;
	memo = e->frame->memo;
	e->frame--;
	if (memo) {
		memo->value = a;
		memo->known = true;
	}
	if (!pc) {
		e->nested--;
		return a;
	}
	C = e->frame->code;
	R = e->frame->regs;
	W = C->words;
	K = C->consts;
	if (*pc == REGO_OP_CALL)
		goto result;
	if (!memo)
		rego_vm_store(e, pc[3], a);
	goto ruled;
op_ANSWER:
	for (uint32_t i = 0; i < pc[1]; i++)
		rego_add(&e->answers, V(pc[2 + i]));
	e->answer_count++;
	STEP(2 + pc[1]);
op_TEST_CASE:
	if (e->event) {
		struct rego_event event = C->events[pc[2]];

		event.value = V(pc[1]);
		e->event(e->event_arg, &event);
	}
	STEP(3);
op_EVENT:
	if (e->event)
		e->event(e->event_arg, &C->events[pc[1]]);
	STEP(2);
}
