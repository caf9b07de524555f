/* SPDX-License-Identifier: BSD-2-Clause */
/* Walking over a tree, in the order of OPA's visitors. */
#include "rego/compile/pass.h"

void rego_walk_in_term(struct rego_walk *w, struct rego_term *t)
{
	if (rego_is_list(t)) {
		for (uint32_t i = 0; i < t->list.count; i++)
			rego_walk_term(w, t->list.items[i]);
	} else if (rego_is_closure(t)) {
		if (t->kind == REGO_TERM_OBJECT_COMP)
			rego_walk_term(w, t->comp.key);
		rego_walk_term(w, t->comp.term);
		rego_walk_body(w, t->comp.body);
	} else if (t->kind == REGO_TERM_EXPR) {
		rego_walk_expr(w, t->expr);
	}
}

void rego_walk_term(struct rego_walk *w, struct rego_term *t)
{
	if (w->term && t->kind != REGO_TERM_EXPR && w->term(w, t))
		return;
	rego_walk_in_term(w, t);
}

static void walk_every(struct rego_walk *w, struct rego_expr *x)
{
	if (x->every.key)
		rego_walk_term(w, x->every.key);
	rego_walk_term(w, x->every.value);
	rego_walk_term(w, x->every.domain);
	rego_walk_body(w, x->every.body);
}

static void walk_with(struct rego_walk *w, struct rego_with *m)
{
	if (w->with && w->with(w, m))
		return;
	rego_walk_term(w, m->target);
	rego_walk_term(w, m->value);
}

void rego_walk_in_expr(struct rego_walk *w, struct rego_expr *x)
{
	switch (x->kind) {
	case REGO_EXPR_TERM: rego_walk_term(w, x->term); break;
	case REGO_EXPR_CALL: rego_walk_in_term(w, x->term); break;
	case REGO_EXPR_SOME:
		for (uint32_t i = 0; i < x->some.count; i++)
			rego_walk_term(w, x->some.items[i]);
		break;
	case REGO_EXPR_EVERY: walk_every(w, x); break;
	case REGO_EXPR_NOT: rego_walk_body(w, x->body); break;
	}
	for (uint32_t i = 0; i < x->with_count; i++)
		walk_with(w, &x->with[i]);
}

void rego_walk_expr(struct rego_walk *w, struct rego_expr *x)
{
	if (!w->expr || !w->expr(w, x))
		rego_walk_in_expr(w, x);
}

void rego_walk_body(struct rego_walk *w, struct rego_body *b)
{
	if (w->body && w->body(w, b))
		return;
	for (uint32_t i = 0; i < b->count; i++)
		rego_walk_expr(w, b->exprs[i]);
}

void rego_walk_head(struct rego_walk *w, struct rego_head *h)
{
	for (uint32_t i = 0; i < h->arg_count; i++)
		rego_walk_term(w, h->args[i]);
	if (h->key)
		rego_walk_term(w, h->key);
	if (h->value)
		rego_walk_term(w, h->value);
}

void rego_walk_rule(struct rego_walk *w, struct rego_rule *r)
{
	rego_walk_head(w, r->head);
	rego_walk_body(w, r->body);
}

void rego_each_rule(struct rego_pass *p, bool (*f)(struct rego_pass *p, struct rego_rule *r))
{
	for (uint32_t i = 0; i < p->unit->module_count; i++) {
		struct rego_module *m = p->unit->modules[i];

		for (uint32_t k = 0; k < m->rule_count; k++) {
			rego_arena_look(p->arena);
			for (struct rego_rule *r = m->rules[k]; r; r = r->otherwise)
				if (f(p, r))
					break;
		}
	}
}
