/* SPDX-License-Identifier: BSD-2-Clause */
/* What is between [ ] and { }: arrays, sets, objects and comprehensions.
 *
 * {a | b} could be a comprehension or a set of one union: the comprehension is tried first. */
#include "rego/syntax/parser.h"

static struct rego_term *list_node(struct rego_parser *p, enum rego_term_kind kind,
				   const struct rego_list *l)
{
	struct rego_term *t = rego_node_list(p, kind, l, p->s.loc);

	if (kind != REGO_TERM_ARRAY)
		rego_sort_term(p->arena, t);
	return t;
}

static struct rego_term *one_item(struct rego_parser *p, enum rego_term_kind kind,
				  struct rego_term *first, struct rego_term *second)
{
	struct rego_list l = { 0 };

	if (first)
		rego_list_add(p->arena, &l, first);
	if (second)
		rego_list_add(p->arena, &l, second);
	return list_node(p, kind, &l);
}

/* The rest of a list up to end; first may be NULL. */
static struct rego_term *parse_items(struct rego_parser *p, enum rego_term_kind kind,
				     struct rego_term *first)
{
	enum rego_token end = kind == REGO_TERM_ARRAY ? TOK_RBRACK : TOK_RBRACE;
	struct rego_list l = { 0 };

	if (first)
		rego_list_add(p->arena, &l, first);
	if (!rego_parse_list(p, end, &l))
		return NULL;
	/* Without a first item there must be one: an end at once is no list. */
	return l.count ? list_node(p, kind, &l) : NULL;
}

static struct rego_term *comprehension(struct rego_parser *p, enum rego_term_kind kind,
				       struct rego_term *key, struct rego_term *term,
				       enum rego_token end)
{
	struct rego_body *body;
	struct rego_term *t;

	rego_parser_scan(p);
	body = rego_parse_block(p, end);
	if (!body)
		return NULL;
	t = rego_new(p->arena, struct rego_term);
	t->kind = kind;
	t->comp.key = key;
	t->comp.term = term;
	t->comp.body = body;
	return t;
}

static bool skip_leading_comma(struct rego_parser *p)
{
	if (p->s.tok != TOK_COMMA)
		return false;
	rego_parser_scan(p);
	return true;
}

static struct rego_term *array_items(struct rego_parser *p)
{
	struct rego_parse_state saved;
	struct rego_term *head, *t;
	bool comma;

	rego_parser_scan(p);
	if (p->s.tok == TOK_RBRACK)
		return one_item(p, REGO_TERM_ARRAY, NULL, NULL);
	comma = skip_leading_comma(p);
	saved = p->s;
	head = rego_parse_one_term(p);
	if (!head)
		return NULL;
	if (p->s.tok == TOK_RBRACK)
		return one_item(p, REGO_TERM_ARRAY, head, NULL);
	if (p->s.tok == TOK_COMMA) {
		rego_parser_scan(p);
		return parse_items(p, REGO_TERM_ARRAY, head);
	}
	if (p->s.tok == TOK_OR && !comma) {
		t = comprehension(p, REGO_TERM_ARRAY_COMP, NULL, head, TOK_RBRACK);
		if (t || p->s.tok != TOK_COMMA)
			return t;
	}
	p->s = saved;
	return parse_items(p, REGO_TERM_ARRAY, NULL);
}

static struct rego_term *parse_set(struct rego_parser *p, const struct rego_parse_state *saved,
				   struct rego_term *head, bool may_be_comprehension)
{
	struct rego_term *t;

	switch (p->s.tok) {
	case TOK_RBRACE: return one_item(p, REGO_TERM_SET, head, NULL);
	case TOK_COMMA: rego_parser_scan(p); return parse_items(p, REGO_TERM_SET, head);
	case TOK_OR:
		if (may_be_comprehension) {
			t = comprehension(p, REGO_TERM_SET_COMP, NULL, head, TOK_RBRACE);
			if (t || p->s.tok != TOK_COMMA)
				return t;
		}
		p->s = *saved;
		return parse_items(p, REGO_TERM_SET, NULL);
	default: return NULL;
	}
}

