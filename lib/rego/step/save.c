// SPDX-License-Identifier: BSD-2-Clause
/* Partial evaluation: expressions that are kept because something in them is unknown. */
#include "rego/compile/pass.h"
#include "rego/step/impl.h"

struct kept {
	const struct rego_expr *x;
	struct binds *b1, *b2; /* of its two sides; neither: as it is */
};

struct saved { /* one query of those that are being made */
	struct kept *items;
	uint32_t count, room;
	struct saved *outer;
};

/* --- queries that are being made -------------------------------------------------------------- */

void step_push_saved(struct step *s)
{
	struct saved *q = rego_new(s->a, struct saved);

	q->outer = s->saved;
	s->saved = q;
}

struct saved *step_pop_saved(struct step *s)
{
	struct saved *q = s->saved;

	s->saved = q->outer;
	return q;
}

void step_put_saved(struct step *s, struct saved *q)
{
	q->outer = s->saved;
	s->saved = q;
}

static void keep(struct step *s, const struct rego_expr *x, struct binds *b1, struct binds *b2)
{
	struct saved *q = s->saved;

	if (q->count == q->room) {
		struct kept *more = rego_new_array(s->a, struct kept, q->room * 2 + 4);

		if (q->count)
			memcpy(more, q->items, q->count * sizeof(*more));
		q->items = more;
		q->room = q->room * 2 + 4;
	}
	q->items[q->count++] = (struct kept){ x, b1, b2 };
}

static struct rego_expr *plug_kept(struct step *s, const struct kept *k)
{
	struct rego_expr *x;

	if (!k->b1 && !k->b2)
		return (struct rego_expr *)k->x;
	x = rego_copy_expr(s->a, k->x);
	if (x->kind == REGO_EXPR_TERM)
		x->term = (term *)step_plug_for(s, k->b1, x->term, s->root);
	for (uint32_t i = 1; x->kind == REGO_EXPR_CALL && i < x->term->list.count; i++) {
		struct binds *b = step_is_eq(x) && i == 2 ? k->b2 : k->b1;

		x->term->list.items[i] =
			(term *)step_plug_for(s, b, x->term->list.items[i], s->root);
	}
	for (uint32_t i = 0; i < x->with_count; i++)
		x->with[i].value = (term *)step_plug_for(s, k->b1, x->with[i].value, s->root);
	return x;
}

static struct rego_body *plug_all(struct step *s, const struct saved *q)
{
	struct rego_body *b = step_new_body(s, NULL);

	for (uint32_t i = 0; i < q->count; i++) {
		/* One that is kept as it is gets its place even where it was told already, as in
		 * OPA. */
		step_append(s, b, plug_kept(s, &q->items[i]));
	}
	return b;
}

struct rego_body *step_saved_query(struct step *s)
{
	return plug_all(s, s->saved);
}

struct rego_body *step_saved_body(struct step *s, const struct saved *q)
{
	struct rego_body *b = plug_all(s, q);

	if (!b->count)
		step_append(s, b, step_new_expr(s, s->yes));
	return b;
}

/* --- saving --------------------------------------------------------------------------------------
 */

/* "with" of functions goes: what is called in their place is known. */
static void keep_documents(struct ev *e, struct rego_expr *x, const struct rego_with *with,
			   uint32_t n)
{
	struct step *s = e->s;

	x->with = rego_new_array(s->a, struct rego_with, n + 1);
	x->with_count = 0;
	for (uint32_t i = 0; i < n; i++) {
		const term *target = with[i].target;

		if ((!step_is_doc(s, target, s->unit->input) &&
		     !step_is_doc(s, target, s->unit->data)) ||
		    step_is_function(s, target))
			continue;
		x->with[x->with_count] = with[i];
		x->with[x->with_count].target = rego_copy_term(s->a, target);
		x->with[x->with_count++].value = rego_copy_term(s->a, with[i].value);
	}
}

static void from_query(struct ev *e, struct rego_expr *x)
{
	const struct rego_expr *here = step_here(e);

	keep_documents(e, x, here->with, here->with_count);
	x->loc = here->loc;
}

