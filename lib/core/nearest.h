/* SPDX-License-Identifier: BSD-2-Clause */
/* What somebody meant who misspelt a word. */
#ifndef SS_NEAREST_H
#define SS_NEAREST_H

#include <stdbool.h>

/*
 * Is WORD near to NAME, and nearer than what was before?  *best is 0 before the
 * first word and what this function left there before the others.
 */
bool ss_nearer(const char *name, const char *word, int *best);

/* The one of NULL-terminated WORDS that is nearest to NAME, or NULL if none is near. */
const char *ss_nearest(const char *name, const char *const *words);

#endif
