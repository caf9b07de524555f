/* SPDX-License-Identifier: BSD-2-Clause */
/* Many texts, to be found at the beginning of another (or, backwards, at its end) without a look
 * at each. */
#ifndef REGO_PREFIXES_H
#define REGO_PREFIXES_H

#include "rego/value/value.h"

struct rego_prefixes {
	const struct rego_string **texts; /* sorted, or as they are backwards */
	size_t count;
	bool backwards;
	size_t first[257]; /* by first byte; the empty text is before them */
};

/* texts are put in order. */
void rego_prefixes_init(struct rego_prefixes *p, const struct rego_string **texts, size_t count,
			bool backwards);
/* The shortest that s begins (ends) with, but for the empty one; NULL: none.  Its place is where
 * it is in texts. */
const struct rego_string **rego_prefixes_find(const struct rego_prefixes *p, const char *s,
					      size_t len);
/* The same, the longest. */
const struct rego_string **rego_prefixes_longest(const struct rego_prefixes *p, const char *s,
						 size_t len);

#endif
