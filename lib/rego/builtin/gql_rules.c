/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of valid queries, by what they look at; in the order in which OPA reports them. */
#include <stdio.h>
#include <stdlib.h>

#include "rego/builtin/gql_rules.h"

static bool is_kind(const struct rego_gql_definition *d, const char *kind)
{
	return !strcmp(d->kind, kind);
}

static bool is_composite(const struct rego_gql_definition *d)
{
	return is_kind(d, "OBJECT") || is_kind(d, "INTERFACE") || is_kind(d, "UNION");
}

static bool is_leaf(const struct rego_gql_definition *d)
{
	return is_kind(d, "ENUM") || is_kind(d, "SCALAR");
}

/* --- fields ----------------------------------------------------------------------- */
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

	if (is_kind(parent, "OBJECT") || !is_composite(parent) || !possible)
		return "";
	REGO_GQL_EACH(d, possible)
		most += d->interfaces.count + 1;
	list = rego_new_array(w->arena, struct usage, most + 1);
	REGO_GQL_EACH(d, possible) {
		if (!rego_gql_field_named(&d->fields, name))
			continue;
		REGO_GQL_EACH(face, &d->interfaces) {
			struct rego_gql_definition *f = rego_gql_type_of(w, face);

			if (f && rego_gql_field_named(&f->fields, name))
				use_interface(list, &n, face);
		}
	}
	REGO_GQL_EACH(d, possible)
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
	if (!*hint && (is_kind(parent, "OBJECT") || is_kind(parent, "INTERFACE")))
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
	REGO_GQL_EACH(arg, &f->arguments) {
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
	REGO_GQL_EACH(s, l) {
		const struct rego_gql_list *inner = &s->selections;
		bool list_field = s->kind == REGO_GQL_FIELD &&
				  (!strcmp(s->name, "fields") || !strcmp(s->name, "interfaces") ||
				   !strcmp(s->name, "possibleTypes") ||
				   !strcmp(s->name, "inputFields"));
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

static void missing_arguments(struct rego_gql_walk *w, const struct rego_gql_list *defs,
			      const struct rego_gql_list *have, const char *what, const char *name,
			      const struct rego_gql_pos *pos)
{
	struct rego_gql_field_def *d;

	REGO_GQL_EACH(d, defs)
		if (d->type->non_null && !d->default_value &&
		    !rego_gql_argument_named(have, d->name))
			rego_gql_report(w, pos, "%s%s\" argument \"%s\" of type \"%s\" is required, "
					"but it was not provided.", what, name, d->name,
					rego_gql_type_text(w->arena, d->type));
}

static void scalar_leaf(struct rego_gql_walk *w, struct rego_gql_selection *f)
{
	struct rego_gql_definition *type;

	if (!f->definition)
		return;
	type = rego_gql_type_of(w, rego_gql_type_name(f->definition->type));
	if (!type)
		return;
	if (is_leaf(type) && f->selections.count)
		rego_gql_report(w, f->pos, "Field \"%s\" must not have a selection since type \"%s\" "
				"has no subfields.", f->name, type->name);
	if (!is_leaf(type) && !f->selections.count)
		rego_gql_report(w, f->pos, "Field \"%s\" of type \"%s\" must have a selection of "
				"subfields. Did you mean \"%s { ... }\"?", f->name,
				rego_gql_type_text(w->arena, f->definition->type), f->name);
}

static int count_before(const struct rego_gql_list *l, uint32_t at, const char *name)
{
	int n = 0;

	for (uint32_t i = 0; i < at; i++)
		n += !strcmp(((struct rego_gql_argument *)l->items[i])->name, name);
	return n;
}

static void unique_arguments(struct rego_gql_walk *w, const struct rego_gql_list *l)
{
	struct rego_gql_argument *arg;

	REGO_GQL_EACH(arg, l) {
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
		missing_arguments(w, &f->definition->arguments, &f->arguments, "Field \"", f->name,
				  f->pos);
	scalar_leaf(w, f);
	unique_arguments(w, &f->arguments);
}

/* --- operations --------------------------------------------------------------------- */
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

	REGO_GQL_EACH(v, &o->variables) {
		if (v->used)
			continue;
		if (*o->name)
			rego_gql_report(w, v->pos, "Variable \"$%s\" is never used in operation "
					"\"%s\".", v->name, o->name);
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

	REGO_GQL_EACH(s, l) {
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
	REGO_GQL_EACH(f, &fields)
		if (!strncmp(f->name, "__", 2))
			rego_gql_report(w, f->pos,
					"%s must not select an introspection top level field.", name);
}

static void variable_rules(struct rego_gql_walk *w, struct rego_gql_operation *o)
{
	struct rego_gql_map seen = { 0 };
	struct rego_gql_variable *v;

	REGO_GQL_EACH(v, &o->variables) {
		int *n = rego_gql_find(&seen, v->name);

		if (!n) {
			n = rego_new(w->arena, int);
			rego_gql_put(w->arena, &seen, v->name, n);
		}
		if ((*n)++ == 1)
			rego_gql_report(w, v->pos, "There can be only one variable named \"$%s\".",
					v->name);
	}
	REGO_GQL_EACH(v, &o->variables)
		if (v->definition && !is_leaf(v->definition) &&
		    !is_kind(v->definition, "INPUT_OBJECT"))
			rego_gql_report(w, v->pos,
					"Variable \"$%s\" cannot be non-input type \"%s\".", v->name,
					rego_gql_type_text(w->arena, v->type));
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
		rego_gql_report(w, o->pos, "There can be only one operation named \"%s\".", o->name);
	rego_gql_put(w->arena, &w->operation_names, o->name, o);
	variable_rules(w, o);
}

/* --- fragments ------------------------------------------------------------------------ */
static bool can_be(struct rego_gql_walk *w, struct rego_gql_definition *parent, const char *name)
{
	struct rego_gql_definition *type = rego_gql_type_of(w, name), *x, *y;
	struct rego_gql_list one = { .items = (void *[]){ parent }, .count = 1 }, *parents = &one;
	struct rego_gql_list *types;

	if (!parent || !is_composite(parent) || !type || !is_composite(type))
		return true;
	if (!is_kind(parent, "OBJECT"))
		parents = rego_gql_find(&w->schema->possible, parent->name);
	types = rego_gql_find(&w->schema->possible, name);
	if (!parents || !types)
		return false;
	REGO_GQL_EACH(x, types)
		REGO_GQL_EACH(y, parents) {
			rego_gql_step(w);
			if (x == y || !strcmp(x->name, y->name))
				return true;
		}
	return false;
}

void rego_gql_on_inline(struct rego_gql_walk *w, struct rego_gql_selection *s)
{
	struct rego_gql_definition *type = rego_gql_type_of(w, s->condition);

	if (type && !is_composite(type))
		rego_gql_report(w, s->pos, "Fragment cannot condition on non composite type \"%s\".",
				s->condition);
	if (*s->condition && !type)
		rego_gql_report(w, s->pos, "Unknown type \"%s\".", s->condition);
	rego_gql_check_overlap(w, &s->selections);
	if (!can_be(w, s->object, s->condition))
		rego_gql_report(w, s->pos, "Fragment cannot be spread here as objects of type \"%s\" "
				"can never be of type \"%s\".", s->object->name, s->condition);
}

void rego_gql_on_spread(struct rego_gql_walk *w, struct rego_gql_selection *s)
{
	if (!s->fragment)
		rego_gql_report(w, s->pos, "Unknown fragment \"%s\".", s->name);
	if (!w->in_fragments)
		rego_gql_put(w->arena, &w->used_fragments, s->name, s);
	if (s->fragment && !can_be(w, s->object, s->fragment->condition))
		rego_gql_report(w, s->pos, "Fragment \"%s\" cannot be spread here as objects of type "
				"\"%s\" can never be of type \"%s\".", s->name, s->object->name,
				s->fragment->condition);
}

void rego_gql_on_fragment(struct rego_gql_walk *w, struct rego_gql_fragment *f)
{
	if (f->definition && *f->condition && !is_composite(f->definition))
		rego_gql_report(w, f->pos, "Fragment \"%s\" cannot condition on non composite type "
				"\"%s\".", f->name, f->condition);
	if (!f->definition)
		rego_gql_report(w, f->pos, "Unknown type \"%s\".%s", f->condition,
				rego_gql_did_you_mean(w->arena, "Did you mean", f->condition,
						      rego_gql_names(w->arena, &w->schema->types),
						      w->schema->types.count, true));
	rego_gql_check_cycles(w, f);
	w->in_fragments = true;
	if (!rego_gql_find(&w->used_fragments, f->name))
		rego_gql_report(w, f->pos, "Fragment \"%s\" is never used.", f->name);
	rego_gql_check_overlap(w, &f->selections);
	if (rego_gql_find(&w->fragment_names, f->name))
		rego_gql_report(w, f->pos, "There can be only one fragment named \"%s\".", f->name);
	rego_gql_put(w->arena, &w->fragment_names, f->name, f);
}

/* --- directives, values, variables --------------------------------------------------------- */
static void misplaced(struct rego_gql_walk *w, struct rego_gql_directive *d)
{
	const char *key;

	if (!d->definition) {
		rego_gql_report(w, d->pos, "Unknown directive \"@%s\".", d->name);
		return;
	}
	if (rego_gql_has_name(&d->definition->locations, d->location))
		return;
	key = rego_printf(w->arena, "%s:%d:%d", d->name, d->pos ? d->pos->line : 0,
			  d->pos ? d->pos->column : 0);
	if (!rego_gql_find(&w->misplaced, key))
		rego_gql_report(w, d->pos, "Directive \"@%s\" may not be used on %s.", d->name,
				d->location);
	rego_gql_put(w->arena, &w->misplaced, key, d);
}

void rego_gql_on_directive(struct rego_gql_walk *w, struct rego_gql_directive *d,
			   struct rego_gql_definition *parent)
{
	struct rego_gql_argument *arg;

	(void)parent;
	if (d->definition) {
		const struct rego_gql_list *defs = &d->definition->arguments;

		REGO_GQL_EACH(arg, &d->arguments)
			if (!rego_gql_field_named(defs, arg->name))
				rego_gql_report(w, d->pos, "Unknown argument \"%s\" on directive "
						"\"@%s\".%s", arg->name, d->name,
						rego_gql_did_you_mean(
							w->arena, "Did you mean", arg->name,
							rego_gql_field_names(w->arena, defs),
							defs->count, true));
	}
	misplaced(w, d);
	if (d->definition)
		missing_arguments(w, &d->definition->arguments, &d->arguments, "Directive \"@",
				  d->definition->name, d->pos);
	unique_arguments(w, &d->arguments);
}

void rego_gql_on_directives(struct rego_gql_walk *w, const struct rego_gql_list *l)
{
	struct rego_gql_directive *d;

	REGO_GQL_EACH(d, l) {
		bool seen = false;

		for (uint32_t i = 0; i < i_d; i++) {
			rego_gql_step(w);
			seen |= !strcmp(((struct rego_gql_directive *)l->items[i])->name, d->name);
		}
		if (seen && (!d->definition || !d->definition->repeatable))
			rego_gql_report(w, d->pos, "The directive \"@%s\" can only be used once at "
					"this location.", d->name);
	}
}

void rego_gql_on_variable(struct rego_gql_walk *w, struct rego_gql_variable *v)
{
	if (!v->definition)
		rego_gql_report(w, v->pos, "Unknown type \"%s\".", rego_gql_type_name(v->type));
}

static void variable_position(struct rego_gql_walk *w, struct rego_gql_value *v)
{
	struct rego_gql_type want;

	if (v->kind != REGO_GQL_VARIABLE || !v->expected || !v->variable || !w->operation)
		return;
	want = *v->expected;
	if ((v->variable->default_value && v->variable->default_value->kind != REGO_GQL_NULL) ||
	    v->expected_has_default)
		want.non_null = false;
	if (!rego_gql_type_fits(v->variable->type, &want))
		rego_gql_report(w, v->pos, "Variable \"$%s\" of type \"%s\" used in position expecting "
				"type \"%s\".", v->raw,
				rego_gql_type_text(w->arena, v->variable->type),
				rego_gql_type_text(w->arena, v->expected));
}

static bool is_one_of(const struct rego_gql_definition *d)
{
	struct rego_gql_directive *dir;

	REGO_GQL_EACH(dir, &d->directives)
		if (!strcmp(dir->name, "oneOf"))
			return true;
	return false;
}

static void one_of_variables(struct rego_gql_walk *w, struct rego_gql_value *v)
{
	struct rego_gql_child *c;

	if (v->kind != REGO_GQL_OBJECT || !v->definition || !is_one_of(v->definition))
		return;
	REGO_GQL_EACH(c, &v->children) {
		struct rego_gql_value *f = c->value;

		if (f && f->kind == REGO_GQL_VARIABLE && f->variable && !f->variable->type->non_null)
			rego_gql_report(w, f->variable->pos, "Variable \"$%s\" is of type \"%s\" but "
					"must be non-nullable to be used for OneOf Input Object \"%s\".",
					f->raw, rego_gql_type_text(w->arena, f->variable->type),
					v->definition->name);
	}
}

void rego_gql_on_value(struct rego_gql_walk *w, struct rego_gql_value *v)
{
	struct rego_gql_child *c;

	if (w->operation && v->kind == REGO_GQL_VARIABLE && !v->variable) {
		if (*w->operation->name)
			rego_gql_report(w, v->pos, "Variable \"$%s\" is not defined by operation "
					"\"%s\".", v->raw, w->operation->name);
		else
			rego_gql_report(w, v->pos, "Variable \"$%s\" is not defined.", v->raw);
	}
	if (v->kind == REGO_GQL_OBJECT) {
		struct rego_gql_map seen = { 0 };

		REGO_GQL_EACH(c, &v->children) {
			if (rego_gql_find(&seen, c->name))
				rego_gql_report(w, c->pos, "There can be only one input field named "
						"\"%s\".", c->name);
			rego_gql_put(w->arena, &seen, c->name, c);
		}
	}
	rego_gql_check_value(w, v);
	variable_position(w, v);
	one_of_variables(w, v);
}
