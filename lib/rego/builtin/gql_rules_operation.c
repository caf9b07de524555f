/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of valid queries for operations and their variables. */
#include "rego/builtin/gql_rules.h"

static void root_type(struct rego_gql_walk *w, struct rego_gql_operation *o)
{
	struct rego_gql_definition *d = w->schema->query;

	if (!strcmp(o->operation, "mutation"))
		d = w->schema->mutation;
	else if (!strcmp(o->operation, "subscription"))
		d = w->schema->subscription;
	if (!d)
		rego_gql_report(w, o->pos, "Schema does not support operation type \"%s\"",
				o->operation);
}

static void unused_variables(struct rego_gql_walk *w, struct rego_gql_operation *o)
{
	struct rego_gql_variable *v;

	REGO_GQL_EACH (v, &o->variables) {
		if (v->used)
			continue;
		if (*o->name)
			rego_gql_report(w, v->pos,
					"Variable \"$%s\" is never used in operation "
					"\"%s\".",
					v->name, o->name);
		else
			rego_gql_report(w, v->pos, "Variable \"$%s\" is never used.", v->name);
	}
}

/* Fields of the top, of fragments, too; each name once.  False: an unknown fragment ends it. */
static bool top_fields(struct rego_gql_walk *w, const struct rego_gql_list *l,
		       struct rego_gql_list *out, struct rego_gql_map *seen,
		       struct rego_gql_map *fragments)
{
	struct rego_gql_selection *s;

	REGO_GQL_EACH (s, l) {
		rego_gql_step(w);
		if (s->kind == REGO_GQL_FIELD) {
			if (!rego_gql_find(seen, s->name)) {
				rego_gql_put(w->arena, seen, s->name, s);
				rego_gql_add(w->arena, out, s);
			}
		} else if (s->kind == REGO_GQL_INLINE) {
			top_fields(w, &s->selections, out, seen, fragments);
		} else {
			if (!s->fragment)
				return false;
			if (!rego_gql_find(fragments, s->name)) {
				rego_gql_put(w->arena, fragments, s->name, s);
				top_fields(w, &s->fragment->selections, out, seen, fragments);
			}
		}
	}
	return true;
}

static void one_subscription(struct rego_gql_walk *w, struct rego_gql_operation *o)
{
	struct rego_gql_map seen = { 0 }, fragments = { 0 };
	struct rego_gql_list fields = { 0 };
	struct rego_gql_selection *f;
	const char *name = "Anonymous Subscription";

	if (!w->schema->subscription || strcmp(o->operation, "subscription"))
		return;
	top_fields(w, &o->selections, &fields, &seen, &fragments);
	if (*o->name)
		name = rego_printf(w->arena, "Subscription \"%s\"", o->name);
	if (fields.count > 1) {
		f = fields.items[1];
		rego_gql_report(w, f->pos, "%s must select only one top level field.", name);
	}
	REGO_GQL_EACH (f, &fields)
		if (!strncmp(f->name, "__", 2))
			rego_gql_report(w, f->pos,
					"%s must not select an introspection top level field.",
					name);
}

static void variable_rules(struct rego_gql_walk *w, struct rego_gql_operation *o)
{
	struct rego_gql_map seen = { 0 };
	struct rego_gql_variable *v;

	REGO_GQL_EACH (v, &o->variables) {
		int *n = rego_gql_find(&seen, v->name);

		if (!n) {
			n = rego_new(w->arena, int);
			rego_gql_put(w->arena, &seen, v->name, n);
		}
		if ((*n)++ == 1)
			rego_gql_report(w, v->pos, "There can be only one variable named \"$%s\".",
					v->name);
	}
	REGO_GQL_EACH (v, &o->variables)
		if (v->definition && !rego_gql_is_leaf(v->definition) &&
		    !rego_gql_is_kind(v->definition, "INPUT_OBJECT"))
			rego_gql_report(w, v->pos,
					"Variable \"$%s\" cannot be non-input type \"%s\".",
					v->name, rego_gql_type_text(w->arena, v->type));
}

void rego_gql_on_operation(struct rego_gql_walk *w, struct rego_gql_operation *o)
{
	root_type(w, o);
	if (!*o->name && w->query->operations.count > 1)
		rego_gql_report(w, o->pos,
				"This anonymous operation must be the only defined operation.");
	unused_variables(w, o);
	rego_gql_check_overlap(w, &o->selections);
	one_subscription(w, o);
	if (rego_gql_find(&w->operation_names, o->name))
		rego_gql_report(w, o->pos, "There can be only one operation named \"%s\".",
				o->name);
	rego_gql_put(w->arena, &w->operation_names, o->name, o);
	variable_rules(w, o);
}
