/* SPDX-License-Identifier: BSD-2-Clause */
/* The tree of types by ref. */
#include "rego/compile/env.h"

static uint32_t hash_key(const struct rego_term *t)
{
	if (t->kind == REGO_TERM_VAR)
		return t->var->id * 2654435761u;
	return t->kind == REGO_TERM_VALUE ? rego_hash(t->value) : t->kind;
}

static bool same_key(const struct rego_term *a, const struct rego_term *b)
{
	if (a->kind == REGO_TERM_VAR && b->kind == REGO_TERM_VAR)
		return a->var == b->var;
	return a->kind == b->kind && !rego_compare_terms(a, b);
}

struct rego_env_node *rego_env_child(const struct rego_env_node *n, const struct rego_term *key)
{
	uint32_t at;

	if (!n->slots) {
		for (uint32_t i = 0; i < n->count; i++)
			if (same_key(n->children[i]->key, key))
				return n->children[i];
		return NULL;
	}
	at = hash_key(key) & n->mask;
	for (; n->slots[at]; at = (at + 1) & n->mask)
		if (same_key(n->children[n->slots[at] - 1]->key, key))
			return n->children[n->slots[at] - 1];
	return NULL;
}

static void index_child(struct rego_env_node *n, uint32_t place)
{
	uint32_t at = hash_key(n->children[place]->key) & n->mask;

	while (n->slots[at])
		at = (at + 1) & n->mask;
	n->slots[at] = place + 1;
}

static void grow(struct rego_pass *p, struct rego_env_node *n)
{
	uint32_t room = n->room ? n->room * 2 : 4;
	struct rego_env_node **list = rego_new_array(p->arena, struct rego_env_node *, room);

	if (n->count)
		memcpy(list, n->children, n->count * sizeof(*list));
	n->children = list;
	n->room = room;
	if (room <= 8)
		return;
	n->mask = room * 2 - 1;
	n->slots = rego_zalloc(p->arena, (size_t)room * 2 * sizeof(*n->slots));
	for (uint32_t i = 0; i < n->count; i++)
		index_child(n, i);
}

struct rego_env_node *rego_env_make(struct rego_pass *p, struct rego_env_node *n,
				    const struct rego_term *key)
{
	struct rego_env_node *child = rego_env_child(n, key);

	if (child)
		return child;
	if (n->count == n->room)
		grow(p, n);
	child = rego_new(p->arena, struct rego_env_node);
	child->key = key;
	n->children[n->count] = child;
	if (n->slots)
		index_child(n, n->count);
	n->count++;
	return child;
}

struct rego_type_env *rego_env_wrap(struct rego_pass *p, struct rego_type_env *env)
{
	struct rego_type_env *e = rego_new(p->arena, struct rego_type_env);

	e->tree = rego_new(p->arena, struct rego_env_node);
	e->next = env;
	return e;
}

void rego_env_put(struct rego_pass *p, struct rego_type_env *env, const struct rego_term *key,
		  const struct rego_type *t)
{
	rego_env_make(p, env->tree, key)->value = t;
	env->version++;
}

void rego_env_put_ref(struct rego_pass *p, struct rego_type_env *env, const struct rego_term *ref,
		      uint32_t count, const struct rego_type *t)
{
	struct rego_env_node *n = env->tree;

	for (uint32_t i = 0; i < count; i++)
		n = rego_env_make(p, n, ref->list.items[i]);
	n->value = t;
	env->version++;
}

/* --- uniting with what is there -------------------------------------------------------- */
static bool is_dynamic_object(const struct rego_type *t)
{
	return t->kind == REGO_TYPE_OBJECT && !t->count && t->dynamic;
}

static const struct rego_type *merge(struct rego_arena *a, const struct rego_type *x,
				     const struct rego_type *y);

