/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls inside of terms become expressions of their own, before the one they were in; so do
 * collections that are indexed. */
#include "rego/compile/pass.h"

static struct rego_term *expand_term(struct rego_pass *p, struct rego_term *t,
				     struct rego_exprs *out);
static void expand_body(struct rego_pass *p, struct rego_body *b);

static struct rego_term *expand_call(struct rego_pass *p, struct rego_term *t,
				     struct rego_exprs *out)
{
	uint32_t count = t->list.count;
	struct rego_term *var, *call;
	struct rego_expr *x;

	for (uint32_t i = 1; i < count; i++)
		t->list.items[i] = expand_term(p, t->list.items[i], out);
	var = rego_new_var(p, rego_new_local(p), &t->loc);
	call = rego_new_list(p, REGO_TERM_CALL, count + 1, &t->loc);
	memcpy(call->list.items, t->list.items, count * sizeof(t));
	call->list.items[count] = var;
	x = rego_new(p->arena, struct rego_expr);
	x->kind = REGO_EXPR_CALL;
	x->generated = true;
	x->term = call;
	x->loc = t->loc;
	rego_exprs_add(out, x);
	return var;
}

static void expand_items(struct rego_pass *p, struct rego_term *t, struct rego_exprs *out)
{
	for (uint32_t i = 0; i < t->list.count; i++)
		t->list.items[i] = expand_term(p, t->list.items[i], out);
}

static void expand_ref(struct rego_pass *p, struct rego_term *t, struct rego_exprs *out)
{
	struct rego_term *head;
	struct rego_expr *x;

	expand_items(p, t, out);
	head = t->list.items[0];
	if (head->kind != REGO_TERM_ARRAY && head->kind != REGO_TERM_OBJECT &&
	    head->kind != REGO_TERM_SET && head->kind != REGO_TERM_CALL && !rego_is_closure(head))
		return;
	x = rego_new_capture(p, head);
	rego_exprs_add(out, x);
	t->list.items[0] = rego_operand_of(x, 0);
}

static void expand_comprehension(struct rego_pass *p, struct rego_term *t)
{
	struct rego_exprs keys = { .arena = p->arena }, values = { .arena = p->arena };

	if (t->kind == REGO_TERM_OBJECT_COMP)
		t->comp.key = expand_term(p, t->comp.key, &keys);
	t->comp.term = expand_term(p, t->comp.term, &values);
	rego_body_append(p, t->comp.body, &keys);
	rego_body_append(p, t->comp.body, &values);
	expand_body(p, t->comp.body);
}

static struct rego_term *expand_term(struct rego_pass *p, struct rego_term *t,
				     struct rego_exprs *out)
{
	switch (t->kind) {
	case REGO_TERM_CALL: return expand_call(p, t, out);
	case REGO_TERM_REF: expand_ref(p, t, out); break;
	case REGO_TERM_ARRAY: expand_items(p, t, out); break;
	case REGO_TERM_SET:
	case REGO_TERM_OBJECT:
		expand_items(p, t, out);
		rego_sort_term(p->arena, t);
		break;
	default:
		if (rego_is_closure(t))
			expand_comprehension(p, t);
	}
	return t;
}

static void share_with(const struct rego_expr *x, struct rego_exprs *list, uint32_t from)
{
	for (uint32_t i = from; x->with_count && i < list->count; i++) {
		list->items[i]->with = x->with;
		list->items[i]->with_count = x->with_count;
	}
}

static void expand_expr(struct rego_pass *p, struct rego_expr *x, struct rego_exprs *out);

static void expand_every(struct rego_pass *p, struct rego_expr *x, struct rego_exprs *out)
{
	struct rego_expr *capture = rego_new_capture(p, x->every.domain);

	x->every.domain = rego_operand_of(capture, 0);
	capture->with = x->with;
	capture->with_count = x->with_count;
	expand_expr(p, capture, out);
	expand_body(p, x->every.body);
}

