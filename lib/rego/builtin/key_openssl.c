/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys as OpenSSL has them, made of their numbers. */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

#include "rego/builtin/keys.h"
#include "rego/value/number.h"

static const struct rego_curve curves[] = {
	{ "P-224", "secp224r1", "1.3.132.0.33", 224, 28 },
	{ "P-256", "prime256v1", "1.2.840.10045.3.1.7", 256, 32 },
	{ "P-384", "secp384r1", "1.3.132.0.34", 384, 48 },
	{ "P-521", "secp521r1", "1.3.132.0.35", 521, 66 },
};

const struct rego_curve *rego_curve_named(const char *name)
{
	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++)
		if (!strcmp(curves[i].name, name))
			return &curves[i];
	return NULL;
}

const struct rego_curve *rego_curve_oid(const struct rego_oid *oid)
{
	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++)
		if (rego_oid_is(oid, curves[i].oid))
			return &curves[i];
	return NULL;
}

struct rego_bytes rego_bytes_copy(struct rego_arena *a, const void *data, size_t len)
{
	struct rego_bytes b = { rego_alloc(a, len + 1), len };

	if (len)
		memcpy(b.data, data, len);
	b.data[len] = 0;
	return b;
}

struct rego_bytes rego_bytes_trim(struct rego_bytes b)
{
	while (b.len && !b.data[0]) {
		b.data++;
		b.len--;
	}
	return b;
}

struct rego_bytes rego_bytes_fill(struct rego_arena *a, struct rego_bytes b, size_t len)
{
	struct rego_bytes f;

	b = rego_bytes_trim(b);
	if (b.len >= len)
		return b;
	f = (struct rego_bytes){ rego_zalloc(a, len + 1), len };
	memcpy(f.data + (len - b.len), b.data, b.len);
	return f;
}

struct rego_val rego_base64_value(struct rego_arena *a, const void *data, size_t len)
{
	size_t n;
	char *text = rego_base64_encode(a, REGO_BASE64_STD, data, len, &n);

	return rego_string(a, text, n);
}

struct rego_val rego_big_value(struct rego_arena *a, struct rego_bytes b)
{
	size_t room = b.len * 5 / 2 + 2, n;
	char *text = rego_alloc(a, room), *made;
	BIGNUM *bn = BN_bin2bn(b.data, (int)b.len, NULL);

	if (!bn)
		rego_stop(a, REGO_STOP_MEMORY);
	made = BN_bn2dec(bn);
	BN_free(bn);
	if (!made)
		rego_stop(a, REGO_STOP_MEMORY);
	n = strlen(made);
	if (n > room)
		n = room;
	memcpy(text, made, n);
	OPENSSL_free(made);
	return rego_number(a, text, n);
}

/* Numbers on their way into an OSSL_PARAM; nothing of the arena is allocated meanwhile. */
struct parts {
	OSSL_PARAM_BLD *bld;
	BIGNUM *numbers[10];
	size_t count;
	bool ok;
};

static void put_number(struct parts *p, const char *name, struct rego_bytes b)
{
	BIGNUM *n;

	if (!p->ok || !b.len)
		return;
	n = BN_bin2bn(b.data, (int)b.len, NULL);
	p->ok = n && p->count < 10;
	if (p->ok) {
		p->numbers[p->count++] = n;
		p->ok = OSSL_PARAM_BLD_push_BN(p->bld, name, n);
	} else {
		BN_free(n);
	}
}

static EVP_PKEY *finish(struct parts *p, const char *type, bool secret)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	OSSL_PARAM *params = p->ok ? OSSL_PARAM_BLD_to_param(p->bld) : NULL;
	EVP_PKEY *key = NULL;

	if (!ctx || !params || EVP_PKEY_fromdata_init(ctx) <= 0 ||
	    EVP_PKEY_fromdata(ctx, &key, secret ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, params) <=
		    0)
		key = NULL;
	OSSL_PARAM_free(params);
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_BLD_free(p->bld);
	for (size_t i = 0; i < p->count; i++)
		BN_free(p->numbers[i]);
	return key;
}

static EVP_PKEY *make_rsa(const struct rego_key *k)
{
	struct parts p = { .bld = OSSL_PARAM_BLD_new() };

	p.ok = p.bld;
	put_number(&p, OSSL_PKEY_PARAM_RSA_N, k->n);
	put_number(&p, OSSL_PKEY_PARAM_RSA_E, k->e);
	put_number(&p, OSSL_PKEY_PARAM_RSA_D, k->d);
	if (k->secret && k->p.len && k->q.len && k->dp.len && k->dq.len && k->qi.len) {
		put_number(&p, OSSL_PKEY_PARAM_RSA_FACTOR1, k->p);
		put_number(&p, OSSL_PKEY_PARAM_RSA_FACTOR2, k->q);
		put_number(&p, OSSL_PKEY_PARAM_RSA_EXPONENT1, k->dp);
		put_number(&p, OSSL_PKEY_PARAM_RSA_EXPONENT2, k->dq);
		put_number(&p, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, k->qi);
	}
	return finish(&p, "RSA", k->secret);
}

