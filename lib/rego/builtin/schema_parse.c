/* SPDX-License-Identifier: BSD-2-Clause */
/* Schemas out of documents, with the checks and the error texts of OPA's library. */
#include <stdarg.h>
#include <stdio.h>

#include "rego/builtin/schema.h"
#include "rego/builtin/text.h"
#include "rego/value/number.h"

struct known {
	struct known *next;
	const char *ref;
	struct rego_schema *schema;
};

struct parser {
	struct rego_call *call;
	struct rego_arena *arena;
	struct rego_schema_pool *pool;
	struct known *known; /* schemas that were referred to */
	const char *error;
	int depth;
};

static const char *const type_names[] = { "array", "boolean", "integer", "number",
					  "null",  "object",  "string" };

__attribute__((format(printf, 2, 3))) static bool fail(struct parser *p, const char *fmt, ...)
{
	char text[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	p->error = rego_printf(p->arena, "%s", text);
	return false;
}

/* The message that OPA's library has for a member of the wrong type. */
static bool bad_type(struct parser *p, const char *expected, const char *given)
{
	return fail(p, "Invalid type. Expected: %s, given: %s", expected, given);
}

static bool parse(struct parser *p, struct rego_val v, struct rego_schema *s,
		  struct rego_schema *parent);

static struct rego_schema *child(struct parser *p, struct rego_val v, struct rego_schema *parent,
				 const char *property)
{
	struct rego_schema *s = rego_new(p->arena, struct rego_schema);

	s->property = property;
	return parse(p, v, s, parent) ? s : NULL;
}

static void add(struct parser *p, struct rego_schemas *l, struct rego_schema *s)
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

static bool is_schema(struct rego_val v)
{
	return v.kind == REGO_OBJECT || v.kind == REGO_BOOL;
}

static bool text_member(struct parser *p, struct rego_val o, const char *name, const char **out)
{
	struct rego_val v = rego_get_text(o, name);

	*out = v.kind == REGO_STRING ? rego_text(v) : NULL;
	return *out || !rego_defined(v) || bad_type(p, "string", name);
}

/* --- types ---------------------------------------------------------------------- */
static bool add_type(struct parser *p, struct rego_schema *s, const char *name)
{
	for (uint8_t i = 0; i < REGO_SCHEMA_TYPES; i++) {
		if (strcmp(type_names[i], name))
			continue;
		for (int k = 0; k < s->type_count; k++)
			if (s->types[k] == i)
				return fail(p, "%s type is duplicated", name);
		s->types[s->type_count++] = i;
		return true;
	}
	return fail(p, "has a primitive type that is NOT VALID -- given: /%s/ Expected valid values "
		    "are:[array boolean integer number null object string]", name);
}

static bool parse_type(struct parser *p, struct rego_val v, struct rego_schema *s)
{
	if (v.kind == REGO_STRING)
		return add_type(p, s, rego_text(v));
	if (v.kind != REGO_ARRAY)
		return bad_type(p, "type", "string/Array Of Strings");
	for (uint32_t i = 0; i < v.array->count; i++) {
		if (v.array->items[i].kind != REGO_STRING)
			return bad_type(p, "type", "string/Array Of Strings");
		if (!add_type(p, s, rego_text(v.array->items[i])))
			return false;
	}
	return true;
}

/* --- objects ----------------------------------------------------------------------- */
static bool parse_definitions(struct parser *p, struct rego_val v, struct rego_schema *s)
{
	if (v.kind != REGO_OBJECT)
		return bad_type(p, "Array Of Schemas", "definitions");
	for (uint32_t i = 0; i < v.object->count; i++) {
		struct rego_val d = v.object->pairs[i].value;

		if (!is_schema(d))
			return bad_type(p, "Array Of Schemas", "definitions");
		if (!child(p, d, s, "definitions"))
			return false;
	}
	return true;
}

static bool parse_properties(struct parser *p, struct rego_val v, struct rego_schema *s)
{
	if (v.kind != REGO_OBJECT)
		return fail(p, "Properties must be of type object");
	for (uint32_t i = 0; i < v.object->count; i++) {
		struct rego_schema *c = child(p, v.object->pairs[i].value, s,
					      rego_text(v.object->pairs[i].key));

		if (!c)
			return false;
		add(p, &s->properties, c);
	}
	return true;
}

static bool parse_patterns(struct parser *p, struct rego_val v, struct rego_schema *s)
{
	if (v.kind != REGO_OBJECT)
		return bad_type(p, "Valid Schema", "patternProperties");
	for (uint32_t i = 0; i < v.object->count; i++) {
		struct rego_val key = v.object->pairs[i].key;
		struct rego_schema *c;
		const char *why;

		if (!rego_regex_get(p->call, rego_text(key), rego_len(key), &why))
			return fail(p, "Invalid regex pattern '%s'", rego_text(key));
		c = child(p, v.object->pairs[i].value, s, rego_text(key));
		if (!c)
			return false;
		add(p, &s->patterns, c);
	}
	return true;
}

/* true, false or a schema for what is not named. */
static bool parse_more(struct parser *p, struct rego_val v, struct rego_schema *s,
		       const char *name, enum rego_more *how, struct rego_schema **schema)
{
	if (v.kind == REGO_BOOL) {
		*how = v.b ? REGO_MORE_ANY : REGO_MORE_NONE;
		return true;
	}
	if (v.kind != REGO_OBJECT)
		return bad_type(p, "boolean/Valid Schema", name);
	*how = REGO_MORE_SCHEMA;
	*schema = child(p, v, s, name);
	return *schema;
}

static bool parse_dependency(struct parser *p, const char *name, struct rego_val v,
			     struct rego_schema *s)
{
	struct rego_dependency *d = &s->dependencies[s->dependency_count];

	*d = (struct rego_dependency){ .name = name, .names = rego_undefined() };
	if (v.kind == REGO_ARRAY) {
		for (uint32_t i = 0; i < v.array->count; i++)
			if (v.array->items[i].kind != REGO_STRING)
				return fail(p, "Dependency must be of type Schema Or Array Of Strings");
		d->names = v;
		s->dependency_count += v.array->count > 0;
		return true;
	}
	if (!is_schema(v))
		return fail(p, "Dependency must be of type Schema Or Array Of Strings");
	d->schema = child(p, v, s, name);
	s->dependency_count++;
	return d->schema;
}

static bool parse_dependencies(struct parser *p, struct rego_val v, struct rego_schema *s)
{
	if (v.kind != REGO_OBJECT)
		return fail(p, "dependencies must be of type object");
	s->dependencies = rego_alloc_array(p->arena, sizeof(*s->dependencies),
					   v.object->count + 1);
	for (uint32_t i = 0; i < v.object->count; i++)
		if (!parse_dependency(p, rego_text(v.object->pairs[i].key),
				      v.object->pairs[i].value, s))
			return false;
	return true;
}

static bool parse_items(struct parser *p, struct rego_val v, struct rego_schema *s)
{
	if (is_schema(v)) {
		struct rego_schema *c = child(p, v, s, "items");

		if (c)
			add(p, &s->items, c);
		s->single_item = true;
		return c;
	}
	if (v.kind != REGO_ARRAY)
		return bad_type(p, "Valid Schema/Array Of Schemas", "items");
	for (uint32_t i = 0; i < v.array->count; i++) {
		struct rego_schema *c;

		if (!is_schema(v.array->items[i]))
			return bad_type(p, "Valid Schema/Array Of Schemas", "items");
		c = child(p, v.array->items[i], s, "items");
		if (!c)
			return false;
		add(p, &s->items, c);
	}
	return true;
}

/* --- numbers --------------------------------------------------------------------------- */
static bool parse_bound(struct parser *p, struct rego_val o, const char *name,
			struct rego_val *out)
{
	struct rego_val v = rego_get_text(o, name);

	if (!rego_defined(v))
		return true;
	if (v.kind != REGO_NUMBER)
		return fail(p, "%s must be of a Number", name);
	*out = v;
	return true;
}

/* exclusiveMinimum and exclusiveMaximum: a flag in draft 4, a number since. */
static bool parse_exclusive(struct parser *p, struct rego_val o, const char *name,
			    const char *plain, struct rego_schema *s, struct rego_val *bound,
			    struct rego_val *exclusive)
{
	struct rego_val v = rego_get_text(o, name);
	bool flag = s->draft == 4 || s->draft == REGO_SCHEMA_HYBRID;
	bool number = s->draft != 4;

	if (!rego_defined(v))
		return true;
	if (v.kind == REGO_BOOL && flag) {
		if (!rego_defined(*bound))
			return fail(p, "%s cannot be used without %s", name, plain);
		if (v.b) {
			*exclusive = *bound;
			*bound = rego_undefined();
		}
		return true;
	}
	if (v.kind == REGO_NUMBER && number) {
		*exclusive = v;
		return true;
	}
	return bad_type(p, flag && number ? "boolean/number" : flag ? "boolean" : "number", name);
}

static bool parse_numbers(struct parser *p, struct rego_val o, struct rego_schema *s)
{
	struct rego_val v = rego_get_text(o, "multipleOf");

	s->multiple_of = s->maximum = s->minimum = s->above = s->below = rego_undefined();
	if (rego_defined(v)) {
		if (v.kind != REGO_NUMBER)
			return bad_type(p, "Number", "multipleOf");
		if (rego_exact_compare(v, rego_int(0)) <= 0)
			return fail(p, "multipleOf must be strictly greater than 0");
		s->multiple_of = v;
	}
	return parse_bound(p, o, "minimum", &s->minimum) &&
	       parse_exclusive(p, o, "exclusiveMinimum", "minimum", s, &s->minimum, &s->above) &&
	       parse_bound(p, o, "maximum", &s->maximum) &&
	       parse_exclusive(p, o, "exclusiveMaximum", "maximum", s, &s->maximum, &s->below);
}

static bool parse_size(struct parser *p, struct rego_val o, const char *name, bool *has,
		       int64_t *out)
{
	struct rego_val v = rego_get_text(o, name);

	if (!rego_defined(v))
		return true;
	if (v.kind != REGO_NUMBER || !rego_to_int64(v, out))
		return fail(p, "%s must be of an integer", name);
	if (*out < 0)
		return fail(p, "%s must be greater than or equal to 0", name);
	*has = true;
	return true;
}

static bool parse_sizes(struct parser *p, struct rego_val o, struct rego_schema *s)
{
	const char *pattern, *format, *why;

	if (!parse_size(p, o, "minLength", &s->has_min_length, &s->min_length) ||
	    !parse_size(p, o, "maxLength", &s->has_max_length, &s->max_length))
		return false;
	if (s->has_min_length && s->has_max_length && s->min_length > s->max_length)
		return fail(p, "minLength cannot be greater than maxLength");
	if (!text_member(p, o, "pattern", &pattern))
		return false;
	if (pattern && !rego_regex_get(p->call, pattern, strlen(pattern), &why))
		return fail(p, "pattern must be a valid regex");
	s->pattern = pattern;
	if (!text_member(p, o, "format", &format))
		return false;
	s->format = format && *format ? format : NULL;
	if (!parse_size(p, o, "minProperties", &s->has_min_properties, &s->min_properties) ||
	    !parse_size(p, o, "maxProperties", &s->has_max_properties, &s->max_properties))
		return false;
	if (s->has_min_properties && s->has_max_properties &&
	    s->min_properties > s->max_properties)
		return fail(p, "minProperties cannot be greater than maxProperties");
	return true;
}

/* --- the rest ------------------------------------------------------------------------------ */
/* An array, or undefined. */
static bool list_member(struct parser *p, struct rego_val o, const char *name, struct rego_val *out)
{
	*out = rego_get_text(o, name);
	if (!rego_defined(*out) || out->kind == REGO_ARRAY)
		return true;
	return fail(p, "%s must be of an array", name);
}

static bool parse_required(struct parser *p, struct rego_val o, struct rego_schema *s)
{
	struct rego_val l;

	if (!list_member(p, o, "required", &l))
		return false;
	s->required = l;
	for (uint32_t i = 0; rego_defined(l) && i < l.array->count; i++) {
		if (l.array->items[i].kind != REGO_STRING)
			return bad_type(p, "string", "required");
		for (uint32_t k = 0; k < i; k++)
			if (rego_equal(l.array->items[i], l.array->items[k]))
				return fail(p, "required items must be unique");
	}
	return true;
}

static bool parse_arrays(struct parser *p, struct rego_val o, struct rego_schema *s)
{
	struct rego_val v;

	if (!parse_size(p, o, "minItems", &s->has_min_items, &s->min_items) ||
	    !parse_size(p, o, "maxItems", &s->has_max_items, &s->max_items))
		return false;
	v = rego_get_text(o, "uniqueItems");
	if (rego_defined(v) && v.kind != REGO_BOOL)
		return fail(p, "uniqueItems must be of a boolean");
	s->unique = v.kind == REGO_BOOL && v.b;
	v = rego_get_text(o, "contains");
	if (!rego_defined(v) || s->draft < 6)
		return true;
	s->contains = child(p, v, s, "contains");
	return s->contains;
}

/* Go's encoding/json would refuse the first number in it that no double holds. */
static bool holdable(struct parser *p, struct rego_val v)
{
	double d;

	if (v.kind == REGO_NUMBER && !rego_finite_double(v, &d))
		return fail(p, "json: cannot unmarshal number %s into Go value of type float64",
			    rego_term_text(p->arena, v));
	for (uint32_t i = 0; v.kind == REGO_ARRAY && i < v.array->count; i++)
		if (!holdable(p, v.array->items[i]))
			return false;
	for (uint32_t i = 0; v.kind == REGO_OBJECT && i < v.object->count; i++)
		if (!holdable(p, v.object->pairs[i].value))
			return false;
	return true;
}

static bool parse_enum(struct parser *p, struct rego_val o, struct rego_schema *s)
{
	struct rego_val v = rego_get_text(o, "const"), l;

	if (rego_defined(v) && s->draft >= 6 && !holdable(p, v))
		return false;
	if (rego_defined(v) && s->draft >= 6)
		s->constant = rego_schema_text(p->arena, v);
	if (!list_member(p, o, "enum", &l))
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
				return fail(p, "enum items must be unique");
		s->enumeration[s->enum_count++] = text;
	}
	return true;
}

