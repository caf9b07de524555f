/* SPDX-License-Identifier: BSD-2-Clause */
/* Arguments, arrays, sets, objects and comprehensions: on one line, or one item below the other as
 * they stood. */
#include "rego/syntax/format_parts.h"

static bool is_union(const struct rego_term *t)
{
	const struct rego_term *op;

	if (t->kind != REGO_TERM_CALL)
		return false;
	op = t->list.items[0];
	return op->kind == REGO_TERM_REF && op->list.count == 1 &&
	       rego_is_var(op->list.items[0], "or");
}

/* A union in parentheses keeps them: a bar would be taken for that of a comprehension. */
static rego_fmt_result write_item(struct rego_fmt *f, struct rego_term *t,
				  struct rego_fmt_comments *c)
{
	bool parens = is_union(t) && rego_fmt_in_parens(t);
	rego_fmt_result r;

	if (parens)
		rego_fmt_str(f, "(");
	r = rego_fmt_term(f, t, c);
	if (parens)
		rego_fmt_str(f, ")");
	return r;
}

static rego_fmt_result write_pair(struct rego_fmt *f, struct rego_term *key,
				  struct rego_term *value, struct rego_fmt_comments *c)
{
	bool parens = is_union(key) && rego_fmt_in_parens(key);
	rego_fmt_result r;

	if (parens)
		rego_fmt_str(f, "(");
	r = rego_fmt_term(f, key, c);
	if (r != FMT_FINE)
		return rego_fmt_lose(c, r);
	if (parens)
		rego_fmt_str(f, ")");
	rego_fmt_str(f, ": ");
	return write_item(f, value, c);
}

static rego_fmt_result write_line(struct rego_fmt *f, const struct rego_fmt_group *g, uint32_t from,
				  uint32_t to, struct rego_fmt_comments *c)
{
	for (uint32_t i = from; i < to; i++) {
		rego_fmt_result r;

		if (i > from)
			rego_fmt_str(f, ", ");
		r = g->kind == FMT_PAIRS
			    ? write_pair(f, g->items[(size_t)i * 2], g->items[(size_t)i * 2 + 1], c)
			    : write_item(f, g->items[i], c);
		if (r != FMT_FINE)
			return i + 1 < to ? rego_fmt_lose(c, r) : r;
	}
	return FMT_FINE;
}

/* Comments within a list of one line: between its lines they are unexpected. */
static rego_fmt_result look_for_comments(struct rego_fmt *f, const struct rego_fmt_comments *c,
					 int64_t first, int64_t close, bool *at_edge)
{
	const struct rego_comment *end = f->before_end;

	*at_edge = end && end->loc.row >= first && end->loc.row <= close;
	for (uint32_t i = 0; i < c->count; i++) {
		int64_t row = c->at[i]->loc.row;

		if (row > first && row > close)
			break;
		if (row > first && row < close)
			return rego_fmt_unexpected(f, c->at[i], NULL);
		if (row == first || row == close)
			*at_edge = true;
	}
	return FMT_FINE;
}

rego_fmt_result rego_fmt_list(struct rego_fmt *f, struct rego_fmt_group *g, int64_t first,
			      int64_t close, struct rego_fmt_comments *c)
{
	rego_fmt_result r = FMT_FINE;
	bool many, at_edge = false;
	uint32_t from = 0;

	rego_fmt_group(f, g, first);
	if (g->line_count == 1)
		r = look_for_comments(f, c, first, close, &at_edge);
	if (r != FMT_FINE)
		return r;
	many = g->line_count > 1 || (g->count && close > first && !at_edge);
	if (many) {
		f->delay = true;
		rego_fmt_end_line(f);
		f->level++;
		rego_fmt_start_line(f);
	}
	for (uint32_t i = 0; i < g->line_count; i++) {
		r = write_line(f, g, from, g->lines[i], c);
		if (r != FMT_FINE)
			return rego_fmt_lose(c, r);
		from = g->lines[i];
		if (i + 1 == g->line_count)
			break;
		rego_fmt_str(f, ",");
		rego_fmt_end_line(f);
		rego_fmt_start_line(f);
	}
	if (!many)
		return FMT_FINE;
	rego_fmt_str(f, ",");
	rego_fmt_end_line(f);
	r = rego_fmt_insert(f, c, close);
	if (r == FMT_FINE)
		r = rego_fmt_down(f);
	if (r != FMT_FINE)
		return rego_fmt_lose(c, r);
	rego_fmt_start_line(f);
	return FMT_FINE;
}

static struct rego_fmt_group group_of(struct rego_fmt *f, const struct rego_term *t)
{
	struct rego_fmt_group g = { .kind = FMT_TERMS, .count = t->list.count };

