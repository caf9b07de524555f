/* SPDX-License-Identifier: BSD-2-Clause */
/* Strings found by their text: one object each, so that equal names are equal pointers.  Filled
 * while a policy is made, then only read, by all threads.  A policy has one table: two strings
 * that both have an id are taken to be different when their pointers are. */
#ifndef REGO_INTERN_H
#define REGO_INTERN_H

#include "rego/value/value.h"

struct rego_intern {
	struct rego_arena *arena;
	const struct rego_string **slots; /* open addressing */
	uint32_t mask, count;
	uint32_t before; /* ids of another table, which this one goes on */
};

void rego_intern_init(struct rego_intern *t, struct rego_arena *a);
/* The string of that text, made when there is none. */
const struct rego_string *rego_intern(struct rego_intern *t, const char *text, size_t len);
/* NULL when there is none. */
const struct rego_string *rego_intern_find(const struct rego_intern *t, const char *text,
					   size_t len);
/* The same, where rego_text_hash() of it is known. */
const struct rego_string *rego_intern_hashed(const struct rego_intern *t, uint32_t hash,
					     const char *text, size_t len);

#endif
