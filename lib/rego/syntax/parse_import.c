/* SPDX-License-Identifier: BSD-2-Clause */
/* package and import, and the imports that change the language. */
#include "rego/syntax/parse_module.h"

/* package and import are words, too, where a ref begins with them. */
static bool is_declaration(struct rego_parser *p, enum rego_token keyword)
{
	if (p->s.tok != keyword)
		return false;
	rego_parser_scan_space(p);
	if (p->s.tok == TOK_DOT || p->s.tok == TOK_LBRACK)
		return false;
	if (p->s.tok == TOK_SPACE)
		rego_parser_scan(p);
	if (rego_parser_word_or_keyword(p))
		return true;
	rego_parser_illegal(p, "%s", "");
	return false;
}

static struct rego_term *package_path(struct rego_parser *p, struct rego_term *t)
{
	struct rego_term *head = t->kind == REGO_TERM_REF ? t->list.items[0] : t;
	struct rego_list path = { 0 };

	if (head->kind != REGO_TERM_VAR) {
		rego_parser_error(p, head->loc, "unexpected %s token: expecting var",
				  rego_term_kind_name(head));
		return NULL;
	}
	rego_list_add(p->arena, &path, rego_node_var(p, "data", 4, head->loc));
	rego_list_add(p->arena, &path,
		      rego_node_string(p, head->var->text, head->var->len, head->loc));
	for (uint32_t i = 1; t->kind == REGO_TERM_REF && i < t->list.count; i++) {
		struct rego_term *x = t->list.items[i];

		if (!rego_term_is_string(x)) {
			rego_parser_error(p, x->loc, "unexpected %s token: expecting string",
					  rego_term_kind_name(x));
			return NULL;
		}
		rego_list_add(p->arena, &path, x);
	}
	return rego_node_list(p, REGO_TERM_REF, &path, head->loc);
}

struct rego_term *rego_parse_package(struct rego_parser *p)
{
	struct rego_term *t;

	if (!is_declaration(p, TOK_PACKAGE))
		return NULL;
	t = rego_parse_one_term(p);
	if (t && t->kind != REGO_TERM_VAR && t->kind != REGO_TERM_REF) {
		rego_parser_illegal(p, "%s", "");
		return NULL;
	}
	if (t)
		return package_path(p, t);
	if (!p->s.errors)
		rego_parser_error(p, p->s.loc, "expected path");
	return NULL;
}

/* The path, read with no future keyword known, so that they may be in it. */
static struct rego_term *import_path(struct rego_parser *p)
{
	struct rego_parse_cached *cache = p->cache;
	struct rego_parse_state before = p->s;
	struct rego_list one = { 0 };
	struct rego_term *t, *path = NULL;

	p->s.lexer.keywords = 0;
	p->cache = NULL;
	t = rego_parse_one_term(p);
	p->cache = cache;
	p->s.lexer.keywords = before.lexer.keywords;
	if (t && t->kind == REGO_TERM_VAR) {
		rego_list_add(p->arena, &one, t);
		path = rego_node_list(p, REGO_TERM_REF, &one, t->loc);
	} else if (t && t->kind == REGO_TERM_REF) {
		for (uint32_t i = 1; i < t->list.count; i++) {
			struct rego_term *x = t->list.items[i];

			if (rego_term_is_string(x))
				continue;
			p->s = before; /* what the path was read ahead of is not seen, as comments
					*/
			rego_parser_error(p, x->loc, "unexpected %s token: expecting string",
					  rego_term_kind_name(x));
			return NULL;
		}
		path = t;
	}
	if (!path)
		rego_parser_error(p, p->s.loc, "expected path");
	return path;
}

static bool known_root(struct rego_parser *p, const struct rego_term *path)
{
	static const char *const roots[] = { "data", "input", "future", "rego" };
	const struct rego_term *head = path->list.items[0];

	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
		if (rego_is_var(head, roots[i]))
			return true;
	}
	rego_parser_hint(p, "if this is unexpected, try updating OPA");
	rego_parser_error(p, path->loc,
			  "unexpected import path, must begin with one of: "
			  "{data, future, input, rego}, got: %s",
			  rego_text_of_term(p->arena, head));
	return false;
}

