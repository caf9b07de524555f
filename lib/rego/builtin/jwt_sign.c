/* SPDX-License-Identifier: BSD-2-Clause */
/* io.jwt.encode_sign and io.jwt.encode_sign_raw. */
#include <openssl/hmac.h>

#include "rego/builtin/fastjson.h"
#include "rego/builtin/functions.h"
#include "rego/builtin/gojson.h"
#include "rego/builtin/jwt.h"
#include "rego/builtin/text.h"

struct span {
	const char *s;
	size_t len;
};

static const EVP_MD *digest(const char *alg)
{
	return !strcmp(alg + 2, "256")	 ? EVP_sha256()
	       : !strcmp(alg + 2, "384") ? EVP_sha384()
					 : EVP_sha512();
}

/* What Go's library says when the key is of the wrong kind; raw is the type it wanted to make. */
static const char *wrong_key(struct rego_arena *a, struct rego_jwk *k, const char *wanted,
			     const char *prefix, const char *raw)
{
	static const char *const okp[][2] = { { "*ecdh.PublicKey", "*ecdh.PrivateKey" },
					      { "ed25519.PublicKey", "ed25519.PrivateKey" } };
	const char *why = NULL;

	if (k->curve && k->key.kind != REGO_KEY_EC)
		why = rego_jwk_export(a, k);
	if (!why && k->curve)
		why = rego_printf(a,
				  "jwk.Export: failed to assign key: argument to "
				  "AssignIfCompatible() must be compatible with %s (was *%s)",
				  okp[k->key.kind == REGO_KEY_ED25519][k->key.secret],
				  strcmp(raw, "[]byte") ? raw : "[]uint8");
	if (!why)
		why = rego_printf(a, "jwk.Export: no suitable exporter found for key type '%s'",
				  k->type);
	return rego_printf(
		a,
		"jwsbb.Sign: invalid key type %s. %s is required: %sfailed to produce %s "
		"from %s: %s",
		k->type, wanted, prefix, raw, k->type, why);
}

/* The bytes that Go takes as a secret: those of an Ed25519 key are one, too. */
static bool secret_bytes(struct rego_arena *a, struct rego_jwk *k, struct rego_bytes *out)
{
	struct rego_text t = { .arena = a };

	*out = k->key.octets;
	if (k->key.kind == REGO_KEY_SECRET)
		return true;
	if (k->key.kind != REGO_KEY_ED25519 || rego_jwk_export(a, k))
		return false;
	if (k->key.secret)
		rego_put(&t, k->key.d.data, k->key.d.len);
	rego_put(&t, k->key.x.data, k->key.x.len);
	*out = (struct rego_bytes){ (unsigned char *)t.data, t.len };
	return true;
}

static const char *sign_secret(struct rego_arena *a, struct rego_jwk *k, const char *alg,
			       struct span data, struct rego_bytes *out)
{
	unsigned char mac[EVP_MAX_MD_SIZE];
	struct rego_bytes key;
	unsigned int len = 0;

	if (!secret_bytes(a, k, &key))
		return wrong_key(a, k, "[]byte", "keyconv: ", "[]byte");
	if (!HMAC(digest(alg), key.data, (int)key.len, (const unsigned char *)data.s, data.len, mac,
		  &len))
		return "digest is not available";
	*out = rego_bytes_copy(a, mac, len);
	return NULL;
}

static const char *sign_rsa(struct rego_arena *a, struct rego_jwk *k, const char *alg,
			    struct span data, struct rego_bytes *out)
{
	const char *why;

	if (k->key.kind != REGO_KEY_RSA || !k->key.secret)
		return wrong_key(a, k, "*rsa.PrivateKey", "", "rsa.PrivateKey");
	why = rego_jwk_export(a, k);
	if (why)
		return rego_printf(a,
				   "jwsbb.Sign: invalid key type %s. *rsa.PrivateKey is required: "
				   "failed to produce rsa.PrivateKey from %s: %s",
				   k->type, k->type, why);
	why = rego_rsa_complete(a, &k->key);
	if (why)
		return why;
	*out = rego_key_sign(a, rego_key_openssl(a, &k->key), digest(alg),
			     *alg == 'P' ? REGO_PAD_PSS : REGO_PAD_NONE, data.s, data.len, 0);
	return out->data ? NULL : "crypto/rsa: message too long for RSA key size";
}

static const char *sign_ec(struct rego_arena *a, struct rego_jwk *k, const char *alg,
			   struct span data, struct rego_bytes *out)
{
	if (k->key.kind != REGO_KEY_EC || !k->key.secret)
		return wrong_key(a, k, "*ecdsa.PrivateKey", "keyconv: ", "ecdsa.PrivateKey");
	*out = rego_key_sign(a, rego_key_openssl(a, &k->key), digest(alg), REGO_PAD_NONE, data.s,
			     data.len, k->key.curve->size);
	return out->data ? NULL : "failed to sign payload using ecdsa: ecdsa: invalid private key";
}

