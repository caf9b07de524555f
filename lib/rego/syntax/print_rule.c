/* SPDX-License-Identifier: BSD-2-Clause */
/* Expressions, rules and modules as OPA's String() prints them. */
#include "core/strbuf.h"
#include "rego/syntax/ast_json.h"
#include "rego/syntax/parser.h"

static void print_some(struct ss_strbuf *out, const struct rego_expr *x)
{
	const struct rego_term *t = x->some.items[0];

	ss_strbuf_str(out, "some ");
	if (t->kind != REGO_TERM_CALL) {
		rego_print_terms(out, x->some.items, x->some.count);
		return;
	}
	rego_print_terms(out, t->list.items + 1, t->list.count - 2);
	ss_strbuf_str(out, " in ");
	rego_print_term(out, t->list.items[t->list.count - 1]);
}

static void print_every(struct ss_strbuf *out, const struct rego_expr *x)
{
	ss_strbuf_str(out, "every ");
	if (x->every.key) {
		rego_print_term(out, x->every.key);
		ss_strbuf_str(out, ", ");
	}
	rego_print_term(out, x->every.value);
	ss_strbuf_str(out, " in ");
	rego_print_term(out, x->every.domain);
	ss_strbuf_str(out, " { ");
	rego_print_body(out, x->every.body);
	ss_strbuf_str(out, " }");
}

static void print_not(struct ss_strbuf *out, const struct rego_expr *x)
{
	bool plain = !x->explicit_body && x->body->count == 1;

	ss_strbuf_str(out, plain ? "not " : "not {");
	rego_print_body(out, x->body);
	if (!plain)
		ss_strbuf_char(out, '}');
}

static void print_call(struct ss_strbuf *out, const struct rego_expr *x)
{
	const struct rego_term *t = x->term;

	if (t->list.count == 3 && rego_is_call_of(t, "eq")) {
		rego_print_term(out, t->list.items[1]);
		ss_strbuf_str(out, " = ");
		rego_print_term(out, t->list.items[2]);
	} else {
		rego_print_term(out, t);
	}
}

void rego_print_expr(struct ss_strbuf *out, const struct rego_expr *x)
{
	if (x->negated)
		ss_strbuf_str(out, "not ");
	switch (x->kind) {
	case REGO_EXPR_TERM: rego_print_term(out, x->term); break;
	case REGO_EXPR_CALL: print_call(out, x); break;
	case REGO_EXPR_SOME: print_some(out, x); break;
	case REGO_EXPR_EVERY: print_every(out, x); break;
	case REGO_EXPR_NOT: print_not(out, x); break;
	}
	for (uint32_t i = 0; i < x->with_count; i++) {
		ss_strbuf_str(out, " with ");
		rego_print_term(out, x->with[i].target);
		ss_strbuf_str(out, " as ");
		rego_print_term(out, x->with[i].value);
	}
}

void rego_print_body(struct ss_strbuf *out, const struct rego_body *b)
{
	for (uint32_t i = 0; i < b->count; i++) {
		if (i)
			ss_strbuf_str(out, "; ");
		rego_print_expr(out, b->exprs[i]);
	}
}

void rego_print_head(struct ss_strbuf *out, const struct rego_head *h, enum rego_version v)
{
	bool key_done = false;

	rego_print_term(out, h->ref);
	if (h->arg_count) {
		ss_strbuf_char(out, '(');
		rego_print_terms(out, h->args, h->arg_count);
		ss_strbuf_char(out, ')');
	} else if (h->ref->list.count == 1 && h->key) {
		key_done = v != REGO_V0;
		ss_strbuf_str(out, key_done ? " contains " : "[");
		rego_print_term(out, h->key);
		if (!key_done)
			ss_strbuf_char(out, ']');
	}
	if (h->value) {
		ss_strbuf_str(out, h->assign ? " := " : " = ");
		rego_print_term(out, h->value);
	} else if (!key_done && !h->name && h->key) {
		ss_strbuf_str(out, " contains ");
		rego_print_term(out, h->key);
	}
}

static void print_braces(struct ss_strbuf *out, const struct rego_rule *r, enum rego_version v)
{
	ss_strbuf_str(out, v == REGO_V0 ? " { " : " if { ");
	rego_print_body(out, r->body);
	ss_strbuf_str(out, " }");
}

static void print_annotations(struct ss_strbuf *out, const struct rego_annotations *x)
{
	ss_strbuf_str(out, "# METADATA\n# ");
	rego_annotations_json(out, x, 0);
	ss_strbuf_char(out, '\n');
}

static void print_rule(struct ss_strbuf *out, const struct rego_rule *r, enum rego_version v)
{
	for (uint32_t i = 0; i < r->annotation_count; i++)
		print_annotations(out, r->annotations[i]);
	if (r->is_default)
		ss_strbuf_str(out, "default ");
	rego_print_head(out, r->head, v);
	if (!r->is_default)
		print_braces(out, r, v);
	for (r = r->otherwise; r; r = r->otherwise) {
		ss_strbuf_str(out, " else ");
		if (r->head->value) {
			ss_strbuf_str(out, "= ");
			rego_print_term(out, r->head->value);
		}
		print_braces(out, r, v);
	}
}

void rego_print_rule(struct ss_strbuf *out, const struct rego_rule *r)
{
	print_rule(out, r, r->module ? r->module->version : REGO_V1);
}

static void print_package(struct ss_strbuf *out, const struct rego_term *path)
{
	struct rego_term rest = *path;

	rest.list.items++;
	rest.list.count--;
	ss_strbuf_str(out, "package ");
	rego_print_term(out, &rest);
}

void rego_print_module(struct ss_strbuf *out, const struct rego_module *m)
{
	for (uint32_t i = 0; i < m->annotation_count; i++) {
		const char *scope = m->annotations[i]->scope;

		if (!strcmp(scope, "package") || !strcmp(scope, "subpackages"))
			print_annotations(out, m->annotations[i]);
	}
	print_package(out, m->package);
	ss_strbuf_char(out, '\n');
	for (uint32_t i = 0; i < m->import_count; i++) {
		ss_strbuf_str(out, "\nimport ");
		rego_print_term(out, m->imports[i]->path);
		if (m->imports[i]->alias)
			ss_strbuf_printf(out, " as %s", m->imports[i]->alias->text);
	}
	if (m->import_count)
		ss_strbuf_char(out, '\n');
	for (uint32_t i = 0; i < m->rule_count; i++) {
		ss_strbuf_char(out, '\n');
		print_rule(out, m->rules[i], m->version);
	}
}
