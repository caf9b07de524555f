/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON web keys, and key sets, as the Go library that OPA uses reads them. */
#ifndef REGO_JWK_H
#define REGO_JWK_H

#include "rego/builtin/keys.h"

struct rego_jwk {
	struct rego_key key;
	const char *type;      /* "*jwk.rsaPublicKey": in error texts */
	const char *alg, *kid; /* "": none */
	const char *curve;     /* of an OKP */
};

struct rego_jwks {
	struct rego_jwk *keys;
	size_t count;
};

/* One key or a set; NULL, or why not. */
const char *rego_jwk_parse(struct rego_arena *a, const char *text, size_t len,
			   struct rego_jwks *out);
/* Check what is needed to use the key; NULL, or why not ("jwk.Export: ..."). */
const char *rego_jwk_export(struct rego_arena *a, struct rego_jwk *k);
/* Whether it is one of the algorithms for signing that OPA knows. */
bool rego_jws_known(const char *alg);

#endif
