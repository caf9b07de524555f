/* SPDX-License-Identifier: BSD-2-Clause */
/* The rule that values are of the type that is expected. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "rego/builtin/gql_rules.h"

static bool is_any(const struct rego_gql_value *v, const char *const *names)
{
	for (; *names; names++)
		if (!strcmp(v->definition->name, *names))
			return true;
	return false;
}
#define IS_ONE_OF(v, ...) is_any(v, (const char *const[]){ __VA_ARGS__, NULL })

/* Whether an integer literal fits that many bits. */
static bool fits(const char *raw, int bits)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(raw, &end, 10);
	if (errno == ERANGE)
		return false;
	return bits == 64 || (n >= INT32_MIN && n <= INT32_MAX);
}

/* Whether Go could make a number of it, and of all in it. */
static bool has_go_value(struct rego_gql_walk *w, const struct rego_gql_value *v)
{
	struct rego_gql_child *c;

	rego_gql_step(w);
	if (!v)
		return true;
	if (v->kind == REGO_GQL_VARIABLE)
		return !v->variable || has_go_value(w, v->variable->default_value);
	if (v->kind == REGO_GQL_INT)
		return fits(v->raw, 64);
	if (v->kind == REGO_GQL_FLOAT)
		return !isinf(strtod(v->raw, NULL));
	REGO_GQL_EACH (c, &v->children)
		if (!has_go_value(w, c->value))
			return false;
	return true;
}

static bool is_decimal(const char *s)
{
	if (*s == '-' || *s == '+')
		s++;
	return *s && !s[strspn(s, "0123456789")];
}

/* What is said of a value of the wrong type. */
static const char *mismatch(struct rego_arena *a, const struct rego_gql_value *v)
{
	const char *type = rego_gql_type_text(a, v->expected), *text = rego_gql_value_text(a, v);

	if (!strcmp(type, "Int") || !strcmp(type, "Int!"))
		return rego_printf(
			a,
			is_decimal(v->raw) && !fits(v->raw, 32)
				? "Int cannot represent non 32-bit signed integer value: %s"
				: "Int cannot represent non-integer value: %s",
			text);
	if (!strcmp(type, "String") || !strcmp(type, "String!") || !strcmp(type, "[String]"))
		return rego_printf(a, "String cannot represent a non string value: %s", text);
	if (!strcmp(type, "Boolean") || !strcmp(type, "Boolean!"))
		return rego_printf(a, "Boolean cannot represent a non boolean value: %s", text);
	if (!strcmp(type, "Float") || !strcmp(type, "Float!"))
		return rego_printf(a, "Float cannot represent non numeric value: %s", text);
	if (!strcmp(type, "ID") || !strcmp(type, "ID!"))
		return rego_printf(a, "ID cannot represent a non-string and non-integer value: %s",
				   text);
	if (!strcmp(v->definition->kind, "ENUM"))
		return rego_printf(a, "Enum \"%s\" cannot represent non-enum value: %s.", type,
				   text);
	return rego_printf(a, "Expected value of type \"%s\", found %s.", type, text);
}

static void unexpected(struct rego_gql_walk *w, struct rego_gql_value *v)
{
	rego_gql_report(w, v->pos, "%s", mismatch(w->arena, v));
}

static const char *enum_hint(struct rego_gql_walk *w, struct rego_gql_value *v, bool quoted)
{
	const struct rego_gql_list *l = &v->definition->values;
	const char **names = rego_new_array(w->arena, const char *, l->count + 1);
	struct rego_gql_enum_value *e;

	REGO_GQL_EACH (e, l)
		names[i_e] = e->name;
	return rego_gql_did_you_mean(w->arena, "Did you mean the enum value", v->raw, names,
				     !strcmp(v->definition->kind, "ENUM") ? l->count : 0, quoted);
}

static void check_string(struct rego_gql_walk *w, struct rego_gql_value *v)
{
	if (!strcmp(v->definition->kind, "ENUM"))
		rego_gql_report(w, v->pos, "Enum \"%s\" cannot represent non-enum value: %s.%s",
				rego_gql_type_text(w->arena, v->expected),
				rego_gql_value_text(w->arena, v), enum_hint(w, v, true));
	else if (!IS_ONE_OF(v, "String", "ID"))
		unexpected(w, v);
}

