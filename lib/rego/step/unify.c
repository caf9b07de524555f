// SPDX-License-Identifier: BSD-2-Clause
/* Unification of two terms, each with its own bindings. */
#include "rego/step/impl.h"

struct pairs {
	struct k k;
	struct ev *e;
	const term *a, *b;
	term *const *left, *const *right; /* or these */
	struct binds *b1, *b2;
	uint32_t at, count;
	struct k *next;
};

static struct stop *go_items(struct k *k)
{
	struct pairs *p = (struct pairs *)k, more = *p;
	struct step *s = p->e->s;
	const term *x, *y;

	if (p->at == p->count)
		return p->next->go(p->next);
	x = p->left ? p->left[p->at] : step_item(s, p->a, p->at);
	y = p->left ? p->right[p->at] : step_item(s, p->b, p->at);
	more.at++;
	return step_biunify(p->e, x, y, p->b1, p->b2, &more.k);
}

struct stop *step_unify_lists(struct ev *e, term *const *a, term *const *b, uint32_t n,
			      struct binds *b1, struct binds *b2, struct k *k)
{
	struct pairs p = { .k = { go_items },
			   .e = e,
			   .left = a,
			   .right = b,
			   .b1 = b1,
			   .b2 = b2,
			   .count = n,
			   .next = k };

	return go_items(&p.k);
}

static struct stop *unify_arrays(struct ev *e, const term *a, const term *b, struct binds *b1,
				 struct binds *b2, struct k *k)
{
	struct pairs p = { .k = { go_items },
			   .e = e,
			   .a = a,
			   .b = b,
			   .b1 = b1,
			   .b2 = b2,
			   .count = step_len(a),
			   .next = k };

	return step_len(a) == step_len(b) ? go_items(&p.k) : NULL;
}

static const term *member_of(struct step *s, const term *object, const term *key)
{
	for (uint32_t i = 0; i < step_len(object); i++)
		if (step_same(s, step_key(s, object, i), key))
			return step_member(s, object, i);
	return NULL;
}

static struct stop *go_members(struct k *k)
{
	struct pairs *p = (struct pairs *)k, more = *p;
	struct step *s = p->e->s;
	const term *other;

	if (p->at == p->count)
		return p->next->go(p->next);
	other = member_of(s, p->b, step_key(s, p->a, p->at));
	if (!other)
		return NULL;
	more.at++;
	return step_biunify(p->e, step_member(s, p->a, p->at), other, p->b1, p->b2, &more.k);
}

static const term *plug_keys(struct step *s, const term *o, struct binds *b)
{
	term *copy;
	bool ground = true;

	if (o->kind == REGO_TERM_VALUE)
		return o;
	for (uint32_t i = 0; i < o->list.count; i += 2)
		ground &= rego_term_is_ground(o->list.items[i]);
	if (ground)
		return o;
	copy = step_list(s, REGO_TERM_OBJECT, o->list.count);
	for (uint32_t i = 0; i < o->list.count; i++)
		copy->list.items[i] =
			i & 1 ? o->list.items[i] : (term *)step_plug(s, b, o->list.items[i]);
	rego_sort_term(s->a, copy);
	return copy;
}

static struct stop *unify_objects(struct ev *e, const term *a, const term *b, struct binds *b1,
				  struct binds *b2, struct k *k)
{
	struct pairs p = { .k = { go_members }, .e = e, .b1 = b1, .b2 = b2, .next = k };

	if (step_len(a) != step_len(b))
		return NULL;
	p.a = plug_keys(e->s, a, b1);
	p.b = plug_keys(e->s, b, b2);
	p.count = step_len(p.a);
	return go_members(&p.k);
}

static struct stop *bind_and_go(struct ev *e, const term *var, const term *t, struct binds *b1,
				struct binds *b2, struct k *k)
{
	struct undo undo;
	struct stop *x;

	step_bind(e->s, b1, var, t, b2, &undo);
	x = k->go(k);
	step_undo(&undo);
	return x;
}

static bool is_saved(struct step *s, const term *t, struct binds *b)
{
	if (!s->unknown)
		return false;
	return step_kind(t) == REGO_SET ? step_saved_in(s, t, b) : step_saved(s, t, b);
}

static struct stop *unify_values(struct ev *e, const term *a, const term *b, struct binds *b1,
				 struct binds *b2, struct k *k)
{
	bool save_a = is_saved(e->s, a, b1), save_b;

	if (!save_a && a->kind == REGO_TERM_REF)
		return step_ref(e, a, b, b1, b2, k);
	save_b = is_saved(e->s, b, b2);
	if (!save_b && b->kind == REGO_TERM_REF)
		return step_ref(e, b, a, b2, b1, k);
	if (save_a || save_b)
		return step_save_unify(e, a, b, b1, b2, k);
	if (step_is_closure(a))
		return step_comprehension(e, a, b, b1, b2, false, k);
	if (step_is_closure(b))
		return step_comprehension(e, b, a, b2, b1, true, k);
	if (a->kind == REGO_TERM_VAR && b->kind == REGO_TERM_VAR && b1 == b2 && a->var == b->var)
		return k->go(k);
	if (a->kind == REGO_TERM_VAR)
		return bind_and_go(e, a, b, b1, b2, k);
	if (b->kind == REGO_TERM_VAR)
		return bind_and_go(e, b, a, b2, b1, k);
	if (step_kind(a) == REGO_SET) {
		a = step_plug(e->s, b1, a);
		b = step_plug(e->s, b2, b);
	}
	return step_same(e->s, a, b) ? k->go(k) : NULL;
}

static bool asks(const term *t)
{
	return t->kind == REGO_TERM_VAR || t->kind == REGO_TERM_REF;
}

struct stop *step_biunify(struct ev *e, const term *a, const term *b, struct binds *b1,
			  struct binds *b2, struct k *k)
{
	enum rego_kind kind;

	a = step_norm(e->s, step_apply(a, &b1));
	b = step_norm(e->s, step_apply(b, &b2));
	step_tell_unify(e, a, b);
	if (asks(a) || step_is_closure(a) || asks(b))
		return unify_values(e, a, b, b1, b2, k);
	kind = step_kind(a);
	if (kind == REGO_SET)
		return unify_values(e, a, b, b1, b2, k);
	if (kind == REGO_ARRAY && b->kind == REGO_TERM_ARRAY_COMP)
		return unify_values(e, a, b, b1, b2, k);
	if (kind == REGO_OBJECT && b->kind == REGO_TERM_OBJECT_COMP)
		return unify_values(e, a, b, b1, b2, k);
	if (kind == REGO_UNDEFINED || kind != step_kind(b))
		return NULL;
	if (kind == REGO_ARRAY)
		return unify_arrays(e, a, b, b1, b2, k);
	if (kind == REGO_OBJECT)
		return unify_objects(e, a, b, b1, b2, k);
	return unify_values(e, a, b, b1, b2, k);
}

struct stop *step_unify(struct ev *e, const term *a, const term *b, struct k *k)
{
	return step_biunify(e, a, b, e->b, e->b, k);
}