static bool parse_pairs(struct rego_parser *p, struct rego_list *l)
{
	while (p->s.tok != TOK_RBRACE) {
		struct rego_term *key = rego_parse_infix_item(p), *value;

		if (!key)
			return false;
		if (p->s.tok != TOK_COLON) {
			rego_parser_illegal(p, "expected \":\"");
			return false;
		}
		rego_parser_scan(p);
		value = rego_parse_infix_item(p);
		if (!value)
			return false;
		rego_list_add(p->arena, l, key);
		rego_list_add(p->arena, l, value);
		if (p->s.tok == TOK_RBRACE)
			break;
		if (p->s.tok != TOK_COMMA) {
			rego_parser_illegal(p, "expected \",\" or \"}\"");
			return false;
		}
		rego_parser_scan(p);
	}
	return true;
}

static struct rego_term *finish_object(struct rego_parser *p, struct rego_term *key,
				       struct rego_term *value, bool may_be_comprehension)
{
	struct rego_list l = { 0 };

	switch (p->s.tok) {
	case TOK_RBRACE: return one_item(p, REGO_TERM_OBJECT, key, value);
	case TOK_OR:
		if (may_be_comprehension)
			return comprehension(p, REGO_TERM_OBJECT_COMP, key, value, TOK_RBRACE);
		rego_parser_illegal(p, "non-terminated object");
		return NULL;
	case TOK_COMMA:
		rego_parser_scan(p);
		rego_list_add(p->arena, &l, key);
		rego_list_add(p->arena, &l, value);
		return parse_pairs(p, &l) ? list_node(p, REGO_TERM_OBJECT, &l) : NULL;
	default: return NULL;
	}
}

/* The token is the colon after the first key. */
static struct rego_term *parse_object(struct rego_parser *p, struct rego_term *key,
				      bool may_be_comprehension)
{
	struct rego_parse_state saved;
	struct rego_term *value, *t;
	bool may_go_on = true;

	rego_parser_scan(p);
	saved = p->s;
	value = rego_parse_one_term(p);
	if (!value)
		return NULL;
	if (may_be_comprehension &&
	    (p->s.tok == TOK_RBRACE || p->s.tok == TOK_COMMA || p->s.tok == TOK_OR)) {
		may_go_on = p->s.tok == TOK_OR;
		t = finish_object(p, key, value, true);
		if (t)
			return t;
	}
	p->s = saved;
	if (may_go_on) {
		value = rego_parse_infix_item(p);
		if (!value)
			return NULL;
		if (p->s.tok == TOK_RBRACE || p->s.tok == TOK_COMMA)
			return finish_object(p, key, value, false);
	}
	rego_parser_illegal(p, "non-terminated object");
	return NULL;
}

static struct rego_term *brace_items(struct rego_parser *p)
{
	struct rego_parse_state saved;
	struct rego_term *head;
	bool comma;

	rego_parser_scan(p);
	if (p->s.tok == TOK_RBRACE)
		return one_item(p, REGO_TERM_OBJECT, NULL, NULL);
	comma = skip_leading_comma(p);
	saved = p->s;
	head = rego_parse_one_term(p);
	if (!head)
		return NULL;
	if (p->s.tok == TOK_RBRACE || p->s.tok == TOK_COMMA || (p->s.tok == TOK_OR && !comma))
		return parse_set(p, &saved, head, !comma);
	if (p->s.tok == TOK_COLON)
		return parse_object(p, head, !comma);
	p->s = saved;
	head = rego_parse_infix_item(p);
	if (!head)
		return NULL;
	if (p->s.tok == TOK_RBRACE || p->s.tok == TOK_COMMA)
		return parse_set(p, &saved, head, false);
	if (p->s.tok == TOK_COLON)
		return parse_object(p, head, !comma);
	rego_parser_illegal(p, "non-terminated set");
	return NULL;
}

static struct rego_term *bounded(struct rego_parser *p,
				 struct rego_term *(*parse)(struct rego_parser *p))
{
	struct rego_loc begin = p->s.loc;
	struct rego_term *t;

	if (!rego_parser_enter(p))
		return NULL;
	t = parse(p);
	if (t)
		t->loc = rego_parser_span(p, begin, begin.at, p->s.tok_end);
	rego_parser_leave(p);
	return t;
}

struct rego_term *rego_parse_array(struct rego_parser *p)
{
	return bounded(p, array_items);
}

struct rego_term *rego_parse_braces(struct rego_parser *p)
{
	return bounded(p, brace_items);
}
