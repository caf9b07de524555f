// SPDX-License-Identifier: BSD-2-Clause
/* Terms while they are evaluated: constants are values, whatever they were written as. */
#include "rego/compile/pass.h"
#include "rego/step/impl.h"

term *step_value(struct step *s, struct rego_val v)
{
	term *t = rego_new(s->a, term);

	t->kind = REGO_TERM_VALUE;
	t->value = v;
	return t;
}

term *step_list(struct step *s, enum rego_term_kind kind, uint32_t count)
{
	term *t = rego_new(s->a, term);

	t->kind = kind;
	t->list.items = rego_new_array(s->a, term *, count + 1);
	t->list.count = count;
	return t;
}

term *step_var(struct step *s, const char *name)
{
	term *t = rego_new(s->a, term);

	t->kind = REGO_TERM_VAR;
	t->var = rego_intern_find(s->known_names, name, strlen(name));
	if (!t->var)
		t->var = rego_intern(s->names, name, strlen(name));
	return t;
}

bool step_is_closure(const term *t)
{
	return rego_is_closure(t);
}

static uint32_t slot_of(const void **keys, uint32_t mask, const void *key)
{
	uint32_t at = (uint32_t)((uintptr_t)key >> 4) * 0x9e3779b1U >> 7 & mask;

	while (keys[at] && keys[at] != key)
		at = (at + 1) & mask;
	return at;
}

static void grow(struct step *s, struct table *t)
{
	struct table old = *t;
	uint32_t room = old.keys ? (old.mask + 1) * 2 : 64;

	t->keys = rego_zalloc(s->a, room * sizeof(*t->keys));
	t->values = rego_zalloc(s->a, room * sizeof(*t->values));
	t->mask = room - 1;
	for (uint32_t i = 0; old.keys && i <= old.mask; i++) {
		uint32_t at;

		if (!old.keys[i])
			continue;
		at = slot_of(t->keys, t->mask, old.keys[i]);
		t->keys[at] = old.keys[i];
		t->values[at] = old.values[i];
	}
}

const void **step_slot(struct step *s, struct table *t, const void *key)
{
	uint32_t at;

	if (!t->keys || t->count * 2 > t->mask)
		grow(s, t);
	at = slot_of(t->keys, t->mask, key);
	if (!t->keys[at]) {
		t->keys[at] = key;
		t->count++;
	}
	return &t->values[at];
}

const term *step_norm(struct step *s, const term *t)
{
	const void **known;
	term *v;

	if (!step_is_collection(t))
		return t;
	known = step_slot(s, &s->constants, t);
	if (*known)
		return *known;
	*known = t;
	if (rego_is_constant(t)) {
		v = step_value(s, rego_constant(s->a, t));
		v->loc = t->loc;
		*known = v;
	}
	return *known;
}

const term *step_rule_ref(struct step *s, const struct rego_rule *r)
{
	const void **known = step_slot(s, &s->refs, r);

	if (!*known)
		*known = rego_rule_ref(s->a, r);
	return *known;
}

bool step_same(struct step *s, const term *a, const term *b)
{
	a = step_norm(s, a);
	b = step_norm(s, b);
	if (a == b)
		return true;
	if (a->kind != b->kind)
		return false;
	if (a->kind == REGO_TERM_VALUE)
		return rego_equal(a->value, b->value);
	if (a->kind == REGO_TERM_VAR)
		return a->var == b->var;
	return !rego_compare_terms(a, b);
}

enum rego_kind step_kind(const term *t)
{
	switch (t->kind) {
	case REGO_TERM_VALUE: return t->value.kind;
	case REGO_TERM_ARRAY: return REGO_ARRAY;
	case REGO_TERM_OBJECT: return REGO_OBJECT;
	case REGO_TERM_SET: return REGO_SET;
	default: return REGO_UNDEFINED;
	}
}

uint32_t step_len(const term *t)
{
	if (t->kind == REGO_TERM_VALUE)
		return (uint32_t)rego_len(t->value);
	return t->kind == REGO_TERM_OBJECT ? t->list.count / 2 : t->list.count;
}

const term *step_item(struct step *s, const term *t, uint32_t i)
{
	if (t->kind != REGO_TERM_VALUE)
		return t->list.items[i];
	if (t->value.kind == REGO_ARRAY)
		return step_value(s, t->value.array->items[i]);
	return step_value(s, t->value.set->items[i]);
}

const term *step_key(struct step *s, const term *object, uint32_t i)
{
	if (object->kind == REGO_TERM_VALUE)
		return step_value(s, object->value.object->pairs[i].key);
	return object->list.items[i * 2];
}

const term *step_member(struct step *s, const term *object, uint32_t i)
{
	if (object->kind == REGO_TERM_VALUE)
		return step_value(s, object->value.object->pairs[i].value);
	return object->list.items[i * 2 + 1];
}

bool step_is_doc(const struct step *s, const term *ref, const struct rego_string *doc)
{
	const term *head = ref->kind == REGO_TERM_REF ? ref->list.items[0] : ref;

	(void)s;
	return head->kind == REGO_TERM_VAR && head->var == doc;
}

bool step_is_function(const struct step *s, const term *ref)
{
	const struct rego_rule_node *n = rego_unit_target(s->unit, ref).node;

	return n && n->kind == REGO_RULE_FUNCTION;
}

term *step_prefix(struct step *s, const term *ref, uint32_t count)
{
	term *t = rego_new(s->a, term);

	*t = *ref;
	t->list.count = count;
	return t;
}

bool step_has_prefix(struct step *s, const term *ref, const term *prefix)
{
	if (prefix->list.count > ref->list.count)
		return false;
	for (uint32_t i = 0; i < prefix->list.count; i++)
		if (!step_same(s, ref->list.items[i], prefix->list.items[i]))
			return false;
	return true;
}

uint32_t step_ground(const term *ref)
{
	uint32_t i = 1;

	while (i < ref->list.count && rego_term_is_ground(ref->list.items[i]))
		i++;
	return i;
}

bool step_is_eq(const struct rego_expr *x)
{
	return x->kind == REGO_EXPR_CALL && rego_calls(x, "eq");
}

const term *step_head_key(const struct rego_rule *r)
{
	const term *ref = r->head->ref;

	return r->head->key ? r->head->key : ref->list.items[ref->list.count - 1];
}

term *step_ref_of(struct step *s, const term *head, const term *const *rest, uint32_t n)
{
	term *ref = step_list(s, REGO_TERM_REF, n + 1);

	ref->list.items[0] = (term *)head;
	for (uint32_t i = 0; i < n; i++)
		ref->list.items[i + 1] = (term *)rest[i];
	return ref;
}
