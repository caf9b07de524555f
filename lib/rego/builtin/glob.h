/* SPDX-License-Identifier: BSD-2-Clause */
/* Globs as the package gobwas/glob has them: its syntax, its errors, and its answers, also where
 * its shortcuts make them other than one would expect. */
#ifndef REGO_GLOB_H
#define REGO_GLOB_H

#include "rego/builtin/builtin.h"

/* --- what is read: glob_parse.c --- */
enum rego_glob_kind {
	REGO_GLOB_NOTHING,
	REGO_GLOB_PATTERN, /* its children in turn */
	REGO_GLOB_LIST,	   /* [abc] */
	REGO_GLOB_RANGE,   /* [a-c] */
	REGO_GLOB_TEXT,
	REGO_GLOB_ANY,	  /* * */
	REGO_GLOB_SUPER,  /* ** */
	REGO_GLOB_SINGLE, /* ? */
	REGO_GLOB_ANY_OF, /* {a,b} */
};

struct rego_glob_node {
	enum rego_glob_kind kind;
	struct rego_glob_node *parent, **children;
	size_t count, room;
	const char *text; /* of TEXT and LIST */
	size_t len;
	uint32_t low, high;
	bool negated;
};

/* NULL: *error says why. */
struct rego_glob_node *rego_glob_parse(struct rego_arena *a, const char *s, size_t len,
				       const char **error);
struct rego_glob_node *rego_glob_node(struct rego_arena *a, enum rego_glob_kind kind,
				      struct rego_glob_node *const *children, size_t count);
void rego_glob_insert(struct rego_arena *a, struct rego_glob_node *parent,
		      struct rego_glob_node *child);

/* --- what matches: glob_compile.c, glob_match.c --- */
enum rego_match_kind {
	REGO_MATCH_ANY,	   /* no separators */
	REGO_MATCH_ANY_OF, /* one of subs */
	REGO_MATCH_TREE,   /* subs: what is searched for, what is left and right of it, or NULL */
	REGO_MATCH_CONTAINS,
	REGO_MATCH_EVERY_OF,
	REGO_MATCH_LIST,
	REGO_MATCH_MAX,
	REGO_MATCH_MIN,
	REGO_MATCH_NOTHING,
	REGO_MATCH_PREFIX,
	REGO_MATCH_PREFIX_ANY,
	REGO_MATCH_PREFIX_SUFFIX,
	REGO_MATCH_RANGE,
	REGO_MATCH_ROW,
	REGO_MATCH_SINGLE,
	REGO_MATCH_SUFFIX,
	REGO_MATCH_SUFFIX_ANY,
	REGO_MATCH_SUPER,
	REGO_MATCH_TEXT,
};

struct rego_match {
	enum rego_match_kind kind;
	const char *text, *suffix;
	size_t len, suffix_len;
	const uint32_t *runes; /* separators, or of a list */
	size_t rune_count;
	uint32_t low, high;
	bool negated;
	int limit;	/* of MIN and MAX */
	int runes_long; /* -1: it is not always the same */
	struct rego_match **subs;
	size_t count;
};

/* Steps until a pattern is too much: putting neighbours together is cubic. */
#define REGO_GLOB_STEPS 20000000
/* {abc,abd} as ab{c,d}; NULL when they have nothing in common.  Steps are counted. */
struct rego_glob_node *rego_glob_factor(struct rego_arena *a, const struct rego_glob_node *any,
					uint64_t *steps);
/* Stops the arena when the pattern asks for too much. */
struct rego_match *rego_glob_compile(struct rego_arena *a, const struct rego_glob_node *tree,
				     const uint32_t *separators, size_t count);
bool rego_glob_match(struct rego_arena *a, const struct rego_match *m, const char *s, size_t len);

#endif
