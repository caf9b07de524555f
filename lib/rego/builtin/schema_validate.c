/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether values fit a schema: errors in the words of OPA's library, which of several
 * alternatives tells the errors of the one that came nearest. */
#include <stdarg.h>
#include <stdio.h>

#include "rego/builtin/schema.h"
#include "rego/builtin/text.h"
#include "rego/value/number.h"
#include "rego/value/string.h"

struct context {
	const char *head;
	const struct context *tail;
};

struct problem {
	const char *type, *field, *text;
};

struct result {
	struct problem *problems;
	uint32_t count, room;
	int score;
};

struct checker {
	struct rego_call *call;
	struct rego_arena *arena;
	int depth;
	uint64_t steps;
};

#define MOST_STEPS 50000000

static void check(struct checker *k, const struct rego_schema *s, struct rego_val v,
		  struct result *r, const struct context *at);

static void put_context(struct rego_text *t, const struct context *at)
{
	if (at->tail) {
		put_context(t, at->tail);
		rego_putc(t, '.');
	}
	rego_puts(t, at->head);
}

static const char *field(struct checker *k, const struct context *at)
{
	struct rego_text t = { .arena = k->arena };
	const char *text;

	put_context(&t, at);
	text = rego_text_done(&t);
	return strncmp(text, "(Root).", 7) ? text : text + 7;
}

static void add_problem(struct checker *k, struct result *r, struct problem p)
{
	if (r->count == r->room) {
		uint32_t room = r->room ? r->room * 2 : 4;
		struct problem *more = rego_new_array(k->arena, struct problem, room);

		if (r->count)
			memcpy(more, r->problems, r->count * sizeof(*more));
		r->problems = more;
		r->room = room;
	}
	r->problems[r->count++] = p;
}

__attribute__((format(printf, 5, 6))) static void problem(struct checker *k, struct result *r,
							   const struct context *at,
							   const char *type, const char *fmt, ...)
{
	struct problem p = { type, field(k, at), NULL };
	va_list args;
	char *text;
	int len;

	va_start(args, fmt);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	text = rego_alloc(k->arena, (size_t)len + 1);
	va_start(args, fmt);
	vsnprintf(text, (size_t)len + 1, fmt, args);
	va_end(args);
	p.text = text;
	add_problem(k, r, p);
	r->score -= 2;
}

static void merge(struct checker *k, struct result *r, const struct result *other)
{
	for (uint32_t i = 0; i < other->count; i++)
		add_problem(k, r, other->problems[i]);
	r->score += other->score;
}

static struct result check_apart(struct checker *k, const struct rego_schema *s, struct rego_val v,
				 const struct context *at)
{
	struct result r = { 0 };

	check(k, s, v, &r, at);
	return r;
}

static const char *const type_names[] = { "array", "boolean", "integer", "number",
					  "null",  "object",  "string" };

static bool has_type(const struct rego_schema *s, int type)
{
	for (int i = 0; i < s->type_count; i++)
		if (s->types[i] == type)
			return true;
	return false;
}

static int type_of(struct rego_val v)
{
	switch (v.kind) {
	case REGO_NULL: return REGO_SCHEMA_NULL;
	case REGO_BOOL: return REGO_SCHEMA_BOOLEAN;
	case REGO_STRING: return REGO_SCHEMA_STRING;
	case REGO_ARRAY: return REGO_SCHEMA_ARRAY;
	case REGO_OBJECT: return REGO_SCHEMA_OBJECT;
	default: return rego_exact_integer(v) ? REGO_SCHEMA_INTEGER : REGO_SCHEMA_NUMBER;
	}
}

static bool type_fits(struct checker *k, const struct rego_schema *s, struct rego_val v,
		      struct result *r, const struct context *at)
{
	struct rego_text t = { .arena = k->arena };
	int type;

