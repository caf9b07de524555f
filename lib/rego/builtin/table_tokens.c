/* SPDX-License-Identifier: BSD-2-Clause */
/* Declarations: JSON web tokens.  Sorted by name. */
#include "rego/builtin/functions.h"

const struct rego_builtin rego_table_tokens[] = {
	{ .name = "io.jwt.decode",
	  .decl = "(jwt: string) => output: array<object[any: any], object[any: any], string>",
	  .docs = "JWT token to decode\n`[header, payload, sig]`, where `header` and `payload` "
		  "are objects; `sig` is the hexadecimal representation of the signature on the "
		  "token.",
	  .fn = rego_fn_io_jwt_decode,
	  .arity = 1 },
	{ .name = "io.jwt.decode_verify",
	  .decl = "(jwt: string, constraints: object[string: any]) => output: array<boolean, "
		  "object[any: any], object[any: any]>",
	  .docs = "JWT token whose signature is to be verified and whose claims are to be "
		  "checked\nclaim verification constraints\n`[valid, header, payload]`:  if the "
		  "input token is verified and meets the requirements of `constraints` then "
		  "`valid` is `true`; `header` and `payload` are objects containing the JOSE "
		  "header and the JWT claim set; otherwise, `valid` is `false`, `header` and "
		  "`payload` are `{}`",
	  .fn = rego_fn_io_jwt_decode_verify,
	  .flags = REGO_NONDET,
	  .arity = 2 },
	{ .name = "io.jwt.encode_sign",
	  .decl = "(headers: object[string: any], payload: object[string: any], key: "
		  "object[string: any]) => output: string",
	  .docs = "JWS Protected Header\nJWS Payload\nJSON Web Key (RFC7517)\nsigned JWT",
	  .fn = rego_fn_io_jwt_encode_sign,
	  .flags = REGO_NONDET,
	  .arity = 3 },
	{ .name = "io.jwt.encode_sign_raw",
	  .decl = "(headers: string, payload: string, key: string) => output: string",
	  .docs = "JWS Protected Header\nJWS Payload\nJSON Web Key (RFC7517)\nsigned JWT",
	  .fn = rego_fn_io_jwt_encode_sign_raw,
	  .flags = REGO_NONDET,
	  .arity = 3 },
	{ .name = "io.jwt.verify_eddsa",
	  .decl = "(jwt: string, certificate: string) => result: boolean",
	  .docs = "JWT token whose signature is to be verified\nPEM encoded certificate, PEM "
		  "encoded public key, or the JWK key (set) used to verify the signature\n`true` "
		  "if the signature is valid, `false` otherwise",
	  .fn = rego_fn_io_jwt_verify_eddsa,
	  .arity = 2 },
	{ .name = "io.jwt.verify_es256",
	  .decl = "(jwt: string, certificate: string) => result: boolean",
	  .docs = "JWT token whose signature is to be verified\nPEM encoded certificate, PEM "
		  "encoded public key, or the JWK key (set) used to verify the signature\n`true` "
		  "if the signature is valid, `false` otherwise",
	  .fn = rego_fn_io_jwt_verify_es256,
	  .arity = 2 },
	{ .name = "io.jwt.verify_es384",
	  .decl = "(jwt: string, certificate: string) => result: boolean",
	  .docs = "JWT token whose signature is to be verified\nPEM encoded certificate, PEM "
		  "encoded public key, or the JWK key (set) used to verify the signature\n`true` "
		  "if the signature is valid, `false` otherwise",
	  .fn = rego_fn_io_jwt_verify_es384,
	  .arity = 2 },
	{ .name = "io.jwt.verify_es512",
	  .decl = "(jwt: string, certificate: string) => result: boolean",
	  .docs = "JWT token whose signature is to be verified\nPEM encoded certificate, PEM "
		  "encoded public key, or the JWK key (set) used to verify the signature\n`true` "
		  "if the signature is valid, `false` otherwise",
	  .fn = rego_fn_io_jwt_verify_es512,
	  .arity = 2 },
	{ .name = "io.jwt.verify_hs256",
	  .decl = "(jwt: string, secret: string) => result: boolean",
	  .docs = "JWT token whose signature is to be verified\nplain text secret used to verify "
		  "the signature\n`true` if the signature is valid, `false` otherwise",
	  .fn = rego_fn_io_jwt_verify_hs256,
	  .arity = 2 },
	{ .name = "io.jwt.verify_hs384",
	  .decl = "(jwt: string, secret: string) => result: boolean",
	  .docs = "JWT token whose signature is to be verified\nplain text secret used to verify "
		  "the signature\n`true` if the signature is valid, `false` otherwise",
	  .fn = rego_fn_io_jwt_verify_hs384,
	  .arity = 2 },
	{ .name = "io.jwt.verify_hs512",
	  .decl = "(jwt: string, secret: string) => result: boolean",
	  .docs = "JWT token whose signature is to be verified\nplain text secret used to verify "
		  "the signature\n`true` if the signature is valid, `false` otherwise",
	  .fn = rego_fn_io_jwt_verify_hs512,
	  .arity = 2 },
	{ .name = "io.jwt.verify_ps256",
	  .decl = "(jwt: string, certificate: string) => result: boolean",
	  .docs = "JWT token whose signature is to be verified\nPEM encoded certificate, PEM "
		  "encoded public key, or the JWK key (set) used to verify the signature\n`true` "
		  "if the signature is valid, `false` otherwise",
	  .fn = rego_fn_io_jwt_verify_ps256,
	  .arity = 2 },
	{ .name = "io.jwt.verify_ps384",
	  .decl = "(jwt: string, certificate: string) => result: boolean",
	  .docs = "JWT token whose signature is to be verified\nPEM encoded certificate, PEM "
		  "encoded public key, or the JWK key (set) used to verify the signature\n`true` "
		  "if the signature is valid, `false` otherwise",
	  .fn = rego_fn_io_jwt_verify_ps384,
	  .arity = 2 },
	{ .name = "io.jwt.verify_ps512",
	  .decl = "(jwt: string, certificate: string) => result: boolean",
	  .docs = "JWT token whose signature is to be verified\nPEM encoded certificate, PEM "
		  "encoded public key, or the JWK key (set) used to verify the signature\n`true` "
		  "if the signature is valid, `false` otherwise",
	  .fn = rego_fn_io_jwt_verify_ps512,
	  .arity = 2 },
	{ .name = "io.jwt.verify_rs256",
	  .decl = "(jwt: string, certificate: string) => result: boolean",
	  .docs = "JWT token whose signature is to be verified\nPEM encoded certificate, PEM "
		  "encoded public key, or the JWK key (set) used to verify the signature\n`true` "
		  "if the signature is valid, `false` otherwise",
	  .fn = rego_fn_io_jwt_verify_rs256,
	  .arity = 2 },
	{ .name = "io.jwt.verify_rs384",
	  .decl = "(jwt: string, certificate: string) => result: boolean",
	  .docs = "JWT token whose signature is to be verified\nPEM encoded certificate, PEM "
		  "encoded public key, or the JWK key (set) used to verify the signature\n`true` "
		  "if the signature is valid, `false` otherwise",
	  .fn = rego_fn_io_jwt_verify_rs384,
	  .arity = 2 },
	{ .name = "io.jwt.verify_rs512",
	  .decl = "(jwt: string, certificate: string) => result: boolean",
	  .docs = "JWT token whose signature is to be verified\nPEM encoded certificate, PEM "
		  "encoded public key, or the JWK key (set) used to verify the signature\n`true` "
		  "if the signature is valid, `false` otherwise",
	  .fn = rego_fn_io_jwt_verify_rs512,
	  .arity = 2 },
	{ 0 },
};
