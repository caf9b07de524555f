/* SPDX-License-Identifier: BSD-2-Clause */
/* Public and private keys out of DER: SubjectPublicKeyInfo, PKCS #1, PKCS #8, SEC 1. */
#include "rego/builtin/asn1.h"
#include "rego/builtin/keys.h"

#define OID_RSA	    "1.2.840.113549.1.1.1"
#define OID_DSA	    "1.2.840.10040.4.1"
#define OID_EC	    "1.2.840.10045.2.1"
#define OID_X25519  "1.3.101.110"
#define OID_ED25519 "1.3.101.112"

static struct rego_key *no_key(const char **error, const char *text)
{
	*error = text;
	return NULL;
}

/* A positive integer's bytes without the sign; false for zero and negative ones. */
static bool positive(struct rego_arena *a, struct rego_der i, struct rego_bytes *out)
{
	if (!i.len || (i.data[0] & 0x80))
		return false;
	*out = rego_bytes_trim(rego_bytes_copy(a, i.data, i.len));
	return out->len;
}

static struct rego_bytes small_number(struct rego_arena *a, int64_t v)
{
	unsigned char b[8];

	for (int i = 0; i < 8; i++)
		b[i] = (unsigned char)((uint64_t)v >> (56 - 8 * i));
	return rego_bytes_trim(rego_bytes_copy(a, b, 8));
}

static struct rego_key *public_rsa(struct rego_arena *a, struct rego_der params,
				   struct rego_der bits, const char **error)
{
	static const unsigned char null[] = { 5, 0 };
	struct rego_key *k = rego_new(a, struct rego_key);
	struct rego_der n;
	int64_t e;

	if (params.len != 2 || memcmp(params.data, null, 2))
		return no_key(error, "x509: RSA key missing NULL parameters");
	if (!rego_der_read(&bits, REGO_DER_SEQUENCE, &bits))
		return no_key(error, "x509: invalid RSA public key");
	if (!rego_der_integer(&bits, &n))
		return no_key(error, "x509: invalid RSA modulus");
	if (!rego_der_int64(&bits, REGO_DER_INTEGER, &e))
		return no_key(error, "x509: invalid RSA public exponent");
	if (!positive(a, n, &k->n))
		return no_key(error, "x509: RSA modulus is not a positive number");
	if (e <= 0)
		return no_key(error, "x509: RSA public exponent is not a positive number");
	k->kind = REGO_KEY_RSA;
	k->e = small_number(a, e);
	return k;
}

static struct rego_key *public_ec(struct rego_arena *a, struct rego_der params,
				  struct rego_der bits, const char **error)
{
	struct rego_key *k = rego_new(a, struct rego_key);
	struct rego_oid oid;
	size_t size;

	if (!rego_der_oid(&params, &oid))
		return no_key(error, "x509: invalid ECDSA parameters");
	k->curve = rego_curve_oid(&oid);
	if (!k->curve)
		return no_key(error, "x509: unsupported elliptic curve");
	if (!bits.len || bits.data[0] != 4)
		return no_key(error, "ecdsa: invalid uncompressed public key");
	size = k->curve->size;
	if (bits.len != 1 + 2 * size)
		return no_key(error, rego_printf(a, "invalid P%u point encoding", k->curve->bits));
	k->kind = REGO_KEY_EC;
	k->x = rego_bytes_copy(a, bits.data + 1, size);
	k->y = rego_bytes_copy(a, bits.data + 1 + size, size);
	if (!rego_key_on_curve(k->curve, k->x, k->y))
		return no_key(error, rego_printf(a, "P%u point not on curve", k->curve->bits));
	return k;
}

static struct rego_key *public_dsa(struct rego_arena *a, struct rego_der params,
				   struct rego_der bits, const char **error)
{
	struct rego_key *k = rego_new(a, struct rego_key);
	struct rego_der y, p, q, g;

	if (!rego_der_integer(&bits, &y))
		return no_key(error, "x509: invalid DSA public key");
	if (!rego_der_read(&params, REGO_DER_SEQUENCE, &params) || !rego_der_integer(&params, &p) ||
	    !rego_der_integer(&params, &q) || !rego_der_integer(&params, &g))
		return no_key(error, "x509: invalid DSA parameters");
	if (!positive(a, y, &k->y) || !positive(a, p, &k->p) || !positive(a, q, &k->q) ||
	    !positive(a, g, &k->g))
		return no_key(error, "x509: zero or negative DSA parameter");
	k->kind = REGO_KEY_DSA;
	return k;
}

