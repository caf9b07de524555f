/* SPDX-License-Identifier: BSD-2-Clause */
/* Whole files and queries: statements one after the other, then what they make together. */
#include "rego/syntax/parse_module.h"
#include "rego/syntax/annotations.h"

#include "rego/value/intern.h"

#define MOST_DEPTH 2000
/* Bytes of lines shown with errors: the same long line can have many. */
#define MOST_SHOWN (4 << 20)

static void parser_init(struct rego_parser *p, struct rego_arena *a, struct rego_intern *names,
			const struct rego_source *source, const struct rego_parse_options *o)
{
	bool v1 = o->version == REGO_V1;

	*p = (struct rego_parser){ .arena = a, .names = names, .source = source };
	p->version = v1 ? REGO_V1 : REGO_V0;
	p->most_depth = o->depth ? o->depth : MOST_DEPTH;
	p->both = o->version == REGO_V0_V1;
	p->annotations = o->annotations;
	p->not_bodies = o->future_not;
	p->s.loc.source = source;
	rego_lexer_init(&p->s.lexer, a, source->text, (uint32_t)source->len,
			v1 ? FUTURE_V1 | FUTURE_NOT : FUTURE_NOT);
	if (o->future_keywords)
		p->s.lexer.keywords |= FUTURE_V1 | FUTURE_NOT;
	rego_parser_scan(p);
}

static void add_statement(struct rego_parser *p, struct rego_list *l, enum rego_statement_kind kind,
			  void *what, struct rego_loc loc)
{
	struct rego_statement *s = rego_new(p->arena, struct rego_statement);

	s->kind = kind;
	s->what = what;
	s->loc = loc;
	rego_list_add(p->arena, l, s);
}

static bool parse_rules(struct rego_parser *p, struct rego_list *statements)
{
	struct rego_list rules = { 0 };

	if (!rego_parse_rules(p, &rules))
		return false;
	for (uint32_t i = 0; i < rules.count; i++) {
		struct rego_rule *r = rules.items[i];

		add_statement(p, statements, REGO_STATEMENT_RULE, r, r->loc);
	}
	return true;
}

/* One statement of any kind; false at the first that is none. */
static bool parse_statement(struct rego_parser *p, struct rego_list *l)
{
	struct rego_parse_state saved = p->s;
	struct rego_import *import;
	struct rego_body *body;
	struct rego_term *path;
	struct rego_loc loc = p->s.loc;

	path = rego_parse_package(p);
	if (path)
		add_statement(p, l, REGO_STATEMENT_PACKAGE, path, loc);
	if (path || p->s.errors)
		return path;
	p->s = saved;
	import = rego_parse_import(p);
	if (import) {
		rego_apply_import(p, import);
		add_statement(p, l, REGO_STATEMENT_IMPORT, import, import->loc);
	}
	if (import || p->s.errors)
		return import;
	p->s = saved;
	if (!p->skip_rules) {
		if (parse_rules(p, l))
			return true;
		if (p->s.errors)
			return false;
		p->s = saved;
	}
	body = rego_parse_query(p, true, TOK_EOF);
	if (body)
		add_statement(p, l, REGO_STATEMENT_BODY, body, body->loc);
	return body;
}

static void parse_statements(struct rego_parser *p, struct rego_list *l)
{
	while (p->s.tok != TOK_EOF && parse_statement(p, l))
		;
}

static void copy_comments(struct rego_parser *p, struct rego_module *m)
{
	uint32_t n = p->s.comment_count;

	m->comment_count = n;
	m->comments = rego_new_array(p->arena, struct rego_comment, n);
	for (const struct rego_seen_comment *c = p->s.comments; c; c = c->before)
		m->comments[--n] = c->comment;
}

