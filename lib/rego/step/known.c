// SPDX-License-Identifier: BSD-2-Clause
/* Documents of rules, and what functions gave, once known: good within one "with". */
#include "rego/step/impl.h"

void step_push_known(struct step *s)
{
	struct knowns *k = rego_new(s->a, struct knowns);

	k->outer = s->known;
	s->known = k;
}

/* Items that are no values (of a ref that is only partly known) do not place the document, but say
 * how much of it was made; variables are all the same. */
struct rego_val step_key_of(struct step *s, const term *const *path, uint32_t count)
{
	struct rego_builder b = { .arena = s->a };

	for (uint32_t i = 0; i < count; i++) {
		struct rego_builder part = { .arena = s->a };

		if (path[i]->kind == REGO_TERM_VALUE) {
			rego_add(&b, path[i]->value);
			continue;
		}
		if (path[i]->kind != REGO_TERM_VAR || (!i && path[i]->var == s->unit->data))
			rego_add(&part, rego_cstring(s->a, rego_text_of_term(s->a, path[i])));
		rego_add(&part, rego_null());
		rego_add(&b, rego_build_set(&part));
	}
	return rego_build_array(&b);
}

static struct known **slot_of(struct knowns *k, uint32_t hash, struct rego_val key)
{
	struct known **at = &k->slots[hash & k->mask];

	while (*at && ((*at)->hash != hash || !rego_equal((*at)->key, key)))
		at = &(*at)->next;
	return at;
}

const struct known *step_known(struct step *s, struct rego_val key)
{
	return s->known->slots ? *slot_of(s->known, rego_hash(key), key) : NULL;
}

static void grow(struct step *s, struct knowns *k)
{
	struct knowns old = *k;
	uint32_t room = old.slots ? (old.mask + 1) * 4 : 16;

	k->slots = rego_zalloc(s->a, room * sizeof(*k->slots));
	k->mask = room - 1;
	for (uint32_t i = 0; old.slots && i <= old.mask; i++) {
		struct known *next;

		for (struct known *x = old.slots[i]; x; x = next) {
			next = x->next;
			x->next = k->slots[x->hash & k->mask];
			k->slots[x->hash & k->mask] = x;
		}
	}
}

void step_know(struct step *s, struct rego_val key, struct rego_val value)
{
	struct knowns *k = s->known;
	uint32_t hash = rego_hash(key);
	struct known **at;

	if (!k->slots || k->count > k->mask)
		grow(s, k);
	at = slot_of(k, hash, key);
	if (!*at) {
		*at = rego_new(s->a, struct known);
		(*at)->hash = hash;
		(*at)->key = key;
		k->count++;
	}
	(*at)->value = value;
	(*at)->undefined = !rego_defined(value);
}
