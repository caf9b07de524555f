// SPDX-License-Identifier: BSD-2-Clause
/* Bodies: one expression after the other, each once for each way the ones before are true. */
#include "rego/compile/pass.h"
#include "rego/step/impl.h"

_Noreturn void step_fail(struct ev *e, const struct rego_loc *loc, const char *code,
			 const char *message)
{
	rego_vm_fail_at(e->s->vm, loc, code, message);
}

const struct rego_expr *step_here(const struct ev *e)
{
	return e->query->exprs[e->index];
}

void step_closure(struct ev *child, struct ev *e, const struct rego_body *body)
{
	*child = *e;
	child->index = 0;
	child->query = body;
	child->id = e->s->next_id++;
	child->parent = e;
	child->one = false;
	child->starts = false;
}

void step_child(struct ev *child, struct ev *e, const struct rego_body *body)
{
	step_closure(child, e, body);
	child->b = step_binds(e->s, child->id);
}

void step_rule(struct ev *child, struct ev *e, const struct rego_rule *r)
{
	step_child(child, e, r->body);
	child->rule = r;
	child->starts = true;
}

static struct stop *stop(struct ev *e, struct stop *prev)
{
	struct stop *x = rego_new(e->s->a, struct stop);

	x->deferred = !e->one && prev;
	x->prev = prev;
	return x;
}

struct stop *step_suppress(struct stop *x)
{
	return x ? x->prev : NULL;
}

/* Limits: steps and time as the machine counts them, and the stack. */
static void tick(struct ev *e)
{
	struct rego_eval *vm = e->s->vm;
	char here;

	if ((const char *)&here < e->s->stack)
		rego_stop(e->s->a, REGO_STOP_DEPTH);
	if (!vm->steps_slice--)
		rego_vm_pause(vm);
}

struct then {
	struct k k;
	struct ev *e;
	struct k *next;
	const struct rego_expr *x;
	const term *t;
	bool defined;
};

static struct stop *go_next(struct k *k)
{
	struct then *t = (struct then *)k;

	return step_next(t->e, t->next);
}

static struct stop *go_done(struct k *k)
{
	struct then *t = (struct then *)k;
	struct stop *x;

	t->defined = true;
	x = t->next->go(t->next);
	step_tell_expr(t->e, REGO_STEP_REDO, t->x);
	return x;
}

/* The value of an expression that is a term: it may be unknown, or false. */
static struct stop *go_term(struct k *k)
{
	struct then *t = (struct then *)k;
	const term *v;

	if (step_saved(t->e->s, t->t, t->e->b))
		return step_save_expr(t->e, step_new_expr(t->e->s, t->t), t->e->b, t->next);
	v = step_plug(t->e->s, t->e->b, t->t);
	if (v->kind == REGO_TERM_VALUE && rego_is_false(v->value))
		return NULL;
	return go_done(k);
}

static struct stop *eval_term(struct ev *e, struct then *t)
{
	struct disabled d = { .internal = true };
	struct disabled *old = e->s->disabled;
	struct stop *x;

	t->t = step_var(
		e->s, rego_printf(e->s->a, "$_term_%llu_%u", (unsigned long long)e->id, e->index));
	/* In OPA, too, being watched changes what is inlined here. */
	if (step_partial(e) && e->s->o->event) {
		d.var = t->t->var;
		step_disable(e->s, &d);
	}
	t->k.go = go_term;
	x = step_unify(e, t->x->term, t->t, &t->k);
	e->s->disabled = old;
	return x;
}

static struct stop *eval_step(struct ev *e, struct k *k)
{
	const struct rego_expr *x = step_here(e);
	struct then t = { { go_done }, e, k, x, NULL, false };
	struct stop *out = NULL;

