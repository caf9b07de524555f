/* SPDX-License-Identifier: BSD-2-Clause */
/* Expressions: some, every, not, with; bodies of them. */
#include "rego/syntax/parser.h"

static struct rego_expr *term_expr(struct rego_parser *p, struct rego_term *t)
{
	bool call = t->kind == REGO_TERM_CALL;
	struct rego_expr *x = rego_node_expr(p, call ? REGO_EXPR_CALL : REGO_EXPR_TERM, t->loc);

	x->term = t;
	return x;
}

static struct rego_expr *parse_expr(struct rego_parser *p)
{
	struct rego_term *lhs = rego_parse_infix(p), *op, *rhs;
	struct rego_list l = { 0 };
	const char *name;

	if (!lhs)
		return NULL;
	if (p->s.tok != TOK_ASSIGN && p->s.tok != TOK_UNIFY)
		return term_expr(p, lhs);
	name = rego_token_name(p->s.tok);
	op = rego_node_var(p, name, strlen(name), p->s.loc);
	rego_list_add(p->arena, &l, op);
	op = rego_node_list(p, REGO_TERM_REF, &l, p->s.loc);
	rego_parser_scan(p);
	rhs = rego_parse_infix(p);
	if (!rhs)
		return NULL;
	l.items[0] = op;
	rego_list_add(p->arena, &l, lhs);
	rego_list_add(p->arena, &l, rhs);
	return term_expr(p, rego_node_list(p, REGO_TERM_CALL, &l, lhs->loc));
}

static bool parse_one_with(struct rego_parser *p, struct rego_with *w)
{
	w->loc = p->s.loc;
	rego_parser_scan(p);
	if (p->s.tok != TOK_IDENT) {
		rego_parser_illegal(p, "expected ident");
		return false;
	}
	w->target = rego_parse_one_term(p);
	if (!w->target)
		return false;
	if (w->target->kind != REGO_TERM_REF && w->target->kind != REGO_TERM_VAR)
		rego_parser_illegal(p, "expected with target path");
	if (p->s.tok != TOK_AS) {
		rego_parser_illegal(p, "expected as keyword");
		return false;
	}
	rego_parser_scan(p);
	w->value = rego_parse_infix(p);
	if (!w->value)
		return false;
	w->loc = rego_parser_span(p, w->loc, w->loc.at, p->s.last_end);
	return true;
}

/* x with a as b with c as d; true as well without any. */
static bool parse_with(struct rego_parser *p, struct rego_expr *x)
{
	struct rego_list l = { 0 };

	while (p->s.tok == TOK_WITH) {
		struct rego_with *w = rego_new(p->arena, struct rego_with);

		if (!parse_one_with(p, w))
			return false;
		rego_list_add(p->arena, &l, w);
	}
	x->with_count = l.count;
	x->with = rego_new_array(p->arena, struct rego_with, l.count);
	for (uint32_t i = 0; i < l.count; i++)
		x->with[i] = *(struct rego_with *)l.items[i];
	return true;
}

static struct rego_expr *some_expr(struct rego_parser *p, const struct rego_list *symbols,
				   struct rego_loc loc)
{
	struct rego_expr *x = rego_node_expr(p, REGO_EXPR_SOME, loc);

	x->some.count = symbols->count;
	x->some.items = rego_new_array(p->arena, struct rego_term *, symbols->count);
	memcpy(x->some.items, symbols->items, symbols->count * sizeof(*x->some.items));
	return x;
}

/* 2 and 3 for the calls that "in" becomes, 0 for other terms. */
static uint32_t member_arity(const struct rego_term *t)
{
	const struct rego_term *op;
	const char *name;

	if (t->kind != REGO_TERM_CALL)
		return 0;
	op = t->list.items[0];
	if (op->kind != REGO_TERM_REF || op->list.count != 2 ||
	    !rego_is_var(op->list.items[0], "internal") ||
	    op->list.items[1]->kind != REGO_TERM_VALUE ||
	    op->list.items[1]->value.kind != REGO_STRING)
		return 0;
	name = rego_text(op->list.items[1]->value);
	return !strcmp(name, "member_2") ? 2 : !strcmp(name, "member_3") ? 3 : 0;
}

static struct rego_expr *some_in(struct rego_parser *p, struct rego_term *t, struct rego_loc loc)
{
	void *items[] = { t };
	struct rego_list l = { .items = items, .count = 1 };
	uint32_t arity = member_arity(t);
	struct rego_expr *x;

