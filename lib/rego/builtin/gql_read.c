/* SPDX-License-Identifier: BSD-2-Clause */
/* Trees of GraphQL out of values, as encoding/json would fill Go's structures: unknown members do
 * not count, a member of the wrong kind is an error. */
#include <strings.h>

#include "rego/builtin/gql.h"
#include "rego/value/number.h"

struct reader {
	struct rego_arena *arena;
	const char *error;
	int depth;
};

typedef void *from_value(struct reader *r, struct rego_val v);

static void wrong(struct reader *r, struct rego_val v, const char *type)
{
	if (!r->error)
		r->error = rego_printf(
			r->arena, "json: cannot unmarshal %s into Go value of type %s",
			v.kind == REGO_BOOL ? "bool" : rego_kind_name((enum rego_kind)v.kind),
			type);
}

/* Names match in any case; exactly is better. */
static struct rego_val member(struct rego_val o, const char *name)
{
	struct rego_val v;

	if (o.kind != REGO_OBJECT)
		return rego_undefined();
	v = rego_get_text(o, name);
	for (uint32_t i = 0; !rego_defined(v) && i < o.object->count; i++)
		if (o.object->pairs[i].key.kind == REGO_STRING &&
		    !strcasecmp(rego_text(o.object->pairs[i].key), name))
			v = o.object->pairs[i].value;
	return v.kind == REGO_NULL ? rego_undefined() : v;
}

static const char *text(struct reader *r, struct rego_val o, const char *name)
{
	struct rego_val v = member(o, name);

	if (v.kind == REGO_STRING)
		return rego_text(v);
	if (rego_defined(v))
		wrong(r, v, "string");
	return "";
}

static bool boolean(struct reader *r, struct rego_val o, const char *name)
{
	struct rego_val v = member(o, name);

	if (v.kind == REGO_BOOL)
		return v.b;
	if (rego_defined(v))
		wrong(r, v, "bool");
	return false;
}

static struct rego_gql_list list(struct reader *r, struct rego_val o, const char *name,
				 from_value *from)
{
	struct rego_gql_list l = { 0 };
	struct rego_val v = member(o, name);

	if (rego_defined(v) && v.kind != REGO_ARRAY)
		wrong(r, v, "[]interface {}");
	if (++r->depth > REGO_GQL_DEPTH)
		rego_stop(r->arena, REGO_STOP_DEPTH);
	for (uint32_t i = 0; v.kind == REGO_ARRAY && i < v.array->count && !r->error; i++)
		rego_gql_add(r->arena, &l, from(r, v.array->items[i]));
	r->depth--;
	return l;
}

/* The object that item has to be. */
static bool is_object(struct reader *r, struct rego_val v, const char *type)
{
	if (v.kind == REGO_OBJECT)
		return true;
	if (rego_defined(v) && v.kind != REGO_NULL)
		wrong(r, v, type);
	return false;
}

static void *read_name(struct reader *r, struct rego_val v)
{
	if (v.kind == REGO_STRING)
		return (void *)rego_text(v);
	wrong(r, v, "string");
	return (void *)"";
}

static void *read_comment(struct reader *r, struct rego_val v)
{
	return (void *)text(r, v, "Value");
}

static rego_gql_comments *comments(struct reader *r, struct rego_val o, const char *name)
{
	struct rego_val v = member(o, name);
	rego_gql_comments *c;

	if (!is_object(r, v, "ast.CommentGroup"))
		return NULL;
	c = rego_new(r->arena, rego_gql_comments);
	*c = list(r, v, "List", read_comment);
	return c;
}

static struct rego_gql_type *read_type(struct reader *r, struct rego_val v)
{
	struct rego_gql_type *t;

	if (!is_object(r, v, "ast.Type"))
		return NULL;
	if (++r->depth > REGO_GQL_DEPTH)
		rego_stop(r->arena, REGO_STOP_DEPTH);
	t = rego_new(r->arena, struct rego_gql_type);
	t->name = text(r, v, "NamedType");
	t->elem = read_type(r, member(v, "Elem"));
	t->non_null = boolean(r, v, "NonNull");
	r->depth--;
	return t;
}

static struct rego_gql_value *read_value(struct reader *r, struct rego_val v);

static void *read_child(struct reader *r, struct rego_val v)
{
	struct rego_gql_child *c = rego_new(r->arena, struct rego_gql_child);

	is_object(r, v, "ast.ChildValue");
	c->name = text(r, v, "Name");
	c->value = read_value(r, member(v, "Value"));
	c->comment = comments(r, v, "Comment");
	return c;
}

