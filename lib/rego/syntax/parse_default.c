/* SPDX-License-Identifier: BSD-2-Clause */
/* Default rules: a value without variables, arguments that are different variables. */
#include "rego/syntax/parse_rule.h"

#include <stdlib.h>

static bool check_value(struct rego_parser *p, struct rego_loc loc, const struct rego_term *t);

/* Of a template string. */
static bool check_expr(struct rego_parser *p, struct rego_loc loc, const struct rego_expr *x)
{
	bool fine = true;

	if (x->kind == REGO_EXPR_TERM)
		fine = check_value(p, loc, x->term);
	else if (x->kind == REGO_EXPR_CALL)
		for (uint32_t i = 0; i < x->term->list.count; i++)
			fine &= check_value(p, loc, x->term->list.items[i]);
	for (uint32_t i = 0; i < x->with_count; i++) {
		fine &= check_value(p, loc, x->with[i].target);
		fine &= check_value(p, loc, x->with[i].value);
	}
	return fine;
}

static bool check_value(struct rego_parser *p, struct rego_loc loc, const struct rego_term *t)
{
	bool fine = true;

	switch (t->kind) {
	case REGO_TERM_REF:
	case REGO_TERM_VAR:
	case REGO_TERM_CALL:
		rego_parser_error(p, loc, "illegal default rule (value cannot contain %s)",
				  rego_term_kind_name(t));
		return false;
	case REGO_TERM_ARRAY:
	case REGO_TERM_SET:
	case REGO_TERM_OBJECT:
	case REGO_TERM_TEMPLATE:
		for (uint32_t i = 0; i < t->list.count; i++)
			fine &= check_value(p, loc, t->list.items[i]);
		return fine;
	case REGO_TERM_EXPR: return check_expr(p, loc, t->expr);
	default: return true;
	}
}

struct arg {
	const struct rego_string *name;
	uint32_t at;
};

static int compare_args(const void *a, const void *b)
{
	const struct arg *x = a, *y = b;

	if (x->name != y->name)
		return x->name < y->name ? -1 : 1;
	return x->at < y->at ? -1 : 1;
}

/* Which arguments are variables that an earlier one is, too. */
static bool *find_repeated(struct rego_parser *p, const struct rego_head *h)
{
	bool *again = rego_zalloc(p->arena, h->arg_count);
	struct arg *args = rego_new_array(p->arena, struct arg, h->arg_count);
	uint32_t n = 0;

	for (uint32_t i = 0; i < h->arg_count; i++) {
		if (h->args[i]->kind == REGO_TERM_VAR)
			args[n++] = (struct arg){ h->args[i]->var, i };
	}
	qsort(args, n, sizeof(*args), compare_args);
	for (uint32_t i = 1; i < n; i++)
		again[args[i].at] = args[i].name == args[i - 1].name;
	return again;
}

static bool check_args(struct rego_parser *p, const struct rego_rule *r)
{
	const bool *again = find_repeated(p, r->head);
	bool fine = true;

	for (uint32_t i = 0; i < r->head->arg_count; i++) {
		const struct rego_term *t = r->head->args[i];

		if (t->kind != REGO_TERM_VAR)
			rego_parser_error(p, r->loc,
					  "illegal default rule (arguments cannot contain %s)",
					  rego_term_kind_name(t));
		else if (again[i])
			rego_parser_error(p, r->loc,
					  "illegal default rule (arguments cannot be repeated %s)",
					  t->var->text);
		else
			continue;
		fine = false;
	}
	return fine;
}

bool rego_check_default(struct rego_parser *p, const struct rego_rule *r)
{
	if (!r->head->value) {
		rego_parser_error(p, r->loc, "illegal default rule (must have a value)");
		return false;
	}
	return check_value(p, r->loc, r->head->value) && check_args(p, r);
}
