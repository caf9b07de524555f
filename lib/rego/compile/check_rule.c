/* SPDX-License-Identifier: BSD-2-Clause */
/* Types of rules: each is checked after those that it needs, and its own is kept for the others. */
#include <stdlib.h>

#include "rego/compile/check.h"
#include "rego/compile/schema.h"

static bool put_argument(struct rego_walk *w, struct rego_term *t)
{
	struct rego_type_env *env = w->arg;

	if (t->kind == REGO_TERM_VAR && !rego_env_type(w->pass, env, t))
		rego_env_put(w->pass, env, t, &rego_type_any);
	return false;
}

static const struct rego_type *function_type(struct rego_pass *p, struct rego_type_env *env,
					     const struct rego_head *h)
{
	const struct rego_type **args =
		rego_new_array(p->arena, const struct rego_type *, h->arg_count + 1);
	struct rego_walk w = { .term = put_argument, .pass = p, .arg = env };

	for (uint32_t i = 0; i < h->arg_count; i++)
		rego_walk_term(&w, h->args[i]);
	for (uint32_t i = 0; i < h->arg_count; i++)
		args[i] = rego_env_type(p, env, h->args[i]);
	return rego_type_function(p->arena, args, h->arg_count, rego_env_type(p, env, h->value));
}

/* An object for each item of the path from there on, and the type in the last. */
static const struct rego_type *nest(struct rego_pass *p, struct rego_type_env *env,
				    const struct rego_term *ref, uint32_t from,
				    const struct rego_type *t)
{
	for (uint32_t i = ref->list.count; t && i > from; i--) {
		const struct rego_type *key = rego_env_type(p, env, ref->list.items[i - 1]);

		t = key ? rego_type_object(p->arena, NULL, 0, true, key, t) : NULL;
	}
	return t;
}

/* The first item of a ref that is no constant, or its length. */
static uint32_t constant_prefix(const struct rego_term *ref)
{
	uint32_t i = 1;

	while (i < ref->list.count && rego_is_constant(ref->list.items[i]))
		i++;
	return i < ref->list.count ? i : ref->list.count;
}

static void check_rule(struct rego_checker *c, struct rego_type_env *root,
		       const struct rego_rule *r)
{
	struct rego_pass *p = c->pass;
	struct rego_type_env *around = rego_env_wrap(p, root), *env;
	struct rego_term *ref = rego_rule_ref(p->arena, r);
	const struct rego_type *t;
	struct rego_checker found;
	uint32_t count = ref->list.count;

	rego_put_schemas(c, around, r, ref);
	rego_checker_begin(&found, p, true);
	env = rego_check_body(&found, around, r->body);
	rego_checker_add(c, &found);
	if (found.count) {
		rego_env_put_ref(p, root, ref, count, &rego_type_any);
		return;
	}
	if (r->head->arg_count) {
		t = function_type(p, env, r->head);
	} else if (r->head->value) {
		t = rego_env_type(p, env, r->head->value);
	} else {
		t = rego_env_type(p, env, r->head->key);
		t = t ? rego_type_set(p->arena, t) : NULL;
	}
	if (!r->head->arg_count && !rego_ref_is_ground(ref)) {
		t = nest(p, env, ref, constant_prefix(ref), t);
		count = rego_ground_prefix(ref);
	}
	if (t)
		rego_env_insert(p, root, ref, count, t);
}

/* --- errors ---------------------------------------------------------------------------------- */
static int by_place(const void *x, const void *y)
{
	const struct rego_type_error *const *a = x, *const *b = y;
	int cmp = rego_loc_compare(&(*a)->loc, &(*b)->loc);
	const char *first = (*a)->details ? (*a)->details : "";

	if (!cmp)
		cmp = strcmp((*a)->message, (*b)->message);
	return cmp ? cmp : strcmp(first, (*b)->details ? (*b)->details : "");
}

static void report(struct rego_pass *p, const struct rego_checker *c, bool sorted)
{
	struct rego_type_error **list =
		rego_new_array(p->arena, struct rego_type_error *, c->count + 1);
	uint32_t n = 0;

	for (struct rego_type_error *e = c->first; e; e = e->next)
		list[n++] = e;
	if (sorted && n > 1)
		qsort(list, n, sizeof(*list), by_place);
	for (uint32_t i = 0; i < n; i++) {
		p->detail = list[i]->detail;
		rego_pass_details(p, list[i]->code, &list[i]->loc, list[i]->details, "%s",
				  list[i]->message);
	}
}

static struct rego_type_env *new_env(struct rego_pass *p)
{
	struct rego_type_env *env = rego_new(p->arena, struct rego_type_env);

	if (!p->types)
		p->types = rego_new(p->arena, struct rego_env_node);
	env->tree = p->types;
	return env;
}

void rego_check_types(struct rego_pass *p)
{
	struct rego_type_env *env = new_env(p);
	struct rego_unit *u = p->unit;
	struct rego_checker c;

	rego_checker_begin(&c, p, true);
	rego_put_input_schema(&c, env);
	for (uint32_t i = 0; i < u->order_count; i++) {
		rego_arena_look(p->arena);
		check_rule(&c, env, u->order[i]);
	}
	report(p, &c, true);
	for (uint32_t i = 0; !c.count && i < u->node_count; i++) {
		struct rego_rule_node *n = u->nodes[i];
		struct rego_term *ref;

		if (!n->rule_count)
			continue;
		ref = rego_rule_ref(p->arena, n->rules[0]);
		n->type = rego_env_ref(p, env, ref, rego_ground_prefix(ref));
	}
}

void rego_check_query_types(struct rego_pass *p, struct rego_body *b)
{
	struct rego_checker c;

	rego_checker_begin(&c, p, true);
	rego_check_body(&c, new_env(p), b);
	report(p, &c, false);
}

/* Before rules are checked, only built-ins have types. */
const struct rego_type *rego_early_type(struct rego_pass *p, const struct rego_term *t)
{
	return rego_env_type(p, rego_env_wrap(p, new_env(p)), t);
}

bool rego_gives_value(struct rego_pass *p, const struct rego_term *op, uint32_t args)
{
	const struct rego_type *t = rego_env_ref(p, new_env(p), op, op->list.count);

	if (!t || t->kind != REGO_TYPE_FUNCTION)
		return t && !args;
	return t->value && t->count == args;
}
