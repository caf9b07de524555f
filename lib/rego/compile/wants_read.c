// SPDX-License-Identifier: BSD-2-Clause
/* Bodies are read for what they want, expression by expression. */
#include "rego/compile/pass.h"
#include "rego/compile/wants_priv.h"

struct constant { /* a variable that stands for one */
	const struct rego_string *var;
	const struct rego_term *value;
	struct constant *next;
};

struct reading { /* of one branch */
	struct rego_wants *w;
	const struct rego_rule *rule;
	struct rego_rule_wants *of;
	struct constant *constants; /* the last one first */
	uint32_t *vars;		    /* places of wants of anything */
	uint32_t var_count, var_room;
	struct rego_table values; /* wants by reference and value */
	uint32_t expr;		  /* that is read */
};

static bool is_scalar(const struct rego_term *t)
{
	return t->kind == REGO_TERM_VALUE && t->value.kind < REGO_ARRAY;
}

/* What the index can look for. */
static bool can_find(const struct rego_term *t)
{
	if (t->kind == REGO_TERM_VAR || is_scalar(t))
		return true;
	if (t->kind != REGO_TERM_ARRAY)
		return false;
	for (uint32_t i = 0; i < t->list.count; i++)
		if (t->list.items[i]->kind != REGO_TERM_VAR && !is_scalar(t->list.items[i]))
			return false;
	return true;
}

/* The document or argument that a variable stands for, since x = input.y, or f(x). */
static bool place_of_var(struct reading *r, const struct rego_term *t, uint32_t *place)
{
	const struct rego_head *h = r->rule->head;

	if (t->kind != REGO_TERM_VAR)
		return false;
	for (uint32_t i = 0; i < r->var_count; i++) {
		const struct rego_want *w = &r->of->items[r->vars[i]];

		if (w->value && w->value->var == t->var) {
			*place = w->of;
			return true;
		}
	}
	for (uint32_t i = 0; i < h->arg_count; i++)
		if (h->args[i]->kind == REGO_TERM_VAR && h->args[i]->var == t->var) {
			*place = rego_wanted_place(r->w, NULL, i);
			return true;
		}
	return false;
}

/* --- wants ------------------------------------------------------------------------ */

static uint32_t hash_of_want(const struct rego_want *w)
{
	struct rego_term *value = (struct rego_term *)w->value;

	if (!value)
		return rego_wants_mix(w->of, 0);
	if (value->kind == REGO_TERM_ARRAY)
		return rego_hash_terms(rego_wants_mix(w->of, 1), value->list.items,
				       value->list.count);
	return rego_hash_terms(rego_wants_mix(w->of, 2), &value, 1);
}

/* A value takes the place of the first variable that stood for anything there. */
static uint32_t replaced(struct reading *r, const struct rego_want *w)
{
	for (uint32_t i = 0; !rego_wants_anything(w) && i < r->var_count; i++) {
		uint32_t at = r->vars[i];

		if (r->of->items[at].of != w->of)
			continue;
		r->var_count--;
		memmove(&r->vars[i], &r->vars[i + 1], (r->var_count - i) * sizeof(*r->vars));
		return at;
	}
	return r->of->count;
}

static void want(struct reading *r, struct rego_want w)
{
	struct rego_arena *a = r->w->arena;
	struct rego_rule_wants *of = r->of;
	uint32_t probe = 0, at, hash;

	if (w.value && !can_find(w.value))
		w.value = NULL;
	r->w->refs[w.of].uses++;
	hash = hash_of_want(&w);
	while (rego_table_next(&r->values, hash, &probe, &at))
		if (of->items[at].of == w.of && rego_same_wanted(of->items[at].value, w.value))
			return;
	at = replaced(r, &w);
	w.expr = r->expr;
	w.turn = at;
	if (at == of->count) {
		of->items = rego_list_grow(a, of->items, of->count, &of->room, sizeof(*of->items));
		of->count++;
	}
	of->items[at] = w;
	rego_table_add(a, &r->values, hash, at);
	if (rego_wants_anything(&w)) {
		r->vars = rego_list_grow(a, r->vars, r->var_count, &r->var_room, sizeof(*r->vars));
		r->vars[r->var_count++] = at;
	}
}

static void want_value(struct reading *r, uint32_t of, const struct rego_term *value)
{
	want(r, (struct rego_want){ .of = of, .value = value });
}

/* --- expressions ------------------------------------------------------------------ */

/* A constant for its variable; else the term itself. */
static const struct rego_term *resolved(const struct reading *r, const struct rego_term *t)
{
	if (t->kind == REGO_TERM_VAR)
		for (const struct constant *c = r->constants; c; c = c->next)
			if (c->var == t->var)
				return c->value;
	return t;
}

