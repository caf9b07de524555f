/* SPDX-License-Identifier: BSD-2-Clause */
/* Signatures of tokens: io.jwt.verify_*. */
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <strings.h>

#include "rego/builtin/functions.h"
#include "rego/builtin/jwt.h"
#include "rego/builtin/text.h"

struct algorithm {
	const char *name;  /* of JWS */
	const char *other; /* what the library calls it; a header may say so, too */
	enum rego_key_kind kind;
	enum rego_padding pad;
	int bits; /* of SHA-2; 0: none */
};

static const struct algorithm algorithms[] = {
	{ "HS256", "HMAC_WITH_SHA256", REGO_KEY_SECRET, REGO_PAD_NONE, 256 },
	{ "HS384", "HMAC_WITH_SHA384", REGO_KEY_SECRET, REGO_PAD_NONE, 384 },
	{ "HS512", "HMAC_WITH_SHA512", REGO_KEY_SECRET, REGO_PAD_NONE, 512 },
	{ "RS256", "RSA_PKCS1v15_WITH_SHA256", REGO_KEY_RSA, REGO_PAD_NONE, 256 },
	{ "RS384", "RSA_PKCS1v15_WITH_SHA384", REGO_KEY_RSA, REGO_PAD_NONE, 384 },
	{ "RS512", "RSA_PKCS1v15_WITH_SHA512", REGO_KEY_RSA, REGO_PAD_NONE, 512 },
	{ "PS256", "RSA_PSS_WITH_SHA256", REGO_KEY_RSA, REGO_PAD_PSS, 256 },
	{ "PS384", "RSA_PSS_WITH_SHA384", REGO_KEY_RSA, REGO_PAD_PSS, 384 },
	{ "PS512", "RSA_PSS_WITH_SHA512", REGO_KEY_RSA, REGO_PAD_PSS, 512 },
	{ "ES256", "ECDSA_WITH_P256_AND_SHA256", REGO_KEY_EC, REGO_PAD_NONE, 256 },
	{ "ES384", "ECDSA_WITH_P384_AND_SHA384", REGO_KEY_EC, REGO_PAD_NONE, 384 },
	{ "ES512", "ECDSA_WITH_P521_AND_SHA512", REGO_KEY_EC, REGO_PAD_NONE, 512 },
	{ "EdDSA", "Ed25519", REGO_KEY_ED25519, REGO_PAD_NONE, 0 },
};

static const EVP_MD *digest(int bits)
{
	return bits == 256   ? EVP_sha256()
	       : bits == 384 ? EVP_sha384()
	       : bits == 512 ? EVP_sha512()
			     : NULL;
}

static const struct algorithm *find_algorithm(const char *name)
{
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
		if (!strcmp(algorithms[i].name, name) || !strcmp(algorithms[i].other, name))
			return &algorithms[i];
	return NULL;
}

static bool hmac_fits(int bits, const void *key, size_t key_len, struct rego_jwt_part part,
		      struct rego_bytes sig)
{
	unsigned char out[EVP_MAX_MD_SIZE];
	unsigned int len = 0;

	return HMAC(digest(bits), key, (int)key_len, (const unsigned char *)part.s, part.len, out,
		    &len) &&
	       len == sig.len && !CRYPTO_memcmp(out, sig.data, len);
}

/* Go refuses RSA keys that are too small or whose exponent is odd business. */
static bool rsa_usable(const struct rego_key *k)
{
	struct rego_bytes n = rego_bytes_trim(k->n), e = rego_bytes_trim(k->e);

	return n.len >= 128 && (n.data[n.len - 1] & 1) && e.len && e.len <= 4 &&
	       !(e.len == 4 && (e.data[0] & 0x80)) && (e.data[e.len - 1] & 1) &&
	       !(e.len == 1 && e.data[0] < 2);
}

static bool check_signature(struct rego_key *k, int bits, enum rego_padding pad,
			    struct rego_jwt_part part, struct rego_bytes sig)
{
	const EVP_MD *md = digest(bits);

