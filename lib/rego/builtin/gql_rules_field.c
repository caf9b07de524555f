/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of valid queries for fields. */
#include "rego/builtin/gql_rules.h"

#include <stdio.h>
#include <stdlib.h>

struct usage {
	const char *name;
	int count;
};

static int by_usage(const void *x, const void *y)
{
	const struct usage *a = x, *b = y;

	return a->count != b->count ? b->count - a->count : strcmp(a->name, b->name);
}

static void use_interface(struct usage *list, size_t *n, const char *name)
{
	for (size_t i = 0; i < *n; i++)
		if (!strcmp(list[i].name, name)) {
			list[i].count++;
			return;
		}
	list[(*n)++] = (struct usage){ name, 1 };
}

/* Types of an abstract one that have the field, and their interfaces; "" when there are none. */
static const char *inline_hint(struct rego_gql_walk *w, struct rego_gql_definition *parent,
			       const char *name)
{
	struct rego_gql_list *possible = rego_gql_find(&w->schema->possible, parent->name);
	struct rego_gql_definition *d;
	struct usage *list;
	const char **names, *face;
	size_t n = 0, most = 0;

	if (rego_gql_is_kind(parent, "OBJECT") || !rego_gql_is_composite(parent) || !possible)
		return "";
	REGO_GQL_EACH (d, possible)
		most += d->interfaces.count + 1;
	list = rego_new_array(w->arena, struct usage, most + 1);
	REGO_GQL_EACH (d, possible) {
		if (!rego_gql_field_named(&d->fields, name))
			continue;
		REGO_GQL_EACH (face, &d->interfaces) {
			struct rego_gql_definition *f = rego_gql_type_of(w, face);

			if (f && rego_gql_field_named(&f->fields, name))
				use_interface(list, &n, face);
		}
	}
	REGO_GQL_EACH (d, possible)
		if (rego_gql_field_named(&d->fields, name))
			list[n++] = (struct usage){ d->name, 0 };
	if (!n)
		return "";
	qsort(list, n, sizeof(*list), by_usage);
	names = rego_new_array(w->arena, const char *, n);
	for (size_t i = 0; i < n; i++)
		names[i] = list[i].name;
	return rego_printf(w->arena, " Did you mean to use an inline fragment on %s?",
			   rego_gql_or_list(w->arena, names, n, true));
}

static void unknown_field(struct rego_gql_walk *w, struct rego_gql_selection *f)
{
	struct rego_gql_definition *parent = f->object;
	const char *hint;

	if (!parent || f->definition)
		return;
	hint = inline_hint(w, parent, f->name);
	if (!*hint && (rego_gql_is_kind(parent, "OBJECT") || rego_gql_is_kind(parent, "INTERFACE")))
		hint = rego_gql_did_you_mean(w->arena, "Did you mean", f->name,
					     rego_gql_field_names(w->arena, &parent->fields),
					     parent->fields.count, true);
	rego_gql_report(w, f->pos, "Cannot query field \"%s\" on type \"%s\".%s", f->name,
			parent->name, hint);
}

static void unknown_arguments(struct rego_gql_walk *w, struct rego_gql_selection *f)
{
	struct rego_gql_argument *arg;

	if (!f->definition || !f->object)
		return;
	REGO_GQL_EACH (arg, &f->arguments) {
		const struct rego_gql_list *defs = &f->definition->arguments;

		if (!rego_gql_field_named(defs, arg->name))
			rego_gql_report(w, f->pos, "Unknown argument \"%s\" on field \"%s.%s\".%s",
					arg->name, f->object->name, f->name,
					rego_gql_did_you_mean(w->arena, "Did you mean", arg->name,
							      rego_gql_field_names(w->arena, defs),
							      defs->count, true));
	}
}

static bool too_deep(struct rego_gql_walk *w, const struct rego_gql_list *l,
		     struct rego_gql_map *visiting, int depth, int nesting)
{
	struct rego_gql_selection *s;

