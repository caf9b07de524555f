// SPDX-License-Identifier: BSD-2-Clause
/* Partial evaluation of what is negated: what is left of the body is negated in its place, or
 * becomes a rule of its own that is negated. */
#include <stdlib.h>

#include "rego/compile/pass.h"
#include "rego/step/impl.h"

#define MOST_NEGATED 16 /* expressions that are negated in place, as in OPA */

struct bodies {
	struct rego_body **items;
	uint32_t count, room;
};

struct negating {
	struct k k;
	struct ev *e, child;
	const struct rego_expr *x;
	const struct rego_body *body;
	const struct rego_vars *live;
	bool propagate;
	struct bodies left;
	struct k *next;
	/* of the product */
	struct rego_expr **chosen;
	uint32_t count;
};

static struct stop *go_left(struct k *k)
{
	struct negating *n = (struct negating *)k;
	struct step *s = n->e->s;
	struct rego_body *b = step_saved_body(s, s->saved);

	if (!step_passes(s, b))
		return NULL;
	if (n->propagate)
		b = step_propagate(s, n->live, true, b);
	if (n->left.count == n->left.room) {
		struct rego_body **more =
			rego_new_array(s->a, struct rego_body *, n->left.room * 2 + 4);

		if (n->left.count)
			memcpy(more, n->left.items, n->left.count * sizeof(*more));
		n->left.items = more;
		n->left.room = n->left.room * 2 + 4;
	}
	n->left.items[n->left.count++] = b;
	return NULL;
}

static void evaluate(struct negating *n)
{
	struct step *s = n->e->s;

	n->k.go = go_left;
	step_closure(&n->child, n->e, n->body);
	step_push_saved(s);
	step_eval(&n->child, &n->k);
	step_pop_saved(s);
}

/* --- in place ----------------------------------------------------------------------------- */

static bool note_nested(struct rego_walk *w, struct rego_term *t)
{
	bool *found = w->arg;

	*found = *found || t->kind == REGO_TERM_REF || t->kind == REGO_TERM_CALL;
	return *found;
}

static bool nested(const term *t, bool below)
{
	bool found = false;
	struct rego_walk w = { .term = note_nested, .arg = &found };

	if (!below || t->kind != REGO_TERM_REF) {
		rego_walk_term(&w, (term *)t);
		return found;
	}
	for (uint32_t i = 1; i < t->list.count; i++)
		rego_walk_term(&w, t->list.items[i]);
	return found;
}

/* Refs in refs, and calls in calls: their negation would mean something else. */
static bool is_nested(const struct rego_expr *x)
{
	bool found = false;

	if (x->kind == REGO_EXPR_NOT)
		for (uint32_t i = 0; i < x->body->count; i++)
			found |= is_nested(x->body->exprs[i]);
	if (x->kind == REGO_EXPR_EVERY)
		return true;
	if (x->kind == REGO_EXPR_TERM)
		return nested(x->term, true);
	for (uint32_t i = 1; x->kind == REGO_EXPR_CALL && i < x->term->list.count; i++)
		found |= nested(x->term->list.items[i], step_is_eq(x));
	return found;
}

static bool all_safe(struct step *s, const struct rego_expr *x, const struct rego_vars *safe)
{
	struct rego_vars vars;

	rego_vars_init(&vars, s->a, NULL);
	rego_collect_expr(&vars, x, REGO_SKIP_SAFETY);
	for (uint32_t i = 0; i < vars.count; i++)
		if (vars.items[i].var != s->unit->input && vars.items[i].var != s->unit->data &&
		    !rego_vars_has(safe, vars.items[i].var))
			return false;
	return true;
}

static bool is_negated(const struct rego_expr *x)
{
	return x->negated || x->kind == REGO_EXPR_NOT;
}

static bool fits_in_place(struct negating *n)
{
	uint64_t size = 1;

	for (uint32_t i = 0; i < n->left.count; i++) {
		const struct rego_body *b = n->left.items[i];

		size *= b->count;
		if (size > MOST_NEGATED)
			size = MOST_NEGATED + 1;
		for (uint32_t k = 0; k < b->count; k++)
			if (is_nested(b->exprs[k]) ||
			    (!is_negated(b->exprs[k]) && !all_safe(n->e->s, b->exprs[k], n->live)))
				return false;
	}
	return size <= MOST_NEGATED;
}

static struct stop *product(struct negating *n, uint32_t i);

static struct stop *choose(struct negating *n, uint32_t i, const struct rego_expr *x)
{
	struct rego_expr *copy = rego_new(n->e->s->a, struct rego_expr);
	uint32_t mark = n->count;
	struct stop *out;

	*copy = *x;
	if (x->kind == REGO_EXPR_NOT && x->body->count) {
		/* what the body says, one expression after the other */
		for (uint32_t k = 0; k < x->body->count && n->count < 256; k++)
			n->chosen[n->count++] = rego_copy_expr(n->e->s->a, x->body->exprs[k]);
	} else if (n->x->kind == REGO_EXPR_NOT && !x->negated) {
		copy = rego_new(n->e->s->a, struct rego_expr);
		copy->kind = REGO_EXPR_NOT;
		copy->loc = x->loc;
		copy->body = step_new_body(n->e->s, rego_copy_expr(n->e->s->a, x));
		n->chosen[n->count++] = copy;
	} else {
		copy->negated = !x->negated;
		n->chosen[n->count++] = copy;
	}
	out = product(n, i + 1);
	n->count = mark;
	return out;
}

static struct stop *product(struct negating *n, uint32_t i)
{
	struct stop *x = NULL;
	const struct rego_body *b;

