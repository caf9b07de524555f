/* SPDX-License-Identifier: BSD-2-Clause */
/* Schemas: what they say of objects and arrays. */
#include "rego/builtin/schema_parse.h"

bool rego_schema_parse_definitions(struct rego_schema_parser *p, struct rego_val v,
				   struct rego_schema *s)
{
	if (v.kind != REGO_OBJECT)
		return rego_schema_bad_type(p, "Array Of Schemas", "definitions");
	for (uint32_t i = 0; i < v.object->count; i++) {
		struct rego_val d = v.object->pairs[i].value;

		if (!rego_schema_is_schema(d))
			return rego_schema_bad_type(p, "Array Of Schemas", "definitions");
		if (!rego_schema_child(p, d, s, "definitions"))
			return false;
	}
	return true;
}

bool rego_schema_parse_properties(struct rego_schema_parser *p, struct rego_val v,
				  struct rego_schema *s)
{
	if (v.kind != REGO_OBJECT)
		return rego_schema_fail(p, "Properties must be of type object");
	for (uint32_t i = 0; i < v.object->count; i++) {
		struct rego_schema *c = rego_schema_child(p, v.object->pairs[i].value, s,
							  rego_text(v.object->pairs[i].key));

		if (!c)
			return false;
		rego_schema_add(p, &s->properties, c);
	}
	return true;
}

bool rego_schema_parse_patterns(struct rego_schema_parser *p, struct rego_val v,
				struct rego_schema *s)
{
	if (v.kind != REGO_OBJECT)
		return rego_schema_bad_type(p, "Valid Schema", "patternProperties");
	for (uint32_t i = 0; i < v.object->count; i++) {
		struct rego_val key = v.object->pairs[i].key;
		struct rego_schema *c;
		const char *why;

		if (!rego_regex_get(p->call, rego_text(key), rego_len(key), &why))
			return rego_schema_fail(p, "Invalid regex pattern '%s'", rego_text(key));
		c = rego_schema_child(p, v.object->pairs[i].value, s, rego_text(key));
		if (!c)
			return false;
		rego_schema_add(p, &s->patterns, c);
	}
	return true;
}

/* true, false or a schema for what is not named. */
bool rego_schema_parse_more(struct rego_schema_parser *p, struct rego_val v, struct rego_schema *s,
			    const char *name, enum rego_more *how, struct rego_schema **schema)
{
	if (v.kind == REGO_BOOL) {
		*how = v.b ? REGO_MORE_ANY : REGO_MORE_NONE;
		return true;
	}
	if (v.kind != REGO_OBJECT)
		return rego_schema_bad_type(p, "boolean/Valid Schema", name);
	*how = REGO_MORE_SCHEMA;
	*schema = rego_schema_child(p, v, s, name);
	return *schema;
}

static bool parse_dependency(struct rego_schema_parser *p, const char *name, struct rego_val v,
			     struct rego_schema *s)
{
	struct rego_dependency *d = &s->dependencies[s->dependency_count];

	*d = (struct rego_dependency){ .name = name, .names = rego_undefined() };
	if (v.kind == REGO_ARRAY) {
		for (uint32_t i = 0; i < v.array->count; i++)
			if (v.array->items[i].kind != REGO_STRING)
				return rego_schema_fail(
					p, "Dependency must be of type Schema Or Array Of Strings");
		d->names = v;
		s->dependency_count += v.array->count > 0;
		return true;
	}
	if (!rego_schema_is_schema(v))
		return rego_schema_fail(p, "Dependency must be of type Schema Or Array Of Strings");
	d->schema = rego_schema_child(p, v, s, name);
	s->dependency_count++;
	return d->schema;
}

bool rego_schema_parse_dependencies(struct rego_schema_parser *p, struct rego_val v,
				    struct rego_schema *s)
{
	if (v.kind != REGO_OBJECT)
		return rego_schema_fail(p, "dependencies must be of type object");
	s->dependencies = rego_alloc_array(p->arena, sizeof(*s->dependencies), v.object->count + 1);
	for (uint32_t i = 0; i < v.object->count; i++)
		if (!parse_dependency(p, rego_text(v.object->pairs[i].key),
				      v.object->pairs[i].value, s))
			return false;
	return true;
}

bool rego_schema_parse_items(struct rego_schema_parser *p, struct rego_val v, struct rego_schema *s)
{
	if (rego_schema_is_schema(v)) {
		struct rego_schema *c = rego_schema_child(p, v, s, "items");

		if (c)
			rego_schema_add(p, &s->items, c);
		s->single_item = true;
		return c;
	}
	if (v.kind != REGO_ARRAY)
		return rego_schema_bad_type(p, "Valid Schema/Array Of Schemas", "items");
	for (uint32_t i = 0; i < v.array->count; i++) {
		struct rego_schema *c;

		if (!rego_schema_is_schema(v.array->items[i]))
			return rego_schema_bad_type(p, "Valid Schema/Array Of Schemas", "items");
		c = rego_schema_child(p, v.array->items[i], s, "items");
		if (!c)
			return false;
		rego_schema_add(p, &s->items, c);
	}
	return true;
}

bool rego_schema_parse_required(struct rego_schema_parser *p, struct rego_val o,
				struct rego_schema *s)
{
	struct rego_val l;

	if (!rego_schema_list_member(p, o, "required", &l))
		return false;
	s->required = l;
	for (uint32_t i = 0; rego_defined(l) && i < l.array->count; i++) {
		if (l.array->items[i].kind != REGO_STRING)
			return rego_schema_bad_type(p, "string", "required");
		for (uint32_t k = 0; k < i; k++)
			if (rego_equal(l.array->items[i], l.array->items[k]))
				return rego_schema_fail(p, "required items must be unique");
	}
	return true;
}

bool rego_schema_parse_arrays(struct rego_schema_parser *p, struct rego_val o,
			      struct rego_schema *s)
{
	struct rego_val v;

	if (!rego_schema_parse_size(p, o, "minItems", &s->has_min_items, &s->min_items) ||
	    !rego_schema_parse_size(p, o, "maxItems", &s->has_max_items, &s->max_items))
		return false;
	v = rego_get_text(o, "uniqueItems");
	if (rego_defined(v) && v.kind != REGO_BOOL)
		return rego_schema_fail(p, "uniqueItems must be of a boolean");
	s->unique = v.kind == REGO_BOOL && v.b;
	v = rego_get_text(o, "contains");
	if (!rego_defined(v) || s->draft < 6)
		return true;
	s->contains = rego_schema_child(p, v, s, "contains");
	return s->contains;
}