static void report(struct rego_parser *p, struct rego_errors *e)
{
	struct rego_list all = { 0 };
	size_t shown = 0;

	for (const struct rego_parse_error *x = p->s.errors; x; x = x->before)
		rego_list_add(p->arena, &all, (void *)x);
	for (uint32_t i = all.count; i-- > 0 && shown < MOST_SHOWN;) {
		const struct rego_parse_error *x = all.items[i];
		struct rego_error *made =
			rego_error(e, "rego_parse_error", x->loc, "%s", x->message);

		rego_error_detail(made, e->arena);
		shown += made->line_len;
	}
}

static struct rego_intern *names_of(struct rego_arena *a, const struct rego_parse_options *o)
{
	struct rego_intern *names;

	if (o->names)
		return o->names;
	names = rego_new(a, struct rego_intern);
	rego_intern_init(names, a);
	return names;
}

/* Positions are 32 bits; nobody writes more than this. */
static bool too_large(const struct rego_source *source, struct rego_errors *e)
{
	if (source->len < UINT32_MAX / 2)
		return false;
	rego_error(e, "rego_parse_error", (struct rego_loc){ .source = source, .row = 1, .col = 1 },
		   "file too large");
	return true;
}

struct rego_module *rego_parse_module(struct rego_arena *a, const struct rego_source *source,
				      const struct rego_parse_options *o, struct rego_errors *e)
{
	struct rego_list statements = { 0 }, annotations = { 0 };
	struct rego_module *m;
	struct rego_parser p;
	uint32_t before = e->count;

	if (too_large(source, e))
		return NULL;
	parser_init(&p, a, names_of(a, o), source, o);
	parse_statements(&p, &statements);
	m = rego_new(a, struct rego_module);
	copy_comments(&p, m);
	if (p.annotations)
		rego_read_annotations(&p, m->comments, m->comment_count, &annotations);
	if (p.s.errors) {
		report(&p, e);
		return NULL;
	}
	if (!statements.count && annotations.count) {
		const struct rego_annotations *x = annotations.items[0];

		rego_error(e, "rego_parse_error", x->loc, "package expected");
		return NULL;
	}
	if (!statements.count) {
		rego_error(e, "rego_parse_error", (struct rego_loc){ .source = source },
			   "empty module");
		return NULL;
	}
	m->source = source;
	m->version = o->version;
	rego_make_module(&p, m, &statements, &annotations, e);
	return e->count == before ? m : NULL;
}

struct rego_body *rego_parse_body(struct rego_arena *a, const struct rego_source *source,
				  const struct rego_parse_options *o, struct rego_errors *e)
{
	struct rego_list statements = { 0 }, exprs = { 0 };
	struct rego_parser p;

	if (too_large(source, e))
		return NULL;
	parser_init(&p, a, names_of(a, o), source, o);
	p.skip_rules = true;
	parse_statements(&p, &statements);
	if (p.s.errors) {
		report(&p, e);
		return NULL;
	}
	for (uint32_t i = 0; i < statements.count; i++) {
		const struct rego_statement *s = statements.items[i];
		const struct rego_body *b = s->what;

		if (s->kind != REGO_STATEMENT_BODY) {
			rego_error(e, NULL, (struct rego_loc){ 0 }, "expected body but got %s",
				   s->kind == REGO_STATEMENT_PACKAGE ? "*ast.Package"
								     : "*ast.Import");
			return NULL;
		}
		for (uint32_t j = 0; j < b->count; j++)
			rego_list_add(a, &exprs, b->exprs[j]);
	}
	return rego_node_body(&p, &exprs);
}

struct rego_term *rego_parse_term(struct rego_arena *a, const struct rego_source *source,
				  const struct rego_parse_options *o, struct rego_errors *e)
{
	struct rego_body *b = rego_parse_body(a, source, o, e);

	if (!b)
		return NULL;
	if (b->count == 1 && b->exprs[0]->kind == REGO_EXPR_TERM)
		return b->exprs[0]->term;
	rego_error(e, "rego_parse_error", b->loc, "expected exactly one term");
	return NULL;
}