static void check_enum(struct rego_gql_walk *w, struct rego_gql_value *v)
{
	struct rego_gql_enum_value *e;

	if (strcmp(v->definition->kind, "ENUM")) {
		rego_gql_report(w, v->pos, "%s%s", mismatch(w->arena, v), enum_hint(w, v, false));
		return;
	}
	REGO_GQL_EACH (e, &v->definition->values)
		if (!strcmp(e->name, v->raw))
			return;
	rego_gql_report(w, v->pos, "Value \"%s\" does not exist in \"%s\" enum.%s", v->raw,
			rego_gql_type_text(w->arena, v->expected), enum_hint(w, v, true));
}

static struct rego_gql_child *child_named(const struct rego_gql_value *v, const char *name)
{
	struct rego_gql_child *c;

	REGO_GQL_EACH (c, &v->children)
		if (!strcmp(c->name, name))
			return c;
	return NULL;
}

static void check_one_of(struct rego_gql_walk *w, struct rego_gql_value *v)
{
	struct rego_gql_child *c;

	if (v->children.count != 1) {
		rego_gql_report(w, v->pos,
				"OneOf Input Object \"%s\" must specify exactly one key.",
				v->definition->name);
		return;
	}
	c = v->children.items[0];
	if (c->value && c->value->kind == REGO_GQL_NULL)
		rego_gql_report(
			w, c->value->pos, "Field \"%s.%s\" must be non-null.", v->definition->name,
			((struct rego_gql_field_def *)v->definition->fields.items[0])->name);
}

static void check_object(struct rego_gql_walk *w, struct rego_gql_value *v)
{
	const struct rego_gql_list *fields = &v->definition->fields;
	struct rego_gql_field_def *f;
	struct rego_gql_directive *d;
	struct rego_gql_child *c;

	REGO_GQL_EACH (f, fields) {
		rego_gql_step(w);
		if (f->type->non_null && !f->default_value && !child_named(v, f->name))
			rego_gql_report(w, v->pos,
					"Field \"%s.%s\" of required type \"%s\" was not "
					"provided.",
					v->definition->name, f->name,
					rego_gql_type_text(w->arena, f->type));
	}
	REGO_GQL_EACH (d, &v->definition->directives)
		if (!strcmp(d->name, "oneOf"))
			check_one_of(w, v);
	REGO_GQL_EACH (c, &v->children)
		if (!rego_gql_field_named(fields, c->name))
			rego_gql_report(
				w, c->pos, "Field \"%s\" is not defined by type \"%s\".%s", c->name,
				v->definition->name,
				rego_gql_did_you_mean(w->arena, "Did you mean", c->name,
						      rego_gql_field_names(w->arena, fields),
						      fields->count, true));
}

void rego_gql_check_value(struct rego_gql_walk *w, struct rego_gql_value *v)
{
	if (!v->definition || !v->expected)
		return;
	if (v->kind == REGO_GQL_NULL && v->expected->non_null)
		rego_gql_report(w, v->pos, "Expected value of type \"%s\", found %s.",
				rego_gql_type_text(w->arena, v->expected), v->raw);
	if (!strcmp(v->definition->kind, "SCALAR") &&
	    !IS_ONE_OF(v, "Int", "Float", "String", "Boolean", "ID"))
		return;
	if (!has_go_value(w, v))
		unexpected(w, v);
	switch (v->kind) {
	case REGO_GQL_LIST:
		if (!v->expected->elem)
			unexpected(w, v);
		break;
	case REGO_GQL_INT:
		if (!IS_ONE_OF(v, "Int", "Float", "ID"))
			unexpected(w, v);
		break;
	case REGO_GQL_FLOAT:
		if (!IS_ONE_OF(v, "Float"))
			unexpected(w, v);
		break;
	case REGO_GQL_STRING:
	case REGO_GQL_BLOCK: check_string(w, v); break;
	case REGO_GQL_ENUM: check_enum(w, v); break;
	case REGO_GQL_BOOLEAN:
		if (!IS_ONE_OF(v, "Boolean"))
			unexpected(w, v);
		break;
	case REGO_GQL_OBJECT: check_object(w, v); break;
	default: break;
	}
}
