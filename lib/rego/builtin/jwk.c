/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON web keys: their members, what must be there, and the errors when it is not. */
#include "rego/builtin/jwk.h"

#include "rego/builtin/fastjson.h"
#include "rego/builtin/gojson.h"
#include "rego/builtin/text.h"

#define MOST_KEYS 1000

bool rego_jws_known(const char *alg)
{
	static const char *const known[] = { "RS256", "RS384", "RS512", "PS256", "PS384",
					     "PS512", "ES256", "ES384", "ES512", "HS256",
					     "HS384", "HS512", "EdDSA" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(known[i], alg))
			return true;
	return false;
}

static bool known_algorithm(const char *alg)
{
	static const char *const known[] = {
		"ES256K",
		"Ed25519",
		"none",
		"RSA1_5",
		"RSA-OAEP",
		"RSA-OAEP-256",
		"RSA-OAEP-384",
		"RSA-OAEP-512",
		"A128KW",
		"A192KW",
		"A256KW",
		"dir",
		"ECDH-ES",
		"ECDH-ES+A128KW",
		"ECDH-ES+A192KW",
		"ECDH-ES+A256KW",
		"A128GCMKW",
		"A192GCMKW",
		"A256GCMKW",
		"PBES2-HS256+A128KW",
		"PBES2-HS384+A192KW",
		"PBES2-HS512+A256KW",
		"A128CBC-HS256",
		"A192CBC-HS384",
		"A256CBC-HS512",
		"A128GCM",
		"A192GCM",
		"A256GCM",
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(known[i], alg))
			return true;
	return rego_jws_known(alg);
}

struct reader {
	struct rego_arena *arena;
	struct rego_val object;
	const char *error;
};

/* As encoding/json names what it cannot put into a string. */
static const char *not_string(struct rego_arena *a, struct rego_val v)
{
	const char *kind = v.kind == REGO_BOOL ? "bool" : rego_kind_name((enum rego_kind)v.kind);

	return rego_printf(a, "json: cannot unmarshal %s into Go value of type string", kind);
}

static bool read_text(struct reader *r, const char *name, const char **out)
{
	struct rego_val v = rego_get_text(r->object, name);

	*out = "";
	if (v.kind == REGO_UNDEFINED || v.kind == REGO_NULL)
		return true;
	if (v.kind == REGO_STRING) {
		*out = rego_text(v);
		return true;
	}
	r->error = rego_printf(r->arena,
			       "failed to decode value for key %s: error reading next "
			       "value: %s",
			       name, not_string(r->arena, v));
	return false;
}

static bool read_algorithm(struct reader *r, const char **out)
{
	struct rego_val v = rego_get_text(r->object, "alg");

	*out = "";
	if (v.kind == REGO_UNDEFINED)
		return true;
	if (v.kind != REGO_STRING && v.kind != REGO_NULL) {
		r->error = rego_printf(r->arena, "failed to decode value for key alg: %s",
				       not_string(r->arena, v));
		return false;
	}
	if (v.kind == REGO_STRING)
		*out = rego_text(v);
	if (known_algorithm(*out))
		return true;
	r->error = rego_printf(r->arena,
			       "failed to decode value for key alg: invalid key value: %s: "
			       "invalid key algorithm",
			       rego_go_quote(r->arena, *out, strlen(*out)));
	return false;
}

/* Base64 of any kind: which is guessed by the letters. */
static struct rego_bytes guess_decode(struct rego_arena *a, struct rego_val v)
{
	const char *s = rego_text(v), *why;
	size_t len = rego_len(v);
	bool raw = !len || s[len - 1] != '=';
	bool url = !memchr(s, '+', len) && !memchr(s, '/', len);

	return rego_base64_decode(a,
				  raw ? (url ? REGO_BASE64_RAW_URL : REGO_BASE64_RAW)
				      : (url ? REGO_BASE64_URL : REGO_BASE64_STD),
				  s, len, &why);
}

static bool read_bytes(struct reader *r, const char *name, struct rego_bytes *out)
{
	struct rego_val v = rego_get_text(r->object, name);

	if (v.kind == REGO_UNDEFINED)
		return true;
	if (v.kind == REGO_NULL) {
		*out = rego_bytes_copy(r->arena, "", 0);
		return true;
	}
	if (v.kind != REGO_STRING) {
		r->error = rego_printf(r->arena,
				       "failed to decode value for key %s: error reading "
				       "next value: %s",
				       name, not_string(r->arena, v));
		return false;
	}
	*out = guess_decode(r->arena, v);
	if (!out->data)
		r->error = rego_printf(r->arena,
				       "failed to decode value for key %s: expected base64 "
				       "encoded []byte (string)",
				       name);
	return out->data;
}

