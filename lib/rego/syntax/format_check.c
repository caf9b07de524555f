/* SPDX-License-Identifier: BSD-2-Clause */
/* What v1 forbids and no formatting can mend: imports twice, rules and variables named like the
 * documents, deprecated built-ins, keywords as names. */
#include "rego/syntax/format_parts.h"

#include "rego/syntax/parser.h"

struct seen {
	const struct rego_string *name;
	const struct rego_import *import;
};

static const struct rego_string *import_name(const struct rego_import *i)
{
	const struct rego_term *last = i->path->list.items[i->path->list.count - 1];

	if (i->alias)
		return i->alias;
	return last->kind == REGO_TERM_VAR ? last->var : last->value.string;
}

static const char *import_text(struct rego_arena *a, const struct rego_import *i)
{
	const char *path = rego_text_of_term(a, i->path);

	return i->alias ? rego_printf(a, "import %s as %s", path, i->alias->text)
			: rego_printf(a, "import %s", path);
}

static uint32_t slot(const struct seen *all, uint32_t mask, const struct rego_string *name)
{
	uint32_t h = 2166136261u;

	for (uint32_t i = 0; i < name->len; i++)
		h = (h ^ (unsigned char)name->text[i]) * 16777619u;
	while (all[h & mask].name && strcmp(all[h & mask].name->text, name->text))
		h++;
	return h & mask;
}

static void check_imports(const struct rego_module *m, struct rego_errors *e)
{
	uint32_t mask = 7;
	struct seen *all;

	while (mask < m->import_count * 2)
		mask = mask * 2 + 1;
	all = rego_zalloc(e->arena, (mask + 1) * sizeof(*all));
	for (uint32_t i = 0; i < m->import_count; i++) {
		const struct rego_string *name = import_name(m->imports[i]);
		uint32_t s = slot(all, mask, name);

		if (all[s].name)
			rego_error(e, "rego_compile_error", m->imports[i]->loc,
				   "import must not shadow %s",
				   import_text(e->arena, all[s].import));
		else
			all[s] = (struct seen){ name, m->imports[i] };
	}
}

static bool is_root_name(const char *s)
{
	return !strcmp(s, "data") || !strcmp(s, "input");
}

static void check_names(const struct rego_rule *r, struct rego_errors *e)
{
	const struct rego_term *head = r->head->ref->list.items[0];

	if (is_root_name(head->var->text))
		rego_error(e, "rego_compile_error", r->loc,
			   "rules must not shadow %s (use a different rule name)", head->var->text);
	for (uint32_t i = 0; i < r->head->arg_count; i++) {
		const struct rego_term *t = r->head->args[i];

		if (t->kind == REGO_TERM_REF && t->list.count == 1 &&
		    t->list.items[0]->kind == REGO_TERM_VAR &&
		    is_root_name(t->list.items[0]->var->text))
			rego_error(e, "rego_compile_error", t->loc,
				   "args must not shadow %s (use a different variable name)",
				   t->list.items[0]->var->text);
	}
}

/* What is looked for in expressions and calls. */
enum what { ASSIGNED, DEPRECATED };

static void check_call(const struct rego_term *call, struct rego_loc loc, struct rego_errors *e)
{
	const char *name = rego_text_of_term(e->arena, call->list.items[0]);
	const struct rego_builtin *b = rego_builtin_find(name, strlen(name));

	if (b && b->flags & REGO_DEPRECATED)
		rego_error(e, "rego_type_error", loc,
			   "deprecated built-in function calls in expression: %s", name);
}

static void check_assigned(const struct rego_expr *x, struct rego_errors *e)
{
	const char *name;

	if (!rego_is_call_of(x->term, "assign") || x->term->list.count < 2)
		return;
	name = rego_text_of_term(e->arena, x->term->list.items[1]);
	if (is_root_name(name))
		rego_error(e, "rego_compile_error", x->loc,
			   "variables must not shadow %s (use a different variable name)", name);
}

