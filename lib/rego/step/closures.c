// SPDX-License-Identifier: BSD-2-Clause
/* Bodies in expressions: not, not { } and every. */
#include "rego/step/impl.h"

struct inner {
	struct k k;
	struct ev *e;
	const struct rego_expr *x;
	struct ev *outer;
	bool *all;
	bool done;
};

static struct stop *go_found(struct k *k)
{
	struct inner *i = (struct inner *)k;

	step_tell_body(i->e, REGO_STEP_EXIT, i->e->query);
	step_tell_body(i->e, REGO_STEP_REDO, i->e->query);
	i->done = true;
	return NULL;
}

static struct stop *go_asked(struct k *k)
{
	((struct inner *)k)->e->found = true;
	return go_found(k);
}

/* Whether the body is true; *x: an early end for somebody further out. */
static bool holds(struct ev *e, const struct rego_body *body, struct stop **x)
{
	struct ev child;
	struct inner i = { .k = { go_asked }, .e = &child };

	step_closure(&child, e, body);
	step_tell_body(&child, REGO_STEP_ENTER, body);
	*x = step_eval(&child, &i.k);
	return child.found;
}

static struct rego_body *complement(struct step *s, const struct rego_expr *x)
{
	struct rego_expr *copy = rego_new(s->a, struct rego_expr);

	*copy = *x;
	copy->negated = !x->negated;
	copy->with = NULL;
	copy->with_count = 0;
	return step_new_body(s, copy);
}

struct stop *step_not(struct ev *e, struct k *k)
{
	const struct rego_expr *x = step_here(e);
	struct stop *out;

	if (step_partial(e) && step_unknown_expr(e, x, e->b))
		return step_not_partial(e, k);
	if (!holds(e, complement(e->s, x), &out))
		return out ? out : k->go(k);
	if (!out)
		step_tell_expr(e, REGO_STEP_FAIL, x);
	return out;
}

struct stop *step_not_body(struct ev *e, const struct rego_expr *x, struct k *k)
{
	struct stop *out;

	if (step_partial(e) && step_unknown_body(e, x->body, e->b))
		return step_not_body_partial(e, x, k);
	if (!holds(e, x->body, &out))
		return out ? out : k->go(k);
	return out;
}

/* --- every ------------------------------------------------------------------------------- */

static struct stop *go_each(struct k *k)
{
	struct inner *i = (struct inner *)k;
	struct ev body;
	struct inner found = { .k = { go_found }, .e = &body };
	struct stop *x;

	if (!*i->all)
		return NULL;
	step_closure(&body, i->e, i->x->every.body);
	body.one = true;
	step_tell_body(&body, REGO_STEP_ENTER, i->x->every.body);
	x = step_eval(&body, &found.k);
	if (!found.done)
		*i->all = false;
	step_tell_expr(i->e, REGO_STEP_REDO, i->x);
	return step_suppress(x);
}

/* DOMAIN[KEY] = VALUE */
static struct rego_body *generator(struct step *s, const struct rego_expr *x)
{
	const term *key = x->every.key;
	term *ref = step_ref_of(s, x->every.domain, &key, 1);
	struct rego_expr *eq;

	ref->loc = x->every.domain->loc;
	if (x->every.domain->kind == REGO_TERM_REF) {
		const term *d = x->every.domain;

		ref = step_list(s, REGO_TERM_REF, d->list.count + 1);
		memcpy(ref->list.items, d->list.items, d->list.count * sizeof(*d->list.items));
		ref->list.items[d->list.count] = (term *)key;
	}
	eq = step_new_eq(s, ref, x->every.value);
	eq->loc = x->every.domain->loc;
	return step_new_body(s, eq);
}

static struct stop *save_every(struct ev *e, const struct rego_expr *x, struct k *k);

struct stop *step_every(struct ev *e, const struct rego_expr *x, struct k *k)
{
	struct ev domain;
	bool all = true;
	struct inner i = { .k = { go_each }, .e = &domain, .x = x, .all = &all };
	enum rego_kind kind;
	struct stop *out;

	if (step_partial(e) &&
	    (step_unknown(e, x->every.domain, e->b) || step_unknown_body(e, x->every.body, e->b)))
		return save_every(e, x, k);
	kind = step_kind(step_plug(e->s, e->b, x->every.domain));
	if (kind != REGO_ARRAY && kind != REGO_OBJECT && kind != REGO_SET) {
		step_tell_expr(e, REGO_STEP_FAIL, x);
		return NULL;
	}
	step_closure(&domain, e, generator(e->s, x));
	step_tell_expr(&domain, REGO_STEP_ENTER, x);
	out = step_eval(&domain, &i.k);
	if (out)
		return out;
	if (!all) {
		step_tell_expr(&domain, REGO_STEP_FAIL, x);
		return NULL;
	}
	out = k->go(k);
	step_tell_expr(&domain, REGO_STEP_EXIT, x);
	return out;
}

/* --- every whose domain or body is unknown: kept, with what is known in it ------------------- */

static void plug_body(struct ev *e, struct rego_body *b);

static term *plug_term(struct ev *e, term *t)
{
	if (step_is_closure(t))
		return (term *)step_amend(e, t, e->b);
	return (term *)step_plug_for(e->s, e->b, t, e->s->root);
}

static void plug_every(struct ev *e, struct rego_expr *x)
{
	struct step *s = e->s;

	plug_body(e, x->every.body);
	if (x->every.key)
		x->every.key = (term *)step_plug_for(s, e->b, x->every.key, s->root);
	x->every.value = (term *)step_plug_for(s, e->b, x->every.value, s->root);
	x->every.domain = (term *)step_plug_for(s, e->b, x->every.domain, s->root);
}

static void plug_body(struct ev *e, struct rego_body *b)
{
	for (uint32_t i = 0; i < b->count; i++) {
		struct rego_expr *x = b->exprs[i];

		if (x->kind == REGO_EXPR_TERM)
			x->term = plug_term(e, x->term);
		else if (x->kind == REGO_EXPR_EVERY)
			plug_every(e, x);
		else if (x->kind == REGO_EXPR_NOT)
			plug_body(e, x->body);
		for (uint32_t j = 1; x->kind == REGO_EXPR_CALL && j < x->term->list.count; j++)
			x->term->list.items[j] = plug_term(e, x->term->list.items[j]);
	}
}

static struct stop *save_every(struct ev *e, const struct rego_expr *x, struct k *k)
{
	struct rego_expr *copy = rego_copy_expr(e->s->a, x);

	plug_every(e, copy);
	return step_save_expr(e, copy, e->b, k);
}
