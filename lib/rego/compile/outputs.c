/* SPDX-License-Identifier: BSD-2-Clause */
/* Which variables an expression binds. */
#include "rego/compile/pass.h"
#include "rego/compile/unify.h"

struct scan {
	const struct rego_vars *safe;
	struct rego_vars *out;
};

/* Variables in the path of a ref are bound by it when its head is known. */
static bool scan_term(struct rego_walk *w, struct rego_term *t)
{
	struct scan *s = w->arg;

	if (rego_is_closure(t) || t->kind == REGO_TERM_TEMPLATE)
		return true;
	if (t->kind != REGO_TERM_REF)
		return false;
	if (!rego_ref_is_safe(s->out->arena, t, s->safe))
		return true;
	if (!rego_ref_is_ground(t))
		rego_collect_items(s->out, t, 1, t->list.count, REGO_SKIP_REF_HEAD);
	return false;
}

static void scan_expr(const struct rego_expr *x, const struct rego_vars *safe,
		      struct rego_vars *out)
{
	struct scan s = { .safe = safe, .out = out };
	struct rego_walk w = { .term = scan_term, .arg = &s };

	rego_walk_in_expr(&w, (struct rego_expr *)x);
}

static void eq_outputs(struct rego_pass *p, const struct rego_expr *x, const struct rego_vars *safe,
		       const struct rego_vars *residue, struct rego_vars *out)
{
	struct rego_vars found, more;

	if (rego_operands(x) != 2) {
		rego_vars_add_all(out, safe);
		return;
	}
	rego_vars_init(&found, p->arena, safe);
	if (residue)
		rego_vars_add_all(&found, residue);
	scan_expr(x, safe, &found);
	rego_vars_init(&more, p->arena, NULL);
	rego_unify_vars(p->arena, &found, rego_operand_of(x, 0), rego_operand_of(x, 1), &more);
	rego_vars_add_all(&found, &more);
	for (uint32_t i = 0; i < found.count; i++)
		if (!rego_vars_has(safe, found.items[i].var))
			rego_vars_add(out, found.items[i].var);
}

void rego_eq_outputs(struct rego_pass *p, const struct rego_expr *x, const struct rego_vars *safe,
		     struct rego_vars *out)
{
	eq_outputs(p, x, safe, NULL, out);
}

/* The residue is what is found, even when the call has to wait for its arguments. */
static void call_outputs(struct rego_pass *p, const struct rego_expr *x,
			 const struct rego_vars *safe, struct rego_vars *residue,
			 struct rego_vars *out)
{
	unsigned int skip =
		REGO_SKIP_CLOSURES | REGO_SKIP_SETS | REGO_SKIP_OBJECT_KEYS | REGO_SKIP_REF_HEAD;
	const struct rego_term *call = x->term;
	int arity = rego_arity(p, call->list.items[0]);
	struct rego_vars inputs;
	uint32_t count;

	if (arity < 0)
		return;
	rego_vars_clear(residue);
	scan_expr(x, safe, residue);
	count = (uint32_t)arity + 1;
	if (count < call->list.count) {
		rego_vars_init(&inputs, p->arena, NULL);
		rego_collect_items(&inputs, call, 0, count, skip);
		for (uint32_t i = 0; i < inputs.count; i++)
			if (!rego_vars_has(residue, inputs.items[i].var) &&
			    !rego_vars_has(safe, inputs.items[i].var))
				return;
		rego_collect_items(residue, call, count, call->list.count, skip);
	}
	rego_vars_add_all(out, residue);
}

static bool withs_are_safe(struct rego_pass *p, const struct rego_expr *x,
			   const struct rego_vars *safe)
{
	for (uint32_t i = 0; i < x->with_count; i++) {
		struct rego_vars vars;

		rego_vars_init(&vars, p->arena, NULL);
		rego_collect_with(&vars, &x->with[i], REGO_SKIP_SAFETY);
		if (!rego_vars_within(&vars, safe))
			return false;
	}
	return true;
}

