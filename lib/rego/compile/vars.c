/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets of variables: a list, and a table beside it when it is long. */
#include "rego/compile/vars.h"

#include <stdlib.h>

#define FEW 12 /* up to that many are looked through one by one */

void rego_vars_init(struct rego_vars *s, struct rego_arena *a, const struct rego_vars *parent)
{
	*s = (struct rego_vars){ .arena = a, .parent = parent };
}

void rego_vars_clear(struct rego_vars *s)
{
	if (s->slots && s->count * 8 < s->mask) {
		for (uint32_t i = 0; i < s->count; i++) {
			uint32_t at = s->items[i].var->id * 2654435761u & s->mask;

			while (s->slots[at]) {
				s->slots[at] = 0;
				at = (at + 1) & s->mask;
			}
		}
	} else if (s->slots) {
		memset(s->slots, 0, ((size_t)s->mask + 1) * sizeof(*s->slots));
	}
	s->count = 0;
}

static void put(struct rego_vars *s, uint32_t place)
{
	uint32_t at = s->items[place].var->id * 2654435761u & s->mask;

	while (s->slots[at])
		at = (at + 1) & s->mask;
	s->slots[at] = place + 1;
}

static void index_items(struct rego_vars *s)
{
	s->mask = s->room * 4 - 1;
	s->slots = rego_zalloc(s->arena, ((size_t)s->mask + 1) * sizeof(*s->slots));
	for (uint32_t i = 0; i < s->count; i++)
		put(s, i);
}

static void grow(struct rego_vars *s)
{
	uint32_t room = s->room ? s->room * 2 : 8;
	struct rego_var_entry *items = rego_new_array(s->arena, struct rego_var_entry, room);

	if (s->count)
		memcpy(items, s->items, s->count * sizeof(*items));
	s->items = items;
	s->room = room;
	if (room > FEW)
		index_items(s);
}

struct rego_var_entry *rego_vars_find(const struct rego_vars *s, const struct rego_string *var)
{
	uint32_t at;

	if (!s->slots) {
		for (uint32_t i = 0; i < s->count; i++)
			if (s->items[i].var == var)
				return &s->items[i];
		return NULL;
	}
	at = var->id * 2654435761u & s->mask;
	for (; s->slots[at]; at = (at + 1) & s->mask)
		if (s->items[s->slots[at] - 1].var == var)
			return &s->items[s->slots[at] - 1];
	return NULL;
}

bool rego_vars_has(const struct rego_vars *s, const struct rego_string *var)
{
	for (; s; s = s->parent)
		if (rego_vars_find(s, var))
			return true;
	return false;
}

void rego_vars_add(struct rego_vars *s, const struct rego_string *var)
{
	if (rego_vars_find(s, var))
		return;
	if (s->count == s->room)
		grow(s);
	s->items[s->count] = (struct rego_var_entry){ .var = var };
	if (s->slots)
		put(s, s->count);
	s->count++;
}

void rego_vars_add_all(struct rego_vars *s, const struct rego_vars *more)
{
	for (uint32_t i = 0; i < more->count; i++)
		rego_vars_add(s, more->items[i].var);
}

bool rego_vars_within(const struct rego_vars *s, const struct rego_vars *other)
{
	for (uint32_t i = 0; i < s->count; i++)
		if (!rego_vars_has(other, s->items[i].var))
			return false;
	return true;
}

static int by_name(const void *x, const void *y)
{
	const struct rego_var_entry *a = x, *b = y;

	return strcmp(a->var->text, b->var->text);
}

void rego_vars_sort(struct rego_vars *s)
{
	if (s->count > 1)
		qsort(s->items, s->count, sizeof(*s->items), by_name);
	if (s->slots) {
		memset(s->slots, 0, ((size_t)s->mask + 1) * sizeof(*s->slots));
		for (uint32_t i = 0; i < s->count; i++)
			put(s, i);
	}
}
