/* SPDX-License-Identifier: BSD-2-Clause */
/* Trees of GraphQL as values: the members that OPA shows, without positions and without what is
 * null or empty. */
#include "rego/builtin/gql.h"

typedef struct rego_val to_value(struct rego_arena *a, const void *item);

static void put(struct rego_builder *o, const char *name, struct rego_val v)
{
	if (v.kind == REGO_UNDEFINED || v.kind == REGO_NULL ||
	    ((v.kind == REGO_ARRAY || v.kind == REGO_OBJECT) && !rego_len(v)))
		return;
	rego_add_pair(o, rego_cstring(o->arena, name), v);
}

static void put_text(struct rego_builder *o, const char *name, const char *text)
{
	put(o, name, rego_cstring(o->arena, text));
}

static void put_bool(struct rego_builder *o, const char *name, bool b)
{
	put(o, name, rego_bool(b));
}

static void put_list(struct rego_builder *o, const char *name, const struct rego_gql_list *l,
		     to_value *to)
{
	struct rego_builder b = { .arena = o->arena };
	const void *item;

	REGO_GQL_EACH (item, l)
		rego_add(&b, to(o->arena, item));
	if (b.count)
		put(o, name, rego_build_array(&b));
}

static struct rego_val text_value(struct rego_arena *a, const void *text)
{
	return rego_cstring(a, text);
}

static struct rego_val comment_value(struct rego_arena *a, const void *text)
{
	struct rego_builder o = { .arena = a };

	put_text(&o, "Value", text);
	return rego_build_object(&o);
}

static void put_comments(struct rego_builder *o, const char *name, const rego_gql_comments *c)
{
	struct rego_builder group = { .arena = o->arena };

	if (!c || !c->count)
		return;
	put_list(&group, "List", c, comment_value);
	put(o, name, rego_build_object(&group));
}

static struct rego_val type_value(struct rego_arena *a, const struct rego_gql_type *t)
{
	struct rego_builder o = { .arena = a };

	if (!t)
		return rego_null();
	put_text(&o, "NamedType", t->name);
	put(&o, "Elem", type_value(a, t->elem));
	put_bool(&o, "NonNull", t->non_null);
	return rego_build_object(&o);
}

static struct rego_val value_value(struct rego_arena *a, const struct rego_gql_value *v);

static struct rego_val child_value(struct rego_arena *a, const void *item)
{
	const struct rego_gql_child *c = item;
	struct rego_builder o = { .arena = a };

	put_text(&o, "Name", c->name);
	put(&o, "Value", value_value(a, c->value));
	put_comments(&o, "Comment", c->comment);
	return rego_build_object(&o);
}

static struct rego_val value_value(struct rego_arena *a, const struct rego_gql_value *v)
{
	struct rego_builder o = { .arena = a };

	if (!v)
		return rego_null();
	put(&o, "Raw", rego_string(a, v->raw, v->raw_len));
	put_list(&o, "Children", &v->children, child_value);
	put(&o, "Kind", rego_int(v->kind));
	put_comments(&o, "Comment", v->comment);
	put_bool(&o, "ExpectedTypeHasDefault", false);
	return rego_build_object(&o);
}

static struct rego_val argument_value(struct rego_arena *a, const void *item)
{
	const struct rego_gql_argument *arg = item;
	struct rego_builder o = { .arena = a };

	put_text(&o, "Name", arg->name);
	put(&o, "Value", value_value(a, arg->value));
	put_comments(&o, "Comment", arg->comment);
	return rego_build_object(&o);
}

static struct rego_val directive_value(struct rego_arena *a, const void *item)
{
	const struct rego_gql_directive *d = item;
	struct rego_builder o = { .arena = a };

	put_text(&o, "Name", d->name);
	put_list(&o, "Arguments", &d->arguments, argument_value);
	put_text(&o, "Location", "");
	return rego_build_object(&o);
}

static struct rego_val selection_value(struct rego_arena *a, const void *item)
{
	const struct rego_gql_selection *s = item;
	struct rego_builder o = { .arena = a };

	if (s->kind == REGO_GQL_FIELD)
		put_text(&o, "Alias", s->alias);
	if (s->kind == REGO_GQL_INLINE)
		put_text(&o, "TypeCondition", s->condition);
	else
		put_text(&o, "Name", s->name);
	put_list(&o, "Arguments", &s->arguments, argument_value);
	put_list(&o, "Directives", &s->directives, directive_value);
	put_list(&o, "SelectionSet", &s->selections, selection_value);
	put_comments(&o, "Comment", s->comment);
	return rego_build_object(&o);
}

static struct rego_val variable_value(struct rego_arena *a, const void *item)
{
	const struct rego_gql_variable *v = item;
	struct rego_builder o = { .arena = a };

	put_text(&o, "Variable", v->name);
	put(&o, "Type", type_value(a, v->type));
	put(&o, "DefaultValue", value_value(a, v->default_value));
	put_list(&o, "Directives", &v->directives, directive_value);
	put_comments(&o, "Comment", v->comment);
	put_bool(&o, "Used", false);
	return rego_build_object(&o);
}

static struct rego_val operation_value(struct rego_arena *a, const void *item)
{
	const struct rego_gql_operation *op = item;
	struct rego_builder o = { .arena = a };

