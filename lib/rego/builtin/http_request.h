/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests as objects: what http.send and providers.aws.sign_req have in common. */
#ifndef REGO_HTTP_REQUEST_H
#define REGO_HTTP_REQUEST_H

#include "rego/builtin/builtin.h"

/* The hosts that a policy may reach; env->net points to one.  Without hosts: all. */
struct rego_net {
	const char *const *hosts;
	size_t count;
};

/* NULL, or what is wrong with the keys: `operand 1 missing required request parameters(s): …`. */
const char *rego_request_check(struct rego_arena *a, struct rego_val request);
/* Items of want that the object has not, or the ones of the object that are not in want. */
struct rego_val rego_keys_missing(struct rego_arena *a, struct rego_val object,
				  const char *const *want, size_t n);
/* raw_body as it is, else body as JSON, else nothing. */
const char *rego_request_body(struct rego_arena *a, struct rego_val request, size_t *len);
bool rego_net_allows(const struct rego_net *net, const char *host);

#endif
