// SPDX-License-Identifier: BSD-2-Clause
/* Comprehensions: made anew each time, or once for all values of the variables around them. */
#include "rego/compile/pass.h"
#include "rego/step/impl.h"

struct making {
	struct k k;
	struct ev *child;
	const term *of;
	struct rego_builder b;
	struct group *group;
	const struct rego_string *const *keys;
	uint32_t key_count;
};

static struct rego_val plugged(struct ev *e, const term *t)
{
	const term *v = step_plug(e->s, e->b, t);

	return v->kind == REGO_TERM_VALUE ? v->value : rego_null();
}

void step_push_groups(struct ev *e)
{
	struct groups *g = rego_new(e->s->a, struct groups);

	g->outer = e->cache->top;
	e->cache->top = g;
}

static struct rego_val built(struct rego_builder *b, enum rego_term_kind kind)
{
	if (kind == REGO_TERM_ARRAY_COMP)
		return rego_build_array(b);
	return kind == REGO_TERM_SET_COMP ? rego_build_set(b) : rego_build_object(b);
}

static struct stop *go_add(struct k *k)
{
	struct making *m = (struct making *)k;

	if (m->of->kind == REGO_TERM_OBJECT_COMP)
		rego_add_pair(&m->b, plugged(m->child, m->of->comp.key),
			      plugged(m->child, m->of->comp.term));
	else
		rego_add(&m->b, plugged(m->child, m->of->comp.term));
	return NULL;
}

/* --- grouped ------------------------------------------------------------------------------ */

static struct rego_val keys_of(struct ev *e, const struct rego_string *const *keys, uint32_t n)
{
	struct rego_builder b = { .arena = e->s->a };

	for (uint32_t i = 0; i < n; i++) {
		term var = { .kind = REGO_TERM_VAR, .var = keys[i] };

		rego_add(&b, plugged(e, &var));
	}
	return rego_build_array(&b);
}

static struct rego_builder *place(struct step *s, struct group *g, struct rego_val keys, bool make)
{
	uint32_t hash = rego_hash(keys);

	for (uint32_t i = 0; i < g->count; i++)
		if (rego_hash(g->keys[i]) == hash && rego_equal(g->keys[i], keys))
			return &g->made[i];
	if (!make)
		return NULL;
	if (g->count == g->room) {
		uint32_t room = g->room ? g->room * 2 : 16;
		struct rego_val *k = rego_new_array(s->a, struct rego_val, room);
		struct rego_builder *b = rego_new_array(s->a, struct rego_builder, room);

		if (g->count) {
			memcpy(k, g->keys, g->count * sizeof(*k));
			memcpy(b, g->made, g->count * sizeof(*b));
		}
		g->keys = k;
		g->made = b;
		g->room = room;
	}
	g->keys[g->count] = keys;
	g->made[g->count] = (struct rego_builder){ .arena = s->a };
	return &g->made[g->count++];
}

static struct stop *go_group(struct k *k)
{
	struct making *m = (struct making *)k;
	struct rego_val keys = keys_of(m->child, m->keys, m->key_count);
	struct rego_builder *b = place(m->child->s, m->group, keys, true);

	if (m->of->kind == REGO_TERM_OBJECT_COMP)
		rego_add_pair(b, plugged(m->child, m->of->comp.key),
			      plugged(m->child, m->of->comp.term));
	else
		rego_add(b, plugged(m->child, m->of->comp.term));
	return NULL;
}

static bool may_group(const struct rego_expr *x, const term *t)
{
	const term *a, *b;

	if (!step_is_eq(x) || x->negated || x->with_count)
		return false;
	a = x->term->list.items[1];
	b = x->term->list.items[2];
	return (a->kind == REGO_TERM_VAR && b == t) || (b->kind == REGO_TERM_VAR && a == t);
}

static struct group *group_of(struct ev *e, const term *t, const struct step_keys *keys)
{
	struct step *s = e->s;
	struct group *g;
	struct ev child;
	struct making m = { .k = { go_group },
			    .child = &child,
			    .of = t,
			    .keys = keys->vars,
			    .key_count = keys->count };

