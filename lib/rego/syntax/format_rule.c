/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules: heads, bodies, else. */
#include "rego/syntax/format_parts.h"

static bool is_true(const struct rego_term *t)
{
	return t->kind == REGO_TERM_VALUE && t->value.kind == REGO_BOOL && t->value.b;
}

static bool is_constant(const struct rego_rule *r)
{
	const struct rego_expr *x = r->body->exprs[0];

	return !r->otherwise && r->body->count == 1 && x->kind == REGO_EXPR_TERM && !x->negated &&
	       !x->with_count && is_true(x->term);
}

static bool same_place(struct rego_loc a, struct rego_loc b)
{
	return a.source == b.source && a.row == b.row && a.col == b.col && a.at == b.at &&
	       a.offset == b.offset && a.len == b.len;
}

static rego_fmt_result write_name(struct rego_fmt *f, const struct rego_head *h, bool is_else,
				  struct rego_fmt_comments *c, bool *done)
{
	struct rego_term *const *items = h->ref->list.items;
	struct rego_fmt_comments none = { 0 };

	if (is_else) {
		rego_fmt_str(f, "else");
		return FMT_FINE;
	}
	if (f->ref_heads || h->ref->list.count == 1)
		return rego_fmt_lose(c, rego_fmt_ref(f, h->ref, c));
	/* With a comment in it, it stays as it is. */
	if (c->count && c->at[0]->loc.row == rego_fmt_row(items[1]->loc)) {
		*done = true;
		return rego_fmt_lose(c, rego_fmt_as_written(f, c, h->loc));
	}
	rego_print_term(f->out, items[0]);
	rego_fmt_str(f, "[");
	if (items[1]->kind == REGO_TERM_VAR)
		rego_fmt_term(f, items[1], &none);
	else
		rego_print_term(f->out, items[1]);
	rego_fmt_str(f, "]");
	return FMT_FINE;
}

static rego_fmt_result write_args(struct rego_fmt *f, const struct rego_head *h,
				  struct rego_fmt_comments *c)
{
	struct rego_fmt_group g = { .kind = FMT_TERMS, .count = h->arg_count };
	rego_fmt_result r;

	rego_fmt_str(f, "(");
	g.items = rego_new_array(f->arena, void *, g.count);
	for (uint32_t i = 0; i < g.count; i++)
		g.items[i] = h->args[i];
	r = rego_fmt_list(f, &g, rego_fmt_row(h->loc), rego_fmt_closing_row(0, 0, '(', ')', h->loc),
			  c);
	rego_fmt_str(f, ")");
	return r;
}

static rego_fmt_result write_key(struct rego_fmt *f, const struct rego_head *h,
				 struct rego_fmt_comments *c)
{
	rego_fmt_result r;

	rego_fmt_str(f, f->contains ? " contains " : "[");
	r = rego_fmt_term(f, h->key, c);
	if (r == FMT_FINE && !f->contains)
		rego_fmt_str(f, "]");
	return r;
}

static rego_fmt_result write_value(struct rego_fmt *f, const struct rego_head *h, bool is_else,
				   bool constant, struct rego_fmt_comments *c)
{
	bool must = f->v1 && constant && !h->key && (is_else || !h->arg_count);

	/* A value at the place of the head was not written. */
	if (same_place(h->loc, h->value->loc) && !is_else && is_true(h->value) && !must)
		return FMT_FINE;
	rego_fmt_str(f, h->assign || f->v1 ? " := " : " = ");
	return rego_fmt_term(f, h->value, c);
}

static rego_fmt_result write_head(struct rego_fmt *f, const struct rego_rule *rule, bool is_else,
				  bool constant, struct rego_fmt_comments *c)
{
	const struct rego_head *h = rule->head;
	bool done = false;
	rego_fmt_result r;

	/* As in OPA: in the ref of another body's head, wildcards have no names. */
	f->plain_wildcards = rule->chained;
	r = write_name(f, h, is_else, c, &done);
	f->plain_wildcards = false;

	if (r == FMT_FINE && !done && h->arg_count && !is_else)
		r = write_args(f, h, c);
	if (r == FMT_FINE && !done && h->key && !h->value)
		r = write_key(f, h, c);
	if (r != FMT_FINE || done || !h->value)
		return r;
	if (h->key || !is_true(h->value) || constant || rule->is_default)
		r = write_value(f, h, is_else, constant, c);
	return r;
}

static rego_fmt_result write_rule(struct rego_fmt *f, struct rego_rule *r, bool is_else,
				  struct rego_fmt_comments *c, bool *has_else);

/* Whether "else" followed something on its line. */
static bool was_inline(const struct rego_rule *rule)
{
	uint32_t row = rule->otherwise->loc.row - rule->loc.row, at = 0;
	size_t len;
	const char *s = rego_fmt_text(rule->loc, &len), *end = s + len;

	if (rule->otherwise->loc.row <= rule->loc.row)
		return false;
	for (; s < end && at < row; s++)
		at += *s == '\n';
	if (at < row)
		return false;
	while (s < end && *s != '\n' && (*s == ' ' || (*s >= '\t' && *s <= '\r')))
		s++;
	return end - s < 4 || memcmp(s, "else", 4) != 0;
}

