/* SPDX-License-Identifier: BSD-2-Clause */
/* A walk over the tree before it is formatted: which keywords it needs, which wildcards occur more
 * than once, whether terms have no place. */
#include <stdlib.h>

#include "rego/syntax/format_parts.h"

#include "rego/syntax/token.h"

static void scan_body(struct rego_fmt *f, const struct rego_body *b, struct rego_fmt_needs *needs);
static void scan_expr(struct rego_fmt *f, const struct rego_expr *x, struct rego_fmt_needs *needs);

static void count_wildcard(struct rego_fmt *f, const struct rego_string *v)
{
	uint32_t n, more;
	uint8_t *counts;

	if (v->text[0] != '$') {
		f->may_have_no_place |= !strncmp(v->text, "__local", 7);
		return;
	}
	n = (uint32_t)strtoul(v->text + 1, NULL, 10);
	if (n >= f->wildcard_count) {
		more = n * 2 + 16;
		counts = rego_zalloc(f->arena, more);
		if (f->wildcard_count)
			memcpy(counts, f->wildcards, f->wildcard_count);
		f->wildcards = counts;
		f->wildcard_count = more;
	}
	if (f->wildcards[n] < 2)
		f->wildcards[n]++;
}

static void scan_term(struct rego_fmt *f, const struct rego_term *t, struct rego_fmt_needs *needs)
{
	if (!t)
		return;
	f->may_have_no_place |= !t->loc.source;
	switch (t->kind) {
	case REGO_TERM_VALUE: break;
	case REGO_TERM_VAR: count_wildcard(f, t->var); break;
	case REGO_TERM_ARRAY_COMP:
	case REGO_TERM_SET_COMP:
	case REGO_TERM_OBJECT_COMP:
		scan_term(f, t->comp.key, needs);
		scan_term(f, t->comp.term, needs);
		scan_body(f, t->comp.body, needs);
		break;
	case REGO_TERM_EXPR: scan_expr(f, t->expr, needs); break;
	default:
		for (uint32_t i = 0; i < t->list.count; i++)
			scan_term(f, t->list.items[i], needs);
	}
}

static bool is_membership(const struct rego_term *call)
{
	const struct rego_term *op = call->list.items[0];

	return op->list.count == 2 && rego_is_var(op->list.items[0], "internal") &&
	       op->list.items[1]->kind == REGO_TERM_VALUE &&
	       op->list.items[1]->value.kind == REGO_STRING &&
	       !strncmp(rego_text(op->list.items[1]->value), "member_", 7);
}

static void scan_expr(struct rego_fmt *f, const struct rego_expr *x, struct rego_fmt_needs *needs)
{
	switch (x->kind) {
	case REGO_EXPR_TERM: scan_term(f, x->term, needs); break;
	case REGO_EXPR_CALL:
		needs->in |= is_membership(x->term);
		for (uint32_t i = 0; i < x->term->list.count; i++)
			scan_term(f, x->term->list.items[i], needs);
		break;
	case REGO_EXPR_SOME:
		for (uint32_t i = 0; i < x->some.count; i++)
			scan_term(f, x->some.items[i], needs);
		break;
	case REGO_EXPR_EVERY:
		needs->every = true;
		scan_term(f, x->every.key, needs);
		scan_term(f, x->every.value, needs);
		scan_term(f, x->every.domain, needs);
		scan_body(f, x->every.body, needs);
		break;
	case REGO_EXPR_NOT:
		needs->not_body = true;
		scan_body(f, x->body, needs);
		break;
	}
	for (uint32_t i = 0; i < x->with_count; i++) {
		scan_term(f, x->with[i].target, needs);
		scan_term(f, x->with[i].value, needs);
	}
}

static void scan_body(struct rego_fmt *f, const struct rego_body *b, struct rego_fmt_needs *needs)
{
	for (uint32_t i = 0; i < b->count; i++)
		scan_expr(f, b->exprs[i], needs);
}

static void scan_rule(struct rego_fmt *f, const struct rego_rule *r, struct rego_fmt_needs *needs)
{
	const struct rego_head *h = r->head;
	uint32_t n = h->ref->list.count;

	if (n > 2 || (n == 2 && h->key && !h->value))
		f->ref_heads = true;
	for (uint32_t i = 0; i < h->arg_count; i++)
		scan_term(f, h->args[i], needs);
	scan_term(f, h->key, needs);
	scan_term(f, h->value, needs);
	scan_body(f, r->body, needs);
}

static void scan_import(struct rego_fmt *f, const struct rego_import *i)
{
	const struct rego_term *p = i->path;
	const char *second, *third;

	if (p->list.count < 2 || p->list.count > 3)
		return;
	second = rego_text(p->list.items[1]->value);
	third = p->list.count == 3 ? rego_text(p->list.items[2]->value) : NULL;
	if (rego_is_var(p->list.items[0], "rego") && !strcmp(second, "v1") && !third) {
		f->contains = f->ifs = true;
	} else if (rego_is_var(p->list.items[0], "future") && !strcmp(second, "keywords")) {
		f->contains |= !third || !strcmp(third, "contains");
		f->ifs |= !third || !strcmp(third, "if");
		if (third)
			f->keywords |= rego_future_keyword(third, strlen(third));
	}
}

void rego_fmt_scan(struct rego_fmt *f, struct rego_module *m, struct rego_fmt_needs *needs)
{
	for (uint32_t i = 0; i < m->import_count; i++)
		scan_import(f, m->imports[i]);
	for (uint32_t i = 0; i < m->rule_count; i++) {
		for (const struct rego_rule *r = m->rules[i]; r; r = r->otherwise)
			scan_rule(f, r, needs);
	}
}
