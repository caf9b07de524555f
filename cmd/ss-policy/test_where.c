// SPDX-License-Identifier: BSD-2-Clause
/* The expression on which a test failed, with what its variables were: opa test --var-values. */
#include "test_where.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "rego/compile/pass.h"

#define MOST_VALUES 64
#define VALUE_WIDTH 64

struct found { /* a part of the expression, and its value */
	struct rego_loc loc;
	const char *value; /* NULL: undefined */
};

struct where {
	struct rego_arena *a;
	const struct rego_step_event *ev;
	bool undefined; /* variables that nobody knows have no value */
	struct found items[MOST_VALUES];
	uint32_t count;
};

static bool same_text(const struct rego_loc *a, const struct rego_loc *b)
{
	return a->len == b->len &&
	       !memcmp(a->source->text + a->offset, b->source->text + b->offset, a->len);
}

/* The same text is there once; one that has a value stays. */
static void add(struct where *w, const struct rego_loc *loc, const char *value, bool always)
{
	uint32_t i = 0;

	while (i < w->count && !same_text(&w->items[i].loc, loc))
		i++;
	if (i == MOST_VALUES || (i < w->count && w->items[i].value && !always))
		return;
	w->items[i] = (struct found){ *loc, value };
	w->count += i == w->count;
}

/* --- variables of an expression --------------------------------------------------------- */
static void look_at_var(struct where *w, const struct rego_term *t)
{
	const struct rego_step_event *ev = w->ev;

	for (uint32_t i = 0; i < ev->local_count; i++)
		if (ev->locals[i].var == t->var) {
			const struct rego_term *v = ev->locals[i].value;

			add(w, &t->loc, v ? rego_text_of_term(w->a, v) : NULL, false);
			return;
		}
	if (w->undefined)
		add(w, &t->loc, NULL, false);
}

static bool on_term(struct rego_walk *walk, struct rego_term *t)
{
	struct where *w = walk->arg;

	if (t->kind == REGO_TERM_CALL) {
		for (uint32_t i = 1; i < t->list.count; i++)
			rego_walk_term(walk, t->list.items[i]);
		return true;
	}
	if (!t->loc.source)
		return false;
	if (t->kind == REGO_TERM_VAR)
		look_at_var(w, t);
	return rego_is_closure(t);
}

static bool on_with(struct rego_walk *walk, struct rego_with *m)
{
	rego_walk_term(walk, m->value);
	return true;
}

static bool on_expr(struct rego_walk *walk, struct rego_expr *x)
{
	if (x->kind != REGO_EXPR_CALL)
		return false;
	for (uint32_t i = 1; i < x->term->list.count; i++)
		rego_walk_term(walk, x->term->list.items[i]);
	for (uint32_t i = 0; i < x->with_count; i++)
		on_with(walk, &x->with[i]);
	return true;
}

static void look_at(struct where *w, const struct rego_expr *x, bool undefined)
{
	struct rego_walk walk = { .term = on_term, .expr = on_expr, .with = on_with, .arg = w };

	w->undefined = undefined;
	rego_walk_expr(&walk, (struct rego_expr *)x);
}

/* --- where it comes from ----------------------------------------------------------------- */
static bool is_in(const struct rego_loc *part, const struct rego_loc *whole)
{
	return part->source == whole->source && part->offset >= whole->offset &&
	       part->offset + part->len <= whole->offset + whole->len;
}

struct search {
	const struct rego_expr *x;
	const struct rego_body *body; /* that has it */
	struct rego_loc base;	      /* the smallest expression of the text around it */
};

static bool on_body(struct rego_walk *walk, struct rego_body *b)
{
	struct search *s = walk->arg;

	for (uint32_t i = 0; i < b->count && !s->body; i++)
		if (b->exprs[i] == s->x)
			s->body = b;
	return s->body;
}

static bool on_written(struct rego_walk *walk, struct rego_expr *x)
{
	struct search *s = walk->arg;

	if (is_in(&s->x->loc, &x->loc) && (!s->base.source || x->loc.len <= s->base.len))
		s->base = x->loc;
	return false;
}

