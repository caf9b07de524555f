/* SPDX-License-Identifier: BSD-2-Clause */
/* A look at one member of a JSON text by the lenient rules of the parser that reads the headers of
 * tokens to be signed; its error texts are seen by policies. */
#ifndef REGO_FASTJSON_H
#define REGO_FASTJSON_H

#include "rego/value/value.h"

enum rego_fastjson {
	REGO_FASTJSON_BAD,     /* not JSON: *error says why */
	REGO_FASTJSON_MISSING, /* no such member */
	REGO_FASTJSON_OTHER,   /* it is no string: *kind says what */
	REGO_FASTJSON_STRING,  /* *value */
};

enum rego_fastjson rego_fastjson_get(struct rego_arena *a, const char *text, size_t len,
				     const char *key, const char **value, const char **kind,
				     const char **error);

#endif
