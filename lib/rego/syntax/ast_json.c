/* SPDX-License-Identifier: BSD-2-Clause */
/* The tree in JSON, its members in the order of Go's structs. */
#include "rego/syntax/ast_json.h"

#include "core/strbuf.h"
#include "rego/syntax/json_out.h"
#include "rego/value/number.h"

static void put_body(struct rego_json_out *o, const struct rego_body *b);
static void put_expr(struct rego_json_out *o, const struct rego_expr *x);

static void put_terms(struct rego_json_out *o, struct rego_term *const *items, uint32_t count)
{
	rego_out_begin(o, '[');
	for (uint32_t i = 0; i < count; i++) {
		rego_out_item(o);
		rego_out_term(o, items[i]);
	}
	rego_out_end(o, ']');
}

static void put_pairs(struct rego_json_out *o, const struct rego_term *t)
{
	rego_out_begin(o, '[');
	for (uint32_t i = 0; i < t->list.count; i += 2) {
		rego_out_item(o);
		put_terms(o, t->list.items + i, 2);
	}
	rego_out_end(o, ']');
}

static void put_constant(struct rego_json_out *o, struct rego_val v);

static void put_part(struct rego_json_out *o, struct rego_val v)
{
	rego_out_item(o);
	rego_out_begin(o, '{');
	rego_out_key(o, "type");
	rego_out_string(o, rego_kind_name(v.kind));
	rego_out_key(o, "value");
	put_constant(o, v);
	rego_out_end(o, '}');
}

/* A value that is no scalar was folded by the compiler, or is known: its parts are terms, too. */
static void put_constant(struct rego_json_out *o, struct rego_val v)
{
	if (v.kind == REGO_NULL) {
		rego_out_begin(o, '{');
		rego_out_end(o, '}');
		return;
	}
	if (v.kind < REGO_ARRAY) {
		rego_out_value(o, v);
		return;
	}
	rego_out_begin(o, '[');
	for (uint32_t i = 0; i < rego_len(v); i++) {
		if (v.kind == REGO_ARRAY) {
			put_part(o, v.array->items[i]);
		} else if (v.kind == REGO_SET) {
			put_part(o, v.set->items[i]);
		} else {
			rego_out_item(o);
			rego_out_begin(o, '[');
			put_part(o, v.object->pairs[i].key);
			put_part(o, v.object->pairs[i].value);
			rego_out_end(o, ']');
		}
	}
	rego_out_end(o, ']');
}

static void put_comprehension(struct rego_json_out *o, const struct rego_term *t)
{
	rego_out_begin(o, '{');
	if (t->comp.key) {
		rego_out_key(o, "key");
		rego_out_term(o, t->comp.key);
	}
	rego_out_key(o, t->comp.key ? "value" : "term");
	rego_out_term(o, t->comp.term);
	rego_out_key(o, "body");
	put_body(o, t->comp.body);
	rego_out_end(o, '}');
}

static void put_template(struct rego_json_out *o, const struct rego_term *t)
{
	rego_out_begin(o, '{');
	rego_out_key(o, "parts");
	if (t->list.count)
		put_terms(o, t->list.items, t->list.count);
	else
		rego_out_raw(o, "null");
	rego_out_key(o, "multi_line");
	rego_out_raw(o, t->raw ? "true" : "false");
	rego_out_end(o, '}');
}

static void put_value(struct rego_json_out *o, const struct rego_term *t)
{
	switch (t->kind) {
	case REGO_TERM_VALUE: put_constant(o, t->value); break;
	case REGO_TERM_VAR: rego_out_text(o, t->var->text, t->var->len); break;
	case REGO_TERM_OBJECT: put_pairs(o, t); break;
	case REGO_TERM_ARRAY_COMP:
	case REGO_TERM_SET_COMP:
	case REGO_TERM_OBJECT_COMP: put_comprehension(o, t); break;
	case REGO_TERM_TEMPLATE: put_template(o, t); break;
	default: put_terms(o, t->list.items, t->list.count);
	}
}

