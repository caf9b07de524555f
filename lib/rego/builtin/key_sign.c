/* SPDX-License-Identifier: BSD-2-Clause */
/* Signatures: made and checked by OpenSSL. */
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "rego/builtin/keys.h"

static bool set_padding(EVP_PKEY_CTX *ctx, enum rego_padding pad)
{
	if (pad == REGO_PAD_NONE)
		return true;
	return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) > 0 &&
	       EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, pad == REGO_PAD_PSS
							     ? RSA_PSS_SALTLEN_DIGEST
							     : RSA_PSS_SALTLEN_AUTO) > 0;
}

bool rego_key_verify(EVP_PKEY *key, const EVP_MD *md, enum rego_padding pad, const void *data,
		     size_t len, const void *sig, size_t sig_len)
{
	EVP_MD_CTX *ctx = key ? EVP_MD_CTX_new() : NULL;
	EVP_PKEY_CTX *pctx = NULL;
	bool ok = ctx && EVP_DigestVerifyInit(ctx, &pctx, md, NULL, key) > 0 &&
		  set_padding(pctx, pad) && EVP_DigestVerify(ctx, sig, sig_len, data, len) == 1;

	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	return ok;
}

bool rego_key_verify_rs(EVP_PKEY *key, const EVP_MD *md, const void *data, size_t len,
			const unsigned char *sig, size_t sig_len)
{
	size_t half = sig_len / 2;
	ECDSA_SIG *pair = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(sig, (int)half, NULL);
	BIGNUM *s = BN_bin2bn(sig + half, (int)(sig_len - half), NULL);
	unsigned char *der = NULL;
	int der_len;
	bool ok = false;

	if (pair && r && s && ECDSA_SIG_set0(pair, r, s)) {
		der_len = i2d_ECDSA_SIG(pair, &der);
		ok = der_len > 0 &&
		     rego_key_verify(key, md, REGO_PAD_NONE, data, len, der, (size_t)der_len);
	} else {
		BN_free(r);
		BN_free(s);
	}
	OPENSSL_free(der);
	ECDSA_SIG_free(pair);
	return ok;
}

/* DER of an EC signature to r and s, each of size bytes, into out. */
static bool split_rs(const unsigned char *der, size_t len, unsigned char *out, size_t size)
{
	ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)len);
	bool ok = pair && BN_bn2binpad(ECDSA_SIG_get0_r(pair), out, (int)size) > 0 &&
		  BN_bn2binpad(ECDSA_SIG_get0_s(pair), out + size, (int)size) > 0;

	ECDSA_SIG_free(pair);
	return ok;
}

#define SIGNATURE_MOST 2048 /* bytes: RSA of 16384 bits */

struct rego_bytes rego_key_sign(struct rego_arena *a, EVP_PKEY *key, const EVP_MD *md,
				enum rego_padding pad, const void *data, size_t len, size_t ec_size)
{
	unsigned char sig[SIGNATURE_MOST], rs[2 * 66];
	size_t sig_len = sizeof(sig);
	EVP_MD_CTX *ctx = key ? EVP_MD_CTX_new() : NULL;
	EVP_PKEY_CTX *pctx = NULL;
	bool ok = ctx && EVP_PKEY_get_size(key) <= SIGNATURE_MOST &&
		  EVP_DigestSignInit(ctx, &pctx, md, NULL, key) > 0 && set_padding(pctx, pad) &&
		  EVP_DigestSign(ctx, sig, &sig_len, data, len) == 1;

	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	if (ok && ec_size) {
		ok = split_rs(sig, sig_len, rs, ec_size);
		memcpy(sig, rs, 2 * ec_size);
		sig_len = 2 * ec_size;
	}
	return ok ? rego_bytes_copy(a, sig, sig_len) : (struct rego_bytes){ 0 };
}
