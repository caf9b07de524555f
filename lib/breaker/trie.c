// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "breaker/compile_impl.h"

#define SLOTS_MAX (1u << 20) /* what stands beside them has a say, too: see compile.c */

void prefix_mask(unsigned int length, uint64_t *high, uint64_t *low)
{
	*high = !length ? 0 : length >= 64 ? UINT64_MAX : UINT64_MAX << (64 - length);
	*low = length <= 64 ? 0 : UINT64_MAX << (128 - length);
}

/* COUNT bits of an address from bit AT on, which do not go over its half. */
static uint32_t address_bits(const struct prefix *p, unsigned int at, unsigned int count)
{
	uint64_t half = at < 64 ? p->high : p->low;

	return half << at % 64 >> (64 - count);
}

static int new_node(struct ss_breaker_image *image, uint32_t fill, uint32_t *number)
{
	uint32_t *more;

	if (image->trie_size + 256 > SLOTS_MAX)
		return -E2BIG;
	more = reallocarray(image->trie, image->trie_size + 256, sizeof(*more));
	if (!more)
		return -ENOMEM;
	image->trie = more;
	*number = (image->trie_size - SS_BREAKER_TRIE_NODES) / 256;
	for (int i = 0; i < 256; i++)
		image->trie[image->trie_size++] = fill;
	return 0;
}

static int new_tail(struct ss_breaker_image *image, const struct prefix *p, uint32_t outside,
		    uint32_t *slot)
{
	struct ss_wire_breaker_tail *t;
	uint64_t high, low;

	t = reallocarray(image->tails, image->tail_count + 1, sizeof(*t));
	if (!t)
		return -ENOMEM;
	image->tails = t;
	t += image->tail_count;
	prefix_mask(p->length, &high, &low);
	t->high = p->high;
	t->low = p->low;
	t->mask_high = high;
	t->mask_low = low;
	t->inside = p->label;
	t->outside = outside;
	*slot = SS_BREAKER_SLOT_TAIL | image->tail_count++;
	return 0;
}

/* Those that end in this node, the shortest first, cover slots. */
static void fill_slots(uint32_t *slots, const struct prefix *p, size_t count, unsigned int at,
		       unsigned int width)
{
	for (unsigned int length = at; length <= at + width; length++) {
		for (size_t i = 0; i < count; i++) {
			uint32_t first, n;

			if (p[i].length != length)
				continue;
			first = width ? address_bits(&p[i], at, width) : 0;
			n = 1u << (at + width - length);
			for (uint32_t s = first; s < first + n; s++)
				slots[s] = p[i].label;
		}
	}
}

/*
 * The slots from BASE on, by the bits of an address from AT on, of COUNT prefixes
 * that have all bits before AT in common.  Nothing deeper than a few calls: a byte each.
 */
static int build(struct ss_breaker_image *image, uint32_t base, const struct prefix *p,
		 size_t count, unsigned int at)
{
	unsigned int width = at ? 8 : 16;
	int err = 0;

	fill_slots(image->trie + base, p, count, at, width);
	for (size_t i = 0, next; i < count && !err; i = next) {
		uint32_t where = address_bits(&p[i], at, width), outside, number = 0;

		next = i + 1;
		if (p[i].length <= at + width)
			continue;
		while (next < count && address_bits(&p[next], at, width) == where)
			next++;
		outside = image->trie[base + where];
		if (next == i + 1) {
			err = new_tail(image, &p[i], outside, &number);
			image->trie[base + where] = number;
			continue;
		}
		err = new_node(image, outside, &number);
		if (err)
			return err;
		image->trie[base + where] = SS_BREAKER_SLOT_NODE | number;
		err = build(image, SS_BREAKER_TRIE_NODES + number * 256, p + i, next - i,
			    at + width);
	}
	return err;
}

int trie_build(struct ss_breaker_image *image, const struct prefix *p, size_t count)
{
	size_t four = 0;
	int err;

	if (!count)
		return 0;
	image->trie = calloc(SS_BREAKER_TRIE_NODES, sizeof(*image->trie));
	if (!image->trie)
		return -ENOMEM;
	image->trie_size = SS_BREAKER_TRIE_NODES;
	while (four < count && p[four].family == 4)
		four++;
	err = build(image, 0, p, four, 0);
	return err ? err : build(image, SS_BREAKER_TRIE_ROOT6, p + four, count - four, 0);
}
