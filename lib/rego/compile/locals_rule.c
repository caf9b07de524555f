/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of their own for the variables of rules: arguments, heads, bodies and else branches. */
#include "rego/compile/locals.h"

static bool rename_argument(struct rego_walk *w, struct rego_term *t)
{
	struct rego_locals *s = w->arg;
	const struct rego_string *renamed;

	switch (t->kind) {
	case REGO_TERM_VAR:
		renamed = rego_scope_renamed(s->scope, t->var);
		if (renamed) {
			rego_scope_use(s, t->var);
		} else {
			renamed = rego_new_local(s->pass);
			rego_scope_insert(s, t->var, renamed, REGO_ARG);
		}
		t->var = renamed;
		return true;
	case REGO_TERM_OBJECT:
		for (uint32_t i = 1; i < t->list.count; i += 2)
			rego_walk_term(w, t->list.items[i]);
		return true;
	case REGO_TERM_CALL:
		rego_locals_error(s, &t->loc, "rule arguments cannot contain calls");
		return true;
	default: return t->kind != REGO_TERM_REF && t->kind != REGO_TERM_ARRAY;
	}
}

/* In a head, comprehensions and templates have scopes of their own. */
static bool rewrite_nested(struct rego_walk *w, struct rego_term *t)
{
	struct rego_locals *outer = w->arg;
	struct rego_locals s = { .pass = outer->pass, .errors = outer->errors };
	struct rego_scope scope;
	bool done = rego_is_closure(t) || t->kind == REGO_TERM_TEMPLATE;

	if (!done)
		return false;
	rego_scope_push(&s, &scope);
	if (rego_is_closure(t))
		rego_locals_comprehension(&s, t);
	for (uint32_t i = 0; t->kind == REGO_TERM_TEMPLATE && i < t->list.count; i++) {
		struct rego_scope inner;

		if (t->list.items[i]->kind != REGO_TERM_EXPR)
			continue;
		rego_scope_push(&s, &inner);
		rego_locals_expr(&s, t->list.items[i]->expr);
		rego_scope_pop(&s);
	}
	outer->errors = s.errors;
	return true;
}

static bool rename_in_head(struct rego_walk *w, struct rego_term *t)
{
	const struct rego_scope *scope = w->arg;
	const struct rego_local *l;

	/* What the refs of a global begin with is one term for all rules, and keeps its name. */
	if (t->kind == REGO_TERM_REF && t->list.items[0]->kind == REGO_TERM_VAR) {
		struct rego_term *head = rego_new(w->pass->arena, struct rego_term);

		*head = *t->list.items[0];
		t->list.items[0] = head;
	}
	if (t->kind != REGO_TERM_VAR)
		return false;
	l = rego_scope_find(scope, t->var);
	if (l && l->renamed)
		t->var = l->renamed;
	return true;
}

static bool sort_members(struct rego_walk *w, struct rego_term *t)
{
	if (t->kind == REGO_TERM_SET || t->kind == REGO_TERM_OBJECT)
		rego_sort_term(w->pass->arena, t);
	return false;
}

/* Variables of the head are those of the body. */
static void rename_head(struct rego_pass *p, struct rego_scope *scope, struct rego_head *h)
{
	struct rego_walk w = { .term = rename_in_head, .pass = p, .arg = scope };
	struct rego_walk sorting = { .term = sort_members, .pass = p };

	for (uint32_t i = 0; i < h->arg_count; i++)
		rego_walk_term(&w, h->args[i]);
	for (uint32_t i = 1; i < h->ref->list.count; i++)
		rego_walk_term(&w, h->ref->list.items[i]);
	if (h->key)
		rego_walk_term(&w, h->key);
	if (h->value)
		rego_walk_term(&w, h->value);
	rego_walk_head(&sorting, h);
}

static void head_uses(struct rego_head *h, struct rego_vars *used, struct rego_vars *value)
{
	for (uint32_t i = 1; i < h->ref->list.count; i++)
		rego_collect_term(used, h->ref->list.items[i], 0);
	if (h->key)
		rego_collect_term(used, h->key, 0);
	if (h->value)
		rego_collect_term(value, h->value, 0);
	rego_vars_add_all(used, value);
}

/* A branch of a rule; args are its arguments, unused those of them that no branch has used. */
static void rewrite_branch(struct rego_pass *p, struct rego_rule *r, const struct rego_scope *args,
			   struct rego_vars *unused)
{
	bool vars = rego_head_has_vars(r->head);
	struct rego_locals nested = { .pass = p }, s = { .pass = p };
	struct rego_walk w = { .term = rewrite_nested, .arg = &nested };
	struct rego_vars used, value, still = *unused;
	struct rego_scope scope;

	rego_vars_init(&used, p->arena, NULL);
	rego_vars_init(&value, p->arena, NULL);
	if (vars) {
		rego_walk_head(&w, r->head);
		head_uses(r->head, &used, &value);
	}
	rego_scope_push(&s, &scope);
	for (uint32_t i = 0; i < args->names.count; i++)
		*rego_scope_entry(&scope, args->names.items[i].var) = args->list[i];
	rego_locals_body(&s, &used, r->body);
	if (vars)
		rename_head(p, &scope, r->head);
	rego_vars_init(unused, p->arena, NULL);
	for (uint32_t i = 0; i < still.count; i++)
		if (!rego_vars_has(&value, still.items[i].var) &&
		    rego_scope_uses(&scope, still.items[i].var) <= 1)
			rego_vars_add(unused, still.items[i].var);
}

static bool rewrite_rule(struct rego_pass *p, struct rego_rule *r)
{
	struct rego_locals s = { .pass = p };
	struct rego_walk w = { .term = rename_argument, .arg = &s };
	struct rego_vars unused;
	struct rego_scope args;

	rego_vars_init(&unused, p->arena, NULL);
	for (uint32_t i = 0; p->options->strict && i < r->head->arg_count; i++)
		rego_collect_term(&unused, r->head->args[i], 0);
	rego_scope_push(&s, &args);
	for (uint32_t i = 0; i < r->head->arg_count; i++)
		rego_walk_term(&w, r->head->args[i]);
	for (struct rego_rule *branch = r; branch; branch = branch->otherwise)
		rewrite_branch(p, branch, &args, &unused);
	for (uint32_t i = 0; i < unused.count; i++)
		if (!rego_var_is_wildcard(unused.items[i].var))
			rego_pass_error(p, REGO_COMPILE_ERROR, &r->head->loc,
					"unused argument %s. (hint: use _ (wildcard variable) "
					"instead)",
					unused.items[i].var->text);
	return true;
}

void rego_rewrite_locals(struct rego_pass *p)
{
	rego_each_rule(p, rewrite_rule);
}

void rego_rewrite_query_locals(struct rego_pass *p, struct rego_body *b)
{
	struct rego_locals s = { .pass = p };
	struct rego_scope scope;

	rego_scope_push(&s, &scope);
	rego_locals_body(&s, NULL, b);
}