static bool required(struct reader *r, const char *name, bool have)
{
	if (!have)
		r->error = rego_printf(r->arena, "required field %s is missing", name);
	return have;
}

static bool read_curve(struct reader *r, const char **out)
{
	static const char *const known[] = { "Ed25519", "Ed448",  "P-256", "P-384",
					     "P-521",	"X25519", "X448" };
	struct rego_val v = rego_get_text(r->object, "crv");

	*out = NULL;
	if (v.kind == REGO_UNDEFINED)
		return true;
	if (v.kind != REGO_STRING) {
		r->error = rego_printf(r->arena,
				       "failed to decode value for key crv: failed to "
				       "unmarshal EllipticCurveAlgorithm: %s",
				       not_string(r->arena, v));
		return false;
	}
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(known[i], rego_text(v)))
			*out = known[i];
	if (!*out)
		r->error = rego_printf(r->arena,
				       "failed to decode value for key crv: unknown "
				       "EllipticCurveAlgorithm: %s",
				       rego_go_quote(r->arena, rego_text(v), rego_len(v)));
	return *out;
}

static bool read_common(struct reader *r, struct rego_jwk *k)
{
	static const char *const texts[] = { "use", "x5t", "x5t#S256", "x5u" };
	const char *ignored;

	if (!read_algorithm(r, &k->alg) || !read_text(r, "kid", &k->kid))
		return false;
	for (size_t i = 0; i < 4; i++)
		if (!read_text(r, texts[i], &ignored))
			return false;
	return true;
}

static bool read_rsa(struct reader *r, struct rego_jwk *k)
{
	struct rego_key *key = &k->key;

	key->kind = REGO_KEY_RSA;
	if (key->secret && (!read_bytes(r, "d", &key->d) || !read_bytes(r, "dp", &key->dp) ||
			    !read_bytes(r, "dq", &key->dq) || !read_bytes(r, "p", &key->p) ||
			    !read_bytes(r, "q", &key->q) || !read_bytes(r, "qi", &key->qi)))
		return false;
	return read_bytes(r, "e", &key->e) && read_bytes(r, "n", &key->n) &&
	       (!key->secret || required(r, "d", key->d.data)) && required(r, "e", key->e.data) &&
	       required(r, "n", key->n.data);
}

static bool read_ec(struct reader *r, struct rego_jwk *k)
{
	struct rego_key *key = &k->key;
	const char *curve;

	key->kind = REGO_KEY_EC;
	if (!read_curve(r, &curve) || (key->secret && !read_bytes(r, "d", &key->d)) ||
	    !read_bytes(r, "x", &key->x) || !read_bytes(r, "y", &key->y) ||
	    !required(r, "crv", curve) || (key->secret && !required(r, "d", key->d.data)) ||
	    !required(r, "x", key->x.data) || !required(r, "y", key->y.data))
		return false;
	key->curve = rego_curve_named(curve);
	if (!key->curve)
		r->error = rego_printf(r->arena,
				       "!invalid curve algorithm \"%s\": unknown elliptic "
				       "curve algorithm: \"%s\"",
				       curve, curve);
	return true;
}

static bool read_okp(struct reader *r, struct rego_jwk *k)
{
	struct rego_key *key = &k->key;
	const char *curve;

	if (!read_curve(r, &curve) || (key->secret && !read_bytes(r, "d", &key->d)) ||
	    !read_bytes(r, "x", &key->x) || !required(r, "crv", curve) ||
	    (key->secret && !required(r, "d", key->d.data)) || !required(r, "x", key->x.data))
		return false;
	k->curve = curve;
	key->kind = !strcmp(curve, "Ed25519")  ? REGO_KEY_ED25519
		    : !strcmp(curve, "X25519") ? REGO_KEY_X25519
					       : REGO_KEY_NONE;
	return true;
}

static bool read_secret(struct reader *r, struct rego_jwk *k)
{
	k->key.kind = REGO_KEY_SECRET;
	return read_bytes(r, "k", &k->key.octets) && required(r, "k", k->key.octets.data);
}

/* --- whether the numbers can be a key ------------------------------------------ */
static const char *validate_rsa(struct rego_arena *a, const struct rego_key *k)
{
	struct rego_bytes e = rego_bytes_trim(k->e);

	if (!rego_bytes_trim(k->n).len)
		return "missing \"n\" value";
	if (!e.len)
		return "missing \"e\" value";
	if (!(e.data[e.len - 1] & 1))
		return "invalid rsa public exponent: must be a positive odd integer";
	if (e.len > 8 || (e.len == 8 && (e.data[0] & 0x80))) {
		unsigned int bits = (unsigned int)e.len * 8;

		for (unsigned int b = 0x80; !(e.data[0] & b); b >>= 1)
			bits--;
		return rego_printf(a,
				   "rsa public exponent too large for this platform: %u bits (max "
				   "63)",
				   bits);
	}
	return k->secret && !k->d.len ? "missing \"d\" value" : NULL;
}