static void every_outputs(const struct rego_expr *x, const struct rego_vars *safe,
			  struct rego_vars *residue, struct rego_vars *out)
{
	struct scan s = { .safe = safe, .out = residue };
	struct rego_walk w = { .term = scan_term, .arg = &s };

	rego_walk_term(&w, x->every.domain);
	rego_vars_add_all(out, residue);
}

void rego_outputs(struct rego_pass *p, const struct rego_expr *x, const struct rego_vars *safe,
		  struct rego_vars *residue, struct rego_vars *out)
{
	if (x->negated || x->kind == REGO_EXPR_NOT || !withs_are_safe(p, x, safe))
		return;
	if (x->kind == REGO_EXPR_TERM) {
		scan_expr(x, safe, out);
	} else if (x->kind == REGO_EXPR_EVERY) {
		every_outputs(x, safe, residue, out);
	} else if (x->kind == REGO_EXPR_CALL && rego_calls(x, "eq")) {
		eq_outputs(p, x, safe, residue, out);
		if (rego_operands(x) == 2)
			rego_vars_clear(residue);
	} else if (x->kind == REGO_EXPR_CALL) {
		call_outputs(p, x, safe, residue, out);
	}
}

void rego_body_outputs(struct rego_pass *p, const struct rego_body *b, uint32_t count,
		       const struct rego_vars *safe, struct rego_vars *out)
{
	struct rego_vars known, residue;

	rego_vars_init(&known, p->arena, safe);
	rego_vars_init(&residue, p->arena, NULL);
	for (uint32_t i = 0; i < count; i++) {
		struct rego_vars found;

		rego_vars_init(&found, p->arena, NULL);
		rego_outputs(p, b->exprs[i], &known, &residue, &found);
		rego_vars_add_all(&known, &found);
	}
	for (uint32_t i = 0; i < known.count; i++)
		if (!rego_vars_has(safe, known.items[i].var))
			rego_vars_add(out, known.items[i].var);
}

/* --- not without braces --------------------------------------------------------------- */
/* What the expressions of the body bind themselves. */
static void bindings(const struct rego_pass *p, const struct rego_body *b, struct rego_vars *out)
{
	unsigned int skip =
		REGO_SKIP_CLOSURES | REGO_SKIP_SETS | REGO_SKIP_OBJECT_KEYS | REGO_SKIP_REF_HEAD;
	struct rego_vars none;

	rego_vars_init(&none, p->arena, NULL);
	for (uint32_t i = 0; i < b->count; i++) {
		const struct rego_expr *x = b->exprs[i];
		int arity;

		if (x->kind != REGO_EXPR_CALL)
			continue;
		if (rego_calls(x, "eq")) {
			rego_eq_outputs((struct rego_pass *)p, x, &none, out);
			continue;
		}
		arity = rego_arity(p, x->term->list.items[0]);
		if (arity >= 0 && (uint32_t)arity + 1 < x->term->list.count)
			rego_collect_items(out, x->term, (uint32_t)arity + 1, x->term->list.count,
					   skip);
	}
}

void rego_collect_from_outside(struct rego_vars *s, const struct rego_body *b)
{
	struct rego_vars bound, seen, twice;

	rego_vars_init(&bound, s->arena, NULL);
	rego_vars_init(&seen, s->arena, NULL);
	rego_vars_init(&twice, s->arena, NULL);
	for (uint32_t i = 0; i < b->count; i++) {
		struct rego_vars vars;

		rego_vars_init(&vars, s->arena, NULL);
		rego_collect_expr(&vars, b->exprs[i], REGO_SKIP_SAFETY);
		for (uint32_t k = 0; k < vars.count; k++)
			rego_vars_add(rego_vars_has(&seen, vars.items[k].var) ? &twice : &seen,
				      vars.items[k].var);
	}
	if (b->count > 1)
		bindings(s->pass, b, &bound);
	for (uint32_t i = 0; i < seen.count; i++)
		if (!rego_vars_has(&bound, seen.items[i].var) ||
		    !rego_vars_has(&twice, seen.items[i].var))
			rego_vars_add(s, seen.items[i].var);
}