static struct rego_key *public_raw(struct rego_arena *a, enum rego_key_kind kind,
				   struct rego_der params, struct rego_der bits, const char **error)
{
	struct rego_key *k = rego_new(a, struct rego_key);
	bool ed = kind == REGO_KEY_ED25519;

	if (params.len)
		return no_key(error, ed ? "x509: Ed25519 key encoded with illegal parameters"
					: "x509: X25519 key encoded with illegal parameters");
	if (bits.len != 32)
		return no_key(error, ed ? "x509: wrong Ed25519 public key size"
					: "crypto/ecdh: invalid public key");
	k->kind = kind;
	k->x = rego_bytes_copy(a, bits.data, bits.len);
	return k;
}

struct rego_key *rego_key_public(struct rego_arena *a, const struct rego_oid *algorithm,
				 struct rego_der params, struct rego_der bits, const char **error)
{
	if (rego_oid_is(algorithm, OID_RSA))
		return public_rsa(a, params, bits, error);
	if (rego_oid_is(algorithm, OID_EC))
		return public_ec(a, params, bits, error);
	if (rego_oid_is(algorithm, OID_ED25519))
		return public_raw(a, REGO_KEY_ED25519, params, bits, error);
	if (rego_oid_is(algorithm, OID_X25519))
		return public_raw(a, REGO_KEY_X25519, params, bits, error);
	if (rego_oid_is(algorithm, OID_DSA))
		return public_dsa(a, params, bits, error);
	return no_key(error, "x509: unknown public key algorithm");
}

struct rego_key *rego_key_spki(struct rego_arena *a, struct rego_der der, const char **error)
{
	struct rego_asn1 out[SPKI_COUNT];
	struct rego_der rest = der;

	*error = rego_asn1_read(a, &rego_asn1_spki, &rest, out);
	if (*error) {
		rest = der;
		if (!rego_asn1_read(a, &rego_asn1_pkcs1_public, &rest, out))
			*error =
				"x509: failed to parse public key (use ParsePKCS1PublicKey instead "
				"for this key format)";
		return NULL;
	}
	if (rest.len)
		return no_key(error, "x509: trailing data after ASN.1 of public-key");
	return rego_key_public(a, &out[SPKI_ALGORITHM].oid, out[SPKI_PARAMS].whole,
			       out[SPKI_BITS].body, error);
}

static bool parses(struct rego_arena *a, const struct rego_asn1_struct *as, struct rego_der der)
{
	struct rego_asn1 out[REGO_ASN1_MOST];

	return !rego_asn1_read(a, as, &der, out);
}

#define USE(parser) "x509: failed to parse private key (use " parser " instead for this key format)"

struct rego_key *rego_key_pkcs1(struct rego_arena *a, struct rego_der der, const char **error)
{
	struct rego_key *k = rego_new(a, struct rego_key);
	struct rego_asn1 out[REGO_ASN1_MOST];
	struct rego_bytes *to[] = { &k->n, &k->d, &k->p, &k->q, &k->dp, &k->dq, &k->qi };
	static const int from[] = { PKCS1_N, PKCS1_D, 5, 6, 7, 8, 9 };
	struct rego_der rest = der;

	*error = rego_asn1_read(a, &rego_asn1_pkcs1, &rest, out);
	if (!*error && rest.len)
		return no_key(error, "asn1: syntax error: trailing data");
	if (*error) {
		if (parses(a, &rego_asn1_sec1, der))
			*error = USE("ParseECPrivateKey");
		else if (parses(a, &rego_asn1_pkcs8, der))
			*error = USE("ParsePKCS8PrivateKey");
		return NULL;
	}
	if (out[PKCS1_VERSION].number > 1)
		return no_key(error, "x509: unsupported private key version");
	for (size_t i = 0; i < 7; i++)
		if (out[from[i]].present && !positive(a, out[from[i]].body, to[i]))
			return no_key(error, "x509: private key contains zero or negative value");
	k->kind = REGO_KEY_RSA;
	k->secret = true;
	k->e = small_number(a, out[PKCS1_E].number);
	*error = rego_rsa_complete(a, k);
	return *error ? NULL : k;
}

