// SPDX-License-Identifier: BSD-2-Clause
/* The way of OPA's package dependencies: variables that equal refs are put in place of them, then
 * the refs of a body are followed from rule to rule. */
#include "rego/compile/depends.h"

#include <stdlib.h>

#include "rego/compile/pass.h"

#define MOST_JOINED 4096 /* refs that one variable may stand for */
#define LONGEST	    128	 /* items of a ref */

struct joined { /* a variable, and the documents it may stand for */
	const struct rego_string *var;
	struct rego_refs equal, all;
};

struct depends {
	struct rego_arena *arena;
	const struct rego_unit *unit;
	struct joined *vars;
	uint32_t var_count;
	struct rego_refs found; /* of the body that is looked at */
	bool skipped;
};

static void put(struct rego_arena *a, struct rego_refs *list, struct rego_term *ref)
{
	struct rego_term **old = list->items;

	if (list->count == list->room) {
		list->room = list->room ? list->room * 2 : 8;
		list->items = rego_new_array(a, struct rego_term *, list->room);
		if (list->count)
			memcpy(list->items, old, list->count * sizeof(*old));
	}
	list->items[list->count++] = ref;
}

static bool has(const struct rego_refs *list, const struct rego_term *ref)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (!rego_compare_terms(list->items[i], ref))
			return true;
	return false;
}

static int in_order(const void *a, const void *b)
{
	return rego_compare_terms(*(struct rego_term *const *)a, *(struct rego_term *const *)b);
}

static void sort(struct rego_refs *list)
{
	uint32_t kept = 0;

	if (list->count)
		qsort(list->items, list->count, sizeof(struct rego_term *), in_order);
	for (uint32_t i = 0; i < list->count; i++)
		if (!kept || rego_compare_terms(list->items[kept - 1], list->items[i]))
			list->items[kept++] = list->items[i];
	list->count = kept;
}

static bool begins_with(const struct rego_term *ref, const struct rego_term *with)
{
	if (with->list.count > ref->list.count)
		return false;
	for (uint32_t i = 0; i < with->list.count; i++)
		if (rego_compare_terms(ref->list.items[i], with->list.items[i]))
			return false;
	return true;
}

static bool is_rooted(const struct depends *d, const struct rego_term *ref)
{
	const struct rego_term *head = ref->list.items[0];

	return head->kind == REGO_TERM_VAR &&
	       (head->var == d->unit->input || head->var == d->unit->data);
}

static struct joined *joined_of(const struct depends *d, const struct rego_term *ref)
{
	const struct rego_term *head = ref->list.items[0];

	for (uint32_t i = 0; head->kind == REGO_TERM_VAR && i < d->var_count; i++)
		if (d->vars[i].var == head->var)
			return &d->vars[i];
	return NULL;
}

/* The ref with what its head stands for in place of that. */
static struct rego_term *join(struct depends *d, const struct rego_term *front,
			      const struct rego_term *ref)
{
	struct rego_term *t = rego_new(d->arena, struct rego_term);
	uint32_t n = front->list.count, rest = ref->list.count - 1;

	*t = *front;
	t->list.count = n + rest;
	t->list.items = rego_new_array(d->arena, struct rego_term *, n + rest);
	memcpy(t->list.items, front->list.items, n * sizeof(t));
	if (rest)
		memcpy(t->list.items + n, ref->list.items + 1, rest * sizeof(t));
	return t;
}

static void expand(struct depends *d, struct rego_term *ref, struct rego_refs *into)
{
	const struct joined *j;

	if (is_rooted(d, ref)) {
		put(d->arena, into, ref);
		return;
	}
	j = joined_of(d, ref);
	for (uint32_t i = 0; j && i < j->all.count; i++)
		put(d->arena, into, join(d, j->all.items[i], ref));
}

static bool add_new(struct depends *d, struct joined *j, struct rego_term *ref)
{
	if (j->all.count >= MOST_JOINED || ref->list.count > LONGEST || has(&j->all, ref))
		return false;
	put(d->arena, &j->all, ref);
	return true;
}

static bool join_more(struct depends *d, struct joined *j)
{
	bool more = false;

	for (uint32_t i = 0; i < j->equal.count; i++) {
		struct rego_term *ref = j->equal.items[i];
		const struct joined *head;

		if (is_rooted(d, ref)) {
			more |= add_new(d, j, ref);
			continue;
		}
		head = joined_of(d, ref);
		for (uint32_t k = 0; head && k < head->all.count; k++)
			more |= add_new(d, j, join(d, head->all.items[k], ref));
	}
	return more;
}

