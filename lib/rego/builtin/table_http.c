/* SPDX-License-Identifier: BSD-2-Clause */
/* Declarations: HTTP and the providers of clouds.  Sorted by name. */
#include "rego/builtin/functions.h"

const struct rego_builtin rego_table_http[] = {
	{ .name = "http.send",
	  .decl = "(request: object[string: any]) => response: object[any: any]",
	  .docs = "the HTTP request object\nthe HTTP response object",
	  .fn = rego_fn_http_send,
	  .flags = REGO_NONDET,
	  .arity = 1 },
	{ .name = "providers.aws.sign_req",
	  .decl = "(request: object[string: any], aws_config: object[string: any], time_ns: "
		  "number) => signed_request: object[any: any]",
	  .docs = "HTTP request object\nAWS configuration object\nnanoseconds since the "
		  "epoch\nHTTP request object with `Authorization` header",
	  .fn = rego_fn_providers_aws_sign_req,
	  .arity = 3 },
	{ 0 },
};
