/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether types can be equal, and types of variables from what they are compared with. */
#include "rego/compile/env.h"

/* Types that hold themselves are compared as deep as this. */
#define DEEP 100

static bool unify_at(const struct rego_type *a, const struct rego_type *b, unsigned int depth);

static bool unify_any(const struct rego_type *any, const struct rego_type *t, unsigned int depth)
{
	if (t->kind == REGO_TYPE_FUNCTION)
		return false;
	for (uint32_t i = 0; i < any->count; i++)
		if (unify_at(any->items[i], t, depth))
			return true;
	return any->count == 0;
}

static bool array_fits(const struct rego_type *a, const struct rego_type *b, unsigned int depth)
{
	for (uint32_t i = 0; i < a->count; i++)
		if (!unify_at(a->items[i], rego_type_item(b, i), depth))
			return false;
	return true;
}

static const struct rego_type *property(const struct rego_type *t, struct rego_val key)
{
	uint32_t low = 0, high = t->count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		int cmp = rego_compare(t->props[mid].key, key);

		if (!cmp)
			return t->props[mid].value;
		if (cmp > 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

/* Of constants, as keys are: only their kind matters. */
static const struct rego_type *kind_type(struct rego_val v)
{
	static const struct rego_type array = { .kind = REGO_TYPE_ARRAY };
	static const struct rego_type object = { .kind = REGO_TYPE_OBJECT };

	switch (v.kind) {
	case REGO_NULL: return &rego_type_null;
	case REGO_BOOL: return &rego_type_boolean;
	case REGO_NUMBER: return &rego_type_number;
	case REGO_STRING: return &rego_type_string;
	case REGO_OBJECT: return &object;
	default: return &array;
	}
}

static bool object_fits(const struct rego_type *a, const struct rego_type *b, unsigned int depth)
{
	for (uint32_t i = 0; i < a->count; i++) {
		const struct rego_type *t = property(b, a->props[i].key);

		if (!t && b->dynamic && rego_type_contains(b->key, kind_type(a->props[i].key)))
			t = b->value;
		if (!t && ((a->dynamic && a->value) || (b->dynamic && b->value)))
			continue;
		if (!t || !unify_at(a->props[i].value, t, depth))
			return false;
	}
	return true;
}

static bool both_fit(const struct rego_type *a, const struct rego_type *b, unsigned int depth)
{
	if (a->kind == REGO_TYPE_ARRAY)
		return array_fits(a, b, depth) && array_fits(b, a, depth) &&
		       (!a->value || !b->value || unify_at(a->value, b->value, depth));
	return object_fits(a, b, depth) && object_fits(b, a, depth) &&
	       (!a->value || !b->value || unify_at(a->value, b->value, depth));
}

static bool unify_at(const struct rego_type *a, const struct rego_type *b, unsigned int depth)
{
	a = rego_type_bare(a);
	b = rego_type_bare(b);
	if (!a || !b)
		return false;
	if (depth > DEEP)
		return true;
	if (a->kind == REGO_TYPE_ANY || b->kind == REGO_TYPE_ANY)
		return (a->kind == REGO_TYPE_ANY && unify_any(a, b, depth + 1)) ||
		       (b->kind == REGO_TYPE_ANY && unify_any(b, a, depth + 1));
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case REGO_TYPE_ARRAY:
	case REGO_TYPE_OBJECT: return both_fit(a, b, depth + 1);
	case REGO_TYPE_SET: return unify_at(a->value, b->value, depth + 1);
	case REGO_TYPE_FUNCTION: return a->count == b->count && array_fits(a, b, depth + 1);
	default: return true;
	}
}

bool rego_types_unify(const struct rego_type *a, const struct rego_type *b)
{
	return unify_at(a, b, 0);
}

/* --- a term and a type --------------------------------------------------------------------- */
static void unify_all(struct rego_pass *p, struct rego_type_env *env, const struct rego_term *t)
{
	for (uint32_t i = 0; i < t->list.count; i++)
		rego_unify_term(p, env, t->list.items[i], &rego_type_any, true);
}

static bool unify_array(struct rego_pass *p, struct rego_type_env *env, const struct rego_term *t,
			const struct rego_type *type, bool unite)
{
	if (t->list.count != type->count && !type->value)
		return false;
	for (uint32_t i = 0; i < t->list.count; i++)
		if (!rego_unify_term(p, env, t->list.items[i], rego_type_item(type, i), unite))
			return false;
	return true;
}

static bool unify_object(struct rego_pass *p, struct rego_type_env *env, const struct rego_term *t,
			 const struct rego_type *type, bool unite)
{
	if (t->list.count / 2 != type->count && !(type->dynamic && type->value))
		return false;
	for (uint32_t i = 0; i + 1 < t->list.count; i += 2) {
		const struct rego_term *key = t->list.items[i], *value = t->list.items[i + 1];
		const struct rego_type *child;

		if (!rego_is_constant(key)) {
			rego_unify_term(p, env, value, &rego_type_any, unite);
			continue;
		}
		child = rego_select_constant(p, type, key);
		if (!child || !rego_unify_term(p, env, value, child, unite))
			return false;
	}
	return true;
}

static bool unify_set(struct rego_pass *p, struct rego_type_env *env, const struct rego_term *t,
		      const struct rego_type *type, bool unite)
{
	for (uint32_t i = 0; i < t->list.count; i++)
		if (!rego_unify_term(p, env, t->list.items[i], type->value, unite))
			return false;
	return true;
}

static bool unify_list(struct rego_pass *p, struct rego_type_env *env, const struct rego_term *t,
		       const struct rego_type *type, bool unite)
{
	bool fits = false;

	if (t->kind != REGO_TERM_SET)
		type = rego_type_bare(type);
	if (!type)
		return false;
	if (rego_type_is_any(type)) {
		unify_all(p, env, t);
		return true;
	}
	if (type->kind == REGO_TYPE_ANY) {
		for (uint32_t i = 0; i < type->count; i++)
			fits = rego_unify_term(p, env, t, type->items[i], true) || fits;
		return fits;
	}
	if (t->kind == REGO_TERM_ARRAY && type->kind == REGO_TYPE_ARRAY)
		return unify_array(p, env, t, type, unite);
	if (t->kind == REGO_TERM_OBJECT && type->kind == REGO_TYPE_OBJECT)
		return unify_object(p, env, t, type, unite);
	if (t->kind == REGO_TERM_SET && type->kind == REGO_TYPE_SET)
		return unify_set(p, env, t, type, unite);
	return false;
}

bool rego_unify_term(struct rego_pass *p, struct rego_type_env *env, const struct rego_term *t,
		     const struct rego_type *type, bool unite)
{
	const struct rego_type *known;

	switch (t->kind) {
	case REGO_TERM_ARRAY:
	case REGO_TERM_OBJECT:
	case REGO_TERM_SET: return unify_list(p, env, t, type, unite);
	case REGO_TERM_VAR:
		known = rego_env_type(p, env, t);
		if (!unite && known)
			return rego_types_unify(known, type);
		rego_env_put(p, env, t, unite ? rego_type_or(p->arena, known, type) : type);
		return true;
	default: return rego_types_unify(rego_env_type(p, env, t), type);
	}
}

/* --- two terms ----------------------------------------------------------------------------------
 */
static bool unify_pair(struct rego_pass *p, struct rego_type_env *env, const struct rego_term *a,
		       const struct rego_term *b)
{
	return rego_unify_terms(p, env, a, rego_env_type(p, env, a), b, rego_env_type(p, env, b));
}

static bool unify_var(struct rego_pass *p, struct rego_type_env *env, const struct rego_term *t,
		      const struct rego_term *var)
{
	return rego_unify_term(p, env, t, &rego_type_any, false) &&
	       rego_unify_term(p, env, var, rego_env_type(p, env, t), false);
}

static bool unify_arrays(struct rego_pass *p, struct rego_type_env *env, const struct rego_term *a,
			 const struct rego_term *b)
{
	if (b->kind == REGO_TERM_VAR)
		return unify_var(p, env, a, b);
	if (b->kind != REGO_TERM_ARRAY || a->list.count != b->list.count)
		return false;
	for (uint32_t i = 0; i < a->list.count; i++)
		if (!unify_pair(p, env, a->list.items[i], b->list.items[i]))
			return false;
	return true;
}

static bool unify_objects(struct rego_pass *p, struct rego_type_env *env, const struct rego_term *a,
			  const struct rego_term *b)
{
	if (b->kind == REGO_TERM_VAR)
		return unify_var(p, env, a, b);
	if (b->kind != REGO_TERM_OBJECT || a->list.count != b->list.count)
		return false;
	for (uint32_t i = 0; i < a->list.count; i += 2)
		if (rego_compare_terms(a->list.items[i], b->list.items[i]))
			return false;
	for (uint32_t i = 1; i < a->list.count; i += 2)
		if (!unify_pair(p, env, a->list.items[i], b->list.items[i]))
			return false;
	return true;
}

static bool unify_unknown(struct rego_pass *p, struct rego_type_env *env, const struct rego_term *a,
			  const struct rego_term *b, bool *done)
{
	*done = true;
	if (a->kind == REGO_TERM_ARRAY)
		return unify_arrays(p, env, a, b);
	if (a->kind == REGO_TERM_OBJECT)
		return unify_objects(p, env, a, b);
	if (a->kind == REGO_TERM_VAR && b->kind == REGO_TERM_VAR)
		return unify_var(p, env, a, b);
	if (a->kind == REGO_TERM_VAR && b->kind == REGO_TERM_ARRAY)
		return unify_arrays(p, env, b, a);
	if (a->kind == REGO_TERM_VAR && b->kind == REGO_TERM_OBJECT)
		return unify_objects(p, env, b, a);
	*done = false;
	return false;
}

bool rego_unify_terms(struct rego_pass *p, struct rego_type_env *env, const struct rego_term *a,
		      const struct rego_type *of_a, const struct rego_term *b,
		      const struct rego_type *of_b)
{
	bool nil_a = rego_type_nil(of_a), nil_b = rego_type_nil(of_b), done, fits;

	if (nil_a && !nil_b)
		return rego_unify_term(p, env, a, of_b, false);
	if (nil_b && !nil_a)
		return rego_unify_term(p, env, b, of_a, false);
	if (!nil_a)
		return rego_types_unify(of_a, of_b);
	fits = unify_unknown(p, env, a, b, &done);
	if (done)
		return fits;
	if (a->kind == REGO_TERM_VAR && !of_a && of_b)
		return rego_unify_term(p, env, a, of_b, false);
	if (b->kind == REGO_TERM_VAR && !of_b && of_a)
		return rego_unify_term(p, env, b, of_a, false);
	return false;
}