static const char *sign_ed(struct rego_arena *a, struct rego_jwk *k, struct span data,
			   struct rego_bytes *out)
{
	const char *why;

	if (k->key.kind != REGO_KEY_ED25519 || !k->key.secret)
		return wrong_key(a, k, "ed25519.PrivateKey", "", "ed25519.PrivateKey");
	why = rego_jwk_export(a, k);
	if (why)
		return rego_printf(a,
				   "jwsbb.Sign: invalid key type %s. ed25519.PrivateKey is "
				   "required: failed to produce ed25519.PrivateKey from %s: %s",
				   k->type, k->type, why);
	*out = rego_key_sign(a, rego_key_openssl(a, &k->key), NULL, REGO_PAD_NONE, data.s, data.len,
			     0);
	return out->data ? NULL : "failed to sign";
}

static const char *sign(struct rego_arena *a, struct rego_jwk *k, const char *alg, struct span data,
			struct rego_bytes *out)
{
	switch (*alg) {
	case 'H': return sign_secret(a, k, alg, data, out);
	case 'R':
	case 'P': return sign_rsa(a, k, alg, data, out);
	default: return alg[1] == 'S' ? sign_ec(a, k, alg, data, out) : sign_ed(a, k, data, out);
	}
}

/* The algorithm that the header asks for; NULL and *why. */
static const char *header_algorithm(struct rego_arena *a, struct span header, const char **why)
{
	static const char *const before = "missing or invalid 'alg' header: ";
	const char *alg, *kind, *error;

	switch (rego_fastjson_get(a, header.s, header.len, "alg", &alg, &kind, &error)) {
	case REGO_FASTJSON_STRING:
		if (rego_jws_known(alg))
			return alg;
		*why = rego_printf(a, "unknown JWS algorithm: %s", alg);
		return NULL;
	case REGO_FASTJSON_MISSING:
		*why = rego_printf(a, "%sjwsbb: header \"alg\" not found", before);
		return NULL;
	case REGO_FASTJSON_OTHER:
		*why = rego_printf(a, "%svalue doesn't contain string; it contains %s", before,
				   kind);
		return NULL;
	default: *why = rego_printf(a, "%s%s", before, error); return NULL;
	}
}

static bool payload_fits(struct rego_arena *a, struct span header, struct span payload)
{
	const char *typ, *kind, *error;

	if (rego_fastjson_get(a, header.s, header.len, "typ", &typ, &kind, &error) ==
		    REGO_FASTJSON_STRING &&
	    strcmp(typ, "JWT"))
		return true;
	return rego_gojson_valid(a, payload.s, payload.len);
}

static void put_base64(struct rego_text *t, const void *data, size_t len)
{
	size_t n;
	char *text = rego_base64_encode(t->arena, REGO_BASE64_RAW_URL, data, len, &n);

	rego_put(t, text, n);
}

static struct rego_val encode_sign(struct rego_call *c, struct span header, struct span payload,
				   struct span key)
{
	struct rego_text t = { .arena = c->arena };
	struct rego_bytes sig = { 0 };
	struct rego_jwks set;
	const char *why, *alg;

	why = rego_jwk_parse(c->arena, key.s, key.len, &set);
	if (why)
		return rego_fail(c, "%s", why);
	if (!set.count)
		return rego_fail(c, "no keys found in JWK set");
	alg = header_algorithm(c->arena, header, &why);
	if (!alg)
		return rego_fail(c, "%s", why);
	if (!payload_fits(c->arena, header, payload))
		return rego_fail(c, "type is JWT but payload is not JSON");
	put_base64(&t, header.s, header.len);
	rego_putc(&t, '.');
	put_base64(&t, payload.s, payload.len);
	why = sign(c->arena, &set.keys[0], alg, (struct span){ t.data, t.len }, &sig);
	if (why)
		return rego_fail(c, "%s", why);
	rego_putc(&t, '.');
	put_base64(&t, sig.data, sig.len);
	return rego_text_value(&t);
}

struct rego_val rego_fn_io_jwt_encode_sign(struct rego_call *c, const struct rego_val *args)
{
	struct span s[3];

	for (int i = 0; i < 3; i++)
		s[i].s = rego_json_text(c->arena, args[i], &s[i].len);
	return encode_sign(c, s[0], s[1], s[2]);
}

struct rego_val rego_fn_io_jwt_encode_sign_raw(struct rego_call *c, const struct rego_val *args)
{
	struct span s[3];

	if (!rego_want(c, args, 3, REGO_STRING) || !rego_want(c, args, 1, REGO_STRING) ||
	    !rego_want(c, args, 2, REGO_STRING))
		return rego_undefined();
	for (int i = 0; i < 3; i++)
		s[i] = (struct span){ rego_text(args[i]), rego_len(args[i]) };
	return encode_sign(c, s[0], s[1], s[2]);
}
