/* SPDX-License-Identifier: BSD-2-Clause */
/* Declarations (:=, some, every) are removed from bodies: each variable that they declare gets a
 * name of its own. */
#include "rego/compile/locals.h"

/* OPA goes through an every statement again when its body is done.  Nested ones are gone through
 * again and again: that is bounded here, and without effect below. */
#define MOST_AGAIN 6

static bool rewrite_term(struct rego_locals *s, struct rego_term *t);

static bool visit_term(struct rego_walk *w, struct rego_term *t)
{
	return rewrite_term(w->arg, t);
}

void rego_locals_term(struct rego_locals *s, struct rego_term *t)
{
	struct rego_walk w = { .term = visit_term, .arg = s };

	rego_walk_term(&w, t);
}

static void rewrite_var(struct rego_locals *s, struct rego_term *t)
{
	const struct rego_string *var = t->var;
	const struct rego_string *renamed = rego_scope_renamed(s->scope, var);
	const struct rego_local *l;

	if (renamed) {
		t->var = renamed;
		rego_scope_use(s, var);
		return;
	}
	l = rego_scope_find(s->scope, var);
	if (!l || l->occurrence == REGO_NEW)
		rego_scope_insert(s, var, var, REGO_SEEN);
}

/* input or data alone, which a variable of that name hides. */
static void rewrite_root(struct rego_locals *s, struct rego_term *t)
{
	const struct rego_string *var = t->list.items[0]->var;

	for (const struct rego_scope *scope = s->scope; scope; scope = scope->outer) {
		const struct rego_local *l = rego_scope_find(scope, var);

		if (!l || l->occurrence == REGO_NEW)
			continue;
		if (l->occurrence != REGO_SEEN) {
			t->kind = REGO_TERM_VAR;
			t->var = rego_scope_renamed(s->scope, var);
		}
		return;
	}
}

struct operator
{
	struct rego_locals *locals;
	const struct rego_term *call;
};

/* A function whose name a variable has taken: an error for each such variable in its ref. */
static bool check_operator(struct rego_walk *w, struct rego_term *t)
{
	struct operator* op = w->arg;
	const struct rego_string *renamed;

	if (t->kind != REGO_TERM_VAR)
		return false;
	renamed = rego_scope_renamed(op->locals->scope, t->var);
	if (renamed && renamed != t->var)
		rego_locals_error(op->locals, &op->call->loc, "called function %.400s shadowed",
				  rego_pass_text(op->locals->pass, op->call->list.items[0]));
	return true;
}

static void check_call(struct rego_locals *s, const struct rego_term *call)
{
	struct operator op = { s, call };
	struct rego_walk w = { .term = check_operator, .arg = &op };

	rego_walk_term(&w, call->list.items[0]);
}

/* OPA goes through copies of statements with a body, of elements and of keys.  That shows: "data"
 * in what was resolved may be one term in many places, and an argument that is a ref to data, an
 * error by itself, gives it a new name.  What is in a copy is one already. */
static struct rego_expr *expr_of_copy(struct rego_locals *s, struct rego_expr *x,
				      struct rego_expr *(*rewrite)(struct rego_locals *s,
								   struct rego_expr *x))
{
	bool copied = s->copied;

	if (!copied)
		x = rego_copy_expr(s->pass->arena, x);
	s->copied = true;
	x = rewrite(s, x);
	s->copied = copied;
	return x;
}

static void term_of_copy(struct rego_locals *s, struct rego_term **t)
{
	bool copied = s->copied;

	if (!copied)
		*t = rego_copy_term(s->pass->arena, *t);
	s->copied = true;
	rego_locals_term(s, *t);
	s->copied = copied;
}

static void rewrite_members(struct rego_locals *s, struct rego_term *t)
{
	for (uint32_t i = 0; i < t->list.count; i++)
		if (t->kind == REGO_TERM_OBJECT && i % 2)
			rego_locals_term(s, t->list.items[i]);
		else
			term_of_copy(s, &t->list.items[i]);
	rego_sort_term(s->pass->arena, t);
}

void rego_locals_comprehension(struct rego_locals *s, struct rego_term *t)
{
	struct rego_scope scope;
	struct rego_vars used;

	rego_vars_init(&used, s->pass->arena, NULL);
	if (t->kind == REGO_TERM_OBJECT_COMP)
		rego_collect_term(&used, t->comp.key, 0);
	rego_collect_term(&used, t->comp.term, 0);
	rego_scope_push(s, &scope);
	rego_locals_body(s, &used, t->comp.body);
	if (t->kind == REGO_TERM_OBJECT_COMP)
		rego_locals_term(s, t->comp.key);
	rego_locals_term(s, t->comp.term);
	rego_scope_pop(s);
}