	if (k->kind == REGO_KEY_EC)
		return rego_key_verify_rs(k->pkey, md, part.s, part.len, sig.data, sig.len);
	if (k->kind == REGO_KEY_RSA && !rsa_usable(k))
		return false;
	return rego_key_verify(k->pkey, md, pad, part.s, part.len, sig.data, sig.len);
}

/* Signatures that fit: the same token comes with each request of a session.  What is noted is all
 * that the check depends on, byte for byte; one that does not fit is not worth a place. */
static const struct rego_cached signatures = { 0 };

#define LONGEST_NOTED 8192

static const char *fact(struct rego_arena *a, const struct rego_key *k, int bits,
			enum rego_padding pad, struct rego_jwt_part part, struct rego_bytes sig,
			size_t *len)
{
	const struct rego_bytes signed_part = { (unsigned char *)(uintptr_t)part.s, part.len };
	const struct rego_bytes all[] = { k->n, k->e, k->x, k->y, signed_part, sig };
	const size_t parts = sizeof(all) / sizeof(*all);
	uint64_t head[3 + sizeof(all) / sizeof(*all)];
	char *text, *at;

	head[0] = (uint64_t)k->kind << 32 | (uint64_t)pad << 16 | (uint64_t)bits;
	head[1] = (uintptr_t)k->curve; /* of a table */
	head[2] = 0;
	for (size_t i = 0; i < parts; i++) {
		head[3 + i] = all[i].len;
		if (all[i].len > LONGEST_NOTED || (head[2] += all[i].len) > LONGEST_NOTED)
			return NULL;
	}
	*len = sizeof(head) + head[2];
	text = rego_alloc(a, *len);
	memcpy(text, head, sizeof(head));
	at = text + sizeof(head);
	for (size_t i = 0; i < parts; i++) {
		if (all[i].len)
			memcpy(at, all[i].data, all[i].len);
		at += all[i].len;
	}
	return text;
}

static bool signature_fits(struct rego_call *c, struct rego_key *k, int bits, enum rego_padding pad,
			   struct rego_jwt_part part, struct rego_bytes sig)
{
	size_t len = 0;
	const char *known = fact(c->arena, k, bits, pad, part, sig, &len);
	bool fits;

	if (known && rego_cache_has(c, &signatures, known, len))
		return true;
	fits = check_signature(k, bits, pad, part, sig);
	if (fits && known)
		rego_cache_note(c, &signatures, known, len);
	return fits;
}

bool rego_jwt_verify_by_header(struct rego_call *c, struct rego_jwk *k, const char *alg,
			       const struct rego_jwt *t, struct rego_bytes sig)
{
	const struct algorithm *how = find_algorithm(alg);

	if (!how || k->key.kind != how->kind)
		return false;
	if (how->kind == REGO_KEY_SECRET)
		return hmac_fits(how->bits, k->key.octets.data, k->key.octets.len, t->signed_part,
				 sig);
	if (how->kind == REGO_KEY_EC && sig.len != 2 * (size_t)k->key.curve->size)
		return false;
	return signature_fits(c, &k->key, how->bits, how->pad, t->signed_part, sig);
}

struct check {
	enum rego_key_kind kind;
	enum rego_padding pad;
	int bits;
};

static bool verify_one(struct rego_call *c, struct rego_jwk *k, const struct check *how,
		       const struct rego_jwt *t, struct rego_bytes sig)
{
	/* A private key is of another type in Go. */
	return k->key.kind == how->kind && !k->key.secret &&
	       signature_fits(c, &k->key, how->bits, how->pad, t->signed_part, sig);
}

static bool verify_any(struct rego_call *c, struct rego_jwt_keys *keys,
		       const struct rego_jwt_header *h, const struct check *how,
		       const struct rego_jwt *t, struct rego_bytes sig)
{
	struct rego_jwk *named = rego_jwt_key_named(keys, h->kid);

	if (named)
		return verify_one(c, named, how, t, sig);
	for (size_t i = 0; i < keys->count; i++) {
		struct rego_jwk *k = &keys->keys[i];

		if ((!*k->alg || !strcmp(k->alg, h->alg)) && verify_one(c, k, how, t, sig))
			return true;
	}
	return false;
}

