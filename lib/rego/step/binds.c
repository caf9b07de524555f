// SPDX-License-Identifier: BSD-2-Clause
/* What variables are bound to, and terms with that put in. */
#include <stdio.h>

#include "rego/step/impl.h"

struct binds *step_binds(struct step *s, uint64_t id)
{
	struct binds *b = rego_new(s->a, struct binds);

	b->id = id;
	return b;
}

static struct slot *find(struct binds *b, const term *key)
{
	for (uint32_t i = 0; b && i < b->count; i++)
		if (b->items[i].key->var == key->var)
			return &b->items[i];
	return NULL;
}

const term *step_apply(const term *t, struct binds **in)
{
	struct slot *found;

	while (t->kind == REGO_TERM_VAR && (found = find(*in, t)) != NULL) {
		t = found->value;
		*in = found->in;
	}
	return t;
}

void step_bind(struct step *s, struct binds *b, const term *key, const term *value,
	       struct binds *in, struct undo *u)
{
	struct slot *old = find(b, key), *more;

	*u = (struct undo){ b, key };
	if (old) {
		old->value = value;
		old->in = in;
		return;
	}
	if (b->count == b->room) {
		more = rego_new_array(s->a, struct slot, b->room ? b->room * 2 : 4);
		if (b->count)
			memcpy(more, b->items, b->count * sizeof(*more));
		b->items = more;
		b->room = b->room ? b->room * 2 : 4;
	}
	b->items[b->count++] = (struct slot){ key, value, in };
}

/* The last one takes the place: the order in which they are shown is that of OPA. */
void step_undo(struct undo *u)
{
	struct slot *old = find(u->in, u->key);

	if (old)
		*old = u->in->items[--u->in->count];
}

static const term *namespaced(struct step *s, struct binds *b, const term *t, struct binds *caller)
{
	if (!caller || caller == b || t->var == s->unit->data || t->var == s->unit->input)
		return t;
	return step_var(
		s, rego_printf(s->a, "%s%llu", t->var->text, (unsigned long long)(b ? b->id : 0)));
}

static const term *plug_list(struct step *s, struct binds *b, const term *t, struct binds *caller)
{
	term *copy = rego_new(s->a, term);

	*copy = *t;
	copy->list.items = rego_new_array(s->a, term *, t->list.count + 1);
	for (uint32_t i = 0; i < t->list.count; i++)
		copy->list.items[i] = (term *)step_plug_for(s, b, t->list.items[i], caller);
	if (t->kind == REGO_TERM_SET || t->kind == REGO_TERM_OBJECT)
		rego_sort_term(s->a, copy);
	return step_norm(s, copy);
}

const term *step_plug_for(struct step *s, struct binds *b, const term *t, struct binds *caller)
{
	struct binds *in = b;
	const term *x;

	switch (t->kind) {
	case REGO_TERM_VAR:
		x = step_apply(t, &in);
		if (x != t || in != b)
			return step_plug_for(s, in, x, caller);
		return namespaced(s, b, t, caller);
	case REGO_TERM_ARRAY:
	case REGO_TERM_OBJECT:
	case REGO_TERM_SET:
		if (rego_term_is_ground(t))
			return step_norm(s, t);
		return plug_list(s, b, t, caller);
	case REGO_TERM_REF: return plug_list(s, b, t, caller);
	default: return t;
	}
}

const term *step_plug(struct step *s, struct binds *b, const term *t)
{
	return step_plug_for(s, b, t, NULL);
}

/* --- names of variables alone, their values left out ------------------------------------- */

static void name_body(struct step *s, struct binds *b, struct rego_body *body,
		      struct binds *caller);

static void name_expr(struct step *s, struct binds *b, struct rego_expr *x, struct binds *caller)
{
	switch (x->kind) {
	case REGO_EXPR_TERM: x->term = (term *)step_namespace(s, b, x->term, caller); break;
	case REGO_EXPR_CALL:
		for (uint32_t i = 1; i < x->term->list.count; i++)
			x->term->list.items[i] =
				(term *)step_namespace(s, b, x->term->list.items[i], caller);
		break;
	case REGO_EXPR_EVERY: name_body(s, b, x->every.body, caller); break;
	case REGO_EXPR_NOT: name_body(s, b, x->body, caller); break;
	case REGO_EXPR_SOME: break;
	}
	for (uint32_t i = 0; i < x->with_count; i++) {
		x->with[i].target = (term *)step_namespace(s, b, x->with[i].target, caller);
		x->with[i].value = (term *)step_namespace(s, b, x->with[i].value, caller);
	}
}

static void name_body(struct step *s, struct binds *b, struct rego_body *body, struct binds *caller)
{
	for (uint32_t i = 0; i < body->count; i++)
		name_expr(s, b, body->exprs[i], caller);
}

/* Closures are changed in place: they must be a copy. */
const term *step_namespace(struct step *s, struct binds *b, const term *t, struct binds *caller)
{
	term *copy = (term *)t;

	switch (t->kind) {
	case REGO_TERM_VAR: return namespaced(s, b, t, caller);
	case REGO_TERM_ARRAY_COMP:
	case REGO_TERM_SET_COMP:
	case REGO_TERM_OBJECT_COMP:
		if (copy->comp.key)
			copy->comp.key = (term *)step_namespace(s, b, copy->comp.key, caller);
		copy->comp.term = (term *)step_namespace(s, b, copy->comp.term, caller);
		name_body(s, b, copy->comp.body, caller);
		return copy;
	case REGO_TERM_ARRAY:
	case REGO_TERM_OBJECT:
	case REGO_TERM_SET:
	case REGO_TERM_REF:
		copy = rego_new(s->a, term);
		*copy = *t;
		copy->list.items = rego_new_array(s->a, term *, t->list.count + 1);
		for (uint32_t i = 0; i < t->list.count; i++)
			copy->list.items[i] =
				(term *)step_namespace(s, b, t->list.items[i], caller);
		return copy;
	default: return t;
	}
}