	g.items = rego_new_array(f->arena, void *, t->list.count);
	for (uint32_t i = 0; i < t->list.count; i++)
		g.items[i] = t->list.items[i];
	if (t->kind == REGO_TERM_OBJECT) {
		g.kind = FMT_PAIRS;
		g.count /= 2;
	}
	return g;
}

rego_fmt_result rego_fmt_collection(struct rego_fmt *f, struct rego_term *t,
				    struct rego_fmt_comments *c)
{
	bool array = t->kind == REGO_TERM_ARRAY;
	char open = array ? '[' : '{', close = array ? ']' : '}';
	struct rego_fmt_group g = group_of(f, t);
	rego_fmt_result r;

	if (t->kind == REGO_TERM_SET && !t->list.count) {
		rego_fmt_str(f, "set()");
		return rego_fmt_lose(
			c, rego_fmt_insert(f, c, rego_fmt_closing_row(0, 0, '(', ')', t->loc)));
	}
	rego_fmt_bytes(f, &open, 1);
	r = rego_fmt_list(f, &g, rego_fmt_row(t->loc),
			  rego_fmt_closing_row(0, 0, open, close, t->loc), c);
	rego_fmt_bytes(f, &close, 1);
	return rego_fmt_lose(c, r);
}

static rego_fmt_result write_on_one_line(struct rego_fmt *f, struct rego_body *b,
					 struct rego_fmt_comments *c)
{
	rego_fmt_str(f, " ");
	for (uint32_t i = 0; i < b->count; i++) {
		rego_fmt_result r = rego_fmt_expr(f, b->exprs[i], c);

		if (r != FMT_FINE)
			return r;
		if (i + 1 < b->count)
			rego_fmt_str(f, "; ");
	}
	return FMT_FINE;
}

rego_fmt_result rego_fmt_block(struct rego_fmt *f, char open, char close, struct rego_body *b,
			       int64_t row, struct rego_loc whole, struct rego_fmt_comments *c)
{
	struct rego_fmt_group g = { .kind = FMT_EXPRS, .count = b->count };
	rego_fmt_result r;
	bool many;

	g.items = rego_new_array(f->arena, void *, b->count);
	for (uint32_t i = 0; i < b->count; i++)
		g.items[i] = b->exprs[i];
	rego_fmt_group(f, &g, row);
	many = rego_fmt_row(b->exprs[0]->loc) > row || g.line_count > 1;
	if (many) {
		rego_fmt_end_line(f);
		f->level++;
		r = rego_fmt_body(f, b, c);
	} else {
		r = write_on_one_line(f, b, c);
	}
	if (r == FMT_FINE)
		r = rego_fmt_lose(
			c, rego_fmt_insert(f, c, rego_fmt_closing_row(0, 0, open, close, whole)));
	if (many) {
		const char *failure = f->failure;

		rego_fmt_note(f, rego_fmt_down(f));
		f->failure = failure;
		rego_fmt_start_line(f);
	}
	return r;
}

static rego_fmt_result write_key(struct rego_fmt *f, struct rego_term *t,
				 struct rego_fmt_comments *c)
{
	rego_fmt_result r;

	/* So that the value does not begin a line of its own. */
	t->comp.term->loc = t->comp.key->loc;
	if (rego_fmt_row(t->comp.key->loc) - rego_fmt_row(t->loc) > 1) {
		rego_fmt_end_line(f);
		rego_fmt_start_line(f);
	}
	r = rego_fmt_term(f, t->comp.key, c);
	if (r == FMT_FINE)
		rego_fmt_str(f, ": ");
	return rego_fmt_lose(c, r);
}

static rego_fmt_result write_comprehension(struct rego_fmt *f, struct rego_term *t, char open,
					   char close, struct rego_fmt_comments *c)
{
	struct rego_term *term = t->comp.term;
	rego_fmt_result r = t->comp.key ? write_key(f, t, c) : FMT_FINE;
	bool parens = term->kind == REGO_TERM_CALL && rego_fmt_in_parens(term);

	if (r != FMT_FINE)
		return r;
	if (rego_fmt_row(term->loc) - rego_fmt_row(t->loc) >= 1) {
		rego_fmt_end_line(f);
		rego_fmt_start_line(f);
	}
	r = rego_fmt_term_in(f, parens, term, c);
	if (r != FMT_FINE)
		return rego_fmt_lose(c, r);
	rego_fmt_str(f, " |");
	return rego_fmt_block(f, open, close, t->comp.body, rego_fmt_row(term->loc), t->loc, c);
}

rego_fmt_result rego_fmt_comprehension(struct rego_fmt *f, struct rego_term *t,
				       struct rego_fmt_comments *c)
{
	bool array = t->kind == REGO_TERM_ARRAY_COMP;
	rego_fmt_result r;

	rego_fmt_str(f, array ? "[" : "{");
	r = write_comprehension(f, t, array ? '[' : '{', array ? ']' : '}', c);
	rego_fmt_str(f, array ? "]" : "}");
	return r;
}
