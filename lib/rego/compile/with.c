/* SPDX-License-Identifier: BSD-2-Clause */
/* Modifiers: targets are checked, and values that need evaluation are moved before. */
#include "rego/compile/pass.h"

enum verdict { REFUSED, PLAIN, EVAL };

static struct rego_term *as_ref(struct rego_pass *p, struct rego_term *t)
{
	struct rego_term *ref = rego_new_list(p, REGO_TERM_REF, 1, &t->loc);

	ref->list.items[0] = rego_new_var(p, t->var, NULL);
	return ref;
}

static bool is_name(const struct rego_term *t)
{
	return t->kind == REGO_TERM_VAR || t->kind == REGO_TERM_REF;
}

static bool is_builtin(const struct rego_pass *p, const struct rego_term *t)
{
	return is_name(t) && rego_pass_builtin(p, t);
}

static bool node_is_function(const struct rego_rule_node *n)
{
	for (uint32_t i = 0; n && i < n->rule_count; i++)
		if (n->rules[i]->head->arg_count)
			return true;
	return false;
}

/* Whether a value names a function or a rule, and is not evaluated. */
static bool is_function_value(const struct rego_pass *p, const struct rego_term *value)
{
	if (value->kind == REGO_TERM_REF && rego_node_of(p, value))
		return true;
	return is_builtin(p, value);
}

static struct rego_rule_node *child_at(const struct rego_rule_node *n, const struct rego_term *t)
{
	return t->kind == REGO_TERM_VALUE ? rego_rule_child(n, t->value) : NULL;
}

static enum verdict check_data(struct rego_pass *p, const struct rego_with *m)
{
	const struct rego_term *ref = m->target;
	uint32_t count = ref->list.count;
	struct rego_rule_node *n = p->unit->root, *child;

	for (uint32_t i = 1; i + 1 < count; i++) {
		child = child_at(n, ref->list.items[i]);
		if (!child)
			break;
		if (child->rule_count) {
			rego_pass_error(p, REGO_COMPILE_ERROR, &ref->loc,
					"with keyword cannot partially replace virtual "
					"document(s)");
			return REFUSED;
		}
		n = child;
	}
	child = count > 1 ? child_at(n, ref->list.items[count - 1]) : NULL;
	if (node_is_function(child) && is_function_value(p, m->value))
		return PLAIN;
	if (m->value->kind == REGO_TERM_REF && node_is_function(rego_node_of(p, m->value)))
		return PLAIN;
	return rego_needs_eval(m->value) ? EVAL : PLAIN;
}

static enum verdict refuse(struct rego_pass *p, const struct rego_with *m, const char *why,
			   const char *name)
{
	rego_pass_error(p, REGO_COMPILE_ERROR, &m->target->loc,
			name ? "with keyword replacing built-in function: %s \"%s\" invalid"
			     : "with keyword replacing built-in function: %s%s",
			why, name ? name : "");
	return REFUSED;
}

static bool cannot_be_replaced(const char *name)
{
	return !strcmp(name, "eq") || !strcmp(name, "rego.metadata.chain") ||
	       !strcmp(name, "rego.metadata.rule");
}

static enum verdict check_builtin(struct rego_pass *p, struct rego_with *m)
{
	const struct rego_builtin *b = rego_pass_builtin(p, m->target);

	if (m->target->kind == REGO_TERM_VAR)
		m->target = as_ref(p, m->target);
	if (cannot_be_replaced(b->name)) {
		rego_pass_error(p, REGO_COMPILE_ERROR, &m->target->loc,
				"with keyword replacing built-in function: replacement of \"%s\" "
				"invalid",
				b->name);
		return REFUSED;
	}
	if (!strncmp(b->name, "internal.", 9))
		return refuse(p, m, "replacement of internal function", b->name);
	if (b->flags & REGO_RELATION)
		return refuse(p, m, "target must not be a relation", NULL);
	if (!rego_builtin_type(p, b)->value)
		return refuse(p, m, "target must not be a void function", NULL);
	if (is_function_value(p, m->value))
		return PLAIN;
	return rego_needs_eval(m->value) ? EVAL : PLAIN;
}

static enum verdict check_with(struct rego_pass *p, struct rego_with *m)
{
	if (m->value->kind == REGO_TERM_VAR && is_builtin(p, m->value))
		m->value = as_ref(p, m->value);
	if (rego_is_data_ref(p, m->target))
		return check_data(p, m);
	if (rego_is_input_ref(p, m->target))
		return rego_needs_eval(m->value) ? EVAL : PLAIN;
	if (is_builtin(p, m->target))
		return check_builtin(p, m);
	rego_pass_error(p, REGO_TYPE_ERROR, &m->target->loc,
			"with keyword target must reference existing input, data, or a function");
	return REFUSED;
}

static bool rewrite_body(struct rego_walk *w, struct rego_body *b)
{
	struct rego_pass *p = w->pass;
	struct rego_exprs out = { .arena = p->arena };
	bool changed = false;

	for (uint32_t i = 0; i < b->count; i++) {
		struct rego_expr *x = b->exprs[i];

		for (uint32_t k = 0; k < x->with_count; k++) {
			struct rego_expr *eq;
			enum verdict v = check_with(p, &x->with[k]);

			if (v == REFUSED)
				return true;
			if (v == PLAIN)
				continue;
			eq = rego_new_capture(p, x->with[k].value);
			rego_exprs_add(&out, eq);
			x->with[k].value = rego_operand_of(eq, 0);
			changed = true;
		}
		rego_exprs_add(&out, x);
	}
	if (!changed)
		return false;
	b->exprs = out.items;
	b->count = out.count;
	for (uint32_t i = 0; i < b->count; i++)
		b->exprs[i]->index = i;
	return false;
}

static bool rewrite_rule(struct rego_pass *p, struct rego_rule *r)
{
	struct rego_walk w = { .body = rewrite_body, .pass = p };

	rego_walk_rule(&w, r);
	return false;
}

void rego_rewrite_withs(struct rego_pass *p)
{
	rego_each_rule(p, rewrite_rule);
}

static bool refuse_names(struct rego_walk *w, struct rego_body *b)
{
	for (uint32_t i = 0; i < b->count; i++)
		for (uint32_t k = 0; k < b->exprs[i]->with_count; k++) {
			struct rego_with *m = &b->exprs[i]->with[k];

			if (m->target->kind == REGO_TERM_VAR && !is_builtin(w->pass, m->target))
				check_with(w->pass, m);
		}
	return false;
}

/* Of the query itself: OPA leaves what is in its comprehensions and the like as it is. */
void rego_rewrite_query_withs(struct rego_pass *p, struct rego_body *b)
{
	struct rego_walk w = { .body = refuse_names, .pass = p };

	rewrite_body(&w, b);
	rego_walk_body(&w, b);
}
