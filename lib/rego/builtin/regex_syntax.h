/* SPDX-License-Identifier: BSD-2-Clause */
/* Go's syntax of regular expressions, checked with Go's error texts, and written as RE2 has it. */
#ifndef REGO_REGEX_SYNTAX_H
#define REGO_REGEX_SYNTAX_H

#include "rego/builtin/text.h"
#include "rego/value/string.h"

struct rego_regex_name { /* of a group */
	const char *text;
	size_t len;
	int group;
};

struct rego_regex_syntax {
	struct rego_text out;	       /* for RE2 */
	struct rego_regex_name *names; /* in the order of the groups; in the arena */
	size_t name_count;
	bool not_boundary; /* it has \B */
	const char *error; /* "error parsing regexp: ...", in the arena; NULL: none */
};

/* False: s->error says why. */
bool rego_regex_parse(struct rego_arena *a, const char *pattern, size_t len,
		      struct rego_regex_syntax *s);

#endif
