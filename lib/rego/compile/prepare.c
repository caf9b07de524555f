/* SPDX-License-Identifier: BSD-2-Clause */
/* Before all passes: names interned, members of sets and keys of objects in the order of the
 * language, heads that are shared copied, the depth bounded. */
#include "rego/compile/pass.h"

/* Passes recurse over terms; more nesting than this is nobody's policy. */
#define MOST_DEPTH 4000

struct preparing {
	struct rego_pass *pass;
	unsigned int depth;
	bool too_deep;
};

static void prepare_body(struct preparing *s, struct rego_body *b);
static void prepare_expr(struct preparing *s, struct rego_expr *x);

static void prepare_term(struct preparing *s, struct rego_term *t)
{
	struct rego_pass *p = s->pass;

	if (++s->depth > MOST_DEPTH) {
		s->too_deep = true;
	} else if (t->kind == REGO_TERM_VAR) {
		t->var = rego_intern(p->names, t->var->text, t->var->len);
		if (rego_var_is_generated(t->var))
			rego_vars_add(&p->taken, t->var);
	} else if (rego_is_list(t)) {
		for (uint32_t i = 0; i < t->list.count; i++)
			prepare_term(s, t->list.items[i]);
		if (t->kind == REGO_TERM_SET || t->kind == REGO_TERM_OBJECT)
			rego_sort_term(p->arena, t);
	} else if (rego_is_closure(t)) {
		if (t->kind == REGO_TERM_OBJECT_COMP)
			prepare_term(s, t->comp.key);
		prepare_term(s, t->comp.term);
		prepare_body(s, t->comp.body);
	} else if (t->kind == REGO_TERM_EXPR) {
		prepare_expr(s, t->expr);
	}
	s->depth--;
}

static void prepare_every(struct preparing *s, struct rego_expr *x)
{
	if (x->every.key)
		prepare_term(s, x->every.key);
	prepare_term(s, x->every.value);
	prepare_term(s, x->every.domain);
	prepare_body(s, x->every.body);
}

static void prepare_expr(struct preparing *s, struct rego_expr *x)
{
	if (x->kind == REGO_EXPR_TERM || x->kind == REGO_EXPR_CALL)
		prepare_term(s, x->term);
	else if (x->kind == REGO_EXPR_EVERY)
		prepare_every(s, x);
	else if (x->kind == REGO_EXPR_NOT)
		prepare_body(s, x->body);
	else
		for (uint32_t i = 0; i < x->some.count; i++)
			prepare_term(s, x->some.items[i]);
	for (uint32_t i = 0; i < x->with_count; i++) {
		prepare_term(s, x->with[i].target);
		prepare_term(s, x->with[i].value);
	}
}

static void prepare_body(struct preparing *s, struct rego_body *b)
{
	if (++s->depth > MOST_DEPTH)
		s->too_deep = true;
	else
		for (uint32_t i = 0; i < b->count; i++) {
			prepare_expr(s, b->exprs[i]);
			b->exprs[i]->index = i;
		}
	s->depth--;
}

/* Heads of chained bodies and else branches, and the key of p[x], may be the same terms. */
static struct rego_head *own_head(struct preparing *s, const struct rego_head *from)
{
	struct rego_head *h = rego_copy_head(s->pass->arena, from);

	prepare_term(s, h->ref);
	for (uint32_t i = 0; i < h->arg_count; i++)
		prepare_term(s, h->args[i]);
	if (h->key)
		h->key = rego_copy_term(s->pass->arena, h->key);
	if (h->key)
		prepare_term(s, h->key);
	if (h->value)
		prepare_term(s, h->value);
	return h;
}

static bool report(struct preparing *s, const struct rego_loc *loc)
{
	if (s->too_deep)
		rego_pass_error(s->pass, REGO_COMPILE_ERROR, loc, "nested too deep");
	return !s->too_deep;
}

bool rego_prepare_module(struct rego_pass *p, struct rego_module *m)
{
	struct preparing s = { .pass = p };

	prepare_term(&s, m->package);
	for (uint32_t i = 0; i < m->import_count; i++) {
		struct rego_import *import = m->imports[i];

		prepare_term(&s, import->path);
		if (import->alias)
			import->alias =
				rego_intern(p->names, import->alias->text, import->alias->len);
	}
	for (uint32_t i = 0; i < m->rule_count; i++)
		for (struct rego_rule *r = m->rules[i]; r; r = r->otherwise) {
			r->module = m;
			prepare_body(&s, r->body);
			r->head = own_head(&s, r->head);
			if (!report(&s, &r->loc))
				return false;
		}
	return report(&s, &m->package_loc);
}

bool rego_prepare_body(struct rego_pass *p, struct rego_body *b)
{
	struct preparing s = { .pass = p };

	prepare_body(&s, b);
	return report(&s, &b->loc);
}
