// SPDX-License-Identifier: BSD-2-Clause
#include "rego/vm/order.h"

#include <stdlib.h>

#include "rego/compile/pass.h"

/* --- the order -------------------------------------------------------------------- */

/* How OPA's index goes on from one reference, in turn. */
enum way { WAY_NOTHING, WAY_ANY, WAY_ARRAY, WAY_VALUE, WAY_CUT };

struct place { /* of a rule in the tree that the index is */
	struct rego_rule *rule;
	uint32_t index, depth;
	uint32_t *path; /* references, and the way from each; a NOTHING is left out */
};

static uint32_t step(uint32_t ref, enum way way)
{
	return ref << 3 | way;
}

/* Deeper in the tree is later; at the same place the order is that of the text. */
static int by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	for (uint32_t i = 0; i < x->depth && i < y->depth; i++) {
		uint32_t p = x->path[i], q = y->path[i];

		if (p >> 3 != q >> 3) /* who wants something there comes after who does not */
			return p >> 3 > q >> 3 ? -1 : 1;
		if (p != q)
			return p < q ? -1 : 1;
	}
	if (x->depth != y->depth)
		return x->depth < y->depth ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static void put_want(struct place *p, const struct rego_want *w)
{
	const struct rego_term *v = w->value;
	bool array = v && v->kind == REGO_TERM_ARRAY;

	if (rego_wants_anything(w))
		p->path[p->depth++] = step(w->of, WAY_ANY);
	else
		p->path[p->depth++] = step(w->of, w->cut ? WAY_CUT : array ? WAY_ARRAY : WAY_VALUE);
	for (uint32_t i = 0; array && i < v->list.count; i++)
		p->path[p->depth++] =
			step(w->of, v->list.items[i]->kind == REGO_TERM_VAR ? WAY_ANY : WAY_VALUE);
}

static uint32_t path_room(const struct rego_rule_wants *w)
{
	uint32_t room = w->count + 1;

	for (uint32_t i = 0; i < w->count; i++)
		if (w->items[i].value && w->items[i].value->kind == REGO_TERM_ARRAY)
			room += w->items[i].value->list.count;
	return room;
}

static void find_place(const struct rego_wants *all, const struct rego_rule_wants *w,
		       struct place *p)
{
	uint32_t n, last = 0;

	p->depth = 0;
	p->path = rego_new_array(all->arena, uint32_t, path_room(w));
	for (uint32_t i = 0; i < w->count; i += n) {
		bool anything;

		last = w->items[i].of;
		n = rego_wants_together(w, i, &anything);
		if (n == 1)
			put_want(p, &w->items[i]);
		else
			p->path[p->depth++] = step(last, anything ? WAY_ANY : WAY_VALUE);
		if (n > 1 && !anything)
			return; /* one of several values: the tree ends there */
	}
	if (w->count && last + 1 < all->count) /* it goes on to its end with nothing wanted */
		p->path[p->depth++] = step(all->count, WAY_NOTHING);
}

static uint32_t branches_of(const struct rego_rule *r)
{
	uint32_t n = 0;

	for (; r; r = r->otherwise)
		n++;
	return n;
}

void rego_order_rules(struct rego_gen *g, struct rego_rule **rules, uint32_t count)
{
	struct rego_wants w = { .arena = g->arena, .unit = g->unit };
	struct rego_rule_wants **of;
	struct place *places, other;
	uint32_t n = 0, at = 0;

	if (count < 2)
		return;
	for (uint32_t i = 0; i < count; i++)
		n += branches_of(rules[i]);
	of = rego_new_array(g->arena, struct rego_rule_wants *, n);
	for (uint32_t i = 0; i < count; i++)
		for (const struct rego_rule *r = rules[i]; r; r = r->otherwise)
			of[at++] = rego_wants_of(&w, r);
	rego_wants_sort(&w, of, n);

	places = rego_zalloc(g->arena, count * sizeof(*places));
	at = 0;
	for (uint32_t i = 0; i < count; i++) {
		places[i] = (struct place){ .rule = rules[i], .index = i };
		find_place(&w, of[at++], &places[i]);
		other = places[i];
		for (const struct rego_rule *r = rules[i]->otherwise; r; r = r->otherwise) {
			find_place(&w, of[at++], &other);
			if (by_place(&other, &places[i]) < 0) /* it is met there first */
				places[i] = other;
		}
	}
	qsort(places, count, sizeof(*places), by_place);
	for (uint32_t i = 0; i < count; i++)
		rules[i] = places[i].rule;
}

