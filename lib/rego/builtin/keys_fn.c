/* SPDX-License-Identifier: BSD-2-Clause */
/* crypto.parse_private_keys, crypto.x509.parse_rsa_private_key, crypto.x509.parse_keypair. */
#include "rego/builtin/functions.h"
#include "rego/builtin/jwk.h"
#include "rego/builtin/pem.h"
#include "rego/builtin/text.h"
#include "rego/builtin/x509.h"

struct keys {
	struct rego_key **list;
	size_t count, room;
};

static void add_key(struct rego_arena *a, struct keys *ks, struct rego_key *k)
{
	if (ks->count == ks->room) {
		size_t room = ks->room ? ks->room * 2 : 4;
		struct rego_key **more = rego_new_array(a, struct rego_key *, room);

		if (ks->count)
			memcpy(more, ks->list, ks->count * sizeof(struct rego_key *));
		ks->list = more;
		ks->room = room;
	}
	ks->list[ks->count++] = k;
}

/* The private keys of PEM blocks, which base64 may be around; NULL or what is wrong. */
static const char *private_keys(struct rego_arena *a, const char *s, size_t len, struct keys *ks)
{
	const char *why;
	struct rego_bytes plain = rego_base64_decode(a, REGO_BASE64_STD, s, len, &why);
	struct rego_pem block;

	if (plain.data) {
		s = (const char *)plain.data;
		len = plain.len;
	}
	while (len && rego_pem_next(a, s, len, &block, &s, &len)) {
		struct rego_der der = { block.bytes.data, block.bytes.len };
		struct rego_key *k;

		if (!strcmp(block.type, "RSA PRIVATE KEY"))
			k = rego_key_pkcs1(a, der, &why);
		else if (!strcmp(block.type, "PRIVATE KEY"))
			k = rego_key_pkcs8(a, der, &why);
		else if (!strcmp(block.type, "EC PRIVATE KEY"))
			k = rego_key_ec(a, der, &why);
		else
			continue;
		if (!k)
			return why;
		add_key(a, ks, k);
	}
	return NULL;
}

static struct rego_val rsa_value(struct rego_arena *a, const struct rego_key *k)
{
	struct rego_builder o = { .arena = a }, more = { .arena = a };
	struct rego_val primes[] = { rego_big_value(a, k->p), rego_big_value(a, k->q) };

	rego_put_member(&more, "Dp", rego_big_value(a, k->dp));
	rego_put_member(&more, "Dq", rego_big_value(a, k->dq));
	rego_put_member(&more, "Qinv", rego_big_value(a, k->qi));
	rego_put_member(&more, "CRTValues", rego_array(a, NULL, 0));
	rego_put_member(&o, "N", rego_big_value(a, k->n));
	rego_put_member(&o, "E", rego_big_value(a, k->e));
	rego_put_member(&o, "D", rego_big_value(a, k->d));
	rego_put_member(&o, "Primes", rego_array(a, primes, 2));
	rego_put_member(&o, "Precomputed", rego_build_object(&more));
	return rego_build_object(&o);
}

/* A private key as encoding/json shows Go's. */
static struct rego_val private_value(struct rego_arena *a, const struct rego_key *k)
{
	struct rego_builder o = { .arena = a };
	struct rego_text both = { .arena = a };

	switch (k->kind) {
	case REGO_KEY_RSA: return rsa_value(a, k);
	case REGO_KEY_EC:
		rego_put_member(&o, "Curve", rego_object(a, NULL, 0));
		rego_put_member(&o, "X", rego_big_value(a, k->x));
		rego_put_member(&o, "Y", rego_big_value(a, k->y));
		rego_put_member(&o, "D", rego_big_value(a, k->d));
		return rego_build_object(&o);
	case REGO_KEY_ED25519:
		rego_put(&both, k->d.data, k->d.len);
		rego_put(&both, k->x.data, k->x.len);
		return rego_base64_value(a, both.data, both.len);
	default: return rego_object(a, NULL, 0);
	}
}

struct rego_val rego_fn_crypto_parse_private_keys(struct rego_call *c, const struct rego_val *args)
{
	struct rego_builder b = { .arena = c->arena };
	struct keys ks = { 0 };
	const char *why;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	if (!rego_len(args[0]))
		return rego_null();
	why = private_keys(c->arena, rego_text(args[0]), rego_len(args[0]), &ks);
	if (why)
		return rego_fail(c, "%s", why);
	for (size_t i = 0; i < ks.count; i++)
		rego_add(&b, private_value(c->arena, ks.list[i]));
	return rego_build_array(&b);
}

static void put_url64(struct rego_builder *o, const char *name, struct rego_bytes b)
{
	size_t n;
	char *text = rego_base64_encode(o->arena, REGO_BASE64_RAW_URL, b.data, b.len, &n);

	rego_put_member(o, name, rego_string(o->arena, text, n));
}