static void join_all(struct depends *d)
{
	bool more = true;

	while (more) {
		more = false;
		for (uint32_t i = 0; i < d->var_count; i++)
			more |= join_more(d, &d->vars[i]);
	}
}

/* --- one body --------------------------------------------------------------------------- */
static bool on_ref(struct rego_walk *w, struct rego_term *t)
{
	struct depends *d = w->arg;

	if (t->kind == REGO_TERM_REF)
		expand(d, t, &d->found);
	return false;
}

/* As on_ref(), but the first that is met is passed over. */
static bool on_inner_ref(struct rego_walk *w, struct rego_term *t)
{
	struct depends *d = w->arg;

	if (d->skipped && t->kind == REGO_TERM_REF)
		expand(d, t, &d->found);
	d->skipped = true;
	return false;
}

static bool on_ref_path(struct rego_walk *w, struct rego_term *t)
{
	for (uint32_t i = 1; t->kind == REGO_TERM_REF && i < t->list.count; i++)
		if (t->list.items[i]->kind == REGO_TERM_VAR)
			rego_vars_add(w->arg, t->list.items[i]->var);
	return false;
}

static void take_vars(struct depends *d, const struct rego_body *b)
{
	struct rego_vars vars;

	rego_vars_init(&vars, d->arena, NULL);
	rego_collect_body(&vars, b, 0);
	d->vars = rego_zalloc(d->arena, (vars.count + 1) * sizeof(*d->vars));
	d->var_count = vars.count;
	for (uint32_t i = 0; i < vars.count; i++)
		d->vars[i].var = vars.items[i].var;
}

/* variable = ref */
static bool take_equal(struct depends *d, const struct rego_expr *x)
{
	struct rego_term *a, *b;

	if (x->kind != REGO_EXPR_CALL || !rego_calls(x, "eq") || rego_operands(x) != 2)
		return false;
	a = rego_operand_of(x, 0);
	b = rego_operand_of(x, 1);
	if (a->kind != REGO_TERM_VAR) {
		struct rego_term *c = a;

		a = b;
		b = c;
	}
	if (a->kind != REGO_TERM_VAR || b->kind != REGO_TERM_REF)
		return false;
	for (uint32_t i = 0; i < d->var_count; i++)
		if (d->vars[i].var == a->var)
			put(d->arena, &d->vars[i].equal, b);
	return true;
}

/* A ref alone that ends with a variable of the head: data.a[x]. */
static bool is_of_head(const struct rego_expr *x, const struct rego_vars *head)
{
	const struct rego_term *end;

	if (x->kind != REGO_EXPR_TERM || x->term->kind != REGO_TERM_REF)
		return false;
	end = x->term->list.items[x->term->list.count - 1];
	return end->kind == REGO_TERM_VAR && rego_vars_has(head, end->var);
}

static bool some_begins_with(const struct rego_refs *list, const struct rego_term *with)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (begins_with(list->items[i], with))
			return true;
	return false;
}

static void take_rest(struct depends *d, const struct rego_vars *head, const struct rego_vars *used)
{
	struct rego_walk inner = { .term = on_inner_ref, .arg = d };

	for (uint32_t i = 0; i < d->var_count; i++) {
		const struct joined *j = &d->vars[i];
		bool all = j->all.count > 1 || rego_vars_has(head, j->var) ||
			   rego_vars_has(used, j->var);

		for (uint32_t k = 0; k < j->all.count; k++) {
			d->skipped = all;
			rego_walk_term(&inner, j->all.items[k]);
		}
	}
}

static void look_at(struct depends *d, struct rego_body *b, const struct rego_vars *head)
{
	struct rego_walk refs = { .term = on_ref, .arg = d };
	struct rego_walk inner = { .term = on_inner_ref, .arg = d };
	struct rego_refs of_head = { 0 };
	struct rego_vars used;
	struct rego_walk paths = { .term = on_ref_path, .arg = &used };
	bool *taken = rego_zalloc(d->arena, b->count + 1);

	rego_vars_init(&used, d->arena, NULL);
	take_vars(d, b);
	for (uint32_t i = 0; i < b->count; i++)
		taken[i] = take_equal(d, b->exprs[i]);
	join_all(d);
	for (uint32_t i = 0; i < b->count; i++)
		if (!taken[i] && is_of_head(b->exprs[i], head)) {
			expand(d, b->exprs[i]->term, &of_head);
			taken[i] = true;
		}
	for (uint32_t i = 0; i < b->count; i++) {
		if (taken[i])
			continue;
		rego_walk_expr(&refs, b->exprs[i]);
		rego_collect_expr(&used, b->exprs[i], REGO_SKIP_REF_HEAD);
	}
	for (uint32_t i = 0; i < of_head.count; i++) {
		if (!some_begins_with(&d->found, of_head.items[i]))
			put(d->arena, &d->found, of_head.items[i]);
		d->skipped = false;
		rego_walk_term(&inner, of_head.items[i]);
	}
	rego_walk_body(&paths, b);
	take_rest(d, head, &used);
}

