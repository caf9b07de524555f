/* SPDX-License-Identifier: BSD-2-Clause */
/* Unicode classes of regular expressions, by the name Go knows. */
#ifndef REGO_REGEX_CLASS_H
#define REGO_REGEX_CLASS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rego_runes {
	uint32_t low, high;
};

struct rego_class {
	const char *name; /* a capital letter, then small ones */
	const char *re2;  /* its name for RE2; NULL: the runes are listed */
	const struct rego_runes *runes;
	uint32_t count;
	bool negated; /* all runes but those */
};

/* NULL when Go has none of that name. */
const struct rego_class *rego_class_find(const char *name);

#endif
