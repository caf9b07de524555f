// SPDX-License-Identifier: BSD-2-Clause
/* Strings found by their text. */
#include "rego/value/intern.h"

#include "rego/value/string.h"

#define FIRST_SLOTS 256

void rego_intern_init(struct rego_intern *t, struct rego_arena *a)
{
	*t = (struct rego_intern){ .arena = a };
}

static inline bool same(const char *a, const char *b, size_t len)
{
	if (len < 8)
		return !memcmp(a, b, len);
	if (len > 16)
		return !memcmp(a, b, len);
	return rego_load(a, 8) == rego_load(b, 8) &&
	       rego_load(a + len - 8, 8) == rego_load(b + len - 8, 8);
}

/* Where that text is, or the empty slot where it would be. */
static const struct rego_string **slot_of(const struct rego_intern *t, uint32_t hash,
					  const char *text, size_t len)
{
	uint32_t i = hash & t->mask;

	while (t->slots[i]) {
		const struct rego_string *s = t->slots[i];

		if (s->hash == hash && s->len == len && same(s->text, text, len))
			break;
		i = (i + 1) & t->mask;
	}
	return &t->slots[i];
}

static void grow(struct rego_intern *t)
{
	const struct rego_string **old = t->slots;
	uint32_t size = old ? (t->mask + 1) * 2 : FIRST_SLOTS;
	uint32_t had = old ? t->mask + 1 : 0;
	const struct rego_string **slots =
		rego_new_array(t->arena, const struct rego_string *, size);

	memset(slots, 0, size * sizeof(*slots));
	t->slots = slots;
	t->mask = size - 1;
	for (uint32_t i = 0; i < had; i++)
		if (old[i])
			*slot_of(t, old[i]->hash, old[i]->text, old[i]->len) = old[i];
}

const struct rego_string *rego_intern(struct rego_intern *t, const char *text, size_t len)
{
	uint32_t hash = rego_text_hash(text, len);
	const struct rego_string **slot;
	struct rego_string *s;

	if (!t->slots || t->count >= t->mask / 2)
		grow(t);
	slot = slot_of(t, hash, text, len);
	if (*slot)
		return *slot;
	s = rego_new_string(t->arena, len);
	memcpy(s->text, text, len);
	s->runes = (uint32_t)rego_rune_count(text, len);
	s->hash = hash;
	s->id = t->before + ++t->count;
	*slot = s;
	return s;
}

const struct rego_string *rego_intern_hashed(const struct rego_intern *t, uint32_t hash,
					     const char *text, size_t len)
{
	return t->slots ? *slot_of(t, hash, text, len) : NULL;
}

const struct rego_string *rego_intern_find(const struct rego_intern *t, const char *text,
					   size_t len)
{
	return t && t->slots ? *slot_of(t, rego_text_hash(text, len), text, len) : NULL;
}
