/* SPDX-License-Identifier: BSD-2-Clause */
/* Terms with operators between them. */
#include "rego/syntax/parser.h"

/* From the loosest to the tightest.  "in" is looser than all and done apart. */
enum level { LEVEL_RELATION, LEVEL_OR, LEVEL_AND, LEVEL_ADD, LEVEL_MUL, LEVELS };

static int level_of(enum rego_token t)
{
	switch (t) {
	case TOK_EQUAL:
	case TOK_NEQ:
	case TOK_LT:
	case TOK_GT:
	case TOK_LTE:
	case TOK_GTE: return LEVEL_RELATION;
	case TOK_OR: return LEVEL_OR;
	case TOK_AND: return LEVEL_AND;
	case TOK_ADD:
	case TOK_SUB: return LEVEL_ADD;
	case TOK_MUL:
	case TOK_QUO:
	case TOK_REM: return LEVEL_MUL;
	default: return -1;
	}
}

static struct rego_term *make_call(struct rego_parser *p, struct rego_term *const *terms,
				   uint32_t n, uint32_t start)
{
	struct rego_list l = { 0 };
	struct rego_loc loc = rego_parser_span(p, terms[1]->loc, start, p->s.last_end);

	for (uint32_t i = 0; i < n; i++)
		rego_list_add(p->arena, &l, terms[i]);
	return rego_node_list(p, REGO_TERM_CALL, &l, loc);
}

static struct rego_term *ref_of(struct rego_parser *p, struct rego_term *head,
				struct rego_term *second)
{
	struct rego_list l = { 0 };

	rego_list_add(p->arena, &l, head);
	if (second)
		rego_list_add(p->arena, &l, second);
	return rego_node_list(p, REGO_TERM_REF, &l, head->loc);
}

static struct rego_term *take_operator(struct rego_parser *p)
{
	const char *name = rego_token_name(p->s.tok);
	struct rego_term *op = rego_node_var(p, name, strlen(name), p->s.loc);

	rego_parser_scan(p);
	return ref_of(p, op, NULL);
}

/* What stands for "in": internal.member_2(x, xs), internal.member_3(k, v, xs). */
static struct rego_term *take_in(struct rego_parser *p, const char *name)
{
	struct rego_term *head, *second;

	if (p->s.tok != TOK_IN)
		return NULL;
	head = rego_node_var(p, "internal", 8, p->s.loc);
	second = rego_node_string(p, name, strlen(name), p->s.loc);
	rego_parser_scan(p);
	return ref_of(p, head, second);
}

/* Operators of this level and tighter ones.  Each level, from the tightest on, takes all its
 * operators from the left; start is where the text of the calls begins. */
static struct rego_term *parse_level(struct rego_parser *p, int loosest, uint32_t start)
{
	struct rego_term *lhs = rego_parse_one_term(p);
	uint32_t depth = p->depth;

	for (int level = LEVEL_MUL; lhs && level >= loosest; level--) {
		while (level_of(p->s.tok) == level) {
			struct rego_term *call[3];

			if (!rego_parser_enter(p)) {
				lhs = NULL;
				break;
			}
			call[0] = take_operator(p);
			call[1] = lhs;
			call[2] = parse_level(p, level + 1, p->s.loc.at);
			if (!call[2])
				break;
			lhs = make_call(p, call, 3, start);
		}
	}
	p->depth = depth;
	return lhs;
}

/* k, v in xs; or NULL and the state as it was. */
static struct rego_term *parse_pair_in(struct rego_parser *p, struct rego_term *lhs, uint32_t start)
{
	struct rego_parse_state saved = p->s;
	struct rego_term *call[4] = { NULL, lhs, NULL, NULL };

	rego_parser_scan(p);
	call[2] = parse_level(p, LEVEL_RELATION, start);
	if (call[2])
		call[0] = take_in(p, "member_3");
	if (call[0])
		call[3] = parse_level(p, LEVEL_RELATION, p->s.loc.at);
	if (call[3])
		return make_call(p, call, 4, start);
	p->s = saved;
	return NULL;
}

/* Another "in" follows, which nests t one deeper. */
static struct rego_term *again(struct rego_parser *p, struct rego_term *t)
{
	return p->s.tok != TOK_IN || rego_parser_enter(p) ? t : NULL;
}

static struct rego_term *parse_in(struct rego_parser *p, bool pairs, uint32_t start)
{
	struct rego_term *lhs = parse_level(p, LEVEL_RELATION, start);

	while (lhs) {
		struct rego_term *call[3] = { NULL, lhs, NULL };

		if (pairs && p->s.tok == TOK_COMMA) {
			struct rego_term *pair = parse_pair_in(p, lhs, start);

			if (pair) {
				lhs = again(p, pair);
				if (p->s.tok != TOK_IN)
					return lhs;
				continue;
			}
		}
		rego_parser_keyword_begins_ref(p);
		call[0] = take_in(p, "member_2");
		if (call[0])
			call[2] = parse_level(p, LEVEL_RELATION, p->s.loc.at);
		if (!call[2])
			return lhs;
		lhs = again(p, make_call(p, call, 3, start));
		if (p->s.tok != TOK_IN)
			return lhs;
	}
	return NULL;
}

static struct rego_term *parse_entered(struct rego_parser *p, bool pairs)
{
	uint32_t depth = p->depth;
	struct rego_term *t;

	if (!rego_parser_enter(p))
		return NULL;
	t = parse_in(p, pairs, p->s.loc.at);
	p->depth = depth;
	return t;
}

struct rego_term *rego_parse_infix(struct rego_parser *p)
{
	return parse_entered(p, true);
}

struct rego_term *rego_parse_infix_item(struct rego_parser *p)
{
	return parse_entered(p, false);
}