static struct rego_gql_value *read_value(struct reader *r, struct rego_val v)
{
	struct rego_gql_value *out;
	struct rego_val raw, kind;

	if (!is_object(r, v, "ast.Value"))
		return NULL;
	out = rego_new(r->arena, struct rego_gql_value);
	raw = member(v, "Raw");
	out->raw = text(r, v, "Raw");
	out->raw_len = raw.kind == REGO_STRING ? rego_len(raw) : 0;
	kind = member(v, "Kind");
	if (rego_defined(kind) && (kind.kind != REGO_NUMBER || !rego_to_int64(kind, &out->kind)))
		wrong(r, kind, "ast.ValueKind");
	if (out->kind < 0 || out->kind > REGO_GQL_OBJECT)
		wrong(r, kind, "ast.ValueKind");
	out->children = list(r, v, "Children", read_child);
	out->comment = comments(r, v, "Comment");
	return out;
}

/* A value that is needed: an empty one when it is left out. */
static struct rego_gql_value *needed_value(struct reader *r, struct rego_val o, const char *name)
{
	struct rego_gql_value *v = read_value(r, member(o, name));

	if (!v) {
		v = rego_new(r->arena, struct rego_gql_value);
		v->raw = "";
	}
	return v;
}

static struct rego_gql_type *needed_type(struct reader *r, struct rego_val o)
{
	struct rego_gql_type *t = read_type(r, member(o, "Type"));

	if (!t) {
		t = rego_new(r->arena, struct rego_gql_type);
		t->name = "";
	}
	return t;
}

static void *read_argument(struct reader *r, struct rego_val v)
{
	struct rego_gql_argument *arg = rego_new(r->arena, struct rego_gql_argument);

	is_object(r, v, "ast.Argument");
	arg->name = text(r, v, "Name");
	arg->value = needed_value(r, v, "Value");
	arg->comment = comments(r, v, "Comment");
	return arg;
}

static void *read_directive(struct reader *r, struct rego_val v)
{
	struct rego_gql_directive *d = rego_new(r->arena, struct rego_gql_directive);

	is_object(r, v, "ast.Directive");
	d->name = text(r, v, "Name");
	d->arguments = list(r, v, "Arguments", read_argument);
	d->location = "";
	return d;
}

/* OPA's library takes every selection for a field. */
static void *read_selection(struct reader *r, struct rego_val v)
{
	struct rego_gql_selection *s = rego_new(r->arena, struct rego_gql_selection);

	is_object(r, v, "ast.Field");
	s->alias = text(r, v, "Alias");
	s->name = text(r, v, "Name");
	s->condition = "";
	s->arguments = list(r, v, "Arguments", read_argument);
	s->directives = list(r, v, "Directives", read_directive);
	s->selections = list(r, v, "SelectionSet", read_selection);
	return s;
}

static void *read_variable(struct reader *r, struct rego_val v)
{
	struct rego_gql_variable *var = rego_new(r->arena, struct rego_gql_variable);

	is_object(r, v, "ast.VariableDefinition");
	var->name = text(r, v, "Variable");
	var->type = needed_type(r, v);
	var->default_value = read_value(r, member(v, "DefaultValue"));
	var->directives = list(r, v, "Directives", read_directive);
	var->comment = comments(r, v, "Comment");
	var->used = boolean(r, v, "Used");
	return var;
}

static void *read_operation(struct reader *r, struct rego_val v)
{
	struct rego_gql_operation *o = rego_new(r->arena, struct rego_gql_operation);

	is_object(r, v, "ast.OperationDefinition");
	o->operation = text(r, v, "Operation");
	o->name = text(r, v, "Name");
	o->variables = list(r, v, "VariableDefinitions", read_variable);
	o->directives = list(r, v, "Directives", read_directive);
	o->selections = list(r, v, "SelectionSet", read_selection);
	return o;
}

static void *read_fragment(struct reader *r, struct rego_val v)
{
	struct rego_gql_fragment *f = rego_new(r->arena, struct rego_gql_fragment);

	is_object(r, v, "ast.FragmentDefinition");
	f->name = text(r, v, "Name");
	f->variables = list(r, v, "VariableDefinition", read_variable);
	f->condition = text(r, v, "TypeCondition");
	f->directives = list(r, v, "Directives", read_directive);
	f->selections = list(r, v, "SelectionSet", read_selection);
	return f;
}