/* The variables of a term become unknown. */
static void mark(struct ev *e, const term *t, struct binds *b, uint32_t *count)
{
	struct step *s = e->s;
	struct rego_vars vars;
	const term **one;

	if (t->kind == REGO_TERM_VAR) {
		one = rego_new_array(s->a, const term *, 1);
		one[0] = t;
		step_push_unknown(s, one, 1, b);
		++*count;
		return;
	}
	rego_vars_init(&vars, s->a, NULL);
	rego_collect_term(&vars, t, REGO_SKIP_REF_HEAD | REGO_SKIP_CLOSURES);
	for (uint32_t i = 0; i < vars.count; i++) {
		term *var = step_var(s, vars.items[i].var->text);
		struct binds *in = b;

		mark(e, step_apply(var, &in), in, count);
	}
}

static struct stop *go_kept(struct ev *e, const struct rego_expr *x, struct binds *b1,
			    struct binds *b2, uint32_t marks, struct k *k)
{
	struct step *s = e->s;
	struct saved *q = s->saved;
	struct stop *out;

	keep(s, x, b1, b2);
	step_tell_expr(e, REGO_STEP_SAVE, x);
	out = k->go(k);
	q->count--;
	while (marks--)
		step_pop_unknown(s);
	return out;
}

struct stop *step_save_unify(struct ev *e, const term *a, const term *b, struct binds *b1,
			     struct binds *b2, struct k *k)
{
	struct rego_expr *x = step_new_eq(e->s, a, b);
	uint32_t marks = 0;

	from_query(e, x);
	mark(e, a, b1, &marks);
	mark(e, b, b2, &marks);
	return go_kept(e, x, b1, b2, marks, k);
}

struct stop *step_save_expr(struct ev *e, const struct rego_expr *x, struct binds *b, struct k *k)
{
	struct rego_expr *copy = rego_new(e->s->a, struct rego_expr);

	*copy = *x;
	from_query(e, copy);
	return go_kept(e, copy, b, b, 0, k);
}

struct stop *step_save_marked(struct ev *e, const struct rego_expr *x, struct binds *b, struct k *k)
{
	struct step *s = e->s;
	struct rego_expr *copy = rego_new(s->a, struct rego_expr);
	struct rego_target t;
	uint32_t marks = 0, arity;

	*copy = *x;
	from_query(e, copy);
	if (x->kind == REGO_EXPR_TERM) {
		mark(e, x->term, b, &marks);
	} else if (step_is_eq(x)) {
		mark(e, x->term->list.items[1], b, &marks);
		mark(e, x->term->list.items[2], b, &marks);
	} else if (x->kind == REGO_EXPR_CALL) {
		t = rego_unit_target(s->unit, x->term->list.items[0]);
		arity = t.builtin ? t.builtin->arity : t.node ? t.node->arity : 0;
		if (x->term->list.count == arity + 2)
			mark(e, x->term->list.items[arity + 1], b, &marks);
	}
	return go_kept(e, copy, b, b, marks, k);
}

struct stop *step_save_call(struct ev *e, uint32_t arity, term *const *terms, uint32_t n,
			    struct k *k)
{
	struct rego_expr *x = step_new_call(e->s, terms, n);
	uint32_t marks = 0;

	from_query(e, x);
	if (n == arity + 2)
		mark(e, terms[n - 1], e->b, &marks);
	return go_kept(e, x, e->b, NULL, marks, k);
}

struct stop *step_save_negated(struct ev *e, struct rego_expr *const *x, uint32_t n, struct k *k)
{
	struct step *s = e->s;
	const struct rego_expr *here = step_here(e);
	struct rego_with *with = rego_new_array(s->a, struct rego_with, here->with_count + 1);
	struct saved *q = s->saved;
	struct stop *out;

	for (uint32_t i = 0; i < here->with_count; i++) {
		with[i] = here->with[i];
		with[i].value = (term *)step_plug_for(s, e->b, rego_copy_term(s->a, with[i].value),
						      s->root);
	}
	for (uint32_t i = 0; i < n; i++) {
		keep_documents(e, x[i], with, here->with_count);
		keep(s, x[i], NULL, NULL);
		step_tell_expr(e, REGO_STEP_SAVE, x[i]);
	}
	out = k->go(k);
	q->count -= n;
	return out;
}
