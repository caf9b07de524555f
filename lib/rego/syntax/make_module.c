/* SPDX-License-Identifier: BSD-2-Clause */
/* A module from its statements: what order they must have, bodies that mean rules, and the rules of
 * v1. */
#include "rego/syntax/parse_module.h"

#include "rego/builtin/builtin.h"
#include "rego/syntax/parse_rule.h"

static struct rego_rule *simple_rule(struct rego_parser *p, struct rego_head *h,
				     struct rego_loc loc, struct rego_loc body)
{
	struct rego_rule *r = rego_new(p->arena, struct rego_rule);

	r->head = h;
	r->loc = loc;
	r->body = rego_node_true_body(p, body);
	return r;
}

/* p.q = 1, p[x] = y, p = 1, f(x) = y, at the top. */
static struct rego_rule *rule_from_equation(struct rego_parser *p, const struct rego_expr *x,
					    const char **error)
{
	struct rego_term *lhs, *rhs, *name;
	struct rego_head *h;

	if (x->term->list.count < 3) {
		*error = "assignment requires two operands";
		return NULL;
	}
	lhs = x->term->list.items[1];
	rhs = x->term->list.items[2];
	name = lhs->kind == REGO_TERM_CALL ? lhs->list.items[0] : lhs;
	if (name->kind != REGO_TERM_VAR && name->kind != REGO_TERM_REF) {
		*error = rego_printf(p->arena, "%s cannot be used for rule name",
				     rego_term_kind_name(lhs));
		return NULL;
	}
	if (name->kind == REGO_TERM_REF && name->list.items[0]->kind != REGO_TERM_VAR) {
		*error = lhs->kind == REGO_TERM_CALL
				 ? "call cannot be used for rule name"
				 : rego_printf(p->arena, "invalid rule head: %s",
					       rego_text_of_term(p->arena, name));
		return NULL;
	}
	h = rego_ref_head(p, name);
	h->value = rhs;
	h->assign = rego_is_call_of(x->term, "assign");
	if (lhs->kind == REGO_TERM_CALL) {
		h->function = true;
		h->arg_count = lhs->list.count - 1;
		h->args = lhs->list.items + 1;
	} else if (name->kind == REGO_TERM_REF && name->list.count == 2) {
		h->name = name->list.items[0]->var;
		h->key = rego_copy_term(p->arena, name->list.items[1]);
	}
	h->loc = x->loc;
	return simple_rule(p, h, x->loc, rhs->loc);
}

/* p.q, p[x], p.q.r at the top. */
static struct rego_rule *rule_from_ref(struct rego_parser *p, struct rego_term *t,
				       const char **error)
{
	struct rego_head *h;

	if (t->kind != REGO_TERM_REF) {
		*error = rego_printf(p->arena, "%s cannot be used for rule name",
				     rego_term_kind_name(t));
		return NULL;
	}
	if (t->list.count == 1) {
		*error = "refs cannot be used for rule head";
		return NULL;
	}
	if (t->list.items[0]->kind != REGO_TERM_VAR) {
		*error = rego_printf(p->arena, "invalid rule head: %s",
				     rego_text_of_term(p->arena, t));
		return NULL;
	}
	if (t->list.count == 2) {
		h = rego_ref_head(p, t->list.items[0]);
		h->key = t->list.items[1];
	} else {
		h = rego_ref_head(p, t);
		h->value = rego_node_true(p, t->loc);
		h->generated_value = true;
	}
	h->loc = t->loc;
	return simple_rule(p, h, t->loc, t->loc);
}

/* f(x) at the top. */
static struct rego_rule *rule_from_call(struct rego_parser *p, const struct rego_term *call,
					const char **error)
{
	struct rego_term *op = call->list.items[0];
	const char *name = rego_text_of_term(p->arena, op);
	const struct rego_builtin *b = rego_builtin_find(name, strlen(name));
	struct rego_head *h;

	if (b && !(b->flags & REGO_TEST_ONLY)) {
		*error = "rule name conflicts with built-in function";
		return NULL;
	}
	if (call->list.count < 2) {
		*error = "rule argument list must take at least one argument";
		return NULL;
	}
	if (op->list.items[0]->kind != REGO_TERM_VAR) {
		*error = rego_printf(p->arena, "invalid rule head: %s", name);
		return NULL;
	}
	h = rego_ref_head(p, op);
	h->value = rego_node_true(p, op->loc);
	h->function = true;
	h->arg_count = call->list.count - 1;
	h->args = call->list.items + 1;
	h->loc = op->loc;
	return simple_rule(p, h, op->loc, op->loc);
}

