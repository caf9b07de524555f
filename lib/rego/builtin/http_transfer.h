/* SPDX-License-Identifier: BSD-2-Clause */
/* One HTTP exchange. */
#ifndef REGO_HTTP_TRANSFER_H
#define REGO_HTTP_TRANSFER_H

#include "rego/builtin/builtin.h"
#include "rego/builtin/http_request.h"

struct rego_transfer {
	const char *method, *url, *body;
	size_t body_len;
	const char *const *headers; /* "Name: value" */
	size_t header_count;
	int64_t timeout_ms, attempts; /* attempts after the first */
	bool insecure, redirects;
	const char *authorities; /* PEM; NULL: the system's */
	const char *cert, *key;	 /* PEM */
	const char *socket;	 /* unix */
};

struct rego_reply {
	char *head, *body; /* of the last exchange, freed with the arena */
	size_t head_len, body_len;
	long status;
};

/* NULL, or the error's text. */
const char *rego_transfer(struct rego_call *c, const struct rego_transfer *t,
			  struct rego_reply *reply);

#endif
