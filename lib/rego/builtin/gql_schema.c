/* SPDX-License-Identifier: BSD-2-Clause */
/* A schema of its document: extensions merged, types and directives put together. */
#include "rego/builtin/gql_schema.h"

#include "rego/builtin/gql_prelude.h"

static void append(struct rego_arena *a, struct rego_gql_list *to, const struct rego_gql_list *from)
{
	void *item;

	REGO_GQL_EACH (item, from)
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

static bool add_definitions(struct rego_gql_checker *c, const struct rego_gql_list *l,
			    struct rego_gql_list *all)
{
	struct rego_gql_definition *d;

	REGO_GQL_EACH (d, l) {
		struct rego_gql_definition *copy;

		if (rego_gql_type_named(c, d->name))
			return rego_gql_schema_fail(c, d->pos, "Cannot redeclare type %s.",
						    d->name);
		copy = copy_definition(c->arena, d);
		rego_gql_put(c->arena, &c->schema->types, d->name, copy);
		rego_gql_add(c->arena, all, copy);
	}
	return true;
}

static bool extend(struct rego_gql_checker *c, const struct rego_gql_list *l,
		   struct rego_gql_list *all)
{
	struct rego_gql_definition *e;

	REGO_GQL_EACH (e, l) {
		struct rego_gql_definition *d = rego_gql_type_named(c, e->name);

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
			return rego_gql_schema_fail(
				c, e->pos,
				"Cannot extend type %s because the base type is a %s, "
				"not %s.",
				e->name, d->kind, e->kind);
		append(c->arena, &d->directives, &e->directives);
		append(c->arena, &d->interfaces, &e->interfaces);
		append(c->arena, &d->fields, &e->fields);
		append(c->arena, &d->types, &e->types);
		append(c->arena, &d->values, &e->values);
	}
	return true;
}

static void add_possible(struct rego_gql_checker *c, const char *name,
			 struct rego_gql_definition *d)
{
	struct rego_gql_list *l = rego_gql_find(&c->schema->possible, name);

	if (!l) {
		l = rego_new(c->arena, struct rego_gql_list);
		rego_gql_put(c->arena, &c->schema->possible, name, l);
	}
	if (d)
		rego_gql_add(c->arena, l, d);
}

static void find_possible(struct rego_gql_checker *c, const struct rego_gql_list *all)
{
	struct rego_gql_definition *d;
	const char *name;

	REGO_GQL_EACH (d, all) {
		if (rego_gql_is_kind(d, "UNION"))
			REGO_GQL_EACH (name, &d->types)
				add_possible(c, d->name, rego_gql_type_named(c, name));
		if (rego_gql_is_kind(d, "INPUT_OBJECT") || rego_gql_is_kind(d, "OBJECT") ||
		    rego_gql_is_kind(d, "INTERFACE"))
			REGO_GQL_EACH (name, &d->interfaces)
				add_possible(c, name, d);
		if (rego_gql_is_kind(d, "INPUT_OBJECT") || rego_gql_is_kind(d, "OBJECT"))
			add_possible(c, d->name, d);
	}
}

static bool add_directives(struct rego_gql_checker *c, const struct rego_gql_list *l)
{
	static const char *const built_in[] = { "include",     "skip",	"deprecated",
						"specifiedBy", "defer", "oneOf" };
	struct rego_gql_directive_def *d;

	REGO_GQL_EACH (d, l) {
		bool known = false;

		for (int i = 0; i < 6; i++)
			known |= !strcmp(built_in[i], d->name);
		if (!known && rego_gql_find(&c->schema->directives, d->name))
			return rego_gql_schema_fail(c, d->pos, "Cannot redeclare directive %s.",
						    d->name);
		rego_gql_put(c->arena, &c->schema->directives, d->name, d);
	}
	return true;
}

static bool set_roots(struct rego_gql_checker *c, const struct rego_gql_schema_def *def)
{
	struct rego_gql_root *r;

	REGO_GQL_EACH (r, &def->roots) {
		struct rego_gql_definition *d = rego_gql_type_named(c, r->type);

		if (!d)
			return rego_gql_schema_fail(
				c, r->pos,
				"Schema root %s refers to a type %s that does not "
				"exist.",
				r->operation, r->type);
		if (!strcmp(r->operation, "query"))
			c->schema->query = d;
		else if (!strcmp(r->operation, "mutation"))
			c->schema->mutation = d;
		else if (!strcmp(r->operation, "subscription"))
			c->schema->subscription = d;
	}
	return rego_gql_check_directives(c, &def->directives, "SCHEMA", NULL, true);
}

static bool all_roots(struct rego_gql_checker *c, const struct rego_gql_schema_doc *doc)
{
	struct rego_gql_schema_def *d;

	if (doc->schemas.count > 1) {
		d = doc->schemas.items[1];
		return rego_gql_schema_fail(
			c, d->pos,
			"Cannot have multiple schema entry points, consider schema "
			"extensions instead.");
	}
	REGO_GQL_EACH (d, &doc->schemas)
		if (!set_roots(c, d))
			return false;
	REGO_GQL_EACH (d, &doc->extensions)
		if (!set_roots(c, d))
			return false;
	return true;
}

static bool check_all(struct rego_gql_checker *c)
{
	const char **names = rego_gql_names(c->arena, &c->schema->types);

	for (uint32_t i = 0; i < c->schema->types.count; i++)
		if (!rego_gql_check_definition(c, rego_gql_type_named(c, names[i])))
			return false;
	names = rego_gql_names(c->arena, &c->schema->directives);
	for (uint32_t i = 0; i < c->schema->directives.count; i++) {
		struct rego_gql_directive_def *d = rego_gql_find(&c->schema->directives, names[i]);

		if (!rego_gql_check_name(c, d->pos, d->name) ||
		    !rego_gql_check_arguments(c, &d->arguments, d))
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
	struct rego_gql_checker c = { .arena = a, .schema = s };
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
			s->query = rego_gql_type_named(&c, "Query");
		if (!s->mutation)
			s->mutation = rego_gql_type_named(&c, "Mutation");
		if (!s->subscription)
			s->subscription = rego_gql_type_named(&c, "Subscription");
	}
	if (s->query)
		add_introspection(a, s->query);
	return s;
bad:
	*error = c.error;
	return NULL;
}