	if (!s->type_count)
		return true;
	type = type_of(v);
	if (has_type(s, type) || (type == REGO_SCHEMA_INTEGER && has_type(s, REGO_SCHEMA_NUMBER)))
		return true;
	for (int i = 0; i < s->type_count; i++)
		rego_putf(&t, "%s%s", i ? "," : "", type_names[s->types[i]]);
	problem(k, r, at, "invalid_type", s->type_count > 1 ?
		"Invalid type. Expected: [%s], given: %s" : "Invalid type. Expected: %s, given: %s",
		rego_text_done(&t), type_names[type]);
	return false;
}

/* --- combinations --------------------------------------------------------------------- */
static void keep_best(struct result *best, bool *has, const struct result *one)
{
	if (!*has || one->score > best->score)
		*best = *one;
	*has = true;
}

static void any_of(struct checker *k, const struct rego_schema *s, struct rego_val v,
		   struct result *r, const struct context *at)
{
	struct result best = { 0 };
	bool has = false;

	for (uint32_t i = 0; i < s->any_of.count; i++) {
		struct result one = check_apart(k, s->any_of.items[i], v, at);

		if (!one.count)
			return;
		keep_best(&best, &has, &one);
	}
	problem(k, r, at, "number_any_of", "Must validate at least one schema (anyOf)");
	merge(k, r, &best);
}

static void one_of(struct checker *k, const struct rego_schema *s, struct rego_val v,
		   struct result *r, const struct context *at)
{
	struct result best = { 0 };
	bool has = false;
	int fits = 0;

	for (uint32_t i = 0; i < s->one_of.count; i++) {
		struct result one = check_apart(k, s->one_of.items[i], v, at);

		if (!one.count)
			fits++;
		else if (!fits)
			keep_best(&best, &has, &one);
	}
	if (fits == 1)
		return;
	problem(k, r, at, "number_one_of", "Must validate one and only one schema (oneOf)");
	if (!fits)
		merge(k, r, &best);
}

static void all_of(struct checker *k, const struct rego_schema *s, struct rego_val v,
		   struct result *r, const struct context *at)
{
	uint32_t fits = 0;

	for (uint32_t i = 0; i < s->all_of.count; i++) {
		struct result one = check_apart(k, s->all_of.items[i], v, at);

		fits += !one.count;
		merge(k, r, &one);
	}
	if (fits != s->all_of.count)
		problem(k, r, at, "number_all_of", "Must validate all the schemas (allOf)");
}

static void dependencies(struct checker *k, const struct rego_schema *s, struct rego_val v,
			 struct result *r, const struct context *at)
{
	for (uint32_t i = 0; v.kind == REGO_OBJECT && i < s->dependency_count; i++) {
		const struct rego_dependency *d = &s->dependencies[i];

		if (!rego_defined(rego_get_text(v, d->name)))
			continue;
		if (d->schema) {
			check(k, d->schema, v, r, at);
			continue;
		}
		for (uint32_t n = 0; n < d->names.array->count; n++)
			if (!rego_defined(rego_get(v, d->names.array->items[n])))
				problem(k, r, at, "missing_dependency", "Has a dependency on %s",
					rego_text(d->names.array->items[n]));
	}
}

static void condition(struct checker *k, const struct rego_schema *s, struct rego_val v,
		      struct result *r, const struct context *at)
{
	bool fits = !check_apart(k, s->if_, v, at).count;
	const struct rego_schema *next = fits ? s->then_ : s->else_;
	struct result one;

	if (!next)
		return;
	one = check_apart(k, next, v, at);
	if (!one.count)
		return;
	if (fits)
		problem(k, r, at, "condition_then", "Must validate \"then\" as \"if\" was valid");
	else
		problem(k, r, at, "condition_else",
			"Must validate \"else\" as \"if\" was not valid");
	merge(k, r, &one);
}

