/* SPDX-License-Identifier: BSD-2-Clause */
/* Built-ins that are not there yet; BUILTIN-B deletes a line with each that comes, then the file. */
#include "rego/builtin/functions.h"

#define LATER(fn)                                                                                  \
	struct rego_val fn(struct rego_call *c, const struct rego_val *args)                       \
	{                                                                                          \
		(void)args;                                                                        \
		return rego_fail_as(c, REGO_FAULT_INTERNAL, "unsupported built-in: %s", c->name);  \
	}

LATER(rego_fn_strings_render_template)
LATER(rego_fn_net_lookup_ip_addr)
LATER(rego_fn_rego_parse_module)
LATER(rego_fn_json_filter)
LATER(rego_fn_json_match_schema)
LATER(rego_fn_json_patch)
LATER(rego_fn_json_remove)
LATER(rego_fn_json_verify_schema)
LATER(rego_fn_io_jwt_decode)
LATER(rego_fn_io_jwt_decode_verify)
LATER(rego_fn_io_jwt_encode_sign)
LATER(rego_fn_io_jwt_encode_sign_raw)
LATER(rego_fn_io_jwt_verify_eddsa)
LATER(rego_fn_io_jwt_verify_es256)
LATER(rego_fn_io_jwt_verify_es384)
LATER(rego_fn_io_jwt_verify_es512)
LATER(rego_fn_io_jwt_verify_hs256)
LATER(rego_fn_io_jwt_verify_hs384)
LATER(rego_fn_io_jwt_verify_hs512)
LATER(rego_fn_io_jwt_verify_ps256)
LATER(rego_fn_io_jwt_verify_ps384)
LATER(rego_fn_io_jwt_verify_ps512)
LATER(rego_fn_io_jwt_verify_rs256)
LATER(rego_fn_io_jwt_verify_rs384)
LATER(rego_fn_io_jwt_verify_rs512)
LATER(rego_fn_crypto_hmac_equal)
LATER(rego_fn_crypto_hmac_md5)
LATER(rego_fn_crypto_hmac_sha1)
LATER(rego_fn_crypto_hmac_sha256)
LATER(rego_fn_crypto_hmac_sha512)
LATER(rego_fn_crypto_md5)
LATER(rego_fn_crypto_parse_private_keys)
LATER(rego_fn_crypto_sha1)
LATER(rego_fn_crypto_sha256)
LATER(rego_fn_crypto_x509_parse_and_verify_certificates)
LATER(rego_fn_crypto_x509_parse_and_verify_certificates_with_options)
LATER(rego_fn_crypto_x509_parse_certificate_request)
LATER(rego_fn_crypto_x509_parse_certificates)
LATER(rego_fn_crypto_x509_parse_keypair)
LATER(rego_fn_crypto_x509_parse_rsa_private_key)
LATER(rego_fn_graphql_is_valid)
LATER(rego_fn_graphql_parse)
LATER(rego_fn_graphql_parse_and_verify)
LATER(rego_fn_graphql_parse_query)
LATER(rego_fn_graphql_parse_schema)
LATER(rego_fn_graphql_schema_is_valid)
LATER(rego_fn_http_send)
LATER(rego_fn_providers_aws_sign_req)