static bool parse_list(struct parser *p, struct rego_val o, const char *name, struct rego_schema *s,
		       struct rego_schemas *out)
{
	struct rego_val l;

	if (!list_member(p, o, name, &l))
		return false;
	for (uint32_t i = 0; rego_defined(l) && i < l.array->count; i++) {
		struct rego_schema *c = child(p, l.array->items[i], s, name);

		if (!c)
			return false;
		add(p, out, c);
	}
	return true;
}

static bool parse_one(struct parser *p, struct rego_val o, const char *name, struct rego_schema *s,
		      struct rego_schema **out)
{
	struct rego_val v = rego_get_text(o, name);

	if (!rego_defined(v))
		return true;
	if (!is_schema(v))
		return fail(p, "%s must be of an object", name);
	*out = child(p, v, s, name);
	return *out;
}

static bool parse_names(struct parser *p, struct rego_val o, struct rego_schema *s)
{
	struct rego_val v = rego_get_text(o, "propertyNames");

	if (!rego_defined(v) || s->draft < 6)
		return true;
	if (!is_schema(v))
		return bad_type(p, "Valid Schema", "patternProperties");
	s->names = child(p, v, s, "propertyNames");
	return s->names;
}

static bool optional(struct parser *p, struct rego_val o, const char *name, struct rego_schema *s,
		     bool (*read)(struct parser *, struct rego_val, struct rego_schema *))
{
	struct rego_val v = rego_get_text(o, name);

	return !rego_defined(v) || read(p, v, s);
}

