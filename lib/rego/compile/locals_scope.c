/* SPDX-License-Identifier: BSD-2-Clause */
/* Scopes of declared variables, and those that nobody uses. */
#include <stdarg.h>
#include <stdio.h>

#include "rego/compile/locals.h"

void rego_scope_push(struct rego_locals *s, struct rego_scope *scope)
{
	*scope = (struct rego_scope){ .outer = s->scope };
	rego_vars_init(&scope->names, s->pass->arena, NULL);
	s->scope = scope;
}

void rego_scope_pop(struct rego_locals *s)
{
	s->scope = s->scope->outer;
}

struct rego_local *rego_scope_find(const struct rego_scope *scope, const struct rego_string *var)
{
	const struct rego_var_entry *e = rego_vars_find(&scope->names, var);

	return e ? &scope->list[e - scope->names.items] : NULL;
}

struct rego_local *rego_scope_entry(struct rego_scope *scope, const struct rego_string *var)
{
	struct rego_local *l = rego_scope_find(scope, var);

	if (l)
		return l;
	rego_vars_add(&scope->names, var);
	if (scope->names.count > scope->room) {
		uint32_t room = scope->room ? scope->room * 2 : 8;
		struct rego_local *list =
			rego_new_array(scope->names.arena, struct rego_local, room);

		if (scope->room)
			memcpy(list, scope->list, scope->room * sizeof(*list));
		scope->list = list;
		scope->room = room;
	}
	l = &scope->list[scope->names.count - 1];
	*l = (struct rego_local){ 0 };
	return l;
}

void rego_scope_insert(struct rego_locals *s, const struct rego_string *var,
		       const struct rego_string *renamed, enum rego_occurrence how)
{
	struct rego_local *l = rego_scope_entry(s->scope, var);

	*l = (struct rego_local){ .renamed = renamed, .occurrence = how, .uses = 1 };
	if (renamed != var)
		rego_pass_rename(s->pass, renamed, var);
}

const struct rego_string *rego_scope_renamed(const struct rego_scope *scope,
					     const struct rego_string *var)
{
	for (; scope; scope = scope->outer) {
		const struct rego_local *l = rego_scope_find(scope, var);

		if (l && l->renamed)
			return l->renamed;
	}
	return NULL;
}

void rego_scope_use(struct rego_locals *s, const struct rego_string *var)
{
	for (struct rego_scope *scope = s->scope; scope; scope = scope->outer) {
		struct rego_local *l = rego_scope_find(scope, var);

		if (l) {
			l->uses++;
			return;
		}
	}
	rego_scope_entry(s->scope, var)->uses = 1;
}

uint32_t rego_scope_uses(const struct rego_scope *scope, const struct rego_string *var)
{
	for (; scope; scope = scope->outer) {
		const struct rego_local *l = rego_scope_find(scope, var);

		if (l)
			return l->uses;
	}
	return 0;
}

