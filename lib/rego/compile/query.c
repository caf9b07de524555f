/* SPDX-License-Identifier: BSD-2-Clause */
/* Queries: the same passes on one body. */
#include <stdlib.h>

#include "rego/compile/pass.h"

static bool note_iteration(struct rego_walk *w, struct rego_term *t)
{
	bool *found = w->arg;
	const struct rego_builtin *b;

	if (rego_is_closure(t))
		return true;
	if (t->kind != REGO_TERM_REF)
		return *found;
	b = rego_pass_builtin(w->pass, t);
	if (b && b->flags & REGO_RELATION)
		*found = true;
	for (uint32_t i = 1; i < t->list.count; i++)
		if (t->list.items[i]->kind == REGO_TERM_VAR)
			*found = true;
	return *found;
}

/* Whether a ref in it has variables: it may have many answers. */
static bool has_iteration(struct rego_pass *p, struct rego_body *b)
{
	bool found = false;
	struct rego_walk w = { .term = note_iteration, .pass = p, .arg = &found };

	rego_walk_body(&w, b);
	return found;
}

/* The value of the expression gets a variable of its own; NULL when it has none. */
static struct rego_term *capture(struct rego_pass *p, struct rego_expr *x, uint32_t number)
{
	const struct rego_string *name =
		rego_pass_name(p, rego_printf(p->arena, "$term%u", number));
	struct rego_term *var = rego_new_var(p, name, NULL);
	struct rego_expr *eq;

	if (x->kind == REGO_EXPR_TERM) {
		eq = rego_new_equality(p, x->term, var, &x->loc);
		x->kind = REGO_EXPR_CALL;
		x->term = eq->term;
		return var;
	}
	if (x->kind == REGO_EXPR_CALL) {
		uint32_t count = x->term->list.count;
		struct rego_term *call;

		if (!rego_gives_value(p, x->term->list.items[0], count - 1))
			return NULL;
		call = rego_new_list(p, REGO_TERM_CALL, count + 1, &x->term->loc);
		memcpy(call->list.items, x->term->list.items, count * sizeof(call));
		call->list.items[count] = var;
		x->term = call;
		return var;
	}
	return NULL;
}

/* When there is more than one answer or expression, a value that is false fails the query, so each
 * is checked once more. */
static void capture_values(struct rego_pass *p, struct rego_body *b)
{
	struct rego_exprs checks = { .arena = p->arena }, all = { .arena = p->arena };
	bool check = has_iteration(p, b) || b->count > 1;
	uint32_t number = 0;

	for (uint32_t i = 0; i < b->count; i++) {
		struct rego_expr *x = b->exprs[i], *again;
		struct rego_term *var;

		if (x->negated || rego_calls(x, "assign") || rego_calls(x, "eq"))
			continue;
		var = capture(p, x, number + 1);
		if (!var)
			continue;
		number++;
		if (!check)
			continue;
		again = rego_new(p->arena, struct rego_expr);
		again->kind = REGO_EXPR_TERM;
		again->generated = true;
		again->loc = x->loc;
		again->term = rego_new_var(p, var->var, NULL);
		rego_exprs_add(&checks, again);
	}
	rego_exprs_add_body(&all, b);
	for (uint32_t i = 0; i < checks.count; i++)
		rego_exprs_add(&all, checks.items[i]);
	b->exprs = all.items;
	b->count = all.count;
	for (uint32_t i = 0; i < b->count; i++)
		b->exprs[i]->index = i;
}

static void find_captures(struct rego_query_unit *q)
{
	q->captures = rego_new_array(q->arena, struct rego_capture, q->body->count + 1);
	for (uint32_t i = 0; i < q->body->count; i++) {
		const struct rego_expr *x = q->body->exprs[i];
		struct rego_capture *c = &q->captures[q->capture_count];
		const struct rego_term *last = NULL;

		if (x->generated)
			continue;
		q->capture_count++;
		*c = (struct rego_capture){ .loc = x->loc, .text = "" };
		if (x->loc.source)
			c->text = rego_strndup(q->arena, x->loc.source->text + x->loc.offset,
					       x->loc.len);
		if (x->kind == REGO_EXPR_CALL)
			last = x->term->list.items[x->term->list.count - 1];
		if (last && last->kind == REGO_TERM_VAR && !strncmp(last->var->text, "$term", 5))
			c->var = last->var;
	}
}

