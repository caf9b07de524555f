/* SPDX-License-Identifier: BSD-2-Clause */
/* Which variables an equality binds: each side gives the other's when it is known itself.  What
 * depends on variables that are not bound yet waits for them. */
#include "rego/compile/unify.h"

#include "rego/compile/pass.h"

struct edge { /* from waits for to */
	uint32_t from, to;
	uint32_t next_of_from, next_of_to; /* place + 1 */
	bool gone;
};

struct waiting {
	uint32_t out, in; /* first edges, place + 1 */
	uint32_t left;
	bool known;
};

struct unifier {
	struct rego_arena *arena;
	const struct rego_vars *safe;
	struct rego_vars *unified;
	struct rego_vars nodes; /* variables with edges, at the same place as in list */
	struct waiting *list;
	struct edge *edges;
	uint32_t list_room, edge_count, edge_room;
};

#define SKIP_UNIFY (REGO_SKIP_REF_HEAD | REGO_SKIP_OBJECT_KEYS | REGO_SKIP_CLOSURES)

static void unify(struct unifier *u, const struct rego_term *a, const struct rego_term *b);

bool rego_ref_is_safe(struct rego_arena *arena, const struct rego_term *ref,
		      const struct rego_vars *safe)
{
	const struct rego_term *head = ref->list.items[0];
	struct rego_vars vars;

	if (head->kind == REGO_TERM_VAR)
		return rego_vars_has(safe, head->var);
	rego_vars_init(&vars, arena, NULL);
	rego_collect_term(&vars, head, REGO_SKIP_SAFETY);
	return rego_vars_within(&vars, safe);
}

static bool call_is_safe(const struct unifier *u, const struct rego_term *call)
{
	struct rego_vars vars;

	rego_vars_init(&vars, u->arena, NULL);
	rego_collect_term(&vars, call, REGO_SKIP_SAFETY);
	return rego_vars_within(&vars, u->safe);
}

static bool is_safe(const struct unifier *u, const struct rego_string *var)
{
	return rego_vars_has(u->safe, var) || rego_vars_has(u->unified, var);
}

/* A list twice as long, with what was in it. */
static void *longer(struct unifier *u, void *list, uint32_t *room, size_t size)
{
	uint32_t more = *room ? *room * 2 : 16;
	void *copy = rego_zalloc(u->arena, more * size);

	if (*room)
		memcpy(copy, list, *room * size);
	*room = more;
	return copy;
}

static uint32_t node_of(struct unifier *u, const struct rego_string *var)
{
	uint32_t before = u->nodes.count;
	uint32_t place;

	rego_vars_add(&u->nodes, var);
	place = (uint32_t)(rego_vars_find(&u->nodes, var) - u->nodes.items);
	if (u->nodes.count > before) {
		if (place >= u->list_room)
			u->list = longer(u, u->list, &u->list_room, sizeof(*u->list));
		u->list[place] = (struct waiting){ 0 };
	}
	return place;
}

static void wait_for(struct unifier *u, const struct rego_string *var,
		     const struct rego_string *other)
{
	uint32_t from = node_of(u, var), to = node_of(u, other);
	struct edge *e;

	for (uint32_t i = u->list[from].out; i; i = u->edges[i - 1].next_of_from)
		if (u->edges[i - 1].to == to && !u->edges[i - 1].gone)
			return;
	if (u->edge_count == u->edge_room)
		u->edges = longer(u, u->edges, &u->edge_room, sizeof(*u->edges));
	e = &u->edges[u->edge_count++];
	*e = (struct edge){ from, to, u->list[from].out, u->list[to].in, false };
	u->list[from].out = u->list[to].in = u->edge_count;
	u->list[from].left++;
}

struct work {
	uint32_t *items;
	uint32_t count, room;
};

static void push(struct unifier *u, struct work *w, uint32_t node)
{
	if (u->list[node].known)
		return;
	u->list[node].known = true;
	if (w->count == w->room)
		w->items = longer(u, w->items, &w->room, sizeof(*w->items));
	w->items[w->count++] = node;
}

/* Bound: so are all that it waits for, and those that wait for nothing else. */
static void settle(struct unifier *u, struct work *w, uint32_t node)
{
	rego_vars_add(u->unified, u->nodes.items[node].var);
	for (uint32_t i = u->list[node].out; i; i = u->edges[i - 1].next_of_from)
		if (!u->edges[i - 1].gone) {
			u->edges[i - 1].gone = true;
			push(u, w, u->edges[i - 1].to);
		}
	for (uint32_t i = u->list[node].in; i; i = u->edges[i - 1].next_of_to) {
		struct edge *e = &u->edges[i - 1];

		if (e->gone)
			continue;
		e->gone = true;
		if (!--u->list[e->from].left)
			push(u, w, e->from);
	}
}

static void mark_safe(struct unifier *u, const struct rego_string *var)
{
	const struct rego_var_entry *e = rego_vars_find(&u->nodes, var);
	struct work w = { 0 };

	rego_vars_add(u->unified, var);
	if (!e)
		return;
	push(u, &w, (uint32_t)(e - u->nodes.items));
	while (w.count)
		settle(u, &w, w.items[--w.count]);
}

static void mark_all_safe(struct unifier *u, const struct rego_term *t)
{
	struct rego_vars vars;

	rego_vars_init(&vars, u->arena, NULL);
	rego_collect_term(&vars, t, SKIP_UNIFY);
	for (uint32_t i = 0; i < vars.count; i++)
		mark_safe(u, vars.items[i].var);
}

