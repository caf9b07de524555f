/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether values fit a schema: errors in the words of OPA's library, which of several
 * alternatives tells the errors of the one that came nearest. */
#include "rego/builtin/schema_check.h"

#include "rego/value/string.h"

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

static bool type_fits(struct rego_schema_checker *k, const struct rego_schema *s, struct rego_val v,
		      struct rego_schema_result *r, const struct rego_schema_context *at)
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
	rego_schema_tell(k, r, at, "invalid_type",
			 s->type_count > 1 ? "Invalid type. Expected: [%s], given: %s"
					   : "Invalid type. Expected: %s, given: %s",
			 rego_text_done(&t), type_names[type]);
	return false;
}

void rego_schema_keep_best(struct rego_schema_result *best, bool *has,
			   const struct rego_schema_result *one)
{
	if (!*has || one->score > best->score)
		*best = *one;
	*has = true;
}

static void any_of(struct rego_schema_checker *k, const struct rego_schema *s, struct rego_val v,
		   struct rego_schema_result *r, const struct rego_schema_context *at)
{
	struct rego_schema_result best = { 0 };
	bool has = false;

	for (uint32_t i = 0; i < s->any_of.count; i++) {
		struct rego_schema_result one =
			rego_schema_check_apart(k, s->any_of.items[i], v, at);

		if (!one.count)
			return;
		rego_schema_keep_best(&best, &has, &one);
	}
	rego_schema_tell(k, r, at, "number_any_of", "Must validate at least one schema (anyOf)");
	rego_schema_merge(k, r, &best);
}

static void one_of(struct rego_schema_checker *k, const struct rego_schema *s, struct rego_val v,
		   struct rego_schema_result *r, const struct rego_schema_context *at)
{
	struct rego_schema_result best = { 0 };
	bool has = false;
	int fits = 0;

	for (uint32_t i = 0; i < s->one_of.count; i++) {
		struct rego_schema_result one =
			rego_schema_check_apart(k, s->one_of.items[i], v, at);

		if (!one.count)
			fits++;
		else if (!fits)
			rego_schema_keep_best(&best, &has, &one);
	}
	if (fits == 1)
		return;
	rego_schema_tell(k, r, at, "number_one_of",
			 "Must validate one and only one schema (oneOf)");
	if (!fits)
		rego_schema_merge(k, r, &best);
}

static void all_of(struct rego_schema_checker *k, const struct rego_schema *s, struct rego_val v,
		   struct rego_schema_result *r, const struct rego_schema_context *at)
{
	uint32_t fits = 0;

	for (uint32_t i = 0; i < s->all_of.count; i++) {
		struct rego_schema_result one =
			rego_schema_check_apart(k, s->all_of.items[i], v, at);

		fits += !one.count;
		rego_schema_merge(k, r, &one);
	}
	if (fits != s->all_of.count)
		rego_schema_tell(k, r, at, "number_all_of",
				 "Must validate all the schemas (allOf)");
}

static void dependencies(struct rego_schema_checker *k, const struct rego_schema *s,
			 struct rego_val v, struct rego_schema_result *r,
			 const struct rego_schema_context *at)
{
	for (uint32_t i = 0; v.kind == REGO_OBJECT && i < s->dependency_count; i++) {
		const struct rego_dependency *d = &s->dependencies[i];

		if (!rego_defined(rego_get_text(v, d->name)))
			continue;
		if (d->schema) {
			rego_schema_check(k, d->schema, v, r, at);
			continue;
		}
		for (uint32_t n = 0; n < d->names.array->count; n++)
			if (!rego_defined(rego_get(v, d->names.array->items[n])))
				rego_schema_tell(k, r, at, "missing_dependency",
						 "Has a dependency on %s",
						 rego_text(d->names.array->items[n]));
	}
}

static void condition(struct rego_schema_checker *k, const struct rego_schema *s, struct rego_val v,
		      struct rego_schema_result *r, const struct rego_schema_context *at)
{
	bool fits = !rego_schema_check_apart(k, s->if_, v, at).count;
	const struct rego_schema *next = fits ? s->then_ : s->else_;
	struct rego_schema_result one;