/* An object without known keys and a union that has one like it: they become one. */
static const struct rego_type *merge_union(struct rego_arena *a, const struct rego_type *object,
					   const struct rego_type *any)
{
	struct rego_type *copy = rego_new(a, struct rego_type);

	for (uint32_t i = 0; i < any->count; i++) {
		const struct rego_type *t = any->items[i];

		if (!is_dynamic_object(t))
			continue;
		*copy = *any;
		copy->items = rego_new_array(a, const struct rego_type *, any->count);
		memcpy(copy->items, any->items, any->count * sizeof(t));
		copy->items[i] =
			rego_type_object(a, NULL, 0, true, rego_type_or(a, t->key, object->key),
					 rego_type_or(a, t->value, object->value));
		return copy;
	}
	return NULL;
}

static const struct rego_type *merge(struct rego_arena *a, const struct rego_type *x,
				     const struct rego_type *y)
{
	const struct rego_type *t = NULL;

	if (!x || !y)
		return x ? x : y;
	x = rego_type_bare(x);
	y = rego_type_bare(y);
	if (x->kind == REGO_TYPE_ANY && y->kind != REGO_TYPE_ANY)
		return merge(a, y, x);
	if (is_dynamic_object(x) && is_dynamic_object(y))
		return rego_type_object(a, NULL, 0, true, rego_type_or(a, x->key, y->key),
					merge(a, x->value, y->value));
	if (is_dynamic_object(x) && y->kind == REGO_TYPE_ANY)
		t = merge_union(a, x, y);
	if (x->kind == REGO_TYPE_SET && y->kind == REGO_TYPE_SET)
		t = rego_type_set(a, rego_type_or(a, x->value, y->value));
	return t ? t : rego_type_or(a, x, y);
}

/* The object with a path in it that has the type: as one more dynamic property. */
static const struct rego_type *insert_path(struct rego_pass *p, struct rego_type_env *env,
					   const struct rego_type *object,
					   const struct rego_term *const *path, uint32_t count,
					   const struct rego_type *t)
{
	const struct rego_type *key, *value;

	if (!count)
		return object;
	key = rego_env_type(p, env, path[0]);
	value = t;
	if (count > 1)
		value = insert_path(p, env, rego_type_object(p->arena, NULL, 0, false, NULL, NULL),
				    path + 1, count - 1, t);
	if (object->dynamic) {
		key = rego_type_or(p->arena, object->key, key);
		value = rego_type_or(p->arena, object->value, value);
	}
	return rego_type_object(p->arena, object->props, object->count, true, key, value);
}

struct leaves {
	struct rego_pass *pass;
	struct rego_type_env *env;
	const struct rego_type *object;
};

#define LONGEST_PATH 256

static void insert_leaves(struct leaves *l, const struct rego_env_node *n,
			  const struct rego_term **path, uint32_t depth)
{
	if (depth == LONGEST_PATH)
		return;
	path[depth] = n->key;
	if (n->value) {
		l->object = insert_path(l->pass, l->env, l->object, path, depth + 1, n->value);
		return;
	}
	for (uint32_t i = 0; i < n->count; i++)
		insert_leaves(l, n->children[i], path, depth + 1);
}

static bool is_object(const struct rego_type *t)
{
	t = rego_type_bare(t);
	return t && t->kind == REGO_TYPE_OBJECT;
}

void rego_env_insert(struct rego_pass *p, struct rego_type_env *env, const struct rego_term *ref,
		     uint32_t count, const struct rego_type *t)
{
	const struct rego_term **path =
		rego_new_array(p->arena, const struct rego_term *, LONGEST_PATH);
	struct rego_env_node *n = env->tree;

	env->version++;
	for (uint32_t i = 0; i < count; i++) {
		n = rego_env_make(p, n, ref->list.items[i]);
		if (i + 1 < count && is_object(n->value))
			n->value = insert_path(p, env, rego_type_bare(n->value),
					       (const struct rego_term *const *)ref->list.items +
						       i + 1,
					       count - i - 1, t);
	}
	n->value = merge(p->arena, n->value, t);
	if (is_object(t) && n->count && is_object(n->value)) {
		struct leaves l = { p, env, rego_type_bare(n->value) };

		for (uint32_t i = 0; i < n->count; i++)
			insert_leaves(&l, n->children[i], path, 0);
		n->value = l.object;
	}
}
