/* SPDX-License-Identifier: BSD-2-Clause */
/* Imports: sorted within what stood together, with the comments behind them. */
#include <stdlib.h>

#include "rego/syntax/format_parts.h"
#include "rego/syntax/token.h"
#include "rego/value/intern.h"

static bool is_text(const struct rego_term *t, const char *text)
{
	return t->kind == REGO_TERM_VALUE && t->value.kind == REGO_STRING &&
	       !strcmp(rego_text(t->value), text);
}

static bool is_rego_v1(const struct rego_import *i)
{
	const struct rego_term *p = i->path;

	return p->list.count == 2 && rego_is_var(p->list.items[0], "rego") &&
	       is_text(p->list.items[1], "v1");
}

static bool is_future(const struct rego_import *i)
{
	return rego_is_var(i->path->list.items[0], "future");
}

/* future.keywords.WORD; WORD NULL: any. */
static bool is_keyword(const struct rego_import *i, const char *word)
{
	const struct rego_term *p = i->path;

	return is_future(i) && p->list.count == 3 && is_text(p->list.items[1], "keywords") &&
	       (!word || is_text(p->list.items[2], word));
}

static bool is_all_keywords(const struct rego_import *i)
{
	return is_future(i) && i->path->list.count == 2 &&
	       is_text(i->path->list.items[1], "keywords");
}

struct with_comment {
	struct rego_import *import;
	const struct rego_comment *comment; /* behind it */
};

static int compare_imports(const void *a, const void *b)
{
	const struct rego_import *x = ((const struct with_comment *)a)->import;
	const struct rego_import *y = ((const struct with_comment *)b)->import;
	int c = rego_compare_terms(x->path, y->path);

	if (c)
		return c;
	c = strcmp(x->alias ? x->alias->text : "", y->alias ? y->alias->text : "");
	if (c)
		return c;
	return x->loc.at < y->loc.at ? -1 : x->loc.at > y->loc.at;
}

/* Take the comments behind imports out of c. */
static struct with_comment *match_comments(struct rego_fmt *f, struct rego_import **imports,
					   uint32_t n, struct rego_fmt_comments *c)
{
	const struct rego_comment **left =
		rego_new_array(f->arena, const struct rego_comment *, c->count);
	struct with_comment *m = rego_new_array(f->arena, struct with_comment, n);
	uint32_t at = 0, kept = 0;

	for (uint32_t i = 0; i < n; i++)
		m[i] = (struct with_comment){ imports[i], NULL };
	for (uint32_t i = 0; i < c->count; i++) {
		while (at < n && imports[at]->loc.row < c->at[i]->loc.row)
			at++;
		if (at < n && imports[at]->loc.row == c->at[i]->loc.row)
			m[at].comment = c->at[i];
		else
			left[kept++] = c->at[i];
	}
	c->at = left;
	c->count = kept;
	return m;
}

static void write_import(struct rego_fmt *f, const struct rego_import *i,
			 const struct rego_comment *comment)
{
	struct rego_fmt_comments none = { 0 };
	uint32_t keywords = f->keywords;

	rego_fmt_start_line(f);
	rego_fmt_str(f, "import ");
	if (is_keyword(i, NULL))
		f->keywords = FUTURE_NOT;
	rego_fmt_ref(f, i->path, &none);
	f->keywords = keywords;
	if (i->alias) {
		rego_fmt_str(f, " as ");
		rego_fmt_str(f, *i->alias->text == '$' ? "_" : i->alias->text);
	}
	if (comment) {
		rego_fmt_str(f, " #");
		rego_fmt_bytes(f, comment->text, comment->len);
	}
	rego_fmt_end_line(f);
}

rego_fmt_result rego_fmt_imports(struct rego_fmt *f, struct rego_import **imports, uint32_t n,
				 struct rego_fmt_comments *c)
{
	struct with_comment *m;

