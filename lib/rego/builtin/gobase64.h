/* SPDX-License-Identifier: BSD-2-Clause */
/* Base64 as Go's encoding/base64: line ends are skipped, and errors name the byte. */
#ifndef REGO_GOBASE64_H
#define REGO_GOBASE64_H

#include "rego/value/value.h"

struct rego_bytes {
	unsigned char *data; /* in the arena, with a NUL after them; NULL: none */
	size_t len;
};

enum rego_base64 {
	REGO_BASE64_STD,     /* + and /, padded */
	REGO_BASE64_URL,     /* - and _, padded */
	REGO_BASE64_RAW,     /* as STD, without padding */
	REGO_BASE64_RAW_URL, /* as URL, without padding */
};

/* data is NULL when it is not base64: *error is "illegal base64 data at input byte N". */
struct rego_bytes rego_base64_decode(struct rego_arena *a, enum rego_base64 kind, const char *text,
				     size_t len, const char **error);
/* As OPA's base64url.decode: padding that is left out is added first. */
struct rego_bytes rego_base64url_decode(struct rego_arena *a, const char *text, size_t len,
					const char **error);
/* The text with a NUL after it; *out_len may be NULL. */
char *rego_base64_encode(struct rego_arena *a, enum rego_base64 kind, const void *data, size_t len,
			 size_t *out_len);

#endif
