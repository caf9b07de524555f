/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON as Go's encoding/json reads it: the same answers and the same error texts, which OPA's
 * built-in functions hand on to policies. */
#ifndef REGO_GOJSON_H
#define REGO_GOJSON_H

#include "rego/value/value.h"

enum rego_gojson {
	REGO_GOJSON_FIRST, /* json.Decoder.Decode: the first value, what follows is not looked at */
	REGO_GOJSON_WHOLE, /* json.Unmarshal: one value and nothing after it */
	REGO_GOJSON_OPA,   /* OPA's json.unmarshal: the first, and then a look at what follows */
};

/* Undefined when it is none, and *error says why, in the arena.  Numbers keep their spelling. */
struct rego_val rego_gojson(struct rego_arena *a, const char *text, size_t len,
			    enum rego_gojson how, const char **error);
/* The same, and says how many bytes were read; for REGO_GOJSON_FIRST. */
struct rego_val rego_gojson_part(struct rego_arena *a, const char *text, size_t len, size_t *used,
				 const char **error);
/* Whether json.Valid() says so. */
bool rego_gojson_valid(struct rego_arena *a, const char *text, size_t len);
/* 'c' as Go quotes the byte c in such messages. */
const char *rego_go_quote_byte(struct rego_arena *a, unsigned char c);

#endif
