// SPDX-License-Identifier: BSD-2-Clause
/* Comprehensions that are the same loop each time, but for the values of some variables: made
 * once for all values, grouped by them, and then only looked up.
 *
 *	some user in input.users
 *	roles := [r | some b in data.bindings; b.user == user; r := b.role]
 *
 * When that can be is what OPA's compiler says (getComprehensionIndex), because it shows: in an
 * object made so, the last of several values for a key wins and is no conflict. */
#include "rego/compile/pass.h"
#include "rego/vm/gen.h"

struct looking {
	struct rego_gen *g;
	const struct rego_string *outer[16]; /* variables of the body around that are used */
	uint32_t outer_count;
	const struct rego_string *seen[64];
	uint32_t seen_count;
	bool refused;
};

static void look_body(struct looking *l, const struct rego_body *b);
static void look_term(struct looking *l, const struct rego_term *t);

static bool is_outer(const struct looking *l, const struct rego_string *v)
{
	return v != l->g->unit->input && v != l->g->unit->data && rego_var(l->g, v) != REGO_NOWHERE;
}

static bool seen(const struct looking *l, const struct rego_string *v)
{
	for (uint32_t i = 0; i < l->seen_count; i++)
		if (l->seen[i] == v)
			return true;
	return false;
}

static void look_var(struct looking *l, const struct rego_string *v)
{
	if (seen(l, v))
		return;
	if (l->seen_count == 64 || (is_outer(l, v) && l->outer_count == 16)) {
		l->refused = true;
		return;
	}
	l->seen[l->seen_count++] = v;
	if (is_outer(l, v))
		l->outer[l->outer_count++] = v;
}

/* Variables inside a closure: none may be of the body around. */
static void closed_term(struct looking *l, const struct rego_term *t);

static void closed_body(struct looking *l, const struct rego_body *b)
{
	for (uint32_t i = 0; i < b->count; i++) {
		const struct rego_expr *x = b->exprs[i];

		if (x->kind == REGO_EXPR_EVERY) {
			closed_term(l, x->every.domain);
			closed_body(l, x->every.body);
		} else if (x->kind == REGO_EXPR_NOT) {
			closed_body(l, x->body);
		} else if (x->kind != REGO_EXPR_SOME) {
			closed_term(l, x->term);
		}
		for (uint32_t j = 0; j < x->with_count; j++)
			closed_term(l, x->with[j].value);
	}
}

static void closed_term(struct looking *l, const struct rego_term *t)
{
	uint32_t i = 0;

	switch (t->kind) {
	case REGO_TERM_VAR: l->refused |= is_outer(l, t->var); return;
	case REGO_TERM_REF:
	case REGO_TERM_CALL:
		i = 1;
		/* fall through */
	case REGO_TERM_ARRAY:
	case REGO_TERM_SET:
	case REGO_TERM_OBJECT:
		for (; i < t->list.count; i++)
			closed_term(l, t->list.items[i]);
		return;
	case REGO_TERM_ARRAY_COMP:
	case REGO_TERM_SET_COMP:
	case REGO_TERM_OBJECT_COMP:
		if (t->comp.key)
			closed_term(l, t->comp.key);
		closed_term(l, t->comp.term);
		closed_body(l, t->comp.body);
		return;
	default: return;
	}
}

/* A path that an outer variable would make short is not to be walked for all its values. */
static void look_ref(struct looking *l, const struct rego_term *t)
{
	for (uint32_t i = 1; i < t->list.count; i++) {
		const struct rego_term *key = t->list.items[i];

		if (key->kind == REGO_TERM_VAR && is_outer(l, key->var) && !seen(l, key->var))
			l->refused = true;
	}
	for (uint32_t i = 0; i < t->list.count; i++)
		look_term(l, t->list.items[i]);
}

static void look_term(struct looking *l, const struct rego_term *t)
{
	uint32_t i = 0;

	switch (t->kind) {
	case REGO_TERM_VAR: look_var(l, t->var); return;
	case REGO_TERM_REF: look_ref(l, t); return;
	case REGO_TERM_CALL:
		i = 1;
		/* fall through */
	case REGO_TERM_ARRAY:
	case REGO_TERM_SET:
	case REGO_TERM_OBJECT:
		for (; i < t->list.count; i++)
			look_term(l, t->list.items[i]);
		return;
	case REGO_TERM_ARRAY_COMP:
	case REGO_TERM_SET_COMP:
	case REGO_TERM_OBJECT_COMP: closed_term(l, t); return;
	default: return;
	}
}

/* The same of walk(document, [path, value]). */
static void look_walk(struct looking *l, const struct rego_term *call)
{
	struct looking there = { .g = l->g };

	if (call->list.count < 3)
		return;
	look_term(&there, call->list.items[2]);
	for (uint32_t i = 0; i < there.outer_count; i++)
		l->refused |= !seen(l, there.outer[i]);
}

