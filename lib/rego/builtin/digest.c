/* SPDX-License-Identifier: BSD-2-Clause */
/* crypto.md5, crypto.sha*, crypto.hmac.*: digests of strings, in hexadecimal. */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "rego/builtin/functions.h"
#include "rego/builtin/keys.h"

char *rego_hex(struct rego_arena *a, const void *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *s = data;
	char *out = rego_alloc(a, len * 2 + 1);

	for (size_t i = 0; i < len; i++) {
		out[2 * i] = digits[s[i] >> 4];
		out[2 * i + 1] = digits[s[i] & 15];
	}
	out[len * 2] = 0;
	return out;
}

static struct rego_val hex_value(struct rego_call *c, const unsigned char *data, size_t len)
{
	return rego_string(c->arena, rego_hex(c->arena, data, len), len * 2);
}

static struct rego_val digest(struct rego_call *c, const struct rego_val *args, const EVP_MD *md)
{
	unsigned char out[EVP_MAX_MD_SIZE];
	unsigned int len = 0;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	if (!EVP_Digest(rego_text(args[0]), rego_len(args[0]), out, &len, md, NULL))
		return rego_fail(c, "digest is not available");
	return hex_value(c, out, len);
}

static struct rego_val hmac(struct rego_call *c, const struct rego_val *args, const EVP_MD *md)
{
	unsigned char out[EVP_MAX_MD_SIZE];
	unsigned int len = 0;

	if (!rego_want(c, args, 1, REGO_STRING) || !rego_want(c, args, 2, REGO_STRING))
		return rego_undefined();
	if (!HMAC(md, rego_text(args[1]), (int)rego_len(args[1]),
		  (const unsigned char *)rego_text(args[0]), rego_len(args[0]), out, &len))
		return rego_fail(c, "digest is not available");
	return hex_value(c, out, len);
}

struct rego_val rego_fn_crypto_md5(struct rego_call *c, const struct rego_val *args)
{
	return digest(c, args, EVP_md5());
}

struct rego_val rego_fn_crypto_sha1(struct rego_call *c, const struct rego_val *args)
{
	return digest(c, args, EVP_sha1());
}

struct rego_val rego_fn_crypto_sha256(struct rego_call *c, const struct rego_val *args)
{
	return digest(c, args, EVP_sha256());
}

struct rego_val rego_fn_crypto_hmac_md5(struct rego_call *c, const struct rego_val *args)
{
	return hmac(c, args, EVP_md5());
}

struct rego_val rego_fn_crypto_hmac_sha1(struct rego_call *c, const struct rego_val *args)
{
	return hmac(c, args, EVP_sha1());
}

struct rego_val rego_fn_crypto_hmac_sha256(struct rego_call *c, const struct rego_val *args)
{
	return hmac(c, args, EVP_sha256());
}

struct rego_val rego_fn_crypto_hmac_sha512(struct rego_call *c, const struct rego_val *args)
{
	return hmac(c, args, EVP_sha512());
}

struct rego_val rego_fn_crypto_hmac_equal(struct rego_call *c, const struct rego_val *args)
{
	size_t len;

	if (!rego_want(c, args, 1, REGO_STRING) || !rego_want(c, args, 2, REGO_STRING))
		return rego_undefined();
	len = rego_len(args[0]);
	return rego_bool(len == rego_len(args[1]) &&
			 !CRYPTO_memcmp(rego_text(args[0]), rego_text(args[1]), len));
}
