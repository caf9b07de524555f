/* SPDX-License-Identifier: BSD-2-Clause */
/* Types of terms, as far as they are known where they are. */
#include "rego/compile/check.h"

struct rego_val rego_json_form(struct rego_arena *a, struct rego_val v)
{
	struct rego_builder b = { .arena = a };
	struct ss_strbuf text = { 0 };

	switch (v.kind) {
	case REGO_ARRAY:
		for (uint32_t i = 0; i < v.array->count; i++)
			rego_add(&b, rego_json_form(a, v.array->items[i]));
		return rego_build_array(&b);
	case REGO_SET:
		for (uint32_t i = 0; i < v.set->count; i++)
			rego_add(&b, rego_json_form(a, v.set->items[i]));
		return rego_build_array(&b);
	case REGO_OBJECT:
		for (uint32_t i = 0; i < v.object->count; i++) {
			struct rego_val key = v.object->pairs[i].key;

			if (key.kind != REGO_STRING) {
				rego_json_write_as(&text, key, 0, true);
				key = rego_string(a, text.data ? text.data : "", text.len);
				ss_strbuf_fini(&text);
			}
			rego_add_pair(&b, key, rego_json_form(a, v.object->pairs[i].value));
		}
		return rego_build_object(&b);
	default: return v;
	}
}

const struct rego_type *rego_select_constant(struct rego_pass *p, const struct rego_type *t,
					     const struct rego_term *key)
{
	if (!rego_is_constant(key))
		return NULL;
	return rego_type_select(p->arena, t,
				rego_json_form(p->arena, rego_constant(p->arena, key)));
}

/* --- collections -------------------------------------------------------------------------- */
static const struct rego_type *of_value(struct rego_arena *a, struct rego_val v)
{
	const struct rego_type **items;
	struct rego_property *props;
	uint32_t count = (uint32_t)rego_len(v);

	switch (v.kind) {
	case REGO_NULL: return &rego_type_null;
	case REGO_BOOL: return &rego_type_boolean;
	case REGO_NUMBER: return &rego_type_number;
	case REGO_STRING: return &rego_type_string;
	case REGO_ARRAY:
		items = rego_new_array(a, const struct rego_type *, count + 1);
		for (uint32_t i = 0; i < count; i++)
			items[i] = of_value(a, v.array->items[i]);
		return rego_type_array(a, items, count, count ? NULL : &rego_type_any);
	case REGO_OBJECT:
		props = rego_new_array(a, struct rego_property, count + 1);
		for (uint32_t i = 0; i < count; i++)
			props[i] =
				(struct rego_property){ rego_json_form(a, v.object->pairs[i].key),
							of_value(a, v.object->pairs[i].value) };
		return rego_type_object(a, props, count, !count, count ? NULL : &rego_type_any,
					count ? NULL : &rego_type_any);
	default: return &rego_type_any;
	}
}

static const struct rego_type *of_array(struct rego_pass *p, struct rego_type_env *env,
					const struct rego_term *t)
{
	uint32_t count = t->list.count;
	const struct rego_type **items =
		rego_new_array(p->arena, const struct rego_type *, count + 1);

	for (uint32_t i = 0; i < count; i++)
		items[i] = rego_env_type(p, env, t->list.items[i]);
	return rego_type_array(p->arena, items, count, count ? NULL : &rego_type_any);
}

static const struct rego_type *of_object(struct rego_pass *p, struct rego_type_env *env,
					 const struct rego_term *t)
{
	uint32_t count = t->list.count / 2, known = 0;
	struct rego_property *props = rego_new_array(p->arena, struct rego_property, count + 1);
	const struct rego_type *key = NULL, *value = NULL;
	bool dynamic = !count;

	if (dynamic)
		key = value = &rego_type_any;
	for (uint32_t i = 0; i < count; i++) {
		const struct rego_term *k = t->list.items[2 * i], *v = t->list.items[2 * i + 1];

		if (rego_is_constant(k)) {
			struct rego_val name = rego_constant(p->arena, k);

			props[known].key = rego_json_form(p->arena, name);
			props[known++].value = rego_env_type(p, env, v);
			continue;
		}
		dynamic = true;
		key = rego_env_type(p, env, k);
		value = rego_env_type(p, env, v);
	}
	return rego_type_object(p->arena, props, known, dynamic, key, value);
}

static const struct rego_type *of_set(struct rego_pass *p, struct rego_type_env *env,
				      const struct rego_term *t)
{
	const struct rego_type **list =
		rego_new_array(p->arena, const struct rego_type *, t->list.count + 1);
	const struct rego_type *of;

	for (uint32_t i = 0; i < t->list.count; i++)
		list[i] = rego_env_type(p, env, t->list.items[i]);
	of = rego_type_or_all(p->arena, list, t->list.count);
	return rego_type_set(p->arena, of ? of : &rego_type_any);
}

