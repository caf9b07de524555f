/* SPDX-License-Identifier: BSD-2-Clause */
/* Declarations: digests, certificates and keys.  Sorted by name. */
#include "rego/builtin/functions.h"

const struct rego_builtin rego_table_crypto[] = {
	{ .name = "crypto.hmac.equal",
	  .decl = "(mac1: string, mac2: string) => result: boolean",
	  .docs = "mac1 to compare\nmac2 to compare\n`true` if the MACs are equals, `false` "
		  "otherwise",
	  .fn = rego_fn_crypto_hmac_equal,
	  .arity = 2 },
	{ .name = "crypto.hmac.md5",
	  .decl = "(x: string, key: string) => y: string",
	  .docs = "input string\nkey to use\nMD5-HMAC of `x`",
	  .fn = rego_fn_crypto_hmac_md5,
	  .arity = 2 },
	{ .name = "crypto.hmac.sha1",
	  .decl = "(x: string, key: string) => y: string",
	  .docs = "input string\nkey to use\nSHA1-HMAC of `x`",
	  .fn = rego_fn_crypto_hmac_sha1,
	  .arity = 2 },
	{ .name = "crypto.hmac.sha256",
	  .decl = "(x: string, key: string) => y: string",
	  .docs = "input string\nkey to use\nSHA256-HMAC of `x`",
	  .fn = rego_fn_crypto_hmac_sha256,
	  .arity = 2 },
	{ .name = "crypto.hmac.sha512",
	  .decl = "(x: string, key: string) => y: string",
	  .docs = "input string\nkey to use\nSHA512-HMAC of `x`",
	  .fn = rego_fn_crypto_hmac_sha512,
	  .arity = 2 },
	{ .name = "crypto.md5",
	  .decl = "(x: string) => y: string",
	  .docs = "input string\nMD5-hash of `x`",
	  .fn = rego_fn_crypto_md5,
	  .arity = 1 },
	{ .name = "crypto.parse_private_keys",
	  .decl = "(keys: string) => output: array[object[string: any]]",
	  .docs = "PEM encoded data containing one or more private keys as concatenated blocks. "
		  "Optionally Base64 encoded.\nparsed private keys represented as objects",
	  .fn = rego_fn_crypto_parse_private_keys,
	  .arity = 1 },
	{ .name = "crypto.sha1",
	  .decl = "(x: string) => y: string",
	  .docs = "input string\nSHA1-hash of `x`",
	  .fn = rego_fn_crypto_sha1,
	  .arity = 1 },
	{ .name = "crypto.sha256",
	  .decl = "(x: string) => y: string",
	  .docs = "input string\nSHA256-hash of `x`",
	  .fn = rego_fn_crypto_sha256,
	  .arity = 1 },
	{ .name = "crypto.x509.parse_and_verify_certificates",
	  .decl = "(certs: string) => output: array<boolean, array[object[string: any]]>",
	  .docs = "base64 encoded DER or PEM data containing two or more certificates where the "
		  "first is a root CA, the last is a leaf certificate, and all others are "
		  "intermediate CAs\narray of `[valid, certs]`: if the input certificate chain "
		  "could be verified then `valid` is `true` and `certs` is an array of X.509 "
		  "certificates represented as objects; if the input certificate chain could "
		  "not be verified then `valid` is `false` and `certs` is `[]`",
	  .fn = rego_fn_crypto_x509_parse_and_verify_certificates,
	  .arity = 1 },
	{ .name = "crypto.x509.parse_and_verify_certificates_with_options",
	  .decl = "(certs: string, options: object[string: any]) => output: array<boolean, "
		  "array[object[string: any]]>",
	  .docs = "base64 encoded DER or PEM data containing two or more certificates where the "
		  "first is a root CA, the last is a leaf certificate, and all others are "
		  "intermediate CAs\nobject containing extra configs to verify the validity of "
		  "certificates. `options` object supports four fields which maps to same "
		  "fields in [x509.VerifyOptions "
		  "struct](https://pkg.go.dev/crypto/x509#VerifyOptions). `DNSName`, "
		  "`CurrentTime`: Nanoseconds since the Unix Epoch as a number, "
		  "`MaxConstraintComparisons` and `KeyUsages`. `KeyUsages` is list and can have "
		  "possible values as in: `\"KeyUsageAny\"`, `\"KeyUsageServerAuth\"`, "
		  "`\"KeyUsageClientAuth\"`, `\"KeyUsageCodeSigning\"`, "
		  "`\"KeyUsageEmailProtection\"`, `\"KeyUsageIPSECEndSystem\"`, "
		  "`\"KeyUsageIPSECTunnel\"`, `\"KeyUsageIPSECUser\"`, "
		  "`\"KeyUsageTimeStamping\"`, `\"KeyUsageOCSPSigning\"`, "
		  "`\"KeyUsageMicrosoftServerGatedCrypto\"`, "
		  "`\"KeyUsageNetscapeServerGatedCrypto\"`, "
		  "`\"KeyUsageMicrosoftCommercialCodeSigning\"`, "
		  "`\"KeyUsageMicrosoftKernelCodeSigning\"` \narray of `[valid, certs]`: if the "
		  "input certificate chain could be verified then `valid` is `true` and `certs` "
		  "is an array of X.509 certificates represented as objects; if the input "
		  "certificate chain could not be verified then `valid` is `false` and `certs` "
		  "is `[]`",
	  .fn = rego_fn_crypto_x509_parse_and_verify_certificates_with_options,
	  .arity = 2 },
	{ .name = "crypto.x509.parse_certificate_request",
	  .decl = "(csr: string) => output: object[string: any]",
	  .docs = "base64 string containing either a PEM encoded or DER CSR or a string "
		  "containing a PEM CSR\nX.509 CSR represented as an object",
	  .fn = rego_fn_crypto_x509_parse_certificate_request,
	  .arity = 1 },
	{ .name = "crypto.x509.parse_certificates",
	  .decl = "(certs: string) => output: array[object[string: any]]",
	  .docs = "base64 encoded DER or PEM data containing one or more certificates or a PEM "
		  "string of one or more certificates\nparsed X.509 certificates represented as "
		  "objects",
	  .fn = rego_fn_crypto_x509_parse_certificates,
	  .arity = 1 },
	{ .name = "crypto.x509.parse_keypair",
	  .decl = "(cert: string, pem: string) => output: object[string: any]",
	  .docs = "string containing PEM or base64 encoded DER certificates\nstring containing "
		  "PEM or base64 encoded DER keys\nif key pair is valid, returns the "
		  "tls.certificate(https://pkg.go.dev/crypto/tls#Certificate) as an object. If "
		  "the key pair is invalid, nil and an error are returned.",
	  .fn = rego_fn_crypto_x509_parse_keypair,
	  .arity = 2 },
	{ .name = "crypto.x509.parse_rsa_private_key",
	  .decl = "(pem: string) => output: object[string: any]",
	  .docs = "base64 string containing a PEM encoded RSA private key\nJWK as an object",
	  .fn = rego_fn_crypto_x509_parse_rsa_private_key,
	  .arity = 1 },
	{ 0 },
};