/* oid: the curve that PKCS #8 named; NULL: the key itself names it. */
static struct rego_key *sec1(struct rego_arena *a, const struct rego_oid *oid, struct rego_der der,
			     const char **error)
{
	struct rego_key *k = rego_new(a, struct rego_key);
	struct rego_asn1 out[REGO_ASN1_MOST];
	struct rego_der rest = der, d;

	*error = rego_asn1_read(a, &rego_asn1_sec1, &rest, out);
	if (*error) {
		if (parses(a, &rego_asn1_pkcs8, der))
			*error = USE("ParsePKCS8PrivateKey");
		else if (parses(a, &rego_asn1_pkcs1, der))
			*error = USE("ParsePKCS1PrivateKey");
		else
			*error = rego_printf(a, "x509: failed to parse EC private key: %s", *error);
		return NULL;
	}
	if (out[SEC1_VERSION].number != 1)
		return no_key(error, rego_printf(a, "x509: unknown EC private key version %lld",
						 (long long)out[SEC1_VERSION].number));
	k->curve = rego_curve_oid(oid ? oid : &out[SEC1_CURVE].oid);
	if (!k->curve)
		return no_key(error, "x509: unknown elliptic curve");
	for (d = out[SEC1_KEY].body; d.len > k->curve->size; d.data++, d.len--)
		if (d.data[0])
			return no_key(error, "x509: invalid private key length");
	k->kind = REGO_KEY_EC;
	k->secret = true;
	k->d = rego_bytes_fill(a, rego_bytes_copy(a, d.data, d.len), k->curve->size);
	if (!rego_bytes_trim(k->d).len || !rego_key_derive(a, k))
		return no_key(error, "ecdsa: private key is zero");
	return k;
}

struct rego_key *rego_key_ec(struct rego_arena *a, struct rego_der der, const char **error)
{
	return sec1(a, NULL, der, error);
}

static struct rego_key *private_raw(struct rego_arena *a, enum rego_key_kind kind, bool params,
				    struct rego_der inner, const char **error)
{
	const char *name = kind == REGO_KEY_ED25519 ? "Ed25519" : "X25519";
	struct rego_key *k = rego_new(a, struct rego_key);
	struct rego_der seed;
	const char *why;

	if (params)
		return no_key(error,
			      rego_printf(a, "x509: invalid %s private key parameters", name));
	why = rego_asn1_octets(a, &inner, &seed);
	if (why)
		return no_key(error, rego_printf(a, "x509: invalid %s private key: %s", name, why));
	if (seed.len != 32)
		return no_key(error,
			      kind == REGO_KEY_X25519
				      ? "crypto/ecdh: invalid private key size"
				      : rego_printf(a,
						    "x509: invalid Ed25519 private key length: %zu",
						    seed.len));
	k->kind = kind;
	k->secret = true;
	k->d = rego_bytes_copy(a, seed.data, seed.len);
	if (!rego_key_derive(a, k))
		return no_key(error, "crypto/ecdh: invalid private key");
	return k;
}

struct rego_key *rego_key_pkcs8(struct rego_arena *a, struct rego_der der, const char **error)
{
	struct rego_asn1 out[REGO_ASN1_MOST];
	struct rego_der rest = der, inner;
	struct rego_key *k = NULL;

	*error = rego_asn1_read(a, &rego_asn1_pkcs8, &rest, out);
	if (*error) {
		if (parses(a, &rego_asn1_sec1, der))
			*error = USE("ParseECPrivateKey");
		else if (parses(a, &rego_asn1_pkcs1, der))
			*error = USE("ParsePKCS1PrivateKey");
		return NULL;
	}
	inner = out[PKCS8_KEY].body;
	if (rego_oid_is(&out[PKCS8_ALGORITHM].oid, OID_RSA)) {
		k = rego_key_pkcs1(a, inner, error);
		if (!k)
			*error = rego_printf(a,
					     "x509: failed to parse RSA private key embedded in "
					     "PKCS#8: %s",
					     *error);
	} else if (rego_oid_is(&out[PKCS8_ALGORITHM].oid, OID_EC)) {
		struct rego_der params = out[PKCS8_PARAMS].whole;
		struct rego_oid oid;
		bool named = rego_der_oid(&params, &oid);

		k = sec1(a, named ? &oid : NULL, inner, error);
		if (!k)
			*error = rego_printf(a,
					     "x509: failed to parse EC private key embedded in "
					     "PKCS#8: %s",
					     *error);
	} else if (rego_oid_is(&out[PKCS8_ALGORITHM].oid, OID_ED25519)) {
		k = private_raw(a, REGO_KEY_ED25519, out[PKCS8_PARAMS].present, inner, error);
	} else if (rego_oid_is(&out[PKCS8_ALGORITHM].oid, OID_X25519)) {
		k = private_raw(a, REGO_KEY_X25519, out[PKCS8_PARAMS].present, inner, error);
	} else {
		*error = rego_printf(a,
				     "x509: PKCS#8 wrapping contained private key with unknown "
				     "algorithm: %s",
				     rego_oid_text(a, &out[PKCS8_ALGORITHM].oid));
	}
	return k;
}
