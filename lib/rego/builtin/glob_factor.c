/* SPDX-License-Identifier: BSD-2-Clause */
/* {abc,abd} as ab{c,d}: what alternatives have in common, as gobwas/glob takes it out. */
#include <string.h>

#include "rego/builtin/glob.h"

struct factoring {
	struct rego_arena *arena;
	uint64_t *steps;
};

static bool equal(struct factoring *c, const struct rego_glob_node *a,
		  const struct rego_glob_node *b)
{
	if (++*c->steps > REGO_GLOB_STEPS)
		rego_stop(c->arena, REGO_STOP_STEPS);
	if (a->kind != b->kind || a->count != b->count || a->len != b->len || a->low != b->low ||
	    a->high != b->high || a->negated != b->negated)
		return false;
	if (a->len && memcmp(a->text, b->text, a->len))
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!equal(c, a->children[i], b->children[i]))
			return false;
	return true;
}

static size_t fewest_children(const struct rego_glob_node *any)
{
	size_t at = 0;

	for (size_t i = 1; i < any->count; i++)
		if (any->children[i]->count < any->children[at]->count)
			at = i;
	return at;
}

/* How many children all alternatives begin with and end with. */
static void common(struct factoring *c, const struct rego_glob_node *any, size_t *left,
		   size_t *right)
{
	size_t least = fewest_children(any), n, total = 0;
	const struct rego_glob_node *few = any->children[least];
	bool stop_left = false, stop_right = false;
	size_t last_right;

	*left = *right = 0;
	n = last_right = few->count;
	if (any->count < 2)
		return;
	for (size_t i = 0; total < n && i < n && !(stop_left && stop_right); i++) {
		size_t j = n - 1 - i;

		for (size_t k = 0; k < any->count && !(stop_left && stop_right); k++) {
			const struct rego_glob_node *other = any->children[k];

			if (k == least)
				continue;
			stop_left = stop_left || !equal(c, few->children[i], other->children[i]);
			stop_right = stop_right || (!stop_left && j <= i);
			stop_right = stop_right || !equal(c, few->children[j],
							  other->children[j + other->count - n]);
		}
		if (!stop_left) {
			total++;
			++*left;
		}
		if (!stop_right) {
			total++;
			last_right = j;
		}
	}
	*right = n - last_right;
}

static bool has(struct factoring *c, const struct rego_glob_node *list,
		const struct rego_glob_node *what)
{
	for (size_t i = 0; i < list->count; i++)
		if (equal(c, list->children[i], what))
			return true;
	return false;
}

/* {abc,abd} as ab{c,d}; NULL when they have nothing in common. */
static struct rego_glob_node *factor(struct factoring *c, const struct rego_glob_node *any)
{
	struct rego_glob_node *out, *rest, *n;
	const struct rego_glob_node *first = any->children[0];
	size_t left, right;

	for (size_t i = 0; i < any->count; i++)
		if (any->children[i]->kind != REGO_GLOB_PATTERN)
			return NULL;
	common(c, any, &left, &right);
	if (!left && !right)
		return NULL;
	out = rego_glob_node(c->arena, REGO_GLOB_PATTERN, NULL, 0);
	rest = rego_glob_node(c->arena, REGO_GLOB_ANY_OF, NULL, 0);
	if (left)
		rego_glob_insert(
			c->arena, out,
			rego_glob_node(c->arena, REGO_GLOB_PATTERN, first->children, left));
	for (size_t i = 0; i < any->count; i++) {
		const struct rego_glob_node *a = any->children[i];
		size_t count = a->count - left - right;

		n = rego_glob_node(c->arena, count ? REGO_GLOB_PATTERN : REGO_GLOB_NOTHING,
				   a->children + left, count);
		if (!has(c, rest, n))
			rego_glob_insert(c->arena, rest, n);
	}
	if (rest->count > 1)
		rego_glob_insert(c->arena, out, rest);
	else if (rest->children[0]->kind != REGO_GLOB_NOTHING)
		rego_glob_insert(c->arena, out, rest->children[0]);
	if (right)
		rego_glob_insert(c->arena, out,
				 rego_glob_node(c->arena, REGO_GLOB_PATTERN,
						first->children + first->count - right, right));
	return out;
}

struct rego_glob_node *rego_glob_factor(struct rego_arena *a, const struct rego_glob_node *any,
					uint64_t *steps)
{
	struct factoring f = { a, steps };

	return factor(&f, any);
}
