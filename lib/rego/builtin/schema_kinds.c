/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether numbers, strings, arrays and objects fit a schema. */
#include "rego/builtin/schema_check.h"

#include "rego/value/string.h"

void rego_schema_common(struct rego_schema_checker *k, const struct rego_schema *s,
			struct rego_val v, struct rego_schema_result *r,
			const struct rego_schema_context *at)
{
	const char *text = s->constant || s->enum_count ? rego_schema_text(k->arena, v) : NULL;

	if (s->constant && strcmp(s->constant, text))
		rego_schema_tell(k, r, at, "const", "%s does not match: %s",
				 rego_schema_field(k, at), s->constant);
	if (s->enum_count) {
		struct rego_text all = { .arena = k->arena };
		bool found = false;

		for (uint32_t i = 0; i < s->enum_count && !found; i++)
			found = !strcmp(s->enumeration[i], text);
		for (uint32_t i = 0; !found && i < s->enum_count; i++)
			rego_putf(&all, "%s%s", i ? ", " : "", s->enumeration[i]);
		if (!found)
			rego_schema_tell(k, r, at, "enum", "%s must be one of the following: %s",
					 rego_schema_field(k, at), rego_text_done(&all));
	}
	if (s->format && !rego_schema_format(k->call, s->format, v))
		rego_schema_tell(k, r, at, "format", "Does not match format '%s'", s->format);
	r->score++;
}

void rego_schema_number(struct rego_schema_checker *k, const struct rego_schema *s,
			struct rego_val v, struct rego_schema_result *r,
			const struct rego_schema_context *at)
{
	if (v.kind != REGO_NUMBER)
		return;
	if (rego_defined(s->multiple_of) && !rego_exact_multiple(v, s->multiple_of))
		rego_schema_tell(k, r, at, "multiple_of", "Must be a multiple of %s",
				 rego_exact_text(k->arena, s->multiple_of));
	if (rego_defined(s->maximum) && rego_exact_compare(v, s->maximum) > 0)
		rego_schema_tell(k, r, at, "number_lte", "Must be less than or equal to %s",
				 rego_exact_text(k->arena, s->maximum));
	if (rego_defined(s->below) && rego_exact_compare(v, s->below) >= 0)
		rego_schema_tell(k, r, at, "number_lt", "Must be less than %s",
				 rego_exact_text(k->arena, s->below));
	if (rego_defined(s->minimum) && rego_exact_compare(v, s->minimum) < 0)
		rego_schema_tell(k, r, at, "number_gte", "Must be greater than or equal to %s",
				 rego_exact_text(k->arena, s->minimum));
	if (rego_defined(s->above) && rego_exact_compare(v, s->above) <= 0)
		rego_schema_tell(k, r, at, "number_gt", "Must be greater than %s",
				 rego_exact_text(k->arena, s->above));
	r->score++;
}

static bool matches(struct rego_schema_checker *k, const char *pattern, struct rego_val v)
{
	const char *why;
	const struct rego_regex *re = rego_regex_get(k->call, pattern, strlen(pattern), &why);

	return re && rego_regex_search(re, rego_text(v), rego_len(v), 0, NULL, 0);
}

void rego_schema_string(struct rego_schema_checker *k, const struct rego_schema *s,
			struct rego_val v, struct rego_schema_result *r,
			const struct rego_schema_context *at)
{
	if (v.kind != REGO_STRING)
		return;
	if (s->has_min_length && v.string->runes < s->min_length)
		rego_schema_tell(k, r, at, "string_gte",
				 "String length must be greater than or equal to %lld",
				 (long long)s->min_length);
	if (s->has_max_length && v.string->runes > s->max_length)
		rego_schema_tell(k, r, at, "string_lte",
				 "String length must be less than or equal to %lld",
				 (long long)s->max_length);
	if (s->pattern && !matches(k, s->pattern, v))
		rego_schema_tell(k, r, at, "pattern", "Does not match pattern '%s'", s->pattern);
	r->score++;
}

static void item(struct rego_schema_checker *k, const struct rego_schema *s, struct rego_val v,
		 uint32_t i, struct rego_schema_result *r, const struct rego_schema_context *at)
{
	struct rego_schema_context here = { rego_printf(k->arena, "%u", i), at };
	struct rego_schema_result one = rego_schema_check_apart(k, s, v.array->items[i], &here);

	rego_schema_merge(k, r, &one);
}

static void unique(struct rego_schema_checker *k, struct rego_val v, struct rego_schema_result *r,
		   const struct rego_schema_context *at)
{
	const char **texts = rego_new_array(k->arena, const char *, v.array->count + 1);

	for (uint32_t j = 0; j < v.array->count; j++) {
		texts[j] = rego_schema_text(k->arena, v.array->items[j]);
		for (uint32_t i = j; i-- > 0;) {
			if (++k->steps > REGO_SCHEMA_STEPS)
				rego_stop(k->arena, REGO_STOP_STEPS);
			if (strcmp(texts[i], texts[j]))
				continue;
			rego_schema_tell(k, r, at, "unique", "array items[%u,%u] must be unique", i,
					 j);
			break;
		}
	}
}