static bool parse_members(struct parser *p, struct rego_val o, struct rego_schema *s)
{
	struct rego_val v;

	if (!optional(p, o, "type", s, parse_type) ||
	    !optional(p, o, "properties", s, parse_properties))
		return false;
	v = rego_get_text(o, "additionalProperties");
	if (rego_defined(v) && !parse_more(p, v, s, "additionalProperties", &s->more_properties,
					   &s->more_properties_schema))
		return false;
	if (!optional(p, o, "patternProperties", s, parse_patterns) || !parse_names(p, o, s) ||
	    !optional(p, o, "dependencies", s, parse_dependencies) ||
	    !optional(p, o, "items", s, parse_items))
		return false;
	v = rego_get_text(o, "additionalItems");
	if (rego_defined(v) &&
	    !parse_more(p, v, s, "additionalItems", &s->more_items, &s->more_items_schema))
		return false;
	return parse_numbers(p, o, s) && parse_sizes(p, o, s) && parse_required(p, o, s) &&
	       parse_arrays(p, o, s) && parse_enum(p, o, s) &&
	       parse_list(p, o, "oneOf", s, &s->one_of) &&
	       parse_list(p, o, "anyOf", s, &s->any_of) &&
	       parse_list(p, o, "allOf", s, &s->all_of) && parse_one(p, o, "not", s, &s->not_) &&
	       (s->draft < 7 || (parse_one(p, o, "if", s, &s->if_) &&
				 parse_one(p, o, "then", s, &s->then_) &&
				 parse_one(p, o, "else", s, &s->else_)));
}

