/* SPDX-License-Identifier: BSD-2-Clause */
/* Bodies are put in an order in which each expression finds bound what it needs.  An expression is
 * taken as soon as it can be, else the order stays. */
#include <stdlib.h>

#include "rego/compile/pass.h"

struct item { /* an expression that waits */
	struct rego_expr *expr;
	struct rego_vars missing;
	struct rego_vars closed; /* variables of the body that closures in it have */
	bool taken, changed;
	uint32_t before, after; /* which residue it found and left: see rego_outputs() */
};

struct unsafe { /* an expression and what is not bound in it */
	const struct rego_expr *expr;
	struct rego_vars vars;
	struct unsafe *next;
};

struct safety {
	struct rego_pass *pass;
	struct unsafe *first, **last;
};

/* Who mentions a variable: places in the body, one list for each variable. */
struct mention {
	uint32_t item, next; /* next: place + 1 */
};

struct ordering {
	struct safety *safety;
	const struct rego_vars *globals;
	struct rego_vars body_vars, safe;
	struct item *items;
	uint32_t count;
	uint32_t *first; /* of body_vars: place of a mention + 1 */
	struct mention *mentions;
	uint32_t mention_count, mention_room;
	struct rego_vars residue;
	uint32_t residue_number, residues; /* 0: empty */
};

static bool order_body(struct safety *s, const struct rego_vars *globals, struct rego_body *b);

static struct unsafe *unsafe_of(struct safety *s, const struct rego_expr *x)
{
	struct unsafe *u;

	for (u = s->first; u; u = u->next)
		if (u->expr == x)
			return u;
	u = rego_new(s->pass->arena, struct unsafe);
	u->expr = x;
	rego_vars_init(&u->vars, s->pass->arena, NULL);
	*s->last = u;
	s->last = &u->next;
	return u;
}

/* --- one body ------------------------------------------------------------------------ */
static bool collect_closed(struct rego_walk *w, struct rego_term *t)
{
	if (!rego_is_closure(t))
		return false;
	rego_collect_term(w->arg, t, 0);
	return true;
}

static bool collect_closed_body(struct rego_walk *w, struct rego_expr *x)
{
	if (x->kind == REGO_EXPR_EVERY) {
		rego_collect_body(w->arg, x->every.body, 0);
		return true;
	}
	if (x->kind == REGO_EXPR_NOT) {
		rego_collect_body(w->arg, x->body, 0);
		return true;
	}
	return false;
}

/* Variables in closures of x that the body and not its surroundings has. */
static void find_closed(struct ordering *o, struct item *i)
{
	struct rego_vars all;
	struct rego_walk w = { .term = collect_closed, .expr = collect_closed_body, .arg = &all };

	rego_vars_init(&all, o->safety->pass->arena, NULL);
	rego_vars_init(&i->closed, o->safety->pass->arena, NULL);
	rego_walk_expr(&w, i->expr);
	for (uint32_t k = 0; k < all.count; k++)
		if (rego_vars_find(&o->body_vars, all.items[k].var) &&
		    !rego_vars_has(o->globals, all.items[k].var))
			rego_vars_add(&i->closed, all.items[k].var);
}

static void add_mentions(struct ordering *o, uint32_t item, const struct rego_vars *vars)
{
	for (uint32_t i = 0; i < vars->count; i++) {
		const struct rego_var_entry *e = rego_vars_find(&o->body_vars, vars->items[i].var);
		uint32_t *first = &o->first[e - o->body_vars.items];

		if (o->mention_count == o->mention_room) {
			uint32_t room = o->mention_room ? o->mention_room * 2 : 32;
			struct mention *more =
				rego_new_array(o->safety->pass->arena, struct mention, room);

			if (o->mention_room)
				memcpy(more, o->mentions, o->mention_room * sizeof(*more));
			o->mentions = more;
			o->mention_room = room;
		}
		o->mentions[o->mention_count++] = (struct mention){ item, *first };
		*first = o->mention_count;
	}
}

