/* SPDX-License-Identifier: BSD-2-Clause */
/* What matching globs and finding them in a text share. */
#ifndef REGO_GLOB_PRIV_H
#define REGO_GLOB_PRIV_H

#include <sys/types.h>

#include "rego/builtin/glob.h"

struct rego_globbing {
	struct rego_arena *arena;
	size_t *lengths; /* segments: a stack */
	size_t count, room;
	uint64_t steps;
	int depth;
};

/* Stops the arena when it is too much. */
void rego_glob_count(struct rego_globbing *x, size_t n);
bool rego_glob_matches(struct rego_globbing *x, const struct rego_match *m, const char *s,
		       size_t len);
/* Where the first match is, or -1; its lengths are pushed. */
ssize_t rego_glob_find(struct rego_globbing *x, const struct rego_match *m, const char *s,
		       size_t len);
bool rego_glob_row_matches(struct rego_globbing *x, const struct rego_match *m, const char *s,
			   size_t len);

ssize_t rego_glob_index(const char *s, size_t len, const char *what, size_t what_len);
ssize_t rego_glob_rune_index(const char *s, size_t len, uint32_t code);
/* Of the first separator in the list, not in the text, that there is. */
ssize_t rego_glob_separator(const struct rego_match *m, const char *s, size_t len);
bool rego_glob_one_rune(const struct rego_match *m, uint32_t code);

#endif