/* What the body refers to; of two of which one goes on from the other, only the shorter. */
static struct rego_refs refs_of(struct rego_arena *a, const struct rego_unit *u,
				struct rego_body *b, const struct rego_vars *head)
{
	struct depends d = { .arena = a, .unit = u };
	uint32_t kept = 0;

	look_at(&d, b, head);
	sort(&d.found);
	for (uint32_t i = 0; i < d.found.count; i++)
		if (!kept || !begins_with(d.found.items[i], d.found.items[kept - 1]))
			d.found.items[kept++] = d.found.items[i];
	d.found.count = kept;
	return d.found;
}

/* --- from rule to rule -------------------------------------------------------------------- */
struct follow {
	struct rego_arena *arena;
	const struct rego_unit *unit;
	struct rego_refs *base, *made;
	struct rego_rule **seen, **todo;
	uint32_t seen_count, todo_count;
};

static void follow_rule(struct follow *f, struct rego_rule *r)
{
	struct rego_term *ref = rego_rule_ref(f->arena, r);

	for (uint32_t i = 0; i < f->seen_count; i++)
		if (f->seen[i] == r)
			return;
	f->seen[f->seen_count++] = r;
	f->todo[f->todo_count++] = r;
	ref->list.count = rego_ground_prefix(ref);
	put(f->arena, f->made, ref);
}

static bool follow_rules(struct follow *f, const struct rego_rule_node *n)
{
	for (uint32_t i = 0; i < n->rule_count; i++)
		follow_rule(f, n->rules[i]);
	return n->rule_count;
}

static bool follow_below(struct follow *f, const struct rego_rule_node *n)
{
	bool some = follow_rules(f, n);

	for (uint32_t i = 0; i < n->child_count; i++)
		if (!n->children[i]->hidden)
			some |= follow_below(f, n->children[i]);
	return some;
}

/* The rules below the ref, and the first ones on the way to it, which make what it leads into.
 * False: there are none. */
static bool follow_ref(struct follow *f, const struct rego_term *ref)
{
	const struct rego_rule_node *n = f->unit->root;
	bool some = false;

	if (ref->list.items[0]->var != f->unit->data)
		return false;
	for (uint32_t i = 1; i < ref->list.count; i++) {
		n = rego_rule_child(n, ref->list.items[i]->value);
		if (!n)
			return some;
		some = some || follow_rules(f, n);
	}
	return follow_below(f, n) || some;
}

static void follow_body(struct follow *f, struct rego_body *b, const struct rego_vars *head)
{
	struct rego_refs refs = refs_of(f->arena, f->unit, b, head);

	for (uint32_t i = 0; i < refs.count; i++) {
		struct rego_term *ref = rego_new(f->arena, struct rego_term);
		uint32_t n = 1;

		*ref = *refs.items[i];
		while (n < ref->list.count && ref->list.items[n]->kind == REGO_TERM_VALUE)
			n++;
		ref->list.count = n;
		if (!follow_ref(f, ref))
			put(f->arena, f->base, ref);
	}
}

void rego_depends(struct rego_arena *a, const struct rego_unit *u, struct rego_body *body,
		  struct rego_refs *base, struct rego_refs *made)
{
	struct follow f = { .arena = a, .unit = u, .base = base, .made = made };
	struct rego_vars all, head;

	f.seen = rego_new_array(a, struct rego_rule *, u->order_count + 1);
	f.todo = rego_new_array(a, struct rego_rule *, u->order_count + 1);
	rego_vars_init(&all, a, NULL);
	rego_collect_body(&all, body, 0);
	rego_vars_init(&head, a, NULL);
	for (uint32_t i = 0; i < all.count; i++)
		if (!rego_var_is_wildcard(all.items[i].var))
			rego_vars_add(&head, all.items[i].var);
	follow_body(&f, body, &head);
	while (f.todo_count) {
		struct rego_rule *r = f.todo[--f.todo_count];

		rego_vars_init(&head, a, NULL);
		rego_collect_head(&head, r->head);
		if (r->head->key)
			rego_collect_term(&head, r->head->key, 0);
		follow_body(&f, r->body, &head);
	}
	sort(base);
	sort(made);
}