static void begin_ordering(struct ordering *o, const struct rego_body *b)
{
	struct rego_arena *a = o->safety->pass->arena;
	unsigned int skip = REGO_SKIP_SAFETY | REGO_WITH_NOT;

	rego_vars_init(&o->body_vars, a, NULL);
	rego_vars_init(&o->safe, a, NULL);
	rego_vars_init(&o->residue, a, NULL);
	o->body_vars.pass = o->safety->pass;
	rego_collect_body(&o->body_vars, b, skip);
	for (uint32_t i = 0; i < o->body_vars.count; i++)
		if (rego_vars_has(o->globals, o->body_vars.items[i].var))
			rego_vars_add(&o->safe, o->body_vars.items[i].var);
	o->count = b->count;
	o->items = rego_zalloc(a, sizeof(*o->items) * (b->count + 1));
	o->first = rego_zalloc(a, sizeof(*o->first) * (o->body_vars.count + 1));
	for (uint32_t i = 0; i < b->count; i++) {
		struct rego_vars vars;

		o->items[i].expr = b->exprs[i];
		o->items[i].changed = true;
		rego_vars_init(&vars, a, NULL);
		vars.pass = o->safety->pass;
		rego_collect_expr(&vars, b->exprs[i], skip);
		rego_vars_init(&o->items[i].missing, a, NULL);
		for (uint32_t k = 0; k < vars.count; k++)
			if (!rego_vars_has(&o->safe, vars.items[k].var))
				rego_vars_add(&o->items[i].missing, vars.items[k].var);
		add_mentions(o, i, &vars);
		find_closed(o, &o->items[i]);
		add_mentions(o, i, &o->items[i].closed);
	}
}

static bool same_vars(const struct rego_vars *a, const struct rego_vars *b)
{
	return a->count == b->count && rego_vars_within(a, b);
}

static void remove_bound(struct ordering *o, struct item *i, const struct rego_vars *outputs)
{
	struct rego_vars left;

	rego_vars_init(&left, o->safety->pass->arena, NULL);
	for (uint32_t k = 0; k < i->missing.count; k++) {
		const struct rego_string *var = i->missing.items[k].var;

		if (!rego_vars_has(outputs, var) && !rego_vars_has(&o->safe, var))
			rego_vars_add(&left, var);
	}
	i->missing = left;
}

/* Its outputs are bound from now on: whoever mentions them may be able to follow. */
static void bind(struct ordering *o, const struct rego_vars *outputs)
{
	for (uint32_t i = 0; i < outputs->count; i++) {
		const struct rego_var_entry *e =
			rego_vars_find(&o->body_vars, outputs->items[i].var);

		rego_vars_add(&o->safe, outputs->items[i].var);
		if (!e)
			continue;
		for (uint32_t k = o->first[e - o->body_vars.items]; k; k = o->mentions[k - 1].next)
			o->items[o->mentions[k - 1].item].changed = true;
	}
}

/* What it binds, and the number of the residue that it leaves. */
static void find_outputs(struct ordering *o, struct item *i, struct rego_vars *outputs)
{
	const struct rego_expr *x = i->expr;
	bool call = x->kind == REGO_EXPR_CALL || x->kind == REGO_EXPR_EVERY;

	i->before = o->residue_number;
	rego_vars_init(outputs, o->safety->pass->arena, NULL);
	rego_outputs(o->safety->pass, x, &o->safe, &o->residue, outputs);
	if (!o->residue.count)
		o->residue_number = 0;
	else if (call)
		o->residue_number = ++o->residues;
	i->after = o->residue_number;
}

/* Nothing that it depends on is other than it was the last time. */
static bool is_as_before(const struct ordering *o, const struct item *i)
{
	return !i->changed && i->before == o->residue_number && i->after == i->before;
}

static bool try_item(struct ordering *o, struct item *i)
{
	struct rego_vars outputs;

	i->changed = false;
	find_outputs(o, i, &outputs);
	if (i->closed.count) {
		if (same_vars(&i->closed, &outputs))
			return false;
		/* As in OPA, what else it misses is forgotten. */
		i->missing = i->closed;
	}
	remove_bound(o, i, &outputs);
	if (i->missing.count)
		return false;
	i->taken = true;
	bind(o, &outputs);
	return true;
}

/* As in OPA, an expression is thought to have been taken when the one at its place in the new order
 * is the same, and is then lost. */
static bool seems_taken(const struct rego_exprs *list, const struct rego_expr *x)
{
	return x->index < list->count && !rego_compare_exprs(list->items[x->index], x);
}

static void order_items(struct ordering *o, struct rego_exprs *list)
{
	bool more = true;

	while (more) {
		more = false;
		for (uint32_t i = 0; i < o->count; i++) {
			struct item *x = &o->items[i];

			if (x->taken || is_as_before(o, x) || seems_taken(list, x->expr) ||
			    !try_item(o, x))
				continue;
			rego_exprs_add(list, x->expr);
			x->expr->index = list->count - 1;
			more = true;
		}
	}
}

/* --- bodies in expressions ------------------------------------------------------------- */
struct closures {
	struct safety *safety;
	struct rego_vars *globals;
	const struct rego_expr *current;
};