	if (i == n->left.count) {
		struct rego_expr **all =
			rego_new_array(n->e->s->a, struct rego_expr *, n->count + 1);

		for (uint32_t k = 0; k < n->count; k++)
			all[k] = rego_copy_expr(n->e->s->a, n->chosen[k]);
		return step_save_negated(n->e, all, n->count, n->next);
	}
	b = n->left.items[i];
	for (uint32_t k = 0; k < b->count && !x; k++)
		x = choose(n, i, b->exprs[k]);
	return x;
}

/* --- as a rule ---------------------------------------------------------------------------------
 */

static int by_name(const void *a, const void *b)
{
	const term *const *x = a, *const *y = b;

	return strcmp((*x)->var->text, (*y)->var->text);
}

/* The unknown variables that the bodies use: arguments of the rule. */
static term **arguments(struct negating *n, uint32_t *count)
{
	struct step *s = n->e->s;
	struct rego_vars used;
	term **args;

	rego_vars_init(&used, s->a, NULL);
	for (uint32_t i = 0; i < n->left.count; i++)
		rego_collect_body(&used, n->left.items[i], 0);
	args = rego_new_array(s->a, term *, n->live->count + 1);
	for (uint32_t i = 0; i < n->live->count; i++)
		if (rego_vars_has(&used, n->live->items[i].var))
			args[(*count)++] = step_var(s, n->live->items[i].var->text);
	qsort(args, *count, sizeof(*args), by_name);
	return args;
}

static struct stop *go_past(struct k *k)
{
	struct negating *n = (struct negating *)k;

	return n->next->go(n->next);
}

static struct stop *as_rule(struct negating *n)
{
	struct step *s = n->e->s;
	char *name = rego_printf(s->a, "__not%llu_%u_%llu__", (unsigned long long)n->e->id,
				 n->e->index, (unsigned long long)n->child.id);
	const term *rest[] = { step_value(s, rego_cstring(s->a, "partial")),
			       step_value(s, rego_cstring(s->a, name)) };
	term *ref = step_ref_of(s, s->data, rest, 2), **args;
	struct rego_expr *x = rego_new(s->a, struct rego_expr);
	uint32_t count = 0;

	args = arguments(n, &count);
	for (uint32_t i = 0; i < n->left.count; i++) {
		struct rego_rule *r = rego_new(s->a, struct rego_rule);
		struct rego_head *h = rego_new(s->a, struct rego_head);
		const term *var = step_var(s, name);

		h->name = var->var;
		h->ref = step_ref_of(s, var, NULL, 0);
		h->args = args;
		h->arg_count = count;
		h->function = count;
		h->value = s->yes;
		r->head = h;
		r->body = n->left.items[i];
		step_support(s, ref, r);
	}
	if (count) {
		term *call = step_list(s, REGO_TERM_CALL, count + 1);

		call->list.items[0] = ref;
		memcpy(call->list.items + 1, args, count * sizeof(*args));
		x->kind = REGO_EXPR_CALL;
		x->term = call;
	} else {
		x->kind = REGO_EXPR_TERM;
		x->term = ref;
	}
	x->loc = n->x->loc;
	x->index = n->x->index;
	x->negated = n->x->negated;
	if (n->x->kind == REGO_EXPR_NOT) {
		struct rego_expr *around = rego_new(s->a, struct rego_expr);

		around->kind = REGO_EXPR_NOT;
		around->body = step_new_body(s, x);
		around->loc = n->x->loc;
		around->index = n->x->index;
		x = around;
	}
	n->k.go = go_past;
	return step_save_negated(n->e, &x, 1, &n->k);
}

static struct stop *negate(struct negating *n)
{
	struct step *s = n->e->s;
	struct rego_vars live;

	rego_vars_init(&live, s->a, NULL);
	step_unknown_vars(s, &live);
	n->live = &live;
	n->propagate = !s->partial->shallow;
	evaluate(n);
	if (!n->left.count)
		return n->next->go(n->next);
	if (!fits_in_place(n))
		return as_rule(n);
	n->chosen = rego_new_array(s->a, struct rego_expr *, 256);
	return product(n, 0);
}

struct stop *step_not_partial(struct ev *e, struct k *k)
{
	const struct rego_expr *x = step_here(e);
	struct negating n = { .e = e, .x = x, .next = k };
	struct rego_expr *plain = rego_new(e->s->a, struct rego_expr);

	*plain = *x;
	plain->negated = false;
	plain->with_count = 0;
	n.body = step_new_body(e->s, plain);
	return negate(&n);
}

/* Each way the body may be true is negated as a body. */
static struct stop *not_each(struct negating *n)
{
	struct step *s = n->e->s;
	struct rego_expr **all;

	evaluate(n);
	if (!n->left.count)
		return n->next->go(n->next);
	all = rego_new_array(s->a, struct rego_expr *, n->left.count);
	for (uint32_t i = 0; i < n->left.count; i++) {
		all[i] = rego_new(s->a, struct rego_expr);
		all[i]->kind = REGO_EXPR_NOT;
		all[i]->explicit_body = true;
		all[i]->body = rego_copy_body(s->a, n->left.items[i]);
	}
	return step_save_negated(n->e, all, n->left.count, n->next);
}

struct stop *step_not_body_partial(struct ev *e, const struct rego_expr *x, struct k *k)
{
	struct negating n = { .e = e, .x = x, .body = x->body, .next = k };

	if (x->explicit_body && !e->s->partial->shallow)
		return not_each(&n);
	return negate(&n);
}