	if (x->negated)
		return step_not(e, k);
	switch (x->kind) {
	case REGO_EXPR_CALL:
		if (step_is_eq(x))
			out = step_unify(e, x->term->list.items[1], x->term->list.items[2], &t.k);
		else
			out = step_call(e, x->term->list.items, x->term->list.count, &t.k);
		break;
	case REGO_EXPR_TERM: out = eval_term(e, &t); break;
	case REGO_EXPR_EVERY: out = step_every(e, x, &t.k); break;
	case REGO_EXPR_NOT: out = step_not_body(e, x, &t.k); break;
	case REGO_EXPR_SOME: return k->go(k);
	}
	if (!out && !t.defined)
		step_tell_expr(e, REGO_STEP_FAIL, x);
	return out;
}

/* --- with ---------------------------------------------------------------------------- */

struct scope { /* what a "with" changes */
	struct rego_val input, data;
	struct knowns *known;
	struct groups *groups;
	struct targets *targets;
	struct disabled *disabled;
	struct mock *mocks;
};

struct with {
	struct k k;
	struct ev *e;
	struct k *next;
	struct scope old;
	struct rego_val input, data;
	struct mock *mocks;
	struct targets targets;
	struct disabled disabled;
};

static void push(struct with *w)
{
	struct ev *e = w->e;
	struct step *s = e->s;

	if (!e->cache)
		e->cache = rego_new(s->a, struct cache);
	w->old = (struct scope){ e->input,   e->data,	  s->known, e->cache->top,
				 s->targets, s->disabled, s->mocks };
	if (rego_defined(w->input))
		e->input = w->input;
	if (rego_defined(w->data))
		e->data = w->data;
	step_push_known(s);
	step_push_groups(e);
	w->targets.next = s->targets;
	s->targets = &w->targets;
	if (step_partial(e))
		step_disable(s, &w->disabled);
	for (struct mock *m = w->mocks; m; m = m->next) {
		struct mock *copy = rego_new(s->a, struct mock);

		*copy = (struct mock){ m->what, m->by, s->mocks };
		s->mocks = copy;
	}
}

static void pop(struct with *w)
{
	struct ev *e = w->e;

	e->input = w->old.input;
	e->data = w->old.data;
	e->s->known = w->old.known;
	e->cache->top = w->old.groups;
	e->s->targets = w->old.targets;
	e->s->disabled = w->old.disabled;
	e->s->mocks = w->old.mocks;
}

static struct stop *go_outside(struct k *k)
{
	struct with *w = (struct with *)k;
	struct stop *x;

	pop(w);
	x = step_next(w->e, w->next);
	push(w);
	return x;
}

static void put_at(struct ev *e, const struct rego_expr *x, struct rego_val *doc,
		   const term *target, struct rego_val v)
{
	struct step *s = e->s;
	uint32_t n = target->list.count - 1;
	struct rego_val *path = rego_new_array(s->a, struct rego_val, n + 1);

	for (uint32_t i = 0; i < n; i++) {
		path[i] = target->list.items[i + 1]->value;
		if (path[i].kind != REGO_STRING)
			step_fail(e, &x->loc, "eval_conflict_error", REGO_BAD_PATH);
	}
	*doc = rego_vm_put(s->a, *doc, path, n, v);
}

static void collect(struct with *w, const struct rego_expr *x)
{
	struct step *s = w->e->s;
	const term **refs = rego_new_array(s->a, const term *, x->with_count + 1);
	struct mock **last = &w->mocks;

	w->targets.refs = refs;
	for (uint32_t i = 0; i < x->with_count; i++) {
		const term *target = x->with[i].target;
		const term *v = step_plug(s, w->e->b, x->with[i].value);
		bool doc = step_is_doc(s, target, s->unit->input) ||
			   step_is_doc(s, target, s->unit->data);
		bool function = step_is_function(s, target);

		if (function || !doc) {
			*last = rego_new(s->a, struct mock);
			**last = (struct mock){ target, v, NULL };
			last = &(*last)->next;
			if (!function)
				continue;
		} else if (v->kind == REGO_TERM_VALUE) {
			bool input = step_is_doc(s, target, s->unit->input);
			struct rego_val *to = input ? &w->input : &w->data;

			if (!rego_defined(*to))
				*to = input ? w->e->input : w->e->data;
			put_at(w->e, x, to, target, v->value);
		}
		refs[w->targets.count++] = target;
	}
}

