/* SPDX-License-Identifier: BSD-2-Clause */
/* Schemas out of documents, with the checks and the error texts of OPA's library. */
#include "rego/builtin/schema_parse.h"

#include <stdarg.h>

static const char *const type_names[] = { "array", "boolean", "integer", "number",
					  "null",  "object",  "string" };

bool rego_schema_fail(struct rego_schema_parser *p, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	p->error = rego_vprintf(p->arena, fmt, args);
	va_end(args);
	return false;
}

static bool parse(struct rego_schema_parser *p, struct rego_val v, struct rego_schema *s,
		  struct rego_schema *parent);

/* The message that OPA's library has for a member of the wrong type. */
bool rego_schema_bad_type(struct rego_schema_parser *p, const char *expected, const char *given)
{
	return rego_schema_fail(p, "Invalid type. Expected: %s, given: %s", expected, given);
}

struct rego_schema *rego_schema_child(struct rego_schema_parser *p, struct rego_val v,
				      struct rego_schema *parent, const char *property)
{
	struct rego_schema *s = rego_new(p->arena, struct rego_schema);

	s->property = property;
	return parse(p, v, s, parent) ? s : NULL;
}

void rego_schema_add(struct rego_schema_parser *p, struct rego_schemas *l, struct rego_schema *s)
{
	if (l->count == l->room) {
		uint32_t room = l->room ? l->room * 2 : 4;
		struct rego_schema **more = rego_new_array(p->arena, struct rego_schema *, room);

		if (l->count)
			memcpy(more, l->items, l->count * sizeof(struct rego_schema *));
		l->items = more;
		l->room = room;
	}
	l->items[l->count++] = s;
}

bool rego_schema_is_schema(struct rego_val v)
{
	return v.kind == REGO_OBJECT || v.kind == REGO_BOOL;
}

bool rego_schema_text_member(struct rego_schema_parser *p, struct rego_val o, const char *name,
			     const char **out)
{
	struct rego_val v = rego_get_text(o, name);

	*out = v.kind == REGO_STRING ? rego_text(v) : NULL;
	return *out || !rego_defined(v) || rego_schema_bad_type(p, "string", name);
}

/* --- types ---------------------------------------------------------------------- */
static bool add_type(struct rego_schema_parser *p, struct rego_schema *s, const char *name)
{
	for (uint8_t i = 0; i < REGO_SCHEMA_TYPES; i++) {
		if (strcmp(type_names[i], name))
			continue;
		for (int k = 0; k < s->type_count; k++)
			if (s->types[k] == i)
				return rego_schema_fail(p, "%s type is duplicated", name);
		s->types[s->type_count++] = i;
		return true;
	}
	return rego_schema_fail(
		p,
		"has a primitive type that is NOT VALID -- given: /%s/ Expected valid values "
		"are:[array boolean integer number null object string]",
		name);
}

static bool parse_type(struct rego_schema_parser *p, struct rego_val v, struct rego_schema *s)
{
	if (v.kind == REGO_STRING)
		return add_type(p, s, rego_text(v));
	if (v.kind != REGO_ARRAY)
		return rego_schema_bad_type(p, "type", "string/Array Of Strings");
	for (uint32_t i = 0; i < v.array->count; i++) {
		if (v.array->items[i].kind != REGO_STRING)
			return rego_schema_bad_type(p, "type", "string/Array Of Strings");
		if (!add_type(p, s, rego_text(v.array->items[i])))
			return false;
	}
	return true;
}

/* --- the rest ------------------------------------------------------------------------------ */
/* An array, or undefined. */
bool rego_schema_list_member(struct rego_schema_parser *p, struct rego_val o, const char *name,
			     struct rego_val *out)
{
	*out = rego_get_text(o, name);
	if (!rego_defined(*out) || out->kind == REGO_ARRAY)
		return true;
	return rego_schema_fail(p, "%s must be of an array", name);
}