static struct rego_val jwk_value(struct rego_arena *a, const struct rego_key *k)
{
	struct rego_builder o = { .arena = a };

	if (k->kind == REGO_KEY_RSA) {
		rego_put_member(&o, "kty", rego_cstring(a, "RSA"));
		put_url64(&o, "n", k->n);
		put_url64(&o, "e", k->e);
		put_url64(&o, "p", k->p);
		put_url64(&o, "q", k->q);
		put_url64(&o, "dp", k->dp);
		put_url64(&o, "dq", k->dq);
		put_url64(&o, "qi", k->qi);
	} else if (k->kind == REGO_KEY_EC) {
		rego_put_member(&o, "kty", rego_cstring(a, "EC"));
		rego_put_member(&o, "crv", rego_cstring(a, k->curve->name));
		put_url64(&o, "x", k->x);
		put_url64(&o, "y", k->y);
	} else {
		rego_put_member(&o, "kty", rego_cstring(a, "OKP"));
		rego_put_member(
			&o, "crv",
			rego_cstring(a, k->kind == REGO_KEY_ED25519 ? "Ed25519" : "X25519"));
		put_url64(&o, "x", k->x);
	}
	put_url64(&o, "d", k->d);
	return rego_build_object(&o);
}

struct rego_val rego_fn_crypto_x509_parse_rsa_private_key(struct rego_call *c,
							  const struct rego_val *args)
{
	const char *s, *why;
	struct keys ks = { 0 };
	size_t len;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	s = rego_text(args[0]);
	len = rego_len(args[0]);
	if (!len)
		return rego_fail(c, "input PEM data was empty");
	if (len < 10 || memcmp(s, "-----BEGIN", 10)) {
		struct rego_bytes b = rego_base64_decode(c->arena, REGO_BASE64_STD, s, len, &why);

		if (!b.data)
			return rego_fail(c, "%s", why);
		s = (const char *)b.data;
		len = b.len;
	}
	why = private_keys(c->arena, s, len, &ks);
	if (why)
		return rego_fail(c, "%s", why);
	if (!ks.count)
		return rego_null();
	if (ks.list[0]->curve && !strcmp(ks.list[0]->curve->name, "P-224"))
		return rego_fail(
			c, "failed to initialize *jwk.ecdsaPrivateKey from "
			   "*ecdsa.PrivateKey: jwk: failed to get algorithm for converting ECDSA "
			   "private key to JWK: unknown elliptic curve: \"P-224\"");
	return jwk_value(c->arena, ks.list[0]);
}

/* --- a certificate and its key ------------------------------------------------ */

/* PEM as it is, or base64 of PEM or DER; *der says which. */
static const char *pem_or_der(struct rego_arena *a, struct rego_val v, const char *mark,
			      struct rego_bytes *out, bool *der)
{
	const char *why = NULL;

	*out = (struct rego_bytes){ (unsigned char *)rego_text(v), rego_len(v) };
	if (out->len < 11 || memcmp(out->data, "-----BEGIN ", 11))
		*out = rego_base64_decode(a, REGO_BASE64_STD, rego_text(v), rego_len(v), &why);
	if (why)
		return why;
	*der = out->len < strlen(mark) || memcmp(out->data, mark, strlen(mark));
	return NULL;
}

struct blocks {
	struct rego_builder ders; /* of certificates, base64 */
	struct rego_der first;
	struct rego_text skipped;
	size_t skipped_count;
	const char *last_skipped;
};

static void skip(struct blocks *b, const char *type)
{
	rego_putf(&b->skipped, "%s%s", b->skipped.len ? " " : "", type);
	b->skipped_count++;
	b->last_skipped = type;
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && !strcmp(s + n - m, end);
}

static const char *certificate_blocks(struct rego_arena *a, struct rego_bytes in, bool der,
				      struct blocks *b)
{
	const char *s = (const char *)in.data;
	struct rego_pem block;
	size_t len = in.len;

	if (der) {
		b->first = (struct rego_der){ in.data, in.len };
		rego_add(&b->ders, rego_base64_value(a, in.data, in.len));
		return NULL;
	}
	while (rego_pem_next(a, s, len, &block, &s, &len)) {
		if (strcmp(block.type, "CERTIFICATE")) {
			skip(b, block.type);
			continue;
		}
		if (!b->ders.count)
			b->first = (struct rego_der){ block.bytes.data, block.bytes.len };
		rego_add(&b->ders, rego_base64_value(a, block.bytes.data, block.bytes.len));
	}
	if (b->ders.count)
		return NULL;
	if (!b->skipped_count)
		return "tls: failed to find any PEM data in certificate input";
	if (b->skipped_count == 1 && ends_with(b->last_skipped, "PRIVATE KEY"))
		return "tls: failed to find certificate PEM data in certificate input, but did "
		       "find a "
		       "private key; PEM inputs may have been switched";
	return rego_printf(a,
			   "tls: failed to find \"CERTIFICATE\" PEM block in certificate input "
			   "after skipping PEM blocks of the following types: [%s]",
			   rego_text_done(&b->skipped));
}

