/* SPDX-License-Identifier: BSD-2-Clause */
/* Schemas: what they say of numbers and sizes. */
#include "rego/builtin/schema_parse.h"

static bool parse_bound(struct rego_schema_parser *p, struct rego_val o, const char *name,
			struct rego_val *out)
{
	struct rego_val v = rego_get_text(o, name);

	if (!rego_defined(v))
		return true;
	if (v.kind != REGO_NUMBER)
		return rego_schema_fail(p, "%s must be of a Number", name);
	*out = v;
	return true;
}

/* exclusiveMinimum and exclusiveMaximum: a flag in draft 4, a number since. */
static bool parse_exclusive(struct rego_schema_parser *p, struct rego_val o, const char *name,
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
			return rego_schema_fail(p, "%s cannot be used without %s", name, plain);
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
	return rego_schema_bad_type(p,
				    flag && number ? "boolean/number"
				    : flag	   ? "boolean"
						   : "number",
				    name);
}

bool rego_schema_parse_numbers(struct rego_schema_parser *p, struct rego_val o,
			       struct rego_schema *s)
{
	struct rego_val v = rego_get_text(o, "multipleOf");

	s->multiple_of = s->maximum = s->minimum = s->above = s->below = rego_undefined();
	if (rego_defined(v)) {
		if (v.kind != REGO_NUMBER)
			return rego_schema_bad_type(p, "Number", "multipleOf");
		if (rego_exact_compare(v, rego_int(0)) <= 0)
			return rego_schema_fail(p, "multipleOf must be strictly greater than 0");
		s->multiple_of = v;
	}
	return parse_bound(p, o, "minimum", &s->minimum) &&
	       parse_exclusive(p, o, "exclusiveMinimum", "minimum", s, &s->minimum, &s->above) &&
	       parse_bound(p, o, "maximum", &s->maximum) &&
	       parse_exclusive(p, o, "exclusiveMaximum", "maximum", s, &s->maximum, &s->below);
}

bool rego_schema_parse_size(struct rego_schema_parser *p, struct rego_val o, const char *name,
			    bool *has, int64_t *out)
{
	struct rego_val v = rego_get_text(o, name);

	if (!rego_defined(v))
		return true;
	if (v.kind != REGO_NUMBER || !rego_to_int64(v, out))
		return rego_schema_fail(p, "%s must be of an integer", name);
	if (*out < 0)
		return rego_schema_fail(p, "%s must be greater than or equal to 0", name);
	*has = true;
	return true;
}

bool rego_schema_parse_sizes(struct rego_schema_parser *p, struct rego_val o, struct rego_schema *s)
{
	const char *pattern, *format, *why;

	if (!rego_schema_parse_size(p, o, "minLength", &s->has_min_length, &s->min_length) ||
	    !rego_schema_parse_size(p, o, "maxLength", &s->has_max_length, &s->max_length))
		return false;
	if (s->has_min_length && s->has_max_length && s->min_length > s->max_length)
		return rego_schema_fail(p, "minLength cannot be greater than maxLength");
	if (!rego_schema_text_member(p, o, "pattern", &pattern))
		return false;
	if (pattern && !rego_regex_get(p->call, pattern, strlen(pattern), &why))
		return rego_schema_fail(p, "pattern must be a valid regex");
	s->pattern = pattern;
	if (!rego_schema_text_member(p, o, "format", &format))
		return false;
	s->format = format && *format ? format : NULL;
	if (!rego_schema_parse_size(p, o, "minProperties", &s->has_min_properties,
				    &s->min_properties) ||
	    !rego_schema_parse_size(p, o, "maxProperties", &s->has_max_properties,
				    &s->max_properties))
		return false;
	if (s->has_min_properties && s->has_max_properties && s->min_properties > s->max_properties)
		return rego_schema_fail(p, "minProperties cannot be greater than maxProperties");
	return true;
}
