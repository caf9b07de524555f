/* SPDX-License-Identifier: BSD-2-Clause */
/* Deep copies of the tree.  Values and names are shared: they never change. */
#include "rego/syntax/ast.h"

static struct rego_term **copy_list(struct rego_arena *a, struct rego_term *const *items,
				    uint32_t count)
{
	struct rego_term **copy = rego_new_array(a, struct rego_term *, count);

	for (uint32_t i = 0; i < count; i++)
		copy[i] = rego_copy_term(a, items[i]);
	return copy;
}

struct rego_term *rego_copy_term(struct rego_arena *a, const struct rego_term *from)
{
	struct rego_term *t;

	if (!from)
		return NULL;
	t = rego_alloc(a, sizeof(*t));
	*t = *from;
	switch (t->kind) {
	case REGO_TERM_REF:
	case REGO_TERM_ARRAY:
	case REGO_TERM_SET:
	case REGO_TERM_OBJECT:
	case REGO_TERM_CALL:
	case REGO_TERM_TEMPLATE:
		t->list.items = copy_list(a, from->list.items, from->list.count);
		break;
	case REGO_TERM_ARRAY_COMP:
	case REGO_TERM_SET_COMP:
	case REGO_TERM_OBJECT_COMP:
		t->comp.key = rego_copy_term(a, from->comp.key);
		t->comp.term = rego_copy_term(a, from->comp.term);
		t->comp.body = rego_copy_body(a, from->comp.body);
		break;
	case REGO_TERM_EXPR: t->expr = rego_copy_expr(a, from->expr); break;
	case REGO_TERM_VALUE:
	case REGO_TERM_VAR: break;
	}
	return t;
}

struct rego_expr *rego_copy_expr(struct rego_arena *a, const struct rego_expr *from)
{
	struct rego_expr *x = rego_alloc(a, sizeof(*x));

	*x = *from;
	switch (x->kind) {
	case REGO_EXPR_TERM:
	case REGO_EXPR_CALL: x->term = rego_copy_term(a, from->term); break;
	case REGO_EXPR_SOME:
		x->some.items = copy_list(a, from->some.items, from->some.count);
		break;
	case REGO_EXPR_EVERY:
		x->every.key = rego_copy_term(a, from->every.key);
		x->every.value = rego_copy_term(a, from->every.value);
		x->every.domain = rego_copy_term(a, from->every.domain);
		x->every.body = rego_copy_body(a, from->every.body);
		break;
	case REGO_EXPR_NOT: x->body = rego_copy_body(a, from->body); break;
	}
	x->with = rego_new_array(a, struct rego_with, x->with_count);
	for (uint32_t i = 0; i < x->with_count; i++) {
		x->with[i] = from->with[i];
		x->with[i].target = rego_copy_term(a, from->with[i].target);
		x->with[i].value = rego_copy_term(a, from->with[i].value);
	}
	return x;
}

struct rego_body *rego_copy_body(struct rego_arena *a, const struct rego_body *from)
{
	struct rego_body *b;

	if (!from)
		return NULL;
	b = rego_alloc(a, sizeof(*b));
	*b = *from;
	b->exprs = rego_new_array(a, struct rego_expr *, b->count);
	for (uint32_t i = 0; i < b->count; i++)
		b->exprs[i] = rego_copy_expr(a, from->exprs[i]);
	return b;
}

struct rego_head *rego_copy_head(struct rego_arena *a, const struct rego_head *from)
{
	struct rego_head *h = rego_alloc(a, sizeof(*h));

	*h = *from;
	h->ref = rego_copy_term(a, from->ref);
	h->args = copy_list(a, from->args, from->arg_count);
	h->key = rego_copy_term(a, from->key);
	h->value = rego_copy_term(a, from->value);
	return h;
}

/* Without what follows it. */
static struct rego_rule *copy_one(struct rego_arena *a, const struct rego_rule *from)
{
	struct rego_rule *r = rego_alloc(a, sizeof(*r));

	*r = *from;
	r->head = rego_copy_head(a, from->head);
	r->body = rego_copy_body(a, from->body);
	return r;
}

struct rego_rule *rego_copy_rule(struct rego_arena *a, const struct rego_rule *from)
{
	struct rego_rule *first = copy_one(a, from);

	for (struct rego_rule *r = first; r->otherwise; r = r->otherwise)
		r->otherwise = copy_one(a, r->otherwise);
	return first;
}
