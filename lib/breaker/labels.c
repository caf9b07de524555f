// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "breaker/compile_impl.h"

static uint32_t hash(const struct labels *l, const uint64_t *bits, uint8_t rank)
{
	uint64_t h = rank + 1;

	for (size_t i = 0; i < l->words; i++)
		h = (h ^ bits[i]) * 0x9e3779b97f4a7c15ull;
	return h >> 32;
}

/* Where it stands in the table, or would. */
static size_t place(const struct labels *l, const uint64_t *bits, uint8_t rank)
{
	size_t at = hash(l, bits, rank) & (l->table_size - 1);

	while (l->table[at]) {
		uint32_t label = l->table[at] - 1;

		if (l->ranks[label] == rank &&
		    !memcmp(labels_bits(l, label), bits, l->words * sizeof(*bits)))
			break;
		at = (at + 1) & (l->table_size - 1);
	}
	return at;
}

static int grow(struct labels *l)
{
	size_t room = l->room * 2;
	uint64_t *bits = reallocarray(l->bits, room * l->words, sizeof(*bits));
	uint8_t *ranks;
	uint32_t *table;

	if (!bits)
		return -ENOMEM;
	l->bits = bits;
	ranks = reallocarray(l->ranks, room, sizeof(*ranks));
	if (!ranks)
		return -ENOMEM;
	l->ranks = ranks;
	table = calloc(2 * room, sizeof(*table));
	if (!table)
		return -ENOMEM;
	free(l->table);
	l->table = table;
	l->table_size = 2 * room;
	l->room = room;
	for (uint32_t i = 0; i < l->count; i++)
		table[place(l, labels_bits(l, i), l->ranks[i])] = i + 1;
	return 0;
}

/* The bits stand behind those of the last label already. */
static int intern(struct labels *l, uint8_t rank)
{
	size_t at = place(l, labels_bits(l, l->count), rank);
	int err;

	if (l->table[at])
		return (int)l->table[at] - 1;
	if (l->count == LABELS_MAX)
		return -E2BIG;
	l->ranks[l->count] = rank;
	l->table[at] = ++l->count;
	err = l->count + 1 >= l->room ? grow(l) : 0;
	return err ? err : (int)l->count - 1;
}

int labels_init(struct labels *l, size_t conditions)
{
	memset(l, 0, sizeof(*l));
	l->words = conditions / 64 + 1;
	l->room = 64;
	l->table_size = 2 * l->room;
	l->bits = calloc(l->room * l->words, sizeof(*l->bits));
	l->ranks = calloc(l->room, 1);
	l->table = calloc(l->table_size, sizeof(*l->table));
	if (!l->bits || !l->ranks || !l->table)
		return -ENOMEM;
	l->ranks[0] = SS_BREAKER_RANK_DEFAULT;
	l->table[place(l, l->bits, SS_BREAKER_RANK_DEFAULT)] = 1;
	l->count = 1;
	return 0;
}

void labels_fini(struct labels *l)
{
	free(l->bits);
	free(l->ranks);
	free(l->table);
}

int labels_with(struct labels *l, uint32_t old, int condition, uint8_t rank)
{
	uint64_t *next;

	if (l->ranks[old] < rank)
		rank = l->ranks[old];
	if (rank == l->ranks[old] && (condition < 0 || labels_has(l, old, condition)))
		return (int)old;
	/* There is always room for one more: it is put together where it would stand. */
	next = l->bits + l->count * l->words;
	memcpy(next, labels_bits(l, old), l->words * sizeof(*next));
	if (condition >= 0)
		next[condition / 64] |= 1ull << condition % 64;
	return intern(l, rank);
}

void labels_compact(struct labels *l, uint32_t *used)
{
	uint32_t kept = 0;

	used[0] = 1;
	for (uint32_t i = 0; i < l->count; i++) {
		if (!used[i])
			continue;
		memmove(l->bits + kept * l->words, labels_bits(l, i), l->words * sizeof(*l->bits));
		l->ranks[kept] = l->ranks[i];
		used[i] = kept++;
	}
	l->count = kept; /* the hash is out of date: none is added any more */
}
