// SPDX-License-Identifier: BSD-2-Clause
/* Base documents, and what "with" put in their place. */
#include "rego/step/impl.h"

struct rego_val step_merge(struct rego_arena *a, struct rego_val x, struct rego_val y)
{
	struct rego_builder b = { .arena = a };

	if (x.kind != REGO_OBJECT || y.kind != REGO_OBJECT)
		return x;
	for (uint32_t i = 0; i < x.object->count; i++) {
		struct rego_pair p = x.object->pairs[i];
		struct rego_val other = rego_get(y, p.key);

		if (rego_defined(other))
			p.value = step_merge(a, p.value, other);
		rego_add_pair(&b, p.key, p.value);
	}
	for (uint32_t i = 0; i < y.object->count; i++)
		if (!rego_defined(rego_get(x, y.object->pairs[i].key)))
			rego_add_pair(&b, y.object->pairs[i].key, y.object->pairs[i].value);
	return rego_build_object(&b);
}

bool step_replaced(struct step *s, const term *const *path, uint32_t count)
{
	term ref = { .kind = REGO_TERM_REF };

	ref.list.items = (term **)path;
	ref.list.count = count;
	for (struct targets *t = s->targets; t; t = t->next)
		for (uint32_t i = 0; i < t->count; i++)
			if (step_has_prefix(s, &ref, t->refs[i]))
				return true;
	return false;
}

static bool scalar(const term *t)
{
	return t->kind == REGO_TERM_VALUE && t->value.kind != REGO_ARRAY &&
	       t->value.kind != REGO_OBJECT && t->value.kind != REGO_SET;
}

static struct rego_val without_system(struct step *s, struct rego_val data)
{
	struct rego_builder b = { .arena = s->a };

	if (data.kind != REGO_OBJECT || !rego_defined(rego_get_text(data, "system")))
		return data;
	for (uint32_t i = 0; i < data.object->count; i++) {
		struct rego_pair p = data.object->pairs[i];

		if (p.key.kind != REGO_STRING || strcmp(rego_text(p.key), "system"))
			rego_add_pair(&b, p.key, p.value);
	}
	return rego_build_object(&b);
}

static struct rego_val stored(struct step *s, const term *ref)
{
	struct rego_val v = s->vm->policy->data;

	if (ref->list.count == 1)
		return without_system(s, v);
	for (uint32_t i = 1; i < ref->list.count && rego_defined(v); i++) {
		if (!scalar(ref->list.items[i]))
			return rego_undefined();
		v = rego_vm_stored(v, ref->list.items[i]->value);
	}
	return v;
}

static struct rego_val find(struct rego_val v, const term *ref)
{
	for (uint32_t i = 1; i < ref->list.count && rego_defined(v); i++) {
		if (ref->list.items[i]->kind != REGO_TERM_VALUE)
			return rego_undefined();
		v = rego_get(v, ref->list.items[i]->value);
	}
	return v;
}

struct rego_val step_resolve(struct ev *e, const term *ref, bool *unknown)
{
	struct step *s = e->s;
	struct rego_val by, base;

	*unknown = step_partial(e) && (step_is_disabled(s, ref, true) || step_saved(s, ref, NULL));
	if (*unknown)
		return rego_undefined();
	if (step_is_doc(s, ref, s->unit->input))
		return find(e->input, ref);
	by = find(e->data, ref);
	if (step_replaced(s, (const term *const *)ref->list.items, ref->list.count))
		return by;
	base = stored(s, ref);
	if (!rego_defined(base) || !rego_defined(by))
		return rego_defined(by) ? by : base;
	return step_merge(s->a, by, base);
}