/* True when all below has been done. */
static bool rewrite_term(struct rego_locals *s, struct rego_term *t)
{
	switch (t->kind) {
	case REGO_TERM_VAR: rewrite_var(s, t); return true;
	case REGO_TERM_REF:
		if (!rego_is_root_ref(s->pass, t))
			return false;
		rewrite_root(s, t);
		return true;
	case REGO_TERM_CALL: check_call(s, t); return false;
	case REGO_TERM_SET:
	case REGO_TERM_OBJECT: rewrite_members(s, t); return true;
	default:
		if (!rego_is_closure(t))
			return false;
		rego_locals_comprehension(s, t);
		return true;
	}
}

/* A variable named input does not hide the target "input" of with. */
static bool rewrite_with(struct rego_walk *w, struct rego_with *m)
{
	struct rego_locals *s = w->arg;
	const struct rego_string *hidden;
	struct rego_term *head;

	rego_locals_term(s, m->target);
	hidden = rego_scope_renamed(s->scope, s->pass->input);
	if (hidden && m->target->kind == REGO_TERM_VAR && m->target->var == hidden) {
		struct rego_term *ref = rego_new_list(s->pass, REGO_TERM_REF, 1, &m->target->loc);

		ref->list.items[0] = rego_new_var(s->pass, s->pass->input, &m->target->loc);
		m->target = ref;
	} else if (hidden && m->target->kind == REGO_TERM_REF) {
		head = m->target->list.items[0];
		if (head->kind == REGO_TERM_VAR && head->var == hidden)
			head->var = s->pass->input;
	}
	rego_locals_term(s, m->value);
	return true;
}

void rego_locals_expr(struct rego_locals *s, struct rego_expr *x)
{
	struct rego_walk w = { .term = visit_term, .with = rewrite_with, .arg = s };

	rego_walk_expr(&w, x);
}

/* --- statements ----------------------------------------------------------------------- */
static void assign_term(struct rego_locals *s, struct rego_term *t)
{
	const struct rego_string *var = NULL;

	if (t->kind == REGO_TERM_ARRAY) {
		for (uint32_t i = 0; i < t->list.count; i++)
			assign_term(s, t->list.items[i]);
		return;
	}
	if (t->kind == REGO_TERM_OBJECT) {
		for (uint32_t i = 1; i < t->list.count; i += 2)
			assign_term(s, t->list.items[i]);
		return;
	}
	if (t->kind == REGO_TERM_VAR)
		var = t->var;
	else if (rego_is_root_ref(s->pass, t))
		var = t->list.items[0]->var;
	if (!var) {
		rego_locals_error(s, &t->loc, "cannot assign to %s", rego_term_kind_name(t));
		return;
	}
	var = rego_declare(s, var, REGO_ASSIGNED, &t->loc);
	if (var) {
		t->kind = REGO_TERM_VAR;
		t->var = var;
	}
}

static void rewrite_assignment(struct rego_locals *s, struct rego_expr *x)
{
	struct rego_term *op = x->term->list.items[0];
	uint32_t before = s->errors;

	if (x->negated) {
		rego_locals_error(s, &x->loc, "cannot assign vars inside negated expression");
		return;
	}
	if (rego_operands(x) != 2)
		return;
	rego_locals_term(s, rego_operand_of(x, 1));
	for (uint32_t i = 0; i < x->with_count; i++)
		rego_locals_term(s, x->with[i].value);
	assign_term(s, rego_operand_of(x, 0));
	if (s->errors == before)
		x->term->list.items[0] = rego_new_operator(s->pass, "eq", &op->list.items[0]->loc);
}

/* xs[key] of "some key, value in xs"; of the terms there are copies. */
static struct rego_term *member_ref(struct rego_locals *s, struct rego_term *xs,
				    struct rego_term *key)
{
	bool longer = xs->kind == REGO_TERM_REF;
	uint32_t count = longer ? xs->list.count : 1;
	struct rego_term *ref = rego_new_list(s->pass, REGO_TERM_REF, count + 1, NULL);

	if (longer)
		memcpy(ref->list.items, xs->list.items, count * sizeof(ref));
	else
		ref->list.items[0] = xs;
	ref->list.items[count] = key;
	return ref;
}