struct refs {
	struct step *s;
	const term **items;
	uint32_t count, room;
};

static void add_ref(struct refs *r, const term *ref)
{
	if (r->count == r->room) {
		const term **more = rego_new_array(r->s->a, const term *, r->room * 2 + 8);

		if (r->count)
			memcpy(more, r->items, r->count * sizeof(*more));
		r->items = more;
		r->room = r->room * 2 + 8;
	}
	r->items[r->count++] = step_prefix(r->s, ref, step_ground(ref));
}

static bool note_ref(struct rego_walk *w, struct rego_term *t)
{
	if (t->kind == REGO_TERM_REF)
		add_ref(w->arg, t);
	return false;
}

/* What is not to be inlined below, so that "with" keeps its meaning; false: the expression must
 * be saved as it is, because a value is unknown. */
static bool disable_refs(struct with *w, const struct rego_expr *x)
{
	struct step *s = w->e->s;
	struct refs refs = { .s = s };
	struct rego_walk walk = { .term = note_ref, .arg = &refs };
	struct rego_expr plain = *x;

	for (uint32_t i = 0; i < x->with_count; i++) {
		struct rego_with *m = &x->with[i];
		bool doc = step_is_doc(s, m->target, s->unit->input) ||
			   step_is_doc(s, m->target, s->unit->data);

		if (step_is_function(s, m->target) || !doc) {
			rego_walk_term(&walk, m->value);
			continue;
		}
		if (step_saved_in(s, m->value, w->e->b))
			return false;
		rego_walk_term(&walk, m->target);
		rego_walk_term(&walk, m->value);
	}
	plain.with_count = 0;
	rego_walk_expr(&walk, &plain);
	if (x->kind == REGO_EXPR_CALL)
		add_ref(&refs, x->term->list.items[0]);
	w->disabled =
		(struct disabled){ .internal = true, .refs = refs.items, .count = refs.count };
	return true;
}

struct stop *step_with(struct ev *e, struct k *k)
{
	struct with w = { .k = { go_outside }, .e = e, .next = k };
	const struct rego_expr *x = step_here(e);
	struct then t = { { go_next }, e, k, x, NULL, false };
	struct stop *out;

	if (step_partial(e) && !disable_refs(&w, x))
		return step_save_marked(e, x, e->b, &t.k);
	collect(&w, x);
	push(&w);
	out = eval_step(e, &w.k);
	pop(&w);
	return out;
}

struct stop *step_eval(struct ev *e, struct k *k)
{
	struct then t = { { go_next }, e, k, NULL, NULL, false };
	struct stop *x;

	tick(e);
	if (e->index >= e->query->count) {
		x = k->go(k);
		if (x)
			return stop(e, x);
		return e->one && !step_partial(e) ? stop(e, NULL) : NULL;
	}
	step_tell_expr(e, REGO_STEP_EVAL, step_here(e));
	if (step_here(e)->with_count)
		return step_with(e, k);
	return eval_step(e, &t.k);
}

struct stop *step_next(struct ev *e, struct k *k)
{
	struct stop *x;

	e->index++;
	x = step_eval(e, k);
	e->index--;
	return x;
}

static struct stop *go_exit(struct k *k)
{
	struct then *t = (struct then *)k;
	struct stop *x;

	step_tell_body(t->e, REGO_STEP_EXIT, t->e->query);
	x = t->next->go(t->next);
	step_tell_body(t->e, REGO_STEP_REDO, t->e->query);
	return x;
}

struct stop *step_run(struct ev *e, struct k *k)
{
	struct then t = { { go_exit }, e, k, NULL, NULL, false };

	step_tell_body(e, REGO_STEP_ENTER, e->query);
	return step_eval(e, &t.k);
}
