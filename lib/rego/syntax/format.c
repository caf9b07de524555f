/* SPDX-License-Identifier: BSD-2-Clause */
/* Formatting a file: its package, then imports and rules in the order in which they stood. */
#include <stdlib.h>

#include "rego/syntax/format_parts.h"
#include "rego/syntax/token.h"

void rego_errors_write(struct ss_strbuf *out, const struct rego_errors *e)
{
	/* "empty module" is no list, but an error alone. */
	if (e->count == 1 && (e->first->loc.row || !e->first->loc.source))
		ss_strbuf_str(out, "1 error occurred: ");
	else if (e->count != 1)
		ss_strbuf_printf(out, "%u errors occurred:\n", e->count);
	for (const struct rego_error *x = e->first; x; x = x->next) {
		if (x != e->first)
			ss_strbuf_char(out, '\n');
		rego_error_write(out, x);
	}
}

static const char *errors_text(struct rego_arena *a, const char *before,
			       const struct rego_errors *e)
{
	struct ss_strbuf *b = rego_new_buffer(a);
	const char *s;

	ss_strbuf_str(b, before);
	rego_errors_write(b, e);
	s = rego_strndup(a, b->data ? b->data : "", b->len);
	ss_strbuf_fini(b);
	return s;
}

struct statement {
	struct rego_import *import; /* NULL: a rule */
	struct rego_rule *rule;
	struct rego_loc loc;
	uint32_t at;
};

static int compare_statements(const void *a, const void *b)
{
	const struct statement *x = a, *y = b;

	if (x->loc.row != y->loc.row)
		return x->loc.row < y->loc.row ? -1 : 1;
	if (x->loc.col != y->loc.col)
		return x->loc.col < y->loc.col ? -1 : 1;
	return x->at < y->at ? -1 : 1;
}

static struct statement *sort_statements(struct rego_fmt *f, const struct rego_module *m,
					 uint32_t *count)
{
	struct statement *all =
		rego_new_array(f->arena, struct statement, m->import_count + m->rule_count);
	uint32_t n = 0;

	for (uint32_t i = 0; i < m->import_count; i++, n++)
		all[n] = (struct statement){ m->imports[i], NULL, m->imports[i]->loc, n };
	for (uint32_t i = 0; i < m->rule_count; i++, n++)
		all[n] = (struct statement){ NULL, m->rules[i], m->rules[i]->loc, n };
	qsort(all, n, sizeof(*all), compare_statements);
	*count = n;
	return all;
}

static rego_fmt_result write_package(struct rego_fmt *f, const struct rego_module *m,
				     struct rego_fmt_comments *c)
{
	rego_fmt_result r = rego_fmt_insert(f, c, m->package_loc.row);
	struct rego_fmt_comments none = { 0 };
	struct rego_term first = { .kind = REGO_TERM_VAR }, path = *m->package;

	if (r != FMT_FINE)
		return r;
	rego_fmt_start_line(f);
	rego_fmt_str(f, "package ");
	first.var = m->package->list.items[1]->value.string;
	path.list.count--;
	path.list.items = rego_new_array(f->arena, struct rego_term *, path.list.count);
	memcpy(path.list.items, m->package->list.items + 1,
	       path.list.count * sizeof(*path.list.items));
	path.list.items[0] = &first;
	r = rego_fmt_ref(f, &path, &none);
	if (r == FMT_FINE)
		rego_fmt_blank_line(f);
	return r;
}

/* Imports that follow each other, then rules that do, and again. */
static rego_fmt_result write_statements(struct rego_fmt *f, const struct statement *all, uint32_t n,
					struct rego_fmt_comments *c)
{
	struct rego_import **imports = rego_new_array(f->arena, struct rego_import *, n);
	struct rego_rule **rules = rego_new_array(f->arena, struct rego_rule *, n);