struct rego_rule *rego_rule_from_body(struct rego_parser *p, struct rego_body *b,
				      const char **error)
{
	struct rego_expr *x = b->exprs[0];

	if (b->count != 1)
		*error = "multiple expressions cannot be used for rule head";
	else if (x->with_count)
		*error = "expressions using with keyword cannot be used for rule head";
	else if (x->negated)
		*error = "negated expressions cannot be used for rule head";
	else if (x->kind == REGO_EXPR_SOME)
		*error = "'some' declarations cannot be used for rule head";
	else if (x->kind == REGO_EXPR_TERM)
		return rule_from_ref(p, x->term, error);
	else if (x->kind != REGO_EXPR_CALL)
		*error = "expression cannot be used for rule head";
	else if (rego_is_call_of(x->term, "eq") || rego_is_call_of(x->term, "assign"))
		return rule_from_equation(p, x, error);
	else
		return rule_from_call(p, x->term, error);
	return NULL;
}

static bool is_v1_keyword(const struct rego_string *s)
{
	return rego_keyword(s->text, s->len, FUTURE_V1 | FUTURE_NOT) != TOK_IDENT;
}

void rego_check_v1(const struct rego_rule *r, struct rego_errors *e)
{
	const char *code = "rego_parse_error";

	for (; r; r = r->otherwise) {
		const struct rego_head *h = r->head;
		const char *what = h->arg_count ? "function" : "rule";

		if (h->ref->list.count < 2 && h->name && is_v1_keyword(h->name))
			rego_error(e, code, r->loc, "%s keyword cannot be used for rule name",
				   h->name->text);
		if (r->generated_body && h->generated_value)
			rego_error(e, code, r->loc,
				   "%s must have value assignment and/or body declaration", what);
		if (!r->generated_body && !h->has_if && !r->is_default)
			rego_error(e, code, r->loc, "`if` keyword is required before %s body",
				   what);
		if (!h->value && !h->contains)
			rego_error(e, code, r->loc,
				   "`contains` keyword is required for partial set rules");
	}
}

static void set_module(struct rego_rule *r, struct rego_module *m)
{
	for (; r; r = r->otherwise)
		r->module = m;
}

static bool is_rego_v1(const struct rego_term *path)
{
	return path->list.count == 2 && rego_is_var(path->list.items[0], "rego") &&
	       !strcmp(rego_text(path->list.items[1]->value), "v1");
}

static void add_rule(struct rego_module *m, struct rego_rule *r)
{
	set_module(r, m);
	m->rules[m->rule_count++] = r;
}

static void add_statement(struct rego_parser *p, struct rego_module *m, struct rego_statement *s,
			  struct rego_errors *e)
{
	const char *error = NULL;
	struct rego_import *import;
	struct rego_rule *r;
	struct rego_body *b;

	switch (s->kind) {
	case REGO_STATEMENT_PACKAGE:
		rego_error(e, "rego_parse_error", s->loc, "unexpected package");
		break;
	case REGO_STATEMENT_IMPORT:
		import = s->what;
		m->imports[m->import_count++] = import;
		if (m->version == REGO_V0 && is_rego_v1(import->path))
			m->version = REGO_V0_V1;
		break;
	case REGO_STATEMENT_RULE:
		r = s->what;
		/* OPA's compiler would panic. */
		if (r->head->ref->list.items[0]->kind != REGO_TERM_VAR)
			rego_error(e, "rego_parse_error", r->loc, "invalid rule head: %s",
				   rego_text_of_term(p->arena, r->head->ref));
		else
			add_rule(m, r);
		break;
	case REGO_STATEMENT_BODY:
		b = s->what;
		r = rego_rule_from_body(p, b, &error);
		if (!r) {
			rego_error(e, "rego_parse_error", b->exprs[0]->loc, "%s", error);
			break;
		}
		r->generated_body = true;
		add_rule(m, r);
		s->kind = REGO_STATEMENT_RULE;
		s->what = r;
		s->loc = r->loc;
		break;
	}
}

void rego_make_module(struct rego_parser *p, struct rego_module *m,
		      const struct rego_list *statements, const struct rego_list *annotations,
		      struct rego_errors *e)
{
	struct rego_statement *first = statements->items[0];
	uint32_t before = e->count;

	m->rules = rego_new_array(p->arena, struct rego_rule *, statements->count);
	m->imports = rego_new_array(p->arena, struct rego_import *, statements->count);
	if (first->kind == REGO_STATEMENT_PACKAGE) {
		m->package = first->what;
		m->package_loc = first->loc;
	} else {
		rego_error(e, "rego_parse_error", first->loc, "package expected");
	}
	for (uint32_t i = 1; i < statements->count; i++)
		add_statement(p, m, statements->items[i], e);
	if (m->version != REGO_V0) {
		for (uint32_t i = 0; i < m->rule_count; i++)
			rego_check_v1(m->rules[i], e);
	}
	if (e->count == before)
		rego_attach_annotations(p->arena, m, statements, annotations, e);
}