static const char *validate_ec(struct rego_arena *a, const struct rego_key *k)
{
	const struct rego_curve *c = k->curve;

	if (k->x.len != c->size)
		return rego_printf(a, "invalid \"x\" length (%zu) for curve \"%s\"", k->x.len,
				   c->name);
	if (k->y.len != c->size)
		return rego_printf(a, "invalid \"y\" length (%zu) for curve \"%s\"", k->y.len,
				   c->name);
	if (!rego_bytes_trim(k->x).len && !rego_bytes_trim(k->y).len)
		return "invalid ECDSA public key: identity point is not a valid public key";
	if (!rego_key_on_curve(c, k->x, k->y))
		return rego_printf(a, "invalid ECDSA public key: P%u point not on curve", c->bits);
	if (k->secret && k->d.len != c->size)
		return rego_printf(a, "invalid \"d\" length (%zu) for curve \"%s\"", k->d.len,
				   c->name);
	return NULL;
}

static const char *validate_okp(const struct rego_key *k)
{
	bool ed = k->kind == REGO_KEY_ED25519, x = k->kind == REGO_KEY_X25519;

	if (!k->x.len)
		return "missing \"x\" field";
	if ((ed || x) && k->x.len != 32)
		return ed ? "ed25519: wrong public key size" : "x25519: wrong public key size";
	if (k->secret && !k->d.len)
		return "missing \"d\" field";
	if (k->secret && (ed || x) && k->d.len != 32)
		return ed ? "ed25519: wrong private key size" : "x25519: wrong private key size";
	return NULL;
}

enum family { FAMILY_RSA, FAMILY_EC, FAMILY_OCT, FAMILY_OKP, FAMILIES };

static const struct {
	const char *kty, *public_type, *private_type, *public_name, *private_name;
	bool (*read)(struct reader *r, struct rego_jwk *k);
} families[FAMILIES] = {
	[FAMILY_RSA] = { "RSA", "*jwk.rsaPublicKey", "*jwk.rsaPrivateKey", "RSAPublicKey",
			 "RSAPrivateKey", read_rsa },
	[FAMILY_EC] = { "EC", "*jwk.ecdsaPublicKey", "*jwk.ecdsaPrivateKey", "ECDSAPublicKey",
			"ECDSAPrivateKey", read_ec },
	[FAMILY_OCT] = { "oct", "*jwk.symmetricKey", "*jwk.symmetricKey", "SymmetricKey",
			 "SymmetricKey", read_secret },
	[FAMILY_OKP] = { "OKP", "*jwk.okpPublicKey", "*jwk.okpPrivateKey", "OKPPublicKey",
			 "OKPPrivateKey", read_okp },
};

static const char *validate(struct rego_arena *a, enum family f, const struct rego_key *k)
{
	switch (f) {
	case FAMILY_RSA: return validate_rsa(a, k);
	case FAMILY_EC: return validate_ec(a, k);
	case FAMILY_OCT: return k->octets.len ? NULL : "missing \"k\" field";
	default: return validate_okp(k);
	}
}

static const char *probe_error(struct rego_arena *a, struct rego_val v)
{
	const char *kind = v.kind == REGO_BOOL ? "bool" : rego_kind_name((enum rego_kind)v.kind);

	return rego_printf(
		a,
		"jwk.Parse: failed to probe data: probe: failed to unmarshal data: json: "
		"cannot unmarshal %s into Go value of type struct { Kty string "
		"\"json:\\\"kty\\\"\"; D json.RawMessage \"json:\\\"d,omitempty\\\"\" }",
		kind);
}