static void combinations(struct checker *k, const struct rego_schema *s, struct rego_val v,
			 struct result *r, const struct context *at)
{
	if (s->any_of.count)
		any_of(k, s, v, r, at);
	if (s->one_of.count)
		one_of(k, s, v, r, at);
	if (s->all_of.count)
		all_of(k, s, v, r, at);
	if (s->not_ && !check_apart(k, s->not_, v, at).count)
		problem(k, r, at, "number_not", "Must not validate the schema (not)");
	dependencies(k, s, v, r, at);
	if (s->if_)
		condition(k, s, v, r, at);
	r->score++;
}

/* --- values ------------------------------------------------------------------------------ */
static void common(struct checker *k, const struct rego_schema *s, struct rego_val v,
		   struct result *r, const struct context *at)
{
	const char *text = s->constant || s->enum_count ? rego_schema_text(k->arena, v) : NULL;

	if (s->constant && strcmp(s->constant, text))
		problem(k, r, at, "const", "%s does not match: %s", field(k, at), s->constant);
	if (s->enum_count) {
		struct rego_text all = { .arena = k->arena };
		bool found = false;

		for (uint32_t i = 0; i < s->enum_count && !found; i++)
			found = !strcmp(s->enumeration[i], text);
		for (uint32_t i = 0; !found && i < s->enum_count; i++)
			rego_putf(&all, "%s%s", i ? ", " : "", s->enumeration[i]);
		if (!found)
			problem(k, r, at, "enum", "%s must be one of the following: %s", field(k, at),
				rego_text_done(&all));
	}
	if (s->format && !rego_schema_format(k->call, s->format, v))
		problem(k, r, at, "format", "Does not match format '%s'", s->format);
	r->score++;
}

static void number(struct checker *k, const struct rego_schema *s, struct rego_val v,
		   struct result *r, const struct context *at)
{
	if (v.kind != REGO_NUMBER)
		return;
	if (rego_defined(s->multiple_of) && !rego_exact_multiple(v, s->multiple_of))
		problem(k, r, at, "multiple_of", "Must be a multiple of %s",
			rego_exact_text(k->arena, s->multiple_of));
	if (rego_defined(s->maximum) && rego_exact_compare(v, s->maximum) > 0)
		problem(k, r, at, "number_lte", "Must be less than or equal to %s",
			rego_exact_text(k->arena, s->maximum));
	if (rego_defined(s->below) && rego_exact_compare(v, s->below) >= 0)
		problem(k, r, at, "number_lt", "Must be less than %s",
			rego_exact_text(k->arena, s->below));
	if (rego_defined(s->minimum) && rego_exact_compare(v, s->minimum) < 0)
		problem(k, r, at, "number_gte", "Must be greater than or equal to %s",
			rego_exact_text(k->arena, s->minimum));
	if (rego_defined(s->above) && rego_exact_compare(v, s->above) <= 0)
		problem(k, r, at, "number_gt", "Must be greater than %s",
			rego_exact_text(k->arena, s->above));
	r->score++;
}

static bool matches(struct checker *k, const char *pattern, struct rego_val v)
{
	const char *why;
	const struct rego_regex *re = rego_regex_get(k->call, pattern, strlen(pattern), &why);

	return re && rego_regex_search(re, rego_text(v), rego_len(v), 0, NULL, 0);
}

static void string(struct checker *k, const struct rego_schema *s, struct rego_val v,
		   struct result *r, const struct context *at)
{
	if (v.kind != REGO_STRING)
		return;
	if (s->has_min_length && v.string->runes < s->min_length)
		problem(k, r, at, "string_gte", "String length must be greater than or equal to %lld",
			(long long)s->min_length);
	if (s->has_max_length && v.string->runes > s->max_length)
		problem(k, r, at, "string_lte", "String length must be less than or equal to %lld",
			(long long)s->max_length);
	if (s->pattern && !matches(k, s->pattern, v))
		problem(k, r, at, "pattern", "Does not match pattern '%s'", s->pattern);
	r->score++;
}