	put_text(&o, "Operation", op->operation);
	put_text(&o, "Name", op->name);
	put_list(&o, "VariableDefinitions", &op->variables, variable_value);
	put_list(&o, "Directives", &op->directives, directive_value);
	put_list(&o, "SelectionSet", &op->selections, selection_value);
	put_comments(&o, "Comment", op->comment);
	return rego_build_object(&o);
}

static struct rego_val fragment_value(struct rego_arena *a, const void *item)
{
	const struct rego_gql_fragment *f = item;
	struct rego_builder o = { .arena = a };

	put_text(&o, "Name", f->name);
	put_list(&o, "VariableDefinition", &f->variables, variable_value);
	put_text(&o, "TypeCondition", f->condition);
	put_list(&o, "Directives", &f->directives, directive_value);
	put_list(&o, "SelectionSet", &f->selections, selection_value);
	put_comments(&o, "Comment", f->comment);
	return rego_build_object(&o);
}

struct rego_val rego_gql_query_value(struct rego_arena *a, const struct rego_gql_query *q)
{
	struct rego_builder o = { .arena = a };

	put_list(&o, "Operations", &q->operations, operation_value);
	put_list(&o, "Fragments", &q->fragments, fragment_value);
	put_comments(&o, "Comment", q->comment);
	return rego_build_object(&o);
}

/* --- schemas ------------------------------------------------------------------- */
static struct rego_val field_value(struct rego_arena *a, const void *item)
{
	const struct rego_gql_field_def *f = item;
	struct rego_builder o = { .arena = a };

	put_text(&o, "Description", f->description);
	put_text(&o, "Name", f->name);
	put_list(&o, "Arguments", &f->arguments, field_value);
	put(&o, "DefaultValue", value_value(a, f->default_value));
	put(&o, "Type", type_value(a, f->type));
	put_list(&o, "Directives", &f->directives, directive_value);
	put_comments(&o, "BeforeDescriptionComment", f->before);
	put_comments(&o, "AfterDescriptionComment", f->after);
	return rego_build_object(&o);
}

static struct rego_val enum_value(struct rego_arena *a, const void *item)
{
	const struct rego_gql_enum_value *v = item;
	struct rego_builder o = { .arena = a };

	put_text(&o, "Description", v->description);
	put_text(&o, "Name", v->name);
	put_list(&o, "Directives", &v->directives, directive_value);
	put_comments(&o, "BeforeDescriptionComment", v->before);
	put_comments(&o, "AfterDescriptionComment", v->after);
	return rego_build_object(&o);
}

static struct rego_val definition_value(struct rego_arena *a, const void *item)
{
	const struct rego_gql_definition *d = item;
	struct rego_builder o = { .arena = a };

	put_text(&o, "Kind", d->kind);
	put_text(&o, "Description", d->description);
	put_text(&o, "Name", d->name);
	put_list(&o, "Directives", &d->directives, directive_value);
	put_list(&o, "Interfaces", &d->interfaces, text_value);
	put_list(&o, "Fields", &d->fields, field_value);
	put_list(&o, "Types", &d->types, text_value);
	put_list(&o, "EnumValues", &d->values, enum_value);
	put_bool(&o, "BuiltIn", d->built_in);
	put_comments(&o, "BeforeDescriptionComment", d->before);
	put_comments(&o, "AfterDescriptionComment", d->after);
	put_comments(&o, "EndOfDefinitionComment", d->end);
	return rego_build_object(&o);
}

static struct rego_val directive_def_value(struct rego_arena *a, const void *item)
{
	const struct rego_gql_directive_def *d = item;
	struct rego_builder o = { .arena = a };

	put_text(&o, "Description", d->description);
	put_text(&o, "Name", d->name);
	put_list(&o, "Arguments", &d->arguments, field_value);
	put_list(&o, "Locations", &d->locations, text_value);
	put_bool(&o, "IsRepeatable", d->repeatable);
	put_comments(&o, "BeforeDescriptionComment", d->before);
	put_comments(&o, "AfterDescriptionComment", d->after);
	return rego_build_object(&o);
}

static struct rego_val root_value(struct rego_arena *a, const void *item)
{
	const struct rego_gql_root *r = item;
	struct rego_builder o = { .arena = a };

	put_text(&o, "Operation", r->operation);
	put_text(&o, "Type", r->type);
	put_comments(&o, "Comment", r->comment);
	return rego_build_object(&o);
}

static struct rego_val schema_def_value(struct rego_arena *a, const void *item)
{
	const struct rego_gql_schema_def *d = item;
	struct rego_builder o = { .arena = a };

	put_text(&o, "Description", d->description);
	put_list(&o, "Directives", &d->directives, directive_value);
	put_list(&o, "OperationTypes", &d->roots, root_value);
	put_comments(&o, "BeforeDescriptionComment", d->before);
	put_comments(&o, "AfterDescriptionComment", d->after);
	put_comments(&o, "EndOfDefinitionComment", d->end);
	return rego_build_object(&o);
}

struct rego_val rego_gql_schema_value(struct rego_arena *a, const struct rego_gql_schema_doc *d)
{
	struct rego_builder o = { .arena = a };

	put_list(&o, "Schema", &d->schemas, schema_def_value);
	put_list(&o, "SchemaExtension", &d->extensions, schema_def_value);
	put_list(&o, "Directives", &d->directives, directive_def_value);
	put_list(&o, "Definitions", &d->definitions, definition_value);
	put_list(&o, "Extensions", &d->type_extensions, definition_value);
	put_comments(&o, "Comment", d->comment);
	return rego_build_object(&o);
}