/* Go's encoding/json would refuse the first number in it that no double holds. */
static bool holdable(struct rego_schema_parser *p, struct rego_val v)
{
	double d;

	if (v.kind == REGO_NUMBER && !rego_finite_double(v, &d))
		return rego_schema_fail(
			p, "json: cannot unmarshal number %s into Go value of type float64",
			rego_term_text(p->arena, v));
	for (uint32_t i = 0; v.kind == REGO_ARRAY && i < v.array->count; i++)
		if (!holdable(p, v.array->items[i]))
			return false;
	for (uint32_t i = 0; v.kind == REGO_OBJECT && i < v.object->count; i++)
		if (!holdable(p, v.object->pairs[i].value))
			return false;
	return true;
}

static bool parse_enum(struct rego_schema_parser *p, struct rego_val o, struct rego_schema *s)
{
	struct rego_val v = rego_get_text(o, "const"), l;

	if (rego_defined(v) && s->draft >= 6 && !holdable(p, v))
		return false;
	if (rego_defined(v) && s->draft >= 6)
		s->constant = rego_schema_text(p->arena, v);
	if (!rego_schema_list_member(p, o, "enum", &l))
		return false;
	if (!rego_defined(l))
		return true;
	s->enumeration = rego_new_array(p->arena, const char *, l.array->count + 1);
	for (uint32_t i = 0; i < l.array->count; i++) {
		const char *text;

		if (!holdable(p, l.array->items[i]))
			return false;
		text = rego_schema_text(p->arena, l.array->items[i]);
		for (uint32_t k = 0; k < s->enum_count; k++)
			if (!strcmp(s->enumeration[k], text))
				return rego_schema_fail(p, "enum items must be unique");
		s->enumeration[s->enum_count++] = text;
	}
	return true;
}

static bool parse_list(struct rego_schema_parser *p, struct rego_val o, const char *name,
		       struct rego_schema *s, struct rego_schemas *out)
{
	struct rego_val l;

	if (!rego_schema_list_member(p, o, name, &l))
		return false;
	for (uint32_t i = 0; rego_defined(l) && i < l.array->count; i++) {
		struct rego_schema *c = rego_schema_child(p, l.array->items[i], s, name);

		if (!c)
			return false;
		rego_schema_add(p, out, c);
	}
	return true;
}

static bool parse_one(struct rego_schema_parser *p, struct rego_val o, const char *name,
		      struct rego_schema *s, struct rego_schema **out)
{
	struct rego_val v = rego_get_text(o, name);

	if (!rego_defined(v))
		return true;
	if (!rego_schema_is_schema(v))
		return rego_schema_fail(p, "%s must be of an object", name);
	*out = rego_schema_child(p, v, s, name);
	return *out;
}

static bool parse_names(struct rego_schema_parser *p, struct rego_val o, struct rego_schema *s)
{
	struct rego_val v = rego_get_text(o, "propertyNames");

	if (!rego_defined(v) || s->draft < 6)
		return true;
	if (!rego_schema_is_schema(v))
		return rego_schema_bad_type(p, "Valid Schema", "patternProperties");
	s->names = rego_schema_child(p, v, s, "propertyNames");
	return s->names;
}

static bool
optional(struct rego_schema_parser *p, struct rego_val o, const char *name, struct rego_schema *s,
	 bool (*read)(struct rego_schema_parser *, struct rego_val, struct rego_schema *))
{
	struct rego_val v = rego_get_text(o, name);

	return !rego_defined(v) || read(p, v, s);
}

static bool parse_members(struct rego_schema_parser *p, struct rego_val o, struct rego_schema *s)
{
	struct rego_val v;

	if (!optional(p, o, "type", s, parse_type) ||
	    !optional(p, o, "properties", s, rego_schema_parse_properties))
		return false;
	v = rego_get_text(o, "additionalProperties");
	if (rego_defined(v) &&
	    !rego_schema_parse_more(p, v, s, "additionalProperties", &s->more_properties,
				    &s->more_properties_schema))
		return false;
	if (!optional(p, o, "patternProperties", s, rego_schema_parse_patterns) ||
	    !parse_names(p, o, s) ||
	    !optional(p, o, "dependencies", s, rego_schema_parse_dependencies) ||
	    !optional(p, o, "items", s, rego_schema_parse_items))
		return false;
	v = rego_get_text(o, "additionalItems");
	if (rego_defined(v) && !rego_schema_parse_more(p, v, s, "additionalItems", &s->more_items,
						       &s->more_items_schema))
		return false;
	return rego_schema_parse_numbers(p, o, s) && rego_schema_parse_sizes(p, o, s) &&
	       rego_schema_parse_required(p, o, s) && rego_schema_parse_arrays(p, o, s) &&
	       parse_enum(p, o, s) && parse_list(p, o, "oneOf", s, &s->one_of) &&
	       parse_list(p, o, "anyOf", s, &s->any_of) &&
	       parse_list(p, o, "allOf", s, &s->all_of) && parse_one(p, o, "not", s, &s->not_) &&
	       (s->draft < 7 ||
		(parse_one(p, o, "if", s, &s->if_) && parse_one(p, o, "then", s, &s->then_) &&
		 parse_one(p, o, "else", s, &s->else_)));
}