static void look_body(struct looking *l, const struct rego_body *b)
{
	for (uint32_t i = 0; i < b->count && !l->refused; i++) {
		const struct rego_expr *x = b->exprs[i];

		if (x->kind == REGO_EXPR_EVERY) {
			look_term(l, x->every.domain);
			look_body(l, x->every.body);
		} else if (x->kind == REGO_EXPR_NOT) {
			look_body(l, x->body);
		} else if (x->kind != REGO_EXPR_SOME) {
			if (rego_calls(x, "walk"))
				look_walk(l, x->term);
			look_term(l, x->term);
		}
		for (uint32_t j = 0; j < x->with_count; j++)
			look_term(l, x->with[j].value);
	}
}

/* --- code -------------------------------------------------------------------------- */

/* The body with the outer variables free; false: it needs their values. */
static bool gen_all(struct rego_gen *g, const struct rego_term *t, const struct looking *l,
		    uint32_t group, uint32_t n)
{
	uint32_t builder = rego_register(g, 1), end = rego_label(g), old = g->fail;
	uint32_t mark = g->trail_count, key = 0, v;

	rego_op(g, BUILD, builder);
	g->fail = end;
	rego_gen_body(g, t->comp.body);
	if (t->comp.key)
		key = rego_gen_term(g, t->comp.key);
	v = rego_gen_term(g, t->comp.term);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t is = rego_var(g, l->outer[i]);

		if (is == REGO_NOWHERE) {
			rego_unbind_to(g, mark);
			return false;
		}
		rego_op(g, ADD, builder, is);
	}
	if (t->comp.key)
		rego_op(g, ADD, builder, key);
	rego_op(g, ADD, builder, v);
	rego_jump(g, g->fail);
	rego_here(g, end);
	g->fail = old;
	rego_unbind_to(g, mark);
	rego_op(g, GROUP, group, builder, n, t->kind);
	return true;
}

static uint32_t keep_group(struct rego_gen *g)
{
	const struct rego_code **old = g->groups;

	g->groups = rego_new_array(g->arena, const struct rego_code *, g->group_count + 1);
	if (g->group_count)
		memcpy(g->groups, old, g->group_count * sizeof(*old));
	g->groups[g->group_count] = rego_new(g->arena, struct rego_code);
	return g->group_count++;
}

/* Whether what is made of a solution has outer variables that the body has not: it is another for
 * each of their values, by which nothing is grouped. */
static bool needs_more(struct looking l, const struct rego_term *t)
{
	uint32_t before = l.outer_count;

	if (t->comp.key)
		look_term(&l, t->comp.key);
	look_term(&l, t->comp.term);
	return l.refused || l.outer_count > before;
}

/* The groups, made by the body with its outer variables free; have and first are where to go on.
 * false: it needs their values, and nothing was made. */
static bool gen_groups(struct rego_gen *g, const struct rego_term *t, const struct looking *l,
		       uint32_t group, uint32_t have, uint32_t first, bool only_try)
{
	struct rego_gen before = *g;
	struct rego_errors trial;
	uint32_t was[16];
	bool made;

	rego_errors_init(&trial, g->arena, 0);
	for (uint32_t i = 0; i < l->outer_count; i++) {
		was[i] = rego_var(g, l->outer[i]);
		g->bound[l->outer[i]->id] = REGO_NOWHERE;
	}
	g->errors = &trial;
	g->stuck = false;
	rego_op(g, IF_GROUP, group);
	rego_to(g, have);
	rego_to(g, first);
	made = gen_all(g, t, l, group, l->outer_count) && !trial.count && !g->stuck;
	rego_unbind_to(g, before.trail_count);
	if (!made || only_try)
		*g = before;
	g->errors = before.errors;
	g->stuck = before.stuck;
	for (uint32_t i = 0; i < l->outer_count; i++)
		g->bound[l->outer[i]->id] = was[i];
	return made;
}

bool rego_gen_group(struct rego_gen *g, const struct rego_term *t, uint32_t *d)
{
	struct looking l = { .g = g };
	uint32_t have, first, done, group, plain;
	bool more;

	look_body(&l, t->comp.body);
	if (l.refused || !l.outer_count)
		return false;
	more = needs_more(l, t);
	group = keep_group(g);
	have = rego_label(g);
	first = rego_label(g);
	done = rego_label(g);
	if (!gen_groups(g, t, &l, group, have, first, more))
		return false;
	if (more) {
		*d = rego_gen_comprehension(g, t, true);
		return true;
	}
	rego_jump(g, have);
	rego_here(g, first);
	plain = rego_gen_comprehension(g, t, true);
	*d = rego_register(g, 1);
	rego_op(g, MOVE, *d, plain);
	rego_jump(g, done);
	rego_here(g, have);
	rego_op(g, GROUP_OF, *d, group, t->kind, l.outer_count);
	for (uint32_t i = 0; i < l.outer_count; i++)
		rego_word(g, rego_var(g, l.outer[i]));
	rego_here(g, done);
	return true;
}
