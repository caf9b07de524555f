/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules with their bodies, else branches and chained bodies. */
#include "rego/syntax/parse_rule.h"

/* p[x] if is one value for each x; p[x] { } a set of x; p[x] = y { } an object. */
static bool old_head_forms(struct rego_parser *p, struct rego_head *h, bool has_if)
{
	struct rego_term *second;

	if (h->contains || h->ref->list.count != 2)
		return true;
	second = h->ref->list.items[1];
	if (h->ref->list.items[0]->kind != REGO_TERM_VAR &&
	    (has_if ? h->value != NULL : !h->arg_count))
		return false;
	if (has_if) {
		if (!h->arg_count &&
		    (!rego_term_is_ground(second) || second->kind == REGO_TERM_REF))
			h->key = rego_copy_term(p->arena, second);
		if (h->value) {
			h->name = h->ref->list.items[0]->var;
		} else {
			h->generated_value = true;
			h->value = rego_node_true(p, h->loc);
		}
	} else if (!h->arg_count) {
		h->name = h->ref->list.items[0]->var;
		h->key = rego_copy_term(p->arena, second);
		if (!h->value)
			h->ref->list.count = 1;
	}
	return true;
}

static struct rego_body *body_of(struct rego_parser *p, struct rego_expr *x)
{
	void *items[] = { x };
	struct rego_list l = { .items = items, .count = 1 };

	return rego_node_body(p, &l);
}

static struct rego_body *braced_body(struct rego_parser *p)
{
	struct rego_body *b;

	rego_parser_scan(p);
	b = rego_parse_block(p, TOK_RBRACE);
	if (b)
		rego_parser_scan(p);
	return b;
}

/* After "if": one expression, unless that is a set, which can only be meant as a body. */
static struct rego_body *if_body(struct rego_parser *p)
{
	struct rego_parse_state saved;
	struct rego_expr *x;

	rego_parser_scan(p);
	saved = p->s;
	x = rego_parse_literal(p);
	if (x && !(x->kind == REGO_EXPR_TERM && x->term->kind == REGO_TERM_SET))
		return body_of(p, x);
	p->s = saved;
	return braced_body(p);
}

/* One else branch, without what follows it. */
static struct rego_rule *parse_one_else(struct rego_parser *p, const struct rego_head *head)
{
	struct rego_rule *r = rego_new(p->arena, struct rego_rule);
	struct rego_head *h = rego_copy_head_again(p, head);
	struct rego_expr *x;

	r->head = h;
	r->loc = h->loc = p->s.loc;
	h->generated_value = h->has_if = h->contains = false;
	rego_parser_scan(p);
	if (p->s.tok == TOK_LBRACE || p->s.tok == TOK_IF) {
		h->generated_value = true;
		h->value = rego_node_true(p, (struct rego_loc){ 0 });
	} else if (p->s.tok == TOK_ASSIGN || p->s.tok == TOK_UNIFY) {
		h->assign = p->s.tok == TOK_ASSIGN;
		rego_parser_scan(p);
		h->value = rego_parse_infix(p);
		if (!h->value)
			return NULL;
		h->loc = rego_parser_span(p, h->loc, h->loc.at, p->s.last_end);
	} else {
		rego_parser_illegal(p, "expected else value term or rule body");
		return NULL;
	}
	if (p->s.tok != TOK_IF && p->s.tok != TOK_LBRACE) {
		r->generated_body = true;
		return r;
	}
	if (p->s.tok == TOK_IF) {
		h->has_if = true;
		rego_parser_scan(p);
	}
	if (p->s.tok == TOK_LBRACE) {
		r->body = braced_body(p);
	} else if (p->s.tok != TOK_EOF) {
		x = rego_parse_literal(p);
		r->body = x ? body_of(p, x) : NULL;
		r->one_line = true;
	} else {
		rego_parser_illegal(p, "rule body expected");
	}
	return r->body ? r : NULL;
}

