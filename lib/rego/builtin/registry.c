/* SPDX-License-Identifier: BSD-2-Clause */
/* Finding a built-in by its name or its operator. */
#include <string.h>

#include "rego/builtin/functions.h"

const struct rego_builtin *const rego_builtin_families[] = {
	rego_table_compare,
	rego_table_numbers,
	rego_table_collections,
	rego_table_types,
	rego_table_strings,
	rego_table_objects,
	rego_table_encoding,
	rego_table_patterns,
	rego_table_time,
	rego_table_net,
	rego_table_graph,
	rego_table_ids,
	rego_table_system,
	rego_table_json,
	rego_table_tokens,
	rego_table_crypto,
	rego_table_graphql,
	rego_table_http,
	NULL,
};

static bool is_text(const char *want, const char *text, size_t len)
{
	return want && !strncmp(want, text, len) && !want[len];
}

/* Names are asked for when a policy is compiled, never while it runs: a walk will do. */
const struct rego_builtin *rego_builtin_find(const char *name, size_t len)
{
	for (size_t f = 0; rego_builtin_families[f]; f++)
		for (const struct rego_builtin *b = rego_builtin_families[f]; b->name; b++)
			if (is_text(b->name, name, len))
				return b;
	return NULL;
}

/* Of "in" this is the one with two operands, which comes first. */
const struct rego_builtin *rego_builtin_infix(const char *text, size_t len)
{
	for (size_t f = 0; rego_builtin_families[f]; f++)
		for (const struct rego_builtin *b = rego_builtin_families[f]; b->name; b++)
			if (is_text(b->infix, text, len))
				return b;
	return NULL;
}