static rego_fmt_result begin_else(struct rego_fmt *f, struct rego_rule *rule,
				  struct rego_fmt_comments *c)
{
	struct rego_head *h = rule->otherwise->head;
	bool together = was_inline(rule);
	bool comment_above = f->before_end || (c->count && c->at[0]->loc.row < h->loc.row);
	rego_fmt_result r;

	if (!comment_above && together) {
		rego_fmt_str(f, " ");
	} else {
		rego_fmt_blank_line(f);
		rego_fmt_start_line(f);
	}
	r = rego_fmt_insert(f, c, rego_fmt_row(h->loc));
	if (r != FMT_FINE)
		return rego_fmt_lose(c, r);
	if (comment_above && !together)
		rego_fmt_start_line(f);
	if (h->value)
		h->value->loc = h->loc;
	return FMT_FINE;
}

/* if, and the body on the same line when it stood there. */
static rego_fmt_result write_if(struct rego_fmt *f, struct rego_rule *r,
				struct rego_fmt_comments *c, bool *done)
{
	rego_fmt_result result;

	rego_fmt_str(f, " if");
	if (r->body->count != 1 ||
	    rego_fmt_row(r->body->exprs[0]->loc) != rego_fmt_row(r->head->loc))
		return FMT_FINE;
	*done = true;
	rego_fmt_str(f, " ");
	result = rego_fmt_expr(f, r->body->exprs[0], c);
	if (result == FMT_FINE)
		rego_fmt_end_line(f);
	return rego_fmt_lose(c, result);
}

static rego_fmt_result write_body(struct rego_fmt *f, struct rego_rule *r, bool is_else,
				  bool unexpected, struct rego_fmt_comments *c)
{
	char open = 0, close = 0;
	rego_fmt_result result;

	if (unexpected && c->count) {
		rego_fmt_str(f, " { ");
	} else {
		rego_fmt_str(f, " {");
		rego_fmt_end_line(f);
	}
	f->level++;
	result = rego_fmt_body(f, r->body, c);
	if (result == FMT_FAILED)
		return rego_fmt_lose(c, result);
	if (r->head->arg_count && !is_else) {
		open = '(';
		close = ')';
	} else if (r->head->key) {
		open = '[';
		close = ']';
	}
	result = rego_fmt_insert(f, c, rego_fmt_closing_row(open, close, '{', '}', r->loc));
	if (result == FMT_FINE)
		result = rego_fmt_down(f);
	if (result != FMT_FINE)
		return rego_fmt_lose(c, result);
	rego_fmt_start_line(f);
	rego_fmt_str(f, "}");
	return FMT_FINE;
}

/* One rule, or one else; has_else: another follows. */
static rego_fmt_result write_rule(struct rego_fmt *f, struct rego_rule *r, bool is_else,
				  struct rego_fmt_comments *c, bool *has_else)
{
	bool constant = is_constant(r), done = false;
	rego_fmt_result result;

	if (!is_else)
		rego_fmt_start_line(f);
	if (r->is_default)
		rego_fmt_str(f, "default ");
	f->comment_on_final_line = constant;
	result = write_head(f, r, is_else, constant, c);
	if (result == FMT_FAILED)
		return rego_fmt_lose(c, result);
	if (constant) {
		rego_fmt_end_line(f);
		return FMT_FINE;
	}
	f->comment_on_final_line = true;
	*has_else = r->otherwise;
	if ((f->v1 || f->ifs) && (f->contains || r->head->value)) {
		rego_fmt_result if_result = write_if(f, r, c, &done);

		if (done || if_result != FMT_FINE)
			return if_result;
	}
	return write_body(f, r, is_else, result == FMT_UNEXPECTED, c);
}

static rego_fmt_result write_all(struct rego_fmt *f, struct rego_rule *r,
				 struct rego_fmt_comments *c)
{
	bool more = false;
	rego_fmt_result result = write_rule(f, r, false, c, &more);

	while (result == FMT_FINE && more) {
		more = false;
		result = begin_else(f, r, c);
		r = r->otherwise;
		if (result == FMT_FINE)
			result = write_rule(f, r, true, c, &more);
	}
	return rego_fmt_lose(c, result);
}

static bool may_group(const struct rego_fmt *f, const struct rego_rule *r)
{
	if (r->body->count > 1 || r->is_default)
		return false;
	return (f->v1 || f->ifs) && (f->contains || r->head->value);
}

void rego_fmt_rules(struct rego_fmt *f, struct rego_rule *const *rules, uint32_t n,
		    struct rego_fmt_comments *c)
{
	for (uint32_t i = 0; i < n; i++) {
		struct rego_rule *r = rules[i];
		rego_fmt_result result = rego_fmt_insert(f, c, rego_fmt_row(r->loc));

		if (result == FMT_FAILED)
			rego_fmt_note(f, result);
		result = write_all(f, r, c);
		if (result == FMT_FAILED)
			rego_fmt_note(f, result);
		if (i + 1 < n && may_group(f, r) && may_group(f, rules[i + 1]) &&
		    rules[i + 1]->loc.row == r->loc.row + 1)
			continue;
		rego_fmt_blank_line(f);
	}
}
