/* SPDX-License-Identifier: BSD-2-Clause */
/* A schema of GraphQL: names, directives and arguments checked, and what implements what. */
#include "rego/builtin/gql_schema.h"

#include <stdarg.h>

bool rego_gql_schema_fail(struct rego_gql_checker *c, const struct rego_gql_pos *pos,
			  const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	c->error = rego_gql_at(c->arena, pos, rego_vprintf(c->arena, fmt, args));
	va_end(args);
	return false;
}

bool rego_gql_check_name(struct rego_gql_checker *c, const struct rego_gql_pos *pos,
			 const char *name)
{
	if (strncmp(name, "__", 2))
		return true;
	return rego_gql_schema_fail(
		c, pos,
		"Name \"%s\" must not begin with \"__\", which is reserved by GraphQL "
		"introspection.",
		name);
}

struct rego_gql_definition *rego_gql_type_named(struct rego_gql_checker *c, const char *name)
{
	return rego_gql_find(&c->schema->types, name);
}

bool rego_gql_check_type(struct rego_gql_checker *c, const struct rego_gql_type *t)
{
	const char *name = rego_gql_type_name(t);

	return rego_gql_type_named(c, name) ||
	       rego_gql_schema_fail(c, t->pos, "Undefined type %s.", name);
}

/* --- directives ------------------------------------------------------------------ */
static bool check_directive_arguments(struct rego_gql_checker *c,
				      const struct rego_gql_directive *d,
				      const struct rego_gql_directive_def *def)
{
	struct rego_gql_argument *arg;
	struct rego_gql_field_def *want;

	REGO_GQL_EACH (arg, &d->arguments)
		if (!rego_gql_field_named(&def->arguments, arg->name))
			return rego_gql_schema_fail(c, arg->pos,
						    "Undefined argument %s for directive %s.",
						    arg->name, d->name);
	REGO_GQL_EACH (want, &def->arguments) {
		if (!want->type->non_null || want->default_value)
			continue;
		arg = rego_gql_argument_named(&d->arguments, want->name);
		if (!arg || arg->value->kind == REGO_GQL_NULL)
			return rego_gql_schema_fail(c, d->pos,
						    "Argument %s for directive %s cannot be null.",
						    want->name, d->name);
	}
	return true;
}

static bool seen_before(const struct rego_gql_list *l, uint32_t at, const char *name)
{
	for (uint32_t i = 0; i < at; i++)
		if (!strcmp(((struct rego_gql_directive *)l->items[i])->name, name))
			return true;
	return false;
}

/* once: they come from one place, so that one that is not repeatable may be there once. */
bool rego_gql_check_directives(struct rego_gql_checker *c, const struct rego_gql_list *l,
			       const char *location, const struct rego_gql_directive_def *current,
			       bool once)
{
	struct rego_gql_directive *d;

	REGO_GQL_EACH (d, l) {
		struct rego_gql_directive_def *def;

		if (!rego_gql_check_name(c, d->pos, d->name))
			return false;
		if (current && !strcmp(d->name, current->name))
			return rego_gql_schema_fail(
				c, d->pos, "Directive %s cannot refer to itself.", d->name);
		def = rego_gql_find(&c->schema->directives, d->name);
		if (!def)
			return rego_gql_schema_fail(c, d->pos, "Undefined directive %s.", d->name);
		if (once && !def->repeatable && seen_before(l, i_d, d->name))
			return rego_gql_schema_fail(
				c, d->pos,
				"The directive %s can only be used once at this location.",
				d->name);
		if (!rego_gql_has_name(&def->locations, location))
			return rego_gql_schema_fail(c, d->pos,
						    "Directive %s is not applicable on %s.",
						    d->name, location);
		if (!check_directive_arguments(c, d, def))
			return false;
	}
	return true;
}

bool rego_gql_is_input(const struct rego_gql_definition *d)
{
	return rego_gql_is_kind(d, "SCALAR") || rego_gql_is_kind(d, "ENUM") ||
	       rego_gql_is_kind(d, "INPUT_OBJECT");
}