static bool parse_else(struct rego_parser *p, struct rego_rule *rule)
{
	struct rego_rule *last = rule;
	uint32_t count = 0;

	while (p->s.tok == TOK_ELSE) {
		/* Whoever walks the tree may do so recursively. */
		if (count++ > p->most_depth * 4) {
			rego_parser_error(p, p->s.loc, "max parsing recursion depth exceeded");
			return false;
		}
		last->otherwise = parse_one_else(p, rule->head);
		last = last->otherwise;
		if (!last)
			return false;
		if (last->generated_body)
			break;
	}
	/* The text of each goes to the end of the last. */
	for (struct rego_rule *r = rule->otherwise; r; r = r->otherwise) {
		r->loc = rego_parser_span(p, r->loc, r->loc.at, p->s.last_end);
		if (r->generated_body)
			r->body = rego_node_true_body(p, r->loc);
		else if (r->one_line)
			rego_locate_body(r->body, r->loc);
	}
	return true;
}

static bool may_have_else(struct rego_parser *p, const struct rego_head *h)
{
	if (h->ref->list.count > 1 && !rego_term_is_ground(h->ref)) {
		rego_parser_error(p, p->s.loc,
				  "else keyword cannot be used on rules with variables in head");
		return false;
	}
	if (h->key) {
		rego_parser_error(p, p->s.loc, "else keyword cannot be used on multi-value rules");
		return false;
	}
	return true;
}

/* p { } { }: more rules of the same head. */
static bool parse_chained(struct rego_parser *p, const struct rego_rule *rule,
			  struct rego_list *rules)
{
	while (p->s.tok == TOK_LBRACE) {
		struct rego_rule *next = rego_new(p->arena, struct rego_rule);
		struct rego_loc loc = p->s.loc;

		if (rule->otherwise) {
			rego_parser_error(p, p->s.loc, "expected else keyword");
			return false;
		}
		next->body = braced_body(p);
		if (!next->body)
			return false;
		next->loc = rego_parser_span(p, loc, loc.at, p->s.last_end);
		next->chained = true;
		next->head = rego_copy_head_again(p, rule->head);
		rego_locate_head(next->head, next->loc);
		rego_list_add(p->arena, rules, next);
	}
	return true;
}

static bool parse_default(struct rego_parser *p, struct rego_rule *r, struct rego_list *rules)
{
	if (!rego_check_default(p, r))
		return false;
	r->body = rego_node_true_body(p, r->loc);
	rego_list_add(p->arena, rules, r);
	return true;
}

static bool parse_body_and_else(struct rego_parser *p, struct rego_rule *r, struct rego_list *rules)
{
	if (r->head->has_if)
		r->body = if_body(p);
	else
		r->body = braced_body(p);
	if (!r->body)
		return false;
	if (p->s.tok == TOK_ELSE && !rego_parser_keyword_begins_ref(p)) {
		if (!may_have_else(p, r->head) || !parse_else(p, r))
			return false;
	}
	r->loc = rego_parser_span(p, r->loc, r->loc.at, p->s.last_end);
	rego_list_add(p->arena, rules, r);
	return parse_chained(p, r, rules);
}

bool rego_parse_rules(struct rego_parser *p, struct rego_list *rules)
{
	struct rego_rule *r = rego_new(p->arena, struct rego_rule);

	r->loc = p->s.loc;
	rego_parser_keyword_begins_ref(p);
	if (p->s.tok == TOK_DEFAULT) {
		rego_parser_scan(p);
		r->is_default = true;
		rego_parser_keyword_begins_ref(p);
	}
	if (p->s.tok != TOK_IDENT)
		return false;
	r->head = rego_parse_head(p, r->is_default);
	if (!r->head)
		return false;
	if (r->is_default)
		return parse_default(p, r, rules);
	r->head->has_if = p->s.tok == TOK_IF;
	if (!old_head_forms(p, r->head, r->head->has_if))
		return false;
	if (r->head->has_if || p->s.tok == TOK_LBRACE)
		return parse_body_and_else(p, r, rules);
	if (!r->head->contains)
		return false;
	r->body = rego_node_true_body(p, r->loc);
	r->generated_body = true;
	r->loc = r->head->loc;
	rego_list_add(p->arena, rules, r);
	return true;
}
