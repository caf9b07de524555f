// SPDX-License-Identifier: BSD-2-Clause
/* Terms to operands: constants, variables, composites and comprehensions. */
#include "rego/vm/gen.h"

bool rego_is_wildcard(const struct rego_string *v)
{
	return v->text[0] == '$';
}

static bool list_constant(struct rego_gen *g, const struct rego_term *t, struct rego_builder *b)
{
	struct rego_val v;

	for (uint32_t i = 0; i < t->list.count; i++) {
		if (!rego_term_constant(g, t->list.items[i], &v))
			return false;
		rego_add(b, v);
	}
	return true;
}

bool rego_term_constant(struct rego_gen *g, const struct rego_term *t, struct rego_val *v)
{
	struct rego_builder b = { .arena = g->arena };

	switch (t->kind) {
	case REGO_TERM_VALUE: *v = t->value; return true;
	case REGO_TERM_ARRAY: return list_constant(g, t, &b) && (*v = rego_build_array(&b), true);
	case REGO_TERM_SET: return list_constant(g, t, &b) && (*v = rego_build_set(&b), true);
	case REGO_TERM_OBJECT: return list_constant(g, t, &b) && (*v = rego_build_object(&b), true);
	default: return false;
	}
}

bool rego_term_bound(const struct rego_gen *g, const struct rego_term *t)
{
	uint32_t i = 0;

	switch (t->kind) {
	case REGO_TERM_VAR: return rego_var(g, t->var) != REGO_NOWHERE;
	case REGO_TERM_REF:
		/* The head is a document, or bound before. */
		i = 1;
		/* fall through */
	case REGO_TERM_ARRAY:
	case REGO_TERM_SET:
	case REGO_TERM_OBJECT:
		for (; i < t->list.count; i++)
			if (!rego_term_bound(g, t->list.items[i]))
				return false;
		return true;
	default: return true;
	}
}

static void note_met(struct rego_gen *g, const struct rego_term *t, const uint32_t *v, uint32_t set)
{
	uint32_t n = t->list.count, *order = rego_new_array(g->arena, uint32_t, n + 1);
	struct rego_met *m = rego_new(g->arena, struct rego_met);

	*m = (struct rego_met){ .set = set, .items = order, .next = g->met };
	for (uint32_t i = 0; i < n; i++) {
		uint32_t at = m->count;
		int c = 1;

		while (at &&
		       (c = rego_compare_terms(t->list.items[i], t->list.items[order[at - 1]])) < 0)
			at--;
		if (at && !c)
			continue;
		memmove(order + at + 1, order + at, (m->count++ - at) * sizeof(*order));
		order[at] = i;
	}
	for (uint32_t i = 0; i < m->count; i++)
		order[i] = v[order[i]];
	g->met = m;
}

static uint32_t gen_list(struct rego_gen *g, const struct rego_term *t, enum rego_op op)
{
	uint32_t n = t->list.count, d, *v = rego_new_array(g->arena, uint32_t, n + 1);

	for (uint32_t i = 0; i < n; i++)
		v[i] = rego_gen_term(g, t->list.items[i]);
	d = rego_register(g, 1);
	rego_word(g, op);
	rego_word(g, d);
	rego_word(g, op == REGO_OP_OBJECT ? n / 2 : n);
	for (uint32_t i = 0; i < n; i++)
		rego_word(g, v[i]);
	if (op == REGO_OP_SET)
		note_met(g, t, v, d);
	return d;
}

uint32_t rego_gen_comprehension(struct rego_gen *g, const struct rego_term *t, bool last_wins)
{
	uint32_t builder = rego_register(g, 1), d, mark = g->trail_count, old = g->fail;
	uint32_t end = rego_label(g), key = 0, v;

	rego_op(g, BUILD, builder);
	g->fail = end;
	rego_gen_body(g, t->comp.body);
	if (t->comp.key)
		key = rego_gen_term(g, t->comp.key);
	v = rego_gen_term(g, t->comp.term);
	if (t->comp.key)
		rego_op(g, ADD_PAIR, builder, key, v);
	else
		rego_op(g, ADD, builder, v);
	rego_jump(g, g->fail);
	rego_here(g, end);
	g->fail = old;
	rego_unbind_to(g, mark);
	d = rego_register(g, 1);
	rego_at(g, t->comp.key ? &t->comp.key->loc : &t->loc);
	rego_word(g, t->kind == REGO_TERM_ARRAY_COMP ? REGO_OP_BUILT_ARRAY
		     : t->kind == REGO_TERM_SET_COMP ? REGO_OP_BUILT_SET
		     : last_wins		     ? REGO_OP_BUILT_LAST
						     : REGO_OP_BUILT_OBJECT);
	rego_word(g, d);
	rego_word(g, builder);
	return d;
}

static uint32_t gen_var(struct rego_gen *g, const struct rego_term *t)
{
	uint32_t v = rego_var(g, t->var);

	if (v != REGO_NOWHERE)
		return v;
	/* As data.a[{x}]: OPA takes x for bound by the ref, but a set binds nothing. */
	rego_jump(g, g->fail);
	return rego_gen_constant(g, rego_null());
}

uint32_t rego_gen_term(struct rego_gen *g, const struct rego_term *t)
{
	struct rego_val v;

	if (t->kind == REGO_TERM_VAR)
		return gen_var(g, t);
	if (t->kind == REGO_TERM_REF)
		return rego_gen_ref(g, t);
	if (rego_term_constant(g, t, &v))
		return rego_gen_constant(g, v);
	switch (t->kind) {
	case REGO_TERM_ARRAY: return gen_list(g, t, REGO_OP_ARRAY);
	case REGO_TERM_SET: return gen_list(g, t, REGO_OP_SET);
	case REGO_TERM_OBJECT: return gen_list(g, t, REGO_OP_OBJECT);
	case REGO_TERM_ARRAY_COMP:
	case REGO_TERM_SET_COMP:
	case REGO_TERM_OBJECT_COMP: return rego_gen_comprehension(g, t, false);
	default:
		rego_error(g->errors, "rego_compile_error", t->loc, "cannot be evaluated here");
		return rego_gen_constant(g, rego_null());
	}
}
