/* SPDX-License-Identifier: BSD-2-Clause */
/* What differs between two texts, character by character, as opa fmt -d shows it: what goes is red,
 * what comes is green. */
#ifndef SS_POLICY_DIFF_H
#define SS_POLICY_DIFF_H

#include <stdbool.h>
#include <stdio.h>

#include "rego/value/arena.h"

struct diff_text { /* characters */
	const uint32_t *at;
	uint32_t len;
};

enum diff_kind { DIFF_KEEP, DIFF_ADD, DIFF_DROP };

struct diff_edit {
	enum diff_kind kind;
	struct diff_text text;
};

struct diff { /* a list of edits, in an arena */
	struct rego_arena *arena;
	struct diff_edit *items;
	uint32_t count, room;
};

void diff_print(FILE *out, const char *a, size_t a_len, const char *b, size_t b_len);

/* diff_merge.c: fewer edits that mean the same. */
void diff_merge(struct diff *d);
/* At the place i, n edits go and these come. */
void diff_splice(struct diff *d, uint32_t i, uint32_t n, const struct diff_edit *new,
		 uint32_t count);
void diff_add(struct diff *d, enum diff_kind kind, struct diff_text text);
uint32_t diff_common_prefix(struct diff_text a, struct diff_text b);
uint32_t diff_common_suffix(struct diff_text a, struct diff_text b);

static inline struct diff_text diff_part(struct diff_text t, uint32_t from, uint32_t to)
{
	return (struct diff_text){ t.at + from, to - from };
}

static inline struct diff_text diff_from(struct diff_text t, uint32_t from)
{
	return diff_part(t, from, t.len);
}

#endif
