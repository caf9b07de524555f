/* SPDX-License-Identifier: BSD-2-Clause */
/* A request of http.send, as it is read and then sent. */
#ifndef REGO_HTTP_PARTS_H
#define REGO_HTTP_PARTS_H

#include "rego/builtin/http_transfer.h"
#include "rego/builtin/text.h"

/* What goes wrong is a text; an error of type says so. */
struct rego_http {
	struct rego_call *c;
	struct rego_val object;
	struct rego_transfer t;
	struct rego_text authorities;
	bool json, yaml, custom_tls;
	const char *error;
	bool type_error, bare; /* bare: without the code and the name */
};

/* False and an error that is in the request. */
bool rego_http_read(struct rego_http *r);

#endif