/* The order of a closure's body; of the terms beside it, all variables must be bound in it. */
static void order_closure(struct closures *c, const struct rego_vars *terms, struct rego_body *b)
{
	struct rego_arena *a = c->safety->pass->arena;
	struct safety inner = { .pass = c->safety->pass };
	struct rego_vars vars;

	rego_vars_init(&vars, a, c->globals);
	vars.pass = c->safety->pass;
	rego_collect_body(&vars, b, REGO_SKIP_SAFETY | REGO_WITH_NOT);
	for (uint32_t i = 0; terms && i < terms->count; i++)
		if (!rego_vars_has(&vars, terms->items[i].var))
			rego_vars_add(&unsafe_of(c->safety, c->current)->vars, terms->items[i].var);
	inner.last = &inner.first;
	order_body(&inner, c->globals, b);
	for (struct unsafe *u = inner.first; u; u = u->next)
		rego_vars_add_all(&unsafe_of(c->safety, u->expr)->vars, &u->vars);
}

static bool visit_term(struct rego_walk *w, struct rego_term *t)
{
	struct closures *c = w->arg;
	struct rego_vars terms;

	if (!rego_is_closure(t))
		return false;
	rego_vars_init(&terms, c->safety->pass->arena, NULL);
	if (t->kind == REGO_TERM_OBJECT_COMP)
		rego_collect_term(&terms, t->comp.key, 0);
	rego_collect_term(&terms, t->comp.term, 0);
	order_closure(c, &terms, t->comp.body);
	return true;
}

static bool visit_expr(struct rego_walk *w, struct rego_expr *x)
{
	struct closures *c = w->arg;

	if (x->kind == REGO_EXPR_EVERY) {
		if (x->every.key)
			rego_collect_term(c->globals, x->every.key, 0);
		rego_collect_term(c->globals, x->every.value, 0);
		order_closure(c, NULL, x->every.body);
		return true;
	}
	if (x->kind == REGO_EXPR_NOT) {
		order_closure(c, NULL, x->body);
		return true;
	}
	return false;
}

static void order_closures(struct safety *s, const struct rego_vars *globals,
			   const struct rego_exprs *list)
{
	struct rego_vars known;
	struct closures c = { .safety = s, .globals = &known };
	struct rego_walk w = { .term = visit_term, .expr = visit_expr, .arg = &c };

	rego_vars_init(&known, s->pass->arena, globals);
	known.pass = s->pass;
	for (uint32_t i = 0; i < list->count; i++) {
		if (i)
			rego_collect_expr(&known, list->items[i - 1],
					  REGO_SKIP_SAFETY | REGO_WITH_NOT);
		c.current = list->items[i];
		rego_walk_expr(&w, list->items[i]);
	}
}

/* True when all is bound; else the body stays as it is. */
static bool order_body(struct safety *s, const struct rego_vars *globals, struct rego_body *b)
{
	struct rego_exprs list = { .arena = s->pass->arena };
	struct ordering o = { .safety = s, .globals = globals };

	begin_ordering(&o, b);
	order_items(&o, &list);
	for (uint32_t i = 0; i < o.count; i++)
		if (!o.items[i].taken)
			rego_vars_add_all(&unsafe_of(s, o.items[i].expr)->vars,
					  &o.items[i].missing);
	order_closures(s, globals, &list);
	if (s->first)
		return false;
	b->exprs = list.items;
	b->count = list.count;
	return true;
}

/* --- errors --------------------------------------------------------------------------------- */
struct unsafe_var {
	const struct rego_string *var;
	const struct rego_loc *loc;
};

static int by_place(const void *x, const void *y)
{
	const struct unsafe_var *a = x, *b = y;
	int cmp = rego_loc_compare(a->loc, b->loc);

	return cmp ? cmp : strcmp(a->var->text, b->var->text);
}

static const char *const future_keywords[] = { "and", "contains", "every", "if",
					       "in",  "not",	  "or",	   NULL };

static bool is_keyword(const char *name)
{
	for (unsigned int i = 0; future_keywords[i]; i++)
		if (!strcmp(future_keywords[i], name))
			return true;
	return false;
}

static bool report_vars(struct safety *s, struct unsafe_var *list, uint32_t count)
{
	bool reported = false;

	if (count > 1)
		qsort(list, count, sizeof(*list), by_place);
	for (uint32_t i = 0; i < count; i++) {
		const struct rego_string *var = rego_pass_original(s->pass, list[i].var);
		const char *name = rego_var_name(var);

		if (rego_var_is_generated(var))
			continue;
		reported = true;
		if (is_keyword(name))
			rego_pass_error(s->pass, REGO_UNSAFE_ERROR, list[i].loc,
					"var %s is unsafe (hint: `import future.keywords.%s` to "
					"import a future keyword)",
					name, name);
		else
			rego_pass_error(s->pass, REGO_UNSAFE_ERROR, list[i].loc, "var %s is unsafe",
					name);
	}
	return reported;
}

static int by_expr(const void *x, const void *y)
{
	const struct unsafe *const *a = x, *const *b = y;

	return rego_loc_compare(&(*a)->expr->loc, &(*b)->expr->loc);
}