static void search_rules(struct rego_walk *walk, const struct rego_module *m)
{
	for (uint32_t i = 0; i < m->rule_count; i++)
		for (struct rego_rule *r = m->rules[i]; r; r = r->otherwise)
			rego_walk_rule(walk, r);
}

static void search(struct where *w, struct search *s, const struct rego_policy *p)
{
	uint32_t count;
	struct rego_module *const *modules = rego_policy_modules(p, &count);
	struct rego_walk compiled = { .body = on_body, .arg = s };
	struct rego_walk written = { .expr = on_written, .arg = s };
	struct rego_parse_options o = { 0 };
	const struct rego_module *m;
	struct rego_errors errors;

	for (uint32_t i = 0; i < count; i++) {
		if (modules[i]->source != s->x->loc.source)
			continue;
		search_rules(&compiled, modules[i]);
		o.version = modules[i]->version == REGO_V0_V1 ? REGO_V0 : modules[i]->version;
		rego_errors_init(&errors, w->a, 0);
		m = rego_parse_module(w->a, modules[i]->source, &o, &errors);
		if (m && s->x->generated)
			search_rules(&written, m);
	}
	if (!s->base.source)
		s->base = s->x->loc;
}

/* --- what is printed ------------------------------------------------------------------------ */
/* The blanks of the line before the place, or before all columns up to it from another. */
static void put_blanks(struct ss_strbuf *out, const struct rego_loc *l, uint32_t from, uint32_t to)
{
	const char *text = l->source->text;
	uint32_t at = l->at, col = 1;

	while (at && text[at - 1] != '\n')
		at--;
	for (; col < to; col++) {
		bool tab = text[at] == '\t';

		if (col >= from)
			ss_strbuf_char(out, tab ? '\t' : ' ');
		for (at++; ((unsigned char)text[at] & 0xc0) == 0x80; at++)
			;
	}
}

static const char *shown(struct where *w, const struct found *f)
{
	const char *s = f->value ? f->value : "undefined";

	return strlen(s) <= VALUE_WIDTH ? s : rego_printf(w->a, "%.*s...", VALUE_WIDTH - 3, s);
}

static void put_title(struct ss_strbuf *out, const struct found *f)
{
	ss_strbuf_add(out, f->loc.source->text + f->loc.offset, f->loc.len);
	ss_strbuf_str(out, ": ");
}

static int by_text(const void *a, const void *b)
{
	const struct rego_loc *x = &((const struct found *)a)->loc,
			      *y = &((const struct found *)b)->loc;
	size_t n = x->len < y->len ? x->len : y->len;
	int order = memcmp(x->source->text + x->offset, y->source->text + y->offset, n);

	return order ? order : x->len < y->len ? -1 : x->len > y->len;
}

static int by_column(const void *a, const void *b)
{
	const struct rego_loc *x = &((const struct found *)a)->loc,
			      *y = &((const struct found *)b)->loc;

	if (x->col != y->col)
		return x->col < y->col ? -1 : 1;
	if (x->row != y->row)
		return x->row > y->row ? -1 : 1;
	return by_text(a, b);
}

/* Marks below the columns; the last of N with its value, when LAST. */
static void put_marks(struct ss_strbuf *out, struct where *w, uint32_t n, bool last)
{
	const struct found *f = w->items;
	uint32_t before = 0;

	ss_strbuf_char(out, '\n');
	for (uint32_t i = 0; i < n; i++) {
		bool end = i + 1 == n;

		if (!end && f[i].loc.col == f[i + 1].loc.col)
			continue;
		put_blanks(out, &f[i].loc, before + 1, f[i].loc.col);
		if (!end || !last) {
			ss_strbuf_char(out, '|');
		} else {
			if ((i && f[i].loc.col == f[i - 1].loc.col) ||
			    (i + 1 < w->count && f[i].loc.col == f[i + 1].loc.col))
				put_title(out, &f[i]);
			ss_strbuf_str(out, shown(w, &f[i]));
		}
		before = f[i].loc.col;
	}
}

