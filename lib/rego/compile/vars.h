/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets of variables, in the order in which they were added, and collecting them from a tree. */
#ifndef REGO_VARS_H
#define REGO_VARS_H

#include "rego/syntax/ast.h"

struct rego_var_entry {
	const struct rego_string *var;
	struct rego_loc loc; /* where it was seen last as a term; source NULL: nowhere */
};

struct rego_pass;

struct rego_vars {
	struct rego_arena *arena;
	const struct rego_pass *pass;	/* REGO_WITH_NOT needs it */
	const struct rego_vars *parent; /* all of its variables are in this set, too */
	struct rego_var_entry *items;
	uint32_t count, room;
	uint32_t *slots; /* place in items + 1 by id; only for many */
	uint32_t mask;
};

void rego_vars_init(struct rego_vars *s, struct rego_arena *a, const struct rego_vars *parent);
/* Keeps the memory. */
void rego_vars_clear(struct rego_vars *s);
void rego_vars_add(struct rego_vars *s, const struct rego_string *var);
void rego_vars_add_all(struct rego_vars *s, const struct rego_vars *more);
bool rego_vars_has(const struct rego_vars *s, const struct rego_string *var);
/* The entry in the set itself, not in its parents. */
struct rego_var_entry *rego_vars_find(const struct rego_vars *s, const struct rego_string *var);
/* Whether all of s (without its parents) are in other. */
bool rego_vars_within(const struct rego_vars *s, const struct rego_vars *other);
/* By name. */
void rego_vars_sort(struct rego_vars *s);

static inline bool rego_var_is_generated(const struct rego_string *v)
{
	return v->len >= 7 && !memcmp(v->text, "__local", 7);
}
static inline bool rego_var_is_wildcard(const struct rego_string *v)
{
	return v->len && v->text[0] == '$';
}
/* What to call it in a message. */
static inline const char *rego_var_name(const struct rego_string *v)
{
	return rego_var_is_wildcard(v) ? "_" : v->text;
}

enum rego_skip { /* what not to look into */
		 REGO_SKIP_REF_HEAD = 1 << 0,
		 REGO_SKIP_CALL_HEAD = 1 << 1, /* names of functions */
		 REGO_SKIP_OBJECT_KEYS = 1 << 2,
		 REGO_SKIP_CLOSURES = 1 << 3, /* comprehensions, bodies, templates */
		 REGO_SKIP_SETS = 1 << 4,
		 REGO_SKIP_TEMPLATES = 1 << 5,
		 REGO_WITH_NOT = 1 << 6, /* but of not-bodies, what must come from outside */
};
#define REGO_SKIP_SAFETY (REGO_SKIP_CALL_HEAD | REGO_SKIP_CLOSURES)

/* Add the variables below to the set. */
void rego_collect_term(struct rego_vars *s, const struct rego_term *t, unsigned int skip);
void rego_collect_expr(struct rego_vars *s, const struct rego_expr *x, unsigned int skip);
void rego_collect_body(struct rego_vars *s, const struct rego_body *b, unsigned int skip);
void rego_collect_with(struct rego_vars *s, const struct rego_with *w, unsigned int skip);
/* A call's arguments from the given item on. */
void rego_collect_items(struct rego_vars *s, const struct rego_term *t, uint32_t from, uint32_t to,
			unsigned int skip);
void rego_collect_head(struct rego_vars *s, const struct rego_head *h);

#endif
