/* SPDX-License-Identifier: BSD-2-Clause */
/* A pattern that is being read: what the parts of the parser of regular expressions share. */
#ifndef REGO_REGEX_PARSE_H
#define REGO_REGEX_PARSE_H

#include "rego/builtin/regex_syntax.h"

enum rego_rx_kind { REGO_RX_OTHER, REGO_RX_CONCAT, REGO_RX_ALTERNATION };

struct rego_rx_part {		/* of the pattern, which is a tree in Go */
	enum rego_rx_kind kind; /* one within another of its kind is no node of its own */
	uint32_t count;		/* items in it */
	uint32_t copies;	/* of the innermost that counted repetition makes */
	uint32_t height;
	uint64_t size; /* in instructions */
};

struct rego_rx_group { /* an open parenthesis, or the whole */
	struct rego_rx_part alternatives, items, last;
	bool capture;
};

struct rego_rx {
	struct rego_arena *arena;
	const char *at, *end;
	const char *whole;
	size_t whole_len;
	struct rego_regex_syntax *s;
	struct rego_rx_group *groups;
	size_t depth, room;
	int captures;
	const char *repeat; /* where the repetition began that was read last */
};

static inline struct rego_rx_group *rego_rx_group(struct rego_rx *p)
{
	return &p->groups[p->depth];
}

/* --- errors; false --- */
/* "error parsing regexp: WHAT: `TEXT`" */
bool rego_rx_fail(struct rego_rx *p, const char *what, const char *text, const char *end);
bool rego_rx_fail_whole(struct rego_rx *p, const char *what);

/* --- runes and escapes: regex_escape.c --- */
/* For RE2. */
void rego_rx_put(struct rego_rx *p, uint32_t c);
void rego_rx_put_range(struct rego_rx *p, uint32_t low, uint32_t high);
bool rego_rx_next(struct rego_rx *p, uint32_t *c);
bool rego_rx_check_utf8(struct rego_rx *p, const char *s, const char *end);
/* At a backslash; what it stands for. */
bool rego_rx_escape(struct rego_rx *p, uint32_t *out);

/* --- classes: regex_bracket.c --- */
bool rego_rx_is_unicode(const struct rego_rx *p);
/* \pN, \p{Name}, \P{^Name}: at the backslash. */
bool rego_rx_unicode(struct rego_rx *p, bool inside);
/* \d and the like; false when there is none. */
bool rego_rx_perl(struct rego_rx *p);
bool rego_rx_bracket(struct rego_rx *p);

/* --- the tree and what repeats: regex_tree.c --- */
struct rego_rx_part rego_rx_whole(const struct rego_rx_part *items, enum rego_rx_kind kind);
/* The last item, and the last alternative, is complete. */
void rego_rx_end_item(struct rego_rx_group *g);
void rego_rx_end_alternative(struct rego_rx_group *g);
bool rego_rx_push(struct rego_rx *p, struct rego_rx_part item);
bool rego_rx_leaf(struct rego_rx *p);
void rego_rx_open(struct rego_rx *p, bool capture);
/* after is behind the operator; min and max are -1 for * + and ?. */
bool rego_rx_repeat(struct rego_rx *p, int min, int max, const char *after, bool is_counted);
/* At a brace: what is repeated, or a brace. */
bool rego_rx_brace(struct rego_rx *p, const char **repeated);

#endif