/* Tabs cannot be counted across lines: then the names are listed. */
static bool is_listed(const struct where *w)
{
	bool tabs = false, rows = false;

	for (uint32_t i = 0; i < w->count; i++) {
		const struct rego_loc *l = &w->items[i].loc;
		const char *text = l->source->text;

		for (uint32_t at = l->at; at && text[at - 1] != '\n'; at--)
			tabs |= text[at - 1] == '\t';
		rows |= l->row != w->items[0].loc.row;
	}
	return tabs && rows;
}

static void put_values(struct ss_strbuf *out, struct where *w)
{
	if (!w->count)
		return;
	if (is_listed(w)) {
		qsort(w->items, w->count, sizeof(*w->items), by_text);
		ss_strbuf_str(out, "\n\nWhere:\n");
		for (uint32_t i = 0; i < w->count; i++) {
			ss_strbuf_char(out, '\n');
			put_title(out, &w->items[i]);
			ss_strbuf_str(out, shown(w, &w->items[i]));
		}
		return;
	}
	qsort(w->items, w->count, sizeof(*w->items), by_column);
	put_marks(out, w, w->count, false);
	for (uint32_t i = w->count; i; i--)
		put_marks(out, w, i, true);
}

static void put_indented(struct ss_strbuf *out, int indent, const struct ss_strbuf *text)
{
	bool begins = true;

	for (size_t i = 0; i < text->len; i++) {
		if (begins)
			ss_strbuf_printf(out, "%*s", indent, "");
		ss_strbuf_char(out, text->data[i]);
		begins = text->data[i] == '\n';
	}
}

static void put_failure(struct ss_strbuf *out, int indent, struct where *w,
			const struct rego_policy *p)
{
	const struct rego_step_event *ev = w->ev;
	struct search s = { .x = ev->expr };
	struct ss_strbuf text = { 0 };

	ss_strbuf_printf(out, "%*s\n%*s%s:%u:\n", indent, "", indent + 2, "", ev->loc->source->name,
			 ev->loc->row);
	search(w, &s, p);
	put_blanks(&text, &s.base, 1, s.base.col);
	ss_strbuf_add(&text, s.base.source->text + s.base.offset, s.base.len);
	for (uint32_t i = 0; i < ev->known_count; i++) {
		const struct rego_term *head = ev->known[i].ref->list.items[0];
		struct ss_strbuf value = { 0 };

		rego_term_write(&value, ev->known[i].value);
		if (head->loc.source)
			add(w, &head->loc, rego_strndup(w->a, value.data, value.len), true);
		ss_strbuf_fini(&value);
	}
	look_at(w, ev->expr, !ev->expr->negated);
	for (uint32_t i = 0; s.body && i < s.body->count; i++) {
		const struct rego_expr *x = s.body->exprs[i];

		if (x != ev->expr && x->loc.source && is_in(&x->loc, &s.base))
			look_at(w, x, false);
	}
	put_values(&text, w);
	put_indented(out, indent + 4, &text);
	ss_strbuf_printf(out, "%*s\n", indent, "");
	ss_strbuf_fini(&text);
}

void test_where(struct ss_strbuf *out, int indent, const struct rego_policy *p,
		const struct trace *t, size_t count)
{
	struct rego_arena a;
	struct where w = { .a = &a };
	jmp_buf jump;

	while (count--) {
		const struct rego_step_event *ev = &t->items[count];

		if (ev->op != REGO_STEP_FAIL || !ev->loc || !ev->loc->source || !ev->query ||
		    !ev->expr || !ev->expr->loc.source || ev->expr->kind == REGO_EXPR_EVERY)
			continue;
		w.ev = ev;
		rego_arena_init(&a, 0);
		if (rego_arena_try(&a, &jump))
			put_failure(out, indent, &w, p);
		else
			out->err = -ENOMEM;
		rego_arena_fini(&a);
		return;
	}
}