static struct rego_val verify(struct rego_call *c, const struct rego_val *args, struct check how)
{
	struct rego_jwt_header h;
	struct rego_jwt_keys *keys;
	struct rego_bytes sig;
	struct rego_jwt t;
	const char *why;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	why = rego_jwt_split(c->arena, rego_text(args[0]), rego_len(args[0]), &t);
	if (why)
		return rego_fail(c, "%s", why);
	if (!rego_want(c, args, 2, REGO_STRING))
		return rego_undefined();
	keys = rego_jwt_keys(c, rego_text(args[1]), rego_len(args[1]), &why);
	if (!keys)
		return rego_fail(c, "%s", why);
	sig = rego_base64url_decode(c->arena, t.signature.s, t.signature.len, &why);
	if (!sig.data)
		return rego_fail(c, "%s", why);
	why = rego_jwt_decode_header(c->arena, &t);
	if (!why)
		why = rego_jwt_read_header(c->arena, t.header_value, &h);
	if (why)
		return rego_fail(c, "%s", why);
	return rego_bool(verify_any(c, keys, &h, &how, &t, sig));
}

#define VERIFY(fn, kind, pad, bits)                                                                \
	struct rego_val rego_fn_io_jwt_verify_##fn(struct rego_call *c,                            \
						   const struct rego_val *args)                    \
	{                                                                                          \
		return verify(c, args, (struct check){ kind, pad, bits });                         \
	}

VERIFY(rs256, REGO_KEY_RSA, REGO_PAD_NONE, 256)
VERIFY(rs384, REGO_KEY_RSA, REGO_PAD_NONE, 384)
VERIFY(rs512, REGO_KEY_RSA, REGO_PAD_NONE, 512)
VERIFY(ps256, REGO_KEY_RSA, REGO_PAD_PSS_AUTO, 256)
VERIFY(ps384, REGO_KEY_RSA, REGO_PAD_PSS_AUTO, 384)
VERIFY(ps512, REGO_KEY_RSA, REGO_PAD_PSS_AUTO, 512)
VERIFY(es256, REGO_KEY_EC, REGO_PAD_NONE, 256)
VERIFY(es384, REGO_KEY_EC, REGO_PAD_NONE, 384)
VERIFY(es512, REGO_KEY_EC, REGO_PAD_NONE, 512)
VERIFY(eddsa, REGO_KEY_ED25519, REGO_PAD_NONE, 0)

static struct rego_val verify_hmac(struct rego_call *c, const struct rego_val *args, int bits)
{
	struct rego_bytes sig;
	struct rego_jwt t;
	const char *why;

	if (!rego_want(c, args, 1, REGO_STRING) || !rego_want(c, args, 2, REGO_STRING))
		return rego_undefined();
	why = rego_jwt_split(c->arena, rego_text(args[0]), rego_len(args[0]), &t);
	if (why)
		return rego_fail(c, "%s", why);
	sig = rego_base64url_decode(c->arena, t.signature.s, t.signature.len, &why);
	if (!sig.data)
		return rego_fail(c, "%s", why);
	return rego_bool(
		hmac_fits(bits, rego_text(args[1]), rego_len(args[1]), t.signed_part, sig));
}

struct rego_val rego_fn_io_jwt_verify_hs256(struct rego_call *c, const struct rego_val *args)
{
	return verify_hmac(c, args, 256);
}

struct rego_val rego_fn_io_jwt_verify_hs384(struct rego_call *c, const struct rego_val *args)
{
	return verify_hmac(c, args, 384);
}

struct rego_val rego_fn_io_jwt_verify_hs512(struct rego_call *c, const struct rego_val *args)
{
	return verify_hmac(c, args, 512);
}