static EVP_PKEY *make_ec(const struct rego_key *k)
{
	struct parts p = { .bld = OSSL_PARAM_BLD_new() };
	unsigned char point[1 + 2 * 66];
	size_t size = k->curve->size;

	p.ok = p.bld && k->x.len == size && k->y.len == size &&
	       OSSL_PARAM_BLD_push_utf8_string(p.bld, OSSL_PKEY_PARAM_GROUP_NAME, k->curve->openssl,
					       0);
	if (p.ok) {
		point[0] = 4;
		memcpy(point + 1, k->x.data, size);
		memcpy(point + 1 + size, k->y.data, size);
		p.ok = OSSL_PARAM_BLD_push_octet_string(p.bld, OSSL_PKEY_PARAM_PUB_KEY, point,
							1 + 2 * size);
	}
	if (k->secret)
		put_number(&p, OSSL_PKEY_PARAM_PRIV_KEY, k->d);
	return finish(&p, "EC", k->secret);
}

static EVP_PKEY *make_raw(const struct rego_key *k, int type)
{
	return k->secret ? EVP_PKEY_new_raw_private_key(type, NULL, k->d.data, k->d.len)
			 : EVP_PKEY_new_raw_public_key(type, NULL, k->x.data, k->x.len);
}

static void free_pkey(void *key)
{
	EVP_PKEY_free(((struct rego_key *)key)->pkey);
	((struct rego_key *)key)->pkey = NULL;
}

EVP_PKEY *rego_key_openssl(struct rego_arena *a, struct rego_key *key)
{
	EVP_PKEY *made = NULL;

	if (key->tried)
		return key->pkey;
	key->tried = true;
	rego_arena_defer(a, free_pkey, key);
	switch (key->kind) {
	case REGO_KEY_RSA: made = make_rsa(key); break;
	case REGO_KEY_EC: made = make_ec(key); break;
	case REGO_KEY_ED25519: made = make_raw(key, EVP_PKEY_ED25519); break;
	case REGO_KEY_X25519: made = make_raw(key, EVP_PKEY_X25519); break;
	default: break;
	}
	ERR_clear_error();
	key->pkey = made;
	return made;
}

bool rego_key_on_curve(const struct rego_curve *curve, struct rego_bytes x, struct rego_bytes y)
{
	EC_GROUP *group = EC_GROUP_new_by_curve_name(OBJ_sn2nid(curve->openssl));
	EC_POINT *point = group ? EC_POINT_new(group) : NULL;
	BIGNUM *bx = BN_bin2bn(x.data, (int)x.len, NULL), *by = BN_bin2bn(y.data, (int)y.len, NULL);
	/* Fails for a point that is not on the curve. */
	bool ok = point && bx && by &&
		  EC_POINT_set_affine_coordinates(group, point, bx, by, NULL) == 1;

	BN_free(bx);
	BN_free(by);
	EC_POINT_free(point);
	EC_GROUP_free(group);
	return ok;
}

/* d times the generator into point, as 04 x y. */
static bool multiply(const struct rego_curve *curve, struct rego_bytes d, unsigned char *point)
{
	EC_GROUP *group = EC_GROUP_new_by_curve_name(OBJ_sn2nid(curve->openssl));
	EC_POINT *q = group ? EC_POINT_new(group) : NULL;
	BIGNUM *k = BN_bin2bn(d.data, (int)d.len, NULL);
	bool ok = q && k && EC_POINT_mul(group, q, k, NULL, NULL, NULL) == 1 &&
		  EC_POINT_point2oct(group, q, POINT_CONVERSION_UNCOMPRESSED, point,
				     1 + 2 * curve->size, NULL) == 1 + 2 * curve->size;

	BN_free(k);
	EC_POINT_free(q);
	EC_GROUP_free(group);
	return ok;
}

bool rego_key_derive(struct rego_arena *a, struct rego_key *key)
{
	unsigned char out[1 + 2 * 66];
	size_t len = sizeof(out);
	EVP_PKEY *pkey;

	if (key->kind == REGO_KEY_EC) {
		if (!multiply(key->curve, key->d, out))
			return false;
		key->x = rego_bytes_copy(a, out + 1, key->curve->size);
		key->y = rego_bytes_copy(a, out + 1 + key->curve->size, key->curve->size);
		return true;
	}
	pkey = rego_key_openssl(a, key);
	if (!pkey || EVP_PKEY_get_raw_public_key(pkey, out, &len) != 1)
		return false;
	key->x = rego_bytes_copy(a, out, len);
	return true;
}