	for (uint32_t i = 0; i < n;) {
		uint32_t import_count = 0, rule_count = 0;
		rego_fmt_result r;

		for (; i < n && all[i].import; i++)
			imports[import_count++] = all[i].import;
		r = rego_fmt_imports(f, imports, import_count, c);
		if (r != FMT_FINE)
			return r;
		for (; i < n && all[i].rule; i++)
			rules[rule_count++] = all[i].rule;
		rego_fmt_rules(f, rules, rule_count, c);
	}
	return FMT_FINE;
}

static void write_module(struct rego_fmt *f, const struct rego_module *m,
			 struct rego_fmt_comments *c)
{
	uint32_t n;
	struct statement *all = sort_statements(f, m, &n);
	rego_fmt_result r = write_package(f, m, c);

	if (r == FMT_FINE)
		r = write_statements(f, all, n, c);
	if (r != FMT_FINE) {
		rego_fmt_note(f, r);
		return;
	}
	for (uint32_t i = 0; i < c->count; i++) {
		if (!f->inline_)
			rego_fmt_start_line(f);
		rego_fmt_str(f, "#");
		rego_fmt_bytes(f, c->at[i]->text, c->at[i]->len);
		rego_fmt_end_line(f);
		if (i + 1 == c->count)
			rego_fmt_str(f, "\n");
	}
}

/* The white space at the end of a comment, as unicode.IsSpace has it. */
static size_t trimmed(const char *s, size_t len)
{
	static const char *const wide[] = { "\xc2\x85",	    "\xc2\xa0",	    "\xe1\x9a\x80",
					    "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf",
					    "\xe2\x81\x9f", "\xe3\x80\x80" };

	while (len) {
		size_t before = len;

		if (s[len - 1] == ' ' || (s[len - 1] >= '\t' && s[len - 1] <= '\r'))
			len--;
		for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
			size_t n = strlen(wide[i]);

			if (len >= n && !memcmp(s + len - n, wide[i], n))
				len -= n;
		}
		if (len >= 3 && !memcmp(s + len - 3, "\xe2\x80", 2) &&
		    (unsigned char)s[len - 1] >= 0x80 && (unsigned char)s[len - 1] <= 0x8a)
			len -= 3;
		if (len == before)
			break;
	}
	return len;
}

static struct rego_fmt_comments gather_comments(struct rego_arena *a, struct rego_module *m)
{
	const struct rego_comment **all =
		rego_new_array(a, const struct rego_comment *, m->comment_count);

	for (uint32_t i = 0; i < m->comment_count; i++) {
		m->comments[i].len = trimmed(m->comments[i].text, m->comments[i].len);
		all[i] = &m->comments[i];
	}
	return (struct rego_fmt_comments){ all, m->comment_count };
}

static const char *format_module(struct rego_arena *a, struct rego_module *m,
				 const struct rego_format_options *o, struct ss_strbuf *out)
{
	bool v1 = o->version == REGO_V1 || o->v0_and_v1;
	struct rego_fmt f = { .arena = a, .out = out, .v1 = v1, .ifs = v1, .contains = v1 };
	struct rego_fmt_comments c = gather_comments(a, m);
	bool line;

	rego_errors_init(&f.errors, a, 0);
	f.keywords = v1 ? FUTURE_V1 | FUTURE_NOT : FUTURE_NOT;
	rego_fmt_mend_imports(&f, m, o);
	write_module(&f, m, &c);
	if (f.errors.count)
		return errors_text(a, rego_printf(a, "%s: ", m->source->name), &f.errors);
	line = out->len && out->data[out->len - 1] == '\n';
	while (out->len && out->data[out->len - 1] == '\n')
		out->len--;
	if (line)
		ss_strbuf_char(out, '\n');
	return NULL;
}

const char *rego_format(struct rego_arena *a, const struct rego_source *source,
			const struct rego_format_options *o, struct ss_strbuf *out,
			struct rego_errors *e)
{
	struct rego_parse_options p = { .version = o->version };
	struct rego_module *m = rego_parse_module(a, source, &p, e);

	if (m && (o->version == REGO_V1 || o->v0_and_v1))
		rego_fmt_check(m, e);
	if (e->count)
		return errors_text(a, "", e);
	return format_module(a, m, o, out);
}