bool rego_locals_error(struct rego_locals *s, const struct rego_loc *loc, const char *fmt, ...)
{
	char text[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	s->errors++;
	return rego_pass_error(s->pass, REGO_COMPILE_ERROR, loc, "%s", text);
}

const struct rego_string *rego_declare(struct rego_locals *s, const struct rego_string *var,
				       enum rego_occurrence how, const struct rego_loc *loc)
{
	const struct rego_local *l = rego_scope_find(s->scope, var);
	const struct rego_string *renamed;
	const char *name = rego_var_name(var);

	switch (l ? l->occurrence : REGO_NEW) {
	case REGO_SEEN: rego_locals_error(s, loc, "var %.400s referenced above", name); return NULL;
	case REGO_ASSIGNED:
		rego_locals_error(s, loc, "var %.400s assigned above", name);
		return NULL;
	case REGO_DECLARED:
		rego_locals_error(s, loc, "var %.400s declared above", name);
		return NULL;
	case REGO_ARG: rego_locals_error(s, loc, "arg %.400s redeclared", name); return NULL;
	case REGO_NEW: break;
	}
	renamed = rego_new_local(s->pass);
	rego_scope_insert(s, var, renamed, how);
	return renamed;
}

/* --- unused variables --------------------------------------------------------------- */
/* used, under the names the variables have now. */
static void renamed_uses(const struct rego_locals *s, const struct rego_vars *used,
			 struct rego_vars *out)
{
	for (uint32_t i = 0; used && i < used->count; i++) {
		const struct rego_string *var = used->items[i].var;
		const struct rego_string *renamed = rego_scope_renamed(s->scope, var);

		rego_vars_add(out, renamed ? renamed : var);
	}
}

/* Those of the innermost scope with that occurrence, by their new names; sorted. */
static void with_occurrence(const struct rego_locals *s, enum rego_occurrence how,
			    struct rego_vars *out)
{
	const struct rego_scope *scope = s->scope;

	rego_vars_init(out, s->pass->arena, NULL);
	for (uint32_t i = 0; i < scope->names.count; i++) {
		const struct rego_string *var = scope->names.items[i].var;

		if (scope->list[i].occurrence != how)
			continue;
		if (how == REGO_ASSIGNED && (rego_var_is_wildcard(var) || scope->list[i].uses > 1))
			continue;
		rego_vars_add(out, scope->list[i].renamed);
	}
	rego_vars_sort(out);
}

static void check_assigned(struct rego_locals *s, const struct rego_vars *used,
			   const struct rego_body *b)
{
	struct rego_vars unused, uses;

	with_occurrence(s, REGO_ASSIGNED, &unused);
	if (!unused.count)
		return;
	rego_vars_init(&uses, s->pass->arena, NULL);
	renamed_uses(s, used, &uses);
	for (uint32_t i = 0; i < unused.count; i++) {
		const struct rego_string *var = unused.items[i].var;
		const struct rego_expr *at = b->exprs[0];

		if (rego_vars_has(&uses, var))
			continue;
		for (uint32_t k = 0; k < b->count; k++) {
			struct rego_vars vars;

			rego_vars_init(&vars, s->pass->arena, NULL);
			rego_collect_expr(&vars, b->exprs[k], 0);
			if (!rego_vars_has(&vars, var))
				continue;
			at = b->exprs[k];
			break;
		}
		rego_locals_error(s, &at->loc, "assigned var %.400s unused",
				  rego_var_name(rego_pass_original(s->pass, var)));
	}
}

/* The variables that are declared in a body, each with the place of the first expression that does.
 */
static void declared_places(struct rego_vars *all, const struct rego_body *b)
{
	for (uint32_t i = 0; i < b->count; i++) {
		uint32_t known = all->count;

		rego_declared_in_expr(all, b->exprs[i]);
		for (; known < all->count; known++)
			all->items[known].loc = b->exprs[i]->loc;
	}
}

static void report_declared(struct rego_locals *s, const struct rego_string *var,
			    const struct rego_vars *places, const struct rego_body *b)
{
	const struct rego_var_entry *at = rego_vars_find(places, var);

	if (!rego_var_is_generated(var))
		rego_locals_error(s, at ? &at->loc : &b->exprs[0]->loc,
				  "declared var %.400s unused", rego_var_name(var));
}

static void check_declared(struct rego_locals *s, const struct rego_vars *used,
			   const struct rego_body *before, const struct rego_body *after)
{
	struct rego_vars declared, uses, places;

	with_occurrence(s, REGO_DECLARED, &declared);
	if (!declared.count)
		return;
	rego_vars_init(&uses, s->pass->arena, NULL);
	rego_collect_body(&uses, after, 0);
	renamed_uses(s, used, &uses);
	rego_vars_init(&places, s->pass->arena, NULL);
	declared_places(&places, before);
	for (uint32_t i = 0; i < declared.count; i++) {
		const struct rego_string *var = declared.items[i].var;

		if (!rego_vars_has(&uses, var) && !(used && rego_vars_has(used, var)))
			report_declared(s, rego_pass_original(s->pass, var), &places, before);
	}
}

void rego_check_unused(struct rego_locals *s, const struct rego_vars *used,
		       const struct rego_body *before, const struct rego_body *after)
{
	if (!before->count)
		return;
	if (s->pass->options->strict && !s->errors)
		check_assigned(s, used, before);
	if (!s->errors)
		check_declared(s, used, before, after);
}
