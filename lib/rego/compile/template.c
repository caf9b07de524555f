/* SPDX-License-Identifier: BSD-2-Clause */
/* Template strings become calls of internal.template_string, with each expression in a set
 * comprehension: what is undefined gives an empty set. */
#include "rego/compile/pass.h"

#define MOST_TWICE 100

struct templates {
	struct rego_pass *pass;
	const struct rego_vars *safe; /* bound around the expression */
};

static void rewrite_below(struct rego_pass *p, const struct rego_vars *safe, struct rego_body *b,
			  struct rego_vars *out);

/* Whether the document at a ref is surely defined. */
static bool is_defined(struct rego_pass *p, const struct rego_term *ref)
{
	const struct rego_rule_node *n;
	const struct rego_rule *first;

	if (ref->list.count < 2)
		return false;
	n = rego_node_of(p, ref);
	if (!n || !n->rule_count || n->rules[0]->head->arg_count)
		return false;
	first = n->rules[0];
	if (n->default_rule || !first->head->value)
		return true;
	return n->rule_count == 1 && rego_body_is_true(first->body) &&
	       (first->head->value->kind == REGO_TERM_VAR ||
		(first->head->value->kind != REGO_TERM_REF &&
		 first->head->value->kind != REGO_TERM_CALL &&
		 !rego_is_closure(first->head->value) && rego_term_is_ground(first->head->value)));
}

static struct rego_term *set_of(struct rego_pass *p, struct rego_term *t)
{
	struct rego_term *set = rego_new_list(p, REGO_TERM_SET, 1, NULL);

	set->list.items[0] = t;
	return set;
}

static bool all_declared(struct templates *s, const struct rego_term *t, const struct rego_loc *loc)
{
	struct rego_vars vars;
	bool fine = true;

	rego_vars_init(&vars, s->pass->arena, NULL);
	rego_collect_term(&vars, t, REGO_SKIP_SAFETY);
	rego_vars_sort(&vars);
	for (uint32_t i = 0; i < vars.count; i++) {
		const struct rego_string *var = vars.items[i].var;

		if (rego_vars_has(s->safe, var))
			continue;
		fine = false;
		rego_pass_error(s->pass, REGO_COMPILE_ERROR, loc, "var %s is undeclared",
				rego_var_name(rego_pass_original(s->pass, var)));
	}
	return fine;
}

/* The part as an element of the array that is the argument; NULL with an error. */
static struct rego_term *rewrite_part(struct templates *s, struct rego_expr *x)
{
	struct rego_pass *p = s->pass;
	const struct rego_builtin *b = NULL;
	struct rego_loc nowhere = { 0 };
	struct rego_term *t = x->term, *var, *set;
	struct rego_expr *capture;
	bool fine;

	if (x->kind == REGO_EXPR_CALL)
		b = rego_pass_builtin(p, t->list.items[0]);
	if (b && b->flags & REGO_RELATION) {
		rego_pass_error(p, REGO_COMPILE_ERROR, NULL,
				"illegal call to relation built-in '%s' that may cause multiple "
				"outputs",
				b->name);
		return NULL;
	}
	if (t->kind == REGO_TERM_VAR || (t->kind == REGO_TERM_REF && is_defined(p, t)))
		return set_of(p, t);
	fine = all_declared(s, t, x->kind == REGO_EXPR_CALL ? &nowhere : &t->loc);
	if (x->kind == REGO_EXPR_CALL)
		t->loc = nowhere; /* as in OPA */
	var = rego_new_var(p, rego_new_local(p), &t->loc);
	capture = rego_new_equality(p, var, t, &t->loc);
	capture->with = x->with;
	capture->with_count = x->with_count;
	set = rego_new_list(p, REGO_TERM_SET_COMP, 0, &t->loc);
	set->comp.key = NULL;
	set->comp.term = var;
	set->comp.body = rego_new(p->arena, struct rego_body);
	rego_body_append_one(p, set->comp.body, capture);
	return fine ? set : NULL;
}

static void rewrite_template(struct templates *s, struct rego_term *t)
{
	struct rego_pass *p = s->pass;
	uint32_t count = t->list.count;
	struct rego_term *array = rego_new_list(p, REGO_TERM_ARRAY, count ? count : 1, NULL);
	struct rego_term *call;
	bool fine = true;

	if (!count)
		array->list.items[0] = rego_new_value(p, rego_cstring(p->arena, ""), &t->loc);
	for (uint32_t i = 0; i < count; i++) {
		struct rego_term *part = t->list.items[i];

		if (part->kind == REGO_TERM_EXPR &&
		    (part->expr->kind == REGO_EXPR_TERM || part->expr->kind == REGO_EXPR_CALL))
			part = rewrite_part(s, part->expr);
		array->list.items[i] = part;
		fine = fine && part;
	}
	if (!fine)
		return;
	call = rego_new_call(p, "internal.template_string", 1, &t->loc);
	call->list.items[1] = array;
	t->kind = REGO_TERM_CALL;
	t->list = call->list;
}

