/* SPDX-License-Identifier: BSD-2-Clause */
/* Expressions and bodies. */
#include "rego/syntax/format_parts.h"

static rego_fmt_result write_some(struct rego_fmt *f, struct rego_expr *x,
				  struct rego_fmt_comments *c)
{
	rego_fmt_result r = rego_fmt_insert(f, c, rego_fmt_row(x->loc));
	int64_t row = rego_fmt_row(x->loc);

	if (r != FMT_FINE)
		return r;
	rego_fmt_str(f, "some ");
	if (x->some.items[0]->kind == REGO_TERM_CALL) {
		struct rego_term *call = x->some.items[0];

		return rego_fmt_in(f, false, call, call->list.count - 1, x->loc, c);
	}
	for (uint32_t i = 0; i < x->some.count; i++) {
		struct rego_term *t = x->some.items[i];

		if (rego_fmt_row(t->loc) > row) {
			rego_fmt_end_line(f);
			rego_fmt_start_line(f);
			rego_fmt_str(f, "\t");
			row = rego_fmt_row(t->loc);
		} else if (i) {
			rego_fmt_str(f, " ");
		}
		r = rego_fmt_term(f, t, c);
		if (r != FMT_FINE)
			return r;
		if (i + 1 < x->some.count)
			rego_fmt_str(f, ",");
	}
	return FMT_FINE;
}

/* { body } of every and not; what is unexpected in it was dealt with. */
static rego_fmt_result write_braces(struct rego_fmt *f, struct rego_body *b, struct rego_loc loc,
				    struct rego_fmt_comments *c)
{
	rego_fmt_result r = rego_fmt_block(f, '{', '}', b, rego_fmt_row(loc), loc, c);

	if (r == FMT_FAILED)
		return r;
	if (b->count == 1 && rego_fmt_row(b->exprs[0]->loc) == rego_fmt_row(loc))
		rego_fmt_str(f, " ");
	rego_fmt_str(f, "}");
	return FMT_FINE;
}

static rego_fmt_result write_every(struct rego_fmt *f, struct rego_expr *x,
				   struct rego_fmt_comments *c)
{
	rego_fmt_result r = rego_fmt_insert(f, c, rego_fmt_row(x->loc));

	if (r != FMT_FINE)
		return r;
	rego_fmt_str(f, "every ");
	if (x->every.key) {
		r = rego_fmt_term(f, x->every.key, c);
		if (r != FMT_FINE)
			return r;
		rego_fmt_str(f, ", ");
	}
	r = rego_fmt_term(f, x->every.value, c);
	if (r != FMT_FINE)
		return r;
	rego_fmt_str(f, " in ");
	r = rego_fmt_term(f, x->every.domain, c);
	if (r != FMT_FINE)
		return r;
	rego_fmt_str(f, " {");
	return write_braces(f, x->every.body, x->loc, c);
}

static rego_fmt_result write_not(struct rego_fmt *f, struct rego_expr *x,
				 struct rego_fmt_comments *c)
{
	rego_fmt_result r = rego_fmt_insert(f, c, rego_fmt_row(x->loc));

	if (r != FMT_FINE)
		return r;
	rego_fmt_str(f, "not ");
	if (x->explicit_body || x->body->count > 1) {
		rego_fmt_str(f, "{");
		return write_braces(f, x->body, x->loc, c);
	}
	r = rego_fmt_expr(f, x->body->exprs[0], c);
	return r == FMT_FAILED ? r : FMT_FINE;
}

static rego_fmt_result write_terms(struct rego_fmt *f, struct rego_expr *x,
				   struct rego_fmt_comments *c)
{
	switch (x->kind) {
	case REGO_EXPR_SOME: return rego_fmt_lose(c, write_some(f, x, c));
	case REGO_EXPR_EVERY: return rego_fmt_lose(c, write_every(f, x, c));
	case REGO_EXPR_NOT: return rego_fmt_lose(c, write_not(f, x, c));
	case REGO_EXPR_CALL: return rego_fmt_call_expr(f, x, c);
	case REGO_EXPR_TERM: break;
	}
	return rego_fmt_term(f, x->term, c);
}

static rego_fmt_result write_with(struct rego_fmt *f, struct rego_with *w, bool indented,
				  struct rego_fmt_comments *c)
{
	rego_fmt_result r = rego_fmt_insert(f, c, rego_fmt_row(w->loc));

	if (r != FMT_FINE)
		return rego_fmt_lose(c, r);
	rego_fmt_str(f, indented ? "with " : " with ");
	r = rego_fmt_term(f, w->target, c);
	if (r != FMT_FINE)
		return rego_fmt_lose(c, r);
	rego_fmt_str(f, " as ");
	r = rego_fmt_term(f, w->value, c);
	return r == FMT_FAILED ? r : FMT_FINE;
}

/* The line on which what comes before "with" ends. */
static int64_t terms_end(const struct rego_expr *x)
{
	int64_t row = rego_fmt_row(x->loc);
	const struct rego_loc *with = &x->with[0].loc;
	size_t len;
	const char *s = rego_fmt_text(x->loc, &len);

	if (with->source && with->at > x->loc.at && with->at - x->loc.at <= len)
		len = with->at - x->loc.at;
	while (len && strchr(" \t\r\n", s[len - 1]))
		len--;
	for (size_t i = 0; i < len; i++)
		row += s[i] == '\n';
	return row;
}

static rego_fmt_result write_withs(struct rego_fmt *f, struct rego_expr *x,
				   struct rego_fmt_comments *c)
{
	int64_t row = terms_end(x);
	rego_fmt_result r = FMT_FINE;
	bool indented = false;

	for (uint32_t i = 0; i < x->with_count && r == FMT_FINE; i++) {
		struct rego_with *w = &x->with[i];
		int64_t here = rego_fmt_row(w->loc);
		bool below = here > row;

		if (below) {
			if (!indented)
				f->level++;
			indented = true;
			rego_fmt_end_line(f);
			rego_fmt_start_line(f);
			row = here;
		}
		r = write_with(f, w, below, c);
	}
	if (indented && f->level)
		f->level--;
	return r;
}

rego_fmt_result rego_fmt_expr(struct rego_fmt *f, struct rego_expr *x, struct rego_fmt_comments *c)
{
	rego_fmt_result r = rego_fmt_insert(f, c, rego_fmt_row(x->loc));

	if (r != FMT_FINE)
		return r;
	if (!f->inline_)
		rego_fmt_start_line(f);
	if (x->negated)
		rego_fmt_str(f, "not ");
	r = write_terms(f, x, c);
	return r == FMT_FINE && x->with_count ? write_withs(f, x, c) : r;
}

rego_fmt_result rego_fmt_body(struct rego_fmt *f, struct rego_body *b, struct rego_fmt_comments *c)
{
	rego_fmt_result r = rego_fmt_insert(f, c, rego_fmt_row(b->exprs[0]->loc));

	if (r != FMT_FINE)
		return r;
	for (uint32_t i = 0; i < b->count; i++) {
		struct rego_expr *x = b->exprs[i];

		if (i) {
			const struct rego_expr *before = b->exprs[i - 1];
			int64_t last = rego_fmt_row(before->loc) + rego_fmt_lines_in(before->loc);

			if (rego_fmt_row(x->loc) > last + 1)
				rego_fmt_blank_line(f);
		}
		rego_fmt_start_line(f);
		r = rego_fmt_expr(f, x, c);
		if (r == FMT_FAILED)
			rego_fmt_note(f, r);
		rego_fmt_end_line(f);
	}
	return FMT_FINE;
}