/* Only variables the user has not written: the expressions are named instead, one for each. */
static void report_exprs(struct safety *s, uint32_t count)
{
	struct unsafe **list = rego_new_array(s->pass->arena, struct unsafe *, count);
	struct rego_vars seen;
	uint32_t n = 0;

	rego_vars_init(&seen, s->pass->arena, NULL);
	for (struct unsafe *u = s->first; u; u = u->next)
		list[n++] = u;
	qsort(list, n, sizeof(*list), by_expr);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t before = seen.count;

		for (uint32_t k = 0; k < list[i]->vars.count; k++)
			if (rego_var_is_generated(list[i]->vars.items[k].var))
				rego_vars_add(&seen, list[i]->vars.items[k].var);
		if (seen.count > before)
			rego_pass_error(s->pass, REGO_UNSAFE_ERROR, &list[i]->expr->loc,
					"expression is unsafe");
	}
}

/* A variable that several expressions miss is reported at the first of them. */
static void report(struct safety *s)
{
	struct rego_vars all;
	struct unsafe_var *list;
	uint32_t exprs = 0;

	rego_vars_init(&all, s->pass->arena, NULL);
	for (struct unsafe *u = s->first; u; u = u->next) {
		exprs++;
		rego_vars_add_all(&all, &u->vars);
	}
	list = rego_zalloc(s->pass->arena, sizeof(*list) * (all.count + 1));
	for (struct unsafe *u = s->first; u; u = u->next)
		for (uint32_t i = 0; i < u->vars.count; i++) {
			const struct rego_string *var = u->vars.items[i].var;
			struct unsafe_var *v = &list[rego_vars_find(&all, var) - all.items];

			v->var = var;
			if (!v->loc || rego_loc_compare(v->loc, &u->expr->loc) > 0)
				v->loc = &u->expr->loc;
		}
	if (!report_vars(s, list, all.count))
		report_exprs(s, exprs);
}

static void check_body(struct rego_pass *p, const struct rego_vars *globals, struct rego_body *b)
{
	struct safety s = { .pass = p };

	s.last = &s.first;
	if (!order_body(&s, globals, b))
		report(&s);
}

static bool check_rule(struct rego_pass *p, struct rego_rule *r)
{
	struct rego_vars globals;

	rego_vars_init(&globals, p->arena, &p->reserved);
	for (uint32_t i = 0; i < r->head->arg_count; i++)
		rego_collect_term(&globals, r->head->args[i], 0);
	check_body(p, &globals, r->body);
	return false;
}

void rego_check_bodies(struct rego_pass *p)
{
	rego_each_rule(p, check_rule);
}

void rego_check_query_safety(struct rego_pass *p, struct rego_body *b)
{
	check_body(p, &p->reserved, b);
}

/* --- heads ----------------------------------------------------------------------------------- */
/* input, data, and what is called: such names have no place of their own in OPA. */
static bool is_placeless(const struct rego_pass *p, const struct rego_head *h,
			 const struct rego_string *name)
{
	if (rego_vars_has(&p->reserved, name))
		return true;
	for (uint32_t i = 1; i < h->ref->list.count; i++) {
		const struct rego_term *t = h->ref->list.items[i];

		if (t->kind == REGO_TERM_CALL && t->list.items[0]->list.items[0]->var == name)
			return true;
	}
	return false;
}

static bool check_head(struct rego_pass *p, struct rego_rule *r)
{
	struct rego_head *h = r->head;
	struct rego_vars body, vars;
	bool more = true;

	if (!rego_head_has_vars(h))
		return false;
	rego_vars_init(&body, p->arena, NULL);
	rego_collect_body(&body, r->body, REGO_SKIP_SAFETY);
	rego_vars_init(&vars, p->arena, NULL);
	for (uint32_t i = 0; i < h->arg_count; i++) {
		rego_collect_term(&body, h->args[i], 0);
		rego_collect_term(&vars, h->args[i], 0);
	}
	if (h->key)
		rego_collect_term(&vars, h->key, 0);
	if (h->value)
		rego_collect_term(&vars, h->value, 0);
	rego_collect_items(&vars, h->ref, 1, h->ref->list.count, 0);
	for (uint32_t i = 0; more && i < vars.count; i++) {
		const struct rego_var_entry *e;
		const struct rego_string *name;

		if (rego_vars_has(&body, vars.items[i].var))
			continue;
		name = rego_pass_original(p, vars.items[i].var);
		/* As in OPA, the place is that of the old name: mostly none. */
		e = is_placeless(p, h, name) ? NULL : rego_vars_find(&vars, name);
		if (!rego_var_is_generated(name))
			more = rego_pass_error(p, REGO_UNSAFE_ERROR, e ? &e->loc : NULL,
					       "var %s is unsafe", rego_var_name(name));
	}
	return false;
}

void rego_check_heads(struct rego_pass *p)
{
	rego_each_rule(p, check_head);
}
