// SPDX-License-Identifier: BSD-2-Clause
/* Calls of built-in functions: replaced ones, those that are asked once, and failures. */
#include "rego/vm/vm.h"

static const char *const codes[] = {
	[REGO_FAULT_BUILTIN] = "eval_builtin_error",
	[REGO_FAULT_TYPE] = "eval_type_error",
	[REGO_FAULT_CONFLICT] = "eval_conflict_error",
	[REGO_FAULT_INTERNAL] = "eval_internal_error",
	[REGO_FAULT_CANCEL] = "eval_cancel_error",
};

/* Errors of built-ins that are kept for the caller to show. */
#define MOST_KEPT 1000

static void fault(struct rego_eval *e, const struct rego_loc *loc, const struct rego_call *call)
{
	const char *message = call->message ? call->message : "";

	if (call->fault >= REGO_FAULT_CONFLICT)
		rego_vm_fail_at(e, loc, codes[call->fault], message);
	if (e->builtin_errors.count < MOST_KEPT)
		rego_error(&e->builtin_errors, codes[call->fault],
			   loc ? *loc : (struct rego_loc){ 0 }, "%s", message);
}

static struct rego_nondet *remembered(struct rego_eval *e, const struct rego_builtin *b,
				      struct rego_val args)
{
	struct rego_nondet *n = e->nondet ? e->nondet[rego_hash(args) % REGO_NONDETS] : NULL;

	while (n && (n->builtin != b || !rego_equal(n->args, args)))
		n = n->next;
	return n;
}

static void remember(struct rego_eval *e, const struct rego_builtin *b, struct rego_val args,
		     struct rego_val result)
{
	struct rego_nondet *n = rego_new(&e->arena, struct rego_nondet), **slot;

	if (!e->nondet)
		e->nondet = rego_zalloc(&e->arena, REGO_NONDETS * sizeof(struct rego_nondet *));
	slot = &e->nondet[rego_hash(args) % REGO_NONDETS];
	*n = (struct rego_nondet){ b, args, result, *slot };
	*slot = n;
}

/* What is large takes long. */
static void charge(struct rego_eval *e, const struct rego_builtin *b, const struct rego_val *args)
{
	uint64_t below = 0;

	for (uint32_t i = 0; i < b->arity; i++)
		below += args[i].kind == REGO_STRING ? args[i].string->len : args[i].below;
	rego_vm_charge_for(e, below);
}

/* The place is that of loc or, where that is NULL, of the code: it costs time to find. */
static struct rego_val call(struct rego_eval *e, const struct rego_code *c, const uint32_t *pc,
			    const struct rego_loc *loc, const struct rego_builtin *b,
			    const struct rego_val *args)
{
	struct rego_call k = { .arena = &e->arena, .env = &e->env, .name = b->name };
	struct rego_val v;

	charge(e, b, args);
	if (!b->fn) {
		rego_fail_as(&k, REGO_FAULT_INTERNAL, "unsupported built-in: %s", b->name);
		v = rego_undefined();
	} else {
		v = b->fn(&k, args);
	}
	if (__builtin_expect(k.fault != REGO_FAULT_NONE, 0)) {
		fault(e, loc || !c ? loc : rego_vm_place(c, pc), &k);
		return rego_undefined();
	}
	return v;
}

static struct rego_val call_once(struct rego_eval *e, const struct rego_code *c, const uint32_t *pc,
				 const struct rego_loc *loc, const struct rego_builtin *b,
				 const struct rego_val *args, uint32_t n)
{
	struct rego_val all = rego_array(&e->arena, args, n), v;
	struct rego_nondet *known = remembered(e, b, all);

	e->env.changing = true;
	if (known)
		return known->result;
	v = call(e, c, pc, loc, b, args);
	if (rego_defined(v))
		remember(e, b, all, v);
	return v;
}

struct rego_val rego_vm_builtin(struct rego_eval *e, const struct rego_code *c, const uint32_t *pc,
				const struct rego_builtin *b, const struct rego_val *args,
				uint32_t n)
{
	struct rego_val v;

	if (__builtin_expect(e->mocks != NULL, 0) &&
	    rego_vm_mocked(e, c, pc, (struct rego_target){ b, NULL }, args, n, &v))
		return v;
	if (!(b->flags & REGO_NONDET))
		return call(e, c, pc, NULL, b, args);
	return call_once(e, c, pc, NULL, b, args, n);
}

struct rego_val rego_vm_apply(struct rego_eval *e, const struct rego_loc *loc,
			      const struct rego_builtin *b, const struct rego_val *args, uint32_t n)
{
	if (!(b->flags & REGO_NONDET))
		return call(e, NULL, NULL, loc, b, args);
	return call_once(e, NULL, NULL, loc, b, args, n);
}

/* What stands for a relation gives one result, where an array of results is looked for. */
static struct rego_val as_called(struct rego_eval *e, const struct rego_mock *m, struct rego_val v)
{
	bool wanted = m->what.builtin && (m->what.builtin->flags & REGO_RELATION);
	bool given = m->by_function && m->by.builtin && (m->by.builtin->flags & REGO_RELATION);

	if (!wanted || given || !rego_defined(v))
		return v;
	return rego_array(&e->arena, &v, 1);
}

bool rego_vm_mocked(struct rego_eval *e, const struct rego_code *c, const uint32_t *pc,
		    struct rego_target what, const struct rego_val *args, uint32_t n,
		    struct rego_val *result)
{
	struct rego_mock *m = e->mocks, *all = e->mocks;
	const struct rego_code *code;

	while (m && (m->what.builtin != what.builtin || m->what.node != what.node))
		m = m->next;
	if (!m)
		return false;
	if (!m->by_function) {
		*result = as_called(e, m, m->value);
		return true;
	}
	e->mocks = NULL; /* what it calls is what it says */
	if (m->by.builtin) {
		*result = rego_vm_builtin(e, c, pc, m->by.builtin, args, n);
	} else {
		code = e->program->codes[m->by.node->id];
		*result = code ? rego_vm_run(e, code, args, n) : rego_undefined();
	}
	e->mocks = all;
	*result = as_called(e, m, *result);
	return true;
}