	if (!next)
		return;
	one = rego_schema_check_apart(k, next, v, at);
	if (!one.count)
		return;
	if (fits)
		rego_schema_tell(k, r, at, "condition_then",
				 "Must validate \"then\" as \"if\" was valid");
	else
		rego_schema_tell(k, r, at, "condition_else",
				 "Must validate \"else\" as \"if\" was not valid");
	rego_schema_merge(k, r, &one);
}

static void combinations(struct rego_schema_checker *k, const struct rego_schema *s,
			 struct rego_val v, struct rego_schema_result *r,
			 const struct rego_schema_context *at)
{
	if (s->any_of.count)
		any_of(k, s, v, r, at);
	if (s->one_of.count)
		one_of(k, s, v, r, at);
	if (s->all_of.count)
		all_of(k, s, v, r, at);
	if (s->not_ && !rego_schema_check_apart(k, s->not_, v, at).count)
		rego_schema_tell(k, r, at, "number_not", "Must not validate the schema (not)");
	dependencies(k, s, v, r, at);
	if (s->if_)
		condition(k, s, v, r, at);
	r->score++;
}

static void check_kind(struct rego_schema_checker *k, const struct rego_schema *s,
		       struct rego_val v, struct rego_schema_result *r,
		       const struct rego_schema_context *at)
{
	combinations(k, s, v, r, at);
	if (v.kind == REGO_ARRAY)
		rego_schema_array(k, s, v, r, at);
	else if (v.kind == REGO_OBJECT)
		rego_schema_object(k, s, v, r, at);
	else
		rego_schema_number(k, s, v, r, at);
	rego_schema_common(k, s, v, r, at);
	rego_schema_string(k, s, v, r, at);
	for (uint32_t i = 0; v.kind == REGO_OBJECT && i < s->properties.count; i++) {
		const struct rego_schema *p = s->properties.items[i];
		struct rego_val next = rego_get_text(v, p->property);
		struct rego_schema_context here = { p->property, at };

		if (rego_defined(next))
			rego_schema_check(k, p, next, r, &here);
	}
}

void rego_schema_check(struct rego_schema_checker *k, const struct rego_schema *s,
		       struct rego_val v, struct rego_schema_result *r,
		       const struct rego_schema_context *at)
{
	if (k->depth > REGO_SCHEMA_DEPTH)
		rego_stop(k->arena, REGO_STOP_DEPTH);
	if (++k->steps > REGO_SCHEMA_STEPS)
		rego_stop(k->arena, REGO_STOP_STEPS);
	if (s->always)
		return;
	if (s->never) {
		rego_schema_tell(k, r, at, "false", "False always fails validation");
		return;
	}
	k->depth++;
	if (s->ref) {
		rego_schema_check(k, s->ref, v, r, at);
	} else if (type_fits(k, s, v, r, at)) {
		check_kind(k, s, v, r, at);
		r->score++;
	}
	k->depth--;
}

struct rego_val rego_schema_errors(struct rego_call *c, const struct rego_schema *s,
				   struct rego_val v)
{
	struct rego_schema_checker k = { .call = c, .arena = c->arena };
	struct rego_builder b = { .arena = c->arena };
	struct rego_schema_context root = { "(Root)", NULL };
	struct rego_schema_result r = { 0 };

	rego_schema_check(&k, s, v, &r, &root);
	for (uint32_t i = 0; i < r.count; i++) {
		struct rego_builder o = { .arena = c->arena };
		struct rego_schema_problem *p = &r.problems[i];

		rego_add_pair(&o, rego_cstring(c->arena, "error"),
			      rego_stringf(c->arena, "%s: %s", p->field, p->text));
		rego_add_pair(&o, rego_cstring(c->arena, "type"), rego_cstring(c->arena, p->type));
		rego_add_pair(&o, rego_cstring(c->arena, "field"),
			      rego_cstring(c->arena, p->field));
		rego_add_pair(&o, rego_cstring(c->arena, "desc"), rego_cstring(c->arena, p->text));
		rego_add(&b, rego_build_object(&o));
	}
	return rego_build_array(&b);
}
