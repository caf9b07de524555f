// SPDX-License-Identifier: BSD-2-Clause
#include "rego/value/table.h"

static void put(struct rego_table *p, uint32_t hash, uint32_t place)
{
	uint32_t at = hash & (p->room - 1);

	while (p->slots[at].place)
		at = (at + 1) & (p->room - 1);
	p->slots[at] = (struct rego_table_slot){ hash, place };
}

static void grow(struct rego_arena *a, struct rego_table *p)
{
	struct rego_table old = *p;

	p->room = old.room ? old.room * 2 : 8;
	p->slots = rego_zalloc(a, p->room * sizeof(*p->slots));
	for (uint32_t i = 0; i < old.room; i++)
		if (old.slots[i].place)
			put(p, old.slots[i].hash, old.slots[i].place);
}

void rego_table_add(struct rego_arena *a, struct rego_table *p, uint32_t hash, uint32_t place)
{
	if (p->count * 2 >= p->room)
		grow(a, p);
	put(p, hash, place + 1);
	p->count++;
}
