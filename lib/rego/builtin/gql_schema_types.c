/* SPDX-License-Identifier: BSD-2-Clause */
/* A schema of GraphQL: its types checked. */
#include "rego/builtin/gql_schema.h"

static bool check_fields(struct rego_gql_checker *c, const struct rego_gql_definition *d)
{
	const char *location =
		rego_gql_is_kind(d, "INPUT_OBJECT") ? "INPUT_FIELD_DEFINITION" : "FIELD_DEFINITION";
	struct rego_gql_field_def *f;

	REGO_GQL_EACH (f, &d->fields)
		if (!rego_gql_check_name(c, f->pos, f->name) || !rego_gql_check_type(c, f->type) ||
		    !rego_gql_check_arguments(c, &f->arguments, NULL) ||
		    !rego_gql_check_directives(c, &f->directives, location, NULL, true))
			return false;
	return true;
}

static bool check_members(struct rego_gql_checker *c, const struct rego_gql_definition *d)
{
	const char *name;

	REGO_GQL_EACH (name, &d->types) {
		struct rego_gql_definition *t = rego_gql_type_named(c, name);

		if (!t)
			return rego_gql_schema_fail(c, d->pos, "Undefined type \"%s\".", name);
		if (!rego_gql_is_kind(t, "OBJECT"))
			return rego_gql_schema_fail(c, d->pos, "%s type \"%s\" must be OBJECT.",
						    d->kind, name);
	}
	REGO_GQL_EACH (name, &d->interfaces)
		if (!rego_gql_check_implements(c, d, name))
			return false;
	return true;
}

static bool check_output(struct rego_gql_checker *c, const struct rego_gql_definition *d)
{
	struct rego_gql_field_def *f;

	if (!d->fields.count)
		return rego_gql_schema_fail(c, d->pos, "%s %s: must define one or more fields.",
					    d->kind, d->name);
	REGO_GQL_EACH (f, &d->fields) {
		struct rego_gql_definition *t = rego_gql_type_named(c, rego_gql_type_name(f->type));

		if (t && rego_gql_is_kind(t, "INPUT_OBJECT"))
			return rego_gql_schema_fail(
				c, f->pos,
				"%s %s: field must be one of SCALAR, OBJECT, INTERFACE, "
				"UNION, ENUM.",
				d->kind, d->name);
	}
	return true;
}

static bool check_enum(struct rego_gql_checker *c, const struct rego_gql_definition *d)
{
	struct rego_gql_enum_value *v;

	if (!d->values.count)
		return rego_gql_schema_fail(c, d->pos,
					    "%s %s: must define one or more unique enum values.",
					    d->kind, d->name);
	REGO_GQL_EACH (v, &d->values) {
		if (!strcmp(v->name, "true") || !strcmp(v->name, "false") ||
		    !strcmp(v->name, "null"))
			return rego_gql_schema_fail(c, d->pos, "%s %s: non-enum value %s.", d->kind,
						    d->name, v->name);
		if (!rego_gql_check_directives(c, &v->directives, "ENUM_VALUE", NULL, true))
			return false;
	}
	return true;
}

static bool check_inputs(struct rego_gql_checker *c, const struct rego_gql_definition *d)
{
	struct rego_gql_field_def *f;

	if (!d->fields.count)
		return rego_gql_schema_fail(c, d->pos,
					    "%s %s: must define one or more input fields.", d->kind,
					    d->name);
	REGO_GQL_EACH (f, &d->fields) {
		struct rego_gql_definition *t = rego_gql_type_named(c, rego_gql_type_name(f->type));

		if (t && !rego_gql_is_input(t))
			return rego_gql_schema_fail(c, f->pos,
						    "%s %s: field must be one of SCALAR, ENUM, "
						    "INPUT_OBJECT.",
						    t->kind, f->name);
	}
	return true;
}

/* Field names, or names of enum values, are there once. */
static bool check_unique(struct rego_gql_checker *c, const struct rego_gql_definition *d)
{
	struct rego_gql_map seen = { 0 };
	struct rego_gql_field_def *f, *twice = NULL;
	struct rego_gql_enum_value *v;
	uint32_t best = UINT32_MAX;

	/* The pair whose first comes first is told. */
	REGO_GQL_EACH (f, &d->fields) {
		uint32_t *at = rego_gql_find(&seen, f->name);

		if (!at) {
			at = rego_new(c->arena, uint32_t);
			*at = i_f;
			rego_gql_put(c->arena, &seen, f->name, at);
		} else if (*at < best) {
			best = *at;
			twice = f;
		}
	}
	if (twice)
		return rego_gql_schema_fail(c, twice->pos, "Field %s.%s can only be defined once.",
					    d->name, twice->name);
	seen = (struct rego_gql_map){ 0 };
	best = UINT32_MAX;
	struct rego_gql_enum_value *again = NULL;

	REGO_GQL_EACH (v, &d->values) {
		uint32_t *at = rego_gql_find(&seen, v->name);

		if (!at) {
			at = rego_new(c->arena, uint32_t);
			*at = i_v;
			rego_gql_put(c->arena, &seen, v->name, at);
		} else if (*at < best) {
			best = *at;
			again = v;
		}
	}
	if (again)
		return rego_gql_schema_fail(c, again->pos,
					    "Enum value %s.%s can only be defined once.", d->name,
					    again->name);
	return true;
}

bool rego_gql_check_definition(struct rego_gql_checker *c, const struct rego_gql_definition *d)
{
	if (!check_fields(c, d) || !check_members(c, d))
		return false;
	if ((rego_gql_is_kind(d, "OBJECT") || rego_gql_is_kind(d, "INTERFACE")) &&
	    !check_output(c, d))
		return false;
	if (rego_gql_is_kind(d, "ENUM") && !check_enum(c, d))
		return false;
	if (rego_gql_is_kind(d, "INPUT_OBJECT") && !check_inputs(c, d))
		return false;
	if (!check_unique(c, d) || (!d->built_in && !rego_gql_check_name(c, d->pos, d->name)))
		return false;
	return rego_gql_check_directives(c, &d->directives, d->kind, NULL, false);
}