static struct rego_expr *rewrite_some_in(struct rego_locals *s, const struct rego_expr *from,
					 const struct rego_term *call)
{
	struct rego_arena *a = s->pass->arena;
	bool keyed = call->list.count == 4;
	struct rego_term *key, *value, *xs;
	struct rego_vars safe, outputs;
	struct rego_expr *x;

	if (keyed)
		key = rego_copy_term(a, call->list.items[1]);
	else
		key = rego_new_var(s->pass, rego_new_local(s->pass), NULL);
	value = rego_copy_term(a, call->list.items[keyed ? 2 : 1]);
	xs = rego_copy_term(a, call->list.items[keyed ? 3 : 2]);
	x = rego_new(a, struct rego_expr);
	*x = *from;
	x->kind = REGO_EXPR_CALL;
	x->term = rego_new_equality(s->pass, value, member_ref(s, xs, key), NULL)->term;
	x->term->loc = from->loc;
	rego_vars_init(&safe, a, NULL);
	rego_collect_term(&safe, xs, 0);
	rego_vars_init(&outputs, a, NULL);
	rego_eq_outputs(s->pass, x, &safe, &outputs);
	rego_vars_sort(&outputs);
	for (uint32_t i = 0; i < outputs.count; i++)
		if (!rego_declare(s, outputs.items[i].var, REGO_DECLARED, &from->loc))
			return NULL;
	rego_locals_expr(s, x);
	return x;
}

static struct rego_expr *rewrite_some(struct rego_locals *s, struct rego_expr *x)
{
	for (uint32_t i = 0; i < x->some.count; i++) {
		const struct rego_term *t = x->some.items[i];

		if (t->kind == REGO_TERM_CALL)
			return rewrite_some_in(s, x, t);
		if (t->kind == REGO_TERM_VAR && !rego_declare(s, t->var, REGO_DECLARED, &x->loc))
			return NULL;
	}
	return NULL;
}

static bool declare_every(struct rego_locals *s, struct rego_term *t)
{
	const struct rego_string *renamed;

	if (rego_var_is_wildcard(t->var))
		return true;
	/* As in OPA, without a place. */
	renamed = rego_declare(s, t->var, REGO_DECLARED, NULL);
	if (renamed)
		t->var = renamed;
	return renamed;
}

static struct rego_expr *rewrite_every(struct rego_locals *s, struct rego_expr *x)
{
	struct rego_scope scope;
	bool fine = true;

	rego_locals_term(s, x->every.domain);
	rego_scope_push(s, &scope);
	if (x->every.key)
		fine = declare_every(s, x->every.key);
	else
		x->every.key = rego_new_var(s->pass, rego_new_local(s->pass), NULL);
	fine = fine && declare_every(s, x->every.value);
	if (fine) {
		rego_locals_body(s, NULL, x->every.body);
		if (s->again++ < MOST_AGAIN)
			rego_locals_expr(s, x);
		s->again--;
	}
	rego_scope_pop(s);
	return fine ? x : NULL;
}

static struct rego_expr *rewrite_not(struct rego_locals *s, struct rego_expr *x)
{
	struct rego_scope scope;

	rego_scope_push(s, &scope);
	rego_locals_body(s, NULL, x->body);
	if (s->again++ < MOST_AGAIN)
		rego_locals_expr(s, x);
	s->again--;
	rego_scope_pop(s);
	return x;
}

static struct rego_expr *rewrite_expr(struct rego_locals *s, struct rego_expr *x)
{
	if (rego_calls(x, "assign"))
		rewrite_assignment(s, x);
	else if (x->kind == REGO_EXPR_SOME)
		return rewrite_some(s, x);
	else if (x->kind == REGO_EXPR_EVERY)
		return expr_of_copy(s, x, rewrite_every);
	else if (x->kind == REGO_EXPR_NOT && x->explicit_body)
		return expr_of_copy(s, x, rewrite_not);
	else
		rego_locals_expr(s, x);
	return x;
}

void rego_locals_body(struct rego_locals *s, const struct rego_vars *used, struct rego_body *b)
{
	struct rego_exprs list = { .arena = s->pass->arena };
	const struct rego_body before = *b;

	for (uint32_t i = 0; i < before.count; i++) {
		struct rego_expr *x = rewrite_expr(s, before.exprs[i]);

		if (x)
			rego_exprs_add(&list, x);
	}
	if (!list.count)
		rego_exprs_add(&list, rego_new_true(s->pass, NULL));
	b->exprs = list.items;
	b->count = list.count;
	for (uint32_t i = 0; i < b->count; i++)
		b->exprs[i]->index = i;
	rego_check_unused(s, used, &before, b);
}
