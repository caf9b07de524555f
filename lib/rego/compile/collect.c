/* SPDX-License-Identifier: BSD-2-Clause */
/* Collecting variables from a tree, with OPA's choices of what to leave out. */
#include "rego/compile/vars.h"

#include "rego/compile/pass.h"

void rego_collect_items(struct rego_vars *s, const struct rego_term *t, uint32_t from, uint32_t to,
			unsigned int skip)
{
	for (uint32_t i = from; i < to; i++)
		rego_collect_term(s, t->list.items[i], skip);
}

static void collect_call(struct rego_vars *s, const struct rego_term *t, unsigned int skip)
{
	const struct rego_term *op = t->list.items[0];

	if (skip & REGO_SKIP_CALL_HEAD && op->kind == REGO_TERM_REF)
		rego_collect_items(s, op, 1, op->list.count, skip);
	else
		rego_collect_term(s, op, skip);
	rego_collect_items(s, t, 1, t->list.count, skip);
}

static void collect_object(struct rego_vars *s, const struct rego_term *t, unsigned int skip)
{
	bool keys = !(skip & REGO_SKIP_OBJECT_KEYS);

	for (uint32_t i = 0; i + 1 < t->list.count; i += 2) {
		if (keys)
			rego_collect_term(s, t->list.items[i], skip);
		rego_collect_term(s, t->list.items[i + 1], skip);
	}
}

static void collect_comprehension(struct rego_vars *s, const struct rego_term *t, unsigned int skip)
{
	if (skip & REGO_SKIP_CLOSURES)
		return;
	if (t->kind == REGO_TERM_OBJECT_COMP)
		rego_collect_term(s, t->comp.key, skip);
	rego_collect_term(s, t->comp.term, skip);
	rego_collect_body(s, t->comp.body, skip);
}

static void collect_template(struct rego_vars *s, const struct rego_term *t, unsigned int skip)
{
	if (skip & (REGO_SKIP_CLOSURES | REGO_SKIP_TEMPLATES))
		return;
	for (uint32_t i = 0; i < t->list.count; i++) {
		const struct rego_expr *part = rego_template_part(t, i);

		if (part)
			rego_collect_expr(s, part, skip);
	}
}

static void collect_var(struct rego_vars *s, const struct rego_term *t)
{
	rego_vars_add(s, t->var);
	rego_vars_find(s, t->var)->loc = t->loc;
}

void rego_collect_term(struct rego_vars *s, const struct rego_term *t, unsigned int skip)
{
	switch (t->kind) {
	case REGO_TERM_VALUE: break;
	case REGO_TERM_VAR: collect_var(s, t); break;
	case REGO_TERM_REF:
		rego_collect_items(s, t, skip & REGO_SKIP_REF_HEAD ? 1 : 0, t->list.count, skip);
		break;
	case REGO_TERM_ARRAY: rego_collect_items(s, t, 0, t->list.count, skip); break;
	case REGO_TERM_SET:
		if (!(skip & REGO_SKIP_SETS))
			rego_collect_items(s, t, 0, t->list.count, skip);
		break;
	case REGO_TERM_OBJECT: collect_object(s, t, skip); break;
	case REGO_TERM_CALL: collect_call(s, t, skip); break;
	case REGO_TERM_TEMPLATE: collect_template(s, t, skip); break;
	default: collect_comprehension(s, t, skip);
	}
}

void rego_collect_with(struct rego_vars *s, const struct rego_with *w, unsigned int skip)
{
	if (!(skip & REGO_SKIP_CALL_HEAD)) {
		rego_collect_term(s, w->target, skip);
		rego_collect_term(s, w->value, skip);
		return;
	}
	if (w->target->kind == REGO_TERM_REF)
		rego_collect_items(s, w->target, 1, w->target->list.count, skip);
	if (w->value->kind == REGO_TERM_REF)
		rego_collect_items(s, w->value, 1, w->value->list.count, skip);
	else
		rego_collect_term(s, w->value, skip);
}

static void collect_every(struct rego_vars *s, const struct rego_expr *x, unsigned int skip)
{
	if (x->every.key)
		rego_collect_term(s, x->every.key, skip);
	rego_collect_term(s, x->every.value, skip);
	rego_collect_term(s, x->every.domain, skip);
	rego_collect_body(s, x->every.body, skip);
}

static void collect_not(struct rego_vars *s, const struct rego_expr *x, unsigned int skip)
{
	if (skip & REGO_WITH_NOT) {
		if (!x->explicit_body)
			rego_collect_from_outside(s, x->body);
	} else if (!(skip & REGO_SKIP_CLOSURES)) {
		rego_collect_body(s, x->body, skip);
	}
}

void rego_collect_expr(struct rego_vars *s, const struct rego_expr *x, unsigned int skip)
{
	switch (x->kind) {
	case REGO_EXPR_TERM: rego_collect_term(s, x->term, skip); break;
	case REGO_EXPR_CALL: collect_call(s, x->term, skip); break;
	case REGO_EXPR_SOME:
		for (uint32_t i = 0; i < x->some.count; i++)
			rego_collect_term(s, x->some.items[i], skip);
		break;
	case REGO_EXPR_EVERY:
		if (skip & REGO_SKIP_CLOSURES) {
			rego_collect_term(s, x->every.domain, skip);
			return;
		}
		collect_every(s, x, skip);
		break;
	case REGO_EXPR_NOT: collect_not(s, x, skip); break;
	}
	for (uint32_t i = 0; i < x->with_count; i++)
		rego_collect_with(s, &x->with[i], skip);
}

void rego_collect_body(struct rego_vars *s, const struct rego_body *b, unsigned int skip)
{
	for (uint32_t i = 0; i < b->count; i++)
		rego_collect_expr(s, b->exprs[i], skip);
}

void rego_collect_head(struct rego_vars *s, const struct rego_head *h)
{
	rego_collect_term(s, h->ref, 0);
	for (uint32_t i = 0; i < h->arg_count; i++)
		rego_collect_term(s, h->args[i], 0);
	if (h->value)
		rego_collect_term(s, h->value, 0);
}