void rego_out_term(struct rego_json_out *o, const struct rego_term *t)
{
	if (!t) {
		rego_out_raw(o, "null");
		return;
	}
	if (t->kind == REGO_TERM_EXPR) {
		put_expr(o, t->expr);
		return;
	}
	rego_out_begin(o, '{');
	rego_out_key(o, "type");
	rego_out_string(o, rego_term_kind_name(t));
	rego_out_key(o, "value");
	put_value(o, t);
	rego_out_end(o, '}');
}

static void put_some(struct rego_json_out *o, const struct rego_expr *x)
{
	rego_out_begin(o, '{');
	rego_out_key(o, "symbols");
	put_terms(o, x->some.items, x->some.count);
	rego_out_end(o, '}');
}

static void put_every(struct rego_json_out *o, const struct rego_expr *x)
{
	rego_out_begin(o, '{');
	rego_out_key(o, "body");
	put_body(o, x->every.body);
	rego_out_key(o, "domain");
	rego_out_term(o, x->every.domain);
	rego_out_key(o, "key");
	rego_out_term(o, x->every.key);
	rego_out_key(o, "value");
	rego_out_term(o, x->every.value);
	rego_out_end(o, '}');
}

static void put_not(struct rego_json_out *o, const struct rego_expr *x)
{
	rego_out_begin(o, '{');
	rego_out_key(o, "body");
	put_body(o, x->body);
	rego_out_key(o, "explicit_body");
	rego_out_raw(o, x->explicit_body ? "true" : "false");
	rego_out_key(o, "type");
	rego_out_string(o, "not");
	rego_out_end(o, '}');
}

static void put_terms_of(struct rego_json_out *o, const struct rego_expr *x)
{
	switch (x->kind) {
	case REGO_EXPR_TERM: rego_out_term(o, x->term); break;
	case REGO_EXPR_CALL: put_terms(o, x->term->list.items, x->term->list.count); break;
	case REGO_EXPR_SOME: put_some(o, x); break;
	case REGO_EXPR_EVERY: put_every(o, x); break;
	case REGO_EXPR_NOT: put_not(o, x); break;
	}
}

static void put_with(struct rego_json_out *o, const struct rego_expr *x)
{
	rego_out_key(o, "with");
	rego_out_begin(o, '[');
	for (uint32_t i = 0; i < x->with_count; i++) {
		rego_out_item(o);
		rego_out_begin(o, '{');
		rego_out_key(o, "target");
		rego_out_term(o, x->with[i].target);
		rego_out_key(o, "value");
		rego_out_term(o, x->with[i].value);
		rego_out_end(o, '}');
	}
	rego_out_end(o, ']');
}

static void put_expr(struct rego_json_out *o, const struct rego_expr *x)
{
	rego_out_begin(o, '{');
	if (x->generated) {
		rego_out_key(o, "generated");
		rego_out_raw(o, "true");
	}
	rego_out_key(o, "index");
	rego_out_value(o, rego_int(x->index));
	if (x->negated) {
		rego_out_key(o, "negated");
		rego_out_raw(o, "true");
	}
	rego_out_key(o, "terms");
	put_terms_of(o, x);
	if (x->with_count)
		put_with(o, x);
	rego_out_end(o, '}');
}

static void put_body(struct rego_json_out *o, const struct rego_body *b)
{
	rego_out_begin(o, '[');
	for (uint32_t i = 0; b && i < b->count; i++) {
		rego_out_item(o);
		put_expr(o, b->exprs[i]);
	}
	rego_out_end(o, ']');
}

static void put_head(struct rego_json_out *o, const struct rego_head *h)
{
	rego_out_begin(o, '{');
	if (h->name) {
		rego_out_key(o, "name");
		rego_out_text(o, h->name->text, h->name->len);
	}
	if (h->arg_count) {
		rego_out_key(o, "args");
		put_terms(o, h->args, h->arg_count);
	}
	if (h->key) {
		rego_out_key(o, "key");
		rego_out_term(o, h->key);
	}
	if (h->value) {
		rego_out_key(o, "value");
		rego_out_term(o, h->value);
	}
	if (h->assign) {
		rego_out_key(o, "assign");
		rego_out_raw(o, "true");
	}
	rego_out_key(o, "ref");
	put_terms(o, h->ref->list.items, h->ref->list.count);
	rego_out_end(o, '}');
}

