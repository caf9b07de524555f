// SPDX-License-Identifier: BSD-2-Clause
/* "with" while it runs: replaced documents and functions, and which known documents of rules are
 * good inside. */
#include "rego/vm/vm.h"

static struct rego_val tree_of(struct rego_arena *a, const struct rego_val *path, uint32_t n,
			       struct rego_val what)
{
	while (n--) {
		struct rego_pair p = { path[n], what };

		what = rego_object(a, &p, 1);
	}
	return what;
}

struct rego_val rego_vm_put(struct rego_arena *a, struct rego_val v, const struct rego_val *path,
			    uint32_t n, struct rego_val what)
{
	struct rego_builder b = { .arena = a };
	bool found = false;

	if (!n)
		return what;
	if (v.kind != REGO_OBJECT)
		return tree_of(a, path, n, what);
	for (uint32_t i = 0; i < v.object->count; i++) {
		struct rego_pair p = v.object->pairs[i];

		if (!found && rego_equal(p.key, path[0])) {
			p.value = rego_vm_put(a, p.value, path + 1, n - 1, what);
			found = true;
		}
		rego_add_pair(&b, p.key, p.value);
	}
	if (!found)
		rego_add_pair(&b, path[0], tree_of(a, path + 1, n - 1, what));
	return rego_build_object(&b);
}

static void replace_data(struct rego_eval *e, const struct rego_with_target *t, struct rego_val v)
{
	struct rego_mask *m = rego_new(&e->arena, struct rego_mask);

	e->data = rego_vm_put(&e->arena, e->data, t->path, t->path_count, v);
	e->overlay = rego_vm_put(&e->arena, e->overlay, t->path, t->path_count, v);
	*m = (struct rego_mask){ t->path, t->path_count, e->masks };
	e->masks = m;
}

static void replace_function(struct rego_eval *e, const struct rego_with_target *t,
			     struct rego_val v)
{
	struct rego_mock *m = rego_new(&e->arena, struct rego_mock);

	*m = (struct rego_mock){ t->what, t->by, t->by_function, v, e->mocks };
	e->mocks = m;
}

void rego_vm_with(struct rego_eval *e, const struct rego_with_plan *p,
		  const struct rego_val *values)
{
	struct rego_layer *l = rego_new(&e->arena, struct rego_layer);

	*l = (struct rego_layer){ e->with,    e->layer, e->input, e->data,
				  e->overlay, e->mocks, e->masks, NULL };
	for (uint32_t i = 0; i < p->count; i++) {
		const struct rego_with_target *t = &p->targets[i];

		e->looks_at_more |= t->kind == REGO_WITH_INPUT;
		if (t->kind == REGO_WITH_INPUT)
			e->input =
				rego_vm_put(&e->arena, e->input, t->path, t->path_count, values[i]);
		else if (t->kind == REGO_WITH_DATA)
			replace_data(e, t, values[i]);
		else
			replace_function(e, t, values[i]);
	}
	e->with = l;
	e->layer = ++e->last_layer;
}

void rego_vm_with_end(struct rego_eval *e)
{
	struct rego_layer *l = e->with;

	for (struct rego_saved_slot *s = l->saved; s; s = s->next)
		e->slots[s->slot] = s->old;
	e->with = l->outer;
	e->layer = l->layer;
	e->input = l->input;
	e->data = l->data;
	e->overlay = l->overlay;
	e->mocks = l->mocks;
	e->masks = l->masks;
}

void rego_vm_store(struct rego_eval *e, uint32_t node, struct rego_val v)
{
	struct rego_slot *s = &e->slots[node];

	/* What an outer layer knows comes back at the end of this one. */
	if (e->with && s->layer && s->layer < e->layer) {
		struct rego_saved_slot *old = rego_new(&e->arena, struct rego_saved_slot);

		*old = (struct rego_saved_slot){ node, *s, e->with->saved };
		e->with->saved = old;
	}
	s->layer = e->layer;
	s->value = rego_vm_plain(&e->arena, v);
}
