// SPDX-License-Identifier: BSD-2-Clause
/* What is told of each step. */
#include "rego/compile/pass.h"
#include "rego/step/impl.h"

struct locals {
	struct ev *e;
	struct rego_step_local *items;
	struct rego_step_known *known;
	uint32_t count, room, known_count, known_room;
};

static bool renamed(const struct step *s, const struct rego_string *var,
		    const struct rego_string **name)
{
	uint32_t id = var->id - 1;

	if (id < s->query->original_count && s->query->original[id])
		*name = s->query->original[id];
	else if (id < s->unit->original_count && s->unit->original[id])
		*name = s->unit->original[id];
	else
		return false;
	return true;
}

static void add_local(struct locals *l, const term *var, const struct rego_string *name,
		      const term *value)
{
	struct step *s = l->e->s;

	for (uint32_t i = 0; i < l->count; i++)
		if (l->items[i].var == var->var)
			return;
	if (l->count == l->room) {
		struct rego_step_local *more;

		l->room = l->room ? l->room * 2 : 8;
		more = rego_new_array(s->a, struct rego_step_local, l->room);
		if (l->count)
			memcpy(more, l->items, l->count * sizeof(*more));
		l->items = more;
	}
	l->items[l->count++] = (struct rego_step_local){
		.var = var->var,
		.name = name,
		.loc = var->loc.source ? &var->loc : NULL,
		.value = (term *)value,
	};
}

static void add_known(struct locals *l, const term *ref)
{
	struct step *s = l->e->s;
	uint32_t n = step_ground(ref);
	const struct known *k;

	k = step_known(s, step_key_of(s, (const term *const *)ref->list.items, n));
	if (!k || k->undefined)
		return;
	if (l->known_count == l->known_room) {
		struct rego_step_known *more;

		l->known_room = l->known_room ? l->known_room * 2 : 4;
		more = rego_new_array(s->a, struct rego_step_known, l->known_room);
		if (l->known_count)
			memcpy(more, l->known, l->known_count * sizeof(*more));
		l->known = more;
	}
	l->known[l->known_count++] = (struct rego_step_known){ step_prefix(s, ref, n), k->value };
}

static bool note_term(struct rego_walk *w, struct rego_term *t)
{
	const struct rego_string *name;

	if (t->kind == REGO_TERM_VAR && renamed(((struct locals *)w->arg)->e->s, t->var, &name))
		add_local(w->arg, t, name, NULL);
	if (t->kind == REGO_TERM_REF)
		add_known(w->arg, t);
	return false;
}

static void add_locals(struct ev *e, struct rego_step_event *ev)
{
	struct locals l = { .e = e };
	struct rego_walk w = { .term = note_term, .arg = &l };

	for (uint32_t i = 0; i < e->b->count; i++) {
		const term *key = e->b->items[i].key;
		const struct rego_string *name = key->var;

		renamed(e->s, key->var, &name);
		add_local(&l, key, name, step_plug(e->s, e->b, key));
	}
	if (ev->expr)
		rego_walk_expr(&w, (struct rego_expr *)ev->expr);
	else if (ev->body)
		rego_walk_body(&w, (struct rego_body *)ev->body);
	else if (ev->rule)
		rego_walk_rule(&w, (struct rego_rule *)ev->rule);
	ev->locals = l.items;
	ev->local_count = l.count;
	ev->known = l.known;
	ev->known_count = l.known_count;
}

static void tell(struct ev *e, struct rego_step_event *ev, const struct rego_loc *loc)
{
	const struct rego_step_options *o = e->s->o;

	if (loc && loc->source)
		e->last = loc;
	ev->loc = e->last;
	ev->query = e->id;
	ev->parent = e->parent ? e->parent->id : 0;
	if (!ev->message)
		ev->message = "";
	if (o->locals && ev->op != REGO_STEP_NOTE)
		add_locals(e, ev);
	o->event(o->event_arg, ev);
}

static const char *early(const struct ev *e, enum rego_step_op op)
{
	return op == REGO_STEP_EXIT && e->one ? "early" : "";
}

void step_tell_expr(struct ev *e, enum rego_step_op op, const struct rego_expr *x)
{
	struct rego_step_event ev = { .op = op, .expr = x, .message = early(e, op) };

	if (e->s->o->event)
		tell(e, &ev, &x->loc);
}

void step_tell_body(struct ev *e, enum rego_step_op op, const struct rego_body *b)
{
	struct rego_step_event ev = { .op = op, .body = b, .message = early(e, op) };

	if (e->s->o->event)
		tell(e, &ev, b->count ? &b->exprs[0]->loc : NULL);
}

void step_tell_rule(struct ev *e, enum rego_step_op op, const struct rego_rule *r)
{
	struct rego_step_event ev = { .op = op, .rule = r, .message = early(e, op) };

	if (e->s->o->event)
		tell(e, &ev, &r->loc);
}

void step_tell_index(struct ev *e, const struct rules *r, const term *ref)
{
	const struct rego_expr *x = step_here(e);
	struct rego_step_event ev = { .op = REGO_STEP_INDEX, .expr = x, .ref = ref };

	if (!e->s->o->event)
		return;
	ev.message = rego_printf(e->s->a, "(matched %u rule%s%s)", r->count,
				 r->count == 1 ? "" : "s", r->early ? ", early exit" : "");
	tell(e, &ev, &x->loc);
}

void step_tell_note(struct ev *e, struct rego_val text)
{
	struct rego_step_event ev = { .op = REGO_STEP_NOTE, .message = rego_text(text) };

	if (e->s->o->event) {
		const struct rego_loc *last = e->last;

		tell(e, &ev, &step_here(e)->loc);
		e->last = last;
	}
}

void step_tell_case(struct ev *e, struct rego_val names)
{
	struct rego_step_event ev = {
		.op = REGO_STEP_TEST_CASE, .value = names, .query = e->id, .message = ""
	};

	if (e->s->o->event)
		e->s->o->event(e->s->o->event_arg, &ev);
}

void step_tell_unify(struct ev *e, const term *a, const term *b)
{
	struct rego_step_event ev = { .op = REGO_STEP_UNIFY };

	if (!e->s->o->event || !e->s->o->unify)
		return;
	ev.expr = step_new_eq(e->s, a, b);
	tell(e, &ev, NULL);
}