static const struct rego_type *of_comprehension(struct rego_pass *p, struct rego_type_env *env,
						const struct rego_term *t)
{
	struct rego_checker c;
	const struct rego_type *of, *key;

	rego_checker_begin(&c, p, false);
	env = rego_check_closure(&c, env, t);
	if (c.count)
		return NULL;
	of = rego_env_type(p, env, t->comp.term);
	if (t->kind == REGO_TERM_ARRAY_COMP)
		return rego_type_array(p->arena, NULL, 0, of);
	if (t->kind == REGO_TERM_SET_COMP)
		return rego_type_set(p->arena, of);
	key = rego_env_type(p, env, t->comp.key);
	return rego_type_object(p->arena, NULL, 0, true, key, of);
}

static const struct rego_type *of_var(struct rego_pass *p, const struct rego_type_env *env,
				      const struct rego_term *t)
{
	const struct rego_builtin *b;

	for (; env; env = env->next) {
		const struct rego_env_node *n = rego_env_child(env->tree, t);

		if (n)
			return n->value;
	}
	b = rego_pass_builtin(p, t);
	return b ? rego_builtin_type(p, b) : NULL;
}

const struct rego_type *rego_env_type(struct rego_pass *p, struct rego_type_env *env,
				      const struct rego_term *t)
{
	switch (t->kind) {
	case REGO_TERM_VALUE: return of_value(p->arena, t->value);
	case REGO_TERM_VAR: return of_var(p, env, t);
	case REGO_TERM_REF: return rego_env_ref(p, env, t, t->list.count);
	case REGO_TERM_ARRAY: return of_array(p, env, t);
	case REGO_TERM_OBJECT: return of_object(p, env, t);
	case REGO_TERM_SET: return of_set(p, env, t);
	case REGO_TERM_TEMPLATE: return &rego_type_string;
	default: return rego_is_closure(t) ? of_comprehension(p, env, t) : NULL;
	}
}

/* --- refs ----------------------------------------------------------------------------------- */
const struct rego_type *rego_env_extent(struct rego_pass *p, const struct rego_env_node *n)
{
	struct rego_property *props;
	uint32_t known = 0;

	if (n->value)
		return n->value;
	props = rego_new_array(p->arena, struct rego_property, n->count + 1);
	for (uint32_t i = 0; i < n->count; i++) {
		const struct rego_term *key = n->children[i]->key;
		const struct rego_type *t = rego_env_extent(p, n->children[i]);

		if (key->kind == REGO_TERM_VALUE && key->value.kind != REGO_NULL)
			props[known++] = (struct rego_property){ key->value, t };
	}
	return rego_type_object(p->arena, props, known, true, &rego_type_string, &rego_type_any);
}

/* What items from i to count of the ref select of a type. */
static const struct rego_type *select_path(struct rego_pass *p, const struct rego_type *t,
					   const struct rego_term *ref, uint32_t i, uint32_t count)
{
	for (; t && i < count; i++) {
		const struct rego_term *key = ref->list.items[i];

		if (key->kind == REGO_TERM_VAR || rego_is_list(key))
			t = rego_type_values(p->arena, t);
		else
			t = rego_select_constant(p, t, key);
	}
	return t;
}

static const struct rego_type *beyond(struct rego_pass *p, struct rego_type_env *env,
				      const struct rego_term *ref, uint32_t count)
{
	const struct rego_term *head = ref->list.items[0];
	const struct rego_builtin *b;
	struct rego_term part = *ref;

	if (env->next)
		return rego_env_ref(p, env->next, ref, count);
	if (head->kind == REGO_TERM_VAR && (head->var == p->data || head->var == p->input))
		return &rego_type_any;
	part.list.count = count;
	b = rego_pass_builtin(p, &part);
	return b ? rego_builtin_type(p, b) : NULL;
}

const struct rego_type *rego_env_ref(struct rego_pass *p, struct rego_type_env *env,
				     const struct rego_term *ref, uint32_t count)
{
	const struct rego_env_node *n = rego_env_child(env->tree, ref->list.items[0]);

	if (!n)
		return beyond(p, env, ref, count);
	for (uint32_t i = 1; i < count; i++) {
		const struct rego_term *key = ref->list.items[i];
		const struct rego_env_node *child;

		if (!n->value && !rego_is_constant(key))
			return select_path(p, rego_env_extent(p, n), ref, i, count);
		child = rego_env_child(n, key);
		if (!child && n->value)
			return select_path(p, n->value, ref, i, count);
		if (!child)
			return beyond(p, env, ref, count);
		n = child;
	}
	return rego_env_extent(p, n);
}
