/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of compile.c have in common. */
#ifndef SS_BREAKER_COMPILE_IMPL_H
#define SS_BREAKER_COMPILE_IMPL_H

#include "breaker/compile.h"

#define LABELS_MAX 65535

/*
 * A label stands for what holds of a part of a packet: which of the conditions that
 * rules combine, and the best rank that this part alone gives.  The first is that of
 * nothing.
 */
struct labels {
	size_t words; /* of bits in one */
	size_t count, room;
	uint64_t *bits;
	uint8_t *ranks;
	uint32_t *table; /* a hash of label + 1 */
	size_t table_size;
};

/* For up to CONDITIONS of them.  0 or -ENOMEM. */
int labels_init(struct labels *l, size_t conditions);
void labels_fini(struct labels *l);
/* The label of all that OLD stands for, and a condition (-1: none), and a rank; or -errno. */
int labels_with(struct labels *l, uint32_t old, int condition, uint8_t rank);

/* Forget those that are not USED, a flag each: it becomes their new number.  The first one stays.
 */
void labels_compact(struct labels *l, uint32_t *used);

static inline const uint64_t *labels_bits(const struct labels *l, uint32_t label)
{
	return l->bits + label * l->words;
}

static inline bool labels_has(const struct labels *l, uint32_t label, size_t condition)
{
	return labels_bits(l, label)[condition / 64] >> condition % 64 & 1;
}

/* A prefix that rules name, and its label. */
struct prefix {
	uint64_t high, low;
	uint8_t family, length;
	uint32_t label;
};

/* The tries of COUNT prefixes, which are sorted and different.  0 or -errno. */
int trie_build(struct ss_breaker_image *image, const struct prefix *prefixes, size_t count);
void prefix_mask(unsigned int length, uint64_t *high, uint64_t *low);

#endif