/* $ref: the schema it leads to is parsed once. */
static bool parse_reference(struct parser *p, struct rego_val o, struct rego_schema *s)
{
	const char *ref = rego_schema_pool_ref(p->pool, o);
	struct known *k = p->known;
	struct rego_val v;
	int draft = 0;

	while (k && strcmp(k->ref, ref))
		k = k->next;
	if (k) {
		s->ref = k->schema;
		return true;
	}
	k = rego_new(p->arena, struct known);
	*k = (struct known){ p->known, ref, rego_new(p->arena, struct rego_schema) };
	p->known = k;
	k->schema->property = "$ref";
	v = rego_schema_pool_get(p->pool, ref, &draft, &p->error);
	if (!rego_defined(v))
		return false;
	if (!is_schema(v))
		return fail(p, "Valid Schema must be of type object");
	k->schema->draft = draft;
	s->ref = k->schema;
	return parse(p, v, k->schema, s);
}

static bool parse_id(struct parser *p, struct rego_val o, const struct rego_schema *s)
{
	const char *key = s->draft == 4 ? "id" : "$id", *id;

	if (s->draft == REGO_SCHEMA_HYBRID && rego_defined(rego_get_text(o, "id")))
		key = "id";
	return text_member(p, o, key, &id);
}

static bool parse(struct parser *p, struct rego_val v, struct rego_schema *s,
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
		return fail(p, "Expected: Valid Schema, given: Invalid JSON");
	if (++p->depth > REGO_SCHEMA_DEPTH)
		rego_stop(p->arena, REGO_STOP_DEPTH);
	ok = parse_id(p, v, s) && optional(p, v, "definitions", s, parse_definitions) &&
	     text_member(p, v, "title", &text) && text_member(p, v, "description", &text) &&
	     text_member(p, v, "$ref", &text);
	if (ok && text) {
		bool fresh = true;
		const char *ref = rego_schema_pool_ref(p->pool, v);

		for (struct known *k = p->known; k; k = k->next)
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
	struct parser p = { .call = c, .arena = c->arena, .pool = rego_schema_pool_new(c) };
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