static void walk_body(const struct rego_body *b, enum what what, struct rego_errors *e);
static void walk_expr(const struct rego_expr *x, enum what what, struct rego_errors *e);

static void walk_term(const struct rego_term *t, enum what what, struct rego_errors *e)
{
	if (!t)
		return;
	switch (t->kind) {
	case REGO_TERM_VALUE:
	case REGO_TERM_VAR: return;
	case REGO_TERM_ARRAY_COMP:
	case REGO_TERM_SET_COMP:
	case REGO_TERM_OBJECT_COMP:
		walk_term(t->comp.key, what, e);
		walk_term(t->comp.term, what, e);
		walk_body(t->comp.body, what, e);
		return;
	case REGO_TERM_EXPR: walk_expr(t->expr, what, e); return;
	case REGO_TERM_CALL:
		if (what == DEPRECATED)
			check_call(t, t->list.items[0]->loc, e);
		break;
	default: break;
	}
	for (uint32_t i = 0; i < t->list.count; i++)
		walk_term(t->list.items[i], what, e);
}

static void walk_list(struct rego_term *const *items, uint32_t n, enum what what,
		      struct rego_errors *e)
{
	for (uint32_t i = 0; i < n; i++)
		walk_term(items[i], what, e);
}

static void walk_expr(const struct rego_expr *x, enum what what, struct rego_errors *e)
{
	switch (x->kind) {
	case REGO_EXPR_TERM: walk_term(x->term, what, e); break;
	case REGO_EXPR_CALL:
		if (what == DEPRECATED)
			check_call(x->term, x->loc, e);
		else
			check_assigned(x, e);
		walk_list(x->term->list.items, x->term->list.count, what, e);
		break;
	case REGO_EXPR_SOME: walk_list(x->some.items, x->some.count, what, e); break;
	case REGO_EXPR_EVERY:
		walk_term(x->every.key, what, e);
		walk_term(x->every.value, what, e);
		walk_term(x->every.domain, what, e);
		walk_body(x->every.body, what, e);
		break;
	case REGO_EXPR_NOT: walk_body(x->body, what, e); break;
	}
	for (uint32_t i = 0; i < x->with_count; i++) {
		walk_term(x->with[i].target, what, e);
		walk_term(x->with[i].value, what, e);
	}
}

static void walk_body(const struct rego_body *b, enum what what, struct rego_errors *e)
{
	for (uint32_t i = 0; i < b->count; i++)
		walk_expr(b->exprs[i], what, e);
}

static void walk_rule(const struct rego_rule *r, enum what what, struct rego_errors *e)
{
	for (; r; r = r->otherwise) {
		const struct rego_head *h = r->head;

		if (what == DEPRECATED)
			walk_list(h->ref->list.items, h->ref->list.count, what, e);
		walk_list(h->args, h->arg_count, what, e);
		walk_term(h->key, what, e);
		walk_term(h->value, what, e);
		walk_body(r->body, what, e);
	}
}

void rego_fmt_check(const struct rego_module *m, struct rego_errors *e)
{
	check_imports(m, e);
	for (uint32_t i = 0; i < m->rule_count; i++)
		check_names(m->rules[i], e);
	for (uint32_t i = 0; i < m->rule_count; i++)
		walk_rule(m->rules[i], ASSIGNED, e);
	for (uint32_t i = 0; i < m->rule_count; i++)
		walk_rule(m->rules[i], DEPRECATED, e);
	for (uint32_t i = 0; i < m->rule_count; i++) {
		const struct rego_head *h = m->rules[i]->head;

		if (h->ref->list.count < 2 && h->name &&
		    rego_keyword(h->name->text, h->name->len, FUTURE_V1 | FUTURE_NOT) != TOK_IDENT)
			rego_error(e, "rego_parse_error", m->rules[i]->loc,
				   "%s keyword cannot be used for rule name", h->name->text);
	}
}
