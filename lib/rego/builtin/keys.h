/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys of all kinds that certificates, PEM files, JWKs and tokens know: their numbers, and the
 * OpenSSL key made of them when it is asked for. */
#ifndef REGO_KEYS_H
#define REGO_KEYS_H

#include <openssl/evp.h>

#include "rego/builtin/der.h"
#include "rego/builtin/gobase64.h"

enum rego_key_kind {
	REGO_KEY_NONE,
	REGO_KEY_RSA,
	REGO_KEY_EC,
	REGO_KEY_ED25519,
	REGO_KEY_X25519,
	REGO_KEY_DSA,
	REGO_KEY_SECRET,
};

struct rego_curve {
	const char *name;    /* "P-256" */
	const char *openssl; /* "prime256v1" */
	const char *oid;
	unsigned int bits, size; /* of a coordinate: bits, bytes */
};

/* Big-endian bytes throughout; what a key has not is empty. */
struct rego_key {
	enum rego_key_kind kind;
	bool secret; /* it has the private half */
	const struct rego_curve *curve;
	struct rego_bytes n, e, d, p, q, dp, dq, qi; /* RSA; d also of the others */
	struct rego_bytes x, y;			     /* EC: of the curve's size; EdDSA: x */
	struct rego_bytes g;			     /* DSA: p, q, g and y */
	struct rego_bytes octets;		     /* REGO_KEY_SECRET */
	EVP_PKEY *pkey;
	bool tried; /* pkey was made, or cannot be */
};

const struct rego_curve *rego_curve_named(const char *name);
const struct rego_curve *rego_curve_oid(const struct rego_oid *oid);

/* Each makes a key in the arena; NULL and *error as Go's crypto/x509 says it. */
struct rego_key *rego_key_spki(struct rego_arena *a, struct rego_der der, const char **error);
/* Of the inside of a SubjectPublicKeyInfo: the algorithm and the bits. */
struct rego_key *rego_key_public(struct rego_arena *a, const struct rego_oid *algorithm,
				 struct rego_der params, struct rego_der bits, const char **error);
struct rego_key *rego_key_pkcs1(struct rego_arena *a, struct rego_der der, const char **error);
struct rego_key *rego_key_pkcs8(struct rego_arena *a, struct rego_der der, const char **error);
struct rego_key *rego_key_ec(struct rego_arena *a, struct rego_der der, const char **error);

/* Fill in what an RSA key has not, and check that it fits together; NULL or what is wrong. */
const char *rego_rsa_complete(struct rego_arena *a, struct rego_key *key);
/* The OpenSSL key, owned by the arena; NULL when the numbers are no key. */
EVP_PKEY *rego_key_openssl(struct rego_arena *a, struct rego_key *key);
enum rego_padding {
	REGO_PAD_NONE,	   /* PKCS #1 v1.5, and keys that know no padding */
	REGO_PAD_PSS,	   /* salt as long as the digest */
	REGO_PAD_PSS_AUTO, /* salt of any length */
};
/* md is NULL for Ed25519.  The signature is as X.509 has it: DER for EC. */
bool rego_key_verify(EVP_PKEY *key, const EVP_MD *md, enum rego_padding pad, const void *data,
		     size_t len, const void *sig, size_t sig_len);
/* The same with r and s side by side, as tokens have it. */
bool rego_key_verify_rs(EVP_PKEY *key, const EVP_MD *md, const void *data, size_t len,
			const unsigned char *sig, size_t sig_len);
/* NULL data when it fails.  EC gives r and s side by side, each of size bytes. */
struct rego_bytes rego_key_sign(struct rego_arena *a, EVP_PKEY *key, const EVP_MD *md,
				enum rego_padding pad, const void *data, size_t len,
				size_t ec_size);
/* The public half of a private EC, Ed25519 or X25519 key, made of d. */
bool rego_key_derive(struct rego_arena *a, struct rego_key *key);
/* Whether x and y are a point of the curve and not infinity. */
bool rego_key_on_curve(const struct rego_curve *curve, struct rego_bytes x, struct rego_bytes y);

/* The number that big-endian bytes are. */
struct rego_val rego_big_value(struct rego_arena *a, struct rego_bytes b);
struct rego_bytes rego_bytes_copy(struct rego_arena *a, const void *data, size_t len);
/* Without zero bytes in front. */
struct rego_bytes rego_bytes_trim(struct rego_bytes b);
/* As b, filled up with zero bytes in front to len. */
struct rego_bytes rego_bytes_fill(struct rego_arena *a, struct rego_bytes b, size_t len);
char *rego_hex(struct rego_arena *a, const void *data, size_t len);
struct rego_val rego_base64_value(struct rego_arena *a, const void *data, size_t len);

#endif
