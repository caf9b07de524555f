/* SPDX-License-Identifier: BSD-2-Clause */
/* One term: a constant, a variable, a ref, a call, a collection, something in parentheses. */
#include "rego/syntax/parser.h"

#include "core/strbuf.h"

static const struct rego_parse_cached *find_cached(const struct rego_parser *p)
{
	uint32_t at = p->s.loc.at;

	for (const struct rego_parse_cached *c = p->cache; c && c->at >= at; c = c->next) {
		if (c->at == at)
			return c;
	}
	return NULL;
}

static void add_cached(struct rego_parser *p, struct rego_term *t, uint32_t at)
{
	struct rego_parse_cached *c = rego_new(p->arena, struct rego_parse_cached);
	struct rego_parse_cached *below = p->cache;

	while (below && below->at >= at)
		below = below->next;
	c->at = at;
	c->term = t;
	c->after = p->s;
	c->next = below;
	p->cache = c;
}

static bool is_root(const struct rego_term *t)
{
	return rego_is_var(t, "data") || rego_is_var(t, "input");
}

static struct rego_term *ref_of_root(struct rego_parser *p, struct rego_term *head)
{
	void *items[] = { head };
	struct rego_list l = { .items = items, .count = 1 };

	return rego_node_list(p, REGO_TERM_REF, &l, head->loc);
}

/* The token is the last one of head; what follows may make it a ref or a call. */
static struct rego_term *finish(struct rego_parser *p, struct rego_term *head)
{
	uint32_t start = p->s.loc.at;

	rego_parser_scan_space(p);
	if (p->s.tok == TOK_LPAREN || p->s.tok == TOK_DOT || p->s.tok == TOK_LBRACK)
		return rego_parse_ref(p, head, start);
	if (p->s.tok == TOK_SPACE)
		rego_parser_scan(p);
	return is_root(head) ? ref_of_root(p, head) : head;
}

struct rego_term *rego_parse_head_ref(struct rego_parser *p, struct rego_term *head)
{
	uint32_t start = p->s.loc.at;

	rego_parser_scan_space(p);
	switch (p->s.tok) {
	case TOK_ADD:
	case TOK_SUB:
	case TOK_MUL:
	case TOK_QUO:
	case TOK_REM:
	case TOK_AND:
	case TOK_OR:
	case TOK_EQUAL:
	case TOK_NEQ:
	case TOK_GT:
	case TOK_GTE:
	case TOK_LT:
	case TOK_LTE: rego_parser_illegal(p, "%s", ""); break;
	case TOK_SPACE: rego_parser_scan(p); break;
	default: break;
	}
	if (p->s.tok == TOK_LPAREN || p->s.tok == TOK_DOT || p->s.tok == TOK_LBRACK)
		return rego_parse_ref(p, head, start);
	return is_root(head) ? ref_of_root(p, head) : head;
}

static struct rego_term *parse_parentheses(struct rego_parser *p)
{
	uint32_t start = p->s.loc.at;
	struct rego_term *t;

	rego_parser_scan(p);
	t = rego_parse_infix(p);
	if (!t)
		return NULL;
	if (p->s.tok != TOK_RPAREN) {
		rego_parser_error(p, p->s.loc, "non-terminated expression");
		return NULL;
	}
	t->loc = rego_parser_span(p, t->loc, start, p->s.tok_end);
	return t;
}

/* -x is 0 - x, while -1 is a number. */
static struct rego_term *parse_minus(struct rego_parser *p, bool *negative)
{
	struct rego_parse_state saved = p->s;

	rego_parser_scan(p);
	if (p->s.tok == TOK_IDENT || p->s.tok == TOK_CONTAINS) {
		*negative = true;
		return rego_parser_var(p);
	}
	p->s = saved;
	return rego_parse_number(p);
}

static struct rego_term *parse_primary(struct rego_parser *p, bool *negative)
{
	switch (p->s.tok) {
	case TOK_NULL: return rego_node_value(p, rego_null(), p->s.loc);
	case TOK_TRUE: return rego_node_true(p, p->s.loc);
	case TOK_FALSE: return rego_node_value(p, rego_bool(false), p->s.loc);
	case TOK_SUB: return parse_minus(p, negative);
	case TOK_DOT:
	case TOK_NUMBER: return rego_parse_number(p);
	case TOK_STRING: return rego_parse_string(p);
	case TOK_TEMPLATE_PART:
	case TOK_TEMPLATE_END: return rego_parse_template(p, false);
	case TOK_RAW_TEMPLATE_PART:
	case TOK_RAW_TEMPLATE_END: return rego_parse_template(p, true);
	case TOK_IDENT:
	case TOK_CONTAINS: return rego_parser_var(p);
	case TOK_LBRACK: return rego_parse_array(p);
	case TOK_LBRACE: return rego_parse_braces(p);
	case TOK_LPAREN: return parse_parentheses(p);
	default: rego_parser_illegal(p, "%s", ""); return NULL;
	}
}

static struct rego_term *negate(struct rego_parser *p, struct rego_term *t, struct rego_loc minus)
{
	struct rego_list call = { 0 };

	rego_list_add(p->arena, &call,
		      ref_of_root(p, rego_node_var(p, "minus", 5, (struct rego_loc){ 0 })));
	rego_list_add(p->arena, &call, rego_node_value(p, rego_int(0), minus));
	rego_list_add(p->arena, &call, t);
	return rego_node_list(p, REGO_TERM_CALL, &call,
			      rego_parser_span(p, minus, minus.at, p->s.last_end));
}

struct rego_term *rego_parse_one_term(struct rego_parser *p)
{
	const struct rego_parse_cached *c;
	struct rego_loc begin = p->s.loc;
	struct rego_term *t;
	bool negative = false;