	if (!arity) {
		rego_parser_illegal(p, "expected `x in xs` or `x, y in xs` expression");
		return NULL;
	}
	if (t->list.count != arity + 1) {
		rego_parser_illegal(p, "illegal domain");
		return NULL;
	}
	x = some_expr(p, &l, loc);
	return parse_with(p, x) ? x : NULL;
}

/* Whether "some x in xs" would be one if "in" were a keyword. */
static bool would_be_some_in(struct rego_parser *p)
{
	struct rego_parser future = *p;
	struct rego_term *t;

	future.s.lexer.keywords |= FUTURE_V1;
	future.cache = NULL;
	future.logical = true;
	rego_parser_scan(&future);
	t = rego_parse_infix(&future);
	return t && member_arity(t);
}

static struct rego_expr *parse_some(struct rego_parser *p)
{
	struct rego_parse_state saved = p->s;
	struct rego_loc loc = p->s.loc;
	struct rego_list names = { 0 };
	struct rego_term *t;

	rego_parser_scan(p);
	t = rego_parse_infix(p);
	if (t && t->kind == REGO_TERM_CALL)
		return some_in(p, t, loc);
	p->s = saved;
	if (p->version == REGO_V0 && would_be_some_in(p))
		rego_parser_hint(p, "`import future.keywords.in` for `some x in xs` expressions");
	do {
		rego_parser_scan(p);
		if (p->s.tok != TOK_IDENT) {
			rego_parser_illegal(p, "expected var");
			return NULL;
		}
		rego_list_add(p->arena, &names, rego_parser_var(p));
		rego_parser_scan(p);
	} while (p->s.tok == TOK_COMMA);
	return some_expr(p, &names, loc);
}

static bool every_parts(struct rego_parser *p, const struct rego_term *t, struct rego_expr *x)
{
	uint32_t arity = member_arity(t);
	struct rego_term **args = t->list.items + 1;

	if (!arity) {
		rego_parser_illegal(p, "expected `x[, y] in xs { ... }` expression");
		return false;
	}
	if (t->list.count != arity + 1) {
		rego_parser_illegal(p, "illegal domain");
		return false;
	}
	x->every.key = arity == 3 ? args[0] : NULL;
	x->every.value = args[arity - 2];
	x->every.domain = args[arity - 1];
	if (x->every.key && x->every.key->kind != REGO_TERM_VAR) {
		rego_parser_illegal(p, "expected key to be a variable");
		return false;
	}
	if (x->every.value->kind != REGO_TERM_VAR) {
		rego_parser_illegal(p, "expected value to be a variable");
		return false;
	}
	return true;
}

static struct rego_expr *parse_every(struct rego_parser *p)
{
	struct rego_expr *x = rego_node_expr(p, REGO_EXPR_EVERY, p->s.loc);
	struct rego_term *t;

	rego_parser_scan(p);
	t = rego_parse_infix(p);
	if (!t || !every_parts(p, t, x))
		return NULL;
	if (p->s.tok != TOK_LBRACE) {
		rego_parser_illegal(p, "missing body");
		return NULL;
	}
	rego_parser_scan(p);
	x->every.body = rego_parse_block(p, TOK_RBRACE);
	if (!x->every.body)
		return NULL;
	rego_parser_scan(p);
	return parse_with(p, x) ? x : NULL;
}

static struct rego_expr *not_expr(struct rego_parser *p, struct rego_body *body,
				  struct rego_loc not_loc, bool written)
{
	struct rego_loc loc = rego_parser_span(p, not_loc, not_loc.at, p->s.last_end);
	struct rego_expr *x = rego_node_expr(p, REGO_EXPR_NOT, loc);

	x->body = body;
	x->explicit_body = written;
	return x;
}

static struct rego_expr *parse_not_body(struct rego_parser *p, struct rego_loc not_loc)
{
	struct rego_body *body;
	struct rego_expr *x;

	rego_parser_scan(p);
	body = rego_parse_block(p, TOK_RBRACE);
	if (!body)
		return NULL;
	rego_parser_scan(p);
	x = not_expr(p, body, not_loc, true);
	return parse_with(p, x) ? x : NULL;
}

