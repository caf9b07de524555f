/* SPDX-License-Identifier: BSD-2-Clause */
/* What terms are, their order, and sets and objects in that order. */
#include <stdlib.h>

#include "rego/syntax/ast.h"
#include "rego/value/index.h"
#include "rego/value/number.h"

static const char *value_name(enum rego_kind kind)
{
	return kind == REGO_UNDEFINED ? "undefined" : rego_kind_name(kind);
}

const char *rego_term_kind_name(const struct rego_term *t)
{
	switch (t->kind) {
	case REGO_TERM_VALUE: return value_name(t->value.kind);
	case REGO_TERM_VAR: return "var";
	case REGO_TERM_REF: return "ref";
	case REGO_TERM_ARRAY: return "array";
	case REGO_TERM_SET: return "set";
	case REGO_TERM_OBJECT: return "object";
	case REGO_TERM_ARRAY_COMP: return "arraycomprehension";
	case REGO_TERM_SET_COMP: return "setcomprehension";
	case REGO_TERM_OBJECT_COMP: return "objectcomprehension";
	case REGO_TERM_CALL: return "call";
	case REGO_TERM_TEMPLATE: return "templatestring";
	case REGO_TERM_EXPR: return "expr";
	}
	return "";
}

bool rego_is_var(const struct rego_term *t, const char *name)
{
	return t->kind == REGO_TERM_VAR && !strcmp(t->var->text, name);
}

static bool list_is_ground(const struct rego_term *t, uint32_t from)
{
	for (uint32_t i = from; i < t->list.count; i++) {
		if (!rego_term_is_ground(t->list.items[i]))
			return false;
	}
	return true;
}

static bool body_is_ground(const struct rego_body *b)
{
	for (uint32_t i = 0; i < b->count; i++) {
		const struct rego_expr *x = b->exprs[i];

		if (x->kind == REGO_EXPR_TERM && !rego_term_is_ground(x->term))
			return false;
		if (x->kind == REGO_EXPR_CALL && !list_is_ground(x->term, 1))
			return false;
		if (x->kind == REGO_EXPR_NOT && !body_is_ground(x->body))
			return false;
	}
	return true;
}

bool rego_term_is_ground(const struct rego_term *t)
{
	switch (t->kind) {
	case REGO_TERM_VALUE: return true;
	case REGO_TERM_REF: return list_is_ground(t, 1);
	case REGO_TERM_ARRAY:
	case REGO_TERM_SET:
	case REGO_TERM_OBJECT:
	case REGO_TERM_CALL: return list_is_ground(t, 0);
	case REGO_TERM_ARRAY_COMP:
	case REGO_TERM_SET_COMP:
	case REGO_TERM_OBJECT_COMP:
		return (!t->comp.key || rego_term_is_ground(t->comp.key)) &&
		       rego_term_is_ground(t->comp.term) && body_is_ground(t->comp.body);
	default: return false;
	}
}

static int rank(const struct rego_term *t)
{
	static const int ranks[] = {
		[REGO_TERM_TEMPLATE] = 4,    [REGO_TERM_VAR] = 5,
		[REGO_TERM_REF] = 6,	     [REGO_TERM_ARRAY] = 7,
		[REGO_TERM_OBJECT] = 8,	     [REGO_TERM_SET] = 9,
		[REGO_TERM_ARRAY_COMP] = 10, [REGO_TERM_OBJECT_COMP] = 11,
		[REGO_TERM_SET_COMP] = 12,   [REGO_TERM_CALL] = 13,
		[REGO_TERM_EXPR] = 100,
	};

	if (t->kind != REGO_TERM_VALUE)
		return ranks[t->kind];
	switch (t->value.kind) {
	case REGO_UNDEFINED:
	case REGO_NULL: return 0;
	case REGO_BOOL: return 1;
	case REGO_NUMBER: return 2;
	case REGO_STRING: return 3;
	case REGO_ARRAY: return 7;
	case REGO_OBJECT: return 8;
	case REGO_SET: return 9;
	}
	return 0;
}