	if (!rego_parser_enter(p))
		return NULL;
	c = find_cached(p);
	if (c) {
		p->s = c->after;
		t = c->term;
	} else {
		t = parse_primary(p, &negative);
		if (t)
			t = finish(p, t);
		if (t && negative)
			t = negate(p, t, begin);
		add_cached(p, t, begin.at);
	}
	rego_parser_leave(p);
	return t;
}

bool rego_parse_list(struct rego_parser *p, enum rego_token end, struct rego_list *l)
{
	while (p->s.tok != end) {
		struct rego_term *t = rego_parse_infix_item(p);

		if (!t)
			return false;
		rego_list_add(p->arena, l, t);
		if (p->s.tok == end)
			break;
		if (p->s.tok != TOK_COMMA) {
			rego_parser_illegal(p, "expected \",\" or \"%s\"", rego_token_name(end));
			return false;
		}
		rego_parser_scan(p);
	}
	return true;
}

static struct rego_term *parse_call(struct rego_parser *p, struct rego_term *op, uint32_t start)
{
	struct rego_list l = { 0 };
	enum rego_term_kind kind = REGO_TERM_CALL;
	struct rego_term *t;
	uint32_t end;
	bool empty;

	rego_parser_scan(p); /* the parenthesis */
	rego_list_add(p->arena, &l, op);
	empty = p->s.tok == TOK_RPAREN;
	if (!empty && !rego_parse_list(p, TOK_RPAREN, &l))
		return NULL;
	end = p->s.tok_end;
	rego_parser_scan_space(p);
	if (empty && op->list.count == 1 && rego_is_var(op->list.items[0], "set")) {
		kind = REGO_TERM_SET;
		l.count = 0;
	}
	t = rego_node_list(p, kind, &l, op->loc);
	t->loc = rego_parser_span(p, op->loc, start, end);
	return t;
}

static bool may_be_head(const struct rego_term *t)
{
	return t->kind != REGO_TERM_VALUE && t->kind != REGO_TERM_REF &&
	       t->kind != REGO_TERM_TEMPLATE;
}

/* Where "and" and "or" are keywords OPA takes & and | for these. */
static bool is_name(const struct rego_parser *p)
{
	return p->s.tok == TOK_IDENT || rego_token_is_keyword(p->s.tok) ||
	       (p->logical && (p->s.tok == TOK_AND || p->s.tok == TOK_OR));
}

static bool parse_dot(struct rego_parser *p, struct rego_list *ref)
{
	rego_parser_scan_space(p);
	if (!is_name(p)) {
		rego_parser_illegal(p, "expected %s", rego_token_name(TOK_IDENT));
		return false;
	}
	rego_list_add(p->arena, ref, rego_node_string(p, p->s.lit, p->s.lit_len, p->s.loc));
	rego_parser_scan_space(p);
	return true;
}

static bool parse_bracket(struct rego_parser *p, struct rego_list *ref)
{
	struct rego_term *t;

	rego_parser_scan(p);
	t = rego_parse_infix(p);
	if (!t)
		return false;
	if (p->s.tok != TOK_RBRACK) {
		rego_parser_illegal(p, "expected %s", rego_token_name(TOK_LBRACK));
		return false;
	}
	rego_list_add(p->arena, ref, t);
	rego_parser_scan_space(p);
	return true;
}

static struct rego_term *end_ref(struct rego_parser *p, const struct rego_list *ref,
				 struct rego_loc loc, uint32_t start)
{
	loc = rego_parser_span(p, loc, start, p->s.last_end);
	if (p->s.tok == TOK_SPACE)
		rego_parser_scan(p);
	return rego_node_list(p, REGO_TERM_REF, ref, loc);
}

/* A call in a ref: what follows it refers to its result. */
static struct rego_term *parse_ref_call(struct rego_parser *p, const struct rego_list *ref,
					struct rego_loc loc, uint32_t start)
{
	struct rego_loc here = rego_parser_span(p, loc, start, p->s.loc.at);
	struct rego_term *t = rego_node_list(p, REGO_TERM_REF, ref, here);

	t = parse_call(p, t, start);
	if (!t)
		return NULL;
	if (p->s.tok == TOK_SPACE)
		rego_parser_scan(p);
	else if (p->s.tok == TOK_DOT || p->s.tok == TOK_LBRACK)
		t = rego_parse_ref(p, t, start);
	if (t)
		t->loc = rego_parser_span(p, loc, start, p->s.last_end);
	return t;
}

static struct rego_term *parse_ref(struct rego_parser *p, struct rego_term *head, uint32_t start)
{
	struct rego_loc loc = head->loc;
	struct rego_list ref = { 0 };

	if (!may_be_head(head))
		rego_parser_error(p, loc, "illegal ref (head cannot be %s)",
				  rego_term_kind_name(head));
	rego_list_add(p->arena, &ref, head);
	for (;;) {
		switch (p->s.tok) {
		case TOK_DOT:
			if (!parse_dot(p, &ref))
				return NULL;
			break;
		case TOK_LBRACK:
			if (!parse_bracket(p, &ref))
				return NULL;
			break;
		case TOK_LPAREN: return parse_ref_call(p, &ref, loc, start);
		default: return end_ref(p, &ref, loc, start);
		}
	}
}

struct rego_term *rego_parse_ref(struct rego_parser *p, struct rego_term *head, uint32_t start)
{
	struct rego_term *t;

	if (!rego_parser_enter(p))
		return NULL;
	t = parse_ref(p, head, start);
	rego_parser_leave(p);
	return t;
}
