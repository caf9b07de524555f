/* SPDX-License-Identifier: BSD-2-Clause */
/* Heads of rules: what needs evaluation is moved into the body; names that must not be taken. */
#include "rego/compile/pass.h"

static bool rewrite_ref(struct rego_pass *p, struct rego_rule *r)
{
	struct rego_head *h = r->head;
	struct rego_term **items = h->ref->list.items;

	for (uint32_t i = 1; i < h->ref->list.count; i++) {
		struct rego_expr *x;

		if (items[i]->kind == REGO_TERM_VAR || items[i]->kind == REGO_TERM_VALUE)
			continue;
		x = rego_new_capture(p, items[i]);
		if (i == h->ref->list.count - 1 && h->key && !rego_compare_terms(h->key, items[i]))
			h->key = rego_operand_of(x, 0);
		items[i] = rego_operand_of(x, 0);
		rego_body_append_one(p, r->body, x);
	}
	return true;
}

/* Refs of heads hold values and variables alone. */
void rego_rewrite_head_refs(struct rego_pass *p)
{
	rego_each_rule(p, rewrite_ref);
}

static bool rewrite_head(struct rego_pass *p, struct rego_rule *r)
{
	rego_move_out(p, &r->head->key, r->body);
	rego_move_out(p, &r->head->value, r->body);
	for (uint32_t i = 0; i < r->head->arg_count; i++)
		rego_move_out(p, &r->head->args[i], r->body);
	return false;
}

/* Neither refs nor comprehensions are left in heads. */
void rego_rewrite_heads(struct rego_pass *p)
{
	rego_each_rule(p, rewrite_head);
}

/* --- names ------------------------------------------------------------------------ */
static bool is_reserved(const struct rego_string *name)
{
	return !strcmp(name->text, "input") || !strcmp(name->text, "data");
}

static bool check_rule(struct rego_pass *p, struct rego_rule *r)
{
	const struct rego_string *name = r->head->ref->list.items[0]->var;
	bool more = true;

	if (is_reserved(name))
		more = rego_pass_error(p, REGO_COMPILE_ERROR, &r->loc,
				       "rules must not shadow %s (use a different rule name)",
				       name->text);
	for (uint32_t i = 0; more && i < r->head->arg_count; i++) {
		const struct rego_term *t = r->head->args[i];

		if (rego_is_root_ref(p, t))
			more = rego_pass_error(
				p, REGO_COMPILE_ERROR, &t->loc,
				"args must not shadow %s (use a different variable name)",
				rego_pass_text(p, t));
	}
	return more;
}

static bool check_assignment(struct rego_walk *w, struct rego_expr *x)
{
	const struct rego_term *t;

	if (!rego_calls(x, "assign") || !rego_operands(x))
		return false;
	t = rego_operand_of(x, 0);
	if (!rego_is_root_ref(w->pass, t) && !(t->kind == REGO_TERM_VAR && is_reserved(t->var)))
		return false;
	rego_pass_error(w->pass, REGO_COMPILE_ERROR, &x->loc,
			"variables must not shadow %s (use a different variable name)",
			rego_pass_text(w->pass, t));
	return false;
}

static bool is_checked(const struct rego_pass *p, const struct rego_module *m)
{
	return p->options->strict || m->version != REGO_V0;
}

/* input and data are no names of rules, arguments and variables. */
void rego_check_overrides(struct rego_pass *p)
{
	struct rego_walk w = { .expr = check_assignment, .pass = p };

	for (uint32_t i = 0; i < p->unit->module_count; i++) {
		struct rego_module *m = p->unit->modules[i];

		if (!is_checked(p, m))
			continue;
		for (uint32_t k = 0; k < m->rule_count; k++)
			check_rule(p, m->rules[k]);
		for (uint32_t k = 0; k < m->rule_count; k++)
			for (struct rego_rule *r = m->rules[k]; r; r = r->otherwise)
				rego_walk_rule(&w, r);
	}
}

void rego_check_query_overrides(struct rego_pass *p, struct rego_body *b)
{
	struct rego_walk w = { .expr = check_assignment, .pass = p };

	if (p->options->strict)
		rego_walk_body(&w, b);
}

void rego_check_imports(struct rego_pass *p)
{
	for (uint32_t i = 0; i < p->unit->module_count; i++) {
		const struct rego_module *m = p->unit->modules[i];
		struct rego_vars seen;

		if (!is_checked(p, m))
			continue;
		rego_vars_init(&seen, p->arena, NULL);
		for (uint32_t k = 0; k < m->import_count; k++) {
			const struct rego_string *name = rego_import_name(p, m->imports[k]);
			const struct rego_var_entry *e = rego_vars_find(&seen, name);
			const struct rego_import *first = NULL;

			for (uint32_t j = 0; e && !first && j < k; j++)
				if (rego_import_name(p, m->imports[j]) == name)
					first = m->imports[j];
			rego_vars_add(&seen, name);
			if (first)
				rego_pass_error(p, REGO_COMPILE_ERROR, &m->imports[k]->loc,
						"import must not shadow import %s%s%s",
						rego_pass_text(p, first->path),
						first->alias ? " as " : "",
						first->alias ? first->alias->text : "");
		}
	}
}
