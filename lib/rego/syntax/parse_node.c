/* SPDX-License-Identifier: BSD-2-Clause */
/* Making the nodes of the tree, and giving them a place. */
#include "rego/syntax/parser.h"

#include <stdio.h>

#include "rego/value/intern.h"

static struct rego_term *node(struct rego_parser *p, enum rego_term_kind kind, struct rego_loc loc)
{
	struct rego_term *t = rego_new(p->arena, struct rego_term);

	t->kind = kind;
	t->loc = loc;
	return t;
}

struct rego_term *rego_node_var(struct rego_parser *p, const char *name, size_t len,
				struct rego_loc loc)
{
	struct rego_term *t = node(p, REGO_TERM_VAR, loc);

	t->var = rego_intern(p->names, name, len);
	return t;
}

struct rego_term *rego_node_wildcard(struct rego_parser *p, struct rego_loc loc)
{
	struct rego_term *t;
	char name[16];
	int n = snprintf(name, sizeof(name), "$%u", p->s.wildcards++);

	t = rego_node_var(p, name, (size_t)n, loc);
	t->generated = true;
	return t;
}

struct rego_term *rego_parser_var(struct rego_parser *p)
{
	if (p->s.lit_len == 1 && p->s.lit[0] == '_')
		return rego_node_wildcard(p, p->s.loc);
	return rego_node_var(p, p->s.lit, p->s.lit_len, p->s.loc);
}

struct rego_term *rego_node_value(struct rego_parser *p, struct rego_val v, struct rego_loc loc)
{
	struct rego_term *t = node(p, REGO_TERM_VALUE, loc);

	t->value = v;
	return t;
}

struct rego_term *rego_node_string(struct rego_parser *p, const char *s, size_t len,
				   struct rego_loc loc)
{
	return rego_node_value(
		p,
		(struct rego_val){ .kind = REGO_STRING, .string = rego_intern(p->names, s, len) },
		loc);
}

struct rego_term *rego_node_true(struct rego_parser *p, struct rego_loc loc)
{
	return rego_node_value(p, rego_bool(true), loc);
}

struct rego_term *rego_node_list(struct rego_parser *p, enum rego_term_kind kind,
				 const struct rego_list *l, struct rego_loc loc)
{
	struct rego_term *t = node(p, kind, loc);

	t->list.count = l->count;
	t->list.items = rego_new_array(p->arena, struct rego_term *, l->count);
	if (l->count)
		memcpy(t->list.items, l->items, l->count * sizeof(*t->list.items));
	return t;
}

struct rego_expr *rego_node_expr(struct rego_parser *p, enum rego_expr_kind kind,
				 struct rego_loc loc)
{
	struct rego_expr *x = rego_new(p->arena, struct rego_expr);

	x->kind = kind;
	x->loc = loc;
	return x;
}

struct rego_body *rego_node_body(struct rego_parser *p, const struct rego_list *exprs)
{
	struct rego_body *b = rego_new(p->arena, struct rego_body);

	b->count = exprs->count;
	b->exprs = rego_new_array(p->arena, struct rego_expr *, exprs->count);
	for (uint32_t i = 0; i < exprs->count; i++) {
		b->exprs[i] = exprs->items[i];
		b->exprs[i]->index = i;
	}
	if (b->count)
		b->loc = b->exprs[0]->loc;
	return b;
}

struct rego_body *rego_node_true_body(struct rego_parser *p, struct rego_loc loc)
{
	struct rego_expr *x = rego_node_expr(p, REGO_EXPR_TERM, loc);
	void *item[] = { x };
	struct rego_list one = { .items = item, .count = 1 };

	x->term = rego_node_true(p, loc);
	return rego_node_body(p, &one);
}

bool rego_is_call_of(const struct rego_term *call, const char *name)
{
	const struct rego_term *op;

	if (!call || call->kind != REGO_TERM_CALL)
		return false;
	op = call->list.items[0];
	return op->kind == REGO_TERM_REF && op->list.count == 1 &&
	       rego_is_var(op->list.items[0], name);
}

static void locate_list(struct rego_term **items, uint32_t count, struct rego_loc loc)
{
	for (uint32_t i = 0; i < count; i++)
		rego_locate_term(items[i], loc);
}

static void locate_expr(struct rego_expr *x, struct rego_loc loc)
{
	x->loc = loc;
	switch (x->kind) {
	case REGO_EXPR_TERM:
	case REGO_EXPR_CALL:
		if (x->kind == REGO_EXPR_TERM)
			rego_locate_term(x->term, loc);
		else
			locate_list(x->term->list.items, x->term->list.count, loc);
		break;
	case REGO_EXPR_SOME: locate_list(x->some.items, x->some.count, loc); break;
	case REGO_EXPR_EVERY:
		rego_locate_term(x->every.key, loc);
		rego_locate_term(x->every.value, loc);
		rego_locate_term(x->every.domain, loc);
		rego_locate_body(x->every.body, loc);
		break;
	case REGO_EXPR_NOT: rego_locate_body(x->body, loc); break;
	}
	for (uint32_t i = 0; i < x->with_count; i++) {
		x->with[i].loc = loc;
		rego_locate_term(x->with[i].target, loc);
		rego_locate_term(x->with[i].value, loc);
	}
}

void rego_locate_body(struct rego_body *b, struct rego_loc loc)
{
	if (!b)
		return;
	b->loc = loc;
	for (uint32_t i = 0; i < b->count; i++)
		locate_expr(b->exprs[i], loc);
}

void rego_locate_term(struct rego_term *t, struct rego_loc loc)
{
	if (!t)
		return;
	t->loc = loc;
	switch (t->kind) {
	case REGO_TERM_REF:
	case REGO_TERM_ARRAY:
	case REGO_TERM_SET:
	case REGO_TERM_OBJECT:
	case REGO_TERM_CALL:
	case REGO_TERM_TEMPLATE: locate_list(t->list.items, t->list.count, loc); break;
	case REGO_TERM_ARRAY_COMP:
	case REGO_TERM_SET_COMP:
	case REGO_TERM_OBJECT_COMP:
		rego_locate_term(t->comp.key, loc);
		rego_locate_term(t->comp.term, loc);
		rego_locate_body(t->comp.body, loc);
		break;
	case REGO_TERM_EXPR: locate_expr(t->expr, loc); break;
	case REGO_TERM_VALUE:
	case REGO_TERM_VAR: break;
	}
}

/* The ref keeps its places, as in OPA. */
void rego_locate_head(struct rego_head *h, struct rego_loc loc)
{
	h->loc = loc;
	locate_list(h->args, h->arg_count, loc);
	rego_locate_term(h->key, loc);
	rego_locate_term(h->value, loc);
}