const char *rego_gql_read_query(struct rego_arena *a, struct rego_val v, struct rego_gql_query *q)
{
	struct reader r = { .arena = a };

	q->operations = list(&r, v, "Operations", read_operation);
	q->fragments = list(&r, v, "Fragments", read_fragment);
	q->comment = comments(&r, v, "Comment");
	return r.error;
}

/* --- schemas ------------------------------------------------------------------- */
static void *read_field(struct reader *r, struct rego_val v)
{
	struct rego_gql_field_def *f = rego_new(r->arena, struct rego_gql_field_def);

	is_object(r, v, "ast.FieldDefinition");
	f->description = text(r, v, "Description");
	f->name = text(r, v, "Name");
	f->arguments = list(r, v, "Arguments", read_field);
	f->default_value = read_value(r, member(v, "DefaultValue"));
	f->type = needed_type(r, v);
	f->directives = list(r, v, "Directives", read_directive);
	f->before = comments(r, v, "BeforeDescriptionComment");
	f->after = comments(r, v, "AfterDescriptionComment");
	return f;
}

static void *read_enum_value(struct reader *r, struct rego_val v)
{
	struct rego_gql_enum_value *e = rego_new(r->arena, struct rego_gql_enum_value);

	is_object(r, v, "ast.EnumValueDefinition");
	e->description = text(r, v, "Description");
	e->name = text(r, v, "Name");
	e->directives = list(r, v, "Directives", read_directive);
	e->before = comments(r, v, "BeforeDescriptionComment");
	e->after = comments(r, v, "AfterDescriptionComment");
	return e;
}

static void *read_definition(struct reader *r, struct rego_val v)
{
	struct rego_gql_definition *d = rego_new(r->arena, struct rego_gql_definition);

	is_object(r, v, "ast.Definition");
	d->kind = text(r, v, "Kind");
	d->description = text(r, v, "Description");
	d->name = text(r, v, "Name");
	d->directives = list(r, v, "Directives", read_directive);
	d->interfaces = list(r, v, "Interfaces", read_name);
	d->fields = list(r, v, "Fields", read_field);
	d->types = list(r, v, "Types", read_name);
	d->values = list(r, v, "EnumValues", read_enum_value);
	d->built_in = boolean(r, v, "BuiltIn");
	d->before = comments(r, v, "BeforeDescriptionComment");
	d->after = comments(r, v, "AfterDescriptionComment");
	d->end = comments(r, v, "EndOfDefinitionComment");
	return d;
}

static void *read_directive_def(struct reader *r, struct rego_val v)
{
	struct rego_gql_directive_def *d = rego_new(r->arena, struct rego_gql_directive_def);

	is_object(r, v, "ast.DirectiveDefinition");
	d->description = text(r, v, "Description");
	d->name = text(r, v, "Name");
	d->arguments = list(r, v, "Arguments", read_field);
	d->locations = list(r, v, "Locations", read_name);
	d->repeatable = boolean(r, v, "IsRepeatable");
	d->before = comments(r, v, "BeforeDescriptionComment");
	d->after = comments(r, v, "AfterDescriptionComment");
	return d;
}

static void *read_root(struct reader *r, struct rego_val v)
{
	struct rego_gql_root *o = rego_new(r->arena, struct rego_gql_root);

	is_object(r, v, "ast.OperationTypeDefinition");
	o->operation = text(r, v, "Operation");
	o->type = text(r, v, "Type");
	o->comment = comments(r, v, "Comment");
	return o;
}

static void *read_schema_def(struct reader *r, struct rego_val v)
{
	struct rego_gql_schema_def *d = rego_new(r->arena, struct rego_gql_schema_def);

	is_object(r, v, "ast.SchemaDefinition");
	d->description = text(r, v, "Description");
	d->directives = list(r, v, "Directives", read_directive);
	d->roots = list(r, v, "OperationTypes", read_root);
	d->before = comments(r, v, "BeforeDescriptionComment");
	d->after = comments(r, v, "AfterDescriptionComment");
	d->end = comments(r, v, "EndOfDefinitionComment");
	return d;
}

const char *rego_gql_read_schema(struct rego_arena *a, struct rego_val v,
				 struct rego_gql_schema_doc *d)
{
	struct reader r = { .arena = a };

	d->schemas = list(&r, v, "Schema", read_schema_def);
	d->extensions = list(&r, v, "SchemaExtension", read_schema_def);
	d->directives = list(&r, v, "Directives", read_directive_def);
	d->definitions = list(&r, v, "Definitions", read_definition);
	d->type_extensions = list(&r, v, "Extensions", read_definition);
	d->comment = comments(&r, v, "Comment");
	return r.error;
}
