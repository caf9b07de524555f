/* SPDX-License-Identifier: BSD-2-Clause */
/* A schema of its document: extensions merged, types and directives checked. */
#include <stdarg.h>
#include <stdio.h>

#include "rego/builtin/gql.h"
#include "rego/builtin/gql_prelude.h"

struct checker {
	struct rego_arena *arena;
	struct rego_gql_schema *schema;
	const char *error;
};

__attribute__((format(printf, 3, 4))) static bool fail(struct checker *c,
						       const struct rego_gql_pos *pos,
						       const char *fmt, ...)
{
	char text[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	c->error = rego_gql_at(c->arena, pos, text);
	return false;
}

static bool is_kind(const struct rego_gql_definition *d, const char *kind)
{
	return !strcmp(d->kind, kind);
}

static bool check_name(struct checker *c, const struct rego_gql_pos *pos, const char *name)
{
	if (strncmp(name, "__", 2))
		return true;
	return fail(c, pos, "Name \"%s\" must not begin with \"__\", which is reserved by GraphQL "
		    "introspection.", name);
}

static struct rego_gql_definition *type_named(struct checker *c, const char *name)
{
	return rego_gql_find(&c->schema->types, name);
}

static bool check_type(struct checker *c, const struct rego_gql_type *t)
{
	const char *name = rego_gql_type_name(t);

	return type_named(c, name) || fail(c, t->pos, "Undefined type %s.", name);
}

/* --- directives ------------------------------------------------------------------ */
static bool check_directive_arguments(struct checker *c, const struct rego_gql_directive *d,
				      const struct rego_gql_directive_def *def)
{
	struct rego_gql_argument *arg;
	struct rego_gql_field_def *want;

	REGO_GQL_EACH(arg, &d->arguments)
		if (!rego_gql_field_named(&def->arguments, arg->name))
			return fail(c, arg->pos, "Undefined argument %s for directive %s.",
				    arg->name, d->name);
	REGO_GQL_EACH(want, &def->arguments) {
		if (!want->type->non_null || want->default_value)
			continue;
		arg = rego_gql_argument_named(&d->arguments, want->name);
		if (!arg || arg->value->kind == REGO_GQL_NULL)
			return fail(c, d->pos, "Argument %s for directive %s cannot be null.",
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
static bool check_directives(struct checker *c, const struct rego_gql_list *l, const char *location,
			     const struct rego_gql_directive_def *current, bool once)
{
	struct rego_gql_directive *d;

	REGO_GQL_EACH(d, l) {
		struct rego_gql_directive_def *def;

		if (!check_name(c, d->pos, d->name))
			return false;
		if (current && !strcmp(d->name, current->name))
			return fail(c, d->pos, "Directive %s cannot refer to itself.", d->name);
		def = rego_gql_find(&c->schema->directives, d->name);
		if (!def)
			return fail(c, d->pos, "Undefined directive %s.", d->name);
		if (once && !def->repeatable && seen_before(l, i_d, d->name))
			return fail(c, d->pos,
				    "The directive %s can only be used once at this location.",
				    d->name);
		if (!rego_gql_has_name(&def->locations, location))
			return fail(c, d->pos, "Directive %s is not applicable on %s.", d->name,
				    location);
		if (!check_directive_arguments(c, d, def))
			return false;
	}
	return true;
}

static bool is_input(const struct rego_gql_definition *d)
{
	return is_kind(d, "SCALAR") || is_kind(d, "ENUM") || is_kind(d, "INPUT_OBJECT");
}

static bool check_arguments(struct checker *c, const struct rego_gql_list *l,
			    const struct rego_gql_directive_def *current)
{
	struct rego_gql_field_def *arg;

	REGO_GQL_EACH(arg, l) {
		struct rego_gql_definition *type;

		if (!check_name(c, arg->pos, arg->name) || !check_type(c, arg->type))
			return false;
		type = type_named(c, rego_gql_type_name(arg->type));
		if (!is_input(type))
			return fail(c, arg->pos, "cannot use %s as argument %s because %s is not a "
				    "valid input type", rego_gql_type_text(c->arena, arg->type),
				    arg->name, type->kind);
		if (!check_directives(c, &arg->directives, "ARGUMENT_DEFINITION", current, true))
			return false;
	}
	return true;
}

/* --- interfaces --------------------------------------------------------------------- */
static bool is_possible(struct checker *c, const char *abstract, const char *name)
{
	struct rego_gql_list *l = rego_gql_find(&c->schema->possible, abstract);
	struct rego_gql_definition *d;

	if (l)
		REGO_GQL_EACH(d, l)
			if (!strcmp(d->name, name))
				return true;
	return false;
}

static bool covariant(struct checker *c, const struct rego_gql_type *want,
		      const struct rego_gql_type *have)
{
	if (want->non_null && !have->non_null)
		return false;
	if (*want->name)
		return !strcmp(want->name, have->name) || is_possible(c, want->name, have->name);
	return want->elem && have->elem && covariant(c, want->elem, have->elem);
}

static bool check_field_arguments(struct checker *c, const struct rego_gql_definition *d,
				  const struct rego_gql_definition *face,
				  const struct rego_gql_field_def *want,
				  const struct rego_gql_field_def *have)
{
	struct rego_gql_field_def *arg, *other;

	REGO_GQL_EACH(arg, &want->arguments) {
		other = rego_gql_field_named(&have->arguments, arg->name);
		if (!other)
			return fail(c, have->pos, "For %s to implement %s the field %s must have the "
				    "same arguments but it is missing %s.", d->name, face->name,
				    want->name, arg->name);
		if (!rego_gql_type_fits(arg->type, other->type))
			return fail(c, other->pos, "For %s to implement %s the field %s must have the "
				    "same arguments but %s has the wrong type.", d->name, face->name,
				    want->name, arg->name);
	}
	REGO_GQL_EACH(arg, &have->arguments)
		if (!rego_gql_field_named(&want->arguments, arg->name) && arg->type->non_null &&
		    !arg->default_value)
			return fail(c, arg->pos, "For %s to implement %s any additional arguments on "
				    "%s must be optional or have a default value but %s is required.",
				    d->name, face->name, have->name, arg->name);
	return true;
}

static bool check_ancestors(struct checker *c, const struct rego_gql_definition *d,
			    const struct rego_gql_definition *face)
{
	const char *name;

	REGO_GQL_EACH(name, &face->interfaces) {
		if (rego_gql_has_name(&d->interfaces, name))
			continue;
		if (!strcmp(name, d->name))
			return fail(c, d->pos, "Type %s cannot implement %s because it would create a "
				    "circular reference.", d->name, face->name);
		return fail(c, d->pos, "Type %s must implement %s because it is implemented by %s.",
			    d->name, name, face->name);
	}
	return true;
}

static bool check_implements(struct checker *c, const struct rego_gql_definition *d,
			     const char *name)
{
	struct rego_gql_definition *face = type_named(c, name);
	struct rego_gql_field_def *want;

	if (!face)
		return fail(c, d->pos, "Undefined type \"%s\".", name);
	if (!is_kind(face, "INTERFACE"))
		return fail(c, d->pos, "\"%s\" is a non interface type %s.", name, face->kind);
	REGO_GQL_EACH(want, &face->fields) {
		struct rego_gql_field_def *have = rego_gql_field_named(&d->fields, want->name);

		if (!have)
			return fail(c, d->pos, "For %s to implement %s it must have a field called "
				    "%s.", d->name, face->name, want->name);
		if (!covariant(c, want->type, have->type))
			return fail(c, have->pos, "For %s to implement %s the field %s must have type "
				    "%s.", d->name, face->name, want->name,
				    rego_gql_type_text(c->arena, want->type));
		if (!check_field_arguments(c, d, face, want, have))
			return false;
	}
	return check_ancestors(c, d, face);
}

/* --- types ------------------------------------------------------------------------------ */
static bool check_fields(struct checker *c, const struct rego_gql_definition *d)
{
	const char *location = is_kind(d, "INPUT_OBJECT") ? "INPUT_FIELD_DEFINITION"
							   : "FIELD_DEFINITION";
	struct rego_gql_field_def *f;

	REGO_GQL_EACH(f, &d->fields)
		if (!check_name(c, f->pos, f->name) || !check_type(c, f->type) ||
		    !check_arguments(c, &f->arguments, NULL) ||
		    !check_directives(c, &f->directives, location, NULL, true))
			return false;
	return true;
}

static bool check_members(struct checker *c, const struct rego_gql_definition *d)
{
	const char *name;

	REGO_GQL_EACH(name, &d->types) {
		struct rego_gql_definition *t = type_named(c, name);

		if (!t)
			return fail(c, d->pos, "Undefined type \"%s\".", name);
		if (!is_kind(t, "OBJECT"))
			return fail(c, d->pos, "%s type \"%s\" must be OBJECT.", d->kind, name);
	}
	REGO_GQL_EACH(name, &d->interfaces)
		if (!check_implements(c, d, name))
			return false;
	return true;
}

static bool check_output(struct checker *c, const struct rego_gql_definition *d)
{
	struct rego_gql_field_def *f;

	if (!d->fields.count)
		return fail(c, d->pos, "%s %s: must define one or more fields.", d->kind, d->name);
	REGO_GQL_EACH(f, &d->fields) {
		struct rego_gql_definition *t = type_named(c, rego_gql_type_name(f->type));

		if (t && is_kind(t, "INPUT_OBJECT"))
			return fail(c, f->pos, "%s %s: field must be one of SCALAR, OBJECT, INTERFACE, "
				    "UNION, ENUM.", d->kind, d->name);
	}
	return true;
}

static bool check_enum(struct checker *c, const struct rego_gql_definition *d)
{
	struct rego_gql_enum_value *v;

	if (!d->values.count)
		return fail(c, d->pos, "%s %s: must define one or more unique enum values.", d->kind,
			    d->name);
	REGO_GQL_EACH(v, &d->values) {
		if (!strcmp(v->name, "true") || !strcmp(v->name, "false") ||
		    !strcmp(v->name, "null"))
			return fail(c, d->pos, "%s %s: non-enum value %s.", d->kind, d->name,
				    v->name);
		if (!check_directives(c, &v->directives, "ENUM_VALUE", NULL, true))
			return false;
	}
	return true;
}

static bool check_inputs(struct checker *c, const struct rego_gql_definition *d)
{
	struct rego_gql_field_def *f;

	if (!d->fields.count)
		return fail(c, d->pos, "%s %s: must define one or more input fields.", d->kind,
			    d->name);
	REGO_GQL_EACH(f, &d->fields) {
		struct rego_gql_definition *t = type_named(c, rego_gql_type_name(f->type));

		if (t && !is_input(t))
			return fail(c, f->pos, "%s %s: field must be one of SCALAR, ENUM, "
				    "INPUT_OBJECT.", t->kind, f->name);
	}
	return true;
}

/* Field names, or names of enum values, are there once. */
static bool check_unique(struct checker *c, const struct rego_gql_definition *d)
{
	struct rego_gql_map seen = { 0 };
	struct rego_gql_field_def *f, *twice = NULL;
	struct rego_gql_enum_value *v;
	uint32_t best = UINT32_MAX;

	/* The pair whose first comes first is told. */
	REGO_GQL_EACH(f, &d->fields) {
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
		return fail(c, twice->pos, "Field %s.%s can only be defined once.", d->name,
			    twice->name);
	seen = (struct rego_gql_map){ 0 };
	best = UINT32_MAX;
	struct rego_gql_enum_value *again = NULL;

	REGO_GQL_EACH(v, &d->values) {
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
		return fail(c, again->pos, "Enum value %s.%s can only be defined once.", d->name,
			    again->name);
	return true;
}

static bool check_definition(struct checker *c, const struct rego_gql_definition *d)
{
	if (!check_fields(c, d) || !check_members(c, d))
		return false;
	if ((is_kind(d, "OBJECT") || is_kind(d, "INTERFACE")) && !check_output(c, d))
		return false;
	if (is_kind(d, "ENUM") && !check_enum(c, d))
		return false;
	if (is_kind(d, "INPUT_OBJECT") && !check_inputs(c, d))
		return false;
	if (!check_unique(c, d) || (!d->built_in && !check_name(c, d->pos, d->name)))
		return false;
	return check_directives(c, &d->directives, d->kind, NULL, false);
}

/* --- putting it together ------------------------------------------------------------------- */
static void append(struct rego_arena *a, struct rego_gql_list *to, const struct rego_gql_list *from)
{
	void *item;

	REGO_GQL_EACH(item, from)
		rego_gql_add(a, to, item);
}

/* A copy whose lists may grow without the document seeing it. */
static struct rego_gql_definition *copy_definition(struct rego_arena *a,
						   const struct rego_gql_definition *from)
{
	struct rego_gql_definition *d = rego_new(a, struct rego_gql_definition);
	struct rego_gql_list *to[] = { &d->directives, &d->interfaces, &d->fields, &d->types,
				       &d->values };

	*d = *from;
	for (int i = 0; i < 5; i++)
		to[i]->room = to[i]->count; /* the next one added moves it */
	return d;
}

static bool add_definitions(struct checker *c, const struct rego_gql_list *l,
			    struct rego_gql_list *all)
{
	struct rego_gql_definition *d;

	REGO_GQL_EACH(d, l) {
		struct rego_gql_definition *copy;

		if (type_named(c, d->name))
			return fail(c, d->pos, "Cannot redeclare type %s.", d->name);
		copy = copy_definition(c->arena, d);
		rego_gql_put(c->arena, &c->schema->types, d->name, copy);
		rego_gql_add(c->arena, all, copy);
	}
	return true;
}

static bool extend(struct checker *c, const struct rego_gql_list *l, struct rego_gql_list *all)
{
	struct rego_gql_definition *e;

	REGO_GQL_EACH(e, l) {
		struct rego_gql_definition *d = type_named(c, e->name);

		if (!d) {
			d = rego_new(c->arena, struct rego_gql_definition);
			d->kind = e->kind;
			d->name = e->name;
			d->pos = e->pos;
			d->description = "";
			rego_gql_put(c->arena, &c->schema->types, e->name, d);
			rego_gql_add(c->arena, all, d);
		}
		if (strcmp(d->kind, e->kind))
			return fail(c, e->pos, "Cannot extend type %s because the base type is a %s, "
				    "not %s.", e->name, d->kind, e->kind);
		append(c->arena, &d->directives, &e->directives);
		append(c->arena, &d->interfaces, &e->interfaces);
		append(c->arena, &d->fields, &e->fields);
		append(c->arena, &d->types, &e->types);
		append(c->arena, &d->values, &e->values);
	}
	return true;
}

static void add_possible(struct checker *c, const char *name, struct rego_gql_definition *d)
{
	struct rego_gql_list *l = rego_gql_find(&c->schema->possible, name);

	if (!l) {
		l = rego_new(c->arena, struct rego_gql_list);
		rego_gql_put(c->arena, &c->schema->possible, name, l);
	}
	if (d)
		rego_gql_add(c->arena, l, d);
}

static void find_possible(struct checker *c, const struct rego_gql_list *all)
{
	struct rego_gql_definition *d;
	const char *name;

	REGO_GQL_EACH(d, all) {
		if (is_kind(d, "UNION"))
			REGO_GQL_EACH(name, &d->types)
				add_possible(c, d->name, type_named(c, name));
		if (is_kind(d, "INPUT_OBJECT") || is_kind(d, "OBJECT") || is_kind(d, "INTERFACE"))
			REGO_GQL_EACH(name, &d->interfaces)
				add_possible(c, name, d);
		if (is_kind(d, "INPUT_OBJECT") || is_kind(d, "OBJECT"))
			add_possible(c, d->name, d);
	}
}

static bool add_directives(struct checker *c, const struct rego_gql_list *l)
{
	static const char *const built_in[] = { "include",     "skip",	"deprecated",
						"specifiedBy", "defer", "oneOf" };
	struct rego_gql_directive_def *d;

	REGO_GQL_EACH(d, l) {
		bool known = false;

		for (int i = 0; i < 6; i++)
			known |= !strcmp(built_in[i], d->name);
		if (!known && rego_gql_find(&c->schema->directives, d->name))
			return fail(c, d->pos, "Cannot redeclare directive %s.", d->name);
		rego_gql_put(c->arena, &c->schema->directives, d->name, d);
	}
	return true;
}

static bool set_roots(struct checker *c, const struct rego_gql_schema_def *def)
{
	struct rego_gql_root *r;

	REGO_GQL_EACH(r, &def->roots) {
		struct rego_gql_definition *d = type_named(c, r->type);

		if (!d)
			return fail(c, r->pos, "Schema root %s refers to a type %s that does not "
				    "exist.", r->operation, r->type);
		if (!strcmp(r->operation, "query"))
			c->schema->query = d;
		else if (!strcmp(r->operation, "mutation"))
			c->schema->mutation = d;
		else if (!strcmp(r->operation, "subscription"))
			c->schema->subscription = d;
	}
	return check_directives(c, &def->directives, "SCHEMA", NULL, true);
}

static bool all_roots(struct checker *c, const struct rego_gql_schema_doc *doc)
{
	struct rego_gql_schema_def *d;

	if (doc->schemas.count > 1) {
		d = doc->schemas.items[1];
		return fail(c, d->pos, "Cannot have multiple schema entry points, consider schema "
			    "extensions instead.");
	}
	REGO_GQL_EACH(d, &doc->schemas)
		if (!set_roots(c, d))
			return false;
	REGO_GQL_EACH(d, &doc->extensions)
		if (!set_roots(c, d))
			return false;
	return true;
}

static bool check_all(struct checker *c)
{
	const char **names = rego_gql_names(c->arena, &c->schema->types);

	for (uint32_t i = 0; i < c->schema->types.count; i++)
		if (!check_definition(c, type_named(c, names[i])))
			return false;
	names = rego_gql_names(c->arena, &c->schema->directives);
	for (uint32_t i = 0; i < c->schema->directives.count; i++) {
		struct rego_gql_directive_def *d = rego_gql_find(&c->schema->directives, names[i]);

		if (!check_name(c, d->pos, d->name) || !check_arguments(c, &d->arguments, d))
			return false;
	}
	return true;
}

static struct rego_gql_type *named_type(struct rego_arena *a, const char *name, bool non_null)
{
	struct rego_gql_type *t = rego_new(a, struct rego_gql_type);

	t->name = name;
	t->non_null = non_null;
	return t;
}

static struct rego_gql_field_def *new_field(struct rego_arena *a, const char *name,
					    const char *type, bool non_null)
{
	struct rego_gql_field_def *f = rego_new(a, struct rego_gql_field_def);

	f->description = "";
	f->name = name;
	f->type = named_type(a, type, non_null);
	return f;
}

/* The fields that every query may ask for. */
static void add_introspection(struct rego_arena *a, struct rego_gql_definition *query)
{
	struct rego_gql_field_def *type = new_field(a, "__type", "__Type", false);

	rego_gql_add(a, &type->arguments, new_field(a, "name", "String", true));
	rego_gql_add(a, &query->fields, new_field(a, "__schema", "__Schema", true));
	rego_gql_add(a, &query->fields, type);
}

struct rego_gql_schema *rego_gql_build(struct rego_arena *a, const struct rego_gql_schema_doc *doc,
				       const char **error)
{
	struct rego_gql_schema *s = rego_new(a, struct rego_gql_schema);
	struct checker c = { .arena = a, .schema = s };
	struct rego_gql_schema_doc prelude;
	struct rego_gql_list all = { 0 };

	s->arena = a;
	*error = rego_gql_parse_schema(a, rego_gql_prelude, strlen(rego_gql_prelude),
				       "prelude.graphql", true, &prelude);
	if (*error)
		return NULL;
	if (!add_definitions(&c, &prelude.definitions, &all) ||
	    !add_definitions(&c, &doc->definitions, &all) ||
	    !extend(&c, &doc->type_extensions, &all))
		goto bad;
	find_possible(&c, &all);
	if (!add_directives(&c, &prelude.directives) || !add_directives(&c, &doc->directives) ||
	    !all_roots(&c, doc) || !check_all(&c))
		goto bad;
	if (!doc->schemas.count) {
		if (!s->query)
			s->query = type_named(&c, "Query");
		if (!s->mutation)
			s->mutation = type_named(&c, "Mutation");
		if (!s->subscription)
			s->subscription = type_named(&c, "Subscription");
	}
	if (s->query)
		add_introspection(a, s->query);
	return s;
bad:
	*error = c.error;
	return NULL;
}