static void expand_expr(struct rego_pass *p, struct rego_expr *x, struct rego_exprs *out)
{
	uint32_t from;

	for (uint32_t i = 0; i < x->with_count; i++)
		x->with[i].value = expand_term(p, x->with[i].value, out);
	from = out->count;
	switch (x->kind) {
	case REGO_EXPR_TERM:
		x->term = expand_term(p, x->term, out);
		share_with(x, out, from);
		break;
	case REGO_EXPR_CALL:
		for (uint32_t i = 1; i < x->term->list.count; i++)
			x->term->list.items[i] = expand_term(p, x->term->list.items[i], out);
		share_with(x, out, from);
		break;
	case REGO_EXPR_EVERY: expand_every(p, x, out); break;
	case REGO_EXPR_NOT: expand_body(p, x->body); break;
	case REGO_EXPR_SOME: break;
	}
	rego_exprs_add(out, x);
}

static void expand_body(struct rego_pass *p, struct rego_body *b)
{
	struct rego_exprs out = { .arena = p->arena };

	for (uint32_t i = 0; i < b->count; i++)
		expand_expr(p, b->exprs[i], &out);
	b->exprs = out.items;
	b->count = out.count;
	for (uint32_t i = 0; i < b->count; i++)
		b->exprs[i]->index = i;
}

static bool expand_rule(struct rego_pass *p, struct rego_rule *r)
{
	struct rego_head *h = r->head;
	struct rego_exprs out = { .arena = p->arena };

	for (uint32_t i = 0; i < h->arg_count; i++)
		h->args[i] = expand_term(p, h->args[i], &out);
	if (h->key)
		h->key = expand_term(p, h->key, &out);
	if (h->value)
		h->value = expand_term(p, h->value, &out);
	rego_body_append(p, r->body, &out);
	expand_body(p, r->body);
	return false;
}

void rego_expand_terms(struct rego_pass *p)
{
	rego_each_rule(p, expand_rule);
}

void rego_expand_query_terms(struct rego_pass *p, struct rego_body *b)
{
	expand_body(p, b);
}

/* --- terms of comprehensions --------------------------------------------------------------- */
void rego_move_out(struct rego_pass *p, struct rego_term **t, struct rego_body *b)
{
	struct rego_expr *x;

	if (!rego_needs_eval(*t))
		return;
	x = rego_new_capture(p, *t);
	*t = rego_operand_of(x, 0);
	rego_body_append_one(p, b, x);
}

static bool rewrite_comprehension(struct rego_walk *w, struct rego_term *t)
{
	if (!rego_is_closure(t))
		return false;
	if (t->kind == REGO_TERM_OBJECT_COMP)
		rego_move_out(w->pass, &t->comp.key, t->comp.body);
	rego_move_out(w->pass, &t->comp.term, t->comp.body);
	return false;
}

static bool rewrite_rule(struct rego_pass *p, struct rego_rule *r)
{
	struct rego_walk w = { .term = rewrite_comprehension, .pass = p };

	rego_walk_rule(&w, r);
	return false;
}

void rego_rewrite_comprehensions(struct rego_pass *p)
{
	rego_each_rule(p, rewrite_rule);
}

void rego_rewrite_query_comprehensions(struct rego_pass *p, struct rego_body *b)
{
	struct rego_walk w = { .term = rewrite_comprehension, .pass = p };

	rego_walk_body(&w, b);
}

/* --- == is = from here on -------------------------------------------------------------------- */
static bool rewrite_equal(struct rego_walk *w, struct rego_expr *x)
{
	if (rego_calls(x, "equal") && rego_operands(x) == 2)
		x->term->list.items[0] = rego_new_operator(w->pass, "eq", NULL);
	return false;
}

static bool rewrite_rule_equals(struct rego_pass *p, struct rego_rule *r)
{
	struct rego_walk w = { .expr = rewrite_equal, .pass = p };

	rego_walk_rule(&w, r);
	return false;
}

void rego_rewrite_equals(struct rego_pass *p)
{
	rego_each_rule(p, rewrite_rule_equals);
}