	if (!n)
		return FMT_FINE;
	m = match_comments(f, imports, n, c);
	for (uint32_t i = 0, end; i < n; i = end) {
		rego_fmt_result r = rego_fmt_insert(f, c, imports[i]->loc.row);

		if (r != FMT_FINE)
			return rego_fmt_lose(c, r);
		for (end = i + 1; end < n; end++) {
			if (imports[end]->loc.row - imports[end - 1]->loc.row > 1)
				break;
		}
		qsort(m + i, end - i, sizeof(*m), compare_imports);
		for (uint32_t k = i; k < end; k++)
			write_import(f, m[k].import, m[k].comment);
		rego_fmt_blank_line(f);
	}
	return FMT_FINE;
}

/* --- imports that are wanted, or of no use ---------------------------------------- */

static void drop(struct rego_module *m, bool (*which)(const struct rego_import *))
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < m->import_count; i++) {
		if (!which(m->imports[i]))
			m->imports[n++] = m->imports[i];
	}
	m->import_count = n;
}

static bool has(const struct rego_module *m, bool (*which)(const struct rego_import *))
{
	for (uint32_t i = 0; i < m->import_count; i++) {
		if (which(m->imports[i]))
			return true;
	}
	return false;
}

static struct rego_term *word(struct rego_fmt *f, const char *text, bool var)
{
	struct rego_term *t = rego_new(f->arena, struct rego_term);

	t->kind = var ? REGO_TERM_VAR : REGO_TERM_VALUE;
	t->value = rego_cstring(f->arena, text);
	if (var)
		t->var = t->value.string;
	return t;
}

/* Below the other imports of its kind, else at the top. */
static void add(struct rego_fmt *f, struct rego_module *m, const char *const *path)
{
	struct rego_import **more =
		rego_new_array(f->arena, struct rego_import *, m->import_count + 1);
	struct rego_import *x = rego_new(f->arena, struct rego_import);
	uint32_t n = 0, row = 0;

	for (uint32_t i = 0; i < m->import_count; i++) {
		const struct rego_import *k = m->imports[i];

		if ((is_rego_v1(k) || (is_future(k) && k->path->list.count >= 2)) &&
		    k->loc.row > row)
			row = k->loc.row;
		more[i] = m->imports[i];
	}
	while (path[n])
		n++;
	x->path = rego_new(f->arena, struct rego_term);
	x->path->kind = REGO_TERM_REF;
	x->path->list.items = rego_new_array(f->arena, struct rego_term *, n);
	x->path->list.count = n;
	for (uint32_t i = 0; i < n; i++)
		x->path->list.items[i] = word(f, path[i], i == 0);
	x->loc.row = row + 1;
	x->loc.col = 1;
	more[m->import_count++] = x;
	m->imports = more;
}

static void want_keyword(struct rego_fmt *f, struct rego_module *m, const char *keyword)
{
	for (uint32_t i = 0; i < m->import_count; i++) {
		const struct rego_import *x = m->imports[i];

		if (is_all_keywords(x) || is_keyword(x, keyword) ||
		    (!strcmp(keyword, "in") && is_keyword(x, "every")))
			return;
	}
	add(f, m, (const char *const[]){ "future", "keywords", keyword, NULL });
}

void rego_fmt_mend_imports(struct rego_fmt *f, struct rego_module *m,
			   const struct rego_format_options *o)
{
	bool v1 = o->version == REGO_V1 && !o->v0_and_v1, imported;
	struct rego_fmt_needs needs = { 0 };

	rego_fmt_scan(f, m, &needs);
	if (v1 && o->drop_v0_imports)
		drop(m, is_rego_v1);
	else if (o->v0_and_v1 && !has(m, is_rego_v1))
		add(f, m, (const char *const[]){ "rego", "v1", NULL });
	imported = has(m, is_rego_v1);
	if (v1 || o->v0_and_v1 || imported) {
		if (o->drop_v0_imports || imported)
			drop(m, is_future);
	} else {
		if (needs.in)
			want_keyword(f, m, "in");
		if (needs.every)
			want_keyword(f, m, "every");
	}
	if (needs.not_body)
		want_keyword(f, m, "not");
}