static void rewrite_comprehension(struct rego_walk *w, struct rego_term *t)
{
	struct templates *s = w->arg;
	const struct rego_vars *outer = s->safe;
	uint32_t before = s->pass->errors->count;
	struct rego_vars inner;

	rewrite_below(s->pass, outer, t->comp.body, &inner);
	/* As in OPA, what is wrong in it is told twice. */
	if (s->pass->errors->count > before && before < MOST_TWICE)
		rego_walk_body(w, t->comp.body);
	s->safe = &inner;
	if (t->kind == REGO_TERM_OBJECT_COMP && t->comp.key->kind == REGO_TERM_TEMPLATE)
		rewrite_template(s, t->comp.key);
	if (t->comp.term->kind == REGO_TERM_TEMPLATE)
		rewrite_template(s, t->comp.term);
	s->safe = outer;
	if (t->kind == REGO_TERM_OBJECT_COMP)
		rego_walk_term(w, t->comp.key);
	rego_walk_term(w, t->comp.term);
}

static bool visit_term(struct rego_walk *w, struct rego_term *t)
{
	struct templates *s = w->arg;

	if (t->kind == REGO_TERM_TEMPLATE) {
		rewrite_template(s, t);
		return t->kind == REGO_TERM_TEMPLATE;
	}
	if (!rego_is_closure(t))
		return false;
	rewrite_comprehension(w, t);
	return true;
}

static bool visit_expr(struct rego_walk *w, struct rego_expr *x)
{
	struct templates *s = w->arg;
	uint32_t before = s->pass->errors->count;
	struct rego_vars inner, unused;
	bool template;

	if (x->kind != REGO_EXPR_EVERY)
		return false;
	template = x->every.domain->kind == REGO_TERM_TEMPLATE;
	rego_walk_term(w, x->every.domain);
	rego_vars_init(&inner, s->pass->arena, s->safe);
	if (x->every.key)
		rego_collect_term(&inner, x->every.key, 0);
	rego_collect_term(&inner, x->every.value, 0);
	rewrite_below(s->pass, &inner, x->every.body, &unused);
	if (s->pass->errors->count > before && before < MOST_TWICE) {
		if (template)
			rego_walk_term(w, x->every.domain);
		rego_walk_body(w, x->every.body);
	}
	for (uint32_t i = 0; i < x->with_count; i++) {
		rego_walk_term(w, x->with[i].target);
		rego_walk_term(w, x->with[i].value);
	}
	return true;
}

/* out gets what is bound in the body, with safe below it. */
static void rewrite_below(struct rego_pass *p, const struct rego_vars *safe, struct rego_body *b,
			  struct rego_vars *out)
{
	struct templates s = { .pass = p, .safe = out };
	struct rego_walk w = { .term = visit_term, .expr = visit_expr, .arg = &s };

	rego_vars_init(out, p->arena, safe);
	rego_body_outputs(p, b, b->count, safe, out);
	rego_walk_body(&w, b);
}

static bool rewrite_rule(struct rego_pass *p, struct rego_rule *r)
{
	struct rego_vars args, safe;
	struct templates s = { .pass = p, .safe = &safe };
	struct rego_walk w = { .term = visit_term, .expr = visit_expr, .arg = &s };

	rego_vars_init(&args, p->arena, &p->reserved);
	for (uint32_t i = 0; i < r->head->arg_count; i++)
		rego_collect_term(&args, r->head->args[i], 0);
	rewrite_below(p, &args, r->body, &safe);
	rego_walk_head(&w, r->head);
	return false;
}

static bool has_template(struct rego_walk *w, struct rego_term *t)
{
	bool *found = w->arg;

	*found = *found || t->kind == REGO_TERM_TEMPLATE;
	return *found;
}

static bool rewrite_if_any(struct rego_pass *p, struct rego_rule *r)
{
	bool found = false;
	struct rego_walk w = { .term = has_template, .arg = &found };

	rego_walk_rule(&w, r);
	return found ? rewrite_rule(p, r) : false;
}

void rego_rewrite_templates(struct rego_pass *p)
{
	rego_each_rule(p, rewrite_if_any);
}

void rego_rewrite_query_templates(struct rego_pass *p, struct rego_body *b)
{
	struct rego_vars safe;

	rewrite_below(p, &p->reserved, b, &safe);
}