static void item(struct checker *k, const struct rego_schema *s, struct rego_val v, uint32_t i,
		 struct result *r, const struct context *at)
{
	struct context here = { rego_printf(k->arena, "%u", i), at };
	struct result one = check_apart(k, s, v.array->items[i], &here);

	merge(k, r, &one);
}

static void unique(struct checker *k, struct rego_val v, struct result *r, const struct context *at)
{
	const char **texts = rego_new_array(k->arena, const char *, v.array->count + 1);

	for (uint32_t j = 0; j < v.array->count; j++) {
		texts[j] = rego_schema_text(k->arena, v.array->items[j]);
		for (uint32_t i = j; i-- > 0;) {
			if (++k->steps > MOST_STEPS)
				rego_stop(k->arena, REGO_STOP_STEPS);
			if (strcmp(texts[i], texts[j]))
				continue;
			problem(k, r, at, "unique", "array items[%u,%u] must be unique", i, j);
			break;
		}
	}
}

static void contains(struct checker *k, const struct rego_schema *s, struct rego_val v,
		     struct result *r, const struct context *at)
{
	struct result best = { 0 };
	bool has = false;

	for (uint32_t i = 0; i < v.array->count; i++) {
		struct context here = { rego_printf(k->arena, "%u", i), at };
		struct result one = check_apart(k, s->contains, v.array->items[i], &here);

		if (!one.count)
			return;
		keep_best(&best, &has, &one);
	}
	problem(k, r, at, "contains", "At least one of the items must match");
	merge(k, r, &best);
}

static void array(struct checker *k, const struct rego_schema *s, struct rego_val v,
		  struct result *r, const struct context *at)
{
	uint32_t n = v.array->count, named = s->items.count;

