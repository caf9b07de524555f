/* SPDX-License-Identifier: BSD-2-Clause */
/* Where in the text things were: lines, closing brackets, what stood on one line. */
#include <stdlib.h>

#include "rego/syntax/format_parts.h"

int64_t rego_fmt_row(struct rego_loc loc)
{
	return loc.row ? loc.row : 1;
}

const char *rego_fmt_text(struct rego_loc loc, size_t *len)
{
	*len = loc.source ? loc.len : 0;
	return loc.source ? loc.source->text + loc.offset : "";
}

bool rego_fmt_in_parens(const struct rego_term *t)
{
	size_t len;
	const char *s = rego_fmt_text(t->loc, &len);

	return len && s[0] == '(';
}

uint32_t rego_fmt_lines_in(struct rego_loc loc)
{
	uint32_t n = 0;
	size_t len;
	const char *s = rego_fmt_text(loc, &len);

	for (size_t i = 0; i < len; i++)
		n += s[i] == '\n';
	return n;
}

/* From the first open to its close, not behind the end. */
static size_t skip_past(const char *s, size_t len, char open, char close, int64_t *row)
{
	size_t i = 0;
	int depth = 1;

	while (i < len && s[i] != open)
		i++;
	while (depth > 0) {
		if (++i >= len)
			return i;
		if (s[i] == open)
			depth++;
		else if (s[i] == close)
			depth--;
		else if (s[i] == '\n')
			++*row;
	}
	return i;
}

int64_t rego_fmt_closing_row(char skip_open, char skip_close, char open, char close,
			     struct rego_loc loc)
{
	int64_t row = rego_fmt_row(loc);
	size_t len, i = 0;
	const char *s = rego_fmt_text(loc, &len);
	int depth = 1;

	if (skip_open)
		i = skip_past(s, len, skip_open, skip_close, &row);
	while (i < len && s[i] != open)
		i++;
	if (i >= len)
		return -1;
	while (depth > 0) {
		if (++i >= len)
			return -1;
		if (s[i] == open)
			depth++;
		else if (s[i] == close)
			depth--;
		else if (s[i] == '\n')
			row++;
	}
	return row;
}

struct item {
	void *item, *value;
	struct rego_loc loc;
	uint32_t at;
};

static int compare_items(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (rego_fmt_row(x->loc) != rego_fmt_row(y->loc))
		return rego_fmt_row(x->loc) < rego_fmt_row(y->loc) ? -1 : 1;
	if (x->loc.col != y->loc.col)
		return x->loc.col < y->loc.col ? -1 : 1;
	return x->at < y->at ? -1 : 1;
}

static struct rego_loc place(const struct rego_fmt_group *g, const void *item)
{
	if (g->kind == FMT_EXPRS)
		return ((const struct rego_expr *)item)->loc;
	return ((const struct rego_term *)item)->loc;
}

static bool term_has_no_place(const struct rego_term *t);

static bool any_has_no_place(struct rego_term *const *items, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (items[i] && term_has_no_place(items[i]))
			return true;
	}
	return false;
}

static bool body_has_no_place(const struct rego_body *b);

static bool expr_has_no_place(const struct rego_expr *x)
{
	bool found = false;

	switch (x->kind) {
	case REGO_EXPR_TERM: found = term_has_no_place(x->term); break;
	case REGO_EXPR_CALL:
		found = any_has_no_place(x->term->list.items, x->term->list.count);
		break;
	case REGO_EXPR_SOME: found = any_has_no_place(x->some.items, x->some.count); break;
	case REGO_EXPR_EVERY:
		found = (x->every.key && term_has_no_place(x->every.key)) ||
			term_has_no_place(x->every.value) || term_has_no_place(x->every.domain) ||
			body_has_no_place(x->every.body);
		break;
	case REGO_EXPR_NOT: found = body_has_no_place(x->body); break;
	}
	for (uint32_t i = 0; i < x->with_count && !found; i++)
		found = term_has_no_place(x->with[i].target) || term_has_no_place(x->with[i].value);
	return found;
}

static bool body_has_no_place(const struct rego_body *b)
{
	for (uint32_t i = 0; i < b->count; i++) {
		if (expr_has_no_place(b->exprs[i]))
			return true;
	}
	return false;
}

/* Nor is the place of the compiler's variables to be trusted. */
static bool term_has_no_place(const struct rego_term *t)
{
	if (!t->loc.source)
		return true;
	switch (t->kind) {
	case REGO_TERM_VALUE: return false;
	case REGO_TERM_VAR: return !strncmp(t->var->text, "__local", 7);
	case REGO_TERM_ARRAY_COMP:
	case REGO_TERM_SET_COMP:
	case REGO_TERM_OBJECT_COMP:
		return (t->comp.key && term_has_no_place(t->comp.key)) ||
		       term_has_no_place(t->comp.term) || body_has_no_place(t->comp.body);
	case REGO_TERM_EXPR: return expr_has_no_place(t->expr);
	default: return any_has_no_place(t->list.items, t->list.count);
	}
}

static bool has_no_place(const struct rego_fmt_group *g)
{
	for (uint32_t i = 0; i < g->count && g->kind != FMT_PAIRS; i++) {
		if (g->kind == FMT_EXPRS ? expr_has_no_place(g->items[i])
					 : term_has_no_place(g->items[i]))
			return true;
	}
	return false;
}

static void sort_items(struct rego_fmt *f, struct rego_fmt_group *g)
{
	uint32_t step = g->kind == FMT_PAIRS ? 2 : 1;
	struct item *all = rego_new_array(f->arena, struct item, g->count);

	for (uint32_t i = 0; i < g->count; i++) {
		void **from = g->items + (size_t)i * step;

		all[i] = (struct item){ from[0], from[step - 1], place(g, from[0]), i };
	}
	qsort(all, g->count, sizeof(*all), compare_items);
	for (uint32_t i = 0; i < g->count; i++) {
		g->items[(size_t)i * step + step - 1] = all[i].value;
		g->items[(size_t)i * step] = all[i].item;
	}
}

/* Sort the items as they stood, and see which stood on one line; row is where the list begins. */
void rego_fmt_group(struct rego_fmt *f, struct rego_fmt_group *g, int64_t row)
{
	uint32_t step = g->kind == FMT_PAIRS ? 2 : 1;

	g->lines = rego_new_array(f->arena, uint32_t, g->count + 1);
	g->line_count = 0;
	if (g->count > 1 && !(f->may_have_no_place && has_no_place(g))) {
		sort_items(f, g);
		for (uint32_t i = 0; i < g->count; i++) {
			int64_t here = rego_fmt_row(place(g, g->items[(size_t)i * step]));

			if (i && here > row)
				g->lines[g->line_count++] = i;
			row = here;
		}
	}
	g->lines[g->line_count++] = g->count;
}