	if (!e->cache)
		e->cache = rego_new(s->a, struct cache);
	if (!e->cache->top)
		e->cache->top = rego_new(s->a, struct groups);
	for (g = e->cache->top->first; g; g = g->next)
		if (g->of == t)
			return g;
	g = rego_new(s->a, struct group);
	g->of = t;
	m.group = g;
	step_child(&child, e, t->comp.body);
	step_run(&child, &m.k);
	g->next = e->cache->top->first;
	e->cache->top->first = g;
	return g;
}

/* The one group asked for, with all values around it: of equal keys the last wins there, too. */
static const term *made_alone(struct ev *e, const term *t)
{
	struct ev child;
	struct making m = { .k = { go_add }, .child = &child, .of = t, .b = { .arena = e->s->a } };

	step_closure(&child, e, t->comp.body);
	step_run(&child, &m.k);
	return step_value(e->s, built(&m.b, t->kind));
}

static const term *grouped(struct ev *e, const term *t)
{
	const struct step_keys *keys;
	struct rego_builder *b, copy;

	if (e->index >= e->query->count || !may_group(step_here(e), t))
		return NULL;
	keys = step_keys_of(e, t);
	if (!keys->count)
		return NULL;
	if (keys->more)
		return made_alone(e, t);
	b = place(e->s, group_of(e, t, keys), keys_of(e, keys->vars, keys->count), false);
	if (!b)
		return NULL;
	copy = *b;
	copy.items = rego_new_array(e->s->a, struct rego_val, copy.count + 1);
	memcpy(copy.items, b->items, copy.count * sizeof(*copy.items));
	return step_value(e->s, built(&copy, t->kind));
}

/* --- partial: kept, with what is known in it ---------------------------------------------- */

const term *step_amend(struct ev *e, const term *a, struct binds *b)
{
	struct step *s = e->s;
	term *copy = rego_copy_term(s->a, a);
	struct rego_vars vars;

	rego_vars_init(&vars, s->a, NULL);
	rego_collect_term(&vars, a, 0);
	for (uint32_t i = 0; b && i < b->count; i++) {
		const term *key = b->items[i].key;

		if (rego_vars_has(&vars, key->var))
			step_append(s, copy->comp.body,
				    step_new_eq(s, key, step_plug_for(s, b, key, s->root)));
	}
	return step_namespace(s, b, copy, s->root);
}

static struct stop *save(struct ev *e, const term *a, const term *b, struct binds *b1,
			 struct binds *b2, bool swap, struct k *k)
{
	a = step_amend(e, a, b1);
	if (step_is_closure(b))
		b = step_amend(e, b, b2);
	if (swap)
		return step_save_unify(e, b, a, b2, b1, k);
	return step_save_unify(e, a, b, b1, b2, k);
}

struct stop *step_comprehension(struct ev *e, const term *a, const term *b, struct binds *b1,
				struct binds *b2, bool swap, struct k *k)
{
	struct ev child;
	struct making m = { .k = { go_add }, .child = &child, .of = a, .b = { .arena = e->s->a } };
	struct rego_val made;
	const term *v;
	struct stop *x;

	if (step_partial(e) && step_unknown(e, a, b1))
		return save(e, a, b, b1, b2, swap, k);
	v = grouped(e, a);
	if (!v) {
		step_closure(&child, e, a->comp.body);
		x = step_run(&child, &m.k);
		if (x)
			return x;
		if (a->kind == REGO_TERM_OBJECT_COMP)
			made = rego_vm_object(&m.b);
		else
			made = built(&m.b, a->kind);
		if (!rego_defined(made))
			step_fail(e, &a->comp.key->loc, "eval_conflict_error",
				  "object keys must be unique");
		v = step_value(e->s, made);
	}
	return step_biunify(e, v, b, b1, b2, k);
}