static bool is_keyword_name(const struct rego_parser *p, const char *s, size_t len)
{
	uint32_t future = p->version == REGO_V1 || p->both ? FUTURE_V1 | FUTURE_NOT : FUTURE_NOT;

	return rego_keyword(s, len, future) != TOK_IDENT;
}

/* import data.if would need the word as a variable. */
static void refuse_keyword(struct rego_parser *p, const struct rego_term *path)
{
	const struct rego_term *last = path->list.items[path->list.count - 1];
	const struct rego_string *name;

	if (path->list.count > 1 && rego_is_var(path->list.items[0], "future"))
		return;
	name = last->kind == REGO_TERM_VAR ? last->var : last->value.string;
	if (!is_keyword_name(p, name->text, name->len))
		return;
	rego_parser_error(p, last->loc,
			  "unexpected import path, must not end with a keyword, got: %s",
			  name->text);
	rego_parser_hint(p, "import a different path or use an alias");
}

struct rego_import *rego_parse_import(struct rego_parser *p)
{
	struct rego_import *i = rego_new(p->arena, struct rego_import);
	struct rego_term *alias;

	i->loc = p->s.loc;
	if (!is_declaration(p, TOK_IMPORT))
		return NULL;
	i->path = import_path(p);
	if (!i->path || !known_root(p, i->path))
		return NULL;
	if (p->s.tok != TOK_AS) {
		refuse_keyword(p, i->path);
		return i;
	}
	rego_parser_scan(p);
	if (p->s.tok == TOK_IDENT) {
		alias = rego_parse_one_term(p);
		if (alias && alias->kind == REGO_TERM_VAR) {
			i->alias = alias->var;
			return i;
		}
	}
	rego_parser_illegal(p, "expected var");
	return NULL;
}

static bool is_text(const struct rego_term *t, const char *text)
{
	return rego_term_is_string(t) && !strcmp(rego_text(t->value), text);
}

static void import_future(struct rego_parser *p, const struct rego_import *import)
{
	const struct rego_term *path = import->path;
	const struct rego_string *word;
	uint32_t bit, all = FUTURE_V1 | FUTURE_NOT;

	if (path->list.count == 1 || !is_text(path->list.items[1], "keywords")) {
		rego_parser_error(p, path->loc, "invalid import, must be `future.keywords`");
		return;
	}
	if (import->alias) {
		rego_parser_error(p, path->loc, "`future` imports cannot be aliased");
		return;
	}
	if (path->list.count == 3) {
		word = path->list.items[2]->value.string;
		bit = rego_future_keyword(word->text, word->len);
		if (!bit) {
			rego_parser_error(p, path->loc,
					  "unexpected keyword, must be one of "
					  "[contains every if in not]");
			return;
		}
		if (bit == FUTURE_NOT)
			p->not_bodies = true;
		else
			all = bit == FUTURE_EVERY ? FUTURE_EVERY | FUTURE_IN : bit;
	}
	p->s.lexer.keywords |= all;
}

static void import_rego(struct rego_parser *p, const struct rego_import *import)
{
	const struct rego_term *path = import->path;

	if (path->list.count != 2 || !is_text(path->list.items[1], "v1")) {
		rego_parser_error(p, path->loc, "invalid import `%s`, must be `rego.v1`",
				  rego_text_of_term(p->arena, path));
		return;
	}
	if (p->version == REGO_V1)
		return;
	if (import->alias) {
		rego_parser_error(p, path->loc, "`rego` imports cannot be aliased");
		return;
	}
	p->s.lexer.keywords |= FUTURE_V1;
}

void rego_apply_import(struct rego_parser *p, const struct rego_import *import)
{
	const struct rego_term *head = import->path->list.items[0];

	if (rego_is_var(head, "rego"))
		import_rego(p, import);
	if (rego_is_var(head, "future"))
		import_future(p, import);
}