/* $ref: the schema it leads to is parsed once. */
static bool parse_reference(struct rego_schema_parser *p, struct rego_val o, struct rego_schema *s)
{
	const char *ref = rego_schema_pool_ref(p->pool, o);
	struct rego_schema_known *k = p->known;
	struct rego_val v;
	int draft = 0;

	while (k && strcmp(k->ref, ref))
		k = k->next;
	if (k) {
		s->ref = k->schema;
		return true;
	}
	k = rego_new(p->arena, struct rego_schema_known);
	*k = (struct rego_schema_known){ p->known, ref, rego_new(p->arena, struct rego_schema) };
	p->known = k;
	k->schema->property = "$ref";
	v = rego_schema_pool_get(p->pool, ref, &draft, &p->error);
	if (!rego_defined(v))
		return false;
	if (!rego_schema_is_schema(v))
		return rego_schema_fail(p, "Valid Schema must be of type object");
	k->schema->draft = draft;
	s->ref = k->schema;
	return parse(p, v, k->schema, s);
}

static bool parse_id(struct rego_schema_parser *p, struct rego_val o, const struct rego_schema *s)
{
	const char *key = s->draft == 4 ? "id" : "$id", *id;

	if (s->draft == REGO_SCHEMA_HYBRID && rego_defined(rego_get_text(o, "id")))
		key = "id";
	return rego_schema_text_member(p, o, key, &id);
}

static bool parse(struct rego_schema_parser *p, struct rego_val v, struct rego_schema *s,
		  struct rego_schema *parent)
{
	const char *text;
	bool ok;

	if (!s->draft)
		s->draft = parent->draft;
	if (v.kind == REGO_BOOL && s->draft >= 6) {
		s->always = v.b;
		s->never = !v.b;
		return true;
	}
	if (v.kind != REGO_OBJECT)
		return rego_schema_fail(p, "Expected: Valid Schema, given: Invalid JSON");
	if (++p->depth > REGO_SCHEMA_DEPTH)
		rego_stop(p->arena, REGO_STOP_DEPTH);
	ok = parse_id(p, v, s) && optional(p, v, "definitions", s, rego_schema_parse_definitions) &&
	     rego_schema_text_member(p, v, "title", &text) &&
	     rego_schema_text_member(p, v, "description", &text) &&
	     rego_schema_text_member(p, v, "$ref", &text);
	if (ok && text) {
		bool fresh = true;
		const char *ref = rego_schema_pool_ref(p->pool, v);

		for (struct rego_schema_known *k = p->known; k; k = k->next)
			fresh &= strcmp(k->ref, ref) != 0;
		ok = parse_reference(p, v, s);
		if (fresh || !ok) {
			p->depth--;
			return ok;
		}
	}
	ok = ok && parse_members(p, v, s);
	p->depth--;
	return ok;
}

struct rego_schema *rego_schema_parse(struct rego_call *c, struct rego_val document,
				      const char **error)
{
	struct rego_schema_parser p = { .call = c,
					.arena = c->arena,
					.pool = rego_schema_pool_new(c) };
	struct rego_schema *s = rego_new(c->arena, struct rego_schema);

	*error = rego_schema_pool_add(p.pool, document, "");
	if (*error || !rego_schema_draft(c, document, &s->draft, error))
		return NULL;
	if (!s->draft)
		s->draft = REGO_SCHEMA_HYBRID;
	s->property = "(Root)";
	if (parse(&p, document, s, NULL))
		return s;
	*error = p.error;
	return NULL;
}