static void contains(struct rego_schema_checker *k, const struct rego_schema *s, struct rego_val v,
		     struct rego_schema_result *r, const struct rego_schema_context *at)
{
	struct rego_schema_result best = { 0 };
	bool has = false;

	for (uint32_t i = 0; i < v.array->count; i++) {
		struct rego_schema_context here = { rego_printf(k->arena, "%u", i), at };
		struct rego_schema_result one =
			rego_schema_check_apart(k, s->contains, v.array->items[i], &here);

		if (!one.count)
			return;
		rego_schema_keep_best(&best, &has, &one);
	}
	rego_schema_tell(k, r, at, "contains", "At least one of the items must match");
	rego_schema_merge(k, r, &best);
}

void rego_schema_array(struct rego_schema_checker *k, const struct rego_schema *s,
		       struct rego_val v, struct rego_schema_result *r,
		       const struct rego_schema_context *at)
{
	uint32_t n = v.array->count, named = s->items.count;

	for (uint32_t i = 0; i < n && s->single_item; i++)
		item(k, s->items.items[0], v, i, r, at);
	if (!s->single_item && named) {
		for (uint32_t i = 0; i < n && i < named; i++)
			item(k, s->items.items[i], v, i, r, at);
		if (named < n && s->more_items == REGO_MORE_NONE)
			rego_schema_tell(k, r, at, "array_no_additional_items",
					 "No additional items allowed on array");
		for (uint32_t i = named; i < n && s->more_items == REGO_MORE_SCHEMA; i++)
			item(k, s->more_items_schema, v, i, r, at);
	}
	if (s->has_min_items && n < s->min_items)
		rego_schema_tell(k, r, at, "array_min_items", "Array must have at least %lld items",
				 (long long)s->min_items);
	if (s->has_max_items && n > s->max_items)
		rego_schema_tell(k, r, at, "array_max_items", "Array must have at most %lld items",
				 (long long)s->max_items);
	if (s->unique)
		unique(k, v, r, at);
	if (s->contains)
		contains(k, s, v, r, at);
	r->score++;
}

static const struct rego_schema *property_named(const struct rego_schema *s, const char *name)
{
	for (uint32_t i = 0; i < s->properties.count; i++)
		if (!strcmp(s->properties.items[i]->property, name))
			return s->properties.items[i];
	return NULL;
}

static bool pattern_properties(struct rego_schema_checker *k, const struct rego_schema *s,
			       const struct rego_pair *p, struct rego_schema_result *r,
			       const struct rego_schema_context *at)
{
	struct rego_schema_context here = { rego_text(p->key), at };
	bool any = false;

	for (uint32_t i = 0; i < s->patterns.count; i++) {
		struct rego_schema_result one;

		if (!matches(k, s->patterns.items[i]->property, p->key))
			continue;
		any = true;
		one = rego_schema_check_apart(k, s->patterns.items[i], p->value, &here);
		rego_schema_merge(k, r, &one);
	}
	r->score += any;
	return any;
}

static void other_properties(struct rego_schema_checker *k, const struct rego_schema *s,
			     struct rego_val v, struct rego_schema_result *r,
			     const struct rego_schema_context *at)
{
	for (uint32_t i = 0; i < v.object->count; i++) {
		const struct rego_pair *p = &v.object->pairs[i];
		struct rego_schema_context here = { rego_text(p->key), at };
		bool named = property_named(s, rego_text(p->key));
		struct rego_schema_result one;

		if (pattern_properties(k, s, p, r, at) || named)
			continue;
		if (s->more_properties == REGO_MORE_NONE)
			rego_schema_tell(k, r, at, "additional_property_not_allowed",
					 "Additional property %s is not allowed",
					 rego_text(p->key));
		if (s->more_properties == REGO_MORE_SCHEMA) {
			one = rego_schema_check_apart(k, s->more_properties_schema, p->value,
						      &here);
			rego_schema_merge(k, r, &one);
		}
	}
}

void rego_schema_object(struct rego_schema_checker *k, const struct rego_schema *s,
			struct rego_val v, struct rego_schema_result *r,
			const struct rego_schema_context *at)
{
	if (s->has_min_properties && v.object->count < s->min_properties)
		rego_schema_tell(k, r, at, "array_min_properties",
				 "Must have at least %lld properties",
				 (long long)s->min_properties);
	if (s->has_max_properties && v.object->count > s->max_properties)
		rego_schema_tell(k, r, at, "array_max_properties",
				 "Must have at most %lld properties", (long long)s->max_properties);
	for (uint32_t i = 0; rego_defined(s->required) && i < s->required.array->count; i++) {
		struct rego_val name = s->required.array->items[i];

		if (rego_defined(rego_get(v, name)))
			r->score++;
		else
			rego_schema_tell(k, r, at, "required", "%s is required", rego_text(name));
	}
	other_properties(k, s, v, r, at);
	for (uint32_t i = 0; s->names && i < v.object->count; i++) {
		struct rego_schema_result one =
			rego_schema_check_apart(k, s->names, v.object->pairs[i].key, at);

		if (!one.count)
			continue;
		rego_schema_tell(k, r, at, "invalid_property_name",
				 "Property name of \"%s\" does not match",
				 rego_text(v.object->pairs[i].key));
		rego_schema_merge(k, r, &one);
	}
	r->score++;
}