static void find_vars(struct rego_pass *p, struct rego_query_unit *q)
{
	struct rego_vars vars;

	rego_vars_init(&vars, p->arena, NULL);
	rego_collect_body(&vars, q->body, REGO_SKIP_SAFETY);
	q->vars = rego_new_array(q->arena, const struct rego_string *, vars.count + 1);
	q->var_names = rego_new_array(q->arena, const struct rego_string *, vars.count + 1);
	for (uint32_t i = 0; i < vars.count; i++) {
		const struct rego_string *name = rego_pass_original(p, vars.items[i].var);

		if (rego_vars_has(&p->reserved, vars.items[i].var) || rego_var_is_wildcard(name) ||
		    rego_var_is_generated(name))
			continue;
		q->vars[q->var_count] = vars.items[i].var;
		q->var_names[q->var_count++] = name;
	}
}

/* The package and imports of a query, read as a module that has nothing else. */
static struct rego_module *context(struct rego_pass *p, const char *package,
				   const char *const *imports)
{
	struct rego_parse_options o = { .names = p->names, .version = REGO_V1 };
	struct rego_source *s = rego_new(p->arena, struct rego_source);
	const char *text = rego_printf(p->arena, "package %s", package ? package : "_");

	for (uint32_t i = 0; imports && imports[i]; i++)
		text = rego_printf(p->arena, "%s\nimport %s", text, imports[i]);
	*s = (struct rego_source){ .name = "", .text = text, .len = strlen(text) };
	return rego_parse_module(p->arena, s, &o, p->errors);
}

/* What is asked of == in a partial query is what = would leave, which says it more simply. */
static bool note_equal(struct rego_walk *w, struct rego_expr *x)
{
	if (x->kind == REGO_EXPR_CALL && rego_calls(x, "equal") && rego_operands(x) == 2)
		x->term->list.items[0] = rego_new_operator(w->pass, "eq", &x->loc);
	return false;
}

static void rewrite_equals(struct rego_pass *p, struct rego_body *b)
{
	struct rego_walk w = { .expr = note_equal, .pass = p };

	rego_walk_body(&w, b);
}

/* Each pass numbers its variables from 0 on, but for those that are in use: errors show them. */
static void count_anew(struct rego_pass *p, const struct rego_body *b)
{
	p->next = 0;
	rego_vars_init(&p->taken, p->arena, NULL);
	rego_collect_body(&p->taken, b, 0);
}

static void (*const passes[])(struct rego_pass *p, struct rego_body *b) = {
	rego_rewrite_query_locals,   rego_rewrite_query_templates,
	rego_check_query_void_calls, rego_rewrite_query_prints,
	rego_expand_query_terms,     rego_rewrite_query_comprehensions,
	rego_rewrite_query_withs,    rego_check_query_undefined,
	rego_check_query_safety,     rego_rewrite_query_dynamics,
	rego_check_query_types,	     NULL,
};

struct rego_query_unit *rego_compile_query(struct rego_arena *a, const struct rego_unit *u,
					   struct rego_body *body, const char *package,
					   const char *const *imports, bool should_capture,
					   struct rego_errors *e)
{
	struct rego_compile_options *o = rego_new(a, struct rego_compile_options);
	struct rego_pass *p = rego_new(a, struct rego_pass);
	struct rego_query_unit *q = rego_new(a, struct rego_query_unit);
	struct rego_module *m = NULL;
	uint32_t before = e->count;

	*o = u->state->options;
	o->strict = false;
	rego_pass_begin(p, a, o, e);
	p->prefix = "__localq";
	p->unit = (struct rego_unit *)u;
	p->types = u->state->pass.types;
	if (package || (imports && imports[0])) {
		m = context(p, package, imports);
		if (!m)
			return NULL;
	}
	if (!rego_prepare_body(p, body))
		return NULL;
	if (m && !rego_prepare_module(p, m))
		return NULL;
	rego_resolve_query(p, body, package ? m->package : NULL, m ? m->imports : NULL,
			   m ? m->import_count : 0);
	if (should_capture)
		capture_values(p, body);
	for (uint32_t i = 0; e->count == before && passes[i]; i++) {
		count_anew(p, body);
		passes[i](p, body);
		if (!should_capture && passes[i] == rego_check_query_safety)
			rewrite_equals(p, body);
	}
	if (e->count != before)
		return NULL;
	q->arena = a;
	q->unit = u;
	q->body = body;
	find_captures(q);
	find_vars(p, q);
	q->original = p->original;
	q->original_count = p->original_room;
	return q;
}