static int compare_counts(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_lists(struct rego_term *const *a, uint32_t an, struct rego_term *const *b,
			 uint32_t bn)
{
	for (uint32_t i = 0; i < an && i < bn; i++) {
		int c = rego_compare_terms(a[i], b[i]);

		if (c)
			return c;
	}
	return compare_counts(an, bn);
}

static int compare_bodies(const struct rego_body *a, const struct rego_body *b);

static int compare_every(const struct rego_expr *a, const struct rego_expr *b)
{
	int c;

	if (!a->every.key != !b->every.key)
		return a->every.key ? 1 : -1;
	c = a->every.key ? rego_compare_terms(a->every.key, b->every.key) : 0;
	c = c ? c : rego_compare_terms(a->every.value, b->every.value);
	c = c ? c : rego_compare_terms(a->every.domain, b->every.domain);
	return c ? c : compare_bodies(a->every.body, b->every.body);
}

static int compare_with(const struct rego_expr *a, const struct rego_expr *b)
{
	for (uint32_t i = 0; i < a->with_count && i < b->with_count; i++) {
		int c = rego_compare_terms(a->with[i].target, b->with[i].target);

		c = c ? c : rego_compare_terms(a->with[i].value, b->with[i].value);
		if (c)
			return c;
	}
	return compare_counts(a->with_count, b->with_count);
}

static int expr_rank(const struct rego_expr *x)
{
	static const int ranks[] = {
		[REGO_EXPR_SOME] = 0,  [REGO_EXPR_TERM] = 1, [REGO_EXPR_CALL] = 2,
		[REGO_EXPR_EVERY] = 3, [REGO_EXPR_NOT] = 4,
	};

	return ranks[x->kind];
}

int rego_compare_exprs(const struct rego_expr *a, const struct rego_expr *b)
{
	int c = expr_rank(a) - expr_rank(b);

	c = c ? c : compare_counts(a->index, b->index);
	c = c ? c : a->negated - b->negated;
	if (c)
		return c;
	switch (a->kind) {
	case REGO_EXPR_TERM:
	case REGO_EXPR_CALL: c = rego_compare_terms(a->term, b->term); break;
	case REGO_EXPR_SOME:
		c = compare_lists(a->some.items, a->some.count, b->some.items, b->some.count);
		break;
	case REGO_EXPR_EVERY: c = compare_every(a, b); break;
	case REGO_EXPR_NOT: c = compare_bodies(a->body, b->body); break;
	}
	return c ? c : compare_with(a, b);
}

static int compare_bodies(const struct rego_body *a, const struct rego_body *b)
{
	for (uint32_t i = 0; i < a->count && i < b->count; i++) {
		int c = rego_compare_exprs(a->exprs[i], b->exprs[i]);

		if (c)
			return c;
	}
	return compare_counts(a->count, b->count);
}

static int compare_comprehensions(const struct rego_term *a, const struct rego_term *b)
{
	int c = a->comp.key && b->comp.key ? rego_compare_terms(a->comp.key, b->comp.key) : 0;

	c = c ? c : rego_compare_terms(a->comp.term, b->comp.term);
	return c ? c : compare_bodies(a->comp.body, b->comp.body);
}

static int compare_templates(const struct rego_term *a, const struct rego_term *b)
{
	if (a->raw != b->raw)
		return a->raw ? 1 : -1;
	if (a->list.count != b->list.count)
		return compare_counts(a->list.count, b->list.count);
	return compare_lists(a->list.items, a->list.count, b->list.items, b->list.count);
}

int rego_compare_terms(const struct rego_term *a, const struct rego_term *b)
{
	int c = rank(a) - rank(b);

	if (c)
		return c;
	if (a->kind != b->kind)
		return a->kind == REGO_TERM_VALUE ? -1 : 1;
	switch (a->kind) {
	case REGO_TERM_VALUE: return rego_compare(a->value, b->value);
	case REGO_TERM_VAR: return strcmp(a->var->text, b->var->text);
	case REGO_TERM_TEMPLATE: return compare_templates(a, b);
	case REGO_TERM_EXPR: return rego_compare_exprs(a->expr, b->expr);
	case REGO_TERM_ARRAY_COMP:
	case REGO_TERM_SET_COMP:
	case REGO_TERM_OBJECT_COMP: return compare_comprehensions(a, b);
	default: return compare_lists(a->list.items, a->list.count, b->list.items, b->list.count);
	}
}

struct sorted {
	struct rego_term *key, *value;
	uint32_t at;
};

static int compare_sorted(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	int c = rego_compare_terms(x->key, y->key);

	return c ? c : compare_counts(x->at, y->at);
}

/* 10.0 == 1 is true in Rego, and yet they are two keys. */
static bool same_term(const struct rego_term *a, const struct rego_term *b)
{
	return a->kind != REGO_TERM_VALUE || b->kind != REGO_TERM_VALUE ||
	       a->value.kind != REGO_NUMBER || rego_same_key(a->value, b->value);
}

/* Which of the sorted is the same key; out: none. */
static uint32_t find_same(const struct sorted *all, uint32_t out, const struct rego_term *key)
{
	for (uint32_t k = out; k-- && !rego_compare_terms(all[k].key, key);)
		if (same_term(all[k].key, key))
			return k;
	return out;
}

/* Of equal keys the first stays, with the last value. */
void rego_sort_term(struct rego_arena *a, struct rego_term *t)
{
	uint32_t step = t->kind == REGO_TERM_OBJECT ? 2 : 1, n = t->list.count / step, out = 0;
	struct sorted *all;

	if (n < 2)
		return;
	all = rego_new_array(a, struct sorted, n);
	for (uint32_t i = 0; i < n; i++)
		all[i] = (struct sorted){ t->list.items[i * step],
					  t->list.items[i * step + step - 1], i };
	qsort(all, n, sizeof(*all), compare_sorted);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t same = find_same(all, out, all[i].key);

		if (same < out)
			all[same].value = all[i].value;
		else
			all[out++] = all[i];
	}
	for (uint32_t i = 0; i < out; i++) {
		t->list.items[i * step + step - 1] = all[i].value;
		t->list.items[i * step] = all[i].key;
	}
	t->list.count = out * step;
}