	for (uint32_t i = 0; i < n && s->single_item; i++)
		item(k, s->items.items[0], v, i, r, at);
	if (!s->single_item && named) {
		for (uint32_t i = 0; i < n && i < named; i++)
			item(k, s->items.items[i], v, i, r, at);
		if (named < n && s->more_items == REGO_MORE_NONE)
			problem(k, r, at, "array_no_additional_items",
				"No additional items allowed on array");
		for (uint32_t i = named; i < n && s->more_items == REGO_MORE_SCHEMA; i++)
			item(k, s->more_items_schema, v, i, r, at);
	}
	if (s->has_min_items && n < s->min_items)
		problem(k, r, at, "array_min_items", "Array must have at least %lld items",
			(long long)s->min_items);
	if (s->has_max_items && n > s->max_items)
		problem(k, r, at, "array_max_items", "Array must have at most %lld items",
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

static bool pattern_properties(struct checker *k, const struct rego_schema *s,
			       const struct rego_pair *p, struct result *r,
			       const struct context *at)
{
	struct context here = { rego_text(p->key), at };
	bool any = false;

	for (uint32_t i = 0; i < s->patterns.count; i++) {
		struct result one;

		if (!matches(k, s->patterns.items[i]->property, p->key))
			continue;
		any = true;
		one = check_apart(k, s->patterns.items[i], p->value, &here);
		merge(k, r, &one);
	}
	r->score += any;
	return any;
}

static void other_properties(struct checker *k, const struct rego_schema *s, struct rego_val v,
			     struct result *r, const struct context *at)
{
	for (uint32_t i = 0; i < v.object->count; i++) {
		const struct rego_pair *p = &v.object->pairs[i];
		struct context here = { rego_text(p->key), at };
		bool named = property_named(s, rego_text(p->key));
		struct result one;

		if (pattern_properties(k, s, p, r, at) || named)
			continue;
		if (s->more_properties == REGO_MORE_NONE)
			problem(k, r, at, "additional_property_not_allowed",
				"Additional property %s is not allowed", rego_text(p->key));
		if (s->more_properties == REGO_MORE_SCHEMA) {
			one = check_apart(k, s->more_properties_schema, p->value, &here);
			merge(k, r, &one);
		}
	}
}

static void object(struct checker *k, const struct rego_schema *s, struct rego_val v,
		   struct result *r, const struct context *at)
{
	if (s->has_min_properties && v.object->count < s->min_properties)
		problem(k, r, at, "array_min_properties", "Must have at least %lld properties",
			(long long)s->min_properties);
	if (s->has_max_properties && v.object->count > s->max_properties)
		problem(k, r, at, "array_max_properties", "Must have at most %lld properties",
			(long long)s->max_properties);
	for (uint32_t i = 0; rego_defined(s->required) && i < s->required.array->count; i++) {
		struct rego_val name = s->required.array->items[i];

		if (rego_defined(rego_get(v, name)))
			r->score++;
		else
			problem(k, r, at, "required", "%s is required", rego_text(name));
	}
	other_properties(k, s, v, r, at);
	for (uint32_t i = 0; s->names && i < v.object->count; i++) {
		struct result one = check_apart(k, s->names, v.object->pairs[i].key, at);

		if (!one.count)
			continue;
		problem(k, r, at, "invalid_property_name", "Property name of \"%s\" does not match",
			rego_text(v.object->pairs[i].key));
		merge(k, r, &one);
	}
	r->score++;
}

static void check_kind(struct checker *k, const struct rego_schema *s, struct rego_val v,
		       struct result *r, const struct context *at)
{
	combinations(k, s, v, r, at);
	if (v.kind == REGO_ARRAY)
		array(k, s, v, r, at);
	else if (v.kind == REGO_OBJECT)
		object(k, s, v, r, at);
	else
		number(k, s, v, r, at);
	common(k, s, v, r, at);
	string(k, s, v, r, at);
	for (uint32_t i = 0; v.kind == REGO_OBJECT && i < s->properties.count; i++) {
		const struct rego_schema *p = s->properties.items[i];
		struct rego_val next = rego_get_text(v, p->property);
		struct context here = { p->property, at };

		if (rego_defined(next))
			check(k, p, next, r, &here);
	}
}

static void check(struct checker *k, const struct rego_schema *s, struct rego_val v,
		  struct result *r, const struct context *at)
{
	if (k->depth > REGO_SCHEMA_DEPTH)
		rego_stop(k->arena, REGO_STOP_DEPTH);
	if (++k->steps > MOST_STEPS)
		rego_stop(k->arena, REGO_STOP_STEPS);
	if (s->always)
		return;
	if (s->never) {
		problem(k, r, at, "false", "False always fails validation");
		return;
	}
	k->depth++;
	if (s->ref) {
		check(k, s->ref, v, r, at);
	} else if (type_fits(k, s, v, r, at)) {
		check_kind(k, s, v, r, at);
		r->score++;
	}
	k->depth--;
}

struct rego_val rego_schema_errors(struct rego_call *c, const struct rego_schema *s,
				   struct rego_val v)
{
	struct checker k = { .call = c, .arena = c->arena };
	struct rego_builder b = { .arena = c->arena };
	struct context root = { "(Root)", NULL };
	struct result r = { 0 };

	check(&k, s, v, &r, &root);
	for (uint32_t i = 0; i < r.count; i++) {
		struct rego_builder o = { .arena = c->arena };
		struct problem *p = &r.problems[i];

		rego_add_pair(&o, rego_cstring(c->arena, "error"),
			      rego_stringf(c->arena, "%s: %s", p->field, p->text));
		rego_add_pair(&o, rego_cstring(c->arena, "type"), rego_cstring(c->arena, p->type));
		rego_add_pair(&o, rego_cstring(c->arena, "field"), rego_cstring(c->arena, p->field));
		rego_add_pair(&o, rego_cstring(c->arena, "desc"), rego_cstring(c->arena, p->text));
		rego_add(&b, rego_build_object(&o));
	}
	return rego_build_array(&b);
}
