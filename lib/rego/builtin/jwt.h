/* SPDX-License-Identifier: BSD-2-Clause */
/* Tokens: what the built-ins that decode, verify and sign them share. */
#ifndef REGO_JWT_H
#define REGO_JWT_H

#include "rego/builtin/builtin.h"
#include "rego/builtin/jwk.h"

struct rego_jwt_part {
	const char *s;
	size_t len;
};

struct rego_jwt {
	struct rego_jwt_part header, payload, signature; /* base64 */
	struct rego_jwt_part signed_part;		 /* header.payload */
	struct rego_val header_value;			 /* after rego_jwt_header() */
};

/* What of the header counts; "" when it is not there. */
struct rego_jwt_header {
	const char *alg, *kid, *cty;
	bool bad_critical; /* crit names a member that is not understood */
};

/* Keys that were read from a certificate, a PEM key or a key set. */
struct rego_jwt_keys {
	struct rego_arena arena; /* of the keys, when they are cached */
	struct rego_jwk *keys;
	size_t count;
};

/* Each is NULL, or the error's text. */
const char *rego_jwt_split(struct rego_arena *a, const char *s, size_t len, struct rego_jwt *t);
const char *rego_jwt_decode_header(struct rego_arena *a, struct rego_jwt *t);
const char *rego_jwt_object(struct rego_arena *a, const char *s, size_t len, struct rego_val *out);
const char *rego_jwt_read_header(struct rego_arena *a, struct rego_val header,
				 struct rego_jwt_header *out);
/* The keys of a text; NULL and *error. */
struct rego_jwt_keys *rego_jwt_keys(struct rego_call *c, const char *text, size_t len,
				    const char **error);
struct rego_jwk *rego_jwt_key_named(struct rego_jwt_keys *keys, const char *kid);
/* Whether the signature fits the key as alg says, which the header names. */
bool rego_jwt_verify_by_header(struct rego_call *c, struct rego_jwk *k, const char *alg,
			       const struct rego_jwt *t, struct rego_bytes sig);

#endif