static const char *key_block(struct rego_arena *a, struct rego_bytes in, bool der,
			     struct rego_der *out)
{
	struct blocks b = { .skipped.arena = a };
	const char *s = (const char *)in.data;
	struct rego_pem block;
	size_t len = in.len;

	*out = (struct rego_der){ in.data, in.len };
	if (der)
		return NULL;
	while (rego_pem_next(a, s, len, &block, &s, &len)) {
		*out = (struct rego_der){ block.bytes.data, block.bytes.len };
		if (!strcmp(block.type, "PRIVATE KEY") || ends_with(block.type, " PRIVATE KEY"))
			return NULL;
		skip(&b, block.type);
	}
	if (!b.skipped_count)
		return "tls: failed to find any PEM data in key input";
	if (b.skipped_count == 1 && !strcmp(b.last_skipped, "CERTIFICATE"))
		return "tls: found a certificate rather than a key in the PEM for the private key";
	return rego_printf(a,
			   "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in "
			   "key input after skipping PEM blocks of the following types: [%s]",
			   rego_text_done(&b.skipped));
}

static struct rego_key *any_private(struct rego_arena *a, struct rego_der der, const char **why)
{
	struct rego_key *k = rego_key_pkcs1(a, der, why);

	if (k)
		return k;
	k = rego_key_pkcs8(a, der, why);
	if (k) {
		if (k->kind != REGO_KEY_X25519)
			return k;
		*why = "tls: found unknown private key type in PKCS#8 wrapping";
		return NULL;
	}
	k = rego_key_ec(a, der, why);
	if (!k)
		*why = "tls: failed to parse private key";
	return k;
}

static bool same(struct rego_bytes x, struct rego_bytes y)
{
	return x.len == y.len && !memcmp(x.data, y.data, x.len);
}

static const char *match(const struct rego_key *public, const struct rego_key *private)
{
	if (!public || (public->kind != REGO_KEY_RSA && public->kind != REGO_KEY_EC &&
			public->kind != REGO_KEY_ED25519))
		return "tls: unknown public key algorithm";
	if (public->kind != private->kind)
		return "tls: private key type does not match public key type";
	if (public->kind == REGO_KEY_RSA
		    ? !same(public->n, private->n) || !same(public->e, private->e)
		    : public->curve != private->curve || !same(public->x, private->x) ||
			      (public->kind == REGO_KEY_EC && !same(public->y, private->y)))
		return "tls: private key does not match public key";
	return NULL;
}

static struct rego_val pair_value(struct rego_arena *a, struct blocks *b,
				  const struct rego_cert *leaf, const struct rego_key *k)
{
	struct rego_builder o = { .arena = a };

	rego_put_member(&o, "Certificate", rego_build_array(&b->ders));
	rego_put_member(&o, "PrivateKey", private_value(a, k));
	rego_put_member(&o, "SupportedSignatureAlgorithms", rego_null());
	rego_put_member(&o, "OCSPStaple", rego_null());
	rego_put_member(&o, "SignedCertificateTimestamps", rego_null());
	rego_put_member(&o, "Leaf", rego_cert_value(a, leaf, false));
	return rego_build_object(&o);
}

struct rego_val rego_fn_crypto_x509_parse_keypair(struct rego_call *c, const struct rego_val *args)
{
	struct rego_arena *a = c->arena;
	struct blocks b = { .ders.arena = a, .skipped.arena = a };
	struct rego_bytes cert_in, key_in;
	bool cert_der, key_der;
	struct rego_der key_bytes, rest;
	struct rego_cert *leaf = NULL;
	struct rego_key *k = NULL;
	const char *why;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	/* OPA says operand 1 of both. */
	if (args[1].kind != REGO_STRING)
		return rego_operand(c, 1, "string", args[1]);
	why = pem_or_der(a, args[0], "-----BEGIN ", &cert_in, &cert_der);
	if (!why)
		why = pem_or_der(a, args[1], "-----BEGIN", &key_in, &key_der);
	if (!why)
		why = certificate_blocks(a, cert_in, cert_der, &b);
	if (!why)
		why = key_block(a, key_in, key_der, &key_bytes);
	if (!why) {
		rest = b.first;
		leaf = rego_cert_parse(a, &rest, &why);
		if (leaf && rest.len)
			why = "x509: trailing data";
		else if (leaf)
			why = NULL;
	}
	if (!why) {
		k = any_private(a, key_bytes, &why);
		if (k)
			why = match(leaf->key, k);
	}
	return why ? rego_fail(c, "%s", why) : pair_value(a, &b, leaf, k);
}