static void put_annotations(struct rego_json_out *o, struct rego_annotations *const *x, uint32_t n)
{
	rego_out_key(o, "annotations");
	rego_out_begin(o, '[');
	for (uint32_t i = 0; i < n; i++) {
		rego_out_item(o);
		rego_out_annotations(o, x[i], put_terms);
	}
	rego_out_end(o, ']');
}

static void put_rule(struct rego_json_out *o, const struct rego_rule *r)
{
	rego_out_begin(o, '{');
	if (r->annotation_count)
		put_annotations(o, r->annotations, r->annotation_count);
	rego_out_key(o, "body");
	put_body(o, r->body);
	if (r->is_default) {
		rego_out_key(o, "default");
		rego_out_raw(o, "true");
	}
	if (r->otherwise) {
		rego_out_key(o, "else");
		put_rule(o, r->otherwise);
	}
	rego_out_key(o, "head");
	put_head(o, r->head);
	rego_out_end(o, '}');
}

static void put_imports(struct rego_json_out *o, const struct rego_module *m)
{
	rego_out_key(o, "imports");
	rego_out_begin(o, '[');
	for (uint32_t i = 0; i < m->import_count; i++) {
		const struct rego_import *x = m->imports[i];

		rego_out_item(o);
		rego_out_begin(o, '{');
		if (x->alias) {
			rego_out_key(o, "alias");
			rego_out_text(o, x->alias->text, x->alias->len);
		}
		rego_out_key(o, "path");
		rego_out_term(o, x->path);
		rego_out_end(o, '}');
	}
	rego_out_end(o, ']');
}

static void put_comments(struct rego_json_out *o, const struct rego_module *m)
{
	rego_out_key(o, "comments");
	rego_out_begin(o, '[');
	for (uint32_t i = 0; i < m->comment_count; i++) {
		const struct rego_comment *c = &m->comments[i];

		rego_out_item(o);
		rego_out_begin(o, '{');
		rego_out_key(o, "Text");
		if (c->len)
			rego_out_base64(o, c->text, c->len);
		else
			rego_out_raw(o, "null");
		rego_out_key(o, "Location");
		rego_out_location(o, c->loc);
		rego_out_end(o, '}');
	}
	rego_out_end(o, ']');
}

static void put_module(struct rego_json_out *o, const struct rego_module *m)
{
	rego_out_begin(o, '{');
	rego_out_key(o, "package");
	rego_out_begin(o, '{');
	rego_out_key(o, "path");
	put_terms(o, m->package->list.items, m->package->list.count);
	rego_out_end(o, '}');
	if (m->import_count)
		put_imports(o, m);
	if (m->annotation_count)
		put_annotations(o, m->annotations, m->annotation_count);
	if (m->rule_count) {
		rego_out_key(o, "rules");
		rego_out_begin(o, '[');
		for (uint32_t i = 0; i < m->rule_count; i++) {
			rego_out_item(o);
			put_rule(o, m->rules[i]);
		}
		rego_out_end(o, ']');
	}
	if (m->comment_count)
		put_comments(o, m);
	rego_out_end(o, '}');
}

void rego_module_json(struct ss_strbuf *out, const struct rego_module *m, int indent)
{
	struct rego_json_out o = { .out = out, .indent = indent };

	put_module(&o, m);
}

void rego_rule_json(struct ss_strbuf *out, const struct rego_rule *r, int indent)
{
	struct rego_json_out o = { .out = out, .indent = indent };

	put_rule(&o, r);
}

void rego_body_json(struct ss_strbuf *out, const struct rego_body *b, int indent)
{
	struct rego_json_out o = { .out = out, .indent = indent };

	put_body(&o, b);
}

void rego_term_json(struct ss_strbuf *out, const struct rego_term *t, int indent)
{
	struct rego_json_out o = { .out = out, .indent = indent };

	rego_out_term(&o, t);
}

void rego_terms_json(struct ss_strbuf *out, struct rego_term *const *items, uint32_t count,
		     int indent)
{
	struct rego_json_out o = { .out = out, .indent = indent };

	put_terms(&o, items, count);
}

void rego_annotations_json(struct ss_strbuf *out, const struct rego_annotations *x, int indent)
{
	struct rego_json_out o = { .out = out, .indent = indent };

	rego_out_annotations(&o, x, put_terms);
}
