/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls of print: removed, or made such that undefined arguments do not end the evaluation. */
#include "rego/compile/pass.h"

static bool erase_in_body(struct rego_walk *w, struct rego_body *b)
{
	struct rego_pass *p = w->pass;
	uint32_t kept = 0;
	struct rego_loc loc;

	if (!b->count)
		return false;
	loc = b->exprs[0]->loc;
	for (uint32_t i = 0; i < b->count; i++)
		if (!rego_calls(b->exprs[i], "print"))
			b->exprs[kept++] = b->exprs[i];
	if (kept == b->count)
		return false;
	if (!kept)
		b->exprs[kept++] = rego_new_true(p, &loc);
	b->count = kept;
	for (uint32_t i = 0; i < kept; i++)
		b->exprs[i]->index = i;
	return false;
}

static bool erase_in_rule(struct rego_pass *p, struct rego_rule *r)
{
	struct rego_walk w = { .body = erase_in_body, .pass = p };

	rego_walk_rule(&w, r);
	return false;
}

/* --- kept ------------------------------------------------------------------------------ */
static void rewrite_body(struct rego_pass *p, const struct rego_vars *globals, struct rego_body *b);

struct printing {
	struct rego_pass *pass;
	struct rego_vars *safe;
};

static bool visit_term(struct rego_walk *w, struct rego_term *t)
{
	struct printing *s = w->arg;

	if (!rego_is_closure(t))
		return false;
	rewrite_body(s->pass, s->safe, t->comp.body);
	return true;
}

static bool visit_expr(struct rego_walk *w, struct rego_expr *x)
{
	struct printing *s = w->arg;

	if (x->kind != REGO_EXPR_EVERY && x->kind != REGO_EXPR_NOT)
		return false;
	if (x->kind == REGO_EXPR_EVERY) {
		if (x->every.key)
			rego_collect_term(s->safe, x->every.key, 0);
		rego_collect_term(s->safe, x->every.value, 0);
	}
	rewrite_body(s->pass, s->safe, x->kind == REGO_EXPR_NOT ? x->body : x->every.body);
	for (uint32_t i = 0; i < x->with_count; i++)
		rego_walk_term(w, x->with[i].value);
	return true;
}

static bool note_every(struct rego_walk *w, struct rego_expr *x)
{
	bool *found = w->arg;

	*found = *found || x->kind == REGO_EXPR_EVERY;
	return *found;
}

static bool has_closures(struct rego_expr *x)
{
	bool found = false;
	struct rego_walk w = { .term = rego_note_closure, .expr = note_every, .arg = &found };

	rego_walk_expr(&w, x);
	return found;
}

static bool is_declared(struct rego_pass *p, const struct rego_vars *safe,
			const struct rego_term *arg)
{
	struct rego_vars vars;
	bool fine = true;

	rego_vars_init(&vars, p->arena, NULL);
	rego_collect_term(&vars, arg, REGO_SKIP_SAFETY);
	rego_vars_sort(&vars);
	for (uint32_t i = 0; i < vars.count; i++)
		if (!rego_vars_has(safe, vars.items[i].var)) {
			fine = false;
			rego_pass_error(p, REGO_COMPILE_ERROR, &arg->loc, "var %s is undeclared",
					rego_var_name(vars.items[i].var));
		}
	return fine;
}

