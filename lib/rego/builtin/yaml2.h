/* SPDX-License-Identifier: BSD-2-Clause */
/* YAML as the package that OPA uses (yaml.v2 of Go) understands it. */
#ifndef REGO_YAML2_H
#define REGO_YAML2_H

#include "rego/builtin/builtin.h"

enum rego_yaml2_kind { REGO_YAML2_SCALAR, REGO_YAML2_ALIAS, REGO_YAML2_LIST, REGO_YAML2_MAP };

struct rego_yaml2 {
	enum rego_yaml2_kind kind;
	const char *tag;  /* "" when there is none */
	const char *text; /* of a scalar; the name of an alias */
	size_t len;
	bool plain; /* a scalar without quotes: it may mean a number */
	bool busy;  /* an alias that is being followed */
	struct rego_yaml2 *alias;
	struct rego_yaml2 **items; /* a map has key and value in turn */
	size_t count, room;
};

/* The first document, or *tree NULL when there is none.  False: *error says why. */
bool rego_yaml2_read(struct rego_arena *a, const char *text, size_t len, struct rego_yaml2 **tree,
		     const char **error);

enum rego_yaml2_type {
	REGO_YAML2_NULL,
	REGO_YAML2_BOOL,
	REGO_YAML2_INT,
	REGO_YAML2_UINT,
	REGO_YAML2_FLOAT,
	REGO_YAML2_STRING,
};

struct rego_yaml2_value {
	enum rego_yaml2_type type;
	union {
		bool b;
		int64_t i;
		uint64_t u;
		double f;
	};
	const char *text; /* of a string */
	size_t len;
};

/* What a scalar means.  False: *error says why it is not what its tag says. */
bool rego_yaml2_resolve(struct rego_call *c, const struct rego_yaml2 *n,
			struct rego_yaml2_value *out, const char **error);
/* Of text without a tag: whether it would be read as a string. */
bool rego_yaml2_is_string(struct rego_call *c, const char *text, size_t len);
/* As Go's %#v prints it; *error says what is wrong in it. */
struct rego_text;
void rego_yaml2_print(struct rego_call *c, struct rego_text *t, const struct rego_yaml2 *n,
		      const char **error);

#endif