/* input.x = a, x = a: false when it is not of that form. */
static bool read_equal(struct reading *r, const struct rego_term *a, const struct rego_term *b)
{
	uint32_t of;

	if (a->kind == REGO_TERM_VAR) {
		if (rego_is_constant(b)) {
			struct constant *c = rego_new(r->w->arena, struct constant);

			*c = (struct constant){ a->var, b, r->constants };
			r->constants = c;
		}
		if (!can_find(b) || !place_of_var(r, a, &of))
			return false;
	} else {
		if (!rego_wants_can_ask(r->w->unit, a))
			return false;
		if (b->kind != REGO_TERM_VAR && !can_find(b))
			return false;
		b = resolved(r, b);
		of = rego_wanted_place(r->w, a, 0);
	}
	want_value(r, of, b);
	return true;
}

/* input.xs[_] = "a": the collection must have it. */
static bool read_element(struct reading *r, const struct rego_term *a, const struct rego_term *b)
{
	struct rego_term *ref;
	uint32_t n = a->kind == REGO_TERM_REF ? rego_ground_prefix(a) : 0;

	if (!n || n + 1 != a->list.count || !rego_wants_prefix(r->w->unit, a, n))
		return false;
	b = resolved(r, b);
	if (!is_scalar(b))
		return false;
	ref = rego_new(r->w->arena, struct rego_term);
	*ref = *a;
	ref->list.count = n;
	want_value(r, rego_wanted_place(r->w, ref, 0), b);
	return true;
}

/* x in {"a", "b"}: one of them. */
static void read_one_of(struct reading *r, uint32_t of, const struct rego_term *xs)
{
	uint32_t step = xs->kind == REGO_TERM_OBJECT ? 2 : 1;

	if (xs->kind == REGO_TERM_ARRAY || xs->kind == REGO_TERM_SET ||
	    xs->kind == REGO_TERM_OBJECT)
		for (uint32_t i = step - 1; i < xs->list.count; i += step)
			want_value(r, of, xs->list.items[i]);
	if (xs->kind != REGO_TERM_VALUE || xs->value.kind < REGO_ARRAY)
		return;
	for (uint32_t i = 0; i < rego_len(xs->value); i++) { /* what rego.metadata.rule() gave */
		struct rego_term *t = rego_new(r->w->arena, struct rego_term);

		t->kind = REGO_TERM_VALUE;
		t->value = rego_item(xs->value, i);
		want_value(r, of, t);
	}
}

static void read_member(struct reading *r, const struct rego_term *x, const struct rego_term *xs)
{
	uint32_t of;

	if (place_of_var(r, x, &of)) {
		read_one_of(r, of, resolved(r, xs));
		return;
	}
	if (x->kind != REGO_TERM_VAR && !is_scalar(x))
		return;
	if (rego_wants_can_ask(r->w->unit, xs))
		of = rego_wanted_place(r->w, xs, 0);
	else if (!place_of_var(r, xs, &of) || !r->w->refs[of].ref)
		return; /* an argument is no document */
	want_value(r, of, resolved(r, x));
}

static void read_glob(struct reading *r, struct rego_term *const *args)
{
	struct rego_want w = { 0 };

	if (place_of_var(r, args[2], &w.of) && rego_want_glob(r->w->arena, args[0], args[1], &w))
		want(r, w);
}

static void read_call(struct reading *r, const struct rego_expr *x)
{
	const char *name = rego_called(r->w->unit, x);
	struct rego_term *const *args = x->term->list.items + 1;
	uint32_t n = x->term->list.count - 1;

	if ((!strcmp(name, "eq") || !strcmp(name, "equal")) && n == 2) {
		if (!read_element(r, args[0], args[1]) && !read_element(r, args[1], args[0]) &&
		    !read_equal(r, args[0], args[1]))
			read_equal(r, args[1], args[0]);
	} else if (!strcmp(name, "glob.match") && n == 3) {
		read_glob(r, args);
	} else if (!strcmp(name, "internal.member_2") && n == 2) {
		read_member(r, args[0], args[1]);
	}
}

static void read_expr(struct reading *r, const struct rego_expr *x)
{
	if (x->with_count || x->negated)
		return;
	if (x->kind == REGO_EXPR_CALL)
		read_call(r, x);
	else if (x->kind == REGO_EXPR_TERM && rego_wants_can_ask(r->w->unit, x->term))
		want_value(r, rego_wanted_place(r->w, x->term, 0), NULL);
}

/* --- branches --------------------------------------------------------------------- */

bool rego_rule_prints(const struct rego_unit *u, const struct rego_rule *r)
{
	for (uint32_t i = 0; i < r->body->count; i++) {
		const char *name = rego_called(u, r->body->exprs[i]);

		if (!strcmp(name, "internal.print") || !strcmp(name, "internal.test_case"))
			return true;
	}
	return false;
}

struct rego_rule_wants *rego_wants_of(struct rego_wants *w, const struct rego_rule *r)
{
	struct reading of = { .w = w, .rule = r, .of = rego_new(w->arena, struct rego_rule_wants) };

	if (rego_rule_prints(w->unit, r))
		return of.of;
	for (; of.expr < r->body->count; of.expr++)
		read_expr(&of, r->body->exprs[of.expr]);
	return of.of;
}
