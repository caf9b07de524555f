/* SPDX-License-Identifier: BSD-2-Clause */
/* io.jwt.decode, io.jwt.verify_*, io.jwt.decode_verify. */
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <strings.h>

#include "rego/builtin/functions.h"
#include "rego/builtin/gojson.h"
#include "rego/builtin/jwt.h"
#include "rego/builtin/text.h"
#include "rego/value/number.h"

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
	return bits == 256 ? EVP_sha256() : bits == 384 ? EVP_sha384() :
	       bits == 512 ? EVP_sha512() : NULL;
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
		    &len) && len == sig.len && !CRYPTO_memcmp(out, sig.data, len);
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

/* As decode_verify does: the header says how. */
static bool verify_by_header(struct rego_call *c, struct rego_jwk *k, const char *alg,
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

static struct rego_val fail(struct rego_call *c, const char *why)
{
	return rego_fail(c, "%s", why);
}

/* --- io.jwt.verify_* -------------------------------------------------------------- */
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
		return fail(c, why);
	if (!rego_want(c, args, 2, REGO_STRING))
		return rego_undefined();
	keys = rego_jwt_keys(c, rego_text(args[1]), rego_len(args[1]), &why);
	if (!keys)
		return fail(c, why);
	sig = rego_base64url_decode(c->arena, t.signature.s, t.signature.len, &why);
	if (!sig.data)
		return fail(c, why);
	why = rego_jwt_decode_header(c->arena, &t);
	if (!why)
		why = rego_jwt_read_header(c->arena, t.header_value, &h);
	if (why)
		return fail(c, why);
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
		return fail(c, why);
	sig = rego_base64url_decode(c->arena, t.signature.s, t.signature.len, &why);
	if (!sig.data)
		return fail(c, why);
	return rego_bool(hmac_fits(bits, rego_text(args[1]), rego_len(args[1]), t.signed_part,
				   sig));
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

/* --- io.jwt.decode ------------------------------------------------------------------ */
static const char *decode_payload(struct rego_arena *a, const struct rego_jwt *t,
				  struct rego_bytes *out)
{
	const char *why;

	*out = rego_base64url_decode(a, t->payload.s, t->payload.len, &why);
	return out->data ? NULL : rego_printf(a, "JWT payload had invalid encoding: %s", why);
}

static struct rego_val triple(struct rego_arena *a, struct rego_val x, struct rego_val y,
			      struct rego_val z)
{
	struct rego_val all[] = { x, y, z };

	return rego_array(a, all, 3);
}

struct rego_val rego_fn_io_jwt_decode(struct rego_call *c, const struct rego_val *args)
{
	const char *s, *why;
	struct rego_val payload, cty;
	struct rego_bytes b, sig;
	struct rego_jwt t;
	size_t len;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	s = rego_text(args[0]);
	len = rego_len(args[0]);
	/* A token inside a token: decode that. */
	for (;;) {
		why = rego_jwt_split(c->arena, s, len, &t);
		if (!why)
			why = rego_jwt_decode_header(c->arena, &t);
		if (!why)
			why = decode_payload(c->arena, &t, &b);
		if (why)
			return fail(c, why);
		cty = rego_get_text(t.header_value, "cty");
		if (cty.kind != REGO_STRING || strcmp(rego_text(cty), "JWT"))
			break;
		s = (const char *)b.data;
		len = b.len;
		while (len && (*s == '"' || *s == '\'')) {
			s++;
			len--;
		}
		while (len && (s[len - 1] == '"' || s[len - 1] == '\''))
			len--;
	}
	why = rego_jwt_object(c->arena, (const char *)b.data, b.len, &payload);
	if (why)
		return fail(c, why);
	sig = rego_base64url_decode(c->arena, t.signature.s, t.signature.len, &why);
	if (!sig.data)
		return rego_fail(c, "JWT signature had invalid encoding: %s", why);
	return triple(c->arena, t.header_value, payload,
		      rego_cstring(c->arena, rego_hex(c->arena, sig.data, sig.len)));
}

/* --- io.jwt.decode_verify ------------------------------------------------------------ */
struct constraints {
	struct rego_jwt_keys *keys; /* NULL: secret */
	const char *secret, *alg, *iss, *aud;
	size_t secret_len;
	double time_ns;
	bool has_time;
};

static const char *read_time(struct rego_val v, struct constraints *k)
{
	if (v.kind != REGO_NUMBER)
		return "token time constraint: must be a number";
	k->time_ns = rego_to_double(v);
	k->has_time = true;
	return k->time_ns < 0 ? "token time constraint: must not be negative" : NULL;
}

static const char *read_constraint(struct rego_call *c, const char *name, struct rego_val v,
				   struct constraints *k)
{
	const char **to = !strcmp(name, "alg") ? &k->alg : !strcmp(name, "iss") ? &k->iss :
			  !strcmp(name, "aud") ? &k->aud : !strcmp(name, "secret") ? &k->secret :
			  NULL;
	const char *why = NULL;

	if (to) {
		if (v.kind != REGO_STRING)
			return rego_printf(c->arena, "%s constraint: must be a string", name);
		*to = rego_text(v);
		if (to == &k->secret)
			k->secret_len = rego_len(v);
		return NULL;
	}
	if (!strcmp(name, "time"))
		return read_time(v, k);
	if (strcmp(name, "cert"))
		return rego_printf(c->arena, "unknown token validation constraint: %s", name);
	if (v.kind != REGO_STRING)
		return "cert constraint: must be a string";
	k->keys = rego_jwt_keys(c, rego_text(v), rego_len(v), &why);
	return k->keys ? NULL : why;
}

static const char *read_constraints(struct rego_call *c, struct rego_val o, struct constraints *k)
{
	*k = (struct constraints){ .secret = "", .alg = "", .iss = "", .aud = "" };
	for (uint32_t i = 0; i < o.object->count; i++) {
		struct rego_pair *p = &o.object->pairs[i];
		const char *why;

		if (p->key.kind != REGO_STRING)
			continue;
		why = read_constraint(c, rego_text(p->key), p->value, k);
		if (why)
			return why;
	}
	if (!k->has_time) {
		k->time_ns = (double)c->env->now_ns;
		c->env->changing = true;
	}
	if (k->keys && k->secret_len)
		return "duplicate key constraints";
	return k->keys || k->secret_len ? NULL : "no key constraint";
}

static bool constraint_verifies(struct rego_call *c, struct constraints *k,
				const struct rego_jwt_header *h, const struct rego_jwt *t,
				struct rego_bytes sig)
{
	struct rego_jwk secret = { .key = { .kind = REGO_KEY_SECRET } }, *named;

	if (!k->keys) {
		secret.key.octets = (struct rego_bytes){ (unsigned char *)k->secret,
							 k->secret_len };
		return verify_by_header(c, &secret, h->alg, t, sig);
	}
	named = rego_jwt_key_named(k->keys, h->kid);
	if (named)
		return verify_by_header(c, named, h->alg, t, sig);
	for (size_t i = 0; i < k->keys->count; i++) {
		struct rego_jwk *one = &k->keys->keys[i];

		if ((!*one->alg || !strcmp(one->alg, h->alg)) &&
		    verify_by_header(c, one, h->alg, t, sig))
			return true;
	}
	return false;
}

static bool audience_fits(struct rego_val aud, const char *want)
{
	if (aud.kind == REGO_STRING)
		return !strcmp(rego_text(aud), want);
	for (uint32_t i = 0; aud.kind == REGO_ARRAY && i < aud.array->count; i++)
		if (aud.array->items[i].kind == REGO_STRING &&
		    !strcmp(rego_text(aud.array->items[i]), want))
			return true;
	return false;
}

/* 1: the claims fit, 0: they do not, -1: *why. */
static int claims_fit(struct rego_arena *a, const struct constraints *k, struct rego_val payload,
		      const char **why)
{
	struct rego_val iss = rego_get_text(payload, "iss"), aud = rego_get_text(payload, "aud");
	struct rego_val exp = rego_get_text(payload, "exp"), nbf = rego_get_text(payload, "nbf");
	struct rego_val now = rego_double(a, k->time_ns / 1e9);

	if (*k->iss && (iss.kind != REGO_STRING || strcmp(rego_text(iss), k->iss)))
		return 0;
	if (rego_defined(aud) ? !audience_fits(aud, k->aud) : *k->aud != 0)
		return 0;
	if (rego_defined(exp)) {
		*why = "exp value must be a number";
		if (exp.kind != REGO_NUMBER)
			return -1;
		if (rego_number_compare(now, exp) >= 0)
			return 0;
	}
	if (rego_defined(nbf)) {
		*why = "nbf value must be a number";
		if (nbf.kind != REGO_NUMBER)
			return -1;
		if (rego_number_compare(now, nbf) < 0)
			return 0;
	}
	return 1;
}

/* 1: it verifies, and *payload is that of the innermost token; 0: it does not; -1: *why. */
static int open_token(struct rego_call *c, struct constraints *k, const char *s, size_t len,
		      struct rego_jwt *t, struct rego_val *payload, const char **why)
{
	struct rego_jwt_header h;
	struct rego_bytes b, sig;

	for (;;) {
		*why = rego_jwt_split(c->arena, s, len, t);
		if (!*why)
			*why = rego_jwt_decode_header(c->arena, t);
		if (!*why)
			*why = rego_jwt_read_header(c->arena, t->header_value, &h);
		if (*why)
			return -1;
		if (!*h.alg || h.bad_critical || (*k->alg && strcmp(k->alg, h.alg)))
			return 0;
		sig = rego_base64url_decode(c->arena, t->signature.s, t->signature.len, why);
		if (!sig.data)
			return -1;
		if (!constraint_verifies(c, k, &h, t, sig))
			return 0;
		*why = decode_payload(c->arena, t, &b);
		if (*why)
			return -1;
		if (strcasecmp(h.cty, "JWT"))
			break;
		s = (const char *)b.data;
		len = b.len;
	}
	*why = rego_jwt_object(c->arena, (const char *)b.data, b.len, payload);
	return *why ? -1 : 1;
}

struct rego_val rego_fn_io_jwt_decode_verify(struct rego_call *c, const struct rego_val *args)
{
	struct rego_val none, payload;
	struct constraints k;
	struct rego_jwt t;
	const char *why;
	int ok;

	if (!rego_want(c, args, 2, REGO_OBJECT))
		return rego_undefined();
	why = read_constraints(c, args[1], &k);
	if (why)
		return fail(c, why);
	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	ok = open_token(c, &k, rego_text(args[0]), rego_len(args[0]), &t, &payload, &why);
	if (ok > 0)
		ok = claims_fit(c->arena, &k, payload, &why);
	if (ok < 0)
		return fail(c, why);
	none = rego_object(c->arena, NULL, 0);
	return ok ? triple(c->arena, rego_bool(true), t.header_value, payload)
		  : triple(c->arena, rego_bool(false), none, none);
}