	if (nesting > 2 * REGO_GQL_DEPTH)
		rego_stop(w->arena, REGO_STOP_DEPTH);
	REGO_GQL_EACH (s, l) {
		const struct rego_gql_list *inner = &s->selections;
		bool list_field =
			s->kind == REGO_GQL_FIELD &&
			(!strcmp(s->name, "fields") || !strcmp(s->name, "interfaces") ||
			 !strcmp(s->name, "possibleTypes") || !strcmp(s->name, "inputFields"));
		bool deep;

		rego_gql_step(w);
		if (list_field && depth + 1 >= 3)
			return true;
		if (s->kind == REGO_GQL_SPREAD) {
			if (!s->fragment || rego_gql_find(visiting, s->name))
				continue;
			inner = &s->fragment->selections;
			rego_gql_put(w->arena, visiting, s->name, s);
		}
		deep = too_deep(w, inner, visiting, depth + list_field, nesting + 1);
		if (s->kind == REGO_GQL_SPREAD)
			rego_gql_put(w->arena, visiting, s->name, NULL);
		if (deep)
			return true;
	}
	return false;
}

static void introspection_depth(struct rego_gql_walk *w, struct rego_gql_selection *f)
{
	struct rego_gql_map visiting = { 0 };

	if (strcmp(f->name, "__schema") && strcmp(f->name, "__type"))
		return;
	if (too_deep(w, &f->selections, &visiting, 0, 0))
		rego_gql_report(w, f->pos, "Maximum introspection depth exceeded");
}

void rego_gql_missing_arguments(struct rego_gql_walk *w, const struct rego_gql_list *defs,
				const struct rego_gql_list *have, const char *what,
				const char *name, const struct rego_gql_pos *pos)
{
	struct rego_gql_field_def *d;

	REGO_GQL_EACH (d, defs)
		if (d->type->non_null && !d->default_value &&
		    !rego_gql_argument_named(have, d->name))
			rego_gql_report(w, pos,
					"%s%s\" argument \"%s\" of type \"%s\" is required, "
					"but it was not provided.",
					what, name, d->name, rego_gql_type_text(w->arena, d->type));
}

static void scalar_leaf(struct rego_gql_walk *w, struct rego_gql_selection *f)
{
	struct rego_gql_definition *type;

	if (!f->definition)
		return;
	type = rego_gql_type_of(w, rego_gql_type_name(f->definition->type));
	if (!type)
		return;
	if (rego_gql_is_leaf(type) && f->selections.count)
		rego_gql_report(w, f->pos,
				"Field \"%s\" must not have a selection since type \"%s\" "
				"has no subfields.",
				f->name, type->name);
	if (!rego_gql_is_leaf(type) && !f->selections.count)
		rego_gql_report(w, f->pos,
				"Field \"%s\" of type \"%s\" must have a selection of "
				"subfields. Did you mean \"%s { ... }\"?",
				f->name, rego_gql_type_text(w->arena, f->definition->type),
				f->name);
}

static int count_before(const struct rego_gql_list *l, uint32_t at, const char *name)
{
	int n = 0;

	for (uint32_t i = 0; i < at; i++)
		n += !strcmp(((struct rego_gql_argument *)l->items[i])->name, name);
	return n;
}

void rego_gql_unique_arguments(struct rego_gql_walk *w, const struct rego_gql_list *l)
{
	struct rego_gql_argument *arg;

	REGO_GQL_EACH (arg, l) {
		rego_gql_step(w);
		if (count_before(l, i_arg, arg->name) == 1)
			rego_gql_report(w, arg->pos, "There can be only one argument named \"%s\".",
					arg->name);
	}
}

void rego_gql_on_field(struct rego_gql_walk *w, struct rego_gql_selection *f)
{
	unknown_field(w, f);
	unknown_arguments(w, f);
	introspection_depth(w, f);
	if (w->operation)
		rego_gql_check_overlap(w, &f->selections);
	if (f->definition)
		rego_gql_missing_arguments(w, &f->definition->arguments, &f->arguments, "Field \"",
					   f->name, f->pos);
	scalar_leaf(w, f);
	rego_gql_unique_arguments(w, &f->arguments);
}