/* print(a, b) becomes internal.print([{x | x = a}, {y | y = b}]). */
static bool rewrite_print(struct rego_pass *p, const struct rego_vars *safe, struct rego_expr *x)
{
	uint32_t count = rego_operands(x);
	struct rego_term *array = rego_new_list(p, REGO_TERM_ARRAY, count, &x->loc);
	struct rego_term *call;
	bool fine = true;

	for (uint32_t i = 0; i < count; i++)
		fine = is_declared(p, safe, rego_operand_of(x, i)) && fine;
	if (!fine)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		struct rego_term *arg = rego_operand_of(x, i);
		struct rego_term *var = rego_new_var(p, rego_new_local(p), &arg->loc);
		struct rego_term *set = rego_new_list(p, REGO_TERM_SET_COMP, 0, &arg->loc);

		set->comp.key = NULL;
		set->comp.term = var;
		set->comp.body = rego_new(p->arena, struct rego_body);
		rego_body_append_one(p, set->comp.body, rego_new_equality(p, var, arg, &arg->loc));
		array->list.items[i] = set;
	}
	call = rego_new_call(p, "internal.print", 1, &x->loc);
	call->list.items[1] = array;
	*x = (struct rego_expr){
		.kind = REGO_EXPR_CALL, .index = x->index, .loc = x->loc, .term = call
	};
	return true;
}

static void rewrite_closures(struct rego_pass *p, const struct rego_vars *globals,
			     struct rego_body *b)
{
	struct rego_vars known, residue;

	rego_vars_init(&known, p->arena, globals);
	rego_vars_init(&residue, p->arena, NULL);
	for (uint32_t i = 0; i < b->count; i++) {
		struct rego_vars safe, found;
		struct printing s = { .pass = p, .safe = &safe };
		struct rego_walk w = { .term = visit_term, .expr = visit_expr, .arg = &s };

		rego_vars_init(&safe, p->arena, &known);
		if (has_closures(b->exprs[i]))
			rego_walk_expr(&w, b->exprs[i]);
		rego_vars_init(&found, p->arena, NULL);
		rego_outputs(p, b->exprs[i], &known, &residue, &found);
		rego_vars_add_all(&known, &found);
	}
}

static void rewrite_body(struct rego_pass *p, const struct rego_vars *globals, struct rego_body *b)
{
	struct rego_vars known, residue;
	uint32_t before = p->errors->count;

	rewrite_closures(p, globals, b);
	if (p->errors->count > before)
		return;
	rego_vars_init(&known, p->arena, globals);
	rego_vars_init(&residue, p->arena, NULL);
	for (uint32_t i = 0; i < b->count; i++) {
		struct rego_walk w = { .term = rego_note_generated, .arg = &known };
		struct rego_vars found;

		if (rego_calls(b->exprs[i], "print") && !rewrite_print(p, &known, b->exprs[i]))
			return;
		rego_vars_init(&found, p->arena, NULL);
		rego_outputs(p, b->exprs[i], &known, &residue, &found);
		rego_vars_add_all(&known, &found);
		rego_walk_expr(&w, b->exprs[i]);
	}
}

static bool visit_body(struct rego_walk *w, struct rego_body *b)
{
	rewrite_body(w->pass, w->arg, b);
	return false;
}

static bool has_print(struct rego_walk *w, struct rego_expr *x)
{
	bool *found = w->arg;

	*found = *found || rego_calls(x, "print");
	return *found;
}

static bool rewrite_rule(struct rego_pass *p, struct rego_rule *r)
{
	bool found = false;
	struct rego_vars args;
	struct rego_walk w = { .body = visit_body, .pass = p, .arg = &args };
	struct rego_walk looking = { .expr = has_print, .arg = &found };

	rego_walk_rule(&looking, r);
	if (!found)
		return false;
	rego_vars_init(&args, p->arena, &p->reserved);
	for (uint32_t i = 0; i < r->head->arg_count; i++)
		rego_collect_term(&args, r->head->args[i], 0);
	rego_walk_rule(&w, r);
	return false;
}

void rego_rewrite_prints(struct rego_pass *p)
{
	rego_each_rule(p, p->options->keep_print ? rewrite_rule : erase_in_rule);
}

void rego_rewrite_query_prints(struct rego_pass *p, struct rego_body *b)
{
	struct rego_walk w = { .body = erase_in_body, .pass = p };

	if (p->options->keep_print)
		rewrite_body(p, &p->reserved, b);
	else
		rego_walk_body(&w, b);
}