/* In v0, a lone word "every" may be meant as the keyword. */
static void hint_every(struct rego_parser *p, const struct rego_expr *x,
		       const struct rego_parse_state *begin)
{
	struct rego_parser future = *p;

	if (p->version != REGO_V0 || x->kind != REGO_EXPR_TERM || !rego_is_var(x->term, "every"))
		return;
	future.s = *begin;
	future.s.lexer.keywords |= FUTURE_V1;
	future.cache = NULL;
	future.logical = true;
	if (parse_every(&future))
		rego_parser_hint(p, "`import future.keywords.every` for "
				    "`every x in xs { ... }` expressions");
}

static struct rego_expr *parse_plain(struct rego_parser *p, bool negated, struct rego_loc not_loc)
{
	struct rego_parse_state begin = p->s;
	struct rego_expr *x = parse_expr(p), *outer;
	struct rego_list l = { 0 };

	if (!x || !parse_with(p, x))
		return NULL;
	hint_every(p, x, &begin);
	if (!negated || !p->not_bodies) {
		x->negated = negated;
		return x;
	}
	rego_list_add(p->arena, &l, x);
	outer = not_expr(p, rego_node_body(p, &l), not_loc, false);
	outer->with = x->with;
	outer->with_count = x->with_count;
	x->with = NULL;
	x->with_count = 0;
	return outer;
}

static struct rego_expr *parse_literal(struct rego_parser *p)
{
	struct rego_loc not_loc = { 0 };
	bool negated;

	if (rego_parser_keyword_begins_ref(p))
		return parse_plain(p, false, not_loc);
	negated = p->s.tok == TOK_NOT;
	if (negated) {
		not_loc = p->s.loc;
		rego_parser_scan(p);
		if (p->not_bodies && p->s.tok == TOK_LBRACE)
			return parse_not_body(p, not_loc);
	}
	if (p->s.tok == TOK_SOME || p->s.tok == TOK_EVERY) {
		if (negated) {
			rego_parser_illegal(p, "illegal negation of '%s'",
					    rego_token_name(p->s.tok));
			return NULL;
		}
		return p->s.tok == TOK_SOME ? parse_some(p) : parse_every(p);
	}
	return parse_plain(p, negated, not_loc);
}

static bool at_and_or(const struct rego_parser *p)
{
	const char *word = p->s.lit;

	return p->logical && p->s.tok == TOK_IDENT &&
	       ((p->s.lit_len == 2 && !memcmp(word, "or", 2)) ||
		(p->s.lit_len == 3 && !memcmp(word, "and", 3)));
}

/* and, or: what follows is read past; the result is of no use but that there is one. */
static struct rego_expr *skip_and_or(struct rego_parser *p, struct rego_expr *x)
{
	while (x && at_and_or(p)) {
		rego_parser_scan(p);
		if (p->s.tok != TOK_LBRACE) {
			x = parse_literal(p);
			continue;
		}
		rego_parser_scan(p);
		if (!rego_parse_block(p, TOK_RBRACE))
			return NULL;
		rego_parser_scan(p);
	}
	return x;
}

struct rego_expr *rego_parse_literal(struct rego_parser *p)
{
	struct rego_loc loc = p->s.loc;
	struct rego_expr *x = skip_and_or(p, parse_literal(p));

	if (!x)
		return NULL;
	x->loc = rego_parser_span(p, loc, loc.at, p->s.last_end);
	if (x->kind == REGO_EXPR_CALL)
		x->term->loc = x->loc;
	if (x->kind == REGO_EXPR_NOT && !x->explicit_body)
		x->body->exprs[0]->loc = x->loc;
	return x;
}

struct rego_body *rego_parse_query(struct rego_parser *p, bool one, enum rego_token end)
{
	struct rego_list l = { 0 };

	if (p->s.tok == end) {
		rego_parser_error(p, p->s.loc, "found empty body");
		return NULL;
	}
	for (;;) {
		struct rego_expr *x = rego_parse_literal(p);

		if (!x)
			return NULL;
		rego_list_add(p->arena, &l, x);
		if (p->s.tok == TOK_SEMICOLON) {
			rego_parser_scan(p);
			continue;
		}
		if (p->s.tok == end || one)
			return rego_node_body(p, &l);
		if (p->s.skipped_newline)
			continue;
		/* One error is enough. */
		if (!p->s.errors)
			rego_parser_illegal(p, "expected \\n or ; or %s", rego_token_name(end));
		return NULL;
	}
}

struct rego_body *rego_parse_block(struct rego_parser *p, enum rego_token end)
{
	struct rego_body *b;

	if (!rego_parser_enter(p))
		return NULL;
	b = rego_parse_query(p, false, end);
	rego_parser_leave(p);
	return b;
}