/* --- what comes before a rule ------------------------------------------------------ */

static bool is_member(const char *name)
{
	return !strcmp(name, "internal.member_2");
}

/* Calls that neither fail nor speak. */
static bool quiet_call(const char *name)
{
	static const char *const names[] = { "eq",
					     "equal",
					     "neq",
					     "lt",
					     "lte",
					     "gt",
					     "gte",
					     "internal.member_2",
					     "internal.member_3" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

/* A rule as a table: its value, and nothing to ask. */
static bool is_table(const struct rego_rule_node *n)
{
	const struct rego_rule *r = n->rule_count == 1 ? n->rules[0] : NULL;
	const struct rego_body *b = r ? r->body : NULL;

	return r && !r->otherwise && !r->head->key && !r->head->arg_count && r->head->value &&
	       rego_is_constant(r->head->value) && b->count == 1 && !b->exprs[0]->with_count &&
	       b->exprs[0]->kind == REGO_EXPR_TERM && b->exprs[0]->term->kind == REGO_TERM_VALUE;
}

/* Base data, or a table, or what is in it. */
static bool quiet_data(const struct rego_unit *u, const struct rego_term *t)
{
	const struct rego_rule_node *n = u->root;

	for (uint32_t i = 1; n && i < t->list.count && !n->rule_count; i++) {
		if (t->list.items[i]->kind != REGO_TERM_VALUE)
			return false;
		n = rego_rule_child(n, t->list.items[i]->value);
	}
	return n && n->rule_count ? is_table(n) : rego_wants_can_ask(u, t);
}

static bool quiet_term(const struct rego_unit *u, const struct rego_term *t)
{
	switch (t->kind) {
	case REGO_TERM_VALUE:
	case REGO_TERM_VAR: return true;
	case REGO_TERM_REF:
		if (t->list.items[0]->kind != REGO_TERM_VAR)
			return false;
		if (t->list.items[0]->var == u->data && !quiet_data(u, t))
			return false;
		/* fall through */
	case REGO_TERM_ARRAY:
	case REGO_TERM_OBJECT:
	case REGO_TERM_SET:
		for (uint32_t i = 0; i < t->list.count; i++)
			if (!quiet_term(u, t->list.items[i]))
				return false;
		return true;
	default: return false;
	}
}

bool rego_is_quiet(const struct rego_unit *u, const struct rego_expr *x)
{
	if (x->with_count)
		return false;
	if (x->kind == REGO_EXPR_TERM)
		return quiet_term(u, x->term);
	if (x->kind != REGO_EXPR_CALL || !quiet_call(rego_called(u, x)))
		return false;
	for (uint32_t i = 1; i < x->term->list.count; i++)
		if (!quiet_term(u, x->term->list.items[i]))
			return false;
	return true;
}

/* An array in a collection is asked for as if the collection were to be that array, and what a
 * pattern is to match as if only text could be given. */
static bool asks_wrong(const struct rego_unit *u, const struct rego_rule *r,
		       const struct rego_want *w)
{
	if (w->cut)
		return true;
	return w->value && w->value->kind == REGO_TERM_ARRAY &&
	       is_member(rego_called(u, r->body->exprs[w->expr]));
}

bool rego_index_shows(const struct rego_unit *u, const struct rego_rule *r,
		      const struct rego_rule_wants *of)
{
	uint32_t loud = 0;

	while (loud < r->body->count && rego_is_quiet(u, r->body->exprs[loud]))
		loud++;
	for (uint32_t i = 0; i < of->count; i++)
		if (of->items[i].expr > loud || asks_wrong(u, r, &of->items[i]))
			return true;
	return false;
}
