/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files that find wants share. */
#ifndef REGO_WANTS_PRIV_H
#define REGO_WANTS_PRIV_H

#include "rego/compile/wants.h"

static inline uint32_t rego_wants_mix(uint32_t hash, uint32_t more)
{
	hash = (hash ^ more) * 0x9e3779b1U;
	return hash ^ hash >> 15;
}

bool rego_same_wanted(const struct rego_term *a, const struct rego_term *b);
/* The same for the same terms. */
uint32_t rego_hash_terms(uint32_t hash, struct rego_term *const *items, uint32_t n);
/* rego_wants_can_ask() of the first n items. */
bool rego_wants_prefix(const struct rego_unit *u, const struct rego_term *ref, uint32_t n);
/* The place of a ref, or of the argument when it is NULL, in w->refs. */
uint32_t rego_wanted_place(struct rego_wants *w, const struct rego_term *ref, uint32_t arg);

#endif
