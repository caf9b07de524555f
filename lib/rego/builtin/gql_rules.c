/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of valid queries for fragments, directives, values and variables; as all rules, in the
 * order in which OPA reports them. */
#include "rego/builtin/gql_rules.h"

/* --- fragments ------------------------------------------------------------------------ */
static bool can_be(struct rego_gql_walk *w, struct rego_gql_definition *parent, const char *name)
{
	struct rego_gql_definition *type = rego_gql_type_of(w, name), *x, *y;
	struct rego_gql_list one = { .items = (void *[]){ parent }, .count = 1 }, *parents = &one;
	struct rego_gql_list *types;

	if (!parent || !rego_gql_is_composite(parent) || !type || !rego_gql_is_composite(type))
		return true;
	if (!rego_gql_is_kind(parent, "OBJECT"))
		parents = rego_gql_find(&w->schema->possible, parent->name);
	types = rego_gql_find(&w->schema->possible, name);
	if (!parents || !types)
		return false;
	REGO_GQL_EACH (x, types)
		REGO_GQL_EACH (y, parents) {
			rego_gql_step(w);
			if (x == y || !strcmp(x->name, y->name))
				return true;
		}
	return false;
}

void rego_gql_on_inline(struct rego_gql_walk *w, struct rego_gql_selection *s)
{
	struct rego_gql_definition *type = rego_gql_type_of(w, s->condition);

	if (type && !rego_gql_is_composite(type))
		rego_gql_report(w, s->pos,
				"Fragment cannot condition on non composite type \"%s\".",
				s->condition);
	if (*s->condition && !type)
		rego_gql_report(w, s->pos, "Unknown type \"%s\".", s->condition);
	rego_gql_check_overlap(w, &s->selections);
	if (!can_be(w, s->object, s->condition))
		rego_gql_report(w, s->pos,
				"Fragment cannot be spread here as objects of type \"%s\" "
				"can never be of type \"%s\".",
				s->object->name, s->condition);
}

void rego_gql_on_spread(struct rego_gql_walk *w, struct rego_gql_selection *s)
{
	if (!s->fragment)
		rego_gql_report(w, s->pos, "Unknown fragment \"%s\".", s->name);
	if (!w->in_fragments)
		rego_gql_put(w->arena, &w->used_fragments, s->name, s);
	if (s->fragment && !can_be(w, s->object, s->fragment->condition))
		rego_gql_report(w, s->pos,
				"Fragment \"%s\" cannot be spread here as objects of type "
				"\"%s\" can never be of type \"%s\".",
				s->name, s->object->name, s->fragment->condition);
}

void rego_gql_on_fragment(struct rego_gql_walk *w, struct rego_gql_fragment *f)
{
	if (f->definition && *f->condition && !rego_gql_is_composite(f->definition))
		rego_gql_report(w, f->pos,
				"Fragment \"%s\" cannot condition on non composite type "
				"\"%s\".",
				f->name, f->condition);
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

		REGO_GQL_EACH (arg, &d->arguments)
			if (!rego_gql_field_named(defs, arg->name))
				rego_gql_report(
					w, d->pos,
					"Unknown argument \"%s\" on directive "
					"\"@%s\".%s",
					arg->name, d->name,
					rego_gql_did_you_mean(w->arena, "Did you mean", arg->name,
							      rego_gql_field_names(w->arena, defs),
							      defs->count, true));
	}
	misplaced(w, d);
	if (d->definition)
		rego_gql_missing_arguments(w, &d->definition->arguments, &d->arguments,
					   "Directive \"@", d->definition->name, d->pos);
	rego_gql_unique_arguments(w, &d->arguments);
}

void rego_gql_on_directives(struct rego_gql_walk *w, const struct rego_gql_list *l)
{
	struct rego_gql_directive *d;

	REGO_GQL_EACH (d, l) {
		bool seen = false;

		for (uint32_t i = 0; i < i_d; i++) {
			rego_gql_step(w);
			seen |= !strcmp(((struct rego_gql_directive *)l->items[i])->name, d->name);
		}
		if (seen && (!d->definition || !d->definition->repeatable))
			rego_gql_report(w, d->pos,
					"The directive \"@%s\" can only be used once at "
					"this location.",
					d->name);
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
		rego_gql_report(w, v->pos,
				"Variable \"$%s\" of type \"%s\" used in position expecting "
				"type \"%s\".",
				v->raw, rego_gql_type_text(w->arena, v->variable->type),
				rego_gql_type_text(w->arena, v->expected));
}

static bool is_one_of(const struct rego_gql_definition *d)
{
	struct rego_gql_directive *dir;

	REGO_GQL_EACH (dir, &d->directives)
		if (!strcmp(dir->name, "oneOf"))
			return true;
	return false;
}

static void one_of_variables(struct rego_gql_walk *w, struct rego_gql_value *v)
{
	struct rego_gql_child *c;

	if (v->kind != REGO_GQL_OBJECT || !v->definition || !is_one_of(v->definition))
		return;
	REGO_GQL_EACH (c, &v->children) {
		struct rego_gql_value *f = c->value;

		if (f && f->kind == REGO_GQL_VARIABLE && f->variable &&
		    !f->variable->type->non_null)
			rego_gql_report(
				w, f->variable->pos,
				"Variable \"$%s\" is of type \"%s\" but "
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
			rego_gql_report(w, v->pos,
					"Variable \"$%s\" is not defined by operation "
					"\"%s\".",
					v->raw, w->operation->name);
		else
			rego_gql_report(w, v->pos, "Variable \"$%s\" is not defined.", v->raw);
	}
	if (v->kind == REGO_GQL_OBJECT) {
		struct rego_gql_map seen = { 0 };

		REGO_GQL_EACH (c, &v->children) {
			if (rego_gql_find(&seen, c->name))
				rego_gql_report(w, c->pos,
						"There can be only one input field named "
						"\"%s\".",
						c->name);
			rego_gql_put(w->arena, &seen, c->name, c);
		}
	}
	rego_gql_check_value(w, v);
	variable_position(w, v);
	one_of_variables(w, v);
}
