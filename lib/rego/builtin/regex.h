/* SPDX-License-Identifier: BSD-2-Clause */
/* Regular expressions in linear time, with Go's syntax and error texts. */
#ifndef REGO_REGEX_H
#define REGO_REGEX_H

#include "rego/builtin/builtin.h"
#include "rego/builtin/regex_span.h"

struct rego_regex;

/* The compiled pattern, kept in the cache of the evaluation; NULL and *error, in the arena, as
 * Go's regexp.Compile says it: "error parsing regexp: missing closing ): `(a`". */
const struct rego_regex *rego_regex_get(struct rego_call *c, const char *pattern, size_t len,
					const char **error);
/* The string with U+FFFD in place of each byte that is not UTF-8, as Go reads them: mostly itself.
 */
struct rego_val rego_regex_subject(struct rego_arena *a, struct rego_val v);
/* Groups of the pattern, without the whole match. */
int rego_regex_groups(const struct rego_regex *re);
/* The first match at or after start; spans are of the whole match and of the groups after it.
 * With n 0 only the answer counts, which is faster. */
bool rego_regex_search(const struct rego_regex *re, const char *text, size_t len, size_t start,
		       struct rego_span *spans, int n);
/* Number of the first group of that name that took part in the match, or -1. */
int rego_regex_group(const struct rego_regex *re, const char *name, size_t len,
		     const struct rego_span *spans);

/* All matches that do not overlap, as Go's FindAll finds them: one call, one match.  All zero is
 * the start. */
struct rego_regex_walk {
	size_t at;
	int last_end; /* of the match before, + 1 */
	bool done;
};
bool rego_regex_next(const struct rego_regex *re, const char *text, size_t len,
		     struct rego_regex_walk *w, struct rego_span *spans, int n);

#endif