bool rego_gql_check_arguments(struct rego_gql_checker *c, const struct rego_gql_list *l,
			      const struct rego_gql_directive_def *current)
{
	struct rego_gql_field_def *arg;

	REGO_GQL_EACH (arg, l) {
		struct rego_gql_definition *type;

		if (!rego_gql_check_name(c, arg->pos, arg->name) ||
		    !rego_gql_check_type(c, arg->type))
			return false;
		type = rego_gql_type_named(c, rego_gql_type_name(arg->type));
		if (!rego_gql_is_input(type))
			return rego_gql_schema_fail(
				c, arg->pos,
				"cannot use %s as argument %s because %s is not a "
				"valid input type",
				rego_gql_type_text(c->arena, arg->type), arg->name, type->kind);
		if (!rego_gql_check_directives(c, &arg->directives, "ARGUMENT_DEFINITION", current,
					       true))
			return false;
	}
	return true;
}

/* --- interfaces --------------------------------------------------------------------- */
static bool is_possible(struct rego_gql_checker *c, const char *abstract, const char *name)
{
	struct rego_gql_list *l = rego_gql_find(&c->schema->possible, abstract);
	struct rego_gql_definition *d;

	if (l)
		REGO_GQL_EACH (d, l)
			if (!strcmp(d->name, name))
				return true;
	return false;
}

static bool covariant(struct rego_gql_checker *c, const struct rego_gql_type *want,
		      const struct rego_gql_type *have)
{
	if (want->non_null && !have->non_null)
		return false;
	if (*want->name)
		return !strcmp(want->name, have->name) || is_possible(c, want->name, have->name);
	return want->elem && have->elem && covariant(c, want->elem, have->elem);
}

static bool check_field_arguments(struct rego_gql_checker *c, const struct rego_gql_definition *d,
				  const struct rego_gql_definition *face,
				  const struct rego_gql_field_def *want,
				  const struct rego_gql_field_def *have)
{
	struct rego_gql_field_def *arg, *other;

	REGO_GQL_EACH (arg, &want->arguments) {
		other = rego_gql_field_named(&have->arguments, arg->name);
		if (!other)
			return rego_gql_schema_fail(
				c, have->pos,
				"For %s to implement %s the field %s must have the "
				"same arguments but it is missing %s.",
				d->name, face->name, want->name, arg->name);
		if (!rego_gql_type_fits(arg->type, other->type))
			return rego_gql_schema_fail(
				c, other->pos,
				"For %s to implement %s the field %s must have the "
				"same arguments but %s has the wrong type.",
				d->name, face->name, want->name, arg->name);
	}
	REGO_GQL_EACH (arg, &have->arguments)
		if (!rego_gql_field_named(&want->arguments, arg->name) && arg->type->non_null &&
		    !arg->default_value)
			return rego_gql_schema_fail(
				c, arg->pos,
				"For %s to implement %s any additional arguments on "
				"%s must be optional or have a default value but %s is required.",
				d->name, face->name, have->name, arg->name);
	return true;
}

static bool check_ancestors(struct rego_gql_checker *c, const struct rego_gql_definition *d,
			    const struct rego_gql_definition *face)
{
	const char *name;

	REGO_GQL_EACH (name, &face->interfaces) {
		if (rego_gql_has_name(&d->interfaces, name))
			continue;
		if (!strcmp(name, d->name))
			return rego_gql_schema_fail(
				c, d->pos,
				"Type %s cannot implement %s because it would create a "
				"circular reference.",
				d->name, face->name);
		return rego_gql_schema_fail(
			c, d->pos, "Type %s must implement %s because it is implemented by %s.",
			d->name, name, face->name);
	}
	return true;
}

bool rego_gql_check_implements(struct rego_gql_checker *c, const struct rego_gql_definition *d,
			       const char *name)
{
	struct rego_gql_definition *face = rego_gql_type_named(c, name);
	struct rego_gql_field_def *want;

	if (!face)
		return rego_gql_schema_fail(c, d->pos, "Undefined type \"%s\".", name);
	if (!rego_gql_is_kind(face, "INTERFACE"))
		return rego_gql_schema_fail(c, d->pos, "\"%s\" is a non interface type %s.", name,
					    face->kind);
	REGO_GQL_EACH (want, &face->fields) {
		struct rego_gql_field_def *have = rego_gql_field_named(&d->fields, want->name);

		if (!have)
			return rego_gql_schema_fail(
				c, d->pos,
				"For %s to implement %s it must have a field called "
				"%s.",
				d->name, face->name, want->name);
		if (!covariant(c, want->type, have->type))
			return rego_gql_schema_fail(
				c, have->pos,
				"For %s to implement %s the field %s must have type "
				"%s.",
				d->name, face->name, want->name,
				rego_gql_type_text(c->arena, want->type));
		if (!check_field_arguments(c, d, face, want, have))
			return false;
	}
	return check_ancestors(c, d, face);
}
