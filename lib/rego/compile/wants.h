/* SPDX-License-Identifier: BSD-2-Clause */
/* What rules want of documents and arguments, as OPA's index takes it out of their bodies
 * (v1/ast/index.go): input.x == "a" wants "a" of input.x.
 *
 * A rule that does not get what it wants is not tried, and the wants give the order in which the
 * others are.  Both show: in which error is the first, in what is printed, in traces.  So both
 * evaluators must have it as OPA does, whatever they do to be fast. */
#ifndef REGO_WANTS_H
#define REGO_WANTS_H

#include "rego/compile/compile.h"
#include "rego/value/table.h"

struct rego_wanted {		     /* of which something is wanted */
	const struct rego_term *ref; /* constant, of input or base data; NULL: an argument */
	uint32_t arg;
	uint32_t uses;	/* how often rules say what they want of it */
	uint32_t first; /* in which turn it was found */
};

struct rego_want {
	uint32_t of; /* its place in rego_wants.refs */
	/* A scalar, or an array of scalars and variables; NULL, or a variable: anything. */
	const struct rego_term *value;
	const struct rego_string *cut; /* not NULL: of the text, cut at these (rego_want_cut()) */
	uint32_t expr;		       /* of the body, that says so */
	uint32_t turn;
};

struct rego_rule_wants { /* of one branch */
	struct rego_want *items;
	uint32_t count, room;
};

struct rego_wants { /* of some rules; all zero but arena and unit */
	struct rego_arena *arena;
	const struct rego_unit *unit;
	struct rego_wanted *refs;
	uint32_t count, room;
	struct rego_table found; /* refs, by what they are */
};

/* Whether the body prints: such a branch wants nothing, so that it is heard. */
bool rego_rule_prints(const struct rego_unit *u, const struct rego_rule *r);
/* What the branch r wants. */
struct rego_rule_wants *rego_wants_of(struct rego_wants *w, const struct rego_rule *r);
/* Put what is wanted most often first, as the index asks for it, and the wants of the n branches in
 * that order.  After it no more branches can be read. */
void rego_wants_sort(struct rego_wants *w, struct rego_rule_wants *const *of, uint32_t n);

static inline bool rego_wants_anything(const struct rego_want *w)
{
	return !w->value || w->value->kind == REGO_TERM_VAR;
}
/* How many wants, from the one at the place on, are of the same; sorted ones.  *anything: one of
 * them is met by anything, and so are all; else it is one of several values that is wanted. */
uint32_t rego_wants_together(const struct rego_rule_wants *of, uint32_t at, bool *anything);

/* Whether the index can ask for a ref: it is constant, of input or base data. */
bool rego_wants_can_ask(const struct rego_unit *u, const struct rego_term *ref);
/* The name of the built-in that the expression calls; "": none. */
const char *rego_called(const struct rego_unit *u, const struct rego_expr *x);

/* wants_glob.c */
/* The text in pieces, cut at characters that are in cut and have no backslash before them: an
 * array. */
struct rego_val rego_want_cut(struct rego_arena *a, struct rego_val text,
			      const struct rego_string *cut);
/* The want of glob.match(pattern, delimiters, ...) when each piece of the pattern is a * or plain
 * text: false when it is not. */
bool rego_want_glob(struct rego_arena *a, const struct rego_term *pattern,
		    const struct rego_term *delimiters, struct rego_want *w);

#endif