/* A variable and an array or object. */
static void unify_all(struct unifier *u, const struct rego_string *var, const struct rego_term *t)
{
	struct rego_vars vars;
	bool waits = false;

	if (is_safe(u, var)) {
		mark_all_safe(u, t);
		return;
	}
	rego_vars_init(&vars, u->arena, NULL);
	rego_collect_term(&vars, t, SKIP_UNIFY);
	for (uint32_t i = 0; i < vars.count; i++)
		if (!is_safe(u, vars.items[i].var)) {
			wait_for(u, var, vars.items[i].var);
			waits = true;
		}
	if (!waits)
		mark_safe(u, var);
}

static bool is_known(const struct unifier *u, const struct rego_term *t)
{
	if (t->kind == REGO_TERM_REF)
		return rego_ref_is_safe(u->arena, t, u->safe);
	return t->kind != REGO_TERM_CALL || call_is_safe(u, t);
}

static void unify_vars(struct unifier *u, const struct rego_string *a, const struct rego_string *b)
{
	if (is_safe(u, b)) {
		mark_safe(u, a);
	} else if (is_safe(u, a)) {
		mark_safe(u, b);
	} else {
		wait_for(u, a, b);
		wait_for(u, b, a);
	}
}

static void unify_var(struct unifier *u, const struct rego_term *a, const struct rego_term *b)
{
	if (b->kind == REGO_TERM_VAR)
		unify_vars(u, a->var, b->var);
	else if (b->kind == REGO_TERM_ARRAY || b->kind == REGO_TERM_OBJECT)
		unify_all(u, a->var, b);
	else if (is_known(u, b))
		mark_safe(u, a->var);
}

/* A ref or a call and what may be bound by it. */
static void unify_value(struct unifier *u, const struct rego_term *a, const struct rego_term *b)
{
	if (!is_known(u, a))
		return;
	if (b->kind == REGO_TERM_VAR)
		mark_safe(u, b->var);
	else if (b->kind == REGO_TERM_ARRAY || b->kind == REGO_TERM_OBJECT)
		mark_all_safe(u, b);
}

static void unify_comprehension(struct unifier *u, const struct rego_term *a,
				const struct rego_term *b)
{
	if (b->kind == REGO_TERM_VAR)
		mark_safe(u, b->var);
	else if ((a->kind == REGO_TERM_ARRAY_COMP && b->kind == REGO_TERM_ARRAY) ||
		 (a->kind == REGO_TERM_OBJECT_COMP && b->kind == REGO_TERM_OBJECT))
		mark_all_safe(u, b);
}

static void unify_array(struct unifier *u, const struct rego_term *a, const struct rego_term *b)
{
	if (b->kind == REGO_TERM_VAR) {
		unify_all(u, b->var, a);
	} else if (rego_is_closure(b)) {
		mark_all_safe(u, a);
	} else if (b->kind == REGO_TERM_REF || b->kind == REGO_TERM_CALL) {
		if (is_known(u, b))
			mark_all_safe(u, a);
	} else if (b->kind == REGO_TERM_ARRAY && a->list.count == b->list.count) {
		for (uint32_t i = 0; i < a->list.count; i++)
			unify(u, a->list.items[i], b->list.items[i]);
	}
}

static void unify_members(struct unifier *u, const struct rego_term *a, const struct rego_term *b)
{
	uint32_t i = 0, k = 0;

	if (a->list.count != b->list.count)
		return;
	while (i < a->list.count && k < b->list.count) {
		int cmp = rego_compare_terms(a->list.items[i], b->list.items[k]);

		if (!cmp)
			unify(u, a->list.items[i + 1], b->list.items[k + 1]);
		i += cmp <= 0 ? 2 : 0;
		k += cmp >= 0 ? 2 : 0;
	}
}

static void unify_object(struct unifier *u, const struct rego_term *a, const struct rego_term *b)
{
	if (b->kind == REGO_TERM_VAR) {
		unify_all(u, b->var, a);
	} else if (b->kind == REGO_TERM_REF || b->kind == REGO_TERM_CALL) {
		if (is_known(u, b))
			mark_all_safe(u, a);
	} else if (b->kind == REGO_TERM_OBJECT) {
		unify_members(u, a, b);
	}
}

static void unify(struct unifier *u, const struct rego_term *a, const struct rego_term *b)
{
	switch (a->kind) {
	case REGO_TERM_VAR: unify_var(u, a, b); break;
	case REGO_TERM_REF:
	case REGO_TERM_CALL: unify_value(u, a, b); break;
	case REGO_TERM_ARRAY: unify_array(u, a, b); break;
	case REGO_TERM_OBJECT: unify_object(u, a, b); break;
	default:
		if (rego_is_closure(a))
			unify_comprehension(u, a, b);
		else if (b->kind == REGO_TERM_VAR)
			mark_safe(u, b->var);
	}
}

void rego_unify_vars(struct rego_arena *arena, const struct rego_vars *safe,
		     const struct rego_term *a, const struct rego_term *b, struct rego_vars *out)
{
	struct unifier u = { .arena = arena, .safe = safe, .unified = out };

	rego_vars_init(&u.nodes, arena, NULL);
	unify(&u, a, b);
}
