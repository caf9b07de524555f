/* SPDX-License-Identifier: BSD-2-Clause */
/* Unicode classes of regular expressions, by the name Go knows. */
#ifndef REGO_REGEX_CLASS_H
#define REGO_REGEX_CLASS_H

#include "rego/builtin/unicode.h"

struct rego_class {
	const char *re2; /* its name for RE2; NULL: the runes are listed */
	const struct rego_rune_list *runes, *more; /* more: also these, or NULL */
	bool negated;				   /* all runes but those */
};

/* By a capital letter, then small ones; false when Go has none of that name. */
bool rego_class_find(const char *name, struct rego_class *class);

#endif
