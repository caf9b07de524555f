// SPDX-License-Identifier: BSD-2-Clause
/* Terms to operands: constants, variables, composites and comprehensions. */
#include "rego/vm/gen.h"

#include <stdlib.h>

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

struct part { /* of a literal: an element, or a key with its value */
	const struct rego_term *term;
	uint32_t at;
};

static int by_term(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	int c = rego_compare_terms(x->term, y->term);

	return c ? c : (x->at > y->at) - (x->at < y->at);
}

/* OPA goes through what is written out in the order of the terms. */
static struct part *parts_of(struct rego_gen *g, const struct rego_term *t, uint32_t step,
			     uint32_t *count)
{
	struct part *parts = rego_new_array(g->arena, struct part, t->list.count + 1);
	uint32_t n = 0, kept = 0;

	for (uint32_t i = 0; i < t->list.count; i += step)
		parts[n++] = (struct part){ t->list.items[i], i };
	qsort(parts, n, sizeof(*parts), by_term);
	for (uint32_t i = 0; i < n; i++)
		if (step > 1 || !kept || rego_compare_terms(parts[kept - 1].term, parts[i].term))
			parts[kept++] = parts[i];
	*count = kept;
	return parts;
}

static uint32_t gen_array(struct rego_gen *g, const struct rego_term *t)
{
	uint32_t n = t->list.count, d, *v = rego_new_array(g->arena, uint32_t, n + 1);

	for (uint32_t i = 0; i < n; i++)
		v[i] = rego_gen_term(g, t->list.items[i]);
	d = rego_register(g, 1);
	rego_op(g, ARRAY, d, n);
	for (uint32_t i = 0; i < n; i++)
		rego_word(g, v[i]);
	return d;
}

/* step: how many terms a part has, 1 in a set, 2 in an object. */
static uint32_t gen_sorted(struct rego_gen *g, const struct rego_term *t, uint32_t step)
{
	uint32_t n = t->list.count, count, d, *v = rego_new_array(g->arena, uint32_t, n + 1);
	const struct part *parts = parts_of(g, t, step, &count);
	bool known = true; /* in the order of their values, too */

	for (uint32_t i = 0; i < n; i++) {
		v[i] = rego_gen_term(g, t->list.items[i]);
		known &= i % step || v[i] & REGO_CONST || count == 1;
	}
	d = rego_register(g, 1);
	rego_word(g, step == 1 ? REGO_OP_SET : known ? REGO_OP_OBJECT : REGO_OP_OBJECT_OF);
	rego_word(g, d);
	rego_word(g, count);
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t j = 0; j < step; j++)
			rego_word(g, v[parts[i].at + j]);
	return d;
}

/* Can a loop over its value meet it in another order than that of the value? */
static bool out_of_order(const struct rego_term *t)
{
	if (t->kind == REGO_TERM_VAR || t->kind == REGO_TERM_SET)
		return true;
	for (uint32_t i = 0; t->kind == REGO_TERM_OBJECT && i < t->list.count; i += 2)
		if (t->list.items[i]->kind != REGO_TERM_VALUE)
			return true;
	return false;
}

uint32_t rego_gen_kept(struct rego_gen *g, const struct rego_term *t)
{
	uint32_t v = rego_gen_term(g, t), d;

	if (v & REGO_CONST || !out_of_order(t))
		return v;
	d = rego_register(g, 1);
	rego_op(g, PLAIN, d, v);
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
	if (t->comp.term->kind == REGO_TERM_VAR) /* most are no collections: taken as it is */
		v = rego_gen_term(g, t->comp.term);
	else
		v = rego_gen_kept(g, t->comp.term);
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
	g->stuck = true;
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
	case REGO_TERM_ARRAY: return gen_array(g, t);
	case REGO_TERM_SET: return gen_sorted(g, t, 1);
	case REGO_TERM_OBJECT: return gen_sorted(g, t, 2);
	case REGO_TERM_ARRAY_COMP:
	case REGO_TERM_SET_COMP:
	case REGO_TERM_OBJECT_COMP: return rego_gen_comprehension(g, t, false);
	default:
		rego_error(g->errors, "rego_compile_error", t->loc, "cannot be evaluated here");
		return rego_gen_constant(g, rego_null());
	}
}