static const char *key_of_object(struct rego_arena *a, struct rego_val v, struct rego_jwk *k)
{
	struct reader r = { .arena = a, .object = v };
	struct rego_val kty;
	int f = 0;
	const char *why;

	if (v.kind != REGO_OBJECT && v.kind != REGO_NULL)
		return probe_error(a, v);
	kty = v.kind == REGO_OBJECT ? rego_get_text(v, "kty") : rego_undefined();
	if (rego_defined(kty) && kty.kind != REGO_STRING && kty.kind != REGO_NULL)
		return rego_printf(
			a,
			"jwk.Parse: failed to probe data: probe: failed to unmarshal "
			"data: json: cannot unmarshal %s into Go struct field .kty of type "
			"string",
			kty.kind == REGO_BOOL ? "bool" : rego_kind_name((enum rego_kind)kty.kind));
	while (f < FAMILIES && (kty.kind != REGO_STRING || strcmp(families[f].kty, rego_text(kty))))
		f++;
	if (f == FAMILIES)
		return rego_printf(a, "invalid key type from JSON (%s)",
				   kty.kind == REGO_STRING ? rego_text(kty) : "");
	*k = (struct rego_jwk){ .key.secret =
					f != FAMILY_OCT && rego_defined(rego_get_text(v, "d")) };
	k->type = k->key.secret ? families[f].private_type : families[f].public_type;
	if (!read_common(&r, k) || !families[f].read(&r, k))
		return rego_printf(a,
				   "failed to unmarshal JSON into key (%s): failed to unmarshal "
				   "JSON into key (%s): %s",
				   k->type, k->type, r.error);
	why = r.error ? r.error + 1 : validate(a, (enum family)f, &k->key);
	if (why)
		return rego_printf(
			a,
			"jwk.Parse: key validation failed: key validation failed: "
			"jwk.%s: %s",
			k->key.secret ? families[f].private_name : families[f].public_name, why);
	return NULL;
}

static const char *key_set(struct rego_arena *a, struct rego_val keys, struct rego_jwks *out)
{
	static const char *const before = "jwk.Parse: failed to unmarshal JWK set: ";
	const char *why;

	if (keys.kind != REGO_ARRAY)
		return rego_printf(a, "%sfailed to decode \"keys\": expected '[' but got %s",
				   before,
				   keys.kind == REGO_OBJECT   ? "{"
				   : keys.kind == REGO_STRING ? rego_text(keys)
				   : keys.kind == REGO_NULL   ? "<nil>"
							      : rego_term_text(a, keys));
	if (keys.array->count > MOST_KEYS)
		return rego_printf(a, "%stoo many keys in \"keys\" array: max %d", before,
				   MOST_KEYS);
	out->keys = rego_alloc_array(a, sizeof(*out->keys), keys.array->count + 1);
	for (uint32_t i = 0; i < keys.array->count; i++) {
		why = key_of_object(a, keys.array->items[i], &out->keys[i]);
		if (why)
			return rego_printf(a,
					   "%sfailed to decode key #%u in \"keys\": jwk.ParseKey: "
					   "%s",
					   before, i, why);
		out->count++;
	}
	return NULL;
}

const char *rego_jwk_parse(struct rego_arena *a, const char *text, size_t len,
			   struct rego_jwks *out)
{
	const char *value, *kind, *why;
	enum rego_fastjson has = rego_fastjson_get(a, text, len, "keys", &value, &kind, &why);
	bool set = has == REGO_FASTJSON_STRING || has == REGO_FASTJSON_OTHER;
	struct rego_val v = rego_gojson(a, text, len, REGO_GOJSON_FIRST, &why);

	*out = (struct rego_jwks){ 0 };
	if (!rego_defined(v))
		return set ? rego_printf(a, "jwk.Parse: failed to unmarshal JWK set: %s", why)
			   : rego_printf(
				     a,
				     "jwk.Parse: failed to parse sole key: jwk.ParseKey: "
				     "jwk.Parse: failed to probe data: probe: failed to unmarshal "
				     "data: %s",
				     why);
	if (set)
		return key_set(a, rego_get_text(v, "keys"), out);
	out->keys = rego_new(a, struct rego_jwk);
	why = key_of_object(a, v, out->keys);
	if (why)
		return rego_printf(a, "jwk.Parse: failed to parse sole key: jwk.ParseKey: %s", why);
	out->count = 1;
	return NULL;
}

const char *rego_jwk_export(struct rego_arena *a, struct rego_jwk *k)
{
	struct rego_key *key = &k->key;
	const char *why = NULL;

	if (key->kind == REGO_KEY_RSA && key->secret) {
		if (!key->q.data)
			why = "missing \"q\" value";
		else if (!key->p.data)
			why = "missing \"p\" value";
	} else if (key->kind == REGO_KEY_ED25519 && key->secret) {
		struct rego_bytes x = key->x;

		if (!rego_key_derive(a, key) || x.len != key->x.len ||
		    memcmp(x.data, key->x.data, x.len))
			why = "jwk.OKPPrivateKey: failed to build private key: ed25519: invalid x "
			      "value given d value";
	} else if (key->kind == REGO_KEY_NONE) {
		why = rego_printf(a,
				  "jwk.OKP%s: failed to build %s key: invalid curve algorithm %s",
				  key->secret ? "PrivateKey" : "PublicKey",
				  key->secret ? "private" : "public", k->curve);
	}
	return why ? rego_printf(a, "jwk.Export: failed to export jwk.Key to raw format: %s", why)
		   : NULL;
}
