/* SPDX-License-Identifier: BSD-2-Clause */
/* PEM blocks, found as Go's encoding/pem finds them. */
#ifndef REGO_PEM_H
#define REGO_PEM_H

#include "rego/builtin/gobase64.h"

struct rego_pem {
	const char *type; /* "CERTIFICATE" */
	struct rego_bytes bytes;
	bool headers;	       /* it had some: Proc-Type and such */
	const char *proc_type; /* of that header, or NULL */
};

/* The next block of text, and what follows it in rest; false, and rest is all of it, when there
 * is none. */
bool rego_pem_next(struct rego_arena *a, const char *text, size_t len, struct rego_pem *block,
		   const char **rest, size_t *rest_len);

#endif
