/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files that parse certificates share. */
#ifndef REGO_X509_PARTS_H
#define REGO_X509_PARTS_H

#include "rego/builtin/x509.h"

/* NULL, or what is wrong. */
const char *rego_constraints_parse(struct rego_arena *a, struct rego_cert *c,
				   const struct rego_extension *e, bool *unhandled);
/* Apply one extension of the certificate. */
const char *rego_extension_apply(struct rego_arena *a, struct rego_cert *c,
				 const struct rego_extension *e);
bool rego_mailbox_valid(const char *s, size_t len);

#endif
